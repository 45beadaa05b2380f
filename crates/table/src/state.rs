use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

use crate::chapters::{
    agenda::Agenda, convening::Convening, ground_rules::GroundRules, preferences, questions::Answers,
    questions::Questions, retention, rooms::Items,
};
use crate::{Channel, Clock, Clocks, Compartment, Event, Kind, Log, Members, Name, Sight, Who};

/// What all seats see.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Joint {
    /// The events, in order.
    pub log: Log,
    /// Who sits at the table, and whether talks are under way.
    pub convening: Convening,
    /// The ground rules.
    pub ground_rules: GroundRules,
    /// The agenda.
    pub agenda: Agenda,
    /// What seats have been asked.
    pub questions: Questions,
    /// What was said before all.
    pub items: Items,
    /// What will happen by itself.
    pub clocks: Clocks,
}

impl Joint {
    pub(crate) fn take(&mut self, event: &Arc<Event>) {
        self.log.push(event);
        self.convening.take(event);
        self.questions.take(event, &mut self.clocks);
        self.items.take(event);
        match &event.kind {
            Kind::TalksClosed(_) => retention::start(&mut self.clocks, &self.ground_rules.settings, event),
            Kind::Erased(erased) => erased.due.into_iter().for_each(|clock| self.clocks.stop_all(clock)),
            _ => {}
        }
    }
}

/// The private room of a party with the mediator's team.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Room {
    /// Whose room it is.
    pub seat: Name,
    /// The events, in order.
    pub log: Log,
    /// The party's delegation.
    pub members: Members,
    /// The party's sealed answers to questions.
    pub answers: Answers,
    /// What was said here.
    pub items: Items,
    /// The item that holds what the party has confided of its wants, while it stands.
    pub confided: Option<u32>,
    /// What will happen by itself.
    pub clocks: Clocks,
}

impl Room {
    pub(crate) fn new(seat: Name) -> Self {
        Self {
            seat,
            log: Log::default(),
            members: Members::default(),
            answers: Answers::default(),
            items: Items::default(),
            confided: None,
            clocks: Clocks::default(),
        }
    }

    pub(crate) fn take(&mut self, event: &Arc<Event>) {
        self.log.push(event);
        crate::chapters::convening::take_members(&mut self.members, event);
        self.answers.take(event);
        self.items.take(event);
        preferences::take_confided(&mut self.confided, event);
    }
}

/// What stays within one seat: a party's delegation, or the mediator's team.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Delegation {
    /// Whose it is.
    pub seat: Name,
    /// The events, in order.
    pub log: Log,
    /// The mediator's team; empty for a party, whose members its room knows.
    pub members: Members,
    /// What was said here.
    pub items: Items,
    /// The item that holds what the party wants, for its own eyes.
    pub told: Option<u32>,
    /// What will happen by itself.
    pub clocks: Clocks,
}

impl Delegation {
    pub(crate) fn new(seat: Name) -> Self {
        Self {
            seat,
            log: Log::default(),
            members: Members::default(),
            items: Items::default(),
            told: None,
            clocks: Clocks::default(),
        }
    }

    pub(crate) fn take(&mut self, event: &Arc<Event>) {
        self.log.push(event);
        crate::chapters::convening::take_members(&mut self.members, event);
        self.items.take(event);
        preferences::take_told(&mut self.told, event);
    }
}

/// A back channel.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Backchannel {
    /// What it is called.
    pub channel: Channel,
    /// Who is on it, whether or not it has left since.
    pub roster: Vec<Who>,
    /// The events, in order.
    pub log: Log,
    /// What was said here.
    pub items: Items,
    /// What will happen by itself.
    pub clocks: Clocks,
}

/// All compartments: what the table knows, and no seat.
///
/// > Each compartment's state is a fold of its own events.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct State {
    pub(crate) joint: Joint,
    pub(crate) rooms: BTreeMap<Name, Room>,
    pub(crate) delegations: BTreeMap<Name, Delegation>,
    pub(crate) backchannels: BTreeMap<Channel, Backchannel>,
}

