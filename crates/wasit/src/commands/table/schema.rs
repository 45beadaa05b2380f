use std::fmt;

use clap::Args;
use serde::Deserializer;
use serde::de::{self, Visitor};
use serde_json::{Map, Value, json};
use wasit_table::{Act, Facts, Rule};

use crate::Answer;
use crate::failure::Failure;
use crate::output::to_stdout;

use super::script::required;

const EXAMPLES: &str = "\
Examples:
  wasit table schema > script.schema.json
and as the first line of a script, for editors that complete from it:
  # yaml-language-server: $schema=script.schema.json

It names every act and every field of each; what a field holds is told by `wasit table acts NAME`, and
checked when the script is played.";

/// Print the JSON Schema of scripts, from which editors complete
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Schema {}

impl Schema {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        to_stdout(&format!("{:#}\n", schema()))?;
        Ok(Answer::Done)
    }
}

fn schema() -> Value {
    let entries = Act::ALL.iter().map(act).chain([tick(), awaits()]);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A script of live talks",
        "description": "What `wasit table play` reads; see docs/reference/script.md.",
        "type": "object",
        "required": ["acts"],
        "additionalProperties": false,
        "properties": {
            "title": text("What the transcript is headed with; the talks' own title where there is none."),
            "seed": {
                "description": "What keys, salts and all chance of strategies are drawn from; 1 where nothing is said.",
                "type": "integer",
                "minimum": 0,
            },
            "keys": {
                "description": "Whether members have keys and sign with them; true where nothing is said.",
                "type": "boolean",
            },
            "talks": text("A talks file or scenario, by its path from where the script is."),
            "seats": {
                "description": "The seats that act by themselves, and the strategy of each.",
                "type": "object",
                "additionalProperties": seat(),
            },
            "leg": text("How long a trip of the mediator takes automated seats, such as `30m`; an hour where nothing is said."),
            "end": text("When the talks are looked at after all that: a time, or `+2d` after the last act; the midnight after it where nothing is said."),
            "acts": {
                "description": "What is done, in order.",
                "type": "array",
                "minItems": 1,
                "items": { "anyOf": entries.collect::<Value>() },
            },
        },
    })
}

fn text(description: &str) -> Value {
    json!({ "description": description, "type": ["string", "number"] })
}

fn seat() -> Value {
    let strategy = "A strategy, such as `boulware` or `time:exponent=2`; `from talks` for the one that the talks file names.";
    json!({
        "description": strategy,
        "anyOf": [
            { "type": "string" },
            { "type": "object", "required": ["use"] },
            {
                "type": "object",
                "required": ["strategy"],
                "additionalProperties": false,
                "properties": {
                    "strategy": { "description": strategy, "type": ["string", "object"] },
                    "member": text("The member who acts; the seat's head where none is named."),
                },
            },
        ],
    })
}

/// One act: its own fields beside those of every act.
fn act(facts: &Facts) -> Value {
    let mut properties = Map::new();
    properties.insert(
        "at".to_owned(),
        text("When it is done: `2025-04-12 10:00`, or `+20m` after the entry before."),
    );
    properties
        .insert("by".to_owned(), text("Who does it: `iran/adviser`, or `iran` for the head of that seat."));
    properties.insert("do".to_owned(), json!({ "description": facts.does, "const": facts.name }));
    properties.insert("label".to_owned(), text("A word by which later acts refer to what this one wrote."));
    let rules = Rule::ALL.iter().map(|rule| rule.word()).chain(["refused"]);
    let expect = json!({
        "description": "How it is to be refused: under this rule, or under any.",
        "enum": rules.collect::<Vec<_>>(),
    });
    properties.insert("expect".to_owned(), expect);
    let fields = fields(facts.name);
    for field in fields.unwrap_or_default() {
        properties.insert((*field).to_owned(), Value::Bool(true));
    }
    let mut needed = vec!["by".to_owned(), "do".to_owned()];
    needed.extend(required(facts.name));
    // Talks that a script does not name are called after it.
    needed.retain(|field| facts.name != "convene" || field != "name");
    json!({
        "title": facts.name,
        "type": "object",
        "required": needed,
        "additionalProperties": fields.is_none(),
        "properties": properties,
    })
}

fn tick() -> Value {
    json!({
        "title": "tick",
        "type": "object",
        "required": ["tick"],
        "additionalProperties": false,
        "properties": { "tick": text("Time passes until then, or for so long: `+30d`.") },
    })
}

fn awaits() -> Value {
    let acts: Vec<&str> = Act::ALL.iter().map(|facts| facts.name).collect();
    let any: Vec<&str> = acts.iter().copied().chain(["rest"]).collect();
    json!({
        "title": "await",
        "type": "object",
        "required": ["await"],
        "additionalProperties": false,
        "properties": {
            "await": {
                "description": "The act of an automated seat that is waited for, or several of which one will do; `rest` waits until all of them wait.",
                "anyOf": [
                    { "enum": any },
                    { "type": "array", "minItems": 1, "items": { "enum": acts } },
                ],
            },
            "by": text("Whose: an automated seat."),
            "in": text("Where it must have written: a seat, for its room, or a compartment."),
            "label": text("A word by which later acts refer to what it wrote."),
        },
    })
}

/// The names of an act's fields; `None` where its type does not say.
fn fields(name: &str) -> Option<&'static [&'static str]> {
    match Act::of(name, Probe)?.err()? {
        Probed::Fields(fields) => Some(fields),
        Probed::Otherwise => None,
    }
}

/// A deserializer that holds nothing, and tells which fields it is asked for.
struct Probe;

/// What a [`Probe`] was asked for.
#[derive(Debug)]
enum Probed {
    Fields(&'static [&'static str]),
    Otherwise,
}

impl fmt::Display for Probed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is nothing to read")
    }
}

impl std::error::Error for Probed {}

impl de::Error for Probed {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Otherwise
    }
}

impl<'de> Deserializer<'de> for Probe {
    type Error = Probed;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Probed> {
        Err(Probed::Otherwise)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Probed> {
        Err(Probed::Fields(fields))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_a_script_is_in_its_schema_and_no_other() {
        let schema = schema();
        let mut keys: Vec<&str> =
            schema["properties"].as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect();
        let mut read = super::super::script::KEYS.to_vec();
        keys.sort_unstable();
        read.sort_unstable();
        assert_eq!(keys, read);
    }
}
