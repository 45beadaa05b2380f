use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::{
    Backchannel, Backchannels, Channel, Compartment, Delegation, Event, Joint, Kind, MediatorSight, Name,
    PartySight, Room, Sight, Who,
};

/// What one member of a seat has seen, as a fold of its own events.
///
/// > There is no field that could hold what is another seat's.
///
/// A view from scratch takes over the events of its compartments one by one; later events are added as they come.
/// A member that is admitted late sees its compartments from their beginning; to one that was discharged, or has left a
/// back channel, nothing more comes, and what it saw stays.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
// There is one for each member, and it holds logs: the bytes of the smaller variant that stay unused count for nothing.
#[allow(clippy::large_enum_variant)]
pub enum View {
    /// Of a member of a party's delegation.
    Party(PartyView),
    /// Of a member of the mediator's team.
    Mediator(MediatorView),
}

/// The view of a member of a party's delegation: what is joint, one room, one delegation, its back channels.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartyView {
    /// Whose view it is.
    pub who: Who,
    /// What all seats see.
    pub joint: Joint,
    /// The room of its seat.
    pub room: Room,
    /// Its delegation.
    pub delegation: Delegation,
    /// The back channels that it is on, or was until it left.
    pub backchannels: BTreeMap<Channel, Backchannel>,
    #[serde(skip)]
    membership: Membership,
}

/// The view of a member of the mediator's team: what is joint, all rooms, the team, its back channels. What stays
/// within a party's delegation is not in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MediatorView {
    /// Whose view it is.
    pub who: Who,
    /// What all seats see.
    pub joint: Joint,
    /// The rooms of all parties, by seat.
    pub rooms: BTreeMap<Name, Room>,
    /// The team.
    pub team: Delegation,
    /// The back channels that it is on, or was until it left.
    pub backchannels: BTreeMap<Channel, Backchannel>,
    #[serde(skip)]
    membership: Membership,
}

/// Whether the owner of a view is in its delegation.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Membership {
    /// It is.
    Open,
    /// It was.
    Discharged,
    /// It was, and has been admitted again since the view stopped.
    Readmitted,
}

impl Membership {
    /// What an event says of the membership of `who`, if it says something.
    fn of(who: &Who, event: &Event) -> Option<Self> {
        let (member, membership) = match &event.kind {
            Kind::Invited(invited) => (&invited.head, Self::Open),
            Kind::Enrolled(enrolled) => (&enrolled.member, Self::Open),
            Kind::Discharged(discharged) => (&discharged.member, Self::Discharged),
            _ => return None,
        };
        let own = match &event.id.place {
            Compartment::Room(seat) | Compartment::Delegation(seat) => *seat == who.seat,
            Compartment::Joint | Compartment::Backchannel(_) => false,
        };
        (own && *member == who.member).then_some(membership)
    }
}

