//! An automated party: it answers what is put to it in its room, and the questions that are put to all.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use wasit_model::{Moment, Package, Talks};
use wasit_protocol::{Seat, relative_time};
use wasit_search::Side;
use wasit_strategies::{Ask, Clock, Heard, Move, Negotiator, View};
use wasit_table::chapters::convening::{AcceptInvitation, Presence, Standing, WithdrawConsent};
use wasit_table::chapters::preferences::{Confide, Tell, Wants};
use wasit_table::chapters::proposals::{self, Accept, DeclineOffer, Propose, Refuse, VoteCast};
use wasit_table::chapters::questions::Answer;
use wasit_table::chapters::rooms::Disclosure;
use wasit_table::{Act, Compartment, Event, Id, Kind, PartySight, Question, Who};

use super::packages;
use crate::Fault;

/// What a strategy says of what it cannot weigh.
const NOT_WEIGHED: &str = "I can weigh whole packages only.";

/// A party's seat with a strategy or a program in it.
pub(super) struct Party {
    pub(super) who: Who,
    pub(super) fault: Option<Fault>,
    /// Its place in the order of the parties.
    party: usize,
    negotiator: Box<dyn Negotiator>,
    talks: Arc<Talks>,
    side: Arc<Side>,
    heard: Vec<Heard>,
    said: Vec<Package>,
    /// How often it was visited.
    visits: u32,
    /// How much of its room it has read.
    read: u32,
    /// When what it has not read yet is to be answered.
    unread: Option<Timestamp>,
    queue: VecDeque<(Timestamp, Act)>,
    /// Questions before all that it has dealt with.
    questions: BTreeSet<u32>,
    has_accepted: bool,
    confides: bool,
    has_left: bool,
}

/// What the mediator came with.
enum Visit {
    Offer { item: u32 },
    Answer { item: u32, options: u32, put: Option<(u32, Package)> },
    Vote { item: u32, draft: Option<Package>, standing: Option<Package> },
}

impl Party {
    pub(super) fn new(
        who: Who,
        party: usize,
        negotiator: Box<dyn Negotiator>,
        talks: Arc<Talks>,
        side: &Arc<Side>,
    ) -> Self {
        Self {
            who,
            fault: None,
            party,
            negotiator,
            talks,
            side: Arc::clone(side),
            heard: Vec::new(),
            said: Vec::new(),
            visits: 0,
            read: 0,
            unread: None,
            queue: VecDeque::new(),
            questions: BTreeSet::new(),
            has_accepted: false,
            confides: false,
            has_left: false,
        }
    }

    /// It will confide all that it wants, as soon as there is an agenda.
    pub(super) fn will_confide(&mut self) {
        self.confides = true;
    }

    /// When it next has something to do.
    pub(super) fn due(&self) -> Option<Timestamp> {
        self.queue.front().map(|(due, _)| *due).into_iter().chain(self.unread).min()
    }

    pub(super) fn is_ready(&self, at: Timestamp) -> bool {
        self.queue.front().is_some_and(|(due, _)| *due <= at)
    }

    pub(super) fn take(&mut self) -> Option<Act> {
        self.queue.pop_front().map(|(_, act)| act)
    }

    /// Looks at what is new. `leg_of` says which leg of the mediator's an item of this room belongs to, where legs are
    /// counted for all.
    pub(super) fn look(
        &mut self,
        sight: &PartySight<'_>,
        at: Timestamp,
        half: SignedDuration,
        leg_of: impl Fn(u32) -> Option<u32>,
    ) {
        self.unread = None;
        let convening = &sight.joint.convening;
        if self.fault.is_some() || self.has_left || convening.standing != Standing::UnderWay {
            self.queue.clear();
            return;
        }
        match convening.presence.get(&self.who.seat) {
            Some(Presence::Awaited) => self.take_seat(sight, half),
            Some(Presence::Seated) => {
                self.answer_questions(sight, half);
                if packages::has_all(&sight.joint.agenda.issues, &self.talks.space) {
                    self.confide(sight);
                    self.receive(sight, at, half, leg_of);
                }
            }
            _ => {}
        }
    }

