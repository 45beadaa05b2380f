//! Convening and delegations.

use jiff::Timestamp;
use wasit_table::chapters::convening as chapter;
use wasit_table::{Act, Compartment, Name, Role, Rule, View, Who};

use super::keep_reason;
use crate::model::{Course, Lines, Model, Presence, Rules, line, list, text};
use crate::news::{News, field};
use crate::substance;

/// What this chapter remembers beyond who is there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Convening {
    /// The text and the key of the terms that stand, their hash and who has signed them.
    pub(crate) terms: Option<(String, String, String, Vec<Name>)>,
    /// How many versions were put.
    versions: u32,
    pub(crate) mandates: std::collections::BTreeMap<Name, (Vec<String>, Option<String>)>,
}

impl Convening {
    /// What one signs.
    pub(crate) fn what(&self) -> String {
        format!("participation terms, version {}", self.versions)
    }

    pub(crate) fn hash(&self) -> Option<String> {
        self.terms.as_ref().map(|terms| terms.2.clone())
    }
}

pub(crate) fn judge(model: &Model, who: &Who, act: &Act) -> Option<Rules> {
    let mut rules = Rules::new();
    let presence = model.presence.get(&who.seat).copied();
    let came = matches!(presence, Some(Presence::Seated | Presence::Away));
    let heads = |model: &Model| {
        let heads = model.members.iter().filter(|(of, role)| of.seat == who.seat && **role == Role::Head);
        heads.map(|(of, _)| of.member.clone()).collect::<Vec<_>>()
    };
    match act {
        Act::Convene(act) => {
            line(&mut rules, &act.title);
            line(&mut rules, &act.mediator);
            list(&mut rules, &act.parties, 2);
            act.parties.iter().for_each(|party| line(&mut rules, &party.title));
            if let Some(note) = &act.note {
                text(&mut rules, note);
            }
            let mut seats: Vec<&Name> = act.parties.iter().map(|party| &party.seat).collect();
            seats.push(&who.seat);
            let distinct: std::collections::BTreeSet<_> = seats.iter().collect();
            let zone = jiff::tz::TimeZone::get(&act.zone).is_ok();
            if distinct.len() < seats.len() || !zone {
                rules.insert(Rule::Malformed);
            }
            key(&mut rules, act.key.as_deref());
        }
        Act::Invite(act) => {
            if !model.is_party(&act.seat) {
                rules.insert(Rule::NoSuchSeat);
            }
            if matches!(model.presence.get(&act.seat), Some(Presence::Seated | Presence::Away)) {
                rules.insert(Rule::Twice);
            }
            if let Some(words) = &act.words {
                text(&mut rules, words);
            }
            key(&mut rules, act.key.as_deref());
        }
        Act::AcceptInvitation(_) => {
            if came {
                rules.insert(Rule::Twice);
            }
        }
        Act::DeclineInvitation(act) => {
            if came || presence == Some(Presence::Declined) {
                rules.insert(Rule::Twice);
            }
            reason(&mut rules, act.private.as_deref());
        }
        Act::Enrol(act) => {
            let member = Who::new(who.seat.clone(), act.member.clone());
            if model.members.get(&member) == Some(&act.role) && model.keys.get(&member) == act.key.as_ref() {
                rules.insert(Rule::Twice);
            }
            if act.role != Role::Head && heads(model) == [act.member.clone()] {
                rules.insert(Rule::LastHead);
            }
            key(&mut rules, act.key.as_deref());
        }
        Act::Discharge(act) => {
            if !model.members.contains_key(&Who::new(who.seat.clone(), act.member.clone())) {
                rules.insert(Rule::NoSuchMember);
            }
            if heads(model) == [act.member.clone()] {
                rules.insert(Rule::LastHead);
            }
        }
        Act::PutTerms(act) => {
            text(&mut rules, &act.text);
            line(&mut rules, &act.log_key);
            let terms = model.process.convening.terms.as_ref();
            if terms.is_some_and(|terms| (&terms.0, &terms.1) == (&act.text, &act.log_key)) {
                rules.insert(Rule::Twice);
            }
        }
        Act::SignTerms(act) => match &model.process.convening.terms {
            None => drop(rules.insert(Rule::NoSuchItem)),
            Some((_, _, hash, signed)) => {
                if act.hash.to_string() != *hash {
                    rules.insert(Rule::WrongHash);
                }
                if signed.contains(&who.seat) {
                    rules.insert(Rule::Twice);
                }
                let what = model.process.convening.what();
                super::signature(&mut rules, model, who, &what, hash, act.signature.as_deref());
            }
        },
        Act::DeclareMandate(act) => {
            if matches!(presence, Some(Presence::Declined | Presence::Away)) {
                rules.insert(Rule::NoConsent);
            }
            list(&mut rules, &act.bodies, 0);
            act.bodies.iter().for_each(|body| line(&mut rules, body));
            if act.bodies.iter().collect::<std::collections::BTreeSet<_>>().len() < act.bodies.len() {
                rules.insert(Rule::Malformed);
            }
            if let Some(words) = &act.words {
                text(&mut rules, words);
            }
            if model.process.convening.mandates.get(&who.seat)
                == Some(&(act.bodies.clone(), act.words.clone()))
            {
                rules.insert(Rule::Twice);
            }
        }
        Act::WithdrawConsent(act) => {
            if !model.is_seated(&who.seat) {
                rules.insert(Rule::NoConsent);
            }
            reason(&mut rules, act.public.as_deref());
            reason(&mut rules, act.private.as_deref());
        }
        Act::RenewConsent(_) => {
            if presence != Some(Presence::Away) {
                rules.insert(Rule::WrongState);
            }
        }
        Act::SuspendTalks(act) => {
            line(&mut rules, &act.public);
            reason(&mut rules, act.private.as_deref());
        }
        Act::ResumeTalks(act) => {
            if model.course != Course::Suspended {
                rules.insert(Rule::WrongState);
            }
            reason(&mut rules, act.public.as_deref());
        }
        Act::CloseTalks(act) => {
            line(&mut rules, &act.public);
            reason(&mut rules, act.private.as_deref());
        }
        _ => return None,
    }
    Some(rules)
}

