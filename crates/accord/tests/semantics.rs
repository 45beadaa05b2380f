//! What must come out right of commitments, one rule of the model to a test.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod plain;

use jiff::civil::{Date, date};
use plain::{
    at, dec, declares, ledger, limit, milestone, name, observes, on, owed, performs, power, state, terms,
    with,
};
use wasit_accord::{
    Act, Anchor, Breach, BreachRule, Commitment, Cure, CureFrom, Declaration, Effect, Entry, EntryError,
    Length, Limit, Measure, Modality, Operator, Per, Power, PowerKind, Precondition, Quantity, Record,
    Recurrence, State, Sunset, SunsetEffect, Terms, Trigger, Verdict,
};

const START: Date = date(2020, 1, 1);

fn measured(commitment: Commitment, change: impl FnOnce(&mut Measure)) -> Commitment {
    let mut commitment = commitment;
    change(commitment.measure.as_mut().unwrap());
    commitment
}

fn cured(within: Length, from: CureFrom) -> Breach {
    Breach { cure: Some(Cure { within, from, extension: Some(Length::days(10)) }), ..Breach::default() }
}

fn until(day: Date, effect: SunsetEffect) -> Option<Sunset> {
    Some(Sunset { at: on(day), effect })
}

#[test]
fn on_the_limit_complies_and_tolerance_counts() {
    let stock = measured(limit("stock", "0.3", START), |measure| measure.tolerance = dec("0.05"));
    for (value, expect) in
        [("0.3", State::InEffect), ("0.35", State::InEffect), ("0.350001", State::Violated)]
    {
        let mut ledger = with(terms(vec![stock.clone()]), &[observes("o", "stock", START, value)]);
        assert_eq!(state(&mut ledger, "stock", START), expect, "{value}");
    }
}

#[test]
fn units_convert_or_are_refused() {
    let mut ledger = ledger(terms(vec![limit("stock", "300", START)]));
    let seen = |id: &str, unit: &str| {
        let mut entry = observes(id, "stock", START, "0.3");
        let wasit_accord::Body::Observed(observation) = &mut entry.body else { unreachable!() };
        observation.unit = Some(unit.to_owned());
        entry
    };
    ledger.add(seen("tonnes", "t")).unwrap();
    assert_eq!(at(&mut ledger, "stock", START).amount, Some(dec("300")));
    assert_eq!(state(&mut ledger, "stock", START), State::InEffect);
    assert!(matches!(ledger.add(seen("litres", "L")), Err(EntryError::Unit(_))));
    assert_eq!(ledger.len(), 1, "what is refused is not taken in");
    let mut large = observes("large", "stock", START, "1");
    let wasit_accord::Body::Observed(observation) = &mut large.body else { unreachable!() };
    observation.value = rust_decimal::Decimal::MAX;
    assert!(matches!(ledger.add(large), Err(EntryError::Misfit { .. })));
}

#[test]
fn exceeded_then_cured_is_not_never_exceeded() {
    let stock =
        Commitment { breach: cured(Length::days(7), CureFrom::Breach), ..limit("stock", "300", START) };
    let over = observes("over", "stock", date(2020, 2, 1), "301");
    let mut ledger = with(terms(vec![stock]), &[over]);
    assert_eq!(at(&mut ledger, "stock", date(2020, 1, 31)).record(), Record::Clean);
    // Seven days after 1 February is 8 February, to its end.
    assert_eq!(state(&mut ledger, "stock", date(2020, 2, 8)), State::InEffect);
    assert_eq!(state(&mut ledger, "stock", date(2020, 2, 9)), State::Violated);
    ledger.add(observes("under", "stock", date(2020, 2, 8), "300")).unwrap();
    let status = at(&mut ledger, "stock", date(2020, 2, 8));
    assert_eq!((status.state, status.record()), (State::InEffect, Record::Breached));
    assert_eq!(status.breaches[0].verdict, Verdict::Cured);
    assert_eq!(status.breaches[0].ended_by.as_deref(), Some("under"));
    // One day later would have been too late, and stays on record when it is over.
    let late = [
        observes("over", "stock", date(2020, 2, 1), "301"),
        observes("under", "stock", date(2020, 2, 9), "300"),
    ];
    let stock =
        Commitment { breach: cured(Length::days(7), CureFrom::Breach), ..limit("stock", "300", START) };
    let mut ledger = with(terms(vec![stock]), &late);
    assert_eq!(at(&mut ledger, "stock", date(2020, 3, 1)).record(), Record::Violated);
}

