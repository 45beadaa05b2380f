//! What stands in many places of an accord: names, lengths of time, moments, decimals, words out of a few.

use std::str::FromStr;

use rust_decimal::Decimal;
use wasit_accord::{Length, Moment, Name};

use crate::collector::Collector;
use crate::fields::{self, Fields};
use crate::tree::{Content, Node};

/// Whether a node is a single text.
pub(super) fn either(node: &Node) -> bool {
    matches!(node.content.as_ref(), Content::Scalar { .. }) && !node.is_nothing()
}

/// A list of names; one alone will do.
pub(super) fn names(node: &Node, what: &str, collector: &mut Collector) -> Option<Vec<Name>> {
    let items = fields::list(node, what, true, collector)?;
    let names: Vec<Name> = items
        .iter()
        .filter_map(|item| {
            let text = fields::text(item, "a name", collector)?;
            fields::name(text, item.span, "a name", collector).map(Name::from)
        })
        .collect();
    (names.len() == items.len()).then_some(names)
}

/// The names of a key; none where the key is not there.
pub(super) fn named(fields: &Fields<'_>, key: &str, collector: &mut Collector) -> Option<Vec<Name>> {
    if fields.get(key).is_none() {
        return Some(Vec::new());
    }
    names(fields.value(key, collector)?, &format!("`{key}`"), collector)
}

/// The one name of a key; `Some(None)` where the key is not there.
pub(super) fn name_of(fields: &Fields<'_>, key: &str, collector: &mut Collector) -> Option<Option<Name>> {
    if fields.get(key).is_none() {
        return Some(None);
    }
    let node = fields.value(key, collector)?;
    let text = fields::text(node, &format!("`{key}`"), collector)?;
    fields::name(text, node.span, &format!("`{key}`"), collector).map(|name| Some(name.into()))
}

/// The one name of a key that must be there: `whose` has none without it.
pub(super) fn needed_name(
    fields: &Fields<'_>,
    key: &str,
    node: &Node,
    whose: &str,
    help: &str,
    collector: &mut Collector,
) -> Option<Name> {
    if fields.get(key).is_none() {
        collector.wrong(node.span, format!("{whose} has no `{key}`")).help(help);
        return None;
    }
    name_of(fields, key, collector)?
}

/// A hash in hexadecimal digits.
pub(super) fn sha256(node: &Node, collector: &mut Collector) -> Option<String> {
    let hash = fields::text(node, "`sha256`", collector)?;
    if hash.len() != 64 || !hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        collector
            .wrong(node.span, format!("`{}` is no SHA-256", fields::cut(hash)))
            .help("write 64 digits from 0 to 9 and a to f, as `sha256sum` prints them");
        return None;
    }
    Some(hash.to_owned())
}

/// A text that reads itself, with what would be right in its error.
pub(super) fn parsed<T: FromStr>(node: &Node, key: &str, collector: &mut Collector) -> Option<T>
where
    T::Err: std::fmt::Display,
{
    let text = fields::text(node, &format!("`{key}`"), collector)?;
    match text.trim().parse() {
        Ok(value) => Some(value),
        Err(error) => {
            let said = T::Err::to_string(&error);
            let (what, help) = said.split_once(": ").unwrap_or((&said, "see the reference of `accord.yaml`"));
            collector.wrong(node.span, what).help(help);
            None
        }
    }
}

/// The length of time of a key; `Some(None)` where the key is not there.
pub(super) fn length(fields: &Fields<'_>, key: &str, collector: &mut Collector) -> Option<Option<Length>> {
    if fields.get(key).is_none() {
        return Some(None);
    }
    let node = fields.value(key, collector)?;
    let length: Length = parsed(node, key, collector)?;
    if length.years < 0 || length.months < 0 || length.days < 0 {
        let text = fields::text(node, key, collector)?;
        collector
            .wrong(
                node.span,
                format!("`{key}` is `{}`, and no length of time is less than nothing", fields::cut(text)),
            )
            .help("write such as `15 days`");
        return None;
    }
    Some(Some(length))
}

/// The length of time of a key that must be there.
pub(super) fn needed_length(
    fields: &Fields<'_>,
    node: &Node,
    what: &str,
    collector: &mut Collector,
) -> Option<Length> {
    if fields.get("within").is_none() {
        collector.wrong(node.span, format!("{what} has no `within`")).help("such as `within: 15 days`");
        return None;
    }
    length(fields, "within", collector)?
}