/// A reason, where one is given.
fn reason(rules: &mut Rules, reason: Option<&str>) {
    if let Some(reason) = reason {
        line(rules, reason);
    }
}

/// A key, where one is given: drawn texts are none but for those that the harness knows.
fn key(rules: &mut Rules, key: Option<&str>) {
    if key.is_some_and(|key| !super::is_key(key)) {
        rules.insert(Rule::Malformed);
    }
}

pub(crate) fn take(model: &mut Model, who: &Who, act: &Act, at: Timestamp, news: &mut News) {
    let (by, seat) = (Some(who), &who.seat);
    let room = Compartment::Room(seat.clone());
    let own = match model.is_mediator(seat) {
        true => Compartment::Delegation(seat.clone()),
        false => room.clone(),
    };
    let joint = Compartment::Joint;
    match act {
        Act::Convene(act) => {
            let convened = model.wrote(news, joint, "convened", by, at);
            let name = field(&convened, "name").as_str().unwrap_or_default().to_owned();
            model.process.name = name;
            model.wrote(news, Compartment::Delegation(seat.clone()), "enrolled", by, at);
            model.mediator = Some(seat.clone());
            model.process.zone.clone_from(&act.zone);
            model.parties = act.parties.iter().map(|party| party.seat.clone()).collect();
            model.presence = model.parties.iter().map(|seat| (seat.clone(), Presence::Awaited)).collect();
            model.members.insert(who.clone(), Role::Head);
            model.keys.extend(act.key.clone().map(|key| (who.clone(), key)));
        }
        Act::Invite(act) => {
            let head = Who::new(act.seat.clone(), act.head.clone());
            // Whoever was invited before is so no longer, nor are those whom it has brought.
            let before = model.members.keys().filter(|who| who.seat == act.seat && **who != head);
            for gone in before.cloned().collect::<Vec<_>>() {
                model.wrote(news, Compartment::Room(act.seat.clone()), "discharged", by, at);
                model.members.remove(&gone);
                model.keys.remove(&gone);
            }
            model.wrote(news, Compartment::Room(act.seat.clone()), "invited", by, at);
            model.members.insert(head.clone(), Role::Head);
            model.keys.remove(&head);
            model.keys.extend(act.key.clone().map(|key| (head, key)));
        }
        Act::AcceptInvitation(_) => {
            model.wrote(news, joint, "seat_taken", by, at);
            model.presence.insert(seat.clone(), Presence::Seated);
        }
        Act::DeclineInvitation(act) => {
            model.wrote(news, joint, "declined", by, at);
            keep_reason(model, room, who, act.private.as_ref(), at, news);
            model.presence.insert(seat.clone(), Presence::Declined);
        }
        Act::Enrol(act) => {
            model.wrote(news, own, "enrolled", by, at);
            let member = Who::new(seat.clone(), act.member.clone());
            model.members.insert(member.clone(), act.role);
            model.keys.remove(&member);
            model.keys.extend(act.key.clone().map(|key| (member, key)));
        }
        Act::Discharge(act) => {
            model.wrote(news, own, "discharged", by, at);
            let member = Who::new(seat.clone(), act.member.clone());
            model.members.remove(&member);
            model.keys.remove(&member);
        }
        Act::PutTerms(act) => {
            let put = model.wrote(news, joint, "terms_put", by, at);
            let hash = field(&put, "hash").as_str().unwrap().to_owned();
            model.process.convening.versions += 1;
            model.process.convening.terms = Some((act.text.clone(), act.log_key.clone(), hash, Vec::new()));
        }
        Act::SignTerms(_) => {
            model.wrote(news, joint, "terms_signed", by, at);
            model.process.convening.terms.as_mut().unwrap().3.push(seat.clone());
        }
        Act::DeclareMandate(act) => {
            model.wrote(news, joint, "mandate_declared", by, at);
            let mandate = (act.bodies.clone(), act.words.clone());
            model.process.convening.mandates.insert(seat.clone(), mandate);
        }
        Act::WithdrawConsent(act) => {
            model.wrote(news, joint, "consent_withdrawn", by, at);
            super::contact::left(model, who, at, news);
            keep_reason(model, room, who, act.private.as_ref(), at, news);
            model.presence.insert(seat.clone(), Presence::Away);
            substance::turned(model, Some(seat), at, news);
        }
        Act::RenewConsent(_) => {
            model.wrote(news, joint, "consent_renewed", by, at);
            model.presence.insert(seat.clone(), Presence::Seated);
            substance::turned(model, Some(seat), at, news);
        }
        Act::SuspendTalks(act) => {
            model.wrote(news, joint, "talks_suspended", by, at);
            keep_reason(model, own, who, act.private.as_ref(), at, news);
            model.course = Course::Suspended;
            substance::turned(model, None, at, news);
        }
        Act::ResumeTalks(_) => {
            model.wrote(news, joint, "talks_resumed", by, at);
            model.course = Course::UnderWay;
            substance::turned(model, None, at, news);
        }
        Act::CloseTalks(act) => {
            let closed = model.wrote(news, joint, "talks_closed", by, at);
            keep_reason(model, own, who, act.private.as_ref(), at, news);
            model.course = Course::Closed;
            super::retention::start(model, &closed.id, at);
            substance::turned(model, None, at, news);
        }
        _ => {}
    }
}

