//! Several files against each other, and notes that somebody kept.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod talks;

use serde_json::json;
use talks::Step::Moment;
use talks::{IRAN, ORIGIN, act, at, fingerprint, key, record_of, salts, signing, whole};
use wasit_record::{Fault, Findings, LogKey, Record, compare, verify};

const HASH: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const OTHER: &str = "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752";

fn findings(record: &Record, person: &str, compartments: &[&str]) -> Findings {
    let bytes = record.case_file(person, compartments).to_bytes();
    verify(&bytes, &record.public_key().fingerprint()).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

fn compared(one: &Findings, other: &Findings) -> String {
    match compare(&[("iran.json", one), ("us.json", other)]) {
        Ok(agreement) => serde_json::to_string_pretty(&agreement).unwrap(),
        Err(faults) => faults.iter().map(Fault::to_string).collect::<Vec<_>>().join("\n"),
    }
}

#[test]
fn both_sides_of_one_talks() {
    let record = whole();
    let (iran, us) =
        (findings(&record, "iran/araghchi", IRAN), findings(&record, "us/witkoff", &["joint", "room/us"]));
    insta::assert_snapshot!(compared(&iran, &us), @r#"
    {
      "moments": 3,
      "at": "2025-04-12T00:12:00Z",
      "root": "hdD3V+doYk1Rwlq0OEHeiPPyDDYOgYE9a55dCzXZzPA=",
      "compartments": {
        "joint": 4
      },
      "signed": [
        "terms 1 (9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08)"
      ]
    }
    "#);
}

#[test]
fn other_talks_and_another_key() {
    let one = findings(&whole(), "a", &["joint"]);
    let open = |origin: &str, key: LogKey| findings(&Record::open(origin, key).unwrap(), "b", &[]);
    insta::assert_snapshot!(compared(&one, &open("wasit.example/rome", key())), @"the file: iran.json is of `wasit.example/muscat-2025`, and us.json of `wasit.example/rome`");
    insta::assert_snapshot!(compared(&one, &open(ORIGIN, LogKey::from_seed([1; 32]))), @"the file: iran.json and us.json are signed with different keys");
}

#[test]
fn a_fork() {
    let record = |events: usize| {
        record_of(&[act("joint", 1), Moment, act("room/iran", events), Moment, act("joint", 1), Moment])
    };
    let (iran, us) =
        (findings(&record(1), "iran/araghchi", &["joint"]), findings(&record(2), "us/witkoff", &["joint"]));
    insta::assert_snapshot!(compared(&iran, &us), @"checkpoint 1 (2025-04-12T00:04:00Z): the talk log forks here: iran.json has the root JZlHnEDXhgDjzI1PpECrROv5MNxI4rpv/MDsYv39iCk=, and us.json (2025-04-12T00:04:00Z) the root XdefzfnSiiYT5zrOArbHoduGjhtJV2ioPqxImVbtDZk=, both signed");
}

#[test]
fn another_joint_history() {
    let record = |events: usize| record_of(&[act("joint", 1), Moment, act("joint", 1), act("joint", events)]);
    let mut other = record(1);
    other.append("joint", &[json!({"at": at(9), "kind": "other"})], &mut salts()).unwrap();
    let (iran, us) =
        (findings(&record(3), "iran/araghchi", &["joint"]), findings(&other, "us/witkoff", &["joint"]));
    insta::assert_snapshot!(compared(&iran, &us), @"`joint`, event 3: iran.json and us.json have different events here, both signed");
}

/// One record in which each side's own room says what was signed.
fn signed(iran: &[(&str, &[(&str, u8)])], us: &[(&str, &[(&str, u8)])]) -> String {
    let mut salts = salts();
    let mut record = Record::open(ORIGIN, key()).unwrap();
    for (room, events) in [("room/iran", iran), ("room/us", us)] {
        for (hash, by) in events {
            record.append(room, &[signing(1, "text", hash, by, &[])], &mut salts).unwrap();
        }
    }
    record.seal(&at(2), &mut salts).unwrap();
    compared(
        &findings(&record, "iran/araghchi", &["room/iran"]),
        &findings(&record, "us/witkoff", &["room/us"]),
    )
}

#[test]
fn jointly_signed_texts() {
    let both: &[(&str, u8)] = &[("iran", 1), ("us", 2)];
    insta::assert_snapshot!(signed(&[(HASH, both)], &[(HASH, both)]), @r#"
    {
      "moments": 1,
      "at": "2025-04-12T00:02:00Z",
      "root": "GK25CM44cWPyD+/FN0l2kCnmShSQuKcSsgy62CkpcAI=",
      "compartments": {},
      "signed": [
        "text 1 (9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08)"
      ]
    }
    "#);
    insta::assert_snapshot!(signed(&[(HASH, both)], &[(OTHER, both)]), @"signed text 1: iran.json has it with the hash 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08, and us.json with 60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752");
    insta::assert_snapshot!(signed(&[(HASH, both)], &[(HASH, &[("iran", 1), ("oman", 3)])]), @"signed text 1: iran.json has the signatures of iran, us, and us.json those of iran, oman");
    insta::assert_snapshot!(signed(&[(HASH, both)], &[(HASH, &[("iran", 1), ("us", 3)])]), @"signed text 1: us signed with another key in iran.json than in us.json");
    // What one alone has signed so far contradicts nothing; nor does an earlier version that both signed.
    assert!(signed(&[(HASH, both)], &[(OTHER, &both[1..])]).starts_with('{'));
    assert!(signed(&[(HASH, both), (OTHER, both)], &[(HASH, both)]).starts_with('{'));
    // Signatures that came one by one are the same as those that came together.
    assert!(signed(&[(HASH, &both[..1]), (HASH, &both[1..])], &[(HASH, both)]).starts_with('{'));
}

#[test]
fn notes_that_were_kept() {
    let record = whole();
    let iran = findings(&record, "iran/araghchi", IRAN);
    for head in IRAN.iter().flat_map(|name| record.heads(name)) {
        iran.check_note(head.note()).unwrap_or_else(|fault| panic!("{fault}"));
    }
    for checkpoint in record.checkpoints() {
        iran.check_note(checkpoint.note()).unwrap_or_else(|fault| panic!("{fault}"));
    }
    let fault = |findings: &Findings, note: &str| findings.check_note(note).unwrap_err().to_string();
    let us = record.heads("room/us").last().unwrap();
    insta::assert_snapshot!(fault(&iran, us.note()), @"`room/us`: was left out of the file: the note is a head of it");
    insta::assert_snapshot!(fault(&iran, &us.note().replace("room/us", "room/iran")), @"the file: the note has a wrong signature");
    insta::assert_snapshot!(fault(&iran, "hello"), @"the file: the note is not a signed note of a head");

    // A file that leaves out what is newest.
    let older = record_of(&[act("room/iran", 1)]);
    let newer = record_of(&[act("room/iran", 1), act("room/iran", 1), Moment]);
    let file = findings(&older, "iran/araghchi", &["room/iran"]);
    insta::assert_snapshot!(fault(&file, newer.heads("room/iran").last().unwrap().note()), @"`room/iran`: the note covers 2 events, and the file has 1: it is older, or the newest were left out");
    insta::assert_snapshot!(fault(&file, newer.checkpoints().last().unwrap().note()), @"the file: the note covers 1 moments, and the file has 0: it is older, or the newest were left out");

    // Another history.
    let other = record_of(&[act("room/iran", 2), Moment, Moment]);
    let file = findings(&newer, "iran/araghchi", &["room/iran"]);
    insta::assert_snapshot!(fault(&file, other.heads("room/iran").last().unwrap().note()), @"`room/iran`: the history of 2 events that the note signs is not the one that the file has");
    insta::assert_snapshot!(fault(&file, other.checkpoints().next().unwrap().note()), @"checkpoint 0 (2025-04-12T00:03:00Z): the talk log forks here: the note has the root /6no5A1FZysS+iN2/j7vpIVCTOXpRvXnrX7A7+LCDzI=, and the file 7g+gVh8HWqYOUs/Fp8Sx0werekZspquSX5M0Bu9fuko=, both signed");
    assert_eq!(record.public_key().fingerprint(), fingerprint());
}
