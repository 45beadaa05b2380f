//! The section as parts: texts in pieces, lists, and mappings that stand on conditions.

use wasit_model::ValueSet;

use super::slots::{self, Piece, Slots};
use crate::collector::{Collector, Span};
use crate::fields::cut;
use crate::talks::Budget;
use crate::talks::issues::Issues;
use crate::talks::selection;
use crate::tree::{Content, Entry, Key, Node};

/// The key of a condition.
const IF: &str = "if";

/// A part of the section.
pub(super) enum Part {
    Text { span: Span, plain: bool, pieces: Vec<Piece> },
    List { span: Span, items: Vec<Part> },
    Map { span: Span, entries: Vec<(Key, Part)>, stands: Condition },
}

/// The values that a package must have: some issues, each with those of its values that will do. Nothing is asked where
/// there are none.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Condition(pub(super) Vec<(usize, ValueSet)>);

impl Part {
    /// The entry of a mapping.
    pub(super) fn entry(&self, name: &str) -> Option<&Self> {
        let Self::Map { entries, .. } = self else { return None };
        entries.iter().find(|(key, _)| key.text.as_ref() == name).map(|(_, part)| part)
    }

    /// The names of the entries of a mapping.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let entries = if let Self::Map { entries, .. } = self { entries.as_slice() } else { &[] };
        entries.iter().map(|(key, _)| key.text.as_ref())
    }

    /// A text without slots.
    pub(super) fn plain_text(&self) -> Option<&str> {
        match self {
            Self::Text { pieces, .. } => match pieces.as_slice() {
                [Piece::Words(words)] => Some(words),
                _ => None,
            },
            _ => None,
        }
    }

    /// Every part with the conditions under which it is met, itself first.
    pub(super) fn walk<'p>(
        &'p self,
        above: &mut Vec<&'p Condition>,
        see: &mut dyn FnMut(&'p Part, &[&'p Condition]),
    ) {
        see(self, above);
        match self {
            Self::Text { .. } => {}
            Self::List { items, .. } => items.iter().for_each(|item| item.walk(above, see)),
            Self::Map { entries, stands, .. } => {
                above.push(stands);
                entries.iter().for_each(|(_, part)| part.walk(above, see));
                above.pop();
            }
        }
    }
}

impl Part {
    /// What it takes to fill it, parts in it left aside.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Text { pieces, .. } => 1 + pieces.iter().map(Piece::longest).sum::<usize>() / 64,
            Self::List { .. } => 1,
            Self::Map { entries, .. } => 1 + entries.len(),
        }
    }
}

/// How many bytes all texts of a section may have, filled with the longest values, those behind aliases counted at every use.
const BYTES_MAX: usize = 4 << 20;

/// Reads the section's tree.
pub(super) struct Reading<'i> {
    slots: Slots,
    issues: &'i Issues,
    budget: Budget,
    bytes: usize,
    /// Whether a slot asks for the day of adoption.
    pub(super) needs_day: bool,
}

impl<'i> Reading<'i> {
    pub(super) fn new(slots: Slots, issues: &'i Issues) -> Self {
        Self { slots, issues, budget: Budget::default(), bytes: 0, needs_day: false }
    }

    /// The section, without its table of slots.
    pub(super) fn read(&mut self, section: &Node, collector: &mut Collector) -> Part {
        let Content::Mapping(entries) = section.content.as_ref() else {
            return self.part(section, collector);
        };
        let own = |entry: &&Entry| entry.key.text.as_ref() != slots::KEY;
        let entries = entries.iter().filter(own).map(|entry| self.entry(entry, collector)).collect();
        Part::Map { span: section.span, entries, stands: Condition::default() }
    }

    fn part(&mut self, node: &Node, collector: &mut Collector) -> Part {
        let span = node.span;
        match node.content.as_ref() {
            Content::Scalar { text, plain } => {
                if !self.spend(text.len(), span, collector) {
                    return Part::Text { span, plain: *plain, pieces: Vec::new() };
                }
                let pieces = self.slots.pieces(text, span, self.issues, collector);
                self.needs_day |= pieces.contains(&Piece::Adopted);
                let longest = pieces.iter().map(Piece::longest).sum::<usize>();
                self.spend(longest.saturating_sub(text.len()), span, collector);
                Part::Text { span, plain: *plain, pieces }
            }
            Content::Sequence(items) => {
                Part::List { span, items: items.iter().map(|item| self.part(item, collector)).collect() }
            }
            Content::Mapping(entries) => {
                let (conditions, entries): (Vec<&Entry>, Vec<&Entry>) =
                    entries.iter().partition(|entry| entry.key.text.as_ref() == IF);
                let clauses = conditions.first().and_then(|entry| {
                    selection::read_clauses(&entry.value, "`if`", self.issues, &mut self.budget, collector)
                });
                let entries = entries.into_iter().map(|entry| self.entry(entry, collector)).collect();
                Part::Map { span, entries, stands: Condition(clauses.unwrap_or_default()) }
            }
            // Nothing of the section is drawn: beliefs stand in other places.
            Content::Drawn(_) => Part::Text { span, plain: true, pieces: Vec::new() },
        }
    }

    /// Whether so many bytes more are within bounds; where not, that is said once.
    fn spend(&mut self, bytes: usize, span: Span, collector: &mut Collector) -> bool {
        let before = self.bytes;
        self.bytes = self.bytes.saturating_add(bytes);
        if before <= BYTES_MAX && self.bytes > BYTES_MAX {
            collector
                .wrong(span, "the accord would have more than the 4 MiB of text that a file may have")
                .label("here it becomes too many")
                .help("what an alias (`*name`) repeats counts each time, a slot with the longest text that may stand in it");
        }
        self.bytes <= BYTES_MAX
    }

    fn entry(&mut self, entry: &Entry, collector: &mut Collector) -> (Key, Part) {
        let key = &entry.key;
        if key.text.starts_with('<') && key.text.ends_with('>') {
            collector
                .wrong(key.span, format!("`{}` is no name: slots stand in texts and numbers", cut(&key.text)))
                .help("name each entry, and let it stand only where its `if` holds: `if: { issue: value }`");
        }
        (key.clone(), self.part(&entry.value, collector))
    }
}
