//! A script of live talks: who sits where, and acts with their times.

mod attached;
mod decode;
mod seats;
mod time;
mod wait;
mod wants;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span};
use serde_json::Value;
use wasit_files::{Document, Mark, Part, Problems, Source};
use wasit_model::Talks;
use wasit_table::{Act, Name, Rule};

use crate::failure::Failure;
use crate::files::{Reading, bytes_at, name_of, scenario_at};

use attached::Beside;
use decode::{Around, listed};
pub(super) use decode::{Fill, Form, Reference, required};
pub(super) use seats::{Automated, Cast};
use time::TIMES;
pub(super) use time::When;
pub(super) use wait::Await;

/// What a script needs at least, shown to whoever has none.
const LEAST: &str = "a script with little in it:
acts:
  - at: 2025-04-12 10:00
    by: oman/badr
    do: convene
    title: Muscat talks
    mediator: Oman
    zone: Asia/Muscat
    parties: [{ seat: iran, title: Iran }, { seat: usa, title: United States }]";

/// The keys of a script.
pub(super) const KEYS: [&str; 8] = ["title", "seed", "keys", "talks", "seats", "leg", "acts", "end"];
/// The keys of an act that are the script's and not the act's.
const OWN: [&str; 5] = ["at", "by", "do", "label", "expect"];
/// No more acts are played.
const ACTS_MAX: usize = 100_000;

/// A script that can be played.
pub(super) struct Script {
    /// What it is called in messages.
    pub(super) name: String,
    /// What it plays.
    pub(super) title: Option<String>,
    /// Where all chance comes from.
    pub(super) seed: u64,
    /// Whether members have keys, and what they sign is signed for them.
    pub(super) keys: bool,
    /// The zone of the talks.
    pub(super) zone: TimeZone,
    /// The talks file beside it.
    pub(super) talks: Option<Talks>,
    /// The seats that act by themselves.
    pub(super) seats: Vec<Automated>,
    /// Who sits where, by its acts.
    pub(super) cast: Cast,
    /// How long a leg of theirs takes.
    pub(super) leg: Option<SignedDuration>,
    /// What is done, in order.
    pub(super) steps: Vec<Step>,
    /// When the talks are looked at after all that, where the script says.
    pub(super) end: Option<(Mark, When)>,
    /// The file, to tell of what comes out otherwise than expected.
    pub(super) document: Document,
}

/// One entry of `acts`.
pub(super) struct Step {
    /// Where it stands.
    pub(super) mark: Mark,
    /// When it is done.
    pub(super) when: When,
    /// What is done.
    pub(super) what: What,
}

/// What an entry is for.
pub(super) enum What {
    /// Somebody acts.
    Act(Entry),
    /// Time passes, and no more.
    Tick,
    /// Automated seats act, until one has done this.
    Await(Await),
}

/// An act of somebody's.
pub(super) struct Entry {
    /// Whose seat.
    pub(super) seat: Name,
    /// Which member's; the seat's head's where none is named.
    pub(super) member: Option<Name>,
    /// What later acts call it.
    pub(super) label: Option<String>,
    /// How it is expected to end.
    pub(super) expect: Expect,
    /// The act.
    pub(super) form: Form,
}

/// How an act is expected to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expect {
    /// It is done.
    Done,
    /// It is refused.
    Refused,
    /// It is refused under this rule.
    Under(Rule),
}

/// Whether a text can be a label.
fn is_label(text: &str) -> bool {
    let fits = |sign: char| sign.is_alphanumeric() || matches!(sign, '-' | '_');
    !text.is_empty() && text.len() <= 40 && text.chars().all(fits)
}

impl Script {
    /// Reads the script at `path`, and all that it names.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub(super) fn at(path: &Path) -> Result<Self, Failure> {
        let bytes = bytes_at(path)?;
        let name = name_of(path);
        let document = Document::read(Source { name: &name, bytes: &bytes }, LEAST)
            .map_err(|problems| Failure::Problems(vec![problems]))?;
        let folder = path.parent().filter(|_| name != "-").map_or_else(PathBuf::new, Path::to_owned);
        let talks_name = talks_name(path);
        Reader { document, folder, talks_name, others: Vec::new() }.read(name)
    }
}

