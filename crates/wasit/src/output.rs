//! Text to where it belongs: standard output that may be a closed pipe, a terminal of some width, a file that is
//! there whole or not at all.

use std::fs;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Effects, Style};

use crate::failure::Failure;

/// The columns of text that goes to no terminal.
const PIPED_WIDTH: usize = 80;
/// Wider lines are hard to read.
const WIDTH_MAX: usize = 120;

/// How text is to look on a stream.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// Columns.
    pub(crate) width: usize,
    /// Whether colours may be used.
    pub(crate) color: bool,
    /// Whether the locale can show other glyphs than ASCII.
    pub(crate) unicode: bool,
}

impl Look {
    /// For standard output.
    pub(crate) fn of_stdout() -> Self {
        let size = terminal_size::terminal_size_of(io::stdout());
        Self::new(size, AutoStream::choice(&io::stdout()), io::stdout().is_terminal())
    }

    /// For standard error.
    pub(crate) fn of_stderr() -> Self {
        let size = terminal_size::terminal_size_of(io::stderr());
        Self::new(size, AutoStream::choice(&io::stderr()), io::stderr().is_terminal())
    }

    fn new(
        size: Option<(terminal_size::Width, terminal_size::Height)>,
        choice: ColorChoice,
        terminal: bool,
    ) -> Self {
        let width = match size {
            Some((width, _)) if terminal => usize::from(width.0).clamp(20, WIDTH_MAX),
            _ => PIPED_WIDTH,
        };
        Self { width, color: choice != ColorChoice::Never, unicode: locale_shows_more_than_ascii() }
    }

    fn paint(&self, style: Style, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// Text that tells of a failure.
    pub(crate) fn bad(&self, text: &str) -> String {
        self.paint(AnsiColor::Red.on_default().bold(), text)
    }

    /// A heading or a name.
    pub(crate) fn bold(&self, text: &str) -> String {
        self.paint(Effects::BOLD.into(), text)
    }

    /// As reports take it.
    pub(crate) fn style(&self) -> wasit_report::terminal::Style {
        let Self { width, color, unicode } = *self;
        wasit_report::terminal::Style { width, color, unicode, full: false }
    }

    /// `first` and `text`, broken between words, lines from the second on `hang` columns in.
    pub(crate) fn wrapped(&self, first: &str, hang: usize, text: &str) -> String {
        wasit_report::terminal::wrapped(first, hang, text, &self.style())
    }

    /// What is of less weight.
    pub(crate) fn quiet(&self, text: &str) -> String {
        self.paint(Effects::DIMMED.into(), text)
    }
}

/// False where the locale is `C` or `POSIX`; true where none is named, as on most systems of today.
fn locale_shows_more_than_ascii() -> bool {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(std::env::var_os)
        .find(|locale| !locale.is_empty());
    set.is_none_or(|locale| locale != "C" && locale != "POSIX")
}

/// Writes `text` to standard output. A reader that has gone away has had enough: that is no error.
///
/// # Errors
/// Where it cannot be written for another reason, such as a full disk.
pub(crate) fn to_stdout(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::input(format!("cannot write to standard output: {}", reason(&error))))
        }
        _ => Ok(()),
    }
}

