//! Laws that hold of every accord and journal, and a second fold of limits, written plainly, that agrees with the first.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod plain;

use jiff::civil::{Date, date};
use jiff::{Span, Timestamp};
use plain::{
    dec, declares, ledger, limit, milestone, name, observes, on, owed, performs, power, terms, with,
};
use proptest::prelude::*;
use rust_decimal::Decimal;
use wasit_accord::{
    Act, Anchor, Breach, Calendar, Commitment, Cure, CureFrom, Declaration, Effect, Entry, Length, Limit,
    PowerKind, Recurrence, State, Sunset, SunsetEffect, Terms, Trigger, Verdict,
};

const START: Date = date(2020, 1, 1);
const DAYS: i64 = 60;

fn day(nth: i64) -> Date {
    START.checked_add(Span::new().days(nth)).unwrap()
}

/// A limit with a step and a cure, a report each week, a payment by a day that waits for an event, and a power.
fn accord() -> Terms {
    let cure = Cure { within: Length::days(5), from: CureFrom::Breach, extension: Some(Length::days(4)) };
    let mut stock = Commitment {
        breach: Breach { cure: Some(cure), ..Breach::default() },
        sunset: Some(Sunset { at: on(day(50)), effect: SunsetEffect::KeepsWhatWasDue }),
        ..limit("stock", "300", START)
    };
    let steps = &mut stock.measure.as_mut().unwrap().limits;
    steps.push(Limit { from: Some(on(day(30))), value: dec("200") });
    let report = Commitment {
        every: Some(Recurrence::Every(Length::days(7))),
        within: Some(Length::days(3)),
        ..owed("report", Act::Report, START)
    };
    let payment = Commitment {
        trigger: Trigger::From(Anchor::At(name("event"))),
        within: Some(Length::days(10)),
        ..owed("payment", Act::Pay, START)
    };
    let all = || vec![name("stock"), name("report"), name("payment")];
    Terms {
        milestones: vec![milestone("event", Anchor::Event("it happens".to_owned()))],
        powers: vec![power("suspend", PowerKind::Suspend, Effect::Suspends(all()))],
        ..terms(vec![stock, report, payment])
    }
}

#[derive(Clone, Debug)]
enum What {
    Sees(i64),
    Reports,
    Pays,
    Happens,
    Exerts,
    Resumes(usize),
    Disputes(usize),
    Accepts(usize),
    Withdraws(usize),
    Extends,
}

fn what() -> impl Strategy<Value = What> {
    prop_oneof![
        6 => (0..5_i64).prop_map(|step| What::Sees(100 + step * 60)),
        3 => Just(What::Reports),
        1 => Just(What::Pays),
        1 => Just(What::Happens),
        1 => Just(What::Exerts),
        1 => (0..20_usize).prop_map(What::Resumes),
        1 => (0..20_usize).prop_map(What::Disputes),
        1 => (0..20_usize).prop_map(What::Accepts),
        1 => (0..20_usize).prop_map(What::Withdraws),
        1 => Just(What::Extends),
    ]
}

/// Entries that fit, each with its day and when it became known. What names an entry names one that stands before it.
fn journal() -> impl Strategy<Value = Vec<Entry>> {
    proptest::collection::vec((what(), 0..DAYS, 0..20_i64), 0..14).prop_map(|lines| {
        let mut ledger = ledger(accord());
        let mut journal: Vec<Entry> = Vec::new();
        for (nth, (what, at, later)) in lines.into_iter().enumerate() {
            let (id, when) = (format!("e{nth}"), day(at));
            let earlier = |at: usize| journal.get(at % journal.len().max(1)).map(|entry| entry.id.clone());
            let of = |entry: Option<_>| entry.unwrap_or_else(|| name("none"));
            let says = |by: &str, declaration| declares(&id, by, when, declaration);
            let entry = match what {
                What::Sees(value) => observes(&id, "stock", when, &value.to_string()),
                What::Reports => performs(&id, "report", when, None),
                What::Pays => performs(&id, "payment", when, None),
                What::Happens => says("body", Declaration::Reaches { milestone: name("event") }),
                What::Exerts => says("b", Declaration::Exerts { power: name("suspend") }),
                What::Resumes(at) => says("b", Declaration::Resumes { exertion: of(earlier(at)) }),
                What::Disputes(at) => says("a", Declaration::Disputes { entry: of(earlier(at)) }),
                What::Accepts(at) => says("a", Declaration::Accepts { entry: of(earlier(at)) }),
                What::Withdraws(at) => says("body", Declaration::Withdraws { entry: of(earlier(at)) }),
                What::Extends => {
                    says("b", Declaration::Extends { of: name("stock"), rung: None, by: Length::days(3) })
                }
            };
            let known = entry.known.checked_add(Span::new().hours(24 * later)).unwrap();
            let entry = Entry { known, ..entry };
            if ledger.add(entry.clone()).is_ok() {
                journal.push(entry);
            }
        }
        journal
    })
}

