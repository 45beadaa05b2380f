//! Samples as Parquet: a row group for every run of rows, what the columns mean in the file's metadata.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::column::reader::ColumnReader;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{ColumnPath, Type};
use wasit_arena::Rows;

use super::layout::{Cells, Column, Filled, Layout};
use super::meaning::Meaning;
use super::sums::{self, Summing, Sums};
use crate::failure::Failure;
use crate::output::{reason, shell_word};

/// The key of the metadata that says what the columns mean.
const KEY: &str = "wasit";
/// The key that says of which plan a part of a sample is.
const PLAN: &str = "wasit plan";
/// No sample has more rows in one group: what is read at a time stays small.
const GROUP_ROWS_MAX: i64 = 1 << 20;

/// A sample that is being written.
pub(crate) struct Writer<W: Write + Send> {
    file: SerializedFileWriter<Summing<W>>,
    layout: Arc<Layout>,
    /// By column: its labels, as they are written.
    labels: Vec<Vec<ByteArray>>,
}

impl<W: Write + Send> Writer<W> {
    /// Begins a file; `plan` where it is a part of a sample. The same rows in the same runs give the same bytes.
    pub(crate) fn new(
        out: W,
        meaning: &Meaning,
        layout: Arc<Layout>,
        plan: Option<&str>,
    ) -> io::Result<Self> {
        Self::begin(out, meaning, layout, plan).map_err(unwritten)
    }

    fn begin(
        out: W,
        meaning: &Meaning,
        layout: Arc<Layout>,
        plan: Option<&str>,
    ) -> Result<Self, ParquetError> {
        let fields = layout.columns.iter().map(field).collect::<Result<Vec<_>, _>>()?;
        let schema = Type::group_type_builder("sample").with_fields(fields).build()?;
        let mut keys = vec![KeyValue::new(KEY.to_owned(), meaning.text())];
        keys.extend(plan.map(|plan| KeyValue::new(PLAN.to_owned(), plan.to_owned())));
        let mut properties = WriterProperties::builder()
            .set_created_by(format!("wasit {}", meaning.wasit))
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_dictionary_enabled(false)
            .set_key_value_metadata(Some(keys));
        for column in &layout.columns {
            if matches!(column.cells, Cells::Label(_) | Cells::LabelOrNone(_)) {
                let path = ColumnPath::new(vec![column.name.clone()]);
                properties = properties.set_column_dictionary_enabled(path, true);
            }
        }
        let labels = layout.columns.iter().map(|column| match &column.cells {
            Cells::Label(labels) | Cells::LabelOrNone(labels) => {
                labels.iter().map(|label| ByteArray::from(label.as_str())).collect()
            }
            _ => Vec::new(),
        });
        Ok(Self {
            labels: labels.collect(),
            file: SerializedFileWriter::new(
                Summing::new(out),
                Arc::new(schema),
                Arc::new(properties.build()),
            )?,
            layout,
        })
    }

    /// Adds a run of rows as a group.
    pub(crate) fn add(&mut self, rows: &Rows) -> io::Result<()> {
        self.add_group(rows).map_err(unwritten)
    }

