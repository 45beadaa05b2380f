//! A simulation's folder: its plan, its chunks, its results. Each file is there whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::plan_file::{PlanFile, Prepared};
use crate::failure::Failure;
use crate::output::{reason, write_whole};
use crate::sample::Reader;

const PLAN: &str = "plan.json";

/// A folder that holds a simulation, or is to.
pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    pub(super) fn shown(&self) -> String {
        self.path.display().to_string()
    }

    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Where chunk `chunk` stands, or is to.
    pub(super) fn chunk_path(&self, chunk: u64) -> PathBuf {
        self.file(&format!("chunk-{chunk:03}.parquet"))
    }

    /// Puts the plan into the folder, which is made where there is none. A folder that has this very plan is left as
    /// it is: its draws go on where they were.
    ///
    /// # Errors
    /// Where it holds another plan, or cannot be written to.
    pub(super) fn begin(&self, prepared: &Prepared) -> Result<(), Failure> {
        fs::create_dir_all(&self.path).map_err(|error| {
            Failure::input(format!("cannot make the folder {}: {}", self.shown(), reason(&error)))
        })?;
        let bytes = prepared.file.bytes();
        let path = self.file(PLAN);
        match fs::read(&path) {
            Ok(found) if found == bytes => Ok(()),
            Ok(found) => {
                let found = PlanFile::read(&found, PLAN).ok();
                let how = found.and_then(|found| found.difference(&prepared.file));
                let how = how.map_or_else(String::new, |(was, now)| {
                    format!(": it was planned with {was}, and this has {now}")
                });
                Err(Failure::advised(
                    format!("{} holds another simulation{how}", self.shown()),
                    "name another folder, or delete this one",
                ))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                write_whole(&path, &mut |out: &mut dyn Write| out.write_all(&bytes))
            }
            Err(error) => Err(Failure::input(format!("cannot read {}: {}", path.display(), reason(&error)))),
        }
    }

    /// Reads the plan and the talks that it names.
    ///
    /// # Errors
    /// Where there is none, it is of another version or damaged, or the talks have changed.
    pub(super) fn prepare(&self) -> Result<Prepared, Failure> {
        let path = self.file(PLAN);
        let name = path.display().to_string();
        let bytes = fs::read(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Failure::advised(
                format!("there is no {name}"),
                format!("plan one: wasit simulate plan FILE --out {}", self.shown()),
            ),
            _ if self.path.is_file() => Failure::advised(
                format!("{} is a file, and no folder of a simulation", self.shown()),
                "name the folder that `wasit simulate plan FILE --out FOLDER` made",
            ),
            _ => Failure::input(format!("cannot read {name}: {}", reason(&error))),
        })?;
        PlanFile::read(&bytes, &name)?.prepare(&name)
    }

    /// The chunk of that number; `None` where its draws were not made yet.
    ///
    /// # Errors
    /// Where it cannot be read, or is not of this plan.
    pub(super) fn chunk(&self, prepared: &Prepared, chunk: u64) -> Result<Option<Reader>, Failure> {
        let path = self.chunk_path(chunk);
        if !path.exists() {
            return Ok(None);
        }
        let reader = Reader::open(&path).map_err(spoilt)?;
        let again = |what: &str| Err(spoilt(Failure::input(format!("{} {what}", path.display()))));
        if reader.plan() != Some(prepared.sha256.as_str()) {
            return again("belongs to another plan");
        }
        let draws = prepared.file.draws_of(chunk);
        if reader.draws() != draws.end - draws.start {
            return again("does not hold the draws that it should");
        }
        Ok(Some(reader))
    }
}

/// A failure to read a chunk, with what to do about it.
pub(super) fn spoilt(failure: Failure) -> Failure {
    match failure {
        Failure::Input { what, .. } => Failure::advised(what, "delete it, and make its draws again"),
        other => other,
    }
}
