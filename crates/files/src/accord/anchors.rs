//! Days: dates, milestones, so long after another day, the earliest of several.

use wasit_accord::{Anchor, Length};

use crate::accord::words::{either, length, name_of, text_of};
use crate::collector::Collector;
use crate::fields::{self, Fields};
use crate::tree::Node;

/// The keys that say a day.
pub(super) const KEYS: [&str; 7] =
    ["earliest", "latest", "event", "or_earlier_by_consent", "unless", "after", "by"];

/// The anchor of a key; `Some(None)` where the key is not there.
pub(super) fn at(fields: &Fields<'_>, key: &str, collector: &mut Collector) -> Option<Option<Anchor>> {
    if fields.get(key).is_none() {
        return Some(None);
    }
    read(fields.value(key, collector)?, collector).map(Some)
}

/// A day, however it is said.
pub(super) fn read(node: &Node, collector: &mut Collector) -> Option<Anchor> {
    if either(node) {
        return in_one_text(node, collector);
    }
    let known: Vec<&str> = KEYS.iter().copied().chain(["when"]).collect();
    let fields = Fields::read(node, "a day", &known, None, collector)?;
    of(&fields, node, collector)
}

/// A day in the keys of a mapping that may have others.
pub(super) fn of(fields: &Fields<'_>, node: &Node, collector: &mut Collector) -> Option<Anchor> {
    let several = |key: &str, collector: &mut Collector| -> Option<Vec<Anchor>> {
        let items = fields::list(fields.value(key, collector)?, &format!("`{key}`"), false, collector)?;
        let days: Vec<Anchor> = items.iter().filter_map(|item| read(item, collector)).collect();
        if items.is_empty() {
            collector.wrong(node.span, format!("`{key}` names no day")).help("name two days or more");
            return None;
        }
        (days.len() == items.len()).then_some(days)
    };
    for (key, other) in [("by", "after"), ("when", "unless")] {
        if let (Some(entry), None) = (fields.get(key), fields.get(other)) {
            let help = match key {
                "by" => "such as `{ after: { earliest: [adoption, 2016-01-01] }, by: 8 years }`",
                _ => "say the day once: leave `when` out, or what else says a day",
            };
            collector.wrong(entry.key.span, format!("`{key}` stands without `{other}`")).help(help);
            return None;
        }
    }
    let present =
        fields.present(&["earliest", "latest", "event", "or_earlier_by_consent", "unless", "after"]);
    match present[..] {
        ["earliest"] => several("earliest", collector).map(Anchor::Earliest),
        ["latest"] => several("latest", collector).map(Anchor::Latest),
        ["event"] => Some(Anchor::Event(text_of(fields, "event", collector))),
        ["or_earlier_by_consent"] => {
            let day = at(fields, "or_earlier_by_consent", collector)??;
            Some(Anchor::OrEarlierByConsent(Box::new(day)))
        }
        ["unless"] => {
            let power = name_of(fields, "unless", collector)??;
            match at(fields, "when", collector)? {
                Some(when) => Some(Anchor::Unless { when: Box::new(when), power }),
                None => {
                    collector
                        .wrong(node.span, "`unless` stands without the day that it takes away")
                        .help("such as `{ when: 10 years after adoption, unless: snap-back }`");
                    None
                }
            }
        }
        [_] => {
            let from = at(fields, "after", collector)??;
            match length(fields, "by", collector)? {
                Some(by) => Some(Anchor::After { from: Box::new(from), by }),
                None => {
                    collector
                        .wrong(node.span, "`after` does not say how long after")
                        .help("such as `{ after: { earliest: [adoption, 2016-01-01] }, by: 8 years }`");
                    None
                }
            }
        }
        [] => {
            collector.wrong(node.span, "no day is said here").help(
                "write a date, a milestone, `90 days after MILESTONE`, or `earliest`, `latest`, `event`, `or_earlier_by_consent`",
            );
            None
        }
        [one, other, ..] => {
            collector
                .wrong(node.span, format!("`{one}` and `{other}` both say a day"))
                .help("keep one; put the other into it, as in `{ earliest: [2025-01-01, { event: … }] }`");
            None
        }
    }
}

/// `2025-01-01`, `adoption`, `90 days after adoption`, `3 months before 2026-01-01`.
fn in_one_text(node: &Node, collector: &mut Collector) -> Option<Anchor> {
    let text = fields::text(node, "a day", collector)?.trim();
    for (word, sign) in [(" after ", 1), (" before ", -1)] {
        let Some((by, from)) = text.split_once(word) else { continue };
        if !by.starts_with(|first: char| first.is_ascii_digit()) {
            continue;
        }
        let by = match by.parse::<Length>() {
            Ok(by) => by.times(sign).unwrap_or(by),
            Err(error) => {
                let said = error.to_string();
                let (what, help) = said.split_once(": ").unwrap_or((&said, ""));
                collector.wrong(node.span, what).help(help);
                return None;
            }
        };
        let from = day_or_name(from.trim(), node, collector)?;
        return Some(Anchor::After { from: Box::new(from), by });
    }
    day_or_name(text, node, collector)
}

fn day_or_name(text: &str, node: &Node, collector: &mut Collector) -> Option<Anchor> {
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        let plain = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'-' | b':' | b'.' | b'T'));
        let offset = text.split_once('T').is_some_and(|(_, time)| time.contains('-'));
        if let (true, false, Ok(day)) = (plain, offset, text.parse()) {
            return Some(Anchor::On(day));
        }
    } else if !text.contains(" after ") && !text.contains(" before ") {
        return fields::name(text, node.span, "a milestone", collector).map(|name| Anchor::At(name.into()));
    }
    collector.wrong(node.span, format!("`{}` is no day", fields::cut(text))).help(
        "write a date as YYYY-MM-DD, a time of it as YYYY-MM-DDTHH:MM in the accord's zone, a milestone, or such as `30 days after MILESTONE`",
    );
    None
}
