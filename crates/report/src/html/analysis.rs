//! An analysis as one HTML file.

use askama::Template;
use wasit_charts::{Mark, WeightRow, Weights};

use super::analysis_tables as tables;
use super::embed::{Figure, colours, json, script};
use super::names::Names;
use super::result::{COLUMNS, grouped, raised};
use super::table::{Cell, Table};
use super::{DRAWING, made, zones};
use crate::analysis::{AnalysisReport, leverage};
use crate::why::why_no_deal;
use crate::words;

/// The report as the text of one HTML file.
#[must_use]
pub fn analysis_html(report: &AnalysisReport<'_>) -> String {
    let talks = report.talks;
    let names = Names::of(talks);
    let why = why_no_deal(&report.analysis.outlook);
    let page = Page {
        title: &talks.title,
        note: talks.note.as_deref(),
        deal: !report.analysis.no_deal(),
        headline: headline(report),
        why: why.map_or_else(Vec::new, |why| why.sentences_before(talks)),
        sides: tables::sides(report, &names),
        reach: reach(report),
        solutions: tables::solutions(report, &names),
        distances: tables::distances(report),
        zones: zones::figures(&zones::Ground::of_analysis(report), &names),
        zones_left_out: report.pairs.len().saturating_sub(zones::PICTURES),
        weights: weights(report, &names),
        winner: tables::winner(report, &names),
        no_winner: report.analysis.adjusted_winner.as_ref().err().map(|why| report.no_award(*why)),
        winner_said: tables::winner_sentences(report, &names),
        lines: tables::red_lines(report, &names),
        homes: tables::homes(report, &names),
        homes_said: report
            .analysis
            .homes
            .as_ref()
            .map_or_else(Vec::new, |homes| crate::home::outlook(talks, homes)),
        opposition: opposition(report, &names),
        starts: report.analysis.starts.iter().map(|start| tables::start(report, start, &names)).collect(),
        wants: made::wants(talks, &names),
        bounds: made::bounds(talks, &names),
        assumed: report.assumed,
        command: command(report),
        version: report.version,
        file: report.file,
        colours: colours(),
        style: include_str!("../../templates/style.css"),
        drawing: DRAWING.iter().map(|text| script(text)).collect(),
        script: include_str!("../../templates/script.js"),
        licences: include_str!("../../vendor/LICENSES.txt"),
    };
    page.render().expect("a template that compiled renders into a string")
}

#[derive(Template)]
#[template(path = "analysis.html")]
struct Page<'a> {
    title: &'a str,
    note: Option<&'a str>,
    deal: bool,
    headline: String,
    why: Vec<String>,
    sides: Table,
    reach: Vec<String>,
    solutions: Option<Table>,
    distances: Option<Table>,
    zones: Vec<Figure>,
    zones_left_out: usize,
    weights: Figure,
    winner: Option<Table>,
    no_winner: Option<String>,
    winner_said: Vec<String>,
    lines: Option<Table>,
    homes: Option<Table>,
    homes_said: Vec<String>,
    opposition: Vec<String>,
    starts: Vec<tables::StartView>,
    wants: Table,
    bounds: Table,
    assumed: &'a [String],
    command: String,
    version: &'a str,
    file: &'a str,
    colours: String,
    style: &'static str,
    drawing: Vec<String>,
    script: &'static str,
    licences: &'static str,
}

fn packages(report: &AnalysisReport<'_>) -> String {
    match report.talks.space.size() {
        Some(1) => "one package".to_owned(),
        Some(size) if size < 1_000_000_000 => format!("{} packages", grouped(size)),
        _ => format!("about 10{} packages", raised(report.talks.space.size_log10().round() as u32)),
    }
}

fn headline(report: &AnalysisReport<'_>) -> String {
    let zone = &report.analysis.deal_zone;
    let all = packages(report);
    match zone.exact {
        Some(0) => format!("There is no deal zone: none of {all} gives every side at least its walk-away."),
        Some(count) => format!(
            "There is a deal zone: {} of {all} ({}).",
            grouped(count),
            words::percent(wasit_arena::share(zone, &report.talks.space))
        ),
        None if report.analysis.rational.points.is_empty() => {
            format!("No deal was found among {all}, and there may be one.")
        }
        None => format!("There is a deal zone among {all}."),
    }
}

fn reach(report: &AnalysisReport<'_>) -> Vec<String> {
    let analysis = report.analysis;
    let frontier = &analysis.outlook.frontier;
    let inside = analysis.rational.points.len();
    let count = frontier.points.len();
    let mut said = vec![if frontier.exact() {
        format!(
            "{} {} efficient: no other is better for one side without being worse for another. {} of them {} every side \
         at least its walk-away.",
            grouped(count as u128),
            if count == 1 { "package is" } else { "packages are" },
            if inside == 0 { "None".to_owned() } else { grouped(inside as u128) },
            if inside <= 1 { "gives" } else { "give" },
        )
    } else {
        format!(
            "{} {} for the frontier, which may have many more; {} of them {} every side at least its walk-away.",
            grouped(count as u128),
            if count == 1 { "package stands" } else { "packages stand" },
            if inside == 0 { "none".to_owned() } else { grouped(inside as u128) },
            if inside <= 1 { "gives" } else { "give" },
        )
    }];
    said.push(if frontier.exact() {
        format!("This is exact, found {}.", frontier.how)
    } else if frontier.bound.is_finite() {
        format!(
            "This is {}: for every package there is one listed that gives no side more than that less.",
            words::approximate(frontier.bound)
        )
    } else {
        "This is approximate: they are what a search came upon, and others may be better.".to_owned()
    });
    said
}

