//! From talks to accord: `wasit accord draft`, `wasit verify` with an accord, `wasit accord export`.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::fs;
use std::path::Path;
use std::process::Output;
use std::sync::OnceLock;

use serde_json::Value;
use sha2::{Digest, Sha256};
use support::{shown, wasit};
use tempfile::TempDir;

const VERSION: &str = env!("CARGO_PKG_VERSION");
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn output(folder: &Path, arguments: &[&str]) -> Output {
    wasit(arguments).current_dir(folder).output().unwrap()
}

/// Runs the command in `folder`, and shows what came of it.
fn run_in(folder: &Path, arguments: &[&str]) -> String {
    shown(&output(folder, arguments))
}

/// The talks file, the result of a run of it, and the case files of talks at a table; the key's fingerprint.
fn made() -> &'static (TempDir, String) {
    static MADE: OnceLock<(TempDir, String)> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        fs::copy(format!("{ROOT}/examples/wage-round.yaml"), folder.path().join("talks.yaml")).unwrap();
        let result = output(folder.path(), &["run", "talks.yaml", "--json"]);
        assert!(result.status.success());
        fs::write(folder.path().join("result.json"), result.stdout).unwrap();
        let script = format!("{ROOT}/examples/table/wage-round-adopted.yaml");
        let played = shown(&output(folder.path(), &["table", "play", &script, "--export", "cases"]));
        let key =
            played.lines().find(|line| line.starts_with("  wasit:")).unwrap_or_else(|| panic!("{played}"));
        let key = key.trim().to_owned();
        (folder, key)
    })
}

/// A folder of a test's own with all that was made.
fn bench() -> (TempDir, &'static str) {
    let (made, key) = made();
    let bench = tempfile::tempdir().unwrap();
    for name in ["talks.yaml", "result.json"] {
        fs::copy(made.path().join(name), bench.path().join(name)).unwrap();
    }
    fs::copy(made.path().join("cases/union-ines.json"), bench.path().join("case.json")).unwrap();
    (bench, key)
}

/// The case file's draft, in `accord.yaml`.
fn drafted() -> (TempDir, &'static str, String) {
    let (bench, key) = bench();
    let arguments =
        ["accord", "draft", "case.json", "--talks", "talks.yaml", "--key", key, "--out", "accord.yaml"];
    let told = run_in(bench.path(), &arguments);
    assert!(told.starts_with("exit: 0"), "{told}");
    let text = fs::read_to_string(bench.path().join("accord.yaml")).unwrap();
    (bench, key, text)
}

#[test]
fn of_a_run() {
    let (bench, _) = bench();
    insta::assert_snapshot!(run_in(
        bench.path(),
        &["accord", "draft", "result.json", "--out", "accord.yaml"]
    ));
    let text = fs::read_to_string(bench.path().join("accord.yaml")).unwrap();
    insta::assert_snapshot!(text.split("\n\n").next().unwrap().replace(VERSION, "VERSION"));
    // The day of the round in which the run ended.
    let result: Value = serde_json::from_slice(&fs::read(bench.path().join("result.json")).unwrap()).unwrap();
    let day = ["2025-11-03", "2025-11-10", "2025-11-14"][result["round"].as_u64().unwrap() as usize - 1];
    assert!(text.contains(&format!("when: {day}")), "{text}");
    assert!(
        text.contains(&format!("at_least: {}", result["agreement"]["raise"].as_str().unwrap())),
        "{text}"
    );
    assert!(!text.contains("sha256"));
    let checked = run_in(bench.path(), &["accord", "check", "accord.yaml"]);
    assert!(checked.starts_with("exit: 0"), "{checked}");
    // Without a file it is printed.
    let printed = output(bench.path(), &["accord", "draft", "result.json", "--adopted", "2025-12-01"]);
    let printed = String::from_utf8(printed.stdout).unwrap();
    assert!(printed.contains("when: 2025-12-01"), "{printed}");
}

