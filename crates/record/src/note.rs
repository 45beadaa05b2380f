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
