//! Plays talks: one ([`play`]), many under one seating ([`Series`]), a summary of them over seeds ([`repeat`]), every
//! strategy's with every other ([`Tournament`]), or one talk in every draw of what is uncertain in it ([`Simulation`]).
//!
//! A talk is a pure function of the talks, the seats, the protocol and the seed: the same seed gives the same
//! [`Course`], whatever the number of threads. What a single seat could see of it is a [`Glimpse`], a type that
//! cannot hold anything else.

mod analysis;
mod chance;
mod course;
mod delegation;
mod direct;
mod disclosure;
mod glimpse;
mod hall;
mod mediated;
mod mediation;
mod outlook;
mod play;
mod random;
mod rehearsal;
mod repeat;
mod series;
mod simulate;
mod swift;
mod tournament;
mod yardstick;

pub use analysis::{Analysis, AtHomes, Origin, Reach, Start, halfway, share};
pub use course::{Act, Course, Entry, Fault, Outcome};
pub use delegation::{HomeAnswer, Ratification, ratify};
pub use glimpse::{Glimpse, Sight};
pub use mediation::{COMPARED_PARTIES, MediatorRow, compare_mediators};
pub use outlook::{Outlook, PairOutlook};
pub use play::{Guest, PlayError, Player, Protocol, Seating, play};
pub use random::{random_chain, random_dense, random_preferences, random_space, talks_of};
pub use rehearsal::{Rehearsal, RehearsalError, issues_of};
pub use repeat::{Estimate, Summary, repeat};
pub use series::{Ending, Room, Series};
pub use simulate::{
    Asked, AskedKind, Blockage, Change, Class, Eased, Held, NO_VALUE, Rows, Running, SimulateError,
    Simulation, Swap, Swapped, Swaps, Tried, TriedBy, Variant,
};
pub use swift::Exchange;
pub use tournament::{
    Block, Ended, Plan, PlanError, Planned, Ranking, Row, Standing, Sums, Tournament, by_seat, rank,
};
pub use yardstick::{Fingerprint, MeasuredSpace, MeasuredTalks, measured_spaces, measured_talks};
