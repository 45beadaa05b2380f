//! What the mediator sounds out: offers asked for, what-ifs, drafts and votes.

use std::collections::BTreeMap;

use jiff::Timestamp;
use wasit_table::chapters::proposals::{Ask, Perhaps, Supposed, Vote};
use wasit_table::{Act, Compartment, Id, Name, Rule, Who};

use super::proposals::{package, seated};
use super::relay::distinct;
use super::room;
use crate::model::{Lines, Model, Rules, list, text};
use crate::news::News;

#[derive(Clone, Debug, Default)]
pub(crate) struct Soundings {
    pub(crate) asks: BTreeMap<Id, Ask>,
    /// What was asked, each with the party's last answer.
    pub(crate) what_ifs: BTreeMap<Id, Option<Perhaps>>,
    /// The drafts that were put, each with the party's last vote.
    pub(crate) drafts: BTreeMap<Id, Option<(Vote, Id)>>,
}

/// A party that can be asked.
fn party(model: &Model, seat: &Name, rules: &mut Rules) {
    if !model.is_party(seat) {
        rules.insert(Rule::NoSuchSeat);
    } else if !model.is_seated(seat) {
        rules.insert(Rule::NoConsent);
    }
}

fn words(rules: &mut Rules, words: Option<&String>) {
    if let Some(words) = words {
        text(rules, words);
    }
}

fn supposed(model: &Model, it: &Supposed, rules: &mut Rules) {
    match it {
        Supposed::Text(words) => text(rules, words),
        Supposed::Package(terms) => {
            if terms.is_empty() {
                rules.insert(Rule::Malformed);
            }
            package(model, rules, terms);
        }
    }
}

/// A vote that can still be read.
fn given(model: &Model, vote: &Option<(Vote, Id)>) -> Option<Vote> {
    vote.as_ref().filter(|(_, event)| !model.log[event].erased).map(|(vote, _)| *vote)
}

pub(crate) fn judge(model: &Model, who: &Who, act: &Act) -> Option<Rules> {
    let mut all = Rules::new();
    let rules = &mut all;
    let soundings = &model.substance.soundings;
    let here = |item: &Id| item.place == room(&who.seat);
    match act {
        Act::AskOffer(ask) => {
            party(model, &ask.seat, rules);
            words(rules, ask.words.as_ref());
        }
        Act::DeclineOffer(decline) => {
            words(rules, decline.words.as_ref());
            match soundings.asks.get(&decline.item).filter(|_| here(&decline.item)) {
                None => rules.insert(Rule::NoSuchItem),
                Some(Ask::Open) => false,
                Some(_) => rules.insert(Rule::Twice),
            };
        }
        Act::AskWhatIf(ask) => {
            list(rules, &ask.asks, 2);
            let seats: Vec<&Name> = ask.asks.iter().map(|ask| &ask.seat).collect();
            distinct(rules, &seats);
            for ask in &ask.asks {
                party(model, &ask.seat, rules);
                supposed(model, &ask.if_we_get, rules);
                supposed(model, &ask.would_you, rules);
            }
        }
        Act::AnswerWhatIf(answer) => {
            words(rules, answer.words.as_ref());
            seated(model, who, rules);
            match soundings.what_ifs.get(&answer.item).filter(|_| here(&answer.item)) {
                None => rules.insert(Rule::NoSuchItem),
                // Words can be added to an answer.
                Some(before) => {
                    let same = *before == Some(answer.answer) && answer.words.is_none();
                    same && rules.insert(Rule::Twice)
                }
            };
        }
        Act::PutDraft(put) => {
            party(model, &put.to, rules);
            words(rules, put.text.as_ref());
            if put.package.is_empty() && put.text.is_none() {
                rules.insert(Rule::Malformed);
            }
            package(model, rules, &put.package);
            if let Some(standing) = &put.standing {
                if standing.is_empty() {
                    rules.insert(Rule::Malformed);
                }
                package(model, rules, standing);
            }
        }
        Act::Vote(vote) => {
            seated(model, who, rules);
            let put: Vec<&Id> = soundings.drafts.keys().filter(|id| here(id)).collect();
            match soundings.drafts.get(&vote.item).filter(|_| here(&vote.item)) {
                None => {
                    rules.insert(Rule::NoSuchItem);
                }
                Some(before) => {
                    if given(model, before) == Some(vote.vote) {
                        rules.insert(Rule::Twice);
                    }
                    if put.last() != Some(&&vote.item) {
                        rules.insert(Rule::Superseded);
                    }
                    if model.log[&vote.item].erased {
                        rules.insert(Rule::Withdrawn);
                    }
                }
            }
        }
        _ => return None,
    }
    Some(all)
}

