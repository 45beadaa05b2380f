//! What passes from one compartment to another by a rule of the table and not by a hand: short, so that it can be
//! read whole by whoever asks what a seat may learn without being told.

use jiff::Timestamp;

use crate::chapters::{adoption, communiques, contact, proposals, questions, retention, texts};
use crate::state::State;
use crate::{Clock, Compartment, Kind};

/// Whether nothing can follow from such an event: no question, answer, seat, proposal, text or communiqué is any different
/// for it. What is not named here is looked into.
pub(crate) fn is_inert(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Said(_)
            | Kind::DisclosureSet(_)
            | Kind::ReasonKept(_)
            | Kind::Rendered(_)
            | Kind::ApprovalsLinked(_)
            | Kind::ApprovalSought(_)
            | Kind::Approved(_)
            | Kind::ApprovalDeclined(_)
            | Kind::ApprovalRevoked(_)
            | Kind::ApprovalCalledOff(_)
            | Kind::SentOn(_)
            | Kind::Countersigned(_)
            | Kind::RenderingRecalled(_)
            | Kind::Conveyed(_)
            | Kind::Delivered(_)
            | Kind::MarkedRead(_)
            | Kind::AccountGiven(_)
            | Kind::Characterised(_)
            | Kind::Told(_)
            | Kind::Confided(_)
    )
}

/// What follows from the present state.
pub(crate) fn follow(state: &State, at: Timestamp) -> Vec<(Compartment, Kind)> {
    let mut written = Vec::new();
    written.extend(questions::agreed(state));
    written.extend(communiques::release(state, at));
    written.extend(proposals::withdrawals(state));
    if written.is_empty() {
        written.extend(proposals::of_question(state));
    }
    if written.is_empty() {
        written.extend(proposals::follow(state));
    }
    written.extend(texts::settled(state));
    written.extend(adoption::entered(state, at));
    written
}

/// What a clock says when it strikes.
pub(crate) fn strike(
    state: &State,
    place: &Compartment,
    number: u32,
    clock: Clock,
) -> Vec<(Compartment, Kind)> {
    match clock {
        Clock::Question => questions::lapsed(state, number),
        Clock::Proposal => proposals::expired(state, place, number),
        Clock::Contact => contact::over(state, number),
        Clock::Embargo => communiques::embargo_ended(state, place, number),
        Clock::Entry => adoption::struck(state, number),
        Clock::Working | Clock::Talks => retention::due(state, place, clock),
    }
}
