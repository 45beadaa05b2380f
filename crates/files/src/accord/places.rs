//! Where in a file a flaw of the terms stands.

use wasit_accord::Place;

use crate::collector::Span;
use crate::tree::{Content, Entry, Node};

/// The nearest span to a place: of the entry behind the key, of the key, of the name, of the list, or the file's beginning.
pub(super) fn span_of(root: &Node, place: &Place) -> Span {
    let mut best = Span::default();
    let lists: &[&str] =
        if place.list == "members" { &["parties", "guarantors", "bodies"] } else { &[place.list] };
    for list in lists {
        let Some(Entry { key, value: node }) = entry(root, list) else { continue };
        if best == Span::default() {
            best = key.span;
        }
        // A group has no name of its own: it stands where its first name does.
        if let Content::Sequence(items) = node.content.as_ref() {
            return items.iter().find_map(|item| text_in(item, &place.name)).unwrap_or(best);
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
        if place.key.is_empty() {
            return best;
        }
        // Steps of a measure stand in it.
        let inner = entry(node, place.key)
            .or_else(|| entry(node, "measure").and_then(|measure| entry(&measure.value, place.key)));
        let Some(Entry { key, value }) = inner else { return best };
        best = key.span;
        return match (place.at, value.content.as_ref()) {
            (Some(at), Content::Sequence(items)) => items.get(at).map_or(best, |item| item.span),
            (_, Content::Scalar { .. }) => value.span,
            _ => best,
        };
    }
    best
}

fn entry<'n>(node: &'n Node, key: &str) -> Option<&'n Entry> {
    let Content::Mapping(entries) = node.content.as_ref() else { return None };
    entries.iter().find(|entry| entry.key.text.as_ref() == key)
}

fn text_in(node: &Node, wanted: &str) -> Option<Span> {
    match node.content.as_ref() {
        Content::Scalar { text, .. } => (text == wanted).then_some(node.span),
        Content::Sequence(items) => items.iter().find_map(|item| text_in(item, wanted)),
        _ => None,
    }
}
