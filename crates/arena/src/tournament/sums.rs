use super::{Ended, Plan, Row};

/// What is added up over the talks that a strategy sat in, each counted once for every seat that it held.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sums {
    /// How many.
    pub talks: f64,
    /// Its utilities, no deal included.
    pub utility: f64,
    /// How many agreed.
    pub agreed: f64,
    /// Its utilities in those that agreed.
    pub utility_agreed: f64,
    /// How many had a distance to Nash.
    pub nash_talks: f64,
    /// Distances to Nash.
    pub nash_distance: f64,
    /// Distances to the frontier, one for each that agreed.
    pub frontier_distance: f64,
    /// Legs used.
    pub legs: f64,
    /// What it disclosed.
    pub disclosure: f64,
}

/// How many means [`Sums::means`] gives.
pub(super) const MEANS: usize = 7;

impl Sums {
    /// Adds what the seat `seat` had of a talk, `times` times.
    pub(super) fn add(&mut self, row: &Row, seat: usize, times: u32) {
        let times = f64::from(times);
        let utility = row.utilities[seat];
        self.talks += times;
        self.utility += times * utility;
        self.legs += times * f64::from(row.legs);
        self.disclosure += times * row.disclosure.get(seat).copied().unwrap_or(0.0);
        if row.ended == Ended::Agreed {
            self.agreed += times;
            self.utility_agreed += times * utility;
            self.frontier_distance += times * row.frontier_distance.unwrap_or(0.0);
        }
        if let Some(distance) = row.nash_distance {
            self.nash_talks += times;
            self.nash_distance += times * distance;
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.talks += other.talks;
        self.utility += other.utility;
        self.agreed += other.agreed;
        self.utility_agreed += other.utility_agreed;
        self.nash_talks += other.nash_talks;
        self.nash_distance += other.nash_distance;
        self.frontier_distance += other.frontier_distance;
        self.legs += other.legs;
        self.disclosure += other.disclosure;
    }

    /// Mean utility, agreement rate, mean utility given agreement, distance to Nash, distance to the frontier, legs,
    /// disclosure; NaN where there is nothing to take the mean of.
    pub(super) fn means(&self) -> [f64; MEANS] {
        [
            self.utility / self.talks,
            self.agreed / self.talks,
            self.utility_agreed / self.agreed,
            self.nash_distance / self.nash_talks,
            self.frontier_distance / self.agreed,
            self.legs / self.talks,
            self.disclosure / self.talks,
        ]
    }

    /// Over how many talks each of [`Sums::means`] is taken.
    pub(super) fn counts(&self) -> [f64; MEANS] {
        [self.talks, self.talks, self.agreed, self.nash_talks, self.agreed, self.talks, self.talks]
    }

    /// Mean utility, no deal included.
    #[must_use]
    pub fn mean_utility(&self) -> Option<f64> {
        (self.talks > 0.0).then(|| self.utility / self.talks)
    }

    /// Share of the talks that agreed.
    #[must_use]
    pub fn agreement_rate(&self) -> Option<f64> {
        (self.talks > 0.0).then(|| self.agreed / self.talks)
    }
}

/// What every strategy had of every seat of one scenario: by seat, then by strategy. `rows` are all of the plan's.
#[must_use]
pub fn by_seat(plan: &Plan, rows: &[Row], scenario: usize) -> Vec<Vec<Sums>> {
    let parties = plan.scenarios()[scenario].parties;
    let mut sums = vec![vec![Sums::default(); plan.strategies().len()]; parties];
    for block in plan.blocks_of(scenario) {
        for row in &rows[block.from as usize..block.to as usize] {
            for (seat, &strategy) in block.strategies.iter().enumerate() {
                sums[seat][usize::from(strategy)].add(row, seat, block.times);
            }
        }
    }
    sums
}
