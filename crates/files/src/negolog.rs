//! Folders of NegoLog: JSON files, one profile for each side, mostly `profileA.json` and `profileB.json`.
//!
//! A profile is `{"reservationValue": …, "issueWeights": {ISSUE: weight}, "issues": {ISSUE: {VALUE: worth}}}`; a
//! package is worth the sum of weights times worths. What else lies in the folder (`specs.json`) is passed over.

mod write;

use std::collections::HashMap;
use std::sync::Arc;

use wasit_model::{Issue, Preferences, Space, Values, WalkAway};

use crate::collector::{Collector, Span, in_words};
use crate::fields::{self, Fields, cut};
use crate::foreign::{ReadOptions, talks_of};
use crate::naming::party_names;
use crate::problems::Problems;
use crate::scenario::{Format, Scenario};
use crate::talks::issues::Issues;
use crate::talks::{CELLS_MAX, Source, parties, said, stem};
use crate::tree::{Node, Tags};
use crate::{braces, syntax, tree};

pub(crate) use write::write;

/// What a file of a folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// What one side wants, and the issues.
    Profile,
}

/// What a file is, by its content alone: by the keys at its top.
pub(crate) fn recognise(bytes: &[u8]) -> Option<Kind> {
    let text = String::from_utf8_lossy(bytes);
    let (mut weights, mut issues) = (false, false);
    for (key, _) in braces::keys(&text) {
        weights |= key == "issueWeights";
        issues |= key == "issues";
    }
    (weights && issues).then_some(Kind::Profile)
}

/// A profile that was parsed.
struct Opened {
    stem: String,
    root: Option<Node>,
    collector: Collector,
}

impl Opened {
    fn new(source: &Source<'_>) -> Result<Self, Problems> {
        let text = syntax::text_of(source.name, source.bytes)?;
        let mut collector = Collector::new(Arc::clone(&text));
        // JSON may be indented with tabs, and YAML may not; places stay as they are.
        let untabbed = text.as_str().replace('\t', " ");
        let root = tree::parse(&untabbed, Tags::Refused, &mut collector);
        if collector.is_empty()
            && let Err(error) =
                serde_json::from_str::<serde_json::Value>(text.as_str().trim_start_matches('\u{feff}'))
        {
            let span = place_of(text.as_str(), error.line(), error.column());
            let what = error.to_string();
            let what = what.split(" at line ").next().unwrap_or_default();
            collector
                .wrong(span, format!("this is not JSON: {what}"))
                .help("a profile of NegoLog is a JSON file");
        }
        Ok(Self { stem: stem(source.name), root, collector })
    }
}

/// The byte at a line and a column, both from 1.
fn place_of(text: &str, line: usize, column: usize) -> Span {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let at = (start + column.saturating_sub(1)).min(text.len());
    (at..text.len().min(at + 1)).into()
}

