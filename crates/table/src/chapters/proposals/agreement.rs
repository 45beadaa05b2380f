//! How accepted proposals become agreements, and what follows from a withdrawal: the rules of the table that pass
//! between rooms.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::carrying::terms_of;
use super::{Condition, Given, Proposal, ProposalState, ProposalWithdrawn, Proposals, Terms};
use crate::chapters::convening::{Presence, Standing};
use crate::chapters::questions::Outcome;
use crate::event::Happening;
use crate::state::State;
use crate::{Compartment, Delegation, Event, Id, Issues, Kind, Log, Name, PackageTerms, Retention};

/// The parties agreed on a package, or on a part of one.
///
/// It says nothing of whose proposal it was, nor of who accepted it first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgreementReached {
    /// Between whom.
    pub between: Vec<Name>,
    /// On which values of which issues.
    #[serde(default, skip_serializing_if = "PackageTerms::is_empty")]
    pub package: PackageTerms,
    /// On one thing for another.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
    /// On this text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Whether issues on the agenda are left open by it.
    pub partial: bool,
    /// Whether it binds, or is an agreement in principle.
    pub binds: bool,
    /// The number of the mediator's proposal before all that it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<u32>,
}

impl AgreementReached {
    /// What was agreed by the choice of an option. What leaves issues open does not bind by itself.
    fn new(
        between: Vec<Name>,
        terms: Terms,
        option: u32,
        binds: bool,
        issues: &Issues,
        question: Option<u32>,
    ) -> Self {
        let package = terms.package(option);
        let partial = !issues.as_slice().is_empty() && !issues.is_full(&package);
        let Terms { conditions, text, .. } = terms;
        Self { between, package, conditions, text, partial, binds: binds && !partial, question }
    }
}

impl Happening for AgreementReached {
    const RETENTION: Retention = Retention::Permanent;
}

/// A proposal that stands in this room has become an agreement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProposalAgreed {
    /// Its number in this room.
    pub item: u32,
    /// The agreement's number before all.
    pub agreement: u32,
}

impl Happening for ProposalAgreed {
    const RETENTION: Retention = Retention::Permanent;
}

/// A party accepted what its maker has superseded: for the mediator's team.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AcceptanceVoid {
    /// The copy that was accepted.
    pub copy: Id,
    /// The proposal that stands in the place of the one that it is of.
    pub superseded_by: Id,
}

impl Happening for AcceptanceVoid {
    const RETENTION: Retention = Retention::Permanent;
}

/// What the parties have agreed on by accepting proposals, by number before all.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Agreements {
    all: BTreeMap<u32, AgreementReached>,
    /// The mediator's proposals that are open.
    #[serde(skip)]
    put: BTreeSet<u32>,
    /// Those that all have accepted, each with the option, until that is an agreement.
    #[serde(skip)]
    accepted: BTreeMap<u32, u32>,
}

impl Agreements {
    /// The agreement of this number.
    #[must_use]
    pub fn get(&self, number: u32) -> Option<&AgreementReached> {
        self.all.get(&number)
    }

    /// All, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (u32, &AgreementReached)> {
        self.all.iter().map(|(&number, agreement)| (number, agreement))
    }

    /// The last that leaves no issue open.
    #[must_use]
    pub fn whole(&self) -> Option<(u32, &AgreementReached)> {
        self.iter().rev().find(|(_, agreement)| !agreement.partial)
    }

    pub(crate) fn take(&mut self, event: &Event) {
        let number = event.id.number;
        match &event.kind {
            Kind::MediatorsProposalPut(_) => {
                self.put.insert(number);
            }
            Kind::Settled(settled) => {
                let put = self.put.remove(&settled.question);
                if put && settled.outcome == Outcome::Agreed {
                    self.accepted.insert(settled.question, settled.option.unwrap_or(1));
                }
            }
            Kind::AgreementReached(agreement) => {
                if let Some(question) = agreement.question {
                    self.accepted.remove(&question);
                }
                self.all.insert(number, agreement.clone());
            }
            _ => {}
        }
    }
}