#[test]
fn a_cure_runs_from_notice_and_is_extended_no_further_than_said() {
    let stock =
        Commitment { breach: cured(Length::days(7), CureFrom::Notice), ..limit("stock", "300", START) };
    let mut ledger = with(terms(vec![stock]), &[observes("over", "stock", date(2020, 2, 1), "301")]);
    assert_eq!(at(&mut ledger, "stock", date(2020, 6, 1)).breaches[0].verdict, Verdict::WaitsForNotice);
    let alleges = Declaration::Alleges { commitment: name("stock") };
    // Who owes it gives no notice of its own breach.
    ledger.add(declares("own", "a", date(2020, 2, 2), alleges.clone())).unwrap();
    assert_eq!(at(&mut ledger, "stock", date(2020, 6, 1)).breaches[0].verdict, Verdict::WaitsForNotice);
    ledger.add(declares("notice", "b", date(2020, 3, 1), alleges)).unwrap();
    assert_eq!(state(&mut ledger, "stock", date(2020, 3, 8)), State::InEffect);
    assert_eq!(state(&mut ledger, "stock", date(2020, 3, 9)), State::Violated);
    let longer = Declaration::Extends { of: name("stock"), rung: None, by: Length::days(100) };
    ledger.add(declares("longer", "b", date(2020, 3, 8), longer)).unwrap();
    // 8 March and ten days.
    assert_eq!(at(&mut ledger, "stock", date(2020, 3, 17)).cure_until(), Some(date(2020, 3, 18).into()));
    assert_eq!(state(&mut ledger, "stock", date(2020, 3, 19)), State::Violated);
}

#[test]
fn a_soft_limit_never_violates_by_itself() {
    let soft = measured(limit("stock", "300", START), |measure| measure.hard = false);
    let mut ledger = with(terms(vec![soft]), &[observes("over", "stock", date(2020, 2, 1), "900")]);
    let status = at(&mut ledger, "stock", date(2029, 1, 1));
    assert_eq!((status.state, status.record()), (State::InEffect, Record::Soft));
    assert!(status.is_exceeded());
}

#[test]
fn what_may_be_done_is_never_violated() {
    let may = Commitment { modality: Modality::May, ..limit("stock", "300", START) };
    let mut ledger = with(terms(vec![may]), &[observes("over", "stock", date(2020, 2, 1), "900")]);
    assert_eq!(state(&mut ledger, "stock", date(2020, 3, 1)), State::InEffect);
}

fn suspending(commitments: Vec<Commitment>) -> Terms {
    let names = commitments.iter().map(|each| each.name.clone()).collect();
    Terms {
        powers: vec![power("suspend", PowerKind::Suspend, Effect::Suspends(names))],
        ..terms(commitments)
    }
}

fn rest(from: Date, to: Date) -> [Entry; 2] {
    [
        declares("rests", "b", from, Declaration::Exerts { power: name("suspend") }),
        declares("goes-on", "b", to, Declaration::Resumes { exertion: name("rests") }),
    ]
}

#[test]
fn suspension_does_not_violate_for_its_time() {
    let payment = Commitment { within: Some(Length::days(30)), ..owed("payment", Act::Pay, START) };
    let accord = suspending(vec![limit("stock", "300", START), payment]);
    let mut ledger = with(accord, &rest(date(2020, 1, 11), date(2020, 3, 1)));
    ledger.add(observes("over", "stock", date(2020, 2, 1), "301")).unwrap();
    assert_eq!(state(&mut ledger, "stock", date(2020, 2, 15)), State::Suspended);
    assert_eq!(at(&mut ledger, "stock", date(2020, 2, 29)).breaches, []);
    // What is still too much when it goes on is a breach from then on.
    let after = at(&mut ledger, "stock", date(2020, 3, 1));
    assert_eq!(after.state, State::Violated);
    assert_eq!(after.breaches[0].from, "2020-03-01T00:00:00Z".parse().unwrap());
    // Of thirty days ten had passed: twenty are left, from 1 March.
    assert_eq!(state(&mut ledger, "payment", date(2020, 2, 15)), State::Suspended);
    assert_eq!(at(&mut ledger, "payment", date(2020, 3, 2)).duties[0].due, Some(date(2020, 3, 21).into()));
    assert_eq!(state(&mut ledger, "payment", date(2020, 3, 21)), State::InEffect);
    assert_eq!(state(&mut ledger, "payment", date(2020, 3, 22)), State::Violated);
}

