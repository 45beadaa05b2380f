//! What `wasit table play` says of scripts that are wrong, beyond what `table.rs` holds.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::fs;
use std::path::Path;

use serde_json::Value;
use support::{json, run_with_input};
use wasit_files::{Document, Source};

fn told(acts: &str) -> String {
    run_with_input(&["table", "play", "-"], &format!("acts:\n{acts}"))
}

#[test]
fn all_that_an_act_lacks_is_told_at_once() {
    insta::assert_snapshot!(told("  - { by: oman, do: invite, wrds: Come. }
  - { by: oman, do: put_agenda, items: [{ titel: Pay }, { id: term }] }
  - { by: iran, do: answer, yes: true }
  - { by: iran, do: characterise, words: 3.50 }
"), @r#"
    exit: 2
    --- err
      × `seat` is missing here
       ╭─[-:2:21]
     1 │ acts:
     2 │   - { by: oman, do: invite, wrds: Come. }
       ·                     ──────
     3 │   - { by: oman, do: put_agenda, items: [{ titel: Pay }, { id: term }] }
       ╰────
      help: `wasit table acts invite` shows what `invite` needs

      × `head` is missing here
       ╭─[-:2:21]
     1 │ acts:
     2 │   - { by: oman, do: invite, wrds: Come. }
       ·                     ──────
     3 │   - { by: oman, do: put_agenda, items: [{ titel: Pay }, { id: term }] }
       ╰────
      help: `wasit table acts invite` shows what `invite` needs

      × `invite` has no field `wrds`
       ╭─[-:2:29]
     1 │ acts:
     2 │   - { by: oman, do: invite, wrds: Come. }
       ·                             ────
     3 │   - { by: oman, do: put_agenda, items: [{ titel: Pay }, { id: term }] }
       ╰────
      help: did you mean `words`?

      × `id` is missing here
       ╭─[-:3:41]
     2 │   - { by: oman, do: invite, wrds: Come. }
     3 │   - { by: oman, do: put_agenda, items: [{ titel: Pay }, { id: term }] }
       ·                                         ──────────────
     4 │   - { by: iran, do: answer, yes: true }
       ╰────
      help: `wasit table acts put_agenda` shows what `put_agenda` needs

      × `title` is missing here
       ╭─[-:3:41]
     2 │   - { by: oman, do: invite, wrds: Come. }
     3 │   - { by: oman, do: put_agenda, items: [{ titel: Pay }, { id: term }] }
       ·                                         ──────────────
     4 │   - { by: iran, do: answer, yes: true }
       ╰────
      help: `wasit table acts put_agenda` shows what `put_agenda` needs

      × `put_agenda` has no field `titel` in `items`
       ╭─[-:3:43]
     2 │   - { by: oman, do: invite, wrds: Come. }
     3 │   - { by: oman, do: put_agenda, items: [{ titel: Pay }, { id: term }] }
       ·                                           ─────
     4 │   - { by: iran, do: answer, yes: true }
       ╰────
      help: did you mean `title`?

      × `title` is missing here
       ╭─[-:3:57]
     2 │   - { by: oman, do: invite, wrds: Come. }
     3 │   - { by: oman, do: put_agenda, items: [{ titel: Pay }, { id: term }] }
       ·                                                         ────────────
     4 │   - { by: iran, do: answer, yes: true }
       ╰────
      help: `wasit table acts put_agenda` shows what `put_agenda` needs

      × `question` is missing here
       ╭─[-:4:21]
     3 │   - { by: oman, do: put_agenda, items: [{ titel: Pay }, { id: term }] }
     4 │   - { by: iran, do: answer, yes: true }
       ·                     ──────
     5 │   - { by: iran, do: characterise, words: 3.50 }
       ╰────
      help: `wasit table acts answer` shows what `answer` needs

      × `round` is missing here
       ╭─[-:5:21]
     4 │   - { by: iran, do: answer, yes: true }
     5 │   - { by: iran, do: characterise, words: 3.50 }
       ·                     ────────────
       ╰────
      help: `wasit table acts characterise` shows what `characterise` needs

      × `tone` is missing here
       ╭─[-:5:21]
     4 │   - { by: iran, do: answer, yes: true }
     5 │   - { by: iran, do: characterise, words: 3.50 }
       ·                     ────────────
       ╰────
      help: `wasit table acts characterise` shows what `characterise` needs

      × `progress` is missing here
       ╭─[-:5:21]
     4 │   - { by: iran, do: answer, yes: true }
     5 │   - { by: iran, do: characterise, words: 3.50 }
       ·                     ────────────
       ╰────
      help: `wasit table acts characterise` shows what `characterise` needs

    -: 11 problems
    "#);
}

/// The scripts of the examples and of the tests that are no wrong ones.
fn scripts() -> Vec<Value> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [here.join("../../examples/table"), here.join("tests/scripts")];
    let paths =
        folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path());
    let is_script = |path: &std::path::PathBuf| {
        path.extension().is_some_and(|end| end == "yaml")
            && path.file_stem().is_some_and(|stem| stem != "wrong")
    };
    paths.filter(is_script).map(|path| read(&fs::read(path).unwrap())).collect()
}

fn read(yaml: &[u8]) -> Value {
    Document::read(Source { name: "script", bytes: yaml }, "").ok().unwrap().root().json()
}

#[test]
fn the_schema_has_every_key_and_every_act_of_scripts() {
    let schema = json(&["table", "schema"]);
    let entries = schema["properties"]["acts"]["items"]["anyOf"].as_array().unwrap();
    let of = |title: &str| entries.iter().find(|entry| entry["title"] == title).unwrap();
    for facts in wasit_table::Act::ALL {
        let fields = of(facts.name)["properties"].as_object().unwrap();
        assert!(of(facts.name)["additionalProperties"] == false, "{}: its fields are not known", facts.name);
        for field in read(facts.example.as_bytes()).as_object().unwrap().keys() {
            assert!(fields.contains_key(field), "{}: {field}", facts.name);
        }
    }
    assert_eq!(of("invite")["required"], serde_json::json!(["by", "do", "seat", "head"]));
    let scripts = scripts();
    assert!(scripts.len() >= 7);
    let acts = scripts.iter().flat_map(|script| {
        for key in script.as_object().unwrap().keys() {
            assert!(schema["properties"].get(key).is_some(), "{key}");
        }
        script["acts"].as_array().unwrap()
    });
    for act in acts {
        let other = if act.get("tick").is_some() { "tick" } else { "await" };
        let entry = of(act["do"].as_str().unwrap_or(other));
        for key in act.as_object().unwrap().keys() {
            assert!(entry["properties"].get(key).is_some(), "{key} in {act}");
        }
        for needed in entry["required"].as_array().unwrap() {
            assert!(act.get(needed.as_str().unwrap()).is_some(), "{needed} in {act}");
        }
    }
}

#[test]
fn a_number_stands_for_the_text_as_it_is_written() {
    let acts = "  - { at: 2025-04-12 10:00, by: oman/badr, do: convene, title: 5.00, mediator: Oman, parties: [{ seat: iran, title: 007 }, { seat: usa, title: true }] }\n";
    let shown = told(acts);
    assert!(shown.contains("\n5.00\n") && shown.contains("between 007 and true"), "{shown}");
}
