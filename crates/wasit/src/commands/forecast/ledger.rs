use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Zoned;
use jiff::civil::Date;
use wasit_files::{Entry, Ledger, LedgerError};

use crate::failure::Failure;
use crate::files::{bytes_at, name_of, nearest};
use crate::output::Target;

/// The ledger where none is named.
pub(super) const LEDGER: &str = "forecasts.jsonl";

/// Which ledger.
#[derive(Debug, Args)]
pub(super) struct Where {
    /// The ledger of forecasts
    #[arg(long, value_name = "FILE", default_value = LEDGER)]
    ledger: PathBuf,
}

/// A ledger and the file that holds it.
pub(super) struct Kept {
    path: PathBuf,
    text: String,
    pub(super) ledger: Ledger,
}

impl Where {
    /// The ledger, which is there.
    ///
    /// # Errors
    /// Where it is not, or is none.
    pub(super) fn read(&self) -> Result<Kept, Failure> {
        if self.ledger.exists() {
            return self.read_or_begin();
        }
        Err(Failure::advised(
            format!("there is no ledger of forecasts {}", self.ledger.display()),
            "`wasit forecast record SAMPLE` begins one; `--ledger FILE` names another",
        ))
    }

    /// The ledger, empty where there is none yet.
    ///
    /// # Errors
    /// Where the file is no ledger, or cannot be read.
    pub(super) fn read_or_begin(&self) -> Result<Kept, Failure> {
        let path = self.ledger.clone();
        let bytes = if path.exists() { bytes_at(&path)? } else { Vec::new() };
        let ledger = Ledger::read(&bytes).map_err(|error| unreadable(&path, &error))?;
        let mut text = String::from_utf8(bytes).expect("what was read as a ledger is text");
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        Ok(Kept { path, text, ledger })
    }
}

impl Kept {
    /// Adds an entry, to the file too.
    ///
    /// # Errors
    /// Where it does not fit, or cannot be written; then nothing was.
    pub(super) fn add(&mut self, entry: Entry, again: bool) -> Result<(), Failure> {
        let line = self.ledger.add(entry, again).map_err(|error| self.refused(&error))?;
        self.text.push_str(&line);
        Target::named(&self.path, "ledger", LEDGER)?.write(&self.text)
    }

    /// Where it stands.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What the ledger is called in messages.
    pub(super) fn name(&self) -> String {
        name_of(&self.path)
    }

    fn refused(&self, error: &LedgerError) -> Failure {
        let help = match error {
            LedgerError::Twice(_) => "give it another name with `--as`".to_owned(),
            LedgerError::Unknown(name) => {
                match nearest(name, self.ledger.forecasts().map(|(forecast, _)| &*forecast.forecast)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "`wasit forecast list` lists them".to_owned(),
                }
            }
            LedgerError::Resolved { .. } => {
                "with `--correct` another outcome counts from now on; the first stays to be seen".to_owned()
            }
            LedgerError::SameSample { .. } => {
                "it would count twice; with `--again` it is kept all the same".to_owned()
            }
            LedgerError::TooEarly { .. } => "nothing was written; see the day".to_owned(),
            _ => "nothing was written".to_owned(),
        };
        Failure::advised(error.to_string(), help)
    }
}

fn unreadable(path: &Path, error: &LedgerError) -> Failure {
    let help = match error {
        LedgerError::Broken { .. } => {
            "take the ledger as it was from a copy or from version control; a line is never mended by hand"
        }
        _ => "name the ledger with `--ledger FILE`; where it is one and was damaged, take it from a copy",
    };
    Failure::advised(format!("{}: {error}", path.display()), help)
}

/// The day that it is here.
pub(super) fn today() -> Date {
    Zoned::now().date()
}
