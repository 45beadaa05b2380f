//! The course of talks: who is there, what they are asked, when they meet, what is said.

mod agenda;
mod backchannel;
mod communiques;
mod contact;
mod convening;
mod decisions;
mod ground_rules;
mod questions;
mod retention;
mod rooms;
mod rounds;

use std::collections::BTreeMap;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use jiff::Timestamp;
use jiff::civil::DateTime;
use wasit_record::PublicKey;
use wasit_table::{
    Act, Backchannel, Channel, Compartment, Delegation, How, Id, Joint, Name, Room, Rule, Signature, View,
    Who,
};

use crate::model::{Lines, Model, Rules};
use crate::news::News;

/// What the chapters of this half remember.
#[derive(Clone, Debug, Default)]
pub(crate) struct Process {
    /// The talks' short name and their time zone.
    pub(crate) name: String,
    pub(crate) zone: String,
    pub(crate) convening: convening::Convening,
    pub(crate) ground_rules: ground_rules::GroundRules,
    pub(crate) agenda: agenda::Agenda,
    pub(crate) rounds: Vec<rounds::Round>,
    /// What was said and can be used: accounts of contacts too.
    pub(crate) said: rooms::AllSaid,
    pub(crate) contacts: BTreeMap<Id, contact::Contact>,
    /// The account that stands, of which seat of which contact.
    pub(crate) accounts: BTreeMap<(Name, Id), Id>,
    pub(crate) channels: BTreeMap<Channel, backchannel::Back>,
    pub(crate) communiques: communiques::Communiques,
    pub(crate) decisions: decisions::Decisions,
}

/// The rules of the act's chapter; `None` where it is none of these.
pub(crate) fn judge(model: &Model, who: &Who, act: &Act, at: Timestamp) -> Option<Rules> {
    convening::judge(model, who, act)
        .or_else(|| ground_rules::judge(model, who, act))
        .or_else(|| agenda::judge(model, who, act, at))
        .or_else(|| rounds::judge(model, who, act, at))
        .or_else(|| rooms::judge(model, who, act))
        .or_else(|| questions::judge(model, who, act))
        .or_else(|| contact::judge(model, who, act, at))
        .or_else(|| backchannel::judge(model, who, act))
        .or_else(|| communiques::judge(model, who, act, at))
        .or_else(|| decisions::judge(model, who, act))
        .or_else(|| retention::judge(model, who, act))
}

/// What an act changes that is allowed; nothing, where it is of another chapter.
pub(crate) fn take(model: &mut Model, who: &Who, act: &Act, at: Timestamp, news: &mut News) {
    convening::take(model, who, act, at, news);
    ground_rules::take(model, who, act, at, news);
    agenda::take(model, who, act, at, news);
    rounds::take(model, who, act, at, news);
    rooms::take(model, who, act, at, news);
    questions::take(model, who, act, at, news);
    contact::take(model, who, act, at, news);
    backchannel::take(model, who, act, at, news);
    communiques::take(model, who, act, at, news);
    decisions::take(model, who, act, at, news);
    retention::take(model, who, act, at, news);
}

/// One thing that follows by itself, if one does.
pub(crate) fn follow(model: &mut Model, at: Timestamp, news: &mut News) -> bool {
    questions::follow(model, at, news) || communiques::follow(model, at, news)
}

/// A clock has struck; whether it is one of these chapters.
pub(crate) fn strike(model: &mut Model, at: Timestamp, item: &Id, what: &str, news: &mut News) -> bool {
    match what {
        "question" => questions::strike(model, at, item, news),
        "contact" => contact::end(model, item, None, at, news),
        "embargo" => communiques::strike(model, at, item, news),
        "while of use" | "with the talks" => retention::strike(model, at, what, news),
        _ => return false,
    }
    true
}

/// Whether somebody is on a back channel, and has not left.
pub(crate) fn is_on(model: &Model, who: &Who, channel: &Channel) -> bool {
    backchannel::is_on(model, who, channel)
}

pub(crate) fn lines(model: &Model, who: &Who, lines: &mut Lines) {
    convening::lines(model, who, lines);
    ground_rules::lines(model, lines);
    agenda::lines(model, lines);
    rounds::lines(model, lines);
    rooms::lines(model, who, lines);
    questions::lines(model, who, lines);
    contact::lines(model, who, lines);
    backchannel::lines(model, who, lines);
    communiques::lines(model, who, lines);
    decisions::lines(model, lines);
    retention::lines(model, who, lines);
}

pub(crate) fn seen(view: &View, lines: &mut Lines) {
    convening::seen(view, lines);
    ground_rules::seen(view, lines);
    agenda::seen(view, lines);
    rounds::seen(view, lines);
    rooms::seen(view, lines);
    questions::seen(view, lines);
    contact::seen(view, lines);
    backchannel::seen(view, lines);
    communiques::seen(view, lines);
    decisions::seen(view, lines);
    retention::seen(view, lines);
}

// What views hold.

pub(crate) fn joint(view: &View) -> &Joint {
    match view {
        View::Party(view) => &view.joint,
        View::Mediator(view) => &view.joint,
    }
}

pub(crate) fn rooms(view: &View) -> Vec<&Room> {
    match view {
        View::Party(view) => vec![&view.room],
        View::Mediator(view) => view.rooms.values().collect(),
    }
}

pub(crate) fn own(view: &View) -> &Delegation {
    match view {
        View::Party(view) => &view.delegation,
        View::Mediator(view) => &view.team,
    }
}

/// The back channels that the owner of a view is on now.
pub(crate) fn channels(view: &View) -> Vec<&Backchannel> {
    let (all, who) = match view {
        View::Party(view) => (&view.backchannels, &view.who),
        View::Mediator(view) => (&view.backchannels, &view.who),
    };
    all.values().filter(|back| back.holds(who)).collect()
}

// What several chapters ask.

/// The round of a number.
fn round(model: &Model, number: u32) -> Option<&rounds::Round> {
    model.process.rounds.get((number as usize).checked_sub(1)?)
}

/// A time as the talks' zone has it.
fn zoned(model: &Model, at: Timestamp) -> DateTime {
    at.to_zoned(jiff::tz::TimeZone::get(&model.process.zone).unwrap()).datetime()
}

/// A reason that not all are told, where one is given.
fn keep_reason(
    model: &mut Model,
    place: Compartment,
    who: &Who,
    reason: Option<&String>,
    at: Timestamp,
    news: &mut News,
) {
    if reason.is_some() {
        model.wrote(news, place, "reason_kept", Some(who), at);
    }
}

/// Whether a text is a public key.
fn is_key(text: &str) -> bool {
    let bytes = BASE64_STANDARD.decode(text).ok().and_then(|bytes| bytes.try_into().ok());
    bytes.is_some_and(|bytes| PublicKey::from_bytes(&bytes).is_some())
}

/// Whoever has a key signs with it; whoever has none does not sign.
fn signature(rules: &mut Rules, model: &Model, who: &Who, what: &str, hash: &str, signature: Option<&str>) {
    let by = who.to_string();
    let good = match (model.keys.get(who), signature) {
        (None, signature) => signature.is_none(),
        (Some(_), None) => false,
        (Some(key), Some(made)) => {
            let (key, made) = (Some(key.clone()), Some(made.to_owned()));
            let signature = Signature { by, how: How::Ed25519, key, signature: made };
            signature.verify(&model.process.name, what, hash).is_ok()
        }
    };
    if !good {
        rules.insert(Rule::NotSigned);
    }
}
