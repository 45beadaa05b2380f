//! What the results rest on, above them; and how to have them again, below them.

use wasit_explain::{Input, Kind, Sample, words as explained};

use super::{Part, ROWS, Section};
use crate::SimulationReport;
use crate::html::table::{Cell, Table, number, text};
use crate::simulation::{LIMITS, cautions};

/// Shares of the draws at which a table of inputs stands.
const QUANTILES: [(f64, &str); 5] =
    [(0.05, "5 %"), (0.25, "25 %"), (0.5, "50 %"), (0.75, "75 %"), (0.95, "95 %")];

/// Limits that stand above the results: without them no figure can be read.
const ABOVE: usize = 2;

pub(super) fn section(report: &SimulationReport<'_>) -> Section {
    let mut section = Section::new("before", "Before you read on", "Assumptions and warnings");
    let cautions = cautions(report);
    if !cautions.is_empty() {
        section.parts.push(Part::Warned(cautions));
    }
    let mut assumed: Vec<String> = LIMITS[..ABOVE].iter().map(|&limit| limit.to_owned()).collect();
    assumed.extend_from_slice(report.assumed);
    assumed.extend(links(report.sample));
    section.said(assumed);
    let columns = report.sample.columns();
    if !columns.inputs.is_empty() {
        let count = columns.inputs.len();
        let summary =
            format!("What is uncertain, and how far: {}", explained::count(count, "number", "numbers"));
        section.parts.push(Part::Folded(summary, inputs(report)));
    }
    section
}

/// What no figure on the page can say, but for what stands above them all.
pub(super) fn limits() -> Section {
    let mut section = Section::new("limits", "What these figures cannot say", "Limits");
    section.said(LIMITS[ABOVE..].iter().map(|&limit| limit.to_owned()).collect());
    section
}

pub(super) fn again(report: &SimulationReport<'_>) -> Section {
    let mut section = Section::new("again", "The same again", "The same again");
    section.said(vec![format!(
        "Wasit {}, file {} (SHA-256 {}), seed {}. The same file, seed and version give the same draws and the same \
         talks, to the byte, with any number of threads or of shards.",
        report.version, report.file, report.sha256, report.seed
    )]);
    section.parts.push(Part::Command(report.command.to_owned()));
    section
}

/// What is not independent, in a sentence.
fn links(sample: &Sample) -> Option<String> {
    let columns = sample.columns();
    let joined = |set: &Vec<usize>| {
        let names: Vec<&str> = set.iter().take(8).map(|&at| columns.inputs[at].path.as_str()).collect();
        let more = set.len().saturating_sub(names.len());
        let rest = if more > 0 { format!(" (and {more} more)") } else { String::new() };
        format!("{}{rest}", explained::list(&names))
    };
    let sets: Vec<String> = columns.linked.iter().filter(|set| set.len() > 1).map(joined).collect();
    (!sets.is_empty()).then(|| format!("Drawn together, not independently: {}.", sets.join("; ")))
}

/// Every input with its quantiles in the draws, and what the file says beside it.
fn inputs(report: &SimulationReport<'_>) -> Table {
    let columns = report.sample.columns();
    let noted = report
        .beliefs
        .iter()
        .any(|note| note.why.is_some() || note.source.is_some() || note.confidence.is_some());
    let mut head = vec![text("Number"), text("Belongs to")];
    head.extend(QUANTILES.map(|(_, title)| number(title)));
    if noted {
        head.push(text("Why, and from where"));
    }
    let mut table = Table::new("What was drawn: so much of the draws lies below", head);
    for input in columns.inputs.iter().take(ROWS) {
        let mut cells = vec![Cell::Text(columns.groups[input.group].clone())];
        cells.extend(spread(input));
        if noted {
            cells.push(Cell::Text(note(report, &input.path)));
        }
        table.push(input.path.clone(), cells);
    }
    let more = columns.inputs.len().saturating_sub(ROWS);
    if more > 0 {
        table.foot = Some(format!("{more} more numbers are left out here; the JSON names them all."));
    }
    table
}

/// Quantiles of a number; the shares of the labels of a choice.
fn spread(input: &Input) -> Vec<Cell> {
    let labels: Vec<String> = match &input.kind {
        Kind::Number => {
            let mut sorted = input.values.clone();
            sorted.sort_unstable_by(f64::total_cmp);
            let last = sorted.len().saturating_sub(1) as f64;
            let at = |p: f64| sorted.get((p * last).round() as usize).copied().unwrap_or(f64::NAN);
            return QUANTILES.map(|(p, _)| Cell::Number(explained::value(at(p), &input.unit))).into();
        }
        Kind::Label(labels) => labels.clone(),
        Kind::YesNo => vec!["no".into(), "yes".into()],
    };
    let draws = input.values.len().max(1) as f64;
    let share = |label: usize| {
        let of = input.values.iter().filter(|value| **value as usize == label).count();
        explained::bare_percent(of as f64 / draws)
    };
    let each: Vec<String> =
        labels.iter().enumerate().map(|(at, label)| format!("{label} {}", share(at))).collect();
    let mut cells: Vec<Cell> = (0..QUANTILES.len()).map(|_| Cell::Text(String::new())).collect();
    cells[0] = Cell::Text(each.join(", "));
    cells
}

fn note(report: &SimulationReport<'_>, path: &str) -> String {
    let Some(note) = report.beliefs.iter().find(|note| note.path == path) else { return String::new() };
    let confidence = note.confidence.as_ref().map(|how| format!("confidence: {how}"));
    let parts: Vec<String> =
        [note.why.clone(), note.source.clone(), confidence].into_iter().flatten().collect();
    parts.join("; ")
}
