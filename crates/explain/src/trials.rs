//! What changes do that were tried: the same talks, held again with each.

use serde::Serialize;

use crate::few::TooFew;
use crate::interval::Tally;
use crate::{Estimate, words};

/// A change, and whether a deal came into force with it, draw by draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// What is other, so that “with …” can go before it: “Iran's walk-away lower by 5 points”.
    pub name: String,
    /// Whose it is to make: index of the party (its home body is its own); `None` where whoever convenes the talks makes it.
    pub party: Option<usize>,
    /// By draw.
    pub in_force: Vec<bool>,
}

/// What the changes do, beside the talks as they stand.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trials {
    /// How many draws were held again.
    pub draws: usize,
    /// The share of these that came into force as the talks stand.
    pub in_force: Estimate,
    /// The changes, from the greatest gain to the greatest loss.
    pub changes: Vec<Tried>,
}

/// What one change does.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tried {
    /// What is other.
    pub name: String,
    /// Index of the party that makes it.
    pub party: Option<usize>,
    /// The share that comes into force with it.
    pub in_force: Estimate,
    /// That less the share without it, draw by draw.
    pub difference: Estimate,
    /// Of the draws without a deal in force: the share that come to one with it.
    pub brings: Estimate,
    /// Of the draws with a deal in force: the share that lose it.
    pub loses: Estimate,
}

/// Draws below which nothing is said.
const DRAWS_MIN: usize = 50;
/// How many changes are told in words.
const TOLD: usize = 4;

/// What the changes do; `base` says of each draw whether a deal came into force without any.
///
/// # Errors
/// [`TooFew`] below 50 draws.
///
/// # Panics
/// Where a change was not tried on as many draws as `base` has.
pub fn trials(base: &[bool], tried: &[Trial]) -> Result<Trials, TooFew> {
    TooFew::unless("draws", base.len(), DRAWS_MIN)?;
    let number = |yes: bool| f64::from(u8::from(yes));
    let tally = |values: &mut dyn Iterator<Item = f64>| {
        let mut tally = Tally::default();
        values.for_each(|value| tally.add(value));
        tally.close();
        tally
    };
    let of = |trial: &Trial| {
        assert_eq!(trial.in_force.len(), base.len(), "every change is tried on the same draws");
        let both = || base.iter().copied().zip(trial.in_force.iter().copied());
        let among = |which: bool| {
            let mut values = both().filter(|(before, _)| *before == which);
            tally(&mut values.by_ref().map(|(before, after)| number(before != after))).share()
        };
        Tried {
            name: trial.name.clone(),
            party: trial.party,
            in_force: tally(&mut trial.in_force.iter().map(|yes| number(*yes))).share(),
            difference: tally(&mut both().map(|(before, after)| number(after) - number(before)))
                .estimate()
                .within(-1.0, 1.0),
            brings: among(false),
            loses: among(true),
        }
    };
    let mut changes: Vec<Tried> = tried.iter().map(of).collect();
    changes.sort_by(|a, b| b.difference.value.total_cmp(&a.difference.value));
    let in_force = tally(&mut base.iter().map(|yes| number(*yes))).share();
    Ok(Trials { draws: base.len(), in_force, changes })
}

impl Trials {
    /// In sentences: whose change brings most, each with its interval; and what none brings.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let sure = |tried: &&Tried| tried.difference.low > 0.0;
        let helpful: Vec<&Tried> = self.changes.iter().filter(sure).collect();
        let mut said: Vec<String> = helpful
            .iter()
            .take(TOLD)
            .map(|tried| {
                let mut said = format!(
                    "With {}, P(in force) is {} instead of {}: it brings a deal in {} of the draws that have none",
                    tried.name,
                    words::percent(tried.in_force),
                    words::bare_percent(self.in_force.value),
                    words::percent(tried.brings),
                );
                if tried.loses.value > 0.0 {
                    said.push_str(&format!(
                        ", and loses it in {} of those that have one",
                        words::bare_percent(tried.loses.value)
                    ));
                }
                said.push('.');
                said
            })
            .collect();
        let others = helpful.len().saturating_sub(TOLD);
        if others > 0 {
            said.push(format!("{others} other change{} would help too.", if others == 1 { "" } else { "s" }));
        }
        if helpful.is_empty() && !self.changes.is_empty() {
            said.push(format!(
                "None of the {} changes that were tried on {} draws brings more deals than chance might.",
                self.changes.len(),
                self.draws
            ));
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trial(name: &str, in_force: Vec<bool>) -> Trial {
        Trial { name: name.to_owned(), party: None, in_force }
    }

    #[test]
    fn shares_by_hand() {
        // Of 100 draws 40 have a deal. One change brings 30 of the others and loses 10; another changes nothing.
        let base: Vec<bool> = (0..100).map(|draw| draw < 40).collect();
        let after: Vec<bool> = (0..100).map(|draw| (10..70).contains(&draw)).collect();
        let found =
            trials(&base, &[trial("nothing", base.clone()), trial("a change", after)]).expect("enough");
        assert_eq!(found.in_force.value, 0.4);
        let first = &found.changes[0];
        assert_eq!(first.name, "a change");
        let near = |estimate: Estimate, value: f64| {
            assert!((estimate.value - value).abs() < 1e-12 && estimate.low < value && value < estimate.high);
        };
        near(first.in_force, 0.6);
        near(first.difference, 0.2);
        near(first.brings, 0.5);
        near(first.loses, 0.25);
        // The difference of pairs: 30 of +1, 10 of −1; its error is the root of (0.4 − 0.04) / 99.
        let error = (0.36_f64 / 99.0).sqrt();
        assert!(((first.difference.high - first.difference.low) / (2.0 * error) - 1.98).abs() < 0.02);
        let said = found.words();
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].starts_with("With a change, P(in force) is 60 %"), "{said:?}");
        assert!(said[0].ends_with("and loses it in 25 % of those that have one."), "{said:?}");
    }

    #[test]
    fn nothing_is_claimed_that_chance_might_do() {
        let base: Vec<bool> = (0..60).map(|draw| draw < 20).collect();
        let mut after = base.clone();
        after[30] = true;
        let found = trials(&base, &[trial("a change", after)]).expect("enough");
        assert!(found.words()[0].starts_with("None of the 1 changes"), "{:?}", found.words());
        assert!(trials(&base[..49], &[]).is_err());
    }
}
