use serde_json::Value;

use crate::Estimate;
use crate::bars::{self, Row};
use crate::theme::MAIN;

/// What to ask first: how much of the answer's variance would be gone if an input were known.
#[derive(Clone, Debug, PartialEq)]
pub struct Asking {
    /// What the picture shows, in a sentence, for those who do not see it.
    pub description: String,
    /// The inputs, from the top; the most telling first.
    pub questions: Vec<Question>,
}

/// One input that could be asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The input's title; distinct from the others'.
    pub title: String,
    /// The share of the variance that would be gone.
    pub gone: Estimate,
    /// The same in words, for whoever points at it.
    pub words: String,
}

impl Asking {
    /// The specification.
    #[must_use]
    pub fn specification(&self) -> Value {
        let each = self.questions.iter().map(|question| Row {
            title: &question.title,
            whole: question.gone,
            dark: None,
            colour: MAIN.to_owned(),
            words: &question.words,
        });
        bars::specification(
            &self.description,
            "Share of the variance that an answer would take away",
            &each.collect::<Vec<_>>(),
        )
    }
}
