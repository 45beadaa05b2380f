//! Who weighs what, what red lines cost, and how far the sides are opposed.

use super::columns::{self, Columns};
use super::title;
use crate::analysis::{AnalysisReport, leverage};
use crate::terminal::ink::{Style, clean, wrap};
use crate::words;

/// The issues and red lines that are listed.
const LISTED: usize = 40;

pub(super) fn write(out: &mut String, report: &AnalysisReport<'_>, style: &Style) {
    let AnalysisReport { talks, analysis, .. } = report;
    title(out, "Issues: who weighs what", style);
    let parties = Columns::of_parties(talks, style);
    parties.write_head(out, "", style);
    for issue in analysis.issues.iter().take(LISTED) {
        let name = clean(&talks.space.issues()[issue.issue].title);
        let row = parties.row_with(&name, &issue.weights, style, columns::share);
        let found = leverage(issue);
        let correlation =
            found.correlation.map_or(String::new(), |at| format!(" ({})", words::correlation(at)));
        let mut said = format!("{}{correlation}", found.stance.word());
        if let Some(trade) = report.leverage_words(&found) {
            said = format!("tradeable: {}; {said}", clean(&trade));
        }
        parties.write_row(out, &row, &said, style);
    }
    if analysis.issues.len() > LISTED {
        let more = format!("{} more issues are left out; --json lists them.", analysis.issues.len() - LISTED);
        wrap(out, style, "  ", 2, &style.dim(&more));
    }
    let tied: Vec<String> = talks
        .parties
        .iter()
        .filter(|party| !party.preferences.factors().is_empty())
        .map(|party| clean(&party.title))
        .collect();
    if !tied.is_empty() {
        let said = format!(
            "For {} some issues count together: each is weighed by its mean over the others.",
            words::list(&tied)
        );
        wrap(out, style, "  ", 2, &style.dim(&said));
    }
}

pub(super) fn write_red_lines(out: &mut String, report: &AnalysisReport<'_>, style: &Style) {
    let analysis = report.analysis;
    if analysis.red_lines.is_empty() {
        return;
    }
    title(out, "Red lines: what each costs", style);
    for cost in &analysis.red_lines {
        let party = &report.talks.parties[cost.side];
        let owner = style.party(cost.side, &clean(&party.title));
        wrap(out, style, "  ", 4, &format!("{owner}: {}", clean(report.line_words(cost))));
        for sentence in report.line_sentences(cost) {
            let text = clean(&sentence);
            wrap(
                out,
                style,
                "      ",
                6,
                &if cost.blocks && text.starts_with("It alone") { style.bad(&text) } else { text },
            );
        }
    }
    if analysis.red_lines_untried > 0 {
        let said = format!("{} more red lines were not tried.", analysis.red_lines_untried);
        wrap(out, style, "  ", 2, &style.dim(&said));
    }
}

pub(super) fn write_opposition(out: &mut String, report: &AnalysisReport<'_>, style: &Style) {
    let AnalysisReport { talks, analysis, .. } = report;
    let Some(found) = &analysis.opposition else { return };
    title(out, "Opposition and conflict", style);
    let sure =
        if found.bound == 0.0 { String::new() } else { format!(" ({})", words::approximate(found.bound)) };
    let said = format!(
        "Opposition {}{sure}: how far the nearest package is from giving every side all that it could have, each on \
         its own range; 0 is none.",
        columns::figure(found.value)
    );
    wrap(out, style, "  ", 2, &said);
    for ((a, b), found) in analysis.conflicts.iter().take(LISTED) {
        let names = format!("{} and {}", clean(&talks.parties[*a].title), clean(&talks.parties[*b].title));
        let said = match found {
            Some(found) => {
                let sure = match found.bound {
                    0.0 => String::new(),
                    bound => format!(" ({})", words::approximate(bound)),
                };
                format!(
                    "Conflict {}{sure}: of two packages, how often {names} prefer different ones.",
                    columns::figure(found.value)
                )
            }
            None => format!("{names} are indifferent to all packages."),
        };
        wrap(out, style, "  ", 2, &said);
    }
    if analysis.conflicts.len() > LISTED {
        let more =
            format!("{} more pairs are left out; --json lists them.", analysis.conflicts.len() - LISTED);
        wrap(out, style, "  ", 2, &style.dim(&more));
    }
}
