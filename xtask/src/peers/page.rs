//! The table, in the page on speed and as raw samples.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::machine::Machine;
use super::measures::Unit;
use super::samples::{Ratio, Samples, bytes, seconds, three_figures};
use super::{Options, Row};

const PAGE: &str = "docs/explanation/speed.md";
const BEGIN: &str = "<!-- peers: begin; made by `cargo xtask peers` -->";
const END: &str = "<!-- peers: end -->";

/// Writes the figures between the marks of the page.
///
/// # Errors
/// What keeps the page from being read or written.
pub(super) fn write(figures: &str) -> Result<(), String> {
    let page = with(figures)?;
    std::fs::write(crate::root().join(PAGE), page).map_err(|error| format!("{PAGE}: {error}"))
}

/// Whether there is a page to be written.
///
/// # Errors
/// Where it is not there, or lacks a mark.
pub(super) fn check() -> Result<(), String> {
    with("").map(|_| ())
}

fn with(figures: &str) -> Result<String, String> {
    let page =
        std::fs::read_to_string(crate::root().join(PAGE)).map_err(|error| format!("{PAGE}: {error}"))?;
    crate::marks::between(&page, BEGIN, END, figures).ok_or_else(|| format!("{PAGE} lacks its two marks"))
}

/// What stands between the marks.
pub(super) fn figures(rows: &[Row], machine: &Machine, options: &Options) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "- machine: {}; {}", machine.processor, machine.system);
    let _ = writeln!(text, "- versions: {}", machine.versions);
    let load = machine.load.as_ref().map_or_else(String::new, |load| format!(", load {load} at its start"));
    let _ = writeln!(text, "- measured on {} by `{}`{load}", machine.date, options.command());
    let mut group = "";
    for row in rows {
        if row.group != group {
            group = row.group;
            let _ = write!(
                text,
                "\n### {group}\n\n| | NegMAS | Wasit | ratio | spread | samples | both came to |\n\
                 |---|--:|--:|--:|--:|--:|---|\n"
            );
        }
        text.push_str(&line(row));
    }
    text
}

fn line(row: &Row) -> String {
    let mut cells = vec![row.name.clone(), shown(row, &row.negmas), shown(row, &row.wasit)];
    match &row.outcome {
        Ok(outcome) => {
            let ratio = Ratio::of(&row.negmas, &row.wasit);
            let spread = match row.negmas.0.len() {
                0 | 1 => "one sample".to_owned(),
                _ => format!("{}–{}", three_figures(ratio.low), three_figures(ratio.high)),
            };
            cells.extend([format!("**{}**", three_figures(ratio.middle)), spread]);
            cells.extend([row.negmas.0.len().to_string(), outcome.clone()]);
        }
        Err(why) => {
            cells.extend(["none".to_owned(), String::new(), row.negmas.0.len().to_string()]);
            cells.push(format!("**no ratio**: {}", why.replace('|', "\\|").replace('\n', " ")));
        }
    }
    format!("| {} |\n", cells.join(" | "))
}

/// A program's median, in the unit of the row.
fn shown(row: &Row, samples: &Samples) -> String {
    if samples.0.is_empty() {
        return "–".to_owned();
    }
    let median = samples.median();
    match row.unit {
        Unit::Seconds => seconds(median),
        Unit::Bytes => bytes(median),
        Unit::OffersPerSecond | Unit::TalksPerSecond => format!("{}/s", three_figures(row.count / median)),
    }
}

/// All samples: seconds for one item, or bytes.
pub(super) fn raw(rows: &[Row], machine: &Machine, options: &Options) -> Value {
    let row = |row: &Row| {
        let ratio = Ratio::of(&row.negmas, &row.wasit);
        json!({
            "group": row.group,
            "name": row.name,
            "unit": if row.unit == Unit::Bytes { "bytes" } else { "seconds" },
            "count": row.count,
            "negmas": row.negmas.0,
            "wasit": row.wasit.0,
            "same": row.outcome.is_ok(),
            "outcome": row.outcome.as_ref().unwrap_or_else(|why| why),
            "ratio": row.outcome.is_ok().then_some(ratio.middle),
            "ratio_low": row.outcome.is_ok().then_some(ratio.low),
            "ratio_high": row.outcome.is_ok().then_some(ratio.high),
        })
    };
    json!({
        "command": options.command(),
        "date": machine.date,
        "machine": machine.processor,
        "system": machine.system,
        "load": machine.load,
        "versions": machine.versions,
        "rows": rows.iter().map(row).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(unit: Unit, negmas: &[f64], wasit: &[f64], outcome: Result<&str, &str>) -> Row {
        Row {
            group: "Talks",
            name: "a talk".to_owned(),
            unit,
            count: if unit == Unit::OffersPerSecond { 50.0 } else { 1.0 },
            negmas: Samples(negmas.to_vec()),
            wasit: Samples(wasit.to_vec()),
            outcome: outcome.map(str::to_owned).map_err(str::to_owned),
        }
    }

    #[test]
    fn a_line_has_medians_a_ratio_and_its_spread() {
        let check = |row: Row, expect: &str| assert_eq!(line(&row), format!("{expect}\n"));
        check(
            row(Unit::Seconds, &[0.01, 0.02, 0.03], &[1e-6, 2e-6, 3e-6], Ok("5 offers")),
            "| a talk | 20.0 ms | 2.00 µs | **10,000** | 6,000–16,700 | 3 | 5 offers |",
        );
        check(
            row(Unit::OffersPerSecond, &[0.01], &[1e-5], Ok("50 offers")),
            "| a talk | 5,000/s | 5,000,000/s | **1,000** | one sample | 1 | 50 offers |",
        );
        check(
            row(Unit::Seconds, &[0.01], &[1e-5], Err("offers: 3 | 4")),
            "| a talk | 10.0 ms | 10.0 µs | none |  | 1 | **no ratio**: offers: 3 \\| 4 |",
        );
        check(
            row(Unit::Seconds, &[], &[], Err("no file")),
            "| a talk | – | – | none |  | 0 | **no ratio**: no file |",
        );
    }

    #[test]
    fn the_page_has_both_marks() {
        check().unwrap();
    }
}
