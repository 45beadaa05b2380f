use std::io::Write;

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use wasit_arena::{Estimate, Protocol, Standing};
use wasit_model::{Party, Space, ValueIndex};

use super::lines::Lines;
use super::{ScenarioReport, Talk, TournamentReport};

/// Writes all of a tournament as one JSON object, each talk on a line of its own. Keys stand in the order that the reference of `wasit tournament`
/// gives them in; a number that is not finite is `null`.
///
/// # Errors
/// What `out` says.
pub fn write_json(report: &TournamentReport<'_>, out: &mut dyn Write) -> std::io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Lines::default());
    Document::of(report).serialize(&mut serializer)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct Document<'a> {
    wasit: &'a str,
    seed: u64,
    protocol: &'static str,
    mediator: Option<&'a str>,
    strategies: &'a [String],
    self_play: bool,
    repeat: u32,
    talks: u64,
    held: u64,
    scenarios: Vec<Scenario<'a>>,
    ranking: Vec<Ranked<'a>>,
    matrix: Matrix<'a>,
    bootstrap: Bootstrap,
    rows: Rows<'a>,
}

#[derive(Serialize)]
struct Scenario<'a> {
    file: &'a str,
    sha256: &'a str,
    title: &'a str,
    parties: Vec<&'a str>,
    walk_aways: ByParty<'a, f64>,
    mediator: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    steps: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    legs: Option<u32>,
    exact: bool,
}

#[derive(Serialize)]
struct Ranked<'a> {
    rank: usize,
    strategy: &'a str,
    ties: Vec<&'a str>,
    utility: Mean,
    agreed: Mean,
    utility_agreed: Option<Mean>,
    nash_distance: Option<Mean>,
    frontier_distance: Option<Mean>,
    legs: Mean,
    disclosure: Option<Mean>,
}

#[derive(Serialize)]
struct Mean {
    mean: f64,
    low: f64,
    high: f64,
    n: u64,
}

#[derive(Serialize)]
struct Bootstrap {
    blocks: u64,
    replicates: u64,
}

#[derive(Serialize)]
struct OneTalk<'a> {
    scenario: &'a str,
    strategies: ByParty<'a, &'a str>,
    repetition: u32,
    seed: u64,
    ended: &'static str,
    agreement: Option<Package<'a>>,
    utilities: ByParty<'a, f64>,
    walk_aways: ByParty<'a, f64>,
    nash_distance: Option<f64>,
    frontier_distance: Option<f64>,
    legs: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    disclosure: Option<ByParty<'a, f64>>,
}

/// An object from each party's name to what is its.
struct ByParty<'a, T>(&'a [Party], Vec<T>);

/// An object from issue to value.
struct Package<'a>(&'a Space, &'a [ValueIndex]);

/// An object from strategy to strategy to mean utility.
struct Matrix<'a>(&'a [String], &'a [Vec<Option<f64>>]);

struct MatrixRow<'a>(&'a [String], &'a [Option<f64>]);

/// The talks, written one by one.
struct Rows<'a>(&'a TournamentReport<'a>);

impl<'a> Document<'a> {
    fn of(report: &'a TournamentReport<'a>) -> Self {
        let TournamentReport { plan, ranking, .. } = report;
        let protocol = match plan.scenarios().first().map(|scenario| scenario.protocol) {
            Some(Protocol::Shuttle) => "shuttle",
            _ => "alternating",
        };
        let scenarios = report.scenarios.iter().zip(plan.scenarios());
        Self {
            wasit: report.version,
            seed: plan.seed(),
            protocol,
            mediator: report.mediator,
            strategies: plan.strategies(),
            self_play: plan.self_play(),
            repeat: plan.repeat(),
            talks: plan.talks(),
            held: plan.held(),
            scenarios: scenarios.map(|(scenario, planned)| Scenario::of(scenario, planned)).collect(),
            ranking: ranking.standings.iter().map(|standing| Ranked::of(report, standing)).collect(),
            matrix: Matrix(plan.strategies(), &ranking.matrix),
            bootstrap: Bootstrap { blocks: ranking.blocks, replicates: ranking.replicates },
            rows: Rows(report),
        }
    }
}

impl<'a> Scenario<'a> {
    fn of(scenario: &'a ScenarioReport<'a>, planned: &'a wasit_arena::Planned) -> Self {
        let (mediator, steps, legs) = match planned.protocol {
            Protocol::Shuttle => (Some(planned.mediator.as_str()), None, Some(scenario.talks.legs())),
            Protocol::Alternating { steps } => (None, Some(steps), None),
        };
        Self {
            file: scenario.file,
            sha256: scenario.sha256,
            title: &scenario.talks.title,
            parties: scenario.talks.parties.iter().map(|party| party.name.as_str()).collect(),
            walk_aways: walk_aways(&scenario.talks.parties),
            mediator,
            steps,
            legs,
            exact: scenario.exact,
        }
    }
}

impl<'a> Ranked<'a> {
    fn of(report: &TournamentReport<'a>, standing: &Standing) -> Self {
        let name = |at: usize| report.plan.strategies()[at].as_str();
        let known = |estimate: &Option<Estimate>| estimate.as_ref().map(Mean::of);
        Self {
            rank: standing.rank,
            strategy: name(standing.strategy),
            ties: standing.ties.iter().map(|&at| name(at)).collect(),
            utility: Mean::of(&standing.utility),
            agreed: Mean::of(&standing.agreed),
            utility_agreed: known(&standing.utility_agreed),
            nash_distance: known(&standing.nash_distance),
            frontier_distance: known(&standing.frontier_distance),
            legs: Mean::of(&standing.legs),
            disclosure: known(&standing.disclosure),
        }
    }
}

impl Mean {
    fn of(estimate: &Estimate) -> Self {
        let Estimate { mean, low, high, n } = *estimate;
        Self { mean, low, high, n }
    }
}

impl<'a> OneTalk<'a> {
    fn of(report: &TournamentReport<'a>, talk: &Talk<'a>) -> Self {
        let Talk { scenario, block, repetition, seed, row } = *talk;
        let parties = scenario.talks.parties.as_slice();
        let numbers = |numbers: &[f64]| ByParty(parties, numbers.to_vec());
        Self {
            scenario: scenario.file,
            strategies: ByParty(parties, report.strategies(&block).collect()),
            repetition: repetition + 1,
            seed,
            ended: row.ended.word(),
            agreement: row.agreement.as_deref().map(|package| Package(&scenario.talks.space, package)),
            utilities: numbers(&row.utilities),
            walk_aways: walk_aways(parties),
            nash_distance: row.nash_distance,
            frontier_distance: row.frontier_distance,
            legs: row.legs,
            disclosure: (!row.disclosure.is_empty()).then(|| numbers(&row.disclosure)),
        }
    }
}

fn walk_aways(parties: &[Party]) -> ByParty<'_, f64> {
    ByParty(parties, parties.iter().map(|party| party.preferences.walk_away().start).collect())
}

impl<T: Serialize> Serialize for ByParty<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|party| &party.name).zip(&self.1))
    }
}

impl Serialize for Package<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(self.1.len()))?;
        for (issue, &value) in self.0.issues().iter().zip(self.1) {
            object.serialize_entry(&issue.name, &issue.values.label(value))?;
        }
        object.end()
    }
}

impl Serialize for Matrix<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().zip(self.1.iter().map(|row| MatrixRow(self.0, row))))
    }
}

impl Serialize for MatrixRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().zip(self.1))
    }
}

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for talk in self.0.talks() {
            list.serialize_element(&OneTalk::of(self.0, &talk))?;
        }
        list.end()
    }
}