/// Writes `text` to standard error, as far as it can be written.
pub(crate) fn to_stderr(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// A word as a shell reads it back.
pub(crate) fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,@%+".contains(c);
    match word.chars().all(plain) {
        true if word.starts_with('-') => format!("./{word}"),
        true if !word.is_empty() => word.to_owned(),
        _ => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

/// How many there are, in words: `1 chunk`, `3 chunks`.
pub(crate) fn number_of(count: u64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

/// Bytes in hexadecimal.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An error of the system without its number.
pub(crate) fn reason(error: &io::Error) -> String {
    let said = error.to_string();
    said.split_once(" (os error").map_or(said.clone(), |(words, _)| words.to_owned())
}

/// Held while a file is put in its place, so that an interrupt waits for it.
static WRITING: Mutex<()> = Mutex::new(());

/// Waits for a file that is being written; none begins while the guard lives.
pub(crate) fn hold_writing() -> MutexGuard<'static, ()> {
    WRITING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// As [`hold_writing`], but gives up after `most`.
pub(crate) fn hold_writing_for(most: Duration) -> Option<MutexGuard<'static, ()>> {
    const PAUSE: Duration = Duration::from_millis(20);
    for _ in 0..most.as_millis() / PAUSE.as_millis() {
        match WRITING.try_lock() {
            Ok(guard) => return Some(guard),
            Err(TryLockError::Poisoned(poisoned)) => return Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
        }
    }
    None
}

/// A file to be written, its folder seen to exist before any work is done.
#[derive(Debug)]
pub(crate) struct Target {
    path: PathBuf,
    /// What it is called in messages.
    what: &'static str,
    /// What it might be called, for advice: `report.html`.
    example: &'static str,
}

impl Target {
    /// A report at `path`.
    ///
    /// # Errors
    /// As [`Target::named`].
    pub(crate) fn new(path: &Path) -> Result<Self, Failure> {
        Self::named(path, "report", "report.html")
    }

    /// A file at `path`, which messages call `what`, and which might be called `example`.
    ///
    /// # Errors
    /// Where the folder does not exist, or `path` is a folder.
    pub(crate) fn named(path: &Path, what: &'static str, example: &'static str) -> Result<Self, Failure> {
        if path.is_dir() {
            return Err(Failure::advised(
                format!("cannot write the {what} to {}: it is a folder", path.display()),
                format!("name a file in it, such as {}", path.join(example).display()),
            ));
        }
        let path_found = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let target = Self { path: path_found, what, example };
        let folder = target.folder();
        if !folder.is_dir() {
            return Err(Failure::advised(
                format!(
                    "cannot write the {what} to {}: there is no folder {}",
                    path.display(),
                    folder.display()
                ),
                "create the folder first, or name another",
            ));
        }
        Ok(target)
    }

    fn folder(&self) -> &Path {
        self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    /// Refuses to take the place of `source`, the file that is read.
    ///
    /// # Errors
    /// Where both are the same file.
    pub(crate) fn must_not_be(&self, source: &Path) -> Result<(), Failure> {
        if fs::canonicalize(source).is_ok_and(|source| source == self.path) {
            let extension = Path::new(self.example).extension().unwrap_or_default();
            return Err(Failure::advised(
                format!("the {} would take the place of {}, which it is about", self.what, source.display()),
                format!("name another file, such as {}", source.with_extension(extension).display()),
            ));
        }
        Ok(())
    }

    /// Writes `text` under a temporary name and puts it in its place: what stood there before stays until all
    /// is written. What is no file, a pipe say, is written to as it is.
    ///
    /// # Errors
    /// Where it cannot be written; nothing is left behind.
    pub(crate) fn write(&self, text: &str) -> Result<(), Failure> {
        let _writing = hold_writing();
        let no_file = fs::metadata(&self.path).is_ok_and(|found| !found.is_file());
        let written = if no_file { fs::write(&self.path, text) } else { self.replace(text) };
        written.map_err(|error| {
            Failure::advised(
                format!("cannot write the {} to {}: {}", self.what, self.path.display(), reason(&error)),
                "nothing was written; see that the folder may be written to and has room",
            )
        })
    }

    fn replace(&self, text: &str) -> io::Result<()> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".wasit-").suffix(".part");
        #[cfg(unix)]
        {
            // As any file that a program creates: the umask takes away what it will.
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let mut file = builder.tempfile_in(self.folder())?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(&self.path).map_err(|error| error.error)?;
        Ok(())
    }
}

/// Writes a file under a temporary name, has it on the disk, and only then puts it in its place.
///
/// # Errors
/// Where it cannot be written; what stood there before is left as it was.
pub(crate) fn write_whole(
    path: &Path,
    write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let _writing = hold_writing();
    replace(path, write).map_err(|error| cannot_write(path, &error))
}

fn replace(path: &Path, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let unfinished = Unfinished::open(path)?;
    let mut out = BufWriter::new(&unfinished.file);
    write(&mut out)?;
    out.flush()?;
    drop(out);
    unfinished.put()
}

/// A file that is written over some time: under a temporary name until all of it is there. Where it is dropped before,
/// nothing is left of it.
pub(crate) struct Unfinished {
    file: fs::File,
    path: PathBuf,
    /// `None` for a pipe, say, which is written to as it is.
    name: Option<tempfile::TempPath>,
}

impl Unfinished {
    /// Begins what is to stand at `path`.
    ///
    /// # Errors
    /// Where nothing can be written there.
    pub(crate) fn begin(path: &Path) -> Result<Self, Failure> {
        Self::open(path).map_err(|error| cannot_write(path, &error))
    }

    fn open(path: &Path) -> io::Result<Self> {
        let path = path.to_owned();
        if fs::metadata(&path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
            return Ok(Self { file: fs::File::create(&path)?, path, name: None });
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
        let (file, name) = builder.tempfile_in(folder)?.into_parts();
        Ok(Self { file, path, name: Some(name) })
    }

    /// What is to be written to.
    ///
    /// # Errors
    /// Where the system has no more handles.
    pub(crate) fn writer(&self) -> Result<fs::File, Failure> {
        self.file.try_clone().map_err(|error| cannot_write(&self.path, &error))
    }

    /// Says that something could not be written to it.
    pub(crate) fn failure(&self, error: &io::Error) -> Failure {
        cannot_write(&self.path, error)
    }

    /// Has it on the disk, and only then puts it in its place.
    ///
    /// # Errors
    /// Where that cannot be done; what stood there before is left as it was.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        let _writing = hold_writing();
        let path = self.path.clone();
        self.put().map_err(|error| cannot_write(&path, &error))
    }

    fn put(self) -> io::Result<()> {
        let Some(name) = self.name else { return Ok(()) };
        self.file.sync_all()?;
        name.persist(&self.path).map_err(|error| error.error)?;
        // The name is on the disk only when its folder is.
        #[cfg(unix)]
        {
            let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
            fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        }
        Ok(())
    }
}

fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    Failure::advised(
        format!("cannot write {}: {}", path.display(), reason(error)),
        "see that its folder exists, may be written to and has room",
    )
}

/// Says on standard error what a reader of the result should know.
pub(crate) fn say(what: &str, sentences: &[String]) {
    let look = Look::of_stderr();
    let lines: Vec<String> = sentences
        .iter()
        .map(|sentence| format!("{} {sentence}\n", look.quiet(&format!("{what}:"))))
        .collect();
    to_stderr(&lines.concat());
}
