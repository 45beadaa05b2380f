//! The JSON Schemas of `talks.yaml`, `accord.yaml` and `journal.jsonl`, from which editors complete.

use serde_json::Value;

/// The JSON Schema (2020-12) of `talks.yaml`.
///
/// It knows the keys, their types and their plain bounds. What ties parts together (that an issue exists, that
/// dates are in order) only [`crate::read_talks`] checks: every file that it accepts is valid by this schema, and
/// not the other way round. Scalars are validated as YAML reads them: numbers, truths and texts.
#[must_use]
pub fn talks_schema() -> Value {
    serde_json::from_str(include_str!("../talks.schema.json"))
        .expect("the schema is JSON, which a test holds")
}

/// The JSON Schema (2020-12) of `accord.yaml`, under the same terms: every file that [`crate::read_accord`] accepts is valid
/// by it, and what ties parts together only the reader checks.
#[must_use]
pub fn accord_schema() -> Value {
    serde_json::from_str(include_str!("../accord.schema.json"))
        .expect("the schema is JSON, which a test holds")
}

/// The JSON Schema (2020-12) of a line of `journal.jsonl`: every line that [`crate::read_journal`] takes for an entry is valid
/// by it.
#[must_use]
pub fn journal_schema() -> Value {
    serde_json::from_str(include_str!("../journal.schema.json"))
        .expect("the schema is JSON, which a test holds")
}
