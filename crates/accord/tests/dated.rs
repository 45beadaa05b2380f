//! An accord of many years, day by day: what must come out right, on the dates of a public record.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::sync::Arc;

use jiff::civil::{Date, date, time};
use rust_decimal::Decimal;
use wasit_accord::{
    Accord, Act, Anchor, Body, Breach, Calendar, Commitment, Consequences, DecisionRule, Declaration, Effect,
    Entry, Ledger, Length, Limit, Measure, Member, MemberKind, Milestone, Modality, Moment, Name,
    Observation, OnTimeOut, Operator, Pathway, Power, PowerKind, PowerStanding, Quantity, ReverseVote, Rung,
    Silence, Standing, State, Sunset, SunsetEffect, Terms, Trigger, Units, Verdict,
};

fn name(text: &str) -> Name {
    text.into()
}

fn member(text: &str, kind: MemberKind) -> Member {
    Member { name: name(text), title: text.to_owned(), kind }
}

fn milestone(text: &str, when: Anchor) -> Milestone {
    Milestone { name: name(text), title: text.to_owned(), when, declared_by: Vec::new() }
}

fn at(text: &str) -> Anchor {
    Anchor::At(name(text))
}

fn after(text: &str, by: Length) -> Anchor {
    Anchor::After { from: Box::new(at(text)), by }
}

fn limit(text: &str, unit: &str, quantity: Quantity, most: &str, hard: bool) -> Commitment {
    Commitment {
        name: name(text),
        title: text.to_owned(),
        clause: String::new(),
        text: String::new(),
        modality: Modality::Must,
        act: Act::Limit,
        obligors: vec![name("iran")],
        obligees: Vec::new(),
        measure: Some(Measure {
            what: text.to_owned(),
            unit: unit.to_owned(),
            quantity,
            operator: Operator::AtMost,
            limits: vec![Limit { from: None, value: most.parse().unwrap() }],
            tolerance: Decimal::ZERO,
            hard,
        }),
        trigger: Trigger::From(at("implementation")),
        preconditions: Vec::new(),
        due: None,
        every: None,
        within: None,
        sunset: Some(Sunset {
            at: after("implementation", Length::years(15)),
            effect: SunsetEffect::KeepsWhatWasDue,
        }),
        verification: None,
        breach: Breach::default(),
        pathway: Some(name("commission")),
        consequences: Consequences::default(),
        private: false,
    }
}

fn rung(text: &str, days: i32, parallel_with: Option<&str>) -> Rung {
    Rung {
        name: name(text),
        forum: vec![name("commission")],
        decision: DecisionRule::Consensus,
        within: Length::days(days),
        extension: (text == "commission").then(|| Length::years(6)),
        parallel_with: parallel_with.map(name),
        on_time_out: OnTimeOut::Next,
    }
}

