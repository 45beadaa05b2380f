//! Beliefs on weights against their known moments, the laws of single weights, and brute force.

#![allow(clippy::unwrap_used)]

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasit_model::belief::{Column, Draws, Family, Group, Law, Note, Simplex, SimplexError, World};

const DRAWS: usize = 40_000;

/// Rows of weights drawn from independent uniforms.
fn rows(simplex: &Simplex, seed: u64) -> Vec<Vec<f64>> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    (0..DRAWS)
        .map(|_| {
            let uniforms: Vec<f64> = (0..simplex.len()).map(|_| random.random()).collect();
            let mut weights = Vec::new();
            simplex.draw(&uniforms, &mut weights);
            weights
        })
        .collect()
}

fn mean(numbers: impl Iterator<Item = f64>) -> f64 {
    numbers.sum::<f64>() / DRAWS as f64
}

fn alone(simplex: Simplex) -> Draws {
    let column = |at| Column { path: format!("w{at}"), group: Group::Weights(0), note: Note::default() };
    let columns = (0..simplex.len()).map(column).collect();
    let laws = vec![Law::Weights(simplex)];
    let world = World { name: "only".to_owned(), p: 1.0, laws, note: Note::default() };
    Draws::new(columns, vec![world], vec![]).expect("weights alone are a plan")
}

/// The greatest distance between the share of draws below a quantile and its probability, times √draws: above
/// 1.95 in one of a thousand such samples (Kolmogorov).
fn distance(draws: &Draws, member: usize, rows: &[Vec<f64>]) -> f64 {
    let mut drawn: Vec<f64> = rows.iter().map(|row| row[member]).collect();
    drawn.sort_by(f64::total_cmp);
    let share_to = |x: f64| drawn.partition_point(|&drawn| drawn <= x) as f64 / DRAWS as f64;
    let probabilities: Vec<f64> = (1..100).map(|step| f64::from(step) / 100.0).collect();
    // Thin members are nearly always almost 0, nearer than a quantile is known.
    let hair = 1e-7;
    let apart = |(p, x): (&f64, f64)| (share_to(x - hair) - p).max(p - share_to(x + hair));
    let greatest =
        probabilities.iter().zip(draws.quantiles(member, &probabilities)).map(apart).fold(0.0, f64::max);
    greatest * (DRAWS as f64).sqrt()
}

#[test]
fn weights_sum_to_one() {
    let swing = |low, high| Family::uniform(low, high).unwrap();
    for simplex in [
        Simplex::dirichlet(&[0.5, 0.2, 0.3], 20.0).unwrap(),
        Simplex::dirichlet(&[0.5, 0.499, 0.001], 1.0).unwrap(),
        Simplex::order(vec![2, 0, 1, 3]).unwrap(),
        Simplex::swing(vec![swing(0.0, 1.0), swing(50.0, 70.0)]).unwrap(),
    ] {
        let ends: Vec<f64> = vec![0.0; simplex.len()];
        for uniforms in [ends.clone(), ends.iter().map(|_| 1.0).collect(), ends.iter().map(|_| 0.3).collect()]
        {
            let mut weights = vec![7.0];
            simplex.draw(&uniforms, &mut weights);
            assert_eq!(weights.len(), 1 + simplex.len());
            let sum: f64 = weights[1..].iter().sum();
            assert!((sum - 1.0).abs() < 1e-12 && weights.iter().all(|&weight| weight >= 0.0), "{weights:?}");
        }
    }
}

