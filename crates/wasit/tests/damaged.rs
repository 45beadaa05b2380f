//! Case files of the example scripts, damaged in every way: `wasit verify` finds each, with its place, and so do the lines of Python.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use support::{shown, wasit};
use tempfile::TempDir;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The case files of an example, and the fingerprint that was printed with them.
struct Exported {
    folder: TempDir,
    key: String,
}

impl Exported {
    fn of(script: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let files = folder.path().join("files").display().to_string();
        let output = shown(
            &wasit(&["table", "play", &script.display().to_string(), "--export", &files]).output().unwrap(),
        );
        // The transcript may quote it too, in the words of the terms.
        let (_, told) = output.rsplit_once("has the fingerprint").unwrap();
        let key = told.split_whitespace().next().unwrap().to_owned();
        Self { folder, key }
    }

    fn example(name: &str) -> Self {
        Self::of(&root().join("examples/table").join(name))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("files").join(name)
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// What the command says of some bytes: its exit code, and the places of all faults.
    fn verified(&self, bytes: &[u8]) -> (i32, Vec<Value>) {
        let path = self.path("damaged");
        fs::write(&path, bytes).unwrap();
        let path = path.display().to_string();
        let output = wasit(&["verify", "--key", &self.key, &path, "--json"]).output().unwrap();
        let said: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        let faults = said["files"][0]["faults"].as_array().cloned().unwrap_or_default();
        (output.status.code().unwrap(), faults.iter().map(|fault| fault["place"].clone()).collect())
    }

    /// What the Python program says of some bytes: its exit code.
    fn in_python(&self, bytes: &[u8]) -> i32 {
        let path = self.path("damaged-for-python");
        fs::write(&path, bytes).unwrap();
        let mut python = Command::new("python3");
        python.arg(root().join("docs/reference/verify_case.py")).arg(&self.key).arg(&path);
        python.output().expect("python3 is there").status.code().unwrap()
    }
}

const FILES: [(&str, &str); 3] = [
    ("muscat-2025.yaml", "iran-araghchi.json"),
    ("labour-dispute.yaml", "union-okafor.json"),
    ("landlord-tenant.yaml", "tenant-lee.json"),
];

/// An example, and one file of it.
fn exported(nth: usize) -> (Exported, Vec<u8>) {
    let (script, file) = FILES[nth];
    let exported = Exported::example(script);
    let bytes = exported.read(file);
    assert_eq!(exported.verified(&bytes), (0, vec![]));
    assert_eq!(exported.in_python(&bytes), 0);
    (exported, bytes)
}

/// The same numbers each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % end as u64).unwrap()
    }
}

#[test]
fn flipped_bits() {
    for nth in 0..FILES.len() {
        let (exported, bytes) = exported(nth);
        let mut chance = Chance(nth as u64);
        for sample in 0..60 {
            // All over the file: one in each sixtieth of it.
            let part = bytes.len() / 60;
            let at = sample * part + chance.below(part);
            let mut damaged = bytes.clone();
            damaged[at] ^= 1 << chance.below(8);
            let (code, places) = exported.verified(&damaged);
            // What is no UTF-8, or no JSON any more, is no case file; all else is one with faults.
            assert!(code == 1 && !places.is_empty() || code == 2, "byte {at}: {code} {places:?}");
            if sample % 6 == 0 {
                assert_eq!(exported.in_python(&damaged), 1, "byte {at}");
            }
        }
    }
}

/// The events of the nth compartment.
fn events(file: &mut Value, nth: usize) -> &mut Vec<Value> {
    file["compartments"][nth]["events"].as_array_mut().unwrap()
}

/// What is done to the events of a compartment.
type Change<'c> = &'c dyn Fn(&mut Vec<Value>);

/// Whether a place is an event at this number or the next, or the compartment as a whole.
fn names(place: &Value, compartment: &Value, at: usize) -> bool {
    place["compartment"] == *compartment
        && (place["in"] == "compartment"
            || place["ordinal"] == json!(at)
            || place["ordinal"] == json!(at + 1))
}

#[test]
fn each_event_dropped_doubled_swapped_and_dated_otherwise() {
    let mut damages = 0;
    for nth in 0..FILES.len() {
        let (exported, bytes) = exported(nth);
        let file: Value = serde_json::from_slice(&bytes).unwrap();
        let compartments = file["compartments"].as_array().unwrap();
        for (which, compartment) in compartments.iter().enumerate() {
            let name = &compartment["name"];
            let all = compartment["events"].as_array().unwrap().len();
            for at in 0..all {
                let damaged = |change: Change<'_>| {
                    let mut file = file.clone();
                    change(events(&mut file, which));
                    (file != serde_json::from_slice::<Value>(&bytes).unwrap())
                        .then(|| format!("{file}\n").into_bytes())
                };
                let later = |events: &mut Vec<Value>| {
                    let text = events[at]["event"].as_str().unwrap();
                    let mut event: Value = serde_json::from_str(text).unwrap();
                    let time: jiff::Timestamp = event["at"].as_str().unwrap().parse().unwrap();
                    event["at"] = json!(time - jiff::SignedDuration::from_secs(1));
                    events[at]["event"] = json!(event.to_string());
                };
                let changes: [(&str, Change<'_>); 4] = [
                    ("dropped", &|events| drop(events.remove(at))),
                    ("doubled", &|events| events.insert(at, events[at].clone())),
                    ("swapped", &|events| events.swap(at, (at + 1) % all)),
                    ("dated back", &later),
                ];
                for (kind, (what, change)) in changes.into_iter().enumerate() {
                    // Each event is dropped; of the other damages, one in three of each.
                    if kind > 0 && (at + kind) % 3 > 0 {
                        continue;
                    }
                    let Some(damaged) = damaged(change) else { continue };
                    let (code, places) = exported.verified(&damaged);
                    let place = places.iter().any(|place| {
                        names(place, name, at.min(all - 1)) || names(place, name, (at + 1) % all)
                    });
                    assert!(code == 1 && place, "{name} {at} {what}: {code} {places:#?}");
                    if damages % 10 == 0 {
                        assert_eq!(exported.in_python(&damaged), 1, "{name} {at} {what}");
                    }
                    damages += 1;
                }
            }
        }
    }
    println!("{damages} damages");
    assert!(damages > 150);
}

/// The same talks, in which one room was told otherwise: each file is whole, and the two talk logs fork.
#[test]
fn a_forked_history() {
    let script = fs::read_to_string(root().join("examples/table/landlord-tenant.yaml")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("landlord-tenant.yaml");
    // The landlord's sealed answer has other words.
    assert!(script.contains("So be it."));
    fs::write(&path, script.replace("So be it.", "As you wish.")).unwrap();
    let (one, other) = (Exported::example("landlord-tenant.yaml"), Exported::of(&path));
    assert_eq!(one.key, other.key);
    let (landlord, tenant) = (one.path("landlord-berg.json"), other.path("tenant-lee.json"));
    let verified = |one_file: &Path, other_file: &Path| {
        let paths = [one_file, other_file].map(|path| path.display().to_string());
        shown(&wasit(&["verify", "--key", &one.key, &paths[0], &paths[1]]).output().unwrap())
    };
    let forked = verified(&landlord, &tenant);
    assert!(forked.starts_with("exit: 1") && forked.contains("the talk log forks here"), "{forked}");
    assert!(verified(&landlord, &one.path("tenant-lee.json")).starts_with("exit: 0"));
}
