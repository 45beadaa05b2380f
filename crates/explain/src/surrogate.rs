//! Stand-ins for the talks, each fitted on one half of the sample and asked on the other.

use std::ops::Range;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::forest::{Column, Forest, Growth};
use crate::game::{Counts, Payoff, payoffs};
use crate::ranks::{BINS, Ranks};
use crate::sample::Sample;
use crate::walks::{Index, Sums, walk};

/// For the streams of what is drawn here.
const SEED: u64 = 0x7375_7272;
/// Trees in a forest on the margin, and in one on the outcome.
const TREES: [usize; 2] = [120, 160];

/// The parts of the sample, every other one in either half.
#[derive(Clone, Debug)]
pub(crate) struct Halves([Vec<Range<usize>>; 2]);

impl Halves {
    pub(crate) fn of(sample: &Sample) -> Self {
        let parts = sample.parts();
        let half = |odd: usize| parts.iter().skip(odd).step_by(2).cloned().collect::<Vec<_>>();
        Self([half(0), half(1)])
    }

    /// The parts of one half.
    pub(crate) fn half(&self, half: usize) -> &[Range<usize>] {
        &self.0[half]
    }

    fn draws(&self, half: usize) -> usize {
        self.0[half].iter().map(ExactSizeIterator::len).sum()
    }

    /// All parts: those of the first half, then those of the second.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Range<usize>> {
        self.0.iter().flatten().cloned()
    }

    /// By half: what is made of it and of a forest that was fitted to `target` on the other half.
    pub(crate) fn fit(
        &self,
        columns: &[Column],
        target: &[f64],
        growth: impl Fn(usize) -> Growth + Sync,
    ) -> Vec<Forest> {
        let fit = |asked: usize| {
            let growth = growth(self.draws(1 - asked));
            Forest::fit(columns, target, &self.0[1 - asked], growth, SEED + asked as u64)
        };
        (0..2usize).into_par_iter().map(fit).collect()
    }

    /// By draw: what the forest that has not seen it says.
    pub(crate) fn says(&self, forests: &[Forest], columns: &[Column], draws: usize) -> Vec<f64> {
        let mut says = vec![0.0; draws];
        for (half, forest) in self.0.iter().zip(forests) {
            for part in half {
                says[part.clone()].copy_from_slice(&forest.says(columns, part.clone()));
            }
        }
        says
    }
}

/// The payoff over the whole sample, and with one part left out each, in the order of [`Halves::parts`].
pub(crate) struct Payoffs {
    pub(crate) whole: Payoff,
    pub(crate) without: Vec<Payoff>,
    /// By draw: the target less what the forests that have not seen the draw say.
    pub(crate) missed: Vec<f64>,
}

/// Forests on the margin, from which its effects follow exactly, and by which the outcome is foretold.
pub(crate) struct MarginForests {
    halves: Halves,
    columns: Vec<Column>,
    /// By half: the forest that was fitted on the other.
    forests: Vec<Forest>,
}

impl MarginForests {
    pub(crate) fn fit(sample: &Sample, margins: &[f64]) -> Self {
        let (halves, columns) = (Halves::of(sample), columns(sample));
        let forests =
            halves.fit(&columns, margins, |rows| Growth { trees: TREES[0], ..Growth::suited(rows) });
        Self { halves, columns, forests }
    }

    /// What the game of the margin gives its players; `player` is by input.
    pub(crate) fn margin(&self, margins: &[f64], player: &[usize], players: usize) -> Payoffs {
        let halves: Vec<(Payoff, Vec<Payoff>)> = (0..2)
            .into_par_iter()
            .map(|half| {
                let forest = &self.forests[half];
                let counts = Counts::of(forest, &self.columns, margins, self.halves.half(half));
                payoffs(forest, &counts, player, players)
            })
            .collect();
        let draws = [self.halves.draws(0) as f64, self.halves.draws(1) as f64];
        let together = |payoffs: [&Payoff; 2], draws: [f64; 2]| {
            let mut sum = Payoff::none(players);
            for (payoff, weight) in payoffs.into_iter().zip(draws) {
                sum.add(payoff, weight / (draws[0] + draws[1]));
            }
            sum
        };
        let whole = together([&halves[0].0, &halves[1].0], draws);
        let mut without = Vec::new();
        for half in 0..2 {
            for (part, payoff) in self.halves.half(half).iter().zip(&halves[half].1) {
                let mut draws = draws;
                draws[half] -= part.len() as f64;
                let mut pair = [&halves[0].0, &halves[1].0];
                pair[half] = payoff;
                without.push(together(pair, draws));
            }
        }
        let says = self.halves.says(&self.forests, &self.columns, margins.len());
        let missed = margins.iter().zip(says).map(|(margin, says)| margin - says).collect();
        Payoffs { whole, without, missed }
    }

