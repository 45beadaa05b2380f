//! Acts drawn from the model's own state: mostly what could be done next in the course of talks, by whoever could.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use wasit_record::PersonKey;
use wasit_table::{Act, Compartment, Id, Signature, Who};

use crate::dice::Dice;
use crate::model::Model;
use crate::pool::{MEMBERS, SEATS};

/// The key of a person: always the same.
pub(crate) fn key(who: &Who) -> PersonKey {
    let sum = who.to_string().bytes().fold(7u8, u8::wrapping_add);
    PersonKey::from_seed([sum; 32])
}

/// What others check its signatures with, in base64.
pub(crate) fn public(who: &Who) -> String {
    BASE64_STANDARD.encode(key(who).public().to_bytes())
}

/// Signs what is to be signed, where the actor has a key.
pub(crate) fn sign(model: &Model, who: &Who, act: &mut Act) {
    if !model.keys.contains_key(who) {
        return;
    }
    let process = &model.process;
    let (what, hash, signature) = match act {
        Act::SignTerms(act) => (process.convening.what(), act.hash.to_string(), &mut act.signature),
        Act::SignGroundRules(act) => (process.ground_rules.what(), act.hash.to_string(), &mut act.signature),
        Act::Answer(act) => {
            let what = model.questions.get(&act.question).and_then(|question| question.signs.clone());
            let (Some(what), Some(hash)) = (what, act.hash) else { return };
            (what, hash.to_string(), &mut act.signature)
        }
        _ => return,
    };
    *signature = Signature::sign(&who.to_string(), &key(who), &process.name, &what, &hash).signature;
}

/// Talks are convened, or nearly.
pub(crate) fn convene(dice: &mut Dice) -> (Who, Act) {
    let mut parties: Vec<Value> =
        SEATS[1..].iter().map(|seat| json!({ "seat": seat, "title": seat })).collect();
    match dice.below(8) {
        0 => parties.truncate(1),
        1 => parties.push(json!({ "seat": "usa", "title": "again" })),
        2 => parties.push(json!({ "seat": "oman", "title": "the mediator" })),
        3 => parties[0]["title"] = json!(""),
        _ => {}
    }
    let title = if dice.chance(90) { "T" } else { " " };
    let mut act =
        json!({ "do": "convene", "name": "talks", "title": title, "mediator": "M", "parties": parties });
    if dice.chance(30) {
        act["zone"] =
            json!((["Asia/Muscat", "Asia/Tehran", "America/New_York", "Nowhere/Land"][dice.below(4)]));
    }
    if dice.chance(30) {
        let who: Who = "oman/head".parse().unwrap();
        act["key"] = json!(if dice.chance(70) { public(&who) } else { "no key".to_owned() });
    }
    ("oman/head".parse().unwrap(), serde_json::from_value(act).unwrap())
}

