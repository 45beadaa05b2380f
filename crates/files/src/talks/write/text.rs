//! Texts as a talks file may hold them.

use super::yaml::Yaml;
use crate::fields::{NAME_MAX, cut};

/// Makes texts fit, and takes note of what was changed.
#[derive(Default)]
pub(super) struct Fit {
    pub(super) lost: Vec<String>,
}

impl Fit {
    /// Adds a text for people to read, where something of it can be read.
    pub(super) fn words(&mut self, entries: &mut Vec<(String, Yaml)>, key: &str, what: &str, text: &str) {
        let plain = without_controls(text);
        let plain = plain.trim();
        if plain != text {
            let how = if plain.is_empty() {
                "is left out: it is empty"
            } else {
                "is written without blanks around it and without control characters"
            };
            self.lost.push(format!("{what} {how}"));
        }
        if !plain.is_empty() {
            entries.push((key.to_owned(), Yaml::Text(plain.to_owned())));
        }
    }

    /// A name or a value: one line, not too long; for a seat without `=`.
    pub(super) fn name(&mut self, what: &str, text: &str, seat: bool) -> String {
        let plain = without_controls(text).replace(['\n', '\t'], " ");
        let plain = if seat { plain.replace('=', "-") } else { plain };
        let plain: String = plain.trim().chars().take(NAME_MAX).collect();
        let plain = if plain.trim().is_empty() { "unnamed".to_owned() } else { plain.trim().to_owned() };
        if plain != text {
            self.lost.push(format!("{what} `{}` is called `{}`", cut(&without_controls(text)), cut(&plain)));
        }
        plain
    }
}

fn without_controls(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' && c != '\t' { '?' } else { c }).collect()
}
