//! Talks files, from a path or from standard input.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use wasit_files::{Problems, Source, StrategyNames, read_talks};
use wasit_model::Talks;
use wasit_strategies::{check_mediator, check_party};

use crate::failure::Failure;
use crate::output::reason;

/// No talks file is greater; the reader says so of what is, having seen one byte more.
const BYTES_MAX: u64 = 4 << 20;

/// What a file is called in messages and results.
pub(crate) fn name_of(path: &Path) -> String {
    if is_stdin(path) { "-".to_owned() } else { path.display().to_string() }
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Reads the talks in the file at `path`, `-` being standard input.
///
/// # Errors
/// Where it cannot be read, or has problems.
pub(crate) fn talks_at(path: &Path) -> Result<Result<Talks, Problems>, Failure> {
    let bytes = bytes_at(path)?;
    let names = StrategyNames {
        parties: &|text| check_party(text).map_err(|error| error.to_string()),
        mediators: &|text| check_mediator(text).map_err(|error| error.to_string()),
    };
    let name = name_of(path);
    Ok(read_talks(&Source { name: &name, bytes: &bytes }, &names))
}

fn bytes_at(path: &Path) -> Result<Vec<u8>, Failure> {
    let shown = path.display();
    let mut bytes = Vec::new();
    let read = if is_stdin(path) {
        io::stdin().lock().take(BYTES_MAX + 1).read_to_end(&mut bytes)
    } else {
        if path.is_dir() {
            return Err(Failure::advised(
                format!("{shown} is a folder"),
                format!("name a talks file in it, such as {}", path.join("talks.yaml").display()),
            ));
        }
        fs::File::open(path).and_then(|file| file.take(BYTES_MAX + 1).read_to_end(&mut bytes))
    };
    match read {
        Ok(_) => Ok(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(missing(path)),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Err(Failure::advised(
            format!("cannot read {shown}: you may not read it"),
            format!("see who may with `ls -l {shown}`"),
        )),
        Err(error) => Err(Failure::input(format!("cannot read {shown}: {}", reason(&error)))),
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
        None => Failure::advised(what, "talks files are YAML; `-` reads from standard input"),
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
