//! What an automated mediator reads in the rooms: what it has put there, and what was answered.

use jiff::Timestamp;
use wasit_model::Package;
use wasit_protocol::ProposalId;
use wasit_table::chapters::convening::Presence;
use wasit_table::chapters::proposals::{self, ProposalState};
use wasit_table::{Event, Id, Kind, MediatorSight, Room};

use super::mediating::Between;
use super::packages;
use super::party::last;

/// One errand to a party.
#[derive(Clone)]
pub(super) struct Trip {
    pub(super) party: usize,
    pub(super) goes: Goes,
    /// What it carries: the last is put.
    pub(super) carried: Vec<ProposalId>,
    pub(super) time: f64,
}

#[derive(Clone)]
pub(super) enum Goes {
    Ask,
    Put,
    Vote(Package),
}

/// What a party gave the mediator to take back.
pub(super) enum Back {
    Offer(Package, Id),
    Accepted,
    Voted(proposals::Vote),
}

impl Between {
    /// A proposal of its own of this package that stands in the team.
    pub(super) fn own(&self, sight: &MediatorSight<'_>, package: &Package) -> Option<Id> {
        let terms = packages::terms(&self.talks.space, package);
        let same = |event: &&Event| match &event.kind {
            Kind::Proposed(proposed) => {
                let open = sight.team.proposals.get(event.id.number);
                event.by.as_ref() == Some(&self.who)
                    && open.is_some_and(|open| open.state == ProposalState::Open)
                    && proposed.terms.get().is_some_and(|there| there.packages == [terms.clone()])
            }
            _ => false,
        };
        sight.team.log.iter().rev().find(same).map(|event| event.id.clone())
    }

    fn room<'a>(&self, sight: &MediatorSight<'a>, party: usize) -> Option<&'a Room> {
        sight.rooms.get(&self.seats[party])
    }

    /// The events of a party's room after this number.
    fn after<'a>(
        &self,
        sight: &MediatorSight<'a>,
        party: usize,
        number: u32,
    ) -> impl Iterator<Item = &'a Event> + use<'a> {
        let room = self.room(sight, party);
        let numbers = number + 1..=room.map_or(number, |room| room.log.len());
        numbers.filter_map(move |number| room?.log.get(number))
    }

    /// What of a trip stands in the party's room: the number of what it put.
    pub(super) fn put(&self, sight: &MediatorSight<'_>, trip: &Trip) -> Option<u32> {
        let source = trip.carried.last().and_then(|&put| self.source(put));
        let is_it = |event: &&Event| match (&event.kind, &trip.goes) {
            (Kind::OfferAsked(_), Goes::Ask) => true,
            (Kind::ProposalCarried(_), Goes::Put) => {
                source.is_some() && sight.team.carried.original(&event.id) == source
            }
            (Kind::DraftPut(_), Goes::Vote(_)) => true,
            _ => false,
        };
        let mut own = self
            .after(sight, trip.party, self.behind[trip.party])
            .filter(|event| event.by.as_ref() == Some(&self.who));
        own.find(is_it).map(|event| event.id.number)
    }

    /// What a party has offered since it was visited, and before it was visited again.
    pub(super) fn unasked<'a>(&self, sight: &MediatorSight<'a>, party: usize) -> Option<&'a Event> {
        let room = self.room(sight, party)?;
        let standing = |event: &&Event| {
            let number = event.id.number;
            matches!(event.kind, Kind::Proposed(_))
                && room.proposals.own(number).is_some_and(|own| own.state == ProposalState::Open)
                && self.offered(room, event).is_some()
        };
        let is_visit = |event: &&Event| event.by.as_ref() == Some(&self.who);
        let asked = self.after(sight, party, self.behind[party]).find(is_visit);
        let until = asked.map_or(u32::MAX, |event| event.id.number);
        let before = self.after(sight, party, self.behind[party]);
        before.take_while(|event| event.id.number < until).filter(standing).last()
    }

    /// The package that a proposal offers: the first that is whole.
    fn offered(&self, room: &Room, event: &Event) -> Option<Package> {
        let Kind::Proposed(proposed) = &room.log.get(event.id.number)?.kind else { return None };
        let options = packages::options(&self.talks.space, proposed.terms.get()?);
        options.into_iter().next().map(|(_, package)| package)
    }

    /// The answer to what was put: the number of the event that holds it, when it came, and what it is.
    pub(super) fn answer(
        &self,
        sight: &MediatorSight<'_>,
        trip: &Trip,
        item: u32,
    ) -> Option<(u32, Timestamp, Option<Back>)> {
        let room = self.room(sight, trip.party)?;
        for event in self.after(sight, trip.party, item) {
            let back = match &event.kind {
                Kind::Proposed(_) if !matches!(trip.goes, Goes::Vote(_)) => {
                    self.offered(room, event).map(|package| Back::Offer(package, event.id.clone()))
                }
                Kind::ProposalAccepted(accepted) if accepted.item == item => Some(Back::Accepted),
                Kind::ProposalRefused(refused) if refused.item == item => None,
                Kind::OfferDeclined(declined) if declined.item == item => None,
                Kind::Voted(voted) if voted.item == item => voted.vote.get().copied().map(Back::Voted),
                Kind::ProposalWithdrawn(withdrawn) if withdrawn.item == item => None,
                Kind::ProposalExpired(expired) if expired.item == item => None,
                _ => continue,
            };
            return Some((event.id.number, event.at, back));
        }
        let presence = sight.joint.convening.presence.get(&self.seats[trip.party]);
        if presence == Some(&Presence::Away) {
            let when = last(&sight.joint.log).map(|event| event.at)?;
            return Some((room.log.len(), when, None));
        }
        None
    }
}