#[test]
fn a_cure_does_not_run_while_the_commitment_rests() {
    let report = Commitment {
        within: Some(Length::days(9)),
        breach: cured(Length::days(10), CureFrom::Breach),
        ..owed("report", Act::Report, START)
    };
    // Due on 10 January, late from the 11th, to be mended until the 21st; five days of that pass before it rests.
    let mut ledger = with(suspending(vec![report]), &rest(date(2020, 1, 16), date(2020, 3, 1)));
    assert_eq!(at(&mut ledger, "report", date(2020, 2, 1)).breaches[0].verdict, Verdict::Interrupted);
    assert_eq!(at(&mut ledger, "report", date(2020, 3, 1)).cure_until(), Some(date(2020, 3, 6).into()));
    assert_eq!(state(&mut ledger, "report", date(2020, 3, 6)), State::InEffect);
    assert_eq!(state(&mut ledger, "report", date(2020, 3, 7)), State::Violated);
}

#[test]
fn rests_that_lie_over_each_other_put_off_once() {
    let payment = Commitment { within: Some(Length::days(30)), ..owed("payment", Act::Pay, START) };
    let mut accord = suspending(vec![payment]);
    accord.powers.push(Power { name: name("other"), ..accord.powers[0].clone() });
    let [rests, goes_on] = rest(date(2020, 1, 11), date(2020, 2, 1));
    let more = [
        declares("more", "b", date(2020, 1, 21), Declaration::Exerts { power: name("other") }),
        declares("on", "b", date(2020, 2, 11), Declaration::Resumes { exertion: name("more") }),
    ];
    let mut ledger = with(accord, &[vec![rests, goes_on], more.to_vec()].concat());
    // Twenty days were left, and both have ended on 11 February.
    assert_eq!(at(&mut ledger, "payment", date(2020, 2, 12)).duties[0].due, Some(date(2020, 3, 2).into()));
}

#[test]
fn what_recurs_while_it_rests_is_not_owed_and_later_days_stay() {
    let monthly = Commitment {
        every: Some(Recurrence::Every(Length::months(1))),
        within: Some(Length::days(9)),
        ..owed("report", Act::Report, START)
    };
    let mut ledger = with(suspending(vec![monthly]), &rest(date(2020, 1, 20), date(2020, 4, 15)));
    ledger.add(performs("first", "report", date(2020, 1, 5), None)).unwrap();
    let status = at(&mut ledger, "report", date(2020, 4, 30));
    assert_eq!(status.state, State::InEffect);
    let dues: Vec<_> = status.duties.iter().map(|duty| duty.due.unwrap().date).collect();
    assert_eq!(dues, [date(2020, 1, 10), date(2020, 5, 10)]);
    assert_eq!(state(&mut ledger, "report", date(2020, 5, 11)), State::Violated);
}

#[test]
fn a_missed_deadline_is_found_by_the_clock_alone_and_late_is_late() {
    let payment = Commitment { due: Some(on(date(2020, 6, 1))), ..owed("payment", Act::Pay, START) };
    let mut ledger = ledger(terms(vec![payment]));
    assert_eq!(state(&mut ledger, "payment", date(2020, 5, 31)), State::InEffect);
    // The day is over at its end.
    assert_eq!(state(&mut ledger, "payment", date(2020, 6, 1)), State::InEffect);
    assert_eq!(state(&mut ledger, "payment", date(2020, 6, 2)), State::Violated);
    assert_eq!(state(&mut ledger, "payment", date(2035, 6, 2)), State::Violated);
    ledger.add(performs("paid", "payment", date(2020, 6, 4), None)).unwrap();
    let status = at(&mut ledger, "payment", date(2020, 7, 1));
    assert_eq!(status.state, State::Fulfilled);
    assert_eq!(status.duties[0].late, Some(3));
    assert_eq!(status.record(), Record::Violated);
}

