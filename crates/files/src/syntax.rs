//! What can be wrong before there is a tree: bytes that are no text, text that is no YAML.

use std::sync::Arc;

use granit_parser::{ErrorKind, ScanError};

use crate::collector::{Collector, Span};
use crate::problems::{Problems, Text, ceil_of, floor_of};

/// How many bytes a file may have.
pub(crate) const SIZE_MAX: usize = 4 << 20;

/// What a file needs at least, shown to whoever has none.
const LEAST: &str = "a file with little in it:
issues:
  price: { range: { from: 100, to: 200, step: 10 } }
parties:
  seller: { walk_away: 0.2, wants: { price: { rising: true } } }
  buyer:  { walk_away: 0.2, wants: { price: { falling: true } } }
`wasit schema` prints all that may stand in it";

/// The bytes as text with a name, or the one problem that they are none.
pub(crate) fn text_of(name: &str, bytes: &[u8]) -> Result<Arc<Text>, Problems> {
    if bytes.len() > SIZE_MAX {
        let message = "the file has more than 4 MiB (4,194,304 bytes), which is the most".to_owned();
        return Err(alone(name, String::new(), Span::default(), message, "leave out what is not needed"));
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) if !looks_like_utf16(bytes) => text,
        _ if looks_like_utf16(bytes) => {
            let text = from_utf16(bytes);
            let help = "save it as UTF-8: editors offer that when saving";
            return Err(alone(
                name,
                text,
                Span::default(),
                "the file is written in UTF-16, not in UTF-8".into(),
                help,
            ));
        }
        Ok(text) => text,
        Err(error) => {
            let at = error.valid_up_to();
            let message = format!("byte {} (0x{:02x}) is not UTF-8", at + 1, bytes[at]);
            let text = String::from_utf8_lossy(bytes).into_owned();
            let help = "save the file as UTF-8: editors offer that when saving";
            let replacement = at..at + char::REPLACEMENT_CHARACTER.len_utf8();
            return Err(alone(name, text, replacement.into(), message, help));
        }
    };
    if let Some((at, c)) = text.char_indices().find(|&(_, c)| c.is_control() && !"\n\r\t\u{85}".contains(c)) {
        let message = format!("the control character U+{:04X} stands here", u32::from(c));
        let span = at..at + c.len_utf8();
        return Err(alone(
            name,
            text.to_owned(),
            span.into(),
            message,
            "leave it out: a talks file is plain text",
        ));
    }
    Ok(Arc::new(Text::new(name, text.to_owned())))
}

/// The one problem of a file, or of a folder called `name`, that stands at no place.
pub(crate) fn without_place(name: &str, message: String, help: &str) -> Problems {
    alone(name, String::new(), Span::default(), message, help)
}

/// The one problem of a file that cannot be read any further.
pub(crate) fn alone(name: &str, text: String, span: Span, message: String, help: &str) -> Problems {
    let mut collector = Collector::new(Arc::new(Text::new(name, text)));
    let draft = collector.wrong(span, message);
    if !help.is_empty() {
        draft.help(help);
    }
    collector.finish().expect("a problem was just noted")
}

fn looks_like_utf16(bytes: &[u8]) -> bool {
    let zeros = |odd: usize| bytes.iter().take(64).skip(odd).step_by(2).filter(|&&byte| byte == 0).count();
    bytes.starts_with(&[0xff, 0xfe])
        || bytes.starts_with(&[0xfe, 0xff])
        || bytes.len() >= 4 && zeros(0).max(zeros(1)) > bytes.len().min(64) / 4
}

fn from_utf16(bytes: &[u8]) -> String {
    let little = bytes.starts_with(&[0xff, 0xfe]) || bytes.get(1) == Some(&0);
    let unit = |pair: &[u8]| match little {
        true => u16::from_le_bytes([pair[0], pair[1]]),
        false => u16::from_be_bytes([pair[0], pair[1]]),
    };
    let units: Vec<u16> = bytes.chunks_exact(2).map(unit).collect();
    String::from_utf16_lossy(&units).trim_start_matches('\u{feff}').to_owned()
}

/// The talks file holds nothing but white space and comments.
pub(crate) fn empty(collector: &mut Collector) {
    nothing(LEAST, collector);
}

/// A file holds nothing but white space and comments; `least` is what it needs.
pub(crate) fn nothing(least: &str, collector: &mut Collector) {
    collector.wrong(Span::default(), "the file is empty").help(least);
}