fn terms() -> Terms {
    let zone = jiff::tz::db().get("America/New_York").unwrap();
    let relief = Commitment {
        obligors: vec![name("usa")],
        measure: Some(Measure {
            what: "measures that are lifted".to_owned(),
            unit: String::new(),
            quantity: Quantity::Presence,
            operator: Operator::AtLeast,
            limits: vec![Limit { from: None, value: Decimal::ONE }],
            tolerance: Decimal::ZERO,
            hard: true,
        }),
        ..limit("relief", "", Quantity::Presence, "1", true)
    };
    let mut units = Units::default();
    units.declare("t", Decimal::from(1000), "kg").unwrap();
    Terms {
        title: "A plan of action".to_owned(),
        note: String::new(),
        members: vec![
            member("iran", MemberKind::Party),
            member("usa", MemberKind::Party),
            member("e3", MemberKind::Party),
            member("commission", MemberKind::Body),
            member("verifier", MemberKind::Body),
            member("council", MemberKind::Body),
        ],
        glossary: Vec::new(),
        texts: Vec::new(),
        calendar: Calendar { cut_off: Some(time(20, 0, 0, 0)), ..Calendar::plain(zone) },
        units,
        milestones: vec![
            milestone("endorsement", Anchor::On(date(2015, 7, 20).into())),
            milestone(
                "adoption",
                Anchor::OrEarlierByConsent(Box::new(after("endorsement", Length::days(90)))),
            ),
            Milestone {
                declared_by: vec![name("verifier")],
                ..milestone("implementation", Anchor::Event("the verifier reports".to_owned()))
            },
            milestone(
                "transition",
                Anchor::Earliest(vec![after("adoption", Length::years(8)), at("broader-conclusion")]),
            ),
            milestone("broader-conclusion", Anchor::Event("the verifier concludes".to_owned())),
            milestone(
                "termination",
                Anchor::Unless {
                    when: Box::new(after("adoption", Length::years(10))),
                    power: name("snap-back"),
                },
            ),
        ],
        commitments: vec![
            limit("stock", "kg", Quantity::Stock, "300", true),
            limit("level", "%", Quantity::Level, "3.67", true),
            limit("second-stock", "t", Quantity::Stock, "130", false),
            relief,
        ],
        reciprocity: vec![vec![name("stock"), name("relief")]],
        pathways: vec![Pathway {
            name: name("commission"),
            title: "Dispute ladder".to_owned(),
            rungs: vec![
                rung("commission", 15, None),
                rung("ministers", 15, None),
                rung("advisory-board", 15, Some("ministers")),
                rung("opinion", 5, None),
            ],
            at_the_end: "cease performing, and notify the council".to_owned(),
        }],
        powers: vec![Power {
            name: name("snap-back"),
            title: "Return of the measures".to_owned(),
            clause: String::new(),
            kind: PowerKind::SnapBack,
            holders: vec![name("usa"), name("e3")],
            after_pathway: None,
            after: Vec::new(),
            from: None,
            until: Some(after("adoption", Length::years(10))),
            vote: Some(ReverseVote {
                body: name("council"),
                question: "to continue the relief".to_owned(),
                within: Length::days(30),
                on_silence: Silence::TakesEffect,
            }),
            effects: vec![Effect::Terminates(vec![name("relief")])],
        }],
    }
}

fn known(day: Date) -> jiff::Timestamp {
    day.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp()
}

fn declares(id: &str, by: &str, day: Date, declaration: Declaration) -> Entry {
    Entry {
        id: name(id),
        known: known(day),
        at: day.into(),
        by: name(by),
        body: Body::Declared(declaration),
        source: String::new(),
        note: String::new(),
        attachments: Vec::new(),
    }
}

fn observes(id: &str, commitment: &str, day: Date, value: &str, unit: &str) -> Entry {
    Entry {
        body: Body::Observed(Observation {
            commitment: name(commitment),
            value: value.parse().unwrap(),
            unit: Some(unit.to_owned()),
            uncertainty: None,
            period: None,
        }),
        ..declares(id, "verifier", day, Declaration::States)
    }
}

fn journal() -> Vec<Entry> {
    vec![
        declares(
            "implementation",
            "verifier",
            date(2016, 1, 16),
            Declaration::Reaches { milestone: name("implementation") },
        ),
        observes("o1", "second-stock", date(2016, 2, 17), "130.9", "t"),
        observes("o2", "second-stock", date(2016, 2, 24), "129", "t"),
        observes("o3", "second-stock", date(2016, 11, 8), "130100", "kg"),
        declares("leaves", "usa", date(2018, 5, 8), Declaration::Leaves),
        observes("o4", "stock", date(2019, 5, 20), "174.1", "kg"),
        observes("o5", "second-stock", date(2019, 5, 20), "125.2", "t"),
        observes("o6", "stock", date(2019, 7, 1), "300.1", "kg"),
        observes("o7", "level", date(2019, 7, 8), "4.5", "%"),
        declares(
            "referral",
            "e3",
            date(2020, 1, 14),
            Declaration::Refers { commitment: name("stock"), pathway: name("commission") },
        ),
        declares(
            "extended",
            "commission",
            date(2020, 1, 24),
            Declaration::Extends {
                of: name("referral"),
                rung: Some(name("commission")),
                by: Length::years(6),
            },
        ),
        declares("notified", "e3", date(2025, 8, 28), Declaration::Exerts { power: name("snap-back") }),
        declares(
            "rejected",
            "council",
            date(2025, 9, 19),
            Declaration::Votes { exertion: name("notified"), adopted: false },
        ),
        declares("disputed", "iran", date(2025, 9, 27), Declaration::Disputes { entry: name("notified") }),
    ]
}

