use wasit_arena::{Act, Entry, PairOutlook};
use wasit_charts::{Axis, DealZone, Mark, Path, Solution, SolutionKind};
use wasit_model::{Package, Talks};
use wasit_protocol::Seat;

use super::embed::{Figure, json, thinned};
use super::names::Names;
use super::result::ROWS;
use super::table::{Cell, Table, number, text};
use crate::{RunReport, words};

/// Pairs of parties that have a picture; many parties have thousands of pairs.
pub(super) const PICTURES: usize = 15;
/// The most efficient packages that a picture shows.
const FRONTIER: usize = 2_000;
/// The most offers that a path shows.
const OFFERS: usize = 500;

/// The deal zone of every pair of parties.
pub(super) fn figures(report: &RunReport<'_>, names: &Names) -> Vec<Figure> {
    report.pairs.iter().take(PICTURES).map(|pair| figure(report, names, pair)).collect()
}

fn figure(report: &RunReport<'_>, names: &Names, pair: &PairOutlook) -> Figure {
    let talks = report.talks;
    let zone = zone(report, names, pair);
    let mut notes = Vec::new();
    if pair.frontier.len() > FRONTIER {
        notes.push(format!(
            "{FRONTIER} of {} efficient packages are drawn, evenly spread.",
            pair.frontier.len()
        ));
    }
    if talks.parties.len() > 2 {
        notes.push(
            "Efficient packages are those of these two alone; solutions and the agreement are those of all."
                .into(),
        );
    }
    if zone.paths.iter().any(|path| path.marks.iter().any(|(_, beyond)| *beyond)) {
        notes.push(
            "Hollow marks lie beyond a red line of one of the two: they are placed where they would be without it."
                .into(),
        );
    }
    Figure {
        id: format!("zone-{}-{}", pair.parties.0 + 1, pair.parties.1 + 1),
        title: format!("{} and {}", names.party(pair.parties.0), names.party(pair.parties.1)),
        description: zone.description.clone(),
        specification: json(&zone.specification()),
        notes,
        table: table(report, names, pair),
    }
}

fn zone(report: &RunReport<'_>, names: &Names, pair: &PairOutlook) -> DealZone {
    let (across, up) = pair.parties;
    let axis = |party: usize| Axis {
        title: names.party(party).to_owned(),
        walk_away: report.outlook.walk_aways[party],
    };
    let mark = |what: String, package: &Package| mark(report.talks, names, pair.parties, what, package);
    let frontier = thinned(pair.frontier.iter().collect(), FRONTIER)
        .into_iter()
        .map(|(package, _)| mark("Efficient package".into(), package))
        .collect();
    let solutions = solution_points(report)
        .into_iter()
        .map(|(kind, package)| Solution { kind, mark: mark(format!("Solution: {}", kind.title()), package) })
        .collect();
    let agreement = report.course.outcome.agreement().map(|package| mark("The agreement".into(), package));
    DealZone {
        description: description(report, names, pair),
        x: axis(across),
        y: axis(up),
        frontier,
        solutions,
        paths: paths(report, names, pair.parties),
        agreement,
    }
}

fn mark(talks: &Talks, names: &Names, (across, up): (usize, usize), what: String, package: &Package) -> Mark {
    let open = |party: usize| talks.parties[party].preferences.utility_without_red_lines(package);
    Mark {
        x: open(across),
        y: open(up),
        what,
        package: lines(talks, package),
        worth: worth_lines(talks, names, package, &[across, up]),
    }
}

/// The package with an issue to a line; the first forty.
pub(super) fn lines(talks: &Talks, package: &Package) -> String {
    const SHOWN: usize = 40;
    let mut lines: Vec<String> = words::settled(&talks.space, package)
        .take(SHOWN)
        .map(|(title, value)| format!("{title}: {value}"))
        .collect();
    if package.len() > SHOWN {
        lines.push(format!("and {} more issues", package.len() - SHOWN));
    }
    lines.join("\n")
}