pub(crate) fn lines(model: &Model, who: &Who, lines: &mut Lines) {
    lines.insert(format!("course {:?}", model.course));
    for (seat, presence) in &model.presence {
        lines.insert(format!("presence {seat} {presence:?}"));
    }
    for (member, role) in &model.members {
        if member.seat == who.seat || model.is_mediator(&who.seat) {
            lines.insert(format!("member {member} {role:?} {:?}", model.keys.get(member)));
        }
    }
    if let Some((_, _, hash, signed)) = &model.process.convening.terms {
        lines.insert(format!("terms {hash} {signed:?}"));
    }
    for (seat, (bodies, words)) in &model.process.convening.mandates {
        lines.insert(format!("mandate {seat} {bodies:?} {words:?}"));
    }
}

pub(crate) fn seen(view: &View, lines: &mut Lines) {
    let joint = super::joint(view);
    let course = match joint.convening.standing {
        chapter::Standing::UnderWay => Course::UnderWay,
        chapter::Standing::Suspended => Course::Suspended,
        chapter::Standing::Closed => Course::Closed,
    };
    lines.insert(format!("course {course:?}"));
    for (seat, presence) in &joint.convening.presence {
        lines.insert(format!("presence {seat} {presence:?}"));
    }
    let mut say = |seat: &Name, members: &wasit_table::Members| {
        for (name, member) in members.iter() {
            lines.insert(format!("member {seat}/{name} {:?} {:?}", member.role, member.key.as_ref()));
        }
    };
    match view {
        View::Party(view) => say(&view.room.seat, &view.room.members),
        View::Mediator(view) => {
            say(&view.team.seat, &view.team.members);
            view.rooms.values().for_each(|room| say(&room.seat, &room.members));
        }
    }
    if let Some(terms) = &joint.convening.terms {
        lines.insert(format!("terms {} {:?}", terms.hash, terms.signed_by));
    }
    for (seat, mandate) in &joint.convening.mandates {
        lines.insert(format!("mandate {seat} {:?} {:?}", mandate.bodies, mandate.words));
    }
}
