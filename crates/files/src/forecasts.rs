//! The ledger of forecasts: what was expected of talks, on which day and from which file, and what came.
//!
//! A ledger is a text file of one JSON object a line. Each line names the SHA-256 of the line before it, so that none
//! can be changed, dropped or put in between later without all that follow saying so.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How talks can be seen to end from outside. Of the outcome classes of a simulation *no possible deal*, *blocked at
/// home* and *missed* look alike there: nothing was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Seen {
    /// Nothing was signed.
    NoDeal,
    /// A deal was signed, and refused at home.
    NotRatified,
    /// A deal was signed, and is in force.
    InForce,
}

/// The probability of each [`Seen`]; they sum to one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Expected {
    /// That nothing is signed.
    pub no_deal: f64,
    /// That a deal is signed and refused at home.
    pub not_ratified: f64,
    /// That a deal comes into force.
    pub in_force: f64,
}

/// A file as it was, by its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hashed {
    /// Its name, for people.
    pub name: String,
    /// SHA-256 of its bytes, 64 hexadecimal digits.
    pub sha256: String,
}

/// A dated forecast.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forecast {
    /// What resolutions call it; no other forecast of the ledger bears it.
    pub forecast: String,
    /// The day on which it was made.
    pub on: Date,
    /// What it is about, for people: the title of the talks.
    pub about: String,
    /// What was expected.
    pub expected: Expected,
    /// The talks file.
    pub talks: Hashed,
    /// The sample of the simulation.
    pub sample: Hashed,
    /// How many draws it had.
    pub draws: u64,
    /// The day by which it will be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// What there is to say of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What came of a forecast.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resolution {
    /// The forecast's name.
    pub resolves: String,
    /// The day on which it was known.
    pub on: Date,
    /// What came.
    pub came: Seen,
    /// From where it is known, and what there is to say of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One line of a ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Entry {
    /// A forecast.
    Forecast(Forecast),
    /// What came of one.
    Resolution(Resolution),
}

/// Forecasts and what came of them, in the order in which they were written down.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Ledger {
    entries: Vec<Entry>,
    /// The SHA-256 of the last line; empty where there is none.
    last: String,
}

/// Why a ledger cannot be read, or cannot take an entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// A line is not an entry: the file was damaged, or is no ledger.
    #[error("line {line} is no entry of a ledger of forecasts: {what}")]
    Line {
        /// From 1.
        line: usize,
        /// What the reader of JSON says.
        what: String,
    },
    /// A line does not follow on the one before it: somebody changed, dropped or added one.
    #[error(
        "line {line} does not follow on the line before it: one of them was changed, or a line between them is missing"
    )]
    Broken {
        /// From 1.
        line: usize,
    },
    /// Two forecasts of one name. The caller's fault.
    #[error("there is a forecast `{0}` already")]
    Twice(String),
    /// A second forecast of one sample about the same, and the caller did not say that it is meant.
    #[error("the forecast `{name}` of {on} is of the same sample")]
    SameSample {
        /// The forecast's name.
        name: String,
        /// When it was made.
        on: Date,
    },
    /// A resolution of no forecast. The caller's fault.
    #[error("there is no forecast `{0}`")]
    Unknown(String),
    /// It was resolved before, and the caller did not say that this is a correction.
    #[error("the forecast `{name}` was resolved on {on}")]
    Resolved {
        /// The forecast's name.
        name: String,
        /// When.
        on: Date,
    },
    /// A resolution dated before its forecast, or a forecast that is due before it is made. The caller's fault.
    #[error("{what} on {on} lies before its forecast of {forecast}")]
    TooEarly {
        /// What is dated so.
        what: &'static str,
        /// Its day.
        on: Date,
        /// The day of the forecast.
        forecast: Date,
    },
    /// Probabilities that are none, or do not sum to one. The caller's fault.
    #[error("the probabilities {} %, {} % and {} % are not of one forecast: each lies between 0 and 100, and they sum to 100",
        .0[0], .0[1], .0[2])]
    Probabilities([String; 3]),
}

