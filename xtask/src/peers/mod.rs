//! `cargo xtask peers`: installs NegMAS into a virtual environment, lets it and Wasit do the same in turn, and writes
//! how long each took into the page on speed.
//!
//! Samples are taken NegMAS, Wasit, NegMAS, …, so that whatever else the machine does falls on both. What came out
//! is compared each time: a ratio of two programs that did not do the same is none.

mod agreement;
mod environment;
mod machine;
mod measures;
mod negmas;
mod ours;
mod page;
mod process;
mod processes;
mod requests;
mod samples;

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use environment::Environment;
use measures::{Measure, Unit, measures};
use negmas::NegMas;
use ours::Ours;
use requests::Request;
use samples::Samples;

/// What the command was told.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    quick: bool,
    environment: Option<PathBuf>,
    json: Option<PathBuf>,
}

impl Options {
    /// Reads the arguments; `None` where they are none of the command's.
    pub(crate) fn read(arguments: &[&str]) -> Option<Self> {
        let mut options = Self::default();
        let mut arguments = arguments.iter();
        while let Some(&argument) = arguments.next() {
            match argument {
                "--quick" => options.quick = true,
                "--environment" => options.environment = Some(arguments.next()?.into()),
                "--json" => options.json = Some(arguments.next()?.into()),
                _ => return None,
            }
        }
        Some(options)
    }

    /// The command, as the page names it.
    fn command(&self) -> &'static str {
        if self.quick { "cargo xtask peers --quick" } else { "cargo xtask peers" }
    }
}

/// How many samples are taken, and how long each is to be.
struct Effort {
    /// Samples of each program, where they are short.
    rounds: usize,
    /// Samples at least.
    rounds_least: usize,
    /// Long samples become fewer, so that NegMAS's add up to about this many seconds.
    budget: f64,
    /// A sample repeats its item until it takes about this many seconds.
    sample: f64,
    /// Where one item takes NegMAS longer than this many seconds, the first is not left out as a warm-up.
    patience: f64,
}

const FULL: Effort =
    Effort { rounds: 15, rounds_least: 3, budget: 40.0, sample: 0.2, patience: f64::INFINITY };
const QUICK: Effort = Effort { rounds: 3, rounds_least: 1, budget: 3.0, sample: 0.05, patience: 1.0 };

impl Effort {
    fn rounds(&self, seconds: f64) -> usize {
        ((self.budget / seconds) as usize).clamp(self.rounds_least, self.rounds)
    }

    fn repeat(&self, seconds: f64) -> usize {
        ((self.sample / seconds).ceil() as usize).max(1)
    }
}

/// A row of the table.
struct Row {
    group: &'static str,
    name: String,
    unit: Unit,
    /// How many offers or talks one item is; 1 where none are counted.
    count: f64,
    /// Seconds for one item, or bytes.
    negmas: Samples,
    wasit: Samples,
    /// What both came to, or in what they differ.
    outcome: Result<String, String>,
}

/// Measures and writes the page.
///
/// # Errors
/// Where NegMAS cannot be installed, something cannot be measured, or both did not do the same.
pub(crate) fn run(options: &Options) -> Result<(), String> {
    process::listen()?;
    // What would keep the figures from being written is better known before they are taken.
    page::check()?;
    let written = |error: std::io::Error, path: &Path| format!("{}: {error}", path.display());
    if let Some(path) = &options.json {
        std::fs::write(path, "").map_err(|error| written(error, path))?;
    }
    let wasit = processes::build()?;
    let environment = Environment::make(options.environment.as_deref())?;
    let effort = if options.quick { QUICK } else { FULL };
    let mut negmas = NegMas::start(&environment)?;
    let hello = negmas.ask(&json!({ "measure": "hello" }))?;
    let machine = machine::describe(&hello);
    let ours = Ours::start()?;
    let mut rows = Vec::new();
    for measure in measures() {
        eprintln!("{}: {}", measure.group, measure.name);
        let row = sample(&mut negmas, &ours, &measure, &effort);
        process::go_on()?;
        let Measure { group, name, unit, .. } = measure;
        rows.push(Row { group, name, unit, ..row.unwrap_or_else(Row::without) });
    }
    drop(negmas);
    processes::measure(&environment, &wasit, &effort, &mut rows)?;
    let figures = page::figures(&rows, &machine, options);
    print!("{figures}");
    page::write(&figures)?;
    if let Some(path) = &options.json {
        let raw = page::raw(&rows, &machine, options);
        std::fs::write(path, format!("{raw:#}\n")).map_err(|error| written(error, path))?;
    }
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|row| row.outcome.as_ref().err().map(|why| format!("{}: {}: {why}", row.group, row.name)))
        .collect();
    if wrong.is_empty() { Ok(()) } else { Err(format!("without a ratio:\n  {}", wrong.join("\n  "))) }
}

