//! Wasit's side: the same requests as NegMAS's, answered in this process.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use serde_json::{Value, json};
use wasit_arena::{Act, Exchange, Outlook, Player, Protocol, Room, Seating, Series};
use wasit_files::{ReadOptions, Source, StrategyNames, read_scenario};
use wasit_model::Talks;
use wasit_search::{Side, Solution};

use super::process::{go_on, now};
use super::requests::{Mode, Request};

const SEED: u64 = 1;

/// Wasit, with one thread and with all.
pub(super) struct Ours {
    one: ThreadPool,
    all: ThreadPool,
}

impl Ours {
    pub(super) fn start() -> Result<Self, String> {
        let pool = |threads| {
            let pool = ThreadPoolBuilder::new().num_threads(threads).build();
            pool.map_err(|error| format!("no threads: {error}"))
        };
        // 0 is as many as there are cores.
        Ok(Self { one: pool(1)?, all: pool(0)? })
    }

    /// Does what is asked `repeat` times; the answer says how many seconds one took.
    ///
    /// # Errors
    /// Where a scenario cannot be read, or somebody has pressed Ctrl-C.
    pub(super) fn ask(&self, request: &Request, repeat: usize) -> Result<Value, String> {
        go_on()?;
        match request {
            Request::Session { scenario, pair, steps, mode } => {
                let talks = read(scenario)?;
                self.one.install(|| sessions(&talks, pair, *steps, *mode, repeat))
            }
            Request::Analysis { scenario } => {
                let talks = read(scenario)?;
                Ok(self.one.install(|| analyses(&talks, repeat)))
            }
            Request::Tournament { scenarios, strategies, steps, serial } => {
                let pool = if *serial { &self.one } else { &self.all };
                pool.install(|| tournaments(scenarios, strategies, *steps, repeat))
            }
            Request::Load { scenario } => loads(scenario, repeat),
            Request::StartUp => Ok(json!({ "seconds": 0.0 })),
        }
    }
}

/// Reads the scenario in a folder.
///
/// # Errors
/// What is wrong with it, with its path from the root of the checkout: messages may come to stand in the page.
fn read(folder: &Path) -> Result<Talks, String> {
    let root = crate::root();
    let shown = |path: &Path| path.strip_prefix(&root).unwrap_or(path).display().to_string();
    let unread = |error: std::io::Error| format!("{}: {error}", shown(folder));
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unread)? {
        let path = entry.map_err(unread)?.path();
        files.push((shown(&path), std::fs::read(&path).map_err(unread)?));
    }
    files.sort();
    let sources: Vec<Source<'_>> = files.iter().map(|(name, bytes)| Source { name, bytes }).collect();
    let any = |_: &str| Ok(());
    let names = StrategyNames { parties: &any, mediators: &any };
    match read_scenario(&sources, &ReadOptions::default(), &names) {
        Ok(scenario) => Ok(scenario.talks),
        Err(problems) => Err(problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")),
    }
}

fn seating(pair: [&str; 2]) -> Seating {
    Seating {
        parties: pair.into_iter().map(|strategy| Player::Strategy(strategy.to_owned())).collect(),
        mediator: Player::Strategy("courier".to_owned()),
    }
}

fn sessions(
    talks: &Talks,
    pair: &[String; 2],
    steps: u32,
    mode: Mode,
    repeat: usize,
) -> Result<Value, String> {
    let protocol = Protocol::Alternating { steps };
    let seating = seating([&pair[0], &pair[1]]);
    let said = |error: wasit_arena::PlayError| error.to_string();
    let mut endings = Vec::with_capacity(repeat);
    let seconds = match mode {
        Mode::SetUp => {
            let start = now();
            for talk in 0..repeat {
                let sides = Outlook::sides(talks);
                let series = Series::new(talks, &sides, &seating, protocol).map_err(said)?;
                endings.push(series.hold(&mut Room::default(), SEED, talk as u64).map_err(said)?);
            }
            start.elapsed()
        }
        Mode::Warm | Mode::Kept => {
            let sides = Outlook::sides(talks);
            let exchange = Exchange::of(&sides);
            let series =
                Series::new(talks, &sides, &seating, protocol).map_err(said)?.sharing(exchange.as_ref());
            let mut room = Room::default();
            series.hold(&mut room, SEED, 0).map_err(said)?;
            let start = now();
            for talk in 0..repeat {
                endings.push(series.hold(&mut room, SEED, talk as u64).map_err(said)?);
            }
            start.elapsed()
        }
    };
    let sides = Outlook::sides(talks);
    let course = Series::new(talks, &sides, &seating, protocol)
        .and_then(|series| series.play(SEED, 0))
        .map_err(said)?;
    if let Some(other) =
        endings.iter().find(|ending| (&ending.outcome, ending.legs) != (&course.outcome, course.legs))
    {
        return Err(format!(
            "{pair:?}: the same session ended in {:?} and {:?}",
            course.outcome, other.outcome
        ));
    }
    let agreement = course.outcome.agreement().map(|package| {
        let label = |(issue, value): (&wasit_model::Issue, &u16)| issue.values.label(*value).into_owned();
        talks.space.issues().iter().zip(package.iter()).map(label).collect::<Vec<_>>()
    });
    Ok(json!({
        "seconds": seconds.as_secs_f64() / repeat as f64,
        "utilities": agreement.as_ref().map(|_| &course.utilities),
        "agreement": agreement,
        "offers": course.trace.iter().filter(|entry| entry.act == Act::Offer).count(),
    }))
}

