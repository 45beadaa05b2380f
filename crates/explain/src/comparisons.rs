//! What another choice changes, on the same draws.

use serde::Serialize;

use crate::sample::Sample;
use crate::{Class, Estimate, Event, words};

/// One variant set beside the first, by paired differences on common random numbers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The first variant.
    pub base: String,
    /// The other.
    pub variant: String,
    /// P(in force) under the first.
    pub base_in_force: Estimate,
    /// P(in force) under the other.
    pub in_force: Estimate,
    /// The other's less the first's.
    pub difference: Estimate,
    /// By class, in the order of [`Class::ALL`]: the other's probability less the first's.
    pub classes: Vec<(Class, Estimate)>,
    /// Shares of all holdings by class under the first (row) and under the other (column), holding by holding.
    pub moved: [[f64; 5]; 5],
    /// Difference of the mean number of legs of all holdings; `None` where legs were not kept.
    pub legs: Option<Estimate>,
    /// By party: difference of its mean utility over all holdings; empty where utilities were not kept.
    pub utilities: Vec<(String, Estimate)>,
}

/// Every other variant beside the first.
#[must_use]
pub fn comparisons(sample: &Sample) -> Vec<Comparison> {
    (1..sample.columns().variants.len()).map(|variant| comparison(sample, variant)).collect()
}

fn comparison(sample: &Sample, other: usize) -> Comparison {
    let columns = sample.columns();
    let (base, variant) = (&columns.variants[0], &columns.variants[other]);
    let replicates = sample.replicates() as f64;
    let share = |at: usize, draw: usize, of: &dyn Fn(Class) -> bool| {
        sample.classes(at, draw).iter().filter(|class| of(**class)).count() as f64 / replicates
    };
    let paired = |of: &dyn Fn(Class) -> bool| {
        sample.mean(|draw| Some(share(other, draw, of) - share(0, draw, of))).estimate().within(-1.0, 1.0)
    };
    let in_force =
        |at: usize| sample.mean(|draw| Some(share(at, draw, &|class| Event::InForce.of(class)))).share();
    let mut moved = [[0.0; 5]; 5];
    for (from, to) in base.classes.iter().zip(&variant.classes) {
        moved[from.index()][to.index()] += 1.0 / base.classes.len() as f64;
    }
    // The mean difference over all holdings of what stands at `place` of each holding.
    let difference = |of: &dyn Fn(&crate::Variant, usize) -> f64| {
        let mean = |draw: usize| {
            let sum: f64 =
                sample.holdings(draw).map(|holding| of(variant, holding) - of(base, holding)).sum();
            Some(sum / replicates)
        };
        sample.mean(mean).estimate()
    };
    let legs = (!base.legs.is_empty() && !variant.legs.is_empty())
        .then(|| difference(&|variant, holding| f64::from(variant.legs[holding])));
    let parties =
        if base.utilities.is_empty() || variant.utilities.is_empty() { 0 } else { columns.parties.len() };
    let utility = |party: usize| {
        let of = |variant: &crate::Variant, holding: usize| {
            f64::from(variant.utilities[holding * parties + party])
        };
        (columns.parties[party].clone(), difference(&of))
    };
    Comparison {
        base: base.name.clone(),
        variant: variant.name.clone(),
        base_in_force: in_force(0),
        in_force: in_force(other),
        difference: paired(&|class| Event::InForce.of(class)),
        classes: Class::ALL.map(|class| (class, paired(&|found| found == class))).to_vec(),
        moved,
        legs,
        utilities: (0..parties).map(utility).collect(),
    }
}

impl Comparison {
    /// In sentences: what the other choice changes, and for which draws.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let by = words::percentage_points(self.difference);
        let verdict = if self.difference.has(0.0) {
            format!(
                "With {} instead of {} no difference can be shown: P(in force) changes by {by}.",
                self.variant, self.base
            )
        } else {
            format!(
                "With {} instead of {} a deal in force is {}: P(in force) changes by {by}, to {}.",
                self.variant,
                self.base,
                if self.difference.value > 0.0 { "likelier" } else { "less likely" },
                words::percent(self.in_force)
            )
        };
        let deal = Class::InForce.index();
        let won: f64 = (0..5).filter(|from| *from != deal).map(|from| self.moved[from][deal]).sum();
        let lost: f64 = (0..5).filter(|to| *to != deal).map(|to| self.moved[deal][to]).sum();
        let turned = format!(
            "On the same draws it brings a deal where there was none in {}, and loses one in {}.",
            words::bare_percent(won),
            words::bare_percent(lost)
        );
        vec![verdict, turned]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Columns, Variant};

    #[test]
    fn differences_are_paired() {
        use Class::{InForce as Yes, Missed as No};
        let variant = |classes: Vec<Class>| Variant { classes, ..Variant::default() };
        // Of 300 draws, 200 are alike, 90 are won and 10 lost.
        let first = [vec![Yes; 100], vec![No; 190], vec![Yes; 10]].concat();
        let other = [vec![Yes; 100], vec![No; 100], vec![Yes; 90], vec![No; 10]].concat();
        let sample = Sample::new(Columns {
            replicates: 1,
            margins: vec![0.0; 300],
            variants: vec![variant(first), variant(other)],
            ..Columns::default()
        })
        .expect("they fit");
        let comparison = &comparisons(&sample)[0];
        assert!((comparison.difference.value - 80.0 / 300.0).abs() < 1e-12);
        // McNemar: the variance of the difference is (won + lost − (won − lost)²/n) / n².
        let error = ((100.0 - 80.0 * 80.0 / 300.0) / 300.0f64 / 299.0).sqrt();
        assert!(
            (comparison.difference.half_width() - 1.968 * error).abs() < 1e-4,
            "{:?}",
            comparison.difference
        );
        let (yes, no) = (Yes.index(), No.index());
        assert!(
            (comparison.moved[no][yes] - 0.3).abs() < 1e-12
                && (comparison.moved[yes][no] - 10.0 / 300.0).abs() < 1e-12
        );
    }
}
