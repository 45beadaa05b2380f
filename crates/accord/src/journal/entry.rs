use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::terms::{Length, Moment, Name};

/// One line of a journal. It is added and never changed; what was wrong is withdrawn by another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Line", into = "Line")]
pub struct Entry {
    /// Its name: no other entry has it.
    pub id: Name,
    /// When it became known.
    pub known: Timestamp,
    /// What time it is about: when something was so, or was done.
    pub at: Moment,
    /// Who observed or declared it.
    pub by: Name,
    /// What it says.
    pub body: Body,
    /// Where it is from, for people to look up; may be empty.
    pub source: String,
    /// What else a reader should know; may be empty.
    pub note: String,
    /// Files that belong to it.
    pub attachments: Vec<Attachment>,
}

/// An entry as a line of a journal has it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    id: Name,
    known: Timestamp,
    at: Moment,
    by: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    observed: Option<Observation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    declared: Option<Declaration>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    source: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    note: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment>,
}

impl TryFrom<Line> for Entry {
    type Error = &'static str;

    fn try_from(line: Line) -> Result<Self, Self::Error> {
        let body = match (line.observed, line.declared) {
            (Some(observation), None) => Body::Observed(observation),
            (None, Some(declaration)) => Body::Declared(declaration),
            _ => return Err("an entry has either `observed` or `declared`"),
        };
        let Line { id, known, at, by, source, note, attachments, .. } = line;
        Ok(Self { id, known, at, by, body, source, note, attachments })
    }
}

impl From<Entry> for Line {
    fn from(entry: Entry) -> Self {
        let Entry { id, known, at, by, body, source, note, attachments } = entry;
        let (observed, declared) = match body {
            Body::Observed(observation) => (Some(observation), None),
            Body::Declared(declaration) => (None, Some(declaration)),
        };
        Self { id, known, at, by, observed, declared, source, note, attachments }
    }
}

/// A file that belongs to an entry: it is known by its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// Its name for people.
    pub name: String,
    /// SHA-256 in hexadecimal digits.
    pub sha256: String,
}

/// What an entry says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// A fact about a commitment.
    Observed(Observation),
    /// Words of a member that count.
    Declared(Declaration),
}

/// A fact about a commitment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Observation {
    /// About which commitment.
    pub commitment: Name,
    /// How much.
    pub value: Decimal,
    /// In which unit; in the commitment's where `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// How far the value may be off, either way, in the same unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uncertainty: Option<Decimal>,
    /// For which time it was due, where that is another than the entry's: a day within the period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Date>,
}

/// What a member declares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Declaration {
    /// A milestone was reached.
    Reaches {
        /// Which.
        milestone: Name,
    },
    /// It consents that a milestone is on the entry's day, earlier than it would be.
    Consents {
        /// Which.
        milestone: Name,
    },
    /// A commitment was performed.
    Performs {
        /// Which.
        commitment: Name,
        /// For which time, where it is due again and again: a day within the period.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        period: Option<Date>,
    },
    /// It asks for what a commitment owes each time it is asked for.
    Requests {
        /// Which.
        commitment: Name,
    },
    /// It alleges that a commitment is breached, and gives notice of that.
    Alleges {
        /// Which.
        commitment: Name,
    },
    /// A body finds whether a breach of a commitment is one that counts.
    Finds {
        /// Which.
        commitment: Name,
        /// Whether it is.
        material: bool,
    },
    /// It takes a dispute about a commitment to a pathway: the entry's name is the dispute's.
    Refers {
        /// About which commitment.
        commitment: Name,
        /// Which pathway.
        pathway: Name,
    },
    /// A forum is done with its rung of a dispute.
    Decides {
        /// The dispute.
        dispute: Name,
        /// The rung.
        rung: Name,
        /// What came of it.
        outcome: Outcome,
    },
    /// The time of a rung, or of a cure, is made longer.
    Extends {
        /// The dispute whose rung it is, or the commitment whose cure it is.
        of: Name,
        /// The rung, for a dispute.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rung: Option<Name>,
        /// By how much.
        by: Length,
    },
    /// It exerts a power.
    Exerts {
        /// Which.
        power: Name,
    },
    /// A power that made commitments rest has ended: they go on.
    Resumes {
        /// The entry that exerted it.
        exertion: Name,
    },
    /// A body has voted on the question that a power waits for.
    Votes {
        /// The entry that exerted the power.
        exertion: Name,
        /// Whether the question was adopted.
        adopted: bool,
    },
    /// It leaves the accord.
    Leaves,
    /// It ceases to perform a commitment of its own.
    Ceases {
        /// Which.
        commitment: Name,
    },
    /// It holds with what another entry says or does.
    Accepts {
        /// Which entry.
        entry: Name,
    },
    /// It holds that another entry is untrue, or without effect.
    Disputes {
        /// Which entry.
        entry: Name,
    },
    /// It takes an entry of its own back: as if it had not been, from when that is known.
    Withdraws {
        /// Which entry.
        entry: Name,
    },
    /// It says something that changes nothing: its position, in the note.
    States,
}

/// What came of a rung.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The dispute is over.
    Settled,
    /// The complaint has failed.
    Dismissed,
    /// It goes on to the next rung.
    Unresolved,
}

impl Entry {
    /// The commitment that it names, where it names one.
    #[must_use]
    pub fn commitment(&self) -> Option<&Name> {
        match &self.body {
            Body::Observed(observation) => Some(&observation.commitment),
            Body::Declared(declaration) => match declaration {
                Declaration::Performs { commitment, .. }
                | Declaration::Requests { commitment }
                | Declaration::Alleges { commitment }
                | Declaration::Finds { commitment, .. }
                | Declaration::Refers { commitment, .. }
                | Declaration::Ceases { commitment } => Some(commitment),
                _ => None,
            },
        }
    }

    /// The declaration, where it is one.
    #[must_use]
    pub fn declaration(&self) -> Option<&Declaration> {
        match &self.body {
            Body::Declared(declaration) => Some(declaration),
            Body::Observed(_) => None,
        }
    }
}
