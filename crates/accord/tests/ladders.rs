//! What must come out right of disputes, powers and positions, and of what is asked of a ledger.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod plain;

use jiff::civil::{Date, date};
use plain::{at, dec, declares, limit, milestone, name, observes, on, owed, power, state, terms, with};
use wasit_accord::{
    Act, Anchor, Breach, Commitment, Cure, CureFrom, DecisionRule, Declaration, DueKind, Effect, Entry,
    Length, OnTimeOut, Outcome, Passed, Pathway, Power, PowerKind, PowerStanding, Reason, Record, Recurrence,
    ReverseVote, Rung, Silence, Standing, State, Sunset, SunsetEffect, Terms, Verdict,
};

const START: Date = date(2020, 1, 1);

fn rung(text: &str, days: i32) -> Rung {
    Rung {
        name: name(text),
        forum: vec![name("body")],
        decision: DecisionRule::Consensus,
        within: Length::days(days),
        extension: None,
        parallel_with: None,
        on_time_out: OnTimeOut::Next,
    }
}

/// Fifteen days, then fifteen beside each other three times over, then five.
fn ladder() -> Pathway {
    let talks =
        Rung { forum: vec![name("a"), name("b")], extension: Some(Length::days(20)), ..rung("talks", 15) };
    let board =
        Rung { parallel_with: Some(name("ministers")), decision: DecisionRule::Opinion, ..rung("board", 15) };
    let experts = Rung { parallel_with: Some(name("board")), ..rung("experts", 10) };
    Pathway {
        name: name("ladder"),
        title: "Ladder".to_owned(),
        rungs: vec![talks, rung("ministers", 15), board, experts, rung("last", 5)],
        at_the_end: String::new(),
    }
}

fn disputed() -> (Terms, Entry) {
    let refers = Declaration::Refers { commitment: name("stock"), pathway: name("ladder") };
    let accord = Terms { pathways: vec![ladder()], ..terms(vec![limit("stock", "300", START)]) };
    (accord, declares("dispute", "b", date(2020, 2, 1), refers))
}

fn decides(id: &str, by: &str, day: Date, rung: &str, outcome: Outcome) -> Entry {
    declares(id, by, day, Declaration::Decides { dispute: name("dispute"), rung: name(rung), outcome })
}

fn extends(id: &str, by: &str, day: Date, days: i32) -> Entry {
    let of = name("dispute");
    declares(id, by, day, Declaration::Extends { of, rung: Some(name("talks")), by: Length::days(days) })
}

#[test]
fn a_ladder_takes_its_days_and_its_parallel_rungs() {
    let (accord, dispute) = disputed();
    let mut ledger = with(accord, &[dispute]);
    let runs = ledger.status(date(2020, 2, 20)).disputes[0].clone();
    let open: Vec<usize> = runs.open().map(|run| run.rung).collect();
    assert_eq!(open, [1, 2, 3], "three run beside each other");
    assert_eq!(runs.rungs[1].beside, [2, 3]);
    assert_eq!(runs.rungs[0].over, Some((date(2020, 2, 16).into(), Passed::TimedOut)));
    // 1 February + 15 + 15 + 5 days, to the end of the day.
    let standing = |ledger: &mut wasit_accord::Ledger, day| ledger.status(day).disputes[0].standing;
    assert_eq!(standing(&mut ledger, date(2020, 3, 7)), Standing::Open);
    assert_eq!(standing(&mut ledger, date(2020, 3, 8)), Standing::Exhausted(date(2020, 3, 7).into()));
}