fn ledger(journal: &[Entry]) -> Ledger {
    let accord = Arc::new(Accord::new(terms()).unwrap_or_else(|flaws| panic!("{flaws:#?}")));
    let mut ledger = Ledger::new(accord);
    for entry in journal {
        ledger.add(entry.clone()).unwrap_or_else(|error| panic!("{}: {error}", entry.id));
    }
    ledger
}

fn state(ledger: &mut Ledger, commitment: &str, on: Date) -> State {
    let at = ledger.accord().commitment(commitment).unwrap();
    ledger.status(on).commitments[at].state
}

#[test]
fn milestones_are_on_their_days() {
    let mut ledger = ledger(&journal());
    let status = ledger.status(date(2024, 1, 1));
    let day =
        |text: &str| status.milestones[ledger.accord().milestone(text).unwrap()].day.map(|day| day.date);
    assert_eq!(day("adoption"), Some(date(2015, 10, 18)));
    assert_eq!(day("implementation"), Some(date(2016, 1, 16)));
    assert_eq!(day("transition"), Some(date(2023, 10, 18)));
    assert_eq!(day("termination"), Some(date(2025, 10, 18)));
    assert_eq!(day("broader-conclusion"), None);
}

#[test]
fn exceeded_and_cured_is_not_never_exceeded() {
    let mut ledger = ledger(&journal());
    let at = ledger.accord().commitment("second-stock").unwrap();
    let status = ledger.status(date(2016, 3, 1)).commitments[at].clone();
    assert_eq!(status.state, State::InEffect);
    assert_eq!(status.breaches.len(), 1, "it stays on record");
    assert_eq!(status.breaches[0].verdict, Verdict::Soft, "a soft limit never violates by itself");
    let calendar = ledger.accord().calendar();
    let ends = |when: Option<jiff::Timestamp>| when.map(|when| calendar.date(when));
    assert_eq!(ends(Some(status.breaches[0].from)), Some(date(2016, 2, 17)));
    assert_eq!(ends(status.breaches[0].until), Some(date(2016, 2, 24)));
    // 130,100 kg are 130.1 t.
    let later = ledger.status(date(2016, 11, 8)).commitments[at].clone();
    assert_eq!(later.breaches[1].worst, Some("0.1".parse().unwrap()));
    assert!(later.is_exceeded());
    assert_eq!(later.state, State::InEffect);
}

#[test]
fn hard_limits_are_violated_and_stay_so() {
    let mut ledger = ledger(&journal());
    assert_eq!(state(&mut ledger, "stock", date(2015, 12, 1)), State::Created);
    assert_eq!(state(&mut ledger, "stock", date(2019, 6, 30)), State::InEffect);
    for day in [date(2019, 7, 1), date(2019, 12, 31), date(2024, 2, 29)] {
        assert_eq!(state(&mut ledger, "stock", day), State::Violated, "{day}");
    }
    assert_eq!(state(&mut ledger, "level", date(2019, 7, 7)), State::InEffect);
    assert_eq!(state(&mut ledger, "level", date(2019, 7, 8)), State::Violated);
    // What was known before the report is given back.
    let at = ledger.accord().commitment("stock").unwrap();
    let before = ledger.status_as_known(date(2019, 7, 5), date(2019, 6, 29));
    assert_eq!(before.commitments[at].state, State::InEffect);
}

