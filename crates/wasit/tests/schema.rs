//! `wasit schema`.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

#[test]
fn a_json_schema_with_the_keys_of_talks_files() {
    let schema = support::json(&["schema"]);
    assert!(schema["$schema"].as_str().unwrap().starts_with("https://json-schema.org/"), "{schema}");
    for key in ["title", "issues", "parties", "mediator", "rounds"] {
        assert!(schema["properties"].get(key).is_some(), "`{key}` is not in {schema}");
    }
}

#[test]
fn those_of_accords_and_journals_beside_it() {
    assert_eq!(support::json(&["schema", "talks"]), support::json(&["schema"]));
    let accord = support::json(&["schema", "accord"]);
    assert!(accord["properties"].get("commitments").is_some(), "{accord}");
    let journal = support::json(&["schema", "journal"]);
    assert!(journal["properties"].get("declared").is_some(), "{journal}");
}
