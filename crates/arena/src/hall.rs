use std::sync::Arc;

use wasit_model::{Moment, Package, Talks};
use wasit_protocol::Seat;
use wasit_search::Side;
use wasit_strategies::{Ask, Clock, Heard, Move, Negotiator, View};

use crate::series::Room;
use crate::{Act, Entry, Fault, Outcome};

/// Where a talk is held: the clock, what each party has heard and said, and what is written down.
pub(crate) struct Hall<'a> {
    pub(crate) talks: &'a Talks,
    sides: &'a [Arc<Side>],
    room: &'a mut Room,
    trace: Option<Vec<Entry>>,
    clock: Clock,
    /// Legs, or turns, that were travelled.
    legs: u32,
    /// Legs of the rounds behind the present one.
    behind: u32,
    /// Legs, steps and relative time that had passed when the talks were last taken up.
    before: Before,
}

/// What had passed when talks are taken up again.
#[derive(Clone, Copy, Debug, Default)]
struct Before {
    legs: u32,
    steps: u32,
    time: f64,
}

impl<'a> Hall<'a> {
    pub(crate) fn new(
        talks: &'a Talks,
        sides: &'a [Arc<Side>],
        room: &'a mut Room,
        parties: &[Box<dyn Negotiator + '_>],
        traced: bool,
    ) -> Self {
        room.clear(parties);
        Self {
            talks,
            sides,
            room,
            trace: traced.then(Vec::new),
            clock: Clock { moment: Moment::default(), step: 0, round: 0 },
            legs: 0,
            behind: 0,
            before: Before::default(),
        }
    }

    /// The talks are taken up again from here: legs and steps are counted on, and what is left of the time is shared out
    /// as all of it was.
    pub(crate) fn resume(&mut self) {
        self.before = Before { legs: self.legs, steps: self.clock.step + 1, time: self.clock.moment.time };
    }

    /// Steps that had passed when the talks were last taken up.
    pub(crate) fn steps_before(&self) -> u32 {
        self.before.steps
    }

    /// Legs that had passed when the talks were last taken up.
    pub(crate) fn legs_before(&self) -> u32 {
        self.before.legs
    }

    /// A leg begins: the `leg`-th (from 0) of the talks, which by the rounds' calendar is leg `calendar_leg`.
    #[inline]
    pub(crate) fn begin(&mut self, leg: u32, calendar_leg: u32, step: u32, time: f64) {
        let (leg, step) = (leg + self.before.legs, step + self.before.steps);
        let time = self.before.time + (1.0 - self.before.time) * time;
        let rounds = &self.talks.rounds;
        let mut round = self.clock.round;
        while round + 1 < rounds.len() && calendar_leg - self.behind >= rounds[round].legs {
            self.behind += rounds[round].legs;
            round += 1;
        }
        if round != self.clock.round {
            self.clock.moment.days = self.talks.days_at(round);
            self.clock.round = round;
        }
        self.clock.step = step;
        self.clock.moment.time = time;
        self.clock.moment.legs = leg;
    }

    /// The leg that began is under way: it counts.
    pub(crate) fn travel(&mut self) {
        self.legs = self.clock.moment.legs + 1;
    }

    pub(crate) fn now(&self) -> Clock {
        self.clock
    }

    pub(crate) fn legs(&self) -> u32 {
        self.legs
    }

    pub(crate) fn into_trace(self) -> Vec<Entry> {
        self.trace.unwrap_or_default()
    }

    /// Writes down what a seat does.
    #[inline]
    pub(crate) fn note(&mut self, seat: Seat, act: Act, to: Option<Seat>, package: Option<&Package>) {
        if self.trace.is_some() {
            self.write(seat, act, to, package);
        }
    }

    fn write(&mut self, seat: Seat, act: Act, to: Option<Seat>, package: Option<&Package>) {
        let Some(trace) = &mut self.trace else { return };
        let utilities = package
            .map_or_else(Vec::new, |package| self.sides.iter().map(|side| side.utility(package)).collect());
        trace.push(Entry {
            leg: self.clock.moment.legs,
            step: self.clock.step,
            round: self.clock.round,
            time: self.clock.moment.time,
            seat,
            act,
            to,
            package: package.cloned(),
            utilities,
        });
    }

    /// A package comes to `party`; `from` is whose idea it is said to be.
    #[inline]
    pub(crate) fn hear(&mut self, party: usize, package: &Package, from: Option<usize>) {
        if !self.room.remembers[party] {
            return;
        }
        let time = self.clock.moment.time;
        self.room.ears[party].push(Heard { package: package.clone(), from, time });
    }

    /// Asks `party`; an offer is remembered as said.
    #[inline]
    pub(crate) fn ask(
        &mut self,
        party: usize,
        negotiator: &mut dyn Negotiator,
        ask: Ask<'_>,
    ) -> Result<Move, Outcome> {
        let view = View { clock: &self.clock, heard: &self.room.ears[party], said: &self.room.mouths[party] };
        let answer = negotiator.act(ask, &view);
        let fault = |what: String| Err(Outcome::Faulted(Fault { seat: Seat::Party(party), what }));
        match (&ask, &answer) {
            (Ask::Offer | Ask::Answer(_), Move::Offer(package)) => {
                if !self.talks.space.contains(package) {
                    return fault("it offered what is no package of these talks".to_owned());
                }
                if self.room.remembers[party] {
                    self.room.mouths[party].push(package.clone());
                }
            }
            (_, Move::Leave(_)) => {
                if let Some(what) = negotiator.fault() {
                    return fault(what);
                }
            }
            (Ask::Answer(_), Move::Accept)
            | (Ask::Offer | Ask::Answer(_), Move::Refuse)
            | (Ask::Vote { .. }, Move::Vote(_)) => {}
            _ => return fault("its answer does not fit what it was asked".to_owned()),
        }
        Ok(answer)
    }
}