    /// What the game of the outcome gives its players.
    ///
    /// A yes/no outcome is a step that trees on many inputs approach slowly. The margin is smooth, and the step lies across it: so the outcome's
    /// trees may also ask for the margin that the other forest foretells.
    pub(crate) fn outcome(&self, shares: &[f64], player: &[usize], players: usize) -> Payoffs {
        let halves: Vec<(Vec<Sums>, Vec<Vec<f64>>)> = (0..2usize)
            .into_par_iter()
            .map(|asked| {
                let fitted = self.halves.half(1 - asked);
                let margin = &self.forests[asked];
                let index = Index::of(margin, &self.columns, fitted);
                let mut columns = self.columns.clone();
                columns.push(index.column(margin, &self.columns, shares.len()));
                let growth = Growth { trees: TREES[1], ..Growth::suited(self.halves.draws(1 - asked)) };
                let forest = Forest::fit(&columns, shares, fitted, growth, SEED + 2 + asked as u64);
                let seed = SEED + 4 + asked as u64;
                let parts = self.halves.half(asked);
                let says: Vec<Vec<f64>> =
                    parts.iter().map(|part| forest.says(&columns, part.clone())).collect();
                let sums =
                    walk(&index, margin, &forest, &columns, shares, parts, &says, player, players, seed);
                (sums, says)
            })
            .collect();
        let sums = || halves.iter().flat_map(|(sums, _)| sums);
        let all = Sums::together(sums(), players);
        let without = sums().map(|part| all.without(part).payoff()).collect();
        let mut missed = shares.to_vec();
        for (part, says) in self.halves.parts().zip(halves.iter().flat_map(|(_, says)| says)) {
            missed[part].iter_mut().zip(says).for_each(|(share, says)| *share -= says);
        }
        Payoffs { whole: all.payoff(), without, missed }
    }
}

/// The inputs as columns that do not depend on the world: where an input's belief differs between worlds, its place within its world stands for it,
/// places of equal values drawn at random (Rosenblatt 1952: with the world known, no less is known by it).
pub(crate) fn columns(sample: &Sample) -> Vec<Column> {
    let world = sample.columns().world;
    let ranks = sample.ranks();
    let plain = |ranks: &Ranks| Column::new(&ranks.bins, ranks.count(), ranks.labels);
    let Some(world) = world else { return ranks.iter().map(plain).collect() };
    let worlds = &ranks[world];
    (0..ranks.len())
        .into_par_iter()
        .map(|input| {
            let own = &ranks[input];
            if input == world || !sample.columns().by_world.contains(&input) {
                return plain(own);
            }
            let places = places(&sample.columns().inputs[input].values, input, worlds, BINS);
            let bins: Vec<u8> = places.into_iter().map(|place| place as u8).collect();
            Column::new(&bins, BINS, false)
        })
        .collect()
}

/// By draw: where an input stands among its values, in `0..65_536`. Equal values have one place; where its belief differs between worlds, the
/// place is that within its world, as [`columns`] has it.
pub(crate) fn fine(sample: &Sample, input: usize) -> Vec<u16> {
    const STEPS: usize = 1 << 16;
    let values = &sample.columns().inputs[input].values;
    if let Some(world) = sample.columns().world
        && world != input
        && sample.columns().by_world.contains(&input)
    {
        return places(values, input, &sample.ranks()[world], STEPS);
    }
    let mut order: Vec<u32> = (0..values.len() as u32).collect();
    order.sort_unstable_by(|a, b| values[*a as usize].total_cmp(&values[*b as usize]));
    let mut places = vec![0; values.len()];
    let (mut first, mut last) = (0, f64::NAN);
    for (place, draw) in order.into_iter().enumerate() {
        let value = values[draw as usize];
        if value != last {
            (first, last) = (place, value);
        }
        places[draw as usize] = (first * STEPS / values.len()) as u16;
    }
    places
}

/// By draw: the place of its value among those of its world, in `0..steps`; at most 65,536.
fn places(values: &[f64], input: usize, worlds: &Ranks, steps: usize) -> Vec<u16> {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    rng.set_stream(input as u64);
    let mut bins = vec![0; values.len()];
    for world in 0..worlds.count() {
        let mut inside: Vec<(f64, u32, usize)> = (0..values.len())
            .filter(|draw| usize::from(worlds.bins[*draw]) == world)
            .map(|draw| (values[draw], rng.random(), draw))
            .collect();
        inside.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let count = inside.len();
        for (place, (_, _, draw)) in inside.into_iter().enumerate() {
            bins[draw] = (place * steps / count) as u16;
        }
    }
    bins
}
