//! The keys of a script: each drawn from the script's seed, so that a script played twice signs the same.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use ed25519_dalek::{Signer, SigningKey};
use sha2::{Digest, Sha256};
use wasit_table::{Hash, Who, statement};

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

    /// 32 bytes for a purpose.
    pub(super) fn bytes(&self, purpose: &str) -> [u8; 32] {
        Sha256::digest(format!("wasit script\n{}\n{purpose}\n", self.seed)).into()
    }

    fn key(&self, who: &Who) -> SigningKey {
        SigningKey::from_bytes(&self.bytes(&format!("key of {who}")))
    }

    /// Somebody's public key in base64.
    pub(super) fn public(&self, who: &Who) -> String {
        BASE64_STANDARD.encode(self.key(who).verifying_key().as_bytes())
    }

    /// Somebody's signature in base64.
    pub(super) fn sign(&self, who: &Who, talks: &str, what: &str, hash: &Hash) -> String {
        BASE64_STANDARD.encode(self.key(who).sign(&statement(talks, what, hash)).to_bytes())
    }
}
