use std::ops::Range;

use crate::Protocol;
use crate::chance::{draws, scrambled};

/// What is to know of a scenario before its talks are held.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// Tells the scenario from all others, and is the same wherever it is played: made of its file's bytes, say.
    pub key: u64,
    /// How many parties it has.
    pub parties: usize,
    /// The turn-taking rules.
    pub protocol: Protocol,
    /// Who mediates, as the text that seats it; not asked at a direct table.
    pub mediator: String,
}

/// Which talks a tournament consists of.
///
/// For every scenario, every ordered tuple of strategies takes the parties' seats: with two parties every ordered
/// pair, a strategy against itself included. Each such **block** of talks is held `repeat` times from seeds of its
/// own. Where nobody at the table draws random numbers all repetitions are the same talk, which is then held once and
/// counted for all of them.
///
/// The talks that are *held* are numbered from 0: by scenario, then by tuple in lexicographic order of the strategies'
/// positions, then by repetition.
#[derive(Clone, Debug)]
pub struct Plan {
    strategies: Vec<String>,
    scenarios: Vec<Planned>,
    self_play: bool,
    repeat: u32,
    seed: u64,
    disclosure: bool,
    /// Of each scenario, which of `kinds` it is.
    kind_of: Vec<usize>,
    kinds: Vec<Kind>,
    /// Of each scenario, the number of its first held talk; one more at the end.
    starts: Vec<u64>,
    talks: u64,
}

/// Scenarios of as many parties, with as much chance at the mediator's seat, have the same blocks.
#[derive(Clone, Debug)]
struct Kind {
    parties: usize,
    mediator_draws: bool,
    votes: bool,
    /// The strategies by seat, one tuple after another.
    seatings: Vec<u16>,
    /// Of each tuple, the number of its first held talk within the scenario; one more at the end.
    starts: Vec<u64>,
    /// Of each tuple, what its strategies add to its seeds.
    keys: Vec<u64>,
}

/// All talks of one scenario with the same strategies at the same seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block<'a> {
    /// The scenario's position.
    pub scenario: usize,
    /// The tuple's position among those of its scenario.
    pub seating: usize,
    /// The strategies' positions, by seat.
    pub strategies: &'a [u16],
    /// The number of its first held talk.
    pub from: u64,
    /// The number after that of its last.
    pub to: u64,
    /// How many talks each held one counts for.
    pub times: u32,
}

/// Why there is no such tournament. All are the caller's fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// No strategy, or none but one that may not play against itself.
    #[error(
        "nobody would meet anybody: a tournament without self-play needs two strategies, any other needs one"
    )]
    TooFewStrategies,
    /// More strategies than can be numbered.
    #[error("{0} strategies are more than the 65,535 that a tournament may have")]
    TooManyStrategies(usize),
    /// No scenario.
    #[error("a tournament needs a scenario")]
    NoScenario,
    /// The same strategy twice.
    #[error("the strategy `{0}` stands twice")]
    Twice(String),
    /// More than [`Plan::TALKS_MAX`] talks.
    #[error("{} are more than the 10,000,000 that a tournament may have", counted(.0))]
    TooManyTalks(Option<u64>),
    /// More than [`Plan::BLOCKS_MAX`] blocks.
    #[error("{0} tuples of strategies on scenarios are more than the 1,000,000 that a tournament may have")]
    TooManyBlocks(u64),
}

fn counted(talks: &Option<u64>) -> String {
    talks.map_or_else(|| "the talks of all tuples of strategies".to_owned(), |talks| format!("{talks} talks"))
}

impl Plan {
    /// The most talks that a tournament may have, repetitions included.
    pub const TALKS_MAX: u64 = 10_000_000;

    /// The most blocks that a tournament may have.
    pub const BLOCKS_MAX: u64 = 1_000_000;

