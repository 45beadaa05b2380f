//! Making a simulation's draws: on all cores, with a bar, until they are done or the user has had enough.

use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressStyle};
use wasit_arena::{Rows, Running, Simulation};

use super::folder::{Folder, spoilt};
use super::plan_file::Prepared;
use crate::failure::Failure;
use crate::interrupt;
use crate::output::{Unfinished, number_of};
use crate::sample::{Layout, Meaning, Writer};

/// How draws are made, which makes no difference to them.
pub(super) struct Workers {
    pool: rayon::ThreadPool,
    quiet: bool,
}

/// Whoever takes rows as they come.
pub(super) trait Taker {
    /// Takes the rows that follow on those before.
    fn take(&mut self, rows: &Rows) -> Result<(), Failure>;
}

/// What a shard came to.
pub(super) struct ShardHeld {
    /// Chunks that were made now.
    pub(super) now: u64,
    /// Chunks that were there.
    pub(super) before: u64,
}

/// The draws as they are made, and what is known of them so far.
struct Course<'a> {
    prepared: &'a Prepared,
    running: Running,
    bar: ProgressBar,
}

impl Course<'_> {
    fn add(&mut self, rows: &Rows) {
        self.running.add(rows);
        let found = self.running.in_force();
        let (share, half) = (found.mean * 100.0, (found.high - found.low) * 50.0);
        self.bar.set_message(format!("in force {share:.1} % ± {half:.1}"));
    }

    /// Whether the answer is as narrow as was asked for.
    fn is_enough(&self) -> bool {
        self.prepared.file.until.is_some_and(|half| self.running.is_within(half / 100.0))
    }
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

    fn bar(&self, draws: u64) -> ProgressBar {
        bar(self.quiet, draws, "draws")
    }

    fn course<'a>(&self, prepared: &'a Prepared) -> Course<'a> {
        interrupt::be_graceful();
        Course { prepared, running: Running::default(), bar: self.bar(prepared.file.draws) }
    }

    /// Makes all draws, a block at a time, and hands each block on.
    ///
    /// # Errors
    /// Where the user broke off, or the rows cannot be taken.
    pub(super) fn hold_all(
        &self,
        prepared: &Prepared,
        taker: &mut (dyn Taker + Send),
    ) -> Result<(), Failure> {
        let simulation = prepared.simulation()?;
        let mut course = self.course(prepared);
        for block in blocks(0..prepared.file.draws) {
            let Some(rows) = self.hold(&simulation, block, &course.bar)? else {
                course.bar.finish_and_clear();
                return Err(Failure::Interrupted(format!(
                    "interrupted after {} of {} draws; nothing was written (with --out FOLDER they are kept)",
                    course.running.draws(),
                    prepared.file.draws
                )));
            };
            course.add(&rows);
            taker.take(&rows)?;
            if course.is_enough() {
                break;
            }
        }
        course.bar.finish_and_clear();
        Ok(())
    }

    /// The same through `folder`: a chunk that is there is read, and any other is made and kept.
    ///
    /// # Errors
    /// Where the user broke off, or something cannot be read, written or taken.
    pub(super) fn hold_in(
        &self,
        prepared: &Prepared,
        folder: &Folder,
        meaning: &Meaning,
        taker: &mut (dyn Taker + Send),
    ) -> Result<(), Failure> {
        let simulation = prepared.simulation()?;
        let mut course = self.course(prepared);
        for chunk in 0..prepared.file.chunks() {
            if folder.chunk(prepared, chunk)?.is_none() {
                self.make_chunk(prepared, &simulation, folder, meaning, chunk, &course.bar)?;
            }
            let draws = prepared.file.draws_of(chunk);
            course.bar.set_position(draws.end);
            for rows in read(prepared, folder, chunk)?.rows_from(draws.start) {
                let rows = rows.map_err(spoilt)?;
                course.add(&rows);
                taker.take(&rows)?;
            }
            if course.is_enough() {
                break;
            }
        }
        course.bar.finish_and_clear();
        Ok(())
    }

    /// Makes those of these chunks that are not there yet.
    ///
    /// # Errors
    /// Where the user broke off, or a chunk cannot be read or written.
    pub(super) fn hold_chunks(
        &self,
        prepared: &Prepared,
        folder: &Folder,
        meaning: &Meaning,
        chunks: Range<u64>,
    ) -> Result<ShardHeld, Failure> {
        interrupt::be_graceful();
        let simulation = prepared.simulation()?;
        let mut missing = Vec::new();
        for chunk in chunks.clone() {
            if folder.chunk(prepared, chunk)?.is_none() {
                missing.push(chunk);
            }
        }
        let draws = |chunk: &u64| {
            let draws = prepared.file.draws_of(*chunk);
            draws.end - draws.start
        };
        let bar = self.bar(missing.iter().map(draws).sum());
        for &chunk in &missing {
            self.make_chunk(prepared, &simulation, folder, meaning, chunk, &bar)?;
        }
        bar.finish_and_clear();
        Ok(ShardHeld { now: missing.len() as u64, before: chunks.end - chunks.start - missing.len() as u64 })
    }

    fn make_chunk(
        &self,
        prepared: &Prepared,
        simulation: &Simulation<'_>,
        folder: &Folder,
        meaning: &Meaning,
        chunk: u64,
        bar: &ProgressBar,
    ) -> Result<(), Failure> {
        let unfinished = Unfinished::begin(&folder.chunk_path(chunk))?;
        let layout = Arc::new(Layout::of(meaning));
        let mut writer = Writer::new(unfinished.writer()?, meaning, layout, Some(&prepared.sha256))
            .map_err(|error| unfinished.failure(&error))?;
        for block in blocks(prepared.file.draws_of(chunk)) {
            let Some(rows) = self.hold(simulation, block, bar)? else {
                bar.finish_and_clear();
                return Err(Failure::Interrupted(format!(
                    "interrupted in chunk {} of {}; what is whole is kept in {}, and the same command goes on from there",
                    chunk + 1,
                    prepared.file.chunks(),
                    folder.shown()
                )));
            };
            writer.add(&rows).map_err(|error| unfinished.failure(&error))?;
        }
        writer.finish().map_err(|error| unfinished.failure(&error))?;
        unfinished.finish()
    }

    /// `None` where the user broke off.
    fn hold(
        &self,
        simulation: &Simulation<'_>,
        draws: Range<u64>,
        bar: &ProgressBar,
    ) -> Result<Option<Rows>, Failure> {
        let rows = self.pool.install(|| simulation.hold(draws, &|more| bar.inc(more), &interrupt::asked))?;
        Ok(rows.filter(|_| !interrupt::asked()))
    }
}

