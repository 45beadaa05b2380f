//! A live table at which some seats are filled by strategies or programs: a rehearsal against the machine.
//!
//! > An automated seat looks at its own sight of the table and at the talks' clock, and at nothing else.
//!
//! The driver holds no table and makes no rule: it says what an automated seat would do next, and whoever holds the
//! table applies it.
//! 1. `rehearsal.wakes(&table)`: when an automated seat next acts by itself;
//! 2. `rehearsal.reply(&table, at)`: the act that one of them is to do at `at`, if any;
//! 3. `table.apply(&who, act, at)`, at that same time; what is refused is not tried again;
//! 4. again, until there is no reply: all automated seats wait for people, or for time.

mod answers;
mod mediating;
mod packages;
mod party;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use wasit_model::Talks;
use wasit_protocol::Seat;
use wasit_search::Side;
use wasit_strategies::{Negotiator, PartyStrategy, Setup, check_mediator, stream};
use wasit_table::{Act, Name, Sight, Table, Who};

use crate::{Fault, Outlook, PlayError, Player};
use mediating::Between;
use party::Party;

pub use packages::issues_of;

/// How long a leg takes where nothing else is said.
const LEG: SignedDuration = SignedDuration::from_hours(1);

/// The automated seats of one table.
///
/// What it replies is a pure function of the talks, the seats, the seed and what stands at the table.
pub struct Rehearsal {
    parties: Vec<Party>,
    between: Option<Between>,
    /// Half a leg: how long an automated seat takes for its part.
    half: SignedDuration,
}

/// Why seats cannot be filled. All are the caller's fault, or a guest's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RehearsalError {
    /// A seat that the talks do not have.
    #[error("there is no seat `{0}` at these talks")]
    NoSuchSeat(Name),
    /// A party whose name in the talks no seat can have.
    #[error("`{0}` is no name for a seat: a name is 1 to 40 letters, digits, `-`, `_` and `.`")]
    NoName(String),
    /// A seat that is filled twice.
    #[error("the seat `{0}` is filled twice")]
    Twice(Name),
    /// Somebody cannot sit down.
    #[error(transparent)]
    Play(#[from] PlayError),
}

impl Rehearsal {
    /// Fills seats of `talks`: who acts there, and as whom. All other seats are people's. A party's preferences are
    /// those of `talks`; of the others' a strategy is told nothing.
    ///
    /// # Errors
    /// [`RehearsalError`].
    pub fn new(
        talks: &Talks,
        seats: impl IntoIterator<Item = (Who, Player)>,
        seed: u64,
    ) -> Result<Self, RehearsalError> {
        let talks = Arc::new(talks.clone());
        let sides = Outlook::sides(&talks);
        let mut rehearsal = Self { parties: Vec::new(), between: None, half: LEG / 2 };
        for (who, player) in seats {
            let seat = who.seat.clone();
            if seat.as_str() == talks.mediator.name {
                if rehearsal.between.is_some() {
                    return Err(RehearsalError::Twice(seat));
                }
                if let Player::Strategy(text) = &player {
                    check_mediator(text)
                        .map_err(|error| PlayError::Strategy { seat: seat.to_string(), error })?;
                }
                rehearsal.between = Some(Between::new(who, player, Arc::clone(&talks), seed)?);
                continue;
            }
            let party =
                talks.find_party(seat.as_str()).ok_or_else(|| RehearsalError::NoSuchSeat(seat.clone()))?;
            if rehearsal.parties.iter().any(|there| there.who.seat == seat) {
                return Err(RehearsalError::Twice(seat));
            }
            let negotiator = sit_down(&player, &talks, party, &sides[party], seed)?;
            rehearsal.parties.push(Party::new(who, party, negotiator, Arc::clone(&talks), &sides[party]));
        }
        if rehearsal.between.as_ref().is_some_and(Between::must_be_told) {
            rehearsal.parties.iter_mut().for_each(Party::will_confide);
        }
        Ok(rehearsal)
    }

    /// The same with legs that take `leg`: an automated seat takes half of it for its part, at least a second.
    #[must_use]
    pub fn with_leg(self, leg: SignedDuration) -> Self {
        Self { half: (leg / 2).max(SignedDuration::from_secs(1)), ..self }
    }

    /// The act that an automated seat is to do at `at`, which is not before the last event of the table; `None` where
    /// all of them wait for people or for time. Each act is named once: it is to be applied at `at`, and what the
    /// table refuses is not tried again.
    pub fn reply(&mut self, table: &Table, at: Timestamp) -> Option<(Who, Act)> {
        self.look(table, at);
        let party =
            self.parties.iter_mut().filter(|party| party.is_ready(at)).min_by_key(|party| party.due());
        if let Some(party) = party {
            return party.take().map(|act| (party.who.clone(), act));
        }
        let between = self.between.as_mut().filter(|between| between.is_ready(at))?;
        between.take().map(|act| (between.who.clone(), act))
    }

    /// When the next automated seat has something to do by itself: [`Rehearsal::reply`] names it from then on. `None`
    /// where all of them wait for people.
    pub fn wakes(&mut self, table: &Table) -> Option<Timestamp> {
        let now = table.events().last()?.at;
        self.look(table, now);
        let parties = self.parties.iter().filter_map(Party::due);
        parties.chain(self.between.iter().filter_map(Between::due)).min().map(|due| due.max(now))
    }

    /// What kept automated seats from playing by the rules, where something did: they have stopped.
    pub fn faults(&self) -> impl Iterator<Item = &Fault> {
        let parties = self.parties.iter().filter_map(|party| party.fault.as_ref());
        parties.chain(self.between.iter().filter_map(|between| between.fault.as_ref()))
    }

    /// Every automated seat looks at what is new to it.
    fn look(&mut self, table: &Table, at: Timestamp) {
        if let Some(between) = &mut self.between {
            let who = between.who.clone();
            if let Some(Sight::Mediator(sight)) = table.sight(&who) {
                between.look(&sight, at, self.half);
            }
        }
        let legs = self.between.as_ref().filter(|between| !between.in_turn());
        for party in &mut self.parties {
            let who = party.who.clone();
            if let Some(Sight::Party(sight)) = table.sight(&who) {
                party.look(&sight, at, self.half, |number| legs?.leg_of(&who.seat, number));
            }
        }
    }
}

/// Sits down at a party's seat.
fn sit_down(
    player: &Player,
    talks: &Talks,
    party: usize,
    side: &Arc<Side>,
    seed: u64,
) -> Result<Box<dyn Negotiator>, PlayError> {
    let seat = || talks.parties[party].name.clone();
    let setup = Setup::new(Arc::clone(side), talks.parties.len(), stream(seed, 0, Seat::Party(party)));
    match player {
        Player::Strategy(text) => match PartyStrategy::read(text) {
            Ok(strategy) => Ok(strategy.seat(setup)),
            Err(error) => Err(PlayError::Strategy { seat: seat(), error }),
        },
        Player::Guest(guest) => guest
            .party(&talks.invitation(), party, 0, setup)
            .map_err(|reason| PlayError::Guest { seat: seat(), reason }),
    }
}
