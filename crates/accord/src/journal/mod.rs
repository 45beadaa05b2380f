//! What comes in after an accord is signed: what was observed, and what members declared.

mod accept;
mod entry;

pub use accept::EntryError;
pub(crate) use accept::{Earlier, check};
pub use entry::{Attachment, Body, Declaration, Entry, Observation, Outcome};
