//! Boosted oblivious trees on binned inputs: the surrogate that effects are taken from.
//!
//! An oblivious tree asks the same question at each depth, so a row's leaf is a word of bits (Prokhorenkova et al. 2018). Here that is what makes
//! effects exact: what a tree expects when only some inputs are known follows from its leaves alone (see `game`).

use std::ops::Range;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Bins that a tree may cut at.
const BINS: usize = 64;
/// Rows that stand together when a tree draws its rows.
const RUN: usize = 512;
/// Rows that the questions of one tree are chosen from.
const ROWS: usize = 8_192;
/// The deepest tree.
pub(crate) const DEPTH_MAX: usize = 6;

/// One input as trees see it: at most 64 bins.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    bins: Vec<u8>,
    count: usize,
    labels: bool,
}

impl Column {
    /// From bins in `0..count`.
    pub(crate) fn new(bins: &[u8], count: usize, labels: bool) -> Self {
        let mut shift = 0;
        while count.saturating_sub(1) >> shift >= BINS {
            shift += 1;
        }
        let bins = bins.iter().map(|bin| bin >> shift).collect();
        Self { bins, count: (count.saturating_sub(1) >> shift) + 1, labels }
    }
}

/// One question: whether the bin is above `cut`, or, of a choice, whether it is `cut`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Question {
    pub(crate) input: usize,
    pub(crate) cut: u8,
    equal: bool,
}

/// One tree: bit `d` of a leaf's index is the answer to question `d`.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    pub(crate) questions: Vec<Question>,
    pub(crate) leaves: Vec<f64>,
}

impl Tree {
    /// The leaf of each row of `rows`. Questions about inputs beyond the columns are left unanswered: their bits are 0.
    pub(crate) fn place(&self, columns: &[Column], rows: Range<usize>, leaves: &mut Vec<u8>) {
        leaves.clear();
        leaves.resize(rows.len(), 0);
        for (depth, question) in self.questions.iter().enumerate() {
            if let Some(column) = columns.get(question.input) {
                mark(*question, depth, &column.bins[rows.clone()], leaves);
            }
        }
    }

    /// The leaf of each of the rows that are named, as [`Tree::place`].
    pub(crate) fn pick(&self, columns: &[Column], rows: &[usize], leaves: &mut Vec<u8>) {
        leaves.clear();
        leaves.resize(rows.len(), 0);
        for (depth, question) in self.questions.iter().enumerate() {
            let Some(column) = columns.get(question.input) else { continue };
            for (leaf, row) in leaves.iter_mut().zip(rows) {
                *leaf |= question.answer(column.bins[*row]) << depth;
            }
        }
    }
}

impl Question {
    fn answer(self, bin: u8) -> u8 {
        u8::from(if self.equal { bin == self.cut } else { bin > self.cut })
    }
}

pub(crate) fn mark(question: Question, depth: usize, bins: &[u8], leaves: &mut [u8]) {
    if question.equal {
        leaves.iter_mut().zip(bins).for_each(|(leaf, bin)| *leaf |= u8::from(*bin == question.cut) << depth);
    } else {
        leaves.iter_mut().zip(bins).for_each(|(leaf, bin)| *leaf |= u8::from(*bin > question.cut) << depth);
    }
}

/// How a forest is grown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Growth {
    pub(crate) trees: usize,
    pub(crate) depth: usize,
    pub(crate) rate: f64,
}

impl Growth {
    /// What suits so many rows: deeper trees need more rows to a leaf.
    pub(crate) fn suited(rows: usize) -> Self {
        let depth = match rows {
            0..2_000 => 3,
            2_000..8_000 => 4,
            8_000..24_000 => 5,
            _ => DEPTH_MAX,
        };
        Self { trees: 120, depth, rate: 0.2 }
    }
}

/// The sum of the trees and of `base`.
#[derive(Clone, Debug)]
pub(crate) struct Forest {
    pub(crate) base: f64,
    pub(crate) trees: Vec<Tree>,
}

