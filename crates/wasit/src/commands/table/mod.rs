//! `wasit table`: live talks, played from a script.

mod acts;
mod export;
mod keys;
mod play;
mod schema;
mod script;
mod stage;
mod transcript;

use clap::{Args, Subcommand};

use crate::Answer;
use crate::failure::Failure;

const EXAMPLES: &str = "\
Examples:
  wasit table play examples/table/muscat-2025.yaml
  wasit table play examples/table/muscat-2025.yaml --as iran
  wasit table play examples/table/rehearsal.yaml --as union
  wasit table acts convey

`wasit table COMMAND --help` tells more of a command.";

/// Hold live talks by the rules of the table: who may do what when, and who sees it
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, subcommand_required = true)]
pub(super) struct Table {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Play(play::Play),
    Acts(acts::Acts),
    Schema(schema::Schema),
}

impl Table {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        match self.command {
            Command::Play(command) => command.run(),
            Command::Acts(command) => command.run(),
            Command::Schema(command) => command.run(),
        }
    }
}
