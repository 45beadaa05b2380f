//! What comes of a simulation: the sample as a file, and the answers in words, as JSON, as HTML.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use wasit_arena::Rows;
use wasit_explain::{explain, what_would_it_take};
use wasit_report::terminal::{self, Style};
use wasit_report::{BeliefNote, SimulationReport, simulation_html, write_simulation_json};

use super::folder::Folder;
use super::hold::Taker;
use super::outlooks::Outlooks;
use super::plan_file::Prepared;
use crate::Answer;
use crate::commands::forecast::Earlier;
use crate::failure::Failure;
use crate::interrupt;
use crate::output::{Look, Target, Unfinished, to_stdout, write_whole};
use crate::sample::{CsvWriter, Gathering, InputPart, Layout, Meaning, Writer};

/// What is wanted of the results.
#[derive(Debug, Args)]
pub(super) struct Output {
    #[command(flatten)]
    saying: Saying,
    /// Write the sample, a row for each draw, to this Parquet file; `wasit explain` reads it
    #[arg(long, visible_alias = "parquet", value_name = "FILE")]
    sample: Option<PathBuf>,
    /// Write the same rows as CSV to this file
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
}

/// How the answers are said.
#[derive(Debug, Args)]
pub(in crate::commands) struct Saying {
    /// Print JSON
    #[arg(long, conflicts_with = "quiet")]
    json: bool,
    /// Write an HTML report to this file
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Name the least changes with which a deal in force has this probability, such as 0.8
    #[arg(long, value_name = "P", value_parser = probability)]
    what_would_it_take: Option<f64>,
    /// Print nothing
    #[arg(long, short)]
    quiet: bool,
}

fn probability(text: &str) -> Result<f64, String> {
    let number = match text.trim().strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().map(|percent| percent / 100.0),
        None => text.trim().parse::<f64>(),
    };
    match number {
        Ok(p) if p > 0.0 && p < 1.0 => Ok(p),
        _ => Err("it is a probability between 0 and 1, such as 0.8".to_owned()),
    }
}

/// [`Output`], its files seen to have a place before any work is done.
pub(super) struct Ready {
    output: Output,
    report: Option<Target>,
}

impl Output {
    /// # Errors
    /// Where a file cannot be written, or would take the place of one of `sources`.
    pub(super) fn ready(self, sources: &[PathBuf]) -> Result<Ready, Failure> {
        let report = self.saying.target(sources)?;
        let files = [
            (&self.sample, "sample", "sample.parquet"),
            (&self.csv, "CSV file", "draws.csv"),
            (&self.saying.report, "report", "report.html"),
        ];
        for (at, (path, what, example)) in files.iter().enumerate() {
            let Some(path) = path else { continue };
            let target = Target::named(path, what, example)?;
            sources.iter().try_for_each(|source| target.must_not_be(source))?;
            if files[..at].iter().any(|(other, ..)| other.as_ref() == Some(path)) {
                return Err(Failure::input(format!("{} is named for two outputs", path.display())));
            }
        }
        Ok(Ready { output: self, report })
    }
}

impl Saying {
    /// Whether nothing is said at all.
    pub(in crate::commands) fn is_silent(&self) -> bool {
        self.quiet && self.report.is_none()
    }

    /// Whether pictures, or the figures behind them, are wanted.
    fn is_drawn(&self) -> bool {
        self.json || self.report.is_some()
    }

    /// Where the report goes.
    ///
    /// # Errors
    /// Where it cannot be written, or would take the place of one of `sources`.
    pub(in crate::commands) fn target(&self, sources: &[PathBuf]) -> Result<Option<Target>, Failure> {
        let report = self.report.as_deref().map(Target::new).transpose()?;
        for source in sources {
            report.iter().try_for_each(|target| target.must_not_be(source))?;
        }
        Ok(report)
    }
}

impl Ready {
    pub(super) fn quiet(&self) -> bool {
        self.output.saying.quiet
    }

    /// Begins the files that rows go to.
    ///
    /// # Errors
    /// Where one cannot be written.
    pub(super) fn begin(self, meaning: &Meaning, folder: Option<&Folder>) -> Result<Results, Failure> {
        let layout = Arc::new(Layout::of(meaning));
        let folder_sample = folder.map(|folder| folder.file("sample.parquet"));
        let samples = self.output.sample.iter().chain(&folder_sample);
        let samples =
            samples.map(|path| SampleFile::begin(path, meaning, &layout)).collect::<Result<_, _>>()?;
        let csv = self.output.csv.as_deref().map(|path| CsvFile::begin(path, &layout)).transpose()?;
        Ok(Results {
            gathered: Gathered::new(meaning),
            samples,
            csv,
            answers: folder.map(|folder| folder.file("answers.json")),
            saying: self.output.saying,
            report: self.report,
        })
    }
}

