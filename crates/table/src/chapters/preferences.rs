//! What a party wants, for its own eyes or confided to the mediator.
//!
//! A party tells its wants in its own delegation, where nobody else reads them: so it can ask what a package is worth
//! to it ([`own_reading`]). It confides what it chooses of them to the mediator, as a copy in its room, and can take
//! that back at any time. The mediator's [`board`] is reckoned from what was confided, and from nothing else.

mod board;
mod reading;
mod wants;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::act::Perform;
use crate::chapters::retention::Erased;
use crate::chapters::rooms;
use crate::doing::Doing;
use crate::event::Happening;
use crate::{
    By, Chapter, Compartment, Content, Delegation, During, Event, Facts, Id, Issues, Kind, Refusal,
    Retention, Role, Room, Rule, Writes,
};

pub use board::{Board, Confidence, Findings, NotReckoned, Size, Suggestion, board};
pub use reading::{CannotRead, IssueReading, Reading, own_reading};
pub use wants::{Choice, ENTRIES_MAX, Never, Nothing, Together, WORTH_MAX, WalkAway, Wants, WantsError};

/// A party told its wants, for its own eyes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// What it wants.
    pub wants: Content<Wants>,
}

impl Happening for Told {
    const RETENTION: Retention = Retention::Confided;

    fn erase(&mut self) {
        self.wants.erase();
    }
}

/// A party confided some of its wants to the mediator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Confided {
    /// What.
    pub wants: Content<ConfidedWants>,
}

impl Happening for Confided {
    const RETENTION: Retention = Retention::Confided;

    fn erase(&mut self) {
        self.wants.erase();
    }
}

/// That part of a party's wants which it confides. What is not in it was not confided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfidedWants {
    /// What the values of these issues are worth.
    pub issues: BTreeMap<String, BTreeMap<String, f64>>,
    /// What these issues give together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub together: Vec<Together>,
    /// The red lines on these issues, where they were confided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub red_lines: Option<Vec<Never>>,
    /// What no deal is worth, where that was confided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub walk_away: Option<WalkAway>,
}

impl ConfidedWants {
    /// Whether it is all that there is to confide: every issue and value, the red lines and the walk-away.
    #[must_use]
    pub fn is_whole(&self, issues: &Issues) -> bool {
        self.red_lines.is_some() && self.walk_away.is_some() && self.wants().check(issues).is_ok()
    }

    /// What was confided as wants: without red lines, and with any deal better than none, where nothing was confided
    /// of these.
    #[must_use]
    pub fn wants(&self) -> Wants {
        Wants {
            issues: self.issues.clone(),
            together: self.together.clone(),
            red_lines: self.red_lines.clone().unwrap_or_default(),
            walk_away: self.walk_away.unwrap_or(WalkAway::Below(Nothing::None)),
        }
    }
}

/// The number of the item that counts: of the last that was written, unless it was erased since.
fn keep(last: &mut Option<u32>, event: &Event, is_one: bool) {
    if is_one {
        *last = Some(event.id.number);
    }
    if let Kind::Erased(erased) = &event.kind {
        *last = last.filter(|number| !erased.items.contains(number));
    }
}

/// What a delegation remembers: which item holds its wants.
pub(crate) fn take_told(told: &mut Option<u32>, event: &Event) {
    keep(told, event, matches!(event.kind, Kind::Told(_)));
}

/// What a room remembers: which item holds what was confided.
pub(crate) fn take_confided(confided: &mut Option<u32>, event: &Event) {
    keep(confided, event, matches!(event.kind, Kind::Confided(_)));
}

impl Delegation {
    /// What this party told last of its wants, and in which item.
    #[must_use]
    pub fn wants(&self) -> Option<(&Event, &Wants)> {
        let event = self.log.get(self.told?)?;
        let Kind::Told(told) = &event.kind else { return None };
        Some((event, told.wants.get()?))
    }
}