/// One act, if the state has something to act on.
pub(crate) fn probe(model: &Model, dice: &mut Dice, now: Timestamp) -> Option<(Who, Act)> {
    let mediator = model.mediator.as_ref()?;
    let of = |dice: &mut Dice, seat: &str| -> String {
        let member = if dice.chance(75) { "head" } else { MEMBERS[dice.below(5)] };
        format!("{seat}/{member}")
    };
    let seats: Vec<String> = SEATS.iter().map(ToString::to_string).collect();
    let parties: Vec<String> = model.parties.iter().map(ToString::to_string).collect();
    let party = dice.one(&parties)?.clone();
    let any = dice.one(&seats)?.clone();
    let team = of(dice, mediator.as_str());
    let side = of(dice, &party);
    let one = of(dice, &any);
    let soon = |hours: i64| (now + SignedDuration::from_hours(hours)).to_string();
    let wait = [-1, 1, 3, 30][dice.below(4)];
    let last = |ids: Vec<&Id>, dice: &mut Dice| dice.late(&ids).map(|id| (*id).clone());
    let process = &model.process;
    let round = 1 + dice.below(process.rounds.len() + 1);
    let (who, act): (String, Value) = match dice.below(30) {
        0 => {
            let who: Who = format!("{any}/{}", MEMBERS[dice.below(5)]).parse().ok()?;
            let mut act = json!({ "do": "enrol", "member": who.member, "role": MEMBERS[dice.below(5)] });
            if dice.chance(60) {
                act["key"] = json!(public(&who));
            }
            (format!("{any}/head"), act)
        }
        1..=2 => {
            let hash = process.convening.hash().unwrap_or_else(|| "0".repeat(64));
            (format!("{any}/head"), json!({ "do": "sign_terms", "hash": hash }))
        }
        3..=4 => {
            let hashes = process.ground_rules.hashes();
            let hash = dice.late(&hashes)?;
            (format!("{any}/head"), json!({ "do": "sign_ground_rules", "hash": hash }))
        }
        5..=7 => {
            let id = last(model.questions.keys().collect(), dice)?;
            let question = &model.questions[&id];
            let to: Vec<String> = question.to.iter().map(ToString::to_string).collect();
            let seat = if dice.chance(90) { dice.one(&to)?.clone() } else { any.clone() };
            let yes = dice.chance(75);
            let mut act = json!({ "do": "answer", "question": id, "yes": yes });
            if yes || dice.chance(20) {
                act["hash"] = json!(question.hash);
            }
            if question.options > 1 && yes {
                act["option"] = json!(1 + dice.below(question.options as usize));
            }
            (format!("{seat}/head"), act)
        }
        8 => {
            let id = last(model.questions.keys().collect(), dice)?;
            let by = if dice.chance(80) { model.questions[&id].by.to_string() } else { any };
            (format!("{by}/head"), json!({ "do": "withdraw_question", "question": id }))
        }
        9..=10 => {
            let ids = process.said.keys().filter(|id| dice.chance(50) || id.place != Compartment::Joint);
            let id = last(ids.collect::<Vec<_>>(), &mut dice.clone())?;
            let seat = process.said[&id].seat.to_string();
            let seat = if dice.chance(85) { seat } else { any };
            let act = match dice.below(3) {
                0 => json!({ "do": "retract", "item": id }),
                1 => json!({ "do": "erase", "item": id, "why": "so" }),
                _ => json!({ "do": "set_disclosure", "item": id,
                    "disclosure": (["joint", "mediator_only", "this_wording"][dice.below(3)]) }),
            };
            (format!("{seat}/head"), act)
        }
        11..=12 => {
            let ids: Vec<&Id> = model.log.iter().filter(|(_, it)| it.content).map(|(id, _)| id).collect();
            let id = dice.one(&ids).map(|id| (*id).clone())?;
            let by = model.log[&id].by.as_ref().map_or(any, |by| by.seat.to_string());
            (format!("{by}/head"), json!({ "do": "erase", "item": id, "why": "so" }))
        }
        13 => (
            team,
            json!({ "do": "offer_contact", "who": [of(dice, &party), of(dice, &any)], "place": "here",
            "starts": soon(wait + dice.below(3) as i64), "minutes": 1 + dice.below(100), "answer_by": soon(wait) }),
        ),
        14..=16 => {
            let id = last(process.contacts.keys().collect(), dice)?;
            let act = match dice.below(4) {
                0 | 1 => (team, json!({ "do": "begin_contact", "contact": id })),
                2 => (one, json!({ "do": "end_contact", "contact": id })),
                _ => (side, json!({ "do": "give_account", "contact": id, "text": "so it went" })),
            };
            (act.0, act.1)
        }
        17 => {
            let other = of(dice, &any);
            let name = ["x", "y", "z", "u", "v"][dice.below(5)];
            let mut roster = vec![side.clone(), other];
            if dice.chance(30) {
                roster.push(team);
            }
            (side, json!({ "do": "open_backchannel", "name": name, "roster": roster }))
        }
        18..=20 => {
            let channels: Vec<_> = process.channels.iter().collect();
            let (channel, back) = dice.late(&channels)?;
            let place = Compartment::Backchannel((*channel).clone());
            let roster = back.everybody();
            let who = if dice.chance(90) { dice.one(&roster)?.to_string() } else { one };
            let said: Vec<&Id> = process.said.keys().filter(|id| id.place == place).collect();
            let act = match dice.below(7) {
                0..=2 => json!({ "do": "say", "in": place, "text": "between us" }),
                3..=4 => json!({ "do": "bring_forward", "item": dice.one(&said)? }),
                5 if dice.chance(40) => json!({ "do": "leave_backchannel", "channel": place }),
                5 => json!({ "do": "retract", "item": dice.one(&said)? }),
                _ if dice.chance(40) => json!({ "do": "close_backchannel", "channel": place }),
                _ => json!({ "do": "open_backchannel", "name": "x", "roster": roster }),
            };
            (who, act)
        }
        21 => {
            let act = match dice.below(3) {
                0 => json!({ "do": "state", "text": "ours", "embargo": soon(wait) }),
                1 => json!({ "do": "state", "text": "ours", "round": round }),
                _ => {
                    let sealed = process.communiques.sealed();
                    let id = last(sealed.iter().collect(), dice)?;
                    let seat = process.communiques.seat(&id);
                    let who = if dice.chance(85) { format!("{seat}/head") } else { one };
                    return Some((
                        who.parse().ok()?,
                        serde_json::from_value(json!({ "do": "withdraw_statement", "item": id })).unwrap(),
                    ));
                }
            };
            (one, act)
        }
        22 => {
            let act = match dice.below(5) {
                0 => json!({ "do": "plan_round", "starts": soon(wait).get(..19)?, "venue": "Rome" }),
                1 => json!({ "do": "open_round", "round": round }),
                2 => json!({ "do": "adjourn_round" }),
                3 => json!({ "do": "close_round", "round": round }),
                _ => {
                    json!({ "do": "move_round", "round": round, "starts": soon(wait).get(..19)?, "public": "so" })
                }
            };
            (team, act)
        }
        23 => (
            team,
            json!({ "do": "record_decisions", "round": round, "open": ([["all", "some"][dice.below(2)]]) }),
        ),
        24 => {
            let id = last(process.decisions.keys().collect(), dice)?;
            let words = ["no", "never"][dice.below(2)];
            let accept = json!({ "do": "accept_record", "record": id });
            let reserve = json!({ "do": "reserve", "record": id, "words": words });
            (side, if dice.chance(50) { accept } else { reserve })
        }
        25 => (
            one,
            json!({ "do": "characterise", "round": round, "tone": "good", "progress": (["some", "none"][dice.below(2)]) }),
        ),
        26 => match dice.below(6) {
            0 if dice.chance(30) => {
                (team, json!({ "do": "suspend_talks", "public": "rest", "private": "so" }))
            }
            0..=2 => (format!("{mediator}/head"), json!({ "do": "resume_talks" })),
            3 if dice.chance(40) => (side, json!({ "do": "withdraw_consent", "private": "so" })),
            _ => (side, json!({ "do": "renew_consent" })),
        },
        27 => (team, json!({ "do": "invite", "seat": party, "head": (["head", "member"][dice.below(2)]) })),
        28 => (side, json!({ "do": (["accept_invitation", "decline_invitation"][dice.below(2)]) })),
        _ => {
            let member = MEMBERS[dice.below(5)];
            let act = if dice.chance(20) {
                json!({ "do": "discharge", "member": member })
            } else {
                json!({ "do": "enrol", "member": member, "role": member })
            };
            (format!("{any}/head"), act)
        }
    };
    Some((
        who.parse().ok()?,
        serde_json::from_value(act.clone()).unwrap_or_else(|error| panic!("{act}: {error}")),
    ))
}