    fn take_seat(&mut self, sight: &PartySight<'_>, half: SignedDuration) {
        let invited = |event: &&Event| matches!(&event.kind, Kind::Invited(_));
        if let Some(event) = sight.room.log.iter().rev().find(invited).filter(|_| !self.has_accepted) {
            self.has_accepted = true;
            self.queue.push_back((later(event.at, half), AcceptInvitation {}.into()));
        }
    }

    fn confide(&mut self, sight: &PartySight<'_>) {
        let fits = packages::is_same(sight.joint.agenda.issues.as_slice(), &self.talks.space);
        if !std::mem::take(&mut self.confides) || sight.room.confided.is_some() || !fits {
            return;
        }
        let now = last(&sight.joint.log).map_or(Timestamp::MIN, |event| event.at);
        if sight.delegation.told.is_none() {
            let wants = Wants::of(&self.talks.space, self.side.preferences());
            self.queue.push_back((now, Tell { wants }.into()));
        }
        let all = Confide { issues: None, walk_away: true, red_lines: true };
        self.queue.push_back((now, all.into()));
    }

    /// Questions before all. A strategy weighs packages and cannot read or sign: it agrees to an agenda of the issues
    /// that it knows and to a mediator's proposal that it need not sign and that is worth no less to it than no deal,
    /// and to nothing else.
    fn answer_questions(&mut self, sight: &PartySight<'_>, half: SignedDuration) {
        let open: Vec<(u32, Question)> = sight
            .joint
            .questions
            .open()
            .filter(|(number, put)| {
                put.question.to.contains(&self.who.seat) && !self.questions.contains(number)
            })
            .map(|(number, put)| (number, put.question.clone()))
            .collect();
        for (number, question) in open {
            self.questions.insert(number);
            let Some(event) = sight.joint.log.get(number) else { continue };
            if sight.room.answers.get(number).is_some() {
                continue;
            }
            let option = if question.signs.is_some() { None } else { self.agrees(&event.kind) };
            let answer = Answer {
                question: Id::new(Compartment::Joint, number),
                yes: option.is_some(),
                hash: option.map(|_| question.hash),
                option: option.filter(|_| question.options > 1),
                signature: None,
                words: None,
            };
            self.queue.push_back((later(event.at, half), answer.into()));
        }
    }

    /// The option that it agrees to.
    fn agrees(&self, kind: &Kind) -> Option<u32> {
        match kind {
            Kind::AgendaPut(put) => {
                let fits = put.issues.is_empty() || packages::is_same(&put.issues, &self.talks.space);
                fits.then_some(1)
            }
            Kind::MediatorsProposalPut(put) => {
                let terms =
                    proposals::Terms { packages: put.packages.clone(), conditions: Vec::new(), text: None };
                let (option, package) = self.best_of(packages::options(&self.talks.space, &terms))?;
                let floor = self.side.preferences().walk_away_at(&self.clock(None).moment);
                (self.side.utility(&package) >= floor).then_some(option)
            }
            _ => None,
        }
    }

    fn best_of(&self, options: Vec<(u32, Package)>) -> Option<(u32, Package)> {
        let worth = |(_, package): &(u32, Package)| self.side.utility(package);
        options.into_iter().reduce(|best, other| if worth(&other) > worth(&best) { other } else { best })
    }