#[test]
fn who_leaves_without_a_clause_is_bound_but_to_itself() {
    let mut ledger = ledger(&journal());
    assert_eq!(state(&mut ledger, "relief", date(2018, 6, 1)), State::InEffect);
    let held = ledger.status(date(2018, 6, 1)).held;
    let relief = ledger.accord().commitment("relief").unwrap();
    assert_eq!(held.len(), 1);
    assert_eq!(&*held[0].by, "usa");
    assert_eq!(held[0].commitments, [(relief, State::Terminated)]);
}

#[test]
fn a_power_takes_effect_on_silence() {
    let mut ledger = ledger(&journal());
    let exertion = |ledger: &mut Ledger, on| ledger.status(on).exertions[0].clone();
    let pending = exertion(&mut ledger, date(2025, 9, 26));
    assert_eq!(pending.standing, PowerStanding::Pending);
    assert_eq!(pending.vote_by, Some(Moment { date: date(2025, 9, 27), time: Some(time(20, 0, 0, 0)) }));
    let works = exertion(&mut ledger, date(2025, 9, 27));
    assert_eq!(works.standing, PowerStanding::InEffect);
    let calendar = ledger.accord().calendar();
    let since = calendar.begins(works.takes_effect.unwrap());
    assert_eq!(since, "2025-09-28T00:00:00Z".parse().unwrap());
    assert_eq!(state(&mut ledger, "relief", date(2025, 9, 26)), State::InEffect);
    assert_eq!(state(&mut ledger, "relief", date(2025, 9, 27)), State::Terminated);
}

#[test]
fn statuses_are_held_apart() {
    let mut ledger = ledger(&journal());
    let status = ledger.status(date(2025, 10, 18));
    let termination = ledger.accord().milestone("termination").unwrap();
    assert_eq!(status.milestones[termination].day, None, "the measures had returned before");
    let iran = status.held.iter().find(|held| &*held.by == "iran").unwrap();
    assert_eq!(iran.milestones, [(termination, Some(date(2025, 10, 18).into()))]);
    let relief = ledger.accord().commitment("relief").unwrap();
    assert!(iran.commitments.contains(&(relief, State::InEffect)), "{iran:?}");
}

#[test]
fn a_ladder_takes_its_days() {
    let short: Vec<Entry> = journal().into_iter().filter(|entry| &*entry.id != "extended").collect();
    let mut ledger = ledger(&short);
    let standing = |ledger: &mut Ledger, on| ledger.status(on).disputes[0].standing;
    // 15 + 15 + 5 days from 14 January: the two that run beside each other take fifteen together.
    assert_eq!(standing(&mut ledger, date(2020, 2, 17)), Standing::Open);
    assert_eq!(standing(&mut ledger, date(2020, 2, 18)), Standing::Exhausted(date(2020, 2, 18).into()));
}

#[test]
fn extensions_hold_the_clock() {
    let mut ledger = ledger(&journal());
    let dispute = ledger.status(date(2020, 12, 31)).disputes[0].clone();
    assert_eq!(dispute.standing, Standing::Open);
    assert_eq!(dispute.rungs.len(), 1);
    assert_eq!(dispute.rungs[0].deadline, Moment::from(date(2026, 1, 29)));
}

#[test]
fn the_order_of_arrival_makes_no_difference() {
    let in_order = journal();
    let mut expected = ledger(&in_order);
    // Observations first or last: those that name entries stay behind them.
    let (observed, declared): (Vec<Entry>, Vec<Entry>) =
        in_order.into_iter().partition(|entry| matches!(entry.body, Body::Observed(_)));
    let mut backwards = observed.clone();
    backwards.reverse();
    let mut one = ledger(&[declared.clone(), backwards].concat());
    let mut other = ledger(&[observed, declared].concat());
    for day in [date(2016, 2, 20), date(2019, 7, 9), date(2025, 9, 27), date(2025, 10, 18), date(2031, 2, 1)]
    {
        let status = expected.status(day);
        assert_eq!(status, one.status(day), "{day}");
        assert_eq!(status, other.status(day), "{day}");
    }
}