/// A bar over so many of something; none where nothing is to be said.
pub(super) fn bar(quiet: bool, of: u64, what: &str) -> ProgressBar {
    let bar = if quiet { ProgressBar::hidden() } else { ProgressBar::new(of) };
    let template = format!("{{bar:30}} {{human_pos}} of {{human_len}} {what}, {{eta}} left  {{msg}}");
    bar.set_style(ProgressStyle::with_template(&template).expect("the template is well formed"));
    bar
}

/// The chunks of a folder, one after the other, handed on.
///
/// # Errors
/// Where one is missing, or cannot be read or taken.
pub(super) fn merge(prepared: &Prepared, folder: &Folder, taker: &mut dyn Taker) -> Result<(), Failure> {
    let mut running = Running::default();
    let enough = |running: &Running| prepared.file.until.is_some_and(|half| running.is_within(half / 100.0));
    for chunk in 0..prepared.file.chunks() {
        for rows in read(prepared, folder, chunk)?.rows_from(prepared.file.draws_of(chunk).start) {
            let rows = rows.map_err(spoilt)?;
            running.add(&rows);
            taker.take(&rows)?;
        }
        if enough(&running) {
            break;
        }
    }
    Ok(())
}

fn read(prepared: &Prepared, folder: &Folder, chunk: u64) -> Result<crate::sample::Reader, Failure> {
    if let Some(reader) = folder.chunk(prepared, chunk)? {
        return Ok(reader);
    }
    let chunks = prepared.file.chunks();
    let missing = (0..chunks).filter(|&chunk| !folder.chunk_path(chunk).exists()).count();
    Err(Failure::advised(
        format!(
            "{missing} of {} not there yet; the first is {}",
            number_of(chunks, "chunk is", "chunks are"),
            folder.chunk_path(chunk).display()
        ),
        format!("make what is missing: wasit simulate run {}", folder.shown()),
    ))
}

/// The blocks of a range of draws that begins with one.
fn blocks(draws: Range<u64>) -> impl Iterator<Item = Range<u64>> {
    let end = draws.end;
    draws.step_by(Simulation::BLOCK as usize).map(move |from| from..end.min(from + Simulation::BLOCK))
}