    /// A tournament of `strategies`, texts that seat parties, on `scenarios`.
    ///
    /// Without `self_play` tuples are left out in which one strategy holds every seat. With `disclosure` every talk is
    /// listened to for how much it gives away, which makes it several times slower.
    ///
    /// # Errors
    /// Any [`PlanError`].
    pub fn new(
        strategies: Vec<String>,
        scenarios: Vec<Planned>,
        self_play: bool,
        repeat: u32,
        seed: u64,
        disclosure: bool,
    ) -> Result<Self, PlanError> {
        if strategies.len() < if self_play { 1 } else { 2 } {
            return Err(PlanError::TooFewStrategies);
        }
        if strategies.len() > usize::from(u16::MAX) {
            return Err(PlanError::TooManyStrategies(strategies.len()));
        }
        if scenarios.is_empty() {
            return Err(PlanError::NoScenario);
        }
        let repeat = repeat.max(1);
        let talks = count(&strategies, &scenarios, self_play, repeat);
        if talks.is_none_or(|talks| talks > Self::TALKS_MAX) {
            return Err(PlanError::TooManyTalks(talks));
        }
        let blocks = talks.unwrap_or(0) / u64::from(repeat);
        if blocks > Self::BLOCKS_MAX {
            return Err(PlanError::TooManyBlocks(blocks));
        }
        for (at, strategy) in strategies.iter().enumerate() {
            if strategies[..at].contains(strategy) {
                return Err(PlanError::Twice(strategy.clone()));
            }
        }
        let mut plan = Self {
            strategies,
            scenarios: Vec::new(),
            self_play,
            repeat,
            seed,
            disclosure,
            kind_of: Vec::new(),
            kinds: Vec::new(),
            starts: vec![0],
            talks: talks.unwrap_or(Self::TALKS_MAX),
        };
        for scenario in scenarios {
            let mediated = scenario.protocol == Protocol::Shuttle;
            let draws = mediated && draws(&scenario.mediator, true);
            let kind = plan.kinds.iter().position(|kind| {
                (kind.parties, kind.mediator_draws, kind.votes) == (scenario.parties, draws, mediated)
            });
            let kind = kind.unwrap_or_else(|| {
                plan.kinds.push(Kind::new(&plan, scenario.parties, draws, mediated));
                plan.kinds.len() - 1
            });
            let held = plan.kinds[kind].starts.last().copied().unwrap_or(0);
            plan.starts.push(plan.held() + held);
            plan.kind_of.push(kind);
            plan.scenarios.push(scenario);
        }
        Ok(plan)
    }

    /// The strategies, as the texts that seat them.
    #[must_use]
    pub fn strategies(&self) -> &[String] {
        &self.strategies
    }

    /// The scenarios.
    #[must_use]
    pub fn scenarios(&self) -> &[Planned] {
        &self.scenarios
    }

    /// Whether a strategy meets itself.
    #[must_use]
    pub fn self_play(&self) -> bool {
        self.self_play
    }

    /// How many talks a block has, at least 1.
    #[must_use]
    pub fn repeat(&self) -> u32 {
        self.repeat
    }

    /// What all seeds are made of.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Whether talks are listened to for what they give away.
    #[must_use]
    pub fn disclosure(&self) -> bool {
        self.disclosure
    }

    /// How many talks there are, every repetition counted.
    #[must_use]
    pub fn talks(&self) -> u64 {
        self.talks
    }

    /// How many talks are held.
    #[must_use]
    pub fn held(&self) -> u64 {
        self.starts.last().copied().unwrap_or(0)
    }

    /// The numbers of the held talks of a scenario.
    #[must_use]
    pub fn of_scenario(&self, scenario: usize) -> Range<u64> {
        self.starts[scenario]..self.starts[scenario + 1]
    }

