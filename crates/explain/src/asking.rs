//! What to ask first.

use std::ops::Range;

use rayon::prelude::*;
use serde::Serialize;

use crate::few::TooFew;
use crate::histogram::{Histogram, runs};
use crate::ignorance::Ignorance;
use crate::pulls::{Pulls, pull};
use crate::ranks::Ranks;
use crate::sample::Sample;
use crate::surrogate::Halves;
use crate::{Estimate, Event, words};

/// What learning would bring.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Asking {
    /// By input, the greatest first: the share of ignorance's variance that learning it alone would take away, on average.
    pub inputs: Vec<Ask>,
    /// The same by group, all its inputs learnt together.
    pub groups: Vec<Ask>,
    /// What learning is worth to the choice between the variants; `None` where there is one variant.
    pub decision: Option<Decision>,
}

/// What learning one thing brings.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ask {
    /// The path of the input, or the group's name.
    pub name: String,
    /// What sentences call it.
    pub title: String,
    /// Index of the input or of the group.
    pub index: usize,
    /// The gain.
    pub gain: Estimate,
}

/// The choice between variants, by P(in force).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Decision {
    /// The variant that is best by what is known now.
    pub best: String,
    /// Its P(in force).
    pub now: Estimate,
    /// By how much P(in force) would rise if all inputs were known before choosing.
    pub all: Estimate,
    /// By input, the greatest first: by how much P(in force) would rise if it were known before choosing.
    pub inputs: Vec<Ask>,
    /// The same by group.
    pub groups: Vec<Ask>,
}

/// Draws that asking needs: with fewer, what learning brings is mostly the noise of the bins.
const DRAWS_MIN: usize = 1_000;
/// Bins of an input.
const BINS: usize = 48;
/// Trees, and questions of each, where all inputs are known.
const ALL: (usize, usize) = (50, 6);

/// What learning each input, and each group, would bring to the first variant's answer and to the choice between variants.
///
/// # Errors
/// [`TooFew`] below 1,000 draws.
pub fn asking(sample: &Sample) -> Result<Asking, TooFew> {
    TooFew::unless("draws", sample.draws(), DRAWS_MIN)?;
    let shares = sample.shares(0, Event::InForce);
    Ok(with(sample, &shares, &Pulls::of(sample, &shares)))
}

/// What learning would bring, where the pulls of the groups are known.
pub(crate) fn with(sample: &Sample, shares: &[f64], pulls: &Pulls) -> Asking {
    let ignorance = Ignorance::of(sample, shares);
    let columns = sample.columns();
    let inputs: Vec<Ask> = (0..columns.inputs.len())
        .into_par_iter()
        .map(|index| Ask {
            name: columns.inputs[index].path.clone(),
            title: columns.inputs[index].said().to_owned(),
            index,
            gain: between(sample, index, shares, &ignorance),
        })
        .collect();
    let groups: Vec<Ask> = pulls
        .by_group
        .iter()
        .enumerate()
        .filter_map(|(index, pull)| {
            let gain = explained(pull.as_ref()?, shares, &ignorance);
            let name = columns.groups[index].clone();
            Some(Ask { title: name.clone(), name, index, gain })
        })
        .collect();
    let decision = (columns.variants.len() > 1).then(|| decision(sample));
    Asking { inputs: greatest(inputs), groups: greatest(groups), decision }
}

fn greatest(mut asks: Vec<Ask>) -> Vec<Ask> {
    asks.sort_by(|a, b| b.gain.value.total_cmp(&a.gain.value));
    asks
}

