use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;
use serde_json::Value;
use wasit_files::{Adopted, Drafted, Template, in_words};
use wasit_model::{Issue, Talks, ValueIndex};
use wasit_record::Fingerprint;

use crate::Answer;
use crate::adopted::{AdoptedText, CASE, Joined, differences};
use crate::failure::Failure;
use crate::files::{bytes_up_to, name_of, nearest, template_at};
use crate::output::{Look, Target, number_of, say, to_stderr, to_stdout};

/// No result and no case file is greater.
const BYTES_MAX: u64 = 1 << 30;

const EXAMPLES: &str = "\
Examples:
  wasit run examples/wage-round.yaml --json > result.json
  wasit accord draft result.json --out accord.yaml
  wasit accord draft case-files/union-ines.json --talks examples/wage-round.yaml --out accord.yaml
  wasit accord draft case-files/union-ines.json --talks talks.yaml --set jobs=none --text joint:21

What each value means as a commitment stands in the talks file, under `accord`. From a case file the
accord takes the package that was agreed, the day of its adoption, and the hash and words of the
text that was adopted; `wasit verify` holds one against the other.

Exit codes: 0 drafted, 1 nothing was agreed, 2 wrong input or usage, 3 a fault of wasit.";

/// Draft the accord of an adopted package: from a result, or from a case file
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Draft {
    /// What `wasit run --json` printed, or a case file; `-` reads from standard input
    #[arg(value_name = "RESULT.json|CASEFILE")]
    from: PathBuf,
    /// The talks file [default: the one that the result names]
    #[arg(long, value_name = "FILE")]
    talks: Option<PathBuf>,
    /// Where to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file that is there
    #[arg(long, requires = "out")]
    force: bool,
    /// The day of adoption [default: of the round in which a run ended, of the adoption at a table]
    #[arg(long, value_name = "DATE")]
    adopted: Option<Date>,
    /// The value of an issue that the package leaves open; may be repeated
    #[arg(long = "set", value_name = "ISSUE=VALUE", value_parser = setting)]
    set: Vec<(String, String)>,
    /// The adopted text, where there are several, such as joint:11
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
    /// The fingerprint of the key that must have signed the case file
    #[arg(long, value_name = "FINGERPRINT")]
    key: Option<Fingerprint>,
}

fn setting(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((issue, value)) => Ok((issue.to_owned(), value.to_owned())),
        None => Err("write the issue, `=` and the value: `jobs=none`".to_owned()),
    }
}

/// What was adopted, wherever it stands.
struct Found {
    /// Where it stands, in words.
    source: String,
    package: BTreeMap<String, String>,
    talks: PathBuf,
    /// The round of a run in which it was agreed, from 1.
    round: Option<usize>,
    at: Option<jiff::Timestamp>,
    zone: Option<jiff::tz::TimeZone>,
    text: Option<AdoptedText>,
}

