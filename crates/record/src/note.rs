//! Signed notes of the heads of trees, to the byte as C2SP [`signed-note`] and [`tlog-checkpoint`] have them.
//!
//! [`signed-note`]: https://c2sp.org/signed-note
//! [`tlog-checkpoint`]: https://c2sp.org/tlog-checkpoint

use crate::encoding::{Hash, decode, encode};
use crate::keys::{LogKey, PublicKey};

/// What the C2SP calls Ed25519.
const ED25519: u8 = 1;

/// What a head says: so many leaves, with this root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) origin: String,
    pub(crate) size: u64,
    pub(crate) root: Hash,
}

/// The four bytes by which a note names its key.
fn key_id(name: &str, key: &PublicKey) -> [u8; 4] {
    let hash = Hash::of(&[name.as_bytes(), b"\n", &[ED25519], &key.to_bytes()]);
    [hash.0[0], hash.0[1], hash.0[2], hash.0[3]]
}

/// The key as other tools take it: name, key id and key.
pub(crate) fn verifier_key(name: &str, key: &PublicKey) -> String {
    let id = crate::encoding::hex(&key_id(name, key));
    let typed: Vec<u8> = std::iter::once(ED25519).chain(key.to_bytes()).collect();
    format!("{name}+{id}+{}", encode(&typed))
}

/// The name of a key, and the origin of a talk log: no space, no plus (C2SP), no `#`, which parts the talks from a compartment.
pub(crate) fn name_is_right(name: &str) -> bool {
    let wrong = |letter: char| letter.is_whitespace() || letter.is_control() || matches!(letter, '+' | '#');
    !name.is_empty() && !name.contains(wrong)
}

/// The origin of a compartment's heads.
pub(crate) fn compartment_origin(talks: &str, compartment: &str) -> String {
    format!("{talks}#{compartment}")
}

impl Head {
    fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, self.root)
    }

    /// The note, signed under the name of the talks.
    pub(crate) fn sign(&self, talks: &str, key: &LogKey) -> String {
        let text = self.text();
        let mut signature = key_id(talks, &key.public()).to_vec();
        signature.extend(key.sign(text.as_bytes()));
        format!("{text}\n\u{2014} {talks} {}\n", encode(&signature))
    }

    /// What a note says, whoever signed it.
    pub(crate) fn read(note: &str) -> Result<Self, NoteFault> {
        let (text, _) = note.split_once("\n\n").ok_or(NoteFault::Form)?;
        Self::of(&format!("{text}\n"))
    }

    fn of(text: &str) -> Result<Self, NoteFault> {
        let mut lines = text.split('\n');
        let head = match (lines.next(), lines.next(), lines.next(), lines.next(), lines.next()) {
            (Some(origin), Some(size), Some(root), Some(""), None) => Self {
                origin: origin.to_owned(),
                size: size.parse().map_err(|_| NoteFault::Form)?,
                root: Hash::from_base64(root).ok_or(NoteFault::Form)?,
            },
            _ => return Err(NoteFault::Form),
        };
        // A number may be written in more than one way, a signed one must not.
        if head.text() == text { Ok(head) } else { Err(NoteFault::Form) }
    }

    /// Takes a note that has one signature, that of the key under the name of the talks. A note with anything else is refused.
    pub(crate) fn open(note: &str, talks: &str, key: &PublicKey) -> Result<Self, NoteFault> {
        let (text, signature) = note.split_once("\n\n").ok_or(NoteFault::Form)?;
        let signed = format!("{text}\n");
        let signature = signature
            .strip_prefix("\u{2014} ")
            .and_then(|line| line.strip_suffix('\n'))
            .and_then(|line| line.split_once(' '))
            .ok_or(NoteFault::Form)?;
        let bytes = decode(signature.1).ok_or(NoteFault::Form)?;
        let (id, bytes) = bytes.split_at_checked(4).ok_or(NoteFault::Form)?;
        let bytes: &[u8; 64] = bytes.try_into().map_err(|_| NoteFault::Form)?;
        if signature.0 != talks || id != key_id(talks, key) {
            return Err(NoteFault::Key);
        }
        if !key.holds(signed.as_bytes(), bytes) {
            return Err(NoteFault::Signature);
        }
        Self::of(&signed)
    }
}

