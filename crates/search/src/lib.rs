//! Finding packages in a space that is never spelled out: one side's best-first walk, inverse and range
//! ([`Side`]), and what all sides can reach together ([`frontier`], [`Solutions`]).
//!
//! Everything works on the factor graph of the preferences, so that cost follows structure and not size. There is
//! no clock and no I/O here; rayon only where results do not depend on it.
//!
//! > Of packages that are otherwise equal the lexicographically least is taken; every answer that is not exact
//! > carries its bound.

mod additive;
mod band;
mod beyond;
mod buckets;
#[cfg(test)]
mod cases;
mod cells;
mod count;
mod elimination;
mod ends;
mod falling;
mod frontier;
mod graph;
mod joint;
mod lists;
mod opaque;
mod paired;
mod pairs;
mod pareto;
mod rank;
mod side;
mod solutions;
mod split;
mod structured;
mod sums;
mod table;
mod tilted;
mod windows;

pub use count::Count;
pub use frontier::{Frontier, Point, frontier};
pub use side::{Found, Side, Walk};
pub use solutions::{Solution, Solutions};
