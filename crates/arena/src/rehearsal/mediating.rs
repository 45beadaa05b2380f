//! An automated mediator: its strategy's errands as acts at the table, and what comes back from whoever sits there.

use std::collections::VecDeque;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use wasit_model::Talks;
use wasit_protocol::{Ended, Errand, Expected, ProposalId, Reply, Seat, Shuttle};
use wasit_search::Side;
use wasit_strategies::{
    Answer, Leg, Mediator, MediatorSetup, MediatorView, must_be_told, seat_mediator, stream,
};
use wasit_table::chapters::agenda::PutAgenda;
use wasit_table::chapters::convening::{CloseTalks, Presence, Standing};
use wasit_table::chapters::proposals::{
    self, AskOffer, Carry, ProposalState, Propose, PutDraft, WithdrawProposal,
};
use wasit_table::chapters::relay::Attribution;
use wasit_table::{Act, Compartment, Id, Kind, MediatorSight, Name, Room, Who};

use super::answers::{Back, Goes, Trip};
use super::packages;
use super::party::{last, later};
use crate::{Fault, Player};

/// The mediator's seat with a strategy or a program in it.
pub(super) struct Between {
    pub(super) who: Who,
    pub(super) fault: Option<Fault>,
    player: Player,
    pub(super) talks: Arc<Talks>,
    pub(super) seats: Vec<Name>,
    seed: u64,
    mediator: Option<Box<dyn Mediator>>,
    in_turn: bool,
    /// What the strategy knows: the errands and answers so far, by the rules that it was made for.
    shuttle: Shuttle,
    travelled: Vec<Leg>,
    /// By proposal of the shuttle's, where it stands at the table.
    sources: Vec<Option<Id>>,
    /// By leg, whom it went to, and the number there of what was put.
    legs: Vec<(usize, u32)>,
    /// By party, how much of its room is behind it.
    pub(super) behind: Vec<u32>,
    stage: Stage,
    queue: VecDeque<Act>,
    due: Option<Timestamp>,
    has_put_agenda: bool,
}

enum Stage {
    /// Talks have not come so far that there is anything to carry.
    Before,
    /// It is back from an errand since then.
    Free(Timestamp),
    /// It is about to set out; the acts for it are in the queue.
    SettingOut(Trip),
    /// It is with a party, and waits for an answer to the item of this number.
    Waiting(Trip, u32),
    /// There is nothing more to do.
    Done,
}

impl Between {
    pub(super) fn new(
        who: Who,
        player: Player,
        talks: Arc<Talks>,
        seed: u64,
    ) -> Result<Self, super::RehearsalError> {
        let seats = talks
            .parties
            .iter()
            .map(|party| party.name.parse().map_err(|_| super::RehearsalError::NoName(party.name.clone())));
        let seats: Vec<Name> = seats.collect::<Result<_, _>>()?;
        Ok(Self {
            who,
            fault: None,
            player,
            shuttle: Shuttle::new(seats.len(), talks.legs()),
            behind: vec![0; seats.len()],
            seats,
            talks,
            seed,
            mediator: None,
            in_turn: false,
            travelled: Vec::new(),
            sources: Vec::new(),
            legs: Vec::new(),
            stage: Stage::Before,
            queue: VecDeque::new(),
            due: None,
            has_put_agenda: false,
        })
    }

    /// Whether parties must confide what they want before it can sit down.
    pub(super) fn must_be_told(&self) -> bool {
        matches!(&self.player, Player::Strategy(text) if must_be_told(text))
    }

    /// Whether parties are visited in turn, so that each can count by its own visits.
    pub(super) fn in_turn(&self) -> bool {
        self.in_turn
    }

    /// The leg on which this item was put to a party. Relative time is everybody's.
    pub(super) fn leg_of(&self, seat: &Name, number: u32) -> Option<u32> {
        let party = self.seats.iter().position(|name| name == seat)?;
        let put = |&(whom, item): &(usize, u32)| whom == party && item >= number;
        let under_way = || match &self.stage {
            Stage::Waiting(trip, _) | Stage::SettingOut(trip) if trip.party == party => Some(self.legs.len()),
            _ => None,
        };
        self.legs.iter().position(put).or_else(under_way).map(|leg| leg as u32)
    }