#[test]
fn an_extension_takes_the_whole_forum_in_time() {
    let (accord, dispute) = disputed();
    let mut ledger = with(accord, &[dispute, extends("a-agrees", "a", date(2020, 2, 10), 30)]);
    let deadline =
        |ledger: &mut wasit_accord::Ledger| ledger.status(date(2020, 2, 14)).disputes[0].rungs[0].deadline;
    assert_eq!(deadline(&mut ledger), date(2020, 2, 16).into());
    assert!(
        ledger.add(extends("body-agrees", "body", date(2020, 2, 10), 30)).is_err(),
        "it is not of the forum"
    );
    ledger.add(extends("b-agrees", "b", date(2020, 2, 12), 30)).unwrap();
    // Twenty days in all, and no more.
    assert_eq!(deadline(&mut ledger), date(2020, 3, 7).into());
    let run = ledger.status(date(2020, 2, 14)).disputes[0].rungs[0].clone();
    assert_eq!(&*run.extended[0].entry, "b-agrees");
    // Too late is too late.
    let (accord, dispute) = disputed();
    let late =
        [dispute, extends("a1", "a", date(2020, 2, 17), 10), extends("b1", "b", date(2020, 2, 17), 10)];
    let mut ledger = with(accord, &late);
    assert_eq!(ledger.status(date(2020, 2, 20)).disputes[0].rungs[0].deadline, date(2020, 2, 16).into());
}

#[test]
fn forums_end_disputes_and_opinions_do_not() {
    let (accord, dispute) = disputed();
    let mut ledger = with(accord, &[dispute]);
    assert!(ledger.add(decides("wrong", "body", date(2020, 2, 2), "talks", Outcome::Settled)).is_err());
    ledger.add(decides("no", "a", date(2020, 2, 4), "talks", Outcome::Unresolved)).unwrap();
    ledger.add(decides("opinion", "body", date(2020, 2, 6), "board", Outcome::Dismissed)).unwrap();
    let dispute = ledger.status(date(2020, 2, 7)).disputes[0].clone();
    assert_eq!(dispute.rungs[1].from, date(2020, 2, 4).into());
    assert_eq!(dispute.standing, Standing::Open);
    ledger.add(decides("yes", "body", date(2020, 2, 8), "ministers", Outcome::Settled)).unwrap();
    let dispute = ledger.status(date(2020, 2, 8)).disputes[0].clone();
    assert_eq!(dispute.standing, Standing::Settled(date(2020, 2, 8).into()));
    assert_eq!(dispute.open().count(), 0);
}

#[test]
fn cross_claims_have_clocks_of_their_own() {
    let (accord, dispute) = disputed();
    let other = Entry { id: name("counter"), by: name("a"), at: date(2020, 2, 10).into(), ..dispute.clone() };
    let mut ledger = with(accord, &[dispute, other]);
    let status = ledger.status(date(2020, 3, 8));
    let standing: Vec<_> = status.disputes.iter().map(|dispute| (&*dispute.by, dispute.is_open())).collect();
    assert_eq!(standing, [("b", false), ("a", true)]);
}

fn voted(on_silence: Silence) -> Terms {
    let vote = ReverseVote {
        body: name("body"),
        question: "to go on".to_owned(),
        within: Length::days(30),
        on_silence,
    };
    let back = power("back", PowerKind::SnapBack, Effect::Terminates(vec![name("stock")]));
    Terms { powers: vec![Power { vote: Some(vote), ..back }], ..terms(vec![limit("stock", "300", START)]) }
}

