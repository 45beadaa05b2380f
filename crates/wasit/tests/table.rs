//! `wasit table`.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use support::{json, run, run_with_input, shown, wasit};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn examples() -> Vec<PathBuf> {
    let folder = fs::read_dir(root().join("examples/table")).unwrap();
    let mut scripts: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).collect();
    scripts.retain(|path| path.extension().is_some_and(|end| end == "yaml"));
    scripts.sort();
    assert!(scripts.len() >= 3);
    scripts
}

fn script(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts").join(name).display().to_string()
}

/// The scripts that come out as they expect.
fn fine() -> Vec<String> {
    let mut all: Vec<String> = examples().iter().map(|path| path.display().to_string()).collect();
    all.push(script("rest.yaml"));
    all.push(script("confided.yaml"));
    all
}

fn play(script: &str, rest: &[&str]) -> String {
    run(&[&["table", "play", script], rest].concat())
}

fn example(name: &str) -> String {
    root().join("examples/table").join(name).display().to_string()
}

#[test]
fn examples_come_out_as_they_expect() {
    for script in fine() {
        let shown = play(&script, &[]);
        assert!(shown.starts_with("exit: 0\n--- out\n") && !shown.contains("--- err"), "{script}\n{shown}");
    }
}

/// The acts that a script does and that are not to be refused, by its lines.
fn done(script: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(script).unwrap();
    let (_, acts) = text.split_once("\nacts:").unwrap();
    let entries = acts.split("\n  - ").filter(|entry| !entry.contains("expect:"));
    let name = |entry: &str| {
        let rest = entry.split_once("do: ")?.1;
        Some(rest.split([',', '\n', ' ', '}']).next()?.to_owned())
    };
    entries.filter_map(name).collect()
}

#[test]
fn every_act_is_done_in_some_script() {
    let done: BTreeSet<String> = fine().iter().flat_map(|script| done(script)).collect();
    let all = wasit_table::Act::ALL.iter().map(|facts| facts.name);
    let missing: Vec<&str> = all.filter(|name| !done.contains(*name)).collect();
    assert!(missing.is_empty(), "in no script: {missing:?}");
}

#[test]
fn every_event_has_words() {
    for script in fine() {
        let shown = play(&script, &[]);
        for line in shown.lines() {
            let last = line.rsplit("  ").next().unwrap().trim();
            let bare = wasit_table::Kind::NAMES.iter().any(|name| name.replace('_', " ") == last);
            assert!(!bare, "{script}: {line}");
        }
    }
}

/// The leak test: what each observer is shown, to the letter.
#[test]
fn muscat_as_each_observer_saw_it() {
    let script = example("muscat-2025.yaml");
    for who in ["oman", "oman/notetaker", "iran", "iran/ravanchi", "usa", "usa/anton"] {
        let name = format!("muscat_as_{}", who.replace('/', "_"));
        insta::assert_snapshot!(name, play(&script, &["--as", who]));
    }
}

#[test]
fn what_a_seat_may_not_see_is_in_nothing_that_it_is_shown() {
    let script = example("muscat-2025.yaml");
    let secrets = [
        ("usa", "They ask about inspection first"),
        ("usa", "the ceiling of the old agreement"),
        ("usa", "One side asked for a week"),
        ("usa", "A ceiling on enrichment can be talked about"),
        ("usa", "A few words in the presence"),
        ("iran", "We have to ask at home"),
        ("iran", "A step forward that both sides needed"),
        ("iran", "room/usa"),
        ("iran/ravanchi", "A letter is on its way"),
        ("iran/ravanchi", "backchannel"),
        ("oman", "They ask about inspection first"),
        ("oman/notetaker", "A letter is on its way"),
    ];
    for (who, secret) in secrets {
        for format in [&["--as", who][..], &["--as", who, "--json"]] {
            let shown = play(&script, format).split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(!shown.contains(secret), "{who} is shown: {secret}");
        }
        let known = play(&script, &["--as", if secret.starts_with("They") { "iran" } else { "oman" }]);
        let known = known.split_whitespace().collect::<Vec<_>>().join(" ") + "room/usa backchannel";
        assert!(known.contains(secret), "nobody is shown: {secret}");
    }
}

#[test]
fn a_labour_dispute_to_a_clean_text() {
    let script = example("labour-dispute.yaml");
    insta::assert_snapshot!("labour_as_union", play(&script, &["--as", "union"]));
    insta::assert_snapshot!(play(&script, &["--compare", "joint:11:1..12"]), @"");
    insta::assert_snapshot!(play(&script, &["--compare", "joint:11:1..99"]), @"");
    insta::assert_snapshot!(play(&script, &["--compare", "joint:10:1..2"]), @"");
}

#[test]
fn a_landlord_and_a_tenant() {
    insta::assert_snapshot!("tenancy_as_tenant", play(&example("landlord-tenant.yaml"), &["--as", "tenant"]));
}

