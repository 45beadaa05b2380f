//! What random acts are made of: everything that the events so far have named.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use wasit_table::{Event, Table};

use crate::dice::Dice;

/// The seats of random talks; the mediator's is the first.
pub(crate) const SEATS: [&str; 4] = ["oman", "iran", "usa", "e3"];
/// The members that their delegations may have.
pub(crate) const MEMBERS: [&str; 5] = ["head", "member", "adviser", "interpreter", "observer"];

/// What the events so far have named.
#[derive(Clone, Default)]
pub(crate) struct Pool {
    pub(crate) now: Timestamp,
    seen: usize,
    ids: Vec<(String, String)>,
    by_kind: BTreeMap<String, Vec<String>>,
    hashes: Vec<String>,
    hashes_of: BTreeMap<String, Vec<String>>,
    texts: BTreeMap<String, Vec<String>>,
    numbers: BTreeMap<String, Vec<u64>>,
    places: Vec<String>,
    issues: BTreeMap<String, Vec<String>>,
}

impl Pool {
    /// How many events there are.
    pub(crate) fn len(&self) -> usize {
        self.seen
    }

    /// Takes over what is new at the table.
    pub(crate) fn follow(&mut self, table: &Table) {
        for event in &table.events()[self.seen..] {
            self.take(event);
        }
        self.seen = table.events().len();
    }

    fn take(&mut self, event: &Event) {
        self.now = event.at;
        let (id, place) = (event.id.to_string(), event.id.place.to_string());
        if !self.places.contains(&place) {
            self.places.push(place.clone());
        }
        self.ids.push((id.clone(), place));
        self.by_kind.entry(event.kind.name().to_owned()).or_default().push(id.clone());
        let value = serde_json::to_value(&event.kind).unwrap();
        self.harvest(&id, "", &value);
    }

    fn harvest(&mut self, id: &str, key: &str, value: &Value) {
        match value {
            Value::Object(fields) => {
                if let (Some(Value::String(name)), Some(Value::Array(values))) =
                    (fields.get("name"), fields.get("values"))
                {
                    let values = values.iter().filter_map(Value::as_str).map(str::to_owned);
                    self.issues.entry(name.clone()).or_default().extend(values);
                }
                fields.iter().for_each(|(key, value)| self.harvest(id, key, value));
            }
            Value::Array(values) => values.iter().for_each(|value| self.harvest(id, key, value)),
            Value::String(text) if text.len() == 64 && text.bytes().all(|sign| sign.is_ascii_hexdigit()) => {
                self.hashes.push(text.clone());
                self.hashes_of.entry(id.to_owned()).or_default().push(text.clone());
            }
            Value::String(text) if text.len() <= 40 => {
                self.texts.entry(key.to_owned()).or_default().push(text.clone());
            }
            Value::Number(number) => {
                self.numbers.entry(key.to_owned()).or_default().extend(number.as_u64());
            }
            _ => {}
        }
    }

    /// An item: of one of these kinds, of a compartment that a seat sees, or any.
    pub(crate) fn id(&self, dice: &mut Dice, kinds: &[&str], seat: &str) -> String {
        let sees = |id: &str| {
            let (place, _) = id.rsplit_once(':').unwrap_or((id, ""));
            match place.split_once('/') {
                Some(("room", of)) => of == seat || seat == SEATS[0],
                Some(("delegation", of)) => of == seat,
                _ => true,
            }
        };
        let hinted: Vec<&String> =
            kinds.iter().filter_map(|kind| self.by_kind.get(*kind)).flatten().filter(|id| sees(id)).collect();
        if !hinted.is_empty() && dice.chance(90) {
            return dice.late(&hinted).map(|id| (*id).clone()).unwrap_or_default();
        }
        let near = self.ids.len().saturating_sub(40);
        let seen: Vec<&String> = self.ids[near..].iter().map(|(id, _)| id).filter(|id| sees(id)).collect();
        match dice.below(10) {
            0 => format!("joint:{}", self.ids.len() + 1),
            1 => self.ids.get(dice.below(self.ids.len())).map_or("joint:1".to_owned(), |(id, _)| id.clone()),
            _ => dice.late(&seen).map_or("joint:1".to_owned(), |id| (*id).clone()),
        }
    }

    /// A hash: of the item last named, or any.
    pub(crate) fn hash(&self, dice: &mut Dice, of: Option<&str>) -> String {
        let own = of.and_then(|id| self.hashes_of.get(id));
        match own {
            Some(own) if dice.chance(60) => dice.late(own).cloned().unwrap_or_default(),
            _ => dice.late(&self.hashes).cloned().unwrap_or("0".repeat(64)),
        }
    }

    /// A text that stood under this key somewhere.
    pub(crate) fn text(&self, dice: &mut Dice, key: &str) -> Option<String> {
        dice.late(self.texts.get(key)?).cloned()
    }

    /// A number that stood under this key somewhere.
    pub(crate) fn number(&self, dice: &mut Dice, key: &str) -> Option<u64> {
        dice.late(self.numbers.get(key)?).copied()
    }

    /// A compartment.
    pub(crate) fn place(&self, dice: &mut Dice, seat: &str) -> String {
        let channels: Vec<&String> =
            self.places.iter().filter(|place| place.starts_with("backchannel")).collect();
        match dice.below(8) {
            0..=1 => "joint".to_owned(),
            2 => format!("delegation/{seat}"),
            3..=4 if seat == SEATS[0] => format!("room/{}", SEATS[1 + dice.below(3)]),
            3..=4 => format!("room/{seat}"),
            5..=6 if !channels.is_empty() => dice.late(&channels).map(|it| (*it).clone()).unwrap_or_default(),
            _ => dice.late(&self.places).cloned().unwrap_or("joint".to_owned()),
        }
    }

    /// A back channel, where there is one.
    pub(crate) fn channel(&self, dice: &mut Dice) -> String {
        let channels: Vec<&String> =
            self.places.iter().filter(|place| place.starts_with("backchannel")).collect();
        dice.late(&channels).map_or("backchannel/x@00000000000000000000".to_owned(), |place| (*place).clone())
    }

    /// The name of an issue.
    pub(crate) fn issue(&self, dice: &mut Dice) -> String {
        let names: Vec<&String> = self.issues.keys().collect();
        dice.one(&names).map_or("weather".to_owned(), |name| (*name).clone())
    }

    /// The values of an issue that have been named.
    pub(crate) fn values(&self, issue: &str) -> Vec<String> {
        let mut values = self.issues.get(issue).cloned().unwrap_or_default();
        values.sort();
        values.dedup();
        values
    }

    /// A package, or nearly one.
    pub(crate) fn package(&self, dice: &mut Dice) -> Vec<(String, String)> {
        let mut package = Vec::new();
        for (issue, values) in &self.issues {
            if dice.chance(70) {
                package.extend(dice.one(values).map(|value| (issue.clone(), value.clone())));
            }
        }
        if dice.chance(2) {
            package.push(("weather".to_owned(), "fair".to_owned()));
        }
        package
    }

    /// A time, mostly to come.
    pub(crate) fn time(&self, dice: &mut Dice, key: &str) -> Timestamp {
        let hours = match (key, dice.below(12)) {
            (_, 0) => -1,
            ("starts", _) => 24,
            ("ends", _) => 48,
            (_, 1..=5) => 1,
            (_, 6..=9) => 12,
            _ => 24 * 40,
        };
        self.now.checked_add(SignedDuration::from_hours(hours)).unwrap_or(self.now)
    }
}