#[test]
fn silence_decides_a_reverse_vote_as_the_accord_says() {
    let exerts = declares("exerted", "b", date(2020, 2, 1), Declaration::Exerts { power: name("back") });
    let vote = |day, adopted| {
        declares("vote", "body", day, Declaration::Votes { exertion: name("exerted"), adopted })
    };
    let standing = |on_silence, votes: &[Entry], day| {
        let mut ledger = with(voted(on_silence), &[std::slice::from_ref(&exerts), votes].concat());
        let status = ledger.status(day);
        (status.exertions[0].standing.clone(), status.exertions[0].takes_effect.map(|at| at.date))
    };
    use PowerStanding::{InEffect, Lapsed, Pending};
    // 1 February + 30 days is 2 March, to its end.
    let (before, after) = (date(2020, 3, 2), date(2020, 3, 3));
    assert_eq!(standing(Silence::TakesEffect, &[], before), (Pending, None));
    assert_eq!(standing(Silence::TakesEffect, &[], after), (InEffect, Some(date(2020, 3, 3))));
    let rejected = [vote(date(2020, 2, 20), false)];
    assert_eq!(standing(Silence::TakesEffect, &rejected, after), (InEffect, Some(date(2020, 3, 3))));
    let adopted = [vote(date(2020, 2, 20), true)];
    assert_eq!(standing(Silence::TakesEffect, &adopted, after), (Lapsed, None));
    assert_eq!(standing(Silence::TakesEffect, &[vote(after, true)], after).0, InEffect, "too late");
    assert_eq!(standing(Silence::Lapses, &[], after), (Lapsed, None));
    assert_eq!(standing(Silence::Lapses, &adopted, after), (InEffect, Some(date(2020, 2, 20))));
}

#[test]
fn who_does_not_hold_a_power_exerts_none_but_to_those_who_accept_it() {
    let exerts = declares("exerted", "a", date(2020, 2, 1), Declaration::Exerts { power: name("end") });
    let end = power("end", PowerKind::Terminate, Effect::Terminates(vec![name("stock")]));
    let mut ledger =
        with(Terms { powers: vec![end], ..terms(vec![limit("stock", "300", START)]) }, &[exerts]);
    let status = ledger.status(date(2020, 3, 1));
    assert!(matches!(status.exertions[0].standing, PowerStanding::Unfounded(_)));
    assert_eq!(status.commitments[0].state, State::InEffect);
    assert_eq!(status.held.len(), 1);
    assert_eq!((&*status.held[0].by, &*status.held[0].commitments), ("a", &[(0, State::Terminated)][..]));
}

#[test]
fn positions_are_held_from_their_day_and_the_last_stands() {
    let over = observes("over", "stock", date(2020, 2, 1), "301");
    let disputes = declares("no", "a", date(2020, 2, 10), Declaration::Disputes { entry: name("over") });
    let accepts = declares("yes", "a", date(2020, 2, 20), Declaration::Accepts { entry: name("over") });
    let mut ledger = with(terms(vec![limit("stock", "300", START)]), &[over, disputes, accepts]);
    let held = |ledger: &mut wasit_accord::Ledger, day| ledger.status(day).held;
    assert!(held(&mut ledger, date(2020, 2, 5)).is_empty());
    let contested = held(&mut ledger, date(2020, 2, 15));
    assert_eq!((&*contested[0].by, &*contested[0].commitments), ("a", &[(0, State::InEffect)][..]));
    assert!(held(&mut ledger, date(2020, 2, 25)).is_empty());
    assert_eq!(state(&mut ledger, "stock", date(2020, 2, 15)), State::Violated, "by the rules it stands");
}

#[test]
fn what_becomes_known_later_changes_now_about_then_and_not_what_was_known() {
    let mut late = observes("late", "stock", date(2020, 2, 1), "301");
    late.known = "2020-05-01T00:00:00Z".parse().unwrap();
    let first = observes("first", "stock", date(2020, 1, 10), "100");
    let mut ledger = with(terms(vec![limit("stock", "300", START)]), &[first, late]);
    let then = date(2020, 3, 1);
    assert_eq!(ledger.status(then).commitments[0].state, State::Violated);
    assert_eq!(ledger.status_as_known(then, then).commitments[0].state, State::InEffect);
    assert_eq!(ledger.status_as_known(then, date(2020, 5, 1)).commitments[0].state, State::Violated);
}

