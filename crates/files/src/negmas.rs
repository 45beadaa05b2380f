//! Folders of NegMAS: YAML files, one for the outcome space and one for each utility function.
//!
//! Written from what NegMAS 0.16.0 was seen to write and to make of it; its reference page lists what is read.

mod functions;
mod record;
mod space;
mod utility;
mod write;

use std::sync::Arc;

use wasit_model::{Preferences, Space};

use crate::collector::{Collector, Span};
use crate::foreign::{ReadOptions, talks_of};
use crate::naming::party_names;
use crate::problems::Problems;
use crate::scenario::{Format, Scenario};
use crate::talks::{CELLS_MAX, Source, stem};
use crate::tree::{Node, Tags};
use crate::{braces, syntax, tree};

pub(crate) use write::write;

/// What a file of a folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The outcome space.
    Space,
    /// What one side wants.
    UtilityFunction,
}

/// What a file is, by its content alone: by the `type` at its top.
pub(crate) fn recognise(bytes: &[u8]) -> Option<Kind> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}');
    let of = if text.trim_start().starts_with('{') {
        braces::keys(text).find(|(key, _)| *key == "type").and_then(|(_, value)| braces::quoted(value))
    } else {
        type_in_lines(text)
    }?;
    let of = of.rsplit('.').next().unwrap_or(of);
    if of.ends_with("OutcomeSpace") {
        Some(Kind::Space)
    } else if of.ends_with("UtilityFunction") || of.to_lowercase().ends_with("ufun") {
        Some(Kind::UtilityFunction)
    } else {
        None
    }
}

/// `type: NAME` on a line that is not indented.
fn type_in_lines(text: &str) -> Option<&str> {
    text.lines().find_map(|line| {
        let line = line.strip_prefix("type").or_else(|| line.strip_prefix("\"type\""))?;
        let value = line.trim_start().strip_prefix(':')?;
        let value = value.split(" #").next()?.trim();
        Some(value.trim_matches(['"', '\'']))
    })
}

/// A file on its way: its tree, and what is wrong so far.
struct Opened {
    stem: String,
    root: Option<Node>,
    collector: Collector,
}

impl Opened {
    /// Parses a file, where `hopeless` does not say, with the reason, that its text is not worth it.
    fn new(source: &Source<'_>, hopeless: fn(&str, &mut Collector) -> bool) -> Result<Self, Problems> {
        let text = syntax::text_of(source.name, source.bytes)?;
        let mut collector = Collector::new(Arc::clone(&text));
        let root = if hopeless(text.as_str(), &mut collector) {
            None
        } else {
            tree::parse(text.as_str(), Tags::OfPython, &mut collector)
        };
        Ok(Self { stem: stem(source.name), root, collector })
    }
}

