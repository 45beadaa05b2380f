//! Days and lengths as `accord.yaml` writes them.

use serde_json::{Value, json};
use wasit_accord::{Anchor, Length, Moment};

/// A day, in one text where that can be.
pub(super) fn anchor(anchor: &Anchor) -> Value {
    match anchor {
        Anchor::On(moment) => Value::String(self::moment(moment)),
        Anchor::At(name) => Value::String(name.to_string()),
        Anchor::After { from, by } => match in_one_text(from, *by) {
            Some(text) => Value::String(text),
            None => json!({ "after": self::anchor(from), "by": length(*by) }),
        },
        Anchor::Earliest(several) => {
            json!({ "earliest": several.iter().map(self::anchor).collect::<Vec<_>>() })
        }
        Anchor::Latest(several) => json!({ "latest": several.iter().map(self::anchor).collect::<Vec<_>>() }),
        Anchor::Event(words) => json!({ "event": words }),
        Anchor::OrEarlierByConsent(day) => json!({ "or_earlier_by_consent": self::anchor(day) }),
        Anchor::Unless { when, power } => json!({ "when": self::anchor(when), "unless": &**power }),
    }
}

/// `90 days after adoption`, `3 months before 2026-01-01`: lengths of one sign, from a day that is one word.
fn in_one_text(from: &Anchor, by: Length) -> Option<String> {
    let from = match from {
        Anchor::On(moment) => self::moment(moment),
        Anchor::At(name) => name.to_string(),
        _ => return None,
    };
    let parts = [i32::from(by.years), i32::from(by.months), by.days];
    if parts.iter().all(|part| *part >= 0) {
        return Some(format!("{} after {from}", length(by)));
    }
    let back = by.times(-1).filter(|_| parts.iter().all(|part| *part <= 0))?;
    Some(format!("{} before {from}", length(back)))
}

/// A day, or a time of one.
pub(super) fn moment(moment: &Moment) -> String {
    match moment.time {
        Some(time) => format!("{}T{}", moment.date, time),
        None => moment.date.to_string(),
    }
}

/// A length of time.
pub(super) fn length(length: Length) -> String {
    if length.is_nothing() { "0 days".to_owned() } else { length.to_string() }
}
