//! Acts drawn from the model's own state: what could be done next of what talks are about, by whoever could.

use serde_json::{Value, json};
use wasit_table::chapters::adoption::Stage;
use wasit_table::chapters::relay::{RenderingState, RequestState};
use wasit_table::chapters::rooms::Disclosure;
use wasit_table::chapters::texts::Segment;
use wasit_table::{Act, Id, Name, Who};

use super::proposals::Fate;
use super::relay::seat_of;
use super::texts::Text;
use crate::dice::Dice;
use crate::model::Model;

fn last<'a, T>(dice: &mut Dice, all: impl Iterator<Item = T> + 'a) -> Option<T> {
    let mut all: Vec<T> = all.collect();
    let lately = all.len().saturating_sub(6);
    let at = lately + dice.below((all.len() - lately).max(1));
    (at < all.len()).then(|| all.swap_remove(at))
}

/// Some act, by the head of a seat for the most part.
pub(crate) fn probe(model: &Model, dice: &mut Dice) -> Option<(Who, Act)> {
    let (seat, mut act) = match dice.below(9) {
        5 => sounding(model, dice)?,
        0 | 6 => proposal(model, dice)?,
        1 | 7 | 8 => relay(model, dice)?,
        2 | 3 => text(model, dice)?,
        _ => adoption(model, dice)?,
    };
    if act["hash"].is_null() {
        act.as_object_mut()?.remove("hash");
    }
    let member = if dice.chance(85) { "head" } else { ["member", "adviser"][dice.below(2)] };
    let who: Who = format!("{seat}/{member}").parse().ok()?;
    Some((who, serde_json::from_value(act.clone()).unwrap_or_else(|error| panic!("{act}: {error}"))))
}

type Drawn = Option<(String, Value)>;

fn by(seat: Option<Name>, act: Value) -> Drawn {
    Some((seat?.to_string(), act))
}

fn proposal(model: &Model, dice: &mut Dice) -> Drawn {
    let proposals = &model.substance.proposals;
    if dice.chance(50) {
        let (id, copy) = last(dice, proposals.copies.iter())?;
        let options = proposals.offers[&copy.of].options;
        return match dice.below(6) {
            0 | 1 => by(seat_of(id), json!({ "do": "refuse", "item": id })),
            2 => by(model.mediator.clone(), json!({ "do": "withdraw_proposal", "item": id })),
            _ if options == 1 => by(seat_of(id), json!({ "do": "accept", "item": id })),
            _ => by(
                seat_of(id),
                json!({ "do": "accept", "item": id, "option": 1 + dice.below(options as usize) }),
            ),
        };
    }
    let any = dice.chance(25);
    let open = proposals.offers.iter().filter(|(_, offer)| any || offer.fate == Fate::Open);
    let (id, offer) = last(dice, open)?;
    match dice.below(9) {
        8 => {
            // A newer form of what was carried, as its maker's.
            let newer = json!({ "do": "propose", "packages": offer.packages, "text": "anew", "supersedes": id,
                "disclosure": offer.disclosure });
            let party = model.is_party(&offer.maker) && dice.chance(90);
            by(if party { Some(offer.maker.clone()) } else { any_seat(model, dice) }, newer)
        }
        0 => by(Some(offer.maker.clone()), json!({ "do": "withdraw_proposal", "item": id })),
        1 => by(
            Some(offer.maker.clone()),
            json!({ "do": "propose", "packages": offer.packages, "text": "in place", "supersedes": id }),
        ),
        _ => {
            let to: Vec<Name> = model.seated().into_iter().filter(|seat| *seat != offer.maker).collect();
            let attribution = match offer.disclosure {
                Disclosure::ThisWording => "sender",
                Disclosure::NotAttributed => "unattributed",
                Disclosure::AsTheMediators => "mediator",
                _ => ["sender", "mediator", "unattributed"][dice.below(3)],
            };
            let carry = json!({ "do": "carry", "proposal": id, "to": to, "attribution": attribution });
            by(model.mediator.clone(), carry)
        }
    }
}

