//! Where NegMAS is installed: a virtual environment that is thrown away, or one that is kept.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use super::process;

/// The version that the figures are of.
pub(super) const VERSION: &str = "0.16.0";
/// How long making the environment and installing may take, each.
const LIMIT: Duration = Duration::from_secs(900);

/// A Python that has NegMAS, and a folder for what it leaves behind.
pub(super) struct Environment {
    python: PathBuf,
    /// Gone with everything in it when this is dropped.
    scratch: TempDir,
}

impl Environment {
    /// Makes it: in a temporary folder, or at `kept`, where it is used again if it is there already.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) fn make(kept: Option<&Path>) -> Result<Self, String> {
        let scratch = tempfile::Builder::new()
            .prefix("wasit-peers-")
            .tempdir()
            .map_err(|error| format!("no temporary folder: {error}"))?;
        let folder = kept.map_or_else(|| scratch.path().join("environment"), Path::to_path_buf);
        let folder =
            std::path::absolute(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
        let environment = Self { python, scratch };
        if kept.is_some() && environment.python.exists() && environment.installed()? == VERSION {
            return Ok(environment);
        }
        eprintln!("installing NegMAS {VERSION} into {}", folder.display());
        let base = if cfg!(windows) { "python" } else { "python3" };
        process::run(
            Command::new(base).args(["-m", "venv"]).arg(&folder),
            LIMIT,
            "making a virtual environment",
        )
        .map_err(|why| advised(&why, "Python 3.11 or newer with its `venv` module is needed"))?;
        let package = format!("negmas=={VERSION}");
        let mut pip = Command::new(&environment.python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", &package]);
        process::run(&mut pip, LIMIT, "pip").map_err(|why| {
            let why = format!("{why}: NegMAS {VERSION} could not be installed");
            advised(&why, "pip's own words stand above; is there a network?")
        })?;
        match environment.installed()? {
            version if version == VERSION => Ok(environment),
            version => Err(format!("pip installed NegMAS `{version}` where {VERSION} was asked for")),
        }
    }

    /// The version of NegMAS that is there; empty where there is none.
    fn installed(&self) -> Result<String, String> {
        const ASK: &str = "import importlib.metadata as m\n\
                           try: print(m.version('negmas'))\n\
                           except m.PackageNotFoundError: print()";
        let ran = process::run(self.python().args(["-c", ASK]), LIMIT, "asking for the version of NegMAS")?;
        Ok(ran.output.trim().to_owned())
    }

    /// Its Python, with one thread for numerical libraries and none of this shell's settings for them.
    pub(super) fn python(&self) -> Command {
        let mut command = Command::new(&self.python);
        for threads in ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"] {
            command.env(threads, "1");
        }
        for foreign in ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP"]
        {
            command.env_remove(foreign);
        }
        // It writes into its user's home; this one goes away.
        command.env("HOME", self.scratch.path()).current_dir(self.scratch.path());
        command
    }

    /// A folder that goes away.
    pub(super) fn scratch(&self) -> &Path {
        self.scratch.path()
    }
}

/// What went wrong and what may be done about it, but for somebody who wanted it to end.
fn advised(why: &str, advice: &str) -> String {
    process::go_on().map_or_else(|interrupted| interrupted, |()| format!("{why}\n{advice}"))
}
