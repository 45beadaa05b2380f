//! Reads whatever scenarios lie under the path that `WASIT_SCENARIOS` names, and prints what could not be read:
//!
//!     WASIT_SCENARIOS=path cargo test -p wasit-files --test wild -- --nocapture
//!
//! Without the variable it says so, and passes.

#![allow(clippy::unwrap_used)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use wasit_files::by_format::{is_genius_domain, read_genius, write_genius};
use wasit_files::{ReadOptions, Source};
use wasit_model::Talks;

/// The XML files under `path`, folder by folder.
fn folders(path: &Path, found: &mut BTreeMap<PathBuf, Vec<PathBuf>>) {
    let Ok(entries) = std::fs::read_dir(path) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for file in paths {
        if file.is_dir() {
            folders(&file, found);
        } else if file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xml")) {
            found.entry(path.to_owned()).or_default().push(file);
        }
    }
}

/// A folder's files are read as one scenario, or where it has more profiles than talks have seats, as several. Nothing
/// may panic; what is refused is refused with reasons; and what was read is written and read again.
#[test]
fn scenarios_of_the_users_own() {
    let Some(path) = std::env::var_os("WASIT_SCENARIOS") else {
        println!("WASIT_SCENARIOS names no path: nothing was read");
        return;
    };
    let mut found = BTreeMap::new();
    folders(Path::new(&path), &mut found);
    let (mut scenarios, mut strangers, mut exact) = (0, 0, 0);
    let mut read: BTreeSet<String> = BTreeSet::new();
    let mut refused: BTreeSet<String> = BTreeSet::new();
    let mut assumed: BTreeMap<String, usize> = BTreeMap::new();
    for (folder, paths) in found {
        let files: Vec<(String, Vec<u8>)> =
            paths.iter().map(|path| (path.display().to_string(), std::fs::read(path).unwrap())).collect();
        let of = |kind: Option<bool>| {
            files.iter().filter(move |(_, bytes)| is_genius_domain(bytes) == kind).collect::<Vec<_>>()
        };
        for (name, bytes) in of(None) {
            strangers += 1;
            let start = String::from_utf8_lossy(&bytes[..bytes.len().min(40)]).into_owned();
            println!("no GENIUS XML: {name} starts with {:?}", start.trim());
        }
        let (domains, profiles) = (of(Some(true)), of(Some(false)));
        let parts = profiles.len().div_ceil(Talks::MAX_PARTIES).max(1);
        for part in profiles.chunks(profiles.len().div_ceil(parts).max(1)) {
            let sources: Vec<Source<'_>> =
                domains.iter().chain(part).map(|(name, bytes)| Source { name, bytes }).collect();
            let names = sources.iter().map(|source| source.name.to_owned());
            match read_genius(&sources, &ReadOptions::default()) {
                Ok(scenario) => {
                    scenarios += 1;
                    read.extend(names);
                    exact += usize::from(written_again(&scenario.talks));
                    for sentence in scenario.assumed {
                        let kind: String = sentence.split('`').step_by(2).collect::<Vec<_>>().join("…");
                        *assumed.entry(kind).or_default() += 1;
                    }
                }
                Err(reasons) => {
                    refused.extend(names);
                    println!("refused: {}", folder.display());
                    for problems in reasons {
                        assert!(!problems.all().is_empty());
                        println!("{problems}");
                    }
                }
            }
        }
    }
    for (sentence, times) in assumed {
        println!("assumed {times} times: {sentence}");
    }
    let (read, refused) = (read.len(), refused.len());
    println!("{scenarios} scenarios of {read} files read, {exact} of them written without loss;");
    println!("{refused} files refused; {strangers} are no GENIUS XML");
}

/// Whether the talks are written without loss, but for walk-aways of none; then they read the same again.
fn written_again(talks: &Talks) -> bool {
    let written = write_genius(talks);
    let sources: Vec<Source<'_>> = written.files.iter().map(|(name, bytes)| Source { name, bytes }).collect();
    let again = read_genius(&sources, &ReadOptions::default()).unwrap().talks;
    if !written.lost.is_empty() {
        return false;
    }
    let mut package = talks.space.first();
    for at in 0..200_u16 {
        for (issue, value) in package.iter_mut().enumerate() {
            *value = (at.wrapping_mul(7).wrapping_add(issue as u16 * 13 + at / 5))
                % talks.space.width(issue) as u16;
        }
        for (before, after) in talks.parties.iter().zip(&again.parties) {
            let utilities = (before.preferences.utility(&package), after.preferences.utility(&package));
            assert!((utilities.0 - utilities.1).abs() <= 1e-9, "{package:?}: {utilities:?}");
        }
    }
    true
}