/// Reads the files of a folder; those that are no part of it are passed over. Parties are in the order of the files.
///
/// # Errors
/// The problems of every file that has some.
pub(crate) fn read(sources: &[Source<'_>], _: &ReadOptions) -> Result<Scenario, Vec<Problems>> {
    let of = |kind: Kind| sources.iter().filter(move |source| recognise(source.bytes) == Some(kind));
    let (spaces, sides): (Vec<_>, Vec<_>) = (of(Kind::Space).collect(), of(Kind::UtilityFunction).collect());
    check_folder(&spaces, &sides)?;
    let mut problems = Vec::new();
    let mut assumed = Vec::new();
    let mut title = stem(spaces[0].name);
    let space = match Opened::new(spaces[0], |_, _| false) {
        Ok(mut opened) => {
            let read = opened
                .root
                .take()
                .and_then(|root| space::read(&root, sides.len(), &mut assumed, &mut opened.collector));
            problems.extend(opened.collector.finish());
            read
        }
        Err(unread) => {
            problems.push(unread);
            None
        }
    };
    if let Some(name) = space.as_ref().and_then(|(name, _)| name.clone()) {
        title = name;
    }
    let space = space.map(|(_, space)| space);
    let mut parties: Vec<(Option<String>, String, Preferences)> = Vec::new();
    for source in &sides {
        match Opened::new(source, utility::cannot_be_read) {
            Ok(opened) => read_side(opened, space.as_ref(), &mut parties, &mut assumed, &mut problems),
            Err(unread) => problems.push(unread),
        }
    }
    let Some(space) = space.filter(|_| problems.is_empty()) else { return Err(problems) };
    let parties = named(parties, &mut assumed);
    match talks_of(&title, space, parties) {
        Ok(talks) => Ok(Scenario { talks, format: Format::NegMas, assumed, uncertain: 0, has_accord: false }),
        Err(error) => Err(vec![syntax::without_place(spaces[0].name, error.to_string(), "")]),
    }
}

fn read_side(
    mut opened: Opened,
    space: Option<&Space>,
    parties: &mut Vec<(Option<String>, String, Preferences)>,
    assumed: &mut Vec<String>,
    problems: &mut Vec<Problems>,
) {
    if let (Some(root), Some(space)) = (opened.root.take(), space) {
        let of = utility::Context { space, stem: &opened.stem };
        if let Some((name, preferences)) = utility::read(&root, &of, assumed, &mut opened.collector)
            && opened.collector.is_empty()
        {
            parties.push((name, opened.stem.clone(), preferences));
        } else if opened.collector.is_empty() {
            // Whoever gives up says why: this is for a reason that was forgotten, and no test has met it.
            opened.collector.wrong(
                Span::default(),
                "this utility function cannot be read, and the reader does not know why",
            );
        }
    }
    problems.extend(opened.collector.finish());
}

/// Refuses what is no folder with one space and two sides or more.
fn check_folder(spaces: &[&Source<'_>], sides: &[&Source<'_>]) -> Result<(), Vec<Problems>> {
    let names = |sources: &[&Source<'_>]| {
        sources.iter().map(|source| format!("`{}`", source.name)).collect::<Vec<_>>().join(", ")
    };
    let refuse = |name: &str, what: String, help: &str| Err(vec![syntax::without_place(name, what, help)]);
    match (spaces, sides) {
        ([], []) => refuse("", "no file of NegMAS is among these".to_owned(), "name the folder"),
        ([], [one]) => refuse(
            one.name,
            "this is one utility function of NegMAS, and talks need an outcome space and two of them"
                .to_owned(),
            "name the folder in which they lie together",
        ),
        ([], [first, ..]) => refuse(
            first.name,
            format!("utility functions without their outcome space: {}", names(sides)),
            "the file of the outcome space has `type: DiscreteCartesianOutcomeSpace` and the issues; name the folder in \
             which all lie together",
        ),
        ([first, _, ..], _) => refuse(
            first.name,
            format!("several outcome spaces, where a scenario has one: {}", names(spaces)),
            "name a folder that holds one scenario",
        ),
        ([space], []) => refuse(
            space.name,
            "this is an outcome space of NegMAS, and no utility function lies beside it".to_owned(),
            "name the folder in which the space and at least two utility functions lie together",
        ),
        ([_], [one]) => refuse(
            one.name,
            "this is the only utility function beside the outcome space, and talks need at least two"
                .to_owned(),
            "add one for the other side; files with `type: …UtilityFunction` count",
        ),
        ([_], [_, _, ..]) => Ok(()),
    }
}

/// The parties with their names: those of the utility functions, or of the files where those are none or not distinct.
fn named(
    parties: Vec<(Option<String>, String, Preferences)>,
    assumed: &mut Vec<String>,
) -> Vec<(String, Preferences)> {
    let own: Vec<Option<&String>> = parties.iter().map(|(name, ..)| name.as_ref()).collect();
    let distinct = own.iter().enumerate().all(|(at, name)| name.is_some() && !own[..at].contains(name));
    if !distinct {
        assumed.push(
            "the utility functions have no names, or not distinct ones, so the parties are called like their files"
                .to_owned(),
        );
    }
    let (wanted, preferences): (Vec<String>, Vec<Preferences>) = parties
        .into_iter()
        .map(|(name, stem, preferences)| (name.filter(|_| distinct).unwrap_or(stem), preferences))
        .unzip();
    let (names, changed) = party_names(&wanted);
    assumed.extend(changed);
    names.into_iter().zip(preferences).collect()
}

/// Whether the sides' tables would hold more numbers than preferences may.
fn too_many(width: usize, sides: usize) -> bool {
    width.saturating_mul(sides) > CELLS_MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_type() {
        for (text, expect) in [
            ("issues: []\ntype: DiscreteCartesianOutcomeSpace\n", Some(Kind::Space)),
            ("type: negmas.preferences.LinearAdditiveUtilityFunction # x\n", Some(Kind::UtilityFunction)),
            (
                "{\"a\": {\"type\": \"TableFun\"}, \"type\" : \"ConstUtilityFunction\"}",
                Some(Kind::UtilityFunction),
            ),
            ("{\"type\": 3, \"x\": \"LinearUtilityFunction\"}", None),
            ("ufun:\n  type: LinearUtilityFunction\ntype: ExpDiscountedUFun\n", Some(Kind::UtilityFunction)),
            ("values:\n- type: TableFun\n", None),
            ("type: map\n", None),
            ("", None),
            ("{\"type", None),
        ] {
            assert_eq!(recognise(text.as_bytes()), expect, "{text}");
        }
        assert_eq!(recognise(b"\x89PNG\r\n\xff\xfe"), None);
    }
}
