//! Dated meetings: planned, moved, opened, adjourned, held or cancelled, with reasons for all and reasons kept.

mod course;
mod planning;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use crate::event::Happening;
use crate::{Event, Kind, Name, Refusal, Retention, Rule, limits};

pub use course::{
    AdjournRound, AskForRound, CancelRound, CloseRound, OpenRound, RoundAdjourned, RoundAskedFor,
    RoundCancelled, RoundHeld, RoundOpened,
};
pub use planning::{MoveRound, PlanRound, RoundMoved, RoundPlanned};

/// What a round is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundState {
    /// It has a date.
    Planned,
    /// It is going on.
    Open,
    /// It was broken off and is to go on.
    Adjourned,
    /// It has ended.
    Held,
    /// It does not take place, or goes on no more.
    Cancelled,
}

impl RoundState {
    /// The state as a word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Open => "open",
            Self::Adjourned => "adjourned",
            Self::Held => "held",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Who comes for a seat, as it is announced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundDelegation {
    /// The seat.
    pub seat: Name,
    /// Who, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
}

/// One of several strands of a round: political, technical, drafting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Track {
    /// What it is called.
    pub name: String,
    /// Who comes to it, where it has delegations of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delegations: Vec<RoundDelegation>,
}

/// One date of a round: the one that stands, or one before it was moved.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Date {
    /// When it was to begin, in the talks' zone.
    pub starts: DateTime,
    /// The same as an instant.
    pub starts_at: Timestamp,
    /// When it was to end, in the talks' zone.
    pub ends: Option<DateTime>,
    /// Where.
    pub venue: String,
    /// Why this date was set, as all were told.
    pub public: Option<String>,
}

/// One round, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Round {
    /// Its number, given in the order of planning.
    pub round: u32,
    /// The number of the event that planned it.
    pub item: u32,
    /// What it is.
    pub state: RoundState,
    /// Its dates: the last stands.
    pub dates: Vec<Date>,
    /// When it was first opened.
    pub opened: Option<Timestamp>,
    /// Until when it is adjourned, in the talks' zone.
    pub until: Option<DateTime>,
    /// When it ended.
    pub held: Option<Timestamp>,
}

/// The rounds, by number.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Rounds(BTreeMap<u32, Round>);

impl Rounds {
    /// The round of this number.
    #[must_use]
    pub fn get(&self, round: u32) -> Option<&Round> {
        self.0.get(&round)
    }

    /// All, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Round> {
        self.0.values()
    }

    /// The round that is going on.
    #[must_use]
    pub fn open(&self) -> Option<&Round> {
        self.iter().find(|round| round.state == RoundState::Open)
    }

    /// The round of this number, or a refusal that says which there are.
    pub(crate) fn expect(&self, round: u32) -> Result<&Round, Refusal> {
        self.get(round).ok_or_else(|| {
            Refusal::new(
                Rule::NoSuchItem,
                format!("there is no round {round}"),
                match self.0.len() {
                    0 => "The mediator plans one with `plan_round`.".to_owned(),
                    count => format!("Rounds 1 to {count} have been planned."),
                },
            )
        })
    }

    /// The round that an act is about: the one that it names, or the only one that it can be about.
    fn find(&self, round: Option<u32>, fits: &[RoundState], already: RoundState) -> Result<&Round, Refusal> {
        let words: Vec<&str> = fits.iter().map(|state| state.word()).collect();
        let words = words.join(" or ");
        if let Some(round) = round {
            let round = self.expect(round)?;
            if fits.contains(&round.state) {
                return Ok(round);
            }
            let rule = if round.state == already { Rule::Twice } else { Rule::WrongState };
            let because = format!("round {} is {}", round.round, round.state.word());
            return Err(Refusal::new(rule, because, format!("This is for a round that is {words}.")));
        }
        let mut fitting = self.iter().filter(|round| fits.contains(&round.state));
        match (fitting.next(), fitting.next()) {
            (Some(round), None) => Ok(round),
            (None, _) => Err(Refusal::new(
                Rule::WrongState,
                format!("no round is {words}"),
                "The mediator plans a round with `plan_round` and opens it with `open_round`.",
            )),
            (Some(_), Some(_)) => Err(Refusal::new(
                Rule::Malformed,
                format!("more than one round is {words}"),
                "Name the round with `round`.",
            )),
        }
    }

    pub(crate) fn take(&mut self, event: &Event) {
        if let Kind::RoundPlanned(planned) = &event.kind {
            let date = Date {
                starts: planned.starts,
                starts_at: planned.starts_at,
                ends: planned.ends,
                venue: planned.venue.clone(),
                public: planned.public.clone(),
            };
            let round = Round {
                round: planned.round,
                item: event.id.number,
                state: RoundState::Planned,
                dates: vec![date],
                opened: None,
                until: None,
                held: None,
            };
            self.0.insert(planned.round, round);
            return;
        }
        let number = match &event.kind {
            Kind::RoundMoved(moved) => moved.round,
            Kind::RoundOpened(opened) => opened.round,
            Kind::RoundAdjourned(adjourned) => adjourned.round,
            Kind::RoundHeld(held) => held.round,
            Kind::RoundCancelled(cancelled) => cancelled.round,
            _ => return,
        };
        let Some(round) = self.0.get_mut(&number) else { return };
        match &event.kind {
            Kind::RoundMoved(moved) => round.dates.push(Date {
                starts: moved.starts,
                starts_at: moved.starts_at,
                ends: moved.ends,
                venue: moved.venue.clone(),
                public: Some(moved.public.clone()),
            }),
            Kind::RoundOpened(_) => {
                round.state = RoundState::Open;
                round.opened = round.opened.or(Some(event.at));
                round.until = None;
            }
            Kind::RoundAdjourned(adjourned) => {
                round.state = RoundState::Adjourned;
                round.until = adjourned.until;
            }
            Kind::RoundHeld(_) => {
                round.state = RoundState::Held;
                round.held = Some(event.at);
                round.until = None;
            }
            _ => {
                round.state = RoundState::Cancelled;
                round.until = None;
            }
        }
    }
}

fn check_public(public: Option<&String>) -> Result<(), Refusal> {
    public.map_or(Ok(()), |public| limits::text("public reason", public))
}

macro_rules! permanent {
    ($($event:ty),*) => {$(impl Happening for $event { const RETENTION: Retention = Retention::Permanent; })*};
}

permanent!(RoundPlanned, RoundMoved, RoundOpened, RoundAdjourned, RoundHeld, RoundCancelled);
