//! Turn-taking rules of automated talks, as state machines that do no I/O and know nobody's preferences.
//!
//! [`Alternating`] is the direct table (stacked alternating offers), [`Shuttle`] the mediated one. Both are used
//! the same way:
//!
//! > Ask `expected()` who must do what, hand what they did to `apply`, until `expected()` says that the talks
//! > ended. What `apply` refuses has changed nothing.

mod alternating;
mod facts;
mod shuttle;

pub use alternating::{Alternating, Turn, relative_time};
pub use facts::{Facts, Sees};
pub use shuttle::{Attribution, Errand, Expected, Proposal, ProposalId, Reply, Request, Shuttle, Vote};

/// A place at the talks. Parties are numbered in the order of the talks file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Seat {
    /// The party of that number.
    Party(usize),
    /// The mediator.
    Mediator,
}

/// How talks ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Every party accepted this package.
    Agreed(wasit_model::Package),
    /// The legs, or the steps, were used up.
    Deadline,
    /// A seat left.
    WalkedOut(Seat),
    /// The mediator closed the talks.
    Closed,
}

/// Why a move is refused; nothing has changed. All are the mover's fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The talks are over.
    #[error("the talks are over")]
    Over,
    /// It is for another seat to act.
    #[error("it is not this seat's turn")]
    NotYourTurn,
    /// There is nothing to accept.
    #[error("there is no offer to accept")]
    NothingToAccept,
    /// The answer does not fit what was asked.
    #[error("the answer does not fit the question")]
    WrongAnswer,
    /// No such party.
    #[error("there is no such party")]
    NoSuchParty,
    /// No such proposal.
    #[error("there is no such proposal")]
    NoSuchProposal,
    /// A party is asked to answer its own offer.
    #[error("a party cannot be asked to answer its own offer")]
    OwnOffer,
}
