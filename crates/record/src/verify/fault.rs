//! What is wrong with a case file, and where.

use std::fmt;

use serde::Serialize;

/// Where in a case file something is wrong. Events, heads and moments are counted from 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "in", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Place {
    /// The file as a whole.
    File,
    /// A compartment.
    Compartment {
        /// Its name.
        compartment: String,
    },
    /// An event.
    Event {
        /// Its compartment.
        compartment: String,
        /// Its number there.
        ordinal: u64,
    },
    /// A signed head of a compartment.
    Head {
        /// The compartment.
        compartment: String,
        /// Its number among the heads.
        nth: u64,
    },
    /// A calendar moment.
    Moment {
        /// Its number.
        nth: u64,
        /// Its time, as the file has it.
        at: String,
    },
    /// The checkpoint of a moment.
    Checkpoint {
        /// The moment's number.
        nth: u64,
        /// Its time, as the file has it.
        at: String,
    },
    /// What a moment says of a compartment.
    Covered {
        /// The moment's number.
        nth: u64,
        /// Its time, as the file has it.
        at: String,
        /// The compartment.
        compartment: String,
    },
    /// Something that was signed, in all files together.
    Signed {
        /// What it is.
        what: String,
    },
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => write!(out, "the file"),
            Self::Compartment { compartment } => write!(out, "`{compartment}`"),
            Self::Event { compartment, ordinal } => write!(out, "`{compartment}`, event {ordinal}"),
            Self::Head { compartment, nth } => write!(out, "`{compartment}`, head {nth}"),
            Self::Moment { nth, at } => write!(out, "moment {nth} ({at})"),
            Self::Checkpoint { nth, at } => write!(out, "checkpoint {nth} ({at})"),
            Self::Covered { nth, at, compartment } => write!(out, "moment {nth} ({at}), `{compartment}`"),
            Self::Signed { what } => write!(out, "signed {what}"),
        }
    }
}

/// Something that is wrong, with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// What, in plain words.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.place, self.what)
    }
}

impl std::error::Error for Fault {}

/// Faults, as they are found.
#[derive(Debug, Default)]
pub(super) struct Faults(pub(super) Vec<Fault>);

impl Faults {
    pub(super) fn add(&mut self, place: Place, what: impl Into<String>) {
        self.0.push(Fault { place, what: what.into() });
    }
}
