use std::num::{NonZeroU32, NonZeroU64, NonZeroUsize};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};
use wasit_arena::{Course, Glimpse, Outlook, Protocol, Seating, Summary, play, repeat};
use wasit_files::Scenario;
use wasit_model::Talks;
use wasit_protocol::Seat;
use wasit_report::terminal::Style;
use wasit_report::{RunReport, json, terminal};
use wasit_search::Side;

use super::seating::{ForPrograms, SeatArgument, Seated, no_such_seat, seating};
use super::{VERSION, counted};
use crate::Answer;
use crate::failure::Failure;
use crate::files::{Reading, names_of, scenario_at};
use crate::interrupt;
use crate::output::{Look, Target, say, to_stdout};
use crate::program::Program;

const EXAMPLES: &str = "\
Examples:
  wasit run examples/muscat-2025.yaml --report muscat-2025.html
  wasit run talks.yaml --seat seller=boulware --seat buyer=time:exponent=2,max=0.9
  wasit run talks.yaml --mediator courier --repeat 1000
  wasit run talks.yaml --seat buyer='cmd:python3 examples/programs/mine.py'
  wasit run talks.yaml --as buyer --json
  wasit run talks.yaml --protocol alternating --steps 100
  wasit run scenarios/laptop --seat seller=boulware --seat buyer=micro --protocol alternating
  wasit run profile-1.xml profile-2.xml --json

Exit codes: 0 agreed (with --repeat: all talks were held), 1 no agreement, 2 wrong input or usage,
3 a fault of wasit, 130 interrupted.";

/// Hold the talks of a file and show their course and what came of them
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Run {
    /// A talks file, a folder with a scenario, or the files of one; `-` reads from standard input
    #[arg(required = true, value_name = "FILE|FOLDER")]
    files: Vec<PathBuf>,
    /// What all chance in the talks comes from: the same seed gives the same talks
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Seat a strategy, `NAME=STRATEGY[:param=value,…]`, or a program, `NAME='cmd:COMMAND LINE'`; may be repeated
    #[arg(long = "seat", value_name = "NAME=STRATEGY", value_parser = SeatArgument::parse)]
    seats: Vec<SeatArgument>,
    /// Seat a strategy, `STRATEGY[:param=value,…]`, or a program, `cmd:COMMAND LINE`, as the mediator
    #[arg(long, value_name = "STRATEGY")]
    mediator: Option<String>,
    /// Who speaks when: through the mediator, or in turn across a table
    #[arg(long, value_enum, default_value_t = Rules::Shuttle)]
    protocol: Rules,
    /// Alternating only: full rounds of turns [default: the file's legs for each party, rounded up]
    #[arg(long, value_name = "N", value_parser = counted::<NonZeroU32>)]
    steps: Option<NonZeroU32>,
    /// Shuttle only: legs in all, shared among the rounds as in the file
    #[arg(long, value_name = "N", conflicts_with = "steps", value_parser = counted::<NonZeroU32>)]
    legs: Option<NonZeroU32>,
    /// Hold N talks, each with chance of its own, and sum up
    #[arg(long, value_name = "N", conflicts_with = "seat_seen", value_parser = counted::<NonZeroU64>)]
    repeat: Option<NonZeroU64>,
    /// With --repeat: how many talks at a time [default: one for each core]; results do not depend on it
    #[arg(long, value_name = "N", requires = "repeat", value_parser = counted::<NonZeroUsize>)]
    jobs: Option<NonZeroUsize>,
    /// Show only what this seat could see: a party's name, or the mediator's
    #[arg(long = "as", value_name = "SEAT", id = "seat_seen", conflicts_with = "report")]
    seat_seen: Option<String>,
    /// Print JSON
    #[arg(long, conflicts_with = "quiet")]
    json: bool,
    /// Write an HTML report to this file
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Print nothing: the exit code says whether they agreed
    #[arg(long, short)]
    quiet: bool,
    /// Show every leg of long rounds and every issue of large packages
    #[arg(long)]
    full: bool,
    /// How long a program may take for an answer
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    program_timeout: Duration,
    #[command(flatten)]
    reading: Reading,
}

/// Turn-taking rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Rules {
    /// The mediator goes between the rooms
    Shuttle,
    /// Parties face each other and speak in turn
    Alternating,
}

