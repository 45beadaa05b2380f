//! How talks are written down: `talks.yaml`, and the scenarios of GENIUS, GeniusWeb, NegMAS and NegoLog, in and out; and
//! how forecasts of them are kept ([`Ledger`]).
//!
//! This crate works on bytes: it opens no file, reads no clock and knows no strategy (which strategies exist is
//! passed in). Its entry points are [`read_scenario`], which tells the format from what stands in the files and gives a
//! [`Scenario`] or all [`Problems`] at once, [`write_scenario`], which gives files and what they cannot say, and
//! [`talks_schema`], from which editors complete.
//!
//! > A file that loads is valid. There are no warnings: what is wrong is said, with the place and what would be
//! > right, and nothing is loaded. What had to be assumed is listed.

mod accord;
mod braces;
mod collector;
mod document;
mod export;
mod fields;
mod forecasts;
mod foreign;
mod formats;
mod genius;
mod geniusweb;
mod json;
mod lost;
mod naming;
mod negmas;
mod negolog;
mod problems;
mod scenario;
mod schema;
mod shares;
mod syntax;
mod talks;
mod template;
mod tree;

pub use accord::{
    Entries, Journal, SetAside, Unsaid, journal_lines, read_accord, read_entries, read_journal, write_entry,
};
pub use document::{Document, Mark, Part};
pub use export::{NoDate, accord_as_akoma_ntoso, accord_as_json};
pub use forecasts::{Entry, Expected, Forecast, Hashed, Ledger, LedgerError, Resolution, Seen};
pub use foreign::{ReadOptions, Written};
pub use formats::{read_scenario, recognise, write_scenario};
pub use problems::{Problem, Problems};
pub use scenario::{Evaluations, Format, Scenario};
pub use schema::{accord_schema, journal_schema, talks_schema};
pub use talks::{Source, StrategyNames, read_beliefs, read_talks, read_template};
pub use template::{Adopted, Drafted, Template, in_words};

/// Readers and writers of one format each, for tests and fuzzing, which take the format for granted.
#[doc(hidden)]
pub mod by_format {
    use wasit_model::Talks;

    use crate::{Problems, ReadOptions, Scenario, Source, Written};

    /// Reads GENIUS XML.
    ///
    /// # Errors
    /// The problems of each file that has some.
    pub fn read_genius(sources: &[Source<'_>], options: &ReadOptions) -> Result<Scenario, Vec<Problems>> {
        crate::genius::read(sources, options)
    }

    /// Whether a file is GENIUS XML: `Some(true)` for a domain, `Some(false)` for a profile.
    #[must_use]
    pub fn is_genius_domain(bytes: &[u8]) -> Option<bool> {
        crate::genius::recognise(bytes).map(|kind| kind == crate::genius::Kind::Domain)
    }

    /// Writes GENIUS XML.
    #[must_use]
    pub fn write_genius(talks: &Talks) -> Written {
        crate::genius::write(talks)
    }

    /// Reads GeniusWeb JSON.
    ///
    /// # Errors
    /// The problems of each file that has some.
    pub fn read_geniusweb(sources: &[Source<'_>], options: &ReadOptions) -> Result<Scenario, Vec<Problems>> {
        crate::geniusweb::read(sources, options)
    }

    /// Whether a file is GeniusWeb JSON: `Some(true)` for a domain, `Some(false)` for a profile.
    #[must_use]
    pub fn is_geniusweb_domain(bytes: &[u8]) -> Option<bool> {
        crate::geniusweb::recognise(bytes).map(|kind| kind == crate::geniusweb::Kind::Domain)
    }

    /// Writes GeniusWeb JSON.
    #[must_use]
    pub fn write_geniusweb(talks: &Talks) -> Written {
        crate::geniusweb::write(talks)
    }
}
