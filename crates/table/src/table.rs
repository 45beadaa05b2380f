use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::chapters::convening::Standing;
use crate::doing::Doing;
use crate::state::State;
use crate::{
    Act, By, Clock, Compartment, During, Event, Facts, Id, Kind, Refusal, Rule, Sight, Who, crossings,
};

/// Live talks: the rules, applied to one act at a time.
///
/// What you tell it: [`apply`](Self::apply), [`tick`](Self::tick). What you ask it: [`sight`](Self::sight),
/// [`events`](Self::events), [`next_tick`](Self::next_tick).
///
/// Two are equal where their events and all that follows from those are.
#[derive(Clone, Debug, Default)]
pub struct Table {
    state: State,
    events: Vec<Arc<Event>>,
    /// Where in `events` those of each compartment stand, by number.
    places: BTreeMap<Compartment, Vec<usize>>,
    now: Option<Timestamp>,
}

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        self.state == other.state && self.events == other.events
    }
}

/// A list of events that is no record of talks: where it breaks off.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("event {position} ({id}) does not follow: {why}")]
pub struct ReplayError {
    /// Which event, counted from 1.
    pub position: usize,
    /// What it is called.
    pub id: Id,
    /// Why not.
    pub why: &'static str,
}

impl Table {
    /// A table at which nothing has happened: the first act convenes talks.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The table that these events led to.
    ///
    /// # Errors
    /// [`ReplayError`] where an event's number or time does not follow from those before it.
    pub fn replay(events: impl IntoIterator<Item = Event>) -> Result<Self, ReplayError> {
        let mut table = Self::new();
        for event in events {
            table.follow(event)?;
        }
        Ok(table)
    }

    /// Takes over one more event that was recorded, at a table that follows another.
    ///
    /// # Errors
    /// [`ReplayError`] where the event's number or time does not follow from those before it.
    pub fn follow(&mut self, event: Event) -> Result<(), ReplayError> {
        let before = self.events.len();
        let wrong = |why| ReplayError { position: before + 1, id: event.id.clone(), why };
        if event.id.number != self.state.len(&event.id.place) + 1 {
            return Err(wrong("its number is not the next in its compartment"));
        }
        if self.events.last().is_some_and(|last| event.at < last.at) {
            return Err(wrong("it is dated before the event before it"));
        }
        if (before == 0) != matches!(event.kind, Kind::Convened(_)) {
            return Err(wrong("a record begins with `convened`, once"));
        }
        self.take(event);
        Ok(())
    }

    /// Does an act of `who` at the time `at`: the events that it caused, clocks that struck before it included.
    ///
    /// `at` is the caller's clock and not the actor's choice.
    ///
    /// # Errors
    /// [`Refusal`]; nothing has changed then, but for clocks that struck.
    pub fn apply(
        &mut self,
        who: &Who,
        act: impl Into<Act>,
        at: Timestamp,
    ) -> Result<Vec<Arc<Event>>, Refusal> {
        let act = act.into();
        let facts = act.facts();
        let named = |mut refusal: Refusal| {
            refusal.act = facts.name;
            refusal
        };
        let before = self.events.len();
        self.tick(at).map_err(named)?;
        let written = self.decide(who, act, &facts, at).map_err(named)?;
        let acted = self.events.len();
        for (place, kind) in written {
            self.write(place, Some(who), at, kind);
        }
        // Most acts are words, after which nothing need be looked for.
        if self.events[acted..].iter().all(|event| crossings::is_inert(&event.kind)) {
            debug_assert!(crossings::follow(&self.state, at).is_empty(), "something follows from mere words");
        } else {
            self.settle(at);
        }
        Ok(self.events[before..].to_vec())
    }

    /// What an act writes, or why it is refused.
    fn decide(
        &self,
        who: &Who,
        act: Act,
        facts: &Facts,
        at: Timestamp,
    ) -> Result<Vec<(Compartment, Kind)>, Refusal> {
        if let Act::Convene(convene) = act {
            return match self.events.is_empty() {
                true => convene.open(who),
                false => Err(Refusal::new(
                    Rule::AlreadyConvened,
                    "these talks are convened already",
                    "Other talks need a table of their own.",
                )),
            };
        }
        if self.events.is_empty() {
            return Err(Refusal::new(Rule::NotConvened, "there are no talks yet", "Begin with `convene`."));
        }
        let sight = self.state.sight(who).ok_or_else(|| {
            Refusal::new(
                Rule::NotAtTheTable,
                format!("{who} is no member of a seat at these talks"),
                "The head of a seat admits its members with `enrol`; the mediator invites a party's head.",
            )
        })?;
        permit(&sight, facts)?;
        let mut doing = Doing::new(who, at, sight);
        act.perform(&mut doing)?;
        Ok(doing.into_written())
    }