fn analyses(talks: &Talks, repeat: usize) -> Value {
    let once = || {
        let outlook = Outlook::of(talks, &Outlook::sides(talks));
        let rational = outlook.frontier.rational(&outlook.walk_aways);
        (outlook.solutions, rational)
    };
    let start = now();
    for _ in 1..repeat {
        std::hint::black_box(once());
    }
    let (solutions, rational) = once();
    let seconds = start.elapsed().as_secs_f64() / repeat as f64;
    let vectors = |points: &[wasit_search::Point]| {
        let mut vectors: Vec<Vec<f64>> = points.iter().map(|point| point.utilities.clone()).collect();
        // Packages of the same utilities are one point here.
        vectors.sort_by(|a, b| a.partial_cmp(b).expect("utilities of packages are numbers"));
        vectors.dedup();
        vectors
    };
    let solution =
        |(name, solution): (&'static str, &Solution)| (name.to_owned(), json!(vectors(&solution.points)));
    json!({
        "seconds": seconds,
        "exact": rational.exact() && solutions.named().iter().all(|(_, solution)| solution.exact()),
        "frontier": vectors(&rational.points),
        "solutions": solutions.named().into_iter().map(solution).collect::<serde_json::Map<_, _>>(),
    })
}

/// How a talk of a tournament ended.
struct Ended {
    /// The scenario's place in the list.
    scenario: usize,
    /// Whether its sides have changed seats.
    turned: bool,
    pair: [usize; 2],
    agreed: bool,
    legs: u32,
    utilities: Vec<f64>,
}

/// Every ordered pair on every scenario, from either side; with the mean utility of each strategy, as a tournament
/// has it.
fn tournament(
    scenarios: &[Talks],
    strategies: &[String],
    steps: u32,
) -> Result<(Vec<Ended>, Vec<f64>), String> {
    let both_ways = |talks: &Talks| {
        let sides = Outlook::sides(talks);
        let mut other = (talks.clone(), sides.clone());
        other.0.parties.reverse();
        other.1.reverse();
        [(talks.clone(), sides), other].map(|(talks, sides)| {
            let exchange = Exchange::of(&sides);
            (talks, sides, exchange)
        })
    };
    let tables: Vec<(Talks, Vec<Arc<Side>>, Option<Exchange>)> =
        scenarios.par_iter().flat_map_iter(both_ways).collect();
    let count = strategies.len();
    let pairs = count * count;
    let held: Vec<Ended> = (0..tables.len() * pairs)
        .into_par_iter()
        .map_init(Room::default, |room, talk| {
            let (at, pair) = (talk / pairs, [talk % pairs / count, talk % count]);
            let (talks, sides, exchange) = &tables[at];
            let seating = seating(pair.map(|strategy| strategies[strategy].as_str()));
            let ending = Series::new(talks, sides, &seating, Protocol::Alternating { steps })
                .and_then(|series| series.sharing(exchange.as_ref()).hold(room, SEED, talk as u64))
                .map_err(|error| error.to_string())?;
            Ok(Ended {
                scenario: at / 2,
                turned: at % 2 == 1,
                pair,
                agreed: ending.outcome.agreement().is_some(),
                legs: ending.legs,
                utilities: ending.utilities,
            })
        })
        .collect::<Result<_, String>>()?;
    let mut sums = vec![(0.0, 0_u32); count];
    for ended in &held {
        for (&strategy, utility) in ended.pair.iter().zip(&ended.utilities) {
            sums[strategy].0 += utility;
            sums[strategy].1 += 1;
        }
    }
    let means = sums.into_iter().map(|(sum, talks)| sum / f64::from(talks)).collect();
    Ok((held, means))
}

fn tournaments(
    folders: &[PathBuf],
    strategies: &[String],
    steps: u32,
    repeat: usize,
) -> Result<Value, String> {
    let scenarios = folders.iter().map(|folder| read(folder)).collect::<Result<Vec<_>, _>>()?;
    let start = now();
    for _ in 1..repeat {
        std::hint::black_box(tournament(&scenarios, strategies, steps)?);
    }
    let (held, means) = tournament(&scenarios, strategies, steps)?;
    let seconds = start.elapsed().as_secs_f64() / repeat as f64;
    let outcome = |ended: &Ended| {
        let name = folders[ended.scenario].file_name().unwrap_or_default().to_string_lossy();
        json!({
            "scenario": if ended.turned { format!("{name}-1") } else { name.into_owned() },
            "pair": ended.pair.map(|strategy| &strategies[strategy]),
            "utilities": ended.agreed.then_some(&ended.utilities),
        })
    };
    Ok(json!({
        "seconds": seconds,
        "talks": held.len(),
        "agreed": held.iter().filter(|ended| ended.agreed).count(),
        // Two turns to a round.
        "rounds": held.iter().map(|ended| f64::from(ended.legs) / 2.0).sum::<f64>() / held.len() as f64,
        "means": means,
        "outcomes": held.iter().map(outcome).collect::<Vec<_>>(),
    }))
}

fn loads(folder: &Path, repeat: usize) -> Result<Value, String> {
    let start = now();
    for _ in 1..repeat {
        std::hint::black_box(read(folder)?);
    }
    let talks = read(folder)?;
    let seconds = start.elapsed().as_secs_f64() / repeat as f64;
    Ok(
        json!({ "seconds": seconds, "packages": talks.space.size().and_then(|size| u64::try_from(size).ok()) }),
    )
}

/// The most memory that this process has held so far, in bytes; `None` where the system does not say.
pub(super) fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
