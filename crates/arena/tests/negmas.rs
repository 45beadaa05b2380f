//! Talks that NegMAS 0.16.0 held, held again: offer for offer, time for time; and the frontier and solutions that
//! it found. `negmas/` holds its scenarios as it wrote them, the traces of its talks and its analyses.
//!
//! What is compared, and why no more: an acceptance gives the row of the accepted offer its own step and time in
//! NegMAS, so the last row of a talk that agreed is compared without them. Talks that ran out of time end in a row
//! without a package there and with the last offer here, so that row is left out. NegMAS sorts packages of equal
//! utility in no certain order, so where utilities tie only the proposer's own utility is compared, up to the
//! first row whose package differs: from there on the other side has seen something else. What a MiCRO repeats,
//! NegMAS draws from Python's global generator, so a talk is compared up to the first repeated offer. Its naive tit
//! for tat is another rule than the one that bears the name in the literature, and is seen to play otherwise.
//!
//! The page `docs/explanation/differences.md` says the same to users, and names the tests below.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use wasit_arena::{Act, Course, Outcome, Outlook, Player, Protocol, Seating, play};
use wasit_files::{Evaluations, Format, ReadOptions, Scenario, Source, StrategyNames, read_scenario};
use wasit_model::{Package, Space, Talks};
use wasit_protocol::Seat;
use wasit_search::{Side, Solution};

const NEAR: f64 = 1e-9;
/// How many rows of all traces are compared.
const ROWS: usize = 11_310;

#[derive(Deserialize)]
struct Entry {
    file: String,
    scenario: String,
    n_steps: u32,
    offers: usize,
    agreed: bool,
    ties: bool,
}

#[derive(Deserialize)]
struct Trace {
    scenario: String,
    n_steps: u32,
    negotiators: Vec<Negotiator>,
    reserved_values: Vec<serde_json::Value>,
    trace: Vec<Row>,
    agreement: Option<Vec<serde_json::Value>>,
    agreement_utilities: Option<Vec<f64>>,
}

#[derive(Deserialize)]
struct Negotiator {
    r#type: String,
    params: Params,
}

#[derive(Deserialize, Default)]
struct Params {
    aspiration_type: Option<serde_json::Value>,
    max_aspiration: Option<f64>,
}

#[derive(Deserialize)]
struct Row {
    step: u32,
    relative_time: f64,
    negotiator: usize,
    outcome: Option<Vec<serde_json::Value>>,
    utilities: Option<Vec<f64>>,
}

#[derive(Deserialize)]
struct Analysis {
    scenario: String,
    n_outcomes: u128,
    reserved_values: Vec<serde_json::Value>,
    ranges: Vec<[f64; 2]>,
    pareto_utils: Vec<Vec<f64>>,
    nash: Vec<Reached>,
    kalai: Vec<Reached>,
    ks: Vec<Reached>,
    max_welfare: Vec<Reached>,
}