/// What the mediator's proposals have become that all have accepted.
pub(crate) fn of_question(state: &State) -> Option<(Compartment, Kind)> {
    let joint = &state.joint;
    let (&number, &option) = joint.agreements.accepted.first_key_value()?;
    let put = joint.questions.get(number)?;
    let Kind::MediatorsProposalPut(proposal) = &joint.log.get(number)?.kind else { return None };
    let (between, terms) = (put.question.to.clone(), proposal.terms());
    let issues = &joint.agenda.issues;
    let agreement = AgreementReached::new(between, terms, option, proposal.binds, issues, Some(number));
    Some((Compartment::Joint, agreement.into()))
}

/// The mediator's team, which alone knows what was carried of which proposal.
fn team(state: &State) -> Option<&Delegation> {
    state.delegations.get(&state.joint.convening.mediator.as_ref()?.seat)
}

/// What was carried is withdrawn with the proposal that it is of.
pub(crate) fn withdrawals(state: &State) -> Vec<(Compartment, Kind)> {
    let Some(team) = team(state) else { return Vec::new() };
    let of = |place: Compartment, log, own| withdrawn(state, team, &place, log, own);
    let rooms = state.rooms.values();
    let parties = rooms.flat_map(|room| of(Compartment::Room(room.seat.clone()), &room.log, &room.proposals));
    parties.chain(of(Compartment::Delegation(team.seat.clone()), &team.log, &team.proposals)).collect()
}

/// What follows from an acceptance: that all have accepted the same; or, told to the mediator's team alone, that what
/// was accepted no longer stands.
///
/// It says the number of the agreement before all: so nothing else may be written there with it.
pub(crate) fn follow(state: &State) -> Vec<(Compartment, Kind)> {
    let Some(team) = team(state) else { return Vec::new() };
    let mut written = Vec::new();
    for room in state.rooms.values() {
        for number in room.proposals.accepted() {
            let copy = Id::new(Compartment::Room(room.seat.clone()), number);
            let Some(made) = original(state, team, &copy) else { continue };
            if let ProposalState::Superseded(newer) = made.proposal.state
                && team.carried.void(&copy).is_none()
            {
                let superseded_by = Id::new(made.id.place.clone(), newer);
                let void = AcceptanceVoid { copy, superseded_by };
                written.push((Compartment::Delegation(team.seat.clone()), void.into()));
            } else if let Some(agreed) = agreed(state, team, &made) {
                return agreed;
            }
        }
    }
    written
}

/// A proposal where it was made.
struct Made<'a> {
    id: &'a Id,
    /// Whose it is; `None` for the mediator's own.
    maker: Option<&'a Name>,
    log: &'a Log,
    proposal: &'a Proposal,
}

/// The proposal that a copy is of: in its maker's room, or in the mediator's team.
fn original<'a>(state: &'a State, team: &'a Delegation, copy: &Id) -> Option<Made<'a>> {
    let id = team.carried.original(copy)?;
    if let Compartment::Room(maker) = &id.place {
        let room = state.rooms.get(maker)?;
        let proposal = room.proposals.get(id.number)?;
        return Some(Made { id, maker: Some(maker), log: &room.log, proposal });
    }
    Some(Made { id, maker: None, log: &team.log, proposal: team.proposals.get(id.number)? })
}

/// The copies that can still be answered, of a proposal that was just withdrawn, are withdrawn too.
///
/// Withdrawn just now is what the last event there withdraws: of what is no longer open nothing more is carried, so
/// there is nothing that could be missed.
fn withdrawn(
    state: &State,
    team: &Delegation,
    place: &Compartment,
    log: &Log,
    own: &Proposals,
) -> Vec<(Compartment, Kind)> {
    let items = match log.iter().next_back().map(|event| &event.kind) {
        Some(Kind::ProposalWithdrawn(withdrawn)) => vec![withdrawn.item],
        Some(Kind::Retracted(retracted)) => vec![retracted.item],
        Some(Kind::Erased(erased)) if erased.due.is_none() => erased.items.clone(),
        _ => return Vec::new(),
    };
    let mut written = Vec::new();
    for item in items {
        let taken_back = own.own(item).is_some_and(|proposal| proposal.state == ProposalState::Withdrawn);
        let copies = team.carried.copies(&Id::new(place.clone(), item));
        for copy in copies.iter().filter(|copy| taken_back && open(state, copy).is_some()) {
            let withdrawn = ProposalWithdrawn { item: copy.number, words: None };
            written.push((copy.place.clone(), withdrawn.into()));
        }
    }
    written
}

