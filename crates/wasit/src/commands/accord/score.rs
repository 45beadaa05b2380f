use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Deserialize;
use serde_json::json;
use wasit_accord::Name;
use wasit_accord::score::{Coding, Level, Scores, Weights};

use super::kept::{Kept, Where};
use crate::Answer;
use crate::failure::Failure;
use crate::files::{bytes_at, name_of};
use crate::output::{Look, to_stdout};

/// The codings beside an accord.
const SCORES: &str = "scores.csv";

const EXAMPLES: &str = "\
Examples:
  wasit accord score examples/ceasefire
  wasit accord score accord.yaml --scores coded.csv --weights quadratic --json

The file has the columns coder, commitment, period, score and evidence: who judged what for which
period (a year, say); 0 not initiated, 1 minimal, 2 intermediate, 3 full, as in the Peace Accords
Matrix of the Kroc Institute; and on which evidence. Scores are people's judgements: they are never
mixed with what follows from the journal.";

/// Count people's scores of how far commitments are carried out: agreement of coders, and an index
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Score {
    #[command(flatten)]
    place: Where,
    /// The scores, as CSV [default: `scores.csv` beside the accord]
    #[arg(long, value_name = "FILE")]
    scores: Option<PathBuf>,
    /// How far one score is from another, for the agreement of coders
    #[arg(long, value_enum, default_value_t = Weighting::Linear)]
    weights: Weighting,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// The values of `--weights`.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Weighting {
    /// By the distance
    Linear,
    /// By the distance squared
    Quadratic,
}

/// A line of the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    coder: String,
    commitment: String,
    period: String,
    score: String,
    evidence: String,
}

impl Score {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let kept = self.place.open_quietly(false)?;
        let path = self.scores.clone().unwrap_or_else(|| kept.path.with_file_name(SCORES));
        let codings = read(&path, &kept)?;
        let scores = counted(&path, codings.clone())?;
        let weights = match self.weights {
            Weighting::Linear => Weights::Linear,
            Weighting::Quadratic => Weights::Quadratic,
        };
        let names: Vec<Name> = kept.accord.terms().commitments.iter().map(|one| one.name.clone()).collect();
        let coders: Vec<&str> = scores.coders().into_iter().collect();
        let pairs: Vec<(&str, &str)> = coders
            .iter()
            .enumerate()
            .flat_map(|(at, one)| coders[at + 1..].iter().map(move |other| (*one, *other)))
            .collect();
        if self.json {
            let agreement: Vec<_> = pairs
                .iter()
                .map(|(one, other)| {
                    let agreed = scores.agreement(one, other, weights);
                    json!({"coders": [one, other], "kappa": agreed.kappa, "n": agreed.both, "same": agreed.same})
                })
                .collect();
            let index: Vec<_> = scores
                .periods()
                .into_iter()
                .map(|period| {
                    let index = scores.index(&names, period);
                    let levels: serde_json::Map<_, _> = names
                        .iter()
                        .map(|name| {
                            let about =
                                |coding: &&Coding| coding.commitment == *name && *coding.period == *period;
                            let given: serde_json::Map<_, _> = codings
                                .iter()
                                .filter(about)
                                .map(|coding| {
                                    let said = json!({
                                        "score": coding.level.score(),
                                        "evidence": coding.evidence,
                                    });
                                    (coding.coder.to_string(), said)
                                })
                                .collect();
                            (name.to_string(), given.into())
                        })
                        .collect();
                    json!({
                        "period": period,
                        "index": index.value,
                        "n": index.judged,
                        "of": index.all,
                        "coverage": index.coverage(),
                        "scores": levels,
                    })
                })
                .collect();
            to_stdout(&format!("{:#}\n", json!({"agreement": agreement, "index": index})))?;
            return Ok(Answer::Done);
        }
        let look = Look::of_stdout();
        let mut said =
            look.wrapped("", 0, &look.bold(&format!("{}: scores by people", kept.accord.terms().title)));
        said.push_str("\n  period      index  n of all    coverage\n");
        for period in scores.periods() {
            let index = scores.index(&names, period);
            let value = index.value.map_or_else(|| "-".to_owned(), |value| format!("{value:.1}"));
            let judged = format!("{} of {}", index.judged, index.all);
            let coverage = format!("{:.0} %", 100.0 * index.coverage());
            said.push_str(&format!("  {period:<10}  {value:>5}  {judged:<10}  {coverage:>8}\n"));
        }
        said.push('\n');
        let scale = "The index is the mean of the scores as a share of full implementation, from 0 to 100. It says nothing of what was not judged, and nothing of whether a commitment is violated.";
        said.push_str(&look.wrapped("", 0, &look.quiet(scale)));
        if pairs.is_empty() {
            said.push_str(&look.wrapped("", 0, "One coder alone: nothing to hold against each other."));
        }
        for (one, other) in pairs {
            let agreed = scores.agreement(one, other, weights);
            let kappa = match agreed.kappa {
                Some(kappa) => format!("weighted kappa {kappa:.2}"),
                None if agreed.both == 0 => "nothing judged by both".to_owned(),
                None => "no kappa: both gave everything the same score".to_owned(),
            };
            let text = format!("{one} and {other}: {kappa}, n = {}, the same {}", agreed.both, agreed.same);
            said.push_str(&look.wrapped("  ", 4, &text));
        }
        to_stdout(&said)?;
        Ok(Answer::Done)
    }
}

/// The scores beside an accord, where there are some.
///
/// # Errors
/// Where they cannot be read.
pub(super) fn scores_beside(kept: &Kept) -> Result<Option<Scores>, Failure> {
    let path = kept.path.with_file_name(SCORES);
    if path.is_file() { counted(&path, read(&path, kept)?).map(Some) } else { Ok(None) }
}

fn counted(path: &Path, codings: Vec<Coding>) -> Result<Scores, Failure> {
    Scores::new(codings).map_err(|error| Failure::input(format!("{}: {error}", name_of(path))))
}

fn read(path: &Path, kept: &Kept) -> Result<Vec<Coding>, Failure> {
    let name = name_of(path);
    let bytes = bytes_at(path)?;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes.as_slice());
    let mut codings = Vec::new();
    for line in reader.deserialize::<Line>() {
        let line = line.map_err(|error| {
            Failure::advised(
                format!("{name}: {error}"),
                "each line has the columns coder, commitment, period, score and evidence",
            )
        })?;
        kept.commitment(&line.commitment)?;
        let level = line.score.parse().ok().and_then(Level::of).ok_or_else(|| {
            let Line { coder, commitment, period, score, .. } = &line;
            Failure::advised(
                format!("{name}: {coder} gave {commitment} for {period} the score `{score}`"),
                "a score is 0 (not initiated), 1 (minimal), 2 (intermediate) or 3 (full)",
            )
        })?;
        codings.push(Coding {
            coder: line.coder.as_str().into(),
            commitment: line.commitment.as_str().into(),
            period: line.period.as_str().into(),
            level,
            evidence: line.evidence,
        });
    }
    if codings.is_empty() {
        return Err(Failure::advised(
            format!("{name} has no scores"),
            "each line has the columns coder, commitment, period, score and evidence",
        ));
    }
    Ok(codings)
}
