//! What the deals hold, when they come, how good they are, and for whom.

use wasit_charts::{
    CloudAxis, CloudCell, Contents as Strips, DealCloud, FrontierBand, OverRounds, RoundSeries, RoundStep,
    Strip, StripCell, Together as Pairs, ValuePair,
};
use wasit_explain::{Contents, Course, Estimate, Gains, IssueContents, course, words as explained};

use super::{Part, ROWS, Section, drawn, figure, percent, plain};
use crate::SimulationReport;
use crate::html::embed::Figure;
use crate::html::table::{Cell, Table, number, text};
use crate::simulation::Cloud;
use crate::words::{self, sentence};

/// Cells of a strip; where an issue has more values, neighbours share one.
const CELLS: usize = 10;
/// Values in the picture of what goes together.
const TOGETHER: usize = 16;
/// Pairs of parties with a picture.
const PAIRS: usize = 6;

pub(super) fn section(report: &SimulationReport<'_>) -> Section {
    let mut section = Section::new("deals", "What a deal would hold", "The deals");
    let found = report.explanations;
    if let Some(contents) = &found.contents {
        section.known(contents, |section, contents| hold(section, report, contents));
    }
    let courses = courses(report);
    if let Some(course) = &found.course {
        section.heading("When it would come");
        section.said(course.words());
        section.picture(over_rounds(&courses, report.sample.has_home()));
    }
    if let Some(gains) = &found.gains {
        section.heading("How good it would be, and for whom");
        section.known(gains, |section, gains| {
            section.said(gains.words());
            section.table(shared(gains));
        });
        section.parts.extend(clouds(report).map(Part::Picture));
    }
    section.said(report.undrawn.map(str::to_owned).into_iter().collect());
    section
}

/// The course of every variant, by its title.
fn courses(report: &SimulationReport<'_>) -> Vec<(String, Course)> {
    let variants = report.sample.columns().variants.iter().enumerate();
    variants.filter_map(|(at, variant)| Some((sentence(&variant.name), course(report.sample, at)?))).collect()
}

fn hold(section: &mut Section, report: &SimulationReport<'_>, contents: &Contents) {
    section.said(contents.words());
    section.picture(strips(contents));
    section.table(modal(report, contents));
    if !contents.together.is_empty() {
        section.picture(together(contents));
    }
}

/// Neighbouring values as one, so that no strip has more than [`CELLS`] cells: title, probability, words.
fn runs(issue: &IssueContents) -> Vec<StripCell> {
    let length = issue.values.len().div_ceil(CELLS).max(1);
    let cell = |run: &[(String, Estimate)]| {
        let value = match run {
            [(only, _)] => only.clone(),
            [(first, _), .., (last, _)] => format!("{first} to {last}"),
            [] => String::new(),
        };
        let probability = run.iter().map(|(_, share)| share.value).sum::<f64>();
        let words = match run {
            [(_, share)] => format!("{} of the deals", explained::percent(*share)),
            _ => format!("{} of the deals", explained::bare_percent(probability)),
        };
        StripCell { value, probability, words }
    };
    issue.values.chunks(length).map(cell).collect()
}

fn strips(contents: &Contents) -> Figure {
    let picture = Strips {
        description: "How likely each value of each issue is in a deal.".into(),
        strips: contents
            .issues
            .iter()
            .take(super::DRAWN * 2)
            .map(|issue| Strip { title: issue.issue.clone(), cells: runs(issue) })
            .collect(),
    };
    let mut table = Table::new(
        format!(
            "How often each value stands in a deal, over {} signed packages",
            words::grouped(contents.deals as u128)
        ),
        vec![text("Issue"), text("Value"), number("Share of the deals")],
    );
    let each = contents.issues.iter().flat_map(|issue| {
        issue.values.iter().map(move |(value, share)| (issue.issue.clone(), value.clone(), *share))
    });
    for (issue, value, share) in each.take(ROWS) {
        table.push(issue, vec![Cell::Text(value), percent(share)]);
    }
    let all: usize = contents.issues.iter().map(|issue| issue.values.len()).sum();
    if all > ROWS {
        table.foot = Some(format!("{} more values are left out here; the JSON has them all.", all - ROWS));
    }
    let note = "A row is an issue, a cell a value (or a run of neighbouring values), the darker the more often it stands in a \
                deal.";
    figure(
        "contents",
        "Which values stand in deals",
        &picture.description,
        &picture.specification(),
        &[note],
        table,
    )
}

