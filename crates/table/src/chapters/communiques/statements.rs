use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::act::Perform;
use crate::chapters::rooms::no_such_item;
use crate::doing::Doing;
use crate::event::Happening;
use crate::state;
use crate::{
    By, Chapter, Clock, Clocks, Compartment, Content, During, Event, Facts, Id, Kind, Name, Refusal,
    Retention, Role, Rule, Sight, Writes, calendar, limits,
};

/// What became of a statement under embargo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StatementState {
    /// It waits.
    Sealed,
    /// Its embargo has ended, and all have it.
    Released,
    /// It was withdrawn or erased before.
    Withdrawn,
}

/// One statement under embargo.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SealedStatement {
    /// Until when.
    pub embargo: Timestamp,
    /// What became of it.
    pub state: StatementState,
}

/// A seat's own statements that were put under embargo, by number.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Statements(BTreeMap<u32, SealedStatement>);

impl Statements {
    /// The statement of this number.
    #[must_use]
    pub fn get(&self, number: u32) -> Option<&SealedStatement> {
        self.0.get(&number)
    }

    /// All, in order.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &SealedStatement)> {
        self.0.iter().map(|(&number, statement)| (number, statement))
    }

    pub(crate) fn take(&mut self, event: &Event, clocks: &mut Clocks) {
        match &event.kind {
            Kind::StatementSealed(sealed) => {
                clocks.set(sealed.embargo, event.id.number, Clock::Embargo);
                let statement = SealedStatement { embargo: sealed.embargo, state: StatementState::Sealed };
                self.0.insert(event.id.number, statement);
            }
            Kind::StatementReleased(released) => {
                self.end(released.statement, StatementState::Released, clocks);
            }
            Kind::StatementWithdrawn(withdrawn) => {
                self.end(withdrawn.statement, StatementState::Withdrawn, clocks);
            }
            // What has no words any more cannot be released.
            Kind::Erased(erased) => {
                for &item in &erased.items {
                    self.end(item, StatementState::Withdrawn, clocks);
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, number: u32, how: StatementState, clocks: &mut Clocks) {
        if let Some(statement) = self.0.get_mut(&number)
            && statement.state == StatementState::Sealed
        {
            statement.state = how;
            clocks.stop(number);
        }
    }
}

/// Tells all what was sealed: the words, and not where they stood.
pub(super) fn release(state: &state::State, place: &Compartment, number: u32) -> Vec<(Compartment, Kind)> {
    let (seat, log) = match place {
        Compartment::Room(seat) => (seat, state.rooms.get(seat).map(|room| &room.log)),
        Compartment::Delegation(seat) => (seat, state.delegations.get(seat).map(|own| &own.log)),
        Compartment::Joint | Compartment::Backchannel(_) => return Vec::new(),
    };
    let sealed = log.and_then(|log| log.get(number)).map(|event| &event.kind);
    let Some(Kind::StatementSealed(StatementSealed { text: Content::Here(text), round, .. })) = sealed else {
        return Vec::new();
    };
    let stated = Stated { seat: seat.clone(), round: *round, text: text.clone().into() };
    let released = StatementReleased { statement: number };
    vec![(Compartment::Joint, stated.into()), (place.clone(), released.into())]
}

/// A seat's own statement was released.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stated {
    /// Whose it is.
    pub seat: Name,
    /// The round that it is of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<u32>,
    /// The text.
    pub text: Content<String>,
}

impl Happening for Stated {
    const RETENTION: Retention = Retention::Talks;

    fn erase(&mut self) {
        self.text.erase();
    }
}

/// A seat's own statement waits for the end of its embargo.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatementSealed {
    /// Until when.
    pub embargo: Timestamp,
    /// The round that it is of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<u32>,
    /// The text.
    pub text: Content<String>,
}

impl Happening for StatementSealed {
    const RETENTION: Retention = Retention::Talks;

    fn erase(&mut self) {
        self.text.erase();
    }
}

/// The embargo of a statement ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatementReleased {
    /// Its number in this compartment.
    pub statement: u32,
}

impl Happening for StatementReleased {
    const RETENTION: Retention = Retention::Permanent;
}

/// A statement was withdrawn under embargo.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatementWithdrawn {
    /// Its number in this compartment.
    pub statement: u32,
}