/// Why a note is none of this key's heads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoteFault {
    #[error("is not a signed note of a head")]
    Form,
    #[error("is signed with another key or under another name")]
    Key,
    #[error("has a wrong signature")]
    Signature,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use signed_note::{Note, StandardVerifier, VerifierList};
    use tlog_tiles::Checkpoint;

    use super::*;

    fn key(seed: u8) -> LogKey {
        LogKey::from_seed([seed; 32])
    }

    /// Whether the second implementation takes the note; what it reads then.
    fn theirs(note: &str, talks: &str, key: &PublicKey) -> Option<(String, u64, [u8; 32])> {
        let verifier = StandardVerifier::new(&verifier_key(talks, key)).ok()?;
        let note = Note::from_bytes(note.as_bytes()).ok()?;
        note.verify(&VerifierList::new(vec![Box::new(verifier)])).ok()?;
        let checkpoint = Checkpoint::from_bytes(note.text()).ok()?;
        Some((checkpoint.origin().to_owned(), checkpoint.size(), checkpoint.hash().0))
    }

    #[test]
    fn a_note_is_as_the_standard_has_it() {
        let head = Head { origin: "wasit.example/t#joint".to_owned(), size: 3, root: Hash([1; 32]) };
        insta::assert_snapshot!(head.sign("wasit.example/t", &key(7)), @"
        wasit.example/t#joint
        3
        AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=

        — wasit.example/t xQM4HzlKqsw/MezcP+JOnWsoZrCxgQGy6nqCA8DvDFnvZQj2pjDbgRMEJ33eYIUdJjhZ+OrHBRXs4SDXoF0eZ8h9IwA=
        ");
        insta::assert_snapshot!(verifier_key("wasit.example/t", &key(7).public()), @"wasit.example/t+c503381f+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs");
    }

    proptest! {
        /// What is signed here, the second implementation verifies and reads, and so do we.
        #[test]
        fn as_the_second_implementation_has_it(
            seed: u8, talks in "[a-z./-]{1,12}", compartment in "[a-z /@]{1,8}", size in 0..u64::MAX >> 1, root: [u8; 32],
        ) {
            let public = key(seed).public();
            for origin in [talks.clone(), compartment_origin(&talks, &compartment)] {
                let head = Head { origin: origin.clone(), size, root: Hash(root) };
                let note = head.sign(&talks, &key(seed));
                prop_assert_eq!(theirs(&note, &talks, &public), Some((origin, size, root)));
                prop_assert_eq!(Head::open(&note, &talks, &public), Ok(head.clone()));
                prop_assert_eq!(Head::read(&note), Ok(head));
            }
        }

        /// A bit of a note that is changed is found, by both.
        #[test]
        fn a_changed_bit_is_found(at: prop::sample::Index, bit in 0_u8..8) {
            let head = Head { origin: "t".to_owned(), size: 12, root: Hash([3; 32]) };
            let note = head.sign("t", &key(1));
            let mut bytes = note.into_bytes();
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
            if let Ok(note) = String::from_utf8(bytes) {
                prop_assert!(Head::open(&note, "t", &key(1).public()).is_err());
                prop_assert_eq!(theirs(&note, "t", &key(1).public()), None);
            }
        }

        #[test]
        fn no_text_panics(text in ".{0,80}", lines in prop::collection::vec("[0-9a-zA-Z=\u{2014} ]{0,20}", 0..6)) {
            let _ = Head::open(&text, "t", &key(1).public());
            let _ = Head::open(&lines.join("\n"), "t", &key(1).public());
        }
    }

    #[test]
    fn whose_note_it_is() {
        let head = Head { origin: "t".to_owned(), size: 1, root: Hash([3; 32]) };
        let note = head.sign("t", &key(1));
        assert_eq!(Head::open(&note, "t", &key(2).public()), Err(NoteFault::Key));
        assert_eq!(Head::open(&note, "u", &key(1).public()), Err(NoteFault::Key));
        let twice = format!("{note}{}", note.lines().last().unwrap());
        assert_eq!(Head::open(&twice, "t", &key(1).public()), Err(NoteFault::Form));
        for size in ["+1", "01", "1 ", "-1"] {
            let other = note.replace("\n1\n", &format!("\n{size}\n"));
            assert!(Head::open(&other, "t", &key(1).public()).is_err());
        }
    }
}
