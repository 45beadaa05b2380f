//! The end of a run: the agreement and how good it is, or why there is none.

use wasit_model::{Package, Talks};
use wasit_search::{Point, Solution};

use super::bars::number;
use super::ink::{Style, clean, columns, cut, pad, wrap};
use super::{ending, round_heading, value_text};
use crate::why::why_none;
use crate::{RunReport, words};

/// The columns that a value may take in the table.
const VALUE_MAX: usize = 28;
/// The columns that an issue may take in the table.
const ISSUE_MAX: usize = 30;
/// The columns of one party in the table: the least that a number needs, and the most that a title may take.
const PARTY_COLUMNS: std::ops::RangeInclusive<usize> = 7..=22;

/// Appends what came of the run.
pub(super) fn write(out: &mut String, report: &RunReport<'_>, style: &Style) {
    let RunReport { talks, course, .. } = report;
    let direct = course.mediator.is_none();
    if let Some(package) = course.outcome.signed() {
        let when = if direct {
            format!("after {}", super::counted(u64::from(course.legs), "turn"))
        } else {
            let legs = super::counted(u64::from(course.legs), "leg");
            format!("after {legs}{}{}", style.dot(), round_heading(talks, course.round, &plain(style)))
        };
        let what = match course.outcome.agreement() {
            Some(_) => style.good("Agreement"),
            None => style.bad("Signed, not ratified"),
        };
        wrap(out, style, "", 2, &format!("{what}{}{when}", style.dot()));
        out.push('\n');
        write_table(out, report, package, style);
        write_distances(out, report, package, style);
        for sentence in crate::home::sentences(talks, course) {
            wrap(out, style, "  ", 2, &clean(&sentence));
        }
    } else {
        let how = ending(talks, &course.outcome, direct, style);
        wrap(out, style, "", 0, &format!("{}. {how}", style.bad("No agreement")));
        out.push('\n');
        for sentence in why_none(talks, course, report.outlook).sentences(talks) {
            wrap(out, style, "  ", 2, &clean(&sentence));
        }
    }
}

fn plain(style: &Style) -> Style {
    Style { color: false, ..*style }
}

/// One row for each issue: the value, and what it adds for each party; then the sums.
fn write_table(out: &mut String, report: &RunReport<'_>, package: &Package, style: &Style) {
    let talks = report.talks;
    let widest =
        |texts: &[String], least: usize| texts.iter().map(|text| columns(text)).max().unwrap_or(0).max(least);
    let count = talks.space.issues().len();
    let values: Vec<String> = (0..count).map(|at| value_text(talks, at, package[at])).collect();
    let value_columns = widest(&values, 5).min(VALUE_MAX);
    // Titles give way, to a point, where parties are many.
    let numbers = PARTY_COLUMNS.start() * talks.parties.len();
    let issue_max = style.columns().saturating_sub(4 + value_columns + numbers).clamp(15, ISSUE_MAX);
    let titles: Vec<String> =
        talks.space.issues().iter().map(|issue| cut(&clean(&issue.title), issue_max, style)).collect();
    let issue_columns = widest(&titles, 15);
    let left = style.columns().saturating_sub(issue_columns + value_columns + 4) / talks.parties.len();
    let narrow = left < *PARTY_COLUMNS.start();
    let longest = talks.parties.iter().map(|party| columns(&clean(&party.title)) + 2).max().unwrap_or(0);
    let party_columns = longest.clamp(*PARTY_COLUMNS.start(), *PARTY_COLUMNS.end()).min(left);
    let cells = |numbers: &[f64]| -> String {
        numbers.iter().map(|&worth| format!("{:>party_columns$}", number(worth, style))).collect()
    };
    let mut row = |issue: &str, value: &str, numbers: &str| {
        let first = format!("  {}  ", pad(issue, issue_columns));
        if numbers.is_empty() || columns(value) > value_columns {
            wrap(out, style, &first, issue_columns + 4, value);
            if !numbers.is_empty() {
                out.push_str(&format!("{}{numbers}\n", " ".repeat(issue_columns + 4 + value_columns)));
            }
        } else {
            out.push_str(&format!("{first}{}{numbers}\n", pad(value, value_columns)));
        }
    };
    if narrow {
        for (title, value) in titles.iter().zip(&values) {
            row(title, value, "");
        }
        return write_parties(out, report, style);
    }
    let heads: String = talks
        .parties
        .iter()
        .enumerate()
        .map(|(at, party)| {
            let fits = |text: &str| columns(text) < party_columns;
            let called = [&party.title, &party.name].map(|text| clean(text));
            let called = called.iter().find(|text| fits(text)).unwrap_or(&called[0]);
            let title = cut(called, party_columns.saturating_sub(1), style);
            format!(
                "{}{}",
                " ".repeat(party_columns.saturating_sub(columns(&title))),
                style.party(at, &title)
            )
        })
        .collect();
    row(&style.bold("Issue"), &style.bold("Value"), &heads);
    let worth = |issue: usize, party: usize| {
        talks.parties[party].preferences.open_tables()[issue][usize::from(package[issue])]
    };
    for (at, (title, value)) in titles.iter().zip(&values).enumerate() {
        let numbers: Vec<f64> = (0..talks.parties.len()).map(|party| worth(at, party)).collect();
        row(title, value, &cells(&numbers));
    }
    let all = report.undiscounted(package);
    if talks.parties.iter().any(|party| !party.preferences.factors().is_empty()) {
        let single = |party: usize| (0..titles.len()).map(|issue| worth(issue, party)).sum::<f64>();
        let together: Vec<f64> = all.iter().enumerate().map(|(party, all)| all - single(party)).collect();
        row("issues together", "", &cells(&together));
    }
    row(&style.bold("in all"), "", &cells(&all));
    if report.course.utilities.iter().zip(&all).any(|(at_end, all)| (at_end - all).abs() > 1e-9) {
        row("discounted", "", &cells(&report.course.utilities));
    }
    row("walk-away", "", &cells(&report.outlook.walk_aways));
    out.push('\n');
}

