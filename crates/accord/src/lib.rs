//! Accords: commitments that are watched.
//!
//! [`Accord`] is what was agreed, as data: who owes what to whom, from when to when, what follows where it is not done. A
//! [`Ledger`] takes in [`Entry`] after entry (what was observed, what members declared) and says the [`Status`] at any
//! instant, of what was known at any other. Dates are civil days of the accord's zone; numbers are decimals.
//!
//! No I/O, no clock, no floating point: time comes in as an argument.
//!
//! > A status is a fold of the journal and the clock. The order in which entries came in makes no difference to it.

mod engine;
mod journal;
mod terms;

pub use engine::*;
pub use journal::*;
pub use terms::*;