#[test]
fn of_a_table() {
    let (bench, _, text) = drafted();
    insta::assert_snapshot!(text.replace(VERSION, "VERSION"));
    let told = run_in(
        bench.path(),
        &["accord", "draft", "case.json", "--talks", "talks.yaml", "--out", "accord.yaml"],
    );
    insta::assert_snapshot!(told);
    let told = run_in(
        bench.path(),
        &["accord", "draft", "case.json", "--talks", "talks.yaml", "--out", "accord.yaml", "--force"],
    );
    insta::assert_snapshot!(told);
    assert_eq!(fs::read_to_string(bench.path().join("accord.yaml")).unwrap(), text);
}

/// The verdict on the accord, without what `verify` says of the case file.
fn held(folder: &Path, key: &str) -> String {
    let told = run_in(folder, &["verify", "--key", key, "case.json", "accord.yaml"]);
    let (code, rest) = told.split_once('\n').unwrap();
    let at = ["accord.yaml: fine", "wrong: accord.yaml"].iter().find_map(|mark| rest.find(mark));
    format!("{code}\n{}", &rest[at.unwrap_or_else(|| panic!("{told}"))..])
}

#[test]
fn an_accord_is_held_against_the_adopted_text() {
    let (bench, key, text) = drafted();
    insta::assert_snapshot!(held(bench.path(), key));
    let changed = text
        .replace("no more than 40 hours", "no more than 48 hours")
        .replace("clause: peace", "clause: peacce")
        .replace("clause: reports", "x-clause: reports");
    let sha256 = text.split("sha256: \"").nth(1).unwrap()[..64].to_owned();
    fs::write(bench.path().join("accord.yaml"), &changed).unwrap();
    insta::assert_snapshot!(held(bench.path(), key));
    let other = changed.replace(&sha256, &"0".repeat(64));
    fs::write(bench.path().join("accord.yaml"), other).unwrap();
    insta::assert_snapshot!(held(bench.path(), key));
    let json = output(bench.path(), &["verify", "--key", key, "case.json", "accord.yaml", "--json"]);
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["fine"], false);
    assert_eq!(json["files"][0]["fine"], true);
    assert_eq!(json["accords"][0]["text"]["sha256"], sha256);
    let what: Vec<&str> = json["accords"][0]["differences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["what"].as_str().unwrap())
        .collect();
    assert_eq!(what, ["hash", "words", "clause"]);
    assert_eq!(json["accords"][0]["without_clause"], 1);
}

#[test]
fn the_hash_is_that_of_the_documentation() {
    let (bench, _, text) = drafted();
    let sha256 = text.split("sha256: \"").nth(1).unwrap()[..64].to_owned();
    let of = |bytes: &str| Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let script = fs::read_to_string(format!("{ROOT}/examples/table/wage-round-adopted.yaml")).unwrap();
    let documented = fs::read_to_string(format!("{ROOT}/docs/how-to/verify.md")).unwrap();
    let mut lines = "wasit text 1\nThe wage agreement\ndraft\nentry signature\n".to_owned();
    for article in script.lines().filter(|line| line.contains("heading: ")) {
        let part = |name: &str, until: &str| {
            let rest = article.split_once(&format!("{name}: ")).unwrap().1;
            rest.split_once(until).unwrap().0.trim_matches('"').to_owned()
        };
        let (id, heading, body) = (part("id", ","), part("heading", ","), part("body", " }"));
        let hash = of(&format!("wasit article 1\n{id}\n{heading}\nwords\n{body}"));
        let line = format!("{id} {hash}\n");
        // Its example shows the first two.
        assert!(documented.contains(&line) || !matches!(&*id, "pay" | "hours"), "{line}");
        lines.push_str(&line);
    }
    assert_eq!(of(&lines), sha256);
    drop(bench);
}

