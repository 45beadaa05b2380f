//! What an analysis asks of preferences and of a frontier: pure functions, one a file.

pub(crate) mod adjusted_winner;
pub(crate) mod issue_weights;
pub(crate) mod opposition;
pub(crate) mod red_line_costs;
pub(crate) mod trades;