#[test]
fn what_is_taken_back_has_not_been_unless_that_is_taken_back() {
    let withdraws =
        |id: &str, day, entry: &str| declares(id, "body", day, Declaration::Withdraws { entry: name(entry) });
    let over = observes("over", "stock", date(2020, 2, 1), "301");
    let mut ledger = with(terms(vec![limit("stock", "300", START)]), &[over]);
    assert_eq!(state(&mut ledger, "stock", date(2020, 4, 1)), State::Violated);
    ledger.add(withdraws("back", date(2020, 3, 1), "over")).unwrap();
    assert_eq!(at(&mut ledger, "stock", date(2020, 4, 1)).record(), Record::Clean);
    ledger.add(withdraws("back-again", date(2020, 3, 2), "back")).unwrap();
    assert_eq!(state(&mut ledger, "stock", date(2020, 4, 1)), State::Violated);
}

#[test]
fn what_is_given_up_or_forgiven_is_not_violated() {
    let payment = Commitment { due: Some(on(date(2020, 6, 1))), ..owed("payment", Act::Pay, START) };
    let waive = power("waive", PowerKind::Waive, Effect::Waives(vec![name("payment"), name("stock")]));
    let accord = Terms { powers: vec![waive], ..terms(vec![payment, limit("stock", "300", START)]) };
    let journal = [
        observes("over", "stock", date(2020, 2, 1), "301"),
        declares("waived", "b", date(2020, 3, 1), Declaration::Exerts { power: name("waive") }),
    ];
    let mut ledger = with(accord, &journal);
    assert_eq!(state(&mut ledger, "stock", date(2020, 2, 28)), State::Violated);
    assert_eq!(at(&mut ledger, "stock", date(2020, 3, 1)).breaches[0].verdict, Verdict::Waived);
    assert_eq!(at(&mut ledger, "payment", date(2020, 7, 1)).breaches[0].verdict, Verdict::Waived);
}

#[test]
fn an_extension_by_a_power_is_no_pardon_for_what_was_late_before() {
    let monthly = Commitment {
        every: Some(Recurrence::Every(Length::months(1))),
        within: Some(Length::days(9)),
        ..owed("report", Act::Report, START)
    };
    let extend = power("extend", PowerKind::Extend, Effect::Extends(vec![name("report")], Length::days(10)));
    let exerts = declares("longer", "b", date(2020, 2, 5), Declaration::Exerts { power: name("extend") });
    let mut ledger = with(Terms { powers: vec![extend], ..terms(vec![monthly]) }, &[exerts]);
    let dues: Vec<_> = at(&mut ledger, "report", date(2020, 2, 6))
        .duties
        .iter()
        .map(|duty| duty.due.unwrap().date)
        .collect();
    assert_eq!(dues, [date(2020, 1, 10), date(2020, 2, 20), date(2020, 3, 10)]);
}

#[test]
fn what_is_due_is_told_in_order_with_whose_turn_it_is() {
    let payment = Commitment { due: Some(on(date(2020, 6, 1))), ..owed("payment", Act::Pay, START) };
    let monthly = Commitment {
        every: Some(Recurrence::Every(Length::months(1))),
        ..owed("report", Act::Report, date(2020, 5, 15))
    };
    let (mut accord, dispute) = disputed();
    accord.commitments.extend([payment, monthly]);
    let mut ledger = with(accord, &[Entry { at: date(2020, 5, 20).into(), ..dispute }]);
    let told: Vec<(String, String, bool)> = ledger
        .due(date(2020, 5, 25), Length::days(30))
        .iter()
        .map(|due| (due.moment.to_string(), due.who.join("+"), due.is_late))
        .collect();
    let row = |day: &str, who: &str, late| (day.to_owned(), who.to_owned(), late);
    assert_eq!(
        told,
        [
            row("2020-05-15", "a", true),
            row("2020-06-01", "a", false),
            row("2020-06-04", "a+b", false),
            row("2020-06-15", "a", false),
        ]
    );
    assert!(matches!(
        ledger.due(date(2020, 5, 25), Length::days(30))[2].kind,
        DueKind::RungEnds { rung: 0, .. }
    ));
    assert_eq!(ledger.due(date(2020, 5, 25), Length::days(3)).len(), 1);
}

