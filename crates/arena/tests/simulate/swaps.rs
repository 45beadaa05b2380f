//! Talks between pairs of draws, against all combinations.

use super::*;

/// What each choice makes of the variance of whether a deal comes into force, over all combinations: its Shapley value in the game in which a set
/// of choices has the variance of what is expected when these are known.
fn shapley_values(file: &File) -> [f64; 6] {
    let all: Vec<(f64, f64)> = file
        .combinations()
        .into_iter()
        .map(|(p, talks)| (p, f64::from(u8::from(class(&talks, 1) == Class::InForce))))
        .collect();
    let sizes = file.choices.each_ref().map(|choice| choice.0.len());
    // Of a combination, the options of the choices in `known`, as one number.
    let seen = |mut number: usize, known: usize| {
        let mut seen = 0;
        for (at, size) in sizes.iter().enumerate() {
            seen = seen * size + if known >> at & 1 == 1 { number % size } else { 0 };
            number /= size;
        }
        seen
    };
    let value = |known: usize| {
        let mut sums = vec![[0.0; 2]; all.len()];
        for (number, (p, deal)) in all.iter().enumerate() {
            let sum = &mut sums[seen(number, known)];
            sum[0] += p;
            sum[1] += p * deal;
        }
        let mean: f64 = sums.iter().map(|[_, deals]| deals).sum();
        let squares: f64 = sums.iter().filter(|[p, _]| *p > 0.0).map(|[p, deals]| deals * deals / p).sum();
        squares - mean * mean
    };
    let values: Vec<f64> = (0..64).map(value).collect();
    std::array::from_fn(|at| {
        let without = (0..64_usize).filter(|known| known >> at & 1 == 0);
        // |S|! (5 − |S|)! / 6! is 1 / (6 × the number of sets of that size among five).
        let weight = |size: u32| 1.0 / (6.0 * [1.0, 5.0, 10.0, 10.0, 5.0, 1.0][size as usize]);
        without.map(|known| weight(known.count_ones()) * (values[known | 1 << at] - values[known])).sum()
    })
}

#[test]
fn what_groups_that_are_taken_over_make_is_what_all_combinations_say() {
    const GROUPS: [&str; 6] = [
        "walk-away of left",
        "walk-away of right",
        "behaviour of left",
        "red lines of left",
        "red lines of right",
        "values of left",
    ];
    let mut varied = 0;
    for seed in 200..206 {
        let file = File::made_up(seed, &["boulware", "linear"], "");
        let exact = shapley_values(&file);
        let beliefs = file.beliefs();
        let simulation = Simulation::new(&beliefs, Vec::new(), 1, seed).unwrap();
        let swaps = simulation.swaps(2_048, &|_| ()).unwrap();
        assert_eq!(swaps.players.len(), 6);
        let rows = simulation.hold(0..2_048, &|_| (), &|| false).unwrap().unwrap();
        let mut made = vec![Vec::new(); 6];
        for (pair, swap) in swaps.pairs.iter().enumerate() {
            let deal = rows.variants[0].classes[pair] == Class::InForce;
            // The strategies draw no random numbers.
            let all = swaps.replicates;
            assert_eq!(swap.in_force[0], all * usize::from(deal), "the first is a draw of the sample");
            let steps: Vec<f64> = swap.in_force.iter().map(|deals| (deals / all) as f64).collect();
            let ends = steps[0] - steps[steps.len() - 1];
            for (at, player) in swap.order.iter().enumerate() {
                let step = if ends == 0.0 { 0.0 } else { steps[at] - steps[at + 1] };
                made[*player].push(0.5 * ends * step);
            }
        }
        for (player, made) in swaps.players.iter().zip(made) {
            let at = GROUPS.iter().position(|group| player.groups == [*group]).unwrap();
            let count = made.len() as f64;
            let mean = made.iter().sum::<f64>() / count;
            let variance = made.iter().map(|made| (made - mean).powi(2)).sum::<f64>() / (count - 1.0);
            let allowed = 4.0 * (variance / count).sqrt() + 1e-3;
            assert!((mean - exact[at]).abs() <= allowed, "{}: {mean} for {}", GROUPS[at], exact[at]);
            varied += usize::from(exact[at] > 0.01);
        }
    }
    assert!(varied > 10, "some choices matter: {varied}");
}

/// Groups that a link joins go together, a world is a player of its own, and threads do not matter.
#[test]
fn pairs_do_not_depend_on_threads() {
    let beliefs = read(
        "
issues:
  x: { range: { from: 0, to: 4 } }
  y: { range: { from: 0, to: 4 } }
parties:
  left:
    strategy: random
    walk_away: { range: [0.2, 0.6] }
    wants: { x: { weight: 2, rising: true }, y: { weight: { range: [1, 2] }, rising: true } }
  right:
    strategy: linear
    walk_away: { range: [0.2, 0.6] }
    wants: { x: { falling: true }, y: { falling: true } }
mediator: { strategy: courier }
legs: 20
links: [ { between: [left.walk_away, right.walk_away], rank_correlation: 0.5 } ]
worlds:
  calm: { p: 0.5 }
  tense: { p: 0.5, set: { right.walk_away: { range: [0.4, 0.8] } } }
",
    );
    let simulation = Simulation::new(&beliefs, Vec::new(), 1, 3).unwrap();
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| simulation.swaps(200, &|_| ()).unwrap())
    };
    let swaps = on(1);
    assert_eq!(swaps, on(3));
    assert_eq!(swaps.pairs[..50], simulation.swaps(50, &|_| ()).unwrap().pairs);
    let names: Vec<String> = swaps.players.iter().map(|player| player.groups.join(" + ")).collect();
    assert!(names.contains(&"walk-away of left + walk-away of right".to_owned()), "{names:?}");
    assert!(names.contains(&"world".to_owned()), "{names:?}");
    assert_eq!(swaps.replicates, 2, "chance is told apart whatever the sample's replicates");
    let steps = |swap: &wasit_arena::Swap| swap.in_force.len();
    assert!(swaps.pairs.iter().all(|swap| [2, names.len() + 1].contains(&steps(swap))));
    assert!(swaps.pairs.iter().any(|swap| steps(swap) > 2));
    // A twentieth of the talks or so: at most so many holdings for all pairs.
    assert_eq!(simulation.pairs(100_000), 100_000 / (10 * (names.len() as u64 + 2)));
    assert_eq!(simulation.pairs(u64::MAX), 2_048);
}
