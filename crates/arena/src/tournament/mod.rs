//! Tournaments: every strategy against every other, on every scenario, from every seat.
//!
//! A [`Plan`] says which talks there are and numbers them; [`Tournament`] holds any range of them; [`rank`] makes
//! figures of the [`Row`]s. A row depends on the plan and its number alone, so any cut of the numbers into ranges, on
//! any number of threads, gives the same rows.

mod bootstrap;
mod hold;
mod plan;
mod ranking;
mod row;
mod sums;

pub use hold::Tournament;
pub use plan::{Block, Plan, PlanError, Planned};
pub use ranking::{Ranking, Standing, rank};
pub use row::{Ended, Row};
pub use sums::{Sums, by_seat};
