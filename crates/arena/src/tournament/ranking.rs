use std::collections::HashMap;

use super::bootstrap::{Drawn, Replicates};
use super::sums::MEANS;
use super::{Plan, Row, Sums};
use crate::Estimate;

/// What a tournament came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// The strategies, the best first: by mean utility, then by position.
    pub standings: Vec<Standing>,
    /// The mean utility of the row's strategy in talks with the column's, by the strategies' positions; `None` where
    /// they did not meet.
    pub matrix: Vec<Vec<Option<f64>>>,
    /// How many blocks the intervals are drawn from: a scenario with the strategies that meet there, whoever has which
    /// seat.
    pub blocks: u64,
    /// How many times they were drawn.
    pub replicates: u64,
}

/// What one strategy came to. Each mean is over the talks that it sat in, counted once for every seat that it held, and
/// has a 95 % percentile-bootstrap interval.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Its position in the plan.
    pub strategy: usize,
    /// 1 for the best; those of the same mean utility share a rank.
    pub rank: usize,
    /// The positions of those whose mean utility cannot be told from this one's: the 95 % interval of the difference
    /// holds 0.
    pub ties: Vec<usize>,
    /// Its utility, no deal included.
    pub utility: Estimate,
    /// Share that agreed.
    pub agreed: Estimate,
    /// Its utility where they agreed.
    pub utility_agreed: Option<Estimate>,
    /// Distance of the agreements to the nearest Nash point.
    pub nash_distance: Option<Estimate>,
    /// Distance of the agreements to the frontier.
    pub frontier_distance: Option<Estimate>,
    /// Legs used.
    pub legs: Estimate,
    /// How well the others could tell what it wants; where that was asked for.
    pub disclosure: Option<Estimate>,
}

/// Ranks the strategies of `plan` by its `rows`, all of them in order.
///
/// What is drawn again and again for the intervals is a *block*: one scenario with the strategies that meet there,
/// in whichever seats, and all their repetitions. Talks of one block are much alike, so they are kept together. The
/// same draw serves all strategies, so that a difference is taken between figures from the same talks.
///
/// # Panics
/// Where there are not as many rows as the plan holds talks.
#[must_use]
pub fn rank(plan: &Plan, rows: &[Row]) -> Ranking {
    assert_eq!(rows.len() as u64, plan.held(), "a ranking is of all talks");
    let strategies = plan.strategies().len();
    let blocks = drawn(plan, rows);
    let mut sums = vec![Sums::default(); strategies];
    for (strategy, part) in blocks.iter().flatten() {
        sums[usize::from(*strategy)].merge(part);
    }
    let replicates = Replicates::draw(&blocks, strategies, plan.seed());
    let mut order: Vec<usize> = (0..strategies).collect();
    let mean = |strategy: usize| sums[strategy].utility / sums[strategy].talks;
    order.sort_by(|&a, &b| mean(b).total_cmp(&mean(a)).then(a.cmp(&b)));
    let standings = order
        .iter()
        .map(|&strategy| {
            let rank = 1 + order.iter().filter(|&&other| mean(other) > mean(strategy)).count();
            let tied = |&other: &usize| {
                other != strategy && !replicates.above(strategy, other) && !replicates.above(other, strategy)
            };
            let ties = order.iter().copied().filter(tied).collect();
            standing(strategy, rank, ties, &sums[strategy], &replicates, plan.disclosure())
        })
        .collect();
    Ranking {
        standings,
        matrix: matrix(plan, rows),
        blocks: blocks.len() as u64,
        replicates: replicates.count() as u64,
    }
}

fn standing(
    strategy: usize,
    rank: usize,
    ties: Vec<usize>,
    sums: &Sums,
    replicates: &Replicates,
    disclosure: bool,
) -> Standing {
    let (means, counts) = (sums.means(), sums.counts());
    let estimate = |at: usize| {
        let mean = means[at];
        let (low, high) = replicates.interval(strategy, at).unwrap_or((mean, mean));
        Estimate { mean, low, high, n: counts[at] as u64 }
    };
    let known = |at: usize| (counts[at] > 0.0).then(|| estimate(at));
    const { assert!(MEANS == 7) };
    Standing {
        strategy,
        rank,
        ties,
        utility: estimate(0),
        agreed: estimate(1),
        utility_agreed: known(2),
        nash_distance: known(3),
        frontier_distance: known(4),
        legs: estimate(5),
        disclosure: known(6).filter(|_| disclosure),
    }
}

/// The blocks that are drawn: by scenario, then in the order in which the strategies first meet.
fn drawn(plan: &Plan, rows: &[Row]) -> Vec<Drawn> {
    let mut all = Vec::new();
    let mut who = Vec::new();
    for scenario in 0..plan.scenarios().len() {
        let first = all.len();
        let mut places: HashMap<Vec<u16>, usize> = HashMap::new();
        for block in plan.blocks_of(scenario) {
            who.clear();
            who.extend(block.strategies);
            who.sort_unstable();
            let place = match places.get(&who) {
                Some(&place) => place,
                None => {
                    let place = first + places.len();
                    places.insert(who.clone(), place);
                    let mut distinct = who.clone();
                    distinct.dedup();
                    all.push(distinct.into_iter().map(|strategy| (strategy, Sums::default())).collect());
                    place
                }
            };
            let part: &mut Drawn = &mut all[place];
            for row in &rows[block.from as usize..block.to as usize] {
                for (seat, strategy) in block.strategies.iter().enumerate() {
                    let at = part.iter().position(|(other, _)| other == strategy);
                    part[at.expect("who meets is in the block")].1.add(row, seat, block.times);
                }
            }
        }
    }
    all
}

fn matrix(plan: &Plan, rows: &[Row]) -> Vec<Vec<Option<f64>>> {
    let strategies = plan.strategies().len();
    let mut cells = vec![(0.0, 0.0); strategies * strategies];
    for block in plan.blocks() {
        for row in &rows[block.from as usize..block.to as usize] {
            for (seat, &strategy) in block.strategies.iter().enumerate() {
                let others = block.strategies.iter().enumerate().filter(|(other, _)| *other != seat);
                for (_, &other) in others {
                    let cell = &mut cells[usize::from(strategy) * strategies + usize::from(other)];
                    cell.0 += f64::from(block.times) * row.utilities[seat];
                    cell.1 += f64::from(block.times);
                }
            }
        }
    }
    let mean = |&(sum, talks): &(f64, f64)| (talks > 0.0).then(|| sum / talks);
    cells.chunks(strategies).map(|row| row.iter().map(mean).collect()).collect()
}
