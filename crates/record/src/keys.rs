//! The key that signs a record, and the fingerprint by which people know it.

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::encoding::{Hash, hex};

/// What every fingerprint begins with.
const MARK: &str = "wasit:";

/// The key that signs the heads of a record. Whoever has it can write another record in its name.
#[derive(Clone)]
pub struct LogKey(SigningKey);

impl LogKey {
    /// The Ed25519 key of this seed, which is the secret.
    #[must_use]
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(SigningKey::from_bytes(&seed))
    }

    /// What others check its signatures with.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

/// Says whose key it is, and never the key.
impl fmt::Debug for LogKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "LogKey({})", self.public().fingerprint())
    }
}

/// The secret itself: a record that is kept can be gone on with.
impl Serialize for LogKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Hash(self.0.to_bytes()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for LogKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Hash::deserialize(deserializer).map(|seed| Self::from_seed(seed.0))
    }
}

/// An Ed25519 public key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// From its 32 bytes; `None` where they are no key, or a weak one, under which one signature would fit many messages.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        VerifyingKey::from_bytes(bytes).ok().filter(|key| !key.is_weak()).map(Self)
    }

    /// Its 32 bytes.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The SHA-256 of its 32 bytes.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint(Hash::of(&[&self.to_bytes()]))
    }

    pub(crate) fn holds(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        self.0.verify_strict(message, &signature).is_ok()
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "PublicKey({})", self.fingerprint())
    }
}

/// The SHA-256 of a public key, as people compare it: `wasit:` and 16 groups of four hexadecimal digits.
///
/// Parsing takes the digits with or without `wasit:`, in either case, and with hyphens, colons or spaces between them or none.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(Hash);

impl Fingerprint {
    /// That of a key with these bytes, whether or not they are one.
    pub(crate) fn of(key: &Hash) -> Self {
        Self(Hash::of(&[&key.0]))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(MARK)?;
        for (at, pair) in self.0.0.chunks_exact(2).enumerate() {
            let between = if at == 0 { "" } else { "-" };
            write!(out, "{between}{}", hex(pair))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl FromStr for Fingerprint {
    type Err = NoFingerprint;

    fn from_str(text: &str) -> Result<Self, NoFingerprint> {
        let text = text.trim();
        let digits = match text.get(..MARK.len()) {
            Some(mark) if mark.eq_ignore_ascii_case(MARK) => &text[MARK.len()..],
            _ => text,
        };
        let digits: String = digits
            .chars()
            .filter(|digit| !matches!(digit, '-' | ':') && !digit.is_whitespace())
            .map(|digit| digit.to_ascii_lowercase())
            .collect();
        if let Some(wrong) = digits.chars().find(|digit| !digit.is_ascii_hexdigit()) {
            return Err(NoFingerprint::Digit(wrong));
        }
        Hash::from_hex(&digits).map(Self).ok_or(NoFingerprint::Length(digits.len()))
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Why a text is no fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoFingerprint {
    /// A character that is no hexadecimal digit.
    #[error("`{0}` is no hexadecimal digit")]
    Digit(char),
    /// Too few digits, or too many.
    #[error("it has {0} hexadecimal digits, and a fingerprint has 64")]
    Length(usize),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingerprint() -> Fingerprint {
        LogKey::from_seed([7; 32]).public().fingerprint()
    }

    #[test]
    fn a_fingerprint_is_read_as_people_write_it() {
        let shown = fingerprint().to_string();
        insta::assert_snapshot!(shown, @"wasit:fe81-2c12-f3ab-4ce6-ac5d-b69a-c352-f906-cb1b-11ef-43fb-33e2-52ef-7ff5-5226-3889");
        let bare = shown.replace("wasit:", "").replace('-', "");
        let spaced = shown.replace('-', " ");
        for text in [&shown, &bare, &spaced, &shown.to_uppercase(), &format!(" {shown}\n")] {
            assert_eq!(text.parse(), Ok(fingerprint()), "{text}");
        }
    }

    #[test]
    fn what_is_no_fingerprint_is_said() {
        let shown = fingerprint().to_string();
        assert_eq!(shown[..shown.len() - 1].parse::<Fingerprint>(), Err(NoFingerprint::Length(63)));
        assert_eq!("".parse::<Fingerprint>(), Err(NoFingerprint::Length(0)));
        assert_eq!("wasit:xyz".parse::<Fingerprint>(), Err(NoFingerprint::Digit('x')));
        assert_eq!("é".parse::<Fingerprint>(), Err(NoFingerprint::Digit('é')));
    }

    #[test]
    fn a_weak_key_is_refused() {
        let mut identity = [0; 32];
        identity[0] = 1;
        assert_eq!(PublicKey::from_bytes(&identity), None);
    }

    #[test]
    fn nothing_prints_the_secret() {
        let key = LogKey::from_seed([7; 32]);
        assert_eq!(format!("{key:?}"), format!("LogKey({})", fingerprint()));
    }
}