/// Rows on their way to files and to explanations.
pub(super) struct Results {
    gathered: Gathered,
    samples: Vec<SampleFile>,
    csv: Option<CsvFile>,
    /// Where else the answers go, as JSON.
    answers: Option<PathBuf>,
    saying: Saying,
    report: Option<Target>,
}

/// What explanations start from.
pub(in crate::commands) struct Gathered {
    meaning: Meaning,
    gathering: Gathering,
    draws: u64,
    outlooks: Outlooks,
}

struct SampleFile {
    unfinished: Unfinished,
    writer: Writer<File>,
}

struct CsvFile {
    unfinished: Unfinished,
    writer: CsvWriter<std::io::BufWriter<File>>,
}

impl SampleFile {
    fn begin(path: &Path, meaning: &Meaning, layout: &Arc<Layout>) -> Result<Self, Failure> {
        let unfinished = Unfinished::begin(path)?;
        let writer = Writer::new(unfinished.writer()?, meaning, Arc::clone(layout), None);
        Ok(Self { writer: writer.map_err(|error| unfinished.failure(&error))?, unfinished })
    }

    fn add(&mut self, rows: &Rows) -> Result<(), Failure> {
        self.writer.add(rows).map_err(|error| self.unfinished.failure(&error))
    }

    fn finish(self) -> Result<(), Failure> {
        self.writer.finish().map_err(|error| self.unfinished.failure(&error))?;
        self.unfinished.finish()
    }
}

impl CsvFile {
    fn begin(path: &Path, layout: &Arc<Layout>) -> Result<Self, Failure> {
        let unfinished = Unfinished::begin(path)?;
        let out = std::io::BufWriter::new(unfinished.writer()?);
        let writer = CsvWriter::new(out, Arc::clone(layout));
        Ok(Self { writer: writer.map_err(|error| unfinished.failure(&error))?, unfinished })
    }

    fn add(&mut self, rows: &Rows) -> Result<(), Failure> {
        self.writer.add(rows).map_err(|error| self.unfinished.failure(&error))
    }

    fn finish(self) -> Result<(), Failure> {
        let out = self.writer.finish().map_err(|error| self.unfinished.failure(&error))?;
        out.into_inner().map_err(|error| self.unfinished.failure(error.error()))?;
        self.unfinished.finish()
    }
}

impl Taker for Results {
    fn take(&mut self, rows: &Rows) -> Result<(), Failure> {
        self.gathered.add(rows);
        self.samples.iter_mut().try_for_each(|sample| sample.add(rows))?;
        self.csv.iter_mut().try_for_each(|csv| csv.add(rows))
    }
}

impl Results {
    /// Ends the files, explains, writes what is to be written, and prints what is to be printed.
    ///
    /// # Errors
    /// Where something cannot be written.
    pub(super) fn show(self, command: &str, prepared: &Prepared) -> Result<Answer, Failure> {
        self.samples.into_iter().try_for_each(SampleFile::finish)?;
        self.csv.into_iter().try_for_each(CsvFile::finish)?;
        // All draws are kept: what follows is made again from them.
        interrupt::be_prompt();
        let drawn = self.saying.is_drawn() || self.answers.is_some();
        // Fewer than were planned, where they said enough.
        let draws = self.gathered.draws;
        let outlooks = match drawn {
            true => Outlooks::of(&prepared.simulation()?, draws, self.saying.quiet)?,
            // Words need no pictures.
            false if !self.saying.quiet => Outlooks::in_words(&prepared.simulation()?, draws, false)?,
            false => Outlooks::default(),
        };
        let gathered = Gathered { outlooks, ..self.gathered };
        gathered.show(command, &self.saying, self.report.as_ref(), self.answers.as_deref())
    }
}

impl Gathered {
    /// Of a sample of that meaning.
    pub(in crate::commands) fn new(meaning: &Meaning) -> Self {
        Self {
            meaning: meaning.clone(),
            gathering: Gathering::new(meaning),
            draws: 0,
            outlooks: Outlooks::default(),
        }
    }

