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
