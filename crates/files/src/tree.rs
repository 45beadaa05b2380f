//! A file as a tree whose every name and text knows where it stands.
//!
//! Texts stay as they were written: nothing is taken for a number, a date or yes and no. Mappings keep their
//! order; aliases and merge keys (`<<`) are followed, within limits.

use std::collections::HashMap;
use std::rc::Rc;

use granit_parser::{Event, Parser, ScalarStyle, options};

use crate::collector::{Collector, Span};
use crate::syntax;

/// How deep lists and mappings may stand in one another.
pub(crate) const DEPTH_MAX: usize = 32;
/// How many nodes a file may have, those behind aliases counted at every use.
pub(crate) const NODES_MAX: usize = 1_000_000;

/// A text, a list or a mapping, and where it stands; what an alias stands for stands where the alias does.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) content: Rc<Content>,
}

#[derive(Debug)]
pub(crate) enum Content {
    /// A text; `plain` without quotation marks.
    Scalar {
        text: String,
        plain: bool,
    },
    Sequence(Vec<Node>),
    Mapping(Vec<Entry>),
    /// What is drawn, in the place of a number or of a text; no file is parsed to it.
    Drawn(Drawn),
}

/// A belief that was read already.
#[derive(Clone, Debug)]
pub(crate) enum Drawn {
    /// A number from `low` to `high`.
    Number { column: usize, middle: f64, low: f64, high: f64, share: Share },
    /// One of these texts, by its position.
    Label { column: usize, options: Rc<[Choice]>, middle: usize },
    /// Whether something holds.
    Chance { column: usize },
    /// A belief that could not be read, which was said.
    Unread,
}

/// A text that may be drawn.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) text: String,
    /// Whether it may be drawn in this world.
    pub(crate) possible: bool,
    /// Where it is written in this world; all of the belief where that is not known.
    pub(crate) span: Span,
}

/// Whether a weight is drawn together with the others of its party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Share {
    /// By itself.
    Alone,
    /// With them: all sum to one.
    Together,
    /// With them, and only the ranking is known: this place, from 0 for what weighs most.
    Ranked(usize),
}

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) key: Key,
    pub(crate) value: Node,
}

/// A name in a mapping.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) span: Span,
    pub(crate) text: Rc<str>,
    pub(crate) plain: bool,
}

impl Node {
    /// Whether nothing is written here: `title:` and no more.
    pub(crate) fn is_nothing(&self) -> bool {
        matches!(self.content.as_ref(), Content::Scalar { text, plain: true } if text.is_empty())
    }
}

/// What is finished of the tree, and what it takes when it is used again.
#[derive(Clone)]
struct Part {
    node: Node,
    nodes: usize,
    height: usize,
}

/// A list or a mapping that is not closed yet.
struct Open {
    span: Span,
    anchor: usize,
    nodes: usize,
    height: usize,
    inside: Inside,
}

enum Inside {
    Sequence(Vec<Node>),
    Mapping(Vec<Entry>, Option<Option<Key>>),
}

/// The stop of reading: the reason is with the collector.
struct Stop;

/// What is made of tags (`!name`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tags {
    /// A talks file has none.
    Refused,
    /// Those that say what a text or a list is anyway are passed over; what only Python could make is refused.
    OfPython,
}

/// The one document of `text`, or `None` where it is none; why, the collector knows.
pub(crate) fn parse(text: &str, tags: Tags, collector: &mut Collector) -> Option<Node> {
    let options = options! { flow_nesting_limit: 2 * DEPTH_MAX, block_nesting_limit: 2 * DEPTH_MAX };
    let mut builder =
        Builder { collector, open: Vec::new(), anchors: HashMap::new(), root: None, nodes: 0, documents: 0 };
    for event in Parser::new_from_str_with_options(text, options) {
        match event {
            Ok((event, span)) => {
                let range = span.byte_range().unwrap_or(0..0);
                let tag = span.tag_span().and_then(|span| span.byte_range());
                if let Some(tag) = tag {
                    builder.tag(text.get(tag.clone()).unwrap_or_default(), tag.into(), tags);
                }
                if builder.take(event, range.into()).is_err() {
                    return None;
                }
            }
            Err(error) => {
                syntax::explain(&error, text, builder.collector);
                return None;
            }
        }
    }
    builder.root
}

struct Builder<'c> {
    collector: &'c mut Collector,
    open: Vec<Open>,
    anchors: HashMap<usize, Part>,
    root: Option<Node>,
    nodes: usize,
    documents: usize,
}

