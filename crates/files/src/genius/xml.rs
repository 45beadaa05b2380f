//! An XML file as a tree whose every element and attribute knows where it stands.
//!
//! Texts between elements mean nothing in these files and are passed over; entities are not expanded, and a file that
//! declares some is refused.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::errors::{IllFormedError, SyntaxError};
use quick_xml::escape::{EscapeError, unescape};
use quick_xml::events::attributes::AttrError;
use quick_xml::events::{BytesStart, Event};

use crate::collector::{Collector, Span};
use crate::fields::cut;

/// How deep elements may stand in one another.
const DEPTH_MAX: usize = 32;
/// How many elements and attributes a file may have.
const NODES_MAX: usize = 1_000_000;
/// How many attributes an element may have.
const ATTRIBUTES_MAX: usize = 64;

/// An element with what is in it.
#[derive(Debug)]
pub(super) struct Element<'t> {
    pub(super) name: &'t str,
    /// The opening tag.
    pub(super) span: Span,
    pub(super) attributes: Vec<Attribute<'t>>,
    pub(super) children: Vec<Element<'t>>,
}

/// An attribute.
#[derive(Debug)]
pub(super) struct Attribute<'t> {
    pub(super) name: &'t str,
    /// The value without what XML makes of signs (`&amp;`) and without white space around it.
    pub(super) value: Cow<'t, str>,
    /// Where the value stands, without its quotation marks.
    pub(super) span: Span,
}

impl<'t> Element<'t> {
    pub(super) fn attribute(&self, name: &str) -> Option<&Attribute<'t>> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// The children of that name, in upper or lower case.
    pub(super) fn children<'e>(&'e self, name: &'static str) -> impl Iterator<Item = &'e Element<'t>> {
        self.children.iter().filter(move |child| child.name.eq_ignore_ascii_case(name))
    }

    pub(super) fn child(&self, name: &'static str) -> Option<&Element<'t>> {
        self.children(name).next()
    }
}

/// The one element that holds all others, or `None` where there is none; why, the collector knows.
pub(super) fn parse<'t>(text: &'t str, collector: &mut Collector) -> Option<Element<'t>> {
    let mut reader = Reader::from_str(text);
    let mut tree = Tree { text, collector, open: Vec::new(), root: None, nodes: 0 };
    loop {
        let start = reader.buffer_position() as usize;
        let event = reader.read_event();
        let end = reader.buffer_position() as usize;
        let span = Span::from(start..end);
        let step = match event {
            Ok(Event::Eof) => break,
            Ok(Event::Start(tag)) => tree.enter(tag, span).map(|element| tree.open.push(element)),
            Ok(Event::Empty(tag)) => tree.enter(tag, span).and_then(|element| tree.close(element)),
            Ok(Event::End(_)) => match tree.open.pop() {
                Some(element) => tree.close(element),
                None => Some(()),
            },
            Ok(Event::Text(_)) if tree.open.is_empty() => tree.outside(start, end),
            Ok(Event::CData(_)) if tree.open.is_empty() => tree.outside(start, end),
            Ok(Event::DocType(declarations)) => tree.doctype(&declarations, span),
            Ok(Event::GeneralRef(name)) => tree.reference(&name, span),
            Ok(_) => Some(()),
            Err(error) => {
                tree.explain(&error, reader.error_position() as usize, start);
                None
            }
        };
        step?;
    }
    let Tree { collector, open, root, .. } = tree;
    if let Some(element) = open.last() {
        let closing = format!("close it with `</{}>`", cut(element.name));
        collector
            .wrong(element.span, format!("this `<{}>` is never closed", cut(element.name)))
            .help(closing);
        return None;
    }
    if root.is_none() && collector.is_empty() {
        collector.wrong(Span::default(), "the file has no element").help(super::LEAST);
    }
    root
}

struct Tree<'t, 'c> {
    text: &'t str,
    collector: &'c mut Collector,
    open: Vec<Element<'t>>,
    root: Option<Element<'t>>,
    nodes: usize,
}

