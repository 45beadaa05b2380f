//! What is said, and how far it may go.

use std::collections::BTreeMap;

use jiff::Timestamp;
use wasit_table::chapters::rooms::{Disclosure, ItemState, Items};
use wasit_table::{Act, Compartment, Id, Name, Role, Rule, View, Who};

use crate::model::{Lines, Model, Rules, line, list, text};
use crate::news::News;

/// One thing that was said.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) seat: Name,
    pub(crate) disclosure: Disclosure,
    pub(crate) retracted: bool,
}

fn place(model: &Model, who: &Who, act: &wasit_table::chapters::rooms::Say) -> Option<Compartment> {
    let own = model.is_party(&who.seat).then(|| Compartment::Room(who.seat.clone()));
    act.place.clone().or(own)
}

pub(crate) fn judge(model: &Model, who: &Who, act: &Act) -> Option<Rules> {
    let mut rules = Rules::new();
    let own = Compartment::Room(who.seat.clone());
    let item = |rules: &mut Rules, id: &Id| {
        let found = model.process.said.get(id).filter(|_| model.sees(who, &id.place));
        match found {
            None => drop(rules.insert(Rule::NoSuchItem)),
            Some(said) if said.seat != who.seat => drop(rules.insert(Rule::NotYours)),
            Some(said) if said.retracted => drop(rules.insert(Rule::Withdrawn)),
            Some(_) => {}
        }
        found.cloned()
    };
    match act {
        Act::Say(act) => {
            text(&mut rules, &act.text);
            list(&mut rules, &act.attachments, 0);
            for attachment in &act.attachments {
                line(&mut rules, &attachment.name);
                if let Some(media) = &attachment.media_type {
                    line(&mut rules, media);
                }
                if attachment.bytes > model.settings.attachment_bytes_max {
                    rules.insert(Rule::TooLong);
                }
            }
            let Some(place) = place(model, who, act) else {
                // The mediator is in many rooms, and must say in which it speaks.
                rules.insert(Rule::Malformed);
                return Some(rules);
            };
            let exists = match &place {
                Compartment::Room(seat) => model.is_party(seat),
                _ => true,
            };
            if !model.sees(who, &place) || !exists {
                rules.insert(Rule::NoSuchItem);
            }
            if place == Compartment::Joint && model.members[who] < Role::Member {
                rules.insert(Rule::WrongRole);
            }
            if place == Compartment::Joint {
                present(model, who, &mut rules);
            }
            may_disclose(model, who, act.disclosure, &mut rules);
            if let Compartment::Backchannel(channel) = &place
                && model.process.channels.get(channel).is_some_and(|channel| channel.closed)
            {
                rules.insert(Rule::WrongState);
            }
            if act.disclosure != Disclosure::MediatorOnly && place != own {
                rules.insert(Rule::Disclosure);
            }
            if let Some(answers) = &act.answers
                && (answers.place != place || !model.log.contains_key(answers))
            {
                rules.insert(Rule::NoSuchItem);
            }
        }
        Act::SetDisclosure(act) => {
            let said = item(&mut rules, &act.item);
            if act.item.place != own {
                rules.insert(Rule::NoSuchItem);
            }
            if said.is_some_and(|said| said.disclosure == act.disclosure) {
                rules.insert(Rule::Twice);
            }
        }
        Act::Retract(act) => {
            if item(&mut rules, &act.item).is_some() {
                let logged = &model.log[&act.item];
                let own_words = logged.by.as_ref() == Some(who) && logged.kind != "proposed";
                if model.members[who] < Role::Member && !own_words {
                    rules.insert(Rule::WrongRole);
                }
            }
        }
        _ => return None,
    }
    Some(rules)
}

/// Only a seat that sits at the table speaks before all.
pub(crate) fn present(model: &Model, who: &Who, rules: &mut Rules) {
    if model.is_party(&who.seat) && !model.is_seated(&who.seat) {
        rules.insert(Rule::NoConsent);
    }
}

/// Who is not a member lets nothing go further than the mediator.
pub(crate) fn may_disclose(model: &Model, who: &Who, disclosure: Disclosure, rules: &mut Rules) {
    if disclosure != Disclosure::MediatorOnly && model.members[who] < Role::Member {
        rules.insert(Rule::WrongRole);
    }
}

pub(crate) fn take(model: &mut Model, who: &Who, act: &Act, at: Timestamp, news: &mut News) {
    match act {
        Act::Say(act) => {
            let place = place(model, who, act).unwrap();
            let said = model.wrote(news, place, "said", Some(who), at);
            model.said(&said.id, &who.seat, act.disclosure);
        }
        Act::SetDisclosure(act) => {
            model.wrote(news, act.item.place.clone(), "disclosure_set", Some(who), at);
            model.process.said.get_mut(&act.item).unwrap().disclosure = act.disclosure;
        }
        Act::Retract(act) => {
            model.wrote(news, act.item.place.clone(), "retracted", Some(who), at);
            model.process.said.get_mut(&act.item).unwrap().retracted = true;
        }
        _ => {}
    }
}

impl Model {
    /// Something can be used like what was said.
    pub(crate) fn said(&mut self, id: &Id, seat: &Name, disclosure: Disclosure) {
        let said = Said { seat: seat.clone(), disclosure, retracted: false };
        self.process.said.insert(id.clone(), said);
    }
}

pub(crate) fn lines(model: &Model, who: &Who, lines: &mut Lines) {
    for (id, said) in model.process.said.iter().filter(|(id, _)| model.sees(who, &id.place)) {
        lines.insert(format!("said {id} {} {:?} {}", said.seat, said.disclosure, said.retracted));
    }
}

pub(crate) fn seen(view: &View, lines: &mut Lines) {
    let mut say = |place: Compartment, items: &Items| {
        for (number, item) in items.iter() {
            let retracted = item.state == ItemState::Retracted;
            let id = Id::new(place.clone(), number);
            lines.insert(format!("said {id} {} {:?} {retracted}", item.seat, item.disclosure));
        }
    };
    say(Compartment::Joint, &super::joint(view).items);
    super::rooms(view).iter().for_each(|room| say(Compartment::Room(room.seat.clone()), &room.items));
    let own = super::own(view);
    say(Compartment::Delegation(own.seat.clone()), &own.items);
    for channel in super::channels(view) {
        say(Compartment::Backchannel(channel.channel.clone()), &channel.items);
    }
}

/// What was said in each place, for the chapters that draw on it.
pub(crate) type AllSaid = BTreeMap<Id, Said>;
