//! Who sits at an automated seat: [`Negotiator`]s for parties, [`Mediator`]s, and the models that both make of
//! others from what they hear.
//!
//! Nothing here reads a clock, a file or another seat's secrets.
//!
//! > A strategy sees its [`View`] and the [`Side`](wasit_search::Side) that it was given, and nothing else.
//!
//! What strategies exist is listed in one place, [`party_strategies`] and [`mediator_strategies`]; [`seat_party`]
//! and [`seat_mediator`] make one from a text such as `time:exponent=2`.

mod estimate;
mod facts;
mod hearing;
mod joint;
mod mediator;
mod mediators;
mod negotiator;
mod negotiators;
mod opponent_models;
mod parameters;
mod registry;
#[cfg(test)]
mod rooms;
mod streams;
mod swift;
#[cfg(test)]
mod trial;

pub use facts::{Facts, Parameter, Role};
pub use mediator::{Answer, Leg, Mediator, MediatorSetup, MediatorView};
pub use negotiator::{Ask, Clock, Heard, Move, Negotiator, Setup, View};
pub use opponent_models::{Bayesian, Frequency, OpponentModel};
pub use parameters::{ParameterError, Parameters};
pub use registry::{
    MediatorStrategy, PartyStrategy, StrategyError, check_mediator, check_party, find, mediator_strategies,
    must_be_told, party_strategies, seat_mediator, seat_party,
};
pub use streams::stream;
pub use swift::{SwiftMove, SwiftOffer, SwiftSeat};
