//! What is wrong with a file, and where: made to be shown to whoever wrote it.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use miette::{
    Diagnostic, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents,
};

/// One thing that is wrong with a file.
///
/// As a [`Diagnostic`] it carries the file's text, so that a report shows `file:line:column`, the line with the
/// span underlined, and the help. Control characters are shown as `?`, and of a very long line only what lies
/// around the span.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
#[non_exhaustive]
pub struct Problem {
    /// The bytes of the text that are meant; within one line, possibly empty.
    pub span: Range<usize>,
    /// The line where the span starts, from 1.
    pub line: usize,
    /// The column where the span starts, in characters from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to write under the span.
    pub label: Option<String>,
    /// What would be right.
    pub help: Option<String>,
    text: Arc<Text>,
}

/// Everything that is wrong with one file, in the order of the file; at least one problem.
///
/// Shown with `{}` it is a list of lines `file:line:column: message`; for a terminal, show each
/// [`Problems::shown`] as a [`Diagnostic`] and then say how many [`Problems::more`] there are.
#[derive(Clone, Debug)]
pub struct Problems {
    problems: Vec<Problem>,
    uncounted: usize,
    text: Arc<Text>,
}

impl Problems {
    /// How many problems [`Problems::shown`] gives at most.
    pub const SHOWN_MAX: usize = 50;

    pub(crate) fn new(text: Arc<Text>, mut problems: Vec<Problem>, uncounted: usize) -> Self {
        problems.sort_by_key(|problem| (problem.span.start, problem.span.end));
        let mut kept: Vec<Problem> = Vec::with_capacity(problems.len());
        for problem in problems {
            // What stands behind an anchor is read at every place that names it, and is wrong only once.
            let twin = |other: &&Problem| other.span == problem.span && other.message == problem.message;
            if !kept.iter().rev().take_while(|other| other.span == problem.span).any(|other| twin(&other)) {
                kept.push(problem);
            }
        }
        Self { problems: kept, uncounted, text }
    }

    /// All problems that were kept, in the order of the file: up to a thousand.
    #[must_use]
    pub fn all(&self) -> &[Problem] {
        &self.problems
    }

    /// The problems to show: the first [`Problems::SHOWN_MAX`].
    #[must_use]
    pub fn shown(&self) -> &[Problem] {
        &self.problems[..self.problems.len().min(Self::SHOWN_MAX)]
    }

    /// How many there are beyond [`Problems::shown`].
    #[must_use]
    pub fn more(&self) -> usize {
        self.problems.len() - self.shown().len() + self.uncounted
    }

    /// The file's name as it was given.
    #[must_use]
    pub fn file_name(&self) -> &str {
        &self.text.name
    }

    /// The file's text, as far as it could be read as text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text.text
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.shown().iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            write!(f, "{}:{}:{}: {}", self.text.name, problem.line, problem.column, problem.message)?;
            if let Some(help) = &problem.help {
                write!(f, " ({})", help.lines().collect::<Vec<_>>().join(" "))?;
            }
        }
        match self.more() {
            0 => Ok(()),
            more => write!(f, "\nand {more} more"),
        }
    }
}

impl std::error::Error for Problems {}

impl Problem {
    pub(crate) fn new(
        text: &Arc<Text>,
        span: Range<usize>,
        message: String,
        label: Option<String>,
        help: Option<String>,
    ) -> Self {
        let span = text.within_a_line(span);
        let line = text.line_of(span.start);
        let column = text.column_of(span.start);
        Self { span, line: line + 1, column: column + 1, message, label, help, text: Arc::clone(text) }
    }
}

impl Diagnostic for Problem {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.text.as_ref())
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = LabeledSpan::new(self.label.clone(), self.span.start, self.span.len());
        Some(Box::new(std::iter::once(label)))
    }
}

/// A file's name and text, with the beginnings of its lines.
pub(crate) struct Text {
    pub(crate) name: String,
    text: String,
    /// The text as it may be shown: of the same length, without control characters.
    shown: String,
    starts: Vec<usize>,
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bytes)", self.name, self.text.len())
    }
}

impl Text {
    /// How many bytes of a line are shown on each side of a span.
    const AROUND: usize = 160;

    pub(crate) fn new(name: &str, text: String) -> Self {
        let shown = text.chars().flat_map(shown_char).collect();
        let starts =
            std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect::<Vec<_>>();
        let name = name.chars().map(|c| if c.is_control() { '?' } else { c }).collect();
        Self { name, text, shown, starts }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The line of a byte, from 0.
    pub(crate) fn line_of(&self, at: usize) -> usize {
        self.starts.partition_point(|&start| start <= at) - 1
    }

    fn column_of(&self, at: usize) -> usize {
        self.text[self.starts[self.line_of(at)]..at].chars().count()
    }

    /// The end of line `line` without its line break.
    fn end_of(&self, line: usize) -> usize {
        let end = self.starts.get(line + 1).map_or(self.text.len(), |next| next - 1);
        let start = self.starts[line];
        start + self.text[start..end].trim_end_matches('\r').len()
    }

    /// `span` on whole characters, ending where its first line ends at the latest.
    fn within_a_line(&self, span: Range<usize>) -> Range<usize> {
        let mut start = floor_of(&self.text, span.start);
        let line_end = self.end_of(self.line_of(start));
        start = start.min(line_end);
        let end = ceil_of(&self.text, span.end).clamp(start, line_end);
        start..start + self.text[start..end].trim_end().len()
    }
}

/// The last boundary of characters that is not after `at`.
pub(crate) fn floor_of(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// The first boundary of characters that is not before `at`.
pub(crate) fn ceil_of(text: &str, at: usize) -> usize {
    (at..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len())
}

/// Control characters as question marks of the same length in bytes.
fn shown_char(c: char) -> impl Iterator<Item = char> {
    let hidden = c.is_control() && c != '\n' && c != '\t' && c != '\r';
    let (shown, times) = if hidden { ('?', c.len_utf8()) } else { (c, 1) };
    std::iter::repeat_n(shown, times)
}

impl SourceCode for Text {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (start, end) = (span.offset(), span.offset() + span.len());
        if end > self.shown.len() {
            return Err(MietteError::OutOfBounds);
        }
        let line = self.line_of(start);
        let (line_start, line_end) = (self.starts[line], self.end_of(line));
        let alone = lines_before == 0 && lines_after == 0;
        let (from, until) = if alone || line_end - line_start > 2 * Self::AROUND {
            // Asked for the span alone, miette wants to know where it starts, not where its line does.
            let before = if alone { 0 } else { Self::AROUND };
            let from = ceil_of(&self.text, start.saturating_sub(before).max(line_start));
            (from, floor_of(&self.text, (start + Self::AROUND).max(end).min(line_end)))
        } else {
            let first = line.saturating_sub(lines_before);
            let last = (line + lines_after).min(self.starts.len() - 1);
            let long = |line: usize| self.end_of(line) - self.starts[line] > 2 * Self::AROUND;
            let first = (first..line).rev().take_while(|&line| !long(line)).last().unwrap_or(line);
            let last = (line + 1..=last).take_while(|&line| !long(line)).last().unwrap_or(line);
            (self.starts[first], self.end_of(last))
        };
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            &self.shown.as_bytes()[from..until.max(end)],
            (from, until.max(end) - from).into(),
            self.line_of(from),
            self.column_of(from),
            self.starts.len(),
        )))
    }
}
