//! Back channels.

use std::collections::BTreeSet;

use jiff::Timestamp;
use wasit_table::{Act, Channel, Compartment, Name, Rule, View, Who};

use crate::model::{Lines, Model, Rules, list, text};
use crate::news::News;

#[derive(Clone, Debug)]
pub(crate) struct Back {
    name: Name,
    roster: BTreeSet<Who>,
    left: BTreeSet<Who>,
    pub(crate) closed: bool,
}

impl Back {
    /// All that were ever on it.
    pub(crate) fn everybody(&self) -> Vec<Who> {
        self.roster.iter().cloned().collect()
    }

    pub(crate) fn has(&self, who: &Who) -> bool {
        self.roster.contains(who) && !self.left.contains(who)
    }
}

pub(crate) fn judge(model: &Model, who: &Who, act: &Act) -> Option<Rules> {
    let mut rules = Rules::new();
    let on = |rules: &mut Rules, place: &Compartment| {
        let found = match place {
            Compartment::Backchannel(channel) => model.process.channels.get(channel),
            _ => None,
        };
        let found = found.filter(|channel| channel.has(who));
        if found.is_none() {
            rules.insert(Rule::NotOnRoster);
        }
        found
    };
    match act {
        Act::OpenBackchannel(act) => {
            list(&mut rules, &act.roster, 2);
            let roster: BTreeSet<Who> = act.roster.iter().cloned().collect();
            if roster.len() < act.roster.len() {
                rules.insert(Rule::Malformed);
            }
            if !roster.contains(who) {
                rules.insert(Rule::NotOnRoster);
            }
            if roster.iter().map(|who| &who.seat).collect::<BTreeSet<_>>().len() < 2 {
                rules.insert(Rule::NotRepresented);
            }
            for other in &roster {
                if !model.is_party(&other.seat) && !model.is_mediator(&other.seat) {
                    rules.insert(Rule::NoSuchSeat);
                }
                // Who belongs to the delegations of others, a party cannot know.
                let knows = other.seat == who.seat || model.is_mediator(&who.seat);
                if knows && !model.members.contains_key(other) {
                    rules.insert(Rule::NoSuchMember);
                }
            }
            let mut all = model.process.channels.values();
            if all.any(|channel| channel.name == act.name && channel.roster == roster) {
                rules.insert(Rule::Twice);
            }
        }
        Act::LeaveBackchannel(act) => drop(on(&mut rules, &act.channel)),
        Act::CloseBackchannel(act) => {
            if on(&mut rules, &act.channel).is_some_and(|channel| channel.closed) {
                rules.insert(Rule::WrongState);
            }
        }
        Act::BringForward(act) => {
            if let Some(words) = &act.text {
                text(&mut rules, words);
            }
            if on(&mut rules, &act.item.place).is_some() {
                match model.process.said.get(&act.item) {
                    None => drop(rules.insert(Rule::NoSuchItem)),
                    Some(said) if said.retracted || model.log[&act.item].erased => {
                        rules.insert(Rule::Withdrawn);
                    }
                    Some(_) => {}
                }
            }
            super::rooms::may_disclose(model, who, act.disclosure, &mut rules);
            // In the team there is no disclosure: it is not a party's word.
            if model.is_mediator(&who.seat) && act.disclosure != Default::default() {
                rules.insert(Rule::Disclosure);
            }
        }
        _ => return None,
    }
    Some(rules)
}

pub(crate) fn take(model: &mut Model, who: &Who, act: &Act, at: Timestamp, news: &mut News) {
    let by = Some(who);
    let channel = |place: &Compartment| match place {
        Compartment::Backchannel(channel) => channel.clone(),
        _ => unreachable!("an allowed act names a channel"),
    };
    match act {
        Act::OpenBackchannel(act) => {
            // What it is called is hashed; that its roster alone sees it, is compared through the views.
            let place = news.place("backchannel_opened");
            model.wrote(news, place.clone(), "backchannel_opened", by, at);
            let back = Back {
                name: act.name.clone(),
                roster: act.roster.iter().cloned().collect(),
                left: BTreeSet::new(),
                closed: false,
            };
            let before = model.process.channels.insert(channel(&place), back);
            assert!(before.is_none(), "{place} was opened twice");
        }
        Act::LeaveBackchannel(act) => {
            model.wrote(news, act.channel.clone(), "backchannel_left", by, at);
            let back = model.process.channels.get_mut(&channel(&act.channel)).unwrap();
            back.left.insert(who.clone());
        }
        Act::CloseBackchannel(act) => {
            model.wrote(news, act.channel.clone(), "backchannel_closed", by, at);
            model.process.channels.get_mut(&channel(&act.channel)).unwrap().closed = true;
        }
        Act::BringForward(act) => {
            model.wrote(news, act.item.place.clone(), "brought_forward", by, at);
            let front = match model.is_mediator(&who.seat) {
                true => model.team(),
                false => Compartment::Room(who.seat.clone()),
            };
            let said = model.wrote(news, front, "said", by, at);
            model.said(&said.id, &who.seat, act.disclosure);
        }
        _ => {}
    }
}

/// Whether somebody is on a channel, and has not left.
pub(crate) fn is_on(model: &Model, who: &Who, channel: &Channel) -> bool {
    model.process.channels.get(channel).is_some_and(|back| back.has(who))
}

pub(crate) fn lines(model: &Model, who: &Who, lines: &mut Lines) {
    for (channel, back) in model.process.channels.iter().filter(|(_, back)| back.has(who)) {
        let Back { roster, left, closed, .. } = back;
        lines.insert(format!("channel {channel} {roster:?} {left:?} {closed}"));
    }
}

pub(crate) fn seen(view: &View, lines: &mut Lines) {
    for back in super::channels(view) {
        let roster: BTreeSet<_> = back.roster.iter().collect();
        let left: BTreeSet<_> = back.left.iter().collect();
        lines.insert(format!("channel {} {roster:?} {left:?} {}", back.channel, back.closed));
    }
}
