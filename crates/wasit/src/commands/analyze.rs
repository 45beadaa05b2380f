use std::path::PathBuf;

use clap::Args;
use wasit_arena::{Analysis, Origin};
use wasit_files::Scenario;
use wasit_model::{Package, Talks};
use wasit_report::terminal::Style;
use wasit_report::{AnalysisReport, json, terminal};

use crate::Answer;
use crate::failure::Failure;
use crate::files::{Reading, names_of, nearest, scenario_at};
use crate::interrupt;
use crate::output::{Look, Target, to_stderr, to_stdout};

mod rows;
mod start;

const VERSION: &str = env!("CARGO_PKG_VERSION");

const EXAMPLES: &str = "\
Examples:
  wasit analyze examples/tenancy.yaml
  wasit analyze talks.yaml --html talks.html
  wasit analyze scenarios/laptop
  wasit analyze domain.xml profile-1.xml profile-2.xml
  wasit analyze talks.yaml --from price=30,delivery='by rail'
  wasit run talks.yaml --json > run.json; wasit analyze talks.yaml --from-run run.json
  wasit analyze talks.yaml --weights seller=2,buyer=1 --json
  wasit analyze talks.yaml --csv --points 1000000 > frontier.csv

Exit codes: 0 there is a deal zone, or may be one, 1 there is none, 2 wrong input or usage, 3 a fault
of wasit.";

/// Say where the deal lies: frontier, solutions, who can trade what, what blocks
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Analyze {
    /// A talks file, a folder with a scenario, or the files of one; `-` reads from standard input
    #[arg(required = true, value_name = "FILE|FOLDER")]
    files: Vec<PathBuf>,
    /// The package from which trades are sought; every issue must be given [default: halfway on every issue by itself]
    #[arg(long, value_name = "ISSUE=VALUE,…", conflicts_with = "from_run")]
    from: Option<String>,
    /// Seek trades from the agreement of a run, or else from each party's last offer: what `wasit run --json` printed
    #[arg(long, value_name = "RESULT.json")]
    from_run: Option<PathBuf>,
    /// The parties' powers, for Nash's solution with weights
    #[arg(long, value_name = "PARTY=N,…")]
    weights: Option<String>,
    /// How many points of a frontier, and how many trades, are listed [default: 8; with --html, --json and --csv 1000]
    #[arg(long, value_name = "N")]
    points: Option<usize>,
    /// Print JSON
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print the frontier and the solutions as rows of CSV
    #[arg(long)]
    csv: bool,
    /// Write an HTML report to this file
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Print nothing: the exit code says whether there is a deal zone
    #[arg(long, short, conflicts_with_all = ["json", "csv"])]
    quiet: bool,
    #[command(flatten)]
    reading: Reading,
}

/// The points that the terminal lists unless it is told otherwise.
const POINTS_TERMINAL: usize = 8;
/// The points that files list unless they are told otherwise.
const POINTS_FILES: usize = 1_000;

impl Analyze {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let target = self.html.as_deref().map(Target::new).transpose()?;
        for (target, file) in
            target.iter().flat_map(|target| self.files.iter().map(move |file| (target, file)))
        {
            target.must_not_be(file)?;
        }
        let Scenario { talks, assumed, .. } =
            scenario_at(&self.files, self.reading)?.map_err(Failure::Problems)?;
        let weights = self.weights.as_deref().map(|text| start::weights(&talks, text)).transpose()?;
        let starts = self.starts(&talks)?;
        let analysis = Analysis::of(&talks, weights.as_deref(), &starts);
        let pairs = if target.is_some() { analysis.outlook.pairs() } else { Vec::new() };
        let name = names_of(&self.files);
        let report = |points: usize| AnalysisReport {
            talks: &talks,
            file: &name,
            assumed: &assumed,
            version: VERSION,
            analysis: &analysis,
            pairs: &pairs,
            points: self.points.unwrap_or(points),
        };
        if let Some(target) = target {
            target.write(&wasit_report::analysis_html(&report(POINTS_FILES)))?;
        }
        interrupt::wait_if_asked();
        if self.json {
            to_stdout(&format!("{:#}\n", json::analysis(&report(POINTS_FILES))))?;
        } else if self.csv {
            let rows = rows::of(&report(POINTS_FILES));
            to_stdout(&rows.text)?;
            if rows.left_out > 0 {
                to_stderr(&format!(
                    "{} of {} points of the frontier and the solutions are left out, the others evenly spread; --points N \
                     gives more\n",
                    rows.left_out, rows.all
                ));
            }
        } else if !self.quiet {
            to_stdout(&terminal::analysis(&report(POINTS_TERMINAL), &style()))?;
        }
        Ok(if analysis.no_deal() { Answer::No } else { Answer::Done })
    }

    fn starts(&self, talks: &Talks) -> Result<Vec<(Origin, Package)>, Failure> {
        if let Some(text) = &self.from {
            return Ok(vec![(Origin::Named, start::named(talks, text)?)]);
        }
        self.from_run.as_deref().map_or(Ok(Vec::new()), |path| start::of_run(talks, path))
    }
}

fn style() -> Style {
    let look = Look::of_stdout();
    Style { width: look.width, color: look.color, unicode: look.unicode, full: false }
}

/// `did you mean …`, or all that there are.
fn hint(wanted: &str, all: &[String], kind: &str) -> String {
    const SHOWN: usize = 20;
    match nearest(wanted, all.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let shown: Vec<String> = all.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
            let more = all.len().saturating_sub(SHOWN);
            let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!("the {kind} are {}{rest}", shown.join(", "))
        }
    }
}
