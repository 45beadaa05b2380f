//! Adoption: initialling, signature, ratification, entry into force.

use jiff::Timestamp;
use wasit_table::chapters::adoption::{Entry, Stage, Step};
use wasit_table::chapters::texts::{Paper, Status};
use wasit_table::{Act, Compartment, Id, Name, Rule, Who};

use super::texts::{Text, text, version};
use crate::model::{Model, Outcome, Presence, Rules, line, text as words};
use crate::news::{News, field};

/// What a party must still ratify.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ratification {
    /// The bodies that must ratify, in order.
    pub(crate) bodies: Vec<String>,
    /// Whether the party itself must, where it has named none.
    pub(crate) confirms: bool,
    pub(crate) given: Vec<String>,
    pub(crate) refused: Option<String>,
}

impl Ratification {
    /// Whether all is given.
    fn is_done(&self) -> bool {
        self.refused.is_none() && self.given.len() >= self.bodies.len().max(usize::from(self.confirms))
    }
}

fn stage_of(step: Step) -> Stage {
    match step {
        Step::Initialling => Stage::Initialled,
        Step::Adoption => Stage::Adopted,
        Step::Signature => Stage::Signed,
    }
}

fn ratifying(model: &Model, who: &Who, id: &Id, body: &str, said: Option<&String>, rules: &mut Rules) {
    line(rules, body);
    if let Some(said) = said {
        words(rules, said);
    }
    let Some(text) = text(model, id, rules) else { return };
    if text.put.is_some() || !matches!(text.stage, Stage::Adopted | Stage::Signed | Stage::InForce) {
        rules.insert(Rule::WrongState);
    }
    let Some(own) = text.ratifications.get(&who.seat) else {
        rules.insert(Rule::NotYours);
        return;
    };
    if own.is_done() || own.given.iter().any(|given| given == body) {
        rules.insert(Rule::Twice);
    }
    if own.bodies.get(own.given.len()).is_some_and(|next| next != body) {
        rules.insert(Rule::NotTheTime);
    }
}

pub(crate) fn judge(model: &Model, who: &Who, act: &Act, at: Timestamp) -> Option<Rules> {
    let mut all = Rules::new();
    let rules = &mut all;
    match act {
        Act::SetEntry(set) => {
            if let Some(text) = text(model, &set.text, rules) {
                if text.paper == Paper::NonPaper || !text.is_draft() {
                    rules.insert(Rule::WrongState);
                }
                if text.entry == Some(set.on) {
                    rules.insert(Rule::Twice);
                }
                if let Entry::On(date) = set.on
                    && super::midnight(model, date) <= at
                {
                    rules.insert(Rule::NotTheTime);
                }
            }
        }
        Act::PutText(put) => {
            if put.until.is_some_and(|until| until <= at) {
                rules.insert(Rule::NotTheTime);
            }
            let away = |seat: &Name| model.presence.get(seat) == Some(&Presence::Away);
            if model.seated().len() < 2 || model.parties.iter().any(away) {
                rules.insert(Rule::NoConsent);
            }
            if let Some(text) = text(model, &put.text, rules) {
                if text.paper == Paper::NonPaper || text.put.is_some() || text.stage == Stage::NotRatified {
                    rules.insert(Rule::WrongState);
                }
                if text.stage != Stage::NotRatified && text.stage >= stage_of(put.step) {
                    rules.insert(Rule::Twice);
                }
                if put.version.is_some_and(|version| version as usize != text.versions.len()) {
                    rules.insert(Rule::Superseded);
                }
                if text.articles.iter().any(|article| !article.is_clean()) {
                    rules.insert(Rule::Brackets);
                }
                let settled = text.articles.iter().all(|article| article.is_settled());
                if put.step != Step::Initialling && !settled {
                    rules.insert(Rule::NotAgreed);
                }
            }
        }
        Act::Ratify(ratify) => {
            ratifying(model, who, &ratify.text, &ratify.body, ratify.words.as_ref(), rules);
        }
        Act::RefuseRatification(refuse) => {
            ratifying(model, who, &refuse.text, &refuse.body, refuse.words.as_ref(), rules);
        }
        Act::NameDay(name) => {
            line(rules, &name.name);
            if let Some(text) = text(model, &name.text, rules) {
                if !matches!(text.stage, Stage::Signed | Stage::InForce) {
                    rules.insert(Rule::WrongState);
                }
                if text.days.get(&name.name) == Some(&name.date) {
                    rules.insert(Rule::Twice);
                }
            }
        }
        _ => return None,
    }
    Some(all)
}

