use serde_json::Value;

use crate::Estimate;
use crate::bars::{self, Row};
use crate::theme::{MAIN, party_colour};

/// How much of the space each home body would ratify, and how much all of them would.
#[derive(Clone, Debug, PartialEq)]
pub struct WinSets {
    /// What the picture shows, in a sentence, for those who do not see it.
    pub description: String,
    /// The win-sets, from the top, and what they leave in common.
    pub sets: Vec<WinSet>,
}

/// One win-set, or what several have in common.
#[derive(Clone, Debug, PartialEq)]
pub struct WinSet {
    /// Its title; distinct from the others'.
    pub title: String,
    /// Whose home body it is, for the colour; `None` for what they have in common.
    pub party: Option<usize>,
    /// Its share of the space, with the interval over draws.
    pub share: Estimate,
    /// The same in words, for whoever points at it.
    pub words: String,
}

/// Who decides at home: how often each ratifier is pivotal.
#[derive(Clone, Debug, PartialEq)]
pub struct Pivots {
    /// What the picture shows, in a sentence, for those who do not see it.
    pub description: String,
    /// The ratifiers, from the top; the most often pivotal first.
    pub ratifiers: Vec<Pivot>,
}

/// One ratifier.
#[derive(Clone, Debug, PartialEq)]
pub struct Pivot {
    /// Its title with its home body's; distinct from the others'.
    pub title: String,
    /// Whose home it is, for the colour.
    pub party: usize,
    /// How often the others leave the decision to it.
    pub share: Estimate,
    /// The same in words, for whoever points at it.
    pub words: String,
}

impl WinSets {
    /// The specification.
    #[must_use]
    pub fn specification(&self) -> Value {
        let each = self.sets.iter().map(|set| Row {
            title: &set.title,
            whole: set.share,
            dark: None,
            colour: set.party.map_or_else(|| MAIN.to_owned(), party_colour),
            words: &set.words,
        });
        bars::specification(&self.description, "Share of all packages", &each.collect::<Vec<_>>())
    }
}

impl Pivots {
    /// The specification.
    #[must_use]
    pub fn specification(&self) -> Value {
        let each = self.ratifiers.iter().map(|pivot| Row {
            title: &pivot.title,
            whole: pivot.share,
            dark: None,
            colour: party_colour(pivot.party),
            words: &pivot.words,
        });
        bars::specification(
            &self.description,
            "How often the others leave the decision to it",
            &each.collect::<Vec<_>>(),
        )
    }
}