#[derive(Deserialize)]
struct Reached {
    utils: Vec<f64>,
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/negmas").join(name)
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn parsed<T: for<'de> Deserialize<'de>>(path: &Path) -> T {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// A scenario as NegMAS wrote it down.
fn scenario(name: &str) -> Talks {
    let read = read("scenarios/yaml", name);
    assert_eq!(read.format, Format::NegMas);
    assert!(read.assumed.is_empty(), "{name}: {:?}", read.assumed);
    read.talks
}

/// The same as NegMAS wrote it down in GENIUS's XML, which it takes as it stands.
fn scenario_as_xml(name: &str) -> Talks {
    let read = read("scenarios/xml", name);
    assert_eq!(read.format, Format::Genius);
    assert_eq!(read.assumed, ["Weights and evaluations are taken as they stand."], "{name}");
    read.talks
}

fn read(form: &str, name: &str) -> Scenario {
    let folder = folder(form).join(name);
    let files: Vec<(String, Vec<u8>)> = names_in(&folder)
        .into_iter()
        .map(|file| {
            let bytes = std::fs::read(folder.join(&file)).unwrap();
            (file, bytes)
        })
        .collect();
    let sources: Vec<Source<'_>> = files.iter().map(|(name, bytes)| Source { name, bytes }).collect();
    let names = StrategyNames { parties: &|_| Ok(()), mediators: &|_| Ok(()) };
    let read = read_scenario(&sources, &ReadOptions { evaluations: Evaluations::Raw }, &names).expect(name);
    assert_eq!(read.talks.title, name);
    read
}

/// A walk-away as the traces write it.
fn reserved(value: &serde_json::Value) -> f64 {
    value.as_f64().unwrap_or_else(|| {
        assert_eq!(value, "-inf");
        f64::NEG_INFINITY
    })
}

fn check_walk_aways(talks: &Talks, told: &[serde_json::Value]) {
    let ours: Vec<f64> = talks.parties.iter().map(|party| party.preferences.walk_away().start).collect();
    assert_eq!(ours, told.iter().map(reserved).collect::<Vec<_>>(), "{}", talks.title);
}

/// The package of a row: a value for every issue.
fn package(space: &Space, outcome: &[serde_json::Value]) -> Package {
    let find = |(at, value): (usize, &serde_json::Value)| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        space.issues()[at].values.find(&text).unwrap()
    };
    outcome.iter().enumerate().map(find).collect()
}

impl Negotiator {
    /// The strategy that plays the same rule here; `None` for NegMAS's naive tit for tat, which nothing imitates.
    fn strategy(&self) -> Option<String> {
        let exponent = |kind: &str| match kind {
            "boulware" => "4",
            "linear" => "1",
            "conceder" => "0.25",
            "10.0" => "10",
            _ => panic!("an unknown aspiration: {kind}"),
        };
        let time =
            |exponent: &str, tolerance: &str| format!("time:exponent={exponent},tolerance={tolerance}");
        Some(match self.r#type.as_str() {
            "AspirationNegotiator" => {
                let kind = self.params.aspiration_type.as_ref().unwrap();
                let kind = kind.as_str().map_or_else(|| kind.to_string(), str::to_owned);
                let most = self.params.max_aspiration.map_or(String::new(), |most| format!(",max={most}"));
                time(exponent(&kind), "0.001") + &most
            }
            "BoulwareTBNegotiator" => time("4", "0.0001"),
            "LinearTBNegotiator" => time("1", "0.0001"),
            "ConcederTBNegotiator" => time("0.25", "0.0001"),
            "MiCRONegotiator" => "micro".to_owned(),
            "NaiveTitForTatNegotiator" => return None,
            other => panic!("an unknown negotiator: {other}"),
        })
    }
}