#[test]
fn dirichlet_has_its_means_variances_and_laws() {
    for (means, strength) in [
        (vec![0.5, 0.2, 0.3], 20.0),
        (vec![0.7, 0.25, 0.04, 0.01], 2.0),
        (vec![0.5, 0.5], 0.05),
        (vec![0.25; 4], 4.0),
        (vec![0.6, 0.4], 5_000.0),
    ] {
        let draws = alone(Simplex::dirichlet(&means, strength).unwrap());
        let Law::Weights(simplex) = &draws.worlds()[0].laws[0] else { unreachable!() };
        let rows = rows(simplex, 1);
        for (a, &m) in means.iter().enumerate() {
            let sd = (m * (1.0 - m) / (strength + 1.0)).sqrt();
            let drawn = mean(rows.iter().map(|row| row[a]));
            assert!(
                (drawn - m).abs() < 4.0 * sd / (DRAWS as f64).sqrt(),
                "{means:?} {strength}: mean {drawn}"
            );
            let distance = distance(&draws, a, &rows);
            assert!(distance < 1.95, "{means:?} {strength}: member {a}, distance {distance}");
            for (b, &n) in means.iter().enumerate() {
                let exact = m * (f64::from(a == b) - n) / (strength + 1.0);
                let drawn = mean(rows.iter().map(|row| (row[a] - m) * (row[b] - n)));
                let wide = (m * (1.0 - m) * n * (1.0 - n)).sqrt() / (strength + 1.0);
                assert!(
                    (drawn - exact).abs() < 0.04 * wide.max(0.2 * exact.abs()),
                    "{means:?} {a} {b}: {drawn}, {exact}"
                );
            }
        }
    }
}

#[test]
fn order_has_the_rank_order_centroid() {
    // Barron & Barrett 1996, table 1: the rank order centroid weights of three and four.
    let third = Simplex::order(vec![1, 2, 0]).unwrap();
    for (given, exact) in third.middle().into_iter().zip([5.0 / 18.0, 2.0 / 18.0, 11.0 / 18.0]) {
        assert!((given - exact).abs() < 1e-12);
    }
    let fourth = Simplex::order(vec![0, 1, 2, 3]).unwrap();
    for (given, exact) in fourth.middle().into_iter().zip([25.0 / 48.0, 13.0 / 48.0, 7.0 / 48.0, 3.0 / 48.0])
    {
        assert!((given - exact).abs() < 1e-12);
    }
}

/// Even draws from the whole simplex, sorted: the same law by brute force.
#[test]
fn order_is_an_even_draw_sorted() {
    let places = vec![2, 0, 3, 1];
    let draws = alone(Simplex::order(places.clone()).unwrap());
    let Law::Weights(simplex) = &draws.worlds()[0].laws[0] else { unreachable!() };
    let rows = rows(simplex, 2);
    let mut random = ChaCha8Rng::seed_from_u64(3);
    let sorted: Vec<Vec<f64>> = (0..DRAWS)
        .map(|_| {
            // The gaps between sorted uniforms are an even draw.
            let mut cuts: Vec<f64> = (0..3).map(|_| random.random()).chain([0.0, 1.0]).collect();
            cuts.sort_by(f64::total_cmp);
            let mut gaps: Vec<f64> = cuts.windows(2).map(|pair| pair[1] - pair[0]).collect();
            gaps.sort_by(|a, b| b.total_cmp(a));
            places.iter().map(|&place| gaps[place]).collect()
        })
        .collect();
    for a in 0..4 {
        assert!(rows.iter().all(|row| row[1] >= row[3] && row[3] >= row[0] && row[0] >= row[2]));
        for (which, rows) in [("drawn", &rows), ("brute force", &sorted)] {
            let distance = distance(&draws, a, rows);
            assert!(distance < 1.95, "{which}: member {a}, distance {distance}");
        }
        for b in 0..4 {
            let [one, other] = [&rows, &sorted].map(|rows| mean(rows.iter().map(|row| row[a] * row[b])));
            assert!((one - other).abs() < 0.02 * other, "{a} {b}: {one}, {other}");
        }
    }
}

