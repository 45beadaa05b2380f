use std::path::PathBuf;

use clap::Args;
use wasit_model::Talks;

use crate::Answer;
use crate::failure::Failure;
use crate::files::{name_of, talks_at};
use crate::output::{Look, to_stdout};

const EXAMPLES: &str = "\
Examples:
  wasit check talks.yaml
  wasit check examples/*.yaml
  wasit check - < talks.yaml";

/// Say everything that is wrong with talks files
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Check {
    /// Talks files; `-` reads from standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Check {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let mut failures = Vec::new();
        for path in &self.files {
            match talks_at(path) {
                Ok(Ok(talks)) => {
                    let name = Look::of_stdout().bold(&name_of(path));
                    to_stdout(&format!("{name}: fine: {}\n", in_a_line(&talks)))?;
                }
                Ok(Err(problems)) => failures.push(Failure::Problems(vec![problems])),
                Err(failure) => failures.push(failure),
            }
        }
        let Some(last) = failures.pop() else { return Ok(Answer::Done) };
        // The last is said by whoever called; the others are of no less weight.
        failures.iter().for_each(Failure::print);
        Err(last)
    }
}

/// `2 parties, 4 issues, 180 packages, 36 legs in 3 rounds`.
fn in_a_line(talks: &Talks) -> String {
    let issues = talks.space.issues().len();
    let packages = match talks.space.size() {
        Some(size) if size < 1_000_000 => counted(size, "package"),
        _ => format!("about 10^{:.0} packages", talks.space.size_log10()),
    };
    format!(
        "{} parties, {}, {packages}, {} in {}",
        talks.parties.len(),
        counted(issues as u128, "issue"),
        counted(u128::from(talks.legs()), "leg"),
        counted(talks.rounds.len() as u128, "round"),
    )
}

fn counted(count: u128, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}
