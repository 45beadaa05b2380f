mod compare;
mod drafting;
mod refusals;
mod together;

use serde_json::{Value, json};
use wasit_table::chapters::texts::Text;
use wasit_table::{Id, Kind, View};

use crate::hall::{Hall, Step};

pub(crate) use refusals::refusals;

/// The text that [`opened`] opens.
pub(crate) const TEXT: &str = "joint:4";

/// A text with an article in each mode.
pub(crate) fn open() -> Value {
    json!({
        "do": "open_text",
        "title": "Framework",
        "articles": [
            { "id": "limits", "heading": "Limits", "body": "Iran enriches up to 3.67 per cent." },
            { "id": "entry", "heading": "Entry", "body": "It begins on signature.", "mode": "rolling" },
        ],
    })
}

pub(crate) fn opened() -> Hall {
    Hall::seated().acts(&[("oman/badr", open())])
}

/// `opened`, with a bracket in the article `entry`.
pub(crate) fn bracketed() -> Hall {
    opened().acts(&[("iran/araghchi", bracket())])
}

pub(crate) fn bracket() -> Value {
    on_text(json!({
        "do": "bracket",
        "article": "entry",
        "words": "on signature",
        "kind": "contested",
        "alternatives": ["after ratification"],
    }))
}

pub(crate) fn on_text(mut act: Value) -> Value {
    act["text"] = json!(TEXT);
    act
}

pub(crate) fn lift(words: &str) -> Value {
    on_text(json!({ "do": "lift_bracket", "article": "entry", "bracket": 1, "words": words }))
}

pub(crate) fn revise(body: &str) -> Value {
    on_text(json!({ "do": "revise_article", "article": "limits", "body": body }))
}

pub(crate) fn text(hall: &Hall) -> Text {
    let View::Party(view) = hall.view("usa/observer") else { panic!("a party's view") };
    view.joint.texts.get(TEXT.parse::<Id>().unwrap().number).unwrap().clone()
}

/// The agreement to an article as it stands.
pub(crate) fn agree(hall: &Hall, article: &str) -> Value {
    let hash = text(hall).article(&article.parse().unwrap()).unwrap().hash;
    on_text(json!({ "do": "agree_article", "article": article, "hash": hash }))
}

/// Both parties agree to an article.
pub(crate) fn agreed(mut hall: Hall, article: &str) -> Hall {
    for who in ["iran/araghchi", "usa/witkoff"] {
        let agree = agree(&hall, article);
        hall.act(who, agree);
    }
    hall
}

/// What the last act wrote for a member to see, as lines of JSON without times.
pub(crate) fn shown(hall: &Hall, who: &str, before: usize) -> String {
    let view = serde_json::to_value(hall.view(who)).unwrap();
    let mut lines = Vec::new();
    for event in &hall.table.events()[before..] {
        let shown = serde_json::to_value(&**event).unwrap();
        if holds(&view, &shown) {
            let mut shown = shown.clone();
            let fields = shown.as_object_mut().unwrap();
            fields.shift_remove("at");
            if let Some(Value::String(hash)) = fields.get_mut("hash") {
                hash.truncate(8);
            }
            lines.push(shown.to_string());
        }
    }
    lines.join("\n")
}

fn holds(value: &Value, event: &Value) -> bool {
    value == event
        || match value {
            Value::Object(fields) => fields.values().any(|field| holds(field, event)),
            Value::Array(entries) => entries.iter().any(|entry| holds(entry, event)),
            _ => false,
        }
}

/// What each observer sees of these steps, after `hall`.
pub(crate) fn goldens(hall: Hall, steps: &[Step]) -> String {
    let before = hall.table.events().len();
    let hall = hall.acts(steps);
    let seen = ["oman/badr", "iran/observer", "usa/observer"]
        .map(|who| format!("{who}\n{}\n", shown(&hall, who, before)));
    seen.join("\n")
}

/// The names of the events since `before`.
pub(crate) fn names(hall: &Hall, before: usize) -> Vec<&str> {
    hall.table.events()[before..].iter().map(|event| Kind::name(&event.kind)).collect()
}
