//! Direct contact.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use wasit_table::chapters::contact::ContactState;
use wasit_table::{Act, Compartment, Id, Name, Rule, View, Who};

use crate::model::{Lines, Model, Outcome, Rules, line, list, text};
use crate::news::News;

#[derive(Clone, Debug)]
pub(crate) struct Contact {
    who: Vec<Who>,
    starts: Timestamp,
    minutes: u32,
    state: ContactState,
}

impl Contact {
    fn seats(&self) -> BTreeSet<Name> {
        self.who.iter().map(|who| who.seat.clone()).collect()
    }

    fn length(&self) -> SignedDuration {
        SignedDuration::from_mins(self.minutes.into())
    }
}

pub(crate) fn judge(model: &Model, who: &Who, act: &Act, at: Timestamp) -> Option<Rules> {
    let mut rules = Rules::new();
    let found = |rules: &mut Rules, id: &Id| {
        let found = model.process.contacts.get(id);
        match found {
            None => drop(rules.insert(Rule::NoSuchItem)),
            Some(contact) if model.is_party(&who.seat) && !contact.seats().contains(&who.seat) => {
                rules.insert(Rule::NotYours);
            }
            _ => {}
        }
        found
    };
    match act {
        Act::OfferContact(act) => {
            line(&mut rules, &act.place);
            list(&mut rules, &act.who, 2);
            if act.who.iter().collect::<BTreeSet<_>>().len() < act.who.len() || act.minutes == 0 {
                rules.insert(Rule::Malformed);
            }
            for person in &act.who {
                if !model.is_party(&person.seat) {
                    rules.insert(Rule::NoSuchSeat);
                } else if !model.members.contains_key(person) {
                    rules.insert(Rule::NoSuchMember);
                }
                if !model.is_seated(&person.seat) {
                    rules.insert(Rule::NoConsent);
                }
            }
            if act.who.iter().map(|who| &who.seat).collect::<BTreeSet<_>>().len() < 2 {
                rules.insert(Rule::NotRepresented);
            }
            let settings = &model.settings;
            if !settings.direct_contact || act.minutes > settings.direct_contact_minutes_max {
                rules.insert(Rule::GroundRules);
            }
            if act.answer_by <= at || act.starts < act.answer_by {
                rules.insert(Rule::NotTheTime);
            }
        }
        Act::BeginContact(act) => {
            let Some(contact) = found(&mut rules, &act.contact) else { return Some(rules) };
            match contact.state {
                ContactState::Offered => drop(rules.insert(Rule::NotAgreed)),
                ContactState::Agreed => {}
                ContactState::Dropped => drop(rules.insert(Rule::WrongState)),
                ContactState::UnderWay { .. } | ContactState::Ended => drop(rules.insert(Rule::Twice)),
            }
            if at < contact.starts {
                rules.insert(Rule::NotTheTime);
            }
            if at >= contact.starts + contact.length() {
                rules.insert(Rule::Expired);
            }
            if contact.seats().iter().any(|seat| !model.is_seated(seat)) {
                rules.insert(Rule::NoConsent);
            }
            if contact.who.iter().any(|person| !model.members.contains_key(person)) {
                rules.insert(Rule::NoSuchMember);
            }
            let settings = &model.settings;
            if !settings.direct_contact || contact.minutes > settings.direct_contact_minutes_max {
                rules.insert(Rule::GroundRules);
            }
        }
        Act::EndContact(act) => {
            let Some(contact) = found(&mut rules, &act.contact) else { return Some(rules) };
            match contact.state {
                ContactState::UnderWay { .. } => {}
                ContactState::Ended => drop(rules.insert(Rule::Twice)),
                _ => drop(rules.insert(Rule::WrongState)),
            }
        }
        Act::GiveAccount(act) => {
            text(&mut rules, &act.text);
            let Some(contact) = found(&mut rules, &act.contact) else { return Some(rules) };
            if contact.state != ContactState::Ended {
                rules.insert(Rule::WrongState);
            }
        }
        _ => return None,
    }
    Some(rules)
}

