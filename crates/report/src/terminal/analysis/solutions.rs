//! Solutions, how far they lie apart, and the division by Adjusted Winner.

use wasit_search::{AdjustedWinner, Award};

use super::columns::{self, Columns};
use super::{title, write_point};
use crate::analysis::AnalysisReport;
use crate::terminal::ink::{Style, clean, wrap};
use crate::words;

/// The points of a solution that are listed; of ties among thousands of packages few are worth reading.
const TIED: usize = 3;

pub(super) fn write(out: &mut String, report: &AnalysisReport<'_>, parties: &Columns, style: &Style) {
    let solutions = report.solutions();
    if solutions.iter().all(|solution| solution.points.is_empty()) {
        return;
    }
    title(out, "Solutions", style);
    if let Some((weights, _)) = &report.analysis.weighted {
        let powers: Vec<String> = report
            .talks
            .parties
            .iter()
            .zip(weights)
            .map(|(party, weight)| format!("{} {weight}", clean(&party.title)))
            .collect();
        wrap(out, style, "  ", 2, &format!("Weights: {}.", words::list(&powers)));
    }
    if solutions[..4].iter().all(|solution| solution.points.is_empty() && solution.bound == 0.0) {
        wrap(out, style, "  ", 2, "Without a deal zone there are none; Adjusted Winner knows no walk-away.");
    }
    parties.write_head(out, "", style);
    for solution in solutions.iter().filter(|solution| !solution.points.is_empty() || solution.bound > 0.0) {
        let name = short(solution.title);
        if solution.points.is_empty() {
            let none = "none was found (approximate)";
            parties.write_row(out, &parties.row(&name, &[], style), none, style);
        }
        for (at, point) in solution.points.iter().take(TIED).enumerate() {
            write_point(out, report.talks, parties, if at == 0 { &name } else { "  or" }, point, style);
        }
        if solution.points.len() > TIED {
            let least = if solution.complete { "" } else { "at least " };
            let more = words::grouped((solution.points.len() - TIED) as u128);
            let more = format!("and {least}{more} more packages that are as good");
            wrap(out, style, "      ", 6, &style.dim(&more));
        }
    }
    for solution in &solutions {
        if let Some(sure) = solution.sure() {
            wrap(out, style, "  ", 2, &format!("{} is {sure}.", short(solution.title)));
        }
    }
    write_distances(out, report, style);
}

/// What fits before the figures.
fn short(title: &str) -> String {
    title.split(" (").next().unwrap_or(title).to_owned()
}

fn write_distances(out: &mut String, report: &AnalysisReport<'_>, style: &Style) {
    let solutions = report.solutions();
    let there: Vec<_> = solutions.iter().filter(|solution| !solution.points.is_empty()).collect();
    if there.len() < 2 {
        return;
    }
    let heads = there.iter().map(|solution| match solution.key {
        "nash" => "Nash",
        "kalai_smorodinsky" => "K-S",
        "kalai" => "Kalai",
        "welfare" => "sum",
        "weighted_nash" => "weighted",
        _ => "A. W.",
    });
    let heads: Vec<&str> = ["distance"].into_iter().chain(heads).chain(["frontier"]).collect();
    let mut table = columns::Table::new(&heads);
    let cell = |distance: Option<f64>| distance.map_or("-".to_owned(), columns::figure);
    for solution in &there {
        let mut row = vec![short(solution.title)];
        row.extend(there.iter().map(|other| cell(AnalysisReport::solution_distance(solution, other))));
        row.push(cell(report.frontier_distance(solution)));
        table.push(row);
    }
    out.push('\n');
    table.write(out, style);
}

pub(super) fn write_adjusted_winner(out: &mut String, report: &AnalysisReport<'_>, style: &Style) {
    title(out, "Adjusted Winner", style);
    let found = match &report.analysis.adjusted_winner {
        Ok(found) => found,
        Err(why) => return wrap(out, style, "  ", 2, &clean(&report.no_award(*why))),
    };
    let talks = report.talks;
    let parties = Columns::of_parties(talks, style);
    let said = format!(
        "Both have {} of their 100 points, {}.",
        columns::points(found.score),
        match found.split {
            Some(_) => "with one issue shared",
            None => "and no issue need be shared",
        }
    );
    wrap(out, style, "  ", 2, &said);
    parties.write_head(out, "points", style);
    for (at, issue) in talks.space.issues().iter().enumerate() {
        let numbers = [found.points[0][at], found.points[1][at]];
        let row = parties.row_with(&clean(&issue.title), &numbers, style, columns::points);
        parties.write_row(out, &row, &award(report, found, at), style);
    }
    let real = &found.package;
    let package = clean(&talks.space.describe(&real.package));
    let has = |side: usize| {
        let points = columns::points(found.package_points[side]);
        format!(
            "{} {points} points ({})",
            clean(&talks.parties[side].title),
            columns::figure(real.utilities[side])
        )
    };
    let said = format!("Nearest package: {package}: {}, {}.", has(0), has(1));
    wrap(out, style, "  ", 2, &said);
}

fn award(report: &AnalysisReport<'_>, found: &AdjustedWinner, issue: usize) -> String {
    let name = |side: usize| clean(&report.talks.parties[side].title);
    match (found.awards[issue], found.split) {
        (Award::Agreed, _) => "both like the same value best".to_owned(),
        (Award::Won(winner), _) => {
            let moved = if found.moved.contains(&issue) { ", moved to even the points" } else { "" };
            format!("{} wins{moved}", name(winner))
        }
        (Award::Shared, Some(split)) => format!(
            "shared: {} {}, {} {}",
            name(0),
            columns::share(split.shares[0]),
            name(1),
            columns::share(split.shares[1])
        ),
        (Award::Shared, None) => "shared".to_owned(),
    }
}
