//! Relay: what is conveyed of what parties said, and with whose consent.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use wasit_table::chapters::relay::{Attribution, Receipt, RenderingState, RequestState, wording_hash};
use wasit_table::chapters::rooms::{Attachment, Disclosure};
use wasit_table::{Act, Compartment, Hash, Id, Name, Rule, Who};

use super::{Source, source};
use crate::model::{Lines, Model, Rules, list, text};
use crate::news::{News, field};

/// What the mediator's team would convey.
#[derive(Clone, Debug)]
pub(crate) struct Rendering {
    pub(crate) by: Who,
    pub(crate) items: Vec<Id>,
    pub(crate) text: String,
    /// Of several senders, each one's own words.
    pub(crate) parts: BTreeMap<Name, String>,
    /// What goes along, each with the item that it is of.
    pub(crate) files: Vec<(Id, Attachment)>,
    pub(crate) attribution: Attribution,
    pub(crate) to: Vec<Name>,
    pub(crate) requests: Vec<Id>,
    pub(crate) countersigned: Option<Who>,
    pub(crate) state: RenderingState,
    pub(crate) conveyed: Vec<Id>,
}

/// A sender was asked to approve a rendering.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) rendering: Id,
    /// Of what it was asked about.
    pub(crate) hash: Hash,
    pub(crate) state: RequestState,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Relay {
    pub(crate) renderings: BTreeMap<Id, Rendering>,
    pub(crate) requests: BTreeMap<Id, Request>,
    /// What was conveyed, and what became of it.
    pub(crate) inbox: BTreeMap<Id, Receipt>,
}

/// How a sender stands to a rendering.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Consent {
    Free,
    NotAsked,
    Awaited,
    Given(bool),
    Refused,
    Withdrawn,
}

impl Rendering {
    fn senders(&self) -> BTreeSet<Name> {
        self.items.iter().filter_map(seat_of).collect()
    }

    /// The words that a sender is asked about: of several its part alone.
    fn words_for(&self, seat: &Name) -> Option<&String> {
        if self.senders().len() > 1 { self.parts.get(seat) } else { Some(&self.text) }
    }

    /// What goes along and is attached to what a sender has said, in the order in which it goes.
    fn files_of(&self, model: &Model, seat: &Name) -> Vec<Attachment> {
        let from: BTreeSet<&Id> = self.files.iter().map(|(id, _)| id).collect();
        let own = from.into_iter().filter(|id| seat_of(id).as_ref() == Some(seat));
        let own: Vec<&Attachment> = own.filter_map(|id| model.substance.files.get(id)).flatten().collect();
        self.files.iter().map(|(_, file)| file).filter(|file| own.contains(file)).cloned().collect()
    }
}

/// The party in whose room an item stands.
pub(crate) fn seat_of(item: &Id) -> Option<Name> {
    match &item.place {
        Compartment::Room(seat) => Some(seat.clone()),
        _ => None,
    }
}

/// Whether a disclosure lets something go out so without asking.
pub(crate) fn is_free(disclosure: Disclosure, attribution: Attribution, same_wording: bool) -> bool {
    match disclosure {
        Disclosure::MediatorOnly => false,
        Disclosure::NotAttributed => attribution == Attribution::Unattributed,
        Disclosure::ThisWording => attribution == Attribution::Sender && same_wording,
        Disclosure::AsTheMediators => attribution == Attribution::Mediator,
        Disclosure::Joint => true,
    }
}

fn must_be_asked(model: &Model, rendering: &Rendering, seat: &Name) -> bool {
    rendering.items.iter().filter(|item| seat_of(item).as_ref() == Some(seat)).any(|item| {
        source(model, item).is_none_or(|source| {
            let same = source.text.as_ref() == Some(&rendering.text);
            // A file cannot be put into other words: it may tell whose it is.
            let unnamed = matches!(source.disclosure, Disclosure::NotAttributed | Disclosure::AsTheMediators);
            let tells = unnamed && rendering.files.iter().any(|(id, _)| id == item);
            tells || !is_free(source.disclosure, rendering.attribution, same)
        })
    })
}

