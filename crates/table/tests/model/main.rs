//! The rules against a plain model of them, written separately: random acts by random seats, allowed and not.
//!
//! The model keeps the whole talks in one place, with no compartments, and says of each act which rules it runs
//! against, what it writes where, and what each seat then sees. `process` has the course of talks, `substance` what
//! they are about.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

#[path = "../proof/dice.rs"]
mod dice;
#[path = "../proof/draw.rs"]
mod draw;
mod harness;
mod may;
mod model;
mod news;
#[path = "../proof/pool.rs"]
#[allow(dead_code, reason = "the leak tests read more of it")]
mod pool;
mod probe;
mod process;
#[path = "../proof/react.rs"]
mod react;
mod substance;
#[path = "../proof/talks.rs"]
#[allow(dead_code, reason = "the model's own harness plays the acts")]
mod talks;
