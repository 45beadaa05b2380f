//! The mediator carries a proposal to other parties, as whose it may.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::proposing::expect_open;
use super::{Origin, Proposal, ProposalState, Terms, check_seats};
use crate::act::Perform;
use crate::chapters::convening::Presence;
use crate::chapters::relay::{Attribution, demands};
use crate::chapters::rooms;
use crate::doing::Doing;
use crate::event::Happening;
use crate::{
    By, Chapter, Compartment, Content, During, Event, Facts, Id, Kind, Log, MediatorSight, Name, Refusal,
    Retention, Role, Rule, Who, Writes,
};

/// A proposal was carried to the party whose room it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProposalCarried {
    /// What it proposes.
    pub terms: Content<Terms>,
    /// How many options there are to choose from.
    pub options: u32,
    /// As whose.
    pub attribution: Attribution,
    /// Its maker, where it is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Name>,
    /// Until when it can be accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Whether an accepted full package of it binds.
    pub binds: bool,
    /// The number in this room of what was carried before and is superseded by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<u32>,
}

impl Happening for ProposalCarried {
    const RETENTION: Retention = Retention::Talks;

    fn erase(&mut self) {
        self.terms.erase();
    }
}

/// Which copies were made of a proposal: for the mediator's team.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProposalSent {
    /// The proposal, in its maker's room.
    pub proposal: Id,
    /// The copies.
    pub copies: Vec<Id>,
    /// The parties that had withdrawn their consent then: they are not waited for until they come back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub away: Vec<Name>,
}

impl Happening for ProposalSent {
    const RETENTION: Retention = Retention::Permanent;
}

/// One of the team wants a proposal carried, and a second person is to release it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CarryPrepared {
    /// The proposal.
    pub proposal: Id,
    /// To whom.
    pub to: Vec<Name>,
    /// As whose.
    pub attribution: Attribution,
}

impl Happening for CarryPrepared {
    const RETENTION: Retention = Retention::Permanent;
}

/// What waits for a second person of the team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Prepared {
    /// Who wants it carried.
    pub by: Who,
    /// To whom.
    pub to: Vec<Name>,
    /// As whose.
    pub attribution: Attribution,
}

/// What was carried of which proposal, as the mediator's team knows it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Carried {
    copies: BTreeMap<Id, Vec<Id>>,
    originals: BTreeMap<Id, Id>,
    away: BTreeMap<Id, Vec<Name>>,
    prepared: BTreeMap<Id, Prepared>,
    void: BTreeMap<Id, Id>,
}

impl Carried {
    /// The proposals that were carried to anybody.
    pub fn proposals(&self) -> impl Iterator<Item = &Id> {
        self.copies.keys()
    }

    /// The copies of a proposal, in the order in which they were made.
    #[must_use]
    pub fn copies(&self, proposal: &Id) -> &[Id] {
        self.copies.get(proposal).map_or(&[], Vec::as_slice)
    }

    /// The proposal that a copy is of.
    #[must_use]
    pub fn original(&self, copy: &Id) -> Option<&Id> {
        self.originals.get(copy)
    }

    /// The parties that were away when it was first carried.
    #[must_use]
    pub fn away(&self, proposal: &Id) -> &[Name] {
        self.away.get(proposal).map_or(&[], Vec::as_slice)
    }

    /// What waits for a second person.
    #[must_use]
    pub fn prepared(&self, proposal: &Id) -> Option<&Prepared> {
        self.prepared.get(proposal)
    }

    /// Whether a copy was accepted in vain: the newer proposal of its maker's.
    #[must_use]
    pub fn void(&self, copy: &Id) -> Option<&Id> {
        self.void.get(copy)
    }

    pub(crate) fn take(&mut self, event: &Event) {
        match &event.kind {
            Kind::CarryPrepared(prepared) => {
                if let Some(by) = &event.by {
                    let (to, attribution) = (prepared.to.clone(), prepared.attribution);
                    let waiting = Prepared { by: by.clone(), to, attribution };
                    self.prepared.insert(prepared.proposal.clone(), waiting);
                }
            }
            Kind::ProposalSent(sent) => {
                self.prepared.remove(&sent.proposal);
                for copy in &sent.copies {
                    self.originals.insert(copy.clone(), sent.proposal.clone());
                }
                self.copies.entry(sent.proposal.clone()).or_default().extend(sent.copies.iter().cloned());
                self.away.entry(sent.proposal.clone()).or_insert_with(|| sent.away.clone());
            }
            Kind::AcceptanceVoid(void) => {
                self.void.insert(void.copy.clone(), void.superseded_by.clone());
            }
            _ => {}
        }
    }
}

