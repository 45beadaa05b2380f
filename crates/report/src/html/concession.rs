use wasit_arena::{Act, Entry};
use wasit_charts::{Concession, Ending, Mark, Series, Stage};
use wasit_model::{Moment, Package};
use wasit_protocol::Seat;

use super::embed::{Figure, json, thinned};
use super::names::Names;
use super::result::{COLUMNS, ROWS, further_parties};
use super::table::{Cell, Table, number, text};
use super::zones::{lines, worth_lines};
use crate::{RunReport, words};

/// Parties whose offers are drawn: more lines than that cannot be told apart.
const SERIES: usize = 16;
/// The most offers of one party that are drawn.
const OFFERS: usize = 1_000;

/// What each party's own offers were worth to itself in the course of the talks; `None` where nobody offered.
pub(super) fn figure(report: &RunReport<'_>, names: &Names) -> Option<Figure> {
    let offers = offers(report);
    if offers.is_empty() {
        return None;
    }
    let drawn = report.talks.parties.len().min(SERIES);
    let concession = concession(report, names, &offers, drawn);
    let mut notes = Vec::new();
    if drawn < report.talks.parties.len() {
        notes.push(format!("The first {drawn} of {} parties are drawn.", report.talks.parties.len()));
    }
    if concession.series.iter().any(|series| series.marks.len() == OFFERS) {
        notes.push(format!("At most {OFFERS} offers of a party are drawn, evenly spread."));
    }
    if concession.series.iter().any(|series| !series.walk_away.is_empty()) {
        notes.push("Dashed lines are walk-aways, in the colour of the party.".into());
    }
    Some(Figure {
        id: "concession".into(),
        title: "What each party’s own offers were worth to itself".into(),
        description: concession.description.clone(),
        specification: json(&concession.specification()),
        notes,
        table: table(report, names, &offers),
    })
}

fn offers<'a>(report: &RunReport<'a>) -> Vec<(&'a Entry, usize, &'a Package)> {
    report
        .course
        .trace
        .iter()
        .filter_map(|entry| match (&entry.act, entry.seat, &entry.package) {
            (Act::Offer, Seat::Party(party), Some(package)) => Some((entry, party, package)),
            _ => None,
        })
        .collect()
}

fn unit(report: &RunReport<'_>) -> &'static str {
    if report.course.mediator.is_none() { "Turn" } else { "Leg" }
}

fn concession(
    report: &RunReport<'_>,
    names: &Names,
    offers: &[(&Entry, usize, &Package)],
    drawn: usize,
) -> Concession {
    let talks = report.talks;
    let everybody: Vec<usize> = (0..talks.parties.len().min(COLUMNS)).collect();
    let mark = |party: usize, leg: u32, what: String, package: &Package| Mark {
        x: f64::from(leg),
        y: talks.parties[party].preferences.utility_without_red_lines(package),
        what,
        package: lines(talks, package),
        worth: worth_lines(talks, names, package, &everybody),
    };
    let unit = unit(report);
    let series: Vec<Series> = (0..drawn)
        .map(|party| {
            let own = offers.iter().filter(|(_, by, _)| *by == party).collect();
            Series {
                title: names.party(party).to_owned(),
                party,
                marks: thinned(own, OFFERS)
                    .into_iter()
                    .map(|(entry, _, package)| {
                        let leg = entry.leg + 1;
                        let what = format!("{}’s offer, {} {leg}", names.party(party), unit.to_lowercase());
                        mark(party, leg, what, package)
                    })
                    .collect(),
                walk_away: walk_away(report, party),
            }
        })
        .collect();
    let ending = report.course.outcome.agreement().map(|package| Ending {
        marks: (0..drawn)
            .map(|party| {
                let what = format!("What the agreement is worth to {}", names.party(party));
                mark(party, report.course.legs, what, package)
            })
            .collect(),
    });
    Concession {
        description: description(report, names, &series),
        unit: unit.into(),
        series,
        stages: stages(report),
        ending,
    }
}

/// The walk-away leg by leg, or its two ends where it does not change.
fn walk_away(report: &RunReport<'_>, party: usize) -> Vec<(f64, f64)> {
    const POINTS: usize = 100;
    let preferences = &report.talks.parties[party].preferences;
    let end = f64::from(report.course.legs) + 0.5;
    if !report.outlook.walk_aways[party].is_finite() {
        return Vec::new();
    }
    if preferences.walk_away_is_constant() {
        return vec![(0.5, report.outlook.walk_aways[party]), (end, report.outlook.walk_aways[party])];
    }
    thinned(report.course.trace.iter().collect(), POINTS)
        .into_iter()
        .map(|entry| {
            let days = report.talks.days_at(entry.round.min(report.talks.rounds.len() - 1));
            let moment = Moment { time: entry.time, legs: entry.leg, days };
            (f64::from(entry.leg + 1), preferences.walk_away_at(&moment))
        })
        .filter(|(_, utility)| utility.is_finite())
        .collect()
}

/// The rounds that were begun, where a mediator held them, there are several and their names have room.
fn stages(report: &RunReport<'_>) -> Vec<Stage> {
    const NAMED: usize = 12;
    let rounds = &report.talks.rounds;
    if report.course.mediator.is_none() || report.course.round == 0 {
        return Vec::new();
    }
    let begun = (report.course.round + 1).min(rounds.len());
    let mut before = 0;
    rounds[..begun]
        .iter()
        .enumerate()
        .map(|(at, round)| {
            let from = f64::from(before) + 0.5;
            before += round.legs;
            let title = if begun <= NAMED { format!("Round {}", at + 1) } else { String::new() };
            Stage { from, title }
        })
        .collect()
}

fn description(report: &RunReport<'_>, names: &Names, series: &[Series]) -> String {
    let parts: Vec<String> = series
        .iter()
        .enumerate()
        .filter_map(|(at, series)| {
            let (first, last) = (series.marks.first()?, series.marks.last()?);
            Some(format!(
                "{}’s offers went from {} to {} of its own utility",
                names.party(at),
                words::utility(first.y),
                words::utility(last.y)
            ))
        })
        .collect();
    format!(
        "Line chart by {}: {}. The table below the picture says the same.",
        unit(report).to_lowercase(),
        words::list(&parts)
    )
}

fn table(report: &RunReport<'_>, names: &Names, offers: &[(&Entry, usize, &Package)]) -> Table {
    let talks = report.talks;
    let shown = talks.parties.len().min(COLUMNS);
    let mut head = vec![text(unit(report)), text("Party"), text("Offer")];
    head.extend(names.parties()[..shown].iter().map(number));
    let mut table = Table::new("The offers, and what each side makes of them", head);
    for (entry, party, package) in thinned(offers.to_vec(), ROWS) {
        let mut cells = vec![
            Cell::Text(names.party(party).to_owned()),
            Cell::Text(words::package(&talks.space, package)),
        ];
        cells
            .extend(entry.utilities.iter().take(shown).map(|&utility| Cell::Number(words::utility(utility))));
        table.push((entry.leg + 1).to_string(), cells);
    }
    let mut foot = "Before discounting; “none” is beyond a red line.".to_owned();
    if offers.len() > ROWS {
        foot.push_str(&format!(" {ROWS} of {} offers are listed, evenly spread.", offers.len()));
    }
    foot.push_str(&further_parties(talks));
    table.foot = Some(foot);
    table
}
