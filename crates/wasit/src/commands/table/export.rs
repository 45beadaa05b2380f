//! Case files of talks that were played.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;
use serde_json::Value;
use wasit_record::{Record, SeededSalts};
use wasit_table::{Kind, View};

use crate::failure::Failure;
use crate::output::Look;

use super::keys::Keys;
use super::stage::{Played, compartments};

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
    let views: Vec<View> = played
        .members
        .all()
        .filter(|(_, role)| role.is_some())
        .filter_map(|(who, _)| View::of(&who, played.table.events()))
        .collect();
    let Some(first) = views.first() else {
        return Err(Failure::advised("there are no talks to record", "the first act is `convene`"));
    };
    let joint = match first {
        View::Party(view) => &view.joint,
        View::Mediator(view) => &view.joint,
    };
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
    let mut recorder = Recorder {
        record: Record::open(&name, keys.log()).map_err(|error| Failure::ours(error.to_string()))?,
        salts: keys.salts(),
    };
    for batch in &played.batches {
        let Some(at) = batch.first().map(|event| event.at) else { continue };
        while let Some(moment) = moments.next_if(|moment| *moment < at) {
            recorder.seal(moment)?;
        }
        recorder.append(batch)?;
    }
    for moment in moments {
        recorder.seal(moment)?;
    }
    let record = recorder.record;
    let mut files = Vec::new();
    for view in &views {
        let who = match view {
            View::Party(view) => &view.who,
            View::Mediator(view) => &view.who,
        };
        let places: Vec<String> = compartments(view).iter().map(ToString::to_string).collect();
        let places: Vec<&str> = places.iter().map(String::as_str).collect();
        let case = record.case_file(&who.to_string(), &places);
        files.push((format!("{}-{}.json", who.seat, who.member), case.to_bytes()));
    }
    let fingerprint = record.public_key().fingerprint().to_string();
    Ok(Exported { files, fingerprint })
}

struct Recorder {
    record: Record,
    salts: SeededSalts,
}

impl Recorder {
    fn seal(&mut self, moment: Timestamp) -> Result<(), Failure> {
        self.record
            .seal(&moment.to_string(), &mut self.salts)
            .map(drop)
            .map_err(|error| Failure::ours(error.to_string()))
    }

    /// The events of one act: one head for each compartment that it wrote to.
    fn append(&mut self, batch: &[std::sync::Arc<wasit_table::Event>]) -> Result<(), Failure> {
        let ours = |error: String| Failure::ours(error);
        let mut by_place: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for event in batch {
            let value = serde_json::to_value(&**event).map_err(|error| ours(error.to_string()))?;
            by_place.entry(event.id.place.to_string()).or_default().push(value);
        }
        for (place, events) in &by_place {
            self.record.append(place, events, &mut self.salts).map_err(|error| ours(error.to_string()))?;
        }
        for event in batch {
            let Kind::Erased(erased) = &event.kind else { continue };
            for &item in &erased.items {
                let ordinal = u64::from(item) - 1;
                self.record
                    .erase(&event.id.place.to_string(), ordinal)
                    .map_err(|error| ours(error.to_string()))?;
            }
        }
        Ok(())
    }
}