/// What a party's proposal proposes, unless it was erased.
pub(super) fn terms_of(log: &Log, number: u32) -> Option<&Terms> {
    match &log.get(number)?.kind {
        Kind::Proposed(proposed) => proposed.terms.get(),
        _ => None,
    }
}

/// Carries a party's proposal to others, or one of the mediator's own, word for word.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carry {
    /// The proposal, in its maker's room or in the mediator's team.
    pub proposal: Id,
    /// To whom.
    pub to: Vec<Name>,
    /// As whose.
    pub attribution: Attribution,
}

impl Perform for Carry {
    const FACTS: Facts = Facts {
        name: "carry",
        chapter: Chapter::Proposals,
        does: "Carries a party's proposal to other parties: as its maker's, as the mediator's own, or as nobody's; or one of the mediator's own.",
        by: By::Mediator,
        least: Role::Member,
        during: During::UnderWay,
        when: "The proposal stands, its maker and the recipients sit at the table, its disclosure allows this attribution, and it has not been carried there. Where the ground rules ask for a second person, another member of the team does the same act again.",
        changes: "Each of the parties can accept or refuse it, and its newer form takes the place of what was carried before under the same attribution.",
        writes: &[Writes::Rooms, Writes::Delegation],
        refusals: &[
            Rule::NoSuchItem,
            Rule::NoSuchSeat,
            Rule::NoConsent,
            Rule::Disclosure,
            Rule::Superseded,
            Rule::Withdrawn,
            Rule::Expired,
            Rule::Twice,
            Rule::SecondPerson,
        ],
        example: "do: carry\nproposal: room/iran:7\nto: [usa]\nattribution: sender",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.mediator()?;
        let Made { maker, log, proposal } = made(&sight, &self.proposal)?;
        check_seats(&sight.joint.convening, &self.to, 1)?;
        expect_open(&self.proposal, proposal)?;
        if let Some(maker) = maker {
            sight.joint.convening.expect_seated(maker)?;
            if self.to.contains(maker) {
                return Err(Refusal::new(
                    Rule::Malformed,
                    format!("`{maker}` has made it"),
                    "Carry it to the others.",
                ));
            }
        }
        expect_disclosed(&self, &sight)?;
        if let Some(copy) = self.to.iter().find_map(|seat| open_copy(&sight, &self.proposal, seat)) {
            return Err(Refusal::new(
                Rule::Twice,
                format!("{} was carried there: it is {copy}", self.proposal),
                "It can be carried to others, or be taken back there with `withdraw_proposal` first.",
            ));
        }
        if sight.joint.ground_rules.settings.second_person && !released(on, &sight, &self)? {
            let Self { proposal, to, attribution } = self;
            on.write_delegation(CarryPrepared { proposal, to, attribution });
            return Ok(());
        }
        let terms = terms_of(log, self.proposal.number);
        let terms =
            terms.ok_or_else(|| rooms::no_such_item(&self.proposal, "a proposal that can be read"))?;
        let mut copies = Vec::new();
        for seat in &self.to {
            let carried = ProposalCarried {
                terms: terms.clone().into(),
                options: proposal.options,
                attribution: self.attribution,
                from: maker.filter(|_| self.attribution == Attribution::Sender).cloned(),
                until: proposal.until,
                binds: proposal.binds,
                supersedes: replaced(&sight, log, &self, seat),
            };
            copies.push(on.write_room(sight, seat, carried));
        }
        let presence = &sight.joint.convening.presence;
        let away = presence.iter().filter(|(_, presence)| **presence == Presence::Away);
        let away = away.map(|(seat, _)| seat.clone()).collect();
        on.write_delegation(ProposalSent { proposal: self.proposal, copies, away });
        Ok(())
    }
}

/// A proposal where it was made.
struct Made<'a> {
    /// Whose it is; `None` for the mediator's own.
    maker: Option<&'a Name>,
    log: &'a Log,
    proposal: &'a Proposal,
}

/// A party's own proposal in its room, or the mediator's own in its team.
fn made<'a>(sight: &MediatorSight<'a>, id: &Id) -> Result<Made<'a>, Refusal> {
    let found = match &id.place {
        Compartment::Room(seat) => sight.rooms.get(seat).and_then(|room| {
            let proposal = room.proposals.own(id.number)?;
            Some(Made { maker: Some(&room.seat), log: &room.log, proposal })
        }),
        Compartment::Delegation(seat) if *seat == sight.team.seat => {
            let proposal = sight.team.proposals.own(id.number);
            proposal.map(|proposal| Made { maker: None, log: &sight.team.log, proposal })
        }
        _ => None,
    };
    found.ok_or_else(|| rooms::no_such_item(id, "a proposal that was made"))
}

