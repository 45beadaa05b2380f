//! Beliefs on weights: numbers of at least 0 that sum to 1, drawn together.

use std::borrow::Cow;
use std::sync::Arc;

use super::curve::{Curve, Knot};
use super::incomplete::Gamma;
use super::marginal::{Marginal, Ranked, sampled};
use super::{Family, Stated, normal};

/// A belief on the weights of several issues, which sum to 1.
///
/// Each weight is drawn from one uniform of its own, so that a low-discrepancy sequence can drive it.
#[derive(Clone, Debug, PartialEq)]
pub struct Simplex {
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    /// The shape of each member, and the curve of the logarithm of a gamma number of that shape.
    Dirichlet {
        shapes: Vec<f64>,
        curves: Vec<Arc<Curve>>,
    },
    /// For each member its place in the ranking, from 0 (weighs most).
    Order(Vec<usize>),
    Swing(Vec<Family>),
}

impl Simplex {
    /// The most weights that are drawn together.
    pub const MAX_MEMBERS: usize = 64;

    /// The Dirichlet law: weights with those means, which are taken as shares of their sum, the nearer to them the
    /// greater `strength`. The variance of a weight with mean `m` is `m (1 − m) / (strength + 1)`.
    ///
    /// # Errors
    /// [`SimplexError::Mean`] where a mean is not above 0, [`SimplexError::Strength`] unless it is above 0 and at
    /// most 10,000, [`SimplexError::Thin`] where mean × strength is less than 0.001; [`SimplexError::Members`].
    pub fn dirichlet(means: &[f64], strength: f64) -> Result<Self, SimplexError> {
        members(means.len())?;
        for (member, &mean) in means.iter().enumerate() {
            if !(mean.is_finite() && mean > 0.0) {
                return Err(SimplexError::Mean { member, mean });
            }
        }
        if !(strength > 0.0 && strength <= 10_000.0) {
            return Err(SimplexError::Strength { strength });
        }
        let sum: f64 = means.iter().sum();
        let shapes: Vec<f64> = means.iter().map(|mean| mean / sum * strength).collect();
        if let Some(member) = shapes.iter().position(|&shape| shape.is_nan() || shape < LEAST_SHAPE) {
            return Err(SimplexError::Thin { member, mean: means[member], strength });
        }
        let mut curves: Vec<Arc<Curve>> = Vec::with_capacity(shapes.len());
        for (at, shape) in shapes.iter().enumerate() {
            let curve = match shapes[..at].iter().position(|earlier| earlier == shape) {
                Some(same) => Arc::clone(&curves[same]),
                None => Arc::new(log_gamma(*shape)),
            };
            curves.push(curve);
        }
        Ok(Self { kind: Kind::Dirichlet { shapes, curves } })
    }

    /// Only the ranking is known: `places[m]` says which place member `m` has, 0 for the one that weighs most.
    /// All weights in that order are equally likely (Butler, Jia & Dyer 1997: *rank order weights*).
    ///
    /// # Errors
    /// [`SimplexError::Places`] where the places are not 0, 1, 2… each once; [`SimplexError::Members`].
    pub fn order(places: Vec<usize>) -> Result<Self, SimplexError> {
        members(places.len())?;
        let mut taken = vec![false; places.len()];
        for &place in &places {
            match taken.get_mut(place) {
                Some(taken) if !*taken => *taken = true,
                _ => return Err(SimplexError::Places),
            }
        }
        Ok(Self { kind: Kind::Order(places) })
    }

    /// Swing weights: each member's swing is drawn on any common scale, and the weights are the swings'
    /// shares of their sum.
    ///
    /// # Errors
    /// [`SimplexError::Negative`] where a swing can be negative, [`SimplexError::AllZero`] where all can be 0 at
    /// once; [`SimplexError::Members`].
    pub fn swing(swings: Vec<Family>) -> Result<Self, SimplexError> {
        members(swings.len())?;
        for (member, swing) in swings.iter().enumerate() {
            let low = swing.support().0;
            if low < 0.0 {
                return Err(SimplexError::Negative { member, low });
            }
        }
        if swings.iter().all(|swing| swing.quantile(0.001) <= 0.0) {
            return Err(SimplexError::AllZero);
        }
        Ok(Self { kind: Kind::Swing(swings) })
    }

