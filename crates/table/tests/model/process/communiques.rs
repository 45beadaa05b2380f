//! Communiqués, statements, characterisations.

use std::collections::BTreeMap;

use jiff::Timestamp;
use wasit_table::chapters::communiques::{CommuniqueState, StatementState, Statements};
use wasit_table::{Act, Compartment, Id, Name, Rule, View, Who};

use crate::model::{Lines, Model, Outcome, Rules, line, text};
use crate::news::News;

#[derive(Clone, Debug)]
pub(crate) struct Communique {
    text: String,
    round: Option<u32>,
    embargo: Option<Timestamp>,
    state: CommuniqueState,
}

/// A statement under embargo.
#[derive(Clone, Debug)]
pub(crate) struct Sealed {
    seat: Name,
    state: StatementState,
}

/// Tone, progress, words.
type How = (String, String, Option<String>);

#[derive(Clone, Debug, Default)]
pub(crate) struct Communiques {
    joint: BTreeMap<Id, Communique>,
    sealed: BTreeMap<Id, Sealed>,
    stated: Vec<u32>,
    /// Whose those are that an embargo has released.
    pub(crate) released: BTreeMap<Id, Name>,
    /// By round and seat: what was said of it last, and the numbers of all.
    characterised: BTreeMap<(u32, Name), (Option<How>, Vec<u32>)>,
}

impl Communiques {
    /// The statements that were put under embargo, and whose one is.
    pub(crate) fn sealed(&self) -> Vec<Id> {
        self.sealed.keys().cloned().collect()
    }

    pub(crate) fn seat(&self, item: &Id) -> Name {
        self.sealed[item].seat.clone()
    }
}

pub(crate) fn judge(model: &Model, who: &Who, act: &Act, at: Timestamp) -> Option<Rules> {
    let mut rules = Rules::new();
    let all = &model.process.communiques;
    let round = |rules: &mut Rules, round: Option<u32>| {
        if round.is_some_and(|round| super::round(model, round).is_none()) {
            rules.insert(Rule::NoSuchItem);
        }
    };
    let ahead = |rules: &mut Rules, time: Option<Timestamp>| {
        if time.is_some_and(|time| time <= at) {
            rules.insert(Rule::NotTheTime);
        }
    };
    match act {
        Act::PutCommunique(act) => {
            text(&mut rules, &act.text);
            round(&mut rules, act.round);
            ahead(&mut rules, act.embargo);
            ahead(&mut rules, act.until);
            if model.seated().len() < 2 {
                rules.insert(Rule::NoConsent);
            }
            let same = |it: &Communique| {
                it.state == CommuniqueState::Put
                    && (&it.text, it.round, it.embargo) == (&act.text, act.round, act.embargo)
            };
            if all.joint.values().any(same) {
                rules.insert(Rule::Twice);
            }
        }
        Act::State(act) => {
            super::rooms::present(model, who, &mut rules);
            text(&mut rules, &act.text);
            round(&mut rules, act.round);
            ahead(&mut rules, act.embargo);
        }
        Act::WithdrawStatement(act) => {
            let found = all.sealed.get(&act.item).filter(|_| model.sees(who, &act.item.place));
            match found {
                None => drop(rules.insert(Rule::NoSuchItem)),
                Some(sealed) => {
                    if sealed.seat != who.seat {
                        rules.insert(Rule::NotYours);
                    }
                    match sealed.state {
                        StatementState::Sealed => {}
                        StatementState::Released => drop(rules.insert(Rule::WrongState)),
                        StatementState::Withdrawn => drop(rules.insert(Rule::Withdrawn)),
                    }
                }
            }
        }
        Act::Characterise(act) => {
            super::rooms::present(model, who, &mut rules);
            line(&mut rules, &act.tone);
            line(&mut rules, &act.progress);
            if let Some(words) = &act.words {
                text(&mut rules, words);
            }
            round(&mut rules, Some(act.round));
            if let Some(round) = super::round(model, act.round)
                && (!round.opened || super::decisions::is_complete(model, act.round))
            {
                rules.insert(Rule::WrongState);
            }
            let last = all.characterised.get(&(act.round, who.seat.clone()));
            let this = Some((act.tone.clone(), act.progress.clone(), act.words.clone()));
            if last.is_some_and(|last| last.0 == this) {
                rules.insert(Rule::Twice);
            }
        }
        _ => return None,
    }
    Some(rules)
}

