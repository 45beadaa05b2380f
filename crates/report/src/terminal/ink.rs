//! Colours, glyphs and lines that fit.

use anstyle::{AnsiColor, Effects};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How a transcript is to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Columns; at least 20 are used.
    pub width: usize,
    /// Whether colours and weights may be used.
    pub color: bool,
    /// Whether bars, arrows and dots may be other than ASCII. Text from files is left as it is.
    pub unicode: bool,
    /// Whether long rounds are shown leg for leg.
    pub full: bool,
}

/// Colours that are told apart on light and dark grounds; parties take them in turn.
const PARTIES: [AnsiColor; 5] =
    [AnsiColor::Cyan, AnsiColor::Magenta, AnsiColor::Yellow, AnsiColor::Green, AnsiColor::Blue];

impl Style {
    fn paint(&self, style: anstyle::Style, text: &str) -> String {
        if self.color && !text.is_empty() { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    pub(crate) fn bold(&self, text: &str) -> String {
        self.paint(Effects::BOLD.into(), text)
    }

    pub(crate) fn dim(&self, text: &str) -> String {
        self.paint(Effects::DIMMED.into(), text)
    }

    pub(crate) fn good(&self, text: &str) -> String {
        self.paint(AnsiColor::Green.on_default().bold(), text)
    }

    pub(crate) fn bad(&self, text: &str) -> String {
        self.paint(AnsiColor::Red.on_default().bold(), text)
    }

    pub(crate) fn party(&self, party: usize, text: &str) -> String {
        self.paint(PARTIES[party % PARTIES.len()].on_default(), text)
    }

    fn glyph(&self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.unicode { unicode } else { ascii }
    }

    pub(crate) fn arrow(&self) -> &'static str {
        self.glyph(" → ", " -> ")
    }

    pub(crate) fn dot(&self) -> &'static str {
        self.glyph(" · ", " - ")
    }

    pub(crate) fn dots(&self) -> &'static str {
        self.glyph("…", "...")
    }

    pub(crate) fn dash(&self) -> &'static str {
        self.glyph("–", "-")
    }

    pub(crate) fn minus_infinity(&self) -> &'static str {
        self.glyph("−∞", "-inf")
    }

    /// Full, empty, and the mark of the walk-away.
    pub(crate) fn bar(&self) -> (&'static str, &'static str, &'static str) {
        if self.unicode { ("█", "░", "┃") } else { ("#", ".", "|") }
    }

    pub(crate) fn columns(&self) -> usize {
        self.width.max(20)
    }
}

/// `text` on one line, with control characters, and those that turn the direction of writing, as `?`.
#[must_use]
pub fn clean(text: &str) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let hidden = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    one_line.chars().map(|c| if hidden(c) { '?' } else { c }).collect()
}

/// The columns that `text` takes, colours not counted.
pub(crate) fn columns(text: &str) -> usize {
    let mut columns = 0;
    let mut rest = text;
    while let Some(start) = rest.find('\x1b') {
        columns += rest[..start].width();
        rest = rest[start..].split_once('m').map_or("", |(_, rest)| rest);
    }
    columns + rest.width()
}

/// `text` with spaces up to `width` columns.
pub(crate) fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// `text`, which has no colours, cut to `width` columns.
pub(crate) fn cut(text: &str, width: usize, style: &Style) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let dots = style.dots();
    let mut kept = String::new();
    let mut left = width.saturating_sub(dots.width());
    for c in text.chars() {
        let Some(rest) = left.checked_sub(c.width().unwrap_or(0)) else { break };
        left = rest;
        kept.push(c);
    }
    kept + dots
}

/// Appends `first` and `text`, broken between words; lines from the second on start `hang` columns in. A word
/// that is wider than a line is left whole.
pub(crate) fn wrap(out: &mut String, style: &Style, first: &str, hang: usize, text: &str) {
    out.push_str(first);
    let mut used = columns(first);
    let mut at_start = true;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let wide = columns(word);
        if !at_start && used + 1 + wide > style.columns() {
            out.push('\n');
            out.push_str(&" ".repeat(hang));
            used = hang;
            at_start = true;
        }
        if !at_start {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += wide;
        at_start = false;
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Style = Style { width: 20, color: false, unicode: true, full: false };

    #[test]
    fn lines_break_between_words_and_hang() {
        let mut out = String::new();
        wrap(&mut out, &PLAIN, "- ", 2, "one two three four five six");
        assert_eq!(out, "- one two three four\n  five six\n");
    }

    #[test]
    fn colours_take_no_columns() {
        let style = Style { color: true, ..PLAIN };
        assert_ne!(style.good("ja"), "ja");
        assert_eq!(columns(&style.good("ja")), 2);
        assert_eq!(columns(&pad(&style.bold("ja"), 5)), 5);
    }

    #[test]
    fn what_moves_a_cursor_is_shown_as_a_question_mark() {
        assert_eq!(clean("a\x1b[2Jb\nc \u{202e}d"), "a?[2Jb c ?d");
    }

    #[test]
    fn what_is_too_long_is_cut() {
        assert_eq!(cut("Kalai–Smorodinsky", 6, &PLAIN), "Kalai…");
        assert_eq!(cut("中文字", 4, &PLAIN), "中…");
        assert_eq!(cut("Nash", 4, &PLAIN), "Nash");
    }
}