pub(crate) fn take(model: &mut Model, who: &Who, act: &Act, at: Timestamp, news: &mut News) {
    let joint = Compartment::Joint;
    match act {
        Act::SetEntry(set) => {
            let event = model.wrote(news, joint, "entry_set", Some(who), at);
            model.substance.texts.get_mut(&set.text).unwrap().entry = Some(set.on);
            version(model, &set.text, &event, news);
        }
        Act::PutText(put) => {
            let event = model.wrote(news, joint, "text_put", Some(who), at);
            let text = model.substance.texts.get_mut(&put.text).unwrap();
            text.put = Some((event.id.clone(), put.step, put.ad_referendum));
            assert_eq!(field(&event, "hash"), text.versions.last().unwrap().as_str(), "{}", news.about);
            let to = model.seated();
            model.ask(&event, &who.seat, to, put.until, true, 1);
        }
        Act::Ratify(ratify) => {
            model.wrote(news, joint, "ratified", Some(who), at);
            let text = model.substance.texts.get_mut(&ratify.text).unwrap();
            text.ratifications.get_mut(&who.seat).unwrap().given.push(ratify.body.clone());
        }
        Act::RefuseRatification(refuse) => {
            model.wrote(news, joint, "ratification_refused", Some(who), at);
            let text = model.substance.texts.get_mut(&refuse.text).unwrap();
            text.ratifications.get_mut(&who.seat).unwrap().refused = Some(refuse.body.clone());
            text.stage = Stage::NotRatified;
            text.put = None;
        }
        Act::NameDay(name) => {
            model.wrote(news, joint, "day_named", Some(who), at);
            let text = model.substance.texts.get_mut(&name.text).unwrap();
            text.days.insert(name.name.clone(), name.date);
        }
        _ => {}
    }
}

/// The question by which a text was put is settled.
pub(crate) fn settled(model: &mut Model, question: &Id, outcome: Outcome) {
    let to = model.questions[question].to.clone();
    let mandates: Vec<(Name, Vec<String>)> =
        to.into_iter().map(|seat| (seat.clone(), super::mandate(model, &seat))).collect();
    let text = model.substance.texts.values_mut();
    let Some(text) = text.into_iter().find(|text| text.put.as_ref().is_some_and(|put| put.0 == *question))
    else {
        return;
    };
    let Some((_, step, ad_referendum)) = text.put.take() else { return };
    if outcome != Outcome::Agreed {
        return;
    }
    text.stage = stage_of(step);
    if step == Step::Initialling {
        for article in text.articles.iter_mut().filter(|article| !article.is_settled()) {
            article.status = Status::Agreed;
        }
        return;
    }
    for (seat, bodies) in mandates {
        let mut confirms = bodies.is_empty() && (ad_referendum || text.entry == Some(Entry::Ratification));
        let mut given = Vec::new();
        // What was said at the adoption holds at the signature, under the same mandate.
        if let Some(before) = text.ratifications.remove(&seat).filter(|before| before.bodies == bodies) {
            confirms |= before.confirms;
            given = before.given;
        }
        text.ratifications.insert(seat, Ratification { bodies, confirms, given, refused: None });
    }
}

fn is_due(model: &Model, text: &Text, at: Timestamp) -> bool {
    let day = match text.entry {
        Some(Entry::On(date)) => super::midnight(model, date) <= at,
        _ => true,
    };
    text.stage == Stage::Signed && day && text.ratifications.values().all(Ratification::is_done)
}

pub(crate) fn follow(model: &mut Model, at: Timestamp, news: &mut News) -> bool {
    let due = model.substance.texts.iter().find(|(_, text)| is_due(model, text, at));
    let Some((id, _)) = due else {
        return false;
    };
    let id = id.clone();
    let event = model.wrote(news, Compartment::Joint, "entered_into_force", None, at);
    assert_eq!(field(&event, "text"), id.number, "{}", news.about);
    model.substance.texts.get_mut(&id).unwrap().stage = Stage::InForce;
    true
}
