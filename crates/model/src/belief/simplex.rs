//! Beliefs on weights: numbers of at least 0 that sum to 1, drawn together.

use super::{Family, FamilyError};

/// A belief on the weights of several issues, which sum to 1.
///
/// Each weight is drawn from one uniform of its own, so that a low-discrepancy sequence can drive it.
#[derive(Clone, Debug, PartialEq)]
pub struct Simplex {
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    /// For each member its place in the ranking, from 0 (weighs most).
    Order(Vec<usize>),
    Swing(Vec<Family>),
}

impl Simplex {
    /// The most weights that are drawn together.
    pub const MAX_MEMBERS: usize = 64;

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
    /// A swing is wrong in itself.
    #[error(transparent)]
    Family(#[from] FamilyError),
}