/// What `parties` make of the package, a party to a line.
pub(super) fn worth_lines(talks: &Talks, names: &Names, package: &Package, parties: &[usize]) -> String {
    parties
        .iter()
        .map(|&party| {
            let preferences = &talks.parties[party].preferences;
            let title = names.party(party);
            match preferences.crossed(package) {
                Some(line) => format!("{title}: beyond its red line “{}”", line.words),
                None => format!("{title}: {}", words::utility(preferences.utility(package))),
            }
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// What a seat put forward: a party's offers, and packages that were the mediator's own.
fn is_own_idea(entry: &Entry, seat: Seat) -> bool {
    match (&entry.act, seat) {
        (Act::Offer, _) => entry.seat == seat,
        (Act::Carry { by, put: true, .. }, Seat::Mediator) => *by == Seat::Mediator,
        (Act::Text { .. }, Seat::Mediator) => true,
        _ => false,
    }
}

fn paths(report: &RunReport<'_>, names: &Names, pair: (usize, usize)) -> Vec<Path> {
    let talks = report.talks;
    let unit = if report.course.mediator.is_none() { "turn" } else { "leg" };
    [(Seat::Party(pair.0), Some(pair.0)), (Seat::Party(pair.1), Some(pair.1)), (Seat::Mediator, None)]
        .into_iter()
        .filter_map(|(seat, party)| {
            let mut said: Vec<(&Entry, &Package)> = Vec::new();
            for entry in report.course.trace.iter().filter(|entry| is_own_idea(entry, seat)) {
                if let Some(package) = &entry.package
                    && !(party.is_none() && said.last().is_some_and(|(_, last)| *last == package))
                {
                    said.push((entry, package));
                }
            }
            let title = names.seat(seat);
            let marks: Vec<(Mark, bool)> = thinned(said, OFFERS)
                .into_iter()
                .map(|(entry, package)| {
                    let what = match party {
                        Some(_) => format!("{title}’s offer, {unit} {}", entry.leg + 1),
                        None => format!("{title}’s own package, {unit} {}", entry.leg + 1),
                    };
                    let beyond = [pair.0, pair.1]
                        .iter()
                        .any(|&at| talks.parties[at].preferences.crossed(package).is_some());
                    (mark(talks, names, pair, what, package), beyond)
                })
                .collect();
            let title = match party {
                Some(_) => format!("Offers of {title}"),
                None => format!("{title}’s own packages"),
            };
            (!marks.is_empty()).then_some(Path { title, party, marks })
        })
        .collect()
}

fn solution_points<'a>(report: &RunReport<'a>) -> Vec<(SolutionKind, &'a Package)> {
    const EACH: usize = 20;
    let all = &report.outlook.solutions;
    [
        (SolutionKind::Nash, &all.nash),
        (SolutionKind::KalaiSmorodinsky, &all.kalai_smorodinsky),
        (SolutionKind::Kalai, &all.kalai),
        (SolutionKind::Welfare, &all.welfare),
    ]
    .into_iter()
    .flat_map(|(kind, solution)| solution.points.iter().take(EACH).map(move |point| (kind, &point.package)))
    .collect()
}

fn description(report: &RunReport<'_>, names: &Names, pair: &PairOutlook) -> String {
    let (across, up) = pair.parties;
    let walk_aways = [across, up]
        .iter()
        .filter(|&&party| report.outlook.walk_aways[party].is_finite())
        .map(|&party| {
            format!(
                "{} walks away below {}",
                names.party(party),
                words::utility(report.outlook.walk_aways[party])
            )
        })
        .collect::<Vec<_>>();
    let mut said = format!(
        "Scatter plot of packages by what they are worth to {} (across) and to {} (up): {} efficient packages, the \
         offers as paths, the solutions",
        names.party(across),
        names.party(up),
        pair.frontier.len()
    );
    match report.course.outcome.agreement() {
        Some(package) => {
            let reached = report.undiscounted(package);
            said.push_str(&format!(
                " and the agreement at {} and {}.",
                words::utility(reached[across]),
                words::utility(reached[up])
            ));
        }
        None => said.push_str("; there is no agreement."),
    }
    if !walk_aways.is_empty() {
        said.push_str(&format!(" {}.", words::list(&walk_aways)));
    }
    said.push_str(" The table below the picture says the same.");
    said
}

fn table(report: &RunReport<'_>, names: &Names, pair: &PairOutlook) -> Table {
    let talks = report.talks;
    let (across, up) = pair.parties;
    let caption = format!(
        "Agreement, solutions and efficient packages of {} and {}",
        names.party(across),
        names.party(up)
    );
    let head = vec![text("What"), text("Package"), number(names.party(across)), number(names.party(up))];
    let mut table = Table::new(caption, head);
    let cells = |package: &Package| {
        let utility =
            |party: usize| Cell::Number(words::utility(talks.parties[party].preferences.utility(package)));
        vec![Cell::Text(words::package(&talks.space, package)), utility(across), utility(up)]
    };
    let walk_away = |party: usize| Cell::Number(words::utility(report.outlook.walk_aways[party]));
    if let Some(package) = report.course.outcome.agreement() {
        table.push_strong("Agreement", cells(package));
    }
    table.push("Walk-aways", vec![Cell::Text("no deal".into()), walk_away(across), walk_away(up)]);
    for (kind, package) in solution_points(report) {
        table.push(kind.title(), cells(package));
    }
    let room = ROWS.saturating_sub(table.rows.len()).max(2);
    for (package, _) in thinned(pair.frontier.iter().collect(), room) {
        table.push("Efficient", cells(package));
    }
    if pair.frontier.len() > room {
        table.foot =
            Some(format!("{room} of {} efficient packages are listed, evenly spread.", pair.frontier.len()));
    }
    table
}