fn consent(model: &Model, rendering: &Rendering, seat: &Name) -> Consent {
    let own = rendering.items.iter().filter(|item| seat_of(item).as_ref() == Some(seat));
    if own.clone().any(|item| source(model, item).is_none_or(|source| !source.stands)) {
        return Consent::Withdrawn;
    }
    let requests = &model.substance.relay.requests;
    let asked = rendering.requests.iter().rev().find(|request| seat_of(request).as_ref() == Some(seat));
    match asked.map(|request| requests[request].state) {
        Some(RequestState::Open) => Consent::Awaited,
        Some(RequestState::Approved { named }) => Consent::Given(named),
        Some(_) => Consent::Refused,
        None if must_be_asked(model, rendering, seat) => Consent::NotAsked,
        None => Consent::Free,
    }
}

/// Whom `seek_approval` asks: whoever has said yes or is still to answer is not asked again.
fn asked(model: &Model, rendering: &Rendering, of: &[Name]) -> Vec<Name> {
    let mut asked = of.to_vec();
    if asked.is_empty() {
        asked = rendering.senders().into_iter().collect();
        if asked.iter().any(|seat| must_be_asked(model, rendering, seat)) {
            asked.retain(|seat| must_be_asked(model, rendering, seat));
        }
    }
    asked.retain(|seat| !matches!(consent(model, rendering, seat), Consent::Awaited | Consent::Given(_)));
    asked
}

/// A rendering that can still be worked on.
fn drafted<'a>(model: &'a Model, who: &Who, id: &Id, rules: &mut Rules) -> Option<&'a Rendering> {
    let known = model.kind(who, id) == Some("rendered");
    let Some(rendering) = model.substance.relay.renderings.get(id).filter(|_| known) else {
        rules.insert(Rule::NoSuchItem);
        return None;
    };
    rules.extend(match rendering.state {
        RenderingState::Drafted => None,
        RenderingState::Conveyed => Some(Rule::Twice),
        RenderingState::Recalled => Some(Rule::Withdrawn),
        RenderingState::Superseded => Some(Rule::Superseded),
    });
    Some(rendering)
}

/// A request in one's room.
fn request<'a>(model: &'a Model, who: &Who, id: &Id, rules: &mut Rules) -> Option<&'a Request> {
    let known = model.kind(who, id) == Some("approval_sought");
    let Some(request) = model.substance.relay.requests.get(id).filter(|_| known) else {
        rules.insert(Rule::NoSuchItem);
        return None;
    };
    rules.extend(match request.state {
        RequestState::SentOn => Some(Rule::WrongState),
        RequestState::Recalled => Some(Rule::Withdrawn),
        RequestState::Superseded => Some(Rule::Superseded),
        _ => None,
    });
    Some(request)
}