    /// Answers what came to its room at least half a leg ago. What the mediator brings at one moment is one visit: the
    /// last proposal of it is put, those before it are news.
    fn receive(
        &mut self,
        sight: &PartySight<'_>,
        at: Timestamp,
        half: SignedDuration,
        leg_of: impl Fn(u32) -> Option<u32>,
    ) {
        let log = &sight.room.log;
        while let Some(event) = log.get(self.read + 1) {
            if !is_visit(event) {
                self.read += 1;
                continue;
            }
            let due = later(event.at, half);
            if due > at {
                self.unread = Some(due);
                return;
            }
            let came = event.at;
            let mut number = event.id.number;
            let clock = self.clock(leg_of(number));
            let mut visit = self.unpack(event, &clock);
            while let (Visit::Answer { .. }, Some(next)) = (&visit, log.get(number + 1)) {
                if next.at != came
                    || !matches!(next.kind, Kind::ProposalCarried(_) | Kind::ProposalWithdrawn(_))
                {
                    break;
                }
                number += 1;
                if is_visit(next) {
                    visit = self.unpack(next, &clock);
                }
            }
            self.read = number;
            self.visits += 1;
            self.answer(visit, &clock, sight, due);
            if self.has_left || self.fault.is_some() {
                return;
            }
        }
    }

    /// The time at a visit. `counted` is the leg that it is, where legs are counted for all; else it is taken from the
    /// party's own visits, as though all were visited in turn.
    fn clock(&self, counted: Option<u32>) -> Clock {
        let (parties, legs) = (self.talks.parties.len() as u32, self.talks.legs());
        let own = self.visits.saturating_mul(parties).saturating_add(self.party as u32);
        let leg = counted.unwrap_or(own).min(legs.saturating_sub(1));
        let step = leg / parties;
        let time = match counted {
            Some(_) => relative_time(leg, legs),
            None => relative_time(step, legs.div_ceil(parties)),
        };
        let round = self.talks.round_of(leg);
        Clock { moment: Moment { time, legs: leg, days: self.talks.days_at(round) }, step, round }
    }

    /// What came, and what it has heard of it.
    fn unpack(&mut self, event: &Event, clock: &Clock) -> Visit {
        let (item, space) = (event.id.number, &self.talks.space);
        match &event.kind {
            Kind::ProposalCarried(carried) => {
                let options = carried.terms.get().map(|terms| packages::options(space, terms));
                let mut options = options.unwrap_or_default();
                let from = carried.from.as_ref().and_then(|seat| self.talks.find_party(seat.as_str()));
                let put = self.best_of(options.clone());
                if let Some((best, _)) = put {
                    // The one that is put is heard last.
                    options.sort_by_key(|(option, _)| *option == best);
                }
                let time = clock.moment.time;
                if self.negotiator.remembers() {
                    let heard = options.into_iter().map(|(_, package)| Heard { package, from, time });
                    self.heard.extend(heard);
                }
                Visit::Answer { item, options: carried.options, put }
            }
            Kind::DraftPut(put) => {
                let draft = put.draft.get();
                let standing = draft.and_then(|draft| draft.standing.as_ref());
                Visit::Vote {
                    item,
                    draft: draft.and_then(|draft| packages::package(space, &draft.package)),
                    standing: standing.and_then(|standing| packages::package(space, standing)),
                }
            }
            _ => Visit::Offer { item },
        }
    }

