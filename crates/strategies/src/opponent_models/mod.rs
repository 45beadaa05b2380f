//! What can be learnt of another side from what it offers.

mod bayesian;
mod frequency;
#[cfg(test)]
mod trial;

pub use bayesian::Bayesian;
pub use frequency::Frequency;
use wasit_model::{Package, ValueIndex};

/// An additive estimate of another side's utility, learnt from what it offers.
pub trait OpponentModel: Send {
    /// The other side made this offer at relative time `time`.
    fn observe(&mut self, offer: &Package, time: f64);

    /// Estimated utility in [0, 1], as one table per issue: the estimate of a package is the sum of its entries.
    fn tables(&self) -> &[Vec<f64>];

    /// The estimate of one package.
    fn utility(&self, package: &[ValueIndex]) -> f64 {
        self.tables().iter().zip(package).map(|(table, &value)| table[usize::from(value)]).sum()
    }
}