pub(crate) fn judge(model: &Model, who: &Who, act: &Act) -> Option<Rules> {
    let mut rules = Rules::new();
    let rules_of = &mut rules;
    match act {
        Act::Render(render) => {
            list(rules_of, &render.items, 1);
            list(rules_of, &render.to, 1);
            text(rules_of, &render.text);
            distinct(rules_of, &render.items);
            distinct(rules_of, &render.to);
            for item in &render.items {
                match source(model, item).filter(|source| seat_of(item).as_ref() == Some(&source.seat)) {
                    None => rules_of.extend([Rule::NoSuchItem]),
                    Some(Source { stands: false, .. }) => rules_of.extend([Rule::Withdrawn]),
                    Some(_) => {}
                }
            }
            let senders: BTreeSet<Name> = render.items.iter().filter_map(seat_of).collect();
            for seat in &render.to {
                if !model.is_party(seat) {
                    rules_of.insert(Rule::NoSuchSeat);
                }
            }
            // Somebody hears each item who has not said it.
            if senders.iter().any(|sender| render.to.iter().all(|seat| seat == sender)) {
                rules_of.insert(Rule::Malformed);
            }
            if let Some(before) = &render.supersedes {
                drafted(model, who, before, rules_of);
            }
            parts(rules_of, &render.parts, &senders, &render.text);
            distinct(rules_of, &render.attachments);
            for hash in &render.attachments {
                match file(model, &render.items, hash) {
                    None => drop(rules_of.insert(Rule::NoSuchItem)),
                    Some((_, file)) if file.bytes > model.settings.attachment_bytes_max => {
                        rules_of.insert(Rule::TooLong);
                    }
                    Some(_) => {}
                }
            }
        }
        Act::SeekApproval(seek) => {
            let rendering = drafted(model, who, &seek.rendering, rules_of);
            distinct(rules_of, &seek.of);
            list(rules_of, &seek.of, 0);
            if let Some(rendering) = rendering {
                if model.log[&seek.rendering].erased {
                    rules_of.insert(Rule::Withdrawn);
                }
                if seek.of.iter().any(|seat| !rendering.senders().contains(seat)) {
                    rules_of.insert(Rule::NoSuchSeat);
                }
                let asked = asked(model, rendering, &seek.of);
                if asked.is_empty() {
                    rules_of.insert(Rule::Twice);
                }
                if asked.iter().any(|seat| !model.is_seated(seat)) {
                    rules_of.insert(Rule::NoConsent);
                }
                if asked.iter().any(|seat| rendering.words_for(seat).is_none()) {
                    rules_of.insert(Rule::Disclosure);
                }
                let withdrawn = |seat| consent(model, rendering, seat) == Consent::Withdrawn;
                if rendering.senders().iter().any(withdrawn) {
                    rules_of.insert(Rule::Withdrawn);
                }
            }
        }
        Act::Approve(approve) => {
            if let Some(request) = request(model, who, &approve.request, rules_of) {
                rules_of.extend(match request.state {
                    RequestState::Approved { .. } => Some(Rule::Twice),
                    RequestState::Declined | RequestState::Revoked => Some(Rule::Twice),
                    _ => None,
                });
                let rendering = &model.substance.relay.renderings[&request.rendering];
                if consent(model, rendering, &who.seat) == Consent::Withdrawn
                    || model.log[&approve.request].erased
                {
                    rules_of.insert(Rule::Withdrawn);
                }
                if approve.hash.is_some_and(|given| given != request.hash) {
                    rules_of.insert(Rule::WrongHash);
                }
            }
        }
        Act::Decline(decline) => {
            if let Some(words) = &decline.words {
                text(rules_of, words);
            }
            if let Some(request) = request(model, who, &decline.request, rules_of) {
                rules_of.extend(match request.state {
                    RequestState::Approved { .. } | RequestState::Declined | RequestState::Revoked => {
                        Some(Rule::Twice)
                    }
                    _ => None,
                });
            }
        }
        Act::RevokeApproval(revoke) => {
            if let Some(request) = request(model, who, &revoke.request, rules_of) {
                rules_of.extend(match request.state {
                    RequestState::Revoked => Some(Rule::Twice),
                    RequestState::Open | RequestState::Declined => Some(Rule::WrongState),
                    _ => None,
                });
            }
        }
        Act::Countersign(countersign) => {
            if let Some(rendering) = drafted(model, who, &countersign.rendering, rules_of) {
                if rendering.by == *who {
                    rules_of.insert(Rule::SecondPerson);
                }
                if rendering.countersigned.is_some() {
                    rules_of.insert(Rule::Twice);
                }
            }
        }
        Act::Convey(convey) => {
            if let Some(rendering) = drafted(model, who, &convey.rendering, rules_of) {
                if model.log[&convey.rendering].erased {
                    rules_of.insert(Rule::Withdrawn);
                }
                if rendering.to.iter().chain(&rendering.senders()).any(|seat| !model.is_seated(seat)) {
                    rules_of.insert(Rule::NoConsent);
                }
                for seat in rendering.senders() {
                    rules_of.extend(match consent(model, rendering, &seat) {
                        Consent::NotAsked => Some(Rule::Disclosure),
                        // Where its disclosure allows it anyway, it was asked out of courtesy.
                        Consent::Awaited if !must_be_asked(model, rendering, &seat) => None,
                        Consent::Awaited | Consent::Refused => Some(Rule::NotAgreed),
                        Consent::Withdrawn => Some(Rule::Withdrawn),
                        Consent::Free | Consent::Given(_) => None,
                    });
                }
                if model.settings.second_person && rendering.countersigned.is_none() {
                    rules_of.insert(Rule::SecondPerson);
                }
            }
        }
        Act::Recall(recall) => {
            drafted(model, who, &recall.rendering, rules_of);
        }
        Act::MarkRead(mark) => {
            let known = model.kind(who, &mark.item) == Some("conveyed");
            match model.substance.relay.inbox.get(&mark.item).filter(|_| known) {
                None => rules_of.insert(Rule::NoSuchItem),
                Some(receipt) => receipt.read && rules_of.insert(Rule::Twice),
            };
        }
        _ => return None,
    }
    Some(rules)
}

