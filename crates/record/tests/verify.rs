//! What verifies, what it says, and what is found in a file that somebody changed.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod talks;

use serde_json::{Value, json};
use sha2::Digest;
use talks::{
    IRAN, ORIGIN, act, at, fingerprint, json_of, key, record_of, salts, signed_anew, signing, whole,
};
use wasit_record::{Fault, LogKey, Record, verify};

fn faults(bytes: &[u8]) -> String {
    let faults = verify(bytes, &fingerprint()).expect_err("something is wrong");
    faults.iter().map(Fault::to_string).collect::<Vec<_>>().join("\n")
}

fn file() -> Value {
    json_of(&whole(), "iran/araghchi", IRAN)
}

/// What is found where the service itself changed the file and signed it anew.
fn forged(change: impl FnOnce(&mut Value)) -> String {
    let mut file = file();
    let before = file.clone();
    change(&mut file);
    assert_ne!(file, before, "nothing was changed");
    faults(&signed_anew(&file))
}

fn list<'a>(file: &'a mut Value, pointer: &str) -> &'a mut Vec<Value> {
    file.pointer_mut(pointer).unwrap().as_array_mut().unwrap()
}

fn replace(file: &mut Value, pointer: &str, from: &str, to: &str) {
    let value = file.pointer_mut(pointer).unwrap();
    *value = Value::String(value.as_str().unwrap().replacen(from, to, 1));
}

