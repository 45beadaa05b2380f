//! The conditions that are tried: parts of inputs' beliefs, each as what an input is set to, and as what it may turn out to be.

use std::ops::Range;

use crate::histogram::{Histogram, runs};
use crate::inverse::strata::Strata;
use crate::sample::{Kind, Sample};
use crate::scenarios::{Side, sought};

/// Inputs whose halves and quarters are tried, those that say most.
pub(super) const INPUTS_TRIED: usize = 8;

/// A part of an input's belief.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) input: usize,
    pub(super) side: Side,
    /// By draw: how often it counts; 0 outside.
    pub(super) weights: Vec<f32>,
    /// Inputs that go together with this one, itself among them, where parts of them cannot be set one by one.
    with: Vec<usize>,
}

impl Part {
    /// Whether `other` is of the same input and lies within it.
    pub(super) fn has(&self, other: &Self) -> bool {
        self.input == other.input && self.side.holds(other.side)
    }

    /// Whether the two cannot be asked for together.
    pub(super) fn clashes(&self, other: &Self) -> bool {
        self.input == other.input || self.with.contains(&other.input)
    }
}

/// What is tried.
#[derive(Clone, Debug, Default)]
pub(super) struct Conditions {
    /// What inputs may be set to, all else keeping its belief.
    pub(super) set: Vec<Part>,
    /// Boxes and leaves of such parts, by index.
    pub(super) boxes_set: Vec<Vec<usize>>,
    /// What inputs may turn out to be, with what goes together with them; empty where nothing goes together, for then it is the same.
    pub(super) found: Vec<Part>,
    /// Boxes and leaves of these.
    pub(super) boxes_found: Vec<Vec<usize>>,
    /// Inputs of which some part cannot be set alone, by the draws that there are.
    pub(super) refused: Vec<usize>,
}

impl Conditions {
    /// Those of the first `draws` draws; boxes and leaves are looked for in the first `look`.
    pub(super) fn of(sample: &Sample, shares: &[f64], draws: usize, look: usize) -> Self {
        let boxes = sought(sample, &shares[..draws.min(look)]);
        let mut tried = halves(sample, &shares[..draws]);
        tried.extend(boxes.iter().flatten().copied());
        let size = |(input, side): &(usize, Side)| {
            let bounds = sample.ranks()[*input].bounds.iter().enumerate();
            bounds.filter(|(bin, _)| side.has(*bin as u8)).map(|(_, bin)| bin.draws).sum::<usize>()
        };
        // The widest first of each input.
        tried.sort_by_key(|part| (part.0, std::cmp::Reverse(size(part)), part.1));
        tried.dedup();
        let (mut all, mut strata) = (Self::default(), None::<(usize, Strata)>);
        let together = |input: usize| Strata::goes_together(sample, input);
        let any = (0..sample.ranks().len()).any(together);
        for (input, side) in tried {
            let inside = |draw: usize| side.has(sample.ranks()[input].bins[draw]);
            let plain = || (0..draws).map(|draw| f32::from(u8::from(inside(draw)))).collect::<Vec<f32>>();
            if any {
                all.found.push(Part { input, side, weights: plain(), with: Vec::new() });
            }
            if !together(input) {
                all.set.push(Part { input, side, weights: plain(), with: Vec::new() });
                continue;
            }
            if strata.as_ref().is_none_or(|(of, _)| *of != input) {
                strata = Strata::of(sample, input, draws).map(|strata| (input, strata));
            }
            let weights = strata
                .as_ref()
                .filter(|(of, _)| *of == input)
                .and_then(|(_, strata)| strata.weights(draws, inside));
            match weights {
                Some(weights) => {
                    let linked = &sample.columns().linked;
                    let sets = linked.iter().filter(|set| set.contains(&input));
                    let with = sets.flatten().copied().collect();
                    all.set.push(Part { input, side, weights, with });
                }
                None if Strata::can_be_set(sample, input) && all.refused.last() != Some(&input) => {
                    all.refused.push(input);
                }
                None => {}
            }
        }
        let indexed = |parts: &[Part]| -> Vec<Vec<usize>> {
            let place = |(input, side): &(usize, Side)| {
                parts.iter().position(|part| part.input == *input && part.side == *side)
            };
            let apart = |of: &Vec<usize>| {
                of.iter()
                    .enumerate()
                    .all(|(at, one)| of[at + 1..].iter().all(|other| !parts[*one].clashes(&parts[*other])))
            };
            let mut boxes: Vec<Vec<usize>> =
                boxes.iter().filter_map(|of| of.iter().map(place).collect()).filter(apart).collect();
            boxes.iter_mut().for_each(|of| of.sort_unstable());
            boxes
        };
        (all.boxes_set, all.boxes_found) = (indexed(&all.set), indexed(&all.found));
        all
    }
}

/// Parts of the beliefs of the inputs that say most: for each, the better half and the better quarter, and both halves and end quarters where something goes
/// together with it, for its own end may be the other one; of choices each label.
fn halves(sample: &Sample, shares: &[f64]) -> Vec<(usize, Side)> {
    let all = shares.iter().sum::<f64>() / shares.len() as f64;
    let mut found: Vec<(f64, Vec<(usize, Side)>)> = Vec::new();
    for (input, ranks) in sample.ranks().iter().enumerate() {
        let histogram = Histogram::of(ranks, shares, sample.blocks_within(shares.len()).into_iter());
        let mean = |bins: &Range<usize>| histogram.tally(bins.clone()).mean();
        let choice = !matches!(sample.columns().inputs[input].kind, Kind::Number);
        let cut: Vec<Range<usize>> = if choice {
            (0..ranks.count())
                .filter(|label| ranks.bounds[*label].draws > 0)
                .map(|label| label..label + 1)
                .collect()
        } else {
            let quarters = runs(ranks, 4);
            let [first, second, third, last] = quarters.as_slice() else { continue };
            vec![first.start..second.end, first.clone(), third.start..last.end, last.clone()]
        };
        let gain = cut.iter().map(|bins| mean(bins) - all).fold(0.0, f64::max);
        let either = Strata::goes_together(sample, input);
        let side = |bins: Range<usize>| {
            if ranks.labels {
                Side::Labels(bins.fold(0, |labels, label| labels | 1 << label))
            } else {
                Side::Range(bins.start as u8, (bins.end - 1) as u8)
            }
        };
        let better = cut.into_iter().filter(|bins| either || mean(bins) > all);
        found.push((gain, better.map(|bins| (input, side(bins))).collect()));
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.into_iter().take(INPUTS_TRIED).flat_map(|(_, parts)| parts).collect()
}
