//! GENIUS XML: a domain and a profile for each side.
//!
//! Written from what files in the wild hold and what public documentation says of them. What is read, how it is taken
//! and what is refused stands in `docs/reference/genius.md`.

mod assumed;
mod boxes;
mod boxes_out;
mod encoding;
mod evaluators;
mod issues;
mod profile;
mod weights;
mod write;
mod write_xml;
mod xml;

use std::sync::Arc;

use crate::collector::{Collector, Span};
use crate::fields::cut;
use crate::foreign::{ReadOptions, talks_of};
use crate::naming;
use crate::problems::{Problems, Text};
use crate::scenario::{Evaluations, Format, Scenario};
use crate::talks::{Budget, Source, stem};

use assumed::Assumed;
use issues::{Domain, WrittenIssue};
use profile::Reading;
use weights::Level;
use xml::Element;

pub(crate) use write::write;

/// What a profile needs at least, shown to whoever has none.
const LEAST: &str = "a profile with little in it:
<utility_space>
  <objective index=\"0\" name=\"root\">
    <issue index=\"1\" name=\"price\" type=\"discrete\">
      <item index=\"1\" value=\"low\" evaluation=\"1\"/>
      <item index=\"2\" value=\"high\" evaluation=\"5\"/>
    </issue>
    <weight index=\"1\" value=\"1\"/>
  </objective>
</utility_space>";

/// What a file of this format is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// What can be settled, and how.
    Domain,
    /// What one side wants.
    Profile,
}

impl Kind {
    fn of(root: &str) -> Option<Self> {
        match root.to_ascii_lowercase().as_str() {
            "negotiation_template" => Some(Self::Domain),
            "utility_space" => Some(Self::Profile),
            _ => None,
        }
    }
}

/// What a single file seems to be, by content alone; `None` where it is not of this format. A file that cannot be read
/// is recognised too, by the name of its first element.
pub(crate) fn recognise(bytes: &[u8]) -> Option<Kind> {
    const WITHIN: usize = 16_384;
    let start = encoding::beginning(bytes, WITHIN);
    let mut rest = start.trim_start();
    loop {
        let behind = |end: &str| rest.find(end).map(|at| &rest[at + end.len()..]);
        rest = if rest.starts_with("<!--") {
            behind("-->")?
        } else if rest.starts_with("<?") {
            behind("?>")?
        } else if rest.starts_with("<!") && rest.split('>').next().is_some_and(|tag| tag.contains('[')) {
            behind("]")?.trim_start().strip_prefix('>')?
        } else if rest.starts_with("<!") {
            behind(">")?
        } else {
            break;
        }
        .trim_start();
    }
    let name = rest.strip_prefix('<')?;
    Kind::of(&name[..name.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(name.len())])
}

/// A file with what is wrong with it so far.
struct File<'t> {
    name: &'t str,
    text: &'t str,
    collector: Collector,
}

