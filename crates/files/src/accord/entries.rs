//! Entries in a batch: JSON Lines, CSV or YAML, to be added to a journal all together or not at all.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use wasit_accord::{Attachment, Body, Calendar, Entry, Moment, Name, Observation};

use crate::accord::words::{decimal, moment, name_of, needed_name, sha256};
use crate::accord::{declared, table};
use crate::collector::{Collector, Span};
use crate::fields::{self, Fields, cut};
use crate::problems::{Problems, Text};
use crate::talks::Source;
use crate::tree::{self, Content, Node, Tags};
use crate::{json, syntax};

const KEYS: [&str; 9] = ["id", "known", "at", "by", "observed", "declared", "source", "note", "attachments"];

/// Entries of a file, each with its place.
#[derive(Debug)]
pub struct Entries {
    entries: Vec<Entry>,
    spans: Vec<Span>,
    text: Arc<Text>,
}

/// What an entry need not say itself.
#[derive(Clone, Copy, Debug)]
pub struct Unsaid<'c> {
    /// When an entry became known that does not say it.
    pub known: Timestamp,
    /// The accord's calendar: in its zone a day, or a time without a zone, is meant.
    pub calendar: &'c Calendar,
}

/// An entry that was read, and where it stands.
pub(super) struct Placed {
    entry: Entry,
    span: Span,
    /// Whether its name was made from what it says.
    is_named_here: bool,
}

impl Entries {
    /// The entries, in the order of the file.
    #[must_use]
    pub fn all(&self) -> &[Entry] {
        &self.entries
    }

    /// The line of an entry, from 1.
    #[must_use]
    pub fn line(&self, at: usize) -> usize {
        self.text.line_of(self.spans[at].start as usize) + 1
    }

    /// Entries that something else refuses, as problems of the file: which, what is wrong with it, and what would be right.
    /// `None` where there is none.
    #[must_use]
    pub fn refused(&self, faults: impl IntoIterator<Item = (usize, String, String)>) -> Option<Problems> {
        let mut collector = Collector::new(Arc::clone(&self.text));
        for (at, what, help) in faults {
            collector.wrong(self.spans[at], what).help(help);
        }
        collector.finish()
    }
}

/// Reads entries for a journal from JSON Lines, CSV or YAML; which of them, the text itself tells.
///
/// JSON Lines and YAML (a list, or one entry) have the keys of a journal; CSV has a header, and holds observations. An entry
/// may leave out `known`, and its `id`: it is then called by who says it, what it is about, its day, and eight digits of
/// the SHA-256 of what it says, so that the same entry has the same name whenever it is read.
///
/// # Errors
/// All [`Problems`] of the file at once; two entries of one name are one.
pub fn read_entries(source: &Source<'_>, unsaid: Unsaid<'_>) -> Result<Entries, Problems> {
    if source.bytes.len() > syntax::SIZE_MAX {
        let what = "the file has more than 4 MiB (4,194,304 bytes), which is the most".to_owned();
        return Err(syntax::without_place(
            source.name,
            what,
            "split it, and record the parts one after another",
        ));
    }
    let text = syntax::text_of(source.name, source.bytes)?;
    let mut collector = Collector::new(Arc::clone(&text));
    let placed = read(text.as_str(), unsaid, &mut collector);
    check_names(&placed, &mut collector);
    if placed.is_empty() && collector.is_empty() {
        collector
            .wrong(Span::default(), "there is no entry here")
            .help("write entries as a journal has them, one a line, or a table with a header such as `at,by,commitment,value`");
    }
    match collector.finish() {
        Some(problems) => Err(problems),
        None => {
            let (entries, spans) = placed.into_iter().map(|placed| (placed.entry, placed.span)).unzip();
            Ok(Entries { entries, spans, text })
        }
    }
}

fn read(text: &str, unsaid: Unsaid<'_>, collector: &mut Collector) -> Vec<Placed> {
    let plain = text.trim_start_matches('\u{feff}').trim_start();
    let lines = || text.lines().map(|line| line.trim_start_matches('\u{feff}').trim_start());
    if plain.starts_with('{') && lines().all(|line| line.is_empty() || line.starts_with('{')) {
        return lines_of_json(text, unsaid, collector);
    }
    let first = plain.lines().next().unwrap_or_default();
    if !first.is_empty() && !first.contains(':') && !first.starts_with(['-', '#', '[', '{', '%']) {
        return table::read(text, unsaid, collector);
    }
    let root = if plain.starts_with(['{', '[']) && serde_json::from_str::<serde_json::Value>(plain).is_ok() {
        json::parse(text, collector)
    } else {
        tree::parse(text, Tags::Refused, collector)
    };
    let Some(root) = root else { return Vec::new() };
    match root.content.as_ref() {
        Content::Sequence(items) => items.iter().filter_map(|item| entry(item, unsaid, collector)).collect(),
        _ if root.is_nothing() => Vec::new(),
        _ => entry(&root, unsaid, collector).into_iter().collect(),
    }
}

