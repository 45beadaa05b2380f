//! Strategies for the mediator: one file each.

mod bridge;
mod confidant;
mod courier;
mod gatekeeper;
mod single_text;

use wasit_model::{Package, Space};
use wasit_protocol::Seat;

use crate::registry::MediatorEntry;
use crate::{Bayesian, Frequency, MediatorView, OpponentModel, ParameterError, Parameters};

/// Every strategy that can take the mediator's seat; one line adds one.
pub(crate) const ALL: &[MediatorEntry] = &[
    bridge::BRIDGE,
    confidant::CONFIDANT,
    courier::COURIER,
    gatekeeper::GATEKEEPER,
    single_text::SINGLE_TEXT,
];

/// By which model a mediator learns what a side wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Learning {
    Bayesian,
    Frequency,
}

impl Learning {
    const BAYESIAN: (&str, Self) = ("bayesian", Self::Bayesian);
    const FREQUENCY: (&str, Self) = ("frequency", Self::Frequency);

    /// Reads `model`; the first of `choices` is the default.
    fn read(parameters: &Parameters, choices: &[(&str, Self)]) -> Result<Self, ParameterError> {
        parameters.choose("model", choices)
    }

    fn model(self, space: &Space) -> Box<dyn OpponentModel> {
        match self {
            Self::Bayesian => Box::new(Bayesian::new(space)),
            Self::Frequency => Box::new(Frequency::new(space)),
        }
    }
}

/// The first party, counted round from `first`, that has not accepted `package` as a proposal of the mediator's.
///
/// An acceptance stays sealed until its giver refuses the same proposal, so that nobody is asked twice.
fn next_to_answer(view: &MediatorView<'_>, package: &Package, parties: usize, first: usize) -> usize {
    let known =
        view.proposals.iter().rfind(|proposal| proposal.by == Seat::Mediator && proposal.package == *package);
    (0..parties)
        .map(|offset| (first + offset) % parties)
        .find(|&party| known.is_none_or(|proposal| !proposal.accepted_by(party)))
        .unwrap_or(first % parties)
}

/// Legs that remain.
fn legs_left(view: &MediatorView<'_>) -> u32 {
    view.legs - view.legs_used
}
