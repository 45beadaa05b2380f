//! The events of a compartment, their contents, its heads.

use serde_json::Value;

use super::fault::{Faults, Place};
use super::log::{self, Signer};
use crate::case_file::{CaseCompartment, CaseEvent, CaseHead};
use crate::commitment::{holes, time_of};
use crate::encoding::Hash;
use crate::keys::PublicKey;
use crate::note::compartment_origin;
use crate::plain::Plain;
use crate::statement::SignedStatement;

/// A compartment whose events were read.
pub(super) struct Read {
    pub(super) name: String,
    pub(super) leaves: Vec<Hash>,
    /// The root of the first event, of the first two, and so on.
    pub(super) roots: Vec<Hash>,
    /// How many events from the first on are those that were signed.
    pub(super) sound: usize,
    /// The time of each event, as far as it has one.
    pub(super) times: Vec<Option<jiff::Timestamp>>,
    pub(super) first_at: String,
    pub(super) last_at: String,
    pub(super) heads: u64,
    pub(super) contents: u64,
    pub(super) erased: u64,
    /// What events say that was signed, and by which event.
    pub(super) signed: Vec<(u64, SignedStatement)>,
}

pub(super) fn read(file: &CaseCompartment, talks: &str, key: &PublicKey, faults: &mut Faults) -> Read {
    let name = &file.name;
    let mut read = Read {
        name: name.clone(),
        leaves: file.events.iter().map(leaf).collect(),
        roots: Vec::new(),
        sound: 0,
        times: Vec::with_capacity(file.events.len()),
        first_at: String::new(),
        last_at: String::new(),
        heads: file.heads.len() as u64,
        contents: 0,
        erased: 0,
        signed: Vec::new(),
    };
    if file.events.is_empty() {
        faults.add(Place::Compartment { compartment: name.clone() }, "has no events");
    }
    for (ordinal, event) in (0..).zip(&file.events) {
        let place = || Place::Event { compartment: name.clone(), ordinal };
        let plain = serde_json::from_str::<Plain>(&event.event);
        let time = match plain.and_then(|_| serde_json::from_str(&event.event)) {
            Ok(committed) => one(&committed, event, ordinal, &mut read, faults),
            Err(error) => {
                faults.add(place(), format!("is no JSON that reads one way: {error}"));
                None
            }
        };
        if let (Some(time), Some(before)) = (time, read.times.last().copied().flatten())
            && time < before
        {
            faults.add(place(), "is dated before the event that stands before it");
        }
        read.times.push(time);
    }

    let heads: Vec<&CaseHead> = file.heads.iter().collect();
    let origin = compartment_origin(talks, name);
    let signer = Signer { talks, origin: &origin, key };
    let checked = log::check(&read.leaves, file.events.iter().map(|event| &event.proof), &heads, &signer);
    if let Some((first, what)) = checked.strange {
        faults.add(Place::Event { compartment: name.clone(), ordinal: first as u64 }, what);
    }
    for (nth, what) in checked.heads {
        faults.add(Place::Head { compartment: name.clone(), nth: nth as u64 }, what);
    }
    let there = file.events.len() as u64;
    let place = || Place::Compartment { compartment: name.clone() };
    match checked.size {
        None if file.heads.is_empty() => faults.add(place(), "has no signed head"),
        Some(size) if size > there => faults
            .add(place(), format!("has {there} events, and its last head covers {size}: some were dropped")),
        Some(size) if size < there => faults.add(
            place(),
            format!("has {there} events, and its last head covers {size}: some were added, or heads dropped"),
        ),
        _ => {}
    }
    read.roots = checked.roots;
    read.sound = checked.sound;
    read
}

fn leaf(event: &CaseEvent) -> Hash {
    Hash::of(&[&event.salt.0, event.event.as_bytes()])
}

/// Reads one event; says its time.
fn one(
    committed: &Value,
    event: &CaseEvent,
    ordinal: u64,
    read: &mut Read,
    faults: &mut Faults,
) -> Option<jiff::Timestamp> {
    let place = || Place::Event { compartment: read.name.clone(), ordinal };
    match holes(committed) {
        None => faults.add(place(), "has a key that begins with `$` and is no hash of a content"),
        Some(hashes) if hashes.len() != event.contents.len() => {
            let (hashes, contents) = (hashes.len(), event.contents.len());
            faults
                .add(place(), format!("has {hashes} hashes of contents, and {contents} contents are given"));
        }
        Some(hashes) => {
            for (nth, (hash, content)) in hashes.iter().zip(&event.contents).enumerate() {
                read.contents += 1;
                match content {
                    None => read.erased += 1,
                    Some(content) if content.hash() != *hash => {
                        faults.add(place(), format!("content {nth} is not the one that was committed to"));
                    }
                    Some(content) if serde_json::from_str::<Plain>(&content.json).is_err() => {
                        faults.add(place(), format!("content {nth} is no JSON that reads one way"));
                    }
                    Some(_) => {}
                }
            }
        }
    }
    if let Some(signed) = committed.get("signed") {
        match serde_json::from_value::<SignedStatement>(signed.clone()) {
            Ok(signed) => read.signed.push((ordinal, signed)),
            Err(error) => faults.add(place(), format!("what it says was signed cannot be read: {error}")),
        }
    }
    let time = time_of(committed);
    match committed.get("at").and_then(Value::as_str) {
        Some(at) if time.is_some() => {
            if read.first_at.is_empty() {
                read.first_at = at.to_owned();
            }
            read.last_at = at.to_owned();
        }
        _ => faults.add(place(), "has no time"),
    }
    time
}