    fn add_group(&mut self, rows: &Rows) -> Result<(), ParquetError> {
        let mut group = self.file.next_row_group()?;
        for (column, labels) in self.layout.columns.iter().zip(&self.labels) {
            let filled = self.layout.fill(column, rows);
            let mut writer = group.next_column()?.expect("the schema has every column");
            match filled {
                Filled::Numbers(numbers) => {
                    writer.typed::<DoubleType>().write_batch(&numbers, None, None)?;
                }
                Filled::NumbersOrNone(numbers) => {
                    let (levels, numbers) = parted(numbers);
                    writer.typed::<DoubleType>().write_batch(&numbers, Some(&levels), None)?;
                }
                Filled::Wholes(numbers) => {
                    writer.typed::<Int64Type>().write_batch(&numbers, None, None)?;
                }
                Filled::Labels(places) => {
                    let words: Vec<ByteArray> =
                        places.into_iter().map(|at| labels[usize::from(at)].clone()).collect();
                    writer.typed::<ByteArrayType>().write_batch(&words, None, None)?;
                }
                Filled::LabelsOrNone(places) => {
                    let (levels, places) = parted(places);
                    let words: Vec<ByteArray> =
                        places.into_iter().map(|at| labels[usize::from(at)].clone()).collect();
                    writer.typed::<ByteArrayType>().write_batch(&words, Some(&levels), None)?;
                }
                Filled::Texts(texts) => {
                    let (levels, texts) = parted(texts);
                    let texts: Vec<ByteArray> =
                        texts.into_iter().map(|text| ByteArray::from(text.into_bytes())).collect();
                    writer.typed::<ByteArrayType>().write_batch(&texts, Some(&levels), None)?;
                }
            }
            writer.close()?;
        }
        group.close()?;
        self.file.flush()?;
        self.file.inner_mut().end_group();
        Ok(())
    }

    /// Ends the file.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        self.file.flush()?;
        self.file.inner_mut().end_groups();
        self.file.into_inner().map_err(unwritten)?.finish()
    }
}

fn field(column: &Column) -> Result<Arc<Type>, ParquetError> {
    let (physical, repetition) = match column.cells {
        Cells::Number => (Physical::DOUBLE, Repetition::REQUIRED),
        Cells::NumberOrNone => (Physical::DOUBLE, Repetition::OPTIONAL),
        Cells::Whole => (Physical::INT64, Repetition::REQUIRED),
        Cells::Label(_) => (Physical::BYTE_ARRAY, Repetition::REQUIRED),
        Cells::LabelOrNone(_) | Cells::TextOrNone => (Physical::BYTE_ARRAY, Repetition::OPTIONAL),
    };
    let logical = (physical == Physical::BYTE_ARRAY).then_some(LogicalType::String);
    let builder = Type::primitive_type_builder(&column.name, physical);
    Ok(Arc::new(builder.with_repetition(repetition).with_logical_type(logical).build()?))
}

/// Which cells there are, and these.
fn parted<T>(cells: Vec<Option<T>>) -> (Vec<i16>, Vec<T>) {
    let levels = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
    (levels, cells.into_iter().flatten().collect())
}

/// A sample that is read, group by group.
pub(crate) struct Reader {
    file: SerializedFileReader<File>,
    sums: Sums,
    meaning: Meaning,
    layout: Layout,
    name: String,
}

