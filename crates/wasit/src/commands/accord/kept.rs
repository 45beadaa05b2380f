use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use wasit_accord::{Accord, Entry, Ledger};
use wasit_files::{Source, journal_lines, read_accord};

use super::journal::JOURNAL;
use crate::failure::Failure;
use crate::files::{bytes_at, bytes_up_to, nearest};
use crate::output::say;

/// The accord in a folder.
const ACCORD: &str = "accord.yaml";
/// No journal is greater.
const JOURNAL_MAX: u64 = 4 << 30;

/// Which accord, and which journal.
#[derive(Debug, Args)]
pub(super) struct Where {
    /// The accord: a file, or a folder that holds `accord.yaml`
    #[arg(value_name = "ACCORD")]
    accord: PathBuf,
    /// Its journal [default: `journal.jsonl` beside the accord]
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,
}

/// An accord, and what came in about it.
pub(super) struct Kept {
    pub(super) accord: Arc<Accord>,
    pub(super) ledger: Ledger,
    /// Of the journal, where they were asked for.
    pub(super) entries: Vec<Entry>,
    /// Lines of the journal that are not used, and why.
    pub(super) set_aside: Vec<String>,
    /// Where the accord is.
    pub(super) path: PathBuf,
    /// Where the journal is, or would be.
    pub(super) journal: PathBuf,
    /// How many bytes of the journal were read.
    pub(super) length: u64,
}

impl Where {
    /// The accord and its journal; says on standard error which lines of that are set aside.
    ///
    /// # Errors
    /// Where either cannot be read, or the accord is none.
    pub(super) fn open(&self) -> Result<Kept, Failure> {
        let kept = self.open_quietly(false)?;
        say("set aside", &kept.set_aside);
        Ok(kept)
    }

    /// As [`Where::open`], with the entries as they were made, for their sources.
    ///
    /// # Errors
    /// As [`Where::open`].
    pub(super) fn open_with_entries(&self) -> Result<Kept, Failure> {
        let kept = self.open_quietly(true)?;
        say("set aside", &kept.set_aside);
        Ok(kept)
    }

    /// As [`Where::open`], but says nothing.
    ///
    /// # Errors
    /// As [`Where::open`].
    pub(super) fn open_quietly(&self, with_entries: bool) -> Result<Kept, Failure> {
        let path = if self.accord.is_dir() { self.accord.join(ACCORD) } else { self.accord.clone() };
        let name = path.display().to_string();
        let bytes = bytes_at(&path)?;
        let accord = read_accord(&Source { name: &name, bytes: &bytes })
            .map_err(|problems| Failure::Problems(vec![problems]))?;
        let accord = Arc::new(accord);
        let mut kept = Kept {
            ledger: Ledger::new(Arc::clone(&accord)),
            accord,
            entries: Vec::new(),
            set_aside: Vec::new(),
            journal: self.journal.clone().unwrap_or_else(|| path.with_file_name(JOURNAL)),
            path,
            length: 0,
        };
        // A journal that is named must be there; one that is not begins with its first entry.
        if self.journal.is_some() || kept.journal.exists() {
            kept.read(with_entries)?;
        }
        Ok(kept)
    }
}

impl Kept {
    fn read(&mut self, with_entries: bool) -> Result<(), Failure> {
        let bytes = bytes_up_to(&self.journal, JOURNAL_MAX)?;
        if bytes.len() as u64 > JOURNAL_MAX {
            return Err(Failure::advised(
                format!("{} has more than 4 GiB", self.journal.display()),
                "see whether it is the accord's journal; `--journal FILE` names another",
            ));
        }
        self.length = bytes.len() as u64;
        let name = self.journal.display();
        let mut aside: Vec<(usize, String)> = Vec::new();
        for read in journal_lines(&bytes) {
            let (line, entry) = match read {
                Ok(read) => read,
                Err(line) => {
                    aside.push((line.line, format!("{name}:{}: {}", line.line, line.why)));
                    continue;
                }
            };
            let kept = with_entries.then(|| entry.clone());
            match self.ledger.add(entry) {
                Ok(()) => self.entries.extend(kept),
                Err(error) => aside.push((line, format!("{name}:{line}: {error}; {}", error.help()))),
            }
        }
        aside.sort();
        self.set_aside = aside.into_iter().map(|(_, why)| why).collect();
        Ok(())
    }

    /// The place of a commitment.
    ///
    /// # Errors
    /// Where the accord has none of that name.
    pub(super) fn commitment(&self, name: &str) -> Result<usize, Failure> {
        let names = self.accord.terms().commitments.iter().map(|one| &*one.name);
        self.accord.commitment(name).ok_or_else(|| self.unknown("commitment", name, names))
    }

    /// That the accord has a member of that name.
    ///
    /// # Errors
    /// Where it has none.
    pub(super) fn member(&self, name: &str) -> Result<(), Failure> {
        let names = self.accord.terms().members.iter().map(|one| &*one.name);
        match self.accord.member(name) {
            Some(_) => Ok(()),
            None => Err(self.unknown("party, guarantor or body", name, names)),
        }
    }

    fn unknown<'n>(&self, what: &str, name: &str, names: impl Iterator<Item = &'n str> + Clone) -> Failure {
        let help = match nearest(name, names.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                format!("it has {}", names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
            }
        };
        Failure::advised(format!("{} has no {what} `{name}`", shown(&self.path)), help)
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
