//! `wasit tournament`: every strategy against every other, on every scenario, from every seat.

mod chunk_file;
mod folder;
mod hold;
mod plan_file;
pub(super) mod scenarios;
mod seats;
mod show;

use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;

use clap::{Args, Subcommand};
use wasit_model::Talks;
use wasit_strategies::check_mediator;

use self::folder::Folder;
use self::hold::{Held, Workers};
use self::plan_file::{Length, Prepared, Setup};
pub(super) use self::seats::split as split_strategies;
use self::show::Output;
use super::counted;
use super::run::Rules;
use super::shard::Shard;
use crate::Answer;
use crate::failure::Failure;
use crate::files::Reading;
use crate::output::{number_of, to_stdout};

const VERSION: &str = env!("CARGO_PKG_VERSION");

const EXAMPLES: &str = "\
Examples:
  wasit tournament examples/*.yaml --seats boulware,conceder,micro --report ranking.html
  wasit tournament shop.yaml --seats time:exponent=2,max=0.9,micro --steps 100 --csv talks.csv
  wasit tournament shop.yaml --seats boulware,random --repeat 100 --json
  wasit tournament shop.yaml --seats linear,micro --protocol shuttle --mediator bridge
  wasit tournament examples/*.yaml --seats boulware,micro --out cup   # goes on after a stop

In parts, on several machines if need be:
  wasit tournament plan examples/*.yaml --seats boulware,micro --out cup
  wasit tournament run cup --shard 1/2
  wasit tournament run cup --shard 2/2
  wasit tournament merge cup --report ranking.html

In --seats, what follows a comma is one more parameter of the strategy before it where it has an `=`
with no `:` before it; else it is the next strategy.

Exit codes: 0 all talks were held, 2 wrong input or usage, 3 a fault of wasit, 130 interrupted.";

const PLAN_EXAMPLES: &str = "\
Examples:
  wasit tournament plan examples/*.yaml --seats boulware,micro --out cup
  wasit tournament plan shop.yaml --seats random,micro --repeat 1000 --steps 100 --out cup";

const RUN_EXAMPLES: &str = "\
Examples:
  wasit tournament run cup
  wasit tournament run cup --shard 2/3 --jobs 8";

const MERGE_EXAMPLES: &str = "\
Examples:
  wasit tournament merge cup
  wasit tournament merge cup --report ranking.html --json";

/// Hold every strategy's talks with every other on scenarios, and rank them
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Tournament {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    asked: Asked,
    /// Keep plan, talks and results in this folder; what it has of them is not held again
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

/// Write down a tournament's talks, to be held in parts
#[derive(Debug, Args)]
#[command(after_help = PLAN_EXAMPLES)]
struct PlanIt {
    #[command(flatten)]
    asked: Asked,
    /// The folder for the plan, and later for its talks; it is made where there is none
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
}

/// Hold the talks of a plan, or a part of them; what was held before stays
#[derive(Debug, Args)]
#[command(after_help = RUN_EXAMPLES)]
struct RunIt {
    /// The folder of the plan
    folder: PathBuf,
    /// Hold part I of N of the talks, I from 1 to N [default: all]
    #[arg(long, value_name = "I/N", value_parser = Shard::parse)]
    shard: Option<Shard>,
    #[command(flatten)]
    work: Work,
    /// Print nothing
    #[arg(long, short)]
    quiet: bool,
}

/// Put the talks of a plan together, rank, and write results.csv and results.json into its folder
#[derive(Debug, Args)]
#[command(after_help = MERGE_EXAMPLES)]
struct MergeIt {
    /// The folder of the plan
    folder: PathBuf,
    #[command(flatten)]
    output: Output,
}

/// What a tournament consists of.
#[derive(Debug, Args)]
struct Asked {
    /// Scenarios: talks files, or folders with a scenario of other software
    #[arg(value_name = "FILE|FOLDER", required = true)]
    files: Vec<PathBuf>,
    /// The strategies, `STRATEGY[:param=value,…],…`; may be repeated
    #[arg(long, value_name = "STRATEGY,…", required = true)]
    seats: Vec<String>,
    /// Leave out talks in which one strategy holds every party's seat
    #[arg(long)]
    no_self_play: bool,
    /// Hold each talk N times, with chance of its own; where nobody draws random numbers it is held once and counts
    /// for all
    #[arg(long, value_name = "N", default_value = "1", value_parser = counted::<NonZeroU32>)]
    repeat: NonZeroU32,
    /// Who speaks when: in turn across a table, or through the mediator
    #[arg(long, value_enum, default_value_t = Rules::Alternating)]
    protocol: Rules,
    /// Shuttle only: who mediates [default: each file's own]
    #[arg(long, value_name = "STRATEGY")]
    mediator: Option<String>,
    /// Alternating only: full rounds of turns [default: each file's legs for each party, rounded up]
    #[arg(long, value_name = "N", value_parser = counted::<NonZeroU32>)]
    steps: Option<NonZeroU32>,
    /// Shuttle only: legs in all, shared among the rounds as in each file
    #[arg(long, value_name = "N", value_parser = counted::<NonZeroU32>)]
    legs: Option<NonZeroU32>,
    /// What all chance in the talks and in the intervals comes from
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Tell how much each strategy gives away of what it wants; takes several times as long
    #[arg(long)]
    disclosure: bool,
    #[command(flatten)]
    reading: Reading,
}

/// How it is worked off.
#[derive(Debug, Args)]
struct Work {
    /// How many talks at a time [default: one for each core]; results do not depend on it
    #[arg(long, value_name = "N", value_parser = counted::<NonZeroUsize>)]
    jobs: Option<NonZeroUsize>,
}

impl Tournament {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        match self.action {
            Some(Action::Plan(plan)) => plan.run(),
            Some(Action::Run(run)) => run.run(),
            Some(Action::Merge(merge)) => merge.run(),
            None => {
                let ready = self.output.ready(&self.asked.files)?;
                let prepared = self.asked.prepare()?;
                let workers = Workers::new(self.work.jobs, ready.quiet())?;
                let held = match &self.out {
                    None => workers.hold_all(&prepared)?,
                    Some(path) => {
                        let folder = Folder::new(path);
                        folder.begin(&prepared)?;
                        workers.hold_chunks(&prepared, &folder, 0..prepared.file.chunks)?;
                        Held::of_folder(&prepared, &folder)?
                    }
                };
                let folder = self.out.as_deref().map(Folder::new);
                ready.show(&prepared, &held, &workers, folder.as_ref())
            }
        }
    }
}

impl PlanIt {
    fn run(self) -> Result<Answer, Failure> {
        let prepared = self.asked.prepare()?;
        let folder = Folder::new(&self.out);
        folder.begin(&prepared)?;
        let file = &prepared.file;
        let held = match file.held {
            held if held == file.talks => String::new(),
            held => format!(", of which {held} are held (the rest are repetitions without chance)"),
        };
        to_stdout(&format!(
            "{} talks{held}, in {}: {}\nHold them with `wasit tournament run {}`, in parts with --shard 1/N to \
             N/N, then `wasit tournament merge {}`.\n",
            file.talks,
            number_of(file.chunks, "chunk", "chunks"),
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
        let chunks = self.shard.unwrap_or(Shard::ALL).chunks(prepared.file.chunks);
        let held = Workers::new(self.work.jobs, self.quiet)?.hold_chunks(&prepared, &folder, chunks)?;
        if !self.quiet {
            to_stdout(&format!(
                "{} held, {} there already; {} in all.\n",
                number_of(held.now, "chunk", "chunks"),
                number_of(held.before, "was", "were"),
                prepared.file.chunks
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
        let held = Held::of_folder(&prepared, &folder)?;
        ready.show(&prepared, &held, &Workers::new(None, true)?, Some(&folder))
    }
}

impl Asked {
    fn prepare(self) -> Result<Prepared, Failure> {
        self.check_rules()?;
        let strategies = seats::strategies(&self.seats)?;
        if let Some(mediator) = &self.mediator {
            check_mediator(mediator).map_err(|error| {
                Failure::advised(
                    format!("--mediator: {error}"),
                    "`wasit strategies` lists the strategies for the mediator's seat",
                )
            })?;
        }
        let length = match (self.steps, self.legs) {
            (Some(length), _) | (_, Some(length)) => Length::All(length.get()),
            (None, None) => Length::OfFile,
        };
        let setup = Setup {
            seed: self.seed,
            protocol: self.protocol,
            mediator: self.mediator,
            strategies,
            self_play: !self.no_self_play,
            repeat: self.repeat.get(),
            disclosure: self.disclosure,
            reading: self.reading,
            length,
        };
        setup.plan(scenarios::read(&self.files, self.reading)?)
    }

    /// Refuses options that mean nothing under the protocol.
    fn check_rules(&self) -> Result<(), Failure> {
        match self.protocol {
            Rules::Shuttle if self.steps.is_some() => Err(Failure::advised(
                "--steps is for talks across a table",
                "mediated talks are as long as their legs: use --legs, or leave out `--protocol shuttle`",
            )),
            Rules::Alternating if self.legs.is_some() => Err(Failure::advised(
                "--legs is for mediated talks",
                "talks across a table are as long as their steps: use --steps, or add `--protocol shuttle`",
            )),
            Rules::Alternating if self.mediator.is_some() => Err(Failure::advised(
                "--mediator is for mediated talks",
                "nobody mediates across a table; add `--protocol shuttle`",
            )),
            _ if self.legs.is_some_and(|legs| u64::from(legs.get()) > Talks::MAX_LEGS) => {
                Err(Failure::input(format!("--legs is at most {}", Talks::MAX_LEGS)))
            }
            _ => Ok(()),
        }
    }
}