/// The name of talks that are convened without one: the script's, as far as a name can be it.
fn talks_name(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let fits = |sign: char| sign.is_alphanumeric() || matches!(sign, '-' | '_' | '.');
    let name: String = stem.chars().map(|sign| if fits(sign) { sign } else { '-' }).take(40).collect();
    if name.trim_matches('-').is_empty() { "talks".to_owned() } else { name }
}

struct Reader {
    document: Document,
    folder: PathBuf,
    /// What the talks are called where `convene` does not say.
    talks_name: String,
    /// What is wrong with files that the script names.
    others: Vec<Problems>,
}

impl Reader {
    fn read(mut self, name: String) -> Result<Script, Failure> {
        let root = self.document.root();
        let Some(entries) = root.entries() else {
            self.wrong(root.mark(), "a script is a group of entries, and this is none", LEAST);
            return Err(self.problems());
        };
        for (key, mark, _) in &entries {
            if !KEYS.contains(key) {
                let help = self.document.hint(key, KEYS.into_iter(), || {
                    format!("a script has {}", listed(&KEYS.map(str::to_owned)))
                });
                self.wrong(*mark, format!("a script has no key `{key}`"), help);
            }
        }
        let zone = self.zone(&root);
        let title = root.get("title").and_then(|title| self.text(&title, "title"));
        let seed = root.get("seed").and_then(|seed| self.seed(&seed)).unwrap_or(1);
        let keys = root.get("keys").and_then(|keys| self.truth(&keys, "keys")).unwrap_or(true);
        let talks = match root.get("talks") {
            Some(talks) => self.talks(&talks)?,
            None => None,
        };
        let cast = Cast::of(&root);
        let seats = root.get("seats").map(|seats| self.seats(&seats, &root, talks.as_ref(), &cast));
        let leg = root.get("leg").and_then(|leg| seats::leg(&leg, &mut self.document));
        let steps = match root.get("acts") {
            Some(acts) => self.steps(&acts, &zone, talks.as_ref())?,
            None => {
                self.wrong(root.mark(), "there are no `acts`", LEAST);
                Vec::new()
            }
        };
        let end = root.get("end").and_then(|end| Some((end.mark(), self.when(&end, "end", &zone)?)));
        if !self.others.is_empty() || !self.document.is_fine() {
            return Err(self.problems());
        }
        let seats = seats.unwrap_or_default();
        Ok(Script {
            name,
            title,
            seed,
            keys,
            zone,
            talks,
            seats,
            cast,
            leg,
            steps,
            end,
            document: self.document,
        })
    }

    fn problems(self) -> Failure {
        let mut all: Vec<Problems> = self.document.finish().err().into_iter().collect();
        all.extend(self.others);
        Failure::Problems(all)
    }

    fn wrong(&mut self, mark: Mark, message: impl Into<String>, help: impl Into<String>) {
        self.document.wrong(mark, message, help);
    }

