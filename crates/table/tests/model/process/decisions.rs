//! Records of decisions.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::DateTime;
use wasit_table::chapters::decisions::{Action, Position};
use wasit_table::{Act, Compartment, Id, Name, Rule, View, Who};

use crate::model::{Lines, Model, Rules, line, list, text};
use crate::news::News;

/// What a version says: agreed, open, actions, next.
type Said = (Vec<String>, Vec<String>, Vec<Action>, Option<DateTime>);

#[derive(Clone, Debug)]
pub(crate) struct Record {
    round: u32,
    version: u32,
    said: Said,
    /// None where it was accepted, else the reservation.
    positions: BTreeMap<Name, Option<String>>,
}

/// All versions, by the event that recorded them.
pub(crate) type Decisions = BTreeMap<Id, Record>;

/// The version that stands for a round.
fn standing(model: &Model, round: u32) -> Option<(&Id, &Record)> {
    let of = model.process.decisions.iter().filter(|(_, record)| record.round == round);
    of.max_by_key(|(_, record)| record.version)
}

/// Whether all parties that sit at the table have accepted what stands for a round, or noted a reservation.
pub(crate) fn is_complete(model: &Model, round: u32) -> bool {
    let seated = model.seated();
    let spoke = |record: &Record| seated.iter().all(|seat| record.positions.contains_key(seat));
    standing(model, round).is_some_and(|(_, record)| spoke(record)) && !seated.is_empty()
}

pub(crate) fn judge(model: &Model, who: &Who, act: &Act) -> Option<Rules> {
    let mut rules = Rules::new();
    let on = |rules: &mut Rules, id: &Id| {
        if !model.is_seated(&who.seat) {
            rules.insert(Rule::NoConsent);
        }
        let Some(record) = model.process.decisions.get(id) else {
            rules.insert(Rule::NoSuchItem);
            return None;
        };
        if standing(model, record.round).is_some_and(|(stands, _)| stands != id) {
            rules.insert(Rule::Superseded);
        }
        record.positions.get(&who.seat)
    };
    match act {
        Act::RecordDecisions(act) => {
            for words in act.agreed.iter().chain(&act.open) {
                text(&mut rules, words);
            }
            for action in &act.actions {
                line(&mut rules, &action.who);
                text(&mut rules, &action.what);
            }
            // A record says something.
            if act.agreed.is_empty() && act.open.is_empty() && act.actions.is_empty() && act.next.is_none() {
                rules.insert(Rule::Malformed);
            }
            list(&mut rules, &act.agreed, 0);
            list(&mut rules, &act.open, 0);
            list(&mut rules, &act.actions, 0);
            match super::round(model, act.round) {
                None => drop(rules.insert(Rule::NoSuchItem)),
                Some(round) if !round.opened => drop(rules.insert(Rule::WrongState)),
                Some(_) => {}
            }
            let said = (act.agreed.clone(), act.open.clone(), act.actions.clone(), act.next);
            if standing(model, act.round).is_some_and(|(_, record)| record.said == said) {
                rules.insert(Rule::Twice);
            }
        }
        Act::AcceptRecord(act) => {
            if on(&mut rules, &act.record).is_some_and(Option::is_none) {
                rules.insert(Rule::Twice);
            }
        }
        Act::Reserve(act) => {
            text(&mut rules, &act.words);
            match on(&mut rules, &act.record) {
                Some(None) => drop(rules.insert(Rule::Twice)),
                Some(Some(words)) if *words == act.words => drop(rules.insert(Rule::Twice)),
                _ => {}
            }
        }
        _ => return None,
    }
    Some(rules)
}

pub(crate) fn take(model: &mut Model, who: &Who, act: &Act, at: Timestamp, news: &mut News) {
    let (by, joint) = (Some(who), Compartment::Joint);
    match act {
        Act::RecordDecisions(act) => {
            let recorded = model.wrote(news, joint, "decisions_recorded", by, at);
            let version = standing(model, act.round).map_or(1, |(_, record)| record.version + 1);
            let said = (act.agreed.clone(), act.open.clone(), act.actions.clone(), act.next);
            let record = Record { round: act.round, version, said, positions: BTreeMap::new() };
            model.process.decisions.insert(recorded.id.clone(), record);
        }
        Act::AcceptRecord(act) => {
            model.wrote(news, joint, "record_accepted", by, at);
            let record = model.process.decisions.get_mut(&act.record).unwrap();
            record.positions.insert(who.seat.clone(), None);
        }
        Act::Reserve(act) => {
            model.wrote(news, joint, "record_reserved", by, at);
            let record = model.process.decisions.get_mut(&act.record).unwrap();
            record.positions.insert(who.seat.clone(), Some(act.words.clone()));
        }
        _ => {}
    }
}

pub(crate) fn lines(model: &Model, lines: &mut Lines) {
    for (id, record) in &model.process.decisions {
        let stands = standing(model, record.round).is_some_and(|(stands, _)| stands == id);
        let Record { round, version, positions, .. } = record;
        lines.insert(format!("record {} {round} {version} {stands} {positions:?}", id.number));
    }
}

pub(crate) fn seen(view: &View, lines: &mut Lines) {
    let decisions = &super::joint(view).decisions;
    for (number, record) in &decisions.records {
        let stands = decisions.standing.get(&record.round) == Some(number);
        let said = |position: &Position| match position {
            Position::Accepted => None,
            Position::Reserved(words) => Some(words.clone()),
        };
        let positions: BTreeMap<_, _> =
            record.positions.iter().map(|(seat, position)| (seat, said(position))).collect();
        let (round, version) = (record.round, record.version);
        lines.insert(format!("record {number} {round} {version} {stands} {positions:?}"));
    }
}