#[test]
fn a_whole_file_verifies() {
    let bytes = whole().case_file("iran/araghchi", IRAN).to_bytes();
    let findings = verify(&bytes, &fingerprint()).unwrap_or_else(|faults| panic!("{faults:#?}"));
    insta::assert_snapshot!(serde_json::to_string_pretty(&findings).unwrap(), @r#"
    {
      "origin": "wasit.example/muscat-2025",
      "person": "iran/araghchi",
      "key": "wasit:b600-306c-fa76-723f-dec3-95e5-3a9b-3d9f-db78-b1e2-d7a2-3c32-fcbc-d2dc-6d0c-4092",
      "compartments": [
        {
          "compartment": "joint",
          "events": 4,
          "first_at": "2025-04-12T00:01:00Z",
          "last_at": "2025-04-12T00:11:00Z",
          "heads": 4,
          "contents": 6,
          "erased": 0,
          "covered": 4
        },
        {
          "compartment": "room/iran",
          "events": 9,
          "first_at": "2025-04-12T00:02:00Z",
          "last_at": "2025-04-12T00:13:00Z",
          "heads": 5,
          "contents": 18,
          "erased": 2,
          "covered": 8
        },
        {
          "compartment": "delegation/iran",
          "events": 3,
          "first_at": "2025-04-12T00:09:00Z",
          "last_at": "2025-04-12T00:11:00Z",
          "heads": 3,
          "contents": 6,
          "erased": 0,
          "covered": 3
        },
        {
          "compartment": "backchannel/letter@1a2b3c4d",
          "events": 1,
          "first_at": "2025-04-12T00:07:00Z",
          "last_at": "2025-04-12T00:07:00Z",
          "heads": 1,
          "contents": 2,
          "erased": 0,
          "covered": 1
        }
      ],
      "moments": 3,
      "checkpoint": {
        "at": "2025-04-12T00:12:00Z",
        "size": 3,
        "root": "hdD3V+doYk1Rwlq0OEHeiPPyDDYOgYE9a55dCzXZzPA=",
        "note": "wasit.example/muscat-2025\n3\nhdD3V+doYk1Rwlq0OEHeiPPyDDYOgYE9a55dCzXZzPA=\n\n— wasit.example/muscat-2025 WvUzCo87wXTRRQYFQHzQsG4EBUCoAIq0yjasxS2Q21MVowc3LWpi3nJCn4TjxwF7TIoBYPfVaBzgj2BlvT5arPIZ6QI=\n"
      },
      "signed": [
        {
          "compartment": "joint",
          "ordinal": 0,
          "what": "terms",
          "id": "1",
          "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
          "by": [
            {
              "by": "iran/araghchi",
              "how": "ed25519",
              "key": "34750f98bd59fcfc946da45aaabe933be154a4b5094e1c4abf42866505f3c97e"
            },
            {
              "by": "us/witkoff",
              "how": "ed25519",
              "key": "6a3803d5f059902a1c6dafbc9ba4729212f7caac08634cc3ae76b27529f03827"
            },
            {
              "by": "oman/albusaidi",
              "how": "attested"
            }
          ],
          "covered": true
        }
      ]
    }
    "#);
    insta::assert_snapshot!(findings.proves().join("\n"), @"
    The service whose key is wasit:b600-306c-fa76-723f-dec3-95e5-3a9b-3d9f-db78-b1e2-d7a2-3c32-fcbc-d2dc-6d0c-4092 handed this file to iran/araghchi and signed every history in it: 17 events, exactly these, in this order.
    By 2025-04-12T00:12:00Z, 16 of these were fixed. None of them has been changed, dropped, reordered or back-dated since, nor one added among them, for anybody who holds the same checkpoint: that of 3 moments with the root hdD3V+doYk1Rwlq0OEHeiPPyDDYOgYE9a55dCzXZzPA=.
    What is listed as signed was signed with the keys that are named.
    ");
    insta::assert_snapshot!(findings.does_not_prove().join("\n"), @"
    1 event lies after the last checkpoint (2025-04-12T00:12:00Z): the service has signed that, but could still show others something else. Wait for the next moment and compare again.
    What came after the last head in this file is not covered: a file that leaves out the newest events and their heads verifies too. A head that was handed out for a later act shows it.
    Nor is a compartment missed that was left out altogether, with all that moments say of it: nobody can tell how many there are. Its heads, handed out at the time, show it.
    That all seats were shown the same talk log takes a comparison: of two case files, or of the one line of the checkpoint.
    That the key is the right one is for the fingerprint to show: compare it with the one in the participation terms that you signed. With another key, a whole other record could have been written.
    Times are the service's own, held only between the moments before and after; and that what somebody said is true, no record can prove.
    2 contents were erased: what stood there cannot be shown. That something did, where and when, still stands.
    A signature that is attested has no key of the person's own behind it: the service says that they signed.
    Whose a person's key is, their own word must show: compare the key with them.
    ");
    // What is signed anew by these tests is signed as the service does it.
    assert_eq!(signed_anew(&file()), bytes);
}

#[test]
fn before_the_first_moment_it_verifies_too() {
    let record = record_of(&[act("joint", 1), act("room/us", 3)]);
    let file = record.case_file("us/witkoff", &["joint", "room/us", "room/none"]).to_bytes();
    let findings = verify(&file, &fingerprint()).unwrap();
    assert!(findings.checkpoint.is_none());
    assert_eq!(findings.compartments.iter().map(|held| held.events).collect::<Vec<_>>(), [1, 3]);
    assert!(findings.does_not_prove()[0].contains("no checkpoint yet"));
}

#[test]
fn one_who_saw_nothing_yet_holds_a_file_all_the_same() {
    let findings = verify(&whole().case_file("observer", &[]).to_bytes(), &fingerprint()).unwrap();
    assert_eq!((findings.compartments.len(), findings.moments), (0, 3));
}

#[test]
fn what_is_no_case_file() {
    insta::assert_snapshot!(faults(b""), @"the file: is no case file: EOF while parsing a value at line 1 column 0");
    insta::assert_snapshot!(faults(b"{}"), @"the file: is no case file: missing field `format` at line 1 column 2");
    insta::assert_snapshot!(faults(br#"{"format":"wasit-case/2","more":1}"#), @"the file: is in the format `wasit-case/2`, and this version reads wasit-case/1");
    insta::assert_snapshot!(faults(&[b'['; 100_000]), @"the file: is no case file: invalid type: sequence, expected a string at line 1 column 1");
    insta::assert_snapshot!(faults(b"\xff\xfe"), @"the file: is no case file: expected value at line 1 column 1");
}

#[test]
fn another_key() {
    let other = LogKey::from_seed([1; 32]).public().fingerprint();
    let bytes = whole().case_file("iran/araghchi", IRAN).to_bytes();
    insta::assert_snapshot!(verify(&bytes, &other).unwrap_err()[0], @"the file: is signed with another key: its fingerprint is wasit:b600-306c-fa76-723f-dec3-95e5-3a9b-3d9f-db78-b1e2-d7a2-3c32-fcbc-d2dc-6d0c-4092, and wasit:3475-0f98-bd59-fcfc-946d-a45a-aabe-933b-e154-a4b5-094e-1c4a-bf42-8665-05f3-c97e was expected");
}

/// A file that somebody without the key changed, in a place that nothing but the signature on the file covers.
#[test]
fn another_person() {
    let bytes = whole().case_file("iran/araghchi", IRAN).to_bytes();
    let text = String::from_utf8(bytes).unwrap().replace("iran/araghchi\",\"comp", "iran/ravanchi\",\"comp");
    insta::assert_snapshot!(faults(text.as_bytes()), @"the file: is not as the service handed it out: the signature at its end does not fit");
}

#[test]
fn spaces_and_what_is_appended() {
    let text = String::from_utf8(whole().case_file("iran/araghchi", IRAN).to_bytes()).unwrap();
    assert!(verify(text.trim_end().as_bytes(), &fingerprint()).is_ok());
    for other in [
        format!("{text}\n"),
        format!(" {text}"),
        text.replacen(",", ", ", 1),
        format!("{}  ", text.trim_end()),
    ] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(faults(other.as_bytes()), @"the file: is not as the service handed it out: the signature at its end does not fit");
        }
    }
}

#[test]
fn an_altered_event() {
    insta::assert_snapshot!(forged(|file| replace(file, "/compartments/1/events/3/event", "message", "massage")), @"`room/iran`, event 3: is not what the last signed head has at this number: the proof of inclusion does not hold");
    insta::assert_snapshot!(forged(|file| file["compartments"][1]["events"][3]["salt"] = file["key"].clone()), @"`room/iran`, event 3: is not what the last signed head has at this number: the proof of inclusion does not hold");
}

#[test]
fn an_altered_content() {
    insta::assert_snapshot!(forged(|file| replace(file, "/compartments/1/events/3/contents/0/json", "said", "sung")), @"`room/iran`, event 3: content 0 is not the one that was committed to");
    insta::assert_snapshot!(forged(|file| drop(list(file, "/compartments/1/events/3/contents").pop())), @"`room/iran`, event 3: has 2 hashes of contents, and 1 contents are given");
}

#[test]
fn dropped_events() {
    insta::assert_snapshot!(forged(|file| drop(list(file, "/compartments/1/events").remove(3))), @"
    `room/iran`, event 3: is not what the last signed head has at this number: the proof of inclusion does not hold; nor does it for 4 after it
    `room/iran`: has 8 events, and its last head covers 9: some were dropped
    `room/iran`, event 7: is dated after moment 0 (2025-04-12T00:06:00Z), which covers it
    ");
    insta::assert_snapshot!(forged(|file| drop(list(file, "/compartments/1/events").remove(8))), @"`room/iran`: has 8 events, and its last head covers 9: some were dropped");
    insta::assert_snapshot!(forged(|file| list(file, "/compartments/3/events").clear()), @"
    `backchannel/letter@1a2b3c4d`: has no events
    `backchannel/letter@1a2b3c4d`: has 0 events, and its last head covers 1: some were dropped
    moment 1 (2025-04-12T00:08:00Z), `backchannel/letter@1a2b3c4d`: covers 1 event, and the file has 0; nor at 1 of the moments after it
    ");
}

/// The newest events with their heads: nothing that the verifier holds covers them, unless a moment does.
#[test]
fn dropped_from_the_end_with_their_heads() {
    let cut = |file: &mut Value, events: usize, heads: usize| {
        let compartment =
            json_of(&whole_until(events), "iran/araghchi", &["room/iran"])["compartments"][0].clone();
        assert_eq!(compartment["heads"].as_array().unwrap().len(), heads);
        file["compartments"][1] = compartment;
    };
    insta::assert_snapshot!(forged(|file| cut(file, 6, 3)), @"moment 0 (2025-04-12T00:06:00Z), `room/iran`: covers 8 events, and the file has 6; nor at 2 of the moments after it");
    let mut file = file();
    cut(&mut file, 8, 4);
    let findings = verify(&signed_anew(&file), &fingerprint()).unwrap();
    assert!(findings.does_not_prove().iter().any(|says| says.contains("leaves out the newest events")));
}

/// The room of [`whole`] as it was after so many events.
fn whole_until(events: usize) -> Record {
    let mut record = Record::open(ORIGIN, key()).unwrap();
    let all: Vec<Value> = whole_unerased().events("room/iran").collect();
    for act in all[..events].chunks(2) {
        record.append("room/iran", act, &mut salts()).unwrap();
    }
    record
}

fn whole_unerased() -> Record {
    let mut record = Record::open(ORIGIN, key()).unwrap();
    for minute in 2..6 {
        let said = |nth: u32| {
            json!({
                "at": at(minute), "kind": "message", "item": nth,
                "text": {"$content": format!("what was said in room/iran as number {nth}")},
                "attached": [{"$content": {"name": "map.pdf", "bytes": nth}}],
            })
        };
        record.append("room/iran", &[said(0), said(1)], &mut salts()).unwrap();
    }
    record
}

#[test]
fn added_reordered_doubled() {
    insta::assert_snapshot!(forged(|file| {
        let event = file["compartments"][1]["events"][8].clone();
        list(file, "/compartments/1/events").push(event);
    }), @"
    `room/iran`, event 9: stands in the last signed head, but the proof of inclusion that is given does not show it
    `room/iran`: has 10 events, and its last head covers 9: some were added, or heads dropped
    ");
    insta::assert_snapshot!(forged(|file| list(file, "/compartments/1/events").swap(2, 4)), @"
    `room/iran`, event 3: is dated before the event that stands before it
    `room/iran`, event 2: is not what the last signed head has at this number: the proof of inclusion does not hold; nor does it for 1 after it
    ");
    insta::assert_snapshot!(forged(|file| {
        let compartment = file["compartments"][1].clone();
        list(file, "/compartments").push(compartment);
    }), @"`room/iran`: stands in the file twice");
}

#[test]
fn heads_and_their_proofs() {
    insta::assert_snapshot!(forged(|file| list(file, "/compartments/1/heads").swap(0, 1)), @"`room/iran`, head 1: covers no more than the head before it");
    insta::assert_snapshot!(forged(|file| list(file, "/compartments/1/heads").clear()), @"`room/iran`: has no signed head");
    insta::assert_snapshot!(forged(|file| drop(list(file, "/compartments/1/heads").pop())), @"
    `room/iran`, event 0: stands in the last signed head, but the proof of inclusion that is given does not show it; nor does it for 8 after it
    `room/iran`, head 0: is not the beginning of what the last head covers: the proof of consistency does not hold
    `room/iran`, head 1: is not the beginning of what the last head covers: the proof of consistency does not hold
    `room/iran`, head 2: is not the beginning of what the last head covers: the proof of consistency does not hold
    `room/iran`, head 3: is not the beginning of what the last head covers: the proof of consistency does not hold
    `room/iran`: has 9 events, and its last head covers 8: some were added, or heads dropped
    ");
    insta::assert_snapshot!(forged(|file| {
        file["compartments"][1]["heads"][0] = file["compartments"][0]["heads"][0].clone();
    }), @"`room/iran`, head 0: is a head of `wasit.example/muscat-2025#joint`");
    insta::assert_snapshot!(forged(|file| file["compartments"][1]["heads"][1]["proof"] = json!("")), @"`room/iran`, head 1: is not the beginning of what the last head covers: the proof of consistency does not hold");
    insta::assert_snapshot!(forged(|file| replace(file, "/compartments/1/heads/1/note", "\n4\n", "\n5\n")), @"`room/iran`, head 1: has a wrong signature");
    insta::assert_snapshot!(forged(|file| file["compartments"][1]["events"][0]["proof"] = json!("")), @"`room/iran`, event 0: stands in the last signed head, but the proof of inclusion that is given does not show it");
}

#[test]
fn compartments_dropped_and_renamed() {
    insta::assert_snapshot!(forged(|file| drop(list(file, "/compartments").remove(3))), @"
    moment 1 (2025-04-12T00:08:00Z), `backchannel/letter@1a2b3c4d`: is covered, and the file does not have it
    moment 2 (2025-04-12T00:12:00Z), `backchannel/letter@1a2b3c4d`: is covered, and the file does not have it
    ");
    insta::assert_snapshot!(forged(|file| file["compartments"][1]["name"] = json!("room/us")), @"
    `room/us`, head 0: is a head of `wasit.example/muscat-2025#room/iran`
    `room/us`, head 1: is a head of `wasit.example/muscat-2025#room/iran`
    `room/us`, head 2: is a head of `wasit.example/muscat-2025#room/iran`
    `room/us`, head 3: is a head of `wasit.example/muscat-2025#room/iran`
    `room/us`, head 4: is a head of `wasit.example/muscat-2025#room/iran`
    moment 0 (2025-04-12T00:06:00Z), `room/iran`: is covered, and the file does not have it
    moment 1 (2025-04-12T00:08:00Z), `room/iran`: is covered, and the file does not have it
    moment 2 (2025-04-12T00:12:00Z), `room/iran`: is covered, and the file does not have it
    `room/us`, event 0: is dated before moment 0 (2025-04-12T00:06:00Z), which does not cover it: it was back-dated, or what the moment says was left out
    ");
}

#[test]
fn moments_and_checkpoints() {
    insta::assert_snapshot!(forged(|file| drop(list(file, "/moments").remove(1))), @"
    moment 1 (2025-04-12T00:12:00Z): is not what the last signed head has at this number: the proof of inclusion does not hold
    checkpoint 1 (2025-04-12T00:12:00Z): covers 3 moments, and the file has 2
    ");
    insta::assert_snapshot!(forged(|file| drop(list(file, "/moments").pop())), @"
    moment 0 (2025-04-12T00:06:00Z): stands in the last signed head, but the proof of inclusion that is given does not show it; nor does it for 1 after it
    checkpoint 0 (2025-04-12T00:06:00Z): is not the beginning of what the last head covers: the proof of consistency does not hold
    checkpoint 1 (2025-04-12T00:08:00Z): is not the beginning of what the last head covers: the proof of consistency does not hold
    ");
    insta::assert_snapshot!(forged(|file| replace(file, "/moments/0/at", "00:06", "00:05")), @"moment 0 (2025-04-12T00:05:00Z): is not what the last signed head has at this number: the proof of inclusion does not hold");
    insta::assert_snapshot!(forged(|file| file["moments"][2]["checkpoint"] = file["moments"][1]["checkpoint"].clone()), @"
    moment 0 (2025-04-12T00:06:00Z): stands in the last signed head, but the proof of inclusion that is given does not show it; nor does it for 2 after it
    checkpoint 0 (2025-04-12T00:06:00Z): is not the beginning of what the last head covers: the proof of consistency does not hold
    checkpoint 1 (2025-04-12T00:08:00Z): is not the beginning of what the last head covers: the proof of consistency does not hold
    checkpoint 2 (2025-04-12T00:12:00Z): covers no more than the head before it
    checkpoint 2 (2025-04-12T00:12:00Z): is not the beginning of what the last head covers: the proof of consistency does not hold
    checkpoint 2 (2025-04-12T00:12:00Z): covers 2 moments, and the file has 3
    ");
    insta::assert_snapshot!(forged(|file| file["moments"][1]["slots"] = file["moments"][0]["slots"].clone()), @"
    moment 1 (2025-04-12T00:08:00Z): is not what the last signed head has at this number: the proof of inclusion does not hold
    moment 1 (2025-04-12T00:08:00Z), `joint`: the history of 1 event that the file has is not the one that the moment fixed
    moment 1 (2025-04-12T00:08:00Z), `room/iran`: the history of 8 events that the file has is not the one that the moment fixed
    moment 1 (2025-04-12T00:08:00Z), `backchannel/letter@1a2b3c4d`: the history of 1 event that the file has is not the one that the moment fixed
    ");
    insta::assert_snapshot!(forged(|file| file["moments"][1]["places"][1]["size"] = json!(7)), @"
    moment 1 (2025-04-12T00:08:00Z), `room/iran`: covers 7 events, and the moment before it 8
    moment 1 (2025-04-12T00:08:00Z), `room/iran`: the history of 7 events that the file has is not the one that the moment fixed
    `room/iran`, event 7: is dated before moment 1 (2025-04-12T00:08:00Z), which does not cover it: it was back-dated, or what the moment says was left out
    ");
    insta::assert_snapshot!(forged(|file| file["moments"][1]["places"][1]["size"] = json!(70)), @"
    moment 2 (2025-04-12T00:12:00Z), `room/iran`: covers 8 events, and the moment before it 70
    moment 1 (2025-04-12T00:08:00Z), `room/iran`: covers 70 events, and the file has 9
    ");
    insta::assert_snapshot!(forged(|file| file["moments"][1]["places"][1]["path"] = json!("")), @"moment 1 (2025-04-12T00:08:00Z), `room/iran`: the history of 8 events that the file has is not the one that the moment fixed");
    insta::assert_snapshot!(forged(|file| {
        let place = file["moments"][1]["places"][1].clone();
        list(file, "/moments/1/places").push(place);
    }), @"moment 1 (2025-04-12T00:08:00Z), `room/iran`: is covered twice");
    insta::assert_snapshot!(forged(|file| drop(list(file, "/moments/1/places").remove(0))), @"
    moment 1 (2025-04-12T00:08:00Z), `joint`: covers 0 events, and the moment before it 1
    `joint`, event 0: is dated before moment 1 (2025-04-12T00:08:00Z), which does not cover it: it was back-dated, or what the moment says was left out
    ");
}

/// The service writes a compartment anew, with valid heads: the moments that it has sealed stand against it.
#[test]
fn a_rewritten_compartment() {
    let rewritten = |compartment: &str, change: &dyn Fn(usize, Value) -> Vec<Value>| {
        forged(|file| {
            let mut record = Record::open(ORIGIN, key()).unwrap();
            let whole = whole();
            let events = whole.events(compartment).enumerate().flat_map(|(nth, event)| change(nth, event));
            for event in events.collect::<Vec<_>>() {
                record.append(compartment, &[event], &mut salts()).unwrap();
            }
            let new = json_of(&record, "iran/araghchi", &[compartment])["compartments"][0].clone();
            *list(file, "/compartments").iter_mut().find(|old| old["name"] == compartment).unwrap() = new;
        })
    };
    // Another word, an event less, an event more, one dated back: all in what moments cover.
    insta::assert_snapshot!(rewritten("joint", &|nth, mut event| {
        if nth == 1 {
            event["kind"] = json!("threat");
        }
        vec![event]
    }), @"moment 2 (2025-04-12T00:12:00Z), `joint`: the history of 4 events that the file has is not the one that the moment fixed");
    insta::assert_snapshot!(rewritten("joint", &|nth, event| if nth == 1 { vec![] } else { vec![event] }), @"moment 2 (2025-04-12T00:12:00Z), `joint`: covers 4 events, and the file has 3");
    insta::assert_snapshot!(rewritten("joint", &|nth, event| vec![event; 1 + usize::from(nth == 3)]), @"`joint`, event 4: is dated before moment 2 (2025-04-12T00:12:00Z), which does not cover it: it was back-dated, or what the moment says was left out");
    insta::assert_snapshot!(rewritten("joint", &|nth, mut event| {
        if nth == 1 {
            event["at"] = json!(at(2));
        }
        vec![event]
    }), @"
    moment 2 (2025-04-12T00:12:00Z), `joint`: the history of 4 events that the file has is not the one that the moment fixed
    `joint`, event 1: is dated before moment 0 (2025-04-12T00:06:00Z), which does not cover it: it was back-dated, or what the moment says was left out
    ");
    // After the last moment, before whose time it is dated.
    insta::assert_snapshot!(rewritten("delegation/iran", &|nth, event| vec![event; 1 + usize::from(nth == 2)]), @"`delegation/iran`, event 3: is dated before moment 2 (2025-04-12T00:12:00Z), which does not cover it: it was back-dated, or what the moment says was left out");
}

#[test]
fn dates_within_a_compartment() {
    let mut salts = salts();
    let mut record = Record::open(ORIGIN, key()).unwrap();
    for minute in [1, 3] {
        record.append("joint", &[json!({"at": at(minute)})], &mut salts).unwrap();
    }
    // A record does not take such events: a service that wants to must bend its own.
    let kept = serde_json::to_string(&record).unwrap();
    let bent: Record = {
        let mut other = Record::open(ORIGIN, key()).unwrap();
        other.append("joint", &[json!({"at": at(5)})], &mut salts).unwrap();
        let event = serde_json::to_value(&other).unwrap()["compartments"][0]["events"][0].clone();
        let mut kept: Value = serde_json::from_str(&kept).unwrap();
        kept["compartments"][0]["events"][0] = event;
        kept["compartments"][0]["heads"] = heads_of(&kept);
        serde_json::from_value(kept).unwrap()
    };
    insta::assert_snapshot!(faults(&bent.case_file("someone", &["joint"]).to_bytes()), @"`joint`, event 1: is dated before the event that stands before it");
}

/// An event with a key twice says two things, and each reader takes one of them.
#[test]
fn keys_that_stand_twice() {
    let mut salts = salts();
    let mut record = Record::open(ORIGIN, key()).unwrap();
    record.append("joint", &[json!({"at": at(1), "said": {"$content": {"yes": true}}})], &mut salts).unwrap();
    record.append("joint", &[json!({"at": at(2)})], &mut salts).unwrap();
    let bent = |bend: &dyn Fn(&mut Value)| {
        let mut kept = serde_json::to_value(&record).unwrap();
        bend(&mut kept["compartments"][0]["events"][0]);
        kept["compartments"][0]["heads"] = heads_of(&kept);
        let record: Record = serde_json::from_value(kept).unwrap();
        faults(&record.case_file("someone", &["joint"]).to_bytes())
    };
    let twice = bent(&|event| replace(event, "/event", "{", "{\"said\":\"no\","));
    insta::assert_snapshot!(twice, @"`joint`, event 0: is no JSON that reads one way: `said` stands twice in one object at line 1 column 127");
    let hidden = bent(&|event| {
        let json = "{\"yes\":false,\"yes\":true}";
        let hash = <[u8; 32]>::from(sha2::Sha256::digest([&[7; 32], json.as_bytes()].concat()));
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let before = event["event"].as_str().unwrap().to_owned();
        let old = before.split("$sha256\":\"").nth(1).unwrap()[..64].to_owned();
        replace(event, "/event", &old, &hash);
        event["contents"][0] = json!({"salt": "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=", "json": json});
    });
    insta::assert_snapshot!(hidden, @"`joint`, event 0: content 0 is no JSON that reads one way");
}

/// Heads over the events of a kept record, signed by hand.
fn heads_of(kept: &Value) -> Value {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use ed25519_dalek::Signer;
    use sha2::{Digest, Sha256};
    let events = kept["compartments"][0]["events"].as_array().unwrap();
    let hash = |parts: &[&[u8]]| <[u8; 32]>::from(Sha256::digest(parts.concat()));
    let leaf = |event: &Value| {
        let salt = STANDARD.decode(event["salt"].as_str().unwrap()).unwrap();
        hash(&[&[0], &hash(&[&salt, event["event"].as_str().unwrap().as_bytes()])])
    };
    let (one, two) = (leaf(&events[0]), leaf(&events[1]));
    let key = ed25519_dalek::SigningKey::from_bytes(&[42; 32]);
    let id = hash(&[ORIGIN.as_bytes(), b"\n", &[1], key.verifying_key().as_bytes()]);
    let note = |size: u64, root: [u8; 32]| {
        let text = format!("{ORIGIN}#joint\n{size}\n{}\n", STANDARD.encode(root));
        let signature = [&id[..4], &key.sign(text.as_bytes()).to_bytes()].concat();
        json!(format!("{text}\n\u{2014} {ORIGIN} {}\n", STANDARD.encode(signature)))
    };
    json!([note(1, one), note(2, hash(&[&[1], &one, &two]))])
}

#[test]
fn signatures_of_people() {
    let signed = |change: &dyn Fn(&mut Value)| {
        let hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
        let mut event = signing(1, "text", hash, &[("iran/araghchi", 1)], &["oman/albusaidi"]);
        change(&mut event["signed"]);
        let mut record = Record::open(ORIGIN, key()).unwrap();
        record.append("joint", &[event], &mut salts()).unwrap();
        let bytes = record.case_file("iran/araghchi", &["joint"]).to_bytes();
        verify(&bytes, &fingerprint()).map_or_else(|_| faults(&bytes), |_| "fine".to_owned())
    };
    assert_eq!(signed(&|_| {}), "fine");
    insta::assert_snapshot!(signed(&|signed| replace(signed, "/hash", "9f86", "9f87")), @"`joint`, event 0: the signature of iran/araghchi under text is not a signature of this by this key");
    insta::assert_snapshot!(signed(&|signed| replace(signed, "/hash", "9f86", "9F86")), @"`joint`, event 0: what was signed (text) has no SHA-256");
    insta::assert_snapshot!(signed(&|signed| signed["what"] = json!("terms")), @"`joint`, event 0: the signature of iran/araghchi under terms is not a signature of this by this key");
    insta::assert_snapshot!(signed(&|signed| signed["signatures"][0]["key"] = json!("AAAA")), @"`joint`, event 0: the signature of iran/araghchi under text names a key that is none");
    insta::assert_snapshot!(signed(&|signed| drop(signed["signatures"][0].as_object_mut().unwrap().remove("key"))), @"`joint`, event 0: the signature of iran/araghchi under text has no key or no signature");
    insta::assert_snapshot!(signed(&|signed| signed["signatures"][0]["how"] = json!("attested")), @"`joint`, event 0: the signature of iran/araghchi under text is said to be attested by the service and carries a key or a signature");
    insta::assert_snapshot!(signed(&|signed| signed["signatures"][0]["how"] = json!("by heart")), @"`joint`, event 0: what it says was signed cannot be read: unknown variant `by heart`, expected `ed25519` or `attested`");
    insta::assert_snapshot!(signed(&|signed| *signed = json!(7)), @"`joint`, event 0: what it says was signed cannot be read: invalid type: integer `7`, expected struct SignedStatement");
}

#[test]
fn erasure_leaves_every_proof_whole() {
    let mut record = whole();
    let before = json_of(&record, "iran/araghchi", IRAN);
    let names: Vec<String> = record.compartments().map(str::to_owned).collect();
    for name in &names {
        (0..record.len(name)).for_each(|ordinal| record.erase(name, ordinal).unwrap());
    }
    let bytes = record.case_file("iran/araghchi", IRAN).to_bytes();
    let findings = verify(&bytes, &fingerprint()).unwrap();
    assert!(findings.compartments.iter().all(|held| held.erased == held.contents));
    // Nothing that was signed has changed, and nothing of what was said is left.
    let after: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(after["moments"], before["moments"]);
    assert_eq!(after["compartments"][1]["heads"], before["compartments"][1]["heads"]);
    for kept in [String::from_utf8(bytes).unwrap(), serde_json::to_string(&record).unwrap()] {
        assert!(!kept.contains("what was said") && !kept.contains("map.pdf"));
    }
    let shown = record.events("room/iran").next().unwrap();
    assert!(shown["text"]["$erased"].is_string());
}
