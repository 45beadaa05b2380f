//! Talks files and scenarios of other software, from paths or from standard input.

use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use wasit_files::{
    Evaluations, Format, Problems, ReadOptions, Scenario, Source, StrategyNames, Template, read_beliefs,
    read_scenario, read_template, recognise,
};
use wasit_model::Talks;
use wasit_model::belief::Beliefs;
use wasit_strategies::{check_mediator, check_party};

use crate::failure::Failure;
use crate::output::{hexadecimal, reason};

/// No file of a scenario is greater, in whichever format; the reader says so of what is, having seen one byte more.
const BYTES_MAX: u64 = 16 << 20;
/// A folder with more files than this is no scenario.
const FILES_MAX: usize = 1_000;
/// All files of a folder together.
const FOLDER_BYTES_MAX: u64 = 64 << 20;

/// How files of other software are read: options of every command that takes them.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct Reading {
    /// GENIUS only: how evaluations of discrete items are taken
    #[arg(long, value_enum, value_name = "HOW", default_value_t = Evaluating::Normalised)]
    evaluations: Evaluating,
}

/// The values of `--evaluations`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Evaluating {
    /// As shares of the greatest of their issue, weights scaled to sum to one: as GENIUS does
    #[default]
    Normalised,
    /// As they stand, weights too: as NegMAS does
    Raw,
}

impl Evaluating {
    /// The flag that asks for it, where it is not so by itself.
    pub(crate) fn flag(self) -> Option<&'static str> {
        match self {
            Self::Normalised => None,
            Self::Raw => Some("--evaluations raw"),
        }
    }
}

impl Reading {
    /// With evaluations taken so.
    pub(crate) fn of(evaluations: Evaluating) -> Self {
        Self { evaluations }
    }

    /// How evaluations are taken.
    pub(crate) fn evaluations(self) -> Evaluating {
        self.evaluations
    }

    fn options(self) -> ReadOptions {
        let evaluations = match self.evaluations {
            Evaluating::Normalised => Evaluations::Normalised,
            Evaluating::Raw => Evaluations::Raw,
        };
        ReadOptions { evaluations }
    }
}

/// What a file is called in messages and results.
pub(crate) fn name_of(path: &Path) -> String {
    if is_stdin(path) { "-".to_owned() } else { path.display().to_string() }
}

/// What several files are called together.
pub(crate) fn names_of(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| name_of(path)).collect::<Vec<_>>().join(", ")
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Reads the scenario at `paths`: one talks file, one folder, several files that belong together, or `-` alone for
/// standard input.
///
/// # Errors
/// Where something cannot be read; the problems of what could be read are inside.
pub(crate) fn scenario_at(
    paths: &[PathBuf],
    reading: Reading,
) -> Result<Result<Scenario, Vec<Problems>>, Failure> {
    let files = files_at(paths)?;
    Ok(read_scenario(&sources(&files), &reading.options(), &names()))
}

/// What is believed, and what was assumed on reading.
pub(crate) type Believed = (Beliefs, Vec<String>);

/// [`scenario_at`] with all that a talks file leaves uncertain, and what was assumed on reading; other software's
/// scenarios leave nothing uncertain.
///
/// # Errors
/// As [`scenario_at`].
pub(crate) fn beliefs_at(
    paths: &[PathBuf],
    reading: Reading,
) -> Result<Result<Believed, Vec<Problems>>, Failure> {
    let files = files_at(paths)?;
    let sources = sources(&files);
    let is_talks = |source: &&Source<'_>| recognise(source.bytes) == Some(Format::Talks);
    let talks: Vec<&Source<'_>> = sources.iter().filter(is_talks).collect();
    let others =
        sources.iter().any(|source| recognise(source.bytes).is_some_and(|format| format != Format::Talks));
    Ok(match talks.as_slice() {
        [only] if !others => match read_beliefs(only, &names()) {
            Ok(beliefs) => Ok((beliefs, Vec::new())),
            Err(problems) => Err(vec![problems]),
        },
        _ => read_scenario(&sources, &reading.options(), &names())
            .map(|read| (Beliefs::certain(read.talks), read.assumed)),
    })
}

