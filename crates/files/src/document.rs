//! Files of other kinds than talks, for readers further up: YAML in which every key and text knows its place, and
//! problems that are told like those of talks files.

use serde_json::{Map, Number, Value};

use crate::collector::{Collector, Span};
use crate::problems::Problems;
use crate::talks::{Source, strategy};
use crate::tree::{Content, Node, Tags, parse};
use crate::{fields, syntax};

/// One YAML file as it is written, and what a reader finds wrong with it.
///
/// 1. [`Document::read`];
/// 2. look at its [`root`](Self::root), and say with [`wrong`](Self::wrong) what does not fit;
/// 3. [`finish`](Self::finish): all problems at once, or none.
pub struct Document {
    root: Part,
    collector: Collector,
}

/// A text, a list or a mapping of a [`Document`], and where it stands. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Part(Node);

/// A place in a [`Document`].
#[derive(Clone, Copy, Debug)]
pub struct Mark(Span);

impl Document {
    /// Reads a file's YAML.
    ///
    /// # Errors
    /// [`Problems`] where it is none, or holds nothing; `empty` is then what to write instead.
    pub fn read(source: Source<'_>, empty: &str) -> Result<Self, Problems> {
        let text = syntax::text_of(source.name, source.bytes)?;
        let mut collector = Collector::new(std::sync::Arc::clone(&text));
        let root = parse(text.as_str(), Tags::Refused, &mut collector);
        match root.filter(|root| !root.is_nothing()) {
            Some(root) => Ok(Self { root: Part(root), collector }),
            None => {
                if collector.is_empty() {
                    collector.wrong(Span::default(), "the file is empty").help(empty);
                }
                Err(collector.finish().expect("a problem was just noted"))
            }
        }
    }

    /// All of it.
    #[must_use]
    pub fn root(&self) -> Part {
        self.root.clone()
    }

    /// Says that something is wrong at `mark`, and what would be right.
    pub fn wrong(&mut self, mark: Mark, message: impl Into<String>, help: impl Into<String>) {
        self.collector.wrong(mark.0, message).help(help);
    }

    /// Help for a name that is not among `known`: the nearest of them, or else `otherwise`.
    pub fn hint<'k>(
        &self,
        name: &str,
        known: impl Iterator<Item = &'k str>,
        otherwise: impl FnOnce() -> String,
    ) -> String {
        self.collector.hint(name, known, otherwise)
    }

    /// A strategy as talks files write it: `name:parameter=value,…`, or `{ use: name, … }`. What does not fit, and what
    /// `check` says of it, is noted.
    pub fn strategy(&mut self, part: &Part, check: &dyn Fn(&str) -> Result<(), String>) -> Option<String> {
        strategy(&part.0, check, &mut self.collector)
    }

    /// Whether nothing was found wrong.
    #[must_use]
    pub fn is_fine(&self) -> bool {
        self.collector.is_empty()
    }

    /// The line of a place, from 1.
    #[must_use]
    pub fn line(&self, mark: Mark) -> usize {
        self.collector.line(mark.0)
    }

    /// The problems, if there are any.
    ///
    /// # Errors
    /// All that was found wrong.
    pub fn finish(self) -> Result<(), Problems> {
        self.collector.finish().map_or(Ok(()), Err)
    }
}

impl Part {
    /// Where it stands.
    #[must_use]
    pub fn mark(&self) -> Mark {
        Mark(self.0.span)
    }

    /// The text, where it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self.0.content.as_ref() {
            Content::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// Whether nothing is written here: `title:` and no more.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.0.is_nothing()
    }

    /// The entries, where it is a list.
    #[must_use]
    pub fn items(&self) -> Option<Vec<Part>> {
        match self.0.content.as_ref() {
            Content::Sequence(items) => Some(items.iter().cloned().map(Part).collect()),
            _ => None,
        }
    }

    /// The keys with their places, and the values, where it is a mapping.
    #[must_use]
    pub fn entries(&self) -> Option<Vec<(&str, Mark, Part)>> {
        let Content::Mapping(entries) = self.0.content.as_ref() else { return None };
        let entry = |entry: &'_ crate::tree::Entry| Part(entry.value.clone());
        Some(entries.iter().map(|each| (each.key.text.as_ref(), Mark(each.key.span), entry(each))).collect())
    }

    /// The value of a key, where it is a mapping that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Part> {
        let Content::Mapping(entries) = self.0.content.as_ref() else { return None };
        entries.iter().find(|entry| entry.key.text.as_ref() == key).map(|entry| Part(entry.value.clone()))
    }

    /// Where a key stands, where it is a mapping that has it.
    #[must_use]
    pub fn key(&self, key: &str) -> Option<Mark> {
        let Content::Mapping(entries) = self.0.content.as_ref() else { return None };
        entries.iter().find(|entry| entry.key.text.as_ref() == key).map(|entry| Mark(entry.key.span))
    }

    /// What it says, as JSON: texts without quotation marks that read as a number, `true`, `false` or nothing are taken
    /// for that.
    #[must_use]
    pub fn json(&self) -> Value {
        match self.0.content.as_ref() {
            Content::Scalar { text, plain: true } => plain(text),
            Content::Scalar { text, .. } => Value::String(text.clone()),
            Content::Drawn(_) => Value::Null,
            Content::Sequence(items) => items.iter().map(|item| Part(item.clone()).json()).collect(),
            Content::Mapping(entries) => {
                let entry = |entry: &crate::tree::Entry| {
                    (entry.key.text.to_string(), Part(entry.value.clone()).json())
                };
                Value::Object(entries.iter().map(entry).collect::<Map<_, _>>())
            }
        }
    }
}

/// What a text without quotation marks says.
fn plain(text: &str) -> Value {
    let as_text = || Value::String(text.to_owned());
    match text {
        "" | "~" | "null" => Value::Null,
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ if text.starts_with('0') && text.len() > 1 && !text.starts_with("0.") => as_text(),
        _ => match (text.parse::<i64>(), fields::parse_number(text)) {
            (Ok(number), _) => Value::Number(number.into()),
            (_, Some(number)) => Number::from_f64(number).map_or_else(as_text, Value::Number),
            _ => as_text(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Document {
        Document::read(Source { name: "a.yaml", bytes: text.as_bytes() }, "write something").unwrap()
    }

    #[test]
    fn texts_are_what_they_look_like() {
        for (text, expect) in [
            ("a", serde_json::json!("a")),
            ("12", serde_json::json!(12)),
            ("\"12\"", serde_json::json!("12")),
            ("007", serde_json::json!("007")),
            ("0.5", serde_json::json!(0.5)),
            ("2025-04-12", serde_json::json!("2025-04-12")),
            ("true", serde_json::json!(true)),
            ("yes", serde_json::json!("yes")),
            ("[a, { b: }]", serde_json::json!(["a", { "b": null }])),
        ] {
            assert_eq!(read(text).root().json(), expect, "{text}");
        }
    }

    #[test]
    fn problems_have_their_place() {
        let mut document = read("first: 1\nsecond: 2\n");
        let mark = document.root().key("second").unwrap();
        document.wrong(mark, "there is no second", "leave it out");
        let problems = document.finish().unwrap_err();
        assert_eq!(problems.to_string(), "a.yaml:2:1: there is no second (leave it out)");
    }

    #[test]
    fn nothing_is_no_document() {
        let empty = Document::read(Source { name: "a.yaml", bytes: b"# no more\n" }, "write something");
        assert_eq!(empty.err().unwrap().to_string(), "a.yaml:1:1: the file is empty (write something)");
    }
}