/// How far from one the sum of a forecast's probabilities may lie.
const SUM_WITHIN: f64 = 1e-6;

#[derive(Serialize, Deserialize)]
struct Line {
    #[serde(flatten)]
    entry: serde_json::Value,
    /// The SHA-256 of the line before, without its line break; empty in the first.
    after: String,
}

impl Seen {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::NoDeal, Self::NotRatified, Self::InForce];

    /// In words: "no deal".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::NoDeal => "no deal",
            Self::NotRatified => "signed, not ratified",
            Self::InForce => "in force",
        }
    }
}

impl Expected {
    /// The probability of one of them.
    #[must_use]
    pub fn of(&self, seen: Seen) -> f64 {
        match seen {
            Seen::NoDeal => self.no_deal,
            Seen::NotRatified => self.not_ratified,
            Seen::InForce => self.in_force,
        }
    }

    fn check(&self) -> Result<(), LedgerError> {
        let each = Seen::ALL.map(|seen| self.of(seen));
        let sum: f64 = each.iter().sum();
        if each.iter().all(|p| (0.0..=1.0).contains(p)) && (sum - 1.0).abs() <= SUM_WITHIN {
            return Ok(());
        }
        Err(LedgerError::Probabilities(each.map(|p| format!("{:.2}", 100.0 * p))))
    }
}

impl Ledger {
    /// Reads a ledger; an empty file is one without entries.
    ///
    /// # Errors
    /// [`LedgerError::Line`] and [`LedgerError::Broken`] for the first line that is wrong, and what [`Ledger::add`] refuses.
    pub fn read(bytes: &[u8]) -> Result<Self, LedgerError> {
        let mut ledger = Self::default();
        let wrong = |line: usize, what: String| LedgerError::Line { line: line + 1, what };
        let text = std::str::from_utf8(bytes).map_err(|error| {
            wrong(
                bytes[..error.valid_up_to()].iter().filter(|b| **b == b'\n').count(),
                "it is no text".into(),
            )
        })?;
        for (at, text) in text.lines().enumerate() {
            let line: Line = serde_json::from_str(text).map_err(|error| wrong(at, error.to_string()))?;
            if line.after != ledger.last {
                return Err(LedgerError::Broken { line: at + 1 });
            }
            let entry = entry(line.entry).map_err(|what| wrong(at, what))?;
            ledger.check(&entry, true)?;
            ledger.entries.push(entry);
            ledger.last = hash(text.as_bytes());
        }
        Ok(ledger)
    }

    /// Takes an entry in, and gives the line, with its line break, that is to be added to the file. `again` allows a
    /// second resolution of a forecast, of which the last one counts and the others stay to be seen, and a second forecast of one sample.
    ///
    /// # Errors
    /// Every [`LedgerError`] that is the caller's fault; then nothing has changed.
    pub fn add(&mut self, entry: Entry, again: bool) -> Result<String, LedgerError> {
        self.check(&entry, again)?;
        let value = serde_json::to_value(&entry).expect("an entry has names for keys and finite numbers");
        let line = Line { entry: value, after: self.last.clone() };
        let mut text = serde_json::to_string(&line).expect("a line is made of JSON");
        self.last = hash(text.as_bytes());
        self.entries.push(entry);
        text.push('\n');
        Ok(text)
    }