fn files_at(paths: &[PathBuf]) -> Result<Vec<Named>, Failure> {
    match paths {
        [folder] if !is_stdin(folder) && folder.is_dir() => files_in(folder),
        _ => files_named(paths),
    }
}

fn sources(files: &[Named]) -> Vec<Source<'_>> {
    files.iter().map(|(name, bytes)| Source { name, bytes }).collect()
}

/// What strategies there are.
fn names() -> StrategyNames<'static> {
    StrategyNames {
        parties: &|text| check_party(text).map_err(|error| error.to_string()),
        mediators: &|text| check_mediator(text).map_err(|error| error.to_string()),
    }
}

/// A talks file with what it says of each value as a commitment.
///
/// # Errors
/// Where it cannot be read, or something is wrong with it.
pub(crate) fn template_at(path: &Path) -> Result<(Talks, Option<Template>), Failure> {
    let (name, bytes) = (name_of(path), bytes_at(path)?);
    read_template(&Source { name: &name, bytes: &bytes }, &names())
        .map_err(|problems| Failure::Problems(vec![problems]))
}

/// The paths as the scenarios that they are: a folder and a talks file are one each, and all files of other software
/// are one together.
///
/// # Errors
/// Where a file cannot be read; each path that can is still among the scenarios.
pub(crate) fn scenarios_among(paths: &[PathBuf]) -> Vec<Result<Vec<PathBuf>, Failure>> {
    let mut scenarios: Vec<Result<Vec<PathBuf>, Failure>> = Vec::new();
    let mut together: Option<usize> = None;
    for path in paths {
        if is_stdin(path) || path.is_dir() {
            scenarios.push(Ok(vec![path.clone()]));
            continue;
        }
        let format = match bytes_at(path) {
            Ok(bytes) => recognise(&bytes),
            Err(failure) => {
                scenarios.push(Err(failure));
                continue;
            }
        };
        let part = format.is_some_and(|format| format != Format::Talks);
        match together.filter(|_| part).map(|at| &mut scenarios[at]) {
            Some(Ok(files)) => files.push(path.clone()),
            _ => {
                if part {
                    together = Some(scenarios.len());
                }
                scenarios.push(Ok(vec![path.clone()]));
            }
        }
    }
    scenarios
}

type Named = (String, Vec<u8>);

fn files_named(paths: &[PathBuf]) -> Result<Vec<Named>, Failure> {
    if paths.len() > 1 {
        if paths.iter().any(|path| is_stdin(path)) {
            return Err(Failure::advised(
                "`-` stands beside other files",
                "standard input is one talks file, alone",
            ));
        }
        if let Some(folder) = paths.iter().find(|path| path.is_dir()) {
            return Err(Failure::advised(
                format!("the folder {} stands beside other files", folder.display()),
                "name a folder alone, or the files of one scenario",
            ));
        }
    }
    let files: Vec<Named> =
        paths.iter().map(|path| Ok((name_of(path), bytes_at(path)?))).collect::<Result<_, Failure>>()?;
    // In a folder what belongs to no format is passed over; what is named was meant.
    match files.iter().find(|(_, bytes)| files.len() > 1 && recognise(bytes).is_none()) {
        Some((stranger, _)) => Err(Failure::advised(
            format!("{stranger} is no part of a scenario"),
            "files that are named together are those of one scenario",
        )),
        None => Ok(files),
    }
}

/// The files of a folder by name, hidden ones and what is no text left aside.
fn files_in(folder: &Path) -> Result<Vec<Named>, Failure> {
    let shown = folder.display();
    let unread =
        |error: io::Error| Failure::input(format!("cannot read the folder {shown}: {}", reason(&error)));
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(unread)? {
        let path = entry.map_err(unread)?.path();
        let hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
        if !hidden && fs::metadata(&path).is_ok_and(|found| found.is_file()) {
            paths.push(path);
        }
        if paths.len() > FILES_MAX {
            return Err(Failure::advised(
                format!("the folder {shown} has more than {FILES_MAX} files, and a scenario has a few"),
                "name the folder of one scenario, or its files",
            ));
        }
    }
    paths.sort();
    let mut total = 0;
    let mut files = Vec::with_capacity(paths.len());
    for path in paths {
        let bytes = bytes_at(&path)?;
        if !looks_like_text(&bytes) {
            continue;
        }
        if bytes.len() as u64 > BYTES_MAX {
            return Err(Failure::advised(
                format!(
                    "{} has more than 16 MiB, which is the most for a file of a scenario",
                    path.display()
                ),
                "if it does not belong to the scenario, name the files that do",
            ));
        }
        total += bytes.len() as u64;
        if total > FOLDER_BYTES_MAX {
            return Err(Failure::advised(
                format!("the files in {shown} have more than 64 MiB together"),
                "name the files of the scenario instead of the folder",
            ));
        }
        files.push((name_of(&path), bytes));
    }
    if files.is_empty() {
        return Err(Failure::advised(
            format!("there is no file of a scenario in the folder {shown}"),
            "name a folder that holds a talks file or the files of one scenario; folders inside are not looked at",
        ));
    }
    Ok(files)
}

