use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use wasit_accord::{
    Accord, Attachment, Body, Calendar, Declaration, Entry, EntryError, Ledger, Moment, Name, Observation,
    Outcome,
};
use wasit_files::{Source, Unsaid, read_entries};

use super::day::{When, date};
use super::due::length;
use crate::failure::Failure;
use crate::files::{bytes_at, name_of, nearest, sha256_of};

/// An entry as it is said, or a file of them.
#[derive(Debug, Args)]
pub(super) struct Said {
    /// Who says what: `iaea observes stock 300.1 kg`
    #[arg(value_name = "WORDS", num_args = 1.., allow_negative_numbers = true, required_unless_present = "from")]
    words: Vec<String>,
    /// Take entries from a file instead; `-` reads standard input
    #[arg(long, value_name = "FILE", conflicts_with = "words")]
    from: Option<PathBuf>,
    /// What day, or time of it, the entry is about [default: today]
    #[arg(long, value_name = "WHEN")]
    at: Option<When>,
    /// When it became known [default: now]
    #[arg(long, value_name = "WHEN")]
    known: Option<When>,
    /// The day of the period that it is for, where that is another
    #[arg(long, value_name = "DATE", value_parser = date)]
    period: Option<Date>,
    /// How far the observed value may be off, either way
    #[arg(long, value_name = "VALUE")]
    uncertainty: Option<Decimal>,
    /// Where it is from, for people to look up
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
    /// What else there is to say of it
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// A file that belongs to it, kept by its hash; may be given several times
    #[arg(long, value_name = "FILE")]
    attach: Vec<PathBuf>,
    /// What to call the entry [default: by who says it, and the day]
    #[arg(long = "as", value_name = "NAME")]
    name: Option<String>,
}

impl Said {
    /// The entries, each held against nothing yet.
    ///
    /// # Errors
    /// Where the words say nothing, or a file cannot be read.
    pub(super) fn entries(&self, ledger: &Ledger) -> Result<Vec<Entry>, Failure> {
        match &self.from {
            Some(path) => {
                self.refuse_beside_file()?;
                self.entries_of(path, ledger.accord())
            }
            None => Ok(vec![self.entry(ledger)?]),
        }
    }

    /// Takes entries in; where they are from a file, messages say which.
    ///
    /// # Errors
    /// The first that does not fit.
    pub(super) fn take_in(&self, entries: &[Entry], ledger: &mut Ledger) -> Result<(), Failure> {
        for (at, entry) in entries.iter().enumerate() {
            ledger.add(entry.clone()).map_err(|error| {
                let which = match &self.from {
                    Some(path) => format!("{}: entry {} (`{}`): ", path.display(), at + 1, entry.id),
                    None => String::new(),
                };
                Failure::advised(format!("{which}{error}"), advice(&error, ledger.accord()))
            })?;
        }
        Ok(())
    }

    fn refuse_beside_file(&self) -> Result<(), Failure> {
        let given = [
            ("--at", self.at.is_some()),
            ("--period", self.period.is_some()),
            ("--uncertainty", self.uncertainty.is_some()),
            ("--source", self.source.is_some()),
            ("--note", self.note.is_some()),
            ("--attach", !self.attach.is_empty()),
            ("--as", self.name.is_some()),
        ];
        match given.iter().find(|(_, given)| *given) {
            Some((name, _)) => Err(Failure::advised(
                format!("`{name}` stands beside `--from`"),
                "entries of a file say such things themselves",
            )),
            None => Ok(()),
        }
    }