/// Issues that the picture shows.
const ROWS: usize = 60;

fn weights(report: &AnalysisReport<'_>, names: &Names) -> Figure {
    let AnalysisReport { talks, analysis, .. } = report;
    let shown = talks.parties.len().min(COLUMNS);
    let titles: Vec<&str> = talks.space.issues().iter().map(|issue| issue.title.as_str()).collect();
    // Two issues may share a title; rows may not.
    let distinct = |issue: usize| {
        let shared = titles.iter().filter(|title| **title == titles[issue]).count() > 1;
        let name = &talks.space.issues()[issue].name;
        if shared { format!("{} ({name})", titles[issue]) } else { titles[issue].to_owned() }
    };
    let rows = analysis
        .issues
        .iter()
        .take(ROWS)
        .map(|issue| {
            let found = leverage(issue);
            let tradeable = if found.tradeable { "; tradeable" } else { "" };
            let marks = (0..shown).map(|side| Mark {
                x: issue.weights[side],
                y: 0.0,
                what: distinct(issue.issue),
                package: format!("{}{tradeable}", found.stance.word()),
                worth: format!("{}: {}", names.party(side), words::percent(issue.weights[side])),
            });
            WeightRow { title: distinct(issue.issue), marks: marks.collect() }
        })
        .collect();
    let picture = Weights {
        description: "What share of all that it could gain each side has at stake in each issue.".into(),
        sides: names.parties()[..shown].to_vec(),
        rows,
    };
    let mut notes = vec![
        "The longer the line between the marks, the more there is to trade: the side to the left can give, the one to \
         the right gains more by it."
            .to_owned(),
    ];
    if analysis.issues.len() > ROWS {
        notes.push(format!("{} more issues are not drawn.", analysis.issues.len() - ROWS));
    }
    if talks.parties.iter().any(|party| !party.preferences.factors().is_empty()) {
        notes.push(
            "Where issues count together for a side, each is weighed by its mean over the others.".to_owned(),
        );
    }
    Figure {
        id: "weights".into(),
        title: "The weight of each issue with each side".into(),
        description: picture.description.clone(),
        specification: json(&picture.specification()),
        notes,
        table: tables::weights(report, names, &distinct),
    }
}

fn opposition(report: &AnalysisReport<'_>, names: &Names) -> Vec<String> {
    const LISTED: usize = 30;
    let mut said = Vec::new();
    if let Some(found) = &report.analysis.opposition {
        let sure = if found.bound == 0.0 {
            String::new()
        } else {
            format!(" ({})", words::approximate(found.bound))
        };
        said.push(format!(
            "Opposition is {}{sure}: the least distance of any package from giving every side all that it could have, \
             each on its own range from 0 to 1. The nearest is {}.",
            words::utility(found.value),
            words::package(&report.talks.space, &found.nearest.package)
        ));
    }
    for ((a, b), found) in report.analysis.conflicts.iter().take(LISTED) {
        let (first, second) = (names.party(*a), names.party(*b));
        said.push(match found {
            Some(found) => {
                let sure =
                    if found.bound == 0.0 { String::new() } else { format!(" ({})", words::approximate(found.bound)) };
                format!(
                    "Conflict of {first} and {second} is {}{sure}: of two packages, how often they prefer different \
                     ones.",
                    words::utility(found.value)
                )
            }
            None => format!("{first} and {second} are indifferent to all packages."),
        });
    }
    let more = report.analysis.conflicts.len().saturating_sub(LISTED);
    if more > 0 {
        said.push(format!("{more} more pairs are left out here; the JSON has them all."));
    }
    said
}

/// The command that gives this report again, but for packages and weights that were named.
fn command(report: &AnalysisReport<'_>) -> String {
    let mut words = vec!["wasit".to_owned(), "analyze".into()];
    words.push(if report.file == "-" { "-".into() } else { made::quoted(report.file) });
    if let Some((weights, _)) = &report.analysis.weighted {
        let each = report.talks.parties.iter().zip(weights);
        let text: Vec<String> = each.map(|(party, weight)| format!("{}={weight}", party.name)).collect();
        words.extend(["--weights".into(), made::quoted(&text.join(","))]);
    }
    if let [start] = report.analysis.starts.as_slice()
        && start.origin != wasit_arena::Origin::Halfway
    {
        let each = report.talks.space.issues().iter().zip(&start.package);
        let text: Vec<String> =
            each.map(|(issue, &value)| format!("{}={}", issue.name, issue.values.label(value))).collect();
        words.extend(["--from".into(), made::quoted(&text.join(","))]);
    }
    words.extend(["--html".into(), "analysis.html".into()]);
    if report.file == "-" {
        words.push("< FILE".into());
    }
    words.join(" ")
}

/// A share of a whole as a cell.
pub(super) fn share(share: f64) -> Cell {
    Cell::Number(words::percent(share))
}