impl Rules {
    /// How many steps talks across a table have where nobody says: the file's legs for each party, rounded up.
    pub(super) fn steps_of(talks: &Talks) -> u32 {
        talks.legs().div_ceil(talks.parties.len() as u32).max(1)
    }
}

pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "it is a number of seconds".to_owned())?;
    if (0.001..=86_400.0).contains(&seconds) {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err("it is from 0.001 to 86400 seconds".to_owned())
    }
}

/// Talks ready to be held.
struct Prepared {
    talks: Talks,
    file: String,
    assumed: Vec<String>,
    sides: Vec<Arc<Side>>,
    seating: Seating,
    programs: Vec<Arc<Program>>,
    protocol: Protocol,
    seed: u64,
}

impl Run {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let target = self.report.as_deref().map(Target::new).transpose()?;
        for (target, file) in
            target.iter().flat_map(|target| self.files.iter().map(move |file| (target, file)))
        {
            target.must_not_be(file)?;
        }
        let prepared = self.prepare()?;
        // What was assumed may tell what another seat wants.
        if !self.quiet && self.seat_seen.is_none() {
            say("assumed", &prepared.assumed);
        }
        let seen = self.seat_seen.as_deref().map(|name| prepared.seat(name)).transpose()?;
        let summary = self.repeat.map(|count| self.repeat(&prepared, count.get())).transpose()?;
        let course = prepared.play()?;
        if let Some(seat) = seen {
            self.print_glimpse(&prepared, &Glimpse::of(&course, seat))?;
            return Ok(answer(&course));
        }
        if self.quiet && target.is_none() {
            return Ok(if summary.is_some() { Answer::Done } else { answer(&course) });
        }
        let (outlook, summary) = match summary {
            Some((outlook, summary)) => (outlook, Some(summary)),
            None => (Outlook::of(&prepared.talks, &prepared.sides), None),
        };
        let pairs = if target.is_some() { outlook.pairs() } else { Vec::new() };
        let report = RunReport {
            talks: &prepared.talks,
            file: &prepared.file,
            assumed: &prepared.assumed,
            version: VERSION,
            course: &course,
            outlook: &outlook,
            pairs: &pairs,
            summary: summary.as_ref(),
        };
        if let Some(target) = target {
            target.write(&wasit_report::html(&report))?;
        }
        interrupt::wait_if_asked();
        if !self.quiet {
            to_stdout(&self.text(&report))?;
        }
        Ok(if summary.is_some() { Answer::Done } else { answer(&course) })
    }

    fn prepare(&self) -> Result<Prepared, Failure> {
        self.check_rules()?;
        let Scenario { mut talks, assumed, .. } =
            scenario_at(&self.files, self.reading)?.map_err(Failure::Problems)?;
        if let Some(legs) = self.legs {
            if u64::from(legs.get()) > Talks::MAX_LEGS {
                return Err(Failure::input(format!("--legs is at most {}", Talks::MAX_LEGS)));
            }
            talks = talks.with_legs(legs.get());
        }
        let protocol = match self.protocol {
            Rules::Shuttle => Protocol::Shuttle,
            Rules::Alternating => {
                let steps = self.steps.map_or_else(|| Rules::steps_of(&talks), NonZeroU32::get);
                Protocol::Alternating { steps }
            }
        };
        let name = if self.protocol == Rules::Shuttle { "shuttle" } else { "alternating" };
        let programs =
            ForPrograms { protocol: name, timeout: self.program_timeout, told: self.repeat.is_none() };
        let Seated { seating, programs } = seating(&talks, &self.seats, self.mediator.as_deref(), programs)?;
        let space = Arc::new(talks.space.clone());
        let parties = talks.parties.iter();
        let sides = parties.map(|party| Arc::new(Side::new(Arc::clone(&space), party.preferences.clone())));
        let sides = sides.collect();
        Ok(Prepared {
            file: names_of(&self.files),
            assumed,
            sides,
            seating,
            programs,
            protocol,
            seed: self.seed,
            talks,
        })
    }

    /// Refuses options that mean nothing under the protocol.
    fn check_rules(&self) -> Result<(), Failure> {
        match self.protocol {
            Rules::Shuttle if self.steps.is_some() => Err(Failure::advised(
                "--steps is for `--protocol alternating`",
                "mediated talks are as long as their legs: use --legs",
            )),
            Rules::Alternating if self.legs.is_some() => Err(Failure::advised(
                "--legs is for mediated talks",
                "talks across a table are as long as their steps: use --steps",
            )),
            Rules::Alternating if self.mediator.is_some() => Err(Failure::advised(
                "--mediator is for mediated talks",
                "nobody mediates under `--protocol alternating`; leave one of the two out",
            )),
            _ => Ok(()),
        }
    }

    /// Holds many talks, on a pool of threads of its own.
    fn repeat(&self, prepared: &Prepared, count: u64) -> Result<(Outlook, Summary), Failure> {
        interrupt::be_graceful();
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.jobs.map_or(0, NonZeroUsize::get))
            .build()
            .map_err(|error| Failure::input(format!("cannot start so many threads: {error}")))?;
        let bar = if self.quiet { ProgressBar::hidden() } else { ProgressBar::new(count) };
        let template = "{bar:30} {human_pos} of {human_len} talks, {eta} left";
        bar.set_style(ProgressStyle::with_template(template).expect("the template is well formed"));
        let held = AtomicU64::new(0);
        let progress = |more: u64| {
            held.fetch_add(more, Ordering::Relaxed);
            bar.inc(more);
        };
        let Prepared { talks, sides, seating, protocol, seed, .. } = prepared;
        let outlook = pool.install(|| Outlook::of(talks, sides));
        let summary = pool.install(|| {
            repeat(talks, sides, &outlook, seating, *protocol, *seed, count, &progress, &interrupt::asked)
        });
        bar.finish_and_clear();
        if interrupt::asked() {
            // Programs were ended in the middle of their talks: nothing of those is worth showing.
            let held = held.into_inner();
            let how_far = format!("interrupted after {held} of {count} talks; nothing was written");
            return Err(Failure::Interrupted(how_far));
        }
        let summary = summary?.ok_or_else(|| Failure::ours("the run stopped without being told to"))?;
        Ok((outlook, summary))
    }

    fn style(&self) -> Style {
        let look = Look::of_stdout();
        Style { width: look.width, color: look.color, unicode: look.unicode, full: self.full }
    }

    fn text(&self, report: &RunReport<'_>) -> String {
        match (report.summary, self.json) {
            (Some(summary), true) => format!("{:#}\n", json::summary(report, summary)),
            (Some(summary), false) => terminal::summary(report.talks, summary, &self.style()),
            (None, true) => format!("{:#}\n", json::run(report)),
            (None, false) => terminal::run(report, &self.style()),
        }
    }

    fn print_glimpse(&self, prepared: &Prepared, glimpse: &Glimpse) -> Result<(), Failure> {
        interrupt::wait_if_asked();
        if self.quiet {
            return Ok(());
        }
        to_stdout(&if self.json {
            format!("{:#}\n", json::glimpse(&prepared.talks, &prepared.file, VERSION, glimpse))
        } else {
            terminal::glimpse(&prepared.talks, glimpse, &self.style())
        })
    }
}