/// Reads the profiles of a folder; other files are passed over. Parties are in the order of the files and are called
/// like them; the first file says in which order issues and values come.
///
/// # Errors
/// The problems of every file that has some.
pub(crate) fn read(sources: &[Source<'_>], _: &ReadOptions) -> Result<Scenario, Vec<Problems>> {
    let profiles: Vec<&Source<'_>> =
        sources.iter().filter(|source| recognise(source.bytes).is_some()).collect();
    if let [] | [_] = profiles.as_slice() {
        let name = profiles.first().map_or("", |source| source.name);
        return Err(vec![syntax::without_place(
            name,
            "this is one profile of NegoLog, and talks need two or more".to_owned(),
            "name the folder in which they lie together, or all of the files",
        )]);
    }
    let mut problems = Vec::new();
    let mut assumed = Vec::new();
    let mut space: Option<(Space, String)> = None;
    let mut sides: Vec<(String, Preferences)> = Vec::new();
    for (at, source) in profiles.iter().enumerate() {
        let mut opened = match Opened::new(source) {
            Ok(opened) => opened,
            Err(unread) => {
                problems.push(unread);
                continue;
            }
        };
        if let Some(root) = opened.root.take().filter(|_| opened.collector.is_empty()) {
            if at == 0 {
                space = read_space(&root, profiles.len(), &mut opened.collector)
                    .map(|space| (space, source.name.to_owned()));
            }
            if let Some((space, first)) = &space {
                let of = Context { space, first, stem: &opened.stem };
                if let Some(preferences) = read_profile(&root, &of, &mut assumed, &mut opened.collector) {
                    sides.push((opened.stem.clone(), preferences));
                }
            }
        }
        problems.extend(opened.collector.finish());
    }
    let Some((space, _)) = space.filter(|_| problems.is_empty()) else { return Err(problems) };
    let title = title_of(profiles[0].name);
    let (stems, preferences): (Vec<String>, Vec<Preferences>) = sides.into_iter().unzip();
    let (names, changed) = party_names(&stems);
    assumed.extend(changed);
    let sides = names.into_iter().zip(preferences).collect();
    match talks_of(&title, space, sides) {
        Ok(talks) => {
            Ok(Scenario { talks, format: Format::NegoLog, assumed, uncertain: 0, has_accord: false })
        }
        Err(error) => Err(vec![syntax::without_place(profiles[0].name, error.to_string(), "")]),
    }
}

/// The name of the folder that a file lies in, or of the file where it lies in none.
fn title_of(name: &str) -> String {
    let mut parts = name.rsplit(['/', '\\']);
    let file = parts.next().unwrap_or(name);
    parts
        .next()
        .filter(|folder| !matches!(*folder, "" | "." | ".."))
        .map_or_else(|| stem(file), str::to_owned)
}

/// The issues as the first profile names them.
fn read_space(root: &Node, sides: usize, collector: &mut Collector) -> Option<Space> {
    let fields = profile(root, collector)?;
    let node = fields.value("issues", collector)?;
    let entries = fields::mapping(node, "`issues`", collector)?;
    let mut width = 0_usize;
    let mut issues = Vec::with_capacity(entries.len());
    let mut sound = true;
    for entry in entries {
        let name = fields::key_name(&entry.key, "an issue's name", collector);
        let Some(values) = fields::mapping(&entry.value, "the values of an issue", collector) else {
            sound = false;
            continue;
        };
        let labels: Vec<Option<&str>> =
            values.iter().map(|value| fields::key_name(&value.key, "a value", collector)).collect();
        let Some(labels) = labels.into_iter().collect::<Option<Vec<_>>>() else {
            sound = false;
            continue;
        };
        width += labels.len();
        let labels = labels.into_iter().map(str::to_owned).collect();
        let values = said(Values::categorical(labels), entry.value.span, collector);
        match name.zip(values) {
            Some((name, values)) => issues.push(Issue {
                name: name.to_owned(),
                title: name.to_owned(),
                unit: None,
                description: None,
                values,
            }),
            None => sound = false,
        }
    }
    if width.saturating_mul(sides) > CELLS_MAX {
        collector
            .wrong(node.span, "the issues ask for more than the 4,000,000 numbers that preferences may hold")
            .help("that is values of all issues times profiles: take fewer values");
        return None;
    }
    if !sound {
        return None;
    }
    said(Space::new(issues), node.span, collector)
}

/// The keys of a profile.
fn profile<'n>(root: &'n Node, collector: &mut Collector) -> Option<Fields<'n>> {
    let entries = fields::mapping(root, "a profile", collector)?;
    let fields = Fields::lenient(entries);
    let missing: Vec<&str> =
        ["issueWeights", "issues"].into_iter().filter(|key| fields.get(key).is_none()).collect();
    if !missing.is_empty() {
        collector
            .wrong(root.span, format!("the profile has no {}", in_words(&missing, "and no")))
            .help("a profile of NegoLog has `reservationValue`, `issueWeights` and `issues`");
        return None;
    }
    Some(fields)
}

struct Context<'a> {
    space: &'a Space,
    /// The file that the space was read from.
    first: &'a str,
    stem: &'a str,
}

fn read_profile(
    root: &Node,
    of: &Context<'_>,
    assumed: &mut Vec<String>,
    collector: &mut Collector,
) -> Option<Preferences> {
    const KNOWN: [&str; 3] = ["reservationValue", "issueWeights", "issues"];
    let fields = profile(root, collector)?;
    for entry in fields::mapping(root, "a profile", collector)? {
        let key = entry.key.text.as_ref();
        let absent = KNOWN.into_iter().filter(|known| fields.get(known).is_none());
        if !KNOWN.contains(&key) {
            let near = collector.hint(key, absent, String::new);
            if near.is_empty() {
                assumed.push(format!("in the profile `{}` nothing was made of `{}`", cut(of.stem), cut(key)));
            } else {
                collector.wrong(entry.key.span, format!("a profile has no key `{}`", cut(key))).help(near);
            }
        }
    }
    let walk_away = match fields.get("reservationValue") {
        Some(_) => fields.number("reservationValue", collector),
        None => {
            assumed.push(format!("the profile `{}` has no reservation value: taken as 0", cut(of.stem)));
            Some(0.0)
        }
    };
    let issues = Issues::of(of.space);
    let weights = read_weights(fields.value("issueWeights", collector)?, &issues, collector);
    let worths = read_worths(fields.value("issues", collector)?, &issues, of, collector);
    let (weights, worths) = (weights?, worths?);
    let sum: f64 = weights.iter().sum();
    if (sum - 1.0).abs() > 1e-6 {
        assumed.push(format!(
            "the weights of the profile `{}` sum to {}, and are taken as they are",
            cut(of.stem),
            parties::short(sum)
        ));
    }
    let tables = weights
        .iter()
        .zip(worths)
        .map(|(weight, worths)| worths.into_iter().map(|worth| weight * worth).collect())
        .collect();
    let walk_away = WalkAway { start: walk_away?, drift: None };
    let preferences = Preferences::new(of.space, tables, Vec::new(), Vec::new(), walk_away, None);
    said(preferences, root.span, collector).filter(|_| collector.is_empty())
}

