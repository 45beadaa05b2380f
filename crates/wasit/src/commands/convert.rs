use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::json;
use wasit_files::{Format, Written, write_scenario};

use super::VERSION;
use crate::Answer;
use crate::failure::Failure;
use crate::files::{Reading, names_of, scenario_at};
use crate::output::{Look, say, to_stdout};
use crate::place::Place;

const EXAMPLES: &str = "\
Examples:
  wasit convert scenarios/laptop laptop.yaml
  wasit convert laptop.yaml laptop-negmas --to negmas --lossy
  wasit convert profile-1.xml profile-2.xml laptop.yaml
  wasit convert scenarios/laptop laptop-negolog --to negolog --json

What the format of OUT cannot express is refused, each thing by its name; with --lossy it is left out and listed.
What had to be assumed on reading is listed too.

Exit codes: 0 written, 2 wrong input, or something would be lost, 3 a fault of wasit.";

/// Write a scenario in another format
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Convert {
    /// A talks file, a folder with a scenario, or the files of one; `-` reads from standard input
    #[arg(required = true, value_name = "FILE|FOLDER")]
    files: Vec<PathBuf>,
    /// What to write: a file for `talks`, else a folder
    #[arg(required = true)]
    out: PathBuf,
    /// The format to write [default: `talks` where OUT ends in .yaml or .yml]
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: Option<To>,
    /// Leave out what the format cannot express
    #[arg(long)]
    lossy: bool,
    /// Replace what OUT names; a folder only where it holds nothing but what is written
    #[arg(long)]
    force: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    reading: Reading,
}

/// The values of `--to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum To {
    /// `talks.yaml`: one file
    Talks,
    /// GENIUS XML: a domain and a profile for each side
    Genius,
    /// GeniusWeb JSON: a domain and a profile for each side
    Geniusweb,
    /// A folder of NegMAS YAML
    Negmas,
    /// A folder of NegoLog JSON
    Negolog,
}

impl To {
    fn format(self) -> Format {
        match self {
            Self::Talks => Format::Talks,
            Self::Genius => Format::Genius,
            Self::Geniusweb => Format::GeniusWeb,
            Self::Negmas => Format::NegMas,
            Self::Negolog => Format::NegoLog,
        }
    }
}

impl Convert {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let (out, sources) = (&self.out, &self.files);
        let format = self.format(out)?;
        let place = Place::new(out, format == Format::Talks, self.force)?;
        sources.iter().try_for_each(|source| place.must_not_be(source))?;
        let scenario = scenario_at(sources, self.reading)?.map_err(Failure::Problems)?;
        let mut written = write_scenario(&scenario.talks, format);
        if scenario.has_accord {
            written.lost.push(
                "what its values mean as commitments (`accord`), which no conversion carries over".to_owned(),
            );
        }
        if !written.lost.is_empty() && !self.lossy {
            return Err(would_lose(&names_of(sources), format, &written));
        }
        let paths = place.fill(&written.files)?;
        say("assumed", &scenario.assumed);
        say("lost", &written.lost);
        if self.json {
            let names = |paths: &[PathBuf]| -> Vec<String> {
                paths.iter().map(|path| path.display().to_string()).collect()
            };
            let summary = json!({
                "wasit": VERSION,
                "from": scenario.format.word(),
                "to": format.word(),
                "sources": names(sources),
                "files": names(&paths),
                "assumed": scenario.assumed,
                "lost": written.lost,
            });
            to_stdout(&format!("{summary:#}\n"))?;
        } else {
            let look = Look::of_stdout();
            let lines: Vec<String> =
                paths.iter().map(|path| format!("{}\n", look.bold(&path.display().to_string()))).collect();
            to_stdout(&lines.concat())?;
        }
        Ok(Answer::Done)
    }

    fn format(&self, out: &Path) -> Result<Format, Failure> {
        let ending = out.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        match self.to {
            Some(to) => Ok(to.format()),
            None if matches!(ending, "yaml" | "yml") => Ok(Format::Talks),
            None => Err(Failure::advised(
                format!("the name {} does not say which format to write", out.display()),
                "write `--to genius`, `geniusweb`, `negmas` or `negolog`, or a name that ends in .yaml for a talks file",
            )),
        }
    }
}

fn would_lose(source: &str, format: Format, written: &Written) -> Failure {
    let mut what = format!("{source} says what {} cannot:", format.title());
    written.lost.iter().for_each(|lost| what.push_str(&format!("\n  - {lost}")));
    Failure::advised(what, "nothing was written; `--lossy` leaves this out and writes the rest")
}
