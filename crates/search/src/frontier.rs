#![allow(missing_docs, unused_variables)]
use std::sync::Arc;
use wasit_model::Package;
use crate::Side;
/// A package with what every side makes of it (undiscounted).
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The package.
    pub package: Package,
    /// Utilities in the order of the sides.
    pub utilities: Vec<f64>,
}
/// The Pareto-efficient packages of several sides, over all packages within everybody's red lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Frontier {
    /// One package for each efficient utility vector, by falling utility of the first side, then of the second, ….
    pub points: Vec<Point>,
    /// 0 where the frontier is exact; else every efficient vector is within this of some point, in every utility.
    pub bound: f64,
    /// How it was found, in words.
    pub how: &'static str,
}
/// A solution: all packages that attain it.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution { pub points: Vec<Point>, /** 0 where exact */ pub bound: f64 }
/// The four solutions over the deal zone.
#[derive(Clone, Debug, PartialEq)]
pub struct Solutions { pub nash: Solution, pub kalai_smorodinsky: Solution, pub kalai: Solution, pub welfare: Solution }
pub fn frontier(sides: &[Arc<Side>]) -> Frontier { unimplemented!() }
impl Frontier {
    pub fn exact(&self) -> bool { self.bound == 0.0 }
    /// Those in the deal zone: every side gets at least its walk-away.
    pub fn rational(&self, walk_aways: &[f64]) -> Frontier { unimplemented!() }
    /// Euclidean distance to the nearest point; None where there is none.
    pub fn distance(&self, utilities: &[f64]) -> Option<f64> { unimplemented!() }
    pub fn solutions(&self, sides: &[Arc<Side>], walk_aways: &[f64]) -> Solutions { unimplemented!() }
}
impl Solution {
    pub fn exact(&self) -> bool { self.bound == 0.0 }
    pub fn distance(&self, utilities: &[f64]) -> Option<f64> { unimplemented!() }
}