impl Builder<'_> {
    fn tag(&mut self, tag: &str, span: Span, tags: Tags) {
        const HARMLESS: [&str; 10] = [
            "!!str",
            "!!int",
            "!!float",
            "!!bool",
            "!!null",
            "!!seq",
            "!!map",
            "!!python/tuple",
            "!!python/str",
            "!!python/unicode",
        ];
        match tags {
            Tags::Refused => self
                .collector
                .wrong(span, "this is a tag of YAML, and a talks file has none")
                .help("leave it out: every value is the text that you write"),
            Tags::OfPython if HARMLESS.contains(&tag.trim()) => return,
            Tags::OfPython => self
                .collector
                .wrong(
                    span,
                    "this tag asks for something that only Python could make, and no code is run here",
                )
                .help("write the scenario anew with plain texts, numbers and lists"),
        };
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Stop> {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.collector
                        .wrong(span, "a second document starts here; a file holds one")
                        .help("put the second one into a file of its own");
                    return Err(Stop);
                }
                Ok(())
            }
            Event::Scalar(text, style, anchor, _) => {
                let plain = style == ScalarStyle::Plain;
                // The parser gives `~` for what is not written at all.
                let text = if plain && span.start == span.end { String::new() } else { text.into_owned() };
                let text = self.without_controls(text, span);
                let content = Rc::new(Content::Scalar { text, plain });
                self.count(1, span)?;
                self.place(Part { node: Node { span, content }, nodes: 1, height: 0 }, anchor)
            }
            Event::SequenceStart(_, anchor, _) => self.enter(span, anchor, Inside::Sequence(Vec::new())),
            Event::MappingStart(_, anchor, _) => self.enter(span, anchor, Inside::Mapping(Vec::new(), None)),
            Event::SequenceEnd | Event::MappingEnd => self.leave(span),
            Event::Alias(id) => self.follow(id, span),
            _ => Ok(()),
        }
    }

    fn enter(&mut self, span: Span, anchor: usize, inside: Inside) -> Result<(), Stop> {
        self.count(1, span)?;
        self.check_depth(self.open.len() + 1, span)?;
        self.open.push(Open { span, anchor, nodes: 1, height: 0, inside });
        Ok(())
    }

    fn leave(&mut self, end: Span) -> Result<(), Stop> {
        let open = self.open.pop().expect("the parser closes only what it opened");
        let content = match open.inside {
            Inside::Sequence(items) => Content::Sequence(items),
            Inside::Mapping(entries, _) => Content::Mapping(self.merged(entries)?),
        };
        let span = Span { start: open.span.start, end: open.span.end.max(end.end) };
        let node = Node { span, content: Rc::new(content) };
        self.place(Part { node, nodes: open.nodes, height: open.height + 1 }, open.anchor)
    }

    fn follow(&mut self, id: usize, span: Span) -> Result<(), Stop> {
        let Some(part) = self.anchors.get(&id).cloned() else {
            self.collector
                .wrong(span, "this alias stands inside the very thing that it names")
                .help("an alias repeats something that was finished further up");
            return Err(Stop);
        };
        self.count(part.nodes, span)?;
        self.check_depth(self.open.len() + part.height, span)?;
        let node = Node { span, content: part.node.content };
        self.place(Part { node, ..part }, 0)
    }

    /// Puts a finished part where it belongs.
    fn place(&mut self, part: Part, anchor: usize) -> Result<(), Stop> {
        if anchor > 0 {
            self.anchors.insert(anchor, part.clone());
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(part.node);
            return Ok(());
        };
        open.nodes += part.nodes;
        open.height = open.height.max(part.height);
        match &mut open.inside {
            Inside::Sequence(items) => items.push(part.node),
            Inside::Mapping(entries, key) => match key.take() {
                Some(Some(key)) => entries.push(Entry { key, value: part.node }),
                Some(None) => {}
                None => *key = Some(name_of(&part.node, self.collector)),
            },
        }
        Ok(())
    }

    /// The entries with what merge keys bring in, and without names that stand twice.
    fn merged(&mut self, entries: Vec<Entry>) -> Result<Vec<Entry>, Stop> {
        let is_merge = |entry: &Entry| entry.key.plain && entry.key.text.as_ref() == "<<";
        let mut own: HashMap<Rc<str>, Span> = HashMap::with_capacity(entries.len());
        let mut kept = Vec::with_capacity(entries.len());
        for entry in entries {
            if let Some(before) = kept.last().filter(|before| is_comma_in_a_number(before, &entry)) {
                let span = Span { start: before.value.span.start, end: entry.key.span.end };
                self.collector
                    .wrong(span, "a comma stands in a number, and starts a new entry here")
                    .help("write numbers with a point: `0.5`");
                continue;
            }
            if is_merge(&entry) {
                kept.push(entry);
            } else if let Some(&first) = own.get(&entry.key.text) {
                let line = self.collector.line(first);
                self.collector
                    .wrong(
                        entry.key.span,
                        format!("`{}` stands twice here, first in line {line}", entry.key.text),
                    )
                    .label("the second")
                    .help("keep one of the two, or give this one another name");
            } else {
                own.insert(Rc::clone(&entry.key.text), entry.key.span);
                kept.push(entry);
            }
        }
        if !kept.iter().any(is_merge) {
            return Ok(kept);
        }
        let mut all = Vec::with_capacity(kept.len());
        for entry in kept {
            if !is_merge(&entry) {
                all.push(entry);
                continue;
            }
            for brought in self.merge_sources(&entry.value) {
                let Content::Mapping(brought) = brought.content.as_ref() else { continue };
                self.count(brought.len(), entry.key.span)?;
                for brought in brought {
                    if !own.contains_key(&brought.key.text) {
                        own.insert(Rc::clone(&brought.key.text), brought.key.span);
                        all.push(brought.clone());
                    }
                }
            }
        }
        Ok(all)
    }

    fn merge_sources(&mut self, value: &Node) -> Vec<Node> {
        match value.content.as_ref() {
            Content::Mapping(_) => vec![value.clone()],
            Content::Sequence(items)
                if items.iter().all(|item| matches!(*item.content, Content::Mapping(_))) =>
            {
                items.clone()
            }
            _ => {
                self.collector
                    .wrong(value.span, "`<<` brings in a mapping, and this is none")
                    .help("write `<<: *name` for a mapping marked `&name` further up");
                Vec::new()
            }
        }
    }

    fn count(&mut self, nodes: usize, span: Span) -> Result<(), Stop> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes > NODES_MAX {
            self.collector
                .wrong(span, "the file has more than the 1,000,000 entries that a file may have")
                .label("here it becomes too many")
                .help("what an alias (`*name`) repeats counts each time");
            return Err(Stop);
        }
        Ok(())
    }

    fn check_depth(&mut self, depth: usize, span: Span) -> Result<(), Stop> {
        if depth > DEPTH_MAX {
            self.collector
                .wrong(span, format!("lists and mappings stand more than {DEPTH_MAX} deep in one another"))
                .label("here it becomes too deep")
                .help("talks need no more than eight or so: look for brackets that are not closed");
            return Err(Stop);
        }
        Ok(())
    }

    /// Texts go to terminals and pages: control characters have no business in them.
    fn without_controls(&mut self, text: String, span: Span) -> String {
        let hidden = |c: char| c.is_control() && c != '\n' && c != '\t';
        let Some(found) = text.chars().find(|&c| hidden(c)) else { return text };
        self.collector
            .wrong(span, format!("this text has the control character U+{:04X} in it", u32::from(found)))
            .help("leave it out");
        text.chars().map(|c| if hidden(c) { '?' } else { c }).collect()
    }
}

/// Whether `0,5` was written: a number, and right behind its comma an entry of digits and no more.
fn is_comma_in_a_number(before: &Entry, entry: &Entry) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number =
        matches!(before.value.content.as_ref(), Content::Scalar { text, plain: true } if digits(text));
    number
        && digits(&entry.key.text)
        && entry.value.is_nothing()
        && before.value.span.end + 1 == entry.key.span.start
}

/// A node as a name, if it is one.
fn name_of(node: &Node, collector: &mut Collector) -> Option<Key> {
    match node.content.as_ref() {
        Content::Scalar { text, plain } if !text.is_empty() => {
            Some(Key { span: node.span, text: text.as_str().into(), plain: *plain })
        }
        Content::Scalar { .. } => {
            collector.wrong(node.span, "a name is missing before the colon").help("write `name: value`");
            None
        }
        _ => {
            collector
                .wrong(node.span, "a name must be a text, not a list or a mapping")
                .help("write `name: value`; a text that starts with a bracket needs quotation marks");
            None
        }
    }
}