impl Reader {
    /// Opens the sample at `path`.
    ///
    /// # Errors
    /// Where it cannot be read, is no sample, one of another form, or damaged.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let file = File::open(path).map_err(|error| crate::files::unreadable(path, &error))?;
        let no_sample = |why: String| {
            Failure::advised(
                format!("{name} is no sample: {why}"),
                "a sample is what `wasit simulate FILE --sample SAMPLE` writes",
            )
        };
        if path.is_dir() {
            let inside = path.join("sample.parquet");
            let help = match inside.is_file() {
                true => format!("name the sample in it: {}", inside.display()),
                false => "a sample is what `wasit simulate FILE --sample SAMPLE` writes".to_owned(),
            };
            return Err(Failure::advised(format!("{name} is a folder, and no sample"), help));
        }
        let again = || format!("make it again with `wasit simulate FILE --sample {}`", shell_word(&name));
        let sums = Sums::read(path).map_err(|error| crate::files::unreadable(path, &error))?;
        let begun = sums::begins_as_parquet(path).map_err(|error| crate::files::unreadable(path, &error))?;
        let file = SerializedFileReader::new(file).map_err(|error| match begun {
            true => Failure::advised(
                format!("{name} is damaged: it was cut off, or its end was changed"),
                again(),
            ),
            false => no_sample(plain(&error)),
        })?;
        let keys = file.metadata().file_metadata().key_value_metadata();
        let text = keys
            .and_then(|keys| keys.iter().find(|key| key.key == KEY))
            .and_then(|key| key.value.as_deref())
            .ok_or_else(|| no_sample("it is Parquet, but not written by wasit".to_owned()))?;
        let meaning = Meaning::read(text, &name)?;
        let sums = sums.ok_or_else(|| {
            Failure::advised(
                format!("{name} is damaged: what it says of its columns is not as it was written"),
                again(),
            )
        })?;
        let layout = Layout::of(&meaning);
        let reader = Self { file, sums, meaning, layout, name };
        reader.check()?;
        Ok(reader)
    }

    /// Sees that the file has the columns that it should have.
    fn check(&self) -> Result<(), Failure> {
        let schema = self.file.metadata().file_metadata().schema_descr();
        let same = |(at, column): (usize, &Column)| {
            let found = schema.column(at);
            let cells = match column.cells {
                Cells::Number | Cells::NumberOrNone => Physical::DOUBLE,
                Cells::Whole => Physical::INT64,
                _ => Physical::BYTE_ARRAY,
            };
            let optional =
                matches!(column.cells, Cells::NumberOrNone | Cells::LabelOrNone(_) | Cells::TextOrNone);
            found.name() == column.name
                && found.physical_type() == cells
                && found.max_def_level() == i16::from(optional)
                && found.max_rep_level() == 0
        };
        let columns = &self.layout.columns;
        if schema.num_columns() != columns.len() || !columns.iter().enumerate().all(same) {
            return Err(self.damaged("it has other columns than it says"));
        }
        let groups = self.file.metadata().row_groups();
        if groups.iter().any(|group| !(0..=GROUP_ROWS_MAX).contains(&group.num_rows())) {
            return Err(self.damaged("a group of rows has an impossible length"));
        }
        if groups.len() != self.sums.groups() {
            return Err(self.damaged("it has other groups of rows than it says"));
        }
        Ok(())
    }

    /// What the sample is of.
    pub(crate) fn meaning(&self) -> &Meaning {
        &self.meaning
    }

    /// SHA-256 of the plan that it is a part of.
    pub(crate) fn plan(&self) -> Option<&str> {
        let keys = self.file.metadata().file_metadata().key_value_metadata()?;
        keys.iter().find(|key| key.key == PLAN)?.value.as_deref()
    }

    /// How many draws it has.
    pub(crate) fn draws(&self) -> u64 {
        self.file.metadata().row_groups().iter().map(|group| group.num_rows() as u64).sum()
    }

    /// Its rows, a group at a time, in order.
    ///
    /// # Errors
    /// Where they are damaged.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Result<Rows, Failure>> + '_ {
        self.rows_after(None)
    }

    /// The same of a part of a sample, which begins with draw `first`.
    ///
    /// # Errors
    /// Where they are damaged, or others.
    pub(crate) fn rows_from(&self, first: u64) -> impl Iterator<Item = Result<Rows, Failure>> + '_ {
        self.rows_after(Some(first))
    }

    fn rows_after(&self, mut next: Option<u64>) -> impl Iterator<Item = Result<Rows, Failure>> + '_ {
        (0..self.file.num_row_groups()).map(move |at| {
            let rows = self.group(at, next)?;
            next = Some(rows.first + rows.draws as u64);
            Ok(rows)
        })
    }

    /// The rows of a group, which begin at draw `next` where others went before.
    fn group(&self, at: usize, next: Option<u64>) -> Result<Rows, Failure> {
        let damaged = |error: ParquetError| self.damaged(&plain(&error));
        let draws = self.file.metadata().row_group(at).num_rows() as usize;
        let whole = self.sums.is_whole(at).map_err(|error| self.damaged(&reason(&error)))?;
        if !whole {
            let groups = &self.file.metadata().row_groups()[..at];
            let first = next.unwrap_or_else(|| groups.iter().map(|group| group.num_rows() as u64).sum());
            let last = first + draws.saturating_sub(1) as u64;
            return Err(self.damaged(&format!("its draws {first} to {last} are not as they were written")));
        }
        let group = self.file.get_row_group(at).map_err(damaged)?;
        let mut rows = Layout::empty(&self.meaning, next.unwrap_or(0), draws);
        for (at, column) in self.layout.columns.iter().enumerate() {
            let filled = cells(group.as_ref(), at, column, draws).map_err(damaged)?;
            let filled = filled
                .ok_or_else(|| self.damaged(&format!("column {} has cells that cannot be", column.name)))?;
            if let (None, 0, Filled::Wholes(numbers)) = (next, at, &filled) {
                rows.first = numbers.first().and_then(|&first| u64::try_from(first).ok()).unwrap_or(0);
            }
            Layout::put(column, filled, &mut rows)
                .ok_or_else(|| self.damaged(&format!("column {} has cells that cannot be", column.name)))?;
        }
        Ok(rows)
    }

    fn damaged(&self, why: &str) -> Failure {
        Failure::advised(
            format!("{} is damaged: {why}", self.name),
            format!("make it again with `{}`", self.meaning.command(self.draws(), &self.name)),
        )
    }
}

