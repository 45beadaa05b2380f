//! Finding packages in a space that is never spelled out: one side's best-first walk, inverse and range
//! ([`Side`]), and what all sides can reach together ([`frontier`], [`Solutions`], [`deal_zone_size`],
//! [`hypervolume`]).
//!
//! `side` answers for one side, `frontier` and `solutions` for all together, `analysis` what an analyst asks of either;
//! `graph` is what they share. Everything works on the factor graph of the preferences, so that cost follows structure and not size. There is
//! no clock and no I/O here; rayon only where results do not depend on it.
//!
//! > Of packages that are otherwise equal the lexicographically least is taken; every answer that is not exact
//! > carries its bound.

mod analysis;
#[cfg(test)]
mod cases;
mod count;
mod feasibility;
mod frontier;
mod graph;
mod ratification;
mod side;
mod solutions;
mod zone;

pub use analysis::adjusted_winner::{AdjustedWinner, Award, NoAward, Split, adjusted_winner};
pub use analysis::issue_weights::{IssueWeights, issue_weights, main_effects};
pub use analysis::opposition::{Conflict, Opposition, conflict, opposition};
pub use analysis::red_line_costs::{RedLineCost, SolutionShift, red_line_costs};
pub use analysis::trades::{Ladder, Trade, Trades, ladder, trades};
pub use count::Count;
pub use feasibility::blockers::{Blockers, Gives, Move, Way};
pub use feasibility::ledger::{Claim, ClaimKind};
pub use feasibility::{Demand, Demands, Margin, least_walk_away};
pub use frontier::hypervolume::hypervolume;
pub use frontier::{Frontier, Point, frontier};
pub use ratification::HomeVote;
pub use ratification::win_sets::{Nearest, WinSet, WinSets, win_sets};
pub use side::{Found, Side, Walk};
pub use solutions::weighted_nash::weighted_nash;
pub use solutions::{Solution, Solutions};
pub use zone::deal_zone_size;
