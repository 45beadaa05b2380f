//! Gathers what is wrong while reading goes on.

use std::collections::HashSet;
use std::fmt::Display;
use std::ops::Range;
use std::sync::Arc;

use crate::problems::{Problem, Problems, Text};

/// Bytes of the text, from and to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        // Texts are far shorter than 4 GiB: the limit on their size comes first.
        Self { start: range.start as u32, end: range.end as u32 }
    }
}

/// A problem that is being put into words.
#[derive(Default)]
pub(crate) struct Draft {
    span: Span,
    message: String,
    label: Option<String>,
    help: Option<String>,
}

impl Draft {
    /// What to write under the span.
    pub(crate) fn label(&mut self, label: impl Into<String>) -> &mut Self {
        self.label = Some(label.into());
        self
    }

    /// What would be right.
    pub(crate) fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }
}

/// What is wrong so far. Reading goes on after a problem, so that a file's problems come in one go.
pub(crate) struct Collector {
    text: Arc<Text>,
    drafts: Vec<Draft>,
    uncounted: usize,
    spare: Draft,
}

impl Collector {
    const KEPT_MAX: usize = 1_000;
    /// Looking for the nearest name takes time, and nobody reads that many hints.
    const HINTS_MAX: usize = 100;

    pub(crate) fn new(text: Arc<Text>) -> Self {
        Self { text, drafts: Vec::new(), uncounted: 0, spare: Draft::default() }
    }

    /// Takes note of a problem at `span`.
    pub(crate) fn wrong(&mut self, span: Span, message: impl Into<String>) -> &mut Draft {
        let draft = Draft { span, message: message.into(), label: None, help: None };
        if self.drafts.len() < Self::KEPT_MAX {
            self.drafts.push(draft);
            self.drafts.last_mut().expect("a draft was just pushed")
        } else {
            self.uncounted += 1;
            self.spare = draft;
            &mut self.spare
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.drafts.is_empty()
    }

    /// How many problems there are so far.
    pub(crate) fn count(&self) -> usize {
        self.drafts.len() + self.uncounted
    }

    /// Drops problems that were noted before, those from number `from` on being looked at.
    pub(crate) fn forget_repeats(&mut self, from: usize) {
        let from = from.min(self.drafts.len());
        let later = self.drafts.split_off(from);
        let mut known: HashSet<(u32, String)> =
            self.drafts.iter().map(|draft| (draft.span.start, draft.message.clone())).collect();
        let fresh = later.into_iter().filter(|draft| known.insert((draft.span.start, draft.message.clone())));
        self.drafts.extend(fresh);
    }

    /// The problems that another collector of the same text has, each looked at and put into other words before it is
    /// taken over; one for which `put` says no is dropped.
    pub(crate) fn take_over(&mut self, other: Self, put: &mut dyn FnMut(Span, &mut String) -> bool) {
        self.uncounted += other.uncounted;
        for mut draft in other.drafts {
            if put(draft.span, &mut draft.message) {
                match self.drafts.len() < Self::KEPT_MAX {
                    true => self.drafts.push(draft),
                    false => self.uncounted += 1,
                }
            }
        }
    }

    /// The text that problems are about.
    pub(crate) fn text(&self) -> &Arc<Text> {
        &self.text
    }

    /// What the file is called.
    pub(crate) fn file(&self) -> &str {
        &self.text.name
    }

    /// Writes a label under the span of the last problem.
    pub(crate) fn label(&mut self, label: String) {
        if let Some(draft) = self.drafts.last_mut() {
            draft.label(label);
        }
    }

    /// The line of a span, from 1.
    pub(crate) fn line(&self, span: Span) -> usize {
        self.text.line_of(span.start as usize) + 1
    }

    /// Help for a name that is not among `known`: the nearest of them, or else `otherwise`.
    pub(crate) fn hint<'k>(
        &self,
        name: &str,
        known: impl Iterator<Item = &'k str>,
        otherwise: impl FnOnce() -> String,
    ) -> String {
        let near = if self.drafts.len() < Self::HINTS_MAX { nearest(name, known) } else { None };
        near.map_or_else(otherwise, |near| format!("did you mean `{near}`?"))
    }

    /// All problems, or `None` where there is none.
    pub(crate) fn finish(self) -> Option<Problems> {
        if self.drafts.is_empty() {
            return None;
        }
        let problems = self
            .drafts
            .into_iter()
            .map(|draft| {
                let span = draft.span.start as usize..draft.span.end as usize;
                Problem::new(&self.text, span, draft.message, draft.label, draft.help)
            })
            .collect();
        Some(Problems::new(self.text, problems, self.uncounted))
    }
}

/// The name that `name` was most likely meant to be.
pub(crate) fn nearest<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    const LENGTH_MAX: usize = 64;
    const KNOWN_MAX: usize = 5_000;
    if name.len() > LENGTH_MAX {
        return None;
    }
    let plain = |name: &str| name.to_lowercase().replace(['-', ' '], "_");
    let wanted = plain(name);
    known
        .take(KNOWN_MAX)
        .filter(|other| other.len() <= LENGTH_MAX)
        .filter_map(|other| {
            let distance = strsim::damerau_levenshtein(&wanted, &plain(other));
            let length = wanted.chars().count().max(other.chars().count());
            (distance <= length.div_ceil(4)).then_some((distance, other))
        })
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, other)| other)
}

/// Names in a row for people to read: `a`, `b` and `c`; beyond the first eight only how many there are.
pub(crate) fn in_words(names: impl IntoIterator<Item = impl Display>, last: &str) -> String {
    const NAMED_MAX: usize = 8;
    let mut names = names.into_iter();
    let mut named: Vec<String> = names.by_ref().take(NAMED_MAX).map(|name| format!("`{name}`")).collect();
    match names.count() {
        0 => {}
        1 if named.len() == NAMED_MAX => named.push("one more".into()),
        more => named.push(format!("{more} more")),
    }
    match named.as_slice() {
        [] => "none".into(),
        [one] => one.clone(),
        [most @ .., end] => format!("{} {last} {end}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_near() {
        let known = ["walk_away", "wants", "title", "red_lines"];
        for (name, expect) in [
            ("walkaway", Some("walk_away")),
            ("walk-away", Some("walk_away")),
            ("Titel", Some("title")),
            ("want", Some("wants")),
            ("xyz", None),
            ("", None),
        ] {
            assert_eq!(nearest(name, known.into_iter()), expect, "{name}");
        }
    }

    #[test]
    fn names_in_a_row() {
        assert_eq!(in_words(["a"], "and"), "`a`");
        assert_eq!(in_words(["a", "b", "c"], "or"), "`a`, `b` or `c`");
        assert!(in_words(0..20, "and").ends_with("`7` and 12 more"));
    }
}