fn modal(report: &SimulationReport<'_>, contents: &Contents) -> Table {
    let issues = &report.sample.columns().issues;
    let mut head = vec![text("Package"), number("Share of the deals")];
    head.extend(issues.iter().map(|issue| text(issue.name.clone())));
    let mut table = Table::new("The packages that are signed most often", head);
    for (at, package) in contents.modal.iter().enumerate() {
        let mut cells = vec![percent(package.share)];
        cells.extend(package.values.iter().zip(issues).map(|(value, issue)| {
            Cell::Text(issue.values.get(usize::from(*value)).cloned().unwrap_or_default())
        }));
        table.push((at + 1).to_string(), cells);
    }
    table
}

fn together(contents: &Contents) -> Figure {
    let name = |(issue, value): (usize, u16)| {
        let issue = &contents.issues[issue];
        format!("{}: {}", issue.issue, issue.values[usize::from(value)].0)
    };
    let mut places: Vec<(usize, u16)> = Vec::new();
    let mut shown = Vec::new();
    for pair in &contents.together {
        let new =
            [pair.first, pair.second].into_iter().filter(|place| !places.contains(place)).collect::<Vec<_>>();
        if places.len() + new.len() <= TOGETHER {
            places.extend(new);
            shown.push(pair);
        }
    }
    places.sort_unstable();
    let at = |place: (usize, u16)| places.binary_search(&place).unwrap_or_default();
    let pairs = shown.iter().map(|pair| {
        let (a, b) = (at(pair.first), at(pair.second));
        ValuePair {
            values: (a.min(b), a.max(b)),
            lift: pair.lift.value.max(0.0),
            words: format!(
                "{} times as often as by chance; {} of the deals have both",
                explained::number(pair.lift),
                explained::percent(pair.both)
            ),
        }
    });
    let picture = Pairs {
        description: "Which values of different issues are found together otherwise than by chance.".into(),
        values: places.iter().map(|&place| name(place)).collect(),
        pairs: pairs.collect(),
    };
    let mut table = Table::new(
        "Values that go together, or avoid each other",
        vec![
            text("Value"),
            text("and"),
            number("Times as often as by chance"),
            number("Share of the deals with both"),
        ],
    );
    for pair in contents.together.iter().take(ROWS) {
        let cells = vec![Cell::Text(name(pair.second)), plain(pair.lift), percent(pair.both)];
        table.push(name(pair.first), cells);
    }
    let note = "A figure says how many times as often the value of the row and that of the column, by its number, stand in one deal as if they had nothing to do with \
                each other. Pairs that cannot be told from chance have no cell.";
    figure(
        "together",
        "Which values go together",
        &picture.description,
        &picture.specification(),
        &[note],
        table,
    )
}

/// One variant: signed beside in force, where the two differ. Several: what is signed under each.
fn over_rounds(courses: &[(String, Course)], has_home: bool) -> Figure {
    let words = |round: &wasit_explain::RoundCourse| {
        let hazard = round.hazard.map_or_else(
            || format!("too few came to it to say more ({})", round.reached),
            |hazard| format!("signed in it, of those that came to it: {}", explained::percent(hazard)),
        );
        format!("signed by then: {}\n{hazard}", explained::percent(round.signed_by))
    };
    let steps = |course: &Course, signed: bool| {
        let step = |(at, round): (usize, &wasit_explain::RoundCourse)| RoundStep {
            label: (at + 1).to_string(),
            by_then: drawn(if signed { round.signed_by } else { round.in_force_by }),
            hazard: round.hazard.filter(|_| signed).map(drawn),
            words: words(round),
        };
        course.rounds.iter().enumerate().map(step).collect()
    };
    let series = match courses {
        [(_, course)] if has_home => vec![
            RoundSeries { title: "Signed".into(), steps: steps(course, true) },
            RoundSeries { title: "In force".into(), steps: steps(course, false) },
        ],
        _ => courses
            .iter()
            .take(6)
            .map(|(title, course)| RoundSeries { title: title.clone(), steps: steps(course, true) })
            .collect(),
    };
    let picture = OverRounds {
        description: "How likely a deal is by each round, and in it where none has come before.".into(),
        unit: "Round".into(),
        series,
    };
    let mut table = Table::new(
        "Deals by round: by its end, of all; and in it, of the talks that came to it",
        vec![
            text("Choice"),
            text("Round"),
            number("Day"),
            number("Came to it"),
            number("Signed in it"),
            number("Signed by then"),
            number("In force by then"),
        ],
    );
    let rows =
        courses.iter().flat_map(|(title, course)| course.rounds.iter().map(move |round| (title, round)));
    for (title, round) in rows.take(ROWS) {
        table.push(
            title.clone(),
            vec![
                Cell::Text(round.round.clone()),
                Cell::Number(explained::value(round.day, "")),
                Cell::Number(words::grouped(round.reached as u128)),
                round.hazard.map_or_else(|| Cell::Number("too few".into()), percent),
                percent(round.signed_by),
                percent(round.in_force_by),
            ],
        );
    }
    let note = "Lines: the share of all talks with a deal by the end of the round. Bars: of the talks that come to the round \
                without one, the share that sign in it; where too few come so far, there is no bar.";
    figure("rounds", "Deals over the rounds", &picture.description, &picture.specification(), &[note], table)
}