/// Says what a parser's error means to whoever writes the file.
pub(crate) fn explain(error: &ScanError, text: &str, collector: &mut Collector) {
    let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
    let at = floor_of(text, at);
    let (mut at, mut length) = (at, text[at..].chars().next().map_or(0, char::len_utf8));
    let colon = "a text with a colon in it needs quotation marks: `title: \"Talks: the second round\"`";
    let (message, help) = match error.kind() {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar => {
            (at, length) = tab_before(text, at).map_or((at, length), |tab| (tab, 1));
            ("a tab stands where lines are indented".to_owned(), "indent with spaces: two for each level")
        }
        ErrorKind::UnclosedFlowCollection { open } => {
            (at, length) = (last_unclosed(text, at, *open), 1);
            (format!("this `{open}` is never closed"), closing_help(*open))
        }
        ErrorKind::UnexpectedEofFlowSequence => {
            (at, length) = (last_unclosed(text, at, '['), 1);
            ("this `[` is never closed".to_owned(), closing_help('['))
        }
        ErrorKind::UnexpectedEofFlowMapping | ErrorKind::UnexpectedEofImplicitFlowMapping => {
            (at, length) = (last_unclosed(text, at, '{'), 1);
            ("this `{` is never closed".to_owned(), closing_help('{'))
        }
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            (format!("this `{open}` is closed with `{close}`"), closing_help(*open))
        }
        ErrorKind::MisplacedFlowCollectionEnd if colon_without_space(text, at).is_some() => {
            (at, length) = (colon_without_space(text, at).unwrap_or(at), 2);
            ("a space is missing behind this colon".to_owned(), "write `name: { … }` or `name: [ … ]`")
        }
        ErrorKind::MisplacedFlowCollectionEnd => {
            ("this bracket closes nothing".to_owned(), "leave it out, or write the bracket that opens")
        }
        ErrorKind::ExpectedFlowSequenceSeparator if opened_above(text, at, '[').is_some() => {
            (at, length) = (opened_above(text, at, '[').unwrap_or(at), 1);
            ("this `[` is never closed".to_owned(), closing_help('['))
        }
        ErrorKind::ExpectedFlowMappingSeparator if opened_above(text, at, '{').is_some() => {
            (at, length) = (opened_above(text, at, '{').unwrap_or(at), 1);
            ("this `{` is never closed".to_owned(), closing_help('{'))
        }
        ErrorKind::ExpectedFlowSequenceSeparator => (
            "a `,` or a `]` is missing before this".to_owned(),
            "entries of a list in brackets stand apart by commas: `[a, b]`",
        ),
        ErrorKind::ExpectedFlowMappingSeparator => (
            "a `,` or a `}` is missing before this".to_owned(),
            "entries of a mapping in braces stand apart by commas: `{ a: 1, b: 2 }`",
        ),
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => {
            ("a quotation mark is opened here and never closed".to_owned(), "close it at the end of the text")
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            "something follows the closing quotation mark".to_owned(),
            "put all of the text between the marks; double an apostrophe inside single marks: `'don''t'`",
        ),
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidLowSurrogateHexEscape
        | ErrorKind::InvalidLowSurrogate
        | ErrorKind::MissingLowSurrogate
        | ErrorKind::UnpairedLowSurrogate
        | ErrorKind::InvalidUnicodeEscape => (
            "a backslash in double quotation marks starts nothing known here".to_owned(),
            "write `\\\\` for a backslash, or take single quotation marks",
        ),
        ErrorKind::UnknownAnchor => {
            length =
                text[at..].find(|c: char| c.is_whitespace() || ",]}".contains(c)).unwrap_or(text.len() - at);
            (
                "this alias names nothing that stands further up".to_owned(),
                "mark something with `&name` first; a text that starts with `*` needs quotation marks",
            )
        }
        ErrorKind::UnexpectedCharacter { character } => {
            (format!("a text cannot start with `{character}`"), "put the text in quotation marks")
        }
        ErrorKind::MappingValueNotAllowed if no_entry_above(text, at).is_some() => {
            (at, length) = no_entry_above(text, at).unwrap_or((at, length));
            (
                "this line is no `name: value`".to_owned(),
                "put a colon and a space after the name: `title: Talks`",
            )
        }
        ErrorKind::MappingValueNotAllowed if !text[line_around(text, at).0..at].contains(':') => {
            (at, length) = line_around(text, at);
            (
                "this line stands further in, but the line above has its value already".to_owned(),
                "start it in the same column as the line above, or leave the value above out",
            )
        }
        ErrorKind::MappingValueNotAllowed
        | ErrorKind::InvalidColonPlacement
        | ErrorKind::FlowMappingValueAdjacentCollection => {
            ("this colon stands where none can".to_owned(), colon)
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => {
            (at, length) = line_around(text, at);
            (
                "this line is no `name: value`".to_owned(),
                "put a colon and a space after the name: `title: Talks`",
            )
        }
        ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::InvalidIndentation
        | ErrorKind::InvalidBlockScalarIndent
        | ErrorKind::InvalidQuotedScalarIndent
        | ErrorKind::InvalidFlowScalarIndent => {
            (at, length) = line_around(text, at);
            (
                "this line is not indented like its neighbours".to_owned(),
                "names that belong together start in the same column; what belongs to a name stands further in",
            )
        }
        ErrorKind::BlockEntryInFlowCollection
        | ErrorKind::BlockSequenceEntryNotAllowed
        | ErrorKind::InvalidBlockEntryWhitespace
        | ErrorKind::PlainScalarStartsWithDashFlowIndicator => (
            "this dash stands where no list can start".to_owned(),
            "start a list on a line of its own, or write it in brackets: `[a, b]`",
        ),
        ErrorKind::CommentNotSeparated => {
            ("a comment starts right after a text".to_owned(), "put a space before the `#`")
        }
        ErrorKind::CommentInterceptedScalar => (
            "a comment interrupts a text of several lines".to_owned(),
            "put the comment above, or the text in quotation marks",
        ),
        ErrorKind::RecursionLimitExceeded => (
            format!("lists and mappings stand more than {} deep in one another", crate::tree::DEPTH_MAX),
            "talks need no more than eight or so: look for brackets that are not closed",
        ),
        ErrorKind::BomInsideDocument => (
            "an invisible byte-order mark stands inside the file".to_owned(),
            "leave it out: it may stand at the very beginning only",
        ),
        ErrorKind::MissingAnchorOrAliasName => (
            "a name is missing after this sign".to_owned(),
            "a text that starts with `&` or `*` needs quotation marks",
        ),
        _ => (
            "this cannot be read as YAML".to_owned(),
            "look at the line above too: signs that mean something \
            to YAML (`: # & * ! | > % @`) need quotation marks where a text starts with them",
        ),
    };
    collector.wrong((at..at + length).into(), message).help(help);
}

