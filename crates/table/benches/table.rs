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

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use jiff::Timestamp;
use serde_json::json;
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

/// How long one act took, and of what kind it was.
type Took = (Duration, &'static str);

/// Prints how long acts take from the first to the last, and which kinds take longest, which a mean would not show.
#[allow(clippy::disallowed_methods, reason = "it measures time")]
fn each(played: &Played) {
    let mut table = Talks::begin(Dice::of(7)).table;
    let mut took: Vec<Took> = Vec::new();
    for (who, act, at) in played {
        let (act, name) = (act.clone(), act.facts().name);
        let before = Instant::now();
        black_box(table.apply(who, act, *at)).unwrap();
        took.push((before.elapsed(), name));
    }
    let named = |took: &[Took], what: &str| {
        let mut took = took.to_vec();
        took.sort();
        let (last, name) = took[took.len() - 1];
        let (median, most) = (of(&took, 500), of(&took, 990));
        println!("{what}: median {median:?}, 99 of 100 within {most:?}, longest {last:?} ({name})");
    };
    named(&took, "an act of ten thousand");
    named(&took[9_000..], "an act of the last thousand");
    let mut kinds: BTreeMap<&str, Vec<Took>> = BTreeMap::new();
    for &(time, name) in &took[5_000..] {
        kinds.entry(name).or_default().push((time, name));
    }
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.iter_mut().for_each(|(_, took)| took.sort());
    kinds.sort_by_key(|(_, took)| std::cmp::Reverse(of(took, 500)));
    println!("of the last five thousand, the kinds that take longest:");
    for (name, took) in kinds.iter().take(8) {
        let (median, most) = (of(took, 500), of(took, 990));
        println!("  {name}: {} times, median {median:?}, 99 of 100 within {most:?}", took.len());
    }
}

/// Of times in rising order, the one that so many of a thousand lie below.
fn of(took: &[Took], thousandths: usize) -> Duration {
    took[took.len() * thousandths / 1000].0
}

/// A text of two hundred articles, and who revises it.
fn long_text() -> (Table, Who, Timestamp) {
    let Talks { mut table, now, .. } = Talks::begin(Dice::of(7));
    let head: Who = "oman/head".parse().unwrap();
    let body = "The parties shall meet every quarter, and report what they have found. ".repeat(6);
    let articles: Vec<_> =
        (0..200).map(|at| json!({ "id": format!("article-{at}"), "body": body })).collect();
    let open = json!({ "do": "open_text", "title": "A long text", "articles": articles });
    table.apply(&head, serde_json::from_value::<Act>(open).unwrap(), now).unwrap();
    (table, head, now)
}

fn revision(criterion: &mut Criterion) {
    let (table, head, now) = long_text();
    let text = table.events().last().unwrap().id.to_string();
    let revise = |turn: u32| -> Act {
        let article = format!("article-{}", turn * 37 % 200);
        let body = format!("The parties shall meet {turn} times.");
        serde_json::from_value(
            json!({ "do": "revise_article", "text": text, "article": article, "body": body }),
        )
        .unwrap()
    };
    let mut turn = 0;
    let mut long = table.clone();
    criterion.bench_function("an article of two hundred revised", |bencher| {
        bencher.iter_batched(
            || {
                turn += 1;
                revise(turn)
            },
            |act| long.apply(&head, act, now).unwrap(),
            BatchSize::SmallInput,
        );
    });
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
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_secs(1));
    targets = table, revision
}
criterion_main!(benches);