    pub(super) fn due(&self) -> Option<Timestamp> {
        self.due
    }

    pub(super) fn is_ready(&self, at: Timestamp) -> bool {
        !self.queue.is_empty() && self.due.is_some_and(|due| due <= at)
    }

    pub(super) fn take(&mut self) -> Option<Act> {
        self.queue.pop_front()
    }

    pub(super) fn look(&mut self, sight: &MediatorSight<'_>, at: Timestamp, half: SignedDuration) {
        if !self.queue.is_empty() {
            return;
        }
        self.due = None;
        if self.fault.is_some() || sight.joint.convening.standing != Standing::UnderWay {
            return;
        }
        // An agreement on everything ends its task, whoever brought it about.
        if sight.joint.agreements.whole().is_some() {
            self.stage = Stage::Done;
        }
        while self.step(sight, at, half) {}
    }

    /// One step on; false where it waits.
    fn step(&mut self, sight: &MediatorSight<'_>, at: Timestamp, half: SignedDuration) -> bool {
        match &self.stage {
            Stage::Done => false,
            Stage::Before => self.sit_down(sight, half),
            Stage::Free(since) => {
                let due = later(*since, half);
                if due > at {
                    self.due = Some(due);
                    return false;
                }
                self.set_out(sight, due)
            }
            Stage::SettingOut(trip) => {
                let trip = trip.clone();
                match self.put(sight, &trip) {
                    Some(item) => self.stage = Stage::Waiting(trip, item),
                    // The table did not let it: the party was not asked, and so has not said yes.
                    None => {
                        let item = self.behind[trip.party];
                        self.come_back(trip, item, item, at, None);
                    }
                }
                true
            }
            Stage::Waiting(trip, item) => {
                let (trip, item) = (trip.clone(), *item);
                match self.answer(sight, &trip, item) {
                    Some((number, when, answer)) => {
                        self.come_back(trip, item, number, when, answer);
                        true
                    }
                    None => false,
                }
            }
        }
    }

    /// Once all parties are there and the agenda has the issues that it knows, the strategy sits down. Where there is
    /// no agenda it puts one.
    fn sit_down(&mut self, sight: &MediatorSight<'_>, half: SignedDuration) -> bool {
        let convening = &sight.joint.convening;
        if !self.seats.iter().all(|seat| convening.is_seated(seat)) {
            return false;
        }
        let Some(event) = last(&sight.joint.log) else { return false };
        let agenda = &sight.joint.agenda.issues;
        if agenda.as_slice().is_empty() {
            let asked = sight.joint.log.iter().any(|event| matches!(event.kind, Kind::AgendaPut(_)));
            if !std::mem::replace(&mut self.has_put_agenda, true) && !asked {
                self.due = Some(later(event.at, half));
                let issues = packages::issues_of(&self.talks.space);
                let items = packages::agenda_of(&self.talks.space);
                self.queue.push_back(PutAgenda { items, issues, until: None }.into());
            }
            return false;
        }
        if !packages::has_all(agenda, &self.talks.space) {
            return false;
        }
        let mut since = event.at;
        let mut confided = None;
        if self.must_be_told() {
            let mut sides = Vec::new();
            for seat in &self.seats {
                let confidence = sight.rooms.get(seat).and_then(Room::confidence);
                let Some((event, wants)) = confidence.filter(|(_, wants)| wants.is_whole(agenda)) else {
                    return false;
                };
                since = since.max(event.at);
                if !packages::is_same(agenda.as_slice(), &self.talks.space) {
                    self.fail("the issues on the agenda stand in another order than it knows".to_owned());
                    return false;
                }
                match wants.wants().preferences(agenda) {
                    Ok((_, preferences)) => {
                        sides.push(Arc::new(Side::new(Arc::new(self.talks.space.clone()), preferences)));
                    }
                    Err(error) => {
                        self.fail(format!("what {seat} confided cannot be reckoned with: {error}"));
                        return false;
                    }
                }
            }
            confided = Some(sides);
        }
        let setup = MediatorSetup {
            space: Arc::new(self.talks.space.clone()),
            parties: self.seats.len(),
            rng: stream(self.seed, 0, Seat::Mediator),
            confided,
        };
        let mediator = match &self.player {
            Player::Strategy(text) => seat_mediator(text, setup).map_err(|error| error.to_string()),
            Player::Guest(guest) => guest.mediator(&self.talks.invitation(), 0, setup),
        };
        match mediator {
            Ok(mediator) => {
                self.in_turn = mediator.in_turn();
                self.mediator = Some(mediator);
                self.stage = Stage::Free(since);
                true
            }
            Err(why) => {
                self.fail(why);
                false
            }
        }
    }

