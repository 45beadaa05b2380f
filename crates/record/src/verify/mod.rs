//! Checks a case file, with nothing but its bytes and the fingerprint of the key.
//!
//! Every tree is grown anew from its leaves and held against every head that is signed; the proofs that the file carries are checked
//! besides, which says at which event a history was changed.

mod compare;
mod compartments;
mod fault;
mod findings;
mod log;
mod moments;
mod receipt;

pub use compare::{Agreement, compare};
pub use fault::{Fault, Place};
pub use findings::{Findings, Held, LastCheckpoint, Signatory, Signed};
pub use receipt::Receipt;

use compartments::Read;
use fault::Faults;
use serde::Deserialize;

use crate::case_file::{CaseFile, FORMAT, SIGNATURE, parted, signed};
use crate::encoding::{Hash, decode};
use crate::keys::{Fingerprint, PublicKey};
use crate::note::name_is_right;

/// Checks the bytes of a case file against the fingerprint of the key that should have signed it.
///
/// # Errors
/// Everything that is wrong, each with its place.
pub fn verify(bytes: &[u8], fingerprint: &Fingerprint) -> Result<Findings, Vec<Fault>> {
    let mut faults = Faults::default();
    let Some((file, key)) = opened(bytes, fingerprint, &mut faults) else { return Err(faults.0) };
    if !name_is_right(&file.origin) {
        faults.add(Place::File, format!("`{}` cannot name talks", file.origin));
    }
    if !issued(bytes, &file, &key) {
        faults.add(Place::File, "is not as the service handed it out: the signature at its end does not fit");
    }
    let mut read: Vec<Read> = Vec::with_capacity(file.compartments.len());
    for compartment in &file.compartments {
        if read.iter().any(|other| other.name == compartment.name) {
            faults.add(
                Place::Compartment { compartment: compartment.name.clone() },
                "stands in the file twice",
            );
            continue;
        }
        read.push(compartments::read(compartment, &file.origin, &key, &mut faults));
    }
    let roots = moments::check(&file, &key, &read, &mut faults);
    let signed = statements(&file, &read, &mut faults);
    if !faults.0.is_empty() {
        return Err(faults.0);
    }
    let last = file.moments.last();
    let covered =
        |name: &str| last.and_then(|last| moments::place_in(last, name)).map_or(0, |place| place.size);
    let held = |read: Read| Held {
        covered: covered(&read.name),
        events: read.leaves.len() as u64,
        compartment: read.name,
        first_at: read.first_at,
        last_at: read.last_at,
        heads: read.heads,
        contents: read.contents,
        erased: read.erased,
        leaves: read.leaves,
    };
    Ok(Findings {
        compartments: read.into_iter().map(held).collect(),
        key: key.fingerprint(),
        public: key,
        moments: file.moments.len() as u64,
        checkpoint: last.zip(roots.last()).map(|(last, root)| LastCheckpoint {
            at: last.at.clone(),
            size: file.moments.len() as u64,
            root: *root,
            note: last.checkpoint.note.clone(),
        }),
        signed,
        roots,
        moments_at: file.moments.into_iter().map(|moment| moment.at).collect(),
        origin: file.origin,
        person: file.person,
    })
}

/// Reads the file and its key; says what keeps it from being read, or from being this key's.
fn opened(bytes: &[u8], fingerprint: &Fingerprint, faults: &mut Faults) -> Option<(CaseFile, PublicKey)> {
    #[derive(Deserialize)]
    struct Any {
        format: String,
    }
    let file: CaseFile = match serde_json::from_slice(bytes) {
        Ok(file) => file,
        Err(error) => {
            let what = match serde_json::from_slice::<Any>(bytes) {
                Ok(any) if any.format != FORMAT => {
                    format!("is in the format `{}`, and this version reads {FORMAT}", any.format)
                }
                _ => format!("is no case file: {error}"),
            };
            faults.add(Place::File, what);
            return None;
        }
    };
    if file.format != FORMAT {
        faults
            .add(Place::File, format!("is in the format `{}`, and this version reads {FORMAT}", file.format));
        return None;
    }
    let Some(key) = PublicKey::from_bytes(&file.key.0) else {
        faults.add(Place::File, "names a key that is none");
        return None;
    };
    if key.fingerprint() != *fingerprint {
        let what = format!(
            "is signed with another key: its fingerprint is {}, and {fingerprint} was expected",
            key.fingerprint()
        );
        faults.add(Place::File, what);
        return None;
    }
    Some((file, key))
}

/// Whether the bytes are those that the key signed, and nothing besides.
fn issued(bytes: &[u8], file: &CaseFile, key: &PublicKey) -> bool {
    let Some((before, after)) = parted(bytes) else { return false };
    let after = after.strip_suffix(b"\n").unwrap_or(after);
    let ends = format!("{SIGNATURE}{}\"}}", file.signature);
    let signature = decode(&file.signature).and_then(|signature| <[u8; 64]>::try_from(signature).ok());
    after == ends.as_bytes() && signature.is_some_and(|signature| key.holds(&signed(before), &signature))
}

/// What people signed, as events have it.
fn statements(file: &CaseFile, read: &[Read], faults: &mut Faults) -> Vec<Signed> {
    let mut found = Vec::new();
    for compartment in read {
        let last = file.moments.last().and_then(|last| moments::place_in(last, &compartment.name));
        for (ordinal, signed) in &compartment.signed {
            let place = || Place::Event { compartment: compartment.name.clone(), ordinal: *ordinal };
            if Hash::from_hex(&signed.hash).is_none() {
                faults.add(place(), format!("what was signed ({}) has no SHA-256", signed.what));
                continue;
            }
            for signature in &signed.signatures {
                if let Err(fault) = signature.verify(&file.origin, &signed.what, &signed.hash) {
                    faults.add(
                        place(),
                        format!("the signature of {} under {} {fault}", signature.by, signed.what),
                    );
                }
            }
            let signatory = |signature: &crate::Signature| Signatory {
                by: signature.by.clone(),
                how: signature.how,
                key: signature.public_key().map(|key| Hash::of(&[&key.to_bytes()]).hex()),
            };
            found.push(Signed {
                compartment: compartment.name.clone(),
                ordinal: *ordinal,
                what: signed.what.clone(),
                id: signed.id.clone(),
                hash: signed.hash.clone(),
                by: signed.signatures.iter().map(signatory).collect(),
                covered: last.is_some_and(|last| *ordinal < last.size),
            });
        }
    }
    found
}
