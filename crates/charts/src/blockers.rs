use serde_json::Value;

use crate::Estimate;
use crate::bars::{self, Row};
use crate::theme::{SOFT, party_colour};

/// What keeps failed draws from a deal: for each red line, walk-away and threshold, in what share of them it stands in
/// the way (pale), and in what share it would be enough to relax it alone (dark).
#[derive(Clone, Debug, PartialEq)]
pub struct Blockers {
    /// What the picture shows, in a sentence, for those who do not see it.
    pub description: String,
    /// What stands in the way, from the top; the most frequent first.
    pub blockers: Vec<Blocker>,
}

/// One thing that stands in the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Blocker {
    /// Its title; distinct from the others'.
    pub title: String,
    /// Whose it is, for the colour.
    pub party: Option<usize>,
    /// The share of blocked draws in which it stands in the way.
    pub share: Estimate,
    /// The share of blocked draws that relaxing it alone opens; at most `share`.
    pub alone: f64,
    /// Both in words, for whoever points at it.
    pub words: String,
}

impl Blockers {
    /// The specification.
    #[must_use]
    pub fn specification(&self) -> Value {
        let each = self.blockers.iter().map(|blocker| Row {
            title: &blocker.title,
            whole: blocker.share,
            dark: Some(blocker.alone),
            colour: blocker.party.map_or_else(|| SOFT.to_owned(), party_colour),
            words: &blocker.words,
        });
        bars::specification(
            &self.description,
            "Share of the blocked draws (dark: relaxing it alone opens the way)",
            &each.collect::<Vec<_>>(),
        )
    }
}
