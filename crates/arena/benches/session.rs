//! One talk by who sits there: with set-up, and warm.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use wasit_arena::{Exchange, Outlook, Room, Series, measured_talks};

fn sessions(criterion: &mut Criterion) {
    for row in measured_talks() {
        // One talk of some hundred milliseconds needs no statistics to be seen.
        if row.talks.space.size_log10() > 6.5 {
            continue;
        }
        let mut group = criterion.benchmark_group(&row.name);
        group.bench_function("with set-up", |bencher| {
            bencher.iter(|| {
                let sides = Outlook::sides(&row.talks);
                let series = Series::new(&row.talks, &sides, &row.seating, row.protocol)
                    .expect("the set's strategies exist");
                black_box(series.hold(&mut Room::default(), row.seed(), 0)).expect("strategies sit down")
            });
        });
        let sides = Outlook::sides(&row.talks);
        let exchange = Exchange::of(&sides);
        let series = Series::new(&row.talks, &sides, &row.seating, row.protocol)
            .expect("the set's strategies exist")
            .sharing(exchange.as_ref());
        let mut room = Room::default();
        group.bench_function("warm", |bencher| {
            bencher.iter(|| black_box(series.hold(&mut room, row.seed(), 0)).expect("strategies sit down"));
        });
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(std::time::Duration::from_millis(200))
        .measurement_time(std::time::Duration::from_millis(500));
    targets = sessions
}
criterion_main!(benches);