/// Whether a file starts like text in whichever encoding: a picture does not.
fn looks_like_text(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(1024)];
    let marked = start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]);
    marked
        || !start.iter().any(|&byte| byte < 0x20 && !b"\t\n\r\x0c".contains(&byte))
        || start.contains(&0) && utf16(start)
}

/// Whether every other byte is zero, as in Latin text written in UTF-16.
fn utf16(start: &[u8]) -> bool {
    let zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|&&byte| byte == 0).count();
    zeros(0).max(zeros(1)) > start.len() / 4
}

pub(crate) fn bytes_at(path: &Path) -> Result<Vec<u8>, Failure> {
    bytes_up_to(path, BYTES_MAX)
}

/// The bytes of a file or of standard input, whatever they are; of one with more than `most`, one byte more than that.
///
/// # Errors
/// Where it cannot be read.
pub(crate) fn bytes_up_to(path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = if is_stdin(path) {
        io::stdin().lock().take(most + 1).read_to_end(&mut bytes)
    } else {
        fs::File::open(path).and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
    };
    match read {
        Ok(_) => Ok(bytes),
        Err(error) => Err(unreadable(path, &error)),
    }
}

/// SHA-256 of a file, of which only a part is held at a time.
///
/// # Errors
/// Where it cannot be read.
pub(crate) fn sha256_of(path: &Path) -> Result<String, Failure> {
    let unread = |error: io::Error| unreadable(path, &error);
    let mut file = BufReader::with_capacity(1 << 20, fs::File::open(path).map_err(unread)?);
    let mut hash = Sha256::new();
    loop {
        let bytes = file.fill_buf().map_err(unread)?;
        if bytes.is_empty() {
            return Ok(hexadecimal(&hash.finalize()));
        }
        hash.update(bytes);
        let count = bytes.len();
        file.consume(count);
    }
}

/// Says why the file at `path` cannot be read, and what to do.
pub(crate) fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let shown = path.display();
    match error.kind() {
        io::ErrorKind::NotFound => missing(path),
        io::ErrorKind::PermissionDenied => Failure::advised(
            format!("cannot read {shown}: you may not read it"),
            format!("see who may with `ls -l {shown}`"),
        ),
        _ => Failure::input(format!("cannot read {shown}: {}", reason(error))),
    }
}

/// Says that nothing is at `path`, and what near it has nearly that name.
fn missing(path: &Path) -> Failure {
    let what = format!("there is no file {}", path.display());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Failure::advised(what, format!("there is no folder {} either", folder.display()));
    }
    let wanted = path.file_name().unwrap_or_default().to_string_lossy();
    let names = fs::read_dir(folder).into_iter().flatten().flatten();
    let names: Vec<String> =
        names.take(10_000).map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    match nearest(&wanted, names.iter().map(String::as_str)) {
        Some(near) => {
            Failure::advised(what, format!("did you mean {}?", path.with_file_name(near).display()))
        }
        None => Failure::advised(what, "give its path from where you are; `-` reads from standard input"),
    }
}

/// The one of `names` that `wanted` may have been meant for.
pub(crate) fn nearest<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let close = |name: &&str| strsim::damerau_levenshtein(&name.to_lowercase(), &wanted.to_lowercase());
    names
        .map(|name| (close(&name), name))
        .min()
        .filter(|(distance, name)| *distance <= 2.max(name.chars().count() / 3))
        .map(|(_, name)| name)
}
