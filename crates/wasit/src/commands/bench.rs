use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use wasit_arena::{
    Exchange, Fingerprint, MeasuredSpace, MeasuredTalks, Outlook, Room, Series, measured_spaces,
    measured_talks, repeat,
};

use super::VERSION;
use crate::failure::Failure;
use crate::output::{Look, to_stdout};
use crate::{Answer, interrupt};

const EXAMPLES: &str = "\
Examples:
  wasit bench
  wasit bench --json > before.json

The set is fixed and needs no arguments. The fingerprint is one number over all outcomes of the set: it is the same
on every run and for any number of cores, and a change of the code that changes it has changed what talks come to.";

/// Measure talks and searches on a fixed set, in under half a minute
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Bench {
    /// Print an object for machines
    #[arg(long)]
    json: bool,
}

/// How long one figure is measured.
const BUDGET: Duration = Duration::from_millis(350);
/// Samples of which the median is taken; fewer where one alone takes longer than the budget.
const SAMPLES: usize = 7;

/// What talks of one kind cost.
struct TalksFigures {
    name: String,
    packages: f64,
    turns: u32,
    set_up: f64,
    warm: f64,
}

/// What the frontier and the solutions of one space cost.
struct SpaceFigures {
    name: String,
    packages_log10: f64,
    points: usize,
    exact: bool,
    how: &'static str,
    seconds: f64,
}

impl Bench {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        interrupt::be_graceful();
        let (talks, spaces) = (measured_talks(), measured_spaces());
        let bar = ProgressBar::new((talks.len() + spaces.len() + 1) as u64);
        let style = ProgressStyle::with_template("{bar:30} {pos} of {len}: {msg}");
        bar.set_style(style.expect("the template is well formed"));
        let mut fingerprint = Fingerprint::default();
        let mut of_talks = Vec::new();
        for row in &talks {
            bar.set_message(row.name.clone());
            of_talks.push(measure_talks(row, &mut fingerprint)?);
            bar.inc(1);
        }
        let mut of_spaces = Vec::new();
        for row in &spaces {
            bar.set_message(row.name.clone());
            of_spaces.push(measure_space(row, &mut fingerprint)?);
            bar.inc(1);
        }
        bar.set_message("all cores");
        let all_cores = measure_all_cores(&talks[0])?;
        bar.finish_and_clear();
        let figures = Figures { of_talks, of_spaces, all_cores, fingerprint };
        to_stdout(&if self.json { format!("{:#}\n", figures.json()) } else { figures.text() })?;
        Ok(Answer::Done)
    }
}

/// The clock of whoever runs the command.
#[allow(clippy::disallowed_methods, reason = "the command may read a clock")]
fn now() -> Instant {
    Instant::now()
}

/// The median time of a call, in seconds.
fn median(mut call: impl FnMut() -> Result<(), Failure>) -> Result<f64, Failure> {
    // As many calls to a sample as its share of the budget holds.
    let mut times = 1_u32;
    let share = BUDGET / SAMPLES as u32;
    let first = loop {
        let start = now();
        for _ in 0..times {
            call()?;
        }
        let took = start.elapsed();
        if took >= share / 2 {
            break took;
        }
        times = times.saturating_mul(2);
    };
    let samples = if first > BUDGET { 1 } else { SAMPLES };
    let mut each = Vec::with_capacity(samples);
    for _ in 0..samples {
        if interrupt::asked() {
            return Err(Failure::Interrupted("interrupted; nothing was measured to the end".to_owned()));
        }
        let start = now();
        for _ in 0..times {
            call()?;
        }
        each.push(start.elapsed().as_secs_f64() / f64::from(times));
    }
    each.sort_by(f64::total_cmp);
    Ok(each[each.len() / 2])
}

fn measure_talks(row: &MeasuredTalks, fingerprint: &mut Fingerprint) -> Result<TalksFigures, Failure> {
    let sides = Outlook::sides(&row.talks);
    let exchange = Exchange::of(&sides);
    row.hold(&sides)?.iter().for_each(|ending| fingerprint.take_ending(ending));
    let series = Series::new(&row.talks, &sides, &row.seating, row.protocol)?.sharing(exchange.as_ref());
    let turns = series.play(row.seed(), 0)?.legs;
    let set_up = median(|| {
        let sides = Outlook::sides(&row.talks);
        let series = Series::new(&row.talks, &sides, &row.seating, row.protocol)?;
        black_box(series.hold(&mut Room::default(), row.seed(), 0)?);
        Ok(())
    })?;
    let mut room = Room::default();
    let warm = median(|| {
        black_box(series.hold(&mut room, row.seed(), 0)?);
        Ok(())
    })?;
    let packages = 10_f64.powf(row.talks.space.size_log10());
    Ok(TalksFigures { name: row.name.clone(), packages, turns, set_up, warm })
}

fn measure_space(row: &MeasuredSpace, fingerprint: &mut Fingerprint) -> Result<SpaceFigures, Failure> {
    let outlook = Outlook::of(&row.talks, &Outlook::sides(&row.talks));
    fingerprint.take_outlook(&outlook);
    let seconds = median(|| {
        black_box(Outlook::of(&row.talks, &Outlook::sides(&row.talks)));
        Ok(())
    })?;
    Ok(SpaceFigures {
        name: row.name.clone(),
        packages_log10: row.talks.space.size_log10(),
        points: outlook.frontier.points.len(),
        exact: outlook.frontier.exact(),
        how: outlook.frontier.how,
        seconds,
    })
}

