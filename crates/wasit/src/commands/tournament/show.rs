//! What comes of a tournament: a ranking for the terminal, CSV, JSON, HTML.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use wasit_arena::rank;
use wasit_report::terminal::{Style, tournament as ranking_text};
use wasit_report::{ScenarioReport, TournamentReport, tournament_html, write_csv, write_json};

use super::folder::Folder;
use super::hold::{Held, Workers};
use super::plan_file::Prepared;
use crate::Answer;
use crate::failure::Failure;
use crate::output::{Look, Target, reason, to_stdout, write_whole};

/// What is wanted of the results.
#[derive(Debug, Args)]
pub(super) struct Output {
    /// Print JSON: settings, ranking and every talk
    #[arg(long, conflicts_with = "quiet")]
    json: bool,
    /// Write every talk as a row of CSV to this file
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Write an HTML report to this file
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Print nothing
    #[arg(long, short)]
    quiet: bool,
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
        let report = self.report.as_deref().map(Target::new).transpose()?;
        let csv = self.csv.as_deref().map(Target::new).transpose()?;
        for source in sources {
            report.iter().chain(&csv).try_for_each(|target| target.must_not_be(source))?;
        }
        if self.csv.is_some() && self.csv == self.report {
            return Err(Failure::input("--csv and --report name the same file"));
        }
        Ok(Ready { output: self, report })
    }
}

impl Ready {
    pub(super) fn quiet(&self) -> bool {
        self.output.quiet
    }

    /// Ranks, writes what is to be written, and prints what is to be printed.
    ///
    /// # Errors
    /// Where something cannot be written.
    pub(super) fn show(
        self,
        prepared: &Prepared,
        held: &Held,
        workers: &Workers,
        folder: Option<&Folder>,
    ) -> Result<Answer, Failure> {
        let ranking = workers.install(|| rank(&prepared.plan, &held.rows));
        let scenarios: Vec<ScenarioReport<'_>> = prepared
            .file
            .scenarios
            .iter()
            .zip(&prepared.talks)
            .zip(&held.exact)
            .map(|((scenario, talks), &exact)| ScenarioReport {
                file: &scenario.file,
                sha256: &scenario.sha256,
                talks,
                exact,
            })
            .collect();
        let report = TournamentReport {
            version: super::VERSION,
            plan: &prepared.plan,
            scenarios: &scenarios,
            mediator: prepared.file.mediator.as_deref(),
            rows: &held.rows,
            ranking: &ranking,
        };
        if let Some(folder) = folder {
            write_table(&folder.file("results.csv"), &report)?;
            write_whole(&folder.file("results.json"), &mut |out| write_json(&report, out))?;
        }
        if let Some(path) = &self.output.csv {
            write_table(path, &report)?;
        }
        if let Some(target) = &self.report {
            target.write(&tournament_html(&report))?;
        }
        if self.output.json {
            print_json(&report)?;
        } else if !self.output.quiet {
            let look = Look::of_stdout();
            let style = Style { width: look.width, color: look.color, unicode: look.unicode, full: false };
            to_stdout(&ranking_text(&report, &style))?;
            to_stdout(&assumed(prepared.assumed))?;
        }
        Ok(Answer::Done)
    }
}

/// How much was assumed on reading, and where to find what; nothing where nothing was.
fn assumed(count: usize) -> String {
    let things = match count {
        0 => return String::new(),
        1 => "1 thing was".to_owned(),
        count => format!("{count} things were"),
    };
    format!("{things} assumed on reading the scenarios: `wasit check FILE` tells them.\n")
}

fn write_table(path: &Path, report: &TournamentReport<'_>) -> Result<(), Failure> {
    write_whole(path, &mut |out| write_csv(report, out).map_err(io::Error::from))
}

/// There may be gigabytes: it goes out as it is made.
fn print_json(report: &TournamentReport<'_>) -> Result<(), Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match write_json(report, &mut out).and_then(|()| io::Write::flush(&mut out)) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::input(format!("cannot write to standard output: {}", reason(&error))))
        }
        _ => Ok(()),
    }
}
