//! What is uncertain in a file, in whichever world: its columns.

use std::collections::HashMap;

use wasit_model::belief::{Draws, Group};

use crate::collector::{Collector, Span};
use crate::fields::{self, cut};
use crate::talks::beliefs::places::{self, Kind, Place};
use crate::talks::beliefs::worlds::WorldTree;
use crate::talks::beliefs::{notation, shares};
use crate::tree::{Content, Node};

/// An uncertain number or text.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) path: String,
    pub(super) group: Group,
    /// The texts of all worlds, where texts are drawn.
    pub(super) labels: Option<Vec<String>>,
    /// Whether it is a weight that is drawn together with others in some world.
    pub(super) together: bool,
    pub(super) span: Span,
}

/// The columns of all worlds: those of a party together, its weights in a row.
///
/// `None` where they are too many, which is said.
pub(super) fn columns(worlds: &[WorldTree], collector: &mut Collector) -> Option<Vec<Known>> {
    let mut found: Vec<Known> = Vec::new();
    let mut by_path: HashMap<String, usize> = HashMap::new();
    for world in worlds {
        let mut own: HashMap<String, Span> = HashMap::new();
        places::walk(&world.tree, &mut |place| {
            let Some(node) = place.node.filter(|_| place.is_uncertain()) else { return };
            let paths = match place.kind {
                Kind::Weights => {
                    shares::names(node).iter().map(|name| format!("{}.{name}", place.path())).collect()
                }
                _ => vec![place.path()],
            };
            for path in paths {
                if own.insert(path.clone(), node.span).is_some() && place.kind != Kind::Weights {
                    collector
                        .wrong(node.span, format!("two uncertain numbers are both called `{}`", cut(&path)))
                        .help("give the party, the issue or the value another name, so that tables can tell them apart");
                }
                let at = *by_path.entry(path.clone()).or_insert_with(|| {
                    let (group, span) = (place.group, node.span);
                    found.push(Known { path, group, labels: None, together: false, span });
                    found.len() - 1
                });
                found[at].together |= place.kind == Kind::Weights;
                if let Some(labels) = labels_of(place, node) {
                    add(found[at].labels.get_or_insert_default(), labels);
                }
            }
        });
    }
    // What another world says for certain is a label too.
    for world in worlds.iter().filter(|_| worlds.len() > 1) {
        places::walk(&world.tree, &mut |place| {
            if place.is_uncertain() {
                return;
            }
            let Some(&at) = by_path.get(&place.path()) else { return };
            if let Some(labels) = &mut found[at].labels {
                add(labels, text_of(place).into_iter().collect());
            }
        });
    }
    if found.len() > Draws::MAX_COLUMNS {
        let first = &found[Draws::MAX_COLUMNS];
        collector
            .wrong(
                first.span,
                format!(
                    "{} uncertain numbers are more than the {} that can be drawn together",
                    found.len(),
                    Draws::MAX_COLUMNS
                ),
            )
            .label("the first that is too many")
            .help("write a number where little hangs on it");
        return None;
    }
    found.sort_by_key(|column| rank(column.group));
    Some(found)
}

/// Columns are told in this order.
fn rank(group: Group) -> (usize, usize) {
    let party = group.party().unwrap_or(usize::MAX);
    let kind = match group {
        Group::WalkAway(_) => 0,
        Group::Weights(_) => 1,
        Group::Wants(_) => 2,
        Group::RedLines(_) => 3,
        Group::Behaviour(_) => 4,
        Group::Home(_) => 5,
        Group::Mediator => 6,
        Group::Talks => 7,
        Group::World => 8,
    };
    (party, kind)
}

fn add(labels: &mut Vec<String>, more: Vec<String>) {
    for label in more {
        // Where there are more, the reader says that they are too many.
        if labels.len() <= notation::CHOICES_MAX && !labels.contains(&label) {
            labels.push(label);
        }
    }
}

/// The texts among which a belief chooses, right or wrong; `None` where numbers are drawn.
fn labels_of(place: &Place<'_, '_>, node: &Node) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    texts_in(node, &mut texts);
    let numbers = || texts.iter().all(|text| fields::parse_number(text).is_some());
    match place.kind {
        Kind::Strategy => Some(texts),
        Kind::Bound(_) | Kind::Parameter if !texts.is_empty() && !numbers() => Some(texts),
        _ => None,
    }
}

fn texts_in(node: &Node, texts: &mut Vec<String>) {
    let mut text_of = |node: &Node| {
        if let Content::Scalar { text, .. } = node.content.as_ref() {
            texts.push(text.trim().to_owned());
        }
    };
    if let Some(value) = places::get(node, "value") {
        text_of(value);
    }
    match places::get(node, "any_of").map(|choice| choice.content.as_ref()) {
        Some(Content::Sequence(items)) => items.iter().for_each(text_of),
        Some(Content::Mapping(entries)) => {
            texts.extend(entries.iter().map(|entry| entry.key.text.trim().to_owned()));
        }
        _ => {}
    }
    if let Some(Content::Mapping(experts)) =
        places::get(node, "experts").map(|experts| experts.content.as_ref())
    {
        for expert in experts {
            match expert.value.content.as_ref() {
                Content::Scalar { text, .. } => texts.push(text.trim().to_owned()),
                _ => texts_in(&expert.value, texts),
            }
        }
    }
}

/// The text that stands at a place which is certain; a strategy in parts is one text.
pub(super) fn text_of(place: &Place<'_, '_>) -> Option<String> {
    let node = place.node?;
    match node.content.as_ref() {
        Content::Scalar { text, .. } => Some(text.trim().to_owned()),
        Content::Mapping(entries) if place.kind == Kind::Strategy => {
            let text = |node: &Node| match node.content.as_ref() {
                Content::Scalar { text, .. } => text.trim().to_owned(),
                _ => "…".to_owned(),
            };
            let parameters: Vec<String> = entries
                .iter()
                .filter(|entry| entry.key.text.as_ref() != "use")
                .map(|entry| format!("{}={}", entry.key.text, text(&entry.value)))
                .collect();
            let name = text(places::get(node, "use")?);
            Some(if parameters.is_empty() { name } else { format!("{name}:{}", parameters.join(",")) })
        }
        _ => None,
    }
}
