//! Holding a tournament's talks: on all cores, with a bar, until they are done or the user has had enough.

use std::num::NonZeroUsize;
use std::ops::Range;

use indicatif::{ProgressBar, ProgressStyle};
use wasit_arena::{Row, Tournament};

use super::chunk_file::{Chunk, scenarios_of};
use super::folder::Folder;
use super::plan_file::Prepared;
use crate::failure::Failure;
use crate::interrupt;
use crate::output::number_of;

/// How talks are held, which makes no difference to them.
pub(super) struct Workers {
    pool: rayon::ThreadPool,
    quiet: bool,
}

/// All rows of a tournament, and of each scenario whether its frontier is exact.
pub(super) struct Held {
    pub(super) rows: Vec<Row>,
    pub(super) exact: Vec<bool>,
}

/// What a shard came to.
pub(super) struct ShardHeld {
    /// Chunks that were held now.
    pub(super) now: u64,
    /// Chunks that were there.
    pub(super) before: u64,
}

impl Workers {
    /// # Errors
    /// Where so many threads cannot be started.
    pub(super) fn new(jobs: Option<NonZeroUsize>, quiet: bool) -> Result<Self, Failure> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(jobs.map_or(0, NonZeroUsize::get))
            .build()
            .map_err(|error| Failure::input(format!("cannot start so many threads: {error}")))?;
        Ok(Self { pool, quiet })
    }

    /// Does `work` on the pool's threads.
    pub(super) fn install<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        self.pool.install(work)
    }

    fn bar(&self, talks: u64) -> ProgressBar {
        let bar = if self.quiet { ProgressBar::hidden() } else { ProgressBar::new(talks) };
        let template = "{bar:30} {human_pos} of {human_len} talks, {eta} left";
        bar.set_style(ProgressStyle::with_template(template).expect("the template is well formed"));
        bar
    }

    /// Holds all talks, and keeps what they come to in memory.
    ///
    /// # Errors
    /// Where the user broke off.
    pub(super) fn hold_all(&self, prepared: &Prepared) -> Result<Held, Failure> {
        interrupt::be_graceful();
        let bar = self.bar(prepared.plan.held());
        let mut tournament = Tournament::new(&prepared.plan, &prepared.talks);
        let mut held = Held { rows: Vec::new(), exact: vec![false; prepared.talks.len()] };
        for chunk in 0..prepared.file.chunks {
            let Some(part) = self.hold_chunk(prepared, &mut tournament, chunk, &bar)? else {
                bar.finish_and_clear();
                return Err(Failure::Interrupted(format!(
                    "interrupted after {} of {} talks; nothing was written (with --out FOLDER they are kept)",
                    bar.position(),
                    prepared.plan.held()
                )));
            };
            held.extend(part);
        }
        bar.finish_and_clear();
        Ok(held)
    }

    /// Holds the talks of these chunks that were not held yet, and writes each chunk as it is done.
    ///
    /// # Errors
    /// Where the user broke off, or a chunk cannot be read or written.
    pub(super) fn hold_chunks(
        &self,
        prepared: &Prepared,
        folder: &Folder,
        chunks: Range<u64>,
    ) -> Result<ShardHeld, Failure> {
        interrupt::be_graceful();
        let mut missing = Vec::new();
        for chunk in chunks.clone() {
            if folder.chunk(prepared, chunk)?.is_none() {
                missing.push(chunk);
            }
        }
        let talks = |chunk: &u64| {
            let talks = prepared.file.talks_of(*chunk);
            talks.end - talks.start
        };
        let bar = self.bar(missing.iter().map(talks).sum());
        let mut tournament = Tournament::new(&prepared.plan, &prepared.talks);
        for (done, &chunk) in missing.iter().enumerate() {
            let Some(part) = self.hold_chunk(prepared, &mut tournament, chunk, &bar)? else {
                bar.finish_and_clear();
                return Err(Failure::Interrupted(format!(
                    "interrupted after {done} of {} chunks; they are kept in {}, and the same command goes on from there",
                    missing.len(),
                    folder.shown()
                )));
            };
            folder.put_chunk(chunk, &part.bytes(prepared, chunk))?;
        }
        bar.finish_and_clear();
        Ok(ShardHeld { now: missing.len() as u64, before: chunks.end - chunks.start - missing.len() as u64 })
    }

    /// `None` where the user broke off.
    fn hold_chunk(
        &self,
        prepared: &Prepared,
        tournament: &mut Tournament<'_>,
        chunk: u64,
        bar: &ProgressBar,
    ) -> Result<Option<Chunk>, Failure> {
        let talks = prepared.file.talks_of(chunk);
        let rows = self.pool.install(|| tournament.hold(talks, &|more| bar.inc(more), &interrupt::asked))?;
        let exact = scenarios_of(prepared, chunk)
            .map(|scenario| (scenario, tournament.exact(scenario).unwrap_or(false)))
            .collect();
        Ok(rows.filter(|_| !interrupt::asked()).map(|rows| Chunk { exact, rows }))
    }
}

impl Held {
    /// All chunks of a folder together.
    ///
    /// # Errors
    /// Where one is missing or damaged.
    pub(super) fn of_folder(prepared: &Prepared, folder: &Folder) -> Result<Self, Failure> {
        let mut held = Self { rows: Vec::new(), exact: vec![false; prepared.talks.len()] };
        let mut missing = Vec::new();
        for chunk in 0..prepared.file.chunks {
            match folder.chunk(prepared, chunk)? {
                Some(part) => held.extend(part),
                None => missing.push(chunk),
            }
        }
        if let Some(first) = missing.first() {
            return Err(Failure::advised(
                format!(
                    "{} of {} not there yet; the first is {}",
                    missing.len(),
                    number_of(prepared.file.chunks, "chunk is", "chunks are"),
                    super::chunk_file::name(*first)
                ),
                format!("hold what is missing: wasit tournament run {}", folder.shown()),
            ));
        }
        Ok(held)
    }

    fn extend(&mut self, part: Chunk) {
        self.rows.extend(part.rows);
        part.exact.into_iter().for_each(|(scenario, exact)| self.exact[scenario] = exact);
    }
}
