//! What would be if an input were set, from draws in which it was not: standardisation.

use crate::sample::{Kind, Sample};

/// Draws in a stratum, about.
const STRATUM: usize = 256;
/// The most strata of a world.
const STRATA_MAX: usize = 32;
/// Draws of a stratum that must be in a part of the belief, for them to stand for all of the stratum.
const INSIDE_MIN: usize = 10;
/// How often one draw may count.
const WEIGHT_MAX: usize = 100;
/// The most inputs that one is linked with.
const PARTNERS_MAX: usize = 16;

/// The draws, cut so that within a stratum an input does not go together with the world, nor with what it is linked with.
///
/// Strata are of one world each. Where the input is linked, they are cut by what the linked inputs foretell of it: the regression of its place in the world
/// on theirs, each place as its logit. In a Gaussian copula the input depends on them by that one number alone, which is then a balancing score (Rosenbaum
/// and Rubin 1983): draws of one stratum that are in a part of the input's belief are like those that are not, in the numbers that are linked with it. Counted so
/// that each stratum keeps its size, they say what would be if the input were in the part and world and linked numbers kept their beliefs.
#[derive(Clone, Debug)]
pub(super) struct Strata {
    /// By draw.
    of: Vec<u32>,
    count: usize,
}

impl Strata {
    /// Whether anything goes together with an input: a world, a link, the rest of a vector of weights.
    pub(super) fn goes_together(sample: &Sample, input: usize) -> bool {
        let columns = sample.columns();
        let by_world = columns.world.is_some() && columns.by_world.contains(&input);
        by_world || columns.world == Some(input) || columns.linked.iter().any(|set| set.contains(&input))
    }

    /// Whether an input can be set by itself: it does not say the world, and is not one of a vector of weights.
    pub(super) fn can_be_set(sample: &Sample, input: usize) -> bool {
        let columns = sample.columns();
        columns.world != Some(input) && !columns.vectors.iter().any(|set| set.contains(&input))
    }

    /// Those of the first `draws` draws; `None` where the input cannot be set by itself, or is linked with too many for so few draws.
    pub(super) fn of(sample: &Sample, input: usize, draws: usize) -> Option<Self> {
        let columns = sample.columns();
        let sets = columns.linked.iter().filter(|set| set.contains(&input));
        let mut partners: Vec<usize> = sets.flatten().copied().filter(|other| *other != input).collect();
        partners.sort_unstable();
        partners.dedup();
        if !Self::can_be_set(sample, input) || partners.len() > PARTNERS_MAX {
            return None;
        }
        let mut members: Vec<Vec<usize>> = vec![Vec::new()];
        if let Some(world) = columns.world {
            let worlds = match &columns.inputs[world].kind {
                Kind::Label(labels) => labels.len(),
                _ => 1,
            };
            members = vec![Vec::new(); worlds];
            for (draw, world) in sample.ranks()[world].bins[..draws].iter().enumerate() {
                members[usize::from(*world)].push(draw);
            }
        } else {
            members[0].extend(0..draws);
        }
        let (mut of, mut count) = (vec![0; draws], 0);
        for mut inside in members.into_iter().filter(|inside| !inside.is_empty()) {
            let cuts = if partners.is_empty() { 1 } else { (inside.len() / STRATUM).clamp(1, STRATA_MAX) };
            if cuts > 1 {
                let scores = foretold(sample, input, &partners, &inside);
                let mut order: Vec<usize> = (0..inside.len()).collect();
                order.sort_by(|a, b| scores[*a].total_cmp(&scores[*b]));
                inside = order.into_iter().map(|at| inside[at]).collect();
            } else if !partners.is_empty() {
                // Too few draws to tell what goes together from what does not.
                return None;
            }
            for (place, draw) in inside.iter().enumerate() {
                of[*draw] = (count + place * cuts / inside.len()) as u32;
            }
            count += cuts;
        }
        Some(Self { of, count })
    }

