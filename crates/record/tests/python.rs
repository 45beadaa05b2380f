//! The lines of Python in `docs/reference/`: they verify what is whole, and find what is not. They must run: where there is no Python,
//! this fails.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod talks;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use talks::{IRAN, fingerprint, json_of, signed_anew, whole};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Exit code, and what was printed; with or without the library that knows Ed25519.
fn verified(bytes: &[u8], library: bool) -> (i32, String) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let name = format!("case-{}-{library}.json", std::thread::current().name().unwrap().replace(':', "-"));
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    let mut python = Command::new("python3");
    if library {
        python.arg(root().join("docs/reference/verify_case.py"));
    } else {
        // Python without its site folder has its own library and nothing else.
        python.args(["-I", "-S"]).arg(root().join("docs/reference/verify_case.py"));
    }
    let output = python.arg(fingerprint().to_string()).arg(&path).output().expect("python3 is there");
    let text =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap(), text)
}

#[test]
fn what_was_released_verifies() {
    for library in [true, false] {
        for name in ["iran.json", "us.json"] {
            let path = root().join("crates/record/tests/golden/wasit-case-1").join(name);
            let (code, text) = verified(&std::fs::read(path).unwrap(), library);
            assert_eq!(code, 0, "{text}");
            assert!(text.ends_with("fine: 3 moments\n"), "{text}");
        }
    }
}

#[test]
fn a_changed_file_is_found() {
    let bytes = whole().case_file("iran/araghchi", IRAN).to_bytes();
    let changed = String::from_utf8(bytes).unwrap().replacen("what was said", "what was sung", 1);
    for library in [true, false] {
        let (code, text) = verified(changed.as_bytes(), library);
        assert_eq!((code, text.as_str()), (1, "wrong: not as it was handed out\n"));
    }
}

/// The short program, which leaves out dates and what people signed.
#[test]
fn the_short_program_finds_what_it_checks() {
    let verified = |name: &str, bytes: &[u8], key: &str| {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("short-{name}.json"));
        std::fs::write(&path, bytes).unwrap();
        let program = root().join("docs/reference/verify_case_short.py");
        let output = Command::new("python3").arg(program).arg(key).arg(&path).output();
        output.expect("python3 is there").status.success()
    };
    let key = fingerprint().to_string();
    for name in ["iran.json", "us.json"] {
        let path = root().join("crates/record/tests/golden/wasit-case-1").join(name);
        assert!(verified("golden", &std::fs::read(path).unwrap(), &key));
    }
    let file = json_of(&whole(), "iran/araghchi", IRAN);
    assert!(verified("whole", &signed_anew(&file), &key));
    let other = wasit_record::LogKey::from_seed([1; 32]).public().fingerprint().to_string();
    assert!(!verified("key", &signed_anew(&file), &other));
    let unsigned = file.to_string().replacen("what was said", "what was sung", 1);
    assert!(!verified("unsigned", unsigned.as_bytes(), &key));
    const ZEROS: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    for (pointer, value) in [
        ("/origin", json!("wasit.example/other")),
        ("/compartments/1/name", json!("room/us")),
        ("/compartments/1/events/3/salt", json!(ZEROS)),
        ("/compartments/1/events/3/contents/0/json", json!("7")),
        ("/compartments/1/events/3/contents", json!([null])),
        ("/compartments/1/events/3", file["compartments"][1]["events"][2].clone()),
        ("/compartments/1/heads/1", file["compartments"][0]["heads"][0].clone()),
        ("/moments/0/at", json!("2025-04-12T00:05:59Z")),
        ("/moments/0/slots", json!(ZEROS)),
        ("/moments/1/checkpoint", file["moments"][0]["checkpoint"].clone()),
        ("/moments/1/places/0/blind", json!(ZEROS)),
        ("/moments/1/places/1/size", json!(7)),
    ] {
        let mut forged = file.clone();
        *forged.pointer_mut(pointer).unwrap() = value;
        assert!(!verified("forged", &signed_anew(&forged), &key), "{pointer}");
    }
}

/// What only the lines after the first signature can find, as the service itself has signed the file anew.
#[test]
fn what_the_service_forged_is_found() {
    let forged = |change: &dyn Fn(&mut Value)| {
        let mut file = json_of(&whole(), "iran/araghchi", IRAN);
        change(&mut file);
        verified(&signed_anew(&file), true)
    };
    let list = |file: &mut Value, pointer: &str| {
        file.pointer_mut(pointer).unwrap().as_array_mut().unwrap().remove(1)
    };
    let right = forged(&|_| {});
    assert_eq!(right.0, 0, "{right:?}");
    let check = |expected: &str, change: &dyn Fn(&mut Value)| {
        let (code, text) = forged(change);
        assert_eq!((code, text.as_str()), (1, format!("wrong: {expected}\n").as_str()));
    };
    let put = |pointer: &'static str, value: &'static str| {
        move |file: &mut Value| *file.pointer_mut(pointer).unwrap() = json!(value)
    };
    const ZEROS: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    check("room/iran: a content", &put("/compartments/1/events/3/contents/0/json", "7"));
    check("room/iran: contents are missing", &|file| drop(list(file, "/compartments/1/events/3/contents")));
    check("room/iran: heads", &|file| drop(list(file, "/compartments/1/events")));
    check("room/iran: heads", &put("/compartments/1/events/3/salt", ZEROS));
    check("another key", &put("/origin", "wasit.example/other"));
    check("a head of something else", &put("/compartments/1/name", "room/us"));
    check("checkpoint 1", &|file| drop(list(file, "/moments")));
    check("checkpoint 0", &put("/moments/0/at", "2025-04-12T00:05:59Z"));
    check("moment 1: joint", &put("/moments/1/places/0/blind", ZEROS));
    check("moment 1: room/iran: dates", &|file| drop(list(file, "/moments/1/places")));
    check("'joint'", &|file| drop(file["compartments"].as_array_mut().unwrap().remove(0)));
}