    /// Adds a run of rows.
    pub(in crate::commands) fn add(&mut self, rows: &Rows) {
        self.gathering.add(rows);
        self.draws += rows.draws as u64;
    }

    /// How many draws were added.
    pub(in crate::commands) fn draws(&self) -> u64 {
        self.draws
    }

    /// The same, of a sample of so many draws, not all of which were added.
    pub(in crate::commands) fn of(self, draws: u64) -> Self {
        Self { draws, ..self }
    }

    /// The same, with what is drawn from the talks that the sample at `path` is of, where they are still there.
    pub(in crate::commands) fn with_talks(self, path: &Path, saying: &Saying) -> Self {
        let outlooks = Outlooks::again(&self.meaning, path, self.draws, saying.quiet);
        Self { outlooks, ..self }
    }

    /// Explains, writes what is to be written, and prints what is to be printed. `command` gives the same again, but for
    /// what of `saying` changes it.
    ///
    /// # Errors
    /// Where something cannot be written.
    pub(in crate::commands) fn show(
        self,
        command: &str,
        saying: &Saying,
        target: Option<&Target>,
        answers: Option<&Path>,
    ) -> Result<Answer, Failure> {
        let Self { meaning, gathering, draws, outlooks } = self;
        let explained = gathering.draws();
        let sample = gathering.finish().map_err(|misfit| {
            Failure::advised(format!("the sample does not fit together: {misfit}"), "simulate again")
        })?;
        if saying.quiet && target.is_none() && answers.is_none() {
            return Ok(Answer::Done);
        }
        let explanations = explain(&sample);
        let inverse = saying.what_would_it_take.map(|wished| what_would_it_take(&sample, wished));
        let wished = saying.what_would_it_take.map(|wished| format!(" --what-would-it-take {wished}"));
        let command = &format!("{command}{}", wished.unwrap_or_default());
        let beliefs: Vec<BeliefNote> = meaning.inputs.iter().filter_map(note_of).collect();
        let report = SimulationReport {
            title: &meaning.title,
            note: meaning.note.as_deref(),
            file: &meaning.file,
            sha256: &meaning.sha256,
            version: &meaning.wasit,
            seed: meaning.seed,
            command,
            assumed: &meaning.assumed,
            warnings: &warnings(draws, explained, outlooks.unsure.as_deref()),
            beliefs: &beliefs,
            sample: &sample,
            explanations: &explanations,
            inverse: inverse.as_ref(),
            trials: outlooks.trials.as_ref(),
            swaps: outlooks.swaps.as_ref(),
            frontiers: &outlooks.frontiers,
            home: outlooks.home.as_ref(),
            undrawn: outlooks.unknown.as_deref(),
            earlier: wasit_report::Earlier::NotKept,
        };
        if let Some(path) = answers {
            write_whole(path, &mut |out| write_simulation_json(&report, out))?;
        }
        if let Some(target) = target {
            // Alone of all that is said, this is not of the draws: a ledger changes, and JSON has the same bytes.
            let earlier = Earlier::beside(Path::new(&meaning.file));
            target.write(&simulation_html(&SimulationReport { earlier: earlier.report(), ..report }))?;
        }
        interrupt::wait_if_asked();
        if saying.json {
            let mut text = Vec::new();
            write_simulation_json(&report, &mut text)
                .map_err(|error| Failure::ours(format!("an answer could not be written down: {error}")))?;
            to_stdout(&String::from_utf8_lossy(&text))?;
        } else if !saying.quiet {
            let look = Look::of_stdout();
            let style = Style { width: look.width, color: look.color, unicode: look.unicode, full: false };
            to_stdout(&terminal::simulation(&report, &style))?;
        }
        Ok(Answer::Done)
    }
}

/// What the file says beside an uncertain number, where it says something.
fn note_of(input: &InputPart) -> Option<BeliefNote> {
    let InputPart { path, why, source, confidence, .. } = input;
    (why.is_some() || source.is_some() || confidence.is_some()).then(|| BeliefNote {
        path: path.clone(),
        why: why.clone(),
        source: source.clone(),
        confidence: confidence.clone(),
    })
}

/// What a reader of the answers should know of the sample.
fn warnings(draws: u64, explained: u64, unsure: Option<&str>) -> Vec<String> {
    let mut warnings = Vec::new();
    if explained < draws {
        warnings.push(format!("The answers are of the first {explained} of {draws} draws."));
    }
    warnings.extend(unsure.map(str::to_owned));
    warnings
}