/// The cells of a column of a group; `None` where a label is none of the column's, or a text is no UTF-8.
fn cells(
    group: &dyn RowGroupReader,
    at: usize,
    column: &Column,
    rows: usize,
) -> Result<Option<Filled>, ParquetError> {
    let short = || ParquetError::General("a column is shorter than its group".to_owned());
    let mut levels: Vec<i16> = Vec::new();
    Ok(match (group.get_column_reader(at)?, &column.cells) {
        (ColumnReader::DoubleColumnReader(mut reader), Cells::Number | Cells::NumberOrNone) => {
            let mut numbers = Vec::with_capacity(rows);
            let (read, ..) = reader.read_records(rows, Some(&mut levels), None, &mut numbers)?;
            if read != rows {
                return Err(short());
            }
            Some(match column.cells {
                Cells::Number => Filled::Numbers(numbers),
                _ => Filled::NumbersOrNone(joined(&levels, numbers)),
            })
        }
        (ColumnReader::Int64ColumnReader(mut reader), Cells::Whole) => {
            let mut numbers = Vec::with_capacity(rows);
            let (read, ..) = reader.read_records(rows, None, None, &mut numbers)?;
            if read != rows {
                return Err(short());
            }
            Some(Filled::Wholes(numbers))
        }
        (ColumnReader::ByteArrayColumnReader(mut reader), kind) => {
            let mut words = Vec::with_capacity(rows);
            let (read, ..) = reader.read_records(rows, Some(&mut levels), None, &mut words)?;
            if read != rows {
                return Err(short());
            }
            match kind {
                Cells::Label(labels) => places(&words, labels).map(Filled::Labels),
                Cells::LabelOrNone(labels) => {
                    places(&words, labels).map(|places| Filled::LabelsOrNone(joined(&levels, places)))
                }
                Cells::TextOrNone => {
                    let text = |word: &ByteArray| word.as_utf8().ok().map(str::to_owned);
                    let texts: Option<Vec<String>> = words.iter().map(text).collect();
                    texts.map(|texts| Filled::Texts(joined(&levels, texts)))
                }
                _ => None,
            }
        }
        _ => None,
    })
}

fn places(words: &[ByteArray], labels: &[String]) -> Option<Vec<u16>> {
    let known: HashMap<&[u8], u16> = labels.iter().map(|label| label.as_bytes()).zip(0..).collect();
    words.iter().map(|word| known.get(word.data()).copied()).collect()
}

fn joined<T>(levels: &[i16], cells: Vec<T>) -> Vec<Option<T>> {
    let mut cells = cells.into_iter();
    levels.iter().map(|&level| if level == 0 { None } else { cells.next() }).collect()
}

/// What kept a file from being written, as the system said it.
fn unwritten(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(cause) => cause
            .downcast::<io::Error>()
            .map_or_else(|cause| io::Error::other(cause.to_string()), |cause| *cause),
        other => io::Error::other(plain(&other)),
    }
}

/// An error of the format without the names of its kinds.
fn plain(error: &ParquetError) -> String {
    let said = error.to_string();
    said.split_once(": ").map_or(said.clone(), |(_, words)| words.to_owned())
}
