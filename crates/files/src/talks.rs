//! `talks.yaml`, from bytes to [`Talks`].

mod beliefs;
mod figure;
mod home;
pub(crate) mod issues;
pub(crate) mod parties;
pub(crate) mod pressure;
pub(crate) mod red_lines;
mod rounds;
mod seats;
pub(crate) mod selection;
mod together;
mod wants;
mod weights;
mod worst;
pub(crate) mod write;

use wasit_model::belief::{Beliefs, Sketch};
use wasit_model::{Round, Space, Talks};

use crate::collector::{Collector, Span, in_words};
use crate::fields::Fields;
use crate::problems::Problems;
use crate::template::{self, Frame, Template};
use crate::{syntax, tree};

use figure::Range;
use issues::Issues;
pub(crate) use issues::said as values_in_words;
pub(crate) use seats::read_strategy as strategy;

/// A file's bytes, and its name for messages.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// What messages call the file, its path as it was given say.
    pub name: &'a str,
    /// All of the file.
    pub bytes: &'a [u8],
}

/// What says which strategies exist. Each function checks a whole text such as `time:exponent=2`; its error says
/// what is wrong with it and what would be right.
#[derive(Clone, Copy)]
pub struct StrategyNames<'a> {
    /// Strategies for a party's seat.
    pub parties: &'a dyn Fn(&str) -> Result<(), String>,
    /// Strategies for the mediator's seat.
    pub mediators: &'a dyn Fn(&str) -> Result<(), String>,
}

/// How many numbers a file may ask to hold: one for each value of each issue and each party, for each cell of
/// a table over several issues, and for every eight values of each issue that a red line or a condition names.
pub(crate) const CELLS_MAX: usize = 4_000_000;

/// Counts what reading a file takes in memory, so that a short file cannot ask for much.
#[derive(Default)]
pub(crate) struct Budget {
    cells: usize,
    told: bool,
}

/// How many of a set's entries are counted as one number.
pub(crate) const SET_ENTRIES_PER_CELL: usize = 8;

impl Budget {
    /// Whether `cells` more are within bounds; where not, that is said once, at `span`.
    pub(crate) fn spend(&mut self, cells: usize, span: Span, collector: &mut Collector) -> bool {
        self.cells = self.cells.saturating_add(cells);
        if self.cells <= CELLS_MAX {
            return true;
        }
        if !self.told {
            self.told = true;
            collector
                .wrong(span, "the file asks for more than the 4,000,000 numbers that preferences may hold")
                .label("here it becomes too many")
                .help("take fewer values, wider steps, or fewer issues in one table");
        }
        false
    }
}

/// Whether a file is a talks file, by its content alone: it has issues and parties at its top.
pub(crate) fn recognise(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('{') {
        let has = |name: &str| text.contains(&format!("{name}:")) || text.contains(&format!("\"{name}\":"));
        return has("issues") && has("parties");
    }
    let has = |name: &str| {
        text.lines().any(|line| {
            line.trim_start_matches(['"', '\''])
                .strip_prefix(name)
                .is_some_and(|rest| rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':'))
        })
    };
    has("issues") && has("parties")
}

/// Reads a talks file. What is uncertain is taken at its middle: numbers at the median, weights that are drawn together
/// at their means, of several texts or worlds the most likely; [`read_beliefs`] gives all of it.
///
/// The format is described in the reference of `talks.yaml`, and by [`crate::talks_schema`]. Limits: 4 MiB, lists
/// and mappings 32 deep, 1,000,000 entries (those behind aliases counted at every use), 1,000 issues, 65,535
/// values of an issue, 64 parties, 10,000 rounds, 10,000,000 legs, numbers up to 1e12 either way.
///
/// # Errors
/// All [`Problems`] of the file, by whoever wrote it. A file that is no text or no YAML has one.
pub fn read_talks(source: &Source<'_>, names: &StrategyNames<'_>) -> Result<Talks, Problems> {
    read_beliefs(source, names).map(Beliefs::into_middle)
}

/// Reads a talks file with all that is uncertain in it; of a file without anything uncertain every draw is the same.
///
/// Every draw of what is read makes valid talks: a belief is held to what holds of a number in its place, from end to
/// end. More limits: 255 uncertain numbers, 16 worlds, 64 linked numbers.
///
/// # Errors
/// As [`read_talks`].
pub fn read_beliefs(source: &Source<'_>, names: &StrategyNames<'_>) -> Result<Beliefs, Problems> {
    let text = syntax::text_of(source.name, source.bytes)?;
    let mut collector = Collector::new(std::sync::Arc::clone(&text));
    let beliefs = match tree::parse(text.as_str(), tree::Tags::Refused, &mut collector) {
        Some(root) if !root.is_nothing() => beliefs::read(&root, source.name, names, &mut collector),
        _ => {
            if collector.is_empty() {
                syntax::empty(&mut collector);
            }
            None
        }
    };
    if beliefs.is_none() && collector.is_empty() {
        // Whoever gives up says why: this is for a reason that was forgotten, and no test has met it.
        collector.wrong(Span::default(), "these talks cannot be read, and the reader does not know why");
    }
    match (beliefs, collector.finish()) {
        (Some(beliefs), None) => Ok(beliefs),
        (_, problems) => Err(problems.expect("without talks there is a problem")),
    }
}

