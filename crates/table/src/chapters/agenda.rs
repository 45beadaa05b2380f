//! What is to be settled, in which order, and the ways to settle it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::act::Perform;
use crate::chapters::convening::Convening;
use crate::chapters::questions::Outcome;
use crate::doing::Doing;
use crate::event::Happening;
use crate::{
    By, Chapter, During, Event, Facts, Hash, Issue, Issues, Kind, Log, Name, Question, Refusal, Retention,
    Role, Rule, Writes, calendar, limits,
};

/// How deep items lie within items.
const DEPTH_MAX: u32 = 8;

/// One item of the agenda, with those that it is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgendaItem {
    /// What rounds and later versions call it.
    pub id: Name,
    /// What people call it.
    pub title: String,
    /// What it is made of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<AgendaItem>,
}

/// The agenda as all seats know it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Agenda {
    /// The issues and values that packages are made of.
    pub issues: Issues,
    /// The number of the event that put the agenda which was adopted last; none before one was.
    pub adopted: Option<u32>,
    /// Its items.
    pub items: Vec<AgendaItem>,
    /// The order in which items are to be taken up; those that are not named follow as they stand.
    pub order: Vec<Name>,
    /// The parking lot.
    pub parked: BTreeSet<Name>,
    /// The item that is talked about.
    pub current: Option<Name>,
}

impl Agenda {
    /// Whether an adopted item bears this name, at whatever depth.
    #[must_use]
    pub fn has(&self, id: &Name) -> bool {
        has(&self.items, id)
    }

    pub(crate) fn take(&mut self, event: &Event, log: &Log) {
        match &event.kind {
            Kind::Settled(settled) if settled.outcome == Outcome::Agreed => {
                match log.get(settled.question).map(|event| &event.kind) {
                    Some(Kind::AgendaPut(put)) => self.adopt(settled.question, put),
                    Some(Kind::ExtensionPut(put)) => self.issues.join(&put.issues),
                    _ => {}
                }
            }
            Kind::AgendaOrdered(ordered) => self.order.clone_from(&ordered.items),
            Kind::ItemParked(parked) => {
                self.parked.insert(parked.item.clone());
                self.current.take_if(|current| *current == parked.item);
            }
            Kind::ItemTakenUp(taken) => {
                self.parked.remove(&taken.item);
                self.current = Some(taken.item.clone());
            }
            _ => {}
        }
    }

    /// What became of an item stays with its name. Issues are joined, since an extension may have been agreed on
    /// while the agenda was before the parties.
    fn adopt(&mut self, number: u32, put: &AgendaPut) {
        self.adopted = Some(number);
        self.items.clone_from(&put.items);
        self.issues.join(&put.issues);
        self.order.retain(|id| has(&put.items, id));
        self.parked.retain(|id| has(&put.items, id));
        self.current.take_if(|id| !has(&put.items, id));
    }

    /// Refuses what names no item of an adopted agenda.
    pub(crate) fn expect(&self, id: &Name) -> Result<(), Refusal> {
        self.expect_adopted()?;
        if self.has(id) {
            return Ok(());
        }
        let mut names = Vec::new();
        collect(&self.items, &mut names);
        Err(Refusal::new(
            Rule::NoSuchItem,
            format!("`{id}` is no item of the agenda"),
            format!("Its items are {}.", names.join(", ")),
        ))
    }

    fn expect_adopted(&self) -> Result<(), Refusal> {
        match self.adopted {
            Some(_) => Ok(()),
            None => Err(Refusal::new(
                Rule::NotAgreed,
                "no agenda has been adopted",
                "The mediator puts one with `put_agenda`, and all parties say yes to it with `answer`.",
            )),
        }
    }
}

fn has(items: &[AgendaItem], id: &Name) -> bool {
    items.iter().any(|item| item.id == *id || has(&item.items, id))
}

fn collect<'a>(items: &'a [AgendaItem], names: &mut Vec<&'a str>) {
    for item in items {
        names.push(item.id.as_str());
        collect(&item.items, names);
    }
}

/// Refuses a tree that is too deep or too large, or names an item twice.
fn check(items: &[AgendaItem], depth: u32, seen: &mut BTreeSet<Name>) -> Result<(), Refusal> {
    let refused = |rule, because: String, allowed: String| Err(Refusal::new(rule, because, allowed));
    if depth > DEPTH_MAX {
        let because = format!("items lie more than {DEPTH_MAX} deep");
        return refused(Rule::TooLong, because, format!("At most {DEPTH_MAX} levels."));
    }
    for item in items {
        limits::line("item's title", &item.title)?;
        if !seen.insert(item.id.clone()) {
            let because = format!("the item `{}` is there twice", item.id);
            return refused(Rule::Malformed, because, "Each item has a name of its own.".to_owned());
        }
        if seen.len() > limits::LIST_MAX {
            let because = format!("there are more than {} items", limits::LIST_MAX);
            return refused(Rule::TooLong, because, format!("At most {} on one agenda.", limits::LIST_MAX));
        }
        if !item.items.is_empty() {
            check(&item.items, depth + 1, seen)?;
        }
    }
    Ok(())
}

