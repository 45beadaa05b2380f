//! Adoption: a clean text is put by its hash, initialled, adopted, signed; ratified; in force from a day.

mod after;
mod putting;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::{Timestamp, tz};
use serde::{Deserialize, Serialize};

pub use after::{
    DayNamed, EnteredIntoForce, NameDay, RatificationRefused, Ratified, Ratify, RefuseRatification,
};
pub(crate) use after::{entered, struck};
pub use putting::{PutText, SetEntry, TextPut};

use crate::chapters::convening::Convening;
use crate::chapters::questions::Outcome;
use crate::chapters::texts::{Status, Text, Texts};
use crate::{Clock, Clocks, Event, Kind, Name};

/// What a text is put for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// These are the words: the negotiators vouch for them.
    Initialling,
    /// All adopt them.
    Adoption,
    /// All sign them.
    Signature,
}

impl Step {
    /// The step as a word, as what is signed has it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Initialling => "initialling",
            Self::Adoption => "adoption",
            Self::Signature => "signature",
        }
    }

    fn stage(self) -> Stage {
        match self {
            Self::Initialling => Stage::Initialled,
            Self::Adoption => Stage::Adopted,
            Self::Signature => Stage::Signed,
        }
    }
}

/// How far a text has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It is being drafted.
    #[default]
    Draft,
    /// All have initialled it.
    Initialled,
    /// All have adopted it.
    Adopted,
    /// All have signed it.
    Signed,
    /// It is in force.
    InForce,
    /// A body has refused to ratify it.
    NotRatified,
}

impl Stage {
    /// The stage in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Draft => "a draft",
            Self::Initialled => "initialled",
            Self::Adopted => "adopted",
            Self::Signed => "signed",
            Self::InForce => "in force",
            Self::NotRatified => "not ratified",
        }
    }

    /// Whether articles of it can still be reopened.
    pub(crate) fn is_draft(self) -> bool {
        matches!(self, Self::Draft | Self::Initialled)
    }
}

/// When a text enters into force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Entry {
    /// When all have signed, and whoever signed ad referendum has ratified. It is so too where nothing is set: when the
    /// consent of all to be bound is established (Vienna Convention on the Law of Treaties, article 24(2)).
    Signature,
    /// When all have signed, and every party has ratified: a party that has named no body by one act of its own.
    Ratification,
    /// On this day, at midnight in the zone of the talks, or later when all is there that `Signature` asks for.
    On(Date),
}

/// A text that says no time of entry into force: the caller's fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no entry into force: write `signature`, `ratification` or a date such as 2026-01-01")]
pub struct EntryError(String);

impl FromStr for Entry {
    type Err = EntryError;

    fn from_str(text: &str) -> Result<Self, EntryError> {
        match text {
            "signature" => Ok(Self::Signature),
            "ratification" => Ok(Self::Ratification),
            date => date.parse().map(Self::On).map_err(|_| EntryError(text.chars().take(60).collect())),
        }
    }
}

impl TryFrom<String> for Entry {
    type Error = EntryError;

    fn try_from(text: String) -> Result<Self, EntryError> {
        text.parse()
    }
}

impl From<Entry> for String {
    fn from(entry: Entry) -> Self {
        entry.to_string()
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Signature => to.write_str("signature"),
            Self::Ratification => to.write_str("ratification"),
            Self::On(date) => write!(to, "{date}"),
        }
    }
}

/// What of a party's consent is still awaited, and what was given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ratification {
    /// The bodies that the party had named when it signed, in order.
    pub bodies: Vec<String>,
    /// Whether the party itself must confirm, where it has named no body.
    pub confirms: bool,
    /// Which bodies have ratified.
    pub given: Vec<String>,
    /// Which has refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// Whose ratification is next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next<'a> {
    /// The body of this name.
    Body(&'a str),
    /// Whichever the party names.
    Any,
}

impl Ratification {
    /// Whose ratification is next; `None` where all is given.
    #[must_use]
    pub fn next(&self) -> Option<Next<'_>> {
        match self.bodies.get(self.given.len()) {
            Some(body) => Some(Next::Body(body)),
            None => (self.confirms && self.given.is_empty()).then_some(Next::Any),
        }
    }
}

/// For what a text is put.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// The question's number before all.
    pub question: u32,
    /// For what.
    pub step: Step,
    /// Whether every party puts its hand to it ad referendum.
    pub ad_referendum: bool,
    /// Whom it is put to.
    pub to: Vec<Name>,
}

