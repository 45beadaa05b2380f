//! Where salts and blinds come from: randomness is an argument.

use crate::encoding::Hash;

/// What a salt is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SaltFor<'a> {
    /// The commitment to an event.
    Event {
        /// The event's compartment.
        compartment: &'a str,
        /// Its number there, from 0.
        ordinal: u64,
    },
    /// The commitment to one confidential content of an event.
    Content {
        /// The event's compartment.
        compartment: &'a str,
        /// Its number there, from 0.
        ordinal: u64,
        /// The content's number within the event, from 0.
        nth: u32,
    },
    /// Everything that is blinded at a calendar moment.
    Moment {
        /// Its number in the talks, from 0.
        nth: u64,
    },
}

impl SaltFor<'_> {
    fn label(&self) -> String {
        // Names of compartments have no control characters, so that no two labels are the same.
        match self {
            Self::Event { compartment, ordinal } => format!("event\0{compartment}\0{ordinal}"),
            Self::Content { compartment, ordinal, nth } => {
                format!("content\0{compartment}\0{ordinal}\0{nth}")
            }
            Self::Moment { nth } => format!("moment\0{nth}"),
        }
    }
}

/// Who draws salts. A salt is 32 bytes that nobody can guess, and that say nothing of any other.
pub trait Salts {
    /// The salt for this.
    fn salt(&mut self, for_: &SaltFor<'_>) -> [u8; 32];
}

/// Salts from a secret seed: the same seed gives the same salts, and no compartment's depend on what happens in another.
#[derive(Clone)]
pub struct SeededSalts(pub [u8; 32]);

impl Salts for SeededSalts {
    fn salt(&mut self, for_: &SaltFor<'_>) -> [u8; 32] {
        derived(&Hash(self.0), for_.label().as_bytes()).0
    }
}

/// A value that only who knows `secret` can tell from chance. What is hashed has one length: none of these values can be extended
/// to another.
pub(crate) fn derived(secret: &Hash, label: &[u8]) -> Hash {
    Hash::of(&[&secret.0, &Hash::of(&[label]).0])
}