/// A copy that can still be answered.
fn open<'a>(state: &'a State, copy: &Id) -> Option<&'a Proposal> {
    let Compartment::Room(seat) = &copy.place else { return None };
    let proposal = state.rooms.get(seat)?.proposals.get(copy.number)?;
    (proposal.state == ProposalState::Open).then_some(proposal)
}

/// Who has sat at the table since which proposal was first carried: told from the order of all events, which no
/// compartment knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Attendance {
    events: u64,
    /// When each party last left.
    left: BTreeMap<Name, u64>,
    /// When each proposal was first carried.
    carried: BTreeMap<Id, u64>,
}

impl Attendance {
    pub(crate) fn take(&mut self, event: &Event) {
        self.events += 1;
        match &event.kind {
            Kind::ConsentWithdrawn(withdrawn) => {
                self.left.insert(withdrawn.seat.clone(), self.events);
            }
            Kind::ProposalSent(sent) => {
                self.carried.entry(sent.proposal.clone()).or_insert(self.events);
            }
            _ => {}
        }
    }

    /// Whether a party that is away has sat at the table since a proposal was first carried.
    fn has_sat_since(&self, proposal: &Id, seat: &Name) -> bool {
        self.left.get(seat) > self.carried.get(proposal)
    }
}

/// Whether a party's acceptance is needed for what was carried: of whoever sits at the table, or has sat there since it
/// was first carried, or has had it carried to it; so a party that leaves never makes an agreement of the others'.
fn is_needed(state: &State, team: &Delegation, proposal: &Id, seat: &Name) -> bool {
    match state.joint.convening.presence.get(seat) {
        Some(Presence::Seated) => true,
        Some(Presence::Away) => {
            let place = Compartment::Room(seat.clone());
            state.attendance.has_sat_since(proposal, seat)
                || team.carried.copies(proposal).iter().any(|copy| copy.place == place)
        }
        _ => false,
    }
}

/// The agreement that a proposal has become, and in which rooms it is to be marked as agreed.
fn agreed(state: &State, team: &Delegation, made: &Made<'_>) -> Option<Vec<(Compartment, Kind)>> {
    let Made { id: original, maker, log, proposal } = *made;
    let joint = &state.joint;
    let convening = &joint.convening;
    if convening.standing != Standing::UnderWay
        || proposal.state != ProposalState::Open
        || maker.is_some_and(|maker| !convening.is_seated(maker))
    {
        return None;
    }
    let mut between = Vec::new();
    let mut agreed = vec![original.clone()];
    let mut chosen: Option<Given> = None;
    let part = |seat: &&Name| maker == Some(*seat) || is_needed(state, team, original, seat);
    for seat in convening.names().filter(part) {
        between.push(seat.clone());
        if maker == Some(seat) {
            continue;
        }
        if !convening.is_seated(seat) {
            return None;
        }
        let place = Compartment::Room(seat.clone());
        let copies = team.carried.copies(original).iter().filter(|copy| copy.place == place);
        let (copy, answer) = copies.filter_map(|copy| Some((copy, open(state, copy)?.answer?))).next()?;
        if !answer.yes || chosen.is_some_and(|chosen| chosen != answer) {
            return None;
        }
        chosen = Some(answer);
        agreed.push(copy.clone());
    }
    // One party alone has nobody to agree with, whatever the mediator carries to it.
    if between.len() < 2 {
        return None;
    }
    let option = chosen?.option.unwrap_or(1);
    let terms = terms_of(log, original.number)?.clone();
    let agreement = AgreementReached::new(between, terms, option, proposal.binds, &joint.agenda.issues, None);
    let number = joint.log.len() + 1;
    let mut written = vec![(Compartment::Joint, agreement.into())];
    written.extend(agreed.into_iter().map(|id| {
        let agreed = ProposalAgreed { item: id.number, agreement: number };
        (id.place, agreed.into())
    }));
    Some(written)
}
