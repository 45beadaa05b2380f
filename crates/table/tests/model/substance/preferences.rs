//! Preferences: what a party tells for its own eyes, and what it confides.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use wasit_table::chapters::preferences::{WalkAway, Wants};
use wasit_table::{Act, Compartment, Id, Name, Rule, Who};

use super::relay::distinct;
use super::room;
use crate::model::{Lines, Model, Rules, line, list};
use crate::news::{News, field};

#[derive(Clone, Debug, Default)]
pub(crate) struct Preferences {
    /// What each party has told last, and where.
    pub(crate) told: BTreeMap<Name, (Id, Wants)>,
    /// Where each party has last confided; whether it stands.
    pub(crate) confided: BTreeMap<Id, Standing>,
}

/// What became of a confidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Standing {
    Stands,
    /// It was replaced, revoked, or erased in another way.
    Gone,
}

type Choice = BTreeMap<String, Vec<String>>;

fn choice(rules: &mut Rules, issues: &[wasit_table::Issue], choice: &Choice) {
    if choice.is_empty() || choice.values().any(Vec::is_empty) {
        rules.insert(Rule::Malformed);
    }
    for (issue, values) in choice {
        match issues.iter().find(|known| known.name == *issue) {
            None => rules.extend([Rule::Space]),
            Some(known) if values.iter().any(|value| !known.values.contains(value)) => {
                rules.extend([Rule::Space]);
            }
            Some(_) => {}
        }
    }
}

fn number(rules: &mut Rules, number: f64) {
    if !number.is_finite() || number.abs() > 1e12 {
        rules.insert(Rule::Malformed);
    }
}

fn wants(model: &Model, rules: &mut Rules, wants: &Wants) {
    let issues = super::issues(model);
    if issues.is_empty() {
        rules.insert(Rule::Space);
    }
    for (name, worths) in &wants.issues {
        match issues.iter().find(|issue| issue.name == *name) {
            None => rules.extend([Rule::Space]),
            Some(issue) => {
                if worths.keys().any(|value| !issue.values.contains(value)) {
                    rules.insert(Rule::Space);
                }
            }
        }
        worths.values().for_each(|&worth| number(rules, worth));
    }
    for issue in issues {
        let worths = wants.issues.get(&issue.name);
        if issue.values.iter().any(|value| worths.is_none_or(|worths| !worths.contains_key(value))) {
            rules.insert(Rule::Malformed);
        }
    }
    for together in &wants.together {
        choice(rules, issues, &together.when);
        number(rules, together.adds);
    }
    for never in &wants.red_lines {
        choice(rules, issues, &never.never);
        if let Some(words) = &never.words {
            line(rules, words);
        }
    }
    if let WalkAway::At(worth) = wants.walk_away {
        number(rules, worth);
    }
    let worths: usize = wants.issues.values().map(BTreeMap::len).sum();
    if worths + wants.together.len() + wants.red_lines.len() > 20_000 {
        rules.insert(Rule::TooLong);
    }
}

pub(crate) fn judge(model: &Model, who: &Who, act: &Act) -> Option<Rules> {
    let mut all = Rules::new();
    let rules = &mut all;
    let preferences = &model.substance.preferences;
    match act {
        Act::Tell(tell) => wants(model, rules, &tell.wants),
        Act::Confide(confide) => {
            let told = preferences.told.get(&who.seat).filter(|(id, _)| !model.log[id].erased);
            match told {
                None => {
                    rules.insert(Rule::NoSuchItem);
                }
                Some((_, told)) => {
                    let named = confide.issues.iter().flatten();
                    if named.clone().any(|issue| !told.issues.contains_key(issue)) {
                        rules.insert(Rule::Space);
                    }
                }
            }
            if let Some(issues) = &confide.issues {
                list(rules, issues, 0);
                distinct(rules, issues);
                // Red lines are confided on the issues that are confided: with none there is nothing to confide.
                if issues.is_empty() && !confide.walk_away {
                    rules.insert(Rule::Malformed);
                }
            }
        }
        Act::RevokeConfidence(revoke) => {
            let known = revoke.item.place == room(&who.seat);
            match preferences.confided.get(&revoke.item).filter(|_| known) {
                None => rules.insert(Rule::NoSuchItem),
                Some(Standing::Stands) => false,
                // What was replaced is erased, too.
                Some(Standing::Gone) => {
                    let newer = preferences
                        .confided
                        .iter()
                        .any(|(id, standing)| id.place == revoke.item.place && *standing == Standing::Stands);
                    if newer {
                        rules.insert(Rule::Superseded);
                    }
                    rules.insert(Rule::Twice)
                }
            };
        }
        _ => return None,
    }
    Some(all)
}

