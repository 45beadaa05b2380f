//! What is measured: the requests, in the order of the table.

use super::requests::{Mode, Request, scenario, scenario_xml};

/// What a row's figures are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// How long one takes.
    Seconds,
    /// How many offers are made in a second.
    OffersPerSecond,
    /// How many talks are held in a second.
    TalksPerSecond,
    /// Memory.
    Bytes,
}

/// One row to be measured by asking both programs for samples.
pub(super) struct Measure {
    pub(super) group: &'static str,
    pub(super) name: String,
    pub(super) unit: Unit,
    pub(super) request: Request,
}

pub(super) const SET_UP: &str = "One session, with set-up";
pub(super) const WARM: &str = "One session, warm";
pub(super) const KEPT: &str = "One session, warm, and NegMAS told to keep its inverses";
pub(super) const OFFERS: &str = "Offers, sustained";
pub(super) const ANALYSIS: &str = "Frontier and four solutions";
pub(super) const TOURNAMENT: &str = "Tournament, 8 strategies on 10 scenarios";
pub(super) const LOADING: &str = "Loading a scenario";
pub(super) const PROCESS: &str = "A process";
pub(super) const MEMORY: &str = "Peak memory of a process";

/// The strategies of the tournament, by Wasit's names.
pub(super) const STRATEGIES: [&str; 8] =
    ["boulware", "linear", "conceder", "time:exponent=10", "micro", "tough", "random", "tit_for_tat"];
const STEEP: &str = "time:exponent=50";

/// Every row that is sampled in the two programs that wait for requests.
pub(super) fn measures() -> Vec<Measure> {
    const CONCESSION: [&str; 2] = ["boulware", "conceder"];
    let sessions = [
        ("Boulware–Conceder, 100 steps, 100 packages", CONCESSION, 100, "small_100"),
        ("Boulware–Conceder, 1,000 steps, 100 packages", CONCESSION, 1_000, "small_100"),
        ("Boulware–Conceder, 100 steps, 10,000 packages", CONCESSION, 100, "med_10k"),
        ("exponent 50 on both sides, 1,000 steps, 10,000 packages", [STEEP; 2], 1_000, "med_10k"),
        ("MiCRO–MiCRO, 100 steps, 10,000 packages", ["micro"; 2], 100, "med_10k"),
        ("Boulware–Conceder, 100 steps, 1,000,000 packages", CONCESSION, 100, "large_1m"),
    ];
    let session = |pair: [&str; 2], steps, name, mode| Request::Session {
        scenario: scenario(name),
        pair: pair.map(str::to_owned),
        steps,
        mode,
    };
    let mut measures = Vec::new();
    let mut add = |group, name: &str, unit, request| {
        measures.push(Measure { group, name: name.to_owned(), unit, request });
    };
    for (group, mode) in [(SET_UP, Mode::SetUp), (WARM, Mode::Warm), (KEPT, Mode::Kept)] {
        for (name, pair, steps, folder) in sessions {
            // A MiCRO of NegMAS takes no inverse from outside.
            if mode != Mode::Kept || pair != ["micro"; 2] {
                add(group, name, Unit::Seconds, session(pair, steps, folder, mode));
            }
        }
    }
    for (name, folder) in [
        ("exponent 50 on both sides, 1,000 steps, 100 packages", "small_100"),
        ("exponent 50 on both sides, 1,000 steps, 10,000 packages", "med_10k"),
    ] {
        add(OFFERS, name, Unit::OffersPerSecond, session([STEEP; 2], 1_000, folder, Mode::Kept));
    }
    for (name, folder) in [
        ("two sides, 1,000 packages", "med_1k"),
        ("two sides, 10,000 packages", "med_10k"),
        ("two sides, 100,000 packages", "big_100k"),
        ("two sides, 1,000,000 packages", "large_1m"),
        ("three sides, 1,000 packages", "tri_1k"),
        ("three sides, 10,000 packages", "tri_10k"),
        ("three sides, 100,000 packages", "tri_100k"),
    ] {
        add(ANALYSIS, name, Unit::Seconds, Request::Analysis { scenario: scenario(folder) });
    }
    for (name, serial) in [("1,280 talks of 100 steps, all cores", false), ("the same, one core", true)] {
        let request = Request::Tournament {
            scenarios: (0..10).map(|number| scenario(&format!("tourn_{number}"))).collect(),
            strategies: STRATEGIES.map(str::to_owned).to_vec(),
            steps: 100,
            serial,
        };
        add(TOURNAMENT, name, Unit::TalksPerSecond, request);
    }
    for (name, folder) in [
        ("a folder of YAML, 10,000 packages", scenario("med_10k")),
        ("the same in GENIUS XML", scenario_xml("med_10k")),
    ] {
        add(LOADING, name, Unit::Seconds, Request::Load { scenario: folder });
    }
    measures
}
