//! Case files that were once released: they verify for ever, and what is written today is what was written then.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod talks;

use std::path::{Path, PathBuf};

use talks::{IRAN, fingerprint, whole};
use wasit_record::{Fingerprint, Record, compare, verify};

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/wasit-case-1").join(name)
}

fn read(name: &str) -> Vec<u8> {
    std::fs::read(golden(name)).unwrap()
}

/// What stands in the folder, made anew.
fn made() -> Vec<(&'static str, Vec<u8>)> {
    let record = whole();
    let last = |note: &str| note.as_bytes().to_vec();
    vec![
        ("iran.json", record.case_file("iran/araghchi", IRAN).to_bytes()),
        ("us.json", record.case_file("us/witkoff", &["joint", "room/us"]).to_bytes()),
        ("checkpoint.txt", last(record.checkpoints().last().unwrap().note())),
        ("receipt.txt", last(record.heads("room/iran").last().unwrap().note())),
        ("fingerprint.txt", format!("{}\n", fingerprint()).into_bytes()),
        ("kept.json", serde_json::to_vec(&record).unwrap()),
    ]
}

#[test]
fn what_was_released_verifies() {
    let fingerprint: Fingerprint = String::from_utf8(read("fingerprint.txt")).unwrap().parse().unwrap();
    let verified =
        |name: &str| verify(&read(name), &fingerprint).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let (iran, us) = (verified("iran.json"), verified("us.json"));
    assert_eq!(compare(&[("iran", &iran), ("us", &us)]).unwrap().moments, 3);
    for note in ["checkpoint.txt", "receipt.txt"] {
        iran.check_note(&String::from_utf8(read(note)).unwrap()).unwrap();
    }
    let kept: Record = serde_json::from_slice(&read("kept.json")).unwrap();
    assert_eq!(kept.case_file("iran/araghchi", IRAN).to_bytes(), read("iran.json"));
}

/// Where this fails, the format has changed: it needs another name and another folder, and what was released must still
/// verify. What was made instead lies where the message says.
#[test]
fn what_is_written_today_is_what_was_released() {
    for (name, bytes) in made() {
        if bytes != read(name) {
            let made = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
            std::fs::write(&made, bytes).unwrap();
            panic!("{name} is not what was released; {} is what is written today", made.display());
        }
    }
}