    fn entry(&self, ledger: &Ledger) -> Result<Entry, Failure> {
        let calendar = ledger.accord().calendar();
        let now = Timestamp::now();
        let at = match self.at {
            Some(When::Moment(moment)) => moment,
            Some(When::Instant(at)) => calendar.moment(at),
            None => calendar.date(now).into(),
        };
        let known = self.known(calendar, now);
        let mut words = self.words.iter().map(String::as_str);
        let by = words.next().unwrap_or_default();
        let rest: Vec<&str> = words.collect();
        let Some((verb, objects)) = rest.split_first() else {
            return Err(Failure::advised(
                format!("`{by}` says nothing"),
                "write what it says, such as `iaea observes stock 300.1 kg`; `--help` lists what can be said",
            ));
        };
        let body = self.body(verb, objects)?;
        let name = match &self.name {
            Some(name) => name.as_str().into(),
            None => unused(ledger, by, verb, at),
        };
        Ok(Entry {
            id: name,
            known,
            at,
            by: by.into(),
            body,
            source: self.source.clone().unwrap_or_default(),
            note: self.note.clone().unwrap_or_default(),
            attachments: self.attach.iter().map(|path| attachment(path)).collect::<Result<_, _>>()?,
        })
    }

    fn known(&self, calendar: &Calendar, now: Timestamp) -> Timestamp {
        match self.known {
            Some(When::Instant(known)) => known,
            Some(When::Moment(moment)) => calendar.begins(moment),
            None => now,
        }
    }

    fn entries_of(&self, path: &Path, accord: &Accord) -> Result<Vec<Entry>, Failure> {
        let bytes = bytes_at(path)?;
        let source = Source { name: &path.display().to_string(), bytes: &bytes };
        let calendar = accord.calendar();
        let unsaid = Unsaid { known: self.known(calendar, Timestamp::now()), calendar };
        let entries = read_entries(&source, unsaid).map_err(|problems| Failure::Problems(vec![problems]))?;
        Ok(entries.all().to_vec())
    }

    fn body(&self, verb: &str, objects: &[&str]) -> Result<Body, Failure> {
        let name = |text: &str| -> Name { text.into() };
        if verb != "observes" && self.uncertainty.is_some() {
            return Err(Failure::input("only what is observed has an `--uncertainty`"));
        }
        if !matches!(verb, "observes" | "performs") && self.period.is_some() {
            return Err(Failure::input("only what is observed or performed is for a `--period`"));
        }
        let declared = match (verb, objects) {
            ("observes", [commitment, value, unit @ ..]) if unit.len() < 2 => {
                return Ok(Body::Observed(Observation {
                    commitment: name(commitment),
                    value: value.parse().map_err(|_| {
                        Failure::advised(
                            format!("`{value}` is no number"),
                            "write such as 300.1, with a point",
                        )
                    })?,
                    unit: unit.first().map(|unit| (*unit).to_owned()),
                    uncertainty: self.uncertainty,
                    period: self.period,
                }));
            }
            ("reaches", [milestone]) => Declaration::Reaches { milestone: name(milestone) },
            ("consents", [milestone]) => Declaration::Consents { milestone: name(milestone) },
            ("performs", [commitment]) => {
                Declaration::Performs { commitment: name(commitment), period: self.period }
            }
            ("requests", [commitment]) => Declaration::Requests { commitment: name(commitment) },
            ("alleges", [commitment]) => Declaration::Alleges { commitment: name(commitment) },
            ("finds", [commitment, found @ ("material" | "immaterial")]) => {
                Declaration::Finds { commitment: name(commitment), material: *found == "material" }
            }
            ("refers", [commitment, pathway]) => {
                Declaration::Refers { commitment: name(commitment), pathway: name(pathway) }
            }
            ("decides", [dispute, rung, outcome]) => {
                let outcome = match *outcome {
                    "settled" => Outcome::Settled,
                    "dismissed" => Outcome::Dismissed,
                    "unresolved" => Outcome::Unresolved,
                    _ => return Err(misused(verb)),
                };
                Declaration::Decides { dispute: name(dispute), rung: name(rung), outcome }
            }
            ("extends", [of, rung @ .., by]) if rung.len() < 2 => Declaration::Extends {
                of: name(of),
                rung: rung.first().map(|rung| name(rung)),
                by: length(by).map_err(Failure::input)?,
            },
            ("exerts", [power]) => Declaration::Exerts { power: name(power) },
            ("resumes", [exertion]) => Declaration::Resumes { exertion: name(exertion) },
            ("votes", [exertion, vote @ ("adopted" | "not-adopted")]) => {
                Declaration::Votes { exertion: name(exertion), adopted: *vote == "adopted" }
            }
            ("leaves", []) => Declaration::Leaves,
            ("ceases", [commitment]) => Declaration::Ceases { commitment: name(commitment) },
            ("accepts", [entry]) => Declaration::Accepts { entry: name(entry) },
            ("disputes", [entry]) => Declaration::Disputes { entry: name(entry) },
            ("withdraws", [entry]) => Declaration::Withdraws { entry: name(entry) },
            ("states", []) => Declaration::States,
            _ => return Err(misused(verb)),
        };
        Ok(Body::Declared(declared))
    }
}

