//! Whether there can be a deal: how far from one the sides are, what stands in its way, and what would open one.

pub(crate) mod blockers;
pub(crate) mod corrections;
pub(crate) mod hunt;
pub(crate) mod ledger;
pub(crate) mod problem;
pub(crate) mod terms;
pub(crate) mod tighten;

use wasit_model::{
    DiscountPer, Drift, Factor, HomeBody, Moment, Package, Preferences, Space, Talks, ValueIndex, WalkAway,
};

use crate::feasibility::hunt::Hunt;
use crate::feasibility::problem::{Lines, Problem, Wanted};

/// What one party asks of a deal.
#[derive(Clone, Copy, Debug)]
pub struct Demand<'a> {
    /// Its utility and its red lines.
    pub preferences: &'a Preferences,
    /// The least undiscounted utility that it takes, on the grid of its utilities; −∞ where it takes any.
    pub floor: f64,
    /// Who must ratify, where that counts: each ratifier asks for its threshold, within its own red lines, as far as the
    /// rule needs its vote.
    pub home: Option<&'a HomeBody>,
}

/// What all sides ask of a deal, made ready for asking whether there is one: in O(issues × values × sides).
#[derive(Clone, Debug)]
pub struct Demands<'a> {
    pub(crate) space: &'a Space,
    /// Parties first, then the ratifiers of one body after the other.
    pub(crate) claimants: Vec<Claimant<'a>>,
    pub(crate) bodies: Vec<Body<'a>>,
    work: u64,
}

/// One who asks for something: a party or a ratifier.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claimant<'a> {
    pub(crate) party: usize,
    /// Its position in the home body; `None` for the party itself.
    pub(crate) ratifier: Option<usize>,
    pub(crate) preferences: &'a Preferences,
    pub(crate) floor: f64,
    /// Whether there is no deal without it.
    pub(crate) required: bool,
}

/// A home body some of whose ratifiers can be outvoted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Body<'a> {
    pub(crate) body: &'a HomeBody,
    /// Its first ratifier among the claimants.
    pub(crate) first: usize,
}

/// How far from a deal all sides are.
#[derive(Clone, Debug, PartialEq)]
pub struct Margin {
    /// The greatest, over packages within the red lines, of the smallest surplus of any side over what it asks, each in
    /// its own utility; of a home body, the greatest surplus that ratifiers who carry its rule all have. Not negative
    /// where there is a deal; −∞ where red lines leave nothing, +∞ where nobody asks for more than that.
    pub value: f64,
    /// A package that attains it, the same at every call; `None` where red lines leave nothing.
    pub package: Option<Package>,
    /// 0 where exact, else how much greater the margin may be at most.
    pub bound: f64,
}

impl Margin {
    /// Whether there is a deal for certain.
    #[must_use]
    pub fn is_deal(&self) -> bool {
        self.value >= 0.0
    }
}

/// How many bounds a search may compute: a few milliseconds.
const WORK: u64 = 1 << 20;

