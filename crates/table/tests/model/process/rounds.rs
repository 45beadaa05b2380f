//! Rounds.

use jiff::Timestamp;
use jiff::civil::DateTime;
use wasit_table::chapters::rounds::{RoundDelegation, RoundState};
use wasit_table::{Act, Compartment, Rule, View, Who};

use super::{keep_reason, zoned};
use crate::model::{Lines, Model, Rules, line, list, text};
use crate::news::News;

/// One round; its number is its place in the list, counted from 1.
#[derive(Clone, Debug)]
pub(crate) struct Round {
    pub(crate) state: RoundState,
    /// Starts, ends, venue: the last stands.
    dates: Vec<(DateTime, Option<DateTime>, String)>,
    /// Whether it was ever opened.
    pub(crate) opened: bool,
    until: Option<DateTime>,
}

/// A round that is named, or the only one in these states.
fn which(model: &Model, rules: &mut Rules, round: Option<u32>, of: &[RoundState]) -> Option<u32> {
    let rounds = &model.process.rounds;
    let found = match round {
        Some(round) => Some(round).filter(|round| (1..=rounds.len()).contains(&(*round as usize))),
        None => {
            let fit = |(at, round): (usize, &Round)| of.contains(&round.state).then_some(at as u32 + 1);
            let fit: Vec<u32> = rounds.iter().enumerate().filter_map(fit).collect();
            match fit[..] {
                [one] => Some(one),
                [] => {
                    rules.insert(Rule::WrongState);
                    return None;
                }
                // Which of them is meant must be said.
                [_, _, ..] => {
                    rules.insert(Rule::Malformed);
                    return None;
                }
            }
        }
    };
    if found.is_none() {
        rules.insert(Rule::NoSuchItem);
    }
    found
}

/// The states that an act needs; another state runs against `wrong_state`, the one it leads to against `twice`.
fn state(rules: &mut Rules, round: &Round, of: &[RoundState], to: RoundState) {
    if round.state == to {
        rules.insert(Rule::Twice);
    } else if !of.contains(&round.state) {
        rules.insert(Rule::WrongState);
    }
}

fn maybe(rules: &mut Rules, words: Option<&String>) {
    if let Some(words) = words {
        line(rules, words);
    }
}

fn delegations(model: &Model, rules: &mut Rules, delegations: &[RoundDelegation]) {
    list(rules, delegations, 0);
    for (at, delegation) in delegations.iter().enumerate() {
        if !model.is_party(&delegation.seat) && !model.is_mediator(&delegation.seat) {
            rules.insert(Rule::NoSuchSeat);
        }
        if delegations[..at].iter().any(|other| other.seat == delegation.seat) {
            rules.insert(Rule::Malformed);
        }
        list(rules, &delegation.names, 0);
        delegation.names.iter().for_each(|name| line(rules, name));
    }
}

use RoundState::{Adjourned, Cancelled, Held, Open, Planned};

pub(crate) fn judge(model: &Model, _who: &Who, act: &Act, at: Timestamp) -> Option<Rules> {
    let mut rules = Rules::new();
    let rounds = &model.process.rounds;
    let today = zoned(model, at).date();
    let dates = |rules: &mut Rules, starts: DateTime, ends: Option<DateTime>| {
        if starts.date() < today || ends.is_some_and(|ends| ends <= starts) {
            rules.insert(Rule::NotTheTime);
        }
    };
    match act {
        Act::PlanRound(act) => {
            line(&mut rules, &act.venue);
            maybe(&mut rules, act.format.as_ref());
            list(&mut rules, &act.tracks, 0);
            let names: std::collections::BTreeSet<_> = act.tracks.iter().map(|track| &track.name).collect();
            if names.len() < act.tracks.len() {
                rules.insert(Rule::Malformed);
            }
            for track in &act.tracks {
                line(&mut rules, &track.name);
                delegations(model, &mut rules, &track.delegations);
            }
            delegations(model, &mut rules, &act.delegations);
            list(&mut rules, &act.agenda, 0);
            maybe(&mut rules, act.public.as_ref());
            maybe(&mut rules, act.private.as_ref());
            dates(&mut rules, act.starts, act.ends);
            let agenda = &model.process.agenda;
            if !act.agenda.is_empty() {
                if agenda.adopted.is_none() {
                    rules.insert(Rule::NotAgreed);
                } else if act.agenda.iter().any(|item| !agenda.names().contains(item)) {
                    rules.insert(Rule::NoSuchItem);
                }
            }
        }
        Act::MoveRound(act) => {
            maybe(&mut rules, act.venue.as_ref());
            line(&mut rules, &act.public);
            maybe(&mut rules, act.private.as_ref());
            dates(&mut rules, act.starts, act.ends);
            if let Some(round) = which(model, &mut rules, Some(act.round), &[]) {
                let round = &rounds[round as usize - 1];
                if ![Planned, Adjourned].contains(&round.state) {
                    rules.insert(Rule::WrongState);
                }
                let (starts, ends, venue) = round.dates.last().unwrap();
                let same = (*starts, *ends) == (act.starts, act.ends);
                if same && act.venue.as_ref().is_none_or(|new| new == venue) {
                    rules.insert(Rule::Twice);
                }
            }
        }
        Act::OpenRound(act) => {
            if let Some(round) = which(model, &mut rules, act.round, &[Planned, Adjourned]) {
                state(&mut rules, &rounds[round as usize - 1], &[Planned, Adjourned], Open);
                if rounds.iter().any(|round| round.state == Open) && rounds[round as usize - 1].state != Open
                {
                    rules.insert(Rule::WrongState);
                }
            }
        }
        Act::AdjournRound(act) => {
            maybe(&mut rules, act.public.as_ref());
            maybe(&mut rules, act.private.as_ref());
            if act.until.is_some_and(|until| until <= zoned(model, at)) {
                rules.insert(Rule::NotTheTime);
            }
            if let Some(round) = which(model, &mut rules, act.round, &[Open]) {
                state(&mut rules, &rounds[round as usize - 1], &[Open], Adjourned);
            }
        }
        Act::CloseRound(act) => {
            maybe(&mut rules, act.public.as_ref());
            maybe(&mut rules, act.private.as_ref());
            if let Some(round) = which(model, &mut rules, act.round, &[Open, Adjourned]) {
                state(&mut rules, &rounds[round as usize - 1], &[Open, Adjourned], Held);
            }
        }
        Act::CancelRound(act) => {
            line(&mut rules, &act.public);
            maybe(&mut rules, act.private.as_ref());
            if let Some(round) = which(model, &mut rules, act.round, &[Planned, Adjourned]) {
                state(&mut rules, &rounds[round as usize - 1], &[Planned, Adjourned], Cancelled);
            }
        }
        Act::AskForRound(act) => {
            text(&mut rules, &act.wish);
            maybe(&mut rules, act.private.as_ref());
            if act.round.is_some()
                && let Some(round) = which(model, &mut rules, act.round, &[])
                && ![Planned, Adjourned].contains(&rounds[round as usize - 1].state)
            {
                rules.insert(Rule::WrongState);
            }
        }
        _ => return None,
    }
    Some(rules)
}

