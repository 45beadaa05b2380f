//! What talks are about: relay, proposals, texts, adoption, preferences.

mod adoption;
mod agreement;
mod brackets;
mod marks;
mod preferences;
pub(crate) mod probe;
mod proposals;
mod relay;
mod soundings;
mod texts;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use wasit_table::chapters::rooms::{Attachment, Disclosure};
use wasit_table::{Act, Compartment, Id, Issue, Name, View, Who};

use crate::model::{Lines, Model, Outcome, Presence, Rules};
use crate::news::News;

/// What the chapters of this half remember.
#[derive(Clone, Debug, Default)]
pub(crate) struct Substance {
    pub(crate) relay: relay::Relay,
    /// The words of what was said and can be rendered.
    pub(crate) wordings: BTreeMap<Id, String>,
    /// What is attached to what was said.
    pub(crate) files: BTreeMap<Id, Vec<Attachment>>,
    pub(crate) proposals: proposals::Proposals,
    pub(crate) soundings: soundings::Soundings,
    pub(crate) texts: BTreeMap<Id, texts::Text>,
    pub(crate) marks: marks::Marks,
    pub(crate) preferences: preferences::Preferences,
}

/// The rules of the act's chapter; `None` where it is none of these.
pub(crate) fn judge(model: &Model, who: &Who, act: &Act, at: Timestamp) -> Option<Rules> {
    relay::judge(model, who, act)
        .or_else(|| proposals::judge(model, who, act, at))
        .or_else(|| soundings::judge(model, who, act))
        .or_else(|| texts::judge(model, who, act))
        .or_else(|| brackets::judge(model, who, act))
        .or_else(|| marks::judge(model, who, act))
        .or_else(|| adoption::judge(model, who, act, at))
        .or_else(|| preferences::judge(model, who, act))
}

/// What an act changes that is allowed; nothing, where it is of another chapter.
pub(crate) fn take(model: &mut Model, who: &Who, act: &Act, at: Timestamp, news: &mut News) {
    remember(model, act);
    relay::take(model, who, act, at, news);
    proposals::take(model, who, act, at, news);
    soundings::take(model, who, act, at, news);
    texts::take(model, who, act, at, news);
    brackets::take(model, who, act, at, news);
    marks::take(model, who, act, at, news);
    adoption::take(model, who, act, at, news);
    preferences::take(model, who, act, at, news);
}

/// One thing that follows by itself, if one does.
pub(crate) fn follow(model: &mut Model, at: Timestamp, news: &mut News) -> bool {
    agreement::follow(model, at, news) || marks::follow(model, at, news) || adoption::follow(model, at, news)
}

/// A clock of these chapters has struck.
pub(crate) fn strike(model: &mut Model, at: Timestamp, item: &Id, what: &str, news: &mut News) {
    match what {
        "proposal" => proposals::strike(model, at, item, news),
        // What entered into force is what follows at its midnight.
        "entry" => {}
        other => panic!("{}\nno clock is called {other}", news.about),
    }
}

/// A question was settled.
pub(crate) fn settled(model: &mut Model, question: &Id, outcome: Outcome, _: Timestamp, _: &mut News) {
    adoption::settled(model, question, outcome);
}

/// A party has withdrawn its consent, taken its seat, or come back; the talks were suspended, resumed or closed.
pub(crate) fn turned(model: &mut Model, seat: Option<&Name>, _: Timestamp, _: &mut News) {
    if let Some(seat) = seat.filter(|seat| model.presence.get(*seat) == Some(&Presence::Away)) {
        proposals::left(model, seat);
    }
}

/// The content of an item was erased.
pub(crate) fn erased(model: &mut Model, item: &Id, _: Timestamp, _: &mut News) {
    preferences::erased(model, item);
    marks::erased(model, item);
}

pub(crate) fn lines(model: &Model, who: &Who, lines: &mut Lines) {
    relay::lines(model, who, lines);
    proposals::lines(model, who, lines);
    soundings::lines(model, who, lines);
    texts::lines(model, lines);
    marks::lines(model, who, lines);
    preferences::lines(model, who, lines);
}

