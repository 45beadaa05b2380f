//! A package put into the section: the tree of an accord.

use std::collections::HashSet;
use std::rc::Rc;

use jiff::civil::Date;
use wasit_model::ValueIndex;

use super::part::{Condition, Part};
use super::slots::Piece;
use super::{Adopted, NOWHERE, Template};
use crate::collector::{Collector, Span, in_words};
use crate::talks::issues::Issues;
use crate::tree::{Content, Entry, Key, Node};

/// The lists of an accord whose entries others name.
const NAMED: [&str; 7] =
    ["parties", "guarantors", "bodies", "milestones", "commitments", "pathways", "powers"];
/// The lists of an accord in which names stand.
const NAMING: [&str; 5] = ["milestones", "commitments", "reciprocity", "pathways", "powers"];
/// Groups of commitments that start together.
const GROUPS: &str = "reciprocity";

impl Condition {
    pub(super) fn holds(&self, package: &[ValueIndex]) -> bool {
        self.0.iter().all(|(issue, values)| values[usize::from(package[*issue])])
    }
}

/// The tree of the accord; what falls by its condition is named nowhere either.
pub(super) fn fill(
    template: &Template,
    package: &[ValueIndex],
    day: Option<Date>,
    collector: &mut Collector,
) -> Node {
    let filling = Filling { issues: &template.issues, package, day };
    let section = filling.part(&template.skeleton);
    let mut entries = section.as_ref().map_or_else(Vec::new, entries_of);
    let fallen = fallen(&template.skeleton, &entries);
    for entry in entries.iter_mut().filter(|entry| NAMING.contains(&entry.key.text.as_ref())) {
        if fallen.is_empty() {
            break;
        }
        entry.value = match entry.key.text.as_ref() {
            GROUPS => groups(&entry.value, &fallen),
            _ => without(&entry.value, &fallen, collector),
        };
    }
    // Where all of a list has fallen, the list has.
    let was_empty = |name: &str| match template.skeleton.entry(name) {
        Some(Part::Map { entries, .. }) => entries.is_empty(),
        Some(Part::List { items, .. }) => items.is_empty(),
        _ => true,
    };
    entries.retain(|entry| !is_empty(&entry.value) || was_empty(&entry.key.text));
    let has = |entries: &[Entry], name: &str| entries.iter().any(|entry| entry.key.text.as_ref() == name);
    if !has(&entries, "title") {
        entries.insert(0, entry("title", text(&template.frame.title)));
    }
    if !has(&entries, "parties") {
        let party = |(name, title): &(String, String)| {
            let title = (title != name).then(|| entry("title", text(title)));
            entry(name, mapping(title.into_iter().collect()))
        };
        let head = |entry: &Entry| matches!(entry.key.text.as_ref(), "title" | "note");
        let at = entries.iter().rposition(head).map_or(0, |at| at + 1);
        let all = template.frame.parties.iter().map(party).collect();
        entries.insert(at, entry("parties", mapping(all)));
    }
    mapping(entries)
}

/// Puts the adopted text into the accord: its hash, and the words of each article with the commitments of that clause.
pub(super) fn adopt(tree: &mut Node, adopted: &Adopted) {
    let mut entries = entries_of(tree);
    match entries.iter_mut().find(|entry| entry.key.text.as_ref() == "texts") {
        Some(texts) => hash_into(&mut texts.value, &adopted.sha256),
        None => {
            let hashed = entry("sha256", marked(&adopted.sha256));
            let one = mapping(vec![entry("language", text("und")), hashed]);
            let texts = entry("texts", node(NOWHERE, Content::Sequence(vec![one])));
            let at = entries.iter().position(|entry| entry.key.text.as_ref() == "milestones");
            entries.insert(at.unwrap_or(entries.len()), texts);
        }
    }
    if let Some(commitments) = entries.iter_mut().find(|entry| entry.key.text.as_ref() == "commitments") {
        let mut all = entries_of(&commitments.value);
        for commitment in &mut all {
            let mut own = entries_of(&commitment.value);
            let clause = own.iter().find(|entry| entry.key.text.as_ref() == "clause");
            let words = clause.and_then(|entry| text_of(&entry.value)).and_then(|clause| {
                adopted.articles.iter().find(|(id, _)| id == clause.trim()).map(|(_, words)| words)
            });
            let Some(words) = words else { continue };
            own.retain(|entry| entry.key.text.as_ref() != "text");
            let at = own.iter().position(|entry| entry.key.text.as_ref() == "clause").unwrap_or(0);
            own.insert(at + 1, entry("text", text(words)));
            commitment.value = node(commitment.value.span, Content::Mapping(own));
        }
        commitments.value = node(commitments.value.span, Content::Mapping(all));
    }
    *tree = mapping(entries);
}

/// The hash with the first text that is authentic and has none.
fn hash_into(texts: &mut Node, sha256: &str) {
    let Content::Sequence(items) = texts.content.as_ref() else { return };
    let mut items = items.clone();
    let has = |node: &Node, name: &str, wanted: Option<&str>| match node.content.as_ref() {
        Content::Mapping(entries) => entries.iter().any(|entry| {
            entry.key.text.as_ref() == name
                && wanted.is_none_or(|wanted| text_of(&entry.value) == Some(wanted))
        }),
        _ => false,
    };
    let wanting = |node: &&mut Node| !has(node, "sha256", None) && !has(node, "authentic", Some("false"));
    if let Some(one) = items.iter_mut().find(wanting) {
        let mut own = entries_of(one);
        own.push(entry("sha256", marked(sha256)));
        *one = node(one.span, Content::Mapping(own));
    }
    *texts = node(texts.span, Content::Sequence(items));
}

