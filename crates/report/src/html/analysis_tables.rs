//! The tables of an analysis.

use wasit_arena::Start;
use wasit_search::{Award, Count, Trade};

use super::analysis::share;
use super::names::{Names, capital};
use super::result::{COLUMNS, ROWS, further_parties, grouped};
use super::table::{Bar, Cell, Table, number, text};
use crate::analysis::{AnalysisReport, leverage};
use crate::words;

fn utility(utility: f64) -> Cell {
    Cell::Number(if utility.is_finite() { words::utility(utility) } else { "–".into() })
}

fn count(count: &Count, report: &AnalysisReport<'_>) -> String {
    let share = words::percent(wasit_arena::share(count, &report.talks.space));
    match count.exact {
        Some(number) if number < 1_000_000_000 => format!("{} ({share})", grouped(number)),
        Some(_) => format!("{} ({share})", words::great(count.value)),
        None => format!(
            "about {} ({share}; approximate, between {} and {})",
            words::great(count.value),
            words::great(count.low),
            words::great(count.high)
        ),
    }
}

pub(super) fn sides(report: &AnalysisReport<'_>, names: &Names) -> Table {
    let head = vec![
        text("Party"),
        number("Least"),
        number("Best"),
        number("Best within all red lines"),
        number("Walk-away"),
        text("Packages no worse than walking away"),
    ];
    let mut table = Table::new("What each side can have", head);
    let analysis = report.analysis;
    for (party, (reach, walk_away)) in analysis.reaches.iter().zip(&analysis.outlook.walk_aways).enumerate() {
        let best = reach.best.as_ref().map_or(f64::NEG_INFINITY, |best| best.utility);
        let cells = vec![
            utility(reach.least),
            utility(best),
            utility(reach.efficient.map_or(f64::NEG_INFINITY, |(most, _)| most)),
            utility(*walk_away),
            Cell::Text(count(&reach.rational, report)),
        ];
        table.push(names.party(party), cells);
    }
    table.foot = Some(format!(
        "Least and best are within the side’s own red lines. Packages that give every side at least its walk-away: {}.",
        count(&analysis.deal_zone, report)
    ));
    table
}

/// What each side could get ratified; `None` where nobody has a home body.
pub(super) fn homes(report: &AnalysisReport<'_>, names: &Names) -> Option<Table> {
    let homes = report.analysis.homes.as_ref()?;
    let head =
        vec![text("Side"), text("Packages that would be ratified"), text("How often each vote decides")];
    let likely = words::percent(homes.sets.at_least);
    let mut table = Table::new(format!("What each side would ratify with {likely} or more"), head);
    for (side, set) in homes.sets.sides.iter().enumerate() {
        let pivotal = crate::home::pivotal(report.talks, homes, side);
        table.push(names.party(side), vec![Cell::Text(count(&set.size, report)), Cell::Text(pivotal)]);
    }
    Some(table)
}

pub(super) fn solutions(report: &AnalysisReport<'_>, names: &Names) -> Option<Table> {
    let shown = report.talks.parties.len().min(COLUMNS);
    let mut head = vec![text("Solution"), text("Package")];
    head.extend(names.parties()[..shown].iter().map(number));
    head.push(number("Off the frontier"));
    let mut table = Table::new("Solutions that theory would choose", head);
    for solution in report.solutions() {
        let Some(point) = solution.points.first() else { continue };
        let mut package = words::package(&report.talks.space, &point.package);
        match solution.points.len() - 1 {
            0 => {}
            1 => package.push_str(" (and one other package)"),
            more => package.push_str(&format!(" (and {} other packages)", grouped(more as u128))),
        }
        if let Some(sure) = solution.sure() {
            package.push_str(&format!(" ({sure})"));
        }
        let mut cells = vec![Cell::Text(package)];
        cells.extend(point.utilities[..shown].iter().map(|&worth| utility(worth)));
        cells.push(utility(report.frontier_distance(&solution).unwrap_or(f64::NAN)));
        table.push(solution.title, cells);
    }
    let weights = report.analysis.weighted.as_ref().map_or(String::new(), |(weights, _)| {
        let each = names.parties().iter().zip(weights);
        let parts: Vec<String> = each.map(|(party, weight)| format!("{party} {weight}")).collect();
        format!(" Weights: {}.", words::list(&parts))
    });
    table.foot = Some(format!(
        "Over the deal zone, but for Adjusted Winner, which knows no walk-away.{weights}{}",
        further_parties(report.talks)
    ));
    (!table.rows.is_empty()).then_some(table)
}

