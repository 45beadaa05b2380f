//! A tournament as one HTML file: the ranking, who had what of whom, and each scenario.

use askama::Template;
use wasit_arena::{Estimate, Protocol, Standing, Sums, by_seat};
use wasit_charts::{Matrix, Ranked, Ranking};

use super::embed::{self, Figure, json};
use super::names::Names;
use super::table::{Bar, Cell, Table, number, text};
use super::{DRAWING, made};
use crate::{TournamentReport, words};

/// Scenarios that have a table of their own.
const SCENARIOS: usize = 40;
/// Scenarios and strategies that are listed in a table.
const ROWS: usize = 500;
/// Strategies that have a column or a place in a picture.
const STRATEGIES: usize = 40;

#[derive(Template)]
#[template(path = "tournament.html")]
struct Page<'a> {
    title: String,
    about: String,
    headline: String,
    ranking: Vec<Figure>,
    standings: Table,
    intervals: Table,
    matrix: Vec<Figure>,
    scenarios: Table,
    each: Vec<Each>,
    left_out: usize,
    assumed: Vec<String>,
    command: String,
    seed: u64,
    version: &'a str,
    colours: String,
    style: &'static str,
    drawing: Vec<String>,
    script: &'static str,
    licences: &'static str,
}

/// One scenario, strategy by strategy.
struct Each {
    title: String,
    table: Table,
}

/// The report of a tournament as the text of one HTML file.
#[must_use]
pub fn tournament_html(report: &TournamentReport<'_>) -> String {
    let sums: Vec<Vec<Vec<Sums>>> =
        (0..report.scenarios.len()).map(|at| by_seat(report.plan, report.rows, at)).collect();
    let page = Page {
        title: title(report),
        about: about(report),
        headline: headline(report),
        ranking: vec![ranking(report)],
        standings: standings(report),
        intervals: intervals(report),
        matrix: vec![matrix(report)],
        scenarios: scenarios(report, &sums),
        each: (0..report.scenarios.len().min(SCENARIOS)).map(|at| each(report, at, &sums[at])).collect(),
        left_out: report.scenarios.len().saturating_sub(SCENARIOS),
        assumed: assumed(report),
        command: command(report),
        seed: report.plan.seed(),
        version: report.version,
        colours: embed::colours(),
        style: include_str!("../../templates/style.css"),
        drawing: DRAWING.iter().map(|script| embed::script(script)).collect(),
        script: include_str!("../../templates/script.js"),
        licences: include_str!("../../vendor/LICENSES.txt"),
    };
    page.render().expect("a template that compiled renders into a string")
}

fn counted(count: u64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

fn title(report: &TournamentReport<'_>) -> String {
    format!("Tournament of {}", counted(report.plan.strategies().len() as u64, "strategy", "strategies"))
}

fn direct(report: &TournamentReport<'_>) -> bool {
    report.plan.scenarios().first().is_none_or(|planned| planned.protocol != Protocol::Shuttle)
}

fn about(report: &TournamentReport<'_>) -> String {
    let table = match (direct(report), report.mediator) {
        (true, _) => "across a table, in turn".to_owned(),
        (false, Some(mediator)) => format!("through a mediator, {mediator}"),
        (false, None) => "through each scenario’s own mediator".to_owned(),
    };
    let talks = report.plan.talks();
    format!(
        "{} on {}, {table}, from seed {}.",
        counted(talks, "talk", "talks"),
        counted(report.scenarios.len() as u64, "scenario", "scenarios"),
        report.plan.seed()
    )
}

fn name<'a>(report: &TournamentReport<'a>, strategy: usize) -> &'a str {
    &report.plan.strategies()[strategy]
}

fn named(report: &TournamentReport<'_>, strategies: &[usize]) -> String {
    let names: Vec<String> = strategies.iter().map(|&at| name(report, at).to_owned()).collect();
    words::list(&names)
}

