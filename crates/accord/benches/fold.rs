//! How long a fold takes: a million observations on a thousand commitments; the daily tick; one more observation.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a bench may fail, and has no readers of its documentation"
)]

use std::sync::Arc;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use jiff::civil::{Date, date};
use jiff::{Span, Timestamp};
use rust_decimal::Decimal;
use wasit_accord::{
    Accord, Act, Anchor, Body, Breach, Calendar, Commitment, Consequences, Cure, CureFrom, Entry, Ledger,
    Length, Limit, Measure, Member, MemberKind, Modality, Observation, Operator, Quantity, Recurrence,
    Sunset, SunsetEffect, Terms, Trigger, Units,
};

const START: Date = date(2020, 1, 1);

fn limit(at: usize) -> Commitment {
    let sunset = Anchor::After { from: Box::new(Anchor::On(START.into())), by: Length::years(15) };
    Commitment {
        name: format!("limit-{at}").into(),
        title: String::new(),
        clause: String::new(),
        text: String::new(),
        modality: Modality::Must,
        act: Act::Limit,
        obligors: vec!["a".into()],
        obligees: vec!["b".into()],
        measure: Some(Measure {
            what: "a stock".to_owned(),
            unit: "kg".to_owned(),
            quantity: Quantity::Stock,
            operator: Operator::AtMost,
            limits: vec![Limit { from: None, value: Decimal::from(300) }],
            tolerance: Decimal::ZERO,
            hard: true,
        }),
        trigger: Trigger::From(Anchor::On(START.into())),
        preconditions: Vec::new(),
        due: None,
        every: None,
        within: None,
        sunset: Some(Sunset { at: sunset, effect: SunsetEffect::KeepsWhatWasDue }),
        verification: None,
        breach: Breach {
            cure: Some(Cure { within: Length::days(30), from: CureFrom::Breach, extension: None }),
            ..Breach::default()
        },
        pathway: None,
        consequences: Consequences::default(),
        private: false,
    }
}

/// Of four commitments one reports every month by a length, and one by a rule.
fn mixed(at: usize) -> Commitment {
    let every = match at % 4 {
        0 => Recurrence::Every(Length::months(1)),
        1 => Recurrence::Rule("FREQ=MONTHLY".to_owned()),
        _ => return limit(at),
    };
    Commitment {
        act: Act::Report,
        measure: None,
        every: Some(every),
        within: Some(Length::days(14)),
        ..limit(at)
    }
}

fn ledger(commitments: Vec<Commitment>) -> Ledger {
    let member = |name: &str| Member { name: name.into(), title: String::new(), kind: MemberKind::Party };
    let terms = Terms {
        title: String::new(),
        note: String::new(),
        members: vec![member("a"), member("b")],
        glossary: Vec::new(),
        texts: Vec::new(),
        calendar: Calendar::plain(jiff::tz::db().get("Europe/Vienna").unwrap()),
        units: Units::default(),
        milestones: Vec::new(),
        commitments,
        reciprocity: Vec::new(),
        pathways: Vec::new(),
        powers: Vec::new(),
    };
    Ledger::new(Arc::new(Accord::new(terms).unwrap()))
}

/// Each commitment in turn, day after day; one in two hundred is beyond the limit.
fn observation(nth: usize, commitments: usize) -> Entry {
    let day = START.checked_add(Span::new().days((nth / commitments) as i64)).unwrap();
    let value = if nth % 200 == 7 { 301 } else { 200 + (nth % 100) as i64 };
    Entry {
        id: format!("o{nth}").into(),
        known: Timestamp::from_second(1_577_836_800 + nth as i64).unwrap(),
        at: day.into(),
        by: "a".into(),
        body: Body::Observed(Observation {
            commitment: format!("limit-{}", nth % commitments).into(),
            value: Decimal::from(value),
            unit: None,
            uncertainty: None,
            period: None,
        }),
        source: String::new(),
        note: String::new(),
        attachments: Vec::new(),
    }
}

const MANY: usize = 1_000_000;

/// Entries come one by one, as from a file: none stays but in the ledger.
fn filled() -> Ledger {
    let mut ledger = ledger((0..1000).map(limit).collect());
    for nth in 0..MANY {
        ledger.add(observation(nth, 1000)).unwrap();
    }
    ledger
}

/// The most memory that the process held at once, in MB, where the system says it.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? / 1024)
}

fn fold(criterion: &mut Criterion) {
    let last = date(2022, 12, 31);
    let mut group = criterion.benchmark_group("accord");
    group.sample_size(10);
    group.bench_function("a million observations on a thousand commitments", |bench| {
        bench.iter(|| filled().status(last).commitments.len());
    });
    if let Some(peak) = peak() {
        println!("peak memory: {peak} MB");
    }
    let mut full = filled();
    let on = full.accord().calendar().last_instant(last);
    full.status(last);
    let mut nth = MANY;
    group.bench_function("one more observation, and its commitment", |bench| {
        bench.iter_batched(
            || {
                nth += 1000;
                Entry { at: date(2022, 12, 30).into(), ..observation(nth, 1000) }
            },
            |entry| {
                full.add(entry).unwrap();
                full.status_of(0, on)
            },
            BatchSize::PerIteration,
        );
    });
    group.bench_function("one late observation, and its commitment", |bench| {
        bench.iter_batched(
            || {
                nth += 1000;
                Entry { at: date(2020, 3, 1).into(), ..observation(nth, 1000) }
            },
            |entry| {
                full.add(entry).unwrap();
                full.status_of(0, on)
            },
            BatchSize::PerIteration,
        );
    });
    group.bench_function("one more observation, and all commitments", |bench| {
        bench.iter_batched(
            || {
                nth += 1000;
                Entry { at: date(2022, 12, 30).into(), ..observation(nth, 1000) }
            },
            |entry| {
                full.add(entry).unwrap();
                full.status_at(on, Timestamp::MAX)
            },
            BatchSize::PerIteration,
        );
    });
    drop(full);
    for (title, commitments) in [
        ("the daily tick over ten thousand limits", (0..10_000).map(limit).collect()),
        ("the daily tick over ten thousand limits and reports", (0..10_000).map(mixed).collect::<Vec<_>>()),
    ] {
        let mut ledger = ledger(commitments);
        for nth in 0..20_000 {
            let entry = observation(nth, 10_000);
            if ledger.check(&entry).is_ok() {
                ledger.add(entry).unwrap();
            }
        }
        ledger.status(date(2021, 6, 1));
        group.bench_function(title, |bench| bench.iter(|| ledger.status(date(2021, 6, 2))));
    }
}

criterion_group!(benches, fold);
criterion_main!(benches);
