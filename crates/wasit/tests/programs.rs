//! Programs at seats.

#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![cfg(unix)]

mod support;

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use support::{json, run, wasit};

const MINE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/programs/mine.py");

/// The last lines of a talk's transcript: what came of it.
fn end_of(program: &str) -> String {
    let seat = format!("buyer=cmd:{program}");
    let text = run(&["run", "shop.yaml", "--seat", &seat, "--program-timeout", "0.5"]);
    let (_, end) = text.split_once("No agreement.").unwrap_or_else(|| panic!("{text}"));
    let end: Vec<&str> = end.lines().take_while(|line| !line.is_empty()).collect();
    format!("{}: {}", text.lines().next().unwrap(), end.join(" "))
}

#[test]
fn the_example_negotiates_and_is_the_same_by_the_same_seed() {
    let seat = format!("buyer=cmd:python3 '{MINE}'");
    let arguments = ["run", "shop.yaml", "--seat", &seat, "--seat", "seller=conceder", "--json"];
    let first = json(&arguments);
    assert_eq!(first["ended"], "agreed", "{first}");
    assert!(first["utilities"]["buyer"].as_f64().unwrap() >= 0.2, "{first}");
    assert_eq!(first, json(&arguments));
}

#[test]
fn the_example_takes_the_seat_of_any_party_of_larger_talks() {
    let seat = format!("union=cmd:python3 '{MINE}'");
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/wage-round.yaml");
    for mediator in ["courier", "single_text", "bridge"] {
        let run = json(&["run", file, "--seat", &seat, "--mediator", mediator, "--json"]);
        assert_ne!(run["ended"], "walked_out", "{mediator}: {}", run["reason"]);
    }
}

#[test]
fn a_program_hears_what_its_seat_may_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let told = folder.path().join("told");
    let seat = format!("buyer=cmd:python3 ../programs/echoes.py '{}'", told.display());
    let run = json(&["run", "shop.yaml", "--seat", &seat, "--json"]);
    assert_eq!(run["ended"], "agreed", "{run}");
    let text = fs::read_to_string(&told).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3, "{text}");
    let (hello, ask, end) = (&lines[0], &lines[1], &lines[2]);
    assert_eq!((&hello["seat"], &hello["version"]), (&"buyer".into(), &1.into()));
    assert_eq!(hello["preferences"]["walk_away"], 0.2);
    assert_eq!(
        hello["preferences"]["tables"]["delivery"]["by rail"].as_f64().map(|u| (u * 1e3).round()),
        Some(300.0)
    );
    assert_eq!((&ask["ask"], &ask["package"]["price"]), (&"answer".into(), &"50".into()));
    assert_eq!(ask["heard_since"][0]["from"], "seller");
    assert_eq!((&end["end"], &end["package"]), (&"agreed".into(), &run["agreement"]));
    // The seller's strategy, walk-away and weights.
    for secret in ["linear", "0.3,", "0.75"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[test]
fn a_program_mediates() {
    let arguments = ["run", "shop.yaml", "--mediator", "cmd:python3 ../programs/between.py", "--json"];
    let closed = json(&[&arguments[..], &["--seat", "buyer=tough", "--seat", "seller=tough"]].concat());
    assert_eq!((&closed["ended"], &closed["legs"]), (&"closed".into(), &6.into()), "{closed}");
    let agreed = json(&[&arguments[..], &["--seat", "seller=conceder"]].concat());
    assert_eq!(agreed["ended"], "agreed", "{agreed}");
}

#[test]
fn a_program_that_dies() {
    insta::assert_snapshot!(end_of("sh ../programs/dies.sh"), @"exit: 1:  The buyer failed at its seat: its program ended before the talks did (exit status: 3).");
}

#[test]
fn a_program_that_is_not_there() {
    insta::assert_snapshot!(end_of("exec 2>/dev/null; no-such-program"), @"exit: 1:  The buyer failed at its seat: its program ended before the talks did (exit status: 127).");
}

#[test]
fn a_program_that_stalls() {
    insta::assert_snapshot!(end_of("sleep 1000"), @"exit: 1:  The buyer failed at its seat: its program gave no answer within 0.5 s.");
}

#[test]
fn programs_that_talk_nonsense() {
    insta::assert_snapshot!(end_of("read h; read q; echo hello there"), @"exit: 1:  The buyer failed at its seat: asked for an answer, its program said `hello there`: it is no JSON.");
    insta::assert_snapshot!(end_of(r#"read h; read q; echo '{"do": "haggle"}'"#), @r#"exit: 1:  The buyer failed at its seat: asked for an answer, its program said `{"do": "haggle"}`: there is no `haggle` to do, but offer, accept, refuse, vote or leave."#);
    insta::assert_snapshot!(end_of(r#"read h; read q; echo '{"do": "vote", "vote": "yes"}'"#), @r#"exit: 1:  The buyer failed at its seat: asked for an answer, its program said `{"do": "vote", "vote": "yes"}`: it does not fit what was asked."#);
    insta::assert_snapshot!(
        end_of(r#"read h; read q; echo '{"do": "offer", "package": {"price": 35, "delivery": "by air"}}'"#),
        @r#"exit: 1:  The buyer failed at its seat: asked for an answer, its program said `{"do": "offer", "package": {"price": 35, "delivery": "by air"}}`: `price` cannot be `35`."#
    );
    insta::assert_snapshot!(end_of("yes x | tr -d '\\n'"), @"exit: 1:  The buyer failed at its seat: its program gave a line of more than 1 MiB.");
}

#[test]
fn a_program_that_leaves_says_why() {
    insta::assert_snapshot!(end_of(r#"read h; read q; echo '{"do": "leave", "reason": "no mandate"}'"#), @"exit: 1:  The buyer walked out: no mandate.");
}

#[test]
fn a_program_may_have_a_thousand_things_to_say_on_standard_error() {
    let text = run(&[
        "run",
        "shop.yaml",
        "--quiet",
        "--seat",
        "buyer=cmd:echo heard >&2; read h; read q; echo '{\"do\": \"accept\"}'; read e",
    ]);
    assert_eq!(text, "exit: 0\n--- err\nheard");
}

/// Whether a process whose command line has `mark` in it runs.
fn runs(mark: &str) -> bool {
    let listed = Command::new("ps").args(["-eo", "args"]).output().unwrap();
    String::from_utf8_lossy(&listed.stdout).lines().any(|line| line.contains(mark) && !line.contains("wasit"))
}

fn soon(mut holds: impl FnMut() -> bool) -> bool {
    (0..200).any(|_| {
        std::thread::sleep(Duration::from_millis(25));
        holds()
    })
}

#[test]
fn what_a_program_started_does_not_outlive_its_talk() {
    let text = end_of("sleep 7654321 & sleep 7654321");
    assert!(text.contains("no answer"), "{text}");
    assert!(soon(|| !runs("sleep 7654321")));
}

#[test]
fn an_interrupt_leaves_no_program_behind() {
    for repeat in [&[][..], &["--repeat", "9"]] {
        let arguments =
            [&["run", "shop.yaml", "--seat", "buyer=cmd:sleep 7123456 & sleep 7123456"][..], repeat].concat();
        let mut command = wasit(&arguments);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        assert!(soon(|| runs("sleep 7123456")));
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{}", support::shown(&output));
        assert!(output.stdout.is_empty());
        assert!(String::from_utf8_lossy(&output.stderr).contains("interrupted"));
        assert!(soon(|| !runs("sleep 7123456")));
    }
}
