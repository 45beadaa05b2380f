use clap::{Args, ValueEnum};

use crate::Answer;
use crate::failure::Failure;
use crate::output::to_stdout;

const EXAMPLES: &str = "\
Examples:
  wasit schema > talks.schema.json
  wasit schema accord > accord.schema.json
and as the first line of a file, for editors that complete from it:
  # yaml-language-server: $schema=talks.schema.json";

/// Print the JSON Schema of talks files or accords, from which editors complete
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Schema {
    /// Of which files
    #[arg(value_enum, default_value_t)]
    of: Of,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Of {
    /// Talks files
    #[default]
    Talks,
    /// Accords
    Accord,
    /// Lines of an accord's journal
    Journal,
}

impl Schema {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let schema = match self.of {
            Of::Talks => wasit_files::talks_schema(),
            Of::Accord => wasit_files::accord_schema(),
            Of::Journal => wasit_files::journal_schema(),
        };
        to_stdout(&format!("{schema:#}\n"))?;
        Ok(Answer::Done)
    }
}