struct Filling<'a> {
    issues: &'a Issues,
    package: &'a [ValueIndex],
    day: Option<Date>,
}

impl Filling<'_> {
    /// The part as it stands in the draft; nothing where it falls.
    fn part(&self, part: &Part) -> Option<Node> {
        Some(match part {
            Part::Text { span, plain, pieces } => {
                let mut text = String::new();
                for piece in pieces {
                    match piece {
                        Piece::Words(words) => text.push_str(words),
                        Piece::Table(issue, texts) => {
                            text.push_str(&texts.by_value[usize::from(self.package[*issue])]);
                        }
                        Piece::Value(issue, _) => {
                            let values =
                                self.issues.values(*issue).expect("the space is of issues that were read");
                            text.push_str(&values.label(self.package[*issue]));
                        }
                        Piece::Adopted => {
                            text.push_str(&self.day.map(|day| day.to_string()).unwrap_or_default());
                        }
                    }
                }
                // What stands in a slot may need quotation marks that the slot did not, and the other way round.
                let plain = *plain || pieces.iter().any(|piece| !matches!(piece, Piece::Words(_)));
                node(*span, Content::Scalar { text, plain })
            }
            Part::List { span, items } => {
                let items = items.iter().filter_map(|item| self.part(item)).collect();
                node(*span, Content::Sequence(items))
            }
            Part::Map { stands, .. } if !stands.holds(self.package) => return None,
            Part::Map { span, entries, .. } => {
                let entries = entries
                    .iter()
                    .filter_map(|(key, part)| Some(Entry { key: key.clone(), value: self.part(part)? }));
                node(*span, Content::Mapping(entries.collect()))
            }
        })
    }
}

/// The names of what the section has and the draft has not.
fn fallen(skeleton: &Part, entries: &[Entry]) -> HashSet<String> {
    let stands: HashSet<&str> = entries
        .iter()
        .filter(|entry| NAMED.contains(&entry.key.text.as_ref()))
        .filter_map(
            |entry| if let Content::Mapping(own) = entry.value.content.as_ref() { Some(own) } else { None },
        )
        .flat_map(|own| own.iter().map(|entry| entry.key.text.as_ref()))
        .collect();
    let names = NAMED.iter().filter_map(|list| skeleton.entry(list)).flat_map(Part::names);
    names.filter(|name| !stands.contains(name)).map(str::to_owned).collect()
}

/// Groups without what has fallen; one that is left with a single name has nothing to start together with.
fn groups(node: &Node, fallen: &HashSet<String>) -> Node {
    let Content::Sequence(items) = node.content.as_ref() else { return node.clone() };
    let left = items.iter().filter_map(|group| {
        let Content::Sequence(names) = group.content.as_ref() else { return Some(group.clone()) };
        let stand: Vec<Node> = names.iter().filter(|name| stands(name, fallen)).cloned().collect();
        let whole = stand.len() == names.len() || stand.len() > 1;
        whole.then(|| self::node(group.span, Content::Sequence(stand)))
    });
    self::node(node.span, Content::Sequence(left.collect()))
}

/// The node with lists that do not name what has fallen.
fn without(node: &Node, fallen: &HashSet<String>, collector: &mut Collector) -> Node {
    let content = match node.content.as_ref() {
        Content::Mapping(entries) => {
            let mut kept = |Entry { key, value }: &Entry| Entry {
                key: key.clone(),
                value: without(value, fallen, collector),
            };
            Content::Mapping(entries.iter().map(&mut kept).collect())
        }
        Content::Sequence(items) => {
            let left: Vec<&Node> = items.iter().filter(|item| stands(item, fallen)).collect();
            if left.is_empty() && !items.is_empty() {
                let names = items.iter().filter_map(text_of);
                let what = format!("nothing stands of what this names, {}", in_words(names, "and"));
                collector.wrong(node.span, what).help("let what holds the list stand on an `if` of its own");
            }
            Content::Sequence(left.into_iter().map(|item| without(item, fallen, collector)).collect())
        }
        _ => return node.clone(),
    };
    self::node(node.span, content)
}

/// Whether an item of a list names nothing that has fallen.
fn stands(item: &Node, fallen: &HashSet<String>) -> bool {
    text_of(item).is_none_or(|text| !fallen.contains(text.trim()))
}

fn entries_of(node: &Node) -> Vec<Entry> {
    if let Content::Mapping(entries) = node.content.as_ref() { entries.clone() } else { Vec::new() }
}

fn text_of(node: &Node) -> Option<&str> {
    if let Content::Scalar { text, .. } = node.content.as_ref() { Some(text) } else { None }
}

/// Whether a list or a mapping has nothing in it.
fn is_empty(node: &Node) -> bool {
    match node.content.as_ref() {
        Content::Mapping(entries) => entries.is_empty(),
        Content::Sequence(items) => items.is_empty(),
        _ => false,
    }
}

fn node(span: Span, content: Content) -> Node {
    Node { span, content: Rc::new(content) }
}

fn text(text: &str) -> Node {
    node(NOWHERE, Content::Scalar { text: text.to_owned(), plain: true })
}

/// A text that no reader of YAML takes for a number.
fn marked(text: &str) -> Node {
    node(NOWHERE, Content::Scalar { text: text.to_owned(), plain: false })
}

fn mapping(entries: Vec<Entry>) -> Node {
    node(NOWHERE, Content::Mapping(entries))
}

fn entry(name: &str, value: Node) -> Entry {
    Entry { key: Key { span: NOWHERE, text: name.into(), plain: true }, value }
}
