use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use wasit_model::{Package, Talks};
use wasit_search::Side;

use super::{Block, Ended, Plan, Planned, Row};
use crate::disclosure::{RANKED_MAX, Truth};
use crate::{Exchange, Outcome, Outlook, PlayError, Player, Room, Seating, Series};

/// The most scenarios that are ready at a time: a large one may hold many megabytes.
const READY_MAX: usize = 16;
/// The most talks that one task holds in a row.
const GRAIN_MAX: u64 = 64;

/// Holds the talks of a [`Plan`].
///
/// What the sides of a scenario could reach together is searched for once, and shared by all its talks; it is kept
/// from one range to the next, and let go when a range begins beyond it.
pub struct Tournament<'a> {
    plan: &'a Plan,
    talks: &'a [Talks],
    players: Vec<Player>,
    ready: BTreeMap<usize, Ready>,
    /// Of each scenario that was ready, whether its frontier is exact.
    exact: Vec<Option<bool>>,
}

/// A scenario ready for its talks.
struct Ready {
    sides: Vec<Arc<Side>>,
    exchange: Option<Exchange>,
    outlook: Outlook,
    truth: Option<Truth>,
    /// Distances of the agreements so far, to the frontier and to Nash.
    known: HashMap<Package, (Option<f64>, Option<f64>)>,
}

impl<'a> Tournament<'a> {
    /// A tournament over `talks`, one for each of the plan's scenarios, with as many legs as they are to have.
    ///
    /// # Panics
    /// Where there are not as many talks as the plan has scenarios, or not of as many parties.
    #[must_use]
    pub fn new(plan: &'a Plan, talks: &'a [Talks]) -> Self {
        let planned = plan.scenarios().iter().map(|scenario| scenario.parties);
        assert!(
            planned.eq(talks.iter().map(|talks| talks.parties.len())),
            "a plan is of the talks that are held"
        );
        let players = plan.strategies().iter().map(|text| Player::Strategy(text.clone())).collect();
        Self { plan, talks, players, ready: BTreeMap::new(), exact: vec![None; talks.len()] }
    }

    /// Whether the frontier that distances on `scenario` are measured to is exact; `None` before its talks.
    #[must_use]
    pub fn exact(&self, scenario: usize) -> Option<bool> {
        self.exact[scenario]
    }

