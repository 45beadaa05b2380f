//! What is to be settled, in which order, and the ways to settle it.

use serde::Serialize;

use crate::Issues;

/// The agenda as all seats know it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Agenda {
    /// The issues and values that packages are made of.
    pub issues: Issues,
}
