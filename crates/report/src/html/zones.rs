use wasit_arena::{Act, Course, Entry, PairOutlook};
use wasit_charts::{Axis, DealZone, Mark, Path, Solution, SolutionKind};
use wasit_model::{Package, Talks};
use wasit_protocol::Seat;

use super::embed::{Figure, json, thinned};
use super::names::{self, Names};
use super::result::ROWS;
use super::table::{Cell, Table, number, text};
use crate::analysis::AnalysisReport;
use crate::{RunReport, words};

/// Pairs of parties that have a picture; many parties have thousands of pairs.
pub(super) const PICTURES: usize = 15;
/// The most efficient packages that a picture shows.
const FRONTIER: usize = 2_000;
/// The most offers that a path shows.
const OFFERS: usize = 500;

/// What the pictures are made from: a run's, or an analysis's.
pub(super) struct Ground<'a> {
    talks: &'a Talks,
    pairs: &'a [PairOutlook],
    walk_aways: &'a [f64],
    solutions: Vec<(SolutionKind, &'a Package)>,
    /// Of a run.
    course: Option<&'a Course>,
    /// Packages to improve upon, each with what it is called.
    starts: Vec<(String, &'a Package)>,
}

/// The points of a solution that are drawn.
const EACH: usize = 20;

impl<'a> Ground<'a> {
    pub(super) fn of_run(report: &RunReport<'a>) -> Self {
        let all = &report.outlook.solutions;
        let solutions = [
            (SolutionKind::Nash, &all.nash),
            (SolutionKind::KalaiSmorodinsky, &all.kalai_smorodinsky),
            (SolutionKind::Kalai, &all.kalai),
            (SolutionKind::Welfare, &all.welfare),
        ];
        let points = solutions.into_iter().flat_map(|(kind, solution)| {
            solution.points.iter().take(EACH).map(move |point| (kind, &point.package))
        });
        Self {
            talks: report.talks,
            pairs: report.pairs,
            walk_aways: &report.outlook.walk_aways,
            solutions: points.collect(),
            course: Some(report.course),
            starts: Vec::new(),
        }
    }

    pub(super) fn of_analysis(report: &'a AnalysisReport<'a>) -> Self {
        let kind = |key: &str| match key {
            "nash" => SolutionKind::Nash,
            "kalai_smorodinsky" => SolutionKind::KalaiSmorodinsky,
            "kalai" => SolutionKind::Kalai,
            "welfare" => SolutionKind::Welfare,
            "weighted_nash" => SolutionKind::WeightedNash,
            _ => SolutionKind::AdjustedWinner,
        };
        let solutions = report.solutions();
        let points = solutions.iter().flat_map(|solution| {
            solution.points.iter().take(EACH).map(|point| (kind(solution.key), &point.package))
        });
        let starts = report.analysis.starts.iter();
        Self {
            talks: report.talks,
            pairs: report.pairs,
            walk_aways: &report.analysis.outlook.walk_aways,
            solutions: points.collect(),
            course: None,
            starts: starts.map(|start| (report.start_title(start), &start.package)).collect(),
        }
    }

    fn agreement(&self) -> Option<&'a Package> {
        self.course.and_then(|course| course.outcome.agreement())
    }
}

/// The deal zone of every pair of parties.
pub(super) fn figures(report: &Ground<'_>, names: &Names) -> Vec<Figure> {
    report.pairs.iter().take(PICTURES).map(|pair| figure(report, names, pair)).collect()
}

