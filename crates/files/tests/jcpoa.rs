//! The example of a public accord, replayed day by day: what follows on each day of what was known on that day.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use wasit_accord::{Accord, CommitmentStatus, Ledger, PowerStanding, Record, Standing, State, Status};
use wasit_files::{Source, read_accord, read_journal};

const FIRST: Date = date(2015, 7, 14);
const LAST: Date = date(2025, 10, 18);

fn ledger() -> Ledger {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/jcpoa");
    let bytes = std::fs::read(folder.join("accord.yaml")).unwrap();
    let accord = Arc::new(read_accord(&Source { name: "accord.yaml", bytes: &bytes }).unwrap());
    let journal = read_journal(&std::fs::read(folder.join("journal.jsonl")).unwrap());
    assert_eq!(journal.set_aside, []);
    let mut ledger = Ledger::new(accord);
    for (line, entry) in journal.entries {
        assert!(!entry.source.is_empty(), "line {line} names no source");
        ledger.add(entry).unwrap_or_else(|error| panic!("line {line}: {error}"));
    }
    ledger
}

fn of<'s>(accord: &Accord, status: &'s Status, commitment: &str) -> &'s CommitmentStatus {
    &status.commitments[accord.commitment(commitment).unwrap()]
}

/// What a member holds a commitment to be in.
fn held(accord: &Accord, status: &Status, member: &str, commitment: &str) -> Option<State> {
    let at = accord.commitment(commitment).unwrap();
    let held = status.held.iter().find(|held| *held.by == *member)?;
    held.commitments.iter().find(|(place, _)| *place == at).map(|(_, state)| *state)
}

/// The first day on which something is so, of what was known on that day; each day from then on it is so.
fn from_then_on(days: &[(Date, Status)], so: impl Fn(&Status) -> bool) -> Option<Date> {
    let first = days.iter().position(|(_, status)| so(status))?;
    for (day, status) in &days[first..] {
        assert!(so(status), "not so any more on {day}");
    }
    Some(days[first].0)
}

#[test]
fn every_day_gives_what_is_on_public_record() {
    let mut ledger = ledger();
    let days: Vec<(Date, Status)> = std::iter::successors(Some(FIRST), |day| day.tomorrow().ok())
        .take_while(|day| *day <= LAST)
        .map(|day| (day, ledger.status_as_known(day, day)))
        .collect();
    assert_eq!(days.len(), 3_750);
    let accord = ledger.accord();
    let state = |commitment: &str, wanted: State| {
        from_then_on(&days, |status| of(accord, status, commitment).state == wanted)
    };
    let come = |milestone: &str| {
        from_then_on(&days, |status| status.milestones[accord.milestone(milestone).unwrap()].has_come)
    };

    assert_eq!(come("finalisation"), Some(date(2015, 7, 14)));
    assert_eq!(come("endorsement"), Some(date(2015, 7, 20)));
    assert_eq!(come("adoption"), Some(date(2015, 10, 18)));
    assert_eq!(come("implementation"), Some(date(2016, 1, 16)));
    assert_eq!(come("broader-conclusion"), None);
    assert_eq!(come("transition"), Some(date(2023, 10, 18)));
    assert_eq!(come("termination"), None);

    // Both sides of the bargain start on one day.
    for commitment in ["stock", "level", "second-stock", "relief"] {
        let started = from_then_on(&days, |status| of(accord, status, commitment).state != State::Created);
        assert_eq!(started, Some(date(2016, 1, 16)), "{commitment}");
    }
    assert_eq!(state("stock", State::Violated), Some(date(2019, 7, 1)));
    assert_eq!(state("level", State::Violated), Some(date(2019, 7, 8)));
    assert_eq!(state("second-stock", State::InEffect), Some(date(2016, 1, 16)));
    assert_eq!(state("relief", State::Terminated), Some(date(2025, 9, 27)));

    // The second stock: seen late, exceeded, cured, and never a violation.
    let record = |record: Record| {
        from_then_on(&days, move |status| of(accord, status, "second-stock").record() == record)
    };
    assert_eq!(record(Record::Soft), Some(date(2016, 2, 26)));

    // Who leaves holds that it owes nothing; the rules know no leaving.
    let left = from_then_on(&days[..days.len() - 30], |status| {
        held(accord, status, "usa", "relief") == Some(State::Terminated)
    });
    assert_eq!(left, Some(date(2018, 5, 8)));

    let disputes = |count: usize| from_then_on(&days, move |status| status.disputes.len() >= count);
    assert_eq!(disputes(1), Some(date(2020, 1, 14)));
    assert_eq!(disputes(2), Some(date(2020, 7, 3)));
    assert_eq!(disputes(3), None);

    let notified = from_then_on(&days, |status| !status.exertions.is_empty());
    assert_eq!(notified, Some(date(2025, 8, 28)));
    let returned = from_then_on(&days, |status| {
        status.exertions.iter().any(|exertion| exertion.standing == PowerStanding::InEffect)
    });
    assert_eq!(returned, Some(date(2025, 9, 27)));
    let contested =
        from_then_on(&days, |status| held(accord, status, "iran", "relief") == Some(State::InEffect));
    assert_eq!(contested, Some(date(2025, 9, 27)));
}