fn relay(model: &Model, dice: &mut Dice) -> Drawn {
    let relay = &model.substance.relay;
    match dice.below(10) {
        6 => {
            // Something with a file, that may go as far as it may go.
            let words = ["we hear so", "take it"][dice.below(2)];
            let disclosure = ["mediator_only", "not_attributed", "this_wording", "as_the_mediators", "joint"]
                [dice.below(5)];
            let file = json!({ "name": "map", "bytes": 9, "sha256": "0123456789abcdef".repeat(4) });
            let say = json!({ "do": "say", "text": words,
                "disclosure": disclosure, "attachments": [file] });
            by(any_seat(model, dice), say)
        }
        7 => {
            // Before all, and not by those alone who sit there.
            let seat = dice.one(&model.parties).cloned();
            by(seat, json!({ "do": "say", "in": "joint", "text": "hear us" }))
        }
        8 => {
            let (id, said) = last(dice, model.process.said.iter())?;
            by(Some(said.seat.clone()), json!({ "do": "retract", "item": id }))
        }
        0 | 9 => {
            let said =
                model.process.said.iter().filter(|(id, said)| seat_of(id).as_ref() == Some(&said.seat));
            let (id, said) = last(dice, said)?;
            let to: Vec<Name> = model.seated().into_iter().filter(|seat| *seat != said.seat).collect();
            let attribution = ["sender", "mediator", "unattributed"][dice.below(3)];
            let before = last(dice, relay.renderings.keys()).filter(|_| dice.chance(25));
            let mut render = json!({ "do": "render", "items": [id], "text": "we hear so", "attribution": attribution,
                "to": to, "supersedes": before });
            // With what is attached to it, or with a part of somebody else's.
            let files = model.substance.files.get(id).filter(|_| dice.chance(60));
            render["attachments"] = files.into_iter().flatten().map(|file| json!(file.sha256)).collect();
            let others =
                model.process.said.iter().filter(|(id, other)| {
                    other.seat != said.seat && seat_of(id).as_ref() == Some(&other.seat)
                });
            if dice.chance(40)
                && let Some((other, theirs)) = last(dice, others)
            {
                render["items"] = json!([id, other]);
                render["to"] = json!(model.seated());
                let parts = json!({ (said.seat.as_str()): "we hear", (theirs.seat.as_str()): "so" });
                let over = json!({ (said.seat.as_str()): "we hear so", (theirs.seat.as_str()): "so" });
                let one = json!({ (theirs.seat.as_str()): "so" });
                render["parts"] = [&parts, &parts, &one, &over, &json!({})][dice.below(5)].clone();
            }
            by(model.mediator.clone(), render)
        }
        1 | 2 => {
            let any = dice.chance(25);
            let drafted = relay.renderings.iter();
            let drafted = drafted.filter(|(_, it)| any || it.state == RenderingState::Drafted);
            let (id, _) = last(dice, drafted)?;
            let name =
                ["seek_approval", "seek_approval", "countersign", "convey", "convey", "convey", "recall"]
                    [dice.below(7)];
            by(model.mediator.clone(), json!({ "do": name, "rendering": id }))
        }
        3 | 4 => {
            let (id, request) = last(dice, relay.requests.iter())?;
            let name = match request.state {
                RequestState::Open => ["approve", "approve", "decline"][dice.below(3)],
                RequestState::Approved { .. } => "revoke_approval",
                _ => ["revoke_approval", "decline"][dice.below(2)],
            };
            by(seat_of(id), json!({ "do": name, "request": id }))
        }
        _ => {
            let (id, _) = last(dice, relay.inbox.iter())?;
            let answer = json!({ "do": "say", "text": "we have it", "answers": id });
            by(seat_of(id), if dice.chance(50) { answer } else { json!({ "do": "mark_read", "item": id }) })
        }
    }
}

fn any_seat(model: &Model, dice: &mut Dice) -> Option<Name> {
    let seated = model.seated();
    dice.one(&seated).cloned()
}

/// One of the last texts: work on few of them comes further.
fn late_text<'a>(model: &'a Model, dice: &mut Dice) -> Option<(&'a Id, &'a Text)> {
    let texts = &model.substance.texts;
    texts.iter().nth(texts.len().checked_sub(1 + dice.below(2))?)
}

fn text(model: &Model, dice: &mut Dice) -> Drawn {
    let (id, text) = late_text(model, dice)?;
    let article = dice.one(&text.articles)?;
    let name = &article.id;
    let seat = any_seat(model, dice)?;
    let on = |mut act: Value| {
        act["text"] = json!(id);
        act["article"] = json!(name);
        act
    };
    let brackets = article.body.iter().filter_map(|segment| match segment {
        Segment::Bracket(bracket) => Some(bracket.clone()),
        Segment::Words(_) => None,
    });
    if let Some(bracket) = last(dice, brackets)
        && dice.chance(80)
    {
        let number = bracket.number;
        return match dice.below(6) {
            0 => {
                by(Some(seat), on(json!({ "do": "offer_alternative", "bracket": number, "words": "by May" })))
            }
            1 => {
                let own = bracket.alternatives.iter().position(|one| one.by.is_some());
                let (at, whose) = (own? + 1, bracket.alternatives[own?].by.clone());
                by(whose, on(json!({ "do": "drop_alternative", "bracket": number, "alternative": at })))
            }
            _ => {
                let words = bracket.alternatives.first().map_or("", |one| one.words.as_str());
                by(Some(seat), on(json!({ "do": "lift_bracket", "bracket": number, "words": words })))
            }
        };
    }
    if article.is_settled() && dice.chance(40) {
        return match dice.below(2) {
            0 => by(model.mediator.clone(), on(json!({ "do": "close_article" }))),
            _ => by(Some(seat), on(json!({ "do": "reopen_article", "public": "the annex" }))),
        };
    }
    match dice.below(10) {
        0 => by(model.mediator.clone(), on(json!({ "do": "close_article" }))),
        1 => by(Some(seat), on(json!({ "do": "reopen_article", "public": "the annex" }))),
        2 => {
            let mode = ["rolling", "one_text"][dice.below(2)];
            by(model.mediator.clone(), on(json!({ "do": "set_mode", "mode": mode })))
        }
        3 => {
            let words = article.body.first().and_then(|segment| match segment {
                Segment::Words(words) => words.split(' ').next_back().map(str::to_owned),
                Segment::Bracket(_) => None,
            });
            let put =
                json!({ "do": "bracket", "words": words?, "kind": "contested", "alternatives": ["in May"] });
            by(Some(seat), on(put))
        }
        4 => by(
            model.mediator.clone(),
            on(json!({ "do": "revise_article", "body": format!("It begins {}.", dice.below(9)) })),
        ),
        5 => {
            let (item, _) = last(dice, model.substance.marks.iter())?;
            by(seat_of(item), json!({ "do": "take_back", "item": item }))
        }
        _ => by(Some(seat), on(json!({ "do": "agree_article", "hash": article.hash() }))),
    }
}