pub(crate) fn take(model: &mut Model, who: &Who, act: &Act, at: Timestamp, news: &mut News) {
    match act {
        Act::AskOffer(ask) => {
            let event = model.wrote(news, room(&ask.seat), "offer_asked", Some(who), at);
            model.substance.soundings.asks.insert(event.id.clone(), Ask::Open);
        }
        Act::DeclineOffer(decline) => {
            model.wrote(news, room(&who.seat), "offer_declined", Some(who), at);
            model.substance.soundings.asks.insert(decline.item.clone(), Ask::Declined);
        }
        Act::AskWhatIf(ask) => {
            for ask in &ask.asks {
                let event = model.wrote(news, room(&ask.seat), "what_if_asked", Some(who), at);
                model.substance.soundings.what_ifs.insert(event.id.clone(), None);
            }
            model.wrote(news, Compartment::Delegation(who.seat.clone()), "what_if_put", Some(who), at);
        }
        Act::AnswerWhatIf(answer) => {
            model.wrote(news, room(&who.seat), "what_if_answered", Some(who), at);
            model.substance.soundings.what_ifs.insert(answer.item.clone(), Some(answer.answer));
        }
        Act::PutDraft(put) => {
            let event = model.wrote(news, room(&put.to), "draft_put", Some(who), at);
            model.substance.soundings.drafts.insert(event.id.clone(), None);
        }
        Act::Vote(vote) => {
            let event = model.wrote(news, room(&who.seat), "voted", Some(who), at);
            let voted = (vote.vote, event.id.clone());
            model.substance.soundings.drafts.insert(vote.item.clone(), Some(voted));
        }
        Act::Propose(propose) => {
            // The proposal itself has been taken over: it is the last of its room.
            if let Some(asked) = &propose.answers
                && model.substance.soundings.asks.get(asked) == Some(&Ask::Open)
            {
                let offers = model.substance.proposals.offers.keys();
                let number = offers.filter(|id| id.place == asked.place).map(|id| id.number).max().unwrap();
                model.substance.soundings.asks.insert(asked.clone(), Ask::Proposed(number));
            }
        }
        _ => {}
    }
}

pub(crate) fn lines(model: &Model, who: &Who, lines: &mut Lines) {
    let soundings = &model.substance.soundings;
    let asks = soundings.asks.iter().map(|(id, ask)| (id, format!("ask {id} {ask:?}")));
    let what_ifs = soundings.what_ifs.iter().map(|(id, answer)| (id, format!("what if {id} {answer:?}")));
    let drafts = soundings.drafts.iter();
    let drafts = drafts.map(|(id, vote)| (id, format!("draft {id} {:?}", given(model, vote))));
    let all = asks.chain(what_ifs).chain(drafts).filter(|(id, _)| model.sees(who, &id.place));
    lines.extend(all.map(|(_, line)| line));
}

pub(crate) fn seen_room(room: &wasit_table::Room, lines: &mut Lines) {
    use wasit_table::Kind;
    for (number, ask) in room.asks.iter() {
        lines.insert(format!("ask {} {ask:?}", Id::new(super::room(&room.seat), number)));
    }
    for event in room.log.iter() {
        match &event.kind {
            Kind::WhatIfAsked(_) => {
                let answer = room.what_ifs.get(event.id.number).unwrap();
                lines.insert(format!("what if {} {answer:?}", event.id));
            }
            Kind::DraftPut(_) => {
                let voted = room.drafts.get(event.id.number).unwrap().and_then(|number| room.log.get(number));
                let vote = voted.and_then(|voted| match &voted.kind {
                    Kind::Voted(voted) => voted.vote.get().copied(),
                    _ => None,
                });
                lines.insert(format!("draft {} {vote:?}", event.id));
            }
            _ => {}
        }
    }
}