#[test]
fn what_is_tried_is_not_kept() {
    let mut ledger =
        with(terms(vec![limit("stock", "300", START)]), &[observes("o", "stock", date(2020, 2, 1), "1")]);
    let before = ledger.status(date(2020, 4, 1));
    let tried = [
        observes("over", "stock", date(2020, 3, 1), "301"),
        declares("says", "a", date(2020, 3, 2), Declaration::Disputes { entry: name("over") }),
    ];
    let status = ledger.what_if(&tried, date(2020, 4, 1)).unwrap();
    assert_eq!((status.commitments[0].state, status.held.len()), (State::Violated, 1));
    assert_eq!((ledger.len(), ledger.status(date(2020, 4, 1))), (1, before.clone()));
    // Where the second does not fit, neither is kept.
    let wrong = [tried[0].clone(), tried[0].clone()];
    assert!(ledger.what_if(&wrong, date(2020, 4, 1)).is_err());
    assert_eq!((ledger.len(), ledger.status(date(2020, 4, 1))), (1, before));
}

#[test]
fn reasons_lead_from_clauses_and_facts_to_the_status() {
    let stock = Commitment { breach: on_notice(), ..limit("stock", "300", START) };
    let journal = [
        observes("over", "stock", date(2020, 2, 1), "301"),
        declares("notice", "b", date(2020, 3, 1), Declaration::Alleges { commitment: name("stock") }),
    ];
    let mut ledger = with(terms(vec![stock]), &journal);
    let reasons = ledger.reasons(0, "2020-04-01T00:00:00Z".parse().unwrap(), jiff::Timestamp::MAX);
    let [
        Reason::Starts(start),
        Reason::Limit { value, from: None },
        Reason::Observed { beyond: Some(beyond), .. },
        Reason::Breach { breach, cure: Some(_), entries, .. },
        Reason::Therefore(State::Violated),
    ] = &reasons[..]
    else {
        panic!("{reasons:#?}")
    };
    assert_eq!((start.day, *value, *beyond), (Some(START.into()), dec("300"), dec("1")));
    assert_eq!((breach.shown_by.as_deref(), &*entries[0]), (Some("over"), "notice"));
}

#[test]
fn chains_too_long_for_a_stack_are_refused() {
    let mut accord = terms(vec![limit("stock", "300", START)]);
    accord.milestones.push(milestone("m0", on(START)));
    for at in 1..1000 {
        let from = Box::new(Anchor::At(name(&format!("m{}", at - 1))));
        accord.milestones.push(milestone(&format!("m{at}"), Anchor::After { from, by: Length::days(1) }));
    }
    let flaws = wasit_accord::Accord::new(accord).unwrap_err();
    assert!(flaws[0].what.contains("in one chain"), "{flaws:?}");
}

fn on_notice() -> Breach {
    let cure = Cure { within: Length::days(7), from: CureFrom::Notice, extension: None };
    Breach { cure: Some(cure), ..Breach::default() }
}

#[test]
fn a_sunset_during_an_open_dispute_keeps_the_dispute() {
    let stock = Commitment {
        sunset: Some(Sunset { at: on(date(2020, 3, 1)), effect: SunsetEffect::EndsAll }),
        pathway: Some(name("ladder")),
        ..limit("stock", "300", START)
    };
    let refers = Declaration::Refers { commitment: name("stock"), pathway: name("ladder") };
    let journal = [
        observes("over", "stock", date(2020, 2, 1), "301"),
        declares("dispute", "b", date(2020, 2, 25), refers),
    ];
    let mut ledger = with(Terms { pathways: vec![ladder()], ..terms(vec![stock]) }, &journal);
    let status = ledger.status(date(2020, 3, 5));
    assert_eq!(status.commitments[0].state, State::Terminated, "nothing of it is owed any more");
    assert!(status.disputes[0].is_open());
    assert_eq!(status.commitments[0].breaches[0].until, None, "what is in dispute stays on record");
}
