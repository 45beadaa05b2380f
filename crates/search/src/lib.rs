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
mod adjusted_winner;
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
mod issue_weights;
mod joint;
mod key;
mod listed;
mod lists;
mod maxima;
mod measure;
mod net;
mod opaque;
mod opposition;
mod optimum;
mod paired;
mod pairs;
mod pareto;
mod potential;
mod rank;
mod red_line_costs;
mod side;
mod solutions;
mod split;
mod structured;
mod sums;
mod table;
mod tilted;
mod trades;
mod visitors;
mod weighted_nash;
mod windows;
mod zone;

pub use adjusted_winner::{AdjustedWinner, Award, NoAward, Split, adjusted_winner};
pub use count::Count;
pub use frontier::{Frontier, Point, frontier};
pub use hypervolume::hypervolume;
pub use issue_weights::{IssueWeights, issue_weights, main_effects};
pub use opposition::{Conflict, Opposition, conflict, opposition};
pub use red_line_costs::{RedLineCost, SolutionShift, red_line_costs};
pub use side::{Found, Side, Walk};
pub use solutions::{Solution, Solutions};
pub use trades::{Ladder, Trade, Trades, ladder, trades};
pub use weighted_nash::weighted_nash;
pub use zone::deal_zone_size;
