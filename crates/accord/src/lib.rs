//! Accords: commitments that are watched.
//!
//! [`Accord`] is what was agreed, as data: who owes what to whom, from when to when, what follows where it is not done. A
//! [`Ledger`] takes in [`Entry`] after entry (what was observed, what members declared) and says the [`Status`] at any
//! instant, of what was known at any other. Dates are civil days of the accord's zone; numbers are decimals.
//!
//! [`sampling`] says how many items an inspection must check, [`score`] counts what people judge. Both stand apart from
//! statuses, and are the only floating point here.
//!
//! No I/O, no clock: time comes in as an argument.
//!
//! > A status is a fold of the journal and the clock. The order in which entries came in makes no difference to it.

mod engine;
mod journal;
pub mod sampling;
pub mod score;
mod terms;

pub use engine::*;
pub use journal::*;
pub use terms::*;