pub(super) fn distances(report: &AnalysisReport<'_>) -> Option<Table> {
    let solutions = report.solutions();
    let there: Vec<_> = solutions.iter().filter(|solution| !solution.points.is_empty()).collect();
    if there.len() < 2 {
        return None;
    }
    let mut head = vec![text("From")];
    head.extend(there.iter().map(|solution| number(solution.title)));
    let mut table = Table::new("How far the solutions lie apart", head);
    for solution in &there {
        let cell = |other| utility(AnalysisReport::solution_distance(solution, other).unwrap_or(f64::NAN));
        table.push(solution.title, there.iter().map(|other| cell(other)).collect());
    }
    table.foot = Some(
        "Euclidean, in utilities; of solutions that several packages attain, between the nearest.".into(),
    );
    Some(table)
}

pub(super) fn weights(report: &AnalysisReport<'_>, names: &Names, title: &dyn Fn(usize) -> String) -> Table {
    let shown = report.talks.parties.len().min(COLUMNS);
    let mut head = vec![text("Issue")];
    head.extend(names.parties()[..shown].iter().map(number));
    head.extend([text("How they stand to it"), text("What there is to trade")]);
    let mut table = Table::new("What each issue weighs with each side", head);
    for issue in report.analysis.issues.iter().take(ROWS) {
        let found = leverage(issue);
        let mut cells: Vec<Cell> = issue.weights[..shown].iter().map(|&weight| share(weight)).collect();
        let correlation =
            found.correlation.map_or(String::new(), |at| format!(" ({at:.2})").replace('-', "−"));
        cells.push(Cell::Text(format!("{}{correlation}", found.stance.word())));
        cells.push(Cell::Text(report.leverage_words(&found).unwrap_or_default()));
        table.push(title(issue.issue), cells);
    }
    let more = report.analysis.issues.len().saturating_sub(ROWS);
    table.foot = Some(format!(
        "A weight is the range of what the issue’s values are worth, as a share of the sum over all issues; in brackets \
         the correlation of what its values are worth to the two sides between which there is most to trade. Tradeable is \
         what weighs half as much again with one as with the other, where they do not want the same.{}{}",
        if more > 0 { format!(" {more} more issues are not listed.") } else { String::new() },
        further_parties(report.talks)
    ));
    table
}

pub(super) fn winner(report: &AnalysisReport<'_>, names: &Names) -> Option<Table> {
    let found = report.analysis.adjusted_winner.as_ref().ok()?;
    let head = vec![
        text("Issue"),
        text(format!("Points of {}", names.party(0))),
        text(format!("Points of {}", names.party(1))),
        text("Goes to"),
    ];
    let most = found.points.iter().flatten().copied().fold(0.0, f64::max);
    let bar = |party: usize, points: f64| {
        Cell::Bar(Bar {
            text: format!("{points:.1}"),
            whole: 0.0,
            from: 0.0,
            to: 100.0 * points / most,
            tick: None,
            party,
        })
    };
    let mut table = Table::new("Who wins which issue by Adjusted Winner", head);
    for (at, issue) in report.talks.space.issues().iter().enumerate().take(ROWS) {
        let goes = match (found.awards[at], found.split) {
            (Award::Agreed, _) => "both like the same value best".to_owned(),
            (Award::Won(winner), _) if found.moved.contains(&at) => {
                format!("{}, moved to even the points", names.party(winner))
            }
            (Award::Won(winner), _) => names.party(winner).to_owned(),
            (Award::Shared, Some(split)) => format!(
                "shared: {} {}, {} {}",
                names.party(0),
                words::percent(split.shares[0]),
                names.party(1),
                words::percent(split.shares[1])
            ),
            (Award::Shared, None) => "shared".to_owned(),
        };
        let cells = vec![bar(0, found.points[0][at]), bar(1, found.points[1][at]), Cell::Text(goes)];
        table.push(issue.title.clone(), cells);
    }
    Some(table)
}

pub(super) fn winner_sentences(report: &AnalysisReport<'_>, names: &Names) -> Vec<String> {
    let Ok(found) = &report.analysis.adjusted_winner else { return Vec::new() };
    let has = |side: usize| {
        format!(
            "{} {:.1} points (utility {})",
            names.party(side),
            found.package_points[side],
            words::utility(found.package.utilities[side])
        )
    };
    vec![
        format!(
            "Each side puts 100 points on the issues. By this division both have {:.1} of their own, neither would \
             change with the other, and no division is better for both (Brams & Taylor 1996).",
            found.score
        ),
        format!(
            "The nearest real package is {}: it gives {} and {}.",
            words::package(&report.talks.space, &found.package.package),
            has(0),
            has(1)
        ),
    ]
}