fn shared(gains: &Gains) -> Table {
    let mut table = Table::new(
        format!("What the parties have from {} deals in force", words::grouped(gains.deals as u128)),
        vec![text("Party"), number("Mean utility"), number("Over no deal"), number("Gains most in")],
    );
    let dash = || Cell::Number("–".into());
    for party in &gains.parties {
        table.push(
            sentence(&party.party),
            vec![
                plain(party.utility),
                party.gain.map_or_else(dash, plain),
                party.gains_most.map_or_else(dash, percent),
            ],
        );
    }
    table
}

fn clouds<'a>(report: &'a SimulationReport<'_>) -> impl Iterator<Item = Figure> + 'a {
    let count = report.sample.columns().parties.len();
    let pairs = (0..count).flat_map(move |a| (a + 1..count).map(move |b| (a, b)));
    pairs.take(PAIRS).filter_map(move |pair| cloud(report, pair))
}

fn cloud(report: &SimulationReport<'_>, pair: (usize, usize)) -> Option<Figure> {
    let parties = &report.sample.columns().parties;
    let frontiers = report.frontiers.iter().find(|found| found.parties == pair);
    let cloud = Cloud::of(report.sample, 0, pair, frontiers)?;
    let share = |count: usize| count as f64 / cloud.deals as f64;
    let axis =
        |party: usize, walk_away: Option<[f64; 3]>| CloudAxis { title: sentence(&parties[party]), walk_away };
    let picture = DealCloud {
        description: format!(
            "What the deals in force are worth to {} and to {}, over where their frontier and walk-aways lie.",
            parties[pair.0], parties[pair.1]
        ),
        x: axis(pair.0, cloud.walk_aways[0]),
        y: axis(pair.1, cloud.walk_aways[1]),
        cells: cloud
            .cells
            .iter()
            .map(|&(x, y, count)| CloudCell {
                x: x.into(),
                y: y.into(),
                share: (share(count) * 1e5).round() / 1e5,
                words: format!("{} of the deals", explained::bare_percent(share(count))),
            })
            .collect(),
        frontier: cloud.frontier.iter().map(|&(at, most)| FrontierBand { at, most }).collect(),
    };
    let mut table = Table::new(
        format!(
            "In 10, 50 and 90 of 100 {}",
            if cloud.frontier.is_empty() { "draws" } else { "draws and frontiers" }
        ),
        vec![text("What"), number("10"), number("50"), number("90")],
    );
    let three = |three: [f64; 3]| Vec::from(three.map(|at| Cell::Number(words::utility(at))));
    for (party, walk_away) in [pair.0, pair.1].into_iter().zip(cloud.walk_aways) {
        table.push(format!("No deal, to {}", parties[party]), walk_away.map_or_else(Vec::new, three));
    }
    for (at, most) in cloud.frontier.iter().step_by(4) {
        let (first, second) = (&parties[pair.0], &parties[pair.1]);
        let head = format!("Most for {second} where {first} has {} or more", words::utility(*at));
        table.push(head, three(*most));
    }
    table.foot = Some(format!("{} deals in force are in the picture.", words::grouped(cloud.deals as u128)));
    let drawn = frontiers.map_or(0, |found| found.draws.len());
    let note = if drawn > 0 {
        format!("The frontier’s band is of {drawn} draws: the line is the middle, the band holds 80 of 100.")
    } else {
        "Bands hold 80 of 100 draws, their line is the middle.".to_owned()
    };
    let title = format!("{} and {}", parties[pair.0], parties[pair.1]);
    let id = format!("cloud-{}-{}", pair.0, pair.1);
    Some(figure(id, title, &picture.description, &picture.specification(), &[&note], table))
}