fn closing_help(open: char) -> &'static str {
    match open {
        '[' => "close it with `]`",
        '{' => "close it with `}`",
        _ => "close it",
    }
}

/// The tab on the line of `at` that is nearest before it, or at it.
fn tab_before(text: &str, at: usize) -> Option<usize> {
    let end = (at + 1).min(text.len());
    let end = ceil_of(text, end);
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    text[start..end].rfind('\t').map(|tab| start + tab)
}

/// Where the innermost bracket `open` stands that is not closed before `at`. Brackets in texts and comments are
/// counted too, so it may be off by those; the line is right wherever brackets are used as brackets.
fn last_unclosed(text: &str, at: usize, open: char) -> usize {
    let close = if open == '[' { ']' } else { '}' };
    let mut closed = 0_usize;
    for (found, c) in text[..at].char_indices().rev() {
        if c == close {
            closed += 1;
        } else if c == open {
            match closed.checked_sub(1) {
                Some(fewer) => closed = fewer,
                None => return found,
            }
        }
    }
    at
}

/// Where the bracket stands that was opened on a line further up, where the line of `at` starts no further in than
/// that one: what is missing is then its end rather than a comma.
fn opened_above(text: &str, at: usize, open: char) -> Option<usize> {
    let indent = |at: usize| {
        let (start, _) = line_around(text, at);
        start - text[..start].rfind('\n').map_or(0, |newline| newline + 1)
    };
    let bracket = last_unclosed(text, at, open);
    let above = text[bracket..at].contains('\n');
    (above && indent(at) <= indent(bracket)).then_some(bracket)
}

/// Where `:{` or `:[` stands on the line of `at`.
fn colon_without_space(text: &str, at: usize) -> Option<usize> {
    let (start, length) = line_around(text, at);
    let line = &text[start..start + length];
    line.find(":{").or_else(|| line.find(":[")).map(|colon| start + colon)
}

/// The line above that of `at`, where it starts in the same column and is no entry: a parser takes the two for one
/// text, and stumbles over the colon of the second.
fn no_entry_above(text: &str, at: usize) -> Option<(usize, usize)> {
    let column = |start: usize| start - text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let (start, _) = line_around(text, at);
    let newline = text[..start].rfind('\n')?;
    let (above, length) = line_around(text, newline);
    let line = &text[above..above + length];
    let entry = line.contains(": ") || line.ends_with(':') || line.starts_with(['#', '-']) || line.is_empty();
    (column(above) == column(start) && !entry).then_some((above, length))
}

/// Start and length of what is written on the line of `at`.
fn line_around(text: &str, at: usize) -> (usize, usize) {
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[start..].find('\n').map_or(text.len(), |length| start + length);
    let line = text[start..end].trim_end();
    let indent = line.len() - line.trim_start().len();
    (start + indent, line.len() - indent)
}
