use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use wasit_files::{accord_as_akoma_ntoso, accord_as_json};

use super::kept::Where;
use crate::Answer;
use crate::failure::Failure;
use crate::output::{Target, to_stdout};

const EXAMPLES: &str = "\
Examples:
  wasit accord export examples/jcpoa --format akoma-ntoso --out jcpoa.xml
  wasit accord export accord.yaml > accord.json

JSON has the keys of `accord.yaml`, everything that it means written out, and reads as an accord again.
Akoma Ntoso has the words, and an identifier for each clause, commitment and power.";

/// Write an accord for other software: as JSON, or its text and ids as Akoma Ntoso 3.0
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Export {
    #[command(flatten)]
    place: Where,
    /// What to write
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "json")]
    format: Format,
    /// The date of the document in Akoma Ntoso [default: of the milestone `adoption`, or the first that is a day]
    #[arg(long, value_name = "DATE")]
    date: Option<Date>,
    /// Where to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// The values of `--format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// All that the accord says
    Json,
    /// OASIS LegalDocML: the text, and identifiers
    AkomaNtoso,
}

impl Export {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let kept = self.place.open_quietly(false)?;
        let text = match self.format {
            Format::Json => format!("{:#}\n", accord_as_json(&kept.accord)),
            Format::AkomaNtoso => accord_as_akoma_ntoso(&kept.accord, self.date)
                .map_err(|error| Failure::advised(error.to_string(), "give one with `--date 2026-01-31`"))?,
        };
        match &self.out {
            None => to_stdout(&text)?,
            Some(path) => {
                let target = Target::named(path, "accord", "accord.xml")?;
                target.must_not_be(&kept.path)?;
                target.must_not_be(&kept.journal)?;
                target.write(&text)?;
            }
        }
        Ok(Answer::Done)
    }
}
