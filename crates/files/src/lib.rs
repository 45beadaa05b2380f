//! How talks are written down: reads `talks.yaml` and says everything that is wrong with it.
//!
//! This crate works on bytes: it opens no file, reads no clock and knows no strategy (which strategies exist is
//! passed in). Its entry points are [`read_talks`], which gives [`wasit_model::Talks`] or all [`Problems`] of the
//! file at once, and [`talks_schema`], from which editors complete.
//!
//! > A file that loads is valid. There are no warnings: what is wrong is said, with the place and what would be
//! > right, and nothing is loaded.

mod braces;
mod collector;
mod fields;
mod foreign;
mod formats;
mod negmas;
mod negolog;
mod problems;
mod scenario;
mod schema;
mod syntax;
mod talks;
mod tree;

pub use foreign::{ReadOptions, Written};
pub use formats::{read_scenario, recognise, write_scenario};
pub use problems::{Problem, Problems};
pub use scenario::{Evaluations, Format, Scenario};
pub use schema::talks_schema;
pub use talks::{Source, StrategyNames, read_talks};