    /// Holds the talks numbered `range` on all threads of the present pool, in rows by number. `progress` is told how
    /// many more were held; `stop` ends it early where it says so (and the answer is `None`).
    ///
    /// # Errors
    /// Any [`PlayError`].
    pub fn hold(
        &mut self,
        range: Range<u64>,
        progress: &(dyn Fn(u64) + Sync),
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<Vec<Row>>, PlayError> {
        let mut rows = Vec::with_capacity((range.end - range.start) as usize);
        let mut from = range.start;
        while from < range.end {
            let first = self.plan.block_of(from).scenario;
            let last = (first + READY_MAX).min(self.plan.scenarios().len()) - 1;
            let to = range.end.min(self.plan.of_scenario(last).end);
            let last = self.plan.block_of(to - 1).scenario;
            if stop() {
                return Ok(None);
            }
            self.make_ready(first, last);
            match self.hold_ready(from..to, progress, stop)? {
                Some(held) => rows.extend(held),
                None => return Ok(None),
            }
            from = to;
        }
        Ok(Some(rows))
    }

    fn make_ready(&mut self, first: usize, last: usize) {
        self.ready = self.ready.split_off(&first);
        let missing: Vec<usize> = (first..=last).filter(|at| !self.ready.contains_key(at)).collect();
        let (plan, talks) = (self.plan, self.talks);
        let made: Vec<(usize, Ready)> =
            missing.into_par_iter().map(|at| (at, Ready::new(plan, at, &talks[at]))).collect();
        for (at, ready) in made {
            self.exact[at] = Some(ready.outlook.frontier.exact());
            self.ready.insert(at, ready);
        }
    }

    fn hold_ready(
        &mut self,
        range: Range<u64>,
        progress: &(dyn Fn(u64) + Sync),
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<Vec<Row>>, PlayError> {
        let each = (rayon::current_num_threads() * 8) as u64;
        let grain = ((range.end - range.start) / each).clamp(1, GRAIN_MAX);
        let starts: Vec<u64> = range.clone().step_by(grain as usize).collect();
        let held: Vec<Option<Vec<Row>>> = starts
            .into_par_iter()
            .map_init(Room::default, |room, from| {
                if stop() {
                    return Ok(None);
                }
                let to = range.end.min(from + grain);
                let rows = self.hold_in_turn(from..to, room)?;
                progress(to - from);
                Ok(Some(rows))
            })
            .collect::<Result<_, PlayError>>()?;
        let Some(mut rows) = held.into_iter().collect::<Option<Vec<_>>>().map(|held| held.concat()) else {
            return Ok(None);
        };
        self.measure(range.start, &mut rows);
        Ok(Some(rows))
    }

    /// Holds the talks of `range`, block by block: what a block's talks share is made once for all of them.
    fn hold_in_turn(&self, range: Range<u64>, room: &mut Room) -> Result<Vec<Row>, PlayError> {
        let mut rows = Vec::with_capacity((range.end - range.start) as usize);
        let mut from = range.start;
        while from < range.end {
            let block = self.plan.block_of(from);
            let to = block.to.min(range.end);
            self.hold_block(&block, from..to, room, &mut rows)?;
            from = to;
        }
        Ok(rows)
    }

    fn hold_block(
        &self,
        block: &Block<'_>,
        range: Range<u64>,
        room: &mut Room,
        rows: &mut Vec<Row>,
    ) -> Result<(), PlayError> {
        let Planned { protocol, mediator, .. } = &self.plan.scenarios()[block.scenario];
        let player = |&strategy: &u16| self.players[usize::from(strategy)].clone();
        let seating = Seating {
            parties: block.strategies.iter().map(player).collect(),
            mediator: Player::Strategy(mediator.clone()),
        };
        let (talks, ready) = (&self.talks[block.scenario], &self.ready[&block.scenario]);
        let series = Series::new(talks, &ready.sides, &seating, *protocol)?.sharing(ready.exchange.as_ref());
        for talk in range {
            let seed = self.plan.seed_of(block, (talk - block.from) as u32);
            let (row, disclosure) = match &ready.truth {
                None => {
                    let ending = series.hold(room, seed, 0)?;
                    (row(ending.outcome, ending.utilities, ending.legs, &ready.sides), Vec::new())
                }
                Some(truth) => {
                    let course = series.play(seed, 0)?;
                    let disclosure = truth.disclosed(&course);
                    (row(course.outcome, course.utilities, course.legs, &ready.sides), disclosure)
                }
            };
            rows.push(Row { disclosure, ..row });
        }
        Ok(())
    }

    /// Says how far the agreements are from what could have been: once for each package of a scenario.
    fn measure(&mut self, from: u64, rows: &mut [Row]) {
        let mut at = 0;
        while at < rows.len() {
            let scenario = self.plan.block_of(from + at as u64).scenario;
            let to = rows.len().min((self.plan.of_scenario(scenario).end - from) as usize);
            let ready = self.ready.get_mut(&scenario).expect("a scenario whose talks were held is ready");
            ready.measure(&mut rows[at..to]);
            at = to;
        }
    }
}

impl Ready {
    fn new(plan: &Plan, scenario: usize, talks: &Talks) -> Self {
        let sides = Outlook::sides(talks);
        let outlook = Outlook::of(talks, &sides);
        // Made here and not in the first talk that asks, while the others wait.
        let exchange = Exchange::of(&sides);
        let seed = plan.seed() ^ plan.scenarios()[scenario].key;
        let truth = plan.disclosure().then(|| Truth::new(&sides, RANKED_MAX, seed));
        Self { sides, exchange, outlook, truth, known: HashMap::new() }
    }

    fn measure(&mut self, rows: &mut [Row]) {
        let mut new: Vec<Package> = rows
            .iter()
            .filter_map(|row| row.agreement.as_ref())
            .filter(|package| !self.known.contains_key(*package))
            .cloned()
            .collect();
        new.sort_unstable();
        new.dedup();
        let Self { sides, outlook, .. } = self;
        let measured: Vec<_> = new
            .into_par_iter()
            .map(|package| {
                let utilities: Vec<f64> = sides.iter().map(|side| side.utility(&package)).collect();
                let distances =
                    (outlook.frontier.distance(&utilities), outlook.solutions.nash.distance(&utilities));
                (package, distances)
            })
            .collect();
        self.known.extend(measured);
        for row in rows {
            if let Some(package) = &row.agreement {
                (row.frontier_distance, row.nash_distance) = self.known[package];
            }
        }
    }
}

fn row(outcome: Outcome, mut utilities: Vec<f64>, legs: u32, sides: &[Arc<Side>]) -> Row {
    let (ended, agreement) = match outcome {
        Outcome::Agreed(package) => (Ended::Agreed, Some(package)),
        Outcome::Deadline => (Ended::Deadline, None),
        Outcome::WalkedOut { .. } | Outcome::Faulted(_) => (Ended::WalkedOut, None),
        Outcome::Closed => (Ended::Closed, None),
        Outcome::NotRatified(_) => (Ended::NotRatified, None),
    };
    for (utility, side) in utilities.iter_mut().zip(sides) {
        if !utility.is_finite() {
            // Without a package within the red lines there is no scale either.
            let least = side.least_utility();
            *utility = if least.is_finite() { least } else { 0.0 };
        }
    }
    Row {
        ended,
        agreement,
        utilities,
        legs,
        frontier_distance: None,
        nash_distance: None,
        disclosure: Vec::new(),
    }
}
