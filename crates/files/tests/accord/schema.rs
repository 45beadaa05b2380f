//! The schemas and the readers agree: what a reader accepts is valid, and what is wrong in form is refused by both.

use jsonschema::Validator;
use proptest::prelude::*;
use serde_json::Value;
use wasit_files::{accord_schema, journal_schema, read_journal};

use crate::batches::DECLARATIONS;
use crate::support::{example, files, fixture, read, right};

fn validator() -> Validator {
    jsonschema::draft202012::new(&accord_schema()).unwrap()
}

fn as_json(text: &str) -> Option<Value> {
    // As YAML 1.2 has it, which editors follow: `yes` is a text.
    serde_saphyr::from_str_with_options(text, serde_saphyr::options! { strict_booleans: true }).ok()
}

fn faults(validator: &Validator, value: &Value) -> Vec<String> {
    validator.iter_errors(value).map(|error| format!("{error} at {}", error.instance_path())).collect()
}

#[test]
fn what_the_reader_accepts_is_valid() {
    let validator = validator();
    for (name, text) in right() {
        assert!(read(&name, text.as_bytes()).is_ok());
        assert_eq!(faults(&validator, &as_json(&text).unwrap()), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn what_is_wrong_in_form_is_refused() {
    // What only the whole shows: names that stand for nothing, days in order, what is needed beside something else.
    const OF_THE_WHOLE: [&str; 26] = [
        "conditions_in_a_circle",
        "cure_of_no_time",
        "events_outside_milestones",
        "groups_wrong",
        "ladder_without_rungs",
        "limits_without_units",
        "members_called_alike",
        "members_dangling",
        "milestone_waits_for_itself",
        "milestones_dangling",
        "milestones_in_a_circle",
        "milestones_of_milestones_dangling",
        "no_day",
        "nobody_owes",
        "others_dangling",
        "parallel_with_itself",
        "power_in_a_circle",
        "recurrence_rules_wrong",
        "steps_called_alike",
        "steps_of_a_measure_out_of_order",
        "sunset_before_start",
        "tolerance_less_than_nothing",
        "vote_without_time",
        "week_of_weekends",
        "windows_that_end_before_they_start",
        "zones_wrong",
    ];
    let validator = validator();
    for (name, bytes) in files("wrong") {
        let stem = name.trim_end_matches(".yaml");
        // A name that stands twice in a mapping is no JSON to begin with.
        let Some(value) = as_json(std::str::from_utf8(&bytes).unwrap()) else { continue };
        assert_eq!(validator.is_valid(&value), OF_THE_WHOLE.contains(&stem), "{stem}");
    }
}

/// Calls `visit` with a copy for every object in `value`, with an unknown key put into that object.
fn with_unknown_keys(value: &Value, visit: &mut impl FnMut(&str, Value)) {
    fn paths(value: &Value, path: String, found: &mut Vec<String>) {
        match value {
            Value::Object(entries) => {
                found.push(path.clone());
                entries.iter().for_each(|(key, inner)| paths(inner, format!("{path}/{key}"), found));
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
        copy.pointer_mut(&path).unwrap()["no_such_key"] = serde_json::json!([[1]]);
        visit(&path, copy);
    }
}

#[test]
fn unknown_keys_are_refused_by_both() {
    let validator = validator();
    let text = std::fs::read_to_string(fixture("right/everything.yaml")).unwrap();
    let mut tried = 0;
    read("right.yaml", as_json(&text).unwrap().to_string().as_bytes()).unwrap();
    with_unknown_keys(&as_json(&text).unwrap(), &mut |path, wrong| {
        if path.starts_with("/x-") {
            return;
        }
        tried += 1;
        assert!(
            read("wrong.yaml", wrong.to_string().as_bytes()).is_err(),
            "the reader takes a key in {path}"
        );
        assert!(!validator.is_valid(&wrong), "the schema takes a key in {path}");
    });
    assert!(tried > 60, "only {tried} groups of entries were tried");
}

/// Values in place of others: some fit, most do not.
fn odd() -> Vec<Value> {
    use serde_json::json;
    vec![
        json!("2026-02-01"),
        json!("2026-02-01T12:00"),
        json!("30 days after start"),
        json!("start"),
        json!("10 days"),
        json!("-1 day"),
        json!("1 month"),
        json!("soon"),
        json!(3),
        json!(-1.5),
        json!("1e3"),
        json!(true),
        json!(null),
        json!(""),
        json!("seller"),
        json!(["seller"]),
        json!([]),
        json!({}),
        json!({ "title": "x" }),
        json!("limit"),
        json!({ "earliest": ["start", "2026-02-01"] }),
        json!({ "when": "start", "unless": "rest" }),
        json!("next"),
        json!({ "within": "3 days" }),
        json!({ "by": "seller" }),
        json!({ "event": "something" }),
        json!("any"),
        json!({ "rule": "FREQ=DAILY" }),
        json!("18:00"),
        json!("2 kg"),
        json!({ "reached": "start" }),
        json!("saturday"),
    ]
}

#[test]
fn whatever_stands_somewhere_what_the_reader_accepts_is_valid() {
    let validator = validator();
    let text = std::fs::read_to_string(fixture("right/everything.yaml")).unwrap();
    let value = as_json(&text).unwrap();
    fn leaves(value: &Value, path: String, found: &mut Vec<String>) {
        found.push(path.clone());
        match value {
            Value::Object(entries) => {
                entries.iter().for_each(|(key, inner)| leaves(inner, format!("{path}/{key}"), found));
            }
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(at, inner)| leaves(inner, format!("{path}/{at}"), found));
            }
            _ => {}
        }
    }
    let mut paths = Vec::new();
    leaves(&value, String::new(), &mut paths);
    let mut accepted = 0;
    for path in paths {
        for odd in odd() {
            let mut copy = value.clone();
            *copy.pointer_mut(&path).unwrap() = odd.clone();
            if read("odd.yaml", copy.to_string().as_bytes()).is_ok() {
                accepted += 1;
                assert_eq!(faults(&validator, &copy), Vec::<String>::new(), "{odd} at {path}");
            }
        }
    }
    assert!(accepted > 500, "only {accepted} were accepted");
}

#[test]
fn lines_of_journals_are_valid() {
    let validator = jsonschema::draft202012::new(&journal_schema()).unwrap();
    let mut text = String::new();
    for (at, declared) in DECLARATIONS.iter().enumerate() {
        text.push_str(&format!(
            "{{\"id\":\"d{at}\",\"known\":\"2026-03-01T12:00:00+01:00\",\"at\":\"2026-02-28T12:00\",\"by\":\"x\",\"declared\":{declared}}}\n",
        ));
    }
    for name in ["jcpoa", "ceasefire", "labour", "supply"] {
        text.push_str(&std::fs::read_to_string(example(name).join("journal.jsonl")).unwrap());
    }
    for (_, bytes) in files("journals") {
        text.push_str(std::str::from_utf8(&bytes).unwrap());
        text.push('\n');
    }
    let taken: Vec<usize> = read_journal(text.as_bytes()).entries.iter().map(|(line, _)| *line).collect();
    assert!(taken.len() > 60);
    for (at, line) in text.lines().enumerate() {
        let Ok(value) = serde_json::from_str::<Value>(line) else { continue };
        let is_taken = taken.contains(&(at + 1));
        let faults = faults(&validator, &value);
        // Control characters, a day that no calendar has and a key that stands twice only the reader refuses.
        let only = ["\\u001b", "2026-02-30", "\"id\":\"i\",\"id\""];
        let of_the_reader = only.iter().any(|part| line.contains(part));
        assert!(is_taken == faults.is_empty() || !is_taken && of_the_reader, "{line}: {faults:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 500, ..ProptestConfig::default() })]

    /// Whatever is done to a line: where it is still an entry, it is valid.
    #[test]
    fn changed_lines_that_are_entries_are_valid(
        which in any::<prop::sample::Index>(),
        key in prop::sample::select(vec!["id", "known", "at", "by", "observed", "declared", "source", "note", "attachments"]),
        value in prop::sample::select(vec![
            r#""x""#, r#""""#, "7", "null", "[]", "{}", "true", r#""2026-01-01""#, r#""2026-01-01T12:00""#,
            r#""2026-01-01T12:00:00Z""#, r#"{"commitment":"c","value":1.5}"#, r#"{"commitment":"c","value":"1e3"}"#,
            r#"{"commitment":"c","value":"-3","unit":null}"#, r#"{"exerts":{"power":"p"}}"#, r#"{"leaves":null}"#,
        ]),
    ) {
        let validator = jsonschema::draft202012::new(&journal_schema()).unwrap();
        let text = std::fs::read_to_string(example("jcpoa/journal.jsonl")).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let mut line: Value = serde_json::from_str(lines[which.index(lines.len())]).unwrap();
        line[key] = serde_json::from_str(value).unwrap();
        if read_journal(line.to_string().as_bytes()).entries.len() == 1 {
            prop_assert_eq!(faults(&validator, &line), Vec::<String>::new(), "{}", line);
        }
    }
}
