//! Issues, packages, preferences and the parties that hold them: the words of every other crate.
//!
//! This crate does no I/O, reads no clock and draws no random numbers. Its entry types are [`Space`] (what can
//! be settled, and how), [`Preferences`] (what one side wants, as a sum of factors) and [`Talks`] (who sits down,
//! when, and under which pressure).
//!
//! > A value of a type of this crate is valid: what could be wrong with it was refused when it was made.

pub mod belief;
mod home;
mod issue;
mod package;
mod preferences;
mod space;
mod talks;
mod title;

pub use home::{Aim, Bar, Home, HomeBody, HomeError, Knowledge, Ratifier, Rule};
pub use issue::{Issue, IssueError, ValueLabel, Values};
pub use package::{Package, ValueIndex};
pub use preferences::{
    BoxFactor, Discount, DiscountPer, Drift, Factor, Moment, PreferenceError, Preferences, RedLine,
    TableFactor, ValueFunction, ValueSet, WalkAway,
};
pub use space::{Space, SpaceError};
pub use talks::{Guise, Invitation, Mediator, Party, Round, Talks, TalksError};
pub use title::within_sentence;