#[test]
fn what_is_done_once_may_be_done_early() {
    let payment =
        Commitment { due: Some(on(date(2020, 6, 1))), ..owed("payment", Act::Pay, date(2020, 5, 1)) };
    let mut ledger = with(terms(vec![payment]), &[performs("paid", "payment", date(2020, 4, 1), None)]);
    let status = at(&mut ledger, "payment", date(2020, 7, 1));
    assert_eq!((status.state, status.duties[0].late), (State::Fulfilled, None));
}

#[test]
fn part_is_not_all_and_more_than_exactly_is_not_it() {
    let kg = |text: &str, operator| {
        let delivery = Commitment { due: Some(on(date(2020, 6, 1))), ..owed(text, Act::Deliver, START) };
        let measure = limit("", "100", START).measure.map(|measure| Measure { operator, ..measure });
        Commitment { measure, ..delivery }
    };
    let accord = terms(vec![kg("least", Operator::AtLeast), kg("exact", Operator::Exactly)]);
    let seen = |id: &str, day, value| {
        [observes(&format!("{id}-l"), "least", day, value), observes(&format!("{id}-e"), "exact", day, value)]
    };
    let mut ledger = with(accord, &seen("one", date(2020, 5, 1), "60"));
    assert_eq!(state(&mut ledger, "least", date(2020, 6, 2)), State::Violated);
    for entry in seen("two", date(2020, 5, 2), "50") {
        ledger.add(entry).unwrap();
    }
    assert_eq!(state(&mut ledger, "least", date(2020, 6, 2)), State::Fulfilled);
    assert_eq!(state(&mut ledger, "exact", date(2020, 6, 2)), State::Violated);
}

#[test]
fn a_breach_that_stands_at_the_sunset_stands_until_it_is_seen_to_be_over() {
    let stock = Commitment {
        sunset: until(date(2020, 3, 1), SunsetEffect::KeepsWhatWasDue),
        ..limit("stock", "300", START)
    };
    let mut ledger = with(terms(vec![stock]), &[observes("over", "stock", date(2020, 2, 1), "301")]);
    assert_eq!(state(&mut ledger, "stock", date(2020, 4, 1)), State::Violated);
    ledger.add(observes("under", "stock", date(2020, 4, 2), "200")).unwrap();
    assert_eq!(state(&mut ledger, "stock", date(2020, 4, 2)), State::Fulfilled);
    // A new excess after the sunset is none.
    ledger.add(observes("again", "stock", date(2020, 4, 3), "900")).unwrap();
    assert_eq!(at(&mut ledger, "stock", date(2020, 4, 3)).breaches.len(), 1);
}

#[test]
fn an_end_before_the_beginning_discharges() {
    let waits = milestone("event", Anchor::Event("it happens".to_owned()));
    let stock = Commitment {
        trigger: Trigger::From(Anchor::At(name("event"))),
        sunset: until(date(2021, 1, 1), SunsetEffect::KeepsWhatWasDue),
        ..limit("stock", "300", START)
    };
    let mut ledger = ledger(Terms { milestones: vec![waits], ..terms(vec![stock]) });
    assert_eq!(state(&mut ledger, "stock", date(2020, 12, 31)), State::Created);
    assert_eq!(state(&mut ledger, "stock", date(2021, 1, 1)), State::Discharged);
}

#[test]
fn steps_change_the_limit_by_the_clock_alone() {
    let stock = measured(limit("stock", "300", START), |measure| {
        measure.limits.push(Limit { from: Some(on(date(2021, 1, 1))), value: dec("200") });
    });
    let mut ledger = with(terms(vec![stock]), &[observes("o", "stock", date(2020, 2, 1), "250")]);
    assert_eq!(state(&mut ledger, "stock", date(2020, 12, 31)), State::InEffect);
    let status = at(&mut ledger, "stock", date(2021, 1, 1));
    assert_eq!((status.state, status.limit), (State::Violated, Some(dec("200"))));
    assert_eq!(status.breaches[0].shown_by, None);
}

