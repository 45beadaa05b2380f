//! A simulation as one HTML file: what it rests on, then what it says, each picture with its data.

mod before;
mod blocked;
mod deals;
mod drives;
mod home;
mod outcomes;
mod scenarios;

use askama::Template;
use wasit_explain::{Estimate, TooFew, words as explained};

use super::DRAWING;
use super::embed::{self, Figure, json};
use super::table::{Cell, Table};
use crate::simulation::made;
use crate::{SimulationReport, words};

/// Rows of a picture; a table has more.
const DRAWN: usize = 15;
/// Rows of a table.
const ROWS: usize = 200;

#[derive(Template)]
#[template(path = "simulation.html")]
struct Page<'a> {
    title: &'a str,
    note: Option<&'a str>,
    headline: String,
    made: String,
    sections: Vec<Section>,
    version: &'a str,
    colours: String,
    style: &'static str,
    drawing: Vec<String>,
    script: &'static str,
    licences: &'static str,
}

/// One section of the page.
struct Section {
    id: &'static str,
    title: &'static str,
    /// What the list of sections calls it.
    short: &'static str,
    parts: Vec<Part>,
}

enum Part {
    Heading(String),
    /// What the section has to say, in sentences.
    Said(Vec<String>),
    /// What is to be heeded.
    Warned(Vec<String>),
    /// What the sample is too small for.
    Few(String),
    Picture(Figure),
    /// Pictures that are compared with each other.
    Small(Vec<Figure>),
    Table(Table),
    /// A table that opens when asked, under a summary.
    Folded(String, Table),
    Command(String),
}

/// The report of a simulation as the text of one HTML file.
#[must_use]
pub fn simulation_html(report: &SimulationReport<'_>) -> String {
    let sections = [
        before::section(report),
        outcomes::section(report),
        deals::section(report),
        drives::section(report),
        scenarios::section(report),
        blocked::section(report),
        home::section(report),
        drives::asking(report),
        blocked::inverse(report),
        outcomes::forecasts(report),
        before::limits(),
        before::again(report),
    ];
    let page = Page {
        title: report.title,
        note: report.note,
        headline: outcomes::headline(report),
        made: made(report),
        sections: sections.into_iter().filter(|section| !section.parts.is_empty()).collect(),
        version: report.version,
        colours: embed::colours(),
        style: include_str!("../../../templates/style.css"),
        drawing: DRAWING.iter().map(|script| embed::script(script)).collect(),
        script: include_str!("../../../templates/script.js"),
        licences: include_str!("../../../vendor/LICENSES.txt"),
    };
    page.render().expect("a template that compiled renders into a string")
}

/// A number stays on the line of its sign.
fn together(sentence: &str) -> String {
    sentence.replace(" %", "\u{a0}%")
}

impl Section {
    fn new(id: &'static str, title: &'static str, short: &'static str) -> Self {
        Self { id, title, short, parts: Vec::new() }
    }

    fn heading(&mut self, text: impl Into<String>) {
        self.parts.push(Part::Heading(text.into()));
    }

    fn said(&mut self, sentences: Vec<String>) {
        if !sentences.is_empty() {
            self.parts
                .push(Part::Said(sentences.iter().map(|said| together(&words::sentence(said))).collect()));
        }
    }

    fn picture(&mut self, figure: Figure) {
        self.parts.push(Part::Picture(figure));
    }

    fn table(&mut self, table: Table) {
        self.parts.push(Part::Table(table));
    }

    /// What is known goes to `known`; what is not is said to be so.
    fn known<T>(&mut self, found: &Result<T, TooFew>, known: impl FnOnce(&mut Self, &T)) {
        match found {
            Ok(found) => known(self, found),
            Err(few) => self.parts.push(Part::Few(words::sentence(&format!("{few}.")))),
        }
    }
}

/// A figure from its specification.
fn figure(
    id: impl Into<String>,
    title: impl Into<String>,
    description: &str,
    specification: &serde_json::Value,
    notes: &[&str],
    table: Table,
) -> Figure {
    Figure {
        id: format!("picture-{}", id.into()),
        title: title.into(),
        description: description.to_owned(),
        specification: json(specification),
        notes: notes.iter().map(|&note| note.to_owned()).collect(),
        table,
    }
}

/// What pictures are drawn from.
fn drawn(estimate: Estimate) -> wasit_charts::Estimate {
    let Estimate { value, low, high } = estimate;
    wasit_charts::Estimate { value, low, high }
}

/// A share with its interval, as a cell.
fn percent(share: Estimate) -> Cell {
    Cell::Number(explained::percent(share))
}

/// A number with its interval, as a cell.
fn plain(number: Estimate) -> Cell {
    Cell::Number(explained::number(number))
}
