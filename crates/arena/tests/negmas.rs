//! Talks that NegMAS 0.16.0 held, held again: offer for offer, time for time; and the frontier and solutions that
//! it found. The fixtures are JSON made by `negmas/convert.py`.
//!
//! What is compared, and why no more: an acceptance gives the row of the accepted offer its own step and time in
//! NegMAS, so the last row of a talk that agreed is compared without them. Talks that ran out of time end in a row
//! without a package there and with the last offer here, so that row is left out. NegMAS sorts packages of equal
//! utility in no certain order, so where utilities tie only the proposer's own utility is compared, up to the
//! first row whose package differs: from there on the other side has seen something else.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use wasit_arena::{Act, Course, Outcome, Outlook, Player, Protocol, Seating, play};
use wasit_model::{Issue, Mediator, Package, Party, Preferences, Round, Space, Talks, Values, WalkAway};
use wasit_protocol::Seat;
use wasit_search::{Side, Solution};

const NEAR: f64 = 1e-9;

#[derive(Deserialize)]
struct Fixture {
    issues: Vec<FixtureIssue>,
    sides: Vec<FixtureSide>,
    rational_frontier: Vec<Vec<f64>>,
    solutions: FixtureSolutions,
    talks: Vec<FixtureTalk>,
}

#[derive(Deserialize)]
struct FixtureIssue {
    name: String,
    values: Vec<String>,
}

#[derive(Deserialize)]
struct FixtureSide {
    walk_away: Option<f64>,
    weights: Vec<f64>,
    worths: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
struct FixtureSolutions {
    nash: Vec<Vec<f64>>,
    kalai: Vec<Vec<f64>>,
    kalai_smorodinsky: Vec<Vec<f64>>,
    welfare: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
struct FixtureTalk {
    name: String,
    seats: Vec<String>,
    steps: u32,
    ties: bool,
    agreement: Option<Vec<u16>>,
    utilities: Option<Vec<f64>>,
    rows: Vec<Row>,
}

/// Step, relative time, seat, package.
#[derive(Deserialize)]
struct Row(u32, f64, usize, Option<Vec<u16>>);

fn fixtures() -> Vec<(String, Fixture)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/negmas");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    paths.sort();
    assert_eq!(paths.len(), 9, "a fixture is missing");
    let read = |path: &Path| serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    paths.iter().map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), read(path))).collect()
}

impl Fixture {
    fn talks(&self) -> Talks {
        let issue = |issue: &FixtureIssue| Issue {
            name: issue.name.clone(),
            title: issue.name.clone(),
            unit: None,
            description: None,
            values: Values::categorical(issue.values.clone()).unwrap(),
        };
        let space = Space::new(self.issues.iter().map(issue).collect()).unwrap();
        let parties = self
            .sides
            .iter()
            .enumerate()
            .map(|(at, side)| Party {
                name: format!("u{at}"),
                title: format!("u{at}"),
                strategy: "linear".to_owned(),
                preferences: side.preferences(&space),
            })
            .collect();
        let mediator = Mediator {
            name: "mediator".to_owned(),
            title: "Mediator".to_owned(),
            strategy: "courier".to_owned(),
        };
        let rounds = vec![Round { legs: 1, ..Round::default() }];
        let talks = Talks { title: "NegMAS".to_owned(), note: None, space, parties, mediator, rounds };
        talks.check().unwrap();
        talks
    }
}

impl FixtureSide {
    /// NegMAS takes weights and worths as they are: weights need not sum to one.
    fn preferences(&self, space: &Space) -> Preferences {
        let weigh = |(weight, worths): (&f64, &Vec<f64>)| worths.iter().map(|worth| weight * worth).collect();
        let tables = self.weights.iter().zip(&self.worths).map(weigh).collect();
        let walk_away = WalkAway { start: self.walk_away.unwrap_or(f64::NEG_INFINITY), drift: None };
        Preferences::new(space, tables, vec![], vec![], walk_away, None).unwrap()
    }
}

fn sides(talks: &Talks) -> Vec<Arc<Side>> {
    let space = Arc::new(talks.space.clone());
    talks.parties.iter().map(|party| Arc::new(Side::new(space.clone(), party.preferences.clone()))).collect()
}

/// The offers of a talk: step, time, seat, package.
fn offers(course: &Course) -> Vec<(u32, f64, usize, &Package)> {
    course
        .trace
        .iter()
        .filter(|entry| entry.act == Act::Offer)
        .map(|entry| {
            let Seat::Party(party) = entry.seat else { panic!("a mediator at a direct table") };
            (entry.step, entry.time, party, entry.package.as_ref().expect("an offer has a package"))
        })
        .collect()
}

