use std::collections::BTreeMap;

use crate::state::State;
use crate::{Backchannel, Channel, Compartment, Delegation, Joint, Members, Name, Role, Room, Who};

/// What one member of a seat may see, borrowed: acts are decided from it and from nothing else.
#[derive(Clone, Copy, Debug)]
pub enum Sight<'a> {
    /// Of a member of a party's delegation.
    Party(PartySight<'a>),
    /// Of a member of the mediator's team.
    Mediator(MediatorSight<'a>),
}

/// What a member of a party's delegation may see.
#[derive(Clone, Copy, Debug)]
pub struct PartySight<'a> {
    /// Who looks.
    pub who: &'a Who,
    /// Its role.
    pub role: Role,
    /// What all seats see.
    pub joint: &'a Joint,
    /// The room of its seat.
    pub room: &'a Room,
    /// Its delegation.
    pub delegation: &'a Delegation,
    /// The back channels that it is on.
    pub backchannels: Backchannels<'a>,
}

/// What a member of the mediator's team may see.
#[derive(Clone, Copy, Debug)]
pub struct MediatorSight<'a> {
    /// Who looks.
    pub who: &'a Who,
    /// Its role.
    pub role: Role,
    /// What all seats see.
    pub joint: &'a Joint,
    /// The rooms of all parties, by seat.
    pub rooms: &'a BTreeMap<Name, Room>,
    /// The team.
    pub team: &'a Delegation,
    /// The back channels that it is on.
    pub backchannels: Backchannels<'a>,
}

/// The back channels that one member is on.
#[derive(Clone, Copy, Debug)]
pub struct Backchannels<'a> {
    all: &'a BTreeMap<Channel, Backchannel>,
    who: &'a Who,
}

impl<'a> Backchannels<'a> {
    pub(crate) fn of(all: &'a BTreeMap<Channel, Backchannel>, who: &'a Who) -> Self {
        Self { all, who }
    }

    /// The channel of this name, if this member is on it and has not left.
    #[must_use]
    pub fn get(&self, channel: &Channel) -> Option<&'a Backchannel> {
        self.all.get(channel).filter(|back| back.holds(self.who))
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &'a Backchannel> + use<'a> {
        let who = self.who;
        self.all.values().filter(move |back| back.holds(who))
    }

    /// Whether this member has ever been on a channel of this name: whoever left knows that there was one.
    pub(crate) fn knows(&self, channel: &Channel) -> bool {
        self.all.get(channel).is_some_and(|back| back.roster.contains(self.who))
    }
}

impl<'a> Sight<'a> {
    pub(crate) fn of(state: &'a State, who: &'a Who) -> Option<Self> {
        let backchannels = Backchannels::of(&state.backchannels, who);
        let joint = &state.joint;
        let own = state.delegations.get(&who.seat)?;
        let role = |members: &Members| Some(members.get(&who.member)?.role);
        Some(match state.rooms.get(&who.seat) {
            Some(room) => Self::Party(PartySight {
                who,
                role: role(&room.members)?,
                joint,
                room,
                delegation: own,
                backchannels,
            }),
            None => Self::Mediator(MediatorSight {
                who,
                role: role(&own.members)?,
                joint,
                rooms: &state.rooms,
                team: own,
                backchannels,
            }),
        })
    }

    /// Who looks.
    #[must_use]
    pub fn who(&self) -> &'a Who {
        match self {
            Self::Party(sight) => sight.who,
            Self::Mediator(sight) => sight.who,
        }
    }

    /// Its role.
    #[must_use]
    pub fn role(&self) -> Role {
        match self {
            Self::Party(sight) => sight.role,
            Self::Mediator(sight) => sight.role,
        }
    }

    /// What all seats see.
    #[must_use]
    pub fn joint(&self) -> &'a Joint {
        match self {
            Self::Party(sight) => sight.joint,
            Self::Mediator(sight) => sight.joint,
        }
    }

    /// Its own seat's delegation, or the team.
    #[must_use]
    pub fn delegation(&self) -> &'a Delegation {
        match self {
            Self::Party(sight) => sight.delegation,
            Self::Mediator(sight) => sight.team,
        }
    }

    /// The members of its own seat.
    #[must_use]
    pub fn members(&self) -> &'a Members {
        match self {
            Self::Party(sight) => &sight.room.members,
            Self::Mediator(sight) => &sight.team.members,
        }
    }

    /// The room of a seat, if it may be seen: a party sees its own, the mediator all.
    #[must_use]
    pub fn room(&self, seat: &Name) -> Option<&'a Room> {
        match self {
            Self::Party(sight) => (sight.room.seat == *seat).then_some(sight.room),
            Self::Mediator(sight) => sight.rooms.get(seat),
        }
    }

    /// The back channels that it is on.
    #[must_use]
    pub fn backchannels(&self) -> Backchannels<'a> {
        match self {
            Self::Party(sight) => sight.backchannels,
            Self::Mediator(sight) => sight.backchannels,
        }
    }

    /// The compartments that it is on the roster of: what is joint, rooms, its own delegation, back channels.
    #[must_use]
    pub fn compartments(&self) -> Vec<Compartment> {
        let rooms: Vec<&Name> = match self {
            Self::Party(sight) => vec![&sight.room.seat],
            Self::Mediator(sight) => sight.rooms.keys().collect(),
        };
        let mut places = vec![Compartment::Joint];
        places.extend(rooms.into_iter().cloned().map(Compartment::Room));
        places.push(Compartment::Delegation(self.delegation().seat.clone()));
        let channels = self.backchannels();
        places.extend(channels.iter().map(|back| Compartment::Backchannel(back.channel.clone())));
        places
    }
}
