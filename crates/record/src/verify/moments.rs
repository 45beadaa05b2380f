//! The calendar moments: the talk log, and what each moment covers.

use super::compartments::Read;
use super::fault::{Faults, Place};
use super::log::{self, Signer};
use crate::case_file::{CaseFile, CaseHead, CaseMoment, CasePlace};
use crate::commitment::time;
use crate::encoding::Hash;
use crate::keys::PublicKey;
use crate::record::moment_leaf;
use crate::slots::{blinded, place_of, root_by};

/// Checks all moments; says the roots of the talk log, grown from its leaves.
pub(super) fn check(
    file: &CaseFile,
    key: &PublicKey,
    compartments: &[Read],
    faults: &mut Faults,
) -> Vec<Hash> {
    let leaves: Vec<Hash> =
        file.moments.iter().map(|moment| moment_leaf(&moment.at, &moment.slots)).collect();
    let heads: Vec<&CaseHead> = file.moments.iter().map(|moment| &moment.checkpoint).collect();
    let signer = Signer { talks: &file.origin, origin: &file.origin, key };
    let checked = log::check(&leaves, file.moments.iter().map(|moment| &moment.path), &heads, &signer);
    if let Some((first, others)) = checked.strange {
        let others = if others == 0 { String::new() } else { format!("; nor are {others} after it") };
        let place = Place::Moment { nth: first as u64, at: file.moments[first].at.clone() };
        faults.add(place, format!("is not the moment that the last checkpoint has at this number{others}"));
    }
    for (nth, what) in checked.heads {
        faults.add(Place::Checkpoint { nth: nth as u64, at: file.moments[nth].at.clone() }, what);
    }
    if let (Some(size), Some(last)) = (checked.size, file.moments.last())
        && size != leaves.len() as u64
    {
        let place = Place::Checkpoint { nth: leaves.len() as u64 - 1, at: last.at.clone() };
        faults.add(place, format!("covers {size} moments, and the file has {}", leaves.len()));
    }

    let mut before = None;
    for (nth, moment) in file.moments.iter().enumerate() {
        let place = || Place::Moment { nth: nth as u64, at: moment.at.clone() };
        let now = time(&moment.at);
        match now {
            None => faults.add(place(), "has no time of RFC 3339 in UTC"),
            Some(now) if before.is_some_and(|before| before >= now) => {
                faults.add(place(), "is not after the moment before it");
            }
            Some(_) => {}
        }
        before = now.or(before);
        for covered in &moment.places {
            if !compartments.iter().any(|compartment| compartment.name == covered.compartment) {
                faults
                    .add(of(nth, moment, &covered.compartment), "is covered, and the file does not have it");
            }
        }
        for compartment in compartments {
            coverage(file, nth, now, compartment, faults);
        }
    }
    checked.roots
}

fn of(nth: usize, moment: &CaseMoment, compartment: &str) -> Place {
    Place::Covered { nth: nth as u64, at: moment.at.clone(), compartment: compartment.to_owned() }
}

/// What a moment says of a compartment, if it says anything.
pub(super) fn place_in<'a>(moment: &'a CaseMoment, compartment: &str) -> Option<&'a CasePlace> {
    moment.places.iter().find(|place| place.compartment == compartment)
}

/// Holds one compartment against one moment: what it covers is dated no later, what it does not cover no earlier.
fn coverage(
    file: &CaseFile,
    nth: usize,
    now: Option<jiff::Timestamp>,
    compartment: &Read,
    faults: &mut Faults,
) {
    let moment = &file.moments[nth];
    let place = || of(nth, moment, &compartment.name);
    let covered = match place_in(moment, &compartment.name) {
        Some(covered) => {
            if moment.places.iter().filter(|place| place.compartment == compartment.name).count() > 1 {
                faults.add(place(), "is covered twice");
            }
            path(file, moment, covered, compartment).unwrap_or_else(|what| faults.add(place(), what));
            covered.size
        }
        None => 0,
    };
    if let Some(before) = nth.checked_sub(1).and_then(|nth| place_in(&file.moments[nth], &compartment.name))
        && before.size > covered
    {
        faults.add(place(), format!("covers {covered} events, and the moment before it {}", before.size));
    }
    let (Some(now), Ok(covered)) = (now, usize::try_from(covered)) else { return };
    let time = |at: usize| compartment.times.get(at).copied().flatten();
    let event = |at: usize| Place::Event { compartment: compartment.name.clone(), ordinal: at as u64 };
    if let Some(last) = covered.checked_sub(1)
        && time(last).is_some_and(|time| time > now)
    {
        faults.add(event(last), format!("is dated after moment {nth} ({}), which covers it", moment.at));
    }
    if time(covered).is_some_and(|time| time < now) {
        let what = format!(
            "is dated before moment {nth} ({}), which does not cover it: it was back-dated, or the moment left out",
            moment.at
        );
        faults.add(event(covered), what);
    }
}

fn path(file: &CaseFile, moment: &CaseMoment, covered: &CasePlace, compartment: &Read) -> Result<(), String> {
    let there = compartment.leaves.len();
    let root =
        usize::try_from(covered.size).ok().and_then(|size| compartment.roots.get(size.checked_sub(1)?));
    let root =
        root.ok_or_else(|| format!("{} events are covered, and the file has {there}", covered.size))?;
    let head = blinded(&covered.blind, covered.size, root);
    match root_by(&covered.path, place_of(&file.origin, &covered.compartment), &head) {
        Some(found) if found == moment.slots => Ok(()),
        _ => Err(format!("the first {} events are not those that the moment fixed", covered.size)),
    }
}