/// Nothing is named twice.
pub(crate) fn distinct<T: Ord>(rules: &mut Rules, entries: &[T]) {
    if entries.iter().collect::<BTreeSet<_>>().len() < entries.len() {
        rules.insert(Rule::Malformed);
    }
}

/// A file that is attached to one of these items: to the first that has it.
fn file(model: &Model, items: &[Id], hash: &Hash) -> Option<(Id, Attachment)> {
    items.iter().find_map(|id| {
        let room = seat_of(id).is_some() && !model.log.get(id)?.erased;
        let files = model.substance.files.get(id).filter(|_| room)?;
        Some((id.clone(), files.iter().find(|file| file.sha256 == *hash)?.clone()))
    })
}

/// Of several senders each has its words in the text, none over another's: the longest takes its place first.
fn parts(rules: &mut Rules, parts: &BTreeMap<Name, String>, senders: &BTreeSet<Name>, whole: &str) {
    if parts.keys().any(|seat| !senders.contains(seat)) {
        rules.insert(Rule::NoSuchSeat);
    }
    if !parts.is_empty() && senders.len() < 2 {
        rules.insert(Rule::Malformed);
    }
    let mut left = whole.to_owned();
    let mut longest: Vec<&String> = parts.values().collect();
    longest.sort_by_key(|part| std::cmp::Reverse(part.len()));
    for part in longest {
        text(rules, part);
        if part.is_empty() {
            continue;
        }
        match left.contains(part.as_str()) {
            // What is taken is no text any more.
            true => left = left.replacen(part.as_str(), &"\0".repeat(part.len()), 1),
            false => drop(rules.insert(Rule::Malformed)),
        }
    }
}

/// The requests of a rendering that are open or approved are called off.
fn call_off(model: &mut Model, who: &Who, id: &Id, superseded: bool, at: Timestamp, news: &mut News) {
    for request in model.substance.relay.renderings[id].requests.clone() {
        let state = model.substance.relay.requests[&request].state;
        if matches!(state, RequestState::Open | RequestState::Approved { .. }) {
            let event = model.wrote(news, request.place.clone(), "approval_called_off", Some(who), at);
            assert_eq!(field(&event, "superseded"), superseded, "{}", news.about);
            assert_eq!(field(&event, "request"), request.number, "{}", news.about);
            let now = if superseded { RequestState::Superseded } else { RequestState::Recalled };
            model.substance.relay.requests.get_mut(&request).unwrap().state = now;
        }
    }
}

