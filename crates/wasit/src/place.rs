//! Where a converted scenario goes: a file or a folder that is there whole or not at all.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::output::{hold_writing, reason};

/// A file or a folder to be written, what stands there seen before any work is done.
#[derive(Debug)]
pub(crate) struct Place {
    /// As it was given.
    path: PathBuf,
    /// Without links, where something is there.
    real: PathBuf,
    file: bool,
    force: bool,
}

impl Place {
    /// A `file`, or else a folder, at `path`; with `force` in place of what is there.
    ///
    /// # Errors
    /// Where something is there that must not be replaced, or the folder around it does not exist.
    pub(crate) fn new(path: &Path, file: bool, force: bool) -> Result<Self, Failure> {
        let shown = path.display();
        let place = Self {
            path: path.to_owned(),
            real: fs::canonicalize(path).unwrap_or_else(|_| path.components().collect()),
            file,
            force,
        };
        if place.real.file_name().is_none() {
            return Err(Failure::input(format!("cannot write to {shown}: it has no name")));
        }
        if !place.around().is_dir() {
            return Err(Failure::advised(
                format!("cannot write to {shown}: there is no folder {}", place.around().display()),
                "create the folder first, or name another",
            ));
        }
        let Ok(found) = fs::metadata(&place.real) else { return Ok(place) };
        match (file, found.is_dir()) {
            (true, true) => Err(Failure::advised(
                format!("cannot write the talks file to {shown}: it is a folder"),
                format!("name a file in it, such as {}", path.join("talks.yaml").display()),
            )),
            (false, false) => Err(Failure::advised(
                format!("cannot write the folder {shown}: a file is there"),
                "name a folder; it need not exist",
            )),
            (true, false) if !force => Err(Failure::advised(
                format!("{shown} exists already"),
                "name another file, or replace it with `--force`",
            )),
            (false, true) if !force && !place.entries()?.is_empty() => Err(Failure::advised(
                format!("the folder {shown} exists already, and is not empty"),
                "name another folder, or replace its files with `--force`",
            )),
            _ => Ok(place),
        }
    }

    /// Refuses to take the place of `source`, which is read.
    ///
    /// # Errors
    /// Where both are the same, or one lies in the other.
    pub(crate) fn must_not_be(&self, source: &Path) -> Result<(), Failure> {
        let Ok(source_real) = fs::canonicalize(source) else { return Ok(()) };
        if source_real.is_dir()
            && self.around().canonicalize().is_ok_and(|around| around.starts_with(&source_real))
        {
            return Err(Failure::advised(
                format!(
                    "{} would lie in {}, which is read as one scenario",
                    self.path.display(),
                    source.display()
                ),
                "name another place",
            ));
        }
        let within = !self.file && source_real.starts_with(&self.real);
        if source_real == self.real || within {
            return Err(Failure::advised(
                format!(
                    "{} would take the place of {}, which is read",
                    self.path.display(),
                    source.display()
                ),
                "name another place",
            ));
        }
        Ok(())
    }

    /// Writes the files under a temporary name and puts them in their place: what stood there before stays until all
    /// is written. Gives their paths.
    ///
    /// # Errors
    /// Where they cannot be written, or the folder holds other files; then nothing has changed.
    pub(crate) fn fill(&self, files: &[(String, Vec<u8>)]) -> Result<Vec<PathBuf>, Failure> {
        let _writing = hold_writing();
        let failed = |error: io::Error| {
            Failure::advised(
                format!("cannot write to {}: {}", self.path.display(), reason(&error)),
                "nothing was written; see that the folder may be written to and has room",
            )
        };
        if let (true, [(_, bytes)]) = (self.file, files) {
            self.put_file(bytes).map_err(failed)?;
            return Ok(vec![self.path.clone()]);
        }
        self.check_entries(files)?;
        self.put_folder(files).map_err(failed)?;
        Ok(files.iter().map(|(name, _)| self.path.join(name)).collect())
    }

    fn around(&self) -> &Path {
        self.real.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    /// The names in the folder.
    fn entries(&self) -> Result<BTreeSet<OsString>, Failure> {
        let unread = |error: io::Error| {
            Failure::input(format!("cannot read {}: {}", self.path.display(), reason(&error)))
        };
        let entries = match fs::read_dir(&self.real) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
            Err(error) => return Err(unread(error)),
        };
        entries.map(|entry| Ok(entry.map_err(unread)?.file_name())).collect()
    }

    /// A folder is replaced as a whole, so it must hold nothing that would not be replaced.
    fn check_entries(&self, files: &[(String, Vec<u8>)]) -> Result<(), Failure> {
        let others: Vec<String> = self
            .entries()?
            .into_iter()
            .filter(|entry| files.iter().all(|(name, _)| name.as_str() != entry))
            .map(|entry| entry.to_string_lossy().into_owned())
            .collect();
        match others.as_slice() {
            [] => Ok(()),
            [first, rest @ ..] => {
                let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
                Err(Failure::advised(
                    format!(
                        "the folder {} holds what would not be replaced: {first}{more}",
                        self.path.display()
                    ),
                    "nothing was written; name another folder, or take the other files away",
                ))
            }
        }
    }

    fn put_file(&self, bytes: &[u8]) -> io::Result<()> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".wasit-").suffix(".part");
        #[cfg(unix)]
        {
            // As any file that a program creates: the umask takes away what it will.
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let mut file = builder.tempfile_in(self.around())?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        let placed = if self.force { file.persist(&self.real) } else { file.persist_noclobber(&self.real) };
        placed.map(drop).map_err(|error| error.error)
    }

    fn put_folder(&self, files: &[(String, Vec<u8>)]) -> io::Result<()> {
        let workshop =
            tempfile::Builder::new().prefix(".wasit-").suffix(".part").tempdir_in(self.around())?;
        let (new, old) = (workshop.path().join("new"), workshop.path().join("old"));
        fs::create_dir(&new)?;
        for (name, bytes) in files {
            let mut file = fs::File::create_new(new.join(name))?;
            file.write_all(bytes)?;
            file.sync_all()?;
        }
        let replaces = self.real.exists();
        if replaces {
            fs::rename(&self.real, &old)?;
        }
        let Err(error) = fs::rename(&new, &self.real) else { return Ok(()) };
        if replaces && fs::rename(&old, &self.real).is_err() {
            let kept = workshop.keep().join("old");
            return Err(io::Error::other(format!("{error}; what stood there is now {}", kept.display())));
        }
        Err(error)
    }
}