impl Draft {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let target = self.target()?;
        let name = name_of(&self.from);
        let bytes = bytes_up_to(&self.from, BYTES_MAX)?;
        let found = match bytes.starts_with(CASE) {
            true => self.at_a_table(&name, &bytes)?,
            false => self.of_a_run(&name, &bytes)?,
        };
        let Some(found) = found else {
            to_stderr(&Look::of_stderr().wrapped("", 0, &format!("{name}: nothing was agreed.")));
            return Ok(Answer::No);
        };
        target.iter().try_for_each(|target| target.must_not_be(&found.talks))?;
        let (talks, template) = template_at(&found.talks)?;
        let talks_name = name_of(&found.talks);
        let Some(template) = template else {
            return Err(Failure::advised(
                format!("{talks_name} does not say what its values mean as commitments"),
                "write that under `accord`, as examples/wage-round.yaml has it",
            ));
        };
        let package = self.package(&talks, &talks_name, &template, &found)?;
        let day = self.day(&talks, &template, &found)?;
        let adopted = found.text.as_ref().map(|text| Adopted {
            sha256: text.sha256.clone(),
            articles: text.articles.iter().map(|one| (one.id.clone(), one.words.clone())).collect(),
        });
        let header = self.header(&found, &talks_name, &in_words(&talks.space, &package));
        let drafted = template
            .draft(&package, day, adopted.as_ref(), &header)
            .map_err(|problems| Failure::Problems(vec![problems]))?;
        if let Some(text) = &found.text {
            fits(&drafted, text, &talks_name)?;
        }
        match target {
            None => to_stdout(&drafted.yaml)?,
            Some(target) => {
                target.write(&drafted.yaml)?;
                to_stdout(&self.told(&drafted, found.text.as_ref()))?;
            }
        }
        Ok(Answer::Done)
    }

    fn target(&self) -> Result<Option<Target>, Failure> {
        let Some(path) = &self.out else { return Ok(None) };
        let target = Target::named(path, "accord", "accord.yaml")?;
        target.must_not_be(&self.from)?;
        if path.is_file() && !self.force {
            return Err(Failure::advised(
                format!("{} exists already", path.display()),
                "name another file, or replace it with `--force`",
            ));
        }
        Ok(Some(target))
    }

    /// What was agreed in a run; nothing where nothing was.
    fn of_a_run(&self, name: &str, bytes: &[u8]) -> Result<Option<Found>, Failure> {
        let strange = |what: &str| {
            Failure::advised(
                format!("{name} {what}"),
                "give what `wasit run TALKS --json` prints, or a case file of `wasit table play --export`",
            )
        };
        let result: Value = serde_json::from_slice(bytes)
            .map_err(|_| strange("is neither the result of a run nor a case file"))?;
        if result.get("agreements").is_some() {
            return Err(strange("is of many talks, each of which may have come to another package"));
        }
        if result["format"].as_str().is_some_and(|format| format.starts_with("wasit-table-play/")) {
            return Err(strange("is one seat's view of talks at a table, which nobody has signed"));
        }
        let (Some(agreement), Some(file)) = (result.get("agreement"), result["file"].as_str()) else {
            return Err(strange("is neither the result of a run nor a case file"));
        };
        if self.key.is_some() || self.text.is_some() {
            return Err(Failure::advised(
                format!("{name} is the result of a run, and `--key` and `--text` are for case files"),
                "leave them out",
            ));
        }
        let Value::Object(agreement) = agreement else { return Ok(None) };
        let package = agreement
            .iter()
            .map(|(issue, value)| (issue.clone(), value.as_str().unwrap_or_default().to_owned()))
            .collect();
        let talks = match &self.talks {
            Some(talks) => talks.clone(),
            None if file == "-" => {
                return Err(Failure::advised(
                    format!("{name} does not name the talks file: it was read from standard input"),
                    "name it with `--talks FILE`",
                ));
            }
            None => self.beside(file),
        };
        let seed = result["seed"].as_u64().map(|seed| format!(", seed {seed}")).unwrap_or_default();
        Ok(Some(Found {
            source: format!("{name}, a run of {file}{seed}"),
            package,
            talks,
            round: result["round"].as_u64().and_then(|round| usize::try_from(round).ok()),
            at: None,
            zone: None,
            text: None,
        }))
    }

    /// The file that a result names: from here, or else from where the result lies.
    fn beside(&self, file: &str) -> PathBuf {
        let here = PathBuf::from(file);
        let there = self.from.parent().unwrap_or(Path::new("")).join(file);
        if !here.exists() && there.exists() { there } else { here }
    }

    /// What was agreed and adopted at a table; nothing where nothing was.
    fn at_a_table(&self, name: &str, bytes: &[u8]) -> Result<Option<Found>, Failure> {
        let joined = Joined::read(name, bytes, self.key.as_ref())?;
        let mut texts = joined.texts();
        let list = |texts: &[AdoptedText]| {
            let one = |text: &AdoptedText| format!("{} (`{}`)", text.id, text.title);
            texts.iter().map(one).collect::<Vec<_>>().join(", ")
        };
        if let Some(wanted) = &self.text {
            let all = list(&texts);
            texts.retain(|text| text.id == *wanted);
            if texts.is_empty() {
                let help = if all.is_empty() { "no text was".to_owned() } else { format!("there are {all}") };
                return Err(Failure::advised(format!("{name}: no text {wanted} was adopted"), help));
            }
        }
        if texts.len() > 1 {
            return Err(Failure::advised(
                format!("{name}: {} texts were adopted", texts.len()),
                format!("name one with `--text`: {}", list(&texts)),
            ));
        }
        let (text, agreed) = (texts.pop(), joined.package());
        if text.is_none() && agreed.is_none() {
            return Ok(None);
        }
        let Some(talks) = self.talks.clone() else {
            return Err(Failure::advised(
                format!("{name} does not name the talks file that says what its values mean"),
                "name it with `--talks FILE`",
            ));
        };
        if text.is_none() && agreed.as_ref().is_some_and(|agreed| !agreed.binds) {
            say("note", &["The package was agreed in principle; no text of it was adopted.".to_owned()]);
        }
        let at = text.as_ref().map(|text| text.at).or(agreed.as_ref().map(|agreed| agreed.at));
        let of = match &text {
            Some(text) => format!("the text {}, `{}`", text.id, text.title),
            None => "a package, and no text of it".to_owned(),
        };
        Ok(Some(Found {
            source: format!("{name}, the case file of {} in {}: {of}", joined.person, joined.talks),
            package: agreed.map(|agreed| agreed.package).unwrap_or_default(),
            talks,
            round: None,
            at,
            zone: Some(joined.zone()),
            text,
        }))
    }

    /// The package in the space of the talks.
    fn package(
        &self,
        talks: &Talks,
        talks_name: &str,
        template: &Template,
        found: &Found,
    ) -> Result<Vec<ValueIndex>, Failure> {
        let issues = talks.space.issues();
        let mut package: Vec<Option<ValueIndex>> = vec![None; issues.len()];
        let settled = found.package.iter().map(|(issue, value)| (issue, value, false));
        let set = self.set.iter().map(|(issue, value)| (issue, value, true));
        for (name, value, is_set) in settled.chain(set) {
            let Some(at) = issues.iter().position(|issue| issue.name == *name) else {
                let help = match nearest(name, issues.iter().map(|issue| issue.name.as_str())) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "name the talks file of these very talks with `--talks`".to_owned(),
                };
                return Err(Failure::advised(format!("{talks_name} has no issue `{name}`"), help));
            };
            let value = valued(&issues[at], value, talks_name)?;
            match package[at] {
                Some(before) if is_set && before != value => {
                    return Err(Failure::advised(
                        format!("`{name}` is settled: {}", issues[at].values.label(before)),
                        "`--set` is for what was left open",
                    ));
                }
                _ => package[at] = Some(value),
            }
        }
        let open: Vec<&str> = (0..issues.len())
            .filter(|&at| package[at].is_none() && template.depends_on(at))
            .map(|at| issues[at].name.as_str())
            .collect();
        if !open.is_empty() {
            let names = open.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            return Err(Failure::advised(
                format!("the package leaves open what commitments depend on: {names}"),
                format!("say what was meant, such as `--set {}=VALUE`", open[0]),
            ));
        }
        // What nothing depends on may stand at any value.
        Ok(package.into_iter().map(Option::unwrap_or_default).collect())
    }

    fn day(&self, talks: &Talks, template: &Template, found: &Found) -> Result<Option<Date>, Failure> {
        let round = found.round.and_then(|round| talks.rounds.get(round.checked_sub(1)?));
        let at = |at: jiff::Timestamp| {
            let zone = template.zone().or(found.zone.clone()).unwrap_or(jiff::tz::TimeZone::UTC);
            at.to_zoned(zone).date()
        };
        let day = self.adopted.or(found.at.map(at)).or(round.and_then(|round| round.date));
        match day {
            None if template.needs_day() => Err(Failure::advised(
                "nothing says on which day the package was adopted",
                "say it with `--adopted 2026-01-31`",
            )),
            day => Ok(day),
        }
    }

    fn header(&self, found: &Found, talks: &str, package: &str) -> String {
        let out = self.out.as_ref().map_or("accord.yaml".to_owned(), |out| out.display().to_string());
        let mut lines = vec![
            format!("Drafted by wasit {} from {}.", env!("CARGO_PKG_VERSION"), found.source),
            format!("The package is {package}."),
            format!("What each value means stands under `accord` in {talks}."),
            String::new(),
            format!("Check it:                  wasit accord check {out}"),
        ];
        if found.text.is_some() {
            lines.push(format!(
                "Hold it against the text:  wasit verify --key FINGERPRINT {} {out}",
                self.from.display()
            ));
        }
        let plain =
            |line: String| line.chars().map(|c| if c.is_control() { '?' } else { c }).collect::<String>();
        lines.into_iter().map(plain).collect::<Vec<_>>().join("\n")
    }

    fn told(&self, drafted: &Drafted, text: Option<&AdoptedText>) -> String {
        let look = Look::of_stdout();
        let terms = drafted.accord.terms();
        let path = self.out.as_deref().unwrap_or(Path::new("")).display();
        let commitments = number_of(terms.commitments.len() as u64, "commitment", "commitments");
        let powers = number_of(terms.powers.len() as u64, "power", "powers");
        let of = match text {
            Some(text) => format!(", of the text {} with the SHA-256 {}", text.id, text.sha256),
            None => String::new(),
        };
        look.wrapped("", 0, &format!("{path}: `{}`, {commitments}, {powers}{of}.", terms.title))
    }
}

fn valued(issue: &Issue, value: &str, talks: &str) -> Result<ValueIndex, Failure> {
    issue.values.find(value).ok_or_else(|| {
        let labels: Vec<_> =
            (0..issue.values.len().min(1000)).map(|at| issue.values.label(at as ValueIndex)).collect();
        let help = match nearest(value, labels.iter().map(AsRef::as_ref)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "name the talks file of these very talks with `--talks`".to_owned(),
        };
        Failure::advised(format!("in {talks} `{value}` is no value of `{}`", issue.name), help)
    })
}

/// Refuses a draft whose clauses are not those of the text that was adopted.
fn fits(drafted: &Drafted, text: &AdoptedText, talks: &str) -> Result<(), Failure> {
    let found = differences(&drafted.accord, text);
    if found.is_empty() {
        return Ok(());
    }
    let mut what = format!("the draft would differ from the text {} that was adopted:", text.id);
    found.iter().for_each(|one| what.push_str(&format!("\n  - {}", one.says)));
    Err(Failure::advised(
        what,
        format!("let the clauses under `accord` in {talks} be the ids of its articles; nothing was written"),
    ))
}
