//! Whether a home body will ratify.

pub(crate) mod chances;
pub(crate) mod shock;
pub(crate) mod win_sets;

use smallvec::SmallVec;
use wasit_model::belief::normal::quantile;
use wasit_model::{HomeBody, Ratifier, ValueIndex};

use crate::feasibility::threshold;
use crate::ratification::chances::Chances;
use crate::ratification::shock::{conditional, nodes};

/// A home body made ready for asking how likely it is to ratify a package.
///
/// Ratifier k says yes with probability `p = logistic((u(x) − t) / s)`, whatever the others do. Votes hang together by a
/// one-factor Gaussian copula (Li 2000; Vasicek 2002): with a shared standard normal shock `z` of loading ρ, and given
/// `z` independent of each other, `P(yes | z) = Φ((Φ⁻¹(p) + ρz) / √(1 − ρ²))`, which is `p` again over all `z`. Where
/// no vote is open the shock changes nothing.
#[derive(Clone, Debug)]
pub struct HomeVote<'a> {
    body: &'a HomeBody,
    /// By ratifier, on the grid of its utilities.
    thresholds: Vec<f64>,
    chances: Chances,
    /// Values of the shock with their probabilities; one of 0 where there is none.
    shocks: Vec<(f64, f64)>,
}

impl<'a> HomeVote<'a> {
    /// Makes `body`, which has been checked, ready: O(ratifiers).
    #[must_use]
    pub fn new(body: &'a HomeBody) -> Self {
        Self {
            body,
            thresholds: body.ratifiers.iter().map(|ratifier| threshold(&ratifier.preferences)).collect(),
            chances: Chances::new(body),
            shocks: nodes(body.shock, body.ratifiers.len()),
        }
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &'a HomeBody {
        self.body
    }

    /// By ratifier: the probability that it says yes to `package`, others aside.
    #[must_use]
    pub fn yes(&self, package: &[ValueIndex]) -> Vec<f64> {
        self.yes_with(package, &[])
    }

    /// The same where these numbers are added to the thresholds; ratifiers beyond the list are left as they are.
    #[must_use]
    pub fn yes_with(&self, package: &[ValueIndex], raised: &[f64]) -> Vec<f64> {
        self.each_yes(package, raised).collect()
    }

    fn each_yes(&self, package: &[ValueIndex], raised: &[f64]) -> impl Iterator<Item = f64> {
        let raised = raised.iter().copied().chain(std::iter::repeat(0.0));
        let yes = move |((ratifier, &threshold), raised): ((&Ratifier, &f64), f64)| {
            let threshold = threshold + raised;
            let utility = ratifier.preferences.utility(package);
            if utility == f64::NEG_INFINITY || threshold == f64::INFINITY {
                0.0
            } else if ratifier.noise == 0.0 || threshold == f64::NEG_INFINITY {
                f64::from(u8::from(utility >= threshold))
            } else {
                1.0 / (1.0 + ((threshold - utility) / ratifier.noise).exp())
            }
        };
        self.body.ratifiers.iter().zip(&self.thresholds).zip(raised).map(yes)
    }

    /// The probability that the body ratifies `package`.
    ///
    /// Exact but for rounding: votes are added up by convolution over weights, or over all that can be outvoted where that
    /// is less, and over each combination of the ratifiers that the rule names more than once; the shock by the
    /// trapezoidal rule, to about 1e-9. Where a quota has more than twenty members whose weights are no multiples of
    /// a common unit ([`HomeVote::is_exact`]), they are rounded to 1/16,384 of their sum.
    #[must_use]
    pub fn chance(&self, package: &[ValueIndex]) -> f64 {
        self.chance_with(package, &[])
    }

    /// The same where these numbers are added to the thresholds, as [`HomeVote::yes_with`] does.
    #[must_use]
    pub fn chance_with(&self, package: &[ValueIndex], raised: &[f64]) -> f64 {
        let yes: SmallVec<[f64; 8]> = self.each_yes(package, raised).collect();
        self.chance_of(&yes)
    }

    /// The same for ratifiers who say yes with these probabilities.
    #[must_use]
    pub fn chance_of(&self, yes: &[f64]) -> f64 {
        self.average(yes, |given| self.chances.carried(self.body, given)).clamp(0.0, 1.0)
    }

    /// By ratifier: the probability that its vote decides on `package`, all others' being as they fall.
    #[must_use]
    pub fn pivots(&self, package: &[ValueIndex]) -> Vec<f64> {
        let yes = self.yes(package);
        let pivot = |at: usize| {
            let decides = |given: &[f64]| {
                let with = |vote: f64| {
                    let mut given = given.to_vec();
                    given[at] = vote;
                    self.chances.carried(self.body, &given)
                };
                with(1.0) - with(0.0)
            };
            self.average(&yes, decides).clamp(0.0, 1.0)
        };
        (0..yes.len()).map(pivot).collect()
    }

    /// How many uniforms [`HomeVote::cast`] takes.
    #[must_use]
    pub fn uniforms(&self) -> usize {
        1 + self.body.ratifiers.len()
    }

    /// The votes of ratifiers who say yes with these probabilities, by uniforms on [0, 1): the first is the shock, the
    /// others are one for each ratifier, which says yes where its own lies below the probability that the shock leaves.
    /// So whoever says yes still does where its probability is greater.
    #[must_use]
    pub fn cast(&self, yes: &[f64], uniforms: &[f64]) -> Vec<bool> {
        let shock = match self.body.shock {
            0.0 => 0.0,
            // From within (0, 1), where the score is finite.
            _ => quantile(uniforms[0].clamp(1e-16, 1.0 - 1e-16)),
        };
        let votes = yes.iter().zip(&uniforms[1..]);
        votes.map(|(&yes, &uniform)| uniform < conditional(yes, self.body.shock, shock)).collect()
    }

    /// What the body has left over its thresholds at `package`: −∞ where those within whose red lines it lies do not carry
    /// the rule.
    #[must_use]
    pub fn level(&self, package: &[ValueIndex]) -> f64 {
        let surplus = |(ratifier, &threshold): (&Ratifier, &f64)| {
            let utility = ratifier.preferences.utility(package);
            if utility == f64::NEG_INFINITY { utility } else { utility - threshold }
        };
        let surpluses: Vec<f64> = self.body.ratifiers.iter().zip(&self.thresholds).map(surplus).collect();
        self.body.level(&surpluses)
    }

    /// Whether [`HomeVote::chance`] rounds no weights.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.chances.is_exact()
    }

    /// How many numbers one [`HomeVote::chance`] computes, about.
    pub(crate) fn cost(&self) -> u64 {
        (self.shocks.len() as u64).saturating_mul(self.chances.cost())
    }

    /// The mean of `of` the votes' probabilities given the shock, over the shock.
    fn average(&self, yes: &[f64], of: impl Fn(&[f64]) -> f64) -> f64 {
        if self.shocks.len() == 1 || yes.iter().all(|yes| *yes == 0.0 || *yes == 1.0) {
            return of(yes);
        }
        let scores: Vec<f64> = yes.iter().map(|&yes| quantile(yes)).collect();
        let mut given = vec![0.0; yes.len()];
        let mut mean = 0.0;
        for &(shock, weight) in &self.shocks {
            for (given, &score) in given.iter_mut().zip(&scores) {
                *given = shock::given(score, self.body.shock, shock);
            }
            mean += weight * of(&given);
        }
        mean
    }
}