#[test]
fn the_second_stock_was_exceeded_and_cured() {
    let mut ledger = ledger();
    let mut exceeded = Vec::new();
    let mut day = FIRST;
    while day <= date(2019, 6, 30) {
        let status = ledger.status(day);
        exceeded.push((day, of(ledger.accord(), &status, "second-stock").is_exceeded()));
        day = day.tomorrow().unwrap();
    }
    let spans: Vec<Date> =
        exceeded.windows(2).filter(|pair| pair[0].1 != pair[1].1).map(|pair| pair[1].0).collect();
    // From the 17th to the 24th: seven days. Then a small excess, until it is next seen below.
    assert_eq!(spans, [date(2016, 2, 17), date(2016, 2, 24), date(2016, 11, 8), date(2019, 5, 20)]);
}

#[test]
fn the_clocks_of_the_disputes() {
    let mut ledger = ledger();
    let status = ledger.status_as_known(date(2020, 1, 20), date(2020, 1, 20));
    assert_eq!(status.disputes[0].rungs[0].deadline.to_string(), "2020-01-29");
    let status = ledger.status(date(2020, 7, 5));
    assert_eq!(status.disputes[0].rungs[0].deadline.to_string(), "2026-01-29");
    // The counter-claim: 15 days, then 15 beside 15, then 5: 35 in all.
    let status = ledger.status(LAST);
    let counter = &status.disputes[1];
    let rungs: Vec<String> = counter.rungs.iter().map(|run| run.deadline.to_string()).collect();
    assert_eq!(rungs, ["2020-07-18", "2020-08-02", "2020-08-02", "2020-08-07"]);
    assert!(matches!(counter.standing, Standing::Exhausted(at) if at.to_string() == "2020-08-07"));
    assert_eq!(status.disputes[0].standing, Standing::Open);
}

#[test]
fn the_measures_return_at_eight_in_new_york() {
    let mut ledger = ledger();
    let status = ledger.status(date(2025, 9, 20));
    assert_eq!(status.exertions[0].standing, PowerStanding::Pending);
    let by = status.exertions[0].vote_by.unwrap();
    assert_eq!(by.to_string(), "2025-09-27 20:00");
    let midnight: Timestamp = "2025-09-28T00:00:00Z".parse().unwrap();
    assert_eq!(ledger.accord().calendar().ends(by), midnight);
    let before = ledger.status_at(midnight - jiff::Span::new().seconds(1), Timestamp::MAX);
    assert_eq!(of(ledger.accord(), &before, "relief").state, State::InEffect);
    let after = ledger.status_at(midnight, Timestamp::MAX);
    assert_eq!(of(ledger.accord(), &after, "relief").state, State::Terminated);
}

#[test]
fn each_side_holds_what_it_holds_at_the_end() {
    let mut ledger = ledger();
    let status = ledger.status(LAST);
    let accord = ledger.accord();
    let termination = accord.milestone("termination").unwrap();
    assert_eq!(status.milestones[termination].day, None);
    let iran = status.held.iter().find(|held| &*held.by == "iran").unwrap();
    let day = iran.milestones.iter().find(|(at, _)| *at == termination).unwrap().1;
    assert_eq!(day.unwrap().to_string(), "2025-10-18");
    assert_eq!(held(accord, &status, "iran", "relief"), Some(State::InEffect));
    assert_eq!(held(accord, &status, "france", "relief"), None);
}