/// Each line by itself: what is wrong with one hides nothing of the others.
fn lines_of_json(text: &str, unsaid: Unsaid<'_>, collector: &mut Collector) -> Vec<Placed> {
    let mut placed = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if !line.trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']).is_empty()
            && let Some(node) = node_of_line(line, start, collector)
        {
            placed.extend(entry(&node, unsaid, collector));
        }
        start += line.len();
    }
    placed
}

/// The JSON of a line that starts at byte `start`.
pub(super) fn node_of_line(line: &str, start: usize, collector: &mut Collector) -> Option<Node> {
    let mut own = Collector::new(Arc::new(Text::new("", line.to_owned())));
    let node = json::parse(line.trim_end(), &mut own);
    if let Some(problems) = own.finish() {
        for problem in problems.all() {
            let span = problem.span.start + start..problem.span.end + start;
            collector.wrong(span.into(), &*problem.message).help(problem.help.clone().unwrap_or_default());
        }
        return None;
    }
    Some(moved(node?, start as u32))
}

fn moved(node: Node, by: u32) -> Node {
    let span = |span: Span| Span { start: span.start + by, end: span.end + by };
    let content = match node.content.as_ref() {
        Content::Sequence(items) => {
            Rc::new(Content::Sequence(items.iter().map(|item| moved(item.clone(), by)).collect()))
        }
        Content::Mapping(entries) => Rc::new(Content::Mapping(
            entries
                .iter()
                .map(|entry| tree::Entry {
                    key: tree::Key { span: span(entry.key.span), ..entry.key.clone() },
                    value: moved(entry.value.clone(), by),
                })
                .collect(),
        )),
        _ => Rc::clone(&node.content),
    };
    Node { span: span(node.span), content }
}

/// One entry, with every problem that it has.
pub(super) fn entry(node: &Node, unsaid: Unsaid<'_>, collector: &mut Collector) -> Option<Placed> {
    let before = collector.count();
    let placed = try_entry(node, unsaid, collector);
    if placed.is_none() && collector.count() == before {
        // Nothing is ever left out in silence.
        collector.wrong(node.span, "this entry cannot be read").help("see the reference of accords");
    }
    placed
}

fn try_entry(node: &Node, unsaid: Unsaid<'_>, collector: &mut Collector) -> Option<Placed> {
    let node = &without_null(node);
    let before = collector.count();
    let fields = Fields::read(node, "an entry", &KEYS, None, collector)?;
    let id = name_of(&fields, "id", collector);
    let known = match fields.value("known", collector) {
        Some(node) => instant(node, unsaid.calendar, collector),
        None => Some(unsaid.known),
    };
    let at = match fields.value("at", collector) {
        Some(node) => at(node, unsaid.calendar, collector),
        None if fields.get("at").is_some() => None,
        None => {
            collector.wrong(node.span, "this entry has no `at`").help(
                "say what day it is about, such as `2019-07-01`, or what time of it: `2019-07-01T20:00`",
            );
            None
        }
    };
    let by = needed_name(&fields, "by", node, "this entry", "name who observed or declared it", collector);
    let body = body(&fields, node, collector);
    let [source, note] = ["source", "note"].map(|key| fields.words(key, collector).unwrap_or_default());
    let attachments = attachments(&fields, collector);
    if collector.count() > before {
        return None;
    }
    let (id, by, body) = (id?, by?, body?);
    let is_named_here = id.is_none();
    let mut entry = Entry {
        id: id.unwrap_or_else(|| "".into()),
        known: known?,
        at: at?,
        by,
        body,
        source,
        note,
        attachments: attachments?,
    };
    if is_named_here {
        entry.id = name_from(&entry);
    }
    Some(Placed { entry, span: node.span, is_named_here })
}

/// A mapping without what is said to be nothing, as other software writes it.
fn without_null(node: &Node) -> Node {
    let is_null = |node: &Node| matches!(node.content.as_ref(), Content::Scalar { text, plain: true } if text == "null");
    match node.content.as_ref() {
        Content::Mapping(entries) => {
            let kept = entries
                .iter()
                .filter(|entry| !is_null(&entry.value))
                .map(|entry| tree::Entry { key: entry.key.clone(), value: without_null(&entry.value) })
                .collect();
            Node { span: node.span, content: Rc::new(Content::Mapping(kept)) }
        }
        _ => node.clone(),
    }
}

fn body(fields: &Fields<'_>, node: &Node, collector: &mut Collector) -> Option<Body> {
    match fields.present(&["observed", "declared"])[..] {
        ["observed"] => observed(fields.value("observed", collector)?, collector).map(Body::Observed),
        ["declared"] => declared::read(fields.value("declared", collector)?, collector).map(Body::Declared),
        ref other => {
            let what = if other.is_empty() {
                "this entry says nothing: it has neither `observed` nor `declared`"
            } else {
                "this entry has both `observed` and `declared`"
            };
            collector.wrong(node.span, what).help(
                "write one of them, such as `observed: { commitment: stock, value: 300.1 }` or `declared: { exerts: { power: snap-back } }`",
            );
            None
        }
    }
}