/// Answers one request in a process of its own, for its peak of memory.
///
/// # Errors
/// Where the request cannot be answered.
pub(crate) fn once(request: &str) -> Result<(), String> {
    let request: Request = serde_json::from_str(request).map_err(|error| error.to_string())?;
    let mut answer = Ours::start()?.ask(&request, 1)?;
    answer["peak"] = json!(ours::peak_memory());
    println!("{answer}");
    Ok(())
}

impl Default for Row {
    fn default() -> Self {
        let (negmas, wasit) = (Samples::default(), Samples::default());
        let (name, outcome) = (String::new(), Ok(String::new()));
        Self { group: "", name, unit: Unit::Seconds, count: 1.0, negmas, wasit, outcome }
    }
}

impl Row {
    /// Without figures, for the reason given.
    fn without(why: String) -> Self {
        Self { outcome: Err(why), ..Self::default() }
    }
}

/// Takes the samples of one row, in turn.
fn sample(negmas: &mut NegMas, ours: &Ours, measure: &Measure, effort: &Effort) -> Result<Row, String> {
    let request = &measure.request;
    let mut ask = |repeat: usize| -> Result<(Value, f64), String> {
        let mut request = serde_json::to_value(request).map_err(|error| error.to_string())?;
        request["repeat"] = json!(repeat);
        timed(negmas.ask(&request)?)
    };
    let (mut theirs, first) = ask(1)?;
    let (rounds, repeat) = (effort.rounds(first), effort.repeat(first));
    let (mut mine, mut ours_repeat) = (Value::Null, 1);
    // A cold first item says little of how many fit into a sample.
    for _ in 0..3 {
        let (answer, seconds) = timed(ours.ask(request, ours_repeat)?)?;
        (mine, ours_repeat) = (answer, effort.repeat(seconds));
    }
    let counted = match measure.unit {
        Unit::OffersPerSecond => mine["offers"].as_f64(),
        Unit::TalksPerSecond => mine["talks"].as_f64(),
        Unit::Seconds | Unit::Bytes => Some(1.0),
    };
    let mut row = Row {
        count: counted.ok_or("an answer without a count")?,
        outcome: agreement::compare(request, &theirs, &mine),
        ..Row::default()
    };
    for round in 0..rounds {
        let seconds = if round == 0 && first > effort.patience {
            first
        } else {
            let (answer, seconds) = ask(repeat)?;
            theirs = answer;
            seconds
        };
        row.negmas.0.push(seconds);
        let (answer, seconds) = timed(ours.ask(request, ours_repeat)?)?;
        row.wasit.0.push(seconds);
        row.outcome = row.outcome.and(agreement::compare(request, &theirs, &answer));
    }
    Ok(row)
}

fn timed(answer: Value) -> Result<(Value, f64), String> {
    match answer["seconds"].as_f64() {
        Some(seconds) => Ok((answer, seconds)),
        None => Err(format!("an answer without a time: {answer}")),
    }
}

/// A limit for processes that do little.
const SOON: Duration = Duration::from_secs(120);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_in_any_order() {
        let read = |text: &str| Options::read(&text.split_whitespace().collect::<Vec<_>>());
        assert_eq!(read(""), Some(Options::default()));
        let all = Options { quick: true, environment: Some("a".into()), json: Some("b".into()) };
        assert_eq!(read("--json b --quick --environment a"), Some(all));
        assert_eq!(read("--json"), None);
        assert_eq!(read("--slow"), None);
    }

    #[test]
    fn long_samples_are_fewer_and_short_ones_repeat_their_item() {
        assert_eq!([0.01, 8.0, 100.0].map(|seconds| FULL.rounds(seconds)), [15, 5, 3]);
        assert_eq!([0.01, 8.0, 100.0].map(|seconds| FULL.repeat(seconds)), [20, 1, 1]);
    }

    /// All that is asked of NegMAS, asked of Wasit: every scenario is there and every session ends as it should.
    #[test]
    fn wasit_answers_every_short_request() {
        let ours = Ours::start().unwrap();
        for measure in measures().into_iter().filter(|measure| measure.group != measures::LOADING) {
            if format!("{:?}", measure.request).contains("large_1m") {
                continue;
            }
            let answer =
                ours.ask(&measure.request, 1).unwrap_or_else(|why| panic!("{}: {why}", measure.name));
            assert!(answer["seconds"].as_f64().is_some_and(|seconds| seconds > 0.0), "{}", measure.name);
            if let Request::Session { .. } = measure.request {
                assert!(answer["agreement"].is_array(), "{}", measure.name);
            }
        }
    }
}