pub(crate) fn seen(view: &View, lines: &mut Lines) {
    let (joint, own) = match view {
        View::Party(view) => (&view.joint, &view.delegation),
        View::Mediator(view) => (&view.joint, &view.team),
    };
    let rooms: Vec<&wasit_table::Room> = match view {
        View::Party(view) => vec![&view.room],
        View::Mediator(view) => view.rooms.values().collect(),
    };
    texts::seen(joint, lines);
    for (number, agreement) in joint.agreements.iter() {
        lines.insert(format!("agreement joint:{number} {:?}", agreement.question));
    }
    for it in &rooms {
        let place = room(&it.seat);
        relay::seen_room(it, lines);
        proposals::seen_proposals(&place, &it.proposals, lines);
        soundings::seen_room(it, lines);
        marks::seen_room(it, lines);
        preferences::seen_room(it, lines);
    }
    relay::seen_team(own, lines);
    proposals::seen_proposals(&Compartment::Delegation(own.seat.clone()), &own.proposals, lines);
    preferences::seen_own(own, lines);
    if let View::Mediator(view) = view {
        let copies = rooms
            .iter()
            .flat_map(|it| it.proposals.iter().map(|(number, _)| Id::new(room(&it.seat), number)));
        proposals::seen_team(own, copies, lines);
        preferences::seen_board(view, lines);
    }
}

// What these chapters ask of the others.

/// Something that a party has said, as a rendering may draw on it.
pub(crate) struct Source {
    pub(crate) seat: Name,
    pub(crate) disclosure: Disclosure,
    /// Whether it can still be used.
    pub(crate) stands: bool,
    pub(crate) text: Option<String>,
}

pub(crate) fn source(model: &Model, item: &Id) -> Option<Source> {
    let said = model.process.said.get(item)?;
    Some(Source {
        seat: said.seat.clone(),
        disclosure: said.disclosure,
        stands: !said.retracted && !model.log[item].erased,
        text: model.substance.wordings.get(item).cloned(),
    })
}

/// The words of what an act has said, by the last of the items that can be used.
fn remember(model: &mut Model, act: &Act) {
    let wording = match act {
        Act::Say(say) => Some(say.text.clone()),
        Act::GiveAccount(give) => Some(give.text.clone()),
        Act::BringForward(bring) => {
            let words = &model.substance.wordings;
            bring.text.clone().or_else(|| words.get(&bring.item).cloned())
        }
        _ => None,
    };
    let Some(wording) = wording else { return };
    let files = match act {
        Act::Say(say) => say.attachments.clone(),
        Act::BringForward(bring) if bring.text.is_none() => {
            model.substance.files.get(&bring.item).cloned().unwrap_or_default()
        }
        _ => Vec::new(),
    };
    let known = &model.substance.wordings;
    let new: Vec<Id> = model.process.said.keys().filter(|id| !known.contains_key(id)).cloned().collect();
    for id in new {
        if matches!(model.log[&id].kind, "said" | "account_given") {
            model.substance.wordings.insert(id.clone(), wording.clone());
            model.substance.files.insert(id, files.clone());
        }
    }
}

/// The issues that hold.
pub(crate) fn issues(model: &Model) -> &[Issue] {
    &model.process.agenda.issues
}

/// The bodies that must ratify what a party signs.
pub(crate) fn mandate(model: &Model, seat: &Name) -> Vec<String> {
    model.process.convening.mandates.get(seat).map(|mandate| mandate.0.clone()).unwrap_or_default()
}

/// The midnight at which a day begins, in the zone of the talks.
pub(crate) fn midnight(model: &Model, date: Date) -> Timestamp {
    let zone = TimeZone::get(&model.process.zone).unwrap();
    date.to_zoned(zone).unwrap().timestamp()
}

/// A party's room.
pub(crate) fn room(seat: &Name) -> Compartment {
    Compartment::Room(seat.clone())
}

impl Model {
    /// Stops one kind of an item's clocks.
    pub(crate) fn stop_clock(&mut self, item: &Id, what: &str) {
        self.clocks.retain(|clock| clock.1 != *item || clock.2 != what);
    }
}
