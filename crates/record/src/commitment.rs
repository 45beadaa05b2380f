//! From an event to what is committed to of it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::encoding::Hash;
use crate::salts::{SaltFor, Salts};

/// The key of the object that wraps a confidential content.
const CONTENT: &str = "$content";
/// The key of the object that stands for one where it is committed to.
const HASHED: &str = "$sha256";
/// The key of the object that stands for one that was erased.
const ERASED: &str = "$erased";
/// How deep an event may be nested; `serde_json` reads no deeper than 128.
const DEPTH_MAX: usize = 100;

/// A confidential content with its salt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Content {
    pub(crate) salt: Hash,
    /// Its exact bytes.
    pub(crate) json: String,
}

impl Content {
    pub(crate) fn hash(&self) -> Hash {
        Hash::of(&[&self.salt.0, self.json.as_bytes()])
    }
}

/// An event as it is committed to, and what it hides; `None` for a content that was erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Committed {
    /// The exact bytes of the committed form.
    pub(crate) event: String,
    pub(crate) salt: Hash,
    pub(crate) contents: Vec<Option<Content>>,
}

/// What keeps an event from being committed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EventFault {
    /// Not an object.
    #[error("it is no JSON object")]
    NoObject,
    /// A key that begins with `$`, other than a `$content` that is alone in its object.
    #[error("a key that begins with `$` is kept for the record; `$content` must stand alone in its object")]
    Reserved,
    /// Nested too deeply.
    #[error("it is nested more than {DEPTH_MAX} deep")]
    TooDeep,
    /// No `at`, or one that is no RFC 3339 time in UTC.
    #[error("`at` must be a time of RFC 3339 in UTC, such as \"2025-05-11T09:30:00Z\"")]
    At,
}

impl Committed {
    /// Commits to an event that [`check`] found right.
    pub(crate) fn to(event: &Value, compartment: &str, ordinal: u64, salts: &mut dyn Salts) -> Self {
        let mut contents = Vec::new();
        let committed = hashed(event, &mut |content| {
            let nth = u32::try_from(contents.len()).expect("an event in memory has fewer contents");
            let salt = Hash(salts.salt(&SaltFor::Content { compartment, ordinal, nth }));
            let content = Content { salt, json: content.to_string() };
            let hash = content.hash();
            contents.push(Some(content));
            hash
        });
        let salt = Hash(salts.salt(&SaltFor::Event { compartment, ordinal }));
        Self { event: committed.to_string(), salt, contents }
    }

    /// The leaf of the compartment's tree.
    pub(crate) fn leaf(&self) -> Hash {
        Hash::of(&[&self.salt.0, self.event.as_bytes()])
    }

    /// The event with its contents, as it came; an erased one is `{"$erased": …}`.
    pub(crate) fn shown(&self, committed: &Value) -> Value {
        let mut contents = self.contents.iter();
        filled(committed, &mut |hash| match contents.next().and_then(Option::as_ref) {
            Some(content) => {
                let json = serde_json::from_str(&content.json).unwrap_or(Value::String(content.json.clone()));
                wrapped(CONTENT, json)
            }
            None => wrapped(ERASED, Value::String(hash.to_owned())),
        })
    }
}

/// Whether an event can be committed to; says its time.
pub(crate) fn check(event: &Value) -> Result<jiff::Timestamp, EventFault> {
    fn walk(value: &Value, depth: usize) -> Result<(), EventFault> {
        if depth > DEPTH_MAX {
            return Err(EventFault::TooDeep);
        }
        match value {
            Value::Array(values) => values.iter().try_for_each(|value| walk(value, depth + 1)),
            Value::Object(object) => match only(object, CONTENT) {
                Some(content) => fits(content, depth + 1),
                None if object.keys().any(|key| key.starts_with('$')) => Err(EventFault::Reserved),
                None => object.values().try_for_each(|value| walk(value, depth + 1)),
            },
            _ => Ok(()),
        }
    }
    fn fits(value: &Value, depth: usize) -> Result<(), EventFault> {
        match value {
            _ if depth > DEPTH_MAX => Err(EventFault::TooDeep),
            Value::Array(values) => values.iter().try_for_each(|value| fits(value, depth + 1)),
            Value::Object(object) => object.values().try_for_each(|value| fits(value, depth + 1)),
            _ => Ok(()),
        }
    }
    if !event.is_object() {
        return Err(EventFault::NoObject);
    }
    walk(event, 0)?;
    time_of(event).ok_or(EventFault::At)
}

