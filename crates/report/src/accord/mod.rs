//! Where an accord stands: in words, for the terminal, as JSON.

mod changes;
pub mod json;
mod reasons;
mod report;
pub mod terminal;
mod words;

pub use reasons::Step;
pub use report::AccordReport;
pub use words::{Words, record};