impl<'a> Demands<'a> {
    /// What these parties ask, over `space`.
    #[must_use]
    pub fn new(space: &'a Space, parties: &[Demand<'a>]) -> Self {
        let mut claimants: Vec<Claimant<'a>> = parties
            .iter()
            .enumerate()
            .map(|(party, demand)| Claimant {
                party,
                ratifier: None,
                preferences: demand.preferences,
                floor: demand.floor,
                required: true,
            })
            .collect();
        let mut bodies = Vec::new();
        for (party, demand) in parties.iter().enumerate() {
            let Some(body) = demand.home else { continue };
            let first = claimants.len();
            let mut votes = vec![true; body.ratifiers.len()];
            for (at, ratifier) in body.ratifiers.iter().enumerate() {
                votes[at] = false;
                claimants.push(Claimant {
                    party,
                    ratifier: Some(at),
                    preferences: &ratifier.preferences,
                    floor: threshold(&ratifier.preferences),
                    required: !body.passes(&votes),
                });
                votes[at] = true;
            }
            if claimants[first..].iter().any(|claimant| !claimant.required) {
                bodies.push(Body { body, first });
            }
        }
        Self { space, claimants, bodies, work: WORK }
    }

    /// What the parties of `talks` ask at the table, over at most `turns` legs or turns: of each the least that it takes
    /// at any moment of the talks.
    #[must_use]
    pub fn at_the_table(talks: &'a Talks, turns: u32) -> Self {
        Self::of(talks, turns, false)
    }

    /// The same, and what their home bodies ask.
    #[must_use]
    pub fn with_homes(talks: &'a Talks, turns: u32) -> Self {
        Self::of(talks, turns, true)
    }

    fn of(talks: &'a Talks, turns: u32, homes: bool) -> Self {
        let days = talks.days_at(talks.rounds.len() - 1);
        let demand = |party: &'a wasit_model::Party| Demand {
            preferences: &party.preferences,
            floor: least_walk_away(&party.preferences, turns, days),
            home: party.home.as_ref().filter(|_| homes).map(|home| &home.body),
        };
        let parties: Vec<Demand<'a>> = talks.parties.iter().map(demand).collect();
        Self::new(&talks.space, &parties)
    }

    /// The same with searches that compute at most `work` bounds each (2^20 unless said).
    #[must_use]
    pub fn within(self, work: u64) -> Self {
        Self { work, ..self }
    }

    pub(crate) fn work(&self) -> u64 {
        self.work
    }

    /// How far from a deal all are.
    ///
    /// By branch and bound: a partial package is bounded by the best that each side can still have by itself, and by the
    /// weighted sum of all under the weights whose bound over all packages is least (the Lagrangian dual of the max-min).
    /// Exact unless the search reaches its limit.
    #[must_use]
    pub fn margin(&self) -> Margin {
        let none = Margin { value: f64::NEG_INFINITY, package: None, bound: 0.0 };
        let all = Lines::Held { dropped: &[], forbidden: None };
        let Some(problem) = Problem::new(self, &Wanted::Least { given: &[] }, all) else { return none };
        let mut hunt = Hunt::new(&problem, self.work);
        hunt.run(f64::NEG_INFINITY, f64::INFINITY);
        hunt.margin()
    }

    /// Of the packages that give all what they ask the one of the greatest sum of the parties' utilities (undiscounted), the
    /// same at every call; `None` where there is none. The best that was found where the search reaches its limit.
    #[must_use]
    pub fn best_together(&self) -> Option<Package> {
        let mut demands = self.clone();
        for claimant in &mut demands.claimants {
            // Sums are of what lies above floors.
            claimant.floor = claimant.floor.max(at_least(claimant.preferences));
        }
        let parties: Vec<(usize, f64)> = demands
            .claimants
            .iter()
            .enumerate()
            .filter(|(_, claimant)| claimant.ratifier.is_none())
            .map(|(at, _)| (at, 1.0))
            .collect();
        let lines = Lines::Held { dropped: &[], forbidden: None };
        let problem = Problem::new(&demands, &Wanted::Most { of: &parties, given: &[] }, lines)?;
        let mut hunt = Hunt::new(&problem, self.work);
        hunt.run(f64::NEG_INFINITY, f64::INFINITY);
        hunt.found
    }
}

/// What all packages are worth at least, red lines aside.
fn at_least(preferences: &Preferences) -> f64 {
    let least = |table: &[f64]| table.iter().copied().fold(f64::INFINITY, f64::min);
    let several = |factor: &Factor| match factor {
        Factor::Table(factor) => least(&factor.table),
        Factor::Box(factor) => factor.utility.min(0.0),
    };
    preferences.open_tables().iter().map(|table| least(table)).sum::<f64>()
        + preferences.factors().iter().map(several).sum::<f64>()
}

/// The threshold of a ratifier on the grid of its utilities: its walk-away at the start.
#[must_use]
pub(crate) fn threshold(preferences: &Preferences) -> f64 {
    preferences.walk_away_at(&Moment::default())
}

/// The least undiscounted utility that a side takes at any moment of talks of at most `turns` legs or turns that last
/// `days` days, on the grid of its utilities. Where both its walk-away and a discount move it, a bound of that from below:
/// a deal that was signed is never below it.
#[must_use]
pub fn least_walk_away(preferences: &Preferences, turns: u32, days: u32) -> f64 {
    if preferences.walk_away_is_constant() {
        return preferences.walk_away_at(&Moment::default());
    }
    let start = preferences.walk_away().start;
    let end = match preferences.walk_away().drift {
        None => start,
        Some(Drift::To(end)) => end,
        Some(Drift::PerDay(by)) => start + by * f64::from(days),
        Some(Drift::PerLeg(by)) => start + by * f64::from(turns),
    };
    let least = if start == f64::NEG_INFINITY { start } else { start.min(end) };
    let discount = preferences.discount().filter(|discount| !discount.walk_away_too && least < 0.0);
    // What is lost by no deal weighs most when a deal is worth least.
    let moment = match discount.map(|discount| discount.per) {
        Some(DiscountPer::Day) => Moment { days, ..Moment::default() },
        Some(DiscountPer::Leg) => Moment { legs: turns, ..Moment::default() },
        Some(DiscountPer::Talks) => Moment { time: 1.0, ..Moment::default() },
        None => Moment::default(),
    };
    preferences.clone().with_walk_away(WalkAway { start: least, drift: None }).walk_away_at(&moment)
}

/// Whether every clause holds in `package`.
pub(crate) fn beyond(clauses: &[(usize, wasit_model::ValueSet)], package: &[ValueIndex]) -> bool {
    clauses.iter().all(|(issue, set)| set[usize::from(package[*issue])])
}