pub(crate) fn take(model: &mut Model, who: &Who, act: &Act, at: Timestamp, news: &mut News) {
    let (by, joint) = (Some(who), Compartment::Joint);
    let named = |round: Option<u32>, of: &[RoundState]| {
        which(model, &mut Rules::new(), round, of).map(|round| round as usize - 1)
    };
    let which = match act {
        Act::MoveRound(act) => named(Some(act.round), &[]),
        Act::OpenRound(act) => named(act.round, &[Planned, Adjourned]),
        Act::AdjournRound(act) => named(act.round, &[Open]),
        Act::CloseRound(act) => named(act.round, &[Open, Adjourned]),
        Act::CancelRound(act) => named(act.round, &[Planned, Adjourned]),
        _ => None,
    };
    let (kind, private) = match act {
        Act::PlanRound(act) => ("round_planned", &act.private),
        Act::MoveRound(act) => ("round_moved", &act.private),
        Act::OpenRound(_) => ("round_opened", &None),
        Act::AdjournRound(act) => ("round_adjourned", &act.private),
        Act::CloseRound(act) => ("round_held", &act.private),
        Act::CancelRound(act) => ("round_cancelled", &act.private),
        Act::AskForRound(act) => {
            let room = Compartment::Room(who.seat.clone());
            model.wrote(news, room.clone(), "round_asked_for", by, at);
            keep_reason(model, room, who, act.private.as_ref(), at, news);
            return;
        }
        _ => return,
    };
    model.wrote(news, joint, kind, by, at);
    keep_reason(model, model.team(), who, private.as_ref(), at, news);
    let rounds = &mut model.process.rounds;
    if let Act::PlanRound(act) = act {
        let dates = vec![(act.starts, act.ends, act.venue.clone())];
        rounds.push(Round { state: Planned, dates, opened: false, until: None });
    }
    let Some(round) = which.and_then(|round| rounds.get_mut(round)) else { return };
    match act {
        Act::MoveRound(act) => {
            let venue = round.dates.last().unwrap().2.clone();
            round.dates.push((act.starts, act.ends, act.venue.clone().unwrap_or(venue)));
        }
        Act::OpenRound(_) => {
            round.state = Open;
            round.opened = true;
        }
        Act::AdjournRound(act) => {
            round.state = Adjourned;
            round.until = act.until;
        }
        Act::CloseRound(_) => round.state = Held,
        Act::CancelRound(_) => round.state = Cancelled,
        _ => {}
    }
    if round.state != Adjourned {
        round.until = None;
    }
}

pub(crate) fn lines(model: &Model, lines: &mut Lines) {
    for (at, round) in model.process.rounds.iter().enumerate() {
        let Round { state, dates, opened, until } = round;
        lines.insert(format!("round {} {state:?} {dates:?} {opened} {until:?}", at + 1));
    }
}

pub(crate) fn seen(view: &View, lines: &mut Lines) {
    for round in super::joint(view).rounds.iter() {
        let dates: Vec<_> =
            round.dates.iter().map(|date| (date.starts, date.ends, date.venue.clone())).collect();
        let (state, opened, until) = (round.state, round.opened.is_some(), round.until);
        lines.insert(format!("round {} {state:?} {dates:?} {opened} {until:?}", round.round));
        let held = matches!(state, Held);
        assert_eq!(held, round.held.is_some());
    }
}
