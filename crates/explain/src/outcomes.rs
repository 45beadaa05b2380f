//! How likely each outcome class is, and how much of what is open is ignorance and how much chance.

use serde::Serialize;

use crate::sample::Sample;
use crate::surrogate::Halves;
use crate::{Class, Estimate, Event, Spread, words};

/// The outcome classes of one variant.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcomes {
    /// The variant's name.
    pub variant: String,
    /// Draws in the sample.
    pub draws: usize,
    /// Holdings in each draw.
    pub replicates: usize,
    /// By class, in the order of [`Class::ALL`]: its probability.
    pub classes: Vec<(Class, Estimate)>,
    /// The probability of a deal in force.
    pub in_force: Estimate,
    /// The probability of a signed deal.
    pub signed: Estimate,
    /// Ignorance and chance of a deal in force; `None` with one replicate, from which they cannot be told apart.
    pub split: Option<Split>,
    /// Quantiles of the margin that a deal in force needs, home bodies included; −∞ where red lines leave nothing.
    pub margin: Spread,
}

/// The variance of the yes/no outcome, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Split {
    /// The whole variance, p(1 − p).
    pub variance: f64,
    /// The share of it that is ignorance: what knowing every input would take away.
    pub ignorance: Estimate,
    /// The share of it that is chance: the talks may end otherwise with the same preferences.
    pub chance: Estimate,
}

/// The outcome classes of a variant. There is always something to say: few draws have wide intervals.
///
/// # Panics
/// Where there is no such variant.
#[must_use]
pub fn outcomes(sample: &Sample, variant: usize) -> Outcomes {
    let replicates = sample.replicates() as f64;
    let share = |of: &dyn Fn(Class) -> bool| {
        let share = |draw: usize| {
            let classes = sample.classes(variant, draw);
            Some(classes.iter().filter(|class| of(**class)).count() as f64 / replicates)
        };
        sample.mean(share).share()
    };
    Outcomes {
        variant: sample.columns().variants[variant].name.clone(),
        draws: sample.draws(),
        replicates: sample.replicates(),
        classes: Class::ALL.map(|class| (class, share(&|found| found == class))).to_vec(),
        in_force: share(&|class| Event::InForce.of(class)),
        signed: share(&|class| Event::Signed.of(class)),
        split: split(sample, variant),
        margin: Spread::of(sample.margins().to_vec()).unwrap_or(Spread {
            p5: 0.0,
            p25: 0.0,
            p50: 0.0,
            p75: 0.0,
            p95: 0.0,
        }),
    }
}

/// The variance of one holding is the variance between draws and the mean variance within them; the replicates of a draw say the
/// latter without bias, and what they add to the spread between draws is taken off it (analysis of variance with one random factor).
fn split(sample: &Sample, variant: usize) -> Option<Split> {
    if sample.replicates() < 2 || sample.draws() < 2 {
        return None;
    }
    let replicates = sample.replicates() as f64;
    let shares = sample.shares(variant, Event::InForce);
    let sums: Vec<[f64; 4]> = Halves::of(sample)
        .parts()
        .map(|part| {
            let mut sums = [part.len() as f64, 0.0, 0.0, 0.0];
            for share in &shares[part] {
                sums[1] += share;
                sums[2] += share * share;
                sums[3] += share * (1.0 - share) * replicates / (replicates - 1.0);
            }
            sums
        })
        .collect();
    let all = sums.iter().fold([0.0; 4], |all, part| std::array::from_fn(|at| all[at] + part[at]));
    let of = |[draws, sum, squares, within]: [f64; 4]| {
        let chance = within / draws;
        let ignorance = (squares - sum * sum / draws) / (draws - 1.0) - chance / replicates;
        (ignorance.max(0.0), chance)
    };
    let (ignorance, chance) = of(all);
    let variance = ignorance + chance;
    if variance == 0.0 {
        return None;
    }
    let without: Vec<f64> = sums
        .iter()
        .map(|part| of(std::array::from_fn(|at| all[at] - part[at])))
        .map(|(ignorance, chance)| ignorance / (ignorance + chance).max(f64::MIN_POSITIVE))
        .collect();
    let share = crate::interval::jackknife(ignorance / variance, &without).within(0.0, 1.0);
    Some(Split { variance, ignorance: share, chance: share.rest() })
}

impl Outcomes {
    /// In sentences: the answer, the ways to fail, and what is ignorance.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let mut said = vec![format!(
            "The probability of a deal in force is {}; the interval is sampling error only, from {} with {} each.",
            words::percent(self.in_force),
            words::count(self.draws, "draw", "draws"),
            words::count(self.replicates, "replicate", "replicates"),
        )];
        let fails: Vec<String> = self
            .classes
            .iter()
            .filter(|(class, share)| *class != Class::InForce && share.value > 0.0)
            .map(|(class, share)| format!("{} {}", class.words(), words::percent(*share)))
            .collect();
        if !fails.is_empty() {
            said.push(format!("Otherwise: {}.", words::list(&fails)));
        }
        match &self.split {
            Some(split) if split.ignorance.low >= 1.0 => said.push(
                "The same preferences gave the same end whenever the talks were held again: what is open is ignorance of the \
                 preferences, and no chance."
                    .to_owned(),
            ),
            Some(split) => said.push(format!(
                "Of what is open, {} is ignorance of the preferences and {} is chance: the same preferences may end otherwise.",
                words::percent(split.ignorance),
                words::percent(split.chance)
            )),
            None if self.replicates < 2 => said.push(
                "With one replicate, ignorance and chance cannot be told apart: at least two are needed.".to_owned(),
            ),
            None => {}
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Columns, Variant};

    fn sample(classes: Vec<Class>, replicates: usize) -> Sample {
        let draws = classes.len() / replicates;
        Sample::new(Columns {
            replicates,
            margins: vec![0.0; draws],
            variants: vec![Variant { classes, ..Variant::default() }],
            ..Columns::default()
        })
        .expect("they fit")
    }

    #[test]
    fn ignorance_and_chance_are_those_of_an_analysis_of_variance_by_hand() {
        use Class::{InForce as Yes, Missed as No};
        // Shares 1, 0, 1/2, 1/2: within-draw variances 0, 0, 1/2, 1/2, mean 1/4; between 1/6, less half of 1/4: 1/24.
        let outcomes = outcomes(&sample(vec![Yes, Yes, No, No, Yes, No, No, Yes], 2), 0);
        let split = outcomes.split.expect("there are two replicates");
        assert!((split.variance - (0.25 + 1.0 / 24.0)).abs() < 1e-12, "{split:?}");
        assert!((split.chance.value - 6.0 / 7.0).abs() < 1e-12, "{split:?}");
        assert_eq!(outcomes.in_force.value, 0.5);
    }

    #[test]
    fn one_replicate_cannot_tell_them_apart() {
        let outcomes = outcomes(&sample(vec![Class::InForce, Class::Missed], 1), 0);
        assert_eq!(outcomes.split, None);
        assert!(outcomes.words().iter().any(|said| said.contains("at least two are needed")));
    }
}
