mod beliefs;

use std::path::PathBuf;

use clap::Args;
use wasit_files::Scenario;
use wasit_model::Talks;

use crate::Answer;
use crate::failure::Failure;
use crate::files::{Reading, beliefs_at, names_of, scenario_at, scenarios_among};
use crate::output::{Look, to_stdout};

const EXAMPLES: &str = "\
Examples:
  wasit check talks.yaml
  wasit check examples/*.yaml
  wasit check scenarios/laptop
  wasit check profile-1.xml profile-2.xml
  wasit check --beliefs talks.yaml
  wasit check - < talks.yaml";

/// Say everything that is wrong with talks files and other scenarios
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Check {
    /// Talks files, folders with a scenario each, or the files of one scenario of other software; `-` reads from
    /// standard input
    #[arg(required = true, value_name = "FILE|FOLDER")]
    files: Vec<PathBuf>,
    /// Say what is uncertain in the files, and what was said of it implies: the numbers below which 5, 25, 50, 75 and 95
    /// of a hundred draws lie
    #[arg(long)]
    beliefs: bool,
    /// Print the beliefs as JSON: a list with an object for each file
    #[arg(long, requires = "beliefs")]
    json: bool,
    #[command(flatten)]
    reading: Reading,
}

impl Check {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        if self.beliefs {
            return self.tell_beliefs();
        }
        let mut failures = Vec::new();
        for paths in scenarios_among(&self.files) {
            let read = paths.and_then(|paths| Ok((names_of(&paths), scenario_at(&paths, self.reading)?)));
            match read {
                Ok((name, Ok(scenario))) => to_stdout(&fine(&name, &scenario))?,
                Ok((_, Err(problems))) => failures.push(Failure::Problems(problems)),
                Err(failure) => failures.push(failure),
            }
        }
        answer(failures)
    }

    fn tell_beliefs(&self) -> Result<Answer, Failure> {
        let mut failures = Vec::new();
        let mut told = Vec::new();
        for paths in scenarios_among(&self.files) {
            let read = paths.and_then(|paths| Ok((names_of(&paths), beliefs_at(&paths, self.reading)?)));
            match read {
                Ok((name, Ok((beliefs, _)))) if self.json => told.push(beliefs::json(&name, &beliefs)),
                Ok((name, Ok((beliefs, _)))) => {
                    to_stdout(&beliefs::text(&name, &beliefs, &Look::of_stdout()))?;
                }
                Ok((_, Err(problems))) => failures.push(Failure::Problems(problems)),
                Err(failure) => failures.push(failure),
            }
        }
        if self.json && failures.is_empty() {
            to_stdout(&format!("{:#}\n", serde_json::Value::Array(told)))?;
        }
        answer(failures)
    }
}

fn answer(mut failures: Vec<Failure>) -> Result<Answer, Failure> {
    let Some(last) = failures.pop() else { return Ok(Answer::Done) };
    // The last is said by whoever called; the others are of no less weight.
    failures.iter().for_each(Failure::print);
    Err(last)
}

fn fine(name: &str, scenario: &Scenario) -> String {
    let name = Look::of_stdout().bold(name);
    let mut text = format!("{name}: fine: {}\n", in_a_line(&scenario.talks));
    scenario.assumed.iter().for_each(|assumed| text.push_str(&format!("  assumed: {assumed}\n")));
    text
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
