//! Case files of talks that were played.

use std::path::PathBuf;

use wasit_record::{Record, RecordError};
use wasit_table::{Sight, Who, recording};

use crate::failure::Failure;
use crate::output::Look;

use super::keys::Keys;
use super::stage::Played;

/// The most moments of a record: more than twenty years of midnights. A case file has a path for each.
const MOMENTS_MAX: usize = 8_000;

/// The case files of all members, and what they are checked with.
pub(super) struct Exported {
    /// By name.
    pub(super) files: Vec<(String, Vec<u8>)>,
    fingerprint: String,
}

impl Exported {
    /// Says what was written, and how it is checked.
    pub(super) fn told(&self, paths: &[PathBuf], look: &Look) -> String {
        let files: Vec<String> = paths.iter().map(|path| quoted(&path.display().to_string())).collect();
        let Some(first) = files.first() else { return String::new() };
        let mut text = format!("\n{}\n", look.bold("Case files"));
        files.iter().for_each(|file| text.push_str(&format!("  {file}\n")));
        text.push_str(&format!("The record's key has the fingerprint\n  {}\n", self.fingerprint));
        text.push_str(&format!("Check one:\n  wasit verify --key {} {first}\n", self.fingerprint));
        if files.len() > 1 {
            text.push_str(&format!(
                "Check them against each other:\n  wasit verify --key {} {}\n",
                self.fingerprint,
                files.join(" ")
            ));
        }
        text
    }
}

/// A path as a shell takes it.
fn quoted(path: &str) -> String {
    let plain = |sign: char| sign.is_alphanumeric() || "/._-+@:,".contains(sign);
    match path.chars().all(plain) {
        true => path.to_owned(),
        false => format!("'{}'", path.replace('\'', "'\\''")),
    }
}

/// Records what was played, and makes the case file of everybody who sits at the table.
pub(super) fn case_files(played: &Played, seed: u64) -> Result<Exported, Failure> {
    let keys = Keys::new(seed);
    let members: Vec<Who> =
        played.members.all().filter(|(_, role)| role.is_some()).map(|(who, _)| who).collect();
    let sights: Vec<Sight<'_>> = members.iter().filter_map(|who| played.table.sight(who)).collect();
    let Some(first) = sights.first() else {
        return Err(Failure::advised("there are no talks to record", "the first act is `convene`"));
    };
    let joint = first.joint();
    let name = joint.convening.name.as_ref().map_or_else(|| "talks".to_owned(), ToString::to_string);
    let moments = joint.moments(None, played.now);
    if moments.len() > MOMENTS_MAX {
        return Err(Failure::advised(
            format!(
                "the record of these talks has {} moments, a midnight for each day, and {MOMENTS_MAX} is the most",
                moments.len()
            ),
            "look for a year that is mistyped; without `--export` the talks are printed all the same",
        ));
    }
    let mut moments = moments.into_iter().peekable();
    let ours = |error: RecordError| Failure::ours(error.to_string());
    let mut record = Record::open(&name, keys.log()).map_err(ours)?;
    let mut salts = keys.salts();
    for part in played.given.iter().flat_map(|events| recording::apart(events)) {
        let Some(at) = part.first().map(|event| event.at) else { continue };
        while let Some(moment) = moments.next_if(|moment| *moment < at) {
            record.seal(&moment.to_string(), &mut salts).map_err(ours)?;
        }
        recording::append(&mut record, part, &mut salts).map_err(ours)?;
    }
    for moment in moments {
        record.seal(&moment.to_string(), &mut salts).map_err(ours)?;
    }
    let file = |sight: &Sight<'_>| {
        let who = sight.who();
        (format!("{}-{}.json", who.seat, who.member), recording::case_file(&record, sight).to_bytes())
    };
    let files = sights.iter().map(file).collect();
    let fingerprint = record.public_key().fingerprint().to_string();
    Ok(Exported { files, fingerprint })
}
