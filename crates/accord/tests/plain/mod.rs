//! An accord of one party and one body, to be filled with what a test is about.

#![allow(dead_code, clippy::unwrap_used, reason = "each test uses a part; a test may fail")]

use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;
use wasit_accord::{
    Accord, Act, Anchor, Body, Breach, Calendar, Commitment, CommitmentStatus, Consequences, Declaration,
    Effect, Entry, Ledger, Limit, Measure, Member, MemberKind, Milestone, Modality, Name, Observation,
    Operator, Power, PowerKind, Quantity, State, Terms, Trigger, Units,
};

pub(crate) fn name(text: &str) -> Name {
    text.into()
}

pub(crate) fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub(crate) fn on(day: Date) -> Anchor {
    Anchor::On(day.into())
}

pub(crate) fn milestone(text: &str, when: Anchor) -> Milestone {
    Milestone { name: name(text), title: text.to_owned(), when, declared_by: Vec::new() }
}

/// Something that `a` owes `b` from a day on.
pub(crate) fn owed(text: &str, act: Act, from: Date) -> Commitment {
    Commitment {
        name: name(text),
        title: text.to_owned(),
        clause: String::new(),
        text: String::new(),
        modality: Modality::Must,
        act,
        obligors: vec![name("a")],
        obligees: vec![name("b")],
        measure: None,
        trigger: Trigger::From(on(from)),
        preconditions: Vec::new(),
        due: None,
        every: None,
        within: None,
        sunset: None,
        verification: None,
        breach: Breach::default(),
        pathway: None,
        consequences: Consequences::default(),
        private: false,
    }
}

/// At most so many kg.
pub(crate) fn limit(text: &str, most: &str, from: Date) -> Commitment {
    let measure = Measure {
        what: "a stock".to_owned(),
        unit: "kg".to_owned(),
        quantity: Quantity::Stock,
        operator: Operator::AtMost,
        limits: vec![Limit { from: None, value: dec(most) }],
        tolerance: Decimal::ZERO,
        hard: true,
    };
    Commitment { measure: Some(measure), ..owed(text, Act::Limit, from) }
}

pub(crate) fn power(text: &str, kind: PowerKind, effect: Effect) -> Power {
    Power {
        name: name(text),
        title: text.to_owned(),
        clause: String::new(),
        kind,
        holders: vec![name("b")],
        after_pathway: None,
        after: Vec::new(),
        from: None,
        until: None,
        vote: None,
        effects: vec![effect],
    }
}

pub(crate) fn terms(commitments: Vec<Commitment>) -> Terms {
    let member = |text: &str, kind| Member { name: name(text), title: text.to_owned(), kind };
    let mut units = Units::default();
    units.declare("t", dec("1000"), "kg").unwrap();
    Terms {
        title: "An accord".to_owned(),
        note: String::new(),
        members: vec![
            member("a", MemberKind::Party),
            member("b", MemberKind::Party),
            member("body", MemberKind::Body),
        ],
        glossary: Vec::new(),
        texts: Vec::new(),
        calendar: Calendar::plain(jiff::tz::TimeZone::UTC),
        units,
        milestones: Vec::new(),
        commitments,
        reciprocity: Vec::new(),
        pathways: Vec::new(),
        powers: Vec::new(),
    }
}

pub(crate) fn ledger(terms: Terms) -> Ledger {
    Ledger::new(Arc::new(Accord::new(terms).unwrap_or_else(|flaws| panic!("{flaws:#?}"))))
}

pub(crate) fn with(terms: Terms, journal: &[Entry]) -> Ledger {
    let mut ledger = ledger(terms);
    for entry in journal {
        ledger.add(entry.clone()).unwrap_or_else(|error| panic!("{}: {error}", entry.id));
    }
    ledger
}

pub(crate) fn declares(id: &str, by: &str, day: Date, declaration: Declaration) -> Entry {
    Entry {
        id: name(id),
        known: day.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp(),
        at: day.into(),
        by: name(by),
        body: Body::Declared(declaration),
        source: String::new(),
        note: String::new(),
        attachments: Vec::new(),
    }
}

pub(crate) fn observes(id: &str, commitment: &str, day: Date, value: &str) -> Entry {
    let observation = Observation {
        commitment: name(commitment),
        value: dec(value),
        unit: None,
        uncertainty: None,
        period: None,
    };
    Entry { body: Body::Observed(observation), ..declares(id, "body", day, Declaration::States) }
}

pub(crate) fn performs(id: &str, commitment: &str, day: Date, period: Option<Date>) -> Entry {
    declares(id, "a", day, Declaration::Performs { commitment: name(commitment), period })
}

pub(crate) fn at(ledger: &mut Ledger, commitment: &str, day: Date) -> CommitmentStatus {
    let place = ledger.accord().commitment(commitment).unwrap();
    ledger.status(day).commitments[place].clone()
}

pub(crate) fn state(ledger: &mut Ledger, commitment: &str, day: Date) -> State {
    at(ledger, commitment, day).state
}
