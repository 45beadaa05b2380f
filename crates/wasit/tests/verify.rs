//! `wasit verify`.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use support::{shown, wasit};
use tempfile::TempDir;
use wasit_record::{LogKey, PersonKey, Record, SeededSalts, Signature};

const ORIGIN: &str = "wasit.example/rome";
const HASH: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

fn key() -> LogKey {
    LogKey::from_seed([5; 32])
}

fn fingerprint() -> String {
    key().public().fingerprint().to_string()
}

/// Talks of an hour, and of one more act in Iran's room where `later`; `said` is what Iran said in its room.
fn talks(said: &str, later: bool) -> Record {
    let mut salts = SeededSalts([6; 32]);
    let mut record = Record::open(ORIGIN, key()).unwrap();
    let at = |minute: u32| format!("2025-04-19T10:{minute:02}:00Z");
    let signatures = [
        Signature::sign("iran/araghchi", &PersonKey::from_seed([1; 32]), ORIGIN, "terms", HASH),
        Signature::sign("us/witkoff", &PersonKey::from_seed([2; 32]), ORIGIN, "terms", HASH),
        Signature::attested("oman/albusaidi"),
    ];
    let terms =
        json!({"at": at(0), "signed": {"what": "terms", "id": "1", "hash": HASH, "signatures": signatures}});
    record.append("joint", &[terms], &mut salts).unwrap();
    let message = |minute: u32, text: &str| json!({"at": at(minute), "text": {"$content": text}});
    record.append("room/iran", &[message(5, said), message(5, "and more")], &mut salts).unwrap();
    record.append("room/us", &[message(7, "we could live with it")], &mut salts).unwrap();
    record.seal(&at(30), &mut salts).unwrap();
    record.append("joint", &[json!({"at": at(31), "round": "adjourned"})], &mut salts).unwrap();
    record.seal(&at(45), &mut salts).unwrap();
    if later {
        record.append("room/iran", &[message(50, "one word more")], &mut salts).unwrap();
    }
    record
}

fn iran(record: &Record) -> Vec<u8> {
    record.case_file("iran/araghchi", &["joint", "room/iran"]).to_bytes()
}

/// A folder with the files of both sides, notes, and files that somebody changed.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let record = talks("enrichment goes on", true);
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    write("iran.json", &iran(&record));
    write("us.json", &record.case_file("us/witkoff", &["joint", "room/us"]).to_bytes());
    write("checkpoint.txt", record.checkpoints().last().unwrap().note().as_bytes());
    write("receipt.txt", record.heads("room/iran").last().unwrap().note().as_bytes());
    write("older.json", &iran(&talks("enrichment goes on", false)));
    write("other.json", &iran(&talks("enrichment stops", true)));
    let text = String::from_utf8(iran(&record)).unwrap();
    write("changed.json", text.replace("enrichment goes on", "enrichment has an end").as_bytes());
    let pretty: Value = serde_json::from_str(&text).unwrap();
    write("pretty.json", format!("{pretty:#}").as_bytes());
    write("cut.json", &text.as_bytes()[..text.len() / 2]);
    write("talks.yaml", b"issues: {}\n");
    folder
}

fn run_in(folder: &Path, arguments: &[&str]) -> String {
    shown(&wasit(arguments).current_dir(folder).output().unwrap())
}

fn verified(files: &[&str]) -> String {
    let key = fingerprint();
    run_in(folder().path(), &[&["verify", "--key", &key], files].concat())
}