    /// The block of the held talk of that number, which is less than [`Plan::held`].
    #[must_use]
    pub fn block_of(&self, talk: u64) -> Block<'_> {
        let scenario = self.starts.partition_point(|&start| start <= talk) - 1;
        let kind = &self.kinds[self.kind_of[scenario]];
        let within = talk - self.starts[scenario];
        self.block(scenario, kind.starts.partition_point(|&start| start <= within) - 1)
    }

    fn block(&self, scenario: usize, seating: usize) -> Block<'_> {
        let kind = &self.kinds[self.kind_of[scenario]];
        let start = self.starts[scenario];
        let (from, to) = (start + kind.starts[seating], start + kind.starts[seating + 1]);
        let times = if to - from == u64::from(self.repeat) { 1 } else { self.repeat };
        Block { scenario, seating, strategies: kind.seating(seating), from, to, times }
    }

    /// The blocks of a scenario, in the order of their talks.
    pub fn blocks_of(&self, scenario: usize) -> impl Iterator<Item = Block<'_>> {
        let kind = &self.kinds[self.kind_of[scenario]];
        (0..kind.keys.len()).map(move |seating| self.block(scenario, seating))
    }

    /// All blocks, in the order of their talks.
    pub fn blocks(&self) -> impl Iterator<Item = Block<'_>> {
        (0..self.scenarios.len()).flat_map(|scenario| self.blocks_of(scenario))
    }

    /// The seed of repetition `repetition`, from 0, of a block: less than 2^53, so that every reader of JSON has it
    /// whole. It does not depend on who else takes part in the tournament.
    #[must_use]
    pub fn seed_of(&self, block: &Block<'_>, repetition: u32) -> u64 {
        let kind = &self.kinds[self.kind_of[block.scenario]];
        let parts =
            [self.seed, self.scenarios[block.scenario].key, kind.keys[block.seating], u64::from(repetition)];
        parts.into_iter().fold(0, |seed, part| scrambled(seed ^ part)) >> 11
    }
}

impl Kind {
    fn new(plan: &Plan, parties: usize, mediator_draws: bool, votes: bool) -> Self {
        let strategies = &plan.strategies;
        let draw: Vec<bool> = strategies.iter().map(|text| draws(text, votes)).collect();
        let texts: Vec<u64> = strategies.iter().map(|text| named(text)).collect();
        let mut kind =
            Self { parties, mediator_draws, votes, seatings: Vec::new(), starts: vec![0], keys: Vec::new() };
        let mut held = 0;
        let mut seating = vec![0_u16; parties];
        loop {
            if plan.self_play || seating.iter().any(|&strategy| strategy != seating[0]) {
                let at = |&strategy: &u16| usize::from(strategy);
                let chance = mediator_draws || seating.iter().any(|strategy| draw[at(strategy)]);
                held += if chance { u64::from(plan.repeat) } else { 1 };
                kind.seatings.extend(&seating);
                kind.starts.push(held);
                kind.keys.push(seating.iter().fold(0, |key, strategy| scrambled(key ^ texts[at(strategy)])));
            }
            if !advance(&mut seating, strategies.len()) {
                return kind;
            }
        }
    }

    fn seating(&self, seating: usize) -> &[u16] {
        &self.seatings[seating * self.parties..(seating + 1) * self.parties]
    }
}

/// Steps to the next tuple; false after the last.
fn advance(seating: &mut [u16], strategies: usize) -> bool {
    for strategy in seating.iter_mut().rev() {
        *strategy += 1;
        if usize::from(*strategy) < strategies {
            return true;
        }
        *strategy = 0;
    }
    false
}

/// How many talks there are; `None` where that is beyond counting.
fn count(strategies: &[String], scenarios: &[Planned], self_play: bool, repeat: u32) -> Option<u64> {
    let each = strategies.len() as u64;
    scenarios.iter().try_fold(0_u64, |sum, scenario| {
        let tuples = each.checked_pow(u32::try_from(scenario.parties).ok()?)?;
        let tuples = if self_play { tuples } else { tuples - each };
        sum.checked_add(tuples.checked_mul(u64::from(repeat))?)
    })
}