impl Forest {
    /// What it says of each row of `rows`.
    pub(crate) fn says(&self, columns: &[Column], rows: Range<usize>) -> Vec<f64> {
        let (mut sums, mut leaves) = (vec![self.base; rows.len()], Vec::new());
        for tree in &self.trees {
            tree.place(columns, rows.clone(), &mut leaves);
            sums.iter_mut().zip(&leaves).for_each(|(sum, leaf)| *sum += tree.leaves[usize::from(*leaf)]);
        }
        sums
    }

    /// Fits `target` (by row of the columns) on the rows of `ranges`. The same arguments give the same forest.
    pub(crate) fn fit(
        columns: &[Column],
        target: &[f64],
        ranges: &[Range<usize>],
        growth: Growth,
        seed: u64,
    ) -> Self {
        let gather = |bins: &[u8]| -> Vec<u8> {
            ranges.iter().flat_map(|range| bins[range.clone()].iter().copied()).collect()
        };
        let columns: Vec<Column> = columns
            .iter()
            .map(|column| Column { bins: gather(&column.bins), count: column.count, labels: column.labels })
            .collect();
        let mut rest: Vec<f32> =
            ranges.iter().flat_map(|range| target[range.clone()].iter().map(|value| *value as f32)).collect();
        let rows = rest.len();
        let base = rest.iter().map(|value| f64::from(*value)).sum::<f64>() / rows.max(1) as f64;
        rest.iter_mut().for_each(|value| *value -= base as f32);
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut grower = Grower::new(&columns);
        let (mut trees, mut leaves, mut idle) = (Vec::new(), Vec::new(), 0);
        for _ in 0..growth.trees {
            let questions = grower.grow(&rest, growth.depth, &mut rng);
            if questions.is_empty() {
                break;
            }
            let mut tree = Tree { leaves: vec![0.0; 1 << questions.len()], questions };
            tree.place(&columns, 0..rows, &mut leaves);
            let gained = tree.settle(&leaves, &mut rest, growth.rate);
            trees.push(tree);
            // A few trees in a row that fit no more than noise would: there is nothing left to learn.
            idle = if gained { 0 } else { idle + 1 };
            if idle == 4 {
                break;
            }
        }
        Self { base, trees }
    }
}

impl Tree {
    /// Gives each leaf a part `rate` of the mean rest of its rows, and takes it from the rest; whether that is more than noise would give.
    fn settle(&mut self, leaves: &[u8], rest: &mut [f32], rate: f64) -> bool {
        let count = self.leaves.len();
        let mut sums = vec![(0.0f64, 0.0f64); count];
        let mut squares = 0.0;
        for (leaf, value) in leaves.iter().zip(rest.iter()) {
            let value = f64::from(*value);
            let sum = &mut sums[usize::from(*leaf)];
            sum.0 += 1.0;
            sum.1 += value;
            squares += value * value;
        }
        let fitted: f64 = sums.iter().filter(|sum| sum.0 > 0.0).map(|(weight, sum)| sum * sum / weight).sum();
        for (leaf, (weight, sum)) in self.leaves.iter_mut().zip(&sums) {
            *leaf = rate * sum / (weight + 1.0);
        }
        let steps: Vec<f32> = self.leaves.iter().map(|leaf| *leaf as f32).collect();
        leaves.iter().zip(rest.iter_mut()).for_each(|(leaf, value)| *value -= steps[usize::from(*leaf)]);
        let noise = squares / leaves.len().max(1) as f64;
        fitted > 2.0 * noise * count as f64
    }
}

/// Chooses the questions of a tree, with the memory that takes.
struct Grower<'a> {
    columns: &'a [Column],
    /// The tree's rows, column by column.
    bins: Vec<u8>,
    rest: Vec<f32>,
    leaves: Vec<u8>,
    /// By leaf, by bin: sum and count.
    sums: Vec<[f32; 2]>,
}

