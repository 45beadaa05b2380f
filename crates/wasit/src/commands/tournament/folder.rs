//! A tournament's folder: its plan, its chunks, its results. Each file is there whole or not at all.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::chunk_file;
use super::plan_file::{PlanFile, Prepared};
use crate::failure::Failure;
use crate::output::{hold_writing, reason};

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

/// Writes a file under a temporary name, has it on the disk, and only then puts it in its place.
///
/// # Errors
/// Where it cannot be written; what stood there before is left as it was.
pub(super) fn write_whole(
    path: &Path,
    write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let _writing = hold_writing();
    replace(path, write).map_err(|error| {
        Failure::advised(
            format!("cannot write {}: {}", path.display(), reason(&error)),
            "see that its folder exists, may be written to and has room",
        )
    })
}

fn replace(path: &Path, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        // A pipe, say: it is written to as it is.
        let mut out = BufWriter::new(fs::File::create(path)?);
        write(&mut out)?;
        return out.flush();
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".wasit-").suffix(".part");
    #[cfg(unix)]
    {
        // As any file that a program creates: the umask takes away what it will.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let file = builder.tempfile_in(folder)?;
    let mut out = BufWriter::new(file);
    write(&mut out)?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    // The name is on the disk only when its folder is.
    #[cfg(unix)]
    fs::File::open(folder)?.sync_all()?;
    Ok(())
}
