//! What a forest expects when only some players' inputs are known, and the Shapley values of that.
//!
//! Players are independent of each other; inputs of one player need not be. With `F` a forest fitted on other draws and `h_S = E[F | S]`, the value of a
//! coalition is `2 Cov(Y, h_S) − Var(h_S) = Var(E[Y | S]) − Var(E[Y | S] − h_S)`: a lower bound whose error is of second order (the
//! one-step correction). As `Var(h_S) = Cov(F, h_S)`, it is a mean of `(2Y − F) h_S`, and as a forest is a sum of trees it is a sum of games of
//! one tree each, with no more players than the tree has questions. So Shapley values over all coalitions are exact for any number of players.

use std::ops::Range;

use crate::forest::{Column, DEPTH_MAX, Forest, Tree};

const LEAVES: usize = 1 << DEPTH_MAX;

/// What a game gives its players.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Payoff {
    /// The value of all together.
    pub(crate) whole: f64,
    /// By player: Shapley value, value alone, and what all lose without it.
    pub(crate) shapley: Vec<f64>,
    pub(crate) first: Vec<f64>,
    pub(crate) total: Vec<f64>,
}

impl Payoff {
    pub(crate) fn none(players: usize) -> Self {
        Self { whole: 0.0, shapley: vec![0.0; players], first: vec![0.0; players], total: vec![0.0; players] }
    }

    pub(crate) fn add(&mut self, other: &Self, factor: f64) {
        self.whole += factor * other.whole;
        let pairs = [
            (&mut self.shapley, &other.shapley),
            (&mut self.first, &other.first),
            (&mut self.total, &other.total),
        ];
        for (mine, theirs) in pairs {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += factor * theirs);
        }
    }
}

/// By tree, by leaf: draws and the sum of what stands beside `h` in the mean, for one part of the draws.
pub(crate) struct Counts {
    draws: f64,
    leaves: Vec<[[f64; 2]; LEAVES]>,
}

impl Counts {
    /// Counts the draws of each of `parts`. `target` and the columns are by draw.
    pub(crate) fn of(
        forest: &Forest,
        columns: &[Column],
        target: &[f64],
        parts: &[Range<usize>],
    ) -> Vec<Self> {
        let mut placed = Vec::with_capacity(parts.len());
        for part in parts {
            let mut fitted = vec![forest.base; part.len()];
            let mut leaves = vec![Vec::new(); forest.trees.len()];
            for (tree, leaves) in forest.trees.iter().zip(&mut leaves) {
                tree.place(columns, part.clone(), leaves);
                fitted
                    .iter_mut()
                    .zip(leaves.iter())
                    .for_each(|(sum, leaf)| *sum += tree.leaves[usize::from(*leaf)]);
            }
            let beside: Vec<f64> = target[part.clone()]
                .iter()
                .zip(&fitted)
                .map(|(target, fitted)| 2.0 * target - fitted)
                .collect();
            placed.push((beside, leaves));
        }
        // The mean is taken off over all parts, so that the value of nobody is 0.
        let draws: usize = parts.iter().map(ExactSizeIterator::len).sum();
        let sum: f64 = placed.iter().flat_map(|(beside, _)| beside).sum();
        let mean = sum / draws.max(1) as f64;
        let count = |(beside, placed): (Vec<f64>, Vec<Vec<u8>>)| {
            let mut leaves = vec![[[0.0; 2]; LEAVES]; placed.len()];
            for (counts, placed) in leaves.iter_mut().zip(&placed) {
                for (leaf, beside) in placed.iter().zip(&beside) {
                    let count = &mut counts[usize::from(*leaf)];
                    count[0] += 1.0;
                    count[1] += beside - mean;
                }
            }
            Self { draws: beside.len() as f64, leaves }
        };
        placed.into_iter().map(count).collect()
    }

    /// All parts together, one left out where it is named.
    fn sum(parts: &[Self], without: Option<usize>) -> Self {
        let trees = parts.first().map_or(0, |part| part.leaves.len());
        let mut sum = Self { draws: 0.0, leaves: vec![[[0.0; 2]; LEAVES]; trees] };
        for (_, part) in parts.iter().enumerate().filter(|(at, _)| Some(*at) != without) {
            sum.draws += part.draws;
            for (sum, part) in sum.leaves.iter_mut().flatten().zip(part.leaves.iter().flatten()) {
                sum[0] += part[0];
                sum[1] += part[1];
            }
        }
        sum
    }
}

