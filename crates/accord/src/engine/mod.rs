//! What follows from what came in, at an instant: a fold of the journal and the clock.

mod breaches;
mod course;
mod days;
mod disputes;
mod due;
mod ledger;
mod powers;
mod read;
mod reasons;
mod recurrence;
mod scene;
mod shelf;
pub(crate) mod status;
mod tasks;
mod window;

pub use breaches::Verdict;
pub use disputes::{Dispute, Extension, Passed, RungRun, Standing};
pub use due::{Due, DueKind};
pub use ledger::{Ledger, status};
pub use powers::{Exertion, PowerStanding};
pub use reasons::{DayRule, Derived, Reason};
pub use recurrence::RecurrenceError;
pub use status::{
    Breached, CommitmentStatus, Duty, Held, MilestoneStatus, Next, NextKind, Record, Seen, State, Status,
};
pub use window::Rest;
