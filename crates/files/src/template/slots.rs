//! Slots: `<issue>` in a text stands for the adopted value of an issue, `<name>` of the table `slots` for what the table
//! says of it, `<adopted>` for the day of adoption.

use std::collections::HashMap;
use std::rc::Rc;

use wasit_model::{ValueIndex, Values};

use crate::collector::{Collector, Span, in_words};
use crate::fields::{self, cut};
use crate::talks::issues::{Issues, said};
use crate::tree::{Content, Entry, Node};

/// The key of the table.
pub(super) const KEY: &str = "slots";
/// No number and no day is longer.
const NUMBER_BYTES_MAX: usize = 32;
/// The slot of the day of adoption.
const ADOPTED: &str = "adopted";

/// A piece of a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    Words(String),
    /// The adopted value of the issue, of so many bytes at the most.
    Value(usize, usize),
    /// What the table says of the adopted value of the issue.
    Table(usize, Rc<Texts>),
    /// The day of adoption.
    Adopted,
}

impl Piece {
    /// How many bytes it has at the most.
    pub(super) fn longest(&self) -> usize {
        match self {
            Self::Words(words) => words.len(),
            Self::Value(_, longest) => *longest,
            Self::Table(_, texts) => texts.longest,
            Self::Adopted => "2025-11-24".len(),
        }
    }

    /// The issue on which it depends.
    pub(super) fn issue(&self) -> Option<usize> {
        match self {
            Self::Value(issue, _) | Self::Table(issue, _) => Some(*issue),
            Self::Words(_) | Self::Adopted => None,
        }
    }
}

/// What stands for each value of an issue.
#[derive(Debug, PartialEq)]
pub(super) struct Texts {
    pub(super) by_value: Vec<String>,
    longest: usize,
}

/// What slots there are.
#[derive(Default)]
pub(super) struct Slots {
    /// Each issue by its name, with how many bytes its longest value has.
    issues: HashMap<String, (usize, usize)>,
    tables: HashMap<String, (usize, Rc<Texts>)>,
    /// All that were named, those that could not be read too.
    names: Vec<String>,
}

impl Slots {
    /// Reads `slots: { NAME: { ISSUE: { VALUE: TEXT, … } } }`.
    pub(super) fn read(section: &Node, issues: &Issues, collector: &mut Collector) -> Self {
        let longest = |issue: usize| match issues.values(issue) {
            Some(Values::Categorical(labels)) => labels.iter().map(String::len).max().unwrap_or(0),
            _ => NUMBER_BYTES_MAX,
        };
        let all = issues.names().enumerate().map(|(at, name)| (name.to_owned(), (at, longest(at))));
        let mut slots = Self { issues: all.collect(), ..Self::default() };
        let Content::Mapping(entries) = section.content.as_ref() else { return slots };
        let Some(entry) = entries.iter().find(|entry| entry.key.text.as_ref() == KEY) else { return slots };
        for Entry { key, value } in fields::mapping(&entry.value, "`slots`", collector).unwrap_or_default() {
            let name = key.text.to_string();
            slots.names.push(name.clone());
            if name == ADOPTED || slots.issues.contains_key(&name) {
                let whose = if name == ADOPTED { "the day of adoption" } else { "the value of an issue" };
                collector
                    .wrong(key.span, format!("`<{}>` is {whose} already", cut(&name)))
                    .help("give the slot another name");
                continue;
            }
            if is_name(&name)
                && let Some(table) = table(value, &name, issues, collector)
            {
                slots.tables.insert(name, table);
            } else if !is_name(&name) {
                collector
                    .wrong(key.span, format!("`{}` cannot be the name of a slot", cut(&name)))
                    .help("a name is one line that starts with a letter or a digit, without `<` and `>`");
            }
        }
        slots
    }

