//! The reference: its examples are read, and it names every key.

use serde_json::Value;
use wasit_files::{Source, accord_schema, journal_schema, read_accord, read_entries, read_journal};

use crate::batches::unsaid;
use crate::support::{everything, example};

fn reference() -> String {
    std::fs::read_to_string(example("../docs/reference/accord.md")).unwrap()
}

/// The blocks of a language.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    let begin = format!("```{language}\n");
    text.split(begin.as_str()).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

#[test]
fn its_examples_are_read() {
    let text = reference();
    let accords = blocks(&text, "yaml");
    assert!(accords.len() >= 6);
    for accord in accords {
        read_accord(&Source { name: "accord.md", bytes: accord.as_bytes() })
            .unwrap_or_else(|problems| panic!("{problems}\n{accord}"));
    }
    let lines = blocks(&text, "json").concat();
    let journal = read_journal(lines.as_bytes());
    assert_eq!((journal.entries.len(), journal.set_aside), (2, Vec::new()));
    let accord = everything();
    for table in blocks(&text, "csv") {
        read_entries(&Source { name: "accord.md", bytes: table.as_bytes() }, unsaid(&accord)).unwrap();
    }
}

#[test]
fn it_names_every_key_and_every_word() {
    fn named(schema: &Value, found: &mut Vec<String>) {
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            found.extend(properties.keys().cloned());
        }
        if let Some(words) = schema.get("enum").and_then(Value::as_array) {
            found.extend(words.iter().filter_map(Value::as_str).map(str::to_owned));
        }
        match schema {
            Value::Object(entries) => entries.values().for_each(|inner| named(inner, found)),
            Value::Array(items) => items.iter().for_each(|inner| named(inner, found)),
            _ => {}
        }
    }
    let text = reference();
    let mut found = Vec::new();
    named(&accord_schema(), &mut found);
    named(&journal_schema(), &mut found);
    found.sort();
    found.dedup();
    assert!(found.len() > 120, "{}", found.len());
    // Days of the week need no words, and of flows the first is written out.
    let known = |word: &str| word.ends_with("day") && !word.contains('_') || word.starts_with("flow per ");
    let missing: Vec<&String> =
        found.iter().filter(|word| !known(word) && !text.contains(&format!("`{word}`"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
