//! The command `wasit`: the terminal, the files, the clock and the environment of whoever runs it.
//!
//! What it does stands in the crates below; here arguments become calls, and answers become text and exit codes:
//! 0 done, 1 the answer is no, 2 wrong input or usage, 3 our fault, 130 interrupted.

mod adopted;
mod commands;
mod failure;
mod files;
mod interrupt;
mod output;
mod place;
mod program;
mod sample;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::Parser;
use commands::Arguments;
use failure::Failure;

/// What a command came to, where nothing was wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Exit code 0.
    Done,
    /// Exit code 1.
    No,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    arguments.color.write_global();
    interrupt::listen();
    let answer = catch_unwind(AssertUnwindSafe(|| commands::run(arguments)))
        .unwrap_or_else(|_| Err(Failure::ours("it came to a state that was held impossible")));
    match answer {
        Ok(Answer::Done) => ExitCode::SUCCESS,
        Ok(Answer::No) => ExitCode::from(1),
        Err(failure) => {
            failure.print();
            ExitCode::from(failure.exit_code())
        }
    }
}