    /// All entries, in their order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// All forecasts, each with what came of it where that is known.
    pub fn forecasts(&self) -> impl Iterator<Item = (&Forecast, Option<&Resolution>)> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Forecast(forecast) => Some((forecast, self.resolution_of(&forecast.forecast))),
            Entry::Resolution(_) => None,
        })
    }

    /// The last resolution of a forecast.
    #[must_use]
    pub fn resolution_of(&self, name: &str) -> Option<&Resolution> {
        self.entries.iter().rev().find_map(|entry| match entry {
            Entry::Resolution(resolution) if resolution.resolves == name => Some(resolution),
            _ => None,
        })
    }

    fn forecast(&self, name: &str) -> Option<&Forecast> {
        self.forecasts().map(|(forecast, _)| forecast).find(|forecast| forecast.forecast == name)
    }

    fn check(&self, entry: &Entry, again: bool) -> Result<(), LedgerError> {
        match entry {
            Entry::Forecast(forecast) => {
                if self.forecast(&forecast.forecast).is_some() {
                    return Err(LedgerError::Twice(forecast.forecast.clone()));
                }
                let same = |other: &&Forecast| {
                    other.sample.sha256 == forecast.sample.sha256 && other.about == forecast.about
                };
                if let Some(other) = self.forecasts().map(|(other, _)| other).find(same)
                    && !again
                {
                    return Err(LedgerError::SameSample { name: other.forecast.clone(), on: other.on });
                }
                if let Some(due) = forecast.due.filter(|due| *due < forecast.on) {
                    return Err(LedgerError::TooEarly {
                        what: "what is due",
                        on: due,
                        forecast: forecast.on,
                    });
                }
                forecast.expected.check()
            }
            Entry::Resolution(resolution) => {
                let name = &resolution.resolves;
                let forecast = self.forecast(name).ok_or_else(|| LedgerError::Unknown(name.clone()))?;
                if resolution.on < forecast.on {
                    let (on, forecast) = (resolution.on, forecast.on);
                    return Err(LedgerError::TooEarly { what: "what came", on, forecast });
                }
                match self.resolution_of(name) {
                    Some(before) if !again => {
                        Err(LedgerError::Resolved { name: name.clone(), on: before.on })
                    }
                    _ => Ok(()),
                }
            }
        }
    }
}

/// An entry by the key that only it has: so that what is wrong with it is said, and not that it is neither.
fn entry(value: serde_json::Value) -> Result<Entry, String> {
    let read = if value.get("forecast").is_some() {
        serde_json::from_value(value).map(Entry::Forecast)
    } else if value.get("resolves").is_some() {
        serde_json::from_value(value).map(Entry::Resolution)
    } else {
        return Err("it has neither `forecast` nor `resolves`".to_owned());
    };
    read.map_err(|error| error.to_string())
}