/// The parties that sit at the table, where there are two at least to ask.
pub(crate) fn all_seated(convening: &Convening) -> Result<Vec<Name>, Refusal> {
    let seated: Vec<Name> = convening.seated().cloned().collect();
    if seated.len() < 2 {
        return Err(Refusal::new(
            Rule::NoConsent,
            "fewer than two parties sit at the table",
            "A party takes its seat with `accept_invitation`, or comes back with `renew_consent`.",
        ));
    }
    Ok(seated)
}

/// An agenda was put to the parties.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgendaPut {
    /// The items.
    pub items: Vec<AgendaItem>,
    /// The issues that packages are made of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub issues: Vec<Issue>,
    /// What the parties are asked: its hash is of the JSON `[items, issues]`.
    pub question: Question,
}

impl Happening for AgendaPut {
    const RETENTION: Retention = Retention::Permanent;

    fn question(&self) -> Option<&Question> {
        Some(&self.question)
    }
}

/// Puts an agenda to the parties, each of which adopts it for itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutAgenda {
    /// The items.
    pub items: Vec<AgendaItem>,
    /// The issues that packages are made of: all that stand, and what is added. Left out, those that stand stay.
    #[serde(default)]
    pub issues: Vec<Issue>,
    /// Until when it can be answered.
    #[serde(default)]
    pub until: Option<Timestamp>,
}

impl Perform for PutAgenda {
    const FACTS: Facts = Facts {
        name: "put_agenda",
        chapter: Chapter::Agenda,
        does: "Puts an agenda, and the issues that packages are made of, to all parties that sit at the table.",
        by: By::Mediator,
        least: Role::Head,
        during: During::UnderWay,
        when: "Two parties sit at the table, no other agenda is before them, the issues and values that stand are kept, and something changes.",
        changes: "When all have said yes with `answer`, the agenda is adopted and its issues hold; until then the one before stands.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NoConsent, Rule::WrongState, Rule::Twice, Rule::IssuesStand, Rule::NotTheTime],
        example: "do: put_agenda\nitems: [{ id: nuclear, title: Nuclear matters, items: [{ id: enrichment, title: Enrichment }] }]\nissues: [{ name: enrichment, unit: \"%\", values: [\"0\", \"3.67\", \"20\"] }]",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let joint = on.joint();
        limits::list("items", &self.items, 1)?;
        check(&self.items, 1, &mut BTreeSet::new())?;
        limits::list("issues", &self.issues, 0)?;
        Issues::new(self.issues.clone())?;
        let to = all_seated(&joint.convening)?;
        calendar::ahead(on, "end", self.until)?;
        let put = |number| matches!(joint.log.get(number).map(|event| &event.kind), Some(Kind::AgendaPut(_)));
        if let Some((number, _)) = joint.questions.open().find(|(number, _)| put(*number)) {
            return Err(Refusal::new(
                Rule::WrongState,
                format!("joint:{number}, an agenda, is before the parties"),
                "Take it back with `withdraw_question` first.",
            ));
        }
        if !self.issues.is_empty() {
            joint.agenda.issues.keep_all(&self.issues)?;
        }
        let agenda = &joint.agenda;
        if agenda.adopted.is_some() && agenda.items == self.items && agenda.issues.holds(&self.issues) {
            return Err(Refusal::new(
                Rule::Twice,
                "this is the agenda that stands",
                "Its order is set with `order_agenda`.",
            ));
        }
        let hash = Hash::of_value(&(&self.items, &self.issues));
        let question = Question { to, until: self.until, signs: None, hash, options: 1 };
        on.write_joint(AgendaPut { items: self.items, issues: self.issues, question });
        Ok(())
    }
}

/// The order of the agenda was set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgendaOrdered {
    /// The items, in the order in which they are to be taken up.
    pub items: Vec<Name>,
}

/// Sets the order in which items are to be taken up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderAgenda {
    /// The items, in that order; those that are not named follow as they stand.
    pub items: Vec<Name>,
}

impl Perform for OrderAgenda {
    const FACTS: Facts = Facts {
        name: "order_agenda",
        chapter: Chapter::Agenda,
        does: "Sets the order in which items of the agenda are to be taken up.",
        by: By::Mediator,
        least: Role::Member,
        during: During::Standing,
        when: "An agenda is adopted, and the order differs from the one that stands.",
        changes: "All see the order. Items that it does not name follow as the agenda has them.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NotAgreed, Rule::NoSuchItem, Rule::Twice],
        example: "do: order_agenda\nitems: [enrichment, sanctions]",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let agenda = &on.joint().agenda;
        agenda.expect_adopted()?;
        limits::list("items", &self.items, 1)?;
        let mut seen = BTreeSet::new();
        for item in &self.items {
            agenda.expect(item)?;
            if !seen.insert(item) {
                return Err(Refusal::new(
                    Rule::Malformed,
                    format!("`{item}` is there twice"),
                    "Name each item once.",
                ));
            }
        }
        if agenda.order == self.items {
            return Err(Refusal::new(Rule::Twice, "this is the order that stands", "Give another order."));
        }
        on.write_joint(AgendaOrdered { items: self.items });
        Ok(())
    }
}