/// The greatest of two even weights is even between a half and 1, the least of two between 0 and a half.
#[test]
fn order_of_two_is_even() {
    let draws = alone(Simplex::order(vec![1, 0]).unwrap());
    for p in [0.05, 0.25, 0.5, 0.95] {
        assert!((draws.quantile(0, 0, p) - 0.5 * p).abs() < 1e-12);
        assert!((draws.quantile(0, 1, p) - 0.5 - 0.5 * p).abs() < 1e-12);
    }
}

/// Among sixty-four too: the greatest weight passes `x` only where a gap does, and the chance that all gaps are at
/// most x is Σ (−1)^k C(n, k) (1 − k x)₊^(n−1) (Whitworth 1901).
#[test]
fn the_greatest_of_many_follows_whitworth() {
    let draws = alone(Simplex::order((0..12).collect()).unwrap());
    for p in [0.05, 0.5, 0.95] {
        let x = draws.quantile(0, 0, p);
        let (mut ways, mut sum) = (1.0, 0.0);
        for k in 0..=12_u32 {
            let rest = (1.0 - f64::from(k) * x).max(0.0);
            sum += ways * if k % 2 == 0 { 1.0 } else { -1.0 } * rest.powi(11);
            ways *= f64::from(12 - k) / f64::from(k + 1);
        }
        assert!((sum - p).abs() < 1e-9, "{p}: {sum}");
    }
}

#[test]
fn swings_are_shares_of_their_sum() {
    let family = |low: f64, high: f64| Family::uniform(low, high).unwrap();
    let simplex = Simplex::swing(vec![Family::constant(100.0).unwrap(), family(50.0, 70.0)]).unwrap();
    let mut weights = Vec::new();
    simplex.draw(&[0.9, 0.0], &mut weights);
    assert!((weights[0] - 2.0 / 3.0).abs() < 1e-12);
    // The second is s / (100 + s), which rises with s.
    let draws = alone(simplex.clone());
    for p in [0.05, 0.5, 0.95] {
        let swing = 50.0 + 20.0 * p;
        assert!((draws.quantile(0, 1, p) - swing / (100.0 + swing)).abs() < 1e-4);
    }
    assert!((simplex.middle()[1] - 60.0 / 160.0).abs() < 1e-12);

    let three =
        alone(Simplex::swing(vec![family(10.0, 90.0), family(0.0, 30.0), family(40.0, 50.0)]).unwrap());
    let Law::Weights(simplex) = &three.worlds()[0].laws[0] else { unreachable!() };
    let rows = rows(simplex, 4);
    for member in 0..3 {
        let distance = distance(&three, member, &rows);
        // The law it is held against is itself read from draws: allow for both.
        assert!(distance < 3.0, "member {member}, distance {distance}");
    }
}

#[test]
fn what_is_wrong_is_said() {
    let words = |made: Result<Simplex, SimplexError>| made.unwrap_err().to_string();
    let number = |value: f64| Family::constant(value).unwrap();
    for (made, expect) in [
        (Simplex::dirichlet(&[1.0], 20.0), "1 weights: between 2 and 64 can be uncertain together"),
        (Simplex::dirichlet(&[0.5, 0.0], 20.0), "a mean weight is 0: it must lie above 0"),
        (Simplex::dirichlet(&[0.5, 0.5], 0.0), "`strength` is 0: it must lie above 0 and be at most 10000"),
        (
            Simplex::dirichlet(&[0.5, 0.0005], 0.5),
            "a mean weight of 0.0005 is too small for a strength of 0.5: their product must be at least 0.001",
        ),
        (Simplex::order(vec![0, 2]), "a ranking names every issue once"),
        (Simplex::order(vec![0, 0]), "a ranking names every issue once"),
        (
            Simplex::swing(vec![number(1.0), number(-1.0)]),
            "a swing can be -1: swings are numbers of at least 0",
        ),
        (
            Simplex::swing(vec![number(0.0), number(0.0)]),
            "all swings can be 0 at once: at least one must lie above 0",
        ),
    ] {
        assert_eq!(words(made), expect);
    }
}
