//! The frontier and the solutions as rows of CSV.

use wasit_model::{Talks, ValueIndex};
use wasit_report::AnalysisReport;
use wasit_search::Point;

/// CSV, and what is not in it.
pub(super) struct Rows {
    pub(super) text: String,
    /// How many points the frontier and the solutions have.
    pub(super) all: usize,
    /// How many of them are left out.
    pub(super) left_out: usize,
}

/// One row for each point of the frontier, then for each point of each solution: what it is, whether it lies in the
/// deal zone, whether it is exact and within which bound, the utilities, the package.
pub(super) fn of(report: &AnalysisReport<'_>) -> Rows {
    let AnalysisReport { talks, analysis, points, .. } = report;
    let frontier = &analysis.outlook.frontier;
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |row: Vec<String>| {
        writer.write_record(&row).expect("rows are of one length, and memory takes them");
    };
    let fixed = ["what", "in_deal_zone", "exact", "bound"].map(str::to_owned);
    let parties = talks.parties.iter().map(|party| format!("utility:{}", party.name));
    let issues = talks.space.issues().iter().map(|issue| issue.name.clone());
    write(fixed.into_iter().chain(parties).chain(issues).collect());
    let listed = wasit_report::spread(&frontier.points, *points);
    for point in &listed {
        write(row(talks, &analysis.outlook.walk_aways, "frontier", frontier.bound, point));
    }
    let mut left_out = frontier.points.len() - listed.len();
    let mut all = frontier.points.len();
    for solution in report.solutions() {
        let listed = wasit_report::spread(&solution.points, *points);
        all += solution.points.len();
        left_out += solution.points.len() - listed.len();
        for point in listed {
            write(row(talks, &analysis.outlook.walk_aways, solution.key, solution.bound, point));
        }
    }
    let bytes = writer.into_inner().expect("memory takes all that is written");
    Rows { text: String::from_utf8(bytes).expect("what is written is text"), all, left_out }
}

fn row(talks: &Talks, walk_aways: &[f64], what: &str, bound: f64, point: &Point) -> Vec<String> {
    let inside = point.utilities.iter().zip(walk_aways).all(|(utility, walk_away)| utility >= walk_away);
    let values = talks.space.issues().iter().zip(&point.package);
    let label = |(issue, &value): (&wasit_model::Issue, &ValueIndex)| issue.values.label(value).into_owned();
    let bound_text = if bound.is_finite() { bound.to_string() } else { String::new() };
    [what.to_owned(), inside.to_string(), (bound == 0.0).to_string(), bound_text]
        .into_iter()
        .chain(point.utilities.iter().map(f64::to_string))
        .chain(values.map(label))
        .collect()
}
