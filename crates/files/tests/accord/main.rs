//! Accords and their journals from bytes.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod batches;
mod fuzzed;
mod hostile;
mod journals;
mod reference;
mod schema;
mod support;
mod wrong;

use std::fs;
use std::sync::Arc;

use jiff::civil::{Date, date};
use support::{accord, example};
use wasit_accord::{Ledger, State};
use wasit_files::{Journal, read_journal, write_entry};

fn jcpoa() -> (Ledger, Journal) {
    let text = fs::read_to_string(example("jcpoa/accord.yaml")).unwrap();
    let accord = accord(&text).unwrap_or_else(|problems| panic!("{problems}"));
    let journal = read_journal(&fs::read(example("jcpoa/journal.jsonl")).unwrap());
    let mut ledger = Ledger::new(Arc::new(accord));
    for (line, entry) in &journal.entries {
        ledger.add(entry.clone()).unwrap_or_else(|error| panic!("line {line}: {error}"));
    }
    (ledger, journal)
}

#[test]
fn the_example_goes_as_the_public_record_says() {
    let (mut ledger, journal) = jcpoa();
    assert_eq!(journal.set_aside, []);
    let day = |ledger: &mut Ledger, milestone: &str| {
        let at = ledger.accord().milestone(milestone).unwrap();
        ledger.status(date(2025, 10, 31)).milestones[at].day.map(|day| day.date)
    };
    assert_eq!(day(&mut ledger, "adoption"), Some(date(2015, 10, 18)));
    assert_eq!(day(&mut ledger, "implementation"), Some(date(2016, 1, 16)));
    assert_eq!(day(&mut ledger, "transition"), Some(date(2023, 10, 18)));
    let state = |ledger: &mut Ledger, commitment: &str, on: Date| {
        let at = ledger.accord().commitment(commitment).unwrap();
        ledger.status(on).commitments[at].state
    };
    assert_eq!(state(&mut ledger, "stock", date(2016, 1, 15)), State::Created);
    assert_eq!(state(&mut ledger, "stock", date(2016, 1, 16)), State::InEffect);
    assert_eq!(state(&mut ledger, "stock", date(2019, 6, 30)), State::InEffect);
    assert_eq!(state(&mut ledger, "stock", date(2019, 7, 1)), State::Violated);
    assert_eq!(state(&mut ledger, "level", date(2019, 7, 7)), State::InEffect);
    assert_eq!(state(&mut ledger, "level", date(2019, 7, 8)), State::Violated);
    assert_eq!(state(&mut ledger, "second-stock", date(2016, 2, 20)), State::InEffect);
    assert_eq!(state(&mut ledger, "relief", date(2025, 9, 26)), State::InEffect);
    assert_eq!(state(&mut ledger, "relief", date(2025, 9, 27)), State::Terminated);
    let at = ledger.accord().commitment("second-stock").unwrap();
    let record = &ledger.status(date(2016, 12, 31)).commitments[at].breaches;
    assert_eq!(record.len(), 2, "exceeded twice: {record:?}");
    let held = ledger.status(date(2025, 10, 18)).held;
    let by: Vec<&str> = held.iter().map(|held| &*held.by).collect();
    assert!(by.contains(&"iran"), "{by:?}");
}

#[test]
fn what_is_written_is_read_again() {
    let (_, journal) = jcpoa();
    let written: String = journal.entries.iter().map(|(_, entry)| write_entry(entry)).collect();
    assert_eq!(read_journal(written.as_bytes()), journal);
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let problems = accord(
        "parties: { seller: {}, buyer: {} }
milestones:
  signing: 2026-02-30
  delivery: 3 fortnights after signing
commitments:
  deliver:
    must: delivr
    by: seller
    from: signing
    measure: { unit: t, at_most: 5, at_least: 3 }
  pay:
    by: buyer
    from: signing
    within: soon
    colour: red
",
    )
    .unwrap_err();
    insta::assert_snapshot!(problems, @r"
    accord.yaml:3:12: `2026-02-30` is no day (write a date as YYYY-MM-DD, a time of it as YYYY-MM-DDTHH:MM in the accord's zone, a milestone, or such as `30 days after MILESTONE`)
    accord.yaml:4:13: `3 fortnights` is no length of time (write such as `90 days`, `10 working days`, `8 years`, `1 year 6 months`)
    accord.yaml:7:11: `must` cannot be `delivr` (did you mean `deliver`?)
    accord.yaml:10:14: a measure has one limit, on one side (write one of `at_most`, `at_least` and `exactly`; what follows over time goes under `steps`)
    accord.yaml:12:5: the commitment does not say what is owed (write one of `must`, `must_not` and `may`, with what is done: `limit`, `deliver`, `refrain`, `report`, `grant_access`, `relieve`, `establish`, `pay` or `other`)
    accord.yaml:14:13: `soon` is no length of time (write such as `90 days`, `10 working days`, `8 years`, `1 year 6 months`)
    accord.yaml:15:5: a commitment has no key `colour` (a commitment may have `title`, `clause`, `text`, `must`, `must_not`, `may`, `by`, `to` and 17 others)
    ");
}

#[test]
fn flaws_of_the_terms_stand_at_their_place() {
    let problems = accord(
        "parties: { seller: {}, buyer: {} }
milestones:
  signing: 2026-02-01
commitments:
  deliver:
    must: limit
    by: [seller, byer]
    from: signing
    until: 2026-01-01
    measure: { at_most: 5 }
    only_if: [{ reached: signing }, { reached: closing }]
pathways:
  ladder: { steps: [{ name: court, within: 0 days }] }
",
    )
    .unwrap_err();
    insta::assert_snapshot!(problems, @r"
    accord.yaml:7:18: there is no member `byer` (did you mean `buyer`?)
    accord.yaml:10:5: the limit has no unit (write the `unit` as UCUM has it, such as kg, % or t)
    accord.yaml:11:48: there is no milestone `closing` (the milestones are `signing`)
    accord.yaml:13:21: `court` has no time: the ladder would never end, or be over at once (write `within`, of at least a day)
    ");
}
