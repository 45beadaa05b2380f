//! Accords as JSON and as Akoma Ntoso.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::date;
use quick_xml::Reader;
use quick_xml::events::Event;
use wasit_accord::Accord;
use wasit_files::{Source, accord_as_akoma_ntoso, accord_as_json, read_accord};

fn read(name: &str, bytes: &[u8]) -> Accord {
    read_accord(&Source { name, bytes }).unwrap_or_else(|problems| panic!("{problems}"))
}

fn examples() -> Vec<(String, Accord)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().join("accord.yaml"))
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    let mut all: Vec<(String, Accord)> = files
        .iter()
        .map(|path| (path.display().to_string(), read("accord.yaml", &fs::read(path).unwrap())))
        .collect();
    assert!(!all.is_empty());
    all.push(("everything".to_owned(), read("accord.yaml", EVERYTHING.as_bytes())));
    all
}

/// What the examples may not have.
const EVERYTHING: &str = r#"
title: "Everything & <more>"
note: Two lines, and "quotes".
parties: { a: { title: "A & B" }, c: }
guarantors: { g: { title: The guarantor } }
bodies: { court: { title: Court } }
glossary: { t: a tonne }
texts:
  - { language: fr, authentic: false }
  - { language: ar, sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 }
calendar:
  zone: Europe/Vienna
  first_day_counts: true
  cut_off: "17:30"
  cut_off_zone: UTC
  months: next
  weekend: [friday, saturday]
  holidays: [2026-05-01]
  due_on_holidays: next_working_day
units: { t: 1000 kg, kt: 1000 t }
milestones:
  start: { title: Start, when: 2026-01-01T12:00 }
  later: 1 year 2 months after start
  before: 10 working days before start
  moved: { after: { earliest: [start, later] }, by: 3 months }
  told: { event: a is told, declared_by: [court, g] }
  known: { event: it is known }
  soon: { latest: [told, { or_earlier_by_consent: later }] }
  end: { when: 2040-01-01, unless: back }
commitments:
  limit:
    title: Limit <1>
    clause: "Article 1 (a)"
    text: "Not more than 5 t & no less.\n\nTwice."
    must: limit
    by: a
    to: c
    measure: { what: goods, unit: t, quantity: flow per month, at_most: 5.50, steps: [{ from: later, at_most: 3 }], tolerance: 0.1, hard: false }
    from: start
    until: end
    at_sunset: ends_all
    verification: { by: court, how: looks, every: 1 month }
    breach: { times: 3, within: 1 year }
    alleged_by: c
    cure: { within: 30 days, from: notice, extension: 1 month }
    dispute: ladder
    then: nothing
    otherwise: much
    private: true
  report: { clause: "Article 1 (a)", must: report, by: [a, c], from: later, every: { rule: "FREQ=MONTHLY;BYMONTHDAY=1" }, within: 10 working days, until: 2030-01-01 }
  access: { must: grant_access, by: a, from: start, each: a request, within: 2 days, only_if: [{ reached: told }, { kept: limit }], breach: material, cure: 3 days }
  pay: { may: pay, by: c, from: start, due: 30 days after start }
reciprocity: [[limit, pay]]
pathways:
  ladder:
    title: Ladder
    steps:
      - { name: one, forum: [court, g], decision: ruling, within: 5 days, extension: 5 days, on_time_out: escalate }
      - { name: two, within: 1 month, parallel_with: one, on_time_out: reject }
    at_the_end: go
powers:
  back: { title: Back, clause: Article 9, kind: snap_back, of: [a], after_dispute: ladder, after: told, from: start, until: later, vote: { by: court, question: stay, within: 30 days, on_silence: lapses }, does: [{ suspends: [limit] }, { terminates: [pay] }, { waives: [access] }, { extends: [report], by: 1 month }, { reaches: known }] }
"#;

#[test]
fn json_reads_to_the_same_accord() {
    for (name, accord) in examples() {
        let json = accord_as_json(&accord);
        let again = read("accord.json", format!("{json:#}").as_bytes());
        assert_eq!(format!("{:#?}", again.terms()), format!("{:#?}", accord.terms()), "{name}");
        assert_eq!(accord_as_json(&again), json, "{name}");
    }
}

/// The names of elements in the order in which they begin, and all `eId`s.
fn elements(xml: &str) -> (Vec<String>, Vec<String>) {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let (mut names, mut eids, mut depth) = (Vec::new(), Vec::new(), 0);
    loop {
        let event = reader.read_event().unwrap();
        match &event {
            Event::Start(start) | Event::Empty(start) => {
                names.push(start.name().as_ref().to_owned());
                for attribute in start.attributes() {
                    let attribute = attribute.unwrap();
                    if attribute.key.as_ref() == "eId" {
                        eids.push(attribute.value.to_string());
                    }
                }
                depth += i32::from(matches!(event, Event::Start(_)));
            }
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    (names, eids)
}

#[test]
fn akoma_ntoso_is_well_formed_with_distinct_ids() {
    for (name, accord) in examples() {
        let xml = accord_as_akoma_ntoso(&accord, Some(date(2026, 1, 1))).unwrap();
        let (names, eids) = elements(&xml);
        let distinct: HashSet<&String> = eids.iter().collect();
        assert_eq!(distinct.len(), eids.len(), "{name}");
        assert!(eids.iter().all(|eid| !eid.contains(char::is_whitespace)), "{name}: {eids:?}");
        assert_eq!(names[..5], ["akomaNtoso", "act", "meta", "identification", "FRBRWork"], "{name}");
        // Every commitment and every power has an identifier of its name.
        let terms = accord.terms();
        let all =
            terms.commitments.iter().map(|one| &one.name).chain(terms.powers.iter().map(|one| &one.name));
        for one in all {
            assert!(
                eids.iter().any(|eid| eid.ends_with(&format!("__para_{one}"))),
                "{name}: {one}: {eids:?}"
            );
        }
    }
}

#[test]
fn akoma_ntoso_of_everything() {
    let accord = read("accord.yaml", EVERYTHING.as_bytes());
    insta::assert_snapshot!(accord_as_akoma_ntoso(&accord, None).unwrap());
}

#[test]
fn a_document_has_a_date() {
    let accord = read("accord.yaml", b"parties: { a: , b: }\nmilestones: { told: { event: it is told } }\n");
    assert!(accord_as_akoma_ntoso(&accord, None).is_err());
    assert!(accord_as_akoma_ntoso(&accord, Some(date(2026, 1, 1))).is_ok());
}
