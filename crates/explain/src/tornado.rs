//! What moves the probability of a deal from one end of a belief to the other.

use std::ops::Range;

use rayon::prelude::*;
use serde::Serialize;

use crate::curves::label;
use crate::few::TooFew;
use crate::histogram::Histogram;
use crate::interval::Tally;
use crate::pulls::Pulls;
use crate::ranks::Ranks;
use crate::sample::{Kind, Sample};
use crate::{Estimate, Event, words};

/// Bars for the inputs and for the groups, the longest first.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tornado {
    /// P(deal) over all draws.
    pub overall: Estimate,
    /// One bar an input.
    pub inputs: Vec<Bar>,
    /// Whether something goes together with some input, worlds or links, and moves along with it in its bar.
    pub together: bool,
    /// One bar a group: P(deal) where all its inputs together are unfavourable (one in ten are worse) and favourable.
    pub groups: Vec<Bar>,
}

/// One bar.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bar {
    /// The path of the input, or the group's name.
    pub name: String,
    /// What sentences call it.
    pub title: String,
    /// Index of the input or of the group.
    pub index: usize,
    /// How many inputs stand behind it.
    pub inputs: usize,
    /// Where the low end is: the input's P10 with its unit, the label, or “unfavourable”.
    pub low_at: String,
    /// Where the high end is.
    pub high_at: String,
    /// P(deal) there.
    pub low: Estimate,
    /// P(deal) there.
    pub high: Estimate,
    /// `high` less `low`.
    pub swing: Estimate,
}

/// Draws that bars need: a tenth of them, around either end, is then 100.
const DRAWS_MIN: usize = 1_000;
/// How far around P10 and P90 draws are taken, in ranks: as far to either side, so that a straight course leaves no bias.
const AROUND: f64 = 0.05;

/// The bars of a variant.
///
/// # Errors
/// [`TooFew`] below 1,000 draws.
///
/// # Panics
/// Where there is no such variant.
pub fn tornado(sample: &Sample, variant: usize) -> Result<Tornado, TooFew> {
    TooFew::unless("draws", sample.draws(), DRAWS_MIN)?;
    let shares = sample.shares(variant, Event::InForce);
    Ok(with(sample, &shares, &Pulls::of(sample, &shares)))
}

/// The bars, where the pulls of the groups are known.
pub(crate) fn with(sample: &Sample, shares: &[f64], pulls: &Pulls) -> Tornado {
    let overall = sample.mean(|draw| Some(shares[draw])).share();
    let inputs =
        (0..sample.ranks().len()).into_par_iter().filter_map(|input| of_input(sample, input, shares));
    let groups = (0..pulls.by_group.len()).into_par_iter().filter_map(|group| {
        let ranks = Ranks::numbers(pulls.by_group[group].as_ref()?);
        let histogram = Histogram::of(&ranks, shares, sample.blocks().into_iter());
        let [low, high] = [0.1, 0.9].map(|at| histogram.tally(around(&ranks, at)));
        let name = sample.columns().groups[group].clone();
        let members = sample.columns().inputs.iter().filter(|input| input.group == group).count();
        Some(bar(
            (name.clone(), name),
            (group, members),
            ["unfavourable", "favourable"].map(str::to_owned),
            &low,
            &high,
        ))
    });
    let longest = |mut bars: Vec<Bar>| {
        bars.sort_by(|a, b| b.swing.value.abs().total_cmp(&a.swing.value.abs()));
        bars
    };
    let columns = sample.columns();
    let together = columns.world.is_some() || !columns.linked.is_empty();
    Tornado { overall, inputs: longest(inputs.collect()), together, groups: longest(groups.collect()) }
}

