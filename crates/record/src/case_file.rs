//! What one person may show of a record.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::commitment::{Committed, Content};
use crate::encoding::{Hash, Proof, encode};
use crate::keys::{Fingerprint, LogKey};
use crate::record::{Compartment, Record};
use crate::slots::{blind, place_of};

/// The format, and the first bytes of what the key signs of a file.
pub(crate) const FORMAT: &str = "wasit-case/1";
/// What stands between what is signed of a file and the signature.
pub(crate) const SIGNATURE: &str = ",\"signature\":\"";

/// Everything that a person needs to prove what stood in their compartments and when, and nothing that says anything of other ones.
///
/// Its JSON is the file; `docs/reference/case-file.md` describes it. A byte of it that is changed breaks the signature at its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFile {
    pub(crate) format: String,
    pub(crate) origin: String,
    pub(crate) key: Hash,
    pub(crate) person: String,
    pub(crate) compartments: Vec<CaseCompartment>,
    pub(crate) moments: Vec<CaseMoment>,
    /// The key's signature on the bytes before.
    pub(crate) signature: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseCompartment {
    pub(crate) name: String,
    pub(crate) events: Vec<CaseEvent>,
    pub(crate) heads: Vec<CaseHead>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseEvent {
    pub(crate) event: String,
    pub(crate) salt: Hash,
    pub(crate) contents: Vec<Option<Content>>,
    /// Inclusion in the compartment's last head.
    pub(crate) proof: Proof,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseHead {
    pub(crate) note: String,
    /// Consistency with the last head.
    pub(crate) proof: Proof,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseMoment {
    pub(crate) at: String,
    pub(crate) slots: Hash,
    /// Inclusion in the last checkpoint.
    pub(crate) path: Proof,
    pub(crate) checkpoint: CaseHead,
    pub(crate) places: Vec<CasePlace>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CasePlace {
    pub(crate) compartment: String,
    pub(crate) size: u64,
    pub(crate) blind: Hash,
    /// From the blinded head up to `slots`.
    pub(crate) path: Proof,
}

impl CaseFile {
    /// The bytes of the file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec(self).expect("a case file has nothing that JSON cannot say");
        bytes.push(b'\n');
        bytes
    }

    /// Whose it is.
    #[must_use]
    pub fn person(&self) -> &str {
        &self.person
    }

    /// The fingerprint of the key that it names. It comes from the file itself, and proves nothing of who wrote it.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.key)
    }

    /// The events of a compartment, in order and with their contents, as they came; an erased content is `{"$erased": …}`.
    /// `None` where the file has no such compartment.
    ///
    /// Nothing is checked: [`verify`](crate::verify) does that.
    #[must_use]
    pub fn events(&self, compartment: &str) -> Option<Vec<Value>> {
        let compartment = self.compartments.iter().find(|one| one.name == compartment)?;
        let shown = |one: &CaseEvent| {
            let entry =
                Committed { event: one.event.clone(), salt: one.salt, contents: one.contents.clone() };
            entry.shown(&serde_json::from_str(&one.event).unwrap_or(Value::Null))
        };
        Some(compartment.events.iter().map(shown).collect())
    }

    pub(crate) fn sign(&mut self, key: &LogKey) {
        let bytes = self.to_bytes();
        let (before, _) = parted(&bytes).expect("the signature is a field of every case file");
        self.signature = encode(&key.sign(&signed(before)));
    }

    pub(crate) fn of(record: &Record, person: &str, compartments: &[&str]) -> Self {
        let mut named: Vec<(&str, &Compartment)> = Vec::new();
        for name in compartments {
            match record.compartment(name) {
                Some(compartment) if named.iter().all(|(other, _)| other != name) => {
                    named.push((name, compartment));
                }
                _ => {}
            }
        }
        let mut file = Self {
            format: FORMAT.to_owned(),
            origin: record.origin().to_owned(),
            key: Hash(record.public_key().to_bytes()),
            person: person.to_owned(),
            compartments: named.iter().map(|(name, compartment)| of_compartment(name, compartment)).collect(),
            moments: (0..record.moments().len()).map(|nth| of_moment(record, nth, &named)).collect(),
            signature: String::new(),
        };
        file.sign(record.key());
        file
    }
}

/// The bytes of a file that are signed, and what comes after them.
pub(crate) fn parted(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = bytes.windows(SIGNATURE.len()).rposition(|window| window == SIGNATURE.as_bytes())?;
    Some(bytes.split_at(at))
}

/// What the key signs where these are the bytes before the signature.
pub(crate) fn signed(bytes: &[u8]) -> Vec<u8> {
    [FORMAT.as_bytes(), b"\n", &Hash::of(&[bytes]).0].concat()
}

fn of_compartment(name: &str, compartment: &Compartment) -> CaseCompartment {
    let tree = &compartment.tree;
    let event = |(at, entry): (u64, &Committed)| CaseEvent {
        event: entry.event.clone(),
        salt: entry.salt,
        contents: entry.contents.clone(),
        proof: tree.inclusion(at),
    };
    CaseCompartment {
        name: name.to_owned(),
        events: (0..).zip(&compartment.entries).map(event).collect(),
        heads: (compartment.heads.iter())
            .map(|head| CaseHead { note: head.note.clone(), proof: tree.consistency(head.size) })
            .collect(),
    }
}

fn of_moment(record: &Record, nth: usize, named: &[(&str, &Compartment)]) -> CaseMoment {
    let moment = &record.moments()[nth];
    let covered = named.iter().filter_map(|(name, compartment)| Some((*name, compartment.head_at(nth)?)));
    let mut covered = covered.peekable();
    let mut paths: HashMap<u64, Proof> = match covered.peek() {
        Some(_) => record.slots(nth, &moment.secret).paths().into_iter().collect(),
        None => HashMap::new(),
    };
    let place = |(name, head): (&str, &crate::SignedHead)| CasePlace {
        compartment: name.to_owned(),
        size: head.size,
        blind: blind(&moment.secret, name),
        path: paths.remove(&place_of(record.origin(), name)).expect("what a moment covers has a place"),
    };
    CaseMoment {
        at: moment.at.clone(),
        slots: moment.slots,
        path: record.log().inclusion(nth as u64),
        checkpoint: CaseHead {
            note: moment.checkpoint.note().to_owned(),
            proof: record.log().consistency(moment.checkpoint.size()),
        },
        places: covered.map(place).collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::salts::SeededSalts;

    #[test]
    fn events_come_as_they_were_appended() {
        let key = LogKey::from_seed([5; 32]);
        let fingerprint = key.public().fingerprint();
        let mut salts = SeededSalts([6; 32]);
        let mut record = Record::open("wasit.example/rome", key).expect("a name without spaces");
        let events: Vec<Value> = (0..3)
            .map(|minute| json!({"at": format!("2025-04-19T10:0{minute}:00Z"), "text": {"$content": minute}}))
            .collect();
        record.append("joint", &events, &mut salts).expect("in order");
        record.erase("joint", 1).expect("it is there");
        let bytes = record.case_file("iran/araghchi", &["joint", "room/iran"]).to_bytes();
        let file: CaseFile = serde_json::from_slice(&bytes).expect("it was written");
        assert_eq!(file.fingerprint(), fingerprint);
        let read = file.events("joint").expect("it has the compartment");
        assert_eq!((&read[0], &read[2]), (&events[0], &events[2]));
        assert!(read[1]["text"]["$erased"].is_string(), "{}", read[1]);
        assert_eq!(file.events("room/iran"), None);
    }
}
