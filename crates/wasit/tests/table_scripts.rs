//! `wasit table play`: how scripts end, and what the talks are called.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::fs;
use std::path::Path;

use support::{json, run_with_input};

/// Talks of two parties, to which `more` is added.
fn two_parties(more: &str) -> String {
    let parties = "[{ seat: a, title: A }, { seat: b, title: B }]";
    format!(
        "acts:
  - {{ at: 2026-03-01 09:00, by: m/h, do: convene, title: T, mediator: M, parties: {parties} }}
  - {{ by: m, do: invite, seat: a, head: x }}
  - {{ by: m, do: invite, seat: b, head: y }}
  - {{ by: a, do: accept_invitation }}
  - {{ by: b, do: accept_invitation }}
{more}"
    )
}

/// Neither the time at the end nor the length of the record tells when another party did something last.
#[test]
fn the_end_of_a_script_tells_nothing_of_the_last_act() {
    let shown = |more: &str| {
        let script = two_parties(more);
        run_with_input(&["table", "play", "-", "--as", "a", "--json"], &script)
    };
    let quiet = shown("");
    assert!(quiet.contains("\"now\": \"2026-03-02T00:00:00Z\""), "{quiet}");
    assert_eq!(shown("  - { at: +5h, by: b, do: say, text: late }\n"), quiet);
    let ended = shown("end: 2026-04-01\n");
    assert!(ended.contains("\"now\": \"2026-04-01T00:00:00Z\""), "{ended}");
    assert_eq!(shown("  - { at: +9d, by: b, do: say, text: later }\nend: 2026-04-01\n"), ended);
    let early = shown("end: 2026-02-01\n");
    assert!(early.contains("the end lies before the last act"), "{early}");
}

#[test]
fn a_record_of_far_too_many_days_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("files").display().to_string();
    let script = two_parties("end: 2926-03-01\n");
    let refused = run_with_input(&["table", "play", "-", "--export", &place], &script);
    assert!(refused.contains("exit: 2") && refused.contains("8000 is the most"), "{refused}");
    assert!(!Path::new(&place).exists());
}

#[test]
fn talks_without_a_name_are_called_as_their_script() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("the pier.yaml");
    fs::write(&path, two_parties("")).unwrap();
    let shown = json(&["table", "play", &path.display().to_string(), "--json"]);
    assert_eq!(shown["view"]["joint"]["convening"]["name"], "the-pier");
}

#[test]
fn an_item_by_its_number_alone_is_told_how_items_are_called() {
    let script = two_parties("  - { by: a, do: retract, item: 5 }\n");
    let told = run_with_input(&["table", "play", "-"], &script);
    assert!(told.contains("`room/SEAT:5`"), "{told}");
}