#[test]
fn the_mediators_board_is_reckoned_from_what_was_confided() {
    let shown = play(&script("confided.yaml"), &[]);
    let (_, board) = shown.split_once("The mediator's board").unwrap();
    insta::assert_snapshot!(board, @"");
    assert!(!play(&script("confided.yaml"), &["--as", "iran"]).contains("board"));
}

#[test]
fn a_part_of_talks() {
    let script = example("muscat-2025.yaml");
    insta::assert_snapshot!(play(&script, &["--as", "usa/anton", "--until", "2025-03-28 12:00"]), @"");
    insta::assert_snapshot!(play(&script, &["--until", "tomorrow"]), @"");
}

#[test]
fn wrong_scripts_are_told_all_at_once() {
    insta::with_settings!({ filters => vec![(r"[^\s\[]*tests/scripts/", "")] }, {
        insta::assert_snapshot!(play(&script("wrong.yaml"), &[]), @"");
    });
    insta::assert_snapshot!(run_with_input(&["table", "play", "-"], ""), @"");
    insta::assert_snapshot!(run_with_input(&["table", "play", "-"], "[]"), @"");
    insta::assert_snapshot!(run_with_input(&["table", "play", "-"], "acts: []"), @"");
    insta::assert_snapshot!(run(&["table", "play", "nowhere.yaml"]), @"");
}

#[test]
fn what_comes_out_otherwise_is_told_where_it_stands() {
    insta::with_settings!({ filters => vec![(r"[^\s\[]*tests/scripts/", "")] }, {
        insta::assert_snapshot!(play(&script("unexpected.yaml"), &["--as", "iran"]), @"");
    });
}

#[test]
fn nobody_of_that_name() {
    let script = script("rest.yaml");
    insta::assert_snapshot!(play(&script, &["--as", "iran/araghci"]), @"");
    insta::assert_snapshot!(play(&script, &["--as", "france"]), @"");
}

#[test]
fn who_was_discharged_sees_nothing_more() {
    let shown = play(&script("rest.yaml"), &["--as", "iran/clerk"]);
    assert!(shown.contains("discharges clerk") && !shown.contains("Among those who are left"), "{shown}");
}

#[test]
fn json_holds_the_view_and_its_owners_refusals() {
    let script = example("muscat-2025.yaml");
    let shown = json(&["table", "play", &script, "--as", "usa", "--json"]);
    assert_eq!(shown["format"], "wasit-table-play/1");
    assert_eq!(shown["as"], "usa/witkoff");
    assert_eq!(shown["view"]["room"]["seat"], "usa");
    assert!(shown["view"].get("rooms").is_none() && shown.get("board").is_none());
    let refused: Vec<&str> =
        shown["refusals"].as_array().unwrap().iter().map(|each| each["rule"].as_str().unwrap()).collect();
    assert_eq!(refused, ["twice", "suspended"]);
    assert!(shown["refusals"][0]["expected"].as_bool().unwrap());
    let mediator = json(&["table", "play", &script, "--json"]);
    assert!(mediator["view"]["rooms"]["usa"].is_object() && mediator["board"].is_object());
}

#[test]
fn the_same_script_gives_the_same_bytes() {
    let script = example("labour-dispute.yaml");
    assert_eq!(play(&script, &["--json"]), play(&script, &["--json"]));
}

#[test]
fn case_files_are_written_and_verify() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("case files");
    let place = place.display().to_string();
    let script = script("rest.yaml");
    let shown = play(&script, &["--export", &place]);
    assert!(shown.starts_with("exit: 0"), "{shown}");
    let command = shown.lines().rfind(|line| line.contains("wasit verify")).unwrap();
    let arguments: Vec<String> =
        command.split('\'').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect();
    let mut verify: Vec<&str> = arguments[0].split(' ').skip(1).collect();
    verify.extend(arguments[1..].iter().map(String::as_str));
    assert_eq!(verify.len(), 3 + 3, "{verify:?}");
    let verified = shown_of(&verify);
    assert!(verified.starts_with("exit: 0"), "{verified}");
    // Again in its own place, but never among other files.
    assert!(play(&script, &["--export", &place]).starts_with("exit: 0"));
    fs::write(Path::new(&place).join("notes.txt"), "mine").unwrap();
    let refused = play(&script, &["--export", &place]);
    assert!(refused.starts_with("exit: 2") && refused.contains("notes.txt"), "{refused}");
    assert_eq!(fs::read_to_string(Path::new(&place).join("notes.txt")).unwrap(), "mine");
}

fn shown_of(arguments: &[&str]) -> String {
    shown(&wasit(arguments).output().unwrap())
}

#[test]
fn an_act_is_explained() {
    insta::assert_snapshot!(run(&["table", "acts", "convey"]), @"");
    insta::assert_snapshot!(run(&["table", "acts", "convay"]), @"");
    let all = json(&["table", "acts", "--json"]);
    let list = run(&["table", "acts"]);
    assert_eq!(all.as_array().unwrap().len(), wasit_table::Act::ALL.len());
    for facts in all.as_array().unwrap() {
        let name = facts["name"].as_str().unwrap();
        assert!(list.contains(&format!("\n  {name} ")), "{name} is not in {list}");
    }
}