    fn set_out(&mut self, sight: &MediatorSight<'_>, due: Timestamp) -> bool {
        let away = |seat: &Name| sight.joint.convening.presence.get(seat) == Some(&Presence::Away);
        if self.seats.iter().any(away) {
            return self.close("A party has left the talks.", due);
        }
        match self.shuttle.expected() {
            Expected::Ended(Ended::Deadline) => {
                return self.close("The legs of these talks are used up.", due);
            }
            Expected::Ended(_) => {
                self.stage = Stage::Done;
                return false;
            }
            _ => {}
        }
        let Some(mediator) = &mut self.mediator else { return false };
        let errand = mediator.next(&MediatorView {
            time: self.shuttle.time(),
            legs_used: self.shuttle.legs_used(),
            legs: self.shuttle.legs(),
            proposals: self.shuttle.proposals(),
            travelled: &self.travelled,
        });
        if let Some(what) = mediator.fault() {
            return self.fail(what);
        }
        if let Errand::Propose { package, .. } | Errand::Text { draft: package, .. } = &errand
            && !self.talks.space.contains(package)
        {
            return self.fail("it put forward what is no package of these talks".to_owned());
        }
        if let Err(refusal) = self.shuttle.set_out(errand.clone()) {
            return self.fail(refusal.to_string());
        }
        let time = if self.in_turn { self.shuttle.time_by_steps() } else { self.shuttle.time() };
        let trip = |party, goes, carried| Trip { party, goes, carried, time };
        let (trip, acts) = match errand {
            Errand::Close => return self.close("The mediator sees no agreement within reach.", due),
            Errand::Ask { party } => (
                trip(party, Goes::Ask, Vec::new()),
                vec![AskOffer { seat: self.seats[party].clone(), words: None }.into()],
            ),
            Errand::Carry { party, mut news, put, attribution } => {
                news.push(put);
                let mut acts = Vec::new();
                for &proposal in &news {
                    self.carry(sight, party, proposal, attribution, &mut acts);
                }
                (trip(party, Goes::Put, news), acts)
            }
            Errand::Propose { party, package, attribution } => {
                let put = self
                    .shuttle
                    .proposals()
                    .iter()
                    .rposition(|known| known.by == Seat::Mediator && known.package == package);
                let put = put.expect("what the mediator proposes is among the proposals");
                let mut acts = Vec::new();
                let id = self.own(sight, &package);
                if id.is_none() {
                    let packages = vec![packages::terms(&self.talks.space, &package)];
                    acts.push(Propose { packages, ..Propose::default() }.into());
                }
                self.note_source(put, id.unwrap_or_else(|| self.next_in_team(sight)));
                self.carry(sight, party, put, attribution, &mut acts);
                (trip(party, Goes::Put, vec![put]), acts)
            }
            Errand::Text { party, draft, standing } => {
                let space = &self.talks.space;
                let put = PutDraft {
                    to: self.seats[party].clone(),
                    package: packages::terms(space, &draft),
                    text: None,
                    standing: standing.map(|standing| packages::terms(space, &standing)),
                };
                (trip(party, Goes::Vote(draft), Vec::new()), vec![put.into()])
            }
        };
        // What a party offered without being asked is its answer when it is asked; and what was put before, by a
        // rehearsal that was made earlier, is not put again.
        let unasked = self.unasked(sight, trip.party).filter(|_| matches!(trip.goes, Goes::Ask));
        if let Some(event) = unasked {
            self.stage = Stage::Waiting(trip, event.id.number - 1);
        } else {
            if self.put(sight, &trip).is_none() {
                self.queue.extend(acts);
                self.due = Some(due);
            }
            self.stage = Stage::SettingOut(trip);
        }
        self.queue.is_empty()
    }