#[test]
fn a_step_is_that_of_the_period_however_late_it_is_paid() {
    let wage = Commitment {
        every: Some(Recurrence::Every(Length::months(1))),
        within: Some(Length::days(5)),
        measure: limit("", "100", START).measure.map(|measure| Measure {
            operator: Operator::AtLeast,
            limits: vec![
                Limit { from: None, value: dec("100") },
                Limit { from: Some(on(date(2020, 2, 1))), value: dec("110") },
            ],
            ..measure
        }),
        ..owed("wage", Act::Pay, START)
    };
    let mut ledger = with(terms(vec![wage]), &[observes("january", "wage", date(2020, 2, 3), "100")]);
    let duties = at(&mut ledger, "wage", date(2020, 2, 4)).duties;
    assert_eq!(duties[0].done.as_ref().map(|(_, by)| &**by), Some("january"));
    ledger.add(observes("february", "wage", date(2020, 2, 5), "100")).unwrap();
    assert_eq!(at(&mut ledger, "wage", date(2020, 2, 5)).duties[1].done, None);
    ledger.add(observes("rest", "wage", date(2020, 2, 5), "10")).unwrap();
    assert!(at(&mut ledger, "wage", date(2020, 2, 5)).duties[1].done.is_some());
}

#[test]
fn flows_add_up_within_their_period() {
    let monthly =
        measured(limit("flow", "100", START), |measure| measure.quantity = Quantity::Flow(Per::Month));
    let journal = [
        observes("one", "flow", date(2020, 1, 10), "60"),
        observes("two", "flow", date(2020, 1, 20), "41"),
        observes("three", "flow", date(2020, 2, 1), "60"),
    ];
    let mut ledger = with(terms(vec![monthly]), &journal);
    assert_eq!(state(&mut ledger, "flow", date(2020, 1, 19)), State::InEffect);
    let over = at(&mut ledger, "flow", date(2020, 1, 20));
    assert_eq!((over.state, over.amount), (State::Violated, Some(dec("101"))));
    let next = at(&mut ledger, "flow", date(2020, 2, 1));
    assert_eq!(
        (next.state, next.amount, next.record()),
        (State::InEffect, Some(dec("60")), Record::Violated)
    );
}

#[test]
fn what_recurs_is_due_each_time() {
    let monthly = Commitment {
        every: Some(Recurrence::Rule("FREQ=MONTHLY".to_owned())),
        within: Some(Length::days(9)),
        ..owed("report", Act::Report, START)
    };
    let journal = [performs("march", "report", date(2020, 3, 2), Some(date(2020, 3, 2)))];
    let mut ledger = with(terms(vec![monthly]), &journal);
    let status = at(&mut ledger, "report", date(2020, 3, 20));
    let done: Vec<bool> = status.duties.iter().map(|duty| duty.done.is_some()).collect();
    assert_eq!(done, [false, false, true, false]);
    assert_eq!((status.state, status.breaches.len()), (State::Violated, 2));
    // The first day counts or not: the days of a recurrence are the same.
    let mut accord = terms(vec![Commitment {
        every: Some(Recurrence::Every(Length::days(7))),
        within: Some(Length::days(7)),
        ..owed("report", Act::Report, START)
    }]);
    accord.calendar.first_day_counts = true;
    let duties = at(&mut ledger_of(accord), "report", date(2020, 1, 15)).duties;
    let days: Vec<_> = duties.iter().map(|duty| duty.period.unwrap().day()).collect();
    assert_eq!(days, [1, 8, 15, 22]);
    assert_eq!(duties[0].due, Some(date(2020, 1, 7).into()));
}

fn ledger_of(terms: Terms) -> wasit_accord::Ledger {
    ledger(terms)
}

#[test]
fn what_is_asked_for_is_due_each_time() {
    let access = Commitment {
        trigger: Trigger::Each { event: "access is asked for".to_owned(), from: on(START) },
        within: Some(Length::days(24)),
        ..owed("access", Act::GrantAccess, START)
    };
    let asks =
        |id: &str, day| declares(id, "body", day, Declaration::Requests { commitment: name("access") });
    let mut ledger =
        with(terms(vec![access]), &[asks("one", date(2020, 2, 1)), asks("two", date(2020, 3, 1))]);
    assert_eq!(state(&mut ledger, "access", date(2020, 2, 25)), State::InEffect);
    assert_eq!(state(&mut ledger, "access", date(2020, 2, 26)), State::Violated);
    ledger.add(performs("let-in", "access", date(2020, 2, 27), None)).unwrap();
    assert_eq!(state(&mut ledger, "access", date(2020, 3, 2)), State::InEffect);
    assert_eq!(state(&mut ledger, "access", date(2020, 3, 26)), State::Violated);
}

