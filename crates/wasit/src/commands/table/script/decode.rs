//! One act of a script, from what is written to an [`Act`]: with holes where only playing tells what stands there.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use serde_json::{Map, Value};
use serde_path_to_error::{Path, Segment};
use wasit_files::{Document, Mark, Part};
use wasit_table::Act;

use super::time::When;

/// An act whose fields fit, but for what is filled in when it is played.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    /// The act's name.
    pub(crate) name: String,
    fields: Value,
    holes: Vec<Hole>,
}

#[derive(Clone, Debug)]
struct Hole {
    path: Vec<Step>,
    fill: Fill,
}

/// What a hole is filled with.
#[derive(Clone, Debug)]
pub(crate) enum Fill {
    /// A time.
    Time(When),
    /// A time of the talks' zone.
    Civil(When),
    /// The item that a labelled act wrote.
    Item(Reference),
    /// The hash of what a labelled act put.
    Hash(Reference),
    /// The number of the item that a labelled act wrote.
    Number(Reference),
    /// Where a labelled act wrote.
    Place(Reference),
    /// The back channel of this name.
    Channel(String),
    /// The fingerprint of the record's key.
    Fingerprint,
}

/// `$letter`, `$letter@usa`, or of a text `$draft.article`.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    /// The label.
    pub(crate) label: String,
    /// In whose room, or in which compartment.
    pub(crate) at: Option<String>,
    /// Which article of it.
    pub(crate) part: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Key(String),
    Index(usize),
}

/// Fields that do not fit: where, and what the decoder said.
struct Misfit {
    path: Vec<Step>,
    message: String,
}

/// What is known where an act stands in its script.
pub(crate) struct Around<'a> {
    /// The labels of the acts before it.
    pub(crate) labels: &'a BTreeSet<String>,
    /// The zone of the talks.
    pub(crate) zone: &'a TimeZone,
}

impl Form {
    /// Reads the fields of an act, and says everything that is wrong with them.
    pub(crate) fn read(
        name: &str,
        fields: Value,
        entry: &Part,
        around: &Around<'_>,
        document: &mut Document,
    ) -> Option<Self> {
        const MISFITS_MAX: usize = 100;
        let mut form = Self { name: name.to_owned(), fields, holes: Vec::new() };
        form.mark_fingerprints();
        let mut taken_out: Vec<Vec<Step>> = Vec::new();
        let mut missing_are = false;
        for _ in 0..MISFITS_MAX {
            let Err(misfit) = form.decode(&form.fields) else {
                return (taken_out.is_empty() && !missing_are).then_some(form);
            };
            match form.mended(&misfit, entry, around) {
                Mended::Yes => continue,
                Mended::No => {}
                Mended::NoSuchLabel(label) => {
                    let mark = part_at(entry, &misfit.path).map_or(entry.mark(), |part| part.mark());
                    let help = document.hint(&label, around.labels.iter().map(String::as_str), || {
                        "give an act further up a `label`".to_owned()
                    });
                    document.wrong(mark, format!("no act before this one has the label `{label}`"), help);
                    form.take_out(&misfit.path);
                    taken_out.push(misfit.path);
                    continue;
                }
            }
            let named = |start: &str| quoted(&misfit.message, start);
            if let Some(missing) = named("missing field ") {
                let mut path = misfit.path.clone();
                path.push(Step::Key(missing.clone()));
                if !taken_out.contains(&path) {
                    document.wrong(
                        place_of_missing(entry, &misfit.path),
                        format!("`{missing}` is missing here"),
                        format!("`wasit table acts {name}` shows what `{name}` needs"),
                    );
                }
                missing_are = true;
                if !form.stand_in(&path) {
                    return None;
                }
                continue;
            }
            let mut path = misfit.path.clone();
            if let Some(unknown) = named("unknown field ") {
                let parent = match path.last() {
                    Some(Step::Key(key)) if *key == unknown => &path[..path.len() - 1],
                    _ => &path[..],
                };
                let parent = parent.to_vec();
                let mark =
                    part_at(entry, &parent).and_then(|part| part.key(&unknown)).unwrap_or(entry.mark());
                let known = all_quoted(&misfit.message, "expected ");
                let cut_off = part_at(entry, &parent).and_then(|part| part.get(&unknown));
                let help = if unknown.contains(' ') && cut_off.is_some_and(|value| value.is_nothing()) {
                    "a text with a comma in it needs quotation marks between braces".to_owned()
                } else {
                    document.hint(&unknown, known.iter().map(String::as_str), || match known.is_empty() {
                        true => "leave it out".to_owned(),
                        false => format!("there can be {}", listed(&known)),
                    })
                };
                document.wrong(mark, format!("`{name}` has no field `{unknown}`{}", within(&parent)), help);
                path = parent;
                path.push(Step::Key(unknown));
            } else {
                let mark = part_at(entry, &path).map_or(entry.mark(), |part| part.mark());
                let (message, help) = explained(name, &path, &form.message_of(&misfit), document);
                document.wrong(mark, message, help);
            }
            if path.is_empty() || !form.take_out(&path) {
                return None;
            }
            taken_out.push(path);
        }
        None
    }