/// The time that an event carries.
pub(crate) fn time_of(event: &Value) -> Option<jiff::Timestamp> {
    event.get("at").and_then(Value::as_str).and_then(time)
}

/// A time of RFC 3339 in UTC: with a fraction of nine digits at most, and no leap second.
pub(crate) fn time(text: &str) -> Option<jiff::Timestamp> {
    const FORM: &str = "0000-00-00T00:00:00";
    let (whole, rest) = text.split_at_checked(FORM.len())?;
    let fits = |(letter, form): (u8, u8)| if form == b'0' { letter.is_ascii_digit() } else { letter == form };
    let digits = |text: &str| text.bytes().all(|letter| letter.is_ascii_digit());
    let fraction = match rest.strip_suffix('Z')?.strip_prefix('.') {
        Some(fraction) => (1..=9).contains(&fraction.len()) && digits(fraction),
        None => rest == "Z",
    };
    let strict = whole.bytes().zip(FORM.bytes()).all(fits) && fraction && !whole.ends_with("60");
    strict.then(|| text.parse().ok())?
}

/// The hashes of the contents of a committed form, in their order; `None` where a key that begins with `$` is anything else.
pub(crate) fn holes(committed: &Value) -> Option<Vec<Hash>> {
    fn walk(value: &Value, found: &mut Vec<Hash>) -> Option<()> {
        match value {
            Value::Array(values) => values.iter().try_for_each(|value| walk(value, found)),
            Value::Object(object) => match only(object, HASHED) {
                Some(hash) => {
                    found.push(Hash::from_hex(hash.as_str()?)?);
                    Some(())
                }
                None if object.keys().any(|key| key.starts_with('$')) => None,
                None => object.values().try_for_each(|value| walk(value, found)),
            },
            _ => Some(()),
        }
    }
    let mut found = Vec::new();
    walk(committed, &mut found).map(|()| found)
}

fn only<'a>(object: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    (object.len() == 1).then(|| object.get(key))?
}

fn wrapped(key: &str, value: Value) -> Value {
    Value::Object(Map::from_iter([(key.to_owned(), value)]))
}

fn hashed(value: &Value, hash: &mut dyn FnMut(&Value) -> Hash) -> Value {
    replaced(value, CONTENT, &mut |content| wrapped(HASHED, Value::String(hash(content).hex())))
}

fn filled(value: &Value, content: &mut dyn FnMut(&str) -> Value) -> Value {
    replaced(value, HASHED, &mut |hash| content(hash.as_str().unwrap_or_default()))
}

/// The value with every object that has `key` alone replaced; what stands within is not looked at.
fn replaced(value: &Value, key: &str, with: &mut dyn FnMut(&Value) -> Value) -> Value {
    match value {
        Value::Array(values) => values.iter().map(|value| replaced(value, key, with)).collect(),
        Value::Object(object) => match only(object, key) {
            Some(inner) => with(inner),
            None => object.iter().map(|(name, value)| (name.clone(), replaced(value, key, with))).collect(),
        },
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_one_form() {
        for fine in ["2025-05-11T09:30:00Z", "2025-05-11T09:30:59.5Z", "2025-05-11T09:30:00.123456789Z"] {
            assert!(time(fine).is_some(), "{fine}");
        }
        for other in [
            "2025-05-11T09:30:60Z",
            "2025-05-11T093000.000Z",
            "2025-05-11T09:30:00,5Z",
            "2025-05-11T09:30:00.Z",
            "2025-05-11T09:30:00.1234567890Z",
            "2025-05-11T09:30:00+00:00",
            "2025-05-11t09:30:00Z",
            "2025-05-11 09:30:00Z",
            "2025-02-30T09:30:00Z",
            "2025-05-11T24:00:00Z",
            "+02025-05-11T09:30Z",
            "2025-05-11T09:30:0\u{e9}Z",
            "Z",
            "",
        ] {
            assert!(time(other).is_none(), "{other}");
        }
    }
}
