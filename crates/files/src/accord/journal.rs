//! `journal.jsonl`: what came in, an entry a line.

use wasit_accord::Entry;

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
    /// Why.
    pub why: String,
    /// Whether it is the end of a file that was cut off while it was written.
    pub is_torn: bool,
}

/// Reads a journal: whatever its bytes, as much of it as can be used.
#[must_use]
pub fn read_journal(bytes: &[u8]) -> Journal {
    let mut journal = Journal::default();
    let whole = bytes.is_empty() || bytes.ends_with(b"\n");
    let lines: Vec<&[u8]> = bytes.split(|&byte| byte == b'\n').collect();
    for (at, line) in lines.iter().enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match serde_json::from_slice(line) {
            Ok(entry) => journal.entries.push((at + 1, entry)),
            Err(error) => {
                let is_torn = !whole && at + 1 == lines.len();
                let why = if is_torn {
                    "it was cut off while it was written".to_owned()
                } else {
                    without_place(&error)
                };
                journal.set_aside.push(SetAside { line: at + 1, why, is_torn });
            }
        }
    }
    journal
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

/// What is wrong, and in which column: the line is said already.
fn without_place(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let what = said.split(" at line ").next().unwrap_or(&said).to_owned();
    if error.column() > 0 { format!("{what} (column {})", error.column()) } else { what }
}