/// What an entry names must stand before it.
fn named(entry: &Entry) -> Option<&str> {
    match entry.declaration()? {
        Declaration::Resumes { exertion: entry }
        | Declaration::Disputes { entry }
        | Declaration::Accepts { entry }
        | Declaration::Withdraws { entry } => Some(entry),
        _ => None,
    }
}

/// The journal in another order in which it might have arrived.
fn shuffled(journal: &[Entry], keys: &[u32]) -> Vec<Entry> {
    let mut left: Vec<(u32, &Entry)> = keys.iter().copied().cycle().zip(journal).collect();
    left.sort_by_key(|(key, _)| *key);
    let mut order: Vec<Entry> = Vec::new();
    while !left.is_empty() {
        let ready = |(_, entry): &(u32, &Entry)| {
            named(entry).is_none_or(|name| order.iter().any(|other| *other.id == *name))
        };
        let next = left.iter().position(ready).unwrap();
        order.push(left.remove(next).1.clone());
    }
    order
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_order_of_arrival_makes_no_difference(journal in journal(), keys in proptest::collection::vec(any::<u32>(), 14)) {
        let mut one = with(accord(), &journal);
        let mut other = with(accord(), &shuffled(&journal, &keys));
        for at in [0, 17, 33, 49, DAYS, 200] {
            prop_assert_eq!(one.status(day(at)), other.status(day(at)));
        }
    }

    #[test]
    fn as_known_on_is_a_replay_of_what_was_known(journal in journal(), on in 0..DAYS + 20, known in 0..DAYS + 20) {
        let mut all = with(accord(), &journal);
        let until = all.accord().calendar().last_instant(day(known));
        // What names an entry that was not known yet stays without it.
        let mut then = ledger(accord());
        for entry in journal.iter().filter(|entry| entry.known <= until) {
            prop_assume!(then.add(entry.clone()).is_ok());
        }
        let asked = all.status_as_known(day(on), day(known));
        let replayed = then.status(day(on));
        prop_assert_eq!(&asked.commitments, &replayed.commitments);
        prop_assert_eq!(&asked.milestones, &replayed.milestones);
        prop_assert_eq!(&asked.exertions, &replayed.exertions);
        prop_assert_eq!(&asked.held, &replayed.held);
    }

    /// Asked after every entry, on days in any order, it says what a fold from the beginning says.
    #[test]
    fn bit_by_bit_is_all_at_once(journal in journal(), days in proptest::collection::vec(0..DAYS + 20, 14)) {
        let mut bits = ledger(accord());
        for (nth, (entry, on)) in journal.iter().zip(days).enumerate() {
            bits.add(entry.clone()).unwrap();
            let mut fresh = with(accord(), &journal[..=nth]);
            prop_assert_eq!(bits.status(day(on)), fresh.status(day(on)));
            let end = bits.accord().calendar().last_instant(day(DAYS));
            prop_assert_eq!(bits.status_of(0, end), fresh.status_of(0, end));
        }
    }

    /// Without an entry in between, what is violated stays so (but where it rests or has ended), and nothing is unseen.
    #[test]
    fn a_tick_alone_never_unviolates(journal in journal()) {
        let mut ledger = with(accord(), &journal);
        let last = journal.iter().map(|entry| entry.at.date).max().unwrap_or(START);
        let mut before = ledger.status(last);
        for later in 1..30 {
            let status = ledger.status(last.checked_add(Span::new().days(later)).unwrap());
            for (before, now) in before.commitments.iter().zip(&status.commitments) {
                prop_assert!(before.state != State::Violated || now.state == State::Violated);
                prop_assert!(before.record() <= now.record());
                prop_assert!(before.breaches.len() <= now.breaches.len());
            }
            before = status;
        }
    }

    /// No violation begins while a commitment rests, whatever was seen and missed then.
    #[test]
    fn nothing_begins_to_be_violated_while_it_rests(journal in journal(), on in 0..DAYS + 20) {
        let status = with(accord(), &journal).status(day(on));
        for commitment in &status.commitments {
            for breach in &commitment.breaches {
                let Verdict::Violates { since } = breach.verdict else { continue };
                for rest in &commitment.rests {
                    let rests = rest.from < since && rest.to.is_none_or(|to| since < to);
                    prop_assert!(!rests, "{breach:?} in {rest:?}");
                }
            }
        }
    }

    /// The same instants and the same days make the same accord, in whichever zone days are told: what is known by the
    /// hour in one is known by the hour in the other.
    #[test]
    fn two_zones_give_the_same_instants(seen in proptest::collection::vec((0..1400_i64, 0..5_i64), 0..10), asked in 0..1500_i64) {
        let hour = |hours: i64| "2020-01-01T00:00:00Z".parse::<Timestamp>().unwrap() + Span::new().hours(hours);
        let state = |zone: &str| {
            let calendar = Calendar::plain(jiff::tz::db().get(zone).unwrap());
            let moment = |hours| calendar.moment(hour(hours));
            let from = Anchor::On(moment(24));
            let until = Sunset { at: Anchor::On(moment(1200)), effect: SunsetEffect::EndsAll };
            let mut stock =
                Commitment { trigger: Trigger::From(from), sunset: Some(until), ..limit("stock", "300", START) };
            let step = Limit { from: Some(Anchor::On(moment(600))), value: dec("200") };
            stock.measure.as_mut().unwrap().limits.push(step);
            let journal: Vec<Entry> = seen
                .iter()
                .enumerate()
                .map(|(nth, (hours, step))| {
                    let value = (100 + step * 60).to_string();
                    Entry { at: moment(*hours), ..observes(&format!("o{nth}"), "stock", START, &value) }
                })
                .collect();
            let mut ledger = with(Terms { calendar: calendar.clone(), ..terms(vec![stock]) }, &journal);
            let status = ledger.status_at(hour(asked), Timestamp::MAX).commitments[0].clone();
            (status.state, status.since, status.breaches, status.next)
        };
        prop_assert_eq!(state("America/New_York"), state("Asia/Tehran"));
        prop_assert_eq!(state("Asia/Muscat"), state("UTC"));
        prop_assert_eq!(state("UTC"), state("America/New_York"));
    }

    /// A second fold of a limit, day by day: the value that stands against the limit of the day, while it holds and does
    /// not rest; a cure of so many days from the first.
    #[test]
    fn a_plain_fold_day_by_day_says_the_same(
        seen in proptest::collection::btree_map(0..DAYS, 0..5_i64, 0..12),
        rest in (5..40_i64, 1..15_i64),
        cure in proptest::option::of(1..8_i32),
        asked in 0..DAYS + 20,
    ) {
        let breach = Breach {
            cure: cure.map(|days| Cure { within: Length::days(days), from: CureFrom::Breach, extension: None }),
            ..Breach::default()
        };
        let mut accord = accord();
        accord.commitments[0].breach = breach;
        let mut journal: Vec<Entry> = seen
            .iter()
            .map(|(at, step)| observes(&format!("o{at}"), "stock", day(*at), &(100 + step * 60).to_string()))
            .collect();
        let (rests, goes_on) = (rest.0, rest.0 + rest.1);
        journal.push(declares("rests", "b", day(rests), Declaration::Exerts { power: name("suspend") }));
        journal.push(declares("on", "b", day(goes_on), Declaration::Resumes { exertion: name("rests") }));
        let status = with(accord, &journal).status(day(asked)).commitments[0].clone();

        let resting = |nth: i64| (rests..goes_on).contains(&nth);
        let (mut value, mut since, mut stretches, mut violated) = (None, None, 0, false);
        for nth in 0..=asked {
            let fresh = seen.get(&nth).map(|step| Decimal::from(100 + step * 60));
            value = fresh.or(value);
            let most = if nth < 30 { dec("300") } else { dec("200") };
            let beyond = value.is_some_and(|value| value > most);
            let held = nth < 50;
            let was = since.is_some();
            // A rest ends what runs only while the commitment is there or was exceeded at its end.
            if resting(nth) || (!beyond && (held || fresh.is_some())) {
                since = None;
            } else if beyond && held && !was {
                since = Some(nth);
                stretches += 1;
            }
            violated = since.is_some_and(|since| cure.is_none_or(|days| nth > since + i64::from(days)));
        }
        let expect = match (resting(asked), violated, asked >= 50, since.is_some()) {
            (_, true, ..) => State::Violated,
            (_, false, true, false) => State::Fulfilled,
            (true, ..) => State::Suspended,
            _ => State::InEffect,
        };
        prop_assert_eq!(status.state, expect);
        prop_assert_eq!(status.breaches.len(), stretches);
    }
}
