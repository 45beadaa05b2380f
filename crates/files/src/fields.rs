//! Reads what stands in a node: names, texts, numbers, days, yes and no.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::collector::{Collector, Span, in_words};
use crate::tree::{Content, Entry, Key, Node};

/// How many characters a name or a value may have.
pub(crate) const NAME_MAX: usize = 200;
/// How large a number may be, either way.
pub(crate) const NUMBER_MAX: f64 = 1e12;

/// The keys of a mapping whose keys are known.
pub(crate) struct Fields<'n> {
    entries: HashMap<&'n str, &'n Entry>,
}

impl<'n> Fields<'n> {
    /// Reads `node` as a mapping with these keys; `what` names it in messages ("a party"). Keys that are not
    /// known are reported, apart from those that start with one of `free`.
    pub(crate) fn read(
        node: &'n Node,
        what: &str,
        known: &[&str],
        free: Option<&str>,
        collector: &mut Collector,
    ) -> Option<Self> {
        let entries = mapping(node, what, collector)?;
        for Entry { key, .. } in entries {
            let name = key.text.as_ref();
            if known.contains(&name) || free.is_some_and(|free| name.starts_with(free)) {
                continue;
            }
            let help = meant(name, known).unwrap_or_else(|| {
                collector.hint(name, known.iter().copied(), || {
                    format!(
                        "{what} may have {}",
                        in_words(known.iter(), "and")
                            .replace("one more", "one other")
                            .replace("more", "others")
                    )
                })
            });
            collector
                .wrong(key.span, format!("{what} has no key `{}`", cut(name)))
                .label("not known")
                .help(help);
        }
        Some(Self { entries: entries.iter().map(|entry| (entry.key.text.as_ref(), entry)).collect() })
    }

    /// The entries of a mapping, whatever their keys.
    pub(crate) fn lenient(entries: &'n [Entry]) -> Self {
        Self { entries: entries.iter().map(|entry| (entry.key.text.as_ref(), entry)).collect() }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&'n Entry> {
        self.entries.get(name).copied()
    }

    /// The value of a key, where the key is there; a key with nothing behind it is reported.
    pub(crate) fn value(&self, name: &str, collector: &mut Collector) -> Option<&'n Node> {
        let entry = self.get(name)?;
        if entry.value.is_nothing() {
            collector
                .wrong(entry.key.span, format!("nothing stands behind `{name}`"))
                .help("write a value behind the colon, or leave the key out");
            return None;
        }
        Some(&entry.value)
    }

    /// The text of a key, where the key is there.
    pub(crate) fn text(&self, name: &str, collector: &mut Collector) -> Option<&'n str> {
        text(self.value(name, collector)?, &format!("`{name}`"), collector)
    }

    /// The text of a key for people to read, owned and without white space around it.
    pub(crate) fn words(&self, name: &str, collector: &mut Collector) -> Option<String> {
        self.text(name, collector).map(|text| text.trim().to_owned())
    }

    /// The number of a key, where the key is there.
    pub(crate) fn number(&self, name: &str, collector: &mut Collector) -> Option<f64> {
        number(self.value(name, collector)?, &format!("`{name}`"), collector)
    }

    /// Which of `names` are there, in that order.
    pub(crate) fn present(&self, names: &[&'static str]) -> Vec<&'static str> {
        names.iter().copied().filter(|name| self.entries.contains_key(name)).collect()
    }
}

/// Words of the literature and of other software for keys that are called otherwise here.
fn meant(name: &str, known: &[&str]) -> Option<String> {
    let keys: &[&str] = match name.to_lowercase().replace(['-', ' '], "_").as_str() {
        "reservation" | "reservation_value" | "reserved_value" | "batna" | "reservation_utility" => {
            &["walk_away"]
        }
        "utility" | "utilities" | "preferences" | "interests" => &["wants"],
        "label" | "caption" => &["title"],
        "comment" | "comments" | "remark" => &["note"],
        "red_line" | "constraints" => &["red_lines"],
        "place" | "location" | "city" => &["venue"],
        "day" | "when" => &["date"],
        "options" | "choices" => &["values"],
        "min" | "minimum" => &["from", "at_least"],
        "start" | "starts" => &["from"],
        "max" | "maximum" => &["to", "at_most"],
        "end" | "ends" | "expires" | "sunset" => &["until", "to"],
        "increment" | "every" => &["step"],
        "increasing" | "ascending" => &["rising"],
        "decreasing" | "descending" => &["falling"],
        "max_steps" | "n_steps" | "steps" => &["legs"],
        "deadline" => &["legs", "due", "within"],
        "due_by" | "due_date" => &["due"],
        "obligor" | "obligors" | "debtor" | "party" => &["by"],
        "obligee" | "obligees" | "creditor" | "beneficiary" => &["to"],
        "holder" | "holders" => &["of"],
        "effect" | "effects" => &["does"],
        "condition" | "conditions" | "precondition" | "preconditions" => &["only_if"],
        "recurrence" | "frequency" | "rrule" | "how_often" => &["every"],
        "pathway" | "ladder" => &["dispute"],
        "remedy" | "grace" | "grace_period" => &["cure"],
        "extendable" | "extendible" => &["extension"],
        "parallel" => &["parallel_with"],
        "rungs" | "stages" => &["steps"],
        "timezone" | "time_zone" | "tz" => &["zone"],
        "id" => &["name"],
        _ => return None,
    };
    keys.iter().find(|key| known.contains(key)).map(|key| format!("here it is called `{key}`"))
}

/// The entries of a mapping.
pub(crate) fn mapping<'n>(node: &'n Node, what: &str, collector: &mut Collector) -> Option<&'n [Entry]> {
    if let Content::Mapping(entries) = node.content.as_ref() {
        return Some(entries);
    }
    let found = found(node);
    collector
        .wrong(node.span, format!("{what} must be a group of `name: value` entries, and this is {found}"))
        .help("write each on a line of its own, further in than the name above, or `{ name: value, … }`");
    None
}

