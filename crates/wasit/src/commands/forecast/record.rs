use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;
use wasit_arena::Class;
use wasit_files::{Entry, Expected, Forecast, Hashed, Ledger};

use super::ledger::{Where, today};
use crate::Answer;
use crate::failure::Failure;
use crate::files::{name_of, sha256_of};
use crate::output::to_stdout;
use crate::sample::{Meaning, Reader};

const EXAMPLES: &str = "\
Examples:
  wasit forecast record talks.parquet
  wasit forecast record talks.parquet --as autumn --due 2027-03-01 --by 'Badr' --note 'before the sixth round'
  wasit forecast record talks.parquet --variant 'mediator=courier' --ledger ours.jsonl";

/// Write down what a sample forecasts, with today's day and the hashes of talks file and sample
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Record {
    /// What `wasit simulate FILE --sample SAMPLE` wrote
    sample: PathBuf,
    /// What to call the forecast [default: the title of the talks and the day]
    #[arg(long = "as", value_name = "NAME")]
    name: Option<String>,
    /// Which of the choices that were compared [default: the talks as they stand]
    #[arg(long, value_name = "NAME")]
    variant: Option<String>,
    /// The day by which it will be seen
    #[arg(long, value_name = "DATE")]
    due: Option<Date>,
    /// Who makes it
    #[arg(long, value_name = "WHO")]
    by: Option<String>,
    /// What there is to say of it
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Keep it though there is a forecast of the same sample already: both count
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    place: Where,
}

impl Record {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let mut kept = self.place.read_or_begin()?;
        let reader = Reader::open(&self.sample)?;
        let meaning = reader.meaning();
        let variant = variant_of(meaning, self.variant.as_deref())?;
        let on = today();
        let forecast = Forecast {
            forecast: self.name.unwrap_or_else(|| unused(&kept.ledger, &meaning.title, on)),
            on,
            about: match variant {
                0 => meaning.title.clone(),
                at => format!("{}, {}", meaning.title, meaning.variants[at].name),
            },
            expected: expected_of(&reader, variant)?,
            talks: Hashed { name: meaning.file.clone(), sha256: meaning.sha256.clone() },
            sample: Hashed { name: name_of(&self.sample), sha256: sha256_of(&self.sample)? },
            draws: reader.draws(),
            due: self.due,
            by: self.by,
            note: self.note,
        };
        let Expected { no_deal, not_ratified, in_force } = forecast.expected;
        let said = format!(
            "{}: a deal in force {:.1} %, signed and not ratified {:.1} %, no deal {:.1} %. Kept in {}.\n",
            forecast.forecast,
            100.0 * in_force,
            100.0 * not_ratified,
            100.0 * no_deal,
            kept.name(),
        );
        kept.add(Entry::Forecast(forecast), self.again)?;
        to_stdout(&said)?;
        Ok(Answer::Done)
    }
}

fn variant_of(meaning: &Meaning, name: Option<&str>) -> Result<usize, Failure> {
    let Some(name) = name else { return Ok(0) };
    let names: Vec<&str> = meaning.variants.iter().map(|variant| variant.name.as_str()).collect();
    names.iter().position(|known| *known == name).ok_or_else(|| {
        Failure::advised(
            format!("the sample has no choice `{name}`"),
            format!("it has `{}`", names.join("`, `")),
        )
    })
}

/// How often each end that can be seen came, over all draws of the sample.
fn expected_of(reader: &Reader, variant: usize) -> Result<Expected, Failure> {
    let mut counts = [0_u64; 3];
    for rows in reader.rows() {
        for class in &rows?.variants[variant].classes {
            counts[match class {
                Class::NoPossibleDeal | Class::BlockedAtHome | Class::Missed => 0,
                Class::NotRatified => 1,
                Class::InForce => 2,
            }] += 1;
        }
    }
    let all = counts.iter().sum::<u64>().max(1) as f64;
    let [no_deal, not_ratified, in_force] = counts.map(|count| count as f64 / all);
    Ok(Expected { no_deal, not_ratified, in_force })
}

/// The talks' title and the day as a name that the ledger has not.
fn unused(ledger: &Ledger, title: &str, on: Date) -> String {
    let words: Vec<String> = title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(4)
        .map(str::to_lowercase)
        .collect();
    let stem = format!("{}-{on}", words.join("-"));
    let taken = |name: &str| ledger.forecasts().any(|(forecast, _)| forecast.forecast == name);
    let numbered = (2..).map(|number| format!("{stem}-{number}"));
    std::iter::once(stem.clone())
        .chain(numbered)
        .find(|name| !taken(name))
        .expect("a ledger has fewer entries than there are numbers")
}
