//! Laws of the table over random talks: nothing leaks, the rules hold, the record gives back the table.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod corpus;
mod dice;
mod draw;
mod facts;
mod fuzzed;
mod goldens;
mod leaks;
#[path = "../../../record/tests/support/masked.rs"]
mod masked;
mod mutated;
mod pool;
mod react;
mod recorded;
mod replay;
mod scenes;
mod talks;
