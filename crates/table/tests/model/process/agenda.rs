//! The agenda and the issues.

use std::collections::BTreeSet;

use jiff::Timestamp;
use wasit_table::chapters::agenda::AgendaItem;
use wasit_table::{Act, Compartment, Id, Issue, Name, Rule, View, Who};

use crate::model::{Lines, Model, Outcome, Rules, line, list};
use crate::news::News;

#[derive(Clone, Debug, Default)]
pub(crate) struct Agenda {
    /// What was put, by the event that put it.
    put: std::collections::BTreeMap<Id, (Vec<AgendaItem>, Vec<Issue>)>,
    /// What parties have asked to add.
    extensions: std::collections::BTreeMap<Id, Vec<Issue>>,
    pub(crate) adopted: Option<Id>,
    pub(crate) items: Vec<AgendaItem>,
    /// The issues that hold.
    pub(crate) issues: Vec<Issue>,
    order: Vec<Name>,
    parked: BTreeSet<Name>,
    current: Option<Name>,
}

impl Agenda {
    /// The names of all items.
    pub(crate) fn names(&self) -> Vec<Name> {
        names(&self.items)
    }
}

fn names(items: &[AgendaItem]) -> Vec<Name> {
    items.iter().flat_map(|item| [vec![item.id.clone()], names(&item.items)].concat()).collect()
}

fn titles(items: &[AgendaItem]) -> Vec<String> {
    items.iter().flat_map(|item| [vec![item.title.clone()], titles(&item.items)].concat()).collect()
}

fn lists(rules: &mut Rules, items: &[AgendaItem], least: usize) {
    list(rules, items, least);
    items.iter().for_each(|item| lists(rules, &item.items, 0));
}

fn twice<T: Ord>(all: &[T]) -> bool {
    all.iter().collect::<BTreeSet<_>>().len() < all.len()
}

/// Issues by themselves: names and labels in words, each value once.
fn sound(rules: &mut Rules, issues: &[Issue]) {
    for (at, issue) in issues.iter().enumerate() {
        line(rules, &issue.name);
        list(rules, &issue.values, 1);
        issue.values.iter().for_each(|value| line(rules, value));
        issue.title.iter().chain(&issue.unit).for_each(|words| line(rules, words));
        if twice(&issue.values) || issues[..at].iter().any(|other| other.name == issue.name) {
            rules.insert(Rule::Malformed);
        }
    }
}

/// Whether an issue that stands is called or measured otherwise.
fn meaning(known: &Issue, issue: &Issue) -> bool {
    let other = |new: &Option<String>, old: &Option<String>| new.is_some() && new != old;
    other(&issue.title, &known.title) || other(&issue.unit, &known.unit)
}

pub(crate) fn judge(model: &Model, who: &Who, act: &Act, at: Timestamp) -> Option<Rules> {
    let mut rules = Rules::new();
    let agenda = &model.process.agenda;
    let seated = model.seated();
    let until = |rules: &mut Rules, until: Option<Timestamp>| {
        if until.is_some_and(|until| until <= at) {
            rules.insert(Rule::NotTheTime);
        }
    };
    let named = |rules: &mut Rules, item: &Name| {
        if agenda.adopted.is_some() && !agenda.names().contains(item) {
            rules.insert(Rule::NoSuchItem);
        }
    };
    let adopted = |rules: &mut Rules| {
        if agenda.adopted.is_none() {
            rules.insert(Rule::NotAgreed);
        }
    };
    match act {
        Act::PutAgenda(act) => {
            lists(&mut rules, &act.items, 1);
            titles(&act.items).iter().for_each(|title| line(&mut rules, title));
            if twice(&names(&act.items)) {
                rules.insert(Rule::Malformed);
            }
            list(&mut rules, &act.issues, 0);
            sound(&mut rules, &act.issues);
            if seated.len() < 2 {
                rules.insert(Rule::NoConsent);
            }
            let open = |id: &&Id| model.questions[*id].outcome.is_none();
            if agenda.put.keys().any(|id| open(&id)) {
                rules.insert(Rule::WrongState);
            }
            // What would change nothing is not put.
            let mut after = agenda.clone();
            after.add(&act.issues);
            if agenda.adopted.is_some() && agenda.items == act.items && after.issues == agenda.issues {
                rules.insert(Rule::Twice);
            }
            if !act.issues.is_empty() {
                for known in &agenda.issues {
                    let kept = act.issues.iter().find(|issue| issue.name == known.name);
                    let kept = kept.is_some_and(|issue| {
                        !meaning(known, issue)
                            && known.values.iter().all(|value| issue.values.contains(value))
                    });
                    if !kept {
                        rules.insert(Rule::IssuesStand);
                    }
                }
            }
            until(&mut rules, act.until);
        }
        Act::OrderAgenda(act) => {
            list(&mut rules, &act.items, 1);
            if twice(&act.items) {
                rules.insert(Rule::Malformed);
            }
            adopted(&mut rules);
            act.items.iter().for_each(|item| named(&mut rules, item));
            if agenda.order == act.items {
                rules.insert(Rule::Twice);
            }
        }
        Act::Park(act) => {
            adopted(&mut rules);
            named(&mut rules, &act.item);
            if agenda.parked.contains(&act.item) {
                rules.insert(Rule::Twice);
            }
        }
        Act::TakeUp(act) => {
            adopted(&mut rules);
            named(&mut rules, &act.item);
            if agenda.current.as_ref() == Some(&act.item) {
                rules.insert(Rule::Twice);
            }
        }
        Act::ExtendIssues(act) => {
            list(&mut rules, &act.issues, 1);
            sound(&mut rules, &act.issues);
            adopted(&mut rules);
            if !model.is_seated(&who.seat) || seated.len() < 2 {
                rules.insert(Rule::NoConsent);
            }
            for issue in &act.issues {
                let known = agenda.issues.iter().find(|known| known.name == issue.name);
                if known.is_some_and(|known| meaning(known, issue)) {
                    rules.insert(Rule::IssuesStand);
                }
                // What is there is not added.
                if known.is_some_and(|known| known.values.iter().any(|value| issue.values.contains(value))) {
                    rules.insert(Rule::Malformed);
                }
            }
            until(&mut rules, act.until);
        }
        _ => return None,
    }
    Some(rules)
}