/// What would be right; of a name that the accord does not have, the nearest that it has, or all.
fn advice(error: &EntryError, accord: &Accord) -> String {
    let EntryError::Unknown { kind, name } = error else { return error.help() };
    let terms = accord.terms();
    let names: Vec<&str> = match *kind {
        "member" => terms.members.iter().map(|one| &*one.name).collect(),
        "milestone" => terms.milestones.iter().map(|one| &*one.name).collect(),
        "commitment" => terms.commitments.iter().map(|one| &*one.name).collect(),
        "pathway" => terms.pathways.iter().map(|one| &*one.name).collect(),
        "power" => terms.powers.iter().map(|one| &*one.name).collect(),
        _ => Vec::new(),
    };
    match nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.is_empty() => error.help(),
        None => format!("it has `{}`", names.join("`, `")),
    }
}

/// What comes after `WHO`.
const FORMS: [&str; 20] = [
    "observes COMMITMENT VALUE [UNIT]",
    "performs COMMITMENT",
    "reaches MILESTONE",
    "consents MILESTONE",
    "requests COMMITMENT",
    "alleges COMMITMENT",
    "finds COMMITMENT material|immaterial",
    "ceases COMMITMENT",
    "refers COMMITMENT PATHWAY",
    "decides DISPUTE STEP settled|dismissed|unresolved",
    "extends DISPUTE STEP LENGTH",
    "extends COMMITMENT LENGTH",
    "exerts POWER",
    "votes ENTRY adopted|not-adopted",
    "resumes ENTRY",
    "leaves",
    "accepts ENTRY",
    "disputes ENTRY",
    "withdraws ENTRY",
    "states",
];

/// What follows in the help of commands that take an entry.
pub(super) fn help(examples: &str) -> String {
    let forms: Vec<String> = FORMS.iter().map(|form| format!("  WHO {form}\n")).collect();
    format!(
        "What can be said, by whom:\n{}A dispute goes by the name of the entry that began it; `states` goes with a `--note`.\n\n{examples}",
        forms.concat(),
    )
}

fn misused(verb: &str) -> Failure {
    let verb_of = |form: &str| form.split_once(' ').map_or(form, |(verb, _)| verb).to_owned();
    let forms: Vec<String> =
        FORMS.iter().filter(|form| verb_of(form) == verb).map(|form| format!("`WHO {form}`")).collect();
    if !forms.is_empty() {
        return Failure::advised(
            format!("`{verb}` takes other words"),
            format!("write {}; a length of several words stands in quotes", forms.join(" or ")),
        );
    }
    let verbs: Vec<String> = FORMS.iter().map(|form| verb_of(form)).collect();
    let help = match nearest(verb, verbs.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            "write who says it first, then what, such as `iaea observes stock 300.1 kg`; `--help` lists all"
                .into()
        }
    };
    Failure::advised(format!("`{verb}` is nothing that can be said"), help)
}

/// Who, what and the day, as a name that no entry has.
fn unused(ledger: &Ledger, by: &str, verb: &str, at: Moment) -> Name {
    let stem = format!("{by}-{verb}-{}", at.date);
    let mut name: Name = stem.as_str().into();
    let mut count = 1_u32;
    while ledger.has(&name) {
        count += 1;
        name = format!("{stem}-{count}").into();
    }
    name
}

fn attachment(path: &Path) -> Result<Attachment, Failure> {
    Ok(Attachment { name: name_of(path), sha256: sha256_of(path)? })
}
