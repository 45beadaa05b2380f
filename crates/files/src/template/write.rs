//! The tree of a draft as a file.

use crate::talks::write::yaml::{self, Yaml};
use crate::tree::{Content, Entry, Node};

/// Lists whose entries have a line for each.
const OPENED: [&str; 12] = [
    "parties",
    "guarantors",
    "bodies",
    "glossary",
    "texts",
    "calendar",
    "units",
    "milestones",
    "commitments",
    "reciprocity",
    "pathways",
    "powers",
];

/// Lists whose entries take many lines, with an empty one between them.
const APART: [&str; 3] = ["commitments", "pathways", "powers"];

/// The file, `header` above it as a comment.
pub(super) fn yaml(tree: &Node, header: &str) -> String {
    let line = |line: &str| if line.is_empty() { "#\n".to_owned() } else { format!("# {line}\n") };
    let mut text: String = header.lines().map(line).collect();
    let Content::Mapping(entries) = tree.content.as_ref() else { return text };
    for (at, Entry { key, value }) in entries.iter().enumerate() {
        let opened = OPENED.contains(&key.text.as_ref());
        if opened || at == 0 {
            text.push('\n');
        }
        let name = key.text.to_string();
        match said(value) {
            Yaml::Map(inner) if APART.contains(&&*name) && !inner.is_empty() => {
                let head = format!("{}:\n", yaml::quoted(&name));
                for (at, one) in inner.into_iter().enumerate() {
                    let alone = yaml::file(&[(name.clone(), Yaml::Map(vec![one]))], &OPENED);
                    text.push_str(if at == 0 { &alone } else { "\n" });
                    if at > 0 {
                        text.push_str(alone.strip_prefix(&head).unwrap_or(&alone));
                    }
                }
            }
            value => text.push_str(&yaml::file(&[(name, value)], if opened { &OPENED } else { &[] })),
        }
    }
    text
}

fn said(node: &Node) -> Yaml {
    match node.content.as_ref() {
        Content::Scalar { text, plain: true } => Yaml::Prose(text.clone()),
        Content::Scalar { text, plain: false } => Yaml::Marked(text.clone()),
        Content::Sequence(items) => Yaml::List(items.iter().map(said).collect()),
        Content::Mapping(entries) => {
            Yaml::Map(entries.iter().map(|entry| (entry.key.text.to_string(), said(&entry.value))).collect())
        }
        Content::Drawn(_) => Yaml::Text(String::new()),
    }
}
