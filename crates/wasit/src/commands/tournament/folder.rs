//! A tournament's folder: its plan, its chunks, its results. Each file is there whole or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::chunk_file;
use super::plan_file::{PlanFile, Prepared};
use crate::failure::Failure;
use crate::output::{reason, write_whole};

const PLAN: &str = "plan.json";

/// A folder that holds a tournament, or is to.
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

    /// Puts the plan into the folder, which is made where there is none. A folder that has this very plan is left as
    /// it is: its talks go on where they were.
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
            Ok(_) => Err(Failure::advised(
                format!("{} holds another tournament", self.shown()),
                "name another folder, or delete this one",
            )),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                write_whole(&path, &mut |out| out.write_all(&bytes))
            }
            Err(error) => Err(Failure::input(format!("cannot read {}: {}", path.display(), reason(&error)))),
        }
    }

    /// Reads the plan and the scenarios that it names.
    ///
    /// # Errors
    /// Where there is none, it is of another version or damaged, or a scenario has changed.
    pub(super) fn prepare(&self) -> Result<Prepared, Failure> {
        let path = self.file(PLAN);
        let name = path.display().to_string();
        let bytes = fs::read(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Failure::advised(
                format!("there is no {name}"),
                format!("plan one: wasit tournament plan FILE… --seats … --out {}", self.shown()),
            ),
            _ => Failure::input(format!("cannot read {name}: {}", reason(&error))),
        })?;
        PlanFile::read(&bytes, &name)?.prepare(&name)
    }

    /// The chunk of that number; `None` where its talks were not held yet.
    ///
    /// # Errors
    /// Where it cannot be read, or is not of this plan.
    pub(super) fn chunk(
        &self,
        prepared: &Prepared,
        chunk: u64,
    ) -> Result<Option<chunk_file::Chunk>, Failure> {
        let path = self.file(&chunk_file::name(chunk));
        let name = path.display().to_string();
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(chunk_file::Chunk::read(&bytes, prepared, chunk, &name)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Failure::input(format!("cannot read {name}: {}", reason(&error)))),
        }
    }

    /// Writes a chunk.
    ///
    /// # Errors
    /// Where it cannot be written; nothing of it is left.
    pub(super) fn put_chunk(&self, chunk: u64, bytes: &[u8]) -> Result<(), Failure> {
        write_whole(&self.file(&chunk_file::name(chunk)), &mut |out| out.write_all(bytes))
    }
}