impl Happening for StatementWithdrawn {
    const RETENTION: Retention = Retention::Permanent;
}

/// Releases a statement of one's own seat, at once or when an embargo ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// The text.
    pub text: String,
    /// The round that it is of.
    #[serde(default)]
    pub round: Option<u32>,
    /// Not to be released before.
    #[serde(default)]
    pub embargo: Option<Timestamp>,
}

impl Perform for State {
    const FACTS: Facts = Facts {
        name: "state",
        chapter: Chapter::Communiques,
        does: "Releases a statement of one's own seat, at once or when an embargo ends.",
        by: By::Any,
        least: Role::Member,
        during: During::Standing,
        when: "The seat sits at the table; the embargo, if there is one, lies ahead.",
        changes: "All have the statement. Under embargo only one's own room knows it (of the mediator's, the team) until the embargo ends, and it can be withdrawn; it is released then even where the party has left since.",
        writes: &[Writes::Joint, Writes::OwnRoom, Writes::Delegation],
        refusals: &[Rule::NoSuchItem, Rule::NoConsent, Rule::NotTheTime],
        example: "do: state\nround: 1\ntext: We came with a serious proposal.\nembargo: 2025-04-12T18:00:00Z",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        on.joint().convening.expect_present(&on.who.seat)?;
        limits::text("text", &self.text)?;
        if let Some(round) = self.round {
            on.joint().rounds.expect(round)?;
        }
        calendar::ahead(on, "embargo", self.embargo)?;
        let (round, text) = (self.round, Content::from(self.text));
        let Some(embargo) = self.embargo else {
            on.write_joint(Stated { seat: on.who.seat.clone(), round, text });
            return Ok(());
        };
        let sealed = StatementSealed { embargo, round, text };
        match on.sight {
            Sight::Party(sight) => on.write_own_room(sight, sealed),
            Sight::Mediator(_) => on.write_delegation(sealed),
        };
        Ok(())
    }
}

/// Withdraws a statement of one's own before its embargo ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawStatement {
    /// Which.
    pub item: Id,
}

impl Perform for WithdrawStatement {
    const FACTS: Facts = Facts {
        name: "withdraw_statement",
        chapter: Chapter::Communiques,
        does: "Withdraws a statement of one's own seat before its embargo ends.",
        by: By::Any,
        least: Role::Member,
        during: During::Ever,
        when: "The statement is under embargo.",
        changes: "It is never released; the other seats do not learn that there was one.",
        writes: &[Writes::OwnRoom, Writes::Delegation],
        refusals: &[Rule::NoSuchItem, Rule::NotYours, Rule::WrongState, Rule::Withdrawn],
        example: "do: withdraw_statement\nitem: room/iran:7",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let statements = match &self.item.place {
            Compartment::Room(seat) => on.sight.room(seat).map(|room| &room.statements),
            Compartment::Delegation(seat) => {
                let own = on.sight.delegation();
                (own.seat == *seat).then_some(&own.statements)
            }
            Compartment::Joint | Compartment::Backchannel(_) => None,
        };
        let statement = statements.and_then(|statements| statements.get(self.item.number));
        let statement = statement.ok_or_else(|| no_such_item(&self.item, "a statement under embargo"))?;
        match statement.state {
            StatementState::Sealed => {}
            StatementState::Released => {
                return Err(Refusal::new(
                    Rule::WrongState,
                    format!("{} has been released", self.item),
                    "Release another with `state`.",
                ));
            }
            StatementState::Withdrawn => {
                return Err(Refusal::new(
                    Rule::Withdrawn,
                    format!("{} was withdrawn", self.item),
                    "It is not going to be released.",
                ));
            }
        }
        let withdrawn = StatementWithdrawn { statement: self.item.number };
        match (&self.item.place, on.sight) {
            (Compartment::Room(_), Sight::Mediator(_)) => {
                return Err(Refusal::new(
                    Rule::NotYours,
                    format!("{} is not your seat's", self.item),
                    "The party whose statement it is can withdraw it.",
                ));
            }
            (_, Sight::Party(sight)) => on.write_own_room(sight, withdrawn),
            (_, Sight::Mediator(_)) => on.write_delegation(withdrawn),
        };
        Ok(())
    }
}