pub(crate) fn take(model: &mut Model, who: &Who, act: &Act, at: Timestamp, news: &mut News) {
    let (by, joint) = (Some(who), Compartment::Joint);
    match act {
        Act::PutCommunique(act) => {
            let put = model.wrote(news, joint, "communique_put", by, at);
            let (text, round, embargo) = (act.text.clone(), act.round, act.embargo);
            let communique = Communique { text, round, embargo, state: CommuniqueState::Put };
            model.process.communiques.joint.insert(put.id.clone(), communique);
            model.ask(&put, &who.seat, model.seated(), act.until, true, 1);
        }
        Act::State(act) => match act.embargo {
            None => {
                let stated = model.wrote(news, joint, "stated", by, at);
                model.process.communiques.stated.push(stated.id.number);
            }
            Some(embargo) => {
                let place = match model.is_mediator(&who.seat) {
                    true => model.team(),
                    false => Compartment::Room(who.seat.clone()),
                };
                let sealed = model.wrote(news, place, "statement_sealed", by, at);
                model.clocks.insert((embargo, sealed.id.clone(), "embargo"));
                let statement = Sealed { seat: who.seat.clone(), state: StatementState::Sealed };
                model.process.communiques.sealed.insert(sealed.id.clone(), statement);
            }
        },
        Act::WithdrawStatement(act) => {
            model.wrote(news, act.item.place.clone(), "statement_withdrawn", by, at);
            model.stop(&act.item);
            let sealed = model.process.communiques.sealed.get_mut(&act.item).unwrap();
            sealed.state = StatementState::Withdrawn;
        }
        Act::Characterise(act) => {
            let said = model.wrote(news, joint, "characterised", by, at);
            let all = &mut model.process.communiques.characterised;
            let (last, numbers) = all.entry((act.round, who.seat.clone())).or_default();
            *last = Some((act.tone.clone(), act.progress.clone(), act.words.clone()));
            numbers.push(said.id.number);
        }
        _ => {}
    }
}

/// An embargo has ended.
pub(crate) fn strike(model: &mut Model, at: Timestamp, item: &Id, news: &mut News) {
    if model.process.communiques.joint.contains_key(item) {
        model.wrote(news, Compartment::Joint, "communique_released", None, at);
        model.process.communiques.joint.get_mut(item).unwrap().state = CommuniqueState::Released;
        return;
    }
    model.wrote(news, item.place.clone(), "statement_released", None, at);
    let stated = model.wrote(news, Compartment::Joint, "stated", None, at);
    let all = &mut model.process.communiques;
    all.stated.push(stated.id.number);
    let sealed = all.sealed.get_mut(item).unwrap();
    sealed.state = StatementState::Released;
    all.released.insert(stated.id.clone(), sealed.seat.clone());
}

pub(crate) fn settled(model: &mut Model, question: &Id, outcome: Outcome, at: Timestamp) {
    let Some(communique) = model.process.communiques.joint.get_mut(question) else { return };
    communique.state = match outcome {
        Outcome::Agreed => CommuniqueState::Agreed,
        Outcome::NotAgreed => CommuniqueState::NotAgreed,
        Outcome::Withdrawn => CommuniqueState::Withdrawn,
    };
    if let Some(embargo) = communique.embargo.filter(|embargo| outcome == Outcome::Agreed && *embargo > at) {
        model.clocks.insert((embargo, question.clone(), "embargo"));
    }
}

/// A communiqué that all have signed is released at once, unless an embargo is still on.
pub(crate) fn follow(model: &mut Model, at: Timestamp, news: &mut News) -> bool {
    let due = model.process.communiques.joint.iter().find(|(_, it)| {
        it.state == CommuniqueState::Agreed && it.embargo.is_none_or(|embargo| embargo <= at)
    });
    let Some(due) = due.map(|(id, _)| id.clone()) else { return false };
    model.stop(&due);
    strike(model, at, &due, news);
    true
}

/// What was erased under embargo is never released.
pub(crate) fn erased(model: &mut Model, item: &Id) {
    if let Some(sealed) = model.process.communiques.sealed.get_mut(item)
        && sealed.state == StatementState::Sealed
    {
        sealed.state = StatementState::Withdrawn;
        model.stop(item);
    }
    for (last, numbers) in model.process.communiques.characterised.values_mut() {
        if item.place == Compartment::Joint && numbers.last() == Some(&item.number) {
            *last = None;
        }
    }
}

pub(crate) fn lines(model: &Model, who: &Who, lines: &mut Lines) {
    let all = &model.process.communiques;
    for (id, it) in &all.joint {
        lines.insert(format!("communique {} {:?} {:?} {:?}", id.number, it.round, it.embargo, it.state));
    }
    lines.insert(format!("stated {:?}", all.stated));
    for ((round, seat), (_, numbers)) in &all.characterised {
        lines.insert(format!("characterised {round} {seat} {numbers:?}"));
    }
    for (id, sealed) in all.sealed.iter().filter(|(id, _)| model.sees(who, &id.place)) {
        lines.insert(format!("sealed {id} {:?}", sealed.state));
    }
}

pub(crate) fn seen(view: &View, lines: &mut Lines) {
    let all = &super::joint(view).communiques;
    for (number, it) in &all.joint {
        lines.insert(format!("communique {number} {:?} {:?} {:?}", it.round, it.embargo, it.state));
        assert_eq!(it.released.is_some(), it.state == CommuniqueState::Released);
    }
    lines.insert(format!("stated {:?}", all.stated));
    for (round, seats) in &all.characterisations {
        for (seat, numbers) in seats {
            lines.insert(format!("characterised {round} {seat} {numbers:?}"));
        }
    }
    let mut say = |place: Compartment, statements: &Statements| {
        for (number, sealed) in statements.iter() {
            lines.insert(format!("sealed {} {:?}", Id::new(place.clone(), number), sealed.state));
        }
    };
    super::rooms(view).iter().for_each(|room| say(Compartment::Room(room.seat.clone()), &room.statements));
    let own = super::own(view);
    say(Compartment::Delegation(own.seat.clone()), &own.statements);
}
