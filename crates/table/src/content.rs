use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

/// Something that may be erased: the words of a message, a package, an account.
///
/// Serialized as `{"$content": …}`, so that a record can commit to it apart from the event that holds it; erased,
/// as `{"$erased": …}`.
#[derive(Clone, Debug, PartialEq)]
pub enum Content<T> {
    /// It is here.
    Here(T),
    /// It was erased under the retention rules; its item stays.
    Erased,
}

impl<T> Content<T> {
    /// What it is, unless it was erased.
    pub fn get(&self) -> Option<&T> {
        match self {
            Self::Here(content) => Some(content),
            Self::Erased => None,
        }
    }

    /// Erases it.
    pub(crate) fn erase(&mut self) {
        *self = Self::Erased;
    }
}

impl<T> From<T> for Content<T> {
    fn from(content: T) -> Self {
        Self::Here(content)
    }
}

impl From<&str> for Content<String> {
    fn from(content: &str) -> Self {
        Self::Here(content.to_owned())
    }
}

#[derive(Serialize, Deserialize)]
enum Wire<T> {
    #[serde(rename = "$content")]
    Content(T),
    #[serde(rename = "$erased")]
    Erased(String),
}

impl<T: Serialize> Serialize for Content<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Here(content) => Wire::Content(content).serialize(to),
            Self::Erased => Wire::<&T>::Erased(String::new()).serialize(to),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Content<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(match Wire::deserialize(from)? {
            Wire::Content(content) => Self::Here(content),
            Wire::Erased(_) => Self::Erased,
        })
    }
}

/// A SHA-256 hash, written as 64 lowercase hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    /// The hash of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The hash of these parts, one after the other.
    pub(crate) fn of_parts<'a>(parts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut digest = Sha256::new();
        parts.into_iter().for_each(|part| digest.update(part));
        Self(digest.finalize().into())
    }

    /// The hash of a value: of its JSON, keys in the order of its type.
    pub(crate) fn of_value(value: &impl Serialize) -> Self {
        Self::of(&serde_json::to_vec(value).expect("the table's own types have text keys and finite numbers"))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A text's version lists the hashes of all its articles: one call for each, not one for each byte.
        let mut digits = [0; 64];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(self.0) {
            let digit = |half: u8| b"0123456789abcdef"[usize::from(half)];
            pair.copy_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
        }
        to.write_str(std::str::from_utf8(&digits).expect("hexadecimal digits are ASCII"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, to)
    }
}

/// A text that is no hash: the caller's fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a hash is 64 hexadecimal digits in lower case")]
pub struct HashError;

impl FromStr for Hash {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Self, HashError> {
        let digit = |digit: u8| match digit {
            b'0'..=b'9' => Ok(digit - b'0'),
            b'a'..=b'f' => Ok(digit - b'a' + 10),
            _ => Err(HashError),
        };
        let text: &[u8; 64] = text.as_bytes().try_into().map_err(|_| HashError)?;
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<'_, str>::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

/// How long the content of an item is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Retention {
    /// For ever: what all have signed or decided, and whatever holds no content.
    Permanent,
    /// Until some days after the talks end: messages, proposals, what was conveyed.
    Talks,
    /// Until some days after the talks end, usually fewer: drafts, marks, private reasons, the team's notes.
    Working,
    /// Until it is revoked, or the talks end: what was confided of one's preferences.
    Confided,
}