/// Reads a scenario: two profiles or more, and perhaps a domain; parties sit in the order of their profiles.
///
/// Limits: 16 MiB a file, elements 32 deep, 1,000,000 elements and attributes, 1,000 issues, 65,535 values of an issue,
/// 64 parties, numbers up to 1e12 either way.
///
/// # Errors
/// The [`Problems`] of each file that has some.
pub(crate) fn read(sources: &[Source<'_>], options: &ReadOptions) -> Result<Scenario, Vec<Problems>> {
    let mut refused = Vec::new();
    let mut texts: Vec<(&str, Arc<Text>)> = Vec::with_capacity(sources.len());
    for source in sources {
        match encoding::decode(source.name, source.bytes) {
            Ok(text) => texts.push((source.name, text)),
            Err(problems) => refused.push(problems),
        }
    }
    let mut files: Vec<File<'_>> = texts
        .iter()
        .map(|(name, text)| File { name, text: text.as_str(), collector: Collector::new(Arc::clone(text)) })
        .collect();
    let roots: Vec<Option<(Kind, Element<'_>)>> = files
        .iter_mut()
        .map(|file| {
            let root = xml::parse(file.text, &mut file.collector)?;
            let kind = Kind::of(root.name);
            if kind.is_none() {
                file.collector
                    .wrong(root.span, format!("this is no file of GENIUS: it holds a `<{}>`", cut(root.name)))
                    .help("a domain is a `<negotiation_template>`, and a profile a `<utility_space>`");
            }
            kind.map(|kind| (kind, root))
        })
        .collect();
    let whole = refused.is_empty() && roots.iter().all(Option::is_some);
    let scenario = read_roots(&mut files, &roots, options, whole);
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
    crate::syntax::alone(name, String::new(), Span::default(), message.into(), LEAST)
}

fn read_roots(
    files: &mut [File<'_>],
    roots: &[Option<(Kind, Element<'_>)>],
    options: &ReadOptions,
    whole: bool,
) -> Option<Scenario> {
    let of = |wanted: Kind| {
        move |(at, root): (usize, &Option<(Kind, Element<'_>)>)| {
            root.as_ref().is_some_and(|(kind, _)| *kind == wanted).then_some(at)
        }
    };
    let domains: Vec<usize> = roots.iter().enumerate().filter_map(of(Kind::Domain)).collect();
    let profiles: Vec<usize> = roots.iter().enumerate().filter_map(of(Kind::Profile)).collect();
    let element = |at: usize| roots[at].as_ref().map(|(_, element)| element);
    for &second in domains.iter().skip(1) {
        let span = element(second).map_or_else(Span::default, |element| element.span);
        files[second].collector.wrong(span, "a second domain; a scenario has one").help(format!(
            "the other is `{}`: keep the one that the profiles belong to",
            files[domains[0]].name
        ));
    }
    if whole && profiles.len() < 2 {
        let at = *profiles.first().or(domains.first())?;
        let span = element(at).map_or_else(Span::default, |element| element.span);
        let (message, help) = match profiles.len() {
            0 => ("this is a domain, and there is no profile", "give the profiles of both sides too"),
            _ => ("this is the only profile", "talks need two sides: give the profile of the other one too"),
        };
        files[at].collector.wrong(span, message).help(help);
    }
    let mut assumed = Assumed::default();
    let holder = *domains.first().or(profiles.first())?;
    let root = element(holder)?;
    let (domain, title) = read_domain(root, &mut files[holder])?;
    if domains.is_empty() && profiles.len() > 1 {
        assumed.say(format!(
            "There is no domain: issues and values are those of `{}`.",
            cut(files[holder].name)
        ));
    }
    let wanted: Vec<String> = profiles.iter().map(|&at| stem(files[at].name)).collect();
    let (names, renamed) = naming::party_names(&wanted);
    renamed.into_iter().for_each(|sentence| assumed.say(sentence));
    let mut budget = Budget::default();
    let mut parties = Vec::with_capacity(profiles.len());
    for (&at, name) in profiles.iter().zip(names) {
        let reading = Reading {
            party: &name,
            domain: &domain,
            evaluations: options.evaluations,
            assumed: &mut assumed,
            budget: &mut budget,
        };
        let preferences = profile::read(element(at)?, reading, &mut files[at].collector);
        parties.extend(preferences.map(|preferences| (name, preferences)));
    }
    if !whole || parties.len() < profiles.len() || files.iter().any(|file| !file.collector.is_empty()) {
        return None;
    }
    tell_reals(&domain, &mut assumed);
    if options.evaluations == Evaluations::Raw {
        assumed.say("Weights and evaluations are taken as they stand.".into());
    }
    let mut talks = match talks_of(&title, domain.space, parties) {
        Ok(talks) => talks,
        Err(error) => {
            files[holder].collector.wrong(root.span, error.to_string());
            return None;
        }
    };
    talks.note = note_of(root);
    Some(Scenario {
        talks,
        format: Format::Genius,
        assumed: assumed.sentences(),
        uncertain: 0,
        has_accord: false,
    })
}

/// The space of a domain, or of a profile that stands in for one, and what the talks are called.
fn read_domain(root: &Element<'_>, file: &mut File<'_>) -> Option<(Domain, String)> {
    let is_domain = Kind::of(root.name) == Some(Kind::Domain);
    let space = root.child("utility_space").filter(|_| is_domain).unwrap_or(root);
    // A profile is read once more, and must not be told twice what is wrong with it.
    let mut first_look = Collector::new(Arc::new(Text::new(file.name, file.text.to_owned())));
    let written: Vec<WrittenIssue<'_, '_>> = Level::read(space, &mut first_look).into_issues();
    if !first_look.is_empty() {
        Level::read(space, &mut file.collector);
        Domain::new(&written, &mut file.collector);
        return None;
    }
    if written.is_empty() {
        file.collector.wrong(space.span, "there is no issue in this file").help(LEAST);
        return None;
    }
    let domain = Domain::new(&written, &mut file.collector)?;
    Some((domain, title_of(space, file.name)))
}

fn tell_reals(domain: &Domain, assumed: &mut Assumed) {
    if !domain.reals.is_empty() {
        let names = crate::collector::in_words(&domain.reals, "and");
        let steps = issues::REAL_STEPS;
        assumed.say(format!("The range of {names} is cut into {steps} equal steps: GENIUS names none."));
    }
}

/// Words that stand for no name where a domain has none of its own.
const NO_TITLES: [&str; 4] = ["", "root", "any", "objective"];

fn objective<'e, 't>(space: &'e Element<'t>) -> Option<&'e Element<'t>> {
    space.child("utility_space").unwrap_or(space).child("objective")
}

/// The name of the first objective, or else the file's.
fn title_of(space: &Element<'_>, file: &str) -> String {
    let named = objective(space).and_then(|objective| objective.attribute("name"));
    match named.map(|name| name.value.as_ref()) {
        Some(name) if !NO_TITLES.contains(&name.to_lowercase().as_str()) => name.to_owned(),
        _ => stem(file),
    }
}

fn note_of(root: &Element<'_>) -> Option<String> {
    let description = objective(root)?.attribute("description")?;
    (!description.value.is_empty()).then(|| description.value.clone().into_owned())
}