    /// The act, with its holes filled.
    ///
    /// # Errors
    /// What `fill` says of a hole that it cannot fill.
    pub(crate) fn filled(&self, mut fill: impl FnMut(&Fill) -> Result<Value, String>) -> Result<Act, String> {
        let mut fields = self.fields.clone();
        for hole in &self.holes {
            let value = fill(&hole.fill)?;
            if let Some(place) = value_at(&mut fields, &hole.path) {
                *place = value;
            }
        }
        match Act::of(&self.name, fields) {
            Some(Ok(act)) => Ok(act),
            Some(Err(error)) => Err(error.to_string()),
            None => Err(format!("there is no act `{}`", self.name)),
        }
    }

    fn decode(&self, fields: &Value) -> Result<(), Misfit> {
        let mut track = serde_path_to_error::Track::new();
        let result = Act::of(&self.name, serde_path_to_error::Deserializer::new(fields, &mut track));
        match result {
            Some(Err(error)) => {
                Err(Misfit { path: steps(&track.path(), fields), message: error.to_string() })
            }
            _ => Ok(()),
        }
    }

    /// What does not fit: of a number where a text is expected, what does not as a text.
    fn message_of(&self, misfit: &Misfit) -> String {
        let mut fields = self.fields.clone();
        if let Some(number) = value_at(&mut fields, &misfit.path).filter(|value| value.is_number()) {
            *number = as_texts(number, None);
        }
        let as_text = self.decode(&fields).err().filter(|next| next.path == misfit.path);
        as_text.map_or_else(|| misfit.message.clone(), |next| next.message)
    }

    fn mark_fingerprints(&mut self) {
        fn walk(value: &mut Value, path: &mut Vec<Step>, found: &mut Vec<Vec<Step>>) {
            match value {
                Value::String(text) if text == "$log" => {
                    found.push(path.clone());
                    *text = "wasit:".to_owned();
                }
                Value::Array(items) => {
                    for (at, item) in items.iter_mut().enumerate() {
                        path.push(Step::Index(at));
                        walk(item, path, found);
                        path.pop();
                    }
                }
                Value::Object(fields) => {
                    for (key, field) in fields {
                        path.push(Step::Key(key.clone()));
                        walk(field, path, found);
                        path.pop();
                    }
                }
                _ => {}
            }
        }
        let mut found = Vec::new();
        walk(&mut self.fields, &mut Vec::new(), &mut found);
        self.holes.extend(found.into_iter().map(|path| Hole { path, fill: Fill::Fingerprint }));
    }

    /// Takes what does not fit for what it may mean in a script: a time, a label, a text that looks like a number.
    fn mended(&mut self, misfit: &Misfit, entry: &Part, around: &Around<'_>) -> Mended {
        // Which fields there are has nothing to do with what stands in them.
        let of_fields =
            ["missing field ", "unknown field "].iter().any(|start| misfit.message.starts_with(start));
        if of_fields || self.holes.iter().any(|hole| hole.path == misfit.path) {
            return Mended::No;
        }
        let Some(found) = value_at(&mut self.fields, &misfit.path).cloned() else { return Mended::No };
        let mut tries: Vec<(Value, Option<Fill>)> = Vec::new();
        match &found {
            Value::String(text) => {
                if let Some(reference) = Reference::read(text) {
                    if !around.labels.contains(&reference.label) {
                        return Mended::NoSuchLabel(reference.label);
                    }
                    tries.push(("joint:1".into(), Some(Fill::Item(reference.clone()))));
                    tries.push(("0".repeat(64).into(), Some(Fill::Hash(reference.clone()))));
                    tries.push((1.into(), Some(Fill::Number(reference.clone()))));
                    tries.push(("joint".into(), Some(Fill::Place(reference))));
                } else if let Some(name) = text.strip_prefix("backchannel/") {
                    tries.push(("joint".into(), Some(Fill::Channel(name.to_owned()))));
                } else if let Some(when) = When::read(text, around.zone) {
                    tries.push(("2025-01-01T00:00:00Z".into(), Some(Fill::Time(when))));
                    tries.push(("2025-01-01T00:00:00".into(), Some(Fill::Civil(when))));
                }
            }
            Value::Null => {}
            _ => {
                let written = part_at(entry, &misfit.path);
                tries.push((as_texts(&found, written.as_ref()), None));
            }
        }
        for (value, fill) in tries {
            let mut fields = self.fields.clone();
            if let Some(place) = value_at(&mut fields, &misfit.path) {
                *place = value;
            }
            if self.decode(&fields).err().is_none_or(|next| next.path != misfit.path) {
                self.fields = fields;
                self.holes.extend(fill.map(|fill| Hole { path: misfit.path.clone(), fill }));
                return Mended::Yes;
            }
        }
        Mended::No
    }