impl<'a> Grower<'a> {
    fn new(columns: &'a [Column]) -> Self {
        let sums = vec![[0.0; 2]; BINS << DEPTH_MAX];
        Self { columns, bins: Vec::new(), rest: Vec::new(), leaves: Vec::new(), sums }
    }

    fn grow(&mut self, rest: &[f32], depth: usize, rng: &mut ChaCha8Rng) -> Vec<Question> {
        self.draw(rest, rng);
        let mut questions: Vec<Question> = Vec::with_capacity(depth);
        let rows = self.rest.len();
        self.leaves.clear();
        self.leaves.resize(rows, 0);
        for level in 0..depth {
            let mut best: Option<(f32, Question)> = None;
            for input in 0..self.columns.len() {
                let found = self.ask(input, level);
                if let Some(found) = found
                    && best.as_ref().is_none_or(|best| found.0 > best.0)
                    && !questions.contains(&found.1)
                {
                    best = Some(found);
                }
            }
            let Some((_, question)) = best else { break };
            let bins = &self.bins[question.input * rows..(question.input + 1) * rows];
            mark(question, level, bins, &mut self.leaves);
            questions.push(question);
        }
        questions
    }

    /// Draws the rows that the tree is chosen from, in runs, so that they are copied and not picked.
    fn draw(&mut self, rest: &[f32], rng: &mut ChaCha8Rng) {
        let rows = rest.len();
        let runs = rows.div_ceil(RUN);
        let wanted = ROWS / RUN;
        let picked: Vec<usize> = if runs <= wanted {
            (0..runs).collect()
        } else {
            // The first steps of a shuffle.
            let mut all: Vec<usize> = (0..runs).collect();
            for at in 0..wanted {
                all.swap(at, rng.random_range(at..runs));
            }
            let mut picked = all;
            picked.truncate(wanted);
            picked.sort_unstable();
            picked
        };
        let range = |run: usize| run * RUN..rows.min((run + 1) * RUN);
        self.rest.clear();
        picked.iter().for_each(|run| self.rest.extend_from_slice(&rest[range(*run)]));
        self.bins.clear();
        for column in self.columns {
            picked.iter().for_each(|run| self.bins.extend_from_slice(&column.bins[range(*run)]));
        }
    }

    /// The best question about one input where the rows stand in `1 << level` leaves, with what it gains.
    fn ask(&mut self, input: usize, level: usize) -> Option<(f32, Question)> {
        /// Rows that a leaf counts as having more, at a rest of 0.
        const RIDGE: f32 = 1.0;
        let column = &self.columns[input];
        if column.count < 2 {
            return None;
        }
        let rows = self.rest.len();
        let bins = &self.bins[input * rows..(input + 1) * rows];
        let sums = &mut self.sums[..BINS << level];
        sums.fill([0.0; 2]);
        for ((bin, leaf), value) in bins.iter().zip(&self.leaves).zip(&self.rest) {
            let sum = &mut sums[usize::from(*leaf) * BINS + usize::from(*bin)];
            sum[0] += value;
            sum[1] += 1.0;
        }
        let mut gains = [0.0f32; BINS];
        for bins in sums.chunks_exact(BINS) {
            let bins = &bins[..column.count];
            let all = bins.iter().fold([0.0f32; 2], |all, bin| [all[0] + bin[0], all[1] + bin[1]]);
            if all[1] == 0.0 {
                continue;
            }
            let mut left = [0.0f32; 2];
            for (gain, bin) in gains.iter_mut().zip(bins) {
                left = if column.labels { *bin } else { [left[0] + bin[0], left[1] + bin[1]] };
                let right = [all[0] - left[0], all[1] - left[1]];
                *gain += left[0] * left[0] / (left[1] + RIDGE) + right[0] * right[0] / (right[1] + RIDGE);
            }
        }
        let cuts = if column.labels { column.count } else { column.count - 1 };
        let best = (0..cuts).max_by(|a, b| gains[*a].total_cmp(&gains[*b]))?;
        Some((gains[best], Question { input, cut: best as u8, equal: column.labels }))
    }
}
