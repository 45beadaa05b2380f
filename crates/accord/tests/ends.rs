//! What must come out right where a commitment ends, rests, or is done for a time of its own.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod plain;

use jiff::civil::{Date, Weekday, date};
use plain::{
    at, dec, declares, ledger, limit, milestone, name, observes, on, owed, performs, power, state, terms,
    with,
};
use wasit_accord::{
    Act, Anchor, Breach, BreachRule, Commitment, Cure, CureFrom, Declaration, Effect, Entry, EntryError,
    Length, Measure, Modality, Moment, Operator, Per, PowerKind, Quantity, Record, Recurrence, State, Sunset,
    SunsetEffect, Terms, Trigger, Verdict,
};

const START: Date = date(2020, 1, 1);

fn until(day: Date, effect: SunsetEffect) -> Option<Sunset> {
    Some(Sunset { at: on(day), effect })
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

fn flow(operator: Operator, limit_of: &str) -> Commitment {
    let commitment = limit("flow", limit_of, START);
    let measure = commitment.measure.clone().map(|measure| Measure {
        quantity: Quantity::Flow(Per::Month),
        operator,
        ..measure
    });
    Commitment { measure, ..commitment }
}

fn monthly() -> Commitment {
    Commitment {
        every: Some(Recurrence::Every(Length::months(1))),
        within: Some(Length::days(9)),
        ..owed("report", Act::Report, START)
    }
}

#[test]
fn what_fell_due_before_the_sunset_is_owed_until_it_is_done() {
    let report = |effect| Commitment { sunset: until(date(2020, 2, 5), effect), ..monthly() };
    let first = performs("first", "report", date(2020, 1, 5), None);
    let mut ledger = with(terms(vec![report(SunsetEffect::KeepsWhatWasDue)]), std::slice::from_ref(&first));
    // The report of February fell due on the 1st and has time until the 10th.
    assert_eq!(state(&mut ledger, "report", date(2020, 2, 6)), State::InEffect);
    assert_eq!(ledger.due(date(2020, 2, 6), Length::days(30)).len(), 1);
    assert_eq!(state(&mut ledger, "report", date(2020, 2, 11)), State::Violated);
    ledger.add(performs("second", "report", date(2020, 2, 8), None)).unwrap();
    assert_eq!(state(&mut ledger, "report", date(2020, 2, 11)), State::Fulfilled);
    // A sunset that ends all takes it away: it was not kept to its end, and is not violated.
    let mut ledger = with(terms(vec![report(SunsetEffect::EndsAll)]), &[first]);
    assert_eq!(state(&mut ledger, "report", date(2020, 2, 6)), State::Terminated);
    assert_eq!(state(&mut ledger, "report", date(2020, 3, 6)), State::Terminated);
}

#[test]
fn a_sunset_that_ends_all_fulfils_nothing_that_was_violated() {
    let stock =
        Commitment { sunset: until(date(2020, 3, 1), SunsetEffect::EndsAll), ..limit("stock", "300", START) };
    let mut ledger = with(terms(vec![stock]), &[observes("over", "stock", date(2020, 2, 1), "301")]);
    assert_eq!(state(&mut ledger, "stock", date(2020, 2, 29)), State::Violated);
    let after = at(&mut ledger, "stock", date(2020, 3, 1));
    assert_eq!((after.state, after.record()), (State::Terminated, Record::Violated));
}

#[test]
fn what_flows_while_it_rests_is_not_held_against_it() {
    let accord = suspending(vec![flow(Operator::AtMost, "100")]);
    let mut ledger = with(accord, &rest(date(2020, 1, 10), date(2020, 1, 20)));
    for (id, day, value) in [
        ("before", date(2020, 1, 5), "60"),
        ("rested", date(2020, 1, 15), "500"),
        ("after", date(2020, 1, 25), "40"),
    ] {
        ledger.add(observes(id, "flow", day, value)).unwrap();
    }
    let status = at(&mut ledger, "flow", date(2020, 1, 31));
    assert_eq!((status.state, status.amount), (State::InEffect, Some(dec("100"))));
    assert_eq!(status.breaches, []);
    ledger.add(observes("more", "flow", date(2020, 1, 26), "1")).unwrap();
    assert_eq!(state(&mut ledger, "flow", date(2020, 1, 31)), State::Violated);
}

#[test]
fn the_whole_of_a_period_is_not_owed_for_a_part_that_rested() {
    let accord = suspending(vec![flow(Operator::AtLeast, "100")]);
    let mut ledger = with(accord, &rest(date(2020, 1, 10), date(2020, 1, 20)));
    ledger.add(observes("one", "flow", date(2020, 1, 5), "60")).unwrap();
    // January is not held to a hundred; February, in which nothing came, is.
    assert_eq!(at(&mut ledger, "flow", date(2020, 2, 15)).breaches, []);
    let march = at(&mut ledger, "flow", date(2020, 3, 1));
    assert_eq!(march.state, State::Violated);
    assert_eq!(march.breaches[0].worst, Some(dec("100")));
}

#[test]
fn a_payment_for_a_period_is_done_on_the_day_on_which_it_is_done() {
    let measure = flow(Operator::AtLeast, "100").measure;
    let wage = Commitment {
        measure,
        every: Some(Recurrence::Every(Length::months(1))),
        within: Some(Length::days(5)),
        ..owed("wage", Act::Pay, START)
    };
    let mut paid = observes("january", "wage", date(2020, 3, 3), "100");
    let wasit_accord::Body::Observed(observation) = &mut paid.body else { unreachable!() };
    observation.period = Some(START);
    let mut ledger = with(terms(vec![wage]), &[paid]);
    let duty = at(&mut ledger, "wage", date(2020, 3, 4)).duties.swap_remove(0);
    assert_eq!(duty.late, Some(57));
    assert_eq!(duty.done.unwrap().0, "2020-03-03T00:00:00Z".parse().unwrap());
}

#[test]
fn what_is_done_for_a_period_that_rested_is_done_for_no_other() {
    let mut ledger = with(suspending(vec![monthly()]), &rest(date(2020, 2, 20), date(2020, 3, 20)));
    // March rested, February is missed: a report on March does not make up for it.
    ledger.add(performs("march", "report", date(2020, 3, 25), Some(date(2020, 3, 1)))).unwrap();
    let duties = at(&mut ledger, "report", date(2020, 3, 26)).duties;
    let done: Vec<_> =
        duties.iter().map(|duty| (duty.period.unwrap().month(), duty.done.is_some())).collect();
    assert_eq!(done, [(1, false), (2, false), (4, false)]);
}

#[test]
fn nobody_gives_itself_time_to_mend() {
    let cure = Cure { within: Length::days(10), from: CureFrom::Breach, extension: Some(Length::days(10)) };
    let stock = Commitment {
        breach: Breach { cure: Some(cure), ..Breach::default() },
        ..limit("stock", "300", START)
    };
    let longer = |id: &str, by: &str, days| {
        let extends = Declaration::Extends { of: name("stock"), rung: None, by: Length::days(days) };
        declares(id, by, date(2020, 2, 5), extends)
    };
    let over = observes("over", "stock", date(2020, 2, 1), "301");
    let mut own = with(terms(vec![stock.clone()]), &[over.clone(), longer("own", "a", 5)]);
    assert_eq!(at(&mut own, "stock", date(2020, 2, 6)).cure_until(), Some(date(2020, 2, 11).into()));
    let mut given = with(terms(vec![stock]), &[over, longer("given", "b", 5)]);
    assert_eq!(at(&mut given, "stock", date(2020, 2, 6)).cure_until(), Some(date(2020, 2, 16).into()));
    for days in [0, -5] {
        assert!(matches!(given.add(longer("shorter", "b", days)), Err(EntryError::Misfit { .. })), "{days}");
    }
}

#[test]
fn where_the_first_day_counts_a_day_without_work_does_not() {
    let mut accord = terms(vec![limit("stock", "300", START)]);
    accord.calendar.first_day_counts = true;
    accord.calendar.weekend = vec![Weekday::Saturday, Weekday::Sunday];
    // From Saturday, 19 April 2025: Monday, Tuesday, Wednesday.
    let after = |day, length| accord.calendar.after(day, length).unwrap();
    assert_eq!(after(date(2025, 4, 19), Length::working_days(3)), date(2025, 4, 23));
    assert_eq!(after(date(2025, 4, 21), Length::working_days(3)), date(2025, 4, 23));
}

#[test]
fn a_breach_that_comes_to_rest_without_notice_was_not_mended() {
    let cure = Cure { within: Length::days(10), from: CureFrom::Notice, extension: None };
    let stock = Commitment {
        breach: Breach { cure: Some(cure), ..Breach::default() },
        ..limit("stock", "300", START)
    };
    let mut ledger = with(suspending(vec![stock]), &rest(date(2020, 2, 10), date(2020, 3, 1)));
    ledger.add(observes("over", "stock", date(2020, 2, 1), "301")).unwrap();
    assert_eq!(at(&mut ledger, "stock", date(2020, 2, 20)).breaches[0].verdict, Verdict::Interrupted);
}

#[test]
fn nothing_recurs_in_hours() {
    let hourly = Commitment { every: Some(Recurrence::Rule("FREQ=HOURLY".to_owned())), ..monthly() };
    assert!(wasit_accord::Accord::new(terms(vec![hourly])).is_err());
    assert!(ledger(terms(vec![monthly()])).is_empty());
}

#[test]
fn what_was_ended_before_its_day_is_not_missed() {
    let fee = Commitment { due: Some(on(date(2020, 3, 1))), ..owed("fee", Act::Pay, START) };
    let ending = Terms {
        powers: vec![power("end", PowerKind::Terminate, Effect::Terminates(vec![name("fee")]))],
        ..terms(vec![fee.clone()])
    };
    let exerts = |day| declares("ended", "b", day, Declaration::Exerts { power: name("end") });
    let status = at(&mut with(ending.clone(), &[exerts(date(2020, 2, 10))]), "fee", date(2020, 3, 5));
    assert_eq!((status.state, status.record()), (State::Terminated, Record::Clean));
    // Ended after it was missed, it was missed.
    let status = at(&mut with(ending, &[exerts(date(2020, 3, 4))]), "fee", date(2020, 3, 5));
    assert_eq!((status.state, status.record()), (State::Terminated, Record::Violated));
    let short = Commitment { sunset: until(date(2020, 2, 5), SunsetEffect::EndsAll), ..fee };
    let status = at(&mut ledger(terms(vec![short])), "fee", date(2020, 3, 5));
    assert_eq!((status.state, status.record()), (State::Terminated, Record::Clean));
}

#[test]
fn a_day_that_passes_before_the_beginning_discharges() {
    let fee = Commitment {
        trigger: Trigger::From(Anchor::At(name("start"))),
        due: Some(on(date(2020, 2, 4))),
        ..owed("fee", Act::Pay, START)
    };
    let accord =
        Terms { milestones: vec![milestone("start", Anchor::Event("it is".into()))], ..terms(vec![fee]) };
    let reached = Declaration::Reaches { milestone: name("start") };
    let mut ledger = with(accord, &[declares("late", "b", date(2020, 2, 20), reached)]);
    assert_eq!(state(&mut ledger, "fee", date(2020, 2, 4)), State::Created);
    assert_eq!(state(&mut ledger, "fee", date(2020, 2, 10)), State::Discharged);
    let status = at(&mut ledger, "fee", date(2020, 2, 22));
    assert_eq!((status.state, status.record()), (State::Discharged, Record::Clean));
}

#[test]
fn an_answer_of_the_day_comes_after_what_it_answers() {
    let noon = |entry: Entry| Entry {
        at: Moment { time: Some(jiff::civil::time(14, 0, 0, 0)), ..entry.at },
        ..entry
    };
    let access = Commitment {
        trigger: Trigger::Each { event: "asked".into(), from: on(START) },
        within: Some(Length::days(2)),
        ..owed("access", Act::GrantAccess, START)
    };
    let asks =
        noon(declares("asks", "b", date(2020, 1, 5), Declaration::Requests { commitment: name("access") }));
    let lets = performs("lets", "access", date(2020, 1, 5), None);
    let mut ledger = with(terms(vec![access]), &[asks, lets]);
    assert!(at(&mut ledger, "access", date(2020, 1, 6)).duties[0].done.is_some());

    let [rests, goes_on] = rest(date(2020, 2, 1), date(2020, 2, 1));
    let mut ledger = with(suspending(vec![limit("stock", "300", START)]), &[noon(rests), goes_on]);
    assert_eq!(state(&mut ledger, "stock", date(2020, 2, 2)), State::InEffect);

    let cure = Cure { within: Length::days(10), from: CureFrom::Notice, extension: None };
    let stock = Commitment {
        breach: Breach { cure: Some(cure), ..Breach::default() },
        ..limit("stock", "300", START)
    };
    let over = noon(observes("over", "stock", date(2020, 2, 1), "301"));
    let alleges =
        declares("notice", "b", date(2020, 2, 1), Declaration::Alleges { commitment: name("stock") });
    let mut ledger = with(terms(vec![stock]), &[over, alleges]);
    assert_eq!(state(&mut ledger, "stock", date(2020, 2, 12)), State::Violated);
}

#[test]
fn what_was_forgiven_does_not_count_with_others() {
    let stock = Commitment {
        breach: Breach {
            rule: BreachRule::Times { times: 2, within: Length::years(1) },
            ..Breach::default()
        },
        ..limit("stock", "300", START)
    };
    let accord = Terms {
        powers: vec![power("forgive", PowerKind::Waive, Effect::Waives(vec![name("stock")]))],
        ..terms(vec![stock])
    };
    let mut ledger = with(
        accord,
        &[
            observes("one", "stock", date(2020, 1, 10), "301"),
            declares("forgiven", "b", date(2020, 1, 12), Declaration::Exerts { power: name("forgive") }),
            observes("less", "stock", date(2020, 1, 20), "300"),
            observes("two", "stock", date(2020, 2, 10), "301"),
            observes("less-again", "stock", date(2020, 2, 12), "300"),
        ],
    );
    assert_eq!(state(&mut ledger, "stock", date(2020, 2, 10)), State::InEffect);
    ledger.add(observes("three", "stock", date(2020, 3, 10), "301")).unwrap();
    assert_eq!(state(&mut ledger, "stock", date(2020, 3, 10)), State::Violated);
}

#[test]
fn what_may_be_done_by_a_day_is_never_missed() {
    let offer = Commitment {
        modality: Modality::May,
        due: Some(on(date(2020, 2, 1))),
        ..owed("offer", Act::Pay, START)
    };
    let status = at(&mut ledger(terms(vec![offer])), "offer", date(2020, 3, 1));
    assert_eq!((status.breaches.len(), status.record()), (0, Record::Clean));
}