/// A day, or a time of one.
pub(super) fn moment(node: &Node, key: &str, collector: &mut Collector) -> Option<Moment> {
    let text = fields::text(node, &format!("`{key}`"), collector)?.trim();
    if text.bytes().any(|byte| !matches!(byte, b'0'..=b'9' | b'-' | b':' | b'.' | b'T')) || has_offset(text) {
        collector
            .wrong(
                node.span,
                format!("`{}` is no day, and no time of one in the accord's zone", fields::cut(text)),
            )
            .help("write YYYY-MM-DD, or YYYY-MM-DDTHH:MM without a zone");
        return None;
    }
    parsed(node, key, collector)
}

/// Whether a time says how far it is from UTC, which would be passed over.
fn has_offset(text: &str) -> bool {
    text.split_once('T').is_some_and(|(_, time)| time.contains('-'))
}

/// A decimal number, with the zeros at its end: they say how exactly somebody looked.
pub(super) fn decimal(node: &Node, key: &str, collector: &mut Collector) -> Option<Decimal> {
    if !either(node) {
        collector
            .wrong(node.span, format!("`{key}` must be a number, and this is none"))
            .help("write it in digits, such as `0.4`, `12` or `-3`");
        return None;
    }
    let text = fields::text(node, &format!("`{key}`"), collector)?;
    let digits = text.trim().find(|c: char| !c.is_ascii_digit() && !"+-._".contains(c));
    if let Some((many, unit)) = digits.map(|at| text.trim().split_at(at))
        && fields::parse_number(many).is_some()
        && !unit.starts_with([',', 'e', 'E'])
    {
        collector
            .wrong(node.span, format!("`{key}` must be a number, not `{}`", fields::cut(text)))
            .help(format!("write `{many}` alone; `{}` stands under `unit`", fields::cut(unit.trim())));
        return None;
    }
    // Read as a number first, so that slips get the help that they get everywhere.
    fields::number_in(text, node.span, &format!("`{key}`"), collector)?;
    let plain = text.trim().replace('_', "");
    match Decimal::from_str_exact(&plain).or_else(|_| Decimal::from_scientific(&plain)) {
        Ok(value) => Some(value),
        Err(_) => {
            collector
                .wrong(
                    node.span,
                    format!("`{}` has more digits than can be reckoned with", fields::cut(text)),
                )
                .help("up to 28 digits");
            None
        }
    }
}

/// One of a few words.
pub(super) fn one_of<T: Copy>(
    node: &Node,
    key: &str,
    words: &[(&str, T)],
    collector: &mut Collector,
) -> Option<T> {
    let text = fields::text(node, &format!("`{key}`"), collector)?;
    if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
        return Some(*value);
    }
    let all = || {
        // All of them, where there are more than a row of names has.
        let (last, most) = words.split_last().expect("there are words to choose from");
        let most: Vec<String> = most.iter().map(|(word, _)| format!("`{word}`")).collect();
        format!("it is {} or `{}`", most.join(", "), last.0)
    };
    let help = collector.hint(text, words.iter().map(|(word, _)| *word), all);
    collector.wrong(node.span, format!("`{key}` cannot be `{}`", fields::cut(text))).help(help);
    None
}

/// One of a few words behind a key; `default` where the key is not there.
pub(super) fn word_of<T: Copy>(
    fields: &Fields<'_>,
    key: &str,
    words: &[(&str, T)],
    default: T,
    collector: &mut Collector,
) -> Option<T> {
    match fields.get(key) {
        Some(_) => one_of(fields.value(key, collector)?, key, words, collector),
        None => Some(default),
    }
}

/// Yes or no behind a key; `default` where the key is not there.
pub(super) fn truth_of(
    fields: &Fields<'_>,
    key: &str,
    default: bool,
    collector: &mut Collector,
) -> Option<bool> {
    match fields.get(key) {
        Some(_) => fields::truth(fields.value(key, collector)?, &format!("`{key}`"), collector),
        None => Some(default),
    }
}

/// The words of a key; empty where the key is not there.
pub(super) fn text_of(fields: &Fields<'_>, key: &str, collector: &mut Collector) -> String {
    fields.words(key, collector).unwrap_or_default()
}
