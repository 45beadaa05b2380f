//! `wasit simulate`: will there be a deal, what would it hold, and what would bring it.

mod compare;
mod folder;
mod hold;
mod outlooks;
mod plan_file;
mod show;

use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;

use clap::{Args, Subcommand};

use self::folder::Folder;
use self::hold::Workers;
use self::plan_file::{PlanFile, Prepared};
use self::show::Output;
pub(super) use self::show::{Gathered, Saying};
use super::counted;
use super::shard::Shard;
use crate::Answer;
use crate::failure::Failure;
use crate::files::{Reading, name_of};
use crate::output::{number_of, say, shell_word, to_stdout};
use crate::sample::Meaning;

/// How many draws are made where nobody says.
const DRAWS: u64 = 100_000;
/// How many at most, where drawing stops by itself.
const DRAWS_UNTIL: u64 = 1_000_000;
/// Draws are numbered by so many at most.
const DRAWS_MAX: u64 = 1_000_000_000;

const EXAMPLES: &str = "\
Examples:
  wasit simulate examples/muscat-2025-uncertain.yaml --report forecast.html
  wasit simulate talks.yaml --compare mediator=courier,bridge --compare iran=boulware
  wasit simulate talks.yaml --compare deadline=2025-05-11 --compare legs=30,120 --json
  wasit simulate talks.yaml --until ±0.5             # stops when the interval is that narrow
  wasit simulate talks.yaml --what-would-it-take 0.8
  wasit simulate talks.yaml --sample talks.parquet   # `wasit explain talks.parquet` explains it again
  wasit simulate talks.yaml --out forecast           # goes on after a stop

In parts, on several machines if need be:
  wasit simulate plan talks.yaml --draws 1000000 --out forecast
  wasit simulate run forecast --shard 1/2
  wasit simulate run forecast --shard 2/2
  wasit simulate merge forecast --report forecast.html

What --compare takes: mediator=STRATEGY, PARTY=STRATEGY, legs=N, rounds=N, deadline=DATE,
protocol=alternating; several values with commas between them. All are held in the same draws.

Exit codes: 0 all draws were made, 2 wrong input or usage, 3 a fault of wasit, 130 interrupted.";

const PLAN_EXAMPLES: &str = "\
Examples:
  wasit simulate plan talks.yaml --out forecast
  wasit simulate plan talks.yaml --draws 1000000 --compare mediator=courier --out forecast";

const RUN_EXAMPLES: &str = "\
Examples:
  wasit simulate run forecast
  wasit simulate run forecast --shard 2/3 --jobs 8";

const MERGE_EXAMPLES: &str = "\
Examples:
  wasit simulate merge forecast
  wasit simulate merge forecast --report forecast.html --json";

/// Draw what is uncertain in talks again and again, hold them in every draw, and say what can come of them
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Simulate {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    asked: Asked,
    /// Stop as soon as the probability of a deal in force is known to so many percentage points, such as ±0.5
    #[arg(long, value_name = "±POINTS", value_parser = points, allow_hyphen_values = true)]
    until: Option<f64>,
    /// Keep plan, draws and results in this folder; what it has of them is not made again
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    #[command(flatten)]
    work: Work,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Subcommand)]
enum Action {
    Plan(PlanIt),
    Run(RunIt),
    Merge(MergeIt),
}

/// Write down a simulation, to be held in parts
#[derive(Debug, Args)]
#[command(after_help = PLAN_EXAMPLES)]
struct PlanIt {
    #[command(flatten)]
    asked: Asked,
    /// The folder for the plan, and later for its draws; it is made where there is none
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
}

/// Make the draws of a plan, or a part of them; what was made before stays
#[derive(Debug, Args)]
#[command(after_help = RUN_EXAMPLES)]
struct RunIt {
    /// The folder of the plan
    folder: PathBuf,
    /// Make part I of N of the draws, I from 1 to N [default: all]
    #[arg(long, value_name = "I/N", value_parser = Shard::parse)]
    shard: Option<Shard>,
    #[command(flatten)]
    work: Work,
    /// Print nothing
    #[arg(long, short)]
    quiet: bool,
}

/// Put the draws of a plan together, explain them, and write sample.parquet and answers.json into its folder
#[derive(Debug, Args)]
#[command(after_help = MERGE_EXAMPLES)]
struct MergeIt {
    /// The folder of the plan
    folder: PathBuf,
    #[command(flatten)]
    output: Output,
}

/// What a simulation consists of.
#[derive(Debug, Args)]
struct Asked {
    /// A talks file, or a folder with a scenario of other software
    #[arg(value_name = "FILE|FOLDER", required = true)]
    file: Option<PathBuf>,
    /// How many draws [default: 100000; with --until at most 1000000]
    #[arg(long, value_name = "N", value_parser = counted::<NonZeroU64>)]
    draws: Option<NonZeroU64>,
    /// How often talks with chance in them are held in each draw: from 2 on ignorance and chance are told apart
    #[arg(long, value_name = "N", default_value = "2", value_parser = replicates)]
    replicates: NonZeroUsize,
    /// What the draws and all chance in the talks come from
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Hold the talks with another choice too, in the same draws; may be repeated
    #[arg(long, value_name = "CHOICE=VALUE,…")]
    compare: Vec<String>,
    #[command(flatten)]
    reading: Reading,
}

/// How it is worked off.
#[derive(Debug, Args)]
struct Work {
    /// How many draws at a time [default: one for each core]; results do not depend on it
    #[arg(long, value_name = "N", value_parser = counted::<NonZeroUsize>)]
    jobs: Option<NonZeroUsize>,
}

