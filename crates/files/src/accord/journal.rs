//! `journal.jsonl`: what came in, an entry a line.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use wasit_accord::{Calendar, Entry};

use crate::accord::entries::{self, Unsaid};
use crate::collector::Collector;
use crate::problems::Text;

/// A journal as it was read: lines that are none are set aside, and the rest is used.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Journal {
    /// The entries, each with its line, from 1.
    pub entries: Vec<(usize, Entry)>,
    /// Lines that are no entry.
    pub set_aside: Vec<SetAside>,
}

/// A line of a journal that is no entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} is set aside: {why}")]
pub struct SetAside {
    /// Which line, from 1.
    pub line: usize,
    /// What is wrong with it, in which column, and what would be right.
    pub why: String,
    /// Whether it is the end of a file that was cut off while it was written.
    pub is_torn: bool,
}

/// Reads a journal: whatever its bytes, as much of it as can be used. See [`journal_lines`].
#[must_use]
pub fn read_journal(bytes: &[u8]) -> Journal {
    let mut journal = Journal::default();
    for line in journal_lines(bytes) {
        match line {
            Ok(entry) => journal.entries.push(entry),
            Err(aside) => journal.set_aside.push(aside),
        }
    }
    journal
}

/// Reads a journal line by line, so that no more than one entry is held: each entry with its line, from 1.
///
/// A line is set aside where it is no entry, and where a text of it has control characters, as those would go to terminals.
/// That names are taken, and that the accord has what an entry names, [`wasit_accord::Ledger::add`] looks at.
pub fn journal_lines(bytes: &[u8]) -> impl Iterator<Item = Result<(usize, Entry), SetAside>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let whole = bytes.is_empty() || bytes.ends_with(b"\n");
    let mut lines = bytes.split(|&byte| byte == b'\n').enumerate().peekable();
    std::iter::from_fn(move || {
        loop {
            let (at, line) = lines.next()?;
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if !line.iter().all(u8::is_ascii_whitespace) {
                let is_last = !whole && lines.peek().is_none();
                return Some(
                    entry_of(line, is_last).map(|entry| (at + 1, entry)).map_err(|(why, is_torn)| SetAside {
                        line: at + 1,
                        why,
                        is_torn,
                    }),
                );
            }
        }
    })
}

/// The entry of a line, or why it is none, and whether it was cut off: only the last line that does not end can be.
fn entry_of(line: &[u8], is_last: bool) -> Result<Entry, (String, bool)> {
    match serde_json::from_slice::<Entry>(line) {
        Ok(entry) if is_plain(line, &entry) => Ok(entry),
        Ok(entry) => match found(line) {
            None => Ok(entry),
            Some(why) => Err((why, false)),
        },
        Err(_) if is_last => Err(("it was cut off while it was written".to_owned(), true)),
        Err(error) => Err((why(line, &error), false)),
    }
}

/// An entry as a line of a journal, with its end.
///
/// # Panics
/// Never: an entry has texts and numbers alone.
#[must_use]
pub fn write_entry(entry: &Entry) -> String {
    let mut line = serde_json::to_string(entry).expect("an entry has texts and numbers alone");
    line.push('\n');
    line
}

/// Whether a line that is an entry needs no second look: texts may have control characters, escaped or beyond ASCII.
fn is_plain(line: &[u8], entry: &Entry) -> bool {
    let id: &str = &entry.id;
    let hash =
        |hash: &str| hash.len() == 64 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    line.trim_ascii_start().starts_with(b"{")
        && !line
            .windows(2)
            .any(|pair| matches!(pair, [b'\\', b'u' | b'b' | b'f' | b'r'] | [0xc2, 0x80..=0x9f]))
        && !line.contains(&0x7f)
        && !id.is_empty()
        && id.trim() == id
        && !id.contains('\n')
        && entry.attachments.iter().all(|file| hash(&file.sha256))
}

/// What is wrong with a line that is no entry.
fn why(line: &[u8], error: &serde_json::Error) -> String {
    if line.iter().all(|&byte| byte == 0) {
        return "it is filled with zeros: what was written did not reach the disk".to_owned();
    }
    if error.is_eof() {
        return "it was cut off while it was written, and the journal went on after it".to_owned();
    }
    if let Err(error) = std::str::from_utf8(line) {
        return format!("byte {} of it is not UTF-8", error.valid_up_to() + 1);
    }
    if !line.trim_ascii_start().starts_with(b"{") {
        return "it is no entry: one starts with `{` and ends with `}`, on one line".to_owned();
    }
    let mut several = serde_json::Deserializer::from_slice(line).into_iter::<Entry>();
    if several.next().is_some_and(|first| first.is_ok()) && several.next().is_some_and(|next| next.is_ok()) {
        return "several entries stand on it; write each on a line of its own".to_owned();
    }
    found(line).unwrap_or_else(|| without_place(error))
}

/// What the reader of batches says of a line, which looks at more than whether it is an entry; nothing where it takes it.
fn found(line: &[u8]) -> Option<String> {
    let line = String::from_utf8_lossy(line);
    let mut collector = Collector::new(Arc::new(Text::new("", line.clone().into_owned())));
    let calendar = Calendar::plain(TimeZone::UTC);
    let unsaid = Unsaid { known: Timestamp::UNIX_EPOCH, calendar: &calendar };
    if let Some(node) = entries::node_of_line(&line, 0, &mut collector) {
        entries::entry(&node, unsaid, &mut collector);
    }
    let problems = collector.finish()?;
    // A key that is not known says more than the one that is therefore missing.
    let unknown = problems.all().iter().find(|problem| problem.label.is_some());
    let first = unknown.or(problems.all().first())?;
    let help = first.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
    let why = format!("{} (column {}){help}", first.message, first.column);
    Some(why.chars().map(|c| if c.is_control() { '?' } else { c }).collect())
}

/// What `serde_json` says, in the words of this crate: the line is said already.
fn without_place(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let what = said.split(" at line ").next().unwrap_or(&said);
    let what = match what.strip_prefix("missing field ") {
        Some(key) => format!("this entry has no {key}"),
        None if what.contains("timestamp") => {
            "`known` is no instant; write such as `2019-07-01T18:00:00Z`".to_owned()
        }
        None => what.chars().map(|c| if c.is_control() { '?' } else { c }).collect(),
    };
    if error.column() > 0 { format!("{what} (column {})", error.column()) } else { what }
}
