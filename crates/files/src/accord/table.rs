//! Observations as a table: CSV (RFC 4180), with a header.

use std::ops::Range;
use std::rc::Rc;

use crate::accord::entries::{Placed, Unsaid, entry};
use crate::collector::{Collector, Span, in_words};
use crate::fields::cut;
use crate::tree::{Content, Entry, Key, Node};

/// Columns of an entry, and those of its observation.
const OF_ENTRY: [&str; 6] = ["id", "known", "at", "by", "source", "note"];
const OF_OBSERVATION: [&str; 5] = ["commitment", "value", "unit", "uncertainty", "period"];
const NEEDED: [&str; 4] = ["at", "by", "commitment", "value"];

/// A cell: its text, and where it stands, quotation marks included.
struct Cell {
    text: String,
    span: Range<usize>,
}

pub(super) fn read(text: &str, unsaid: Unsaid<'_>, collector: &mut Collector) -> Vec<Placed> {
    let mut rows = rows(text, collector).into_iter();
    let Some(columns) = rows.next().and_then(|row| header(&row, collector)) else { return Vec::new() };
    rows.filter_map(|row| {
        let node = node(&row, &columns, collector)?;
        entry(&node, unsaid, collector)
    })
    .collect()
}

/// The names of the columns.
fn header(row: &[Cell], collector: &mut Collector) -> Option<Vec<(&'static str, Span)>> {
    let before = collector.count();
    let known = || OF_ENTRY.into_iter().chain(OF_OBSERVATION);
    let apart = ["; ", ";", "\t"].into_iter().find(|apart| row.len() == 1 && row[0].text.contains(apart));
    if apart.is_some() {
        collector
            .wrong(row[0].span.clone().into(), "these columns do not stand apart by commas")
            .help("save the table as CSV with commas, and numbers with points");
        return None;
    }
    let mut columns: Vec<(&'static str, Span)> = Vec::new();
    for cell in row {
        let (name, span) = (cell.text.trim(), Span::from(cell.span.clone()));
        match known().find(|column| *column == name) {
            Some(column) if columns.iter().any(|(other, _)| *other == column) => {
                collector
                    .wrong(span, format!("the column `{column}` stands twice"))
                    .help("leave one of them out");
            }
            Some(column) => columns.push((column, span)),
            None => {
                let all = || {
                    let names: Vec<String> = known().map(|name| format!("`{name}`")).collect();
                    format!("a table of observations may have {}", names.join(", "))
                };
                let help = collector.hint(name, known(), all);
                collector.wrong(span, format!("there is no column `{}`", cut(name))).help(help);
            }
        }
    }
    // A misspelt column is not said to be missing too.
    if collector.count() == before {
        let missing: Vec<&str> =
            NEEDED.into_iter().filter(|name| !columns.iter().any(|(column, _)| column == name)).collect();
        if !missing.is_empty() {
            let span =
                row.first().map_or(0, |cell| cell.span.start)..row.last().map_or(0, |cell| cell.span.end);
            let noun = if missing.len() == 1 { "column" } else { "columns" };
            collector
                .wrong(span.into(), format!("the table has no {noun} {}", in_words(&missing, "and")))
                .help("begin with a header such as `at,by,commitment,value,unit,source`");
        }
    }
    (collector.count() == before).then_some(columns)
}

/// A row in the form of an entry; empty cells are left out.
fn node(row: &[Cell], columns: &[(&'static str, Span)], collector: &mut Collector) -> Option<Node> {
    let span = Span::from(row.first()?.span.start..row.last()?.span.end);
    if row.len() != columns.len() {
        collector
            .wrong(span, format!("this row has {} cells, and the header {}", row.len(), columns.len()))
            .help("a text with a comma in it needs quotation marks; a cell may be empty");
        return None;
    }
    let mut of_entry = Vec::new();
    let mut of_observation = Vec::new();
    for (cell, (column, _)) in row.iter().zip(columns) {
        let text = cell.text.trim().replace("\r\n", "\n");
        if text.is_empty() {
            continue;
        }
        let span = Span::from(cell.span.clone());
        // Texts go to terminals and pages: control characters have no business in them.
        if let Some(found) = text.chars().find(|&c| c.is_control() && c != '\n' && c != '\t') {
            collector
                .wrong(span, format!("this text has the control character U+{:04X} in it", u32::from(found)))
                .help("leave it out");
            return None;
        }
        let entry = Entry {
            key: Key { span, text: (*column).into(), plain: false },
            value: Node { span, content: Rc::new(Content::Scalar { text, plain: false }) },
        };
        if OF_OBSERVATION.contains(column) { &mut of_observation } else { &mut of_entry }.push(entry);
    }
    let mapping = |entries| Node { span, content: Rc::new(Content::Mapping(entries)) };
    of_entry.push(Entry {
        key: Key { span, text: "observed".into(), plain: false },
        value: mapping(of_observation),
    });
    Some(mapping(of_entry))
}

/// The rows that are not empty.
fn rows(text: &str, collector: &mut Collector) -> Vec<Vec<Cell>> {
    let bytes = text.as_bytes();
    let mut rows = Vec::new();
    let mut row: Vec<Cell> = Vec::new();
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    while at < bytes.len() {
        let (cell, next) = if bytes[at] == b'"' { quoted(text, at, collector) } else { bare(text, at) };
        row.push(cell);
        let ends = next >= bytes.len() || bytes[next] != b',';
        at = next + 1;
        if !ends {
            // A comma at the very end has an empty cell behind it.
            if at >= bytes.len() {
                row.push(Cell { text: String::new(), span: at..at });
            } else {
                continue;
            }
        }
        if row.len() > 1 || !row[0].text.trim().is_empty() {
            rows.push(std::mem::take(&mut row));
        }
        row.clear();
    }
    if !row.is_empty() {
        rows.push(row);
    }
    rows
}

/// A cell without quotation marks, and where its comma or line break is.
fn bare(text: &str, start: usize) -> (Cell, usize) {
    let end = text[start..].find([',', '\n']).map_or(text.len(), |length| start + length);
    let shown = start..start + text[start..end].trim_end_matches('\r').len();
    (Cell { text: text[shown.clone()].to_owned(), span: shown }, end)
}

/// A cell in quotation marks, which stand twice where one is meant.
fn quoted(text: &str, start: usize, collector: &mut Collector) -> (Cell, usize) {
    let mut cell = String::new();
    let mut at = start + 1;
    loop {
        let Some(length) = text[at..].find('"') else {
            collector
                .wrong((start..start + 1).into(), "this quotation mark is never closed")
                .help("close it; a quotation mark within a text stands twice: `\"\"`");
            return (Cell { text: String::new(), span: start..text.len() }, text.len());
        };
        cell.push_str(&text[at..at + length]);
        at += length + 1;
        if text[at..].starts_with('"') {
            cell.push('"');
            at += 1;
            continue;
        }
        let rest = text[at..].find([',', '\n']).map_or(text.len(), |length| at + length);
        if !text[at..rest].trim().is_empty() {
            collector
                .wrong((at..rest).into(), "something follows a closed quotation mark")
                .help("a quotation mark within a text stands twice: `\"\"`");
        }
        return (Cell { text: cell, span: start..at }, rest);
    }
}