fn read_weights(node: &Node, issues: &Issues, collector: &mut Collector) -> Option<Vec<f64>> {
    let entries = fields::mapping(node, "`issueWeights`", collector)?;
    let mut weights: Vec<Option<f64>> = vec![None; issues.len()];
    let mut named = vec![false; issues.len()];
    let mut strangers = 0;
    for entry in entries {
        let weight =
            fields::number(&entry.value, &format!("the weight of `{}`", cut(&entry.key.text)), collector);
        match issues.find(&entry.key.text, entry.key.span, collector) {
            Some(issue) => {
                named[issue] = true;
                weights[issue] = weight;
            }
            None => strangers += 1,
        }
    }
    missing(node.span, "the weight", &named, strangers, |at| issues.name(at).to_owned(), collector);
    weights.into_iter().collect()
}

fn read_worths(
    node: &Node,
    issues: &Issues,
    of: &Context<'_>,
    collector: &mut Collector,
) -> Option<Vec<Vec<f64>>> {
    let entries = fields::mapping(node, "`issues`", collector)?;
    let mut tables: Vec<Option<Vec<f64>>> = vec![None; issues.len()];
    let mut named = vec![false; issues.len()];
    let mut strangers = 0;
    for entry in entries {
        match issues.find(&entry.key.text, entry.key.span, collector) {
            Some(issue) => {
                named[issue] = true;
                tables[issue] = read_table(&entry.value, issue, issues, of, collector);
            }
            None => strangers += 1,
        }
    }
    missing(node.span, "the entry", &named, strangers, |at| issues.name(at).to_owned(), collector);
    tables.into_iter().collect()
}

fn read_table(
    node: &Node,
    issue: usize,
    issues: &Issues,
    of: &Context<'_>,
    collector: &mut Collector,
) -> Option<Vec<f64>> {
    let entries = fields::mapping(node, "the values of an issue", collector)?;
    let values = issues.values(issue)?;
    let mut worths: Vec<Option<f64>> = vec![None; values.len()];
    let mut named = vec![false; values.len()];
    let mut first: HashMap<usize, Span> = HashMap::new();
    let mut strangers = 0;
    for entry in entries {
        let worth =
            fields::number(&entry.value, &format!("the worth of `{}`", cut(&entry.key.text)), collector);
        let before = collector.count();
        let Some(at) = issues.find_value(issue, &entry.key.text, entry.key.span, collector) else {
            if collector.count() > before && of.first != collector.file() {
                collector.label(format!("`{}` has no such value", of.first));
            }
            strangers += 1;
            continue;
        };
        let at = usize::from(at);
        if let Some(before) = first.insert(at, entry.key.span) {
            let line = collector.line(before);
            collector
                .wrong(entry.key.span, format!("this value stands here already, in line {line}"))
                .help("keep one of the two");
            return None;
        }
        named[at] = true;
        worths[at] = worth;
    }
    let label = |at: usize| values.label(at as wasit_model::ValueIndex).into_owned();
    missing(node.span, "the worth", &named, strangers, label, collector);
    worths.into_iter().collect()
}

/// Reports what is not named. What is missing is most likely what was misspelt, which is said at its place.
fn missing(
    span: Span,
    what: &str,
    named: &[bool],
    strangers: usize,
    label: impl Fn(usize) -> String,
    collector: &mut Collector,
) {
    let absent = || named.iter().enumerate().filter(|(_, named)| !**named).map(|(at, _)| label(at));
    if absent().count() > strangers {
        collector
            .wrong(span, format!("{what} of {} is missing", in_words(absent(), "and")))
            .help("every profile of a scenario has the same issues with the same values");
    }
}
