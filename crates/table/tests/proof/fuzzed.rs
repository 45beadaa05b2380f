//! What no sequence of acts may do to a table, whatever the bytes that it is made of. Tests and the fuzzer share it.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use wasit_table::{Act, Event, Rule, Table, View, Who};

use crate::dice::Dice;
use crate::talks::Talks;

/// An act with whose it is and when, as a line of JSON; without an act, time passes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Line {
    pub(crate) who: Who,
    pub(crate) at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) act: Option<Act>,
}

/// How many acts were done, and how many refused.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Count {
    pub(crate) done: usize,
    pub(crate) refused: usize,
}

/// A table that is watched.
struct Watched {
    table: Table,
    who: BTreeSet<Who>,
    count: Count,
}

/// Plays the bytes: lines of JSON where they begin with a brace, of which those that are no act are left out; else chance, from which acts
/// are drawn that fit what has happened.
///
/// # Panics
/// Where a rule that holds for every sequence is broken.
pub(crate) fn survives(bytes: &[u8]) -> Count {
    let mut watched = Watched { table: Table::new(), who: BTreeSet::new(), count: Count::default() };
    if bytes.first() == Some(&b'{') {
        let lines = bytes.split(|byte| *byte == b'\n').take(5000);
        for line in lines.filter_map(|line| serde_json::from_slice::<Line>(line).ok()) {
            watched.play(&line.who, line.act, line.at);
        }
    } else {
        let mut talks = Talks::begin(Dice::given(bytes));
        watched.table = talks.table.clone();
        while !talks.dice.is_out() {
            talks.wait();
            let (who, act) = talks.draw();
            watched.play(&who, Some(act), talks.now);
            talks.table = watched.table.clone();
        }
    }
    watched.finish()
}

impl Watched {
    fn play(&mut self, who: &Who, act: Option<Act>, at: Timestamp) {
        let (before, next) = (self.table.events().len(), self.table.next_tick());
        match self.table.tick(at) {
            Ok(struck) => {
                assert_eq!(struck, self.table.events()[before..]);
                assert!(self.table.next_tick().is_none_or(|next| next > at), "a clock has not struck");
                assert!(struck.is_empty() || next.is_some_and(|next| next <= at));
                assert!(struck.iter().all(|event| event.by.is_none() && event.at <= at));
            }
            Err(refusal) => {
                assert_eq!(refusal.rule, Rule::ClockWentBack);
                assert_eq!(self.table.events().len(), before);
            }
        }
        let Some(act) = act else { return };
        if self.who.len() < 40 {
            self.who.insert(who.clone());
        }
        let (name, before) = (act.facts().name, self.table.events().len());
        // A copy costs as much as the talks are long.
        let copy = (before < 400 || self.count.refused.is_multiple_of(16)).then(|| self.table.clone());
        match self.table.apply(who, act, at) {
            Ok(events) => {
                self.count.done += 1;
                assert!(!events.is_empty(), "{name} has done nothing");
                assert_eq!(events, self.table.events()[before..]);
                assert!(events.iter().all(|event| event.at == at));
                assert_eq!(events[0].by.as_ref(), Some(who), "{name}");
            }
            Err(refusal) => {
                self.count.refused += 1;
                assert_eq!(refusal.act, name);
                assert!(!refusal.because.is_empty() && refusal.allowed.ends_with(['.', '?']), "{refusal}");
                assert_eq!(self.table.events().len(), before, "{name} was refused and has written");
                assert!(
                    copy.is_none_or(|copy| copy == self.table),
                    "{name} was refused and has changed something"
                );
            }
        }
    }

    /// What was written gives back the table, and each view what acts are decided from.
    fn finish(self) -> Count {
        let events = self.table.events();
        let through_json = |event: &Arc<Event>| {
            let value = serde_json::to_value(&**event).expect("an event can be written");
            serde_json::from_value(value).expect("what was written can be read")
        };
        let again: Vec<Event> = events.iter().map(through_json).collect();
        let again = Table::replay(again).expect("what happened can be replayed");
        assert!(again == self.table, "the record gives another table");
        for who in &self.who {
            let view = View::of(who, events);
            let (seen, sight) = (view.as_ref().and_then(View::sight), self.table.sight(who));
            let (Some(seen), Some(sight)) = (seen, sight) else { continue };
            assert!(seen.joint() == sight.joint() && seen.delegation() == sight.delegation());
            assert_eq!(seen.compartments(), sight.compartments());
        }
        self.count
    }
}