impl State {
    pub(crate) fn take(&mut self, event: &Arc<Event>) {
        match &event.id.place {
            Compartment::Joint => {
                self.joint.take(event);
                if let Kind::Convened(convened) = &event.kind {
                    self.open(convened.parties.iter().map(|party| &party.seat), &convened.mediator.seat);
                }
            }
            Compartment::Room(seat) => {
                if let Some(room) = self.rooms.get_mut(seat) {
                    room.take(event);
                }
            }
            Compartment::Delegation(seat) => {
                if let Some(delegation) = self.delegations.get_mut(seat) {
                    delegation.take(event);
                }
            }
            Compartment::Backchannel(_) => {}
        }
    }

    fn open<'a>(&mut self, parties: impl Iterator<Item = &'a Name>, mediator: &Name) {
        for seat in parties {
            self.rooms.insert(seat.clone(), Room::new(seat.clone()));
            self.delegations.insert(seat.clone(), Delegation::new(seat.clone()));
        }
        self.delegations.insert(mediator.clone(), Delegation::new(mediator.clone()));
    }

    /// How many events stand in a compartment.
    pub(crate) fn len(&self, place: &Compartment) -> u32 {
        let log = match place {
            Compartment::Joint => Some(&self.joint.log),
            Compartment::Room(seat) => self.rooms.get(seat).map(|room| &room.log),
            Compartment::Delegation(seat) => self.delegations.get(seat).map(|delegation| &delegation.log),
            Compartment::Backchannel(channel) => self.backchannels.get(channel).map(|back| &back.log),
        };
        log.map_or(0, Log::len)
    }

    /// The log of every compartment.
    pub(crate) fn logs(&self) -> impl Iterator<Item = (Compartment, &Log)> {
        let rooms = self.rooms.iter().map(|(seat, room)| (Compartment::Room(seat.clone()), &room.log));
        let own =
            self.delegations.iter().map(|(seat, own)| (Compartment::Delegation(seat.clone()), &own.log));
        let back = self.backchannels.iter();
        let back = back.map(|(channel, back)| (Compartment::Backchannel(channel.clone()), &back.log));
        std::iter::once((Compartment::Joint, &self.joint.log)).chain(rooms).chain(own).chain(back)
    }

    /// The clocks of every compartment.
    pub(crate) fn clocks(&self) -> impl Iterator<Item = (Compartment, &Clocks)> {
        let rooms = self.rooms.iter().map(|(seat, room)| (Compartment::Room(seat.clone()), &room.clocks));
        let own =
            self.delegations.iter().map(|(seat, own)| (Compartment::Delegation(seat.clone()), &own.clocks));
        let back = self.backchannels.iter();
        let back = back.map(|(channel, back)| (Compartment::Backchannel(channel.clone()), &back.clocks));
        std::iter::once((Compartment::Joint, &self.joint.clocks)).chain(rooms).chain(own).chain(back)
    }

    /// Takes a clock off that has struck.
    pub(crate) fn struck(&mut self, place: &Compartment, at: Timestamp, number: u32, clock: Clock) {
        let clocks = match place {
            Compartment::Joint => Some(&mut self.joint.clocks),
            Compartment::Room(seat) => self.rooms.get_mut(seat).map(|room| &mut room.clocks),
            Compartment::Delegation(seat) => self.delegations.get_mut(seat).map(|own| &mut own.clocks),
            Compartment::Backchannel(channel) => {
                self.backchannels.get_mut(channel).map(|back| &mut back.clocks)
            }
        };
        if let Some(clocks) = clocks {
            clocks.struck(at, number, clock);
        }
    }

    /// What `who` may see; `None` where it is no member of a seat.
    pub(crate) fn sight<'a>(&'a self, who: &'a Who) -> Option<Sight<'a>> {
        Sight::of(self, who)
    }
}