#[test]
fn flaws_are_told_all_at_once() {
    let mut wrong = terms();
    wrong.commitments[0].obligors = vec![name("irn")];
    wrong.commitments[1].measure.as_mut().unwrap().unit.clear();
    wrong.pathways[0].rungs[1].within = Length::default();
    let flaws = Accord::new(wrong).unwrap_err();
    let said: Vec<String> = flaws.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 3, "{said:?}");
    assert_eq!(said[0], "there is no member `irn`");
    assert_eq!(said[1], "the limit has no unit");
    assert!(said[2].starts_with("`ministers` has no time"), "{said:?}");

    let mut circle = terms();
    circle.milestones[0].when = after("termination", Length::days(1));
    let flaws = Accord::new(circle).unwrap_err();
    assert!(flaws[0].what.contains("in a circle"), "{flaws:?}");

    let mut late = terms();
    late.commitments[0].trigger = Trigger::From(Anchor::On(date(2020, 1, 1).into()));
    late.commitments[0].sunset.as_mut().unwrap().at = Anchor::On(date(2019, 1, 1).into());
    let flaws = Accord::new(late).unwrap_err();
    assert_eq!(flaws[0].what, "its sunset, 2019-01-01, is not after its start, 2020-01-01");
}

/// 15 + 15 + 5 days up the ladder, and 30 for the vote: 65 at least.
#[test]
fn from_referral_to_return_takes_sixty_five_days() {
    let mut accord = terms();
    accord.powers[0].after_pathway = Some(name("commission"));
    let referral = date(2020, 1, 14);
    let notifies = |id: &str, day| declares(id, "e3", day, Declaration::Exerts { power: name("snap-back") });
    let mut ledger = Ledger::new(Arc::new(Accord::new(accord).unwrap()));
    let refers = Declaration::Refers { commitment: name("stock"), pathway: name("commission") };
    for entry in [
        declares("referral", "e3", referral, refers),
        notifies("early", date(2020, 2, 17)),
        notifies("notified", date(2020, 2, 18)),
    ] {
        ledger.add(entry).unwrap();
    }
    // The thirty-fifth day is enough, on that day and seen from later.
    let on_the_day = ledger.status(date(2020, 2, 18));
    assert_eq!(on_the_day.exertions[1].standing, PowerStanding::Pending);
    let status = ledger.status(date(2020, 3, 19));
    assert!(matches!(status.exertions[0].standing, PowerStanding::Unfounded(_)), "{:?}", status.exertions[0]);
    let vote_by = status.exertions[1].vote_by.unwrap().date;
    assert_eq!((vote_by - referral).get_days(), 65);
}

/// Every day from the end of the talks to the last of the record.
#[test]
fn day_by_day_each_change_is_on_its_day() {
    let mut ledger = ledger(&journal());
    let mut changes = Vec::new();
    let mut before: Option<Vec<State>> = None;
    let mut day = date(2015, 7, 14);
    while day <= date(2025, 10, 18) {
        let states: Vec<State> = ledger.status(day).commitments.iter().map(|each| each.state).collect();
        for (at, state) in states.iter().enumerate() {
            if before.as_ref().is_some_and(|before| before[at] != *state) {
                let name = &ledger.accord().terms().commitments[at].name;
                changes.push(format!("{day} {name} {}", state.word()));
            }
        }
        before = Some(states);
        day = day.tomorrow().unwrap();
    }
    assert_eq!(
        changes,
        [
            "2016-01-16 stock in_effect",
            "2016-01-16 level in_effect",
            "2016-01-16 second-stock in_effect",
            "2016-01-16 relief in_effect",
            "2019-07-01 stock violated",
            "2019-07-08 level violated",
            "2025-09-27 relief terminated",
        ]
    );
}