/// Reads a talks file with what its section `accord` says of each value as a commitment; nothing where it has none.
///
/// # Errors
/// As [`read_talks`].
pub fn read_template(
    source: &Source<'_>,
    names: &StrategyNames<'_>,
) -> Result<(Talks, Option<Template>), Problems> {
    let talks = read_talks(source, names)?;
    let text = syntax::text_of(source.name, source.bytes)?;
    let mut collector = Collector::new(std::sync::Arc::clone(&text));
    let root = tree::parse(text.as_str(), tree::Tags::Refused, &mut collector);
    let section = root.as_ref().and_then(section);
    let template = section.and_then(|section| Template::of(section, &talks, &mut collector));
    match collector.finish() {
        None => Ok((talks, template)),
        Some(problems) => Err(problems),
    }
}

/// The section that says what values mean as commitments.
fn section(root: &tree::Node) -> Option<&tree::Node> {
    let tree::Content::Mapping(entries) = root.content.as_ref() else { return None };
    entries.iter().find(|entry| entry.key.text.as_ref() == template::KEY).map(|entry| &entry.value)
}

/// Whether a talks file that could be read has that section.
pub(crate) fn has_accord(source: &Source<'_>) -> bool {
    let Ok(text) = syntax::text_of(source.name, source.bytes) else { return false };
    let mut collector = Collector::new(std::sync::Arc::clone(&text));
    let root = tree::parse(text.as_str(), tree::Tags::Refused, &mut collector);
    root.as_ref().and_then(section).is_some()
}

fn read_root(
    root: &tree::Node,
    file: &str,
    names: &StrategyNames<'_>,
    range: &Range,
    collector: &mut Collector,
) -> Option<Sketch> {
    const KEYS: [&str; 10] = [
        "title",
        "note",
        "issues",
        "parties",
        "mediator",
        "rounds",
        "legs",
        "worlds",
        "links",
        template::KEY,
    ];
    let fields = Fields::read(root, "a talks file", &KEYS, Some("x-"), collector)?;
    let start = Span { start: 0, end: 0 };
    let missing: Vec<&str> =
        ["issues", "parties"].into_iter().filter(|key| fields.get(key).is_none()).collect();
    if !missing.is_empty() {
        let example = if missing[0] == "issues" {
            "issues: { price: { range: { from: 100, to: 200 } } }"
        } else {
            "parties: { seller: { wants: … }, buyer: { wants: … } }"
        };
        collector.wrong(start, format!("the file has no {}", in_words(&missing, "and no"))).help(format!(
            "it needs `issues` and `parties`, such as `{example}`; `wasit schema` prints all keys"
        ));
    }

    let title = fields.words("title", collector).unwrap_or_else(|| stem(file));
    let note = fields.words("note", collector);
    let issues = fields.value("issues", collector).and_then(|node| Issues::read(node, collector));
    let issues = issues.unwrap_or_default();
    let rounds = rounds::read(&fields, &issues, collector);
    let mediator = seats::read_mediator(&fields, names, collector);
    let around = parties::Around {
        issues: &issues,
        space: issues.space(),
        dated: dated(rounds.as_ref().map(|(rounds, _)| rounds)),
        mediator: mediator.as_ref().map(|(seat, _)| seat.name.as_str()),
        names,
        range,
    };
    let parties = parties::read(&fields, &around, collector);
    if let Some(node) = fields.value(template::KEY, collector) {
        let frame = parties.as_ref().map(|parties| Frame {
            title: title.clone(),
            parties: parties.iter().map(|(one, _)| (one.name.clone(), one.title.clone())).collect(),
        });
        let days = rounds.iter().flat_map(|(rounds, _)| rounds);
        let last = days.filter_map(|round| round.date).next_back();
        Template::read(node, &issues, frame, last, collector);
    }

    if !collector.is_empty() {
        return None;
    }
    let (mediator, seat) = mediator?;
    let (rounds, legs) = rounds?;
    let (parties, sketches) = parties?.into_iter().unzip();
    let space = issues.into_space().and_then(|issues| said(Space::new(issues), start, collector))?;
    let middle = Talks { title, note, space, parties, mediator, rounds };
    said(middle.check(), start, collector)?;
    Some(Sketch { middle, parties: sketches, mediator: seat, legs })
}

/// A result of the model, its error noted at `span`. What the model refuses was said before at its place: this
/// is for what was overlooked.
pub(crate) fn said<T>(
    result: Result<T, impl std::fmt::Display>,
    span: Span,
    collector: &mut Collector,
) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            collector.wrong(span, error.to_string());
            None
        }
    }
}

/// Whether some round names a day.
fn dated(rounds: Option<&Vec<Round>>) -> bool {
    rounds.is_none_or(|rounds| rounds.iter().any(|round| round.date.is_some()))
}

/// A file's name without folders and ending.
pub(crate) fn stem(file: &str) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let shown: String = stem.chars().map(|c| if c.is_control() { '?' } else { c }).collect();
    if shown.is_empty() { "Talks".into() } else { shown }
}
