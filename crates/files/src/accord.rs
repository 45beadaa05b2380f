//! `accord.yaml`, from bytes to [`Accord`].

mod anchors;
mod calendar;
mod commitments;
mod declared;
mod entries;
mod journal;
mod pathways;
mod places;
mod powers;
mod table;
mod words;

use wasit_accord::{Accord, Member, MemberKind, Milestone, Name, Terms, Text};

use crate::collector::{Collector, Span};
use crate::fields::{self, Fields};
use crate::problems::Problems;
use crate::syntax;
use crate::talks::{Source, stem};
use crate::tree::{self, Content, Entry, Node};

pub use entries::{Entries, Unsaid, read_entries};
pub use journal::{Journal, SetAside, journal_lines, read_journal, write_entry};
use words::{either, named, names, sha256};

const KEYS: [&str; 14] = [
    "title",
    "note",
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

/// What an accord needs at least, shown to whoever has none.
const LEAST: &str = "an accord with little in it:
parties: { seller: {}, buyer: {} }
commitments:
  payment: { must: pay, by: buyer, to: seller, from: 2026-01-15, due: 2026-02-15 }
`wasit schema accord` prints all that may stand in it";

/// Reads an accord. The format is described in the reference of `accord.yaml`.
///
/// # Errors
/// All [`Problems`] of the file at once: of its form, and of terms that do not fit together.
pub fn read_accord(source: &Source<'_>) -> Result<Accord, Problems> {
    let text = syntax::text_of(source.name, source.bytes)?;
    let mut collector = Collector::new(std::sync::Arc::clone(&text));
    let accord = match tree::parse(text.as_str(), tree::Tags::Refused, &mut collector) {
        Some(root) if !root.is_nothing() => read(&root, source.name, &mut collector),
        _ => {
            if collector.is_empty() {
                syntax::nothing(LEAST, &mut collector);
            }
            None
        }
    };
    match (accord, collector.finish()) {
        (Some(accord), None) => Ok(accord),
        (_, problems) => Err(problems.expect("without an accord there is a problem")),
    }
}

pub(crate) fn read(root: &Node, file: &str, collector: &mut Collector) -> Option<Accord> {
    if let Content::Mapping(entries) = root.content.as_ref()
        && let Some(issues) = entries.iter().find(|entry| entry.key.text.as_ref() == "issues")
        && !entries.iter().any(|entry| entry.key.text.as_ref() == "commitments")
    {
        collector
            .wrong(issues.key.span, "this is a talks file: an accord has no `issues`")
            .help("an accord says who owes what; `wasit check` reads talks files");
        return None;
    }
    let fields = Fields::read(root, "an accord", &KEYS, Some("x-"), collector)?;
    if fields.get("parties").is_none() {
        collector
            .wrong(Span::default(), "the accord has no `parties`")
            .help("name who is bound by it, such as `parties: { seller: { title: The seller }, buyer: {} }`");
    }
    let mut members = Vec::new();
    for (key, kind) in
        [("parties", MemberKind::Party), ("guarantors", MemberKind::Guarantor), ("bodies", MemberKind::Body)]
    {
        each(&fields, key, collector, &mut |name, node, collector| {
            let title = title_of(&name, node, collector)?;
            members.push(Member { name, title, kind });
            Some(())
        });
    }
    let mut glossary = Vec::new();
    if let Some(node) = fields.value("glossary", collector) {
        for Entry { key, value } in fields::mapping(node, "`glossary`", collector).unwrap_or_default() {
            if let Some(meaning) = fields::text(value, "what a word means", collector) {
                glossary.push((key.text.to_string(), meaning.trim().to_owned()));
            }
        }
    }
    let texts = match fields.value("texts", collector) {
        Some(node) => fields::list(node, "`texts`", false, collector)
            .unwrap_or_default()
            .iter()
            .filter_map(|node| text_of(node, collector))
            .collect(),
        None => Vec::new(),
    };
    let calendar = calendar::read(&fields, collector);
    let units = calendar::units(&fields, collector);
    let mut milestones = Vec::new();
    each(&fields, "milestones", collector, &mut |name, node, collector| {
        milestones.push(milestone(name, node, collector)?);
        Some(())
    });
    let mut commitments = Vec::new();
    each(&fields, "commitments", collector, &mut |name, node, collector| {
        commitments.push(commitments::read(name, node, collector)?);
        Some(())
    });
    let reciprocity = match fields.value("reciprocity", collector) {
        Some(node) => fields::list(node, "`reciprocity`", false, collector)
            .unwrap_or_default()
            .iter()
            .filter_map(|group| names(group, "a group of commitments that start together", collector))
            .collect(),
        None => Vec::new(),
    };
    let mut pathways = Vec::new();
    each(&fields, "pathways", collector, &mut |name, node, collector| {
        pathways.push(pathways::read(name, node, collector)?);
        Some(())
    });
    let mut powers = Vec::new();
    each(&fields, "powers", collector, &mut |name, node, collector| {
        powers.push(powers::read(name, node, collector)?);
        Some(())
    });
    if !collector.is_empty() {
        return None;
    }
    let terms = Terms {
        title: fields.words("title", collector).unwrap_or_else(|| stem(file)),
        note: fields.words("note", collector).unwrap_or_default(),
        members,
        glossary,
        texts,
        calendar: calendar?,
        units: units?,
        milestones,
        commitments,
        reciprocity,
        pathways,
        powers,
    };
    if !collector.is_empty() {
        return None;
    }
    match Accord::new(terms) {
        Ok(accord) => Some(accord),
        Err(flaws) => {
            for flaw in flaws {
                let span = places::span_of(root, &flaw);
                let help = match places::dangling(root, &flaw.what) {
                    Some((name, there)) => collector.hint(name, there.into_iter(), || flaw.help.clone()),
                    None => flaw.help.clone(),
                };
                collector.wrong(span, flaw.what).help(help);
            }
            None
        }
    }
}

/// Reads the entries of a mapping of named things, one after another.
fn each(
    fields: &Fields<'_>,
    key: &str,
    collector: &mut Collector,
    read: &mut dyn FnMut(Name, &Node, &mut Collector) -> Option<()>,
) {
    let Some(node) = fields.value(key, collector) else { return };
    for Entry { key: name, value } in
        fields::mapping(node, &format!("`{key}`"), collector).unwrap_or_default()
    {
        let before = collector.count();
        let span = name.span;
        if let Some(name) = fields::key_name(name, "a name", collector)
            && read(name.into(), value, collector).is_none()
            && collector.count() == before
        {
            // Nothing is ever left out in silence.
            collector.wrong(span, "this cannot be read").help("see the reference of `accord.yaml`");
        }
    }
}

/// The title of a member: all that one has, and may lack.
fn title_of(name: &Name, node: &Node, collector: &mut Collector) -> Option<String> {
    // In JSON nothing is `null`.
    let is_null = matches!(node.content.as_ref(), Content::Scalar { text, plain: true } if text == "null");
    if node.is_nothing() || is_null {
        return Some(name.to_string());
    }
    let fields = Fields::read(node, "a member", &["title"], Some("x-"), collector)?;
    Some(fields.words("title", collector).unwrap_or_else(|| name.to_string()))
}

fn text_of(node: &Node, collector: &mut Collector) -> Option<Text> {
    let fields = Fields::read(node, "a text", &["language", "authentic", "sha256"], Some("x-"), collector)?;
    let Some(language) = fields.words("language", collector) else {
        if fields.get("language").is_none() {
            collector.wrong(node.span, "this text has no `language`").help("such as `language: en`");
        }
        return None;
    };
    let authentic = match fields.value("authentic", collector) {
        Some(node) => fields::truth(node, "`authentic`", collector)?,
        None => true,
    };
    let sha256 = match fields.value("sha256", collector) {
        Some(node) => Some(sha256(node, collector)?),
        None => None,
    };
    Some(Text { language, authentic, sha256 })
}

fn milestone(name: Name, node: &Node, collector: &mut Collector) -> Option<Milestone> {
    if either(node) {
        return Some(Milestone {
            title: name.to_string(),
            when: anchors::read(node, collector)?,
            declared_by: Vec::new(),
            name,
        });
    }
    const OWN: [&str; 2] = ["title", "declared_by"];
    let known: Vec<&str> = OWN.iter().chain(&anchors::KEYS).copied().chain(["when"]).collect();
    let fields = Fields::read(node, "a milestone", &known, Some("x-"), collector)?;
    let title = fields.words("title", collector).unwrap_or_else(|| name.to_string());
    let declared_by = named(&fields, "declared_by", collector);
    let when = match fields.value("when", collector) {
        Some(when) if fields.present(&anchors::KEYS).is_empty() => anchors::read(when, collector),
        _ => anchors::of(&fields, node, collector),
    };
    Some(Milestone { name, title, when: when?, declared_by: declared_by? })
}
