//! How far each group's inputs alone pull a target up or down: a regression on that group, asked of draws that it has not seen.

use rayon::prelude::*;

use crate::forest::{Column, Growth};
use crate::sample::Sample;
use crate::surrogate::Halves;

/// Trees of a regression on one group.
const TREES: usize = 30;
/// Questions of its trees.
const DEPTH: usize = 4;

/// By group: by draw, what the target is expected to be where only that group's inputs are known; `None` for a group without inputs.
pub(crate) struct Pulls {
    pub(crate) by_group: Vec<Option<Vec<f64>>>,
}

impl Pulls {
    pub(crate) fn of(sample: &Sample, target: &[f64]) -> Self {
        let columns = sample.columns();
        let members = |group: usize| {
            (0..columns.inputs.len()).filter(move |input| columns.inputs[*input].group == group)
        };
        let of = |group: usize| {
            let inputs: Vec<usize> = members(group).collect();
            (!inputs.is_empty()).then(|| pull(sample, &inputs, target, TREES, DEPTH))
        };
        Self { by_group: (0..columns.groups.len()).into_par_iter().map(of).collect() }
    }
}

/// By draw: what the target is expected to be where only `inputs` are known.
pub(crate) fn pull(
    sample: &Sample,
    inputs: &[usize],
    target: &[f64],
    trees: usize,
    depth: usize,
) -> Vec<f64> {
    let column = |input: &usize| {
        let ranks = &sample.ranks()[*input];
        Column::new(&ranks.bins, ranks.count(), ranks.labels)
    };
    let columns: Vec<Column> = inputs.iter().map(column).collect();
    let halves = Halves::of(sample);
    let growth = |rows: usize| Growth { trees, depth: depth.min(Growth::suited(rows).depth), rate: 0.3 };
    let forests = halves.fit(&columns, target, growth);
    halves.says(&forests, &columns, sample.draws())
}