pub(crate) fn take(model: &mut Model, who: &Who, act: &Act, at: Timestamp, news: &mut News) {
    let (by, joint) = (Some(who), Compartment::Joint);
    match act {
        Act::OfferContact(act) => {
            let put = model.wrote(news, joint, "contact_offered", by, at);
            let (who_meets, starts, minutes) = (act.who.clone(), act.starts, act.minutes);
            let contact = Contact { who: who_meets, starts, minutes, state: ContactState::Offered };
            let to = contact.seats().into_iter().collect();
            model.process.contacts.insert(put.id.clone(), contact);
            model.ask(&put, &who.seat, to, Some(act.answer_by), false, 1);
        }
        Act::BeginContact(act) => {
            model.wrote(news, joint, "contact_begun", by, at);
            let contact = model.process.contacts.get_mut(&act.contact).unwrap();
            let ends = at + contact.length();
            contact.state = ContactState::UnderWay { ends };
            model.clocks.insert((ends, act.contact.clone(), "contact"));
        }
        Act::EndContact(act) => end(model, &act.contact, Some(who), at, news),
        Act::GiveAccount(act) => {
            let room = Compartment::Room(who.seat.clone());
            let given = model.wrote(news, room, "account_given", by, at);
            let key = (who.seat.clone(), act.contact.clone());
            if let Some(before) = model.process.accounts.insert(key, given.id.clone()) {
                model.process.said.get_mut(&before).unwrap().retracted = true;
            }
            model.said(&given.id, &who.seat, act.disclosure);
        }
        _ => {}
    }
}

/// A contact ends, by an act or at the end of its time box.
pub(crate) fn end(model: &mut Model, id: &Id, by: Option<&Who>, at: Timestamp, news: &mut News) {
    model.wrote(news, Compartment::Joint, "contact_ended", by, at);
    model.stop(id);
    model.process.contacts.get_mut(id).unwrap().state = ContactState::Ended;
}

/// A party leaves the table, and with it every contact that it is in.
pub(crate) fn left(model: &mut Model, who: &Who, at: Timestamp, news: &mut News) {
    let here = model.process.contacts.iter().filter(|(_, contact)| {
        matches!(contact.state, ContactState::UnderWay { .. }) && contact.seats().contains(&who.seat)
    });
    for id in here.map(|(id, _)| id.clone()).collect::<Vec<_>>() {
        end(model, &id, Some(who), at, news);
    }
}

pub(crate) fn settled(model: &mut Model, question: &Id, outcome: Outcome) {
    if let Some(contact) = model.process.contacts.get_mut(question) {
        let agreed = outcome == Outcome::Agreed;
        contact.state = if agreed { ContactState::Agreed } else { ContactState::Dropped };
    }
}

pub(crate) fn lines(model: &Model, who: &Who, lines: &mut Lines) {
    for (id, contact) in &model.process.contacts {
        let Contact { who, starts, minutes, state } = contact;
        lines.insert(format!("contact {} {who:?} {starts} {minutes} {state:?}", id.number));
    }
    for ((seat, contact), account) in &model.process.accounts {
        if model.sees(who, &account.place) {
            lines.insert(format!("account {seat} {} {}", contact.number, account.number));
        }
    }
}

pub(crate) fn seen(view: &View, lines: &mut Lines) {
    let contacts = &super::joint(view).contacts;
    for (number, contact) in contacts.iter() {
        let (who, starts, minutes, state) = (&contact.who, contact.starts, contact.minutes, &contact.state);
        lines.insert(format!("contact {number} {who:?} {starts} {minutes} {state:?}"));
        for room in super::rooms(view) {
            if let Some(account) = room.accounts.get(number) {
                lines.insert(format!("account {} {number} {account}", room.seat));
            }
        }
    }
}