/// A number of holdings of one draw.
fn replicates(text: &str) -> Result<NonZeroUsize, String> {
    let most = wasit_arena::Simulation::REPLICATES_MAX;
    let fits = |number: &NonZeroUsize| number.get() <= most;
    text.parse().ok().filter(fits).ok_or_else(|| format!("it is a whole number from 1 to {most}"))
}

/// `±0.5`, `+-0.5` or `0.5`.
fn points(text: &str) -> Result<f64, String> {
    let number = text.trim().trim_start_matches(['±', '+', '-']).trim_end_matches('%').trim();
    match number.parse::<f64>() {
        Ok(points) if (0.01..=50.0).contains(&points) => Ok(points),
        _ => Err("it is a half-width in percentage points from 0.01 to 50, such as ±0.5".to_owned()),
    }
}

impl Simulate {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        match self.action {
            Some(Action::Plan(plan)) => plan.run(),
            Some(Action::Run(run)) => run.run(),
            Some(Action::Merge(merge)) => merge.run(),
            None => {
                let Some(file) = self.asked.file.clone() else {
                    return Err(Failure::ours("clap let a simulation without a file pass"));
                };
                let ready = self.output.ready(std::slice::from_ref(&file))?;
                let prepared = self.asked.prepare(self.until)?;
                let workers = Workers::new(self.work.jobs, ready.quiet())?;
                let meaning = meaning_of(&prepared)?;
                if !ready.quiet() {
                    say("assumed", &prepared.assumed);
                }
                let folder = self.out.as_deref().map(Folder::new);
                // Before any file is begun in it: it may be missing, or hold another simulation.
                folder.iter().try_for_each(|folder| folder.begin(&prepared))?;
                let mut results = ready.begin(&meaning, folder.as_ref())?;
                match &folder {
                    None => workers.hold_all(&prepared, &mut results)?,
                    Some(folder) => workers.hold_in(&prepared, folder, &meaning, &mut results)?,
                }
                workers.install(|| results.show(&command_of(&prepared.file), &prepared))
            }
        }
    }
}

impl PlanIt {
    fn run(self) -> Result<Answer, Failure> {
        let prepared = self.asked.prepare(None)?;
        // What cannot be simulated is refused now, and not on every machine.
        prepared.simulation()?;
        let folder = Folder::new(&self.out);
        folder.begin(&prepared)?;
        to_stdout(&format!(
            "{} in {}: {}\nMake them with `wasit simulate run {}`, in parts with --shard 1/N to N/N, then \
             `wasit simulate merge {}`.\n",
            number_of(prepared.file.draws, "draw", "draws"),
            number_of(prepared.file.chunks(), "chunk", "chunks"),
            folder.file("plan.json").display(),
            folder.shown(),
            folder.shown(),
        ))?;
        Ok(Answer::Done)
    }
}

impl RunIt {
    fn run(self) -> Result<Answer, Failure> {
        let folder = Folder::new(&self.folder);
        let prepared = folder.prepare()?;
        let chunks = self.shard.unwrap_or(Shard::ALL).chunks(prepared.file.chunks());
        let workers = Workers::new(self.work.jobs, self.quiet)?;
        let held = workers.hold_chunks(&prepared, &folder, &meaning_of(&prepared)?, chunks)?;
        if !self.quiet {
            to_stdout(&format!(
                "{} made, {} there already; {} in all.\n",
                number_of(held.now, "chunk", "chunks"),
                number_of(held.before, "was", "were"),
                prepared.file.chunks()
            ))?;
        }
        Ok(Answer::Done)
    }
}

impl MergeIt {
    fn run(self) -> Result<Answer, Failure> {
        let ready = self.output.ready(&[])?;
        let folder = Folder::new(&self.folder);
        let prepared = folder.prepare()?;
        let mut results = ready.begin(&meaning_of(&prepared)?, Some(&folder))?;
        hold::merge(&prepared, &folder, &mut results)?;
        results.show(&command_of(&prepared.file), &prepared)
    }
}

impl Asked {
    fn prepare(self, until: Option<f64>) -> Result<Prepared, Failure> {
        let Some(path) = self.file else {
            return Err(Failure::ours("clap let a simulation without a file pass"));
        };
        let default = if until.is_some() { DRAWS_UNTIL } else { DRAWS };
        let draws = self.draws.map_or(default, NonZeroU64::get);
        if draws > DRAWS_MAX {
            return Err(Failure::input(format!("--draws is at most {DRAWS_MAX}")));
        }
        let file = PlanFile {
            wasit: super::VERSION.to_owned(),
            sha256: plan_file::digest(&path)?,
            simulate: name_of(&path),
            evaluations: self.reading.evaluations(),
            draws,
            until,
            replicates: self.replicates.get(),
            seed: self.seed,
            compare: self.compare,
        };
        Prepared::new(file, &path)
    }
}

fn meaning_of(prepared: &Prepared) -> Result<Meaning, Failure> {
    let PlanFile { simulate, sha256, evaluations, .. } = &prepared.file;
    Ok(Meaning::of(&prepared.simulation()?, simulate, sha256, *evaluations, &prepared.assumed))
}

/// The command that makes the same draws again.
fn command_of(file: &PlanFile) -> String {
    let mut words = vec!["wasit simulate".to_owned(), shell_word(&file.simulate)];
    words.extend(file.evaluations.flag().map(str::to_owned));
    words.push(format!("--draws {} --replicates {} --seed {}", file.draws, file.replicates, file.seed));
    words.extend(file.until.map(|points| format!("--until {points}")));
    words.extend(file.compare.iter().map(|compared| format!("--compare {}", shell_word(compared))));
    words.join(" ")
}