impl View {
    /// The view of `who` of all these events; `None` where none of them admits it to a seat.
    #[must_use]
    pub fn of<'a>(who: &Who, events: impl IntoIterator<Item = &'a Arc<Event>>) -> Option<Self> {
        let events: Vec<&Arc<Event>> = events.into_iter().collect();
        let last = events.iter().enumerate().rev();
        let last = last.filter_map(|(at, event)| Some((at, Membership::of(who, event)?))).next();
        let (seen, membership) = match last {
            Some((at, Membership::Discharged)) => (&events[..=at], Membership::Discharged),
            Some(_) => (&events[..], Membership::Open),
            None => return None,
        };
        let (first, later) = seen.split_first()?;
        let mut view = Self::begin(who, first)?;
        later.iter().for_each(|event| view.fold(event));
        *view.membership() = membership;
        Some(view)
    }

    fn membership(&mut self) -> &mut Membership {
        match self {
            Self::Party(view) => &mut view.membership,
            Self::Mediator(view) => &mut view.membership,
        }
    }

    /// Whether its owner was discharged and has been admitted again: the view has stopped, and a new one is to be made
    /// from scratch.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        let membership = match self {
            Self::Party(view) => view.membership,
            Self::Mediator(view) => view.membership,
        };
        membership == Membership::Readmitted
    }

    /// A view begins with the event that convened the talks.
    fn begin(who: &Who, event: &Arc<Event>) -> Option<Self> {
        let Kind::Convened(convened) = &event.kind else { return None };
        let mut joint = Joint::default();
        joint.take(event);
        let (who, backchannels, membership) = (who.clone(), BTreeMap::new(), Membership::Open);
        if convened.mediator.seat == who.seat {
            let rooms =
                convened.parties.iter().map(|party| (party.seat.clone(), Room::new(party.seat.clone())));
            let (rooms, team) = (rooms.collect(), Delegation::new(who.seat.clone()));
            return Some(Self::Mediator(MediatorView { who, joint, rooms, team, backchannels, membership }));
        }
        convened.parties.iter().any(|party| party.seat == who.seat).then(|| {
            let (room, delegation) = (Room::new(who.seat.clone()), Delegation::new(who.seat.clone()));
            Self::Party(PartyView { who, joint, room, delegation, backchannels, membership })
        })
    }

    /// Takes over one more event, if it is of a compartment that this member is on the roster of.
    pub fn take(&mut self, event: &Arc<Event>) {
        let said = Membership::of(self.who(), event);
        match (*self.membership(), said) {
            (Membership::Open, said) => {
                self.fold(event);
                *self.membership() = said.unwrap_or(Membership::Open);
            }
            (_, Some(Membership::Open)) => *self.membership() = Membership::Readmitted,
            (_, Some(said)) => *self.membership() = said,
            (_, None) => self.forget(event),
        }
    }

    /// What is erased goes from a view that has stopped too: nobody is shown it again.
    fn forget(&mut self, event: &Event) {
        let log = match (self, &event.id.place) {
            (Self::Party(view), Compartment::Joint) => Some(&mut view.joint.log),
            (Self::Mediator(view), Compartment::Joint) => Some(&mut view.joint.log),
            (Self::Party(view), Compartment::Room(seat)) if view.room.seat == *seat => {
                Some(&mut view.room.log)
            }
            (Self::Mediator(view), Compartment::Room(seat)) => {
                view.rooms.get_mut(seat).map(|room| &mut room.log)
            }
            (Self::Party(view), Compartment::Delegation(seat)) if view.delegation.seat == *seat => {
                Some(&mut view.delegation.log)
            }
            (Self::Mediator(view), Compartment::Delegation(seat)) if view.team.seat == *seat => {
                Some(&mut view.team.log)
            }
            (Self::Party(PartyView { backchannels, .. }), Compartment::Backchannel(channel))
            | (Self::Mediator(MediatorView { backchannels, .. }), Compartment::Backchannel(channel)) => {
                backchannels.get_mut(channel).map(|back| &mut back.log)
            }
            _ => None,
        };
        if let Some(log) = log {
            log.forget(event);
        }
    }

    fn who(&self) -> &Who {
        match self {
            Self::Party(view) => &view.who,
            Self::Mediator(view) => &view.who,
        }
    }

    fn fold(&mut self, event: &Arc<Event>) {
        let (who, joint, room, own, backchannels) = match self {
            Self::Party(view) => {
                let room =
                    (event.id.place == Compartment::Room(view.who.seat.clone())).then_some(&mut view.room);
                (&view.who, &mut view.joint, room, &mut view.delegation, &mut view.backchannels)
            }
            Self::Mediator(view) => {
                let room = match &event.id.place {
                    Compartment::Room(seat) => view.rooms.get_mut(seat),
                    _ => None,
                };
                (&view.who, &mut view.joint, room, &mut view.team, &mut view.backchannels)
            }
        };
        match &event.id.place {
            Compartment::Joint => joint.take(event),
            Compartment::Room(_) => {
                if let Some(room) = room {
                    room.take(event);
                }
            }
            Compartment::Delegation(seat) => {
                if own.seat == *seat {
                    own.take(event);
                }
            }
            Compartment::Backchannel(channel) => match backchannels.get_mut(channel) {
                Some(back) if back.holds(who) => back.take(event),
                Some(back) => back.log.forget(event),
                // A channel is seen from its opening or not at all.
                None if event.id.number > 1 => {}
                None => {
                    let begun = Backchannel::begin(channel, event).filter(|back| back.holds(who));
                    backchannels.extend(begun.map(|back| (channel.clone(), back)));
                }
            },
        }
    }

    /// The same as acts are decided from; `None` while this member is not enrolled.
    #[must_use]
    pub fn sight(&self) -> Option<Sight<'_>> {
        Some(match self {
            Self::Party(view) => Sight::Party(PartySight {
                who: &view.who,
                role: view.room.members.get(&view.who.member)?.role,
                joint: &view.joint,
                room: &view.room,
                delegation: &view.delegation,
                backchannels: Backchannels::of(&view.backchannels, &view.who),
            }),
            Self::Mediator(view) => Sight::Mediator(MediatorSight {
                who: &view.who,
                role: view.team.members.get(&view.who.member)?.role,
                joint: &view.joint,
                rooms: &view.rooms,
                team: &view.team,
                backchannels: Backchannels::of(&view.backchannels, &view.who),
            }),
        })
    }
}
