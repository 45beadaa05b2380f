//! Effects on the outcome: pairs of draws, of which one takes over the inputs of the other player by player, in random orders.
//!
//! With `x` and `x'` two independent draws, `x_S` with the rest from `x'` is a draw that shares with `x` what the coalition S knows, so the mean of
//! `(2Y − F)(x) · F(x_S, x'_−S)` is the value of S as in `game`. The step of one player averaged over random orders is its Shapley value (Castro,
//! Gómez, Tejada 2009; Song, Nelson, Staum 2016).

use std::ops::Range;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::forest::{Column, Forest, Tree};
use crate::game::{Payoff, seats};

/// Bins of the foretold margin.
const BINS: usize = 64;
/// Draws that go through the players in one order.
const RUN: usize = 128;
/// About how many looks into a tree one half may take: more narrows the intervals no further than the draws do.
const LOOKS_MAX: f64 = 3e8;

/// Where the foretold margin is cut.
pub(crate) struct Index {
    cuts: Vec<f64>,
}

impl Index {
    /// Quantiles of what the forest says of the draws of `parts`.
    pub(crate) fn of(forest: &Forest, columns: &[Column], parts: &[Range<usize>]) -> Self {
        let mut says: Vec<f64> = parts.iter().flat_map(|part| forest.says(columns, part.clone())).collect();
        says.sort_unstable_by(f64::total_cmp);
        let mut cuts: Vec<f64> =
            (1..BINS).filter_map(|at| says.get(at * says.len() / BINS)).copied().collect();
        cuts.dedup();
        Self { cuts }
    }

    fn bin(&self, margin: f64) -> u8 {
        self.cuts.partition_point(|cut| *cut <= margin) as u8
    }

    /// What the forest foretells of all draws, as a column.
    pub(crate) fn column(&self, forest: &Forest, columns: &[Column], draws: usize) -> Column {
        let bins: Vec<u8> =
            forest.says(columns, 0..draws).into_iter().map(|margin| self.bin(margin)).collect();
        Column::new(&bins, self.cuts.len() + 1, false)
    }
}

/// Sums over some draws.
#[derive(Clone, Debug)]
pub(crate) struct Sums {
    draws: f64,
    sums: Payoff,
}

impl Sums {
    fn none(players: usize) -> Self {
        Self { draws: 0.0, sums: Payoff::none(players) }
    }

    pub(crate) fn together<'a>(parts: impl Iterator<Item = &'a Self>, players: usize) -> Self {
        parts.fold(Self::none(players), |mut all, part| {
            all.draws += part.draws;
            all.sums.add(&part.sums, 1.0);
            all
        })
    }

    pub(crate) fn without(&self, part: &Self) -> Self {
        let mut rest = self.clone();
        rest.draws -= part.draws;
        rest.sums.add(&part.sums, -1.0);
        rest
    }

    pub(crate) fn payoff(&self) -> Payoff {
        let mut payoff = Payoff::none(self.sums.shapley.len());
        payoff.add(&self.sums, 1.0 / self.draws.max(1.0));
        payoff
    }
}

/// A tree with the bits of each player.
struct Seated<'a> {
    tree: &'a Tree,
    /// By player.
    bits: Vec<u8>,
    /// The bits that the foretold margin answers: which, and above which bin.
    asked: Vec<(u8, u8)>,
}

impl<'a> Seated<'a> {
    fn of(tree: &'a Tree, player: &[usize], players: usize) -> Self {
        let mut bits = vec![0; players + 1];
        // The foretold margin has a seat of its own, so that its bits are nobody's.
        let extended: Vec<usize> = player.iter().copied().chain([players]).collect();
        seats(tree, &extended).into_iter().for_each(|(player, own)| bits[player] = own as u8);
        bits.truncate(players);
        let asked = tree
            .questions
            .iter()
            .enumerate()
            .filter(|(_, question)| question.input == player.len())
            .map(|(depth, question)| (1 << depth, question.cut))
            .collect();
        Self { tree, bits, asked }
    }

    fn all(forest: &'a Forest, player: &[usize], players: usize) -> Vec<Self> {
        forest.trees.iter().map(|tree| Self::of(tree, player, players)).collect()
    }

    /// The bits of the players that are in, by player.
    fn known(&self, inside: &[bool]) -> u8 {
        self.bits.iter().zip(inside).filter(|(_, inside)| **inside).fold(0, |all, (bits, _)| all | bits)
    }
}

/// Two forests over a run of draws and their partners.
struct Pairs<'a> {
    index: &'a Index,
    margin: &'a Forest,
    margin_trees: &'a [Seated<'a>],
    outcome: &'a Forest,
    outcome_trees: &'a [Seated<'a>],
    /// By tree, then by draw: the leaf, of the draw and of its partner.
    margin_leaves: Vec<[u8; 2]>,
    outcome_leaves: Vec<[u8; 2]>,
    bins: Vec<u8>,
    sums: Vec<f64>,
}