impl Prepared {
    /// The seat of that name.
    fn seat(&self, name: &str) -> Result<Seat, Failure> {
        if let Some(party) = self.talks.find_party(name) {
            return Ok(Seat::Party(party));
        }
        let mediated = self.protocol == Protocol::Shuttle;
        let mediator = self.talks.mediator.name.as_str();
        if name == mediator {
            return if mediated {
                Ok(Seat::Mediator)
            } else {
                Err(Failure::advised(
                    format!("`{name}` is the mediator, and nobody mediates under `--protocol alternating`"),
                    "name a party",
                ))
            };
        }
        let parties = self.talks.parties.iter().map(|party| party.name.as_str());
        Err(no_such_seat(name, parties.chain(mediated.then_some(mediator)).collect()))
    }

    fn play(&self) -> Result<Course, Failure> {
        let course = play(&self.talks, &self.sides, &self.seating, self.protocol, self.seed, 0)?;
        self.programs.iter().for_each(|program| program.tell_end(&self.talks, &course));
        interrupt::wait_if_asked();
        Ok(course)
    }
}

impl From<wasit_arena::PlayError> for Failure {
    fn from(error: wasit_arena::PlayError) -> Self {
        Self::input(error.to_string())
    }
}

fn answer(course: &Course) -> Answer {
    if course.outcome.agreement().is_some() { Answer::Done } else { Answer::No }
}
