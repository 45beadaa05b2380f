//! What comes of what was accepted: agreements, withdrawals, acceptances in vain.

use std::collections::BTreeSet;

use jiff::Timestamp;
use wasit_table::{Compartment, Id, Name, PackageTerms};

use super::proposals::{Copy, Fate, Offer, withdrawn};
use super::room;
use crate::model::{Course, Model, Presence};
use crate::news::{News, field};

/// Whom an offer waits for: whoever but its maker sits at the table, or has left it since the offer was first carried, or
/// has had it carried to it.
fn waits_for(model: &Model, id: &Id, offer: &Offer) -> Vec<Name> {
    let has_it = |seat: &Name| {
        model.substance.proposals.copies.iter().any(|(at, copy)| copy.of == *id && at.place == room(seat))
    };
    let waits = |seat: &&Name| {
        **seat != offer.maker
            && match model.presence.get(*seat) {
                Some(Presence::Seated) => true,
                Some(Presence::Away) => offer.left.contains(*seat) || has_it(seat),
                _ => false,
            }
    };
    model.parties.iter().filter(waits).cloned().collect()
}

pub(crate) fn follow(model: &mut Model, at: Timestamp, news: &mut News) -> bool {
    // What was withdrawn is withdrawn wherever it was carried.
    let proposals = &model.substance.proposals;
    let gone = proposals
        .copies
        .iter()
        .find(|(_, copy)| copy.fate == Fate::Open && proposals.offers[&copy.of].fate == Fate::Withdrawn);
    if let Some((id, _)) = gone {
        let id = id.clone();
        model.wrote(news, id.place.clone(), "proposal_withdrawn", None, at);
        withdrawn(model, &id);
        return true;
    }
    // An acceptance of what its maker has superseded is void.
    let void = proposals.copies.iter().find(|(_, copy)| {
        copy.fate == Fate::Open
            && copy.answer.is_some_and(|answer| answer.0)
            && !copy.void
            && matches!(proposals.offers[&copy.of].fate, Fate::Superseded(_))
    });
    if let Some((id, _)) = void {
        let id = id.clone();
        let event = model.wrote(news, model.team(), "acceptance_void", None, at);
        assert_eq!(field(&event, "copy"), id.to_string(), "{}", news.about);
        model.substance.proposals.copies.get_mut(&id).unwrap().void = true;
        return true;
    }
    // A mediator's proposal that all have accepted is an agreement.
    if model.course == Course::UnderWay && of_question(model, at, news) {
        return true;
    }
    model.course == Course::UnderWay && agree(model, at, news)
}

fn of_question(model: &mut Model, at: Timestamp, news: &mut News) -> bool {
    let agreements = &model.substance.proposals.agreements;
    let done: BTreeSet<&Id> = agreements.values().flatten().collect();
    let put =
        model.substance.proposals.put.keys().find(|id| {
            model.questions[*id].outcome == Some(crate::model::Outcome::Agreed) && !done.contains(id)
        });
    let Some(put) = put.cloned() else { return false };
    let question = &model.questions[&put];
    let option = question.answers.values().next().and_then(|answer| answer.1);
    let packages = &model.substance.proposals.put[&put];
    let package = packages.get(option.map_or(0, |option| option as usize - 1)).cloned().unwrap_or_default();
    let to = question.to.clone();
    reached(model, at, news, &to, &package, Some(put));
    true
}

fn reached(
    model: &mut Model,
    at: Timestamp,
    news: &mut News,
    between: &[Name],
    package: &PackageTerms,
    put: Option<Id>,
) -> Id {
    let event = model.wrote(news, Compartment::Joint, "agreement_reached", None, at);
    let named = match package.is_empty() {
        true => serde_json::Value::Null,
        false => serde_json::json!(package),
    };
    let sorted = |names: serde_json::Value| {
        let names: BTreeSet<String> = serde_json::from_value(names).unwrap();
        names
    };
    assert_eq!(sorted(field(&event, "between")), sorted(serde_json::json!(between)), "{}", news.about);
    assert_eq!(field(&event, "package"), named, "{}", news.about);
    let full = super::issues(model).iter().all(|issue| package.contains_key(&issue.name));
    assert_eq!(field(&event, "partial"), !full, "{}\n{event:?}", news.about);
    model.substance.proposals.agreements.insert(event.id.clone(), put);
    event.id.clone()
}

/// One proposal that all others have accepted becomes an agreement.
fn agree(model: &mut Model, at: Timestamp, news: &mut News) -> bool {
    let proposals = &model.substance.proposals;
    let mut agreed = None;
    for (id, offer) in &proposals.offers {
        let mediators = model.is_mediator(&offer.maker);
        if offer.fate != Fate::Open || !(mediators || model.is_seated(&offer.maker)) {
            continue;
        }
        let waits = waits_for(model, id, offer);
        let yes = |seat: &Name| {
            let mut copies =
                proposals.copies.iter().filter(|(at, copy)| copy.of == *id && at.place == room(seat));
            let open = copies.rfind(|(_, copy)| copy.fate == Fate::Open);
            open.and_then(|(_, copy)| copy.answer).filter(|answer| answer.0 && model.is_seated(seat))
        };
        let answers: Vec<_> = waits.iter().map(yes).collect();
        let Some(Some(first)) = answers.first() else { continue };
        if answers.iter().any(|answer| answer.as_ref() != Some(first)) {
            continue;
        }
        let mut between = waits;
        if !mediators {
            between.push(offer.maker.clone());
        }
        let option = first.1.map_or(0, |option| option as usize - 1);
        let package = offer.packages.get(option).cloned().unwrap_or_default();
        agreed = Some((id.clone(), between, package));
        break;
    }
    let Some((id, between, package)) = agreed else { return false };
    let agreement = reached(model, at, news, &between, &package, None);
    let open = |copy: &Copy| copy.of == id && copy.fate == Fate::Open;
    let copies: Vec<Id> = (model.substance.proposals.copies.iter())
        .filter(|(_, copy)| open(copy))
        .map(|(id, _)| id.clone())
        .collect();
    for item in copies.iter().chain([&id]) {
        let event = model.wrote(news, item.place.clone(), "proposal_agreed", None, at);
        assert_eq!(field(&event, "item"), item.number, "{}", news.about);
        model.stop_clock(item, "proposal");
    }
    for copy in copies {
        model.substance.proposals.copies.get_mut(&copy).unwrap().fate = Fate::Agreed(agreement.clone());
    }
    model.substance.proposals.offers.get_mut(&id).unwrap().fate = Fate::Agreed(agreement);
    true
}