    /// Puts something that fits where a field is missing, so that what else is missing or wrong is found too.
    fn stand_in(&mut self, path: &[Step]) -> bool {
        let Some((Step::Key(key), parent)) = path.split_last() else { return false };
        let mut tries: Vec<Value> =
            ["x", "x/x", "joint:1", "joint", "2025-01-01T00:00:00Z", "2025-01-01T00:00:00"]
                .map(Value::from)
                .into();
        tries.extend(["0".repeat(64).into(), 1.into(), true.into(), Value::Array(Vec::new())]);
        let mut at = 0;
        while at < tries.len() {
            let mut fields = self.fields.clone();
            let Some(Value::Object(group)) = value_at(&mut fields, parent) else { return false };
            group.insert(key.clone(), tries[at].clone());
            let misfit = self.decode(&fields).err().filter(|misfit| misfit.path.starts_with(path));
            let Some(misfit) = misfit else {
                self.fields = fields;
                return true;
            };
            // One of few words: the first of them.
            let words = all_quoted(&misfit.message, "expected ");
            if at == 0 && misfit.message.starts_with("unknown variant ") {
                tries.extend(words.first().map(|word| word.as_str().into()));
            }
            at += 1;
        }
        false
    }

    fn take_out(&mut self, path: &[Step]) -> bool {
        let Some((last, parent)) = path.split_last() else { return false };
        match (value_at(&mut self.fields, parent), last) {
            (Some(Value::Object(fields)), Step::Key(key)) => fields.shift_remove(key).is_some(),
            (Some(Value::Array(items)), Step::Index(at)) if *at < items.len() => {
                // Emptied and not removed, so that those behind it keep their places; then it misfits, and is said no more.
                items.truncate(*at);
                true
            }
            _ => false,
        }
    }
}

/// The fields that an act cannot do without, as far as they can be told one after the other.
pub(crate) fn required(name: &str) -> Vec<String> {
    let mut form = Form { name: name.to_owned(), fields: Value::Object(Map::new()), holes: Vec::new() };
    let mut needed = Vec::new();
    while let Err(misfit) = form.decode(&form.fields) {
        let Some(missing) = quoted(&misfit.message, "missing field ").filter(|_| misfit.path.is_empty())
        else {
            break;
        };
        needed.push(missing.clone());
        if !form.stand_in(&[Step::Key(missing)]) {
            break;
        }
    }
    needed
}

enum Mended {
    Yes,
    No,
    NoSuchLabel(String),
}

impl Reference {
    fn read(text: &str) -> Option<Self> {
        let rest = text.strip_prefix('$')?;
        let (rest, at) = match rest.split_once('@') {
            Some((rest, at)) => (rest, Some(at.to_owned())),
            None => (rest, None),
        };
        let (label, part) = match rest.split_once('.') {
            Some((label, part)) => (label, Some(part.to_owned())),
            None => (rest, None),
        };
        super::is_label(label).then(|| Self { label: label.to_owned(), at, part })
    }
}

/// Numbers, yes and no as the texts that they were written as: `5.00` is another value than `5`.
fn as_texts(value: &Value, written: Option<&Part>) -> Value {
    match value {
        Value::Number(_) | Value::Bool(_) => {
            written.and_then(Part::text).map_or_else(|| value.to_string(), str::to_owned).into()
        }
        Value::Array(items) => {
            let parts = written.and_then(Part::items).unwrap_or_default();
            items.iter().enumerate().map(|(at, item)| as_texts(item, parts.get(at))).collect()
        }
        Value::Object(fields) => {
            let field = |(key, field): (&String, &Value)| {
                (key.clone(), as_texts(field, written.and_then(|part| part.get(key)).as_ref()))
            };
            Value::Object(fields.iter().map(field).collect())
        }
        _ => value.clone(),
    }
}