impl Room {
    /// What the party of this room has confided, and in which item.
    #[must_use]
    pub fn confidence(&self) -> Option<(&Event, &ConfidedWants)> {
        let event = self.log.get(self.confided?)?;
        let Kind::Confided(confided) = &event.kind else { return None };
        Some((event, confided.wants.get()?))
    }
}

/// Tells what one's party wants, for its own eyes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tell {
    /// What.
    pub wants: Wants,
}

impl Perform for Tell {
    const FACTS: Facts = Facts {
        name: "tell",
        chapter: Chapter::Preferences,
        does: "Tells what one's party wants, for its own eyes: what packages are worth to it can then be reckoned.",
        by: By::Party,
        least: Role::Member,
        during: During::Standing,
        when: "The wants name every issue and every value of the agenda, and nothing else; numbers are finite.",
        changes: "Its own delegation can read packages against them. They replace what was told before. The mediator learns nothing of it.",
        writes: &[Writes::Delegation],
        refusals: &[Rule::Space],
        example: "do: tell\nwants:\n  issues:\n    inspection: { declared sites: 0.3, short notice: 0 }\n    relief: { at once: 0.7, in steps: 0.2 }\n  red_lines: [{ never: { inspection: [short notice], relief: [in steps] } }]\n  walk_away: 0.4",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        on.party()?;
        let issues = &on.joint().agenda.issues;
        self.wants.check(issues).map_err(|error| {
            let names =
                || issues.as_slice().iter().map(|issue| issue.name.as_str()).collect::<Vec<_>>().join(", ");
            let (rule, allowed) = match &error {
                WantsError::NoIssues => {
                    (Rule::Space, "The mediator puts issues on the agenda first.".to_owned())
                }
                WantsError::UnknownIssue(_) => (Rule::Space, format!("The issues are {}.", names())),
                WantsError::UnknownValue { issue, .. } => {
                    let values = issues.get(issue).map_or_else(String::new, |issue| issue.values.join(", "));
                    (Rule::Space, format!("Its values are {values}."))
                }
                WantsError::NoWorths(_) | WantsError::NoWorth { .. } => (
                    Rule::Malformed,
                    "Write a number for every value; 0 for what is worth nothing.".to_owned(),
                ),
                WantsError::NotANumber(_) => {
                    (Rule::Malformed, format!("Worths lie between -{WORTH_MAX:e} and {WORTH_MAX:e}."))
                }
                WantsError::NoCondition => {
                    (Rule::Malformed, "Name an issue, and one of its values at least.".to_owned())
                }
                WantsError::TooMany(_) => (Rule::TooLong, format!("At most {ENTRIES_MAX}.")),
                WantsError::NoSpace(_) => (Rule::Space, "Extend the issues in another way.".to_owned()),
            };
            Refusal::new(rule, error.to_string(), allowed)
        })?;
        for line in &self.wants.red_lines {
            if let Some(words) = &line.words {
                crate::limits::line("red line's words", words)?;
            }
        }
        on.write_delegation(Told { wants: self.wants.into() });
        Ok(())
    }
}

/// Confides a part of what one has told to the mediator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confide {
    /// Of which issues: of all where nothing is said.
    #[serde(default)]
    pub issues: Option<Vec<String>>,
    /// Whether the walk-away is confided.
    pub walk_away: bool,
    /// Whether the red lines are: those on the issues that are confided.
    pub red_lines: bool,
}