    fn answer(&mut self, visit: Visit, clock: &Clock, sight: &PartySight<'_>, due: Timestamp) {
        let id = |item| Id::new(Compartment::Room(self.who.seat.clone()), item);
        let (item, ask) = match &visit {
            Visit::Offer { item } => (*item, Ask::Offer),
            Visit::Answer { item, put: Some((_, package)), .. } => (*item, Ask::Answer(package)),
            Visit::Vote { item, draft: Some(draft), standing } => {
                (*item, Ask::Vote { draft, standing: standing.as_ref() })
            }
            Visit::Answer { item, put: None, .. } => {
                let act = Refuse { item: id(*item), words: Some(NOT_WEIGHED.to_owned()) };
                return self.push(sight, *item, due, act.into());
            }
            Visit::Vote { item, draft: None, .. } => {
                let act = VoteCast { item: id(*item), vote: proposals::Vote::No };
                return self.push(sight, *item, due, act.into());
            }
        };
        let view = View { clock, heard: &self.heard, said: &self.said };
        let answer = self.negotiator.act(ask, &view);
        let about = id(item);
        match (&visit, answer) {
            (Visit::Offer { .. } | Visit::Answer { .. }, Move::Offer(package)) => {
                if !self.talks.space.contains(&package) {
                    return self.fail("it offered what is no package of these talks".to_owned());
                }
                let propose = Propose {
                    packages: vec![packages::terms(&self.talks.space, &package)],
                    disclosure: Disclosure::Joint,
                    answers: Some(about.clone()),
                    ..Propose::default()
                };
                if self.negotiator.remembers() {
                    self.said.push(package);
                }
                self.push(sight, item, due, propose.into());
                if matches!(visit, Visit::Answer { .. }) {
                    self.push(sight, item, due, Refuse { item: about, words: None }.into());
                }
            }
            (Visit::Answer { options, put, .. }, Move::Accept) => {
                let option = put.as_ref().map(|(option, _)| *option).filter(|_| *options > 1);
                self.push(sight, item, due, Accept { item: about, option, words: None }.into());
            }
            (Visit::Answer { .. }, Move::Refuse) => {
                self.push(sight, item, due, Refuse { item: about, words: None }.into());
            }
            (Visit::Offer { .. }, Move::Refuse) => {
                self.push(sight, item, due, DeclineOffer { item: about, words: None }.into());
            }
            (Visit::Vote { .. }, Move::Vote(vote)) => {
                self.push(sight, item, due, VoteCast { item: about, vote: degree(vote) }.into());
            }
            (_, Move::Leave(reason)) => match self.negotiator.fault() {
                Some(what) => self.fail(what),
                None => {
                    self.has_left = true;
                    let leave = WithdrawConsent { public: None, private: Some(reason) };
                    self.queue.push_back((due, leave.into()));
                }
            },
            _ => self.fail("its answer does not fit what it was asked".to_owned()),
        }
    }

    /// Will do this, unless it stands in the room already: so a rehearsal that is made anew catches up.
    fn push(&mut self, sight: &PartySight<'_>, item: u32, due: Timestamp, act: Act) {
        let done = |event: &Event| match (&event.kind, &act) {
            (Kind::Proposed(done), Act::Propose(_)) => done.answers == Some(item),
            (Kind::ProposalAccepted(done), Act::Accept(_)) => done.item == item,
            (Kind::ProposalRefused(done), Act::Refuse(_)) => done.item == item,
            (Kind::OfferDeclined(done), Act::DeclineOffer(_)) => done.item == item,
            (Kind::Voted(done), Act::Vote(_)) => done.item == item,
            _ => false,
        };
        let log = &sight.room.log;
        if !(item + 1..=log.len()).filter_map(|number| log.get(number)).any(done) {
            self.queue.push_back((due, act));
        }
    }

    fn fail(&mut self, what: String) {
        self.queue.clear();
        self.fault = Some(Fault { seat: Seat::Party(self.party), what });
    }
}

/// Whether the mediator comes with something to be answered.
fn is_visit(event: &Event) -> bool {
    matches!(event.kind, Kind::OfferAsked(_) | Kind::ProposalCarried(_) | Kind::DraftPut(_))
}

pub(super) fn last(log: &wasit_table::Log) -> Option<&Event> {
    log.iter().next_back()
}

/// `half` after `at`.
pub(super) fn later(at: Timestamp, half: SignedDuration) -> Timestamp {
    at.checked_add(half).unwrap_or(Timestamp::MAX)
}

fn degree(vote: wasit_protocol::Vote) -> proposals::Vote {
    match vote {
        wasit_protocol::Vote::StrongNo => proposals::Vote::StrongNo,
        wasit_protocol::Vote::No => proposals::Vote::No,
        wasit_protocol::Vote::Yes => proposals::Vote::Yes,
        wasit_protocol::Vote::StrongYes => proposals::Vote::StrongYes,
    }
}
