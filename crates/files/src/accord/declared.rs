//! What members declare: a word, and what it is about.

use serde_json::{Map, Value};
use wasit_accord::{Declaration, Length};

use crate::accord::words::{either, one_of, parsed};
use crate::collector::{Collector, in_words};
use crate::fields::{self, Fields, cut};
use crate::tree::{Content, Node};

/// What stands behind a key of a declaration.
#[derive(Clone, Copy)]
enum Kind {
    Name,
    Day,
    Truth,
    Length,
    Outcome,
}

/// A key of a declaration, and whether it must be there.
type Key = (&'static str, Kind, bool);

/// Each word with its keys, as journals write them.
const WORDS: [(&str, &[Key]); 18] = [
    ("reaches", &[("milestone", Kind::Name, true)]),
    ("consents", &[("milestone", Kind::Name, true)]),
    ("performs", &[("commitment", Kind::Name, true), ("period", Kind::Day, false)]),
    ("requests", &[("commitment", Kind::Name, true)]),
    ("alleges", &[("commitment", Kind::Name, true)]),
    ("finds", &[("commitment", Kind::Name, true), ("material", Kind::Truth, true)]),
    ("refers", &[("commitment", Kind::Name, true), ("pathway", Kind::Name, true)]),
    (
        "decides",
        &[("dispute", Kind::Name, true), ("rung", Kind::Name, true), ("outcome", Kind::Outcome, true)],
    ),
    ("extends", &[("of", Kind::Name, true), ("rung", Kind::Name, false), ("by", Kind::Length, true)]),
    ("exerts", &[("power", Kind::Name, true)]),
    ("resumes", &[("exertion", Kind::Name, true)]),
    ("votes", &[("exertion", Kind::Name, true), ("adopted", Kind::Truth, true)]),
    ("leaves", &[]),
    ("ceases", &[("commitment", Kind::Name, true)]),
    ("accepts", &[("entry", Kind::Name, true)]),
    ("disputes", &[("entry", Kind::Name, true)]),
    ("withdraws", &[("entry", Kind::Name, true)]),
    ("states", &[]),
];

/// `{ exerts: { power: snap-back } }`, or `leaves`.
pub(super) fn read(node: &Node, collector: &mut Collector) -> Option<Declaration> {
    if either(node) {
        let word = fields::text(node, "`declared`", collector)?;
        let keys = keys_of(word, node, collector)?;
        if !keys.is_empty() {
            collector
                .wrong(node.span, format!("`{word}` does not say what it is about"))
                .help(form(word, keys));
            return None;
        }
        return made(Value::from(word), node, collector);
    }
    let entries = fields::mapping(node, "`declared`", collector)?;
    let [entry] = entries else {
        collector.wrong(node.span, "a declaration is one thing").help(
            "write one such as `{ exerts: { power: snap-back } }`; what else is declared is another entry",
        );
        return None;
    };
    let word = entry.key.text.as_ref();
    let at_key = Node { span: entry.key.span, content: std::rc::Rc::clone(&node.content) };
    let keys = keys_of(word, &at_key, collector)?;
    if keys.is_empty() {
        collector
            .wrong(entry.key.span, format!("`{word}` is about nothing else"))
            .help(format!("write `declared: {word}`"));
        return None;
    }
    if !matches!(entry.value.content.as_ref(), Content::Mapping(_)) {
        collector
            .wrong(entry.value.span, format!("`{word}` does not say what it is about"))
            .help(form(word, keys));
        return None;
    }
    let known: Vec<&str> = keys.iter().map(|(key, ..)| *key).collect();
    let fields = Fields::read(&entry.value, &format!("`{word}`"), &known, None, collector)?;
    let mut said = Map::new();
    let mut right = true;
    for (key, kind, needed) in keys {
        let Some(found) = fields.get(key) else {
            if *needed {
                collector.wrong(entry.value.span, format!("`{word}` has no `{key}`")).help(form(word, keys));
                right = false;
            }
            continue;
        };
        match value(&found.value, key, *kind, collector) {
            Some(value) => {
                said.insert((*key).to_owned(), value);
            }
            None => right = false,
        }
    }
    if !right {
        return None;
    }
    made(Value::Object(Map::from_iter([(word.to_owned(), Value::Object(said))])), node, collector)
}

/// The word of a declaration, as journals write it.
pub(super) fn verb(declaration: &Declaration) -> String {
    match serde_json::to_value(declaration) {
        Ok(Value::String(word)) => word,
        Ok(Value::Object(entries)) => entries.keys().next().cloned().unwrap_or_default(),
        _ => String::new(),
    }
}

fn keys_of(word: &str, node: &Node, collector: &mut Collector) -> Option<&'static [Key]> {
    if let Some((_, keys)) = WORDS.iter().find(|(known, _)| *known == word) {
        return Some(keys);
    }
    let words = || WORDS.iter().map(|(word, _)| *word);
    let help = collector.hint(word, words(), || {
        format!("it is one of {}", words().map(|word| in_words([word], "or")).collect::<Vec<_>>().join(", "))
    });
    collector.wrong(node.span, format!("nobody can declare `{}`", cut(word))).help(help);
    None
}

fn value(node: &Node, key: &str, kind: Kind, collector: &mut Collector) -> Option<Value> {
    let what = format!("`{key}`");
    match kind {
        Kind::Name => {
            let text = fields::text(node, &what, collector)?;
            fields::name(text, node.span, &what, collector).map(Value::from)
        }
        Kind::Day => fields::date(node, &what, collector).map(|day| day.to_string().into()),
        Kind::Truth => fields::truth(node, &what, collector).map(Value::from),
        Kind::Length => {
            parsed::<Length>(node, key, collector)?;
            fields::text(node, &what, collector).map(|text| text.trim().into())
        }
        Kind::Outcome => {
            let outcomes = ["settled", "dismissed", "unresolved"].map(|word| (word, word));
            one_of(node, key, &outcomes, collector).map(Value::from)
        }
    }
}

/// How a word is written.
fn form(word: &str, keys: &[Key]) -> String {
    let keys: Vec<String> = keys
        .iter()
        .filter(|(.., needed)| *needed)
        .map(|(key, kind, _)| match kind {
            Kind::Name => format!("{key}: NAME"),
            Kind::Day => format!("{key}: YYYY-MM-DD"),
            Kind::Truth => format!("{key}: true"),
            Kind::Length => format!("{key}: 30 days"),
            Kind::Outcome => format!("{key}: settled"),
        })
        .collect();
    format!("write such as `declared: {{ {word}: {{ {} }} }}`", keys.join(", "))
}

fn made(value: Value, node: &Node, collector: &mut Collector) -> Option<Declaration> {
    match serde_json::from_value(value) {
        Ok(declaration) => Some(declaration),
        Err(error) => {
            collector.wrong(node.span, error.to_string()).help("see the reference of journals");
            None
        }
    }
}