/// An item was parked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemParked {
    /// Which.
    pub item: Name,
}

/// Sets an item aside for later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Park {
    /// Which.
    pub item: Name,
}

impl Perform for Park {
    const FACTS: Facts = Facts {
        name: "park",
        chapter: Chapter::Agenda,
        does: "Sets an item of the agenda aside, into the parking lot.",
        by: By::Mediator,
        least: Role::Member,
        during: During::Standing,
        when: "The item stands on the adopted agenda and is not parked.",
        changes: "All see that it waits; it is no longer the item that is talked about.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NotAgreed, Rule::NoSuchItem, Rule::Twice],
        example: "do: park\nitem: missiles",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let agenda = &on.joint().agenda;
        agenda.expect(&self.item)?;
        if agenda.parked.contains(&self.item) {
            return Err(Refusal::new(
                Rule::Twice,
                format!("`{}` is parked already", self.item),
                "It comes back with `take_up`.",
            ));
        }
        on.write_joint(ItemParked { item: self.item });
        Ok(())
    }
}

/// An item was taken up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemTakenUp {
    /// Which.
    pub item: Name,
}

/// Takes an item up, from the parking lot or in its turn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeUp {
    /// Which.
    pub item: Name,
}

impl Perform for TakeUp {
    const FACTS: Facts = Facts {
        name: "take_up",
        chapter: Chapter::Agenda,
        does: "Takes up an item of the agenda, in its turn or from the parking lot.",
        by: By::Mediator,
        least: Role::Member,
        during: During::UnderWay,
        when: "The item stands on the adopted agenda and is not the one that is talked about.",
        changes: "All see that it is the item that is talked about; it is parked no longer.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NotAgreed, Rule::NoSuchItem, Rule::Twice],
        example: "do: take_up\nitem: enrichment",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let agenda = &on.joint().agenda;
        agenda.expect(&self.item)?;
        if agenda.current.as_ref() == Some(&self.item) {
            return Err(Refusal::new(
                Rule::Twice,
                format!("`{}` is the item that is talked about", self.item),
                "Take up another, or set it aside with `park`.",
            ));
        }
        on.write_joint(ItemTakenUp { item: self.item });
        Ok(())
    }
}

/// A party put further issues and values to the others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExtensionPut {
    /// New issues, and new values of those that stand.
    pub issues: Vec<Issue>,
    /// What the others are asked: its hash is of the JSON of the issues.
    pub question: Question,
}

impl Happening for ExtensionPut {
    const RETENTION: Retention = Retention::Permanent;

    fn question(&self) -> Option<&Question> {
        Some(&self.question)
    }
}

/// Asks the other parties to add issues, or values to issues that stand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtendIssues {
    /// New issues with their values; of an issue that stands, its name and the values to be added.
    pub issues: Vec<Issue>,
    /// Until when it can be answered.
    #[serde(default)]
    pub until: Option<Timestamp>,
}

impl Perform for ExtendIssues {
    const FACTS: Facts = Facts {
        name: "extend_issues",
        chapter: Chapter::Agenda,
        does: "Asks the other parties to add issues, or values to issues that stand. Who asks has said yes by asking.",
        by: By::Party,
        least: Role::Head,
        during: During::UnderWay,
        when: "An agenda is adopted, this party and another sit at the table, and what is added is not there yet.",
        changes: "When all the others have said yes with `answer`, packages can be made of what was added.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NotAgreed, Rule::NoConsent, Rule::IssuesStand, Rule::NotTheTime],
        example: "do: extend_issues\nissues: [{ name: enrichment, values: [\"60\"] }]",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let joint = on.joint();
        let seat = &on.who.seat;
        joint.agenda.expect_adopted()?;
        joint.convening.expect_seated(seat)?;
        let mut to = all_seated(&joint.convening)?;
        to.retain(|other| other != seat);
        calendar::ahead(on, "end", self.until)?;
        limits::list("issues", &self.issues, 1)?;
        let mut issues = joint.agenda.issues.clone();
        for issue in &self.issues {
            issues.keep_meaning(issue)?;
            issues.add(issue.clone())?;
        }
        let hash = Hash::of_value(&self.issues);
        let question = Question { to, until: self.until, signs: None, hash, options: 1 };
        on.write_joint(ExtensionPut { issues: self.issues, question });
        Ok(())
    }
}

macro_rules! permanent {
    ($($event:ty),*) => {$(impl Happening for $event { const RETENTION: Retention = Retention::Permanent; })*};
}

permanent!(AgendaOrdered, ItemParked, ItemTakenUp);