/// What has become of a text.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Adoption {
    /// How far it has come.
    pub stage: Stage,
    /// What it is put for, while that is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub put: Option<Standing>,
    /// What each party that has adopted or signed it must still ratify.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub ratifications: BTreeMap<Name, Ratification>,
    /// Named days.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub days: BTreeMap<String, Date>,
}

impl Adoption {
    /// Whether somebody's hand is ad referendum still.
    #[must_use]
    pub fn is_ad_referendum(&self) -> bool {
        self.ratifications.values().any(|ratification| ratification.next().is_some())
    }

    /// Whether all consent that entry into force needs is there.
    pub(crate) fn is_complete(&self) -> bool {
        self.stage == Stage::Signed && !self.is_ad_referendum()
    }

    fn agreed(&mut self, put: Standing, entry: Option<Entry>, convening: &Convening) {
        if self.stage == Stage::NotRatified {
            return;
        }
        self.stage = put.step.stage();
        if put.step == Step::Initialling {
            return;
        }
        for seat in put.to {
            let bodies = convening.mandates.get(&seat).map_or(Vec::new(), |mandate| mandate.bodies.clone());
            let confirms = bodies.is_empty() && (put.ad_referendum || entry == Some(Entry::Ratification));
            let mut now = Ratification { bodies, confirms, ..Ratification::default() };
            if let Some(before) = self.ratifications.remove(&seat)
                && before.bodies == now.bodies
            {
                now.confirms |= before.confirms;
                now.given = before.given;
            }
            self.ratifications.insert(seat, now);
        }
    }
}

/// From which moment a text can be in force; `None` where that depends on consent alone.
fn not_before(entry: Option<Entry>, zone: &str) -> Option<Timestamp> {
    let Some(Entry::On(date)) = entry else { return None };
    let zone = tz::TimeZone::get(zone).unwrap_or(tz::TimeZone::UTC);
    date.to_zoned(zone).ok().map(|midnight| midnight.timestamp())
}

/// What texts remember of their adoption.
pub(crate) fn take(texts: &mut Texts, event: &Event, convening: &Convening, clocks: &mut Clocks) {
    let number = event.id.number;
    let changed = match &event.kind {
        Kind::TextPut(put) => {
            if let Some(text) = texts.get_mut(put.text) {
                text.adoption.put = Some(Standing {
                    question: number,
                    step: put.step,
                    ad_referendum: put.ad_referendum,
                    to: put.question.to.clone(),
                });
            }
            None
        }
        Kind::Settled(settled) => {
            let asked =
                |text: &Text| text.adoption.put.as_ref().is_some_and(|put| put.question == settled.question);
            let Some((number, text)) = texts.iter_mut().find(|(_, text)| asked(text)) else { return };
            let Some(put) = text.adoption.put.take() else { return };
            if settled.outcome != Outcome::Agreed {
                return;
            }
            if put.step == Step::Initialling {
                for drafting in text.drafting.values_mut().filter(|drafting| !drafting.status.is_settled()) {
                    drafting.status = Status::Agreed;
                }
            }
            let entry = text.newest().entry;
            text.adoption.agreed(put, entry, convening);
            Some(number)
        }
        Kind::Ratified(ratified) => {
            if let (Some(text), Some(by)) = (texts.get_mut(ratified.text), &event.by)
                && let Some(ratification) = text.adoption.ratifications.get_mut(&by.seat)
            {
                ratification.given.push(ratified.body.clone());
            }
            Some(ratified.text)
        }
        Kind::RatificationRefused(refused) => {
            if let (Some(text), Some(by)) = (texts.get_mut(refused.text), &event.by) {
                text.adoption.stage = Stage::NotRatified;
                if let Some(ratification) = text.adoption.ratifications.get_mut(&by.seat) {
                    ratification.refused = Some(refused.body.clone());
                }
            }
            None
        }
        Kind::EnteredIntoForce(entered) => {
            if let Some(text) = texts.get_mut(entered.text) {
                text.adoption.stage = Stage::InForce;
            }
            clocks.stop(entered.text);
            None
        }
        Kind::DayNamed(named) => {
            if let Some(text) = texts.get_mut(named.text) {
                text.adoption.days.insert(named.name.clone(), named.date);
            }
            None
        }
        _ => None,
    };
    // The clock is set once nothing but the day is awaited: so when it strikes, the text enters into force.
    if let Some(number) = changed
        && let Some(text) = texts.get(number)
        && text.adoption.is_complete()
        && let Some(at) = not_before(text.newest().entry, &convening.zone)
        && at > event.at
    {
        clocks.set(at, number, Clock::Entry);
    }
}