/// The bar of an input; `None` where it has one value.
fn of_input(sample: &Sample, at: usize, shares: &[f64]) -> Option<Bar> {
    let (input, ranks) = (&sample.columns().inputs[at], &sample.ranks()[at]);
    let met: Vec<usize> = (0..ranks.count()).filter(|bin| ranks.bounds[*bin].draws > 0).collect();
    if met.len() < 2 {
        return None;
    }
    let histogram = Histogram::of(ranks, shares, sample.blocks().into_iter());
    let name = |bin: usize| label(&input.kind, ranks.bounds[bin].low).unwrap_or_default();
    let path = (input.path.clone(), input.said().to_owned());
    if matches!(input.kind, Kind::Number) {
        let [low, high] = [0.1, 0.9].map(|at| (quantile(ranks, at), histogram.tally(around(ranks, at))));
        let ends = [low.0, high.0].map(|value| words::value(value, &input.unit));
        return Some(bar(path, (at, 1), ends, &low.1, &high.1));
    }
    // A choice: from the label with the least P(deal) to that with the greatest; no and yes in that order.
    let mut labels: Vec<(usize, Tally)> =
        met.into_iter().map(|bin| (bin, histogram.tally(bin..bin + 1))).collect();
    if ranks.labels {
        labels.sort_by(|a, b| a.1.mean().total_cmp(&b.1.mean()));
    }
    let ((first, low), (last, high)) = (&labels[0], &labels[labels.len() - 1]);
    Some(bar(path, (at, 1), [name(*first), name(*last)], low, high))
}

fn bar(
    (name, title): (String, String),
    (index, inputs): (usize, usize),
    [low_at, high_at]: [String; 2],
    low: &Tally,
    high: &Tally,
) -> Bar {
    let ((low_variance, low_parts), (high_variance, high_parts)) = (low.variance(), high.variance());
    let error = (low_variance + high_variance).sqrt();
    let swing =
        Estimate::normal(high.mean() - low.mean(), error, low_parts.min(high_parts)).within(-1.0, 1.0);
    Bar { name, title, index, inputs, low_at, high_at, low: low.share(), high: high.share(), swing }
}

/// The bins around a quantile: those that have ranks within [`AROUND`] of it.
fn around(ranks: &Ranks, at: f64) -> Range<usize> {
    let from = bin_at(ranks, at - AROUND + 1e-9);
    from..bin_at(ranks, at + AROUND - 1e-9) + 1
}

/// The bin that a rank is in.
fn bin_at(ranks: &Ranks, rank: f64) -> usize {
    let draws: usize = ranks.bounds.iter().map(|bin| bin.draws).sum();
    let mut seen = 0;
    for (at, bin) in ranks.bounds.iter().enumerate() {
        seen += bin.draws;
        if seen as f64 >= rank * draws as f64 {
            return at;
        }
    }
    ranks.count() - 1
}

fn quantile(ranks: &Ranks, at: f64) -> f64 {
    let bin = ranks.bounds[bin_at(ranks, at)];
    (bin.low + bin.high) / 2.0
}

impl Tornado {
    /// What must be known to read the bars, where something goes together with an input.
    #[must_use]
    pub fn caption(&self) -> Option<&'static str> {
        self.together.then_some(
            "What goes together with an input, its world and what it is linked with, moves along with it here: this is what to expect where it is so, \
             and not what a change of it alone would do.",
        )
    }

    /// In sentences: the group and the inputs that move P(deal) most, of those that can be shown to.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let shown = |bar: &&Bar| !bar.swing.has(0.0);
        let mut said = Vec::new();
        // The bar of a group of one says what that input's own says.
        for bar in self.groups.iter().filter(shown).filter(|bar| bar.inputs > 1).take(2) {
            said.push(format!(
                "P(in force) is {} at the unfavourable end of {} (one draw in ten is worse) and {} at the favourable end.",
                words::percent(bar.low),
                bar.title,
                words::percent(bar.high)
            ));
        }
        for bar in self.inputs.iter().filter(shown).take(3) {
            said.push(format!(
                "From {} at {} to {}, P(in force) goes from {} to {}.",
                bar.title,
                bar.low_at,
                bar.high_at,
                words::percent(bar.low),
                words::percent(bar.high)
            ));
        }
        if said.is_empty() {
            said.push("No single input or group can be shown to move P(in force).".to_owned());
        } else {
            said.extend(self.caption().map(str::to_owned));
        }
        said
    }
}
