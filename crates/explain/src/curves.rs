//! How the probability of a deal goes with each input.

use std::ops::Range;

use rayon::prelude::*;
use serde::Serialize;

use crate::few::TooFew;
use crate::histogram::{Histogram, runs};
use crate::ranks::Bin;
use crate::sample::{Kind, Sample};
use crate::{Estimate, Event, words};

/// P(deal) given one input.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Curve {
    /// The input, by index.
    pub input: usize,
    /// Its path.
    pub path: String,
    /// What sentences call it.
    pub title: String,
    /// Its unit.
    pub unit: String,
    /// By bin, upwards; by label where the input is a choice.
    pub points: Vec<CurvePoint>,
}

/// P(deal) where an input is in one bin.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CurvePoint {
    /// The least value in the bin.
    pub low: f64,
    /// The greatest value in the bin.
    pub high: f64,
    /// The median value in the bin.
    pub middle: f64,
    /// The label, where the input is a choice or a yes/no.
    pub label: Option<String>,
    /// Draws in the bin.
    pub draws: usize,
    /// The probability.
    pub share: Estimate,
}

/// The most bins of a curve.
const BINS_MAX: usize = 20;
/// Draws in a bin: its interval is then within 0.07 either way.
const DRAWS_MIN: usize = 200;

/// P(in force) given each input, in the order of the inputs.
///
/// # Errors
/// [`TooFew`] below 400 draws, which make two bins.
///
/// # Panics
/// Where there is no such variant.
pub fn curves(sample: &Sample, variant: usize) -> Result<Vec<Curve>, TooFew> {
    TooFew::unless("draws", sample.draws(), 2 * DRAWS_MIN)?;
    let shares = sample.shares(variant, Event::InForce);
    Ok((0..sample.ranks().len()).into_par_iter().map(|input| curve(sample, input, &shares)).collect())
}

fn curve(sample: &Sample, at: usize, shares: &[f64]) -> Curve {
    let (input, ranks) = (&sample.columns().inputs[at], &sample.ranks()[at]);
    let histogram = Histogram::of(ranks, shares, sample.blocks().into_iter());
    let bins = (sample.draws() / DRAWS_MIN).clamp(2, BINS_MAX);
    let point = |run: Range<usize>| {
        let tally = histogram.tally(run.clone());
        let inside = &ranks.bounds[run.clone()];
        let (low, high) = (inside[0].low, inside[inside.len() - 1].high);
        CurvePoint {
            low,
            high,
            middle: middle(inside),
            label: label(&input.kind, low),
            draws: tally.weight() as usize,
            share: tally.share(),
        }
    };
    let points = runs(ranks, bins).into_iter().map(point).collect();
    Curve {
        input: at,
        path: input.path.clone(),
        title: input.said().to_owned(),
        unit: input.unit.clone(),
        points,
    }
}

/// The median, to the width of one of the 256 bins.
fn middle(bins: &[Bin]) -> f64 {
    let draws: usize = bins.iter().map(|bin| bin.draws).sum();
    let mut seen = 0;
    for bin in bins {
        seen += bin.draws;
        if 2 * seen >= draws {
            return (bin.low + bin.high) / 2.0;
        }
    }
    bins[0].low
}

/// The label of a value of a choice.
pub(crate) fn label(kind: &Kind, value: f64) -> Option<String> {
    match kind {
        Kind::Number => None,
        Kind::YesNo => Some(if value > 0.5 { "yes" } else { "no" }.to_owned()),
        Kind::Label(labels) => labels.get(value as usize).cloned(),
    }
}

impl Curve {
    /// In a sentence: where P(deal) is highest and where it is lowest; nothing where no difference can be shown.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let by = |a: &&CurvePoint, b: &&CurvePoint| a.share.value.total_cmp(&b.share.value);
        let (Some(low), Some(high)) = (self.points.iter().min_by(by), self.points.iter().max_by(by)) else {
            return Vec::new();
        };
        if low.share.high >= high.share.low {
            return Vec::new();
        }
        let at = |point: &CurvePoint| {
            point.label.clone().unwrap_or_else(|| format!("about {}", words::value(point.middle, &self.unit)))
        };
        vec![format!(
            "P(in force) is {} where {} is {}, and {} where it is {}.",
            words::percent(high.share),
            self.title,
            at(high),
            words::percent(low.share),
            at(low)
        )]
    }
}