/// The items of a list; a single text counts as a list of one where `one_will_do`.
pub(crate) fn list<'n>(
    node: &'n Node,
    what: &str,
    one_will_do: bool,
    collector: &mut Collector,
) -> Option<&'n [Node]> {
    match node.content.as_ref() {
        Content::Sequence(items) => Some(items),
        Content::Scalar { .. } if one_will_do && !node.is_nothing() => Some(std::slice::from_ref(node)),
        _ => {
            let found = found(node);
            collector
                .wrong(node.span, format!("{what} must be a list, and this is {found}"))
                .help("write it in brackets, `[a, b]`, or line by line with a dash and a space before each");
            None
        }
    }
}

/// A text as it was written.
pub(crate) fn text<'n>(node: &'n Node, what: &str, collector: &mut Collector) -> Option<&'n str> {
    match node.content.as_ref() {
        Content::Scalar { text, .. } if !text.trim().is_empty() => Some(text),
        Content::Scalar { .. } => {
            collector.wrong(node.span, format!("{what} is empty")).help("write a text, or leave it out");
            None
        }
        _ => {
            let found = found(node);
            collector
                .wrong(node.span, format!("{what} must be a text, and this is {found}"))
                .help("a text that starts with a bracket or has `: ` in it needs quotation marks");
            None
        }
    }
}

/// A name, or a value: a text on one line that is not too long.
pub(crate) fn name<'n>(text: &'n str, span: Span, what: &str, collector: &mut Collector) -> Option<&'n str> {
    if text.contains('\n') || text.chars().count() > NAME_MAX {
        collector
            .wrong(span, format!("{what} is one line of up to {NAME_MAX} characters"))
            .help("take a short one; longer texts belong into `title` or `description`");
        return None;
    }
    if text.trim() != text || text.is_empty() {
        collector
            .wrong(span, format!("{what} starts and ends with something one can see"))
            .help("leave out the blanks");
        return None;
    }
    Some(text)
}

/// [`name`] of a key.
pub(crate) fn key_name<'n>(key: &'n Key, what: &str, collector: &mut Collector) -> Option<&'n str> {
    name(&key.text, key.span, what, collector)
}

/// A finite number of a size that can be reckoned with.
pub(crate) fn number(node: &Node, what: &str, collector: &mut Collector) -> Option<f64> {
    let text = text(node, what, collector)?;
    number_in(text, node.span, what, collector)
}

/// [`number`] of a text.
pub(crate) fn number_in(text: &str, span: Span, what: &str, collector: &mut Collector) -> Option<f64> {
    match parse_number(text) {
        Some(number) if number.abs() <= NUMBER_MAX => Some(number),
        Some(_) => {
            collector
                .wrong(span, format!("{what} is `{}`, and that is too large", cut(text)))
                .help("numbers lie between -1,000,000,000,000 and 1,000,000,000,000 (1e12)");
            None
        }
        None => {
            let help = number_help(text);
            collector.wrong(span, format!("{what} must be a number, not `{}`", cut(text))).help(help);
            None
        }
    }
}