/// A text as a number (FNV-1a).
fn named(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(key: u64, parties: usize) -> Planned {
        Planned { key, parties, protocol: Protocol::Alternating { steps: 10 }, mediator: "courier".into() }
    }

    fn plan(strategies: &[&str], parties: &[usize], self_play: bool, repeat: u32) -> Result<Plan, PlanError> {
        let strategies = strategies.iter().map(|&text| text.to_owned()).collect();
        let scenarios = parties.iter().zip(0..).map(|(&parties, key)| planned(key, parties)).collect();
        Plan::new(strategies, scenarios, self_play, repeat, 1, false)
    }

    /// Every block as `scenario: strategies from..to ×times`.
    fn shown(plan: &Plan) -> Vec<String> {
        plan.blocks()
            .map(|block| {
                format!(
                    "{}: {:?} {}..{} ×{}",
                    block.scenario, block.strategies, block.from, block.to, block.times
                )
            })
            .collect()
    }

    #[test]
    fn every_ordered_pair_and_chance_is_repeated() {
        let plan = plan(&["linear", "random"], &[2, 2], true, 3).unwrap();
        assert_eq!(
            shown(&plan),
            [
                "0: [0, 0] 0..1 ×3",
                "0: [0, 1] 1..4 ×1",
                "0: [1, 0] 4..7 ×1",
                "0: [1, 1] 7..10 ×1",
                "1: [0, 0] 10..11 ×3",
                "1: [0, 1] 11..14 ×1",
                "1: [1, 0] 14..17 ×1",
                "1: [1, 1] 17..20 ×1",
            ]
        );
        assert_eq!((plan.talks(), plan.held()), (24, 20));
        for block in plan.blocks() {
            for talk in block.from..block.to {
                assert_eq!(plan.block_of(talk), block);
            }
        }
    }

    #[test]
    fn without_self_play_and_with_three_parties() {
        assert_eq!(
            shown(&plan(&["linear", "boulware"], &[2], false, 1).unwrap()),
            ["0: [0, 1] 0..1 ×1", "0: [1, 0] 1..2 ×1"]
        );
        let three = plan(&["linear", "boulware"], &[3], false, 1).unwrap();
        assert_eq!(three.talks(), 6);
        assert!(three.blocks().all(|block| block.strategies != [0, 0, 0] && block.strategies != [1, 1, 1]));
    }

    #[test]
    fn a_mediator_may_draw_too() {
        let mediated = |mediator: &str, strategy: &str| {
            let scenario =
                Planned { protocol: Protocol::Shuttle, mediator: mediator.to_owned(), ..planned(1, 2) };
            Plan::new(vec![strategy.to_owned()], vec![scenario], true, 5, 1, false).unwrap().held()
        };
        assert_eq!(mediated("courier", "linear"), 1);
        assert_eq!(mediated("courier", "linear:votes=anneal"), 5);
        assert_eq!(mediated("single_text", "linear"), 5);
    }

    #[test]
    fn seeds_do_not_depend_on_who_else_takes_part() {
        let few = plan(&["random", "micro"], &[2], true, 2).unwrap();
        let many = plan(&["linear", "random", "tough", "micro"], &[2], true, 2).unwrap();
        let seed = |plan: &Plan, texts: [&str; 2], repetition| {
            let block = plan
                .blocks()
                .find(|block| {
                    block.strategies.iter().map(|&at| &plan.strategies()[usize::from(at)]).eq(texts.iter())
                })
                .unwrap();
            plan.seed_of(&block, repetition)
        };
        assert_eq!(seed(&few, ["random", "micro"], 1), seed(&many, ["random", "micro"], 1));
        let all = [
            seed(&few, ["random", "micro"], 0),
            seed(&few, ["micro", "random"], 0),
            seed(&few, ["random", "micro"], 1),
            seed(&few, ["random", "random"], 0),
        ];
        assert!((0..4).all(|a| (0..a).all(|b| all[a] != all[b])) && all.iter().all(|&seed| seed < 1 << 53));
    }

    #[test]
    fn what_is_no_tournament() {
        let error = |strategies: &[&str], parties: &[usize], self_play, repeat| {
            plan(strategies, parties, self_play, repeat).unwrap_err()
        };
        assert_eq!(error(&[], &[2], true, 1), PlanError::TooFewStrategies);
        assert_eq!(error(&["linear"], &[2], false, 1), PlanError::TooFewStrategies);
        assert_eq!(error(&["linear"], &[], true, 1), PlanError::NoScenario);
        assert_eq!(error(&["linear", "linear"], &[2], true, 1), PlanError::Twice("linear".to_owned()));
        assert_eq!(
            error(&["linear", "tough"], &[30], true, 1),
            PlanError::TooManyTalks(Some(1 << 30)),
            "nothing is made in proportion to the tuples before they are counted"
        );
        assert_eq!(error(&["linear", "tough"], &[64], true, 1), PlanError::TooManyTalks(None));
        assert_eq!(error(&["linear"], &[2], true, 10_000_001), PlanError::TooManyTalks(Some(10_000_001)));
        assert_eq!(error(&["linear", "tough"], &[20], true, 1), PlanError::TooManyBlocks(1 << 20));
    }
}