impl Perform for Confide {
    const FACTS: Facts = Facts {
        name: "confide",
        chapter: Chapter::Preferences,
        does: "Confides what one's party has told, in whole or in part, to the mediator.",
        by: By::Party,
        least: Role::Head,
        during: During::Standing,
        when: "The party has told its wants. What issues give together goes with them where all of those issues are confided.",
        changes: "The mediator can read it, and its board reckons with it. It replaces what was confided before, which is erased.",
        writes: &[Writes::OwnRoom],
        refusals: &[Rule::NoSuchItem, Rule::Space],
        example: "do: confide\nissues: [inspection]\nwalk_away: false\nred_lines: true",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.party()?;
        let (_, wants) = sight.delegation.wants().ok_or_else(|| {
            Refusal::new(
                Rule::NoSuchItem,
                "your party has told no wants that could be confided",
                "Tell them first, for your own eyes, with `tell`.",
            )
        })?;
        let part: BTreeSet<&str> = match &self.issues {
            None => wants.issues.keys().map(String::as_str).collect(),
            Some(names) => names.iter().map(String::as_str).collect(),
        };
        if let Some(stranger) = part.iter().find(|name| !wants.issues.contains_key(**name)) {
            let told: Vec<&str> = wants.issues.keys().map(String::as_str).collect();
            return Err(Refusal::new(
                Rule::Space,
                format!("nothing was told of an issue `{stranger}`"),
                format!("Told was {}.", told.join(", ")),
            ));
        }
        if part.is_empty() && !self.walk_away {
            return Err(Refusal::new(
                Rule::Malformed,
                "this confides nothing",
                "Name issues, or confide the walk-away.",
            ));
        }
        let inside = |choice: &Choice| choice.keys().all(|issue| part.contains(issue.as_str()));
        let issues = wants.issues.iter().filter(|(issue, _)| part.contains(issue.as_str()));
        let red_lines = || wants.red_lines.iter().filter(|line| inside(&line.never)).cloned().collect();
        let confided = ConfidedWants {
            issues: issues.map(|(issue, worths)| (issue.clone(), worths.clone())).collect(),
            together: wants.together.iter().filter(|it| inside(&it.when)).cloned().collect(),
            red_lines: self.red_lines.then(red_lines),
            walk_away: self.walk_away.then_some(wants.walk_away),
        };
        if let Some(before) = sight.room.confided {
            on.write_own_room(
                sight,
                Erased { items: vec![before], why: "its party confided anew".to_owned(), due: None },
            );
        }
        on.write_own_room(sight, Confided { wants: confided.into() });
        Ok(())
    }
}

/// Takes back what one has confided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevokeConfidence {
    /// The item in which it was confided.
    pub item: Id,
}

impl Perform for RevokeConfidence {
    const FACTS: Facts = Facts {
        name: "revoke_confidence",
        chapter: Chapter::Preferences,
        does: "Takes back what one's party has confided: it is erased.",
        by: By::Party,
        least: Role::Head,
        during: During::Ever,
        when: "It still stands in the party's room.",
        changes: "The mediator can read it no more, and its board reckons without it. What the mediator has seen of it, it has seen. A tombstone stays.",
        writes: &[Writes::OwnRoom],
        refusals: &[Rule::NoSuchItem, Rule::Superseded, Rule::Twice],
        example: "do: revoke_confidence\nitem: room/iran:7",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.party()?;
        let here = self.item.place == Compartment::Room(sight.room.seat.clone());
        let event = here.then(|| sight.room.log.get(self.item.number)).flatten();
        let confided = event.and_then(|event| match &event.kind {
            Kind::Confided(confided) => Some(confided),
            _ => None,
        });
        let confided =
            confided.ok_or_else(|| rooms::no_such_item(&self.item, "something that your party confided"))?;
        if confided.wants.get().is_none() {
            return Err(match sight.room.confided {
                Some(number) => Refusal::new(
                    Rule::Superseded,
                    format!("what was confided in {} was replaced", self.item),
                    format!("What stands is room/{}:{number}.", sight.room.seat),
                ),
                None => Refusal::new(
                    Rule::Twice,
                    format!("what was confided in {} is erased already", self.item),
                    "Nothing of it is left.",
                ),
            });
        }
        let why = "its party revoked its confidence".to_owned();
        on.write_own_room(sight, Erased { items: vec![self.item.number], why, due: None });
        Ok(())
    }
}
