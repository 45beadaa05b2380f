use serde::Serialize;
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
