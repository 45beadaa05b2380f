//! Talks between pairs of draws: one group of inputs after another is taken over from one draw into the other.

use rayon::prelude::*;
use wasit_model::belief::{Beliefs, Group};
use wasit_model::within_sentence;

use super::hold::Bench;
use super::{SimulateError, Simulation};
use crate::chance::scrambled;

/// The numbers of the draws that pairs end in lie beyond those of all others.
const OTHERS: u64 = 1 << 40;
/// For the orders in which groups are taken over.
const ORDERS: u64 = 0x6f72_6465_7273;
/// The most pairs: both draws of each lie in one block, and these in different ones.
const PAIRS_MAX: u64 = 2_048;
/// One holding of a pair for so many draws, where all of a pair's are held.
const SHARE: u64 = 10;

/// Pairs of independent draws, and what came of the talks between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Swaps {
    /// What is taken over at a time: groups of inputs, those that are linked as one. Players are independent of each other.
    pub players: Vec<Swapped>,
    /// How often talks are held at every step: 1 where nothing is left to chance.
    pub replicates: usize,
    /// The pairs.
    pub pairs: Vec<Swap>,
}

/// Groups of inputs that are taken over together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Swapped {
    /// In words: `walk-away of Iran`. More than one where they are linked.
    pub groups: Vec<String>,
    /// The uniforms that they are made of: 0 for the world, 1 + c for column c.
    uniforms: Vec<usize>,
}

/// One pair of draws, and the talks between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Swap {
    /// The players, in the order in which they are taken over.
    pub order: Vec<usize>,
    /// By step, from the first draw to the other: in how many holdings a deal comes into force. Every holding has a chance of
    /// its own. Where both ends are alike the steps between are not held, and only the ends are here.
    pub in_force: Vec<usize>,
}

impl Simulation<'_> {
    /// How many pairs go with so many draws, so that their talks are about a twentieth of all.
    #[must_use]
    pub fn pairs(&self, draws: u64) -> u64 {
        let steps = players_of(self.beliefs()).len() as u64 + 2;
        (draws / (SHARE * steps)).min(PAIRS_MAX)
    }

    /// Holds the talks as they stand in each of `pairs` pairs of draws, and between them: one group of inputs after another, in an
    /// order by lot, is taken over from the second draw into the first. Groups that links join go together; what is
    /// taken over of an input is its place in its belief, so that a world and what is believed in it are two. `progress` is told
    /// how many more pairs are done.
    ///
    /// A pair depends on the beliefs, the seed and its number alone. The first draw of each is one of the sample's.
    ///
    /// # Errors
    /// [`SimulateError::Preferences`], [`SimulateError::Play`].
    pub fn swaps(&self, pairs: u64, progress: &(dyn Fn(u64) + Sync)) -> Result<Swaps, SimulateError> {
        let players = players_of(self.beliefs());
        let replicates = if self.is_left_to_chance(0) { 2 } else { 1 };
        let pairs = (0..pairs.min(PAIRS_MAX))
            .into_par_iter()
            .map_init(
                || Bench::new(self, &[replicates]),
                |bench, pair| {
                    let swap = self.swap(pair, &players, bench)?;
                    progress(1);
                    Ok(swap)
                },
            )
            .collect::<Result<_, SimulateError>>()?;
        Ok(Swaps { players, replicates, pairs })
    }

    fn swap(&self, pair: u64, players: &[Swapped], bench: &mut Bench<'_, '_>) -> Result<Swap, SimulateError> {
        let order = self.order(pair, players.len());
        let (mut uniforms, mut other) = (Vec::new(), Vec::new());
        self.fill(pair, &mut uniforms);
        self.fill(OTHERS + pair, &mut other);
        let mut hold = |step: usize, uniforms: &[f64]| {
            // Two holdings at most of each step.
            bench.in_force(pair, uniforms, &|replicate| self.seed_of(OTHERS + pair, 2 * step + replicate))
        };
        let ends = [hold(0, &uniforms)?, hold(order.len(), &other)?];
        if ends[0] == ends[1] {
            return Ok(Swap { order, in_force: ends.to_vec() });
        }
        let mut in_force = vec![ends[0]];
        for (step, player) in order.iter().enumerate().take(order.len().saturating_sub(1)) {
            players[*player].uniforms.iter().for_each(|at| uniforms[*at] = other[*at]);
            in_force.push(hold(step + 1, &uniforms)?);
        }
        in_force.push(ends[1]);
        Ok(Swap { order, in_force })
    }

    /// An order of so many players (Fisher and Yates), every one as likely.
    fn order(&self, pair: u64, players: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..players).collect();
        let mut lot = scrambled(self.seed() ^ ORDERS) ^ pair;
        for at in (1..players).rev() {
            lot = scrambled(lot);
            order.swap(at, (lot % (at as u64 + 1)) as usize);
        }
        order
    }
}

/// Who is taken over at a time: the groups of columns, those that a link joins as one, and the world where there are several.
fn players_of(beliefs: &Beliefs) -> Vec<Swapped> {
    let draws = beliefs.draws();
    let titles: Vec<String> =
        beliefs.middle().parties.iter().map(|party| within_sentence(&party.title)).collect();
    let mut groups: Vec<Group> = Vec::new();
    for column in draws.columns() {
        if !groups.contains(&column.group) {
            groups.push(column.group);
        }
    }
    let group_of = |column: usize| {
        let group = draws.columns()[column].group;
        groups.iter().position(|known| *known == group).expect("every column's group is listed")
    };
    // By group: the first of those that it goes together with.
    let mut first: Vec<usize> = (0..groups.len()).collect();
    for link in draws.links() {
        let (a, b) = (first[group_of(link.between.0)], first[group_of(link.between.1)]);
        first.iter_mut().filter(|first| **first == a.max(b)).for_each(|first| *first = a.min(b));
    }
    let player = |at: usize| Swapped {
        groups: (0..groups.len())
            .filter(|group| first[*group] == at)
            .map(|group| groups[group].words(&titles))
            .collect(),
        uniforms: (0..draws.columns().len())
            .filter(|column| first[group_of(*column)] == at)
            .map(|column| 1 + column)
            .collect(),
    };
    let mut players: Vec<Swapped> = (0..groups.len()).filter(|at| first[*at] == *at).map(player).collect();
    if draws.worlds().len() > 1 {
        players.push(Swapped { groups: vec![Group::World.words(&titles)], uniforms: vec![0] });
    }
    players
}