pub(crate) fn take(model: &mut Model, who: &Who, act: &Act, at: Timestamp, news: &mut News) {
    match act {
        Act::Tell(tell) => {
            let own = Compartment::Delegation(who.seat.clone());
            let event = model.wrote(news, own, "told", Some(who), at);
            model.substance.preferences.told.insert(who.seat.clone(), (event.id.clone(), tell.wants.clone()));
        }
        Act::Confide(confide) => {
            let event = model.wrote(news, room(&who.seat), "confided", Some(who), at);
            let before = model.substance.preferences.confided.iter();
            let before =
                before.filter(|(id, standing)| id.place == event.id.place && **standing == Standing::Stands);
            let before: Vec<Id> = before.map(|(id, _)| id.clone()).collect();
            for before in before {
                erase(model, who, &before, at, news);
            }
            let (_, told) = &model.substance.preferences.told[&who.seat];
            let issues: BTreeSet<&String> = match &confide.issues {
                None => told.issues.keys().collect(),
                Some(issues) => issues.iter().collect(),
            };
            let shown: BTreeMap<&String, _> =
                told.issues.iter().filter(|(name, _)| issues.contains(name)).collect();
            assert_eq!(
                field(&event, "wants.$content.issues"),
                serde_json::to_value(shown).unwrap(),
                "{}",
                news.about
            );
            let whole = |choice: &Choice| choice.keys().all(|issue| issues.contains(issue));
            let together = told.together.iter().filter(|together| whole(&together.when));
            let together: Vec<_> = together.collect();
            let shown = field(&event, "wants.$content.together");
            let shown = if shown.is_null() { serde_json::json!([]) } else { shown };
            assert_eq!(shown, serde_json::to_value(together).unwrap(), "{}", news.about);
            let lines: Vec<_> = told.red_lines.iter().filter(|never| whole(&never.never)).collect();
            let lines = confide.red_lines.then_some(lines);
            assert_eq!(
                field(&event, "wants.$content.red_lines"),
                serde_json::to_value(lines).unwrap(),
                "{}",
                news.about
            );
            let walk_away = confide.walk_away.then_some(told.walk_away);
            assert_eq!(
                field(&event, "wants.$content.walk_away"),
                serde_json::to_value(walk_away).unwrap(),
                "{}",
                news.about
            );
            model.substance.preferences.confided.insert(event.id.clone(), Standing::Stands);
        }
        Act::RevokeConfidence(revoke) => erase(model, who, &revoke.item, at, news),
        _ => {}
    }
}

/// What was confided is erased.
fn erase(model: &mut Model, who: &Who, item: &Id, at: Timestamp, news: &mut News) {
    let event = model.wrote(news, item.place.clone(), "erased", Some(who), at);
    assert_eq!(field(&event, "items"), serde_json::json!([item.number]), "{}", news.about);
    model.log.get_mut(item).unwrap().erased = true;
    model.substance.preferences.confided.insert(item.clone(), Standing::Gone);
}

/// Something was erased in another way.
pub(crate) fn erased(model: &mut Model, item: &Id) {
    if let Some(standing) = model.substance.preferences.confided.get_mut(item) {
        *standing = Standing::Gone;
    }
}

pub(crate) fn lines(model: &Model, who: &Who, lines: &mut Lines) {
    let preferences = &model.substance.preferences;
    for (id, standing) in &preferences.confided {
        if *standing == Standing::Stands && model.sees(who, &id.place) {
            lines.insert(format!("confided {id}"));
        }
    }
    for (id, _) in preferences.told.values() {
        if !model.log[id].erased && model.sees(who, &id.place) {
            lines.insert(format!("told {id}"));
        }
    }
    // The board knows of each party whether it has confided.
    if model.is_mediator(&who.seat) {
        for seat in &model.parties {
            let item = (preferences.confided.iter())
                .find(|(id, standing)| **standing == Standing::Stands && id.place == room(seat))
                .map(|(id, _)| id.to_string());
            lines.insert(format!("board {seat} {item:?}"));
        }
    }
}

pub(crate) fn seen_room(room: &wasit_table::Room, lines: &mut Lines) {
    if let Some(number) = room.confided {
        lines.insert(format!("confided {}", Id::new(super::room(&room.seat), number)));
    }
}

pub(crate) fn seen_own(own: &wasit_table::Delegation, lines: &mut Lines) {
    if let Some(number) = own.told {
        lines.insert(format!("told {}", Id::new(Compartment::Delegation(own.seat.clone()), number)));
    }
}

/// Who has confided, as the mediator's rooms have it: what the board is reckoned from.
pub(crate) fn seen_board(view: &wasit_table::MediatorView, lines: &mut Lines) {
    for (seat, room) in &view.rooms {
        let item = room.confidence().map(|(event, _)| event.id.to_string());
        lines.insert(format!("board {seat} {item:?}"));
    }
}