/// The variance of E[Y | input] as a share of ignorance's: the variance between bins, less what the spread within them adds to it.
fn between(sample: &Sample, input: usize, shares: &[f64], ignorance: &Ignorance) -> Estimate {
    let ranks = &sample.ranks()[input];
    let histogram = Histogram::of(ranks, shares, ignorance.halves.parts());
    let parts = histogram.merged(&runs(ranks, BINS));
    let all: Vec<[f64; 3]> = (0..parts.first().map_or(0, Vec::len))
        .map(|bin| parts.iter().fold([0.0; 3], |all, part| std::array::from_fn(|at| all[at] + part[bin][at])))
        .collect();
    let variance = |bins: &dyn Fn(usize) -> [f64; 3]| {
        let (mut draws, mut sum, mut between, mut noise) = (0.0, 0.0, 0.0, 0.0);
        for [count, of, squares] in (0..all.len()).map(bins).filter(|bin| bin[0] > 1.0) {
            draws += count;
            sum += of;
            between += of * of / count;
            // The variance of the bin's mean, times its draws.
            noise += (squares - of * of / count) / (count - 1.0);
        }
        let mean = sum / draws;
        // One degree of freedom is spent on the mean over all.
        (between - draws * mean * mean - noise + noise / all.len().max(1) as f64) / draws
    };
    let without: Vec<f64> = parts
        .iter()
        .map(|part| variance(&|bin| std::array::from_fn(|at| all[bin][at] - part[bin][at])))
        .collect();
    ignorance.share(variance(&|bin| all[bin]), &without)
}

/// The same by what a regression says of draws it has not seen: 2 Cov(Y, h) − Var(h), which is never above it but by chance.
fn explained(pull: &[f64], shares: &[f64], ignorance: &Ignorance) -> Estimate {
    let sums = |part: Range<usize>| -> [f64; 5] {
        let mut sums = [0.0; 5];
        for (h, y) in pull[part.clone()].iter().zip(&shares[part]) {
            let add = [1.0, *h, *y, h * y, h * h];
            sums.iter_mut().zip(add).for_each(|(sum, add)| *sum += add);
        }
        sums
    };
    let parts: Vec<[f64; 5]> = ignorance.halves.parts().map(sums).collect();
    let all = parts.iter().fold([0.0; 5], |all, part| std::array::from_fn(|at| all[at] + part[at]));
    let value = |[n, h, y, hy, hh]: [f64; 5]| (2.0 * (hy - h * y / n) - (hh - h * h / n)) / n;
    let without: Vec<f64> =
        parts.iter().map(|part| value(std::array::from_fn(|at| all[at] - part[at]))).collect();
    ignorance.share(value(all), &without)
}

/// What learning is worth to the choice: for each bin (or pull) the variant that was best on one half of the sample is judged on the other
/// half, so that luck is not taken for knowledge.
fn decision(sample: &Sample) -> Decision {
    let columns = sample.columns();
    let shares: Vec<Vec<f64>> =
        (0..columns.variants.len()).map(|variant| sample.shares(variant, Event::InForce)).collect();
    let mean = |shares: &[f64]| shares.iter().sum::<f64>() / shares.len() as f64;
    let best =
        (0..shares.len()).rev().max_by(|a, b| mean(&shares[*a]).total_cmp(&mean(&shares[*b]))).unwrap_or(0);
    let halves = Halves::of(sample);
    let gain = |choice: &[u16]| {
        let gain = |draw: usize| Some(shares[usize::from(choice[draw])][draw] - shares[best][draw]);
        let gain = sample.mean(gain).estimate();
        Estimate { low: gain.low.max(0.0), high: gain.high.max(0.0), value: gain.value.max(0.0) }
    };
    let inputs: Vec<Ask> = (0..columns.inputs.len())
        .into_par_iter()
        .map(|index| {
            let ranks = &sample.ranks()[index];
            Ask {
                name: columns.inputs[index].path.clone(),
                title: columns.inputs[index].said().to_owned(),
                index,
                gain: gain(&by_bin(ranks, &halves, &shares, best)),
            }
        })
        .collect();
    // By variant: how much better than the best it is, by draw.
    let better: Vec<Vec<f64>> = shares
        .iter()
        .map(|own| own.iter().zip(&shares[best]).map(|(own, best)| own - best).collect())
        .collect();
    let foretold = |inputs: &[usize], trees: usize, depth: usize| -> Vec<u16> {
        let pulls: Vec<Option<Vec<f64>>> = (0..shares.len())
            .into_par_iter()
            .map(|variant| (variant != best).then(|| pull(sample, inputs, &better[variant], trees, depth)))
            .collect();
        let choose = |draw: usize| {
            let (mut chosen, mut most) = (best, 0.0);
            for (variant, pull) in pulls.iter().enumerate() {
                if let Some(pull) = pull
                    && pull[draw] > most
                {
                    (chosen, most) = (variant, pull[draw]);
                }
            }
            chosen as u16
        };
        (0..sample.draws()).map(choose).collect()
    };
    let groups: Vec<Ask> = (0..columns.groups.len())
        .into_par_iter()
        .filter_map(|index| {
            let own: Vec<usize> =
                (0..columns.inputs.len()).filter(|input| columns.inputs[*input].group == index).collect();
            let (name, gain) = (columns.groups[index].clone(), || gain(&foretold(&own, 30, 4)));
            (!own.is_empty()).then(|| Ask { title: name.clone(), name, index, gain: gain() })
        })
        .collect();
    let everything: Vec<usize> = (0..columns.inputs.len()).collect();
    Decision {
        best: columns.variants[best].name.clone(),
        now: sample.mean(|draw| Some(shares[best][draw])).share(),
        all: gain(&foretold(&everything, ALL.0, ALL.1)),
        inputs: greatest(inputs),
        groups: greatest(groups),
    }
}

