//! Talks as `talks.yaml`.

mod home;
mod issues;
mod preferences;
mod text;
pub(crate) mod yaml;

use wasit_model::{Party, Round, Talks};

use crate::foreign::Written;
use crate::talks::issues::Issues;
use crate::talks::{Source, StrategyNames, read_talks};

use text::Fit;
use yaml::{Yaml, map};

/// What the file is called.
const NAME: &str = "talks.yaml";

/// Writes talks so that reading the file gives the same talks again; what a talks file cannot hold is among what is
/// lost.
pub(crate) fn write(talks: &Talks) -> Written {
    let (mut file, mut lost) = render(talks, true);
    let mut again = read_again(&file);
    if lost.is_empty() && again.as_ref().ok() != Some(talks) {
        // A short way to say something said nearly the same: what is said in full is the same.
        (file, lost) = render(talks, false);
        again = read_again(&file);
    }
    match again {
        Err(why) => lost.push(format!("a talks file cannot hold these talks: {why}")),
        Ok(read) if lost.is_empty() && read != *talks => {
            lost.push(
                "the order of some parts of the preferences, which mean the same in any order".to_owned(),
            );
        }
        Ok(_) => {}
    }
    Written { files: vec![(NAME.to_owned(), file.into_bytes())], lost }
}

fn read_again(file: &str) -> Result<Talks, String> {
    let names = StrategyNames { parties: &|_| Ok(()), mediators: &|_| Ok(()) };
    read_talks(&Source { name: NAME, bytes: file.as_bytes() }, &names)
        .map_err(|problems| problems.all().first().map(|problem| problem.message.clone()).unwrap_or_default())
}

/// The file's text, and what it does not say. With `short`, straight lines are said as such, and numbers are shown in
/// few digits, where that most likely means the same.
fn render(talks: &Talks, short: bool) -> (String, Vec<String>) {
    let mut fit = Fit::default();
    let mut entries = Vec::new();
    fit.words(&mut entries, "title", "the title", &talks.title);
    if let Some(note) = &talks.note {
        fit.words(&mut entries, "note", "the note", note);
    }
    let space = issues::fitted(&talks.space, &mut fit);
    let known = Issues::of(&space);
    entries.push(("issues".to_owned(), issues::write(&talks.space, &space, short, &mut fit)));
    let parties = talks.parties.iter().map(|party| {
        let name = fit.name("the party", &party.name, true);
        let yaml = write_party(party, &name, talks, &known, short, &mut fit);
        (name, yaml)
    });
    let parties: Vec<(String, Yaml)> = parties.collect();
    entries.push(("parties".to_owned(), Yaml::Map(parties)));
    entries.push(("mediator".to_owned(), write_mediator(talks, &mut fit)));
    entries.push(write_rounds(talks, &known, &mut fit));
    (yaml::file(&entries, &["issues", "parties", "rounds"]), fit.lost)
}

fn write_mediator(talks: &Talks, fit: &mut Fit) -> Yaml {
    let mediator = &talks.mediator;
    let name = fit.name("the mediator", &mediator.name, true);
    let mut entries = vec![("name".to_owned(), Yaml::Text(name.clone()))];
    if mediator.title != name {
        fit.words(&mut entries, "title", "the mediator's title", &mediator.title);
    }
    fit.words(&mut entries, "strategy", "the mediator's strategy", &mediator.strategy);
    Yaml::Map(entries)
}

fn write_party(
    party: &Party,
    name: &str,
    talks: &Talks,
    issues: &Issues,
    short: bool,
    fit: &mut Fit,
) -> Yaml {
    let mut entries = Vec::new();
    if party.title != name {
        fit.words(&mut entries, "title", &format!("the title of `{name}`"), &party.title);
    }
    fit.words(&mut entries, "strategy", &format!("the strategy of `{name}`"), &party.strategy);
    let dated = talks.rounds.iter().any(|round| round.date.is_some());
    preferences::write(&mut entries, &party.preferences, name, dated, issues, short, fit);
    if let Some(home) = &party.home {
        entries.push(("home".to_owned(), home::write(home, name, issues, short, fit)));
    }
    Yaml::Map(entries)
}

fn write_rounds(talks: &Talks, issues: &Issues, fit: &mut Fit) -> (String, Yaml) {
    let legs = |round: &Round| Yaml::Text(round.legs.to_string());
    if let [only] = talks.rounds.as_slice()
        && *only == (Round { legs: only.legs, ..Round::default() })
    {
        return ("legs".to_owned(), legs(only));
    }
    let rounds = talks.rounds.iter().enumerate().map(|(at, round)| {
        let at = at + 1;
        let mut entries = Vec::new();
        if let Some(date) = round.date {
            entries.push(("date".to_owned(), Yaml::Text(date.to_string())));
        }
        if let Some(venue) = &round.venue {
            fit.words(&mut entries, "venue", &format!("the venue of round {at}"), venue);
        }
        entries.push(("legs".to_owned(), legs(round)));
        if !round.agenda.is_empty() {
            let names = round.agenda.iter().map(|&issue| issues.name(issue));
            entries.push(("agenda".to_owned(), Yaml::texts(names)));
        }
        if let Some(note) = &round.note {
            fit.words(&mut entries, "note", &format!("the note of round {at}"), note);
        }
        Yaml::Map(entries)
    });
    ("rounds".to_owned(), Yaml::List(rounds.collect()))
}

/// `{ at_least, at_most }` around the values from `first` to `last`, without what bounds nothing.
fn bounds(values: &wasit_model::Values, first: usize, last: usize) -> Vec<(&'static str, String)> {
    let label = |at: usize| values.label(at as wasit_model::ValueIndex).into_owned();
    let mut bounds = Vec::new();
    if first > 0 || last + 1 == values.len() {
        bounds.push(("at_least", label(first)));
    }
    if last + 1 < values.len() {
        bounds.push(("at_most", label(last)));
    }
    bounds
}

/// The first and the last of the values in a set that has no gap.
fn without_gap(set: &[bool]) -> Option<(usize, usize)> {
    let first = set.iter().position(|&inside| inside)?;
    let last = set.iter().rposition(|&inside| inside)?;
    set[first..=last].iter().all(|&inside| inside).then_some((first, last))
}

/// A choice of values: one, a list, or bounds where that is shorter and the values have an order of their own.
fn selection(issue: usize, set: &[bool], issues: &Issues) -> Yaml {
    const LISTED_MAX: usize = 6;
    let Some(values) = issues.values(issue) else { return Yaml::List(Vec::new()) };
    let ordered = !matches!(values, wasit_model::Values::Categorical(_));
    let count = set.iter().filter(|&&inside| inside).count();
    if let Some((first, last)) = without_gap(set).filter(|_| ordered && count > LISTED_MAX) {
        return map(bounds(values, first, last).into_iter().map(|(key, text)| (key, Yaml::Text(text))));
    }
    let chosen = set.iter().enumerate().filter(|(_, inside)| **inside);
    let mut labels: Vec<Yaml> =
        chosen.map(|(at, _)| Yaml::Text(values.label(at as wasit_model::ValueIndex).into_owned())).collect();
    if labels.len() == 1 { labels.remove(0) } else { Yaml::List(labels) }
}
