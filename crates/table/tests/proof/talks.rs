//! Random talks.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use wasit_table::{Act, Compartment, Event, Refusal, Sight, Table, Who};

use crate::dice::Dice;
use crate::draw::Drawer;
use crate::pool::{MEMBERS, SEATS};

/// What an act came to.
pub(crate) type Done = Result<Vec<Arc<Event>>, Refusal>;

/// Talks that go on by chance.
#[derive(Clone)]
pub(crate) struct Talks {
    pub(crate) table: Table,
    pub(crate) now: Timestamp,
    pub(crate) drawer: Drawer,
    pub(crate) dice: Dice,
}

impl Talks {
    /// Three parties that mostly sit at the table.
    pub(crate) fn begin(dice: Dice) -> Self {
        let now = "2025-04-12T06:00:00Z".parse().unwrap();
        let mut talks = Self { table: Table::new(), now, drawer: Drawer::default(), dice };
        let parties: Vec<_> = SEATS[1..].iter().map(|seat| json!({ "seat": seat, "title": seat })).collect();
        talks.must(
            "oman/head",
            json!({ "do": "convene", "name": "talks", "title": "T", "mediator": "M", "parties": parties }),
        );
        for seat in &SEATS[1..] {
            if *seat != "e3" || talks.dice.chance(60) {
                talks.must("oman/head", json!({ "do": "invite", "seat": seat, "head": "head" }));
                talks.must(&format!("{seat}/head"), json!({ "do": "accept_invitation" }));
            }
        }
        for seat in SEATS {
            let head: Who = format!("{seat}/head").parse().unwrap();
            if talks.table.sight(&head).is_none() {
                continue;
            }
            for role in &MEMBERS[1..] {
                let act = json!({ "do": "enrol", "member": role, "role": role });
                let act: Act = serde_json::from_value(act).unwrap();
                talks.table.apply(&head, act, now).unwrap();
            }
        }
        talks
    }

    /// The mediator ends the talks.
    pub(crate) fn close(&mut self) {
        let act: Act = serde_json::from_value(json!({ "do": "close_talks", "public": "done" })).unwrap();
        for member in MEMBERS {
            let who = format!("oman/{member}").parse().unwrap();
            let _ = self.table.apply(&who, act.clone(), self.now);
        }
    }

    fn must(&mut self, who: &str, act: serde_json::Value) {
        let act: Act = serde_json::from_value(act).unwrap();
        self.table.apply(&who.parse().unwrap(), act, self.now).unwrap();
    }

    /// Lets some time pass.
    pub(crate) fn wait(&mut self) {
        let minutes = [0, 0, 1, 1, 5, 20, 90][self.dice.below(7)];
        self.now += SignedDuration::from_mins(minutes);
        match self.dice.below(400) {
            0 => self.now += SignedDuration::from_hours(24 * 45),
            1..=9 => self.now += SignedDuration::from_hours(20),
            _ => {}
        }
    }

    /// Lets a minute pass.
    #[allow(dead_code, reason = "the benches do not wait for long")]
    pub(crate) fn wait_a_little(&mut self) {
        self.now += SignedDuration::from_mins(1);
    }

    /// Some act of somebody.
    pub(crate) fn draw(&mut self) -> (Who, Act) {
        self.drawer.pool.now = self.now;
        self.drawer.draw(&mut self.dice, &self.table)
    }

    /// Some act of somebody, done a little later.
    pub(crate) fn step(&mut self) -> (Who, Act, Done) {
        self.wait();
        let (who, act) = self.draw();
        let done = self.table.apply(&who, act.clone(), self.now);
        (who, act, done)
    }
}

/// The members of all seats.
pub(crate) fn everybody() -> Vec<Who> {
    let members = |seat: &'static str| MEMBERS.iter().map(move |member| format!("{seat}/{member}"));
    SEATS.into_iter().flat_map(members).map(|who| who.parse().unwrap()).collect()
}

/// Whether somebody is on the roster of a compartment.
pub(crate) fn sees(table: &Table, who: &Who, place: &Compartment) -> bool {
    match place {
        Compartment::Joint => true,
        Compartment::Room(seat) => *seat == who.seat || who.seat.as_str() == SEATS[0],
        Compartment::Delegation(seat) => *seat == who.seat,
        Compartment::Backchannel(channel) => {
            table.sight(who).is_some_and(|sight: Sight<'_>| sight.backchannels().get(channel).is_some())
        }
    }
}

/// How often each act was allowed and refused, as lines.
pub(crate) fn tally(counts: &BTreeMap<&'static str, [usize; 2]>) -> String {
    let line = |(act, [allowed, refused]): (&&str, &[usize; 2])| format!("{act}: {allowed} / {refused}\n");
    counts.iter().map(line).collect()
}

/// Where two values differ first, for a failure that can be read.
pub(crate) fn difference(one: &impl serde::Serialize, other: &impl serde::Serialize) -> String {
    fn walk(path: String, one: &Value, other: &Value) -> Option<String> {
        match (one, other) {
            (Value::Object(one), Value::Object(other)) => {
                let missing = other.keys().find(|key| !one.contains_key(*key));
                let missing = missing.map(|key| format!("{path}.{key} only on the right"));
                let null = Value::Null;
                let differs = |(key, value): (&String, &Value)| {
                    walk(format!("{path}.{key}"), value, other.get(key).unwrap_or(&null))
                };
                one.iter().find_map(differs).or(missing)
            }
            (Value::Array(one), Value::Array(other)) => {
                let pairs = one.iter().zip(other).enumerate();
                let lengths = (one.len() != other.len())
                    .then(|| format!("{path} has {} and {} entries", one.len(), other.len()));
                pairs
                    .into_iter()
                    .find_map(|(at, (one, other))| walk(format!("{path}[{at}]"), one, other))
                    .or(lengths)
            }
            _ => (one != other).then(|| format!("{path}: {one} and {other}")),
        }
    }
    let (one, other) = (serde_json::to_value(one).unwrap(), serde_json::to_value(other).unwrap());
    walk(String::new(), &one, &other).unwrap_or("nowhere that is serialized".to_owned())
}
