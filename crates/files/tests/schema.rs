//! The schema and the reader agree: what the reader accepts is valid, and a key that one does not know the other
//! does not know either.

#![allow(clippy::unwrap_used)]

mod support;

use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::Value;
use support::{folder, read_any};
use wasit_files::talks_schema;

fn validator() -> Validator {
    jsonschema::draft202012::new(&talks_schema()).unwrap()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn as_json(text: &str) -> Value {
    // As YAML 1.2 has it, which editors follow: `yes` is a text.
    serde_saphyr::from_str_with_options(text, serde_saphyr::options! { strict_booleans: true }).unwrap()
}

fn faults(validator: &Validator, value: &Value) -> Vec<String> {
    validator.iter_errors(value).map(|error| format!("{} at {}", error, error.instance_path())).collect()
}

#[test]
fn what_the_reader_accepts_is_valid() {
    let validator = validator();
    let mut files = Vec::new();
    for place in [folder("right"), root().join("examples")] {
        for entry in std::fs::read_dir(place).unwrap() {
            files.push(entry.unwrap().path());
        }
    }
    files.retain(|file| file.extension().is_some_and(|extension| extension == "yaml"));
    assert!(files.len() > 2, "{files:?}");
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let name = file.file_name().unwrap().to_str().unwrap();
        if let Err(problems) = read_any(name, text.as_bytes()) {
            panic!("{problems}");
        }
        assert_eq!(faults(&validator, &as_json(&text)), Vec::<String>::new(), "{name}");
    }
}

/// A file with every key, as JSON, which is YAML too.
fn everything() -> Value {
    let text = std::fs::read_to_string(folder("right").join("everything.yaml")).unwrap();
    let text = text.replace("[1.10, 1.1.1, \"null\", ~]", "[a, b, c, d]").replace("[\"1.10\", ~]", "[a, d]");
    as_json(&text)
}