    /// Lets the clocks strike that are due by `at`. Call it before a view is taken, so that what a seat sees depends
    /// on the time and not on who acted last.
    ///
    /// # Errors
    /// [`Refusal`] under [`Rule::ClockWentBack`] where `at` is before the last event: the caller's fault.
    pub fn tick(&mut self, at: Timestamp) -> Result<Vec<Arc<Event>>, Refusal> {
        if self.now.is_some_and(|now| at < now) {
            return Err(Refusal::new(
                Rule::ClockWentBack,
                "its time lies before what has been recorded",
                "Give the time that it is now.",
            ));
        }
        let before = self.events.len();
        while let Some((due, place, number, clock)) = self.next_clock().filter(|next| next.0 <= at) {
            self.state.struck(&place, due, number, clock);
            let due = self.now.map_or(due, |now| due.max(now));
            for (place, kind) in crossings::strike(&self.state, &place, number, clock) {
                self.write(place, None, due, kind);
            }
            self.settle(due);
        }
        self.now = Some(at);
        Ok(self.events[before..].to_vec())
    }

    /// When the next clock strikes.
    #[must_use]
    pub fn next_tick(&self) -> Option<Timestamp> {
        self.next_clock().map(|next| next.0)
    }

    fn next_clock(&self) -> Option<(Timestamp, Compartment, u32, Clock)> {
        self.state
            .clocks()
            .filter_map(|(place, clocks)| clocks.next().map(|(at, number, clock)| (at, place, number, clock)))
            .min()
    }

    /// What `who` may see; `None` where it is no member of a seat.
    #[must_use]
    pub fn sight<'a>(&'a self, who: &'a Who) -> Option<Sight<'a>> {
        self.state.sight(who)
    }

    /// All events in order: what a store keeps. No seat sees this list.
    #[must_use]
    pub fn events(&self) -> &[Arc<Event>] {
        &self.events
    }

    /// What follows by itself, until nothing more does.
    fn settle(&mut self, at: Timestamp) {
        loop {
            let written = crossings::follow(&self.state, at);
            if written.is_empty() {
                return;
            }
            for (place, kind) in written {
                self.write(place, None, at, kind);
            }
        }
    }

    fn write(&mut self, place: Compartment, by: Option<&Who>, at: Timestamp, kind: Kind) {
        let number = self.state.len(&place) + 1;
        self.take(Event { id: Id::new(place, number), at, by: by.cloned(), kind });
    }

    fn take(&mut self, event: Event) {
        self.now = Some(event.at);
        if let Kind::Erased(erased) = &event.kind {
            let here = self.places.get(&event.id.place);
            for number in &erased.items {
                let at = here.and_then(|here| here.get((*number as usize).checked_sub(1)?));
                if let Some(stored) = at.and_then(|&at| self.events.get_mut(at)) {
                    Arc::make_mut(stored).kind.erase();
                }
            }
        }
        match self.places.get_mut(&event.id.place) {
            Some(here) => here.push(self.events.len()),
            None => {
                self.places.insert(event.id.place.clone(), vec![self.events.len()]);
            }
        }
        let event = Arc::new(event);
        self.state.take(&event);
        self.events.push(event);
    }
}

/// Whether a member may do an act of this kind at all, from its seat, its role and the state of the talks.
fn permit(sight: &Sight<'_>, facts: &Facts) -> Result<(), Refusal> {
    let party = matches!(sight, Sight::Party(_));
    match facts.by {
        By::Mediator if party => {
            return Err(Refusal::new(
                Rule::WrongSeat,
                "this is for the mediator to do, and you are a party",
                "A party can ask the mediator for it with `say`.",
            ));
        }
        By::Party if !party => {
            return Err(Refusal::new(
                Rule::WrongSeat,
                "this is for a party to do, and you are the mediator",
                "The mediator can ask a party for it with `say`.",
            ));
        }
        _ => {}
    }
    if sight.role() < facts.least {
        return Err(Refusal::new(
            Rule::WrongRole,
            format!("a seat's {} may not do this", sight.role().word()),
            match facts.least {
                crate::Role::Head => "The head of the delegation may.".to_owned(),
                least => format!("A member with the role `{}` or above may.", least.word()),
            },
        ));
    }
    let standing = sight.joint().convening.standing;
    let refused = match (facts.during, standing) {
        (During::Ever, _) | (_, Standing::UnderWay) | (During::Standing, Standing::Suspended) => None,
        (_, Standing::Suspended) => Some((
            Rule::Suspended,
            "these talks are suspended",
            "The mediator resumes them with `resume_talks`.",
        )),
        (_, Standing::Closed) => Some((
            Rule::Closed,
            "these talks are closed",
            "What was recorded can still be read and exported.",
        )),
    };
    match refused {
        Some((rule, because, allowed)) => Err(Refusal::new(rule, because, allowed)),
        None => Ok(()),
    }
}