pub(crate) fn take(model: &mut Model, who: &Who, act: &Act, at: Timestamp, news: &mut News) {
    let (by, joint) = (Some(who), Compartment::Joint);
    match act {
        Act::PutAgenda(act) => {
            let put = model.wrote(news, joint, "agenda_put", by, at);
            model.process.agenda.put.insert(put.id.clone(), (act.items.clone(), act.issues.clone()));
            model.ask(&put, &who.seat, model.seated(), act.until, false, 1);
        }
        Act::ExtendIssues(act) => {
            let put = model.wrote(news, joint, "extension_put", by, at);
            model.process.agenda.put_extension(&put.id, &act.issues);
            let others = model.seated().into_iter().filter(|seat| *seat != who.seat).collect();
            model.ask(&put, &who.seat, others, act.until, false, 1);
        }
        Act::OrderAgenda(act) => {
            model.wrote(news, joint, "agenda_ordered", by, at);
            model.process.agenda.order.clone_from(&act.items);
        }
        Act::Park(act) => {
            model.wrote(news, joint, "item_parked", by, at);
            let agenda = &mut model.process.agenda;
            agenda.parked.insert(act.item.clone());
            agenda.current = agenda.current.take().filter(|current| *current != act.item);
        }
        Act::TakeUp(act) => {
            model.wrote(news, joint, "item_taken_up", by, at);
            let agenda = &mut model.process.agenda;
            agenda.parked.remove(&act.item);
            agenda.current = Some(act.item.clone());
        }
        _ => {}
    }
}

impl Agenda {
    fn put_extension(&mut self, id: &Id, issues: &[Issue]) {
        self.extensions.insert(id.clone(), issues.to_vec());
    }
}

/// A question was settled.
pub(crate) fn settled(model: &mut Model, question: &Id, outcome: Outcome) {
    let agenda = &mut model.process.agenda;
    if outcome != Outcome::Agreed {
        return;
    }
    if let Some((items, issues)) = agenda.put.get(question).cloned() {
        let names = names(&items);
        agenda.adopted = Some(question.clone());
        agenda.items = items;
        agenda.add(&issues);
        agenda.order.retain(|name| names.contains(name));
        agenda.parked.retain(|name| names.contains(name));
        agenda.current = agenda.current.take().filter(|name| names.contains(name));
    }
    if let Some(issues) = agenda.extensions.get(question).cloned() {
        agenda.add(&issues);
    }
}

impl Agenda {
    /// Adds what is not there yet.
    fn add(&mut self, issues: &[Issue]) {
        for issue in issues {
            match self.issues.iter_mut().find(|known| known.name == issue.name) {
                None => self.issues.push(issue.clone()),
                Some(known) => {
                    for value in &issue.values {
                        if !known.values.contains(value) {
                            known.values.push(value.clone());
                        }
                    }
                }
            }
        }
    }
}

pub(crate) fn lines(model: &Model, lines: &mut Lines) {
    let agenda = &model.process.agenda;
    let adopted = agenda.adopted.as_ref().map(|id| id.number);
    lines.insert(format!("agenda {adopted:?} {:?}", agenda.items));
    lines.insert(format!("issues {:?}", agenda.issues));
    lines.insert(format!("order {:?} parked {:?} current {:?}", agenda.order, agenda.parked, agenda.current));
}

pub(crate) fn seen(view: &View, lines: &mut Lines) {
    let agenda = &super::joint(view).agenda;
    lines.insert(format!("agenda {:?} {:?}", agenda.adopted, agenda.items));
    lines.insert(format!("issues {:?}", agenda.issues.as_slice()));
    lines.insert(format!("order {:?} parked {:?} current {:?}", agenda.order, agenda.parked, agenda.current));
}