    fn text(&mut self, part: &Part, what: &str) -> Option<String> {
        match part.text() {
            Some(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            _ => {
                self.wrong(part.mark(), format!("`{what}` must be a text"), "write it on one line");
                None
            }
        }
    }

    fn truth(&mut self, part: &Part, what: &str) -> Option<bool> {
        let truth = part.json().as_bool();
        if truth.is_none() {
            self.wrong(
                part.mark(),
                format!("`{what}` must be `true` or `false`"),
                "`true` stands for yes and `false` for no",
            );
        }
        truth
    }

    fn seed(&mut self, part: &Part) -> Option<u64> {
        let seed = part.text().and_then(|text| text.parse().ok());
        if seed.is_none() {
            self.wrong(part.mark(), "`seed` must be a whole number", "such as `1`");
        }
        seed
    }

    /// The zone that the act says which convenes the talks; civil times before and after it are of that zone.
    fn zone(&mut self, root: &Part) -> TimeZone {
        let acts = root.get("acts").and_then(|acts| acts.items()).unwrap_or_default();
        let convene =
            acts.into_iter().find(|act| act.get("do").is_some_and(|name| name.text() == Some("convene")));
        let Some(zone) = convene.and_then(|convene| convene.get("zone")) else { return TimeZone::UTC };
        match zone.text().and_then(|name| TimeZone::get(name).ok()) {
            Some(zone) => zone,
            None => {
                self.wrong(zone.mark(), "this is no time zone", "write its IANA name, such as `Asia/Muscat`");
                TimeZone::UTC
            }
        }
    }

    fn talks(&mut self, part: &Part) -> Result<Option<Talks>, Failure> {
        let Some(path) = self.text(part, "talks") else { return Ok(None) };
        let path = self.folder.join(path);
        if !path.is_file() {
            self.wrong(
                part.mark(),
                format!("there is no talks file {}", path.display()),
                "write its path from where the script is",
            );
            return Ok(None);
        }
        match scenario_at(&[path], Reading::default())? {
            Ok(scenario) => Ok(Some(scenario.talks)),
            Err(problems) => {
                self.others.extend(problems);
                Ok(None)
            }
        }
    }

    /// The seats that act by themselves.
    fn seats(&mut self, part: &Part, root: &Part, talks: Option<&Talks>, cast: &Cast) -> Vec<Automated> {
        if root.get("talks").is_none() {
            self.wrong(
                root.key("seats").unwrap_or(part.mark()),
                "the script names no talks file, and from one strategies know what their seats want",
                "write `talks: FILE` at its top",
            );
        }
        seats::read(part, talks, cast, &mut self.document)
    }

    fn steps(&mut self, part: &Part, zone: &TimeZone, talks: Option<&Talks>) -> Result<Vec<Step>, Failure> {
        let Some(items) = part.items() else {
            self.wrong(part.mark(), "`acts` is a list", "start each act with `- `");
            return Ok(Vec::new());
        };
        if items.is_empty() {
            self.wrong(part.mark(), "nothing is done in this script", LEAST);
        }
        if items.len() > ACTS_MAX {
            self.wrong(part.mark(), "there are more than 100,000 acts", "play them in several scripts");
            return Ok(Vec::new());
        }
        let beside = Beside { folder: &self.folder.clone(), talks };
        let mut labels = BTreeSet::new();
        let mut steps = Vec::with_capacity(items.len());
        for item in items {
            let step = self.step(&item, zone, &labels, &beside);
            // A label holds for what follows even where its act is wrong: one mistake is told once.
            if let Some(label) = item.get("label").as_ref().and_then(Part::text) {
                labels.insert(label.to_owned());
            }
            steps.extend(step);
        }
        Ok(steps)
    }

    fn step(
        &mut self,
        item: &Part,
        zone: &TimeZone,
        labels: &BTreeSet<String>,
        beside: &Beside<'_>,
    ) -> Option<Step> {
        let Some(entries) = item.entries() else {
            self.wrong(item.mark(), "this is no act", "write `- { at: +5m, by: iran, do: say, text: … }`");
            return None;
        };
        if let Some(tick) = item.get("tick") {
            for (key, mark, _) in entries.iter().filter(|(key, ..)| *key != "tick") {
                self.wrong(
                    *mark,
                    format!("`{key}` stands beside `tick`"),
                    "`tick` lets time pass, and no more",
                );
            }
            let when = self.when(&tick, "tick", zone)?;
            return Some(Step { mark: item.key("tick")?, when, what: What::Tick });
        }
        if let Some(awaited) = item.get("await") {
            return self.wait(item, &awaited, labels);
        }
        let when = match item.get("at") {
            Some(at) => self.when(&at, "at", zone),
            None => Some(When::After(Span::new())),
        };
        let who = self.who(item);
        let label = item.get("label").and_then(|label| self.label(&label, labels));
        let expect = match item.get("expect") {
            Some(expect) => self.expect(&expect),
            None => Some(Expect::Done),
        };
        let form = self.form(item, zone, labels, beside);
        let ((seat, member), form) = (who?, form?);
        let entry = Entry { seat, member, label, expect: expect?, form };
        Some(Step { mark: item.get("do")?.mark(), when: when?, what: What::Act(entry) })
    }

    fn wait(&mut self, item: &Part, awaited: &Part, labels: &BTreeSet<String>) -> Option<Step> {
        for (key, mark, _) in item.entries()?.iter().filter(|(key, ..)| !wait::KEYS.contains(key)) {
            self.wrong(
                *mark,
                format!("`{key}` stands beside `await`"),
                "beside it there can be `by`, `in` and `label`; it lasts as long as it takes",
            );
        }
        let acts = wait::acts(awaited, &mut self.document);
        let by = item.get("by").map(|_| self.who(item));
        let place = item.get("in").map(|place| wait::place(&place, &mut self.document));
        let label = item.get("label").map(|label| self.label(&label, labels));
        let acts = acts?;
        if acts.is_empty() {
            for key in ["by", "in", "label"] {
                if let Some(mark) = item.key(key) {
                    self.wrong(
                        mark,
                        format!("`{key}` stands beside `await: rest`"),
                        "leave it out: nobody's act is awaited",
                    );
                }
            }
        }
        let by = match by {
            Some(by) => Some(by?.0),
            None => None,
        };
        let wait = Await { acts, by, place: place.flatten(), label: label.flatten() };
        Some(Step { mark: item.key("await")?, when: When::After(Span::new()), what: What::Await(wait) })
    }

    fn when(&mut self, part: &Part, what: &str, zone: &TimeZone) -> Option<When> {
        let when = part.text().and_then(|text| When::read(text, zone));
        if when.is_none() {
            self.wrong(part.mark(), format!("`{what}` must be a time"), TIMES);
        }
        when
    }

    fn who(&mut self, item: &Part) -> Option<(Name, Option<Name>)> {
        let Some(by) = item.get("by") else {
            let mark = item.get("do").map_or(item.mark(), |name| name.mark());
            self.wrong(mark, "nobody does this", "write `by: iran` for a seat's head, or `by: iran/adviser`");
            return None;
        };
        let text = by.text().unwrap_or_default();
        let read = match text.split_once('/') {
            Some((seat, member)) => {
                seat.parse().ok().zip(member.parse().ok()).map(|(seat, member)| (seat, Some(member)))
            }
            None => text.parse().ok().map(|seat| (seat, None)),
        };
        if read.is_none() {
            self.wrong(
                by.mark(),
                format!("`{text}` is nobody"),
                "write `iran` for a seat's head, or `iran/adviser`",
            );
        }
        read
    }

    fn label(&mut self, part: &Part, labels: &BTreeSet<String>) -> Option<String> {
        let text = part.text().unwrap_or_default();
        if !is_label(text) || text == "log" {
            self.wrong(
                part.mark(),
                format!("`{text}` is no label"),
                "a label is a word of letters, digits, `-` and `_`, and not `log`",
            );
            return None;
        }
        if labels.contains(text) {
            self.wrong(
                part.mark(),
                format!("the label `{text}` is there twice"),
                "give this act another one",
            );
        }
        Some(text.to_owned())
    }

    fn expect(&mut self, part: &Part) -> Option<Expect> {
        let text = part.text().unwrap_or_default();
        if text == "refused" {
            return Some(Expect::Refused);
        }
        let rule = Rule::ALL.iter().find(|rule| rule.word() == text);
        if rule.is_none() {
            let words = Rule::ALL.iter().map(|rule| rule.word()).chain(["refused"]);
            let help = self.document.hint(text, words, || {
                "`refused`, or the name of a rule such as `wrong_seat`; `wasit table acts NAME` lists an act's".to_owned()
            });
            self.wrong(part.mark(), format!("there is no rule `{text}`"), help);
        }
        rule.map(|rule| Expect::Under(*rule))
    }

    fn form(
        &mut self,
        item: &Part,
        zone: &TimeZone,
        labels: &BTreeSet<String>,
        beside: &Beside<'_>,
    ) -> Option<Form> {
        let Some(name) = item.get("do") else {
            self.wrong(
                item.mark(),
                "this act does nothing",
                "write `do:` and the act's name; `wasit table acts` lists them",
            );
            return None;
        };
        let text = name.text().unwrap_or_default();
        if !Act::ALL.iter().any(|facts| facts.name == text) {
            let names = Act::ALL.iter().map(|facts| facts.name).chain(["tick"]);
            let help = self.document.hint(text, names, || "`wasit table acts` lists them".to_owned());
            self.wrong(name.mark(), format!("there is no act `{text}`"), help);
            return None;
        }
        let Value::Object(mut fields) = item.json() else { return None };
        fields.retain(|key, _| !OWN.contains(&key.as_str()));
        if text == "convene" {
            fields.entry("name").or_insert_with(|| self.talks_name.clone().into());
        }
        let mut fields = Value::Object(fields);
        beside.bring_in(text, &mut fields, item, &mut self.document)?;
        Form::read(text, fields, item, &Around { labels, zone }, &mut self.document)
    }
}

/// The names of members, for messages.
pub(super) fn named(names: &[String]) -> String {
    listed(names)
}