/// Talks a second when every core holds them.
fn measure_all_cores(row: &MeasuredTalks) -> Result<f64, Failure> {
    const TALKS: u64 = 100_000;
    let sides = Outlook::sides(&row.talks);
    let outlook = Outlook::of(&row.talks, &sides);
    let start = now();
    let (talks, seating) = (&row.talks, &row.seating);
    let held = repeat(
        talks,
        &sides,
        &outlook,
        seating,
        row.protocol,
        row.seed(),
        TALKS,
        &|_| {},
        &interrupt::asked,
    )?;
    let took = start.elapsed().as_secs_f64();
    held.map(|_| TALKS as f64 / took)
        .ok_or_else(|| Failure::Interrupted("interrupted; nothing was measured to the end".to_owned()))
}

struct Figures {
    of_talks: Vec<TalksFigures>,
    of_spaces: Vec<SpaceFigures>,
    all_cores: f64,
    fingerprint: Fingerprint,
}

impl Figures {
    fn text(&self) -> String {
        let look = Look::of_stdout();
        let mut out = String::new();
        let title = format!("wasit {VERSION}, {} cores", rayon::current_num_threads());
        let _ = writeln!(out, "{}\n", look.bold(&title));
        let _ = writeln!(
            out,
            "  {:<42} {:>8} {:>6} {:>10} {:>9} {:>9}",
            "Talks, one core", "packages", "turns", "with set-up", "warm", "a turn"
        );
        for row in &self.of_talks {
            let _ = writeln!(
                out,
                "  {:<42} {:>8} {:>6} {:>11} {:>9} {:>9}",
                row.name,
                power(row.packages.log10()),
                row.turns,
                time(row.set_up),
                time(row.warm),
                time(row.warm / f64::from(row.turns.max(1)))
            );
        }
        let (sessions, offers) = self.rates();
        let _ =
            writeln!(out, "\n  {sessions:.0} talks/s and {offers:.0} offers/s on the first line, one core");
        let _ = writeln!(out, "  {:.0} talks/s on the first line, all cores", self.all_cores);
        let _ = writeln!(
            out,
            "\n  {:<42} {:>8} {:>8} {:>9}  found",
            "Frontier and four solutions", "packages", "points", "time"
        );
        for row in &self.of_spaces {
            let sure = if row.exact { "exact, " } else { "approximate, " };
            let _ = writeln!(
                out,
                "  {:<42} {:>8} {:>8} {:>9}  {sure}{}",
                row.name,
                power(row.packages_log10),
                row.points,
                time(row.seconds),
                row.how
            );
        }
        let memory =
            peak_memory().map_or_else(|| "not known here".to_owned(), |bytes| format!("{} MiB", bytes >> 20));
        let _ = writeln!(out, "\n  peak memory {memory}");
        let _ = writeln!(out, "  fingerprint {}", look.bold(&format!("{:016x}", self.fingerprint.number())));
        out
    }

    /// Talks and offers a second on the first line, warm, on one core.
    fn rates(&self) -> (f64, f64) {
        self.of_talks.first().map_or((0.0, 0.0), |row| (row.warm.recip(), f64::from(row.turns) / row.warm))
    }

    fn json(&self) -> Value {
        let talks: Vec<Value> = self
            .of_talks
            .iter()
            .map(|row| {
                json!({
                    "name": row.name,
                    "packages": row.packages,
                    "turns": row.turns,
                    "seconds_with_set_up": row.set_up,
                    "seconds_warm": row.warm,
                    "talks_per_second": row.warm.recip(),
                    "offers_per_second": f64::from(row.turns) / row.warm,
                    "nanoseconds_per_offer": 1e9 * row.warm / f64::from(row.turns.max(1)),
                })
            })
            .collect();
        let frontiers: Vec<Value> = self
            .of_spaces
            .iter()
            .map(|row| {
                json!({
                    "name": row.name,
                    "packages_log10": row.packages_log10,
                    "points": row.points,
                    "exact": row.exact,
                    "how": row.how,
                    "seconds": row.seconds,
                })
            })
            .collect();
        json!({
            "version": VERSION,
            "cores": rayon::current_num_threads(),
            "fingerprint": format!("{:016x}", self.fingerprint.number()),
            "peak_memory_bytes": peak_memory(),
            "talks_per_second_all_cores": self.all_cores,
            "talks": talks,
            "frontiers": frontiers,
        })
    }
}

/// A number by its order of magnitude where it is large.
fn power(log10: f64) -> String {
    if log10 < 4.5 { format!("{:.0}", 10_f64.powf(log10)) } else { format!("10^{log10:.0}") }
}

/// A time in the unit that suits it.
fn time(seconds: f64) -> String {
    match seconds {
        s if s < 1e-6 => format!("{:.0} ns", s * 1e9),
        s if s < 1e-3 => format!("{:.1} µs", s * 1e6),
        s if s < 1.0 => format!("{:.1} ms", s * 1e3),
        s => format!("{s:.2} s"),
    }
}

/// The most memory that the process has held, in bytes; `None` where the system does not say.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes << 10)
}
