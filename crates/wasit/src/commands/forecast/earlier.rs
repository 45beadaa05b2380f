//! How earlier forecasts came out, for reports of simulations.

use std::path::{Path, PathBuf};

use wasit_explain::{Scores, TooFew, scores};
use wasit_files::Ledger;

use super::ledger::LEDGER;
use super::score::known;
use crate::failure::Failure;
use crate::files::bytes_at;

/// What a ledger of forecasts says, as far as there is one.
pub(in crate::commands) enum Earlier {
    NotKept,
    Unreadable { ledger: String, why: String },
    Kept { ledger: String, scores: Result<Scores, TooFew> },
}

impl Earlier {
    /// Of the ledger beside the talks file; where none lies there, of the one in which `wasit forecast record` keeps
    /// forecasts unless told otherwise.
    pub(in crate::commands) fn beside(talks: &Path) -> Self {
        let here = PathBuf::from(LEDGER);
        let Some(path) = [talks.with_file_name(LEDGER), here].into_iter().find(|path| path.is_file()) else {
            return Self::NotKept;
        };
        let ledger = path.display().to_string();
        let read = bytes_at(&path).map_err(|failure| match failure {
            Failure::Input { what, .. } => what,
            other => format!("{other:?}"),
        });
        match read.and_then(|bytes| Ledger::read(&bytes).map_err(|error| error.to_string())) {
            Ok(kept) => Self::Kept { ledger, scores: scores(&known(&kept)) },
            Err(why) => Self::Unreadable { ledger, why },
        }
    }

    /// As reports take it.
    pub(in crate::commands) fn report(&self) -> wasit_report::Earlier<'_> {
        match self {
            Self::NotKept => wasit_report::Earlier::NotKept,
            Self::Unreadable { ledger, why } => wasit_report::Earlier::Unreadable { ledger, why },
            Self::Kept { ledger, scores } => wasit_report::Earlier::Kept { ledger, scores },
        }
    }
}
