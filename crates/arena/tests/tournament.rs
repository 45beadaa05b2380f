//! Tournaments: figures by hand, figures against a plain recomputation, and that nothing depends on how the talks are
//! cut up or on how many hold them.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use proptest::prelude::*;
use wasit_arena::{
    Ended, Estimate, Outlook, Plan, Planned, Player, Protocol, Ranking, Row, Seating, Tournament, by_seat,
    play, rank,
};
use wasit_model::{Preferences, Talks, WalkAway};

fn plan_of(
    talks: &[Talks],
    strategies: &[&str],
    protocol: Protocol,
    repeat: u32,
    self_play: bool,
    disclosure: bool,
) -> Plan {
    let planned = talks.iter().zip(1..).map(|(talks, key)| Planned {
        key,
        parties: talks.parties.len(),
        protocol,
        mediator: talks.mediator.strategy.clone(),
    });
    let strategies = strategies.iter().map(|&text| text.to_owned()).collect();
    Plan::new(strategies, planned.collect(), self_play, repeat, 5, disclosure).unwrap()
}

fn held(plan: &Plan, talks: &[Talks]) -> Vec<Row> {
    Tournament::new(plan, talks).hold(0..plan.held(), &|_| {}, &|| false).unwrap().unwrap()
}

/// One issue of five values: to the seller they are worth 0 to 1, to the buyer 1 to 0, and without a deal the buyer has
/// 0.2.
fn bargain() -> Talks {
    let space = support::space(&[5]);
    let side = |worths: Vec<f64>, start: f64| {
        let walk_away = WalkAway { start, drift: None };
        Preferences::new(&space, vec![worths], vec![], vec![], walk_away, None).unwrap()
    };
    support::assemble(
        &[5],
        vec![side(vec![0.0, 0.25, 0.5, 0.75, 1.0], 0.0), side(vec![1.0, 0.75, 0.5, 0.25, 0.0], 0.2)],
    )
}

/// Two strategies on one scenario, three steps, at relative times 1/4, 2/4 and 3/4, worked out by hand.
///
/// The tough one offers value 4 as the seller and 0 as the buyer, and takes nothing else. The linear one has levels of
/// 0.749, 0.499, 0.249 as the seller, so it offers 3, 2, 1, and of 0.799, 0.599, 0.399 as the buyer, so it offers 0, 1,
/// 2. Only two linear ones agree: the seller refuses 0 and accepts 1 at its third turn, the fifth in all. Nash is value
/// 2 (0.5 × 0.3, against 0.25 × 0.55 for value 1).
#[test]
fn two_strategies_on_one_scenario_by_hand() {
    let talks = [bargain()];
    let plan = plan_of(&talks, &["tough", "linear"], Protocol::Alternating { steps: 3 }, 1, true, true);
    let rows = held(&plan, &talks);
    let short: Vec<_> =
        rows.iter().map(|row| (row.ended, row.agreement.as_deref(), &row.utilities[..], row.legs)).collect();
    let nothing = [0.0, 0.2];
    assert_eq!(
        short,
        [
            (Ended::Deadline, None, &nothing[..], 6),
            (Ended::Deadline, None, &nothing[..], 6),
            (Ended::Deadline, None, &nothing[..], 6),
            (Ended::Agreed, Some(&[1_u16][..]), &[0.25, 0.75][..], 5),
        ]
    );
    let away = (2.0 * 0.25_f64.powi(2)).sqrt();
    assert_eq!(rows[3].frontier_distance, Some(0.0));
    assert!((rows[3].nash_distance.unwrap() - away).abs() < 1e-12);
    // Offers 3 and 2 rank the values 1, 1, 3.5, 3.5, 1 where 0, 1, 2, 3, 4 is true: 2.5 / √(7.5 × 10). Offers 0 and 1
    // rank them 3.5, 3.5, 1, 1, 1 where 4, 3, 2, 1, 0 is true: 7.5 / √75.
    let told = |row: &Row, expect: [f64; 2]| {
        assert!(row.disclosure.iter().zip(expect).all(|(a, b)| (a - b).abs() < 1e-12), "{row:?}");
    };
    told(&rows[3], [2.5 / 75.0_f64.sqrt(), 7.5 / 75.0_f64.sqrt()]);
    // One value alone: 1.5 four times and 4, against 0 to 4: 5 / √50.
    told(&rows[0], [5.0 / 50.0_f64.sqrt(), 5.0 / 50.0_f64.sqrt()]);

    let ranking = rank(&plan, &rows);
    let [linear, tough] = ranking.standings.as_slice() else { panic!("two strategies") };
    assert_eq!((linear.strategy, linear.rank, tough.strategy, tough.rank), (1, 1, 0, 2));
    let mean = |estimate: &Estimate, expect: f64, n: u64| {
        assert!((estimate.mean - expect).abs() < 1e-12 && estimate.n == n, "{estimate:?}");
        assert!(estimate.low <= estimate.mean && estimate.mean <= estimate.high, "{estimate:?}");
    };
    mean(&linear.utility, (0.2 + 0.0 + 0.25 + 0.75) / 4.0, 4);
    mean(&linear.agreed, 0.5, 4);
    mean(linear.utility_agreed.as_ref().unwrap(), 0.5, 2);
    mean(linear.nash_distance.as_ref().unwrap(), away, 2);
    mean(linear.frontier_distance.as_ref().unwrap(), 0.0, 2);
    mean(&linear.legs, (6.0 + 6.0 + 5.0 + 5.0) / 4.0, 4);
    mean(&tough.utility, (0.0 + 0.2 + 0.0 + 0.2) / 4.0, 4);
    mean(&tough.agreed, 0.0, 4);
    mean(&tough.legs, 6.0, 4);
    assert!(tough.utility_agreed.is_none() && tough.nash_distance.is_none());
    let expect = [[Some(0.1), Some(0.1)], [Some(0.1), Some(0.5)]];
    assert_eq!(ranking.matrix, expect.map(Vec::from));
    // Three blocks are drawn: tough alone, both, linear alone. In 8 of 27 draws the last is missing, and there both
    // have 0.1: they cannot be told apart.
    assert_eq!(ranking.blocks, 3);
    assert_eq!((linear.ties.as_slice(), tough.ties.as_slice()), (&[0][..], &[1][..]));
    // The replicates of linear are the means of draws without tough alone; from 0.1 to 0.5.
    assert_eq!((linear.utility.low, linear.utility.high), (0.1, 0.5));
    let seats = by_seat(&plan, &rows, 0);
    assert_eq!(seats[1][1].mean_utility(), Some((0.2 + 0.75) / 2.0));
    assert_eq!(seats[0][0].agreement_rate(), Some(0.0));
}

