//! What is common to the formats of other software: how they are read and what writing them gives.

use wasit_model::{Issue, Mediator, Party, Preferences, Round, Space, Talks, TalksError};

use crate::collector::in_words;
use crate::scenario::Evaluations;

/// How files of other software are read.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReadOptions {
    /// How GENIUS evaluations are taken; other formats have one way only.
    pub evaluations: Evaluations,
}

/// A scenario as files, and what they do not say.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// Names of files, without folders, and what stands in them.
    pub files: Vec<(String, Vec<u8>)>,
    /// What the format cannot express and the files therefore lack, each in a sentence.
    pub lost: Vec<String>,
}

/// The legs that each party has in talks of a format that says nothing of time.
pub(crate) const LEGS_PER_PARTY: u32 = 100;
/// Who sits for a party in talks of a format that says nothing of strategies.
pub(crate) const STRATEGY: &str = "boulware";
/// The mediator of talks of a format that knows none.
pub(crate) const MEDIATOR: &str = "mediator";
/// Who sits for the mediator in talks of a format that knows none.
pub(crate) const MEDIATOR_STRATEGY: &str = "courier";

/// Talks about `space` between `parties`, each a name and what it wants. What other formats cannot say is set:
/// `boulware` at every party's seat, a courier between them, one round with 100 legs for each party.
///
/// # Errors
/// Where there are too few or too many parties, or two of one name.
pub(crate) fn talks_of(
    title: &str,
    space: Space,
    parties: Vec<(String, Preferences)>,
) -> Result<Talks, TalksError> {
    let legs = LEGS_PER_PARTY.saturating_mul(parties.len().max(1) as u32);
    // A party may well be called that: the mediator gives way.
    let mut mediator = MEDIATOR.to_owned();
    while parties.iter().any(|(name, _)| *name == mediator) {
        mediator.insert_str(0, "the ");
    }
    let party = |(name, preferences): (String, Preferences)| Party {
        title: name.clone(),
        name,
        strategy: STRATEGY.to_owned(),
        preferences,
    };
    let talks = Talks {
        title: title.to_owned(),
        note: None,
        space,
        parties: parties.into_iter().map(party).collect(),
        mediator: Mediator {
            title: mediator.clone(),
            name: mediator,
            strategy: MEDIATOR_STRATEGY.to_owned(),
        },
        rounds: vec![Round { legs, ..Round::default() }],
    };
    talks.check()?;
    Ok(talks)
}

/// What talks say beside issues, names and preferences, and no format of other software can: in sentences.
pub(crate) fn lost_with_the_frame(talks: &Talks) -> Vec<String> {
    let mut lost = Vec::new();
    if talks.note.is_some() {
        lost.push("the note".to_owned());
    }
    let mut of_issues = |what: &str, has: &dyn Fn(&Issue) -> bool| {
        let names: Vec<&str> =
            talks.space.issues().iter().filter(|issue| has(issue)).map(|issue| issue.name.as_str()).collect();
        if !names.is_empty() {
            lost.push(format!("{what} of {}", in_words(names, "and")));
        }
    };
    of_issues("the title", &|issue| issue.title != issue.name);
    of_issues("the unit", &|issue| issue.unit.is_some());
    of_issues("the description", &|issue| issue.description.is_some());
    let mut of_parties = |what: &str, has: &dyn Fn(&Party) -> bool| {
        let names: Vec<&str> =
            talks.parties.iter().filter(|party| has(party)).map(|party| party.name.as_str()).collect();
        if !names.is_empty() {
            lost.push(format!("{what} of {}", in_words(names, "and")));
        }
    };
    of_parties("the title", &|party| party.title != party.name);
    of_parties("the strategy", &|party| party.strategy != STRATEGY);
    let mediator = &talks.mediator;
    if mediator.title != mediator.name
        || !mediator.name.ends_with(MEDIATOR)
        || mediator.strategy != MEDIATOR_STRATEGY
    {
        lost.push("the mediator".to_owned());
    }
    let legs = LEGS_PER_PARTY.saturating_mul(talks.parties.len() as u32);
    if talks.rounds != [Round { legs, ..Round::default() }] {
        lost.push("the rounds and their legs".to_owned());
    }
    lost
}

/// Names of files for the parties, none of them called `reserved`: their own names where those can name files and
/// come in the order of the parties, else numbered ones.
pub(crate) fn file_names(parties: &[&str], reserved: &str, ending: &str) -> Vec<String> {
    const LENGTH_MAX: usize = 60;
    let plain = |name: &str| -> String {
        let fits = |c: char| if c.is_ascii_alphanumeric() || "-.".contains(c) { c } else { '_' };
        name.chars().take(LENGTH_MAX).map(fits).collect()
    };
    let names: Vec<String> = parties.iter().map(|name| plain(name)).collect();
    let starts = |name: &String| name.starts_with(|c: char| c.is_ascii_alphanumeric());
    let in_order = names.windows(2).all(|pair| pair[0].to_lowercase() < pair[1].to_lowercase());
    if in_order && names.iter().all(|name| starts(name) && name.to_lowercase() != reserved) {
        return names.into_iter().map(|name| name + ending).collect();
    }
    let numbered = |(at, name): (usize, String)| format!("{:02}-{name}{ending}", at + 1);
    names.into_iter().enumerate().map(numbered).collect()
}