/// Checks every row that can be compared; says how many that were.
fn compare(name: &str, told: &FixtureTalk, course: &Course, sides: &[Arc<Side>]) -> usize {
    let ours = offers(course);
    let agreed = told.agreement.is_some();
    for (at, (Row(step, time, seat, package), offer)) in told.rows.iter().zip(&ours).enumerate() {
        let last = at + 1 == told.rows.len();
        let Some(package) = package else {
            assert!(last && !agreed, "{name}: row {at} has no package");
            return at;
        };
        assert_eq!(offer.2, *seat, "{name}: row {at}: who offers");
        if !(last && agreed) {
            assert_eq!(offer.0, *step, "{name}: row {at}: step");
            assert!((offer.1 - time).abs() < 1e-15, "{name}: row {at}: time {} is not {time}", offer.1);
        }
        if told.ties {
            let (mine, theirs) = (sides[*seat].utility(offer.3), sides[*seat].utility(package));
            assert!(
                (mine - theirs).abs() < NEAR,
                "{name}: row {at}: worth {mine} to its maker, not {theirs}"
            );
            if **offer.3 != **package {
                return at + 1;
            }
        }
        assert_eq!(**offer.3, **package, "{name}: row {at}: package");
    }
    assert_eq!(ours.len(), told.rows.len(), "{name}: number of offers");
    let agreement = course.outcome.agreement().map(|package| package.to_vec());
    assert_eq!(agreement, told.agreement, "{name}: agreement");
    assert!(agreed || course.outcome == Outcome::Deadline, "{name}: {:?}", course.outcome);
    for (mine, theirs) in course.utilities.iter().zip(told.utilities.iter().flatten()) {
        assert!(
            !agreed || (mine - theirs).abs() < NEAR,
            "{name}: the agreement is worth {mine}, not {theirs}"
        );
    }
    told.rows.len()
}

#[test]
fn talks_come_out_offer_for_offer() {
    let (mut talks_held, mut rows) = (0, 0);
    for (scenario, fixture) in fixtures() {
        let talks = fixture.talks();
        let sides = sides(&talks);
        for told in &fixture.talks {
            let seating = Seating {
                parties: told.seats.iter().cloned().map(Player::Strategy).collect(),
                mediator: Player::Strategy("courier".to_owned()),
            };
            let course =
                play(&talks, &sides, &seating, Protocol::Alternating { steps: told.steps }, 1, 0).unwrap();
            rows += compare(&format!("{scenario}: {}", told.name), told, &course, &sides);
            talks_held += 1;
        }
    }
    assert_eq!(talks_held, 167, "a talk is missing");
    assert!(rows > 8_000, "only {rows} rows could be compared");
}

/// Both lists hold the same vectors, in any order.
fn same_vectors(what: &str, ours: &[Vec<f64>], theirs: &[Vec<f64>]) {
    let near =
        |a: &[f64], b: &[f64]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < NEAR);
    for vector in theirs {
        assert!(ours.iter().any(|other| near(other, vector)), "{what}: {vector:?} is not among ours");
    }
    for vector in ours {
        assert!(theirs.iter().any(|other| near(other, vector)), "{what}: {vector:?} is not among theirs");
    }
}

fn vectors(solution: &Solution) -> Vec<Vec<f64>> {
    assert!(solution.exact());
    solution.points.iter().map(|point| point.utilities.clone()).collect()
}

#[test]
fn frontiers_and_solutions_are_the_same() {
    for (scenario, fixture) in fixtures() {
        let talks = fixture.talks();
        let outlook = Outlook::of(&talks, &sides(&talks));
        let rational = outlook.frontier.rational(&outlook.walk_aways);
        assert!(rational.exact(), "{scenario}");
        let ours: Vec<Vec<f64>> = rational.points.iter().map(|point| point.utilities.clone()).collect();
        let mut theirs = fixture.rational_frontier;
        theirs.sort_by(|a, b| a.partial_cmp(b).unwrap());
        theirs.dedup();
        assert_eq!(ours.len(), theirs.len(), "{scenario}: points of the frontier");
        same_vectors(&format!("{scenario}: frontier"), &ours, &theirs);
        for (name, mine, told) in [
            ("nash", &outlook.solutions.nash, &fixture.solutions.nash),
            ("kalai", &outlook.solutions.kalai, &fixture.solutions.kalai),
            ("kalai_smorodinsky", &outlook.solutions.kalai_smorodinsky, &fixture.solutions.kalai_smorodinsky),
            ("welfare", &outlook.solutions.welfare, &fixture.solutions.welfare),
        ] {
            same_vectors(&format!("{scenario}: {name}"), &vectors(mine), told);
        }
    }
}