fn observed(node: &Node, collector: &mut Collector) -> Option<Observation> {
    const KEYS: [&str; 5] = ["commitment", "value", "unit", "uncertainty", "period"];
    let fields = Fields::read(node, "an observation", &KEYS, None, collector)?;
    let about = "name the commitment that it is about";
    let commitment = needed_name(&fields, "commitment", node, "this observation", about, collector);
    let value = match fields.value("value", collector) {
        Some(node) => decimal(node, "value", collector),
        None => {
            if fields.get("value").is_none() {
                collector
                    .wrong(node.span, "this observation has no `value`")
                    .help("say how much it was; for something that is there or not, 1 or 0");
            }
            None
        }
    };
    let unit = fields.words("unit", collector);
    let uncertainty = match fields.value("uncertainty", collector) {
        Some(node) => Some(decimal(node, "uncertainty", collector)?),
        None => None,
    };
    let period = match fields.value("period", collector) {
        Some(node) => Some(fields::date(node, "`period`", collector)?),
        None => None,
    };
    Some(Observation { commitment: commitment?, value: value?, unit, uncertainty, period })
}

fn attachments(fields: &Fields<'_>, collector: &mut Collector) -> Option<Vec<Attachment>> {
    if fields.get("attachments").is_none() {
        return Some(Vec::new());
    }
    let items = fields::list(fields.value("attachments", collector)?, "`attachments`", false, collector)?;
    items
        .iter()
        .map(|item| {
            let fields = Fields::read(item, "an attachment", &["name", "sha256"], None, collector)?;
            let name = needed_name(
                &fields,
                "name",
                item,
                "this attachment",
                "such as `name: report.pdf`",
                collector,
            );
            let Some(node) = fields.value("sha256", collector) else {
                collector
                    .wrong(item.span, "this attachment has no `sha256`")
                    .help("files are known by their hash, as `sha256sum` prints it");
                return None;
            };
            let sha256 = sha256(node, collector)?;
            Some(Attachment { name: name?.to_string(), sha256 })
        })
        .collect()
}

/// A moment, or an instant: the moment that it is in the accord's zone.
fn at(node: &Node, calendar: &Calendar, collector: &mut Collector) -> Option<Moment> {
    let text = fields::text(node, "`at`", collector)?;
    match text.trim().parse::<Timestamp>() {
        Ok(at) => Some(calendar.moment(at)),
        Err(_) => moment(node, "at", collector),
    }
}

/// An instant, or a moment: the instant that it begins in the accord's zone.
fn instant(node: &Node, calendar: &Calendar, collector: &mut Collector) -> Option<Timestamp> {
    let text = fields::text(node, "`known`", collector)?.trim();
    let at = text.parse().ok().or_else(|| Some(calendar.begins(text.parse::<Moment>().ok()?)));
    if at.is_none() {
        collector
            .wrong(node.span, format!("`{}` is no time at which something became known", cut(text)))
            .help("write such as `2019-07-01T18:00:00Z`, or a day as YYYY-MM-DD: its beginning in the accord's zone");
    }
    at
}

/// Who, what, when, and what exactly: the same for the same, however and whenever it is read.
fn name_from(entry: &Entry) -> Name {
    let mut plain = Entry {
        id: "".into(),
        known: Timestamp::UNIX_EPOCH,
        note: String::new(),
        attachments: Vec::new(),
        ..entry.clone()
    };
    let what = match &mut plain.body {
        Body::Observed(observation) => {
            observation.value = observation.value.normalize();
            observation.uncertainty = observation.uncertainty.map(|value| value.normalize());
            observation.commitment.to_string()
        }
        Body::Declared(declaration) => declared::verb(declaration),
    };
    let said = serde_json::to_vec(&plain).expect("an entry has texts and numbers alone");
    let hash = Sha256::digest(said);
    let digits: String = hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{what}-{}-{digits}", entry.by, entry.at.date).into()
}

fn check_names(placed: &[Placed], collector: &mut Collector) {
    let mut seen: HashMap<&str, Span> = HashMap::with_capacity(placed.len());
    for Placed { entry, span, is_named_here } in placed {
        let Some(first) = seen.insert(&entry.id, *span) else { continue };
        let line = collector.line(first);
        if *is_named_here {
            collector
                .wrong(*span, format!("this says the same as line {line}"))
                .help("leave one of them out; where both are meant, give each an `id`");
        } else {
            collector
                .wrong(*span, format!("there is an entry `{}` already, in line {line}", cut(&entry.id)))
                .help("give this one another `id`: each entry has its own");
        }
    }
}
