//! YAML as people write it: entries that fit on a line stand on one, quotation marks where they are needed.

use std::fmt::Write as _;

/// What may stand in a file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Yaml {
    /// A text, not yet in quotation marks.
    Text(String),
    /// A text that stands in quotation marks where a reader with types could take it for something else.
    Marked(String),
    /// A text for people, which may be broken between its words where it is longer than a line.
    Prose(String),
    List(Vec<Yaml>),
    Map(Vec<(String, Yaml)>),
    /// A mapping whose keys are values too: texts or numbers.
    Table(Vec<(Yaml, Yaml)>),
}

/// The columns of a line.
const WIDTH: usize = 110;

impl Yaml {
    /// A number so that reading gives the same one.
    pub(crate) fn number(number: f64) -> Self {
        let plain = format!("{number}");
        Self::Text(if plain.len() > 24 { format!("{number:e}") } else { plain })
    }

    /// A text of the code.
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// A text that must stay a text for readers that look for numbers, days, and yes and no.
    pub(crate) fn marked(text: &str) -> Self {
        Self::Marked(text.to_owned())
    }

    /// A list of texts.
    pub(crate) fn texts(texts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::List(texts.into_iter().map(|text| Self::Text(text.into())).collect())
    }
}

/// A mapping, from keys as they are in the code.
pub(crate) fn map<'k>(entries: impl IntoIterator<Item = (&'k str, Yaml)>) -> Yaml {
    Yaml::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// The entries of a file, one after another; those whose keys are in `opened` have a line for each of their own.
pub(crate) fn file(entries: &[(String, Yaml)], opened: &[&str]) -> String {
    let mut text = String::new();
    for (key, value) in entries {
        match value {
            Yaml::Map(inner) if !inner.is_empty() && opened.contains(&key.as_str()) => {
                text.push_str(&quoted(key));
                text.push_str(":\n");
                inner.iter().for_each(|(key, value)| entry(&mut text, 2, &quoted(key), value));
            }
            Yaml::List(items) if !items.is_empty() && opened.contains(&key.as_str()) => {
                text.push_str(&quoted(key));
                text.push_str(":\n");
                items.iter().for_each(|value| item(&mut text, 2, value));
            }
            _ => entry(&mut text, 0, &quoted(key), value),
        }
    }
    text
}

/// Writes an entry; the key has its quotation marks, where it needs some.
fn entry(text: &mut String, indent: usize, key: &str, value: &Yaml) {
    let _ = write!(text, "{:indent$}{key}:", "");
    follow(text, indent, indent + key.chars().count() + 2, value);
}

fn item(text: &mut String, indent: usize, value: &Yaml) {
    let _ = write!(text, "{:indent$}-", "");
    if let Some(line) = in_a_line(value, WIDTH.saturating_sub(indent + 2)) {
        let _ = writeln!(text, " {line}");
        return;
    }
    match value {
        Yaml::Map(entries) => {
            for (at, (key, value)) in entries.iter().enumerate() {
                let key = quoted(key);
                if at > 0 {
                    entry(text, indent + 2, &key, value);
                    continue;
                }
                let _ = write!(text, " {key}:");
                follow(text, indent + 2, indent + key.chars().count() + 4, value);
            }
        }
        Yaml::List(items) => {
            text.push('\n');
            items.iter().for_each(|value| item(text, indent + 2, value));
        }
        Yaml::Table(_) => {
            text.push('\n');
            entries(text, indent + 2, value);
        }
        Yaml::Text(_) | Yaml::Marked(_) | Yaml::Prose(_) => follow(text, indent, indent + 2, value),
    }
}

/// The entries of a mapping, line by line.
fn entries(text: &mut String, indent: usize, value: &Yaml) {
    match value {
        Yaml::Map(inner) => inner.iter().for_each(|(key, value)| entry(text, indent, &quoted(key), value)),
        Yaml::Table(inner) => inner.iter().for_each(|(key, value)| entry(text, indent, &scalar(key), value)),
        _ => {}
    }
}

/// Writes a value behind the colon of a key that stands at `indent`, `column` columns being taken.
fn follow(text: &mut String, indent: usize, column: usize, value: &Yaml) {
    if let Yaml::Text(words) | Yaml::Marked(words) | Yaml::Prose(words) = value {
        let broken = if matches!(value, Yaml::Prose(_)) { folded(words, indent + 2, column) } else { None };
        if let Some(lines) = broken {
            text.push_str(" >-\n");
            for line in lines {
                let _ = writeln!(text, "{:1$}{line}", "", indent + 2);
            }
        } else if let Some(lines) = as_lines(words) {
            text.push_str(" |-\n");
            for line in lines {
                let _ = writeln!(text, "{:1$}{line}", "", indent + 2);
            }
        } else {
            let _ = writeln!(text, " {}", scalar(value));
        }
        return;
    }
    if let Some(line) = in_a_line(value, WIDTH.saturating_sub(column)) {
        let _ = writeln!(text, " {line}");
        return;
    }
    text.push('\n');
    match value {
        Yaml::List(items) => items.iter().for_each(|value| item(text, indent + 2, value)),
        _ => entries(text, indent + 2, value),
    }
}

/// The lines of a text that can stand as it is below its key.
fn as_lines(text: &str) -> Option<Vec<&str>> {
    let lines: Vec<&str> = text.split('\n').collect();
    let plain = |line: &&str| line.trim() == *line && line.chars().all(is_shown);
    let ends = !lines.first()?.is_empty() && !lines.last()?.is_empty();
    (lines.len() > 1 && ends && lines.iter().all(plain)).then_some(lines)
}

/// The lines of a text that is too long for the line of its key, broken between words.
fn folded(text: &str, indent: usize, column: usize) -> Option<Vec<String>> {
    let words: Vec<&str> = text.split(' ').collect();
    let plain =
        words.iter().all(|word| !word.is_empty() && word.chars().all(|c| is_shown(c) && !c.is_whitespace()));
    if !plain || column + text.chars().count() <= WIDTH {
        return None;
    }
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if indent + line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    Some(lines)
}

/// A value on one line of at most `width` columns.
fn in_a_line(value: &Yaml, width: usize) -> Option<String> {
    let mut line = String::new();
    lay(&mut line, value, width).then_some(line)
}

fn lay(line: &mut String, value: &Yaml, width: usize) -> bool {
    match value {
        Yaml::Text(_) | Yaml::Marked(_) | Yaml::Prose(_) => line.push_str(&scalar(value)),
        Yaml::List(items) => {
            line.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    line.push_str(", ");
                }
                if !lay(line, item, width) {
                    return false;
                }
            }
            line.push(']');
        }
        Yaml::Map(entries) => {
            if !lay_entries(line, entries.iter().map(|(key, value)| (quoted(key), value)), width) {
                return false;
            }
        }
        Yaml::Table(entries) => {
            if !lay_entries(line, entries.iter().map(|(key, value)| (scalar(key), value)), width) {
                return false;
            }
        }
    }
    line.chars().count() <= width
}