#[test]
fn what_cannot_be_drafted_is_told() {
    let (bench, key) = bench();
    let folder = bench.path();
    let result = fs::read_to_string(folder.join("result.json")).unwrap();
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    let mut value: Value = serde_json::from_str(&result).unwrap();
    value["agreement"] = Value::Null;
    write("none.json", &value.to_string());
    write("many.json", r#"{"talks": 100, "agreements": []}"#);
    write("other.json", "[1, 2]");
    write("strange.json", &result.replace("\"raise\"", "\"rise\""));
    write("dear.json", &result.replacen("\"hours\": \"", "\"hours\": \"1", 1));
    write("stdin.json", &result.replace("\"talks.yaml\"", "\"-\""));
    let talks = fs::read_to_string(folder.join("talks.yaml")).unwrap();
    write("plain.yaml", talks.split_once("\n# What is owed").unwrap().0);
    write(
        "undated.yaml",
        &talks.replace("date: 2025-11-", "note: in 2025-11-").replace(", note: Through the night.", ""),
    );
    write("renamed.yaml", &talks.replace("clause: pay", "clause: wages"));
    let case = fs::read_to_string(folder.join("case.json")).unwrap();
    write("changed.json", &case.replace("no more than 40", "no more than 30"));
    let last = if key.ends_with('0') { '1' } else { '0' };
    let other_key = format!("{}{last}", &key[..key.len() - 1]);
    let draft = |arguments: &[&str]| run_in(folder, &[&["accord", "draft"], arguments].concat());
    let all = [
        draft(&["none.json"]),
        draft(&["many.json"]),
        draft(&["other.json"]),
        draft(&["strange.json"]),
        draft(&["dear.json"]),
        draft(&["stdin.json"]),
        draft(&["result.json", "--talks", "plain.yaml"]),
        draft(&["result.json", "--talks", "undated.yaml"]),
        draft(&["result.json", "--set", "raise=6"]),
        draft(&["result.json", "--key", key]),
        draft(&["result.json", "--out", "talks.yaml"]),
        draft(&["result.json", "--out", "talks.yaml", "--force"]),
        draft(&["case.json"]),
        draft(&["case.json", "--talks", "renamed.yaml"]),
        draft(&["case.json", "--talks", "talks.yaml", "--text", "joint:1"]),
        draft(&["case.json", "--talks", "talks.yaml", "--key", &other_key]),
        draft(&["changed.json", "--talks", "talks.yaml"]),
    ];
    insta::assert_snapshot!(all.join("\n\n"));
}

#[test]
fn an_accord_alone_is_no_case_file() {
    let (bench, key, _) = drafted();
    insta::assert_snapshot!(run_in(bench.path(), &["verify", "--key", key, "accord.yaml", "case.json"]));
}

#[test]
fn an_accord_is_exported() {
    let (bench, _, _) = drafted();
    let folder = bench.path();
    let told = run_in(
        folder,
        &["accord", "export", "accord.yaml", "--format", "akoma-ntoso", "--out", "accord.xml"],
    );
    assert_eq!(told, "exit: 0");
    let xml = fs::read_to_string(folder.join("accord.xml")).unwrap();
    assert!(xml.contains("<paragraph eId=\"art_pay__para_pay\">"), "{xml}");
    assert!(xml.contains("From 1 March 2026 on wages stand"), "{xml}");
    let json = output(folder, &["accord", "export", "accord.yaml"]);
    fs::write(folder.join("accord.json"), &json.stdout).unwrap();
    let checked = run_in(folder, &["accord", "check", "accord.json"]);
    assert!(checked.starts_with("exit: 0"), "{checked}");
    let again = output(folder, &["accord", "export", "accord.json"]);
    assert_eq!(json.stdout, again.stdout);
}

#[test]
fn converting_tells_that_commitments_are_lost() {
    let (bench, _) = bench();
    insta::assert_snapshot!(run_in(bench.path(), &["convert", "talks.yaml", "again.yaml"]));
}

#[test]
fn helps() {
    insta::assert_snapshot!(run_in(Path::new("."), &["accord", "draft", "--help"]));
    insta::assert_snapshot!(run_in(Path::new("."), &["accord", "export", "--help"]));
}
