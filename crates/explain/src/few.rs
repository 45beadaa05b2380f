use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use thiserror::Error;

/// A claim that the sample cannot carry.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize)]
#[error("too few {what} to say: {has}, and {needs} are needed")]
pub struct TooFew {
    /// Of what there are too few: “failures”, “deals”.
    pub what: &'static str,
    /// How many there are.
    pub has: usize,
    /// How many are needed; the explanation that asks documents why.
    pub needs: usize,
}

impl TooFew {
    /// Refuses fewer than `needs`.
    ///
    /// # Errors
    /// [`TooFew`] where there are not enough.
    pub fn unless(what: &'static str, has: usize, needs: usize) -> Result<(), Self> {
        if has >= needs { Ok(()) } else { Err(Self { what, has, needs }) }
    }
}

/// Serialises what is told as itself, and what is not as `{"too_few": …}`.
pub(crate) fn told<T: Serialize, S: Serializer>(
    told: &Result<T, TooFew>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match told {
        Ok(told) => told.serialize(serializer),
        Err(few) => {
            let mut map = serializer.serialize_map(Some(1))?;
            map.serialize_entry("too_few", few)?;
            map.end()
        }
    }
}

/// The same where there may be nothing to tell.
#[allow(clippy::ref_option, reason = "serde hands over the field as it is")]
pub(crate) fn told_if<T: Serialize, S: Serializer>(
    told_if: &Option<Result<T, TooFew>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match told_if {
        Some(found) => told(found, serializer),
        None => serializer.serialize_none(),
    }
}