/// One row for each talk, repetitions of what was held once included: the strategies, and the row.
fn every_talk<'a>(plan: &'a Plan, rows: &'a [Row]) -> Vec<(&'a [u16], &'a Row)> {
    let of_block = |block: wasit_arena::Block<'a>| {
        let held = &rows[block.from as usize..block.to as usize];
        held.iter()
            .flat_map(move |row| std::iter::repeat_n((block.strategies, row), block.times as usize))
            .collect::<Vec<_>>()
    };
    plan.blocks().flat_map(of_block).collect()
}

fn mean(numbers: &[f64]) -> Option<f64> {
    (!numbers.is_empty()).then(|| numbers.iter().sum::<f64>() / numbers.len() as f64)
}

/// The figures of a ranking as one would take them from the list of talks.
fn check_against_talks(plan: &Plan, rows: &[Row], ranking: &Ranking) {
    let talks = every_talk(plan, rows);
    assert_eq!(talks.len() as u64, plan.talks());
    let close = |found: Option<f64>, expect: Option<f64>| match (found, expect) {
        (Some(found), Some(expect)) => assert!((found - expect).abs() < 1e-9, "{found} is not {expect}"),
        (found, expect) => assert_eq!(found, expect),
    };
    for standing in &ranking.standings {
        let me = standing.strategy as u16;
        let sat: Vec<(&Row, usize)> = talks
            .iter()
            .flat_map(|(who, row)| {
                who.iter().enumerate().filter(move |(_, who)| **who == me).map(move |(seat, _)| (*row, seat))
            })
            .collect();
        let of = |pick: &dyn Fn(&Row, usize) -> Option<f64>| -> Option<f64> {
            mean(&sat.iter().filter_map(|(row, seat)| pick(row, *seat)).collect::<Vec<_>>())
        };
        let agreed = |row: &Row| row.agreement.is_some();
        close(Some(standing.utility.mean), of(&|row, seat| Some(row.utilities[seat])));
        close(Some(standing.agreed.mean), of(&|row, _| Some(f64::from(u8::from(agreed(row))))));
        close(Some(standing.legs.mean), of(&|row, _| Some(f64::from(row.legs))));
        let known = |estimate: &Option<Estimate>| estimate.as_ref().map(|estimate| estimate.mean);
        close(known(&standing.utility_agreed), of(&|row, seat| agreed(row).then(|| row.utilities[seat])));
        close(known(&standing.nash_distance), of(&|row, _| row.nash_distance));
        close(known(&standing.frontier_distance), of(&|row, _| row.frontier_distance));
        close(known(&standing.disclosure), of(&|row, seat| row.disclosure.get(seat).copied()));
        let better = ranking.standings.iter().filter(|other| other.utility.mean > standing.utility.mean);
        assert_eq!(standing.rank, 1 + better.count());
        for (other, &cell) in ranking.matrix[standing.strategy].iter().enumerate() {
            let against: Vec<f64> = talks
                .iter()
                .flat_map(|(who, row)| {
                    let pairs = who.iter().enumerate().flat_map(|(seat, a)| {
                        who.iter().enumerate().map(move |(opposite, b)| (seat, *a, opposite, *b))
                    });
                    pairs
                        .filter(|&(seat, a, opposite, b)| {
                            seat != opposite && a == me && usize::from(b) == other
                        })
                        .map(|(seat, ..)| row.utilities[seat])
                        .collect::<Vec<_>>()
                })
                .collect();
            close(cell, mean(&against));
        }
        for &tie in &standing.ties {
            let other = ranking.standings.iter().find(|other| other.strategy == tie).unwrap();
            assert!(other.ties.contains(&standing.strategy), "ties are mutual");
        }
    }
}