impl MediatorSight<'_> {
    /// As whose a proposal may be carried without asking anybody: a party's as its disclosure allows; the mediator's
    /// own as that or as nobody's.
    #[must_use]
    pub fn attributions(&self, proposal: &Id) -> Vec<Attribution> {
        let all = [Attribution::Sender, Attribution::Mediator, Attribution::Unattributed];
        let free = |attribution: &Attribution| match &proposal.place {
            Compartment::Room(seat) => {
                let item = self.rooms.get(seat).and_then(|room| room.items.get(proposal.number));
                item.is_some_and(|item| !demands(item.disclosure, *attribution, true))
            }
            _ => *attribution != Attribution::Sender && self.team.proposals.own(proposal.number).is_some(),
        };
        all.into_iter().filter(free).collect()
    }
}

/// Refuses what the proposal's disclosure does not allow.
fn expect_disclosed(carry: &Carry, sight: &MediatorSight<'_>) -> Result<(), Refusal> {
    let Compartment::Room(seat) = &carry.proposal.place else {
        if carry.attribution != Attribution::Sender {
            return Ok(());
        }
        return Err(Refusal::new(
            Rule::Malformed,
            format!("{} is the mediator's own", carry.proposal),
            "Carry it as `mediator` or `unattributed`.",
        ));
    };
    let item = sight.rooms.get(seat).and_then(|room| room.items.get(carry.proposal.number));
    let item = item.ok_or_else(|| rooms::no_such_item(&carry.proposal, "a party's own proposal"))?;
    if !demands(item.disclosure, carry.attribution, true) {
        return Ok(());
    }
    let free = sight.attributions(&carry.proposal).first().copied();
    Err(Refusal::new(
        Rule::Disclosure,
        format!(
            "{} is {}, and was to be carried {}",
            carry.proposal,
            item.disclosure.words(),
            carry.attribution.words()
        ),
        match free {
            Some(free) => {
                format!("It may be carried {}; its maker can allow more with `set_disclosure`.", free.words())
            }
            None => "Ask its maker to allow it with `set_disclosure`.".to_owned(),
        },
    ))
}

/// A copy of a proposal in a party's room that can still be answered.
fn open_copy<'a>(sight: &MediatorSight<'a>, proposal: &Id, seat: &Name) -> Option<&'a Id> {
    let place = Compartment::Room(seat.clone());
    let proposals = &sight.rooms.get(seat)?.proposals;
    let open =
        |copy: &&Id| proposals.get(copy.number).is_some_and(|proposal| proposal.state == ProposalState::Open);
    sight.team.carried.copies(proposal).iter().filter(|copy| copy.place == place).find(open)
}

/// Whether a second person of the team does the same that another has prepared.
fn released(on: &Doing<'_>, sight: &MediatorSight<'_>, carry: &Carry) -> Result<bool, Refusal> {
    let prepared = sight.team.carried.prepared(&carry.proposal);
    let same =
        prepared.filter(|prepared| prepared.to == carry.to && prepared.attribution == carry.attribution);
    match same {
        None => Ok(false),
        Some(prepared) if prepared.by != *on.who => Ok(true),
        Some(_) => Err(Refusal::new(
            Rule::SecondPerson,
            "you have prepared this yourself",
            "Another member of the team releases it by doing the same act.",
        )),
    }
}

/// What of an earlier form of the proposal stands in the recipient's room and is superseded there by this one.
///
/// Only what was carried under the same attribution: the link would otherwise tell whose the earlier one was.
fn replaced(sight: &MediatorSight<'_>, made_in: &Log, carry: &Carry, seat: &Name) -> Option<u32> {
    let mut number = carry.proposal.number;
    loop {
        let Kind::Proposed(proposed) = &made_in.get(number)?.kind else { return None };
        number = proposed.supersedes?;
        let earlier = Id::new(carry.proposal.place.clone(), number);
        if let Some(copy) = open_copy(sight, &earlier, seat) {
            let proposal = sight.rooms.get(seat)?.proposals.get(copy.number)?;
            let same = matches!(&proposal.origin, Origin::Carried { attribution, .. } if *attribution == carry.attribution);
            return same.then_some(copy.number);
        }
    }
}
