//! Finding packages in a space that is never spelled out: one side's best-first walk, inverse and range
//! ([`Side`]), and what all sides can reach together ([`frontier`], [`Solutions`], [`deal_zone_size`],
//! [`hypervolume`]).
//!
//! Everything works on the factor graph of the preferences, so that cost follows structure and not size. There is
//! no clock and no I/O here; rayon only where results do not depend on it.
//!
//! > Of packages that are otherwise equal the lexicographically least is taken; every answer that is not exact
//! > carries its bound.

mod additive;
mod band;
mod beyond;
mod boxes;
mod buckets;
#[cfg(test)]
mod cases;
mod cells;
mod climb;
mod count;
mod descend;
mod elimination;
mod ends;
mod extremes;
mod falling;
mod frontier;
mod graph;
mod hypervolume;
mod joint;
mod key;
mod listed;
mod lists;
mod maxima;
mod measure;
mod net;
mod opaque;
mod optimum;
mod paired;
mod pairs;
mod pareto;
mod potential;
mod rank;
mod side;
mod solutions;
mod split;
mod structured;
mod sums;
mod table;
mod tilted;
mod visitors;
mod windows;
mod zone;

pub use count::Count;
pub use frontier::{Frontier, Point, frontier};
pub use hypervolume::hypervolume;
pub use side::{Found, Side, Walk};
pub use solutions::{Solution, Solutions};
pub use zone::deal_zone_size;
