use clap::Args;

use crate::Answer;
use crate::failure::Failure;
use crate::output::to_stdout;

const EXAMPLES: &str = "\
Examples:
  wasit schema > talks.schema.json
and as the first line of a talks file, for editors that complete from it:
  # yaml-language-server: $schema=talks.schema.json";

/// Print the JSON Schema of talks files, from which editors complete
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Schema {}

impl Schema {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        to_stdout(&format!("{:#}\n", wasit_files::talks_schema()))?;
        Ok(Answer::Done)
    }
}