/// Calls `visit` with a copy for every object in `value`, with an unknown key put into that object.
fn with_unknown_keys(value: &Value, visit: &mut impl FnMut(&str, Value)) {
    fn paths(value: &Value, path: String, found: &mut Vec<String>) {
        match value {
            Value::Object(entries) => {
                found.push(path.clone());
                for (key, inner) in entries {
                    paths(inner, format!("{path}/{}", key.replace('~', "~0").replace('/', "~1")), found);
                }
            }
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(at, inner)| paths(inner, format!("{path}/{at}"), found));
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    paths(value, String::new(), &mut found);
    for path in found {
        let mut copy = value.clone();
        copy.pointer_mut(&path).unwrap()["no_such_key"] = Value::from(1);
        visit(&path, copy);
    }
}

#[test]
fn unknown_keys_are_refused_by_both() {
    let validator = validator();
    let everything = everything();
    assert_eq!(faults(&validator, &everything), Vec::<String>::new());
    read_any("everything.yaml", everything.to_string().as_bytes()).unwrap();
    let mut closed = 0;
    with_unknown_keys(&everything, &mut |path, wrong| {
        // The user's own notes may hold anything, and a strategy's parameters are the strategy's to check.
        if path.starts_with("/x-") || path.ends_with("/strategy") {
            return;
        }
        let refused = read_any("everything.yaml", wrong.to_string().as_bytes()).is_err();
        assert!(refused, "the reader takes an unknown key in {path}");
        // Where keys are names of the file (of issues, values, parties), the schema cannot know them.
        let names = ["issues", "parties", "wants", "values", "points", "when", "never_together", "table"];
        let last = path.rsplit('/').next().unwrap_or_default();
        if names.contains(&last) || path.contains("/table/") && !path.ends_with("/table") && !last.is_empty()
        {
            return;
        }
        closed += 1;
        assert!(!validator.is_valid(&wrong), "the schema takes an unknown key in {path}");
    });
    assert!(closed > 30, "only {closed} groups of entries were tried");
}

#[test]
fn unknown_keys_of_beliefs_are_refused_by_both() {
    let validator = validator();
    let text = std::fs::read_to_string(folder("right").join("uncertain.yaml")).unwrap();
    let mut closed = 0;
    with_unknown_keys(&as_json(&text), &mut |path, wrong| {
        // The strategies' parameters, and what a world sets, the schema does not know.
        let names = ["strategy", "any_of", "experts", "swing", "mean", "set", "worlds", "weights"];
        let names =
            names.iter().chain(&["issues", "parties", "wants", "values", "points", "never_together", "when"]);
        let last = path.rsplit('/').next().unwrap_or_default();
        if path.contains("strategy") || path.contains("/table") && !path.ends_with("at the start") {
            return;
        }
        // Whatever an expert is called.
        let refused = read_any("uncertain.yaml", wrong.to_string().as_bytes()).is_err();
        assert!(refused || last == "experts", "the reader takes an unknown key in {path}");
        if names.clone().any(|name| *name == last) || path.contains("/set/") {
            return;
        }
        closed += 1;
        assert!(!validator.is_valid(&wrong), "the schema takes an unknown key in {path}");
    });
    assert!(closed > 30, "only {closed} groups of entries were tried");
}

#[test]
fn plain_faults_are_refused_by_both() {
    let validator = validator();
    for (pointer, value) in [
        ("/rounds", Value::Array(vec![])),
        ("/rounds/0/legs", 0.into()),
        ("/rounds/0/date", "12/04/2025".into()),
        ("/issues", serde_json::json!({})),
        ("/issues/price/range", serde_json::json!({ "from": 1 })),
        ("/issues/start/dates/step", "monthly".into()),
        ("/parties/lower/wants/price", serde_json::json!({ "weight": 1 })),
        ("/parties/lower/wants/price", serde_json::json!({ "rising": true, "peak": 0.1 })),
        ("/parties/lower/wants/price/linear/slope", "steep".into()),
        ("/parties/lower/wants/start/weight", (-1).into()),
        ("/parties/lower/discount", serde_json::json!({ "per_leg": 0.9, "per_talks": 0.9 })),
        ("/parties/lower/discount/per_talks", 1.5.into()),
        ("/parties/upper/red_lines/0", serde_json::json!({ "issue": "price" })),
        ("/parties/upper/red_lines/0", serde_json::json!({ "never_together": { "price": 0.1 } })),
        ("/parties/upper/together/0", serde_json::json!({ "when": { "price": 0.1 } })),
        ("/parties", serde_json::json!({ "alone": { "wants": { "price": { "rising": true } } } })),
        ("/title", serde_json::json!(["House"])),
        ("/title", "".into()),
        ("/mediator", "bridge".into()),
    ] {
        let mut wrong = everything();
        *wrong.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value;
        assert!(read_any("wrong.yaml", wrong.to_string().as_bytes()).is_err(), "the reader takes {pointer}");
        assert!(!validator.is_valid(&wrong), "the schema takes {pointer}");
    }
    let mut both = everything();
    both["legs"] = 3.into();
    assert!(!validator.is_valid(&both) && read_any("wrong.yaml", both.to_string().as_bytes()).is_err());
}

#[test]
fn the_reference_begins_with_a_whole_file() {
    let reference = std::fs::read_to_string(root().join("docs/reference/talks-yaml.md")).unwrap();
    let (_, rest) = reference.split_once("```yaml\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    read_any("example.yaml", example.as_bytes()).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(faults(&validator(), &as_json(example)), Vec::<String>::new());
}

#[test]
fn the_reference_names_every_key() {
    fn keys(schema: &Value, found: &mut Vec<String>) {
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            found.extend(properties.keys().cloned());
        }
        match schema {
            Value::Object(entries) => entries.values().for_each(|inner| keys(inner, found)),
            Value::Array(items) => items.iter().for_each(|inner| keys(inner, found)),
            _ => {}
        }
    }
    let reference = std::fs::read_to_string(root().join("docs/reference/talks-yaml.md")).unwrap();
    let mut found = Vec::new();
    keys(&talks_schema(), &mut found);
    assert!(found.len() > 40);
    let missing: Vec<String> =
        found.into_iter().filter(|key| !reference.contains(&format!("`{key}`"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
