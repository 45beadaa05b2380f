//! GeniusWeb JSON: a domain and a profile for each side.
//!
//! Written from the public description of the format. What is read, how it is taken and what is refused stands in
//! `docs/reference/geniusweb.md`.

mod domain;
mod profile;
mod write;

use std::sync::Arc;

use crate::collector::{Collector, Span, in_words};
use crate::fields::{Fields, cut, text};
use crate::foreign::{ReadOptions, talks_of};
use crate::problems::Problems;
use crate::scenario::{Format, Scenario};
use crate::talks::{Budget, Source, stem};
use crate::tree::{Content, Node};
use crate::{json, naming, syntax};

use domain::{WrittenDomain, read_domain};

pub(crate) use write::write;

/// The profiles that are read.
const ADDITIVE: &str = "LinearAdditiveUtilitySpace";
/// Other kinds of profile, which are recognised and refused.
const OTHERS: [&str; 3] = ["DefaultPartialOrdering", "SumOfGroupsUtilitySpace", "PartialOrdering"];

/// What a profile needs at least, shown to whoever has none.
const LEAST: &str = "a profile with little in it:
{ \"LinearAdditiveUtilitySpace\": {
  \"name\": \"buyer\",
  \"domain\": { \"name\": \"car\", \"issuesValues\": { \"price\": { \"values\": [\"low\", \"high\"] } } },
  \"issueUtilities\": { \"price\": { \"discreteutils\": { \"valueUtilities\": { \"low\": 1, \"high\": 0 } } } },
  \"issueWeights\": { \"price\": 1 }
} }";

/// What a file of this format is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// What can be settled, and how.
    Domain,
    /// What one side wants.
    Profile,
}

/// What a single file seems to be, by content alone; `None` where it is not of this format. A file that cannot be read
/// is recognised too, by the names in it.
pub(crate) fn recognise(bytes: &[u8]) -> Option<Kind> {
    let text = std::str::from_utf8(bytes).ok()?.trim_start_matches('\u{feff}').trim_start();
    if !text.starts_with('{') {
        return None;
    }
    let holds = |name: &str| text.contains(&format!("\"{name}\""));
    if holds(ADDITIVE) || OTHERS.into_iter().any(holds) {
        return Some(Kind::Profile);
    }
    holds("issuesValues").then_some(Kind::Domain)
}

/// A file with what is wrong with it so far.
struct File<'t> {
    name: &'t str,
    root: Option<Node>,
    collector: Collector,
}

/// What a file holds.
enum Part<'n> {
    Domain(WrittenDomain),
    Profile(Profile<'n>),
}

/// A profile as far as it can be read without a space.
struct Profile<'n> {
    span: Span,
    fields: Fields<'n>,
    name: Option<String>,
    domain: Option<WrittenDomain>,
}

