//! Plays talks: one ([`play`]), or many over seeds ([`repeat`]).
//!
//! A talk is a pure function of the talks, the seats, the protocol and the seed: the same seed gives the same
//! [`Course`], whatever the number of threads. What a single seat could see of it is a [`Glimpse`], a type that
//! cannot hold anything else.

mod analysis;
mod course;
mod direct;
mod glimpse;
mod hall;
mod mediated;
mod mediation;
mod outlook;
mod play;
mod repeat;

pub use analysis::{Analysis, Origin, Reach, Start, halfway, share};
pub use course::{Act, Course, Entry, Fault, Outcome};
pub use glimpse::{Glimpse, Sight};
pub use mediation::{COMPARED_PARTIES, MediatorRow, compare_mediators};
pub use outlook::{Outlook, PairOutlook};
pub use play::{Guest, PlayError, Player, Protocol, Seating, play};
pub use repeat::{Estimate, Summary, repeat};
