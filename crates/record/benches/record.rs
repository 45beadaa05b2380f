//! A record of 10,000 events: what an act costs, a moment, a case file, and to verify it.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use serde_json::{Value, json};
use wasit_record::{LogKey, Record, SeededSalts, verify};

const EVENTS: u64 = 10_000;

fn event(nth: u64) -> Value {
    json!({
        "at": format!("2025-05-{:02}T{:02}:{:02}:{:02}Z", 1 + nth / 86_400, nth / 3600 % 24, nth / 60 % 60, nth % 60),
        "kind": "message", "by": "iran/araghchi", "item": nth,
        "text": {"$content": "What was said, in a sentence or two: as long as such a thing is wont to be, and no longer."},
    })
}

/// Talks of six compartments with a moment after every thousand events.
fn talks() -> Record {
    let mut salts = SeededSalts([1; 32]);
    let mut record = Record::open("wasit.example/bench", LogKey::from_seed([2; 32])).expect("it is a name");
    for nth in 0..EVENTS {
        let room = if nth % 3 == 0 { "joint" } else { "room/iran" };
        record.append(room, &[event(nth)], &mut salts).expect("the event is right");
        if nth % 1000 == 999 {
            for other in ["room/us", "team", "delegation/iran", "delegation/us"] {
                record.append(other, &[event(nth)], &mut salts).expect("the event is right");
            }
            let at = event(nth)["at"].as_str().expect("an event has a time").to_owned();
            record.seal(&at, &mut salts).expect("moments follow each other");
        }
    }
    record
}

fn benches(criterion: &mut Criterion) {
    let record = talks();
    let mut salts = SeededSalts([1; 32]);
    let mut group = criterion.benchmark_group("record");
    let next = [event(EVENTS)];
    let mut growing = record.clone();
    group.bench_function("append", |bencher| {
        bencher
            .iter(|| black_box(growing.append("room/iran", &next, &mut salts)).expect("the event is right"));
    });
    group.bench_function("seal", |bencher| {
        bencher.iter_batched_ref(
            || record.clone(),
            |record| record.seal("2025-06-01T00:00:00Z", &mut SeededSalts([1; 32])).expect("it is later"),
            BatchSize::LargeInput,
        );
    });
    group.throughput(Throughput::Elements(EVENTS)).sample_size(10);
    group.bench_function("case file", |bencher| {
        bencher.iter(|| black_box(record.case_file("iran/araghchi", &["joint", "room/iran"]).to_bytes()));
    });
    let bytes = record.case_file("iran/araghchi", &["joint", "room/iran"]).to_bytes();
    let fingerprint = record.public_key().fingerprint();
    group.bench_function("verify", |bencher| {
        bencher.iter(|| black_box(verify(&bytes, &fingerprint)).expect("the file is right"));
    });
    group.bench_function("store and load", |bencher| {
        bencher.iter(|| {
            let kept = serde_json::to_vec(&record).expect("a record can be kept");
            black_box(serde_json::from_slice::<Record>(&kept)).expect("and read")
        });
    });
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