/// The parties' sums one to a line, where they do not fit beside each other.
fn write_parties(out: &mut String, report: &RunReport<'_>, style: &Style) {
    out.push('\n');
    let RunReport { talks, course, outlook, .. } = report;
    let titles: Vec<String> =
        talks.parties.iter().map(|party| cut(&clean(&party.title), ISSUE_MAX, style)).collect();
    let title_columns = titles.iter().map(|title| columns(title)).max().unwrap_or(0);
    for (at, title) in titles.iter().enumerate() {
        let first = format!("  {}  ", pad(&style.party(at, title), title_columns));
        let (utility, walk_away) =
            (number(course.utilities[at], style), number(outlook.walk_aways[at], style));
        wrap(out, style, &first, title_columns + 4, &format!("{utility}, walk-away {walk_away}"));
    }
    out.push('\n');
}

fn write_distances(out: &mut String, report: &RunReport<'_>, package: &Package, style: &Style) {
    let reached = report.undiscounted(package);
    let found = &report.outlook.solutions;
    let kalai_smorodinsky = format!("to Kalai{}Smorodinsky", style.dash());
    out.push_str(&format!("  {}\n", style.bold("Distance, in utilities")));
    let frontier = &report.outlook.frontier;
    let to_frontier = frontier.distance(&reached).map(|distance| {
        let remark = if distance < 1e-9 { "no package is better for all" } else { "" };
        (distance, remark.to_owned())
    });
    write_distance(out, "to the frontier", to_frontier, frontier.bound, style);
    for (name, solution) in [
        ("to Nash", &found.nash),
        (kalai_smorodinsky.as_str(), &found.kalai_smorodinsky),
        ("to egalitarian", &found.kalai),
        ("to utilitarian", &found.welfare),
    ] {
        let distance = solution.distance(&reached);
        let remark = nearest(solution, &reached).map(|point| point_text(report.talks, point, style));
        write_distance(out, name, distance.zip(remark), solution.bound, style);
    }
}

fn write_distance(out: &mut String, name: &str, found: Option<(f64, String)>, bound: f64, style: &Style) {
    let first = format!("    {}  ", pad(name, 20));
    let text = match found {
        None if bound > 0.0 => "none was found in the deal zone (approximate)".to_owned(),
        None => "there is none in the deal zone".to_owned(),
        Some((distance, remark)) => {
            let sure = if bound == 0.0 { String::new() } else { format!(" ({})", words::approximate(bound)) };
            format!("{distance:.3}{sure} {}", style.dim(&remark))
        }
    };
    wrap(out, style, &first, 26, &text);
}

fn nearest<'a>(solution: &'a Solution, reached: &[f64]) -> Option<&'a Point> {
    let square = |point: &Point| -> f64 {
        point.utilities.iter().zip(reached).map(|(there, here)| (there - here).powi(2)).sum()
    };
    solution.points.iter().min_by(|a, b| square(a).total_cmp(&square(b)))
}

/// `Iran 0.71, United States 0.55`; nothing where there are too many to read.
fn point_text(talks: &Talks, point: &Point, style: &Style) -> String {
    if point.utilities.len() > 4 {
        return String::new();
    }
    let parts = talks.parties.iter().zip(&point.utilities);
    let named = parts.map(|(party, &utility)| format!("{} {}", clean(&party.title), number(utility, style)));
    named.collect::<Vec<_>>().join(", ")
}