pub(crate) fn take(model: &mut Model, who: &Who, act: &Act, at: Timestamp, news: &mut News) {
    let team = || model_team(who);
    match act {
        Act::Render(render) => {
            if let Some(before) = &render.supersedes {
                call_off(model, who, before, true, at, news);
                let before = model.substance.relay.renderings.get_mut(before).unwrap();
                before.state = RenderingState::Superseded;
            }
            let files: Vec<(Id, Attachment)> =
                render.attachments.iter().map(|hash| file(model, &render.items, hash).unwrap()).collect();
            let event = model.wrote(news, team(), "rendered", Some(who), at);
            let rendering = Rendering {
                parts: render.parts.clone(),
                files,
                by: who.clone(),
                items: render.items.clone(),
                text: render.text.clone(),
                attribution: render.attribution,
                to: render.to.clone(),
                requests: Vec::new(),
                countersigned: None,
                state: RenderingState::Drafted,
                conveyed: Vec::new(),
            };
            model.substance.relay.renderings.insert(event.id.clone(), rendering);
        }
        Act::SeekApproval(seek) => {
            let rendering = model.substance.relay.renderings[&seek.rendering].clone();
            for seat in asked(model, &rendering, &seek.of) {
                let event =
                    model.wrote(news, Compartment::Room(seat.clone()), "approval_sought", Some(who), at);
                let own = rendering.items.iter().filter(|item| seat_of(item).as_ref() == Some(&seat));
                let own: Vec<u32> = own.map(|item| item.number).collect();
                assert_eq!(field(&event, "items"), serde_json::json!(own), "{}", news.about);
                let words = rendering.words_for(&seat).unwrap();
                assert_eq!(field(&event, "text.$content"), words.as_str(), "{}", news.about);
                assert_eq!(field(&event, "to"), serde_json::json!(rendering.to), "{}", news.about);
                let files = rendering.files_of(model, &seat);
                let named = if files.is_empty() { serde_json::Value::Null } else { serde_json::json!(files) };
                assert_eq!(field(&event, "attachments.$content"), named, "{}", news.about);
                let hash = wording_hash(words, &rendering.to, rendering.attribution, &files);
                let request = Request { rendering: seek.rendering.clone(), hash, state: RequestState::Open };
                model.substance.relay.requests.insert(event.id.clone(), request);
                let rendering = model.substance.relay.renderings.get_mut(&seek.rendering).unwrap();
                rendering.requests.push(event.id.clone());
            }
            model.wrote(news, team(), "approvals_linked", Some(who), at);
        }
        Act::Approve(approve) => {
            model.wrote(news, approve.request.place.clone(), "approved", Some(who), at);
            set(model, &approve.request, RequestState::Approved { named: approve.named });
        }
        Act::Decline(decline) => {
            model.wrote(news, decline.request.place.clone(), "approval_declined", Some(who), at);
            set(model, &decline.request, RequestState::Declined);
        }
        Act::RevokeApproval(revoke) => {
            model.wrote(news, revoke.request.place.clone(), "approval_revoked", Some(who), at);
            set(model, &revoke.request, RequestState::Revoked);
        }
        Act::Countersign(countersign) => {
            model.wrote(news, team(), "countersigned", Some(who), at);
            let rendering = model.substance.relay.renderings.get_mut(&countersign.rendering).unwrap();
            rendering.countersigned = Some(who.clone());
        }
        Act::Convey(convey) => {
            let mut rendering = model.substance.relay.renderings[&convey.rendering].clone();
            let named = |seat: &Name| match consent(model, &rendering, seat) {
                Consent::Given(named) => named,
                _ => true,
            };
            let mut from = rendering.senders().into_iter().filter(named).collect::<Vec<Name>>();
            let mut attribution = rendering.attribution;
            if attribution == Attribution::Sender && from.is_empty() {
                attribution = Attribution::Unattributed;
            }
            if attribution != Attribution::Sender {
                from.clear();
            }
            for seat in &rendering.to {
                let event = model.wrote(news, Compartment::Room(seat.clone()), "conveyed", Some(who), at);
                assert_eq!(field(&event, "text.$content"), rendering.text.as_str(), "{}", news.about);
                let files: Vec<&Attachment> = rendering.files.iter().map(|(_, file)| file).collect();
                let with = if files.is_empty() { serde_json::Value::Null } else { serde_json::json!(files) };
                assert_eq!(field(&event, "attachments.$content"), with, "{}", news.about);
                assert_eq!(
                    field(&event, "attribution"),
                    serde_json::to_value(attribution).unwrap(),
                    "{}",
                    news.about
                );
                let names = if from.is_empty() { serde_json::Value::Null } else { serde_json::json!(from) };
                assert_eq!(field(&event, "from"), names, "{}", news.about);
                model.substance.relay.inbox.insert(event.id.clone(), Receipt::default());
                rendering.conveyed.push(event.id.clone());
            }
            for request in &rendering.requests {
                let state = model.substance.relay.requests[request].state;
                if matches!(state, RequestState::Open | RequestState::Approved { .. }) {
                    model.wrote(news, request.place.clone(), "sent_on", Some(who), at);
                    set(model, request, RequestState::SentOn);
                }
            }
            model.wrote(news, team(), "delivered", Some(who), at);
            rendering.state = RenderingState::Conveyed;
            model.substance.relay.renderings.insert(convey.rendering.clone(), rendering);
        }
        Act::Recall(recall) => {
            model.wrote(news, team(), "rendering_recalled", Some(who), at);
            call_off(model, who, &recall.rendering, false, at, news);
            let rendering = model.substance.relay.renderings.get_mut(&recall.rendering).unwrap();
            rendering.state = RenderingState::Recalled;
        }
        Act::MarkRead(mark) => {
            model.wrote(news, mark.item.place.clone(), "marked_read", Some(who), at);
            model.substance.relay.inbox.get_mut(&mark.item).unwrap().read = true;
        }
        Act::Say(say) => {
            // What a recipient says in answer is known to the mediator.
            if let Some(answered) = &say.answers
                && seat_of(answered).as_ref() == Some(&who.seat)
                && model.substance.relay.inbox.contains_key(answered)
            {
                let said = model.log.keys().filter(|id| id.place == answered.place);
                let number = said.map(|id| id.number).max().unwrap();
                model.substance.relay.inbox.get_mut(answered).unwrap().answers.push(number);
            }
        }
        _ => {}
    }
}

