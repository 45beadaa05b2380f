//! What was decided in a round, as the mediator records it and each party accepts it or notes a reservation.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::act::Perform;
use crate::chapters::convening::Convening;
use crate::doing::Doing;
use crate::event::Happening;
use crate::{
    By, Chapter, Compartment, During, Event, Facts, Hash, Id, Kind, Name, Refusal, Retention, Role, Rule,
    Writes, limits,
};

/// What somebody is to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// Who, in words.
    pub who: String,
    /// What.
    pub what: String,
    /// By which day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Date>,
}

/// What a party says to a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Position {
    /// It accepts it.
    Accepted,
    /// It has a reservation, in these words.
    Reserved(String),
}

/// One version of the record of a round.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Decided {
    /// The round.
    pub round: u32,
    /// Counted from 1 in the round.
    pub version: u32,
    /// The hash of its content.
    pub hash: Hash,
    /// What each party has said to it.
    pub positions: BTreeMap<Name, Position>,
}

/// The records of decisions, by the number of the event.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Decisions {
    /// Every version.
    pub records: BTreeMap<u32, Decided>,
    /// The one that stands, for each round.
    pub standing: BTreeMap<u32, u32>,
}

impl Decisions {
    /// Whether a round's record was accepted, or a reservation noted, by every party that sits at the table: by nobody
    /// it is not.
    #[must_use]
    pub fn is_complete(&self, round: u32, convening: &Convening) -> bool {
        let record = self.standing.get(&round).and_then(|number| self.records.get(number));
        let spoke = |record: &Decided| convening.seated().all(|seat| record.positions.contains_key(seat));
        convening.seated().next().is_some() && record.is_some_and(spoke)
    }

    pub(crate) fn take(&mut self, event: &Event) {
        let number = event.id.number;
        let (record, position) = match &event.kind {
            Kind::DecisionsRecorded(recorded) => {
                let record = Decided {
                    round: recorded.round,
                    version: recorded.version,
                    hash: recorded.hash,
                    positions: BTreeMap::new(),
                };
                self.records.insert(number, record);
                self.standing.insert(recorded.round, number);
                return;
            }
            Kind::RecordAccepted(accepted) => (accepted.record, Position::Accepted),
            Kind::RecordReserved(reserved) => (reserved.record, Position::Reserved(reserved.words.clone())),
            _ => return,
        };
        if let (Some(record), Some(by)) = (self.records.get_mut(&record), &event.by) {
            record.positions.insert(by.seat.clone(), position);
        }
    }

    /// The record of this name, if it stands.
    fn expect(&self, id: &Id) -> Result<&Decided, Refusal> {
        let record = (id.place == Compartment::Joint).then(|| self.records.get(&id.number)).flatten();
        let record = record.ok_or_else(|| {
            let standing: Vec<String> =
                self.standing.values().map(|number| format!("joint:{number}")).collect();
            Refusal::new(
                Rule::NoSuchItem,
                format!("{id} is no record of decisions"),
                match standing.is_empty() {
                    true => "The mediator writes one with `record_decisions`.".to_owned(),
                    false => format!("Those that stand are {}.", standing.join(", ")),
                },
            )
        })?;
        match self.standing.get(&record.round) {
            Some(&number) if number != id.number => Err(Refusal::new(
                Rule::Superseded,
                format!("{id} is not the version that stands for round {}", record.round),
                format!("It is joint:{number}."),
            )),
            _ => Ok(record),
        }
    }
}

/// The decisions of a round were recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DecisionsRecorded {
    /// The round.
    pub round: u32,
    /// Counted from 1 in the round.
    pub version: u32,
    /// The hash of the JSON `[round, agreed, open, actions, next]`.
    pub hash: Hash,
    /// What was agreed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agreed: Vec<String>,
    /// What is open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<String>,
    /// Who is to do what.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<Action>,
    /// When the seats meet next, in the talks' zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<DateTime>,
}

/// Records what was decided in a round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordDecisions {
    /// The round.
    pub round: u32,
    /// What was agreed.
    #[serde(default)]
    pub agreed: Vec<String>,
    /// What is open.
    #[serde(default)]
    pub open: Vec<String>,
    /// Who is to do what.
    #[serde(default)]
    pub actions: Vec<Action>,
    /// When the seats meet next, in the talks' zone.
    #[serde(default)]
    pub next: Option<DateTime>,
}