fn lay_entries<'y>(
    line: &mut String,
    entries: impl Iterator<Item = (String, &'y Yaml)>,
    width: usize,
) -> bool {
    let mut entries = entries.peekable();
    if entries.peek().is_none() {
        line.push_str("{}");
        return true;
    }
    line.push_str("{ ");
    for (at, (key, value)) in entries.enumerate() {
        if at > 0 {
            line.push_str(", ");
        }
        line.push_str(&key);
        line.push_str(": ");
        if !lay(line, value, width) {
            return false;
        }
    }
    line.push_str(" }");
    true
}

/// A text or a number.
fn scalar(value: &Yaml) -> String {
    match value {
        Yaml::Text(text) | Yaml::Prose(text) => quoted(text),
        Yaml::Marked(text) => marked(text),
        _ => String::new(),
    }
}

/// A text that no reader takes for a number, a day or yes and no.
fn marked(text: &str) -> String {
    const TAKEN: [&str; 9] = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    let word = text.starts_with(char::is_alphabetic);
    let plain = quoted(text);
    if word && !TAKEN.contains(&text.to_lowercase().as_str()) || plain.starts_with('"') {
        return plain;
    }
    format!("\"{plain}\"")
}

/// A text as it may stand anywhere in a file: as it is where that means nothing else, or in quotation marks.
pub(crate) fn quoted(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next();
    let second = chars.next();
    let starts = match first {
        Some('-' | '+' | '.') => second.is_some_and(|c| c.is_ascii_digit() || c == '.' && first != Some('.')),
        Some(c) => c.is_alphanumeric() || c == '_',
        None => false,
    };
    let plain = |c: char| c.is_alphanumeric() || " _-./()%+'=;*!?<>$&°–…’€£".contains(c);
    if starts && text.trim() == text && text.chars().all(plain) {
        return text.to_owned();
    }
    let mut marked = String::with_capacity(text.len() + 2);
    marked.push('"');
    for c in text.chars() {
        match c {
            '"' => marked.push_str("\\\""),
            '\\' => marked.push_str("\\\\"),
            '\n' => marked.push_str("\\n"),
            '\t' => marked.push_str("\\t"),
            c if is_shown(c) => marked.push(c),
            c if u32::from(c) <= 0xffff => {
                let _ = write!(marked, "\\u{:04X}", u32::from(c));
            }
            c => {
                let _ = write!(marked, "\\U{:08X}", u32::from(c));
            }
        }
    }
    marked.push('"');
    marked
}

/// Whether a character can stand in a file as it is: no control, no mark that cannot be seen.
fn is_shown(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotation_marks_where_they_are_needed() {
        for (text, expect) in [
            ("may", "may"),
            ("-3.5", "-3.5"),
            ("-.inf", "-.inf"),
            ("...", "\"...\""),
            ("- 3", "\"- 3\""),
            ("~", "\"~\""),
            ("a: b", "\"a: b\""),
            ("don't", "don't"),
            ("'quoted'", "\"'quoted'\""),
            ("", "\"\""),
            ("a ", "\"a \""),
            ("time:exponent=2,max=1", "\"time:exponent=2,max=1\""),
            ("a\u{feff}\\b\n\"", "\"a\\uFEFF\\\\b\\n\\\"\""),
            ("<<", "\"<<\""),
            ("años", "años"),
        ] {
            assert_eq!(quoted(text), expect);
        }
    }

    #[test]
    fn marked_texts_stay_texts() {
        for (text, expect) in [
            ("may", "may"),
            ("No", "\"No\""),
            ("1.10", "\"1.10\""),
            ("2024-01-01", "\"2024-01-01\""),
            ("~", "\"~\""),
        ] {
            assert_eq!(marked(text), expect);
        }
    }

    #[test]
    fn numbers_stay_themselves() {
        for number in [0.1, 1e-300, -123_456.789, 1e12, 1.0 / 3.0, 0.0] {
            let Yaml::Text(text) = Yaml::number(number) else { panic!("a number is a text") };
            assert_eq!(text.parse::<f64>(), Ok(number));
            assert!(text.len() <= 26, "{text}");
        }
    }
}