fn model_team(who: &Who) -> Compartment {
    Compartment::Delegation(who.seat.clone())
}

fn set(model: &mut Model, request: &Id, state: RequestState) {
    model.substance.relay.requests.get_mut(request).unwrap().state = state;
}

pub(crate) fn lines(model: &Model, who: &Who, lines: &mut Lines) {
    let relay = &model.substance.relay;
    for (id, rendering) in &relay.renderings {
        if model.sees(who, &id.place) {
            let countersigned = rendering.countersigned.as_ref().map(|who| &who.member);
            lines.insert(rendering_line(
                id,
                rendering.state,
                countersigned,
                &rendering.requests,
                &rendering.conveyed,
            ));
        }
    }
    for (id, request) in &relay.requests {
        if model.sees(who, &id.place) {
            lines.insert(format!("request {id} {:?}", request.state));
        }
    }
    for (id, receipt) in &relay.inbox {
        if model.sees(who, &id.place) {
            lines.insert(format!("conveyed {id} {receipt:?}"));
        }
    }
}

fn rendering_line(
    id: &Id,
    state: RenderingState,
    countersigned: Option<&Name>,
    requests: &[Id],
    conveyed: &[Id],
) -> String {
    let sorted = |ids: &[Id]| ids.iter().map(ToString::to_string).collect::<BTreeSet<_>>();
    format!("rendering {id} {state:?} {countersigned:?} {:?} {:?}", sorted(requests), sorted(conveyed))
}

pub(crate) fn seen_room(room: &wasit_table::Room, lines: &mut Lines) {
    let id = |number| Id::new(Compartment::Room(room.seat.clone()), number);
    for (number, state) in room.approvals.iter() {
        lines.insert(format!("request {} {state:?}", id(number)));
    }
    for (number, receipt) in room.inbox.iter() {
        lines.insert(format!("conveyed {} {receipt:?}", id(number)));
    }
}

pub(crate) fn seen_team(team: &wasit_table::Delegation, lines: &mut Lines) {
    for (number, it) in team.workbench.iter() {
        let id = Id::new(Compartment::Delegation(team.seat.clone()), number);
        lines.insert(rendering_line(&id, it.state, it.countersigned_by.as_ref(), &it.requests, &it.conveyed));
    }
}
