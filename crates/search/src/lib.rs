//! Finding packages in a space that is never spelled out: one side's walk, inverse and range ([`Side`]), and
//! what all sides can reach together ([`frontier`], [`Solutions`]).
//!
//! Everything works on the factor graph of the preferences, so cost follows structure and not size. No clock,
//! no I/O; rayon only where results do not depend on it.
mod frontier;
mod side;
pub use frontier::{Frontier, Point, Solution, Solutions, frontier};
pub use side::{Found, Side, Walk};