/// By draw: the variant that was best in its bin on the other half.
fn by_bin(ranks: &Ranks, halves: &Halves, shares: &[Vec<f64>], best: usize) -> Vec<u16> {
    let runs = runs(ranks, BINS);
    let mut run_of = vec![0; ranks.count()];
    runs.iter().enumerate().for_each(|(at, run)| run_of[run.clone()].fill(at));
    let mut choice = vec![best as u16; ranks.bins.len()];
    for half in 0..2 {
        let mut sums = vec![vec![0.0; runs.len()]; shares.len()];
        for part in halves.half(1 - half) {
            for (sums, shares) in sums.iter_mut().zip(shares) {
                for (bin, share) in ranks.bins[part.clone()].iter().zip(&shares[part.clone()]) {
                    sums[run_of[usize::from(*bin)]] += share;
                }
            }
        }
        let chosen: Vec<u16> = (0..runs.len())
            .map(|run| {
                let better = |a: usize, b: usize| if sums[b][run] > sums[a][run] { b } else { a };
                (0..shares.len()).fold(best, better) as u16
            })
            .collect();
        for part in halves.half(half) {
            for (choice, bin) in choice[part.clone()].iter_mut().zip(&ranks.bins[part.clone()]) {
                *choice = chosen[run_of[usize::from(*bin)]];
            }
        }
    }
    choice
}

impl Asking {
    /// In sentences: what to ask first, and whether it could change the choice.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let mut said = Vec::new();
        let shown = |ask: &&Ask| ask.gain.low > 0.0 && ask.gain.value >= 0.01;
        let told: Vec<String> = self
            .groups
            .iter()
            .filter(shown)
            .take(3)
            .map(|ask| format!("{} ({})", ask.title, words::percent(ask.gain)))
            .collect();
        if !told.is_empty() {
            said.push(format!(
                "Ask first about {}: to learn it would settle, on average, so much of what is unknown about a deal in force.",
                words::list(&told)
            ));
        }
        let told: Vec<String> = self
            .inputs
            .iter()
            .filter(shown)
            .take(3)
            .map(|ask| format!("{} ({})", ask.title, words::percent(ask.gain)))
            .collect();
        if told.is_empty() {
            said.push("No single input, learnt alone, can be shown to settle much.".to_owned());
        } else {
            said.push(format!("Of single inputs: {}.", words::list(&told)));
        }
        if let Some(decision) = &self.decision {
            said.extend(decision.words());
        }
        said
    }
}

impl Decision {
    fn words(&self) -> Vec<String> {
        let now = format!(
            "By what is known now the best choice is {}: P(in force) {}.",
            self.best,
            words::percent(self.now)
        );
        let first =
            self.groups.iter().chain(&self.inputs).filter(|ask| ask.gain.low > 0.0 && ask.gain.value > 0.001);
        let first = first.max_by(|a, b| a.gain.value.total_cmp(&b.gain.value));
        let then = match first {
            Some(ask) => format!(
                "To know {} before choosing would change P(in force) by {}.",
                ask.title,
                words::percentage_points(ask.gain)
            ),
            None => "Nothing that could be learnt can be shown to change that choice.".to_owned(),
        };
        vec![now, then]
    }
}
