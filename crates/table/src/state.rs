use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

use crate::chapters::{
    agenda::Agenda, communiques::Communiques, communiques::Statements, contact::Accounts, contact::Contacts,
    convening::Convening, decisions::Decisions, ground_rules::GroundRules, preferences, proposals,
    questions::Answers, questions::Questions, relay::Approvals, relay::Inbox, relay::Workbench, retention,
    rooms::Items, rounds::Rounds, texts, texts::Sealed, texts::Texts,
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
    /// The rounds.
    pub rounds: Rounds,
    /// What seats have been asked.
    pub questions: Questions,
    /// The direct contacts.
    pub contacts: Contacts,
    /// What was agreed on by accepting proposals.
    pub agreements: proposals::Agreements,
    /// What was released of the talks, and how seats characterise the rounds.
    pub communiques: Communiques,
    /// What was decided in each round.
    pub decisions: Decisions,
    /// What was said before all.
    pub items: Items,
    /// The texts.
    pub texts: Texts,
    /// What will happen by itself.
    pub clocks: Clocks,
}

impl Joint {
    pub(crate) fn take(&mut self, event: &Arc<Event>) {
        self.log.push(event);
        self.convening.take(event);
        self.ground_rules.take(event);
        self.rounds.take(event);
        self.questions.take(event, &mut self.clocks);
        self.contacts.take(event, &mut self.clocks);
        // These react to how a question was settled, which has stopped its clocks.
        self.agenda.take(event, &self.log);
        self.communiques.take(event, &mut self.clocks);
        self.decisions.take(event);
        self.agreements.take(event);
        self.items.take(event);
        self.texts.take(event, &self.convening, &mut self.clocks);
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
    /// Where the party was asked to approve what is conveyed of its words.
    pub approvals: Approvals,
    /// What was conveyed to the party.
    pub inbox: Inbox,
    /// The party's accounts of direct contacts.
    pub accounts: Accounts,
    /// The party's own statements under embargo.
    pub statements: Statements,
    /// The party's own proposals, and what was carried to it.
    pub proposals: proposals::Proposals,
    /// Where the mediator asked the party for an offer.
    pub asks: proposals::Asks,
    /// What the party was asked that it would do if.
    pub what_ifs: proposals::WhatIfs,
    /// The drafts that were put to the party's vote.
    pub drafts: proposals::Drafts,
    /// What was said here.
    pub items: Items,
    /// The party's marks on texts, and its sealed lifts and agreements.
    pub sealed: Sealed,
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
            approvals: Approvals::default(),
            inbox: Inbox::default(),
            accounts: Accounts::default(),
            statements: Statements::default(),
            proposals: proposals::Proposals::default(),
            asks: proposals::Asks::default(),
            what_ifs: proposals::WhatIfs::default(),
            drafts: proposals::Drafts::default(),
            items: Items::default(),
            sealed: Sealed::default(),
            confided: None,
            clocks: Clocks::default(),
        }
    }

    pub(crate) fn take(&mut self, event: &Arc<Event>) {
        self.log.push(event);
        crate::chapters::convening::take_members(&mut self.members, event);
        self.answers.take(event);
        self.approvals.take(event);
        self.inbox.take(&self.seat, event);
        self.accounts.take(event);
        self.statements.take(event, &mut self.clocks);
        self.proposals.take(event, &mut self.clocks);
        self.asks.take(event);
        self.what_ifs.take(event);
        self.drafts.take(event);
        self.items.take(event);
        self.sealed.take(event);
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
    /// The renderings of the mediator's team; empty for a party.
    pub workbench: Workbench,
    /// The mediator's own statements under embargo; a party's stand in its room.
    pub statements: Statements,
    /// The mediator's own proposals; a party's stand in its room.
    pub proposals: proposals::Proposals,
    /// What the mediator's team carried of which proposal; empty for a party.
    pub carried: proposals::Carried,
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
            workbench: Workbench::default(),
            statements: Statements::default(),
            proposals: proposals::Proposals::default(),
            carried: proposals::Carried::default(),
            items: Items::default(),
            told: None,
            clocks: Clocks::default(),
        }
    }

    pub(crate) fn take(&mut self, event: &Arc<Event>) {
        self.log.push(event);
        crate::chapters::convening::take_members(&mut self.members, event);
        self.workbench.take(event);
        self.statements.take(event, &mut self.clocks);
        self.proposals.take(event, &mut self.clocks);
        self.carried.take(event);
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
    /// Who has left.
    pub left: Vec<Who>,
    /// Whether nothing more is said in it.
    pub closed: bool,
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
    pub(crate) waiting: texts::Waiting,
    pub(crate) attendance: proposals::Attendance,
}

impl State {
    pub(crate) fn take(&mut self, event: &Arc<Event>) {
        self.waiting.take(event);
        self.attendance.take(event);
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
            Compartment::Backchannel(channel) => match self.backchannels.get_mut(channel) {
                Some(back) => back.take(event),
                None => {
                    let begun = Backchannel::begin(channel, event);
                    self.backchannels.extend(begun.map(|back| (channel.clone(), back)));
                }
            },
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