    /// By draw: how often it counts, 0 outside; `None` where some stratum has too few draws inside.
    pub(super) fn weights(&self, draws: usize, inside: impl Fn(usize) -> bool) -> Option<Vec<f32>> {
        let (mut all, mut within) = (vec![0usize; self.count], vec![0usize; self.count]);
        for draw in 0..draws {
            let stratum = self.of[draw] as usize;
            all[stratum] += 1;
            within[stratum] += usize::from(inside(draw));
        }
        let few = |(all, within): (&usize, &usize)| *within < INSIDE_MIN || within * WEIGHT_MAX < *all;
        if all.iter().zip(&within).any(few) {
            return None;
        }
        let weight = |draw: usize| {
            let stratum = self.of[draw] as usize;
            if inside(draw) { (all[stratum] as f64 / within[stratum] as f64) as f32 } else { 0.0 }
        };
        Some((0..draws).map(weight).collect())
    }
}

/// By draw of `inside`: what the partners foretell of the input.
fn foretold(sample: &Sample, input: usize, partners: &[usize], inside: &[usize]) -> Vec<f64> {
    let inputs = &sample.columns().inputs;
    let target = logits(&inputs[input].values, inside);
    let by: Vec<Vec<f64>> = partners.iter().map(|partner| logits(&inputs[*partner].values, inside)).collect();
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let mut equations: Vec<Vec<f64>> = (0..by.len())
        .map(|row| {
            let mut equation: Vec<f64> = by.iter().map(|other| product(&by[row], other)).collect();
            // Two that say the same share what they say.
            equation[row] += 1e-6 * inside.len() as f64;
            equation.push(product(&by[row], &target));
            equation
        })
        .collect();
    let slopes = solved(&mut equations);
    (0..inside.len()).map(|at| slopes.iter().zip(&by).map(|(slope, by)| slope * by[at]).sum()).collect()
}

/// By draw of `inside`: the logit of its value's place among them, equal values at one place; of mean 0.
fn logits(values: &[f64], inside: &[usize]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..inside.len()).collect();
    order.sort_by(|a, b| values[inside[*a]].total_cmp(&values[inside[*b]]));
    let (mut logits, mut from) = (vec![0.0; inside.len()], 0);
    while from < order.len() {
        let value = values[inside[order[from]]];
        let to = from + order[from..].iter().take_while(|at| values[inside[**at]] == value).count();
        let place = (from + to) as f64 / 2.0 / order.len() as f64;
        order[from..to].iter().for_each(|at| logits[*at] = (place / (1.0 - place)).ln());
        from = to;
    }
    let mean = logits.iter().sum::<f64>() / logits.len() as f64;
    logits.iter_mut().for_each(|logit| *logit -= mean);
    logits
}

/// The solution of symmetric positive definite equations, each with its right side last.
fn solved(equations: &mut [Vec<f64>]) -> Vec<f64> {
    let count = equations.len();
    for at in 0..count {
        let (above, below) = equations.split_at_mut(at + 1);
        let pivot = &above[at];
        for row in below {
            let by = row[at] / pivot[at];
            row.iter_mut().zip(pivot).skip(at).for_each(|(number, pivot)| *number -= by * pivot);
        }
    }
    let mut solution = vec![0.0; count];
    for at in (0..count).rev() {
        let known: f64 = (at + 1..count).map(|other| equations[at][other] * solution[other]).sum();
        solution[at] = (equations[at][count] - known) / equations[at][at];
    }
    solution
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equations_are_solved() {
        // 2x + y = 5, x + 3y = 10: x = 1, y = 3.
        let found = solved(&mut [vec![2.0, 1.0, 5.0], vec![1.0, 3.0, 10.0]]);
        assert!((found[0] - 1.0).abs() < 1e-12 && (found[1] - 3.0).abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn equal_values_are_at_one_place() {
        let found = logits(&[3.0, 1.0, 1.0, 9.0], &[0, 1, 2]);
        // Places 5/6, 1/3, 1/3: logits ln 5, −ln 2, −ln 2, less their mean.
        let mean = (5.0f64.ln() - 2.0 * 2.0f64.ln()) / 3.0;
        assert!((found[0] - (5.0f64.ln() - mean)).abs() < 1e-12 && found[1] == found[2], "{found:?}");
    }
}
