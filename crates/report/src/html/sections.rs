//! A page of sections, one below the other, with a list of them at its head.

use askama::Template;
use wasit_explain::{Estimate, TooFew, words as explained};

use super::DRAWING;
use super::embed::{self, Figure, json};
use super::table::{Cell, Table};
use crate::words;

#[derive(Template)]
#[template(path = "sections.html")]
struct Page<'a> {
    kind: &'a str,
    title: &'a str,
    note: Option<&'a str>,
    headline: &'a str,
    made: &'a str,
    first: &'static str,
    sections: Vec<Section>,
    version: &'a str,
    colours: String,
    style: &'static str,
    drawing: Vec<String>,
    script: &'static str,
    licences: &'static str,
}

/// What stands at the head of a page.
pub(super) struct Head<'a> {
    /// What kind of page it is.
    pub(super) kind: &'a str,
    pub(super) title: &'a str,
    pub(super) note: Option<&'a str>,
    /// The answer in a sentence.
    pub(super) headline: &'a str,
    /// From what it was made, in a sentence.
    pub(super) made: &'a str,
    pub(super) version: &'a str,
}

/// The page as the text of one HTML file; sections without parts are left out.
pub(super) fn page(head: &Head<'_>, sections: impl IntoIterator<Item = Section>) -> String {
    let sections: Vec<Section> = sections.into_iter().filter(|section| !section.parts.is_empty()).collect();
    let page = Page {
        kind: head.kind,
        title: head.title,
        note: head.note,
        headline: head.headline,
        made: head.made,
        first: sections.first().map_or("", |section| section.id),
        sections,
        version: head.version,
        colours: embed::colours(),
        style: include_str!("../../templates/style.css"),
        drawing: DRAWING.iter().map(|script| embed::script(script)).collect(),
        script: include_str!("../../templates/script.js"),
        licences: include_str!("../../vendor/LICENSES.txt"),
    };
    page.render().expect("a template that compiled renders into a string")
}

/// One section of the page.
pub(super) struct Section {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    /// What the list of sections calls it.
    pub(super) short: &'static str,
    pub(super) parts: Vec<Part>,
}

pub(super) enum Part {
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

/// A number stays on the line of its sign.
fn together(sentence: &str) -> String {
    sentence.replace(" %", "\u{a0}%")
}

impl Section {
    pub(super) fn new(id: &'static str, title: &'static str, short: &'static str) -> Self {
        Self { id, title, short, parts: Vec::new() }
    }

    pub(super) fn heading(&mut self, text: impl Into<String>) {
        self.parts.push(Part::Heading(text.into()));
    }

    pub(super) fn said(&mut self, sentences: Vec<String>) {
        if !sentences.is_empty() {
            self.parts
                .push(Part::Said(sentences.iter().map(|said| together(&words::sentence(said))).collect()));
        }
    }

    pub(super) fn picture(&mut self, figure: Figure) {
        self.parts.push(Part::Picture(figure));
    }

    pub(super) fn table(&mut self, table: Table) {
        self.parts.push(Part::Table(table));
    }

    /// What is known goes to `known`; what is not is said to be so.
    pub(super) fn known<T>(&mut self, found: &Result<T, TooFew>, known: impl FnOnce(&mut Self, &T)) {
        match found {
            Ok(found) => known(self, found),
            Err(few) => self.parts.push(Part::Few(words::sentence(&format!("{few}.")))),
        }
    }
}

/// A figure from its specification.
pub(super) fn figure(
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
pub(super) fn drawn(estimate: Estimate) -> wasit_charts::Estimate {
    let Estimate { value, low, high } = estimate;
    wasit_charts::Estimate { value, low, high }
}

/// A share with its interval, as a cell.
pub(super) fn percent(share: Estimate) -> Cell {
    Cell::Number(explained::percent(share))
}

/// A number with its interval, as a cell.
pub(super) fn plain(number: Estimate) -> Cell {
    Cell::Number(explained::number(number))
}