fn within(estimate: &Estimate) -> String {
    format!("{} to {}", words::utility(estimate.low), words::utility(estimate.high))
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// Who came first, and how sure that is.
fn headline(report: &TournamentReport<'_>) -> String {
    let Some(best) = report.ranking.standings.first() else { return String::new() };
    let had = format!(
        "{} has the greatest mean utility, {} ({})",
        name(report, best.strategy),
        words::utility(best.utility.mean),
        within(&best.utility)
    );
    match best.ties.as_slice() {
        [] if report.ranking.standings.len() == 1 => format!("{had}."),
        [] => format!("{had}, and the difference to every other is certain enough to count."),
        ties if ties.len() > 3 => format!("{had}, but cannot be told from {} others.", ties.len()),
        ties => format!("{had}, but cannot be told from {}.", named(report, ties)),
    }
}

/// The means with their intervals; the table holds the same figures and no others.
fn ranking(report: &TournamentReport<'_>) -> Figure {
    let standings = &report.ranking.standings;
    let ranked = |standing: &Standing| Ranked {
        name: name(report, standing.strategy).to_owned(),
        mean: standing.utility.mean,
        interval: (standing.utility.low, standing.utility.high),
        words: format!(
            "mean utility {}\n95 % interval {}\nagreed {}",
            words::utility(standing.utility.mean),
            within(&standing.utility),
            percent(standing.agreed.mean)
        ),
    };
    let first: Vec<String> = standings
        .iter()
        .take(3)
        .map(|standing| {
            format!("{} {}", name(report, standing.strategy), words::utility(standing.utility.mean))
        })
        .collect();
    let description = format!(
        "Mean utility of each strategy with its 95 % interval, the best first: {}. The table below the picture says the \
         same.",
        words::list(&first)
    );
    let picture = Ranking {
        description: description.clone(),
        unit: "Mean utility, no deal included".into(),
        ranked: standings.iter().take(STRATEGIES).map(ranked).collect(),
    };
    let head = vec![
        text("Strategy"),
        number("Mean utility"),
        number("95 % interval"),
        number("Talks"),
        text("Interval and mean"),
    ];
    let mut table = Table::new("Mean utility", head);
    let (low, high) = standings.iter().fold((0.0_f64, 1.0_f64), |(low, high), standing| {
        (low.min(standing.utility.low), high.max(standing.utility.high))
    });
    for standing in standings.iter().take(ROWS) {
        let utility = &standing.utility;
        let place = |value: f64| 100.0 * (value - low) / (high - low);
        let bar = Bar {
            text: String::new(),
            whole: 100.0,
            from: place(utility.low),
            to: place(utility.high),
            tick: Some(place(utility.mean)),
            party: 0,
        };
        table.push(
            name(report, standing.strategy),
            vec![
                Cell::Number(words::utility(utility.mean)),
                Cell::Number(within(utility)),
                Cell::Number(utility.n.to_string()),
                Cell::Bar(bar),
            ],
        );
    }
    let mut notes = Vec::new();
    if standings.len() > STRATEGIES {
        notes.push(format!("The first {STRATEGIES} of {} strategies are drawn.", standings.len()));
    }
    Figure {
        id: "ranking-picture".into(),
        title: "Mean utility and its 95 % interval".into(),
        description,
        specification: json(&picture.specification()),
        notes,
        table,
    }
}

/// The figures of a standing, each under its head.
fn figures(report: &TournamentReport<'_>) -> Vec<&'static str> {
    let mut head = vec![
        "Mean utility",
        "Agreed",
        "Utility if agreed",
        "Distance to Nash",
        "Distance to the frontier",
        if direct(report) { "Turns" } else { "Legs" },
    ];
    head.extend(report.plan.disclosure().then_some("Disclosure"));
    head
}

/// A cell for each of [`figures`]: what `shown` makes of an estimate whose numbers are put into words by what comes with
/// it.
fn figure_cells(
    report: &TournamentReport<'_>,
    standing: &Standing,
    shown: fn(&Estimate, &dyn Fn(f64) -> String) -> String,
) -> Vec<Cell> {
    let cell = |estimate: Option<&Estimate>, digits: &dyn Fn(f64) -> String| {
        Cell::Number(estimate.map_or_else(|| "–".to_owned(), |estimate| shown(estimate, digits)))
    };
    let mut cells = vec![
        cell(Some(&standing.utility), &words::utility),
        cell(Some(&standing.agreed), &percent),
        cell(standing.utility_agreed.as_ref(), &words::utility),
        cell(standing.nash_distance.as_ref(), &words::utility),
        cell(standing.frontier_distance.as_ref(), &words::utility),
        cell(Some(&standing.legs), &|legs| format!("{legs:.1}")),
    ];
    if report.plan.disclosure() {
        cells.push(cell(standing.disclosure.as_ref(), &words::utility));
    }
    cells
}

fn standings(report: &TournamentReport<'_>) -> Table {
    let mut head = vec![text("Rank and strategy")];
    head.extend(figures(report).into_iter().map(number));
    head.push(number("Cannot be told from rank"));
    let mut table = Table::new("All figures", head);
    let standings = &report.ranking.standings;
    for standing in standings.iter().take(ROWS) {
        let mut cells = figure_cells(report, standing, |estimate, digits| digits(estimate.mean));
        let tied = standings.iter().filter(|other| standing.ties.contains(&other.strategy));
        let ranks: Vec<String> = tied.map(|other| other.rank.to_string()).collect();
        cells.push(Cell::Number(match ranks.len() {
            0 => "–".to_owned(),
            1..=6 => ranks.join(", "),
            more => format!("{more} others"),
        }));
        table.push(format!("{}.\u{a0}{}", standing.rank, name(report, standing.strategy)), cells);
    }
    let mut foot = "Distances are in undiscounted utilities, over agreements alone.".to_owned();
    if report.scenarios.iter().any(|scenario| !scenario.exact) {
        foot.push_str(
            " They are approximate on scenarios whose frontier is; the table of scenarios names them.",
        );
    }
    let left = report.ranking.standings.len().saturating_sub(ROWS);
    if left > 0 {
        foot.push_str(&format!(" {left} more strategies are in the JSON."));
    }
    table.foot = Some(foot);
    table
}

/// The same figures' intervals.
fn intervals(report: &TournamentReport<'_>) -> Table {
    let mut head = vec![text("Strategy")];
    head.extend(figures(report).into_iter().map(number));
    let mut table = Table::new("Their 95 % intervals", head);
    for standing in report.ranking.standings.iter().take(ROWS) {
        let cells = figure_cells(report, standing, |estimate, digits| {
            format!("{} to {}", digits(estimate.low), digits(estimate.high))
        });
        table.push(name(report, standing.strategy), cells);
    }
    table
}

/// Rows and columns in the order of the ranking.
fn matrix(report: &TournamentReport<'_>) -> Figure {
    let order: Vec<usize> =
        report.ranking.standings.iter().map(|standing| standing.strategy).take(STRATEGIES).collect();
    let names: Vec<String> = order.iter().map(|&at| name(report, at).to_owned()).collect();
    let cells: Vec<Vec<Option<f64>>> = order
        .iter()
        .map(|&row| order.iter().map(|&column| report.ranking.matrix[row][column]).collect())
        .collect();
    let description = "Heat map of strategy by strategy: the mean utility of the row’s strategy in talks with the column’s. \
                       The table below the picture says the same."
        .to_owned();
    let mut head = vec![text("Mean utility of")];
    head.extend(names.iter().map(|name| number(format!("against {name}"))));
    let mut table = Table::new("What each strategy had against each", head);
    for (name, row) in names.iter().zip(&cells) {
        let shown = |cell: &Option<f64>| Cell::Number(cell.map_or_else(|| "–".to_owned(), words::utility));
        table.push(name.clone(), row.iter().map(shown).collect());
    }
    let mut notes =
        vec!["The darker, the more the row’s strategy had of its talks with the column’s.".to_owned()];
    if report.ranking.standings.len() > STRATEGIES {
        notes.push(format!(
            "The first {STRATEGIES} of {} strategies are shown.",
            report.ranking.standings.len()
        ));
    }
    let picture = Matrix {
        description: description.clone(),
        names,
        columns: "against".into(),
        rows: "Mean utility of".into(),
        cells,
    };
    Figure {
        id: "matrix-picture".into(),
        title: "Mean utility of the row’s strategy against the column’s".into(),
        description,
        specification: json(&picture.specification()),
        notes,
        table,
    }
}

fn total<'a>(sums: impl Iterator<Item = &'a Sums>) -> (f64, f64, f64, f64) {
    sums.fold((0.0, 0.0, 0.0, 0.0), |(talks, agreed, nash, nash_talks), sums| {
        (talks + sums.talks, agreed + sums.agreed, nash + sums.nash_distance, nash_talks + sums.nash_talks)
    })
}

fn scenarios(report: &TournamentReport<'_>, sums: &[Vec<Vec<Sums>>]) -> Table {
    let length = if direct(report) { "Steps" } else { "Legs" };
    let head = vec![
        text("File"),
        text("Title"),
        number("Packages"),
        text("Walk-aways"),
        number(length),
        number("Agreed"),
        number("Distance to Nash"),
        text("Frontier"),
    ];
    let mut table = Table::new("What the talks of each scenario came to, all strategies together", head);
    for ((scenario, planned), sums) in
        report.scenarios.iter().zip(report.plan.scenarios()).zip(sums).take(ROWS)
    {
        let (talks, agreed, nash, nash_talks) = total(sums.iter().flatten());
        let space = &scenario.talks.space;
        let packages = space
            .size()
            .filter(|&size| size < 10_000_000)
            .map_or_else(|| format!("about 10^{:.0}", space.size_log10()), |size| size.to_string());
        let walk_aways: Vec<String> = scenario
            .talks
            .parties
            .iter()
            .map(|party| format!("{} {}", party.name, words::utility(party.preferences.walk_away().start)))
            .collect();
        let length = match planned.protocol {
            Protocol::Alternating { steps } => steps,
            Protocol::Shuttle => scenario.talks.legs(),
        };
        let away = if nash_talks > 0.0 { words::utility(nash / nash_talks) } else { "–".to_owned() };
        table.push(
            scenario.file,
            vec![
                Cell::Text(scenario.talks.title.clone()),
                Cell::Number(packages),
                Cell::Text(walk_aways.join(", ")),
                Cell::Number(length.to_string()),
                Cell::Number(percent(if talks > 0.0 { agreed / talks } else { 0.0 })),
                Cell::Number(away),
                Cell::Text(if scenario.exact { "exact".into() } else { "approximate".into() }),
            ],
        );
    }
    let left = report.scenarios.len().saturating_sub(ROWS);
    if left > 0 {
        table.foot = Some(format!("{left} more scenarios are in the JSON."));
    }
    table
}

fn each(report: &TournamentReport<'_>, at: usize, sums: &[Vec<Sums>]) -> Each {
    const SEATS: usize = 8;
    let scenario = &report.scenarios[at];
    let names = Names::of(scenario.talks);
    let mut head = vec![text("Strategy")];
    head.extend(names.parties().iter().take(SEATS).map(|party| number(format!("Utility as {party}"))));
    head.push(number("Agreed"));
    let mut table = Table::new(format!("Mean utilities on {}, seat by seat", scenario.file), head);
    for standing in report.ranking.standings.iter().take(STRATEGIES) {
        let of_strategy = || sums.iter().map(|seat| &seat[standing.strategy]);
        let mut cells: Vec<Cell> = of_strategy()
            .take(SEATS)
            .map(|sums| Cell::Number(sums.mean_utility().map_or_else(|| "–".to_owned(), words::utility)))
            .collect();
        let (talks, agreed, ..) = total(of_strategy());
        cells.push(Cell::Number(if talks > 0.0 { percent(agreed / talks) } else { "–".to_owned() }));
        table.push(name(report, standing.strategy), cells);
    }
    let further = names.parties().len().saturating_sub(SEATS);
    if further > 0 {
        table.foot = Some(format!("{further} more parties have no column here."));
    }
    Each { title: scenario.talks.title.clone(), table }
}

/// What stands behind the figures, in sentences.
fn assumed(report: &TournamentReport<'_>) -> Vec<String> {
    let (plan, ranking) = (report.plan, report.ranking);
    let mut sentences = vec![
        format!(
            "Every ordered tuple of strategies took the seats of every scenario, {}{}.",
            if plan.self_play() { "a strategy against itself too" } else { "a strategy against itself left out" },
            if plan.repeat() > 1 { format!(", {} times", plan.repeat()) } else { String::new() }
        ),
        "A mean is over the talks that a strategy sat in, counted once for every seat that it held; utilities are \
         discounted, and no deal counts with what it is worth. To a side without a walk-away no deal counts as its worst \
         package."
            .to_owned(),
        format!(
            "Intervals are percentile-bootstrap intervals: {} were drawn with replacement {} times. A block is one scenario \
             with the strategies that meet there, in whichever seats, and all their repetitions. They say how much the \
             figures would move with other scenarios and opponents like these.",
            counted(ranking.blocks, "block", "blocks"),
            ranking.replicates
        ),
        "Two strategies cannot be told apart where the 95 % interval of the difference of their mean utilities, from the \
         same draws, holds 0."
            .to_owned(),
    ];
    if plan.held() < plan.talks() {
        sentences.push(format!(
            "{} of the {} talks were held: where nobody draws random numbers all repetitions are the same talk, which is \
             held once and counts for all of them.",
            plan.held(),
            plan.talks()
        ));
    }
    if plan.disclosure() {
        sentences.push(
            "Disclosure is how well the others could tell what a strategy wants: the rank correlation of its utility with a \
             frequency model fed with what came to them, over all packages or 1,024 drawn ones. 1 is everything, 0 nothing."
                .to_owned(),
        );
    }
    if ranking.blocks < 30 {
        sentences.push("So few blocks give rough intervals, mostly too narrow.".to_owned());
    }
    sentences
}

/// The command that gives the same again.
fn command(report: &TournamentReport<'_>) -> String {
    let plan = report.plan;
    let mut words = vec!["wasit".to_owned(), "tournament".to_owned()];
    words.extend(report.scenarios.iter().map(|scenario| made::quoted(scenario.file)));
    words.push(format!("--seats {}", made::quoted(&plan.strategies().join(","))));
    if !plan.self_play() {
        words.push("--no-self-play".to_owned());
    }
    if plan.repeat() > 1 {
        words.push(format!("--repeat {}", plan.repeat()));
    }
    let lengths: Vec<u32> = report
        .scenarios
        .iter()
        .zip(plan.scenarios())
        .map(|(scenario, planned)| match planned.protocol {
            Protocol::Alternating { steps } => steps,
            Protocol::Shuttle => scenario.talks.legs(),
        })
        .collect();
    let alike = lengths.first().filter(|&first| lengths.iter().all(|length| length == first));
    if direct(report) {
        words.extend(alike.map(|steps| format!("--steps {steps}")));
    } else {
        words.push("--protocol shuttle".to_owned());
        words.extend(report.mediator.map(|text| format!("--mediator {}", made::quoted(text))));
        words.extend(alike.map(|legs| format!("--legs {legs}")));
    }
    words.push(format!("--seed {}", plan.seed()));
    if plan.disclosure() {
        words.push("--disclosure".to_owned());
    }
    words.join(" ")
}