    /// What must be done to carry a proposal to a party. One that lies there already is taken back and put anew.
    fn carry(
        &self,
        sight: &MediatorSight<'_>,
        party: usize,
        proposal: ProposalId,
        attribution: wasit_protocol::Attribution,
        acts: &mut Vec<Act>,
    ) {
        let Some(source) = self.source(proposal) else { return };
        let seat = &self.seats[party];
        if let Some(copy) = sight.team.carried.copies(source).iter().rev().find(|copy| {
            let there = sight.rooms.get(seat).and_then(|room| room.proposals.get(copy.number));
            copy.place == Compartment::Room(seat.clone())
                && there.is_some_and(|there| there.state == ProposalState::Open)
        }) {
            acts.push(WithdrawProposal { item: copy.clone(), words: None }.into());
        }
        let own = source.place == Compartment::Delegation(self.who.seat.clone());
        let attribution = match attribution {
            wasit_protocol::Attribution::Sender if !own => Attribution::Sender,
            wasit_protocol::Attribution::Unattributed => Attribution::Unattributed,
            _ => Attribution::Mediator,
        };
        // As far as its maker allows; where nothing is allowed, the table says so.
        let free = sight.attributions(source);
        let attribution = if free.contains(&attribution) {
            attribution
        } else {
            free.first().copied().unwrap_or(attribution)
        };
        acts.push(Carry { proposal: source.clone(), to: vec![seat.clone()], attribution }.into());
    }

    pub(super) fn source(&self, proposal: ProposalId) -> Option<&Id> {
        self.sources.get(proposal)?.as_ref()
    }

    fn note_source(&mut self, proposal: ProposalId, id: Id) {
        if self.sources.len() <= proposal {
            self.sources.resize(proposal + 1, None);
        }
        self.sources[proposal] = Some(id);
    }

    /// What the next item of the team will be called.
    fn next_in_team(&self, sight: &MediatorSight<'_>) -> Id {
        Id::new(Compartment::Delegation(self.who.seat.clone()), sight.team.log.len() + 1)
    }

    /// It comes back with an answer; with nothing where there was no yes and no offer.
    fn come_back(&mut self, trip: Trip, item: u32, number: u32, when: Timestamp, back: Option<Back>) {
        let Trip { party, goes, carried, time } = trip;
        let draft = match goes {
            Goes::Vote(draft) => Some(draft),
            _ => None,
        };
        let (reply, answer) = match (back, &draft) {
            (Some(Back::Offer(package, id)), None) => {
                let offer = self.shuttle.proposals().len();
                self.note_source(offer, id);
                (Reply::Offer(package), Answer::Offer(offer))
            }
            (Some(Back::Accepted), None) => (Reply::Accept, Answer::Accepted),
            (Some(Back::Voted(vote)), Some(_)) => {
                let vote = match vote {
                    proposals::Vote::StrongNo => wasit_protocol::Vote::StrongNo,
                    proposals::Vote::No => wasit_protocol::Vote::No,
                    proposals::Vote::Yes => wasit_protocol::Vote::Yes,
                    proposals::Vote::StrongYes => wasit_protocol::Vote::StrongYes,
                };
                (Reply::Vote(vote), Answer::Vote(vote))
            }
            // Who does not vote is not for it.
            (_, Some(_)) => (Reply::Vote(wasit_protocol::Vote::No), Answer::Vote(wasit_protocol::Vote::No)),
            _ => (Reply::Refuse, Answer::Refused),
        };
        self.legs.push((party, item));
        self.behind[party] = self.behind[party].max(number);
        self.travelled.push(Leg { party, carried, draft, answer, time });
        self.stage = match self.shuttle.reply(party, reply) {
            Ok(()) => Stage::Free(when),
            Err(_) => Stage::Done,
        };
    }

    fn close(&mut self, public: &str, due: Timestamp) -> bool {
        self.stage = Stage::Done;
        self.due = Some(due);
        self.queue.push_back(CloseTalks { public: public.to_owned(), private: None }.into());
        false
    }

    fn fail(&mut self, what: String) -> bool {
        self.stage = Stage::Done;
        self.fault = Some(Fault { seat: Seat::Mediator, what });
        false
    }
}
