//! The keys of a script: each drawn from the script's seed, so that a script played twice signs the same.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use sha2::{Digest, Sha256};
use wasit_record::{LogKey, PersonKey, SeededSalts, Signature};
use wasit_table::{Hash, Who};

/// Everybody's keys.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keys {
    seed: u64,
}

impl Keys {
    /// The keys that `seed` gives.
    pub(super) fn new(seed: u64) -> Self {
        Self { seed }
    }

    fn bytes(&self, purpose: &str) -> [u8; 32] {
        Sha256::digest(format!("wasit script\n{}\n{purpose}\n", self.seed)).into()
    }

    /// The key that signs the record.
    pub(super) fn log(&self) -> LogKey {
        LogKey::from_seed(self.bytes("log"))
    }

    /// The salts of the record.
    pub(super) fn salts(&self) -> SeededSalts {
        SeededSalts(self.bytes("salts"))
    }

    fn person(&self, who: &Who) -> PersonKey {
        PersonKey::from_seed(self.bytes(&format!("key of {who}")))
    }

    /// Somebody's public key in base64.
    pub(super) fn public(&self, who: &Who) -> String {
        BASE64_STANDARD.encode(self.person(who).public().to_bytes())
    }

    /// Somebody's signature in base64.
    pub(super) fn sign(&self, who: &Who, talks: &str, what: &str, hash: &Hash) -> Option<String> {
        Signature::sign(&who.to_string(), &self.person(who), talks, what, &hash.to_string()).signature
    }
}