/// A number as people write it; infinite where it is too large to hold.
pub(crate) fn parse_number(text: &str) -> Option<f64> {
    let text = text.trim();
    let plain = text.chars().all(|c| c.is_ascii_digit() || "+-.eE_".contains(c));
    let digits = text.contains(|c: char| c.is_ascii_digit());
    if !plain || !digits || text.starts_with('_') || text.ends_with('_') {
        return None;
    }
    text.replace('_', "").parse().ok()
}

fn number_help(text: &str) -> String {
    let text = text.trim();
    if let Some(share) = text.strip_suffix('%').and_then(parse_number) {
        return format!("write a share as a number: `{}`", share / 100.0);
    }
    if text.matches(',').count() == 1
        && let Some(number) = parse_number(&text.replace(',', "."))
    {
        return format!("write a point, not a comma: `{number}`");
    }
    match text.trim_start_matches(['-', '+', '.']).to_lowercase().as_str() {
        "inf" | "infinity" | "nan" => "only finite numbers can be reckoned with".into(),
        _ => "write it in digits, such as `0.4`, `12` or `-3`".into(),
    }
}

/// A whole number of at least 1 and at most `most`.
pub(crate) fn count(node: &Node, what: &str, most: u32, collector: &mut Collector) -> Option<u32> {
    let text = text(node, what, collector)?;
    match text.trim().replace('_', "").parse::<u32>() {
        Ok(number) if (1..=most).contains(&number) => Some(number),
        _ => {
            collector
                .wrong(
                    node.span,
                    format!("{what} must be a whole number from 1 to {}, not `{}`", grouped(most), cut(text)),
                )
                .help("such as `12`");
            None
        }
    }
}

/// `true` or `false`.
pub(crate) fn truth(node: &Node, what: &str, collector: &mut Collector) -> Option<bool> {
    match text(node, what, collector)? {
        "true" => Some(true),
        "false" => Some(false),
        other => {
            collector
                .wrong(node.span, format!("{what} must be `true` or `false`, not `{}`", cut(other)))
                .help("`true` stands for yes and `false` for no");
            None
        }
    }
}

/// A day, written `2025-04-12`.
pub(crate) fn date(node: &Node, what: &str, collector: &mut Collector) -> Option<Date> {
    let text = text(node, what, collector)?;
    let day = parse_date(text);
    if day.is_none() {
        collector
            .wrong(node.span, format!("{what} must be a day, and `{}` is none", cut(text)))
            .help("write year, month and day, with a day that the calendar has: `2025-04-12`");
    }
    day
}

/// A day written `2025-04-12`, and in no other way.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if shaped { text.parse().ok() } else { None }
}

/// What a node is, for messages.
fn found(node: &Node) -> &'static str {
    match node.content.as_ref() {
        Content::Scalar { .. } if node.is_nothing() => "nothing",
        Content::Scalar { .. } => "a text",
        Content::Sequence(_) => "a list",
        Content::Mapping(_) => "a group of entries",
        Content::Drawn(_) => "uncertain",
    }
}

/// A text of the file in a message: not too long, on one line.
pub(crate) fn cut(text: &str) -> String {
    const SHOWN_MAX: usize = 60;
    let mut line: String = text.chars().take(SHOWN_MAX).map(|c| if c == '\n' { ' ' } else { c }).collect();
    if text.chars().nth(SHOWN_MAX).is_some() {
        line.push('…');
    }
    line
}

/// A number with commas between its thousands.
pub(crate) fn grouped(number: impl Into<u64>) -> String {
    let digits = number.into().to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_write_them() {
        for (text, expect) in [
            ("0.4", Some(0.4)),
            (".5", Some(0.5)),
            ("-3", Some(-3.0)),
            ("1e3", Some(1000.0)),
            ("1_000", Some(1000.0)),
            ("1e999", Some(f64::INFINITY)),
            ("inf", None),
            (".nan", None),
            ("e", None),
            ("", None),
            ("0x10", None),
            ("0,4", None),
        ] {
            assert_eq!(parse_number(text), expect, "{text}");
        }
        assert!(number_help("0,4").contains("`0.4`"));
        assert!(number_help("40%").contains("`0.4`"));
        assert_eq!(grouped(1_234_567_u32), "1,234,567");
        assert_eq!(grouped(123_u32), "123");
    }

    #[test]
    fn days_are_written_in_one_way() {
        assert!(parse_date("2025-04-12").is_some());
        for text in ["2025-02-30", "12/04/2025", "20250412", "2025-4-12", "2025-04-12T10:00", "-025-04-12"] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }
}
