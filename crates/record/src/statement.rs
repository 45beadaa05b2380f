//! What people sign themselves: a text, terms, ground rules, a communiqué, by its hash.

use std::fmt;

use ed25519_dalek::{Signer, SigningKey};
use serde::{Deserialize, Serialize};

use crate::encoding::{Hash, decode, encode};
use crate::keys::PublicKey;

/// The bytes that a person signs: four lines, `wasit-statement/1`, the hash in hexadecimal, the name of the talks, what it is.
///
/// The hash has one length and the name of talks no line end, so that no two statements have the same bytes.
#[must_use]
pub fn statement(talks: &str, what: &str, hash: &str) -> Vec<u8> {
    format!("wasit-statement/1\n{hash}\n{talks}\n{what}\n").into_bytes()
}

/// How a signature came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum How {
    /// With an Ed25519 key of the person's own.
    Ed25519,
    /// The person had no key: the service vouches that it was they, and nothing else does.
    Attested,
}

/// A person's own key, in scripts and programs.
#[derive(Clone)]
pub struct PersonKey(SigningKey);

impl PersonKey {
    /// The Ed25519 key of this seed, which is the secret.
    #[must_use]
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(SigningKey::from_bytes(&seed))
    }

    /// What others check its signatures with.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey::from_bytes(&self.0.verifying_key().to_bytes()).expect("a key of a seed is no weak one")
    }
}

impl fmt::Debug for PersonKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "PersonKey({})", self.public().fingerprint())
    }
}

/// One person's signature under a hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Who signed, such as `iran/araghchi`.
    pub by: String,
    /// How.
    pub how: How,
    /// The public key in base64, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The signature in base64, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
}

impl Signature {
    /// Signs the statement.
    #[must_use]
    pub fn sign(by: &str, key: &PersonKey, talks: &str, what: &str, hash: &str) -> Self {
        Self {
            by: by.to_owned(),
            how: How::Ed25519,
            key: Some(encode(&key.public().to_bytes())),
            signature: Some(encode(&key.0.sign(&statement(talks, what, hash)).to_bytes())),
        }
    }

    /// What the service says for a person without a key.
    #[must_use]
    pub fn attested(by: &str) -> Self {
        Self { by: by.to_owned(), how: How::Attested, key: None, signature: None }
    }

    /// Whether it is a signature of this statement; one that is attested is none, and holds nothing to check.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn verify(&self, talks: &str, what: &str, hash: &str) -> Result<(), SignatureFault> {
        match (self.how, &self.key, &self.signature) {
            (How::Attested, None, None) => Ok(()),
            (How::Attested, _, _) => Err(SignatureFault::AttestedWithKey),
            (How::Ed25519, Some(_), Some(signature)) => {
                let key = self.public_key().ok_or(SignatureFault::Key)?;
                let bytes = decode(signature).and_then(|bytes| <[u8; 64]>::try_from(bytes).ok());
                let bytes = bytes.ok_or(SignatureFault::Wrong)?;
                let holds = key.holds(&statement(talks, what, hash), &bytes);
                if holds { Ok(()) } else { Err(SignatureFault::Wrong) }
            }
            (How::Ed25519, _, _) => Err(SignatureFault::Missing),
        }
    }

    /// The key that it was made with.
    #[must_use]
    pub fn public_key(&self) -> Option<PublicKey> {
        Hash::from_base64(self.key.as_deref()?).and_then(|bytes| PublicKey::from_bytes(&bytes.0))
    }
}

/// Why a person's signature does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureFault {
    /// What is named as the key is none.
    #[error("names a key that is none")]
    Key,
    /// It has no key or no signature.
    #[error("has no key or no signature")]
    Missing,
    /// It is of something else, or by somebody else.
    #[error("is not a signature of this by this key")]
    Wrong,
    /// It says that the service vouches and has a key all the same.
    #[error("is said to be attested by the service and carries a key or a signature")]
    AttestedWithKey,
}

/// What an event carries at `"signed"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedStatement {
    /// What was signed: terms, ground rules, text, communique.
    pub what: String,
    /// Which one of its kind, where there is more than one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The SHA-256 of it, in hexadecimal.
    pub hash: String,
    /// Who signed.
    pub signatures: Vec<Signature>,
}
