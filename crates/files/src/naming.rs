//! What parties and files are called when talks change from one format to another.

use std::collections::HashSet;

use crate::fields::NAME_MAX;
use crate::foreign::MEDIATOR;

/// Names that talks can take, one for each of `wanted`, and a sentence on each that had to change.
pub(crate) fn party_names(wanted: &[String]) -> (Vec<String>, Vec<String>) {
    let mut taken: HashSet<String> = HashSet::from([MEDIATOR.to_owned()]);
    let mut changed = Vec::new();
    let names = wanted
        .iter()
        .map(|wanted| {
            let name = distinct(fitting(wanted), &mut taken, |name| name.to_owned());
            if name != *wanted {
                changed.push(format!("The party `{}` is called `{name}` here.", crate::fields::cut(wanted)));
            }
            name
        })
        .collect();
    (names, changed)
}

/// The nearest text that can be a party's name and stand before the `=` of `--seat NAME=STRATEGY`.
fn fitting(wanted: &str) -> String {
    let plain: String = wanted.chars().map(|c| if c == '=' || c.is_control() { '-' } else { c }).collect();
    let short: String = plain.trim().chars().take(NAME_MAX).collect();
    let short = short.trim();
    if short.is_empty() { "party".into() } else { short.into() }
}

/// File names with this ending, one for each of `names` and none equal to one of `others`; distinct also where upper
/// and lower case count the same.
pub(crate) fn file_names(names: &[&str], ending: &str, others: &[&str]) -> Vec<String> {
    let mut taken: HashSet<String> =
        others.iter().map(|other| other.trim_end_matches(ending).to_lowercase()).collect();
    names
        .iter()
        .map(|name| format!("{}{ending}", distinct(storable(name), &mut taken, str::to_lowercase)))
        .collect()
}

/// The nearest text that every file system takes for a file's name.
fn storable(name: &str) -> String {
    const LENGTH_MAX: usize = 100;
    let plain = |c: char| if c.is_control() || "/\\:*?\"<>|".contains(c) { '-' } else { c };
    let mut plain: String = name.chars().map(plain).collect();
    let long = plain.char_indices().map(|(at, _)| at).find(|&at| at > LENGTH_MAX);
    plain.truncate(long.unwrap_or(plain.len()));
    let stem = plain.trim().trim_start_matches('.');
    // Windows has devices of these names, whatever the ending.
    let device = ["con", "prn", "aux", "nul"].contains(&stem.to_lowercase().as_str());
    match (stem.is_empty(), device) {
        (true, _) => "party".into(),
        (_, true) => format!("{stem}-"),
        _ => stem.into(),
    }
}

/// `name`, or else the first of `name-2`, `name-3`, … whose `form` is not taken yet.
fn distinct(name: String, taken: &mut HashSet<String>, form: impl Fn(&str) -> String) -> String {
    if taken.insert(form(&name)) {
        return name;
    }
    let mut number = 2_usize;
    loop {
        let next = format!("{name}-{number}");
        if taken.insert(form(&next)) {
            return next;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_and_differ() {
        let wanted = ["a=b", "buyer", "buyer", " mediator", "", "x\ny"].map(String::from);
        let (names, changed) = party_names(&wanted);
        assert_eq!(names, ["a-b", "buyer", "buyer-2", "mediator-2", "party", "x-y"]);
        assert_eq!(changed.len(), 5);
        assert_eq!(changed[1], "The party `buyer` is called `buyer-2` here.");
    }

    #[test]
    fn files_can_be_stored_anywhere() {
        let names = ["A/B", "a-b", "con", "..", "domain", "ok.", "Iran"];
        let files = file_names(&names, ".xml", &["domain.xml"]);
        assert_eq!(
            files,
            ["A-B.xml", "a-b-2.xml", "con-.xml", "party.xml", "domain-2.xml", "ok..xml", "Iran.xml"]
        );
    }
}