fn some_talks() -> impl Strategy<Value = Vec<Talks>> {
    proptest::collection::vec((2..=3_usize).prop_flat_map(support::talks), 1..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// A ranking is what one would take from the list of talks.
    #[test]
    fn figures_are_those_of_the_talks(
        talks in some_talks(),
        strategies in proptest::sample::subsequence(vec!["conceder", "micro", "random", "tough", "hybrid"], 2..4),
        repeat in 1..4_u32,
        self_play in any::<bool>(),
        shuttle in any::<bool>(),
        disclosure in any::<bool>(),
    ) {
        let protocol = if shuttle { Protocol::Shuttle } else { Protocol::Alternating { steps: 6 } };
        let plan = plan_of(&talks, &strategies, protocol, repeat, self_play, disclosure);
        let rows = held(&plan, &talks);
        check_against_talks(&plan, &rows, &rank(&plan, &rows));
    }

    /// What is held once and counted for all its repetitions is what holding them all would give; and every talk is
    /// the one that its seed gives by itself.
    #[test]
    fn held_once_is_held_every_time(talks in some_talks(), shuttle in any::<bool>()) {
        let strategies = ["boulware", "random", "nice_tit_for_tat", "hybrid"];
        let protocol = if shuttle { Protocol::Shuttle } else { Protocol::Alternating { steps: 5 } };
        let plan = plan_of(&talks, &strategies, protocol, 3, true, false);
        prop_assert!(plan.held() < plan.talks());
        let rows = held(&plan, &talks);
        for block in plan.blocks() {
            let talks = &talks[block.scenario];
            let seating = Seating {
                parties: block
                    .strategies
                    .iter()
                    .map(|&at| Player::Strategy(strategies[usize::from(at)].to_owned()))
                    .collect(),
                ..Seating::of(talks)
            };
            let sides = Outlook::sides(talks);
            for repetition in 0..plan.repeat() {
                let seed = plan.seed_of(&block, repetition);
                let course = play(talks, &sides, &seating, protocol, seed, 0).unwrap();
                let held = block.to - block.from;
                let row = &rows[(block.from + u64::from(repetition).min(held - 1)) as usize];
                prop_assert_eq!(row.agreement.as_ref(), course.outcome.agreement());
                prop_assert_eq!(row.ended.word(), course.outcome.word());
                prop_assert_eq!(row.legs, course.legs);
                for (found, expect) in row.utilities.iter().zip(&course.utilities) {
                    prop_assert!(found == expect || *expect == f64::NEG_INFINITY && found.is_finite());
                }
            }
        }
    }

    /// However the talks are cut into ranges, and on however many threads: the same rows, and the same ranking.
    #[test]
    fn ranges_and_threads_do_not_matter(talks in some_talks(), cut in 1..40_u64, disclosure in any::<bool>()) {
        let strategies = ["linear", "micro", "tit_for_tat:variant=random_absolute,m=0.1"];
        let plan = plan_of(&talks, &strategies, Protocol::Alternating { steps: 6 }, 2, true, disclosure);
        let whole = held(&plan, &talks);
        for threads in [1, 2, 7] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let (pieces, ranking) = pool.install(|| {
                let mut tournament = Tournament::new(&plan, &talks);
                let ranges = (0..plan.held()).step_by(cut as usize);
                let piece = |from: u64| {
                    let to = plan.held().min(from + cut);
                    tournament.hold(from..to, &|_| {}, &|| false).unwrap().unwrap()
                };
                let pieces: Vec<Row> = ranges.flat_map(piece).collect();
                let ranking = rank(&plan, &pieces);
                (pieces, ranking)
            });
            prop_assert_eq!(&pieces, &whole);
            prop_assert_eq!(&ranking, &rank(&plan, &whole));
        }
    }
}

#[test]
fn a_tournament_that_is_told_to_stop_stops() {
    let talks = [bargain()];
    let plan = plan_of(&talks, &["random"], Protocol::Alternating { steps: 3 }, 100, true, false);
    let mut tournament = Tournament::new(&plan, &talks);
    assert_eq!(tournament.hold(0..plan.held(), &|_| {}, &|| true).unwrap(), None);
}