pub(super) fn red_lines(report: &AnalysisReport<'_>, names: &Names) -> Option<Table> {
    if report.analysis.red_lines.is_empty() {
        return None;
    }
    let head = vec![text("Party"), text("Red line"), text("If it were given up")];
    let mut table = Table::new("What each red line costs", head);
    for cost in &report.analysis.red_lines {
        let cells = vec![
            Cell::Text(report.line_words(cost).to_owned()),
            Cell::Text(report.line_sentences(cost).join(" ")),
        ];
        if cost.blocks {
            table.push_strong(names.party(cost.side), cells);
        } else {
            table.push(names.party(cost.side), cells);
        }
    }
    let untried = report.analysis.red_lines_untried;
    table.foot = (untried > 0).then(|| format!("{untried} more red lines were not tried."));
    Some(table)
}

/// The trades from one package.
pub(super) struct StartView {
    pub(super) title: String,
    pub(super) said: Vec<String>,
    pub(super) trades: Option<Table>,
    pub(super) ladder: Option<Table>,
}

pub(super) fn start(report: &AnalysisReport<'_>, start: &Start, names: &Names) -> StartView {
    let talks = report.talks;
    let each = names.parties().iter().zip(&start.utilities);
    let worth: Vec<String> = each.map(|(party, &at)| format!("{party} {}", words::utility(at))).collect();
    let mut said =
        vec![format!("{}. It gives {}.", words::package(&talks.space, &start.package), words::list(&worth))];
    for &(side, line) in &start.beyond {
        said.push(format!(
            "It lies beyond {}’s red line “{}”; what it gives is counted without.",
            names.party(side),
            talks.parties[side].preferences.red_lines()[line].words
        ));
    }
    if let Some(distance) = start.frontier_distance {
        let sure = if report.analysis.outlook.frontier.exact() { "" } else { " (approximate)" };
        said.push(format!("Its distance to the frontier is {}{sure}.", words::utility(distance)));
    }
    if start.trades.found.is_empty() && start.ladder.rungs.is_empty() {
        said.push(if start.ladder.exact && start.ladder.changes_max == talks.space.issues().len() {
            "No package is better for one side and worse for none: there is nothing left to trade.".to_owned()
        } else {
            format!("No change of up to {} issues by which nobody loses was found.", start.ladder.changes_max)
        });
    }
    let listed = &start.trades.found[..start.trades.found.len().min(report.points).min(ROWS)];
    let mut trades =
        trade_table(report, start, names, "Changes of one issue or two by which nobody loses", listed);
    if let Some(table) = &mut trades {
        let left = start.trades.count - listed.len();
        let more =
            if left > 0 { format!(" {} more are left out.", grouped(left as u128)) } else { String::new() };
        let sure = if start.trades.exact {
            ""
        } else {
            " Approximate: only some of the issues’ values were tried together."
        };
        table.foot = Some(format!(
            "What each side gains, the greatest least gain first. Of trades on the same issues those are left out that \
             another betters for all.{more}{sure}{}",
            further_parties(talks)
        ));
    }
    let rungs = &start.ladder.rungs;
    let mut ladder = trade_table(
        report,
        start,
        names,
        "The best that can be had by changing so many issues at once",
        rungs,
    );
    if let Some(table) = &mut ladder {
        let sure = if start.ladder.exact { "" } else { " Approximate: there may be better ones." };
        table.foot = Some(format!(
            "The greatest least gain first, then the greatest sum; up to {} changes.{sure}",
            start.ladder.changes_max
        ));
    }
    StartView { title: format!("From {}", report.start_title(start)), said, trades, ladder }
}

fn trade_table(
    report: &AnalysisReport<'_>,
    start: &Start,
    names: &Names,
    caption: &str,
    trades: &[Trade],
) -> Option<Table> {
    if trades.is_empty() {
        return None;
    }
    let shown = report.talks.parties.len().min(COLUMNS);
    let mut head = vec![text("Issues"), text("Change")];
    head.extend(names.parties()[..shown].iter().map(number));
    let mut table = Table::new(capital(caption), head);
    for trade in trades {
        let space = &report.talks.space;
        let change = |&(issue, to): &(usize, wasit_model::ValueIndex)| {
            let before = space.issues()[issue].values.label(start.package[issue]);
            format!("{} {before} → {}", space.issues()[issue].title, words::value(space, issue, to))
        };
        let changes: Vec<String> = trade.changes.iter().map(change).collect();
        let mut cells = vec![Cell::Text(changes.join("; "))];
        cells.extend(trade.gains[..shown].iter().map(|&gain| Cell::Number(words::signed(gain))));
        table.push(trade.changes.len().to_string(), cells);
    }
    Some(table)
}
