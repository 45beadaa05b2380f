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
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
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
    /// The back channels that it is on.
    pub backchannels: BTreeMap<Channel, Backchannel>,
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
    /// The back channels that it is on.
    pub backchannels: BTreeMap<Channel, Backchannel>,
}

impl View {
    /// The view of `who` of all these events; `None` where its seat is none of these talks.
    #[must_use]
    pub fn of<'a>(who: &Who, events: impl IntoIterator<Item = &'a Arc<Event>>) -> Option<Self> {
        let mut view = None;
        for event in events {
            match &mut view {
                None => view = Self::begin(who, event),
                Some(view) => view.take(event),
            }
        }
        view
    }

    /// A view begins with the event that convened the talks.
    fn begin(who: &Who, event: &Arc<Event>) -> Option<Self> {
        let Kind::Convened(convened) = &event.kind else { return None };
        let mut joint = Joint::default();
        joint.take(event);
        let (who, backchannels) = (who.clone(), BTreeMap::new());
        if convened.mediator.seat == who.seat {
            let rooms =
                convened.parties.iter().map(|party| (party.seat.clone(), Room::new(party.seat.clone())));
            let (rooms, team) = (rooms.collect(), Delegation::new(who.seat.clone()));
            return Some(Self::Mediator(MediatorView { who, joint, rooms, team, backchannels }));
        }
        convened.parties.iter().any(|party| party.seat == who.seat).then(|| {
            let (room, delegation) = (Room::new(who.seat.clone()), Delegation::new(who.seat.clone()));
            Self::Party(PartyView { who, joint, room, delegation, backchannels })
        })
    }

    /// Takes over one more event, if it is of a compartment that this member is on the roster of.
    pub fn take(&mut self, event: &Arc<Event>) {
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
            Compartment::Backchannel(channel) => {
                let _ = (who, channel, backchannels);
            }
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