    /// The pieces of a text; what no slot is called is reported.
    pub(super) fn pieces(
        &self,
        text: &str,
        span: Span,
        issues: &Issues,
        collector: &mut Collector,
    ) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut words = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('<') {
            words.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix('<') {
                words.push('<');
                rest = after;
                continue;
            }
            let name = rest.split_once('>').filter(|(name, _)| is_name(name));
            let Some((name, after)) = name else {
                words.push('<');
                continue;
            };
            rest = after;
            if let Some(piece) = self.slot(name, span, issues, collector) {
                if !words.is_empty() {
                    pieces.push(Piece::Words(std::mem::take(&mut words)));
                }
                pieces.push(piece);
            }
        }
        words.push_str(rest);
        if !words.is_empty() || pieces.is_empty() {
            pieces.push(Piece::Words(words));
        }
        pieces
    }

    fn slot(&self, name: &str, span: Span, issues: &Issues, collector: &mut Collector) -> Option<Piece> {
        let issue = self.issues.get(name).copied();
        if let Some((issue, texts)) = self.tables.get(name) {
            return Some(Piece::Table(*issue, Rc::clone(texts)));
        }
        match issue {
            Some(_) if name == ADOPTED => {
                collector
                    .wrong(span, "`<adopted>` is the day of adoption, and an issue is called `adopted` too")
                    .help("give the issue another name");
                return None;
            }
            Some((issue, longest)) => return Some(Piece::Value(issue, longest)),
            None if name == ADOPTED => return Some(Piece::Adopted),
            // It could not be read, which was said.
            None if self.names.iter().any(|known| known == name) => return None,
            None => {}
        }
        let known = || issues.names().chain(self.names.iter().map(String::as_str)).chain([ADOPTED]);
        let help = collector.hint(name, known(), || {
            format!("a slot is {}; the sign itself is written `<<`", in_words(known(), "or"))
        });
        collector.wrong(span, format!("there is no slot `<{}>`", cut(name))).help(help);
        None
    }
}

/// Whether a text between `<` and `>` is meant as a slot.
fn is_name(text: &str) -> bool {
    text.starts_with(char::is_alphanumeric) && !text.contains(['<', '>', '\n']) && text.trim_end() == text
}

/// `{ ISSUE: { VALUE: TEXT, … } }`, with a text for every value.
fn table(node: &Node, name: &str, issues: &Issues, collector: &mut Collector) -> Option<(usize, Rc<Texts>)> {
    let example = "such as `limit: { enrichment: { none: 0, low: 3.67 } }`";
    let entries = fields::mapping(node, "a slot", collector)?;
    let [Entry { key, value }] = entries else {
        let count = entries.len();
        collector
            .wrong(node.span, format!("the slot `{}` depends on one issue, and {count} are named", cut(name)))
            .help(example);
        return None;
    };
    let issue = issues.find(&key.text, key.span, collector)?;
    let values = issues.values(issue)?;
    let mut texts: Vec<Option<String>> = vec![None; values.len()];
    let mut sound = true;
    for Entry { key, value } in fields::mapping(value, &format!("`{}`", cut(&key.text)), collector)? {
        let at = issues.find_value(issue, &key.text, key.span, collector);
        let text = match value.content.as_ref() {
            // Nothing may be meant: a word that falls away.
            Content::Scalar { text, plain: false } => Some(text.as_str()),
            _ => fields::text(value, "what stands in the slot", collector),
        };
        match (at, text) {
            (Some(at), Some(text)) => texts[usize::from(at)] = Some(text.to_owned()),
            _ => sound = false,
        }
    }
    if !sound {
        return None;
    }
    let missing: Vec<String> = (0..values.len())
        .filter(|&at| texts[at].is_none())
        .map(|at| values.label(at as ValueIndex).into_owned())
        .collect();
    if !missing.is_empty() {
        let what = in_words(&missing, "and");
        let help = match values {
            Values::Categorical(_) => said(values),
            _ => format!("{}; the value itself is `<{}>`", said(values), issues.name(issue)),
        };
        collector
            .wrong(value.span, format!("the slot `{}` does not say what stands for {what}", cut(name)))
            .help(help);
        return None;
    }
    let by_value: Vec<String> = texts.into_iter().flatten().collect();
    let longest = by_value.iter().map(String::len).max().unwrap_or(0);
    Some((issue, Rc::new(Texts { by_value, longest })))
}