#[test]
fn reciprocal_commitments_start_together() {
    let waits = milestone("report", Anchor::Event("the verifier reports".to_owned()));
    let relief = Commitment {
        trigger: Trigger::From(Anchor::At(name("report"))),
        within: Some(Length::days(1)),
        ..owed("relief", Act::Relieve, START)
    };
    let mut ledger = ledger(Terms {
        milestones: vec![waits],
        reciprocity: vec![vec![name("stock"), name("relief")]],
        ..terms(vec![limit("stock", "300", START), relief])
    });
    assert_eq!(state(&mut ledger, "stock", date(2021, 1, 1)), State::Created);
    let reaches = Declaration::Reaches { milestone: name("report") };
    ledger.add(declares("reported", "body", date(2021, 2, 1), reaches)).unwrap();
    assert_eq!(state(&mut ledger, "stock", date(2021, 1, 31)), State::Created);
    assert_eq!(state(&mut ledger, "stock", date(2021, 2, 1)), State::InEffect);
    assert_eq!(
        at(&mut ledger, "relief", date(2021, 2, 1)).from,
        at(&mut ledger, "stock", date(2021, 2, 1)).from
    );
}

#[test]
fn nothing_is_due_before_its_preconditions() {
    let first = Commitment { within: Some(Length::days(900)), ..owed("first", Act::Deliver, START) };
    let second = Commitment {
        preconditions: vec![Precondition::Kept(name("first"))],
        within: Some(Length::days(10)),
        ..owed("second", Act::Pay, START)
    };
    let mut ledger = ledger(terms(vec![first, second]));
    assert_eq!(state(&mut ledger, "second", date(2021, 1, 1)), State::Created);
    ledger.add(performs("done", "first", date(2021, 2, 1), None)).unwrap();
    assert_eq!(state(&mut ledger, "second", date(2021, 2, 11)), State::InEffect);
    assert_eq!(state(&mut ledger, "second", date(2021, 2, 12)), State::Violated);
}

#[test]
fn breaches_are_counted_and_found_to_be_material() {
    let times =
        Breach { rule: BreachRule::Times { times: 2, within: Length::days(30) }, ..Breach::default() };
    let mut ledger = ledger(terms(vec![
        Commitment { breach: times, ..limit("twice", "300", START) },
        Commitment {
            breach: Breach { rule: BreachRule::Material, ..Breach::default() },
            ..limit("material", "300", START)
        },
    ]));
    let see = |ledger: &mut wasit_accord::Ledger, day, value: &str| {
        for commitment in ["twice", "material"] {
            ledger.add(observes(&format!("{commitment}-{day}"), commitment, day, value)).unwrap();
        }
    };
    see(&mut ledger, date(2020, 2, 1), "301");
    see(&mut ledger, date(2020, 2, 2), "300");
    see(&mut ledger, date(2020, 3, 20), "301");
    assert_eq!(at(&mut ledger, "twice", date(2020, 3, 20)).breaches[1].verdict, Verdict::BelowTheRule);
    see(&mut ledger, date(2020, 3, 21), "300");
    see(&mut ledger, date(2020, 3, 30), "301");
    assert_eq!(state(&mut ledger, "twice", date(2020, 3, 30)), State::Violated);
    assert_eq!(state(&mut ledger, "material", date(2020, 3, 30)), State::InEffect);
    let finds = |material| Declaration::Finds { commitment: name("material"), material };
    ledger.add(declares("found", "body", date(2020, 4, 1), finds(true))).unwrap();
    let status = at(&mut ledger, "material", date(2020, 4, 1));
    assert_eq!(status.state, State::Violated);
    assert_eq!(status.breaches[0].verdict, Verdict::BelowTheRule, "it was found of the last one");
    ledger.add(declares("on-appeal", "body", date(2020, 5, 1), finds(false))).unwrap();
    assert_eq!(state(&mut ledger, "material", date(2020, 5, 1)), State::InEffect);
}

#[test]
fn what_is_seen_on_the_day_of_a_step_is_held_against_that_step() {
    let stock = measured(limit("stock", "300", START), |measure| {
        measure.limits.push(Limit { from: Some(on(date(2021, 1, 1))), value: dec("200") });
    });
    let journal = [
        observes("before", "stock", date(2020, 12, 31), "250"),
        observes("then", "stock", date(2021, 1, 1), "200"),
    ];
    let mut ledger = with(terms(vec![stock]), &journal);
    assert_eq!(at(&mut ledger, "stock", date(2021, 1, 2)).record(), Record::Clean);
}
