//! Where in a file a flaw of the terms stands.

use wasit_accord::Flaw;

use crate::collector::Span;
use crate::tree::{Content, Entry, Node};

const MEMBERS: &[&str] = &["parties", "guarantors", "bodies"];

/// The nearest span to a flaw: of the name that stands for nothing, of the entry behind the key, of the key, of the name, of
/// the list, or the file's beginning.
pub(super) fn span_of(root: &Node, flaw: &Flaw) -> Span {
    let place = &flaw.place;
    let mut best = Span::default();
    let lists: &[&str] = if place.list == "members" { MEMBERS } else { &[place.list] };
    // A name that stands twice is wrong where it stands last.
    for list in lists.iter().rev() {
        let Some(Entry { key, value: node }) = entry(root, list) else { continue };
        if best == Span::default() {
            best = key.span;
        }
        // A group has no name of its own: it stands where its name does, the last time.
        if let Content::Sequence(items) = node.content.as_ref() {
            return items.iter().rev().find_map(|item| text_in(item, &place.name)).unwrap_or(best);
        }
        let named = if place.list == "calendar" { Some(node) } else { None };
        let node = match (named, entry(node, &place.name)) {
            (Some(node), _) => node,
            (None, Some(Entry { key, value })) => {
                best = key.span;
                value
            }
            (None, None) => continue,
        };
        let wanted = name_in(&flaw.what).map_or("", |(_, name)| name);
        if place.key.is_empty() {
            return dangling_in(node, wanted, flaw).unwrap_or(best);
        }
        // Steps of a measure stand in it.
        let inner = entry(node, place.key)
            .or_else(|| entry(node, "measure").and_then(|measure| entry(&measure.value, place.key)));
        let Some(Entry { key, value }) = inner else { return best };
        best = key.span;
        let at = match (place.at, value.content.as_ref()) {
            (Some(at), Content::Sequence(items)) => items.get(at),
            (_, Content::Scalar { .. }) => Some(value),
            _ => None,
        };
        return dangling_in(at.unwrap_or(value), wanted, flaw).or(at.map(|node| node.span)).unwrap_or(best);
    }
    best
}

/// The name that a message says is not there, and the names that are: of one kind of things.
pub(super) fn dangling<'f>(root: &'f Node, what: &'f str) -> Option<(&'f str, Vec<&'f str>)> {
    let (kind, name) = name_in(what)?;
    let lists: &[&str] = match kind {
        "member" => MEMBERS,
        "milestone" => &["milestones"],
        "commitment" => &["commitments"],
        "pathway" => &["pathways"],
        "power" => &["powers"],
        _ => return None,
    };
    let names = lists.iter().filter_map(|list| match entry(root, list)?.value.content.as_ref() {
        Content::Mapping(entries) => Some(entries.iter().map(|entry| entry.key.text.as_ref())),
        _ => None,
    });
    Some((name, names.flatten().collect()))
}

/// The kind and the name of a message that there is no such thing.
fn name_in(what: &str) -> Option<(&str, &str)> {
    let (kind, name) = what.strip_prefix("there is no ")?.split_once(" `")?;
    Some((kind, name.strip_suffix('`')?))
}

/// Where a name that stands for nothing is written, by itself or in a day such as `30 days after signature`.
fn dangling_in(node: &Node, wanted: &str, flaw: &Flaw) -> Option<Span> {
    if wanted.is_empty() || !flaw.what.starts_with("there is no ") {
        return None;
    }
    text_in(node, wanted).or_else(|| day_in(node, wanted))
}

fn entry<'n>(node: &'n Node, key: &str) -> Option<&'n Entry> {
    let Content::Mapping(entries) = node.content.as_ref() else { return None };
    entries.iter().find(|entry| entry.key.text.as_ref() == key)
}

fn text_in(node: &Node, wanted: &str) -> Option<Span> {
    find(node, &|text| text == wanted)
}

fn day_in(node: &Node, wanted: &str) -> Option<Span> {
    find(node, &|text| {
        text.strip_suffix(wanted)
            .is_some_and(|before| before.ends_with("after ") || before.ends_with("before "))
    })
}

fn find(node: &Node, is_wanted: &dyn Fn(&str) -> bool) -> Option<Span> {
    match node.content.as_ref() {
        Content::Scalar { text, .. } => is_wanted(text).then_some(node.span),
        Content::Sequence(items) => items.iter().find_map(|item| find(item, is_wanted)),
        Content::Mapping(entries) => entries.iter().find_map(|entry| find(&entry.value, is_wanted)),
        Content::Drawn(_) => None,
    }
}
