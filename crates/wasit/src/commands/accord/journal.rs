use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use wasit_accord::Entry;
use wasit_files::write_entry;

use crate::failure::Failure;
use crate::output::{hold_writing, reason};

/// The journal beside an accord.
pub(super) const JOURNAL: &str = "journal.jsonl";

/// Adds entries at the end of a journal: all of them, on the disk, or none. `seen` is how long it was when it was read: where
/// somebody else has added to it since, nothing is written.
///
/// # Errors
/// Where it cannot be written, or is longer than what was read.
pub(super) fn append(path: &Path, seen: u64, entries: &[Entry]) -> Result<(), Failure> {
    let _writing = hold_writing();
    let lines: String = entries.iter().map(write_entry).collect();
    match try_append(path, seen, &lines) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Failure::advised(
            format!("{} was added to by somebody else in the meantime", path.display()),
            "nothing was written; say it again, and it is held against the new entries too",
        )),
        Err(error) => Err(Failure::advised(
            format!("cannot write to {}: {}", path.display(), reason(&error)),
            "nothing was written; see that the folder may be written to and has room",
        )),
    }
}

fn try_append(path: &Path, seen: u64, lines: &str) -> io::Result<bool> {
    let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
    file.lock()?;
    let length = file.metadata()?.len();
    if length != seen {
        return Ok(false);
    }
    let torn = length > 0 && {
        let mut last = [0];
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
        last != *b"\n"
    };
    // What was cut off stays as it is, on a line of its own.
    let text = if torn { format!("\n{lines}") } else { lines.to_owned() };
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    if written.is_err() {
        undo(&file, path, length);
    }
    written.map(|()| true)
}

/// Takes away what was half written.
fn undo(file: &File, path: &Path, length: u64) {
    if length == 0 {
        let _ = std::fs::remove_file(path);
    } else {
        let _ = file.set_len(length);
    }
}
