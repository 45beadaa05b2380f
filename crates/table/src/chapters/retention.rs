//! How long content is kept, and how it is erased: the item stays, its content goes, every proof holds.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::act::Perform;
use crate::doing::Doing;
use crate::event::Happening;
use crate::state::State;
use crate::{
    By, Chapter, Clock, Clocks, Compartment, During, Event, Facts, Id, Kind, Name, Refusal, Retention, Role,
    Rule, Sight, Writes, chapters::ground_rules::Settings, chapters::rooms, limits,
};

/// The content of items was erased.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Erased {
    /// Their numbers in this compartment.
    pub items: Vec<u32>,
    /// Why.
    pub why: String,
    /// The clock that struck, where a rule erased it and not a hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Clock>,
}

impl Happening for Erased {
    const RETENTION: Retention = Retention::Permanent;
}

/// Erases the content of an item of one's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Erase {
    /// Which.
    pub item: Id,
    /// Why.
    pub why: String,
}

impl Perform for Erase {
    const FACTS: Facts = Facts {
        name: "erase",
        chapter: Chapter::Retention,
        does: "Erases the content of an item that one's seat has written; a tombstone stays.",
        by: By::Any,
        least: Role::Head,
        during: During::Ever,
        when: "The item is this seat's (a statement that was released when its embargo ended too), and holds content that is not kept for ever.",
        changes: "Nobody can read it any more. That there was an item, when and by whom, stays; proofs hold.",
        writes: &[Writes::OwnRoom, Writes::Rooms, Writes::Delegation, Writes::Joint, Writes::Backchannel],
        refusals: &[Rule::NoSuchItem, Rule::NotYours, Rule::KeptForEver, Rule::Twice],
        example: "do: erase\nitem: room/iran:4\nwhy: A name that does not belong here.",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        limits::line("reason", &self.why)?;
        let (log, _) = rooms::place(&on.sight, &self.item.place)?;
        let event = log.get(self.item.number).ok_or_else(|| rooms::no_such_item(&self.item, "an item"))?;
        if owner(event) != Some(&on.who.seat) {
            return Err(Refusal::new(
                Rule::NotYours,
                format!("{} is not your seat's", self.item),
                "One erases only what one has written.",
            ));
        }
        if event.kind.retention() == Retention::Permanent {
            return Err(Refusal::new(
                Rule::KeptForEver,
                format!("{} is kept for ever", self.item),
                "Messages, proposals, drafts and confided preferences can be erased.",
            ));
        }
        let mut without = event.kind.clone();
        without.erase();
        if without == event.kind {
            return Err(Refusal::new(
                Rule::Twice,
                format!("{} holds nothing that could be erased", self.item),
                "Its tombstone stays.",
            ));
        }
        let erased = Erased { items: vec![self.item.number], why: self.why, due: None };
        match (self.item.place, on.sight) {
            (Compartment::Joint, _) => on.write_joint(erased),
            (Compartment::Room(_), Sight::Party(sight)) => on.write_own_room(sight, erased),
            (Compartment::Room(seat), Sight::Mediator(sight)) => on.write_room(sight, &seat, erased),
            (Compartment::Delegation(_), _) => on.write_delegation(erased),
            (Compartment::Backchannel(channel), _) => on.write_backchannel(&channel, erased),
        };
        Ok(())
    }
}

/// Whose item it is: of whose act it came; of a statement that a clock released, its author's.
fn owner(event: &Event) -> Option<&Name> {
    match (&event.by, &event.kind) {
        (Some(by), _) => Some(&by.seat),
        (None, Kind::Stated(stated)) => Some(&stated.seat),
        (None, _) => None,
    }
}

/// Starts the times of retention when talks are closed.
pub(crate) fn start(clocks: &mut Clocks, settings: &Settings, event: &Event) {
    for (days, clock) in [(settings.working_days, Clock::Working), (settings.talks_days, Clock::Talks)] {
        if let Ok(at) = event.at.checked_add(SignedDuration::from_hours(24 * i64::from(days))) {
            clocks.set(at, event.id.number, clock);
        }
    }
}

/// Erases what is due, in every compartment, once the talks are closed long enough.
pub(crate) fn due(state: &State, _: &Compartment, clock: Clock) -> Vec<(Compartment, Kind)> {
    let classes: &[Retention] = match clock {
        Clock::Working => &[Retention::Working, Retention::Confided],
        _ => &[Retention::Working, Retention::Confided, Retention::Talks],
    };
    let mut written = Vec::new();
    for (place, log) in state.logs() {
        let holds = |kind: &Kind| {
            let mut without = kind.clone();
            without.erase();
            without != *kind
        };
        let items =
            log.iter().filter(|event| classes.contains(&event.kind.retention()) && holds(&event.kind));
        let items: Vec<u32> = items.map(|event| event.id.number).collect();
        if !items.is_empty() || place == Compartment::Joint {
            let why = match clock {
                Clock::Working => "the ground rules keep it for working use only",
                _ => "the ground rules keep it no longer",
            };
            written.push((place, Erased { items, why: why.to_owned(), due: Some(clock) }.into()));
        }
    }
    written
}
