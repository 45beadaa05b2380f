use wasit_model::{Package, ValueIndex};

use crate::graph::rank::Radix;

/// How a partial package is named within a front: cheap to join, and ordered as packages are.
pub(crate) trait Key: Clone + Ord + Send + Sync {
    fn of(issue: usize, value: ValueIndex, issues: usize, radix: Option<&Radix>) -> Self;
    fn none(issues: usize) -> Self;
    /// The union of two that value different issues.
    fn join(&self, other: &Self) -> Self;
    fn package(&self, radix: Option<&Radix>) -> Package;
}

impl Key for u128 {
    fn of(issue: usize, value: ValueIndex, _: usize, radix: Option<&Radix>) -> Self {
        radix.map_or(0, |radix| u128::from(value) * radix.place(issue))
    }
    fn none(_: usize) -> Self {
        0
    }
    fn join(&self, other: &Self) -> Self {
        self + other
    }
    fn package(&self, radix: Option<&Radix>) -> Package {
        radix.map_or_else(Package::new, |radix| radix.package(*self))
    }
}

/// For spaces of 2^128 packages and more.
impl Key for Package {
    fn of(issue: usize, value: ValueIndex, issues: usize, _: Option<&Radix>) -> Self {
        let mut package = Self::none(issues);
        package[issue] = value;
        package
    }
    fn none(issues: usize) -> Self {
        std::iter::repeat_n(0, issues).collect()
    }
    fn join(&self, other: &Self) -> Self {
        self.iter().zip(other).map(|(a, b)| a + b).collect()
    }
    fn package(&self, _: Option<&Radix>) -> Package {
        self.clone()
    }
}
