//! The rules of live indirect talks: who may do what when, what it changes, and who sees it.
//!
//! No clock, no network, no disk, no randomness: time is an argument, and what the rules decide depends on nothing
//! but the events before. The entry types are [`Table`], which takes [`Act`]s and gives [`Event`]s or a [`Refusal`];
//! and [`View`], what one member of a seat has seen.
//!
//! > Every event stands in one [`Compartment`]; a view is a fold of the compartments that its owner is on the roster of,
//! > and an act is decided from its actor's [`Sight`] alone. What passes between compartments by itself stands in one
//! > short file, `crossings.rs`.
//!
//! The canonical loop:
//! 1. `table.tick(now)`: clocks strike;
//! 2. `table.apply(who, act, now)`: events or a refusal;
//! 3. record the events ([`recording`]), answer with signed heads;
//! 4. give every member the events of its own compartments, for its [`View`] to take.

#![forbid(unsafe_code)]

mod act;
mod calendar;
pub mod chapters;
mod clocks;
mod content;
mod crossings;
mod doing;
mod event;
mod facts;
mod issues;
pub mod limits;
mod members;
mod name;
mod place;
pub mod recording;
mod refusal;
mod sight;
mod signature;
mod state;
mod table;
mod view;

pub use act::Act;
pub use chapters::questions::Question;
pub use clocks::{Clock, Clocks};
pub use content::{Content, Hash, HashError, Retention};
pub use event::{Event, Kind, Log};
pub use facts::{By, Chapter, During, Facts, Writes};
pub use issues::{Issue, Issues, PackageTerms};
pub use members::{Member, Members, Role};
pub use name::{Name, NameError, Who, WhoError};
pub use place::{Channel, Compartment, Id, PlaceError};
pub use refusal::{Refusal, Rule};
pub use sight::{Backchannels, MediatorSight, PartySight, Sight};
pub use signature::Signed;
pub use state::{Backchannel, Delegation, Joint, Room};
pub use table::{ReplayError, Table};
pub use view::{MediatorView, PartyView, View};
pub use wasit_record::{How, Signature};
