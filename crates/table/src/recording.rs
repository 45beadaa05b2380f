//! From the table to its record: what is appended where, and what a member's case file holds.
//!
//! > Hand over everything that the table gives, in order: [`apart`] first, a moment that lies between two of the parts
//! > sealed between them, then [`append`].
//!
//! A compartment's heads are counted by whoever sees it. So the parts follow from its own events, and not from who called the table when.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;
use wasit_record::{CaseFile, Record, RecordError, Salts, SignedHead};

use crate::{Compartment, Event, Joint, Kind, Sight};

/// Why what all seats saw cannot be had from a case file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadingError {
    /// It holds nothing that was before all.
    #[error("it holds nothing that was before all seats")]
    Nothing,
    /// An event is none of the table's.
    #[error("event {ordinal} before all seats is none that this version knows: {error}")]
    Event {
        /// Which, counted from 0.
        ordinal: usize,
        /// What is wrong with it.
        error: serde_json::Error,
    },
}

/// The events that [`apply`](crate::Table::apply) or [`tick`](crate::Table::tick) gave, apart as what caused them: clocks at one time each, and
/// the act after them. A calendar moment can lie between two parts.
pub fn apart(events: &[Arc<Event>]) -> impl Iterator<Item = &[Arc<Event>]> {
    // Whoever's act it is, clocks that struck just before it are none of it: another's act might have let them strike.
    events.chunk_by(|one, next| one.at == next.at && (one.by.is_some() || next.by.is_none()))
}

/// Appends one of the parts that [`apart`] gives: its events, one head for each compartment that it wrote to, and what it erased.
///
/// # Errors
/// [`RecordError`] where an event is dated before what the record has: the caller's fault.
pub fn append(
    record: &mut Record,
    part: &[Arc<Event>],
    salts: &mut dyn Salts,
) -> Result<BTreeMap<Compartment, SignedHead>, RecordError> {
    let mut places: BTreeMap<&Compartment, Vec<Value>> = BTreeMap::new();
    for event in part {
        let value =
            serde_json::to_value(&**event).expect("the table's own types have text keys and finite numbers");
        places.entry(&event.id.place).or_default().push(value);
    }
    let mut heads = BTreeMap::new();
    for (place, events) in places {
        heads.insert(place.clone(), record.append(&place.to_string(), &events, salts)?);
    }
    for event in part {
        let Kind::Erased(erased) = &event.kind else { continue };
        for &item in &erased.items {
            record.erase(&event.id.place.to_string(), u64::from(item.saturating_sub(1)))?;
        }
    }
    Ok(heads)
}

/// The case file of a member: all compartments that it is on the roster of now. A back channel that it has left is not in it, as what was
/// said there since would be too: a member that wants to prove what it saw there takes its case file before it leaves.
#[must_use]
pub fn case_file(record: &Record, sight: &Sight<'_>) -> CaseFile {
    let places: Vec<String> = sight.compartments().iter().map(ToString::to_string).collect();
    let places: Vec<&str> = places.iter().map(String::as_str).collect();
    record.case_file(&sight.who().to_string(), &places)
}

/// What all seats saw, as a fold of what a case file has of it. Whether the file was changed is not looked at here.
///
/// # Errors
/// [`ReadingError`] where the file is of other talks than those of this table's rules.
pub fn joint(file: &CaseFile) -> Result<Joint, ReadingError> {
    let events = file.events(&Compartment::Joint.to_string()).ok_or(ReadingError::Nothing)?;
    let mut joint = Joint::default();
    for (ordinal, event) in events.into_iter().enumerate() {
        let event: Event =
            serde_json::from_value(event).map_err(|error| ReadingError::Event { ordinal, error })?;
        joint.take(&Arc::new(event));
    }
    Ok(joint)
}