impl Pairs<'_> {
    /// The outcome where the players that are in have the draw's inputs and the others its partner's.
    fn says(&mut self, inside: &[bool], rows: usize, out: &mut Vec<f64>) {
        self.sums.clear();
        self.sums.resize(rows, self.margin.base);
        for (seated, leaves) in self.margin_trees.iter().zip(self.margin_leaves.chunks_exact(rows)) {
            let (known, tree) = (seated.known(inside), &seated.tree.leaves);
            for (sum, [own, partner]) in self.sums.iter_mut().zip(leaves) {
                *sum += tree[usize::from((own & known) | (partner & !known))];
            }
        }
        self.bins.clear();
        self.bins.extend(self.sums.iter().map(|margin| self.index.bin(*margin)));
        out.clear();
        out.resize(rows, self.outcome.base);
        for (seated, leaves) in self.outcome_trees.iter().zip(self.outcome_leaves.chunks_exact(rows)) {
            let (known, tree) = (seated.known(inside), &seated.tree.leaves);
            for ((sum, [own, partner]), bin) in out.iter_mut().zip(leaves).zip(&self.bins) {
                let mut leaf = (own & known) | (partner & !known);
                seated.asked.iter().for_each(|(bit, cut)| leaf |= bit * u8::from(bin > cut));
                *sum += tree[usize::from(leaf)];
            }
        }
    }
}

/// By part: the sums over its draws. The last of `columns` is the foretold margin; `says` is what `outcome` says of each part's draws.
#[allow(clippy::too_many_arguments, reason = "all of one half of the sample")]
pub(crate) fn walk(
    index: &Index,
    margin: &Forest,
    outcome: &Forest,
    columns: &[Column],
    shares: &[f64],
    parts: &[Range<usize>],
    says: &[Vec<f64>],
    player: &[usize],
    players: usize,
    seed: u64,
) -> Vec<Sums> {
    let margin_trees = Seated::all(margin, player, players);
    let outcome_trees = Seated::all(outcome, player, players);
    let inputs = &columns[..columns.len() - 1];
    let (mut mean, mut draws) = (0.0, 0);
    for (part, says) in parts.iter().zip(says) {
        mean += shares[part.clone()].iter().zip(says).map(|(share, says)| 2.0 * share - says).sum::<f64>();
        draws += part.len();
    }
    mean /= draws.max(1) as f64;
    let looks = draws as f64 * 3.0 * players as f64 * (margin.trees.len() + outcome.trees.len()) as f64;
    let every = (looks / LOOKS_MAX).ceil().max(1.0) as usize;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut sums = Vec::with_capacity(parts.len());
    for (part, says) in parts.iter().zip(says) {
        let mut partners: Vec<usize> = part.clone().collect();
        shuffle(&mut partners, &mut rng);
        let mut sum = Sums::none(players);
        for from in part.clone().step_by(RUN * every) {
            let run = from..part.end.min(from + RUN);
            let rows = run.len();
            let partner = &partners[run.start - part.start..run.end - part.start];
            let leaves = |trees: &[Seated<'_>]| {
                let (mut all, mut own, mut theirs) =
                    (Vec::with_capacity(trees.len() * rows), Vec::new(), Vec::new());
                for seated in trees {
                    seated.tree.place(inputs, run.clone(), &mut own);
                    seated.tree.pick(inputs, partner, &mut theirs);
                    all.extend(own.iter().zip(&theirs).map(|(own, theirs)| [*own, *theirs]));
                }
                all
            };
            let mut pairs = Pairs {
                index,
                margin,
                margin_trees: &margin_trees,
                outcome,
                outcome_trees: &outcome_trees,
                margin_leaves: leaves(&margin_trees),
                outcome_leaves: leaves(&outcome_trees),
                bins: Vec::with_capacity(rows),
                sums: Vec::with_capacity(rows),
            };
            let beside: Vec<f64> =
                run.clone().map(|draw| 2.0 * shares[draw] - says[draw - part.start] - mean).collect();
            let mut order: Vec<usize> = (0..players).collect();
            shuffle(&mut order, &mut rng);
            step(&mut pairs, &beside, &order, &mut sum);
        }
        sums.push(sum);
    }
    sums
}

/// Goes through the players in `order` and adds what each step brings.
fn step(pairs: &mut Pairs<'_>, beside: &[f64], order: &[usize], sum: &mut Sums) {
    let (rows, players) = (beside.len(), order.len());
    let (mut none, mut all, mut before, mut after) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut inside = vec![false; players];
    pairs.says(&inside, rows, &mut none);
    inside.fill(true);
    pairs.says(&inside, rows, &mut all);
    let mean = |a: &[f64], b: &[f64]| -> f64 {
        beside.iter().zip(a.iter().zip(b)).map(|(beside, (a, b))| beside * (a - b)).sum()
    };
    sum.draws += rows as f64;
    sum.sums.whole += mean(&all, &none);
    before.clone_from(&none);
    inside.fill(false);
    for (at, player) in order.iter().enumerate() {
        inside[*player] = true;
        if at + 1 == players {
            after.clone_from(&all);
        } else {
            pairs.says(&inside, rows, &mut after);
        }
        sum.sums.shapley[*player] += mean(&after, &before);
        std::mem::swap(&mut before, &mut after);
    }
    for player in 0..players {
        inside.fill(false);
        inside[player] = true;
        pairs.says(&inside, rows, &mut after);
        sum.sums.first[player] += mean(&after, &none);
        inside.iter_mut().for_each(|inside| *inside = !*inside);
        pairs.says(&inside, rows, &mut after);
        sum.sums.total[player] += mean(&all, &after);
    }
}

fn shuffle<T>(items: &mut [T], rng: &mut ChaCha8Rng) {
    for at in (1..items.len()).rev() {
        items.swap(at, rng.random_range(0..=at));
    }
}