impl<'t> Tree<'t, '_> {
    /// Where a piece of the text stands in it.
    fn place(&self, piece: &str) -> usize {
        (piece.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize)
    }

    fn enter(&mut self, tag: BytesStart<'t>, span: Span) -> Option<Element<'t>> {
        if self.open.len() >= DEPTH_MAX {
            self.collector
                .wrong(span, format!("elements stand more than {DEPTH_MAX} deep in one another"))
                .label("here it becomes too deep")
                .help("scenarios need no more than ten or so: look for elements that are not closed");
            return None;
        }
        // Tags and attributes borrow from the text: a reader of a text never copies.
        let inside = &self.text[span.start as usize..span.end as usize];
        let name = inside.trim_start_matches('<');
        let name =
            &name[..name.find(|c: char| c.is_whitespace() || c == '/' || c == '>').unwrap_or(name.len())];
        if name.is_empty() {
            self.collector
                .wrong(span, "a name is missing behind this `<`")
                .help("write `&lt;` for the sign itself");
            return None;
        }
        let mut attributes = Vec::new();
        for attribute in tag.attributes() {
            match attribute {
                Ok(attribute) => {
                    let key = self.place(attribute.key.0);
                    let name = &self.text[key..key + attribute.key.0.len()];
                    let at = match &attribute.value {
                        Cow::Borrowed(raw) => self.place(raw),
                        Cow::Owned(_) => key,
                    };
                    let raw = &self.text[at..at + attribute.value.len()];
                    let value = self.value(raw, at);
                    attributes.push(Attribute { name, value, span: (at..at + raw.len()).into() });
                }
                Err(error) => {
                    self.explain_attribute(error, span);
                    return None;
                }
            }
            if attributes.len() > ATTRIBUTES_MAX {
                self.collector.wrong(span, format!("an element has more than {ATTRIBUTES_MAX} attributes"));
                return None;
            }
        }
        self.nodes += 1 + attributes.len();
        if self.nodes > NODES_MAX {
            self.collector
                .wrong(
                    span,
                    "the file has more than the 1,000,000 elements and attributes that a file may have",
                )
                .label("here it becomes too many");
            return None;
        }
        Some(Element { name, span, attributes, children: Vec::new() })
    }

    fn close(&mut self, element: Element<'t>) -> Option<()> {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None if self.root.is_some() => {
                self.collector
                    .wrong(element.span, format!("a second element `<{}>` starts here", cut(element.name)))
                    .help("one element holds all of a file: put this one into a file of its own");
                return None;
            }
            None => self.root = Some(element),
        }
        Some(())
    }

    /// An attribute's value as XML reads it: line breaks and tabs are blanks, `&amp;` is `&`.
    fn value(&mut self, raw: &'t str, at: usize) -> Cow<'t, str> {
        let flat: Cow<'t, str> = match raw.contains(['\n', '\r', '\t']) {
            true => Cow::Owned(raw.replace("\r\n", " ").replace(['\n', '\r', '\t'], " ")),
            false => Cow::Borrowed(raw),
        };
        let plain = match unescape(&flat) {
            Ok(Cow::Borrowed(_)) => flat,
            Ok(Cow::Owned(plain)) => Cow::Owned(plain),
            Err(error) => {
                self.explain_escape(&error, raw, at);
                flat
            }
        };
        let hidden = |c: char| c.is_control() && c != '\n' && c != '\t';
        if let Some(c) = plain.chars().find(|&c| hidden(c)) {
            self.collector
                .wrong(
                    (at..at + raw.len()).into(),
                    format!("this text has the control character U+{:04X} in it", u32::from(c)),
                )
                .help("leave it out");
            return Cow::Owned(plain.chars().map(|c| if hidden(c) { '?' } else { c }).collect());
        }
        match plain {
            Cow::Borrowed(plain) => Cow::Borrowed(plain.trim()),
            Cow::Owned(plain) => Cow::Owned(plain.trim().to_owned()),
        }
    }

    fn outside(&mut self, start: usize, end: usize) -> Option<()> {
        let text = &self.text[start..end];
        let written = text.trim();
        if written.is_empty() {
            return Some(());
        }
        let at = start + (text.len() - text.trim_start().len());
        let span = Span::from(at..at + written.len());
        let mut problem = |message: &str, help: &str| {
            self.collector.wrong(span, message).help(help);
        };
        match self.root {
            Some(_) => problem("something stands behind the last element", "leave it out"),
            None => problem("this is no XML: it stands outside of every element", super::LEAST),
        }
        None
    }

    fn doctype(&mut self, declarations: &str, span: Span) -> Option<()> {
        let Some(found) = declarations.find("<!ENTITY") else { return Some(()) };
        let at = self.place(declarations) + found;
        let entity = match at >= span.start as usize && at < span.end as usize {
            true => (at..at + "<!ENTITY".len()).into(),
            false => span,
        };
        self.collector
            .wrong(entity, "the file declares entities, and files with entities are not read")
            .help("write what an entity stands for, and leave the DOCTYPE out");
        None
    }

    fn reference(&mut self, name: &str, span: Span) -> Option<()> {
        if name.starts_with('#') || ["amp", "lt", "gt", "quot", "apos"].contains(&name) {
            return Some(());
        }
        self.collector
            .wrong(span, format!("`&{};` stands for nothing here", cut(name)))
            .help("write `&amp;` for the sign `&`");
        Some(())
    }

    fn explain_escape(&mut self, error: &EscapeError, raw: &str, at: usize) {
        let whole = at..at + raw.len();
        // Blanks for line breaks may have moved what follows: then the whole value is shown.
        let within = |from: usize, to: usize| match raw.contains('\r') || !raw.is_char_boundary(from) {
            true => whole.clone(),
            false => at + from..at + to.min(raw.len()),
        };
        let amp = "write `&amp;` for the sign `&`";
        let (span, message) = match error {
            EscapeError::UnrecognizedEntity(range, name) => {
                let span = within(range.start.saturating_sub(1), range.end + 1);
                (span, format!("`&{};` stands for nothing here", cut(name)))
            }
            EscapeError::UnterminatedEntity(range) => {
                (within(range.start, range.start + 1), "this `&` starts nothing known".to_owned())
            }
            _ => (whole.clone(), "this text has a number of a character (`&#…;`) that is none".to_owned()),
        };
        self.collector.wrong(span.into(), message).help(amp);
    }

    fn explain_attribute(&mut self, error: AttrError, tag: Span) {
        let start = tag.start as usize + 1;
        let (at, message, help) = match error {
            AttrError::ExpectedEq(at) => (at, "an attribute has no `=`", "write `name=\"value\"`"),
            AttrError::ExpectedValue(at) => (at, "nothing stands behind this `=`", "write `name=\"value\"`"),
            AttrError::UnquotedValue(at) => {
                (at, "this value has no quotation marks", "write `name=\"value\"`")
            }
            AttrError::ExpectedQuote(at, _) => {
                (at, "a quotation mark is opened in this tag and never closed", "close it")
            }
            AttrError::Duplicated(at, _) => {
                (at, "this attribute stands twice in the element", "keep one of the two")
            }
        };
        let at = (start + at).min(tag.end as usize);
        let length = self.text[at..tag.end as usize].find(|c: char| c.is_whitespace() || "=/>".contains(c));
        self.collector.wrong((at..at + length.unwrap_or(0).max(1)).into(), message).help(help);
    }

    /// Says what a reader's error means to whoever writes the file.
    fn explain(&mut self, error: &quick_xml::Error, at: usize, start: usize) {
        let at = at.max(start).min(self.text.len());
        let tag = self.text[at..].find(['>', '\n']).map_or(self.text.len(), |end| at + end + 1);
        let span = Span::from(at..tag);
        let (message, help) = match error {
            quick_xml::Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
                let line = self.open.last().map_or(0, |element| self.collector.line(element.span));
                let (expected, found) = (cut(expected), cut(found));
                let message =
                    format!("`</{found}>` stands where `<{expected}>` of line {line} is still open");
                (message, format!("close that one first: `</{expected}>`"))
            }
            quick_xml::Error::IllFormed(IllFormedError::UnmatchedEndTag(found)) => (
                format!("`</{}>` closes nothing", cut(found)),
                "leave it out, or write what it closes".into(),
            ),
            quick_xml::Error::IllFormed(IllFormedError::UnclosedReference) => {
                ("this `&` starts nothing known".to_owned(), "write `&amp;` for the sign itself".into())
            }
            quick_xml::Error::Syntax(SyntaxError::UnclosedComment) => {
                ("this comment is never closed".to_owned(), "close it with `-->`".into())
            }
            quick_xml::Error::Syntax(
                SyntaxError::UnclosedSingleQuotedAttributeValue
                | SyntaxError::UnclosedDoubleQuotedAttributeValue,
            ) => ("a quotation mark is opened in this tag and never closed".to_owned(), "close it".into()),
            quick_xml::Error::Syntax(SyntaxError::UnclosedTag) => {
                ("this tag is never closed".to_owned(), "close it with `>`".into())
            }
            quick_xml::Error::Syntax(SyntaxError::InvalidBangMarkup) => {
                ("this `<!` starts nothing known".to_owned(), "a comment is written `<!-- … -->`".into())
            }
            quick_xml::Error::Syntax(_) => ("this is opened and never closed".to_owned(), "close it".into()),
            _ => ("this cannot be read as XML".to_owned(), "look at the line above too".to_owned()),
        };
        self.collector.wrong(span, message).help(help);
    }
}
