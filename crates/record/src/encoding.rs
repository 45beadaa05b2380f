//! Hashes, and how they are written down.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};

/// 32 bytes: a SHA-256 hash, a salt or a blind. Written as base64.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The SHA-256 of the parts, one after the other.
    pub(crate) fn of(parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        parts.iter().for_each(|part| hasher.update(part));
        Self(hasher.finalize().into())
    }

    /// Lower-case hexadecimal, 64 digits.
    #[must_use]
    pub fn hex(&self) -> String {
        hex(&self.0)
    }

    /// What [`Hash::hex`] writes, and nothing else.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return None;
        }
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'a'..=b'f' => Some(byte - b'a' + 10),
            _ => None,
        };
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Some(Self(bytes))
    }

    pub(crate) fn from_base64(text: &str) -> Option<Self> {
        // 44 characters are 32 bytes: what is longer need not be decoded.
        (text.len() == 44).then(|| decode(text))??.try_into().ok().map(Self)
    }
}

/// Base64, as notes of hashes have it.
impl fmt::Display for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&encode(&self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl AsRef<[u8]> for Hash {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_base64(&text).ok_or_else(|| de::Error::custom("this is not the base64 of 32 bytes"))
    }
}

/// Hashes that prove something, in the order of the RFC. Written as the base64 of one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Proof(pub(crate) Vec<u8>);

impl Proof {
    /// The hashes.
    pub(crate) fn hashes(&self) -> impl Iterator<Item = Hash> + '_ {
        self.0.chunks_exact(32).map(|bytes| Hash(bytes.try_into().expect("chunks have 32 bytes")))
    }
}

impl FromIterator<Hash> for Proof {
    fn from_iter<I: IntoIterator<Item = Hash>>(hashes: I) -> Self {
        Self(hashes.into_iter().flat_map(|hash| hash.0).collect())
    }
}

impl Serialize for Proof {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Proof {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        decode(&text)
            .filter(|bytes| bytes.len().is_multiple_of(32))
            .map(Self)
            .ok_or_else(|| de::Error::custom("this is not the base64 of hashes of 32 bytes each"))
    }
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Strict: what [`encode`] writes, and nothing else.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}