    /// How many weights.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.kind {
            Kind::Dirichlet { shapes, .. } => shapes.len(),
            Kind::Order(places) => places.len(),
            Kind::Swing(swings) => swings.len(),
        }
    }

    /// Never: there are at least two weights.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        false
    }

    /// Draws the weights: `uniforms[m]`, in \[0, 1\], is member `m`'s; as many weights are added to `weights`.
    ///
    /// # Panics
    /// Where the number of uniforms is not [`Simplex::len`].
    pub fn draw(&self, uniforms: &[f64], weights: &mut Vec<f64>) {
        assert_eq!(uniforms.len(), self.len(), "one uniform for each weight");
        let start = weights.len();
        match &self.kind {
            Kind::Dirichlet { curves, .. } => {
                let logs = curves.iter().zip(uniforms).map(|(curve, &u)| curve.at(normal::quantile(u)));
                weights.extend(logs);
                // Tiny shapes give numbers too small for a double; their shares are not.
                let greatest = weights[start..].iter().copied().fold(f64::NEG_INFINITY, f64::max);
                weights[start..].iter_mut().for_each(|log| *log = libm::exp(*log - greatest));
            }
            Kind::Order(places) => {
                let mut shares = [0.0; Self::MAX_MEMBERS];
                for (share, &u) in shares.iter_mut().zip(uniforms) {
                    *share = -libm::log(u.clamp(f64::MIN_POSITIVE, 1.0));
                }
                let mut tail = 0.0;
                for at in (0..places.len()).rev() {
                    tail += shares[at] / (at + 1) as f64;
                    shares[at] = tail;
                }
                weights.extend(places.iter().map(|&place| shares[place]));
            }
            Kind::Swing(swings) => {
                weights.extend(swings.iter().zip(uniforms).map(|(swing, &u)| swing.quantile(u)));
            }
        }
        normalise(&mut weights[start..]);
    }

    /// The weights to take where one set must stand for all: the means, or for swings the shares of their
    /// middles.
    #[must_use]
    pub fn middle(&self) -> Vec<f64> {
        let mut weights: Vec<f64> = match &self.kind {
            Kind::Dirichlet { shapes, .. } => shapes.clone(),
            Kind::Order(places) => {
                places.iter().map(|&place| Ranked::new(place, places.len()).mean()).collect()
            }
            Kind::Swing(swings) => swings.iter().map(Family::middle).collect(),
        };
        normalise(&mut weights);
        weights
    }

    /// The law of one weight by itself.
    pub(super) fn marginal(&self, member: usize) -> Marginal<'_> {
        match &self.kind {
            Kind::Dirichlet { shapes, .. } => {
                let (a, b) = (shapes[member], shapes.iter().sum::<f64>() - shapes[member]);
                let stated = Stated::Beta { a, b, min: 0.0, max: 1.0 };
                Marginal::Family(Cow::Owned(Family::of_beta(stated, (a, b), 0.0, 1.0)))
            }
            Kind::Order(places) => Marginal::Ranked(Ranked::new(places[member], places.len())),
            Kind::Swing(_) => Marginal::Sampled(sampled(self).swap_remove(member)),
        }
    }
}

/// Below this, all weight is on one member in nearly every draw.
const LEAST_SHAPE: f64 = 1e-3;

fn log_gamma(shape: f64) -> Curve {
    let law = Gamma::new(shape);
    // An error of the logarithm is a share of the weight, however far the logarithm spreads.
    Curve::follow(law.inside(), 10.0, &|log| Knot::new(log, law.at_log(log)))
}

fn members(count: usize) -> Result<(), SimplexError> {
    if (2..=Simplex::MAX_MEMBERS).contains(&count) { Ok(()) } else { Err(SimplexError::Members(count)) }
}

fn normalise(weights: &mut [f64]) {
    let sum: f64 = weights.iter().sum();
    if sum > 0.0 {
        weights.iter_mut().for_each(|weight| *weight /= sum);
    } else {
        let even = 1.0 / weights.len() as f64;
        weights.fill(even);
    }
}

/// Why numbers are no belief on weights. All are the caller's fault.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SimplexError {
    /// Fewer than two weights, or more than [`Simplex::MAX_MEMBERS`].
    #[error("{0} weights: between 2 and 64 can be uncertain together")]
    Members(usize),
    /// A mean is not above 0.
    #[error("a mean weight is {mean}: it must lie above 0")]
    Mean {
        /// Whose.
        member: usize,
        /// What it is.
        mean: f64,
    },
    /// The strength is out of range.
    #[error("`strength` is {strength}: it must lie above 0 and be at most 10000")]
    Strength {
        /// What was stated.
        strength: f64,
    },
    /// A mean is too small for so little strength.
    #[error(
        "a mean weight of {mean} is too small for a strength of {strength}: their product must be at least 0.001"
    )]
    Thin {
        /// Whose.
        member: usize,
        /// As stated.
        mean: f64,
        /// What was stated.
        strength: f64,
    },
    /// The places of a ranking are not 0, 1, 2… each once.
    #[error("a ranking names every issue once")]
    Places,
    /// A swing can be negative.
    #[error("a swing can be {low}: swings are numbers of at least 0")]
    Negative {
        /// Whose.
        member: usize,
        /// The least it can be.
        low: f64,
    },
    /// All swings can be 0 at once.
    #[error("all swings can be 0 at once: at least one must lie above 0")]
    AllZero,
}

impl SimplexError {
    /// Whose number is wrong, where it is one member's.
    #[must_use]
    pub fn member(&self) -> Option<usize> {
        match self {
            Self::Mean { member, .. } | Self::Thin { member, .. } | Self::Negative { member, .. } => {
                Some(*member)
            }
            Self::Members(_) | Self::Strength { .. } | Self::Places | Self::AllZero => None,
        }
    }
}
