//! The log-rolling table: what could be changed so that nobody loses.

use wasit_arena::Start;
use wasit_search::Trade;

use super::columns::{self, Columns};
use super::title;
use crate::analysis::AnalysisReport;
use crate::terminal::ink::{Style, clean, wrap};
use crate::terminal::value_text;
use crate::words;

pub(super) fn write(out: &mut String, report: &AnalysisReport<'_>, parties: &Columns, style: &Style) {
    if report.analysis.starts.is_empty() {
        title(out, "Trades", style);
        let said = "Halfway on every issue lies beyond a red line: name a package to trade from with --from.";
        wrap(out, style, "  ", 2, said);
    }
    for start in &report.analysis.starts {
        write_start(out, report, start, parties, style);
    }
}

fn write_start(
    out: &mut String,
    report: &AnalysisReport<'_>,
    start: &Start,
    parties: &Columns,
    style: &Style,
) {
    let talks = report.talks;
    title(out, &format!("Trades from {}", clean(&report.start_title(start))), style);
    parties.write_head(out, "", style);
    let row = parties.row("it gives", &start.utilities, style);
    parties.write_row(out, &row, &clean(&talks.space.describe(&start.package)), style);
    for &(side, line) in &start.beyond {
        let party = &talks.parties[side];
        let said = format!(
            "It lies beyond a red line of {}: {}. What it gives is counted without.",
            clean(&party.title),
            clean(&party.preferences.red_lines()[line].words)
        );
        wrap(out, style, "  ", 2, &said);
    }
    if let Some(distance) = start.frontier_distance {
        let far: Vec<String> = report
            .solutions()
            .iter()
            .filter_map(|solution| {
                let distance = AnalysisReport::distance_to(solution, &start.utilities)?;
                let name = solution.title.split(" (").next().unwrap_or(solution.title);
                Some(format!("{name} {}", columns::figure(distance)))
            })
            .collect();
        let sure = if report.analysis.outlook.frontier.exact() { "" } else { " (approximate)" };
        let mut said = format!("Its distance to the frontier is {}{sure}", columns::figure(distance));
        if !far.is_empty() {
            said.push_str(&format!("; to {}", words::list(&far)));
        }
        wrap(out, style, "  ", 2, &format!("{said}."));
    }
    let found = &start.trades.found;
    let better = &start.ladder.rungs;
    if found.is_empty() && better.is_empty() {
        let sure =
            if start.ladder.exact && start.trades.exact { "No" } else { "No package was found by which" };
        let reach = start.ladder.changes_max;
        let said = if sure == "No" && reach == talks.space.issues().len() {
            "No package is better for one side and worse for none: there is nothing left to trade.".to_owned()
        } else {
            format!("No change of up to {reach} issues by which nobody loses and somebody gains was found.")
        };
        return wrap(out, style, "  ", 2, &said);
    }
    if !found.is_empty() {
        wrap(out, style, "  ", 2, "Changes of one issue or two by which nobody loses, what each side gains:");
        for (at, trade) in found.iter().take(report.points).enumerate() {
            write_trade(out, report, start, parties, &format!("{:>3}", at + 1), trade, style);
        }
        let left = start.trades.count - found.len().min(report.points);
        if left > 0 {
            let said = format!("{} more are left out; --points N lists more.", words::grouped(left as u128));
            wrap(out, style, "  ", 2, &style.dim(&said));
        }
        if !start.trades.exact {
            wrap(
                out,
                style,
                "  ",
                2,
                "Issues have so many values that only some were tried together (approximate).",
            );
        }
    }
    let more: Vec<&Trade> =
        better.iter().filter(|trade| trade.changes.len() > 2 || found.is_empty()).collect();
    if !more.is_empty() {
        let sure = if start.ladder.exact { "" } else { " (approximate)" };
        wrap(out, style, "  ", 2, &format!("The best that more changes at once can do{sure}:"));
        for trade in more {
            let name = format!("{:>3} issues", trade.changes.len());
            write_trade(out, report, start, parties, &name, trade, style);
        }
    }
}

fn write_trade(
    out: &mut String,
    report: &AnalysisReport<'_>,
    start: &Start,
    parties: &Columns,
    name: &str,
    trade: &Trade,
    style: &Style,
) {
    let issues = report.talks.space.issues();
    let changes: Vec<String> = trade
        .changes
        .iter()
        .map(|&(issue, to)| {
            let before = clean(&issues[issue].values.label(start.package[issue]));
            let now = value_text(report.talks, issue, to);
            format!("{} {before}{}{now}", clean(&issues[issue].name), style.arrow())
        })
        .collect();
    let row = parties.row_with(name, &trade.gains, style, columns::gain);
    parties.write_row(out, &row, &changes.join("; "), style);
}
