//! Several case files of one talks against each other.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::fault::{Fault, Faults, Place};
use super::findings::{Findings, Signatory};
use crate::encoding::Hash;
use crate::statement::How;

/// What case files that do not contradict each other agree on.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Agreement {
    /// How many moments all of them cover, with the same checkpoints.
    pub moments: u64,
    /// The time of the last of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The root of its checkpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root: Option<Hash>,
    /// Compartments that more than one file has, and how many events are the same in all that have it.
    pub compartments: BTreeMap<String, u64>,
    /// What was signed by more than one and stands in more than one file, the same.
    pub signed: Vec<String>,
}

/// Compares case files that verify, each with the name by which whoever asked knows it.
///
/// # Errors
/// Every contradiction: other talks or another key, a fork of the talk log, of a compartment, another text signed.
pub fn compare(files: &[(&str, &Findings)]) -> Result<Agreement, Vec<Fault>> {
    let mut faults = Faults::default();
    let mut agreement =
        Agreement { moments: 0, at: None, root: None, compartments: BTreeMap::new(), signed: Vec::new() };
    let Some(((first_name, first), others)) = files.split_first() else { return Ok(agreement) };
    for (name, other) in others {
        if other.origin != first.origin {
            let what = format!("{first_name} is of `{}`, and {name} of `{}`", first.origin, other.origin);
            faults.add(Place::File, what);
        } else if other.key != first.key {
            faults.add(Place::File, format!("{first_name} and {name} are signed with different keys"));
        }
    }
    if !faults.0.is_empty() {
        return Err(faults.0);
    }
    for (at, one) in files.iter().enumerate() {
        for other in &files[at + 1..] {
            fork(one, other, &mut faults);
            histories(one, other, &mut agreement, &mut faults);
            texts(one, other, &mut agreement, &mut faults);
        }
    }
    if !faults.0.is_empty() {
        return Err(faults.0);
    }
    let shortest = files.iter().map(|(_, file)| file).min_by_key(|file| file.moments);
    if let Some(shortest) = shortest {
        agreement.moments = shortest.moments;
        agreement.at = shortest.moments_at.last().cloned();
        agreement.root = shortest.roots.last().copied();
    }
    agreement.signed.sort_unstable();
    agreement.signed.dedup();
    Ok(agreement)
}

type Named<'a> = (&'a str, &'a Findings);

/// Where the talk logs part.
fn fork((name, one): &Named<'_>, (other_name, other): &Named<'_>, faults: &mut Faults) {
    let parts = one.roots.iter().zip(&other.roots).position(|(one, other)| one != other);
    if let Some(nth) = parts {
        let place = Place::Checkpoint { nth: nth as u64, at: one.moments_at[nth].clone() };
        let what = format!(
            "the talk log forks here: {name} has the root {}, and {other_name} ({}) the root {}, both signed",
            one.roots[nth], other.moments_at[nth], other.roots[nth]
        );
        faults.add(place, what);
    }
}

/// Where a compartment that both have parts.
fn histories(
    (name, one): &Named<'_>,
    (other_name, other): &Named<'_>,
    agreement: &mut Agreement,
    faults: &mut Faults,
) {
    for held in &one.compartments {
        let Some(theirs) = other.compartments.iter().find(|theirs| theirs.compartment == held.compartment)
        else {
            continue;
        };
        if let Some(at) = held.leaves.iter().zip(&theirs.leaves).position(|(one, other)| one != other) {
            let place = Place::Event { compartment: held.compartment.clone(), ordinal: at as u64 };
            faults.add(place, format!("{name} and {other_name} have different events here, both signed"));
        }
        let shared = held.events.min(theirs.events);
        let least = agreement.compartments.entry(held.compartment.clone()).or_insert(shared);
        *least = shared.min(*least);
    }
}

/// What one file says of all that was signed: by kind and number, then by hash, who signed.
type Texts<'a> = BTreeMap<(&'a str, Option<&'a str>), BTreeMap<&'a str, BTreeSet<&'a Signatory>>>;

fn signed_in(file: &Findings) -> Texts<'_> {
    let mut texts = Texts::new();
    for signed in &file.signed {
        let kind = texts.entry((&signed.what, signed.id.as_deref())).or_default();
        kind.entry(&signed.hash).or_default().extend(&signed.by);
    }
    texts
}

fn signers(by: &BTreeSet<&Signatory>) -> BTreeSet<String> {
    by.iter().map(|signatory| signatory.by.clone()).collect()
}

fn list(names: &BTreeSet<String>) -> String {
    names.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// Where jointly signed texts differ. What only one signed, or only one file has, contradicts nothing.
fn texts(
    (name, one): &Named<'_>,
    (other_name, other): &Named<'_>,
    agreement: &mut Agreement,
    faults: &mut Faults,
) {
    let (ours, theirs) = (signed_in(one), signed_in(other));
    for ((what, id), hashes) in &ours {
        let Some(other_hashes) = theirs.get(&(*what, *id)) else { continue };
        let shown = id.map_or_else(|| (*what).to_owned(), |id| format!("{what} {id}"));
        let joint = |by: &&BTreeSet<&Signatory>| signers(by).len() > 1;
        for (hash, by) in hashes.iter().filter(|(_, by)| joint(by)) {
            match other_hashes.get(hash).filter(joint) {
                Some(other_by) => {
                    same_signatures(&shown, (name, one, by), (other_name, other, other_by), faults);
                    agreement.signed.push(format!("{shown} ({hash})"));
                }
                None => {
                    // Without a number of its own a kind may have several texts, and a room its own: the same people signed the other.
                    let rival = other_hashes.iter().find(|(other_hash, other_by)| {
                        joint(other_by)
                            && !hashes.contains_key(*other_hash)
                            && (id.is_some()
                                || (signers(other_by) == signers(by) && one.moments == other.moments))
                    });
                    if let Some((rival, _)) = rival {
                        let what =
                            format!("{name} has it with the hash {hash}, and {other_name} with {rival}");
                        faults.add(Place::Signed { what: shown.clone() }, what);
                    }
                }
            }
        }
    }
}

/// Signatures are added with time: a set may grow from one file to a later one, but nobody's key may change.
fn same_signatures(
    shown: &str,
    (name, one, by): (&str, &Findings, &BTreeSet<&Signatory>),
    (other_name, other, other_by): (&str, &Findings, &BTreeSet<&Signatory>),
    faults: &mut Faults,
) {
    let place = || Place::Signed { what: shown.to_owned() };
    let (names, other_names) = (signers(by), signers(other_by));
    let grown = names.is_subset(&other_names) || other_names.is_subset(&names);
    if names != other_names && (one.moments == other.moments || !grown) {
        let (ours, theirs) = (list(&names), list(&other_names));
        faults
            .add(place(), format!("{name} has the signatures of {ours}, and {other_name} those of {theirs}"));
    }
    for signatory in by.iter().filter(|signatory| signatory.how == How::Ed25519) {
        let same_person = |other: &&&Signatory| other.by == signatory.by && other.how == How::Ed25519;
        if other_by.iter().any(|other| same_person(&other)) && !other_by.contains(signatory) {
            let what = format!("{} signed with another key in {name} than in {other_name}", signatory.by);
            faults.add(place(), what);
        }
    }
}