/// SHA-256 in hexadecimal digits.
fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn forecast(name: &str, in_force: f64) -> Forecast {
        let file = |name: &str| Hashed { name: name.to_owned(), sha256: hash(name.as_bytes()) };
        Forecast {
            forecast: name.to_owned(),
            on: day("2025-05-24"),
            about: "Muscat talks".to_owned(),
            expected: Expected { no_deal: 0.75 - in_force, not_ratified: 0.25, in_force },
            talks: file("muscat.yaml"),
            sample: file(&format!("{name}.parquet")),
            draws: 100_000,
            due: None,
            by: None,
            note: None,
        }
    }

    fn came(name: &str, on: &str, came: Seen) -> Entry {
        Entry::Resolution(Resolution { resolves: name.to_owned(), on: day(on), came, note: None })
    }

    /// A ledger of two forecasts, one of them resolved, and its file.
    fn kept() -> (Ledger, String) {
        let mut ledger = Ledger::default();
        let mut text = String::new();
        for entry in [
            Entry::Forecast(forecast("may", 0.5)),
            Entry::Forecast(forecast("june", 0.125)),
            came("may", "2025-06-15", Seen::NoDeal),
        ] {
            text.push_str(&ledger.add(entry, false).unwrap());
        }
        (ledger, text)
    }

    #[test]
    fn what_is_written_is_read_again() {
        let (ledger, text) = kept();
        assert_eq!(Ledger::read(text.as_bytes()).unwrap(), ledger);
        let open: Vec<_> = ledger.forecasts().map(|(f, came)| (&*f.forecast, came.map(|r| r.came))).collect();
        assert_eq!(open, [("may", Some(Seen::NoDeal)), ("june", None)]);
    }

    #[test]
    fn no_line_can_be_changed_dropped_or_moved_unseen() {
        let (_, text) = kept();
        let lines: Vec<&str> = text.lines().collect();
        let read = |lines: &[&str]| Ledger::read(lines.join("\n").as_bytes());
        assert_eq!(read(&lines[1..]), Err(LedgerError::Broken { line: 1 }));
        assert_eq!(read(&[lines[0], lines[2]]), Err(LedgerError::Broken { line: 2 }));
        assert_eq!(read(&[lines[0], lines[2], lines[1]]), Err(LedgerError::Broken { line: 2 }));
        let bettered = lines[0].replace("2025-05-24", "2025-05-14");
        assert_ne!(bettered, lines[0]);
        assert_eq!(read(&[&bettered, lines[1], lines[2]]), Err(LedgerError::Broken { line: 2 }));
    }

    #[test]
    fn what_is_no_ledger_is_said_with_its_line() {
        let check = |text: &str, expect: &str| {
            let said = Ledger::read(text.as_bytes()).unwrap_err().to_string();
            assert!(said.contains(expect), "{said}");
        };
        let (_, text) = kept();
        check("issues: {}\n", "line 1 is no entry of a ledger of forecasts: expected value");
        check(r#"{"after":""}"#, "neither `forecast` nor `resolves`");
        check(&text.replacen("\"about\"", "\"title\"", 1), "unknown field `title`");
        check(&format!("{text}\n"), "line 4");
        assert!(matches!(Ledger::read(b"\n\xff"), Err(LedgerError::Line { line: 2, .. })));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let (ledger, _) = kept();
        let check = |entry: Entry, again: bool, expect: &str| {
            let mut tried = ledger.clone();
            assert_eq!(tried.add(entry, again).unwrap_err().to_string(), expect);
            assert_eq!(tried, ledger, "nothing has changed");
        };
        check(Entry::Forecast(forecast("may", 0.5)), false, "there is a forecast `may` already");
        check(came("july", "2025-07-01", Seen::InForce), false, "there is no forecast `july`");
        check(
            came("may", "2025-07-01", Seen::InForce),
            false,
            "the forecast `may` was resolved on 2025-06-15",
        );
        check(
            came("june", "2025-05-01", Seen::InForce),
            false,
            "what came on 2025-05-01 lies before its forecast of 2025-05-24",
        );
        let early = Forecast { due: Some(day("2025-05-23")), ..forecast("early", 0.5) };
        check(
            Entry::Forecast(early),
            false,
            "what is due on 2025-05-23 lies before its forecast of 2025-05-24",
        );
        let mut wrong = forecast("wrong", 0.5);
        wrong.expected.no_deal = 0.5;
        check(
            Entry::Forecast(wrong),
            false,
            "the probabilities 50.00 %, 25.00 % and 50.00 % are not of one forecast: each lies between 0 and 100, and \
             they sum to 100",
        );
    }

    #[test]
    fn one_sample_is_two_forecasts_only_where_that_is_meant() {
        let (mut ledger, _) = kept();
        let again = Forecast { forecast: "again".to_owned(), ..forecast("may", 0.5) };
        let refused = ledger.add(Entry::Forecast(again.clone()), false).unwrap_err();
        assert_eq!(refused.to_string(), "the forecast `may` of 2025-05-24 is of the same sample");
        // Another choice that was compared in the same sample is another forecast.
        let other = Forecast {
            forecast: "courier".to_owned(),
            about: "Muscat talks, courier".to_owned(),
            ..again.clone()
        };
        ledger.add(Entry::Forecast(other), false).unwrap();
        ledger.add(Entry::Forecast(again), true).unwrap();
    }

    #[test]
    fn a_correction_counts_and_the_first_stays_to_be_seen() {
        let (mut ledger, _) = kept();
        ledger.add(came("may", "2025-07-01", Seen::NotRatified), true).unwrap();
        assert_eq!(ledger.resolution_of("may").unwrap().came, Seen::NotRatified);
        assert_eq!(ledger.entries().len(), 4);
    }
}