fn steps(path: &Path, fields: &Value) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut at = Some(fields);
    for segment in path.iter() {
        let step = match segment {
            Segment::Seq { index } => Step::Index(*index),
            Segment::Map { key } | Segment::Enum { variant: key } => Step::Key(key.clone()),
            Segment::Unknown => continue,
        };
        let next = match (&step, at) {
            (Step::Key(key), Some(value)) => value.get(key),
            (Step::Index(index), Some(value)) => value.get(index),
            _ => None,
        };
        if next.is_none() {
            break;
        }
        at = next;
        steps.push(step);
    }
    steps
}

fn value_at<'v>(value: &'v mut Value, path: &[Step]) -> Option<&'v mut Value> {
    path.iter().try_fold(value, |value, step| match step {
        Step::Key(key) => value.get_mut(key),
        Step::Index(index) => value.get_mut(index),
    })
}

fn part_at(part: &Part, path: &[Step]) -> Option<Part> {
    path.iter().try_fold(part.clone(), |part, step| match step {
        Step::Key(key) => part.get(key),
        Step::Index(index) => part.items()?.get(*index).cloned(),
    })
}

/// Where one looks for what is missing: at the act's name, or at the group that lacks it.
fn place_of_missing(entry: &Part, path: &[Step]) -> Mark {
    match path.is_empty() {
        true => entry.get("do").map_or(entry.mark(), |name| name.mark()),
        false => part_at(entry, path).map_or(entry.mark(), |part| part.mark()),
    }
}

/// `, in `parties``, where a path leads anywhere.
fn within(path: &[Step]) -> String {
    let key = path.iter().rev().find_map(|step| match step {
        Step::Key(key) => Some(key),
        Step::Index(_) => None,
    });
    key.map_or_else(String::new, |key| format!(" in `{key}`"))
}

/// The text in backquotes behind `start`, where a message starts so.
fn quoted(message: &str, start: &str) -> Option<String> {
    Some(message.strip_prefix(start)?.strip_prefix('`')?.split_once('`')?.0.to_owned())
}

/// All texts in backquotes behind `start`.
fn all_quoted(message: &str, start: &str) -> Vec<String> {
    let rest = message.split_once(start).map_or("", |(_, rest)| rest);
    rest.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

pub(super) fn listed(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

/// What a decoder says, in words for whoever writes a script.
fn explained(act: &str, path: &[Step], message: &str, document: &Document) -> (String, String) {
    let field = match path.iter().rev().find_map(|step| match step {
        Step::Key(key) => Some(key.as_str()),
        Step::Index(_) => None,
    }) {
        Some(key) => format!("`{key}`"),
        None => format!("`{act}`"),
    };
    let needs = || format!("`wasit table acts {act}` shows what `{act}` needs");
    if let Some(unknown) = quoted(message, "unknown variant ") {
        let known = all_quoted(message, "expected ");
        let help = document
            .hint(&unknown, known.iter().map(String::as_str), || format!("it can be {}", listed(&known)));
        return (format!("{field} cannot be `{unknown}`"), help);
    }
    if let Some((found, expected)) =
        message.strip_prefix("invalid type: ").and_then(|rest| rest.split_once(", expected "))
    {
        let expected = match expected {
            "a string" => "a text",
            "a sequence" => "a list",
            "a map" => "a group of names and values",
            "u32" | "u64" => "a whole number",
            "a boolean" => "`true` or `false`",
            expected if expected.starts_with("struct ") => "a group of fields",
            expected => expected,
        };
        let found =
            found.replace("string \"", "the text \"").replace("map", "a group").replace("sequence", "a list");
        return (format!("{field} must be {expected}, not {found}"), needs());
    }
    let message = message.trim_end_matches('.');
    let number = quoted(message, "").filter(|_| message.contains("` is no item"));
    if let Some(number) = number.filter(|text| text.parse::<u32>().is_ok()) {
        return (
            format!(
                "{field}: an item is called by its compartment and its number there, not by {number} alone"
            ),
            format!("write `joint:{number}`, `room/SEAT:{number}`, or the label of the act that wrote it"),
        );
    }
    if message.contains("timestamp") {
        return (format!("{field} must be a time"), super::time::TIMES.to_owned());
    }
    (format!("{field}: {message}"), needs())
}