fn adoption(model: &Model, dice: &mut Dice) -> Drawn {
    // A text that is put is signed, and one that is signed ratified.
    let open = model.questions.iter().filter(|(_, question)| question.outcome.is_none());
    let open: Vec<(&Id, &crate::model::Question)> = open.collect();
    if let Some((id, question)) = last(dice, open.into_iter())
        && dice.chance(40)
    {
        let seat = dice.one(&question.to).cloned();
        let option = (question.options > 1).then_some(1);
        let yes =
            json!({ "do": "answer", "question": id, "yes": true, "hash": question.hash, "option": option });
        return by(seat, yes);
    }
    let seat = any_seat(model, dice)?;
    let signed = model.substance.texts.iter().filter(|(_, text)| {
        !text.ratifications.is_empty() && !matches!(text.stage, Stage::InForce | Stage::NotRatified)
            || text.stage == Stage::InForce && text.days.is_empty()
    });
    if dice.chance(50)
        && let Some((id, text)) = last(dice, signed)
    {
        if dice.chance(40) {
            let date = format!("2026-01-0{}", 1 + dice.below(9));
            let day = json!({ "do": "name_day", "text": id, "name": "day one", "date": date });
            return by(model.mediator.clone(), day);
        }
        let (seat, own) = last(dice, text.ratifications.iter())?;
        let next = own.bodies.get(own.given.len()).cloned().unwrap_or("cabinet".to_owned());
        let next = if dice.chance(85) { next } else { "parliament".to_owned() };
        let name = if dice.chance(75) { "ratify" } else { "refuse_ratification" };
        return by(Some(seat.clone()), json!({ "do": name, "text": id, "body": next }));
    }
    let (id, text) = late_text(model, dice)?;
    match dice.below(3) {
        0 | 1 => {
            let settled = text.articles.iter().all(|article| article.is_settled());
            let steps = if settled {
                ["signature", "adoption", "signature"]
            } else {
                ["initialling", "adoption", "signature"]
            };
            let step = steps[dice.below(3)];
            let put = json!({ "do": "put_text", "text": id, "step": step, "ad_referendum": dice.chance(50) });
            by(model.mediator.clone(), put)
        }
        _ => {
            let bodies = if dice.chance(50) { json!(["council", "parliament"]) } else { json!([]) };
            by(Some(seat), json!({ "do": "declare_mandate", "bodies": bodies }))
        }
    }
}

/// What the mediator has sounded out, and what was confided.
fn sounding(model: &Model, dice: &mut Dice) -> Drawn {
    let soundings = &model.substance.soundings;
    match dice.below(4) {
        0 => {
            let (id, _) = last(dice, soundings.drafts.iter())?;
            let vote = ["strong_no", "no", "yes", "strong_yes"][dice.below(4)];
            by(seat_of(id), json!({ "do": "vote", "item": id, "vote": vote }))
        }
        1 => {
            let (id, _) = last(dice, soundings.what_ifs.iter())?;
            let answer = ["yes", "no", "perhaps"][dice.below(3)];
            by(seat_of(id), json!({ "do": "answer_what_if", "item": id, "answer": answer }))
        }
        2 => {
            let (id, _) = last(dice, model.substance.preferences.confided.iter())?;
            by(seat_of(id), json!({ "do": "revoke_confidence", "item": id }))
        }
        _ => {
            let (seat, _) = last(dice, model.substance.preferences.told.iter())?;
            let confide =
                json!({ "do": "confide", "walk_away": dice.chance(50), "red_lines": dice.chance(50) });
            by(Some(seat.clone()), confide)
        }
    }
}