/// Reads a scenario: two profiles or more, and perhaps a domain; parties sit in the order of their profiles.
///
/// Limits: 4 MiB a file, lists and mappings 32 deep, 1,000,000 entries, 1,000 issues, 65,535 values of an issue, 64
/// parties, numbers up to 1e12 either way.
///
/// # Errors
/// The [`Problems`] of each file that has some.
pub(crate) fn read(sources: &[Source<'_>], _options: &ReadOptions) -> Result<Scenario, Vec<Problems>> {
    let mut refused = Vec::new();
    let mut files: Vec<File<'_>> = Vec::with_capacity(sources.len());
    for source in sources {
        match syntax::text_of(source.name, source.bytes) {
            Ok(text) => {
                let mut collector = Collector::new(Arc::clone(&text));
                let root = json::parse(text.as_str(), &mut collector);
                files.push(File { name: source.name, root, collector });
            }
            Err(problems) => refused.push(problems),
        }
    }
    let whole = refused.is_empty();
    let scenario = read_files(&mut files, whole);
    refused.extend(files.into_iter().filter_map(|file| file.collector.finish()));
    match scenario {
        Some(scenario) if refused.is_empty() => Ok(scenario),
        _ if refused.is_empty() => Err(vec![nothing_read(sources)]),
        _ => Err(refused),
    }
}

/// For a call without any file, and for what was refused without a word, which no test has met.
fn nothing_read(sources: &[Source<'_>]) -> Problems {
    let name = sources.first().map_or("scenario", |source| source.name);
    let message = match sources.first() {
        None => "a scenario needs two profiles or more, and there is no file",
        Some(_) => "these talks cannot be read, and the reader does not know why",
    };
    syntax::alone(name, String::new(), Span::default(), message.into(), LEAST)
}

fn read_files(files: &mut [File<'_>], whole: bool) -> Option<Scenario> {
    let roots: Vec<Option<Node>> = files.iter().map(|file| file.root.clone()).collect();
    let parts: Vec<Option<Part<'_>>> = files
        .iter_mut()
        .zip(&roots)
        .map(|(file, root)| read_part(root.as_ref()?, &mut file.collector))
        .collect();
    let domains: Vec<usize> = of(&parts, |part| matches!(part, Part::Domain(_)));
    let profiles: Vec<usize> = of(&parts, |part| matches!(part, Part::Profile(_)));
    let start = |at: usize| roots[at].as_ref().map_or_else(Span::default, |root| root.span);
    for &second in domains.iter().skip(1) {
        let first = files[domains[0]].name;
        files[second]
            .collector
            .wrong(start(second), "a second domain; a scenario has one")
            .help(format!("the other is `{first}`: keep the one that the profiles belong to"));
    }
    if whole && profiles.len() < 2 && parts.iter().all(Option::is_some) {
        let at = *profiles.first().or(domains.first())?;
        let (message, help) = match profiles.len() {
            0 => ("this is a domain, and there is no profile", "give the profiles of both sides too"),
            _ => ("this is the only profile", "talks need two sides: give the profile of the other one too"),
        };
        files[at].collector.wrong(start(at), message).help(help);
    }
    let written = |at: usize| match &parts[at] {
        Some(Part::Domain(domain)) => Some(domain),
        Some(Part::Profile(profile)) => profile.domain.as_ref(),
        None => None,
    };
    let holder = domains.iter().chain(&profiles).copied().find(|&at| written(at).is_some());
    let Some(holder) = holder else {
        for &at in &profiles {
            let collector = &mut files[at].collector;
            if collector.is_empty() {
                collector
                    .wrong(start(at), "this profile has no `domain`, and there is no file of one")
                    .help(LEAST);
            }
        }
        return None;
    };
    let domain = written(holder)?;
    let space = domain.space(&mut files[holder].collector)?;

    let mut assumed = Vec::new();
    if domains.is_empty() && profiles.len() > 1 {
        let file = cut(files[holder].name);
        assumed.push(format!("There is no file of the domain: issues and values are those in `{file}`."));
    }
    let wanted: Vec<String> = profiles
        .iter()
        .map(|&at| match &parts[at] {
            Some(Part::Profile(Profile { name: Some(name), .. })) => name.clone(),
            _ => stem(files[at].name),
        })
        .collect();
    let (names, renamed) = naming::party_names(&wanted);
    assumed.extend(renamed);
    let mut budget = Budget::default();
    let mut parties = Vec::with_capacity(profiles.len());
    for (&at, name) in profiles.iter().zip(names) {
        let Some(Part::Profile(profile)) = &parts[at] else { continue };
        let collector = &mut files[at].collector;
        if at != holder
            && let Some(own) = &profile.domain
        {
            own.compare(domain, collector);
        }
        let read = profile::read(profile, &name, domain, &space, &mut budget, &mut assumed, collector);
        parties.extend(read.map(|preferences| (name, preferences)));
    }
    if !whole || parties.len() < profiles.len() || files.iter().any(|file| !file.collector.is_empty()) {
        return None;
    }
    let title = domain.name.clone().unwrap_or_else(|| stem(files[holder].name));
    match talks_of(&title, space, parties) {
        Ok(talks) => {
            Some(Scenario { talks, format: Format::GeniusWeb, assumed, uncertain: 0, has_accord: false })
        }
        Err(error) => {
            files[holder].collector.wrong(start(holder), error.to_string());
            None
        }
    }
}

fn of(parts: &[Option<Part<'_>>], wanted: impl Fn(&Part<'_>) -> bool) -> Vec<usize> {
    (0..parts.len()).filter(|&at| parts[at].as_ref().is_some_and(&wanted)).collect()
}

/// Fields of a mapping, whatever else stands in it: other versions of the format have other keys.
fn fields<'n>(node: &'n Node, what: &str, collector: &mut Collector) -> Option<Fields<'n>> {
    Fields::read(node, what, &[], Some(""), collector)
}

fn read_part<'n>(root: &'n Node, collector: &mut Collector) -> Option<Part<'n>> {
    let Content::Mapping(entries) = root.content.as_ref() else {
        collector.wrong(root.span, "a file of GeniusWeb starts with `{`").help(LEAST);
        return None;
    };
    let top = fields(root, "a file", collector)?;
    if let Some(entry) = top.get(ADDITIVE) {
        let fields = fields(&entry.value, &format!("`{ADDITIVE}`"), collector)?;
        let name = match fields.get("name").filter(|entry| !is_null(&entry.value)) {
            Some(entry) => Some(text(&entry.value, "`name`", collector)?.trim().to_owned()),
            None => None,
        };
        let domain = match fields.get("domain") {
            Some(entry) => Some(read_domain(&entry.value, collector)?),
            None => None,
        };
        return Some(Part::Profile(Profile { span: entry.key.span, fields, name, domain }));
    }
    if top.get("issuesValues").is_some() {
        return read_domain(root, collector).map(Part::Domain);
    }
    match entries.first() {
        Some(entry) if OTHERS.contains(&entry.key.text.as_ref()) => {
            collector
                .wrong(entry.key.span, format!("a profile of the type `{}` is not read", entry.key.text))
                .help(format!(
                    "only `{ADDITIVE}` is: a weighted sum of what the values of each issue are worth"
                ));
        }
        Some(entry) => {
            let known = [ADDITIVE, "issuesValues"];
            let help = collector.hint(&entry.key.text, known.into_iter(), || {
                format!("a domain has `issuesValues`, and a profile is a `{ADDITIVE}`")
            });
            let found = in_words(entries.iter().map(|entry| cut(&entry.key.text)), "and");
            collector
                .wrong(entry.key.span, format!("this is no file of GeniusWeb: it holds {found}"))
                .help(help);
        }
        None => {
            collector.wrong(root.span, "this file holds nothing").help(LEAST);
        }
    }
    None
}

/// Whether JSON's `null` stands here.
fn is_null(node: &Node) -> bool {
    matches!(node.content.as_ref(), Content::Scalar { text, plain: true } if text == "null")
}