/// The payoff over all parts, and the payoffs with one part left out each. `player` is by input.
pub(crate) fn payoffs(
    forest: &Forest,
    parts: &[Counts],
    player: &[usize],
    players: usize,
) -> (Payoff, Vec<Payoff>) {
    let whole = payoff(forest, &Counts::sum(parts, None), player, players);
    let without = (0..parts.len())
        .map(|part| payoff(forest, &Counts::sum(parts, Some(part)), player, players))
        .collect();
    (whole, without)
}

fn payoff(forest: &Forest, counts: &Counts, player: &[usize], players: usize) -> Payoff {
    let mut payoff = Payoff::none(players);
    if counts.draws == 0.0 {
        return payoff;
    }
    for (tree, leaves) in forest.trees.iter().zip(&counts.leaves) {
        let seats = seats(tree, player);
        let values = coalitions(&tree.leaves, &seats, leaves, counts.draws);
        share_out(&values, &seats, &mut payoff);
    }
    payoff
}

/// The tree's players, each with the bits of a leaf that are its own.
pub(crate) fn seats(tree: &Tree, player: &[usize]) -> Vec<(usize, usize)> {
    let mut seats: Vec<(usize, usize)> = Vec::with_capacity(DEPTH_MAX);
    for (depth, question) in tree.questions.iter().enumerate() {
        let player = player[question.input];
        match seats.iter_mut().find(|seat| seat.0 == player) {
            Some(seat) => seat.1 |= 1 << depth,
            None => seats.push((player, 1 << depth)),
        }
    }
    seats
}

/// The value of every coalition of one tree's players, by mask.
fn coalitions(tree: &[f64], seats: &[(usize, usize)], leaves: &[[f64; 2]; LEAVES], draws: f64) -> Vec<f64> {
    let (size, full) = (tree.len(), (1usize << seats.len()) - 1);
    // By player: how likely each pattern of its bits is.
    let patterns: Vec<Vec<(usize, f64)>> = seats
        .iter()
        .map(|(_, bits)| {
            let mut chances = vec![0.0; size];
            (0..size).for_each(|leaf| chances[leaf & bits] += leaves[leaf][0] / draws);
            chances.into_iter().enumerate().filter(|(pattern, _)| pattern & bits == *pattern).collect()
        })
        .collect();
    let mut expected = vec![[0.0; LEAVES]; full + 1];
    expected[full][..size].copy_from_slice(tree);
    let mut values = vec![0.0; full + 1];
    for mask in (0..=full).rev() {
        if mask != full {
            let seat = (!mask).trailing_zeros() as usize;
            let known = expected[mask | (1 << seat)];
            let bits = seats[seat].1;
            for (leaf, value) in expected[mask][..size].iter_mut().enumerate() {
                let rest = leaf & !bits;
                *value = patterns[seat].iter().map(|(pattern, chance)| chance * known[rest | pattern]).sum();
            }
        }
        let sum: f64 = expected[mask][..size].iter().zip(leaves).map(|(value, leaf)| value * leaf[1]).sum();
        values[mask] = sum / draws;
    }
    values
}

/// Adds one tree's game to the payoff. Shapley (1953): the mean over orders of what a player adds to those before it.
fn share_out(values: &[f64], seats: &[(usize, usize)], payoff: &mut Payoff) {
    let (count, full) = (seats.len(), values.len() - 1);
    // |S|! (n − |S| − 1)! / n! by |S|.
    let mut weights = vec![0.0; count];
    for (size, weight) in weights.iter_mut().enumerate() {
        let choose: f64 = (0..size).map(|at| (count - 1 - at) as f64 / (at + 1) as f64).product();
        *weight = 1.0 / (count as f64 * choose);
    }
    payoff.whole += values[full] - values[0];
    for (seat, (player, _)) in seats.iter().enumerate() {
        let bit = 1 << seat;
        let adds: f64 = (0..=full)
            .filter(|mask| mask & bit == 0)
            .map(|mask: usize| weights[mask.count_ones() as usize] * (values[mask | bit] - values[mask]))
            .sum();
        payoff.shapley[*player] += adds;
        payoff.first[*player] += values[bit] - values[0];
        payoff.total[*player] += values[full] - values[full & !bit];
    }
}