impl Perform for RecordDecisions {
    const FACTS: Facts = Facts {
        name: "record_decisions",
        chapter: Chapter::Decisions,
        does: "Records what a round has agreed on and left open, who is to do what, and when the seats meet next.",
        by: By::Mediator,
        least: Role::Member,
        during: During::Standing,
        when: "The round has been opened, and the record differs from the one that stands.",
        changes: "This version stands for the round. Each party accepts it or notes a reservation; what was said to earlier versions does not count for it.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NoSuchItem, Rule::WrongState, Rule::Twice],
        example: "do: record_decisions\nround: 1\nagreed: [To go on in a week]\nopen: [Enrichment]\nactions: [{ who: Oman, what: find a venue, by: 2025-04-16 }]\nnext: 2025-04-19T10:00",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let joint = on.joint();
        for (what, list) in [("agreed points", &self.agreed), ("open points", &self.open)] {
            limits::list(what, list, 0)?;
            list.iter().try_for_each(|point| limits::line("point", point))?;
        }
        limits::list("actions", &self.actions, 0)?;
        for action in &self.actions {
            limits::line("one who is to act", &action.who)?;
            limits::line("action", &action.what)?;
        }
        if self.agreed.is_empty() && self.open.is_empty() && self.actions.is_empty() && self.next.is_none() {
            return Err(Refusal::new(
                Rule::Malformed,
                "the record says nothing",
                "Give what was agreed, what is open, actions or the next date.",
            ));
        }
        if let Some(next) = self.next {
            crate::calendar::resolve(&joint.convening, "next date", next)?;
        }
        let round = joint.rounds.expect(self.round)?;
        if round.opened.is_none() {
            return Err(Refusal::new(
                Rule::WrongState,
                format!("round {} is {}, and was never opened", self.round, round.state.word()),
                "Decisions are recorded of a round that has begun.",
            ));
        }
        let hash = Hash::of_value(&(self.round, &self.agreed, &self.open, &self.actions, self.next));
        let standing = joint.decisions.standing.get(&self.round);
        let standing = standing.and_then(|number| joint.decisions.records.get(number));
        if standing.is_some_and(|standing| standing.hash == hash) {
            return Err(Refusal::new(
                Rule::Twice,
                "this is the record that stands",
                "Parties accept it with `accept_record` or note a reservation with `reserve`.",
            ));
        }
        on.write_joint(DecisionsRecorded {
            round: self.round,
            version: standing.map_or(0, |standing| standing.version) + 1,
            hash,
            agreed: self.agreed,
            open: self.open,
            actions: self.actions,
            next: self.next,
        });
        Ok(())
    }
}

/// A party accepted the record of a round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordAccepted {
    /// The record's number before all.
    pub record: u32,
}

/// Accepts the record of a round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptRecord {
    /// Which.
    pub record: Id,
}

impl Perform for AcceptRecord {
    const FACTS: Facts = Facts {
        name: "accept_record",
        chapter: Chapter::Decisions,
        does: "Accepts the record of a round, or gives up one's reservation to it.",
        by: By::Party,
        least: Role::Head,
        during: During::Standing,
        when: "This party sits at the table, and this version of the record stands.",
        changes: "All see that this party accepts it.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NoSuchItem, Rule::NoConsent, Rule::Superseded, Rule::Twice],
        example: "do: accept_record\nrecord: joint:14",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let joint = on.joint();
        let seat = &on.who.seat;
        let record = joint.decisions.expect(&self.record)?;
        joint.convening.expect_seated(seat)?;
        if record.positions.get(seat) == Some(&Position::Accepted) {
            return Err(accepted(&self.record));
        }
        on.write_joint(RecordAccepted { record: self.record.number });
        Ok(())
    }
}

fn accepted(record: &Id) -> Refusal {
    Refusal::new(
        Rule::Twice,
        format!("your seat has accepted {record}"),
        "A new version can be accepted or reserved when the mediator records one.",
    )
}

/// A party noted a reservation to the record of a round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordReserved {
    /// The record's number before all.
    pub record: u32,
    /// The reservation.
    pub words: String,
}

/// Notes a reservation to the record of a round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reserve {
    /// Which.
    pub record: Id,
    /// The reservation.
    pub words: String,
}

impl Perform for Reserve {
    const FACTS: Facts = Facts {
        name: "reserve",
        chapter: Chapter::Decisions,
        does: "Notes a reservation to the record of a round.",
        by: By::Party,
        least: Role::Head,
        during: During::Standing,
        when: "This party sits at the table, this version of the record stands, and it has not accepted it.",
        changes: "All see the reservation beside the record. A later one replaces it, and so does `accept_record`.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NoSuchItem, Rule::NoConsent, Rule::Superseded, Rule::Twice],
        example: "do: reserve\nrecord: joint:14\nwords: We did not agree to a date.",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        limits::text("words", &self.words)?;
        let joint = on.joint();
        let seat = &on.who.seat;
        let record = joint.decisions.expect(&self.record)?;
        joint.convening.expect_seated(seat)?;
        match record.positions.get(seat) {
            Some(Position::Accepted) => return Err(accepted(&self.record)),
            Some(Position::Reserved(words)) if *words == self.words => {
                return Err(Refusal::new(
                    Rule::Twice,
                    "this is the reservation that your seat has noted",
                    "Give another, or accept the record with `accept_record`.",
                ));
            }
            _ => {}
        }
        on.write_joint(RecordReserved { record: self.record.number, words: self.words });
        Ok(())
    }
}

macro_rules! permanent {
    ($($event:ty),*) => {$(impl Happening for $event { const RETENTION: Retention = Retention::Permanent; })*};
}

permanent!(DecisionsRecorded, RecordAccepted, RecordReserved);