fn hold(talks: &Talks, sides: &[Arc<Side>], seats: Vec<String>, steps: u32) -> Course {
    let seating = Seating {
        parties: seats.into_iter().map(Player::Strategy).collect(),
        mediator: Player::Strategy("courier".to_owned()),
    };
    play(talks, sides, &seating, Protocol::Alternating { steps }, 1, 0).unwrap()
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

/// The first row in which a MiCRO repeats itself, if any.
fn first_repeat(told: &Trace) -> Option<usize> {
    let mut seen = BTreeSet::new();
    told.trace.iter().position(|row| {
        let micro = told.negotiators[row.negotiator].r#type == "MiCRONegotiator";
        let outcome = row.outcome.as_ref().map(|outcome| serde_json::to_string(outcome).unwrap());
        micro && outcome.is_some_and(|outcome| !seen.insert((row.negotiator, outcome)))
    })
}

/// How far a talk could be compared.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
enum Compared {
    /// To the end, and the agreement too.
    Whole,
    /// To the first row in which packages of equal utility came in another order.
    UpToATie,
    /// To the first offer that a MiCRO repeats.
    UpToARepeat,
}

/// Checks every row that can be compared; says how far that was, and how many rows.
fn compare(
    name: &str,
    told: &Trace,
    ties: bool,
    talks: &Talks,
    course: &Course,
    sides: &[Arc<Side>],
) -> (Compared, usize) {
    let ours = offers(course);
    let agreed = told.agreement.is_some();
    let repeat = first_repeat(told);
    for (at, row) in told.trace.iter().enumerate() {
        if repeat == Some(at) {
            return (Compared::UpToARepeat, at);
        }
        let last = at + 1 == told.trace.len();
        let Some(outcome) = &row.outcome else {
            assert!(last && !agreed, "{name}: row {at} has no package");
            assert_eq!(course.outcome, Outcome::Deadline, "{name}");
            assert_eq!(ours.len(), told.trace.len(), "{name}: number of offers");
            return (Compared::Whole, at);
        };
        let theirs = package(&talks.space, outcome);
        let offer = ours.get(at).unwrap_or_else(|| panic!("{name}: row {at} is missing"));
        assert_eq!(offer.2, row.negotiator, "{name}: row {at}: who offers");
        if !(last && agreed) {
            assert_eq!(offer.0, row.step, "{name}: row {at}: step");
            let time = row.relative_time;
            assert!((offer.1 - time).abs() < 1e-15, "{name}: row {at}: time {} is not {time}", offer.1);
        }
        for (side, told) in sides.iter().zip(row.utilities.iter().flatten()) {
            assert!((side.utility(&theirs) - told).abs() < NEAR, "{name}: row {at}: utilities");
        }
        if ties {
            let side = &sides[row.negotiator];
            let (mine, theirs_worth) = (side.utility(offer.3), side.utility(&theirs));
            assert!(
                (mine - theirs_worth).abs() < NEAR,
                "{name}: row {at}: worth {mine} to its maker, not {theirs_worth}"
            );
            if *offer.3 != theirs {
                return (Compared::UpToATie, at + 1);
            }
        }
        assert_eq!(*offer.3, theirs, "{name}: row {at}: package");
    }
    assert_eq!(ours.len(), told.trace.len(), "{name}: number of offers");
    let agreement = told.agreement.as_ref().map(|outcome| package(&talks.space, outcome));
    assert_eq!(course.outcome.agreement(), agreement.as_ref(), "{name}: agreement");
    assert!(agreed || course.outcome == Outcome::Deadline, "{name}: {:?}", course.outcome);
    for (mine, theirs) in course.utilities.iter().zip(told.agreement_utilities.iter().flatten()) {
        assert!(
            !agreed || (mine - theirs).abs() < NEAR,
            "{name}: the agreement is worth {mine}, not {theirs}"
        );
    }
    (Compared::Whole, told.trace.len())
}

/// The index names every trace, and says of each what the trace itself says.
fn index() -> Vec<Entry> {
    let index: Vec<Entry> = parsed(&folder("traces/index.json"));
    let mut named: Vec<&str> = index.iter().map(|entry| entry.file.as_str()).collect();
    named.push("index.json");
    named.sort_unstable();
    assert_eq!(named, names_in(&folder("traces")), "the index names every trace once");
    index
}

struct Told {
    entry: Entry,
    trace: Trace,
    talks: Talks,
    sides: Vec<Arc<Side>>,
}

fn told() -> impl Iterator<Item = Told> {
    index().into_iter().map(|entry| {
        let trace: Trace = parsed(&folder("traces").join(&entry.file));
        let talks = scenario(&entry.scenario);
        let sides = Outlook::sides(&talks);
        assert_eq!((&trace.scenario, trace.n_steps), (&entry.scenario, entry.n_steps), "{}", entry.file);
        assert_eq!(
            (trace.trace.len(), trace.agreement.is_some()),
            (entry.offers, entry.agreed),
            "{}",
            entry.file
        );
        check_walk_aways(&talks, &trace.reserved_values);
        Told { entry, trace, talks, sides }
    })
}

/// Every talk whose rules are played here, held again: each in one class, and none left out.
#[test]
fn talks_come_out_offer_for_offer() {
    let mut rows = 0;
    let (mut whole, mut ties, mut repeats, mut naive) = (0, 0, Vec::new(), 0);
    for Told { entry, trace, talks, sides } in told() {
        let seats: Option<Vec<String>> = trace.negotiators.iter().map(Negotiator::strategy).collect();
        let Some(seats) = seats else {
            naive += 1;
            continue;
        };
        let course = hold(&talks, &sides, seats, entry.n_steps);
        let (compared, more) = compare(&entry.file, &trace, entry.ties, &talks, &course, &sides);
        rows += more;
        match compared {
            Compared::Whole => whole += 1,
            Compared::UpToATie => {
                assert_eq!(entry.scenario, "ties_coarse_500", "{}: no utilities tie there", entry.file);
                ties += 1;
            }
            Compared::UpToARepeat => repeats.push(entry.file),
        }
    }
    assert_eq!((whole, ties, naive), (147, 20, 28));
    // The one talk in which a MiCRO repeats itself: against a side that concedes too slowly to let it go on. In none
    // of MiCRO against MiCRO does either.
    assert_eq!(repeats, ["small_100__asp_linear-micro__100.json"]);
    assert_eq!(whole + ties + repeats.len() + naive, 196);
    assert_eq!(rows, ROWS, "rows that could be compared");
}

/// The rule that NegMAS calls naive tit for tat is not Faratin's, and nothing here imitates it: with `tit_for_tat` in
/// its place the talks take another course, all but one of six offers.
#[test]
fn naive_tit_for_tat_is_another_rule() {
    let (mut seen, mut same) = (0, Vec::new());
    for Told { entry, trace, talks, sides } in told() {
        let strategies: Vec<Option<String>> = trace.negotiators.iter().map(Negotiator::strategy).collect();
        if strategies.iter().all(Option::is_some) {
            continue;
        }
        seen += 1;
        let seats =
            strategies.into_iter().map(|strategy| strategy.unwrap_or_else(|| "tit_for_tat".to_owned()));
        let course = hold(&talks, &sides, seats.collect(), entry.n_steps);
        let theirs: Vec<Package> = trace
            .trace
            .iter()
            .filter_map(|row| row.outcome.as_ref())
            .map(|outcome| package(&talks.space, outcome))
            .collect();
        let ours: Vec<Package> = offers(&course).into_iter().map(|offer| offer.3.clone()).collect();
        if ours == theirs {
            same.push(entry.file);
        }
    }
    assert_eq!(seen, 28);
    // Three offers of each side, in which the two rules happen to say the same.
    assert_eq!(same, ["small_100__tft-asp_linear__100.json"]);
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
    let analyses = names_in(&folder("analysis"));
    assert_eq!(analyses.len(), 15, "an analysis is missing");
    for file in analyses {
        let told: Analysis = parsed(&folder("analysis").join(&file));
        let name = &told.scenario;
        let talks = scenario(name);
        assert_eq!(talks.space.size(), Some(told.n_outcomes), "{name}");
        check_walk_aways(&talks, &told.reserved_values);
        let sides = Outlook::sides(&talks);
        for (side, [least, most]) in sides.iter().zip(&told.ranges) {
            assert!((side.best().unwrap().utility - most).abs() < NEAR, "{name}: the best");
            assert!((side.least_utility() - least).abs() < NEAR, "{name}: the worst");
        }
        let outlook = Outlook::of(&talks, &sides);
        let rational = outlook.frontier.rational(&outlook.walk_aways);
        assert!(rational.exact(), "{name}");
        let ours: Vec<Vec<f64>> = rational.points.iter().map(|point| point.utilities.clone()).collect();
        let mut theirs = told.pareto_utils;
        theirs.sort_by(|a, b| a.partial_cmp(b).unwrap());
        theirs.dedup();
        assert_eq!(ours.len(), theirs.len(), "{name}: points of the frontier");
        same_vectors(&format!("{name}: frontier"), &ours, &theirs);
        for (what, mine, told) in [
            ("nash", &outlook.solutions.nash, &told.nash),
            ("kalai", &outlook.solutions.kalai, &told.kalai),
            ("kalai_smorodinsky", &outlook.solutions.kalai_smorodinsky, &told.ks),
            ("welfare", &outlook.solutions.welfare, &told.max_welfare),
        ] {
            let told: Vec<Vec<f64>> = told.iter().map(|reached| reached.utils.clone()).collect();
            same_vectors(&format!("{name}: {what}"), &vectors(mine), &told);
        }
    }
}

/// All packages of a space; where there are more than ten thousand, two thousand from all over it.
fn packages(space: &Space) -> Vec<Package> {
    let size = space.size().unwrap();
    // Prime, and so without a common factor with the sizes here: no package comes twice.
    const STRIDE: u128 = 7_919;
    let (count, stride) = if size <= 10_000 { (size, 1) } else { (2_000, STRIDE) };
    assert!(!size.is_multiple_of(STRIDE));
    let package = |at: u128| {
        let mut rest = at * stride % size;
        let value = |issue| {
            let width = space.width(issue) as u128;
            let value = rest % width;
            rest /= width;
            u16::try_from(value).unwrap()
        };
        (0..space.issues().len()).map(value).collect()
    };
    (0..count).map(package).collect()
}

/// The same scenarios in both forms that NegMAS writes: the same issues, values and utilities; and the same walk-aways
/// but where there is none, for which NegMAS writes the least utility into its XML.
#[test]
fn xml_and_yaml_say_the_same_but_for_walk_aways_of_none() {
    let names = names_in(&folder("scenarios/xml"));
    assert_eq!(names, names_in(&folder("scenarios/yaml")));
    assert_eq!(names.len(), 25, "a scenario is missing");
    let (mut kept, mut replaced) = (0, 0);
    for name in &names {
        let (yaml, xml) = (scenario(name), scenario_as_xml(name));
        assert_eq!(xml.space, yaml.space, "{name}");
        assert_eq!(xml.parties.len(), yaml.parties.len(), "{name}");
        let packages = packages(&yaml.space);
        for ((in_xml, in_yaml), side) in xml.parties.iter().zip(&yaml.parties).zip(Outlook::sides(&yaml)) {
            assert_eq!(in_xml.name, in_yaml.name, "{name}");
            for package in &packages {
                let (mine, theirs) =
                    (in_xml.preferences.utility(package), in_yaml.preferences.utility(package));
                assert!((mine - theirs).abs() < NEAR, "{name}: {package:?}: {mine} in XML, {theirs} in YAML");
            }
            let (mine, theirs) =
                (in_xml.preferences.walk_away().start, in_yaml.preferences.walk_away().start);
            if theirs == f64::NEG_INFINITY {
                // XML has no word for it: NegMAS writes the least that any package is worth.
                let least = side.least_utility();
                assert!((mine - least).abs() < NEAR, "{name}: walk-away {mine}, not {least}");
                replaced += 1;
            } else {
                assert_eq!(mine, theirs, "{name}: walk-away");
                kept += 1;
            }
        }
    }
    assert_eq!((kept, replaced), (14, 40));
}
