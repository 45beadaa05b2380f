//! The scenarios of a tournament: read, and told apart by their bytes.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use wasit_model::Talks;

use crate::failure::Failure;
use crate::files::{Reading, name_of, scenario_at, scenarios_among};
use crate::output::{hexadecimal, reason};

/// A scenario as it was read.
pub(super) struct Scenario {
    /// The file or folder, as it was named.
    pub(super) file: String,
    /// SHA-256 of its bytes.
    pub(super) digest: [u8; 32],
    /// What it says.
    pub(super) talks: Talks,
    /// How many things were assumed on reading it.
    pub(super) assumed: usize,
}

impl Scenario {
    /// The digest in hexadecimal.
    pub(super) fn sha256(&self) -> String {
        hexadecimal(&self.digest)
    }

    /// The digest's first eight bytes as a number.
    pub(super) fn key(&self) -> u64 {
        let first: [u8; 8] = self.digest[..8].try_into().expect("a digest has more than eight bytes");
        u64::from_be_bytes(first)
    }
}

/// Reads every scenario.
///
/// # Errors
/// Where one cannot be read; the problems of all together.
pub(super) fn read(files: &[PathBuf], reading: Reading) -> Result<Vec<Scenario>, Failure> {
    let mut scenarios: Vec<Scenario> = Vec::new();
    let mut problems = Vec::new();
    refuse_parts(files)?;
    for path in files {
        if path.as_os_str() == "-" {
            return Err(Failure::advised(
                "a tournament does not read from standard input",
                "name the file: it is read again when talks are held later, and must be the same",
            ));
        }
        let Some(file) = path.to_str() else {
            return Err(Failure::input(format!("the name of {} is no text", path.display())));
        };
        // Before it is read: a change in between is found when its talks are held.
        let digest = digest_of(path);
        match scenario_at(std::slice::from_ref(path), reading)? {
            Ok(read) => scenarios.push(Scenario {
                file: file.to_owned(),
                digest: digest?,
                talks: read.talks,
                assumed: read.assumed.len(),
            }),
            Err(wrong) => problems.extend(wrong),
        }
    }
    if !problems.is_empty() {
        return Err(Failure::Problems(problems));
    }
    for (at, scenario) in scenarios.iter().enumerate() {
        if let Some(same) = scenarios[..at].iter().find(|other| other.digest == scenario.digest) {
            return Err(Failure::advised(
                format!("{} and {} are the same scenario", same.file, scenario.file),
                "leave one out: to hold more talks on it, use --repeat",
            ));
        }
    }
    Ok(scenarios)
}

/// Refuses files that are no scenarios but parts of one: in a tournament, each name stands for a scenario of its own.
fn refuse_parts(files: &[PathBuf]) -> Result<(), Failure> {
    if files.iter().any(|path| path.as_os_str() == "-") {
        return Ok(());
    }
    // A path that cannot be read is said to be so when its turn comes.
    for parts in scenarios_among(files).into_iter().flatten() {
        if let [one, two, ..] = parts.as_slice() {
            return Err(Failure::advised(
                format!("{} and {} are parts of a scenario", name_of(one), name_of(two)),
                "put the files of each scenario into a folder of its own and name the folder, or make a talks file of \
                 them with `wasit convert`",
            ));
        }
    }
    Ok(())
}

/// SHA-256 of a file's bytes; of a folder's, with names and lengths, in the order of the names.
///
/// # Errors
/// Where it cannot be read.
pub(in crate::commands) fn digest_of(path: &Path) -> Result<[u8; 32], Failure> {
    let cannot =
        |error: &std::io::Error| Failure::input(format!("cannot read {}: {}", name_of(path), reason(error)));
    if !path.is_dir() {
        return Ok(Sha256::digest(fs::read(path).map_err(|error| cannot(&error))?).into());
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(path).map_err(|error| cannot(&error))? {
        let entry = entry.map_err(|error| cannot(&error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && entry.path().is_file() {
            names.push(name);
        }
    }
    names.sort();
    let mut hash = Sha256::new();
    for name in names {
        let bytes = fs::read(path.join(&name)).map_err(|error| cannot(&error))?;
        hash.update((name.len() as u64).to_le_bytes());
        hash.update(name.as_bytes());
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(&bytes);
    }
    Ok(hash.finalize().into())
}
