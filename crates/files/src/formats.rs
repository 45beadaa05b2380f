//! Which format files are written in, and reading and writing whichever it is.

use wasit_model::Talks;
use wasit_model::belief::Beliefs;

use crate::foreign::{ReadOptions, Written};
use crate::problems::Problems;
use crate::scenario::{Format, Scenario};
use crate::talks::{Source, StrategyNames, read_beliefs};
use crate::{genius, geniusweb, negmas, negolog, syntax, talks};

/// The format that a file is written in, by its content alone; `None` where it belongs to none.
#[must_use]
pub fn recognise(bytes: &[u8]) -> Option<Format> {
    Format::ALL.into_iter().find(|&format| belongs(bytes, format))
}

fn belongs(bytes: &[u8], format: Format) -> bool {
    match format {
        Format::Talks => talks::recognise(bytes),
        Format::NegMas => negmas::recognise(bytes).is_some(),
        Format::NegoLog => negolog::recognise(bytes).is_some(),
        Format::Genius => genius::recognise(bytes).is_some(),
        Format::GeniusWeb => geniusweb::recognise(bytes).is_some(),
    }
}

/// Reads a scenario: `sources` is the one file that was named, all files of the folder that was named, or several
/// files that were named together.
///
/// The format is told from what stands in the files. In a folder, files that belong to no format are passed over; one
/// file that belongs to none is read as `talks.yaml`, which says what is wrong with it. Files of several formats, or
/// of several talks, are refused.
///
/// # Errors
/// The problems of every file that has some, or one that has no place where the files do not go together.
pub fn read_scenario(
    sources: &[Source<'_>],
    options: &ReadOptions,
    names: &StrategyNames<'_>,
) -> Result<Scenario, Vec<Problems>> {
    let known: Vec<(Source<'_>, Format)> =
        sources.iter().filter_map(|source| recognise(source.bytes).map(|format| (*source, format))).collect();
    if let ([only], []) = (sources, known.as_slice()) {
        return match strange(only) {
            Some(problems) => Err(vec![problems]),
            None => read_one(only, names),
        };
    }
    let refuse = |what: String, help: &str| Err(vec![syntax::without_place(&together(sources), what, help)]);
    let Some(&(first, format)) = known.first() else {
        return refuse(
            match sources.len() {
                0 => "there is no file here that could be read".to_owned(),
                count => format!("none of the {count} files here belongs to a scenario"),
            },
            "a scenario is a talks file, profiles of GENIUS or GeniusWeb, or a folder of NegMAS or NegoLog",
        );
    };
    let others: Vec<&(Source<'_>, Format)> = known.iter().filter(|(_, other)| *other != format).collect();
    if let Some((other, other_format)) = others.first() {
        let (one, two) = (format.title(), other_format.title());
        return refuse(
            format!(
                "files of several formats: `{}` is {one}, `{}` is {two}",
                last(first.name),
                last(other.name)
            ),
            "name the files of one scenario alone, or put them into a folder of their own",
        );
    }
    let files: Vec<Source<'_>> = known.iter().map(|(source, _)| *source).collect();
    match format {
        Format::Talks => match files.as_slice() {
            [only] => read_one(only, names),
            [one, two, ..] => refuse(
                format!("{} talks files: `{}`, `{}`, …", files.len(), last(one.name), last(two.name)),
                "each holds talks of its own: name one of them",
            ),
            [] => unreachable!("the format was told from a file"),
        },
        Format::NegMas => negmas::read(&files, options),
        Format::NegoLog => negolog::read(&files, options),
        Format::Genius => genius::read(&files, options),
        Format::GeniusWeb => geniusweb::read(&files, options),
    }
}

/// Writes talks in a format: the files, and what they cannot say.
///
/// What the formats of other software mean by default, `boulware` at every seat and 100 legs for each party, is not
/// counted as lost.
#[must_use]
pub fn write_scenario(talks: &Talks, format: Format) -> Written {
    match format {
        Format::Talks => talks::write::write(talks),
        Format::NegMas => negmas::write(talks),
        Format::NegoLog => negolog::write(talks),
        Format::Genius => genius::write(talks),
        Format::GeniusWeb => geniusweb::write(talks),
    }
}

impl Format {
    /// Its name in a sentence.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Talks => "a talks file",
            Self::Genius => "GENIUS XML",
            Self::GeniusWeb => "GeniusWeb JSON",
            Self::NegMas => "NegMAS YAML",
            Self::NegoLog => "NegoLog JSON",
        }
    }
}

fn read_one(source: &Source<'_>, names: &StrategyNames<'_>) -> Result<Scenario, Vec<Problems>> {
    let beliefs = read_beliefs(source, names).map_err(|problems| vec![problems])?;
    let uncertain = beliefs.draws().columns().len();
    let assumed = at_its_middle(&beliefs);
    let has_accord = talks::has_accord(source);
    Ok(Scenario { talks: beliefs.into_middle(), format: Format::Talks, assumed, uncertain, has_accord })
}

/// That talks are taken from the middle of beliefs; nothing where all is certain.
fn at_its_middle(beliefs: &Beliefs) -> Vec<String> {
    let draws = beliefs.draws();
    let worlds = draws.worlds();
    let likeliest = &worlds[beliefs.likeliest()].name;
    let count = match draws.columns().len() {
        0 => None,
        1 => Some("1 number or seat".to_owned()),
        count => Some(format!("{count} numbers and seats")),
    };
    match (count, worlds.len()) {
        (None, 1) => Vec::new(),
        (None, worlds) => vec![format!("The world is the likeliest of {worlds}, `{likeliest}`.")],
        (Some(count), 1) => vec![format!("What is uncertain stands at its middle: {count}.")],
        (Some(count), worlds) => vec![format!(
            "What is uncertain stands at its middle: {count}, in the likeliest of {worlds} worlds, `{likeliest}`."
        )],
    }
}

/// The problem of a file that is plainly no talks file and belongs to no other format.
fn strange(source: &Source<'_>) -> Option<Problems> {
    if source.bytes.len() > syntax::SIZE_MAX {
        return None;
    }
    let text = std::str::from_utf8(source.bytes).ok()?;
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let (what, help) = if start.starts_with('<') {
        (
            "this is XML or HTML, but no domain and no profile of GENIUS",
            "a profile has `<utility_space>` at its top, a domain `<negotiation_template>`",
        )
    } else if start.starts_with('{') && serde_json::from_str::<serde_json::Value>(start).is_ok() {
        (
            "this is JSON, but no part of a scenario",
            "a profile of NegoLog has `issueWeights` and `issues` at its top, one of GeniusWeb \
             `LinearAdditiveUtilitySpace`",
        )
    } else {
        return None;
    };
    Some(syntax::without_place(source.name, what.to_owned(), help))
}

/// What several files are called together: their folder.
fn together(sources: &[Source<'_>]) -> String {
    match sources {
        [] => "the folder".to_owned(),
        [first, ..] => match first.name.rfind(['/', '\\']) {
            Some(at) => first.name[..at].to_owned(),
            None => "the files".to_owned(),
        },
    }
}

/// A path without its folders.
fn last(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}
