//! A talk of ten thousand acts: an act, a view from scratch, one more event for a view.

#![allow(clippy::unwrap_used, reason = "what is measured is known to work")]

#[path = "../tests/proof/dice.rs"]
#[allow(dead_code)]
mod dice;
#[path = "../tests/proof/draw.rs"]
mod draw;
#[path = "../tests/proof/pool.rs"]
#[allow(dead_code)]
mod pool;
#[path = "../tests/proof/react.rs"]
mod react;
#[path = "../tests/proof/talks.rs"]
#[allow(dead_code)]
mod talks;

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use jiff::Timestamp;
use wasit_table::{Act, Table, View, Who};

use dice::Dice;
use talks::Talks;

/// What was done, by whom and when.
type Played = Vec<(Who, Act, Timestamp)>;

/// Ten thousand acts that were allowed, begun with those that convene, and the table after them.
fn played() -> (Played, Table) {
    let mut talks = Talks::begin(Dice::of(7));
    let mut played = Played::new();
    while played.len() < 10_000 {
        talks.wait_a_little();
        let (who, act) = talks.draw();
        // The talks go on, and most that is done in them is said, drafted and put.
        let ends = ["close_talks", "withdraw_consent", "suspend_talks", "discharge"];
        if !ends.contains(&act.facts().name) && talks.table.apply(&who, act.clone(), talks.now).is_ok() {
            played.push((who, act, talks.now));
        }
    }
    (played, talks.table)
}

/// Prints how long acts take from the first to the last, which a mean would not show.
#[allow(clippy::disallowed_methods, reason = "it measures time")]
fn each(played: &Played) {
    let mut table = Talks::begin(Dice::of(7)).table;
    let mut took: Vec<(std::time::Duration, &'static str)> = Vec::new();
    for (who, act, at) in played {
        let (act, name) = (act.clone(), act.facts().name);
        let before = std::time::Instant::now();
        black_box(table.apply(who, act, *at)).unwrap();
        took.push((before.elapsed(), name));
    }
    let mut last: Vec<_> = took[9_000..].to_vec();
    let named = |took: &mut Vec<(std::time::Duration, &'static str)>, what: &str| {
        took.sort();
        let at = |part: usize| took[took.len() * part / 1000];
        println!(
            "{what}: median {:?}, of 100 one {:?}, longest {:?}",
            at(500).0,
            at(990),
            took[took.len() - 1]
        );
    };
    named(&mut took, "an act of ten thousand");
    named(&mut last, "an act of the last thousand");
}

fn table(criterion: &mut Criterion) {
    let (played, table) = played();
    println!("{} acts, {} events", played.len(), table.events().len());
    each(&played);
    let begun = Talks::begin(Dice::of(7)).table;
    criterion.bench_function("ten thousand acts", |bencher| {
        bencher.iter_batched(
            || (begun.clone(), played.clone()),
            |(mut table, played)| {
                for (who, act, at) in played {
                    table.apply(&who, act, at).unwrap();
                }
                table
            },
            BatchSize::LargeInput,
        );
    });
    for who in ["iran/head", "oman/head"] {
        let who: Who = who.parse().unwrap();
        criterion.bench_function(&format!("view of {who} from scratch"), |bencher| {
            bencher.iter(|| View::of(&who, black_box(table.events())));
        });
        let (last, before) = table.events().split_last().unwrap();
        let view = View::of(&who, before).unwrap();
        criterion.bench_function(&format!("view of {who}, one more event"), |bencher| {
            bencher.iter_batched_ref(
                || view.clone(),
                |view| view.take(black_box(last)),
                BatchSize::LargeInput,
            );
        });
    }
    criterion.bench_function("replay", |bencher| {
        let events = || table.events().iter().map(|event| (**event).clone()).collect::<Vec<_>>();
        bencher.iter_batched(events, |events| Table::replay(events).unwrap(), BatchSize::LargeInput);
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(std::time::Duration::from_millis(200))
        .measurement_time(std::time::Duration::from_secs(1));
    targets = table
}
criterion_main!(benches);
