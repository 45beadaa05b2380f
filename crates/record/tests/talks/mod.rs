//! Talks for the tests: what happens in them, and records of it.

#![allow(dead_code, reason = "each test uses a part")]

use serde_json::{Value, json};
use wasit_record::{Fingerprint, LogKey, PersonKey, Record, SeededSalts, Signature};

pub(crate) const ORIGIN: &str = "wasit.example/muscat-2025";

pub(crate) fn key() -> LogKey {
    LogKey::from_seed([42; 32])
}

pub(crate) fn fingerprint() -> Fingerprint {
    key().public().fingerprint()
}

pub(crate) fn salts() -> SeededSalts {
    SeededSalts([23; 32])
}

/// The time so many minutes after the talks began.
pub(crate) fn at(minutes: u32) -> String {
    format!("2025-04-{:02}T{:02}:{:02}:00Z", 12 + minutes / 1440, minutes / 60 % 24, minutes % 60)
}

/// What happens.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// So many events in a compartment.
    Act(String, usize),
    /// A calendar moment.
    Moment,
}

pub(crate) fn act(compartment: &str, events: usize) -> Step {
    Step::Act(compartment.to_owned(), events)
}

/// Holds the steps, one a minute.
pub(crate) fn record_of(steps: &[Step]) -> Record {
    record_with(steps, &mut salts())
}

pub(crate) fn record_with(steps: &[Step], salts: &mut SeededSalts) -> Record {
    let mut record = Record::open(ORIGIN, key()).unwrap();
    for (minute, step) in (1..).zip(steps) {
        match step {
            Step::Act(compartment, events) => {
                let first = record.len(compartment);
                let events: Vec<Value> =
                    (0..*events as u64).map(|nth| message(compartment, first + nth, minute)).collect();
                record.append(compartment, &events, salts).unwrap();
            }
            Step::Moment => drop(record.seal(&at(minute), salts).unwrap()),
        }
    }
    record
}

fn message(compartment: &str, nth: u64, minute: u32) -> Value {
    json!({
        "at": at(minute), "kind": "message", "item": nth,
        "text": {"$content": format!("what was said in {compartment} as number {nth}")},
        "attached": [{"$content": {"name": "map.pdf", "bytes": nth}}],
    })
}

/// An event in which people signed something.
pub(crate) fn signing(minute: u32, what: &str, hash: &str, by: &[(&str, u8)], attested: &[&str]) -> Value {
    let mut signatures: Vec<Signature> = by
        .iter()
        .map(|(by, seed)| Signature::sign(by, &PersonKey::from_seed([*seed; 32]), ORIGIN, what, hash))
        .collect();
    signatures.extend(attested.iter().map(|by| Signature::attested(by)));
    json!({
        "at": at(minute), "kind": "signed",
        "signed": {"what": what, "id": "1", "hash": hash, "signatures": signatures},
    })
}

/// Talks with something of everything: two parties, three moments, a back channel, signatures, an erasure.
pub(crate) fn whole() -> Record {
    let mut salts = salts();
    let mut record = Record::open(ORIGIN, key()).unwrap();
    let hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let terms = signing(1, "terms", hash, &[("iran/araghchi", 1), ("us/witkoff", 2)], &["oman/albusaidi"]);
    record.append("joint", &[terms], &mut salts).unwrap();
    for minute in 2..6 {
        record
            .append(
                "room/iran",
                &[message("room/iran", 0, minute), message("room/iran", 1, minute)],
                &mut salts,
            )
            .unwrap();
        record.append("room/us", &[message("room/us", 0, minute)], &mut salts).unwrap();
    }
    record.seal(&at(6), &mut salts).unwrap();
    record.append("backchannel/letter@1a2b3c4d", &[message("backchannel", 0, 7)], &mut salts).unwrap();
    record.seal(&at(8), &mut salts).unwrap();
    for minute in 9..12 {
        record.append("joint", &[message("joint", 0, minute)], &mut salts).unwrap();
        record.append("delegation/iran", &[message("delegation", 0, minute)], &mut salts).unwrap();
    }
    record.seal(&at(12), &mut salts).unwrap();
    record.append("room/iran", &[message("room/iran", 9, 13)], &mut salts).unwrap();
    record.erase("room/iran", 2).unwrap();
    record
}

pub(crate) const IRAN: &[&str] = &["joint", "room/iran", "delegation/iran", "backchannel/letter@1a2b3c4d"];

/// The bytes of a changed case file, signed by the service's own key once more: who forges here is the service.
pub(crate) fn signed_anew(file: &Value) -> Vec<u8> {
    bytes_signed_anew(file.to_string().as_bytes()).unwrap()
}

/// The same for bytes; `None` where there is nothing left that a signature could end.
pub(crate) fn bytes_signed_anew(bytes: &[u8]) -> Option<Vec<u8>> {
    use base64::Engine;
    use ed25519_dalek::Signer;
    use sha2::Digest;
    let mark = b",\"signature\":\"";
    let at = bytes.windows(mark.len()).rposition(|window| window == mark)?;
    let mut message = b"wasit-case/1\n".to_vec();
    message.extend(sha2::Sha256::digest(&bytes[..at]));
    let signature = ed25519_dalek::SigningKey::from_bytes(&[42; 32]).sign(&message).to_bytes();
    let signature = base64::engine::general_purpose::STANDARD.encode(signature);
    Some([&bytes[..at], mark, signature.as_bytes(), b"\"}\n"].concat())
}

/// A case file as JSON, to be changed.
pub(crate) fn json_of(record: &Record, person: &str, compartments: &[&str]) -> Value {
    serde_json::from_slice(&record.case_file(person, compartments).to_bytes()).unwrap()
}
