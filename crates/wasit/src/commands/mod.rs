//! One module for each command.

mod accord;
mod analyze;
mod bench;
mod check;
mod completions;
mod convert;
mod explain;
mod forecast;
mod run;
mod schema;
mod seating;
mod shard;
mod simulate;
mod strategies;
mod table;
mod tournament;
mod verify;

use anstream::ColorChoice;
use clap::{Parser, Subcommand};

use crate::Answer;
use crate::failure::Failure;

/// The version of the command.
const VERSION: &str = env!("CARGO_PKG_VERSION");

const EXAMPLES: &str = "\
Examples:
  wasit run examples/muscat-2025.yaml --report muscat-2025.html
  wasit tournament examples/*.yaml --seats boulware,conceder,micro
  wasit analyze examples/tenancy.yaml
  wasit simulate examples/muscat-2025-uncertain.yaml
  wasit check examples/*.yaml
  wasit convert scenarios/laptop laptop.yaml
  wasit strategies boulware
  wasit table play examples/table/rehearsal.yaml --as union
  wasit accord status examples/jcpoa --on 2019-07-08

Exit codes: 0 done, 1 the answer is no, 2 wrong input or usage, 3 a fault of wasit.
`wasit help COMMAND` tells more of a command.";

/// Hold indirect talks: parties that do not face each other, a mediator between them.
#[derive(Debug, Parser)]
#[command(name = "wasit", version, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// When to use colours; `auto` obeys NO_COLOR and CLICOLOR_FORCE
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: When,
    #[command(subcommand)]
    command: Command,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum When {
    /// On terminals that can show them.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl When {
    /// Makes it the choice of the whole process.
    pub(crate) fn write_global(self) {
        match self {
            Self::Auto => ColorChoice::Auto,
            Self::Always => ColorChoice::Always,
            Self::Never => ColorChoice::Never,
        }
        .write_global();
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Run),
    Analyze(analyze::Analyze),
    Simulate(simulate::Simulate),
    Explain(explain::Explain),
    Forecast(forecast::Forecast),
    Tournament(tournament::Tournament),
    Check(check::Check),
    Convert(convert::Convert),
    Schema(schema::Schema),
    Strategies(strategies::Strategies),
    Table(table::Table),
    Accord(accord::Accord),
    Bench(bench::Bench),
    Verify(verify::Verify),
    Completions(completions::Completions),
}

/// Does what `arguments` ask for.
///
/// # Errors
/// Whatever keeps it from being done.
pub(crate) fn run(arguments: Arguments) -> Result<Answer, Failure> {
    match arguments.command {
        Command::Run(command) => command.run(),
        Command::Analyze(command) => command.run(),
        Command::Simulate(command) => command.run(),
        Command::Explain(command) => command.run(),
        Command::Forecast(command) => command.run(),
        Command::Tournament(command) => command.run(),
        Command::Check(command) => command.run(),
        Command::Convert(command) => command.run(),
        Command::Schema(command) => command.run(),
        Command::Strategies(command) => command.run(),
        Command::Table(command) => command.run(),
        Command::Accord(command) => command.run(),
        Command::Bench(command) => command.run(),
        Command::Verify(command) => command.run(),
        Command::Completions(command) => command.run(),
    }
}

/// A number of things of which there must be one.
fn counted<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| "it is a whole number, from 1 to some billions".to_owned())
}
