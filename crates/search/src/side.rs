#![allow(missing_docs, unused_variables)]
use std::sync::Arc;
use wasit_model::{Package, Preferences, Space, ValueIndex};
/// A package found by a search, with how sure it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The package.
    pub package: Package,
    /// What it is worth to the side, undiscounted.
    pub utility: f64,
    /// How far the optimum may be from `utility`: 0 where the answer is exact.
    pub bound: f64,
}
/// One side's preferences, made ready for searching; shared by every talk that the side holds.
pub struct Side { preferences: Preferences }
impl Side {
    pub fn new(space: Arc<Space>, preferences: Preferences) -> Self { unimplemented!() }
    pub fn space(&self) -> &Arc<Space> { unimplemented!() }
    pub fn preferences(&self) -> &Preferences { &self.preferences }
    /// Undiscounted utility; −∞ beyond a red line.
    pub fn utility(&self, package: &[ValueIndex]) -> f64 { unimplemented!() }
    /// The best package within the red lines; None where red lines leave nothing.
    pub fn best(&self) -> Option<&Found> { unimplemented!() }
    /// The least utility of a package within the red lines (greatest: `best().utility`).
    pub fn least_utility(&self) -> f64 { unimplemented!() }
    /// THE INVERSE: the lowest-utility package with utility >= level (ties: lexicographically least). None if there is none.
    pub fn worst_at_least(&self, level: f64) -> Option<Found> { unimplemented!() }
    /// The highest-utility package with utility <= level. 
    pub fn best_at_most(&self, level: f64) -> Option<Found> { unimplemented!() }
    /// A package drawn uniformly from those with utility >= level.
    pub fn sample_at_least(&self, level: f64, rng: &mut impl rand::Rng) -> Option<Package> { unimplemented!() }
    /// Of the packages with utility in [low, high], the one for which the additive `score` (a table per issue; score[issue][value]) is greatest
    /// (exact on spaces that are tabled; on huge ones a dynamic program over a grid of own utility, within the band for certain).
    pub fn best_scored_in(&self, low: f64, high: f64, score: &[Vec<f64>]) -> Option<Package> { unimplemented!() }
    /// Packages in falling utility (ties: lexicographically least first), lazily. Owns its Arc, is Clone + Send.
    pub fn walk(self: &Arc<Self>) -> Walk { unimplemented!() }
}
#[derive(Clone)]
pub struct Walk;
impl Iterator for Walk { type Item = (Package, f64); fn next(&mut self) -> Option<Self::Item> { unimplemented!() } }
