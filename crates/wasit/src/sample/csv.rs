//! Samples as CSV: the same columns as text.

use std::io::{self, Write};
use std::sync::Arc;

use wasit_arena::Rows;

use super::layout::{Cells, Column, Filled, Layout};

/// A table that is being written.
pub(crate) struct Writer<W: Write> {
    out: csv::Writer<W>,
    layout: Arc<Layout>,
}

impl<W: Write> Writer<W> {
    /// Begins a table: its heading.
    pub(crate) fn new(out: W, layout: Arc<Layout>) -> io::Result<Self> {
        let mut out = csv::Writer::from_writer(out);
        out.write_record(layout.columns.iter().map(|column| &column.name))?;
        Ok(Self { out, layout })
    }

    /// Adds a run of rows.
    pub(crate) fn add(&mut self, rows: &Rows) -> io::Result<()> {
        let columns: Vec<(&Column, Filled)> =
            self.layout.columns.iter().map(|column| (column, self.layout.fill(column, rows))).collect();
        let mut record = csv::StringRecord::new();
        for row in 0..rows.draws {
            record.clear();
            columns.iter().for_each(|(column, filled)| push(&mut record, column, filled, row));
            self.out.write_record(&record)?;
        }
        Ok(())
    }

    /// Ends the table.
    pub(crate) fn finish(self) -> io::Result<W> {
        self.out.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

fn push(record: &mut csv::StringRecord, column: &Column, filled: &Filled, row: usize) {
    let label = |at: u16| match &column.cells {
        Cells::Label(labels) | Cells::LabelOrNone(labels) => labels[usize::from(at)].as_str(),
        _ => "",
    };
    match filled {
        Filled::Numbers(numbers) => record.push_field(&numbers[row].to_string()),
        Filled::NumbersOrNone(numbers) => {
            record.push_field(&numbers[row].map_or_else(String::new, |number| number.to_string()));
        }
        Filled::Wholes(numbers) => record.push_field(&numbers[row].to_string()),
        Filled::Labels(places) => record.push_field(label(places[row])),
        Filled::LabelsOrNone(places) => record.push_field(places[row].map_or("", label)),
        Filled::Texts(texts) => record.push_field(texts[row].as_deref().unwrap_or("")),
    }
}
