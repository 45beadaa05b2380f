//! What a table gave, recorded: case files as a service hands them out, and what can be read from them.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};
use wasit_record::{LogKey, Record, SeededSalts, verify};
use wasit_table::{Act, Event, Joint, Table, Who, recording};

use crate::dice::Dice;
use crate::talks::Talks;

/// All that a table gave, as it came.
#[derive(Clone, Default)]
pub(crate) struct Given(Vec<Vec<Arc<Event>>>);

impl Given {
    /// Takes over what a call of the table gave.
    pub(crate) fn take(&mut self, events: &[Arc<Event>]) {
        self.0.push(events.to_vec());
    }

    /// The record of it, up to now; the moments follow from what is joint.
    pub(crate) fn record(&self, joint: &Joint, now: Timestamp) -> Record {
        let mut salts = SeededSalts([7; 32]);
        let mut record = Record::open("wasit.example/random", LogKey::from_seed([9; 32])).unwrap();
        let mut moments = joint.moments(None, now).into_iter().peekable();
        for part in self.0.iter().flat_map(|events| recording::apart(events)) {
            while let Some(moment) = moments.next_if(|moment| *moment < part[0].at) {
                record.seal(&moment.to_string(), &mut salts).unwrap();
            }
            recording::append(&mut record, part, &mut salts).unwrap();
        }
        moments.for_each(|moment| drop(record.seal(&moment.to_string(), &mut salts).unwrap()));
        record
    }
}

/// The case file of somebody, which verifies.
pub(crate) fn case_file(record: &Record, table: &Table, who: &Who) -> Vec<u8> {
    let bytes = recording::case_file(record, &table.sight(who).unwrap()).to_bytes();
    let fingerprint = record.public_key().fingerprint();
    verify(&bytes, &fingerprint).unwrap_or_else(|faults| panic!("{who}: {faults:#?}"));
    bytes
}

/// The events that a case file holds, compartment by compartment.
pub(crate) fn events_of(file: &[u8]) -> Vec<Arc<Event>> {
    fn fill(value: &mut Value, contents: &mut std::slice::Iter<'_, Value>) {
        match value {
            Value::Object(fields) if fields.len() == 1 && fields.contains_key("$sha256") => {
                let content = contents.next().unwrap();
                *value = match content["json"].as_str() {
                    Some(json) => json!({ "$content": serde_json::from_str::<Value>(json).unwrap() }),
                    None => json!({ "$erased": "" }),
                };
            }
            Value::Object(fields) => fields.values_mut().for_each(|value| fill(value, contents)),
            Value::Array(values) => values.iter_mut().for_each(|value| fill(value, contents)),
            _ => {}
        }
    }
    let file: Value = serde_json::from_slice(file).unwrap();
    let compartments = file["compartments"].as_array().unwrap();
    let events = compartments.iter().flat_map(|compartment| compartment["events"].as_array().unwrap());
    let event = |event: &Value| {
        let mut committed: Value = serde_json::from_str(event["event"].as_str().unwrap()).unwrap();
        fill(&mut committed, &mut event["contents"].as_array().unwrap().iter());
        Arc::new(serde_json::from_value(committed).unwrap())
    };
    events.map(event).collect()
}

/// A head more or less tells something. Whether another's act, or the service by itself, let the clocks strike: the record is the same.
#[test]
fn whoever_lets_clocks_strike() {
    let mut struck = 0;
    for seed in 0..8 {
        let mut talks = Talks::begin(Dice::of(seed));
        let mut late = talks.table.clone();
        let mut given = Given::default();
        given.take(talks.table.events());
        let mut given = [given.clone(), given];
        for _ in 0..300 {
            // Somebody mostly acts at the very time of a clock.
            let soon = talks.now + jiff::SignedDuration::from_hours(48);
            match talks.table.next_tick().filter(|next| *next <= soon) {
                Some(next) => talks.now = talks.now.max(next),
                None => talks.wait(),
            }
            let ticked = talks.table.tick(talks.now).unwrap();
            struck += ticked.len();
            given[0].take(&ticked);
            let (who, act) = talks.draw();
            if let Ok(events) = talks.table.apply(&who, act.clone(), talks.now) {
                given[0].take(&events);
                given[1].take(&late.apply(&who, act, talks.now).unwrap());
            }
        }
        given[1].take(&late.tick(talks.now).unwrap());
        let [one, other] = given.map(|given| {
            given.record(talks.table.sight(&"oman/head".parse().unwrap()).unwrap().joint(), talks.now)
        });
        let places: Vec<&str> = one.compartments().collect();
        let heads = |record: &Record, place: &str| record.heads(place).cloned().collect::<Vec<_>>();
        assert!(places.iter().all(|place| heads(&one, place) == heads(&other, place)), "seed {seed}");
        assert_eq!(one.case_file("all", &places).to_bytes(), other.case_file("all", &places).to_bytes());
    }
    assert!(struck > 20, "{struck} events of clocks");
}

/// Whoever has left a back channel is not handed what is said there since, not even that something is.
#[test]
fn who_has_left_a_back_channel() {
    let mut talks = Talks::begin(Dice::of(1));
    let mut given = Given::default();
    given.take(talks.table.events());
    let mut go = |who: &str, act: Value| {
        let act: Act = serde_json::from_value(act).unwrap();
        let events = talks.table.apply(&who.parse().unwrap(), act, talks.now).unwrap();
        given.take(&events);
        events[0].id.place.clone()
    };
    let (iran, usa) = ("iran/head", "usa/head");
    let roster = [iran, usa, "oman/head"];
    let place = go(iran, json!({ "do": "open_backchannel", "name": "letter", "roster": roster }));
    go(usa, json!({ "do": "say", "in": place, "text": "before" }));
    go(iran, json!({ "do": "leave_backchannel", "channel": place }));
    go(usa, json!({ "do": "say", "in": place, "text": "behind its back" }));
    let file = |who: &str| {
        let who = who.parse().unwrap();
        let record = given.record(talks.table.sight(&who).unwrap().joint(), talks.now);
        String::from_utf8(case_file(&record, &talks.table, &who)).unwrap()
    };
    assert!(file(usa).contains("behind its back"));
    assert!(!file(iran).contains("behind its back") && !file(iran).contains(&place.to_string()));
}
