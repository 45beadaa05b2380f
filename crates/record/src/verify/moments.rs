//! The calendar moments: the talk log, and what each moment covers.

use super::compartments::Read;
use super::fault::{Faults, Place};
use super::log::{self, Signer, grown_root};
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
    if let Some((first, what)) = checked.strange {
        faults.add(Place::Moment { nth: first as u64, at: file.moments[first].at.clone() }, what);
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
    }
    compartments.iter().for_each(|compartment| coverage(file, compartment, faults));
    checked.roots
}

fn of(nth: usize, moment: &CaseMoment, compartment: &str) -> Place {
    Place::Covered { nth: nth as u64, at: moment.at.clone(), compartment: compartment.to_owned() }
}

/// What a moment says of a compartment, if it says anything.
pub(super) fn place_in<'a>(moment: &'a CaseMoment, compartment: &str) -> Option<&'a CasePlace> {
    moment.places.iter().find(|place| place.compartment == compartment)
}

/// Holds one compartment against all moments: what a moment covers is dated no later, what it does not cover no earlier.
fn coverage(file: &CaseFile, compartment: &Read, faults: &mut Faults) {
    let mut before = 0;
    // What is wrong at one moment mostly is at all that follow: the first says where it began.
    let (mut parted, mut after, mut back) = (None, None, None);
    for (nth, moment) in file.moments.iter().enumerate() {
        let place = || of(nth, moment, &compartment.name);
        let covered = match place_in(moment, &compartment.name) {
            Some(covered) => {
                if moment.places.iter().filter(|place| place.compartment == compartment.name).count() > 1 {
                    faults.add(place(), "is covered twice");
                }
                if let Err(what) = path(file, moment, covered, compartment) {
                    parted.get_or_insert_with(|| (place(), what, 0)).2 += 1;
                }
                covered.size
            }
            None => 0,
        };
        if before > covered {
            faults.add(place(), format!("covers {}, and the moment before it {before}", counted(covered)));
        }
        before = covered;
        let (Some(now), Ok(covered)) = (time(&moment.at), usize::try_from(covered)) else { continue };
        let time = |at: usize| compartment.times.get(at).copied().flatten();
        let event = |at: usize| Place::Event { compartment: compartment.name.clone(), ordinal: at as u64 };
        if let Some(last) = covered.checked_sub(1)
            && time(last).is_some_and(|time| time > now)
        {
            let what = format!("is dated after moment {nth} ({}), which covers it", moment.at);
            after.get_or_insert_with(|| (event(last), what));
        }
        if time(covered).is_some_and(|time| time < now) {
            let what = format!(
                "is dated before moment {nth} ({}), which does not cover it: it was back-dated, or what the moment says was left out",
                moment.at
            );
            back.get_or_insert_with(|| (event(covered), what));
        }
    }
    if let Some((place, what, moments)) = parted {
        let others = if moments == 1 {
            String::new()
        } else {
            format!("; nor at {} of the moments after it", moments - 1)
        };
        faults.add(place, what + &others);
    }
    for (place, what) in after.into_iter().chain(back) {
        faults.add(place, what);
    }
}

fn path(file: &CaseFile, moment: &CaseMoment, covered: &CasePlace, compartment: &Read) -> Result<(), String> {
    let there = compartment.leaves.len() as u64;
    if covered.size > there || covered.size == 0 {
        return Err(format!("covers {}, and the file has {there}", counted(covered.size)));
    }
    // What is wrong with an event has been said where it stands.
    if covered.size > compartment.sound as u64 {
        return Ok(());
    }
    let fixed = grown_root(&compartment.roots, covered.size).and_then(|root| {
        let head = blinded(&covered.blind, covered.size, &root);
        root_by(&covered.path, place_of(&file.origin, &covered.compartment), &head)
    });
    if fixed == Some(moment.slots) {
        return Ok(());
    }
    Err(format!(
        "the history of {} that the file has is not the one that the moment fixed",
        counted(covered.size)
    ))
}

fn counted(events: u64) -> String {
    if events == 1 { "1 event".to_owned() } else { format!("{events} events") }
}