#[test]
fn a_case_file() {
    insta::assert_snapshot!(verified(&["iran.json"]), @"
    exit: 0
    --- out
    iran.json: fine: the case file of iran/araghchi in wasit.example/rome
      joint: 2 events, 2 fixed by the checkpoint, 2025-04-19T10:00:00Z to
        2025-04-19T10:31:00Z
      room/iran: 3 events, 2 fixed by the checkpoint, 2025-04-19T10:05:00Z to
        2025-04-19T10:50:00Z
      checkpoint n8rXTNgx8rF6PiZUvIR74BRxMKug8RrRsYkbnBCRX0g= of 2 moments, the last
        2025-04-19T10:45:00Z

    Signed
      - terms 1, SHA-256
        9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08, by
        iran/araghchi (key 34750f98bd59fcfc…), us/witkoff (key 6a3803d5f059902a…),
        oman/albusaidi (attested by the service); `joint`, event 0

    This proves
      - The service whose key is
        wasit:7599-776c-3085-e3f9-da0d-1307-1eb0-b4ab-50fd-2bf6-4c06-dd92-c236-5af3-a328-eca3
        handed this file to iran/araghchi and signed every history in it: 5 events,
        exactly these, in this order.
      - By 2025-04-19T10:45:00Z, 4 of these were fixed. None of them has been
        changed, dropped, reordered or back-dated since, nor one added among them,
        for anybody who holds the same checkpoint: that of 2 moments with the root
        n8rXTNgx8rF6PiZUvIR74BRxMKug8RrRsYkbnBCRX0g=.
      - What is listed as signed was signed with the keys that are named.

    This does not prove
      - 1 event lies after the last checkpoint (2025-04-19T10:45:00Z): the service
        has signed that, but could still show others something else. Wait for the
        next moment and compare again.
      - What came after the last head in this file is not covered: a file that
        leaves out the newest events and their heads verifies too. A head that was
        handed out for a later act shows it.
      - Nor is a compartment missed that was left out altogether, with all that
        moments say of it: nobody can tell how many there are. Its heads, handed out
        at the time, show it.
      - That all seats were shown the same talk log takes a comparison: of two case
        files, or of the one line of the checkpoint.
      - That the key is the right one is for the fingerprint to show: compare it
        with the one in the participation terms that you signed. With another key, a
        whole other record could have been written.
      - Times are the service's own, held only between the moments before and after;
        and that what somebody said is true, no record can prove.
      - A signature that is attested has no key of the person's own behind it: the
        service says that they signed.
      - Whose a person's key is, their own word must show: compare the key with
        them.
    ");
}

#[test]
fn two_against_each_other() {
    let both = verified(&["iran.json", "us.json"]);
    insta::assert_snapshot!(both[both.find("The files agree").unwrap()..], @"
    The files agree
      - on the talk log: 2 moments, up to 2025-04-19T10:45:00Z, with the root
        n8rXTNgx8rF6PiZUvIR74BRxMKug8RrRsYkbnBCRX0g=. By then one set of histories
        was fixed for all of them, and none has been rewritten since.
      - on `joint`: 2 events, the same in all that have it
      - on what was signed: terms 1
        (9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08)
    ");
}

#[test]
fn an_older_file_beside_a_newer_one() {
    assert!(verified(&["older.json", "iran.json"]).starts_with("exit: 0"));
}

#[test]
fn a_fork() {
    let forked = verified(&["other.json", "us.json"]);
    assert!(forked.starts_with("exit: 1"));
    insta::assert_snapshot!(forked[forked.find("--- err").unwrap()..], @"
    --- err
    wrong: the files contradict each other: 1 fault
      - checkpoint 0 (2025-04-19T10:30:00Z): the talk log forks here: other.json has
        the root AXPGLCSKmsmVuyfi1sXzaXXlFkz5N/91wRWvGooLZ0A=, and us.json
        (2025-04-19T10:30:00Z) the root
        inXz8wuUzDasLorS8u6TuV7skaXLb5Wr1i17+vdooPs=, both signed
    ");
}

#[test]
fn notes_that_were_kept() {
    let fine = verified(&["iran.json", "checkpoint.txt", "receipt.txt"]);
    insta::assert_snapshot!(fine[fine.find("checkpoint.txt").unwrap()..], @"
    checkpoint.txt: fine: the checkpoint of 2 moments, as the file has it
    receipt.txt: fine: the head of `room/iran` over 3 events, as the file has it
    ");
    let older = verified(&["older.json", "checkpoint.txt", "receipt.txt"]);
    assert!(older.starts_with("exit: 1"));
    insta::assert_snapshot!(older[older.find("--- err").unwrap()..], @"
    --- err
    wrong: receipt.txt: 1 fault
      - `room/iran`: the note covers 3 events, and the file has 2: it is older, or
        the newest were left out
    ");
}

#[test]
fn a_changed_file() {
    insta::assert_snapshot!(verified(&["changed.json"]), @"
    exit: 1
    --- err
    wrong: changed.json: 2 faults
      - the file: is not as the service handed it out: the signature at its end does
        not fit
      - `room/iran`, event 0: content 0 is not the one that was committed to
    ");
}

#[test]
fn half_a_file() {
    insta::assert_snapshot!(verified(&["cut.json"]), @"
    exit: 1
    --- err
    wrong: cut.json: 1 fault
      - the file: is no case file: EOF while parsing a string at line 1 column 7670
    ");
}

#[test]
fn another_key() {
    let key = LogKey::from_seed([1; 32]).public().fingerprint().to_string();
    insta::assert_snapshot!(run_in(folder().path(), &["verify", "--key", &key, "iran.json"]), @"
    exit: 1
    --- err
    wrong: iran.json: 1 fault
      - the file: is signed with another key: its fingerprint is
        wasit:7599-776c-3085-e3f9-da0d-1307-1eb0-b4ab-50fd-2bf6-4c06-dd92-c236-5af3-a328-eca3,
        and
        wasit:3475-0f98-bd59-fcfc-946d-a45a-aabe-933b-e154-a4b5-094e-1c4a-bf42-8665-05f3-c97e
        was expected
    ");
}

#[test]
fn what_is_no_case_file() {
    insta::assert_snapshot!(verified(&["talks.yaml"]), @r#"
    exit: 2
    --- err
    error: talks.yaml is neither a case file nor a signed note nor an accord
      help: a case file begins with {"format":"wasit-case/1", an accord names `commitments`
    "#);
    insta::assert_snapshot!(verified(&["checkpoint.txt"]), @"
    exit: 2
    --- err
    error: checkpoint.txt is a signed note and no case file
      help: give the case file first, then the notes and accords that are to be held against it
    ");
    insta::assert_snapshot!(verified(&["pretty.json"]), @"
    exit: 2
    --- err
    error: pretty.json is not as a case file is handed out: its lines or spaces were changed
      help: take the file as it came; a program that shows JSON nicely must not save it
    ");
    insta::assert_snapshot!(verified(&["iran.jsn"]), @"
    exit: 2
    --- err
    error: there is no file iran.jsn
      help: did you mean iran.json?
    ");
}

#[test]
fn what_is_no_fingerprint() {
    let folder = folder();
    insta::assert_snapshot!(run_in(folder.path(), &["verify", "--key", "wasit:12-34", "iran.json"]), @"
    exit: 2
    --- err
    error: invalid value 'wasit:12-34' for '--key <FINGERPRINT>': it has 4 hexadecimal digits, and a fingerprint has 64

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(run_in(folder.path(), &["verify", "iran.json"]), @"
    exit: 2
    --- err
    error: the following required arguments were not provided:
      --key <FINGERPRINT>

    Usage: wasit verify --key <FINGERPRINT> <CASEFILE> [OTHER]...

    For more information, try '--help'.
    ");
    let bare = fingerprint().replace("wasit:", "").replace('-', "").to_uppercase();
    assert!(run_in(folder.path(), &["verify", "--key", &bare, "iran.json"]).starts_with("exit: 0"));
}

#[test]
fn as_json() {
    let json = |files: &[&str]| -> Value {
        let text = verified(&[files, &["--json"]].concat());
        serde_json::from_str(&text[text.find("--- out\n").unwrap() + 8..]).unwrap()
    };
    let fine = json(&["iran.json", "us.json", "receipt.txt"]);
    assert_eq!(fine["fine"], true);
    assert_eq!(fine["files"][0]["case"]["person"], "iran/araghchi");
    assert_eq!(fine["agreement"]["moments"], 2);
    assert_eq!(fine["files"][2]["note"], json!({"of": "compartment", "compartment": "room/iran", "size": 3}));
    let wrong = json(&["changed.json", "iran.json"]);
    insta::assert_snapshot!(format!("{:#}", wrong["files"][0]), @r#"
    {
      "file": "changed.json",
      "fine": false,
      "faults": [
        {
          "place": {
            "in": "file"
          },
          "what": "is not as the service handed it out: the signature at its end does not fit"
        },
        {
          "place": {
            "in": "event",
            "compartment": "room/iran",
            "ordinal": 0
          },
          "what": "content 0 is not the one that was committed to"
        }
      ]
    }
    "#);
    let forked = json(&["other.json", "us.json"]);
    assert_eq!(forked["fine"], false);
    assert_eq!(forked["contradictions"][0]["place"]["in"], "checkpoint");
}
