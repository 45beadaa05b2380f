use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use super::Arguments;
use crate::Answer;
use crate::failure::Failure;
use crate::output::to_stdout;

const EXAMPLES: &str = "\
Examples:
  wasit completions bash > ~/.local/share/bash-completion/completions/wasit
  wasit completions zsh > ~/.zfunc/_wasit
  wasit completions fish > ~/.config/fish/completions/wasit.fish";

/// Print what a shell needs to complete wasit's arguments
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Completions {
    /// For which shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let mut script = Vec::new();
        generate(self.shell, &mut Arguments::command(), "wasit", &mut script);
        to_stdout(&String::from_utf8_lossy(&script))?;
        Ok(Answer::Done)
    }
}