fn figure(report: &Ground<'_>, names: &Names, pair: &PairOutlook) -> Figure {
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
            match report.course {
                Some(_) => "Efficient packages are those of these two alone; solutions and the agreement are those of all.",
                None => "Efficient packages are those of these two alone; solutions are those of all.",
            }
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

fn zone(report: &Ground<'_>, names: &Names, pair: &PairOutlook) -> DealZone {
    let (across, up) = pair.parties;
    let axis =
        |party: usize| Axis { title: names.party(party).to_owned(), walk_away: report.walk_aways[party] };
    let mark = |what: String, package: &Package| mark(report.talks, names, pair.parties, what, package);
    let frontier = thinned(pair.frontier.iter().collect(), FRONTIER)
        .into_iter()
        .map(|(package, _)| mark("Efficient package".into(), package))
        .collect();
    let solutions = report
        .solutions
        .iter()
        .map(|&(kind, package)| Solution { kind, mark: mark(format!("Solution: {}", kind.title()), package) })
        .collect();
    let agreement = report.agreement().map(|package| mark("The agreement".into(), package));
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

fn paths(report: &Ground<'_>, names: &Names, pair: (usize, usize)) -> Vec<Path> {
    let talks = report.talks;
    let Some(course) = report.course else { return starts(report, names, pair) };
    let unit = if course.mediator.is_none() { "turn" } else { "leg" };
    [(Seat::Party(pair.0), Some(pair.0)), (Seat::Party(pair.1), Some(pair.1)), (Seat::Mediator, None)]
        .into_iter()
        .filter_map(|(seat, party)| {
            let mut said: Vec<(&Entry, &Package)> = Vec::new();
            for entry in course.trace.iter().filter(|entry| is_own_idea(entry, seat)) {
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

/// The packages to improve upon, a mark each.
fn starts(report: &Ground<'_>, names: &Names, pair: (usize, usize)) -> Vec<Path> {
    let talks = report.talks;
    let beyond = |package: &Package| {
        [pair.0, pair.1].iter().any(|&at| talks.parties[at].preferences.crossed(package).is_some())
    };
    let each = report.starts.iter().map(|(title, package)| {
        let title = names::capital(title);
        let marks = vec![(mark(talks, names, pair, title.clone(), package), beyond(package))];
        Path { title, party: None, marks }
    });
    each.collect()
}

fn description(report: &Ground<'_>, names: &Names, pair: &PairOutlook) -> String {
    let (across, up) = pair.parties;
    let walk_aways = [across, up]
        .iter()
        .filter(|&&party| report.walk_aways[party].is_finite())
        .map(|&party| {
            format!("{} walks away below {}", names.party(party), words::utility(report.walk_aways[party]))
        })
        .collect::<Vec<_>>();
    let mut said = format!(
        "Scatter plot of packages by what they are worth to {} (across) and to {} (up): {} efficient packages, {}the \
         solutions",
        names.party(across),
        names.party(up),
        pair.frontier.len(),
        if report.course.is_some() { "the offers as paths, " } else { "" }
    );
    match report.agreement() {
        Some(package) => {
            let reached = [across, up].map(|party| report.talks.parties[party].preferences.utility(package));
            said.push_str(&format!(
                " and the agreement at {} and {}.",
                words::utility(reached[0]),
                words::utility(reached[1])
            ));
        }
        None if report.course.is_none() => said.push('.'),
        None => said.push_str("; there is no agreement."),
    }
    if !walk_aways.is_empty() {
        said.push_str(&format!(" {}.", words::list(&walk_aways)));
    }
    said.push_str(" The table below the picture says the same.");
    said
}

fn table(report: &Ground<'_>, names: &Names, pair: &PairOutlook) -> Table {
    let talks = report.talks;
    let (across, up) = pair.parties;
    let caption = format!(
        "{} and efficient packages of {} and {}",
        if report.course.is_some() { "Agreement, solutions" } else { "Solutions" },
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
    let walk_away = |party: usize| Cell::Number(words::utility(report.walk_aways[party]));
    if let Some(package) = report.agreement() {
        table.push_strong("Agreement", cells(package));
    }
    table.push("Walk-aways", vec![Cell::Text("no deal".into()), walk_away(across), walk_away(up)]);
    for (title, package) in &report.starts {
        table.push(title.clone(), cells(package));
    }
    for &(kind, package) in &report.solutions {
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
