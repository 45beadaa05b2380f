//! Checksums of a sample: a byte that was changed is seen before anything is made of it.
//!
//! They stand before the footer, where readers of Parquet do not look, as JSON with its length and a mark behind it.
//! The first sums are of the groups of rows, in order, each with all that stands before it back to the end of the
//! one before; the last is of all the rest but the sums themselves.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::output::hexadecimal;

/// What stands at the end of the sums.
const MARK: &[u8; 8] = b"wasitsum";
/// The length of the footer and Parquet's own mark, at the end of the file.
const END: u64 = 8;
/// Sums of more groups than a sample can have are none.
const LENGTH_MAX: u32 = 1 << 28;

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    /// Where it ends, in bytes from the start of the file; of the last the length of what stands before the sums.
    end: u64,
    sha256: String,
}

/// What writes, and sums what it writes.
pub(super) struct Summing<W> {
    out: W,
    sum: Sha256,
    written: u64,
    parts: Vec<Part>,
    /// What comes after the last group, until all of it is there.
    rest: Option<Vec<u8>>,
}

impl<W: Write> Summing<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out, sum: Sha256::new(), written: 0, parts: Vec::new(), rest: None }
    }

    /// Says that a group ends here.
    pub(super) fn end_group(&mut self) {
        let sha256 = hexadecimal(&self.sum.finalize_reset());
        self.parts.push(Part { end: self.written, sha256 });
    }

    /// Says that no more groups come.
    pub(super) fn end_groups(&mut self) {
        self.rest = Some(Vec::new());
    }

    /// Writes the sums and what stands behind them.
    pub(super) fn finish(mut self) -> io::Result<W> {
        let rest = self.rest.take().unwrap_or_default();
        let footer = rest.last_chunk::<{ END as usize }>().map(|end| footer_length(*end) + END);
        let before = footer.and_then(|footer| rest.len().checked_sub(usize::try_from(footer).ok()?));
        let before = before.ok_or_else(|| io::Error::other("a sample was written without its footer"))?;
        let end = self.written + before as u64;
        self.parts.push(Part { end, sha256: hexadecimal(&Sha256::digest(&rest)) });
        let text = serde_json::to_vec(&self.parts)?;
        self.out.write_all(&rest[..before])?;
        self.out.write_all(&text)?;
        let length = u32::try_from(text.len()).map_err(io::Error::other)?;
        self.out.write_all(&length.to_le_bytes())?;
        self.out.write_all(MARK)?;
        self.out.write_all(&rest[before..])?;
        Ok(self.out)
    }
}

impl<W: Write> Write for Summing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(rest) = &mut self.rest {
            rest.extend_from_slice(bytes);
            return Ok(bytes.len());
        }
        let count = self.out.write(bytes)?;
        self.sum.update(&bytes[..count]);
        self.written += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// How long the footer is, by the last eight bytes of the file.
fn footer_length(end: [u8; END as usize]) -> u64 {
    u64::from(u32::from_le_bytes([end[0], end[1], end[2], end[3]]))
}

/// The sums of a sample that is read.
pub(super) struct Sums {
    file: File,
    parts: Vec<Part>,
}

impl Sums {
    /// The sums of the file at `path`, the last of which is right; `None` where it has none, or its last part is not as
    /// it was.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub(super) fn read(path: &Path) -> io::Result<Option<Self>> {
        let mut file = File::open(path)?;
        let all = file.seek(SeekFrom::End(0))?;
        let Some(end) = all.checked_sub(END) else { return Ok(None) };
        let mut last = [0; END as usize];
        read_at(&mut file, end, &mut last)?;
        let Some(footer) = end.checked_sub(footer_length(last)) else { return Ok(None) };
        let Some(mark) = footer.checked_sub(12) else { return Ok(None) };
        let mut found = [0; 12];
        read_at(&mut file, mark, &mut found)?;
        let length = u32::from_le_bytes([found[0], found[1], found[2], found[3]]);
        let Some(text_at) = mark.checked_sub(u64::from(length)) else { return Ok(None) };
        if &found[4..] != MARK || length > LENGTH_MAX {
            return Ok(None);
        }
        let mut text = vec![0; length as usize];
        read_at(&mut file, text_at, &mut text)?;
        let Ok(parts) = serde_json::from_slice::<Vec<Part>>(&text) else { return Ok(None) };
        let [.., before, rest] = parts.as_slice() else { return Ok(None) };
        if rest.end != text_at || before.end > text_at {
            return Ok(None);
        }
        let mut sum = Sha256::new();
        add(&mut file, before.end..text_at, &mut sum)?;
        add(&mut file, footer..all, &mut sum)?;
        let whole = hexadecimal(&sum.finalize()) == rest.sha256;
        Ok(whole.then_some(Self { file, parts }))
    }

    /// Of how many groups there are sums.
    pub(super) fn groups(&self) -> usize {
        self.parts.len() - 1
    }

    /// Whether group `at` is as it was written.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub(super) fn is_whole(&self, at: usize) -> io::Result<bool> {
        let from = at.checked_sub(1).map_or(0, |before| self.parts[before].end);
        let part = &self.parts[at];
        let mut sum = Sha256::new();
        if from > part.end {
            return Ok(false);
        }
        add(&mut &self.file, from..part.end, &mut sum)?;
        Ok(hexadecimal(&sum.finalize()) == part.sha256)
    }
}

/// Whether the file at `path` begins as Parquet does.
///
/// # Errors
/// Where it cannot be read.
pub(super) fn begins_as_parquet(path: &Path) -> io::Result<bool> {
    let mut start = Vec::new();
    File::open(path)?.take(4).read_to_end(&mut start)?;
    Ok(start == b"PAR1")
}

fn read_at(file: &mut (impl Read + Seek), at: u64, bytes: &mut [u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(bytes)
}

/// Adds a range of the file to a sum, a piece at a time.
fn add(file: &mut (impl Read + Seek), range: std::ops::Range<u64>, sum: &mut Sha256) -> io::Result<()> {
    const PIECE: u64 = 1 << 16;
    let mut piece = vec![0; PIECE as usize];
    file.seek(SeekFrom::Start(range.start))?;
    let mut left = range.end - range.start;
    while left > 0 {
        let now = &mut piece[..left.min(PIECE) as usize];
        file.read_exact(now)?;
        sum.update(&*now);
        left -= now.len() as u64;
    }
    Ok(())
}
