//! Beliefs on one number against closed forms, known values and each other.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use wasit_model::belief::{Expert, Family, FamilyError, Stated, normal};

type Made = Result<Family, FamilyError>;

fn pooled(experts: Vec<(f64, Family)>) -> Made {
    let named = |(at, (weight, family))| Expert { name: format!("e{at}"), weight, family };
    Family::pool(experts.into_iter().enumerate().map(named).collect())
}

/// One of everything that draws from a stretch, ordinary and extreme.
fn stretches() -> Vec<Family> {
    let all = |made: Vec<Made>| -> Vec<Family> { made.into_iter().map(Result::unwrap).collect() };
    let mut families = all(vec![
        Family::uniform(35.0, 50.0),
        Family::triangular(35.0, 40.0, 55.0),
        Family::triangular(0.0, 0.0, 1.0),
        Family::pert(35.0, 40.0, 55.0),
        Family::pert(0.0, 0.0, 1.0),
        Family::pert(-3.0, 9.0, 9.0),
        Family::percentiles(36.0, 41.0, 52.0, 0.0, 100.0),
        Family::percentiles(0.1, 0.2, 0.95, 0.0, 1.0),
        Family::percentiles(1.0, 50.0, 99.0, 0.0, 100.0),
        Family::percentiles(0.01, 0.011, 0.99, 0.0, 1.0),
        Family::beta(2.0, 5.0, 0.0, 100.0),
        Family::beta(0.3, 0.3, 0.0, 1.0),
        Family::beta(0.05, 3.0, 0.0, 1.0),
        Family::beta(9_000.0, 2_000.0, 0.0, 1.0),
        Family::beta(1.0, 10_000.0, 0.0, 1.0),
        Family::normal(40.0, 5.0, None, None),
        Family::normal(40.0, 5.0, Some(38.0), Some(60.0)),
        Family::normal(40.0, 5.0, Some(55.0), None),
        Family::normal(40.0, 5.0, None, Some(27.0)),
        Family::log_normal(40.0, 30.0, None, None),
        Family::log_normal(40.0, 30.0, Some(10.0), Some(100.0)),
    ]);
    let [uniform, pert, johnson] = [&families[0], &families[3], &families[6]].map(Clone::clone);
    let far = Family::uniform(80.0, 90.0).unwrap();
    let sharp = Family::constant(42.0).unwrap();
    let wide = Family::normal(40.0, 20.0, None, None).unwrap();
    let spike = Family::beta(0.3, 0.3, 30.0, 45.0).unwrap();
    let inner = pooled(vec![(1.0, far.clone()), (3.0, sharp.clone())]).unwrap();
    families.extend(all(vec![
        pooled(vec![(2.0, uniform.clone()), (1.0, pert.clone())]),
        pooled(vec![(1.0, uniform.clone()), (1.0, far)]),
        pooled(vec![(1.0, pert.clone()), (0.5, sharp)]),
        pooled(vec![(1.0, wide), (1.0, johnson.clone()), (1.0, spike)]),
        pooled(vec![(1.0, johnson), (1.0, inner), (0.0, Family::constant(-1e6).unwrap())]),
        pooled(vec![(1.0, uniform), (1.0, pert), (1.0, Family::triangular(20.0, 41.0, 44.0).unwrap())]),
    ]));
    families
}

/// The least number whose cumulative probability reaches `p`, by halving.
fn brute_quantile(family: &Family, p: f64) -> f64 {
    let (low, high) = family.support();
    let (mut low, mut high) = (low.max(-1e4), high.min(1e5));
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if family.cumulative(middle) < p { low = middle } else { high = middle }
    }
    high
}

fn probabilities() -> impl Iterator<Item = f64> {
    let bulk = (1..400).map(|step| f64::from(step) / 400.0);
    let tails = [1e-6, 1e-5, 1e-4, 5e-4, 0.9995, 0.9999, 0.99999];
    bulk.chain(tails)
}

#[test]
fn quantiles_undo_the_cumulative_to_a_millionth() {
    for family in stretches() {
        let spread = family.quantile(0.9) - family.quantile(0.1);
        for p in probabilities() {
            let (given, exact) = (family.quantile(p), brute_quantile(&family, p));
            // An edge of a probability of a double, where the law jumps over a gap.
            let gap = (family.cumulative(given) - p).abs() < 1e-12;
            assert!(
                (given - exact).abs() <= 1e-6 * spread || gap,
                "{:?} at {p}: {given}, {exact}",
                family.stated()
            );
        }
    }
}

#[test]
fn quantiles_rise_within_the_support() {
    for family in stretches() {
        let (low, high) = family.support();
        let mut last = f64::NEG_INFINITY;
        for step in 0..=20_000 {
            let value = family.quantile(f64::from(step) / 20_000.0);
            assert!(value >= last && low <= value && value <= high, "{:?}: {value}", family.stated());
            last = value;
        }
        for z in [-9.0, -3.0, -0.2, 0.0, 1.7, 4.0, 9.0] {
            let (one, other) = (family.at_score(z), family.quantile(normal::cumulative(z)));
            let spread = family.quantile(0.999_999) - family.quantile(1e-6);
            assert!(z.abs() > 8.0 || (one - other).abs() < 1e-6 * spread, "{:?} at {z}", family.stated());
        }
    }
}

/// Over the score, where the trapezoid rule converges fast: only kinks and jumps leave an error.
#[test]
fn moments_are_those_of_the_quantiles() {
    for family in stretches() {
        let nodes: Vec<(f64, f64)> = (-8_000..=8_000)
            .map(|step| f64::from(step) / 1_000.0)
            .map(|z| (normal::density(z) / 1_000.0, family.at_score(z)))
            .collect();
        let mean: f64 = nodes.iter().map(|(share, x)| share * x).sum();
        let variance: f64 = nodes.iter().map(|(share, x)| share * (x - mean) * (x - mean)).sum();
        let (sd, stated) = (family.sd(), family.stated());
        assert!((mean - family.mean()).abs() < 5e-4 * sd, "{stated:?}: mean {mean}, {}", family.mean());
        assert!((variance.sqrt() - sd).abs() < 5e-4 * sd, "{stated:?}: sd {}, {sd}", variance.sqrt());
    }
}

#[test]
fn pert_is_the_beta_of_its_mean() {
    let pert = Family::pert(35.0, 40.0, 55.0).unwrap();
    // (35 + 4 × 40 + 55) / 6; the shapes are 1 + 4 × 5/20 and 1 + 4 × 15/20.
    assert!((pert.mean() - 250.0 / 6.0).abs() < 1e-12);
    let beta = Family::beta(2.0, 4.0, 35.0, 55.0).unwrap();
    for p in probabilities() {
        assert_eq!(pert.quantile(p), beta.quantile(p));
    }
    // I_x(2, 4) is the chance of two or more of five: 1 − (1−x)⁵ − 5x(1−x)⁴.
    for p in [0.05, 0.5, 0.95] {
        let x = (pert.quantile(p) - 35.0) / 20.0;
        let at_least_two = 1.0 - (1.0 - x).powi(5) - 5.0 * x * (1.0 - x).powi(4);
        assert!((at_least_two - p).abs() < 1e-7);
    }
}

#[test]
fn beta_has_known_quantiles() {
    // With one shape 1 the law is a power; with both 1/2 it is the arcsine law.
    for p in [0.001_f64, 0.05, 0.25, 0.5, 0.9, 0.999] {
        for (a, b, exact) in [
            (3.0, 1.0, p.powf(1.0 / 3.0)),
            (1.0, 3.0, 1.0 - (1.0 - p).powf(1.0 / 3.0)),
            (1.0, 1.0, p),
            (0.5, 0.5, (std::f64::consts::FRAC_PI_2 * p).sin().powi(2)),
        ] {
            let given = Family::beta(a, b, 0.0, 1.0).unwrap().quantile(p);
            assert!((given - exact).abs() < 1e-7, "{a} {b} {p}: {given}, {exact}");
        }
    }
}

#[test]
fn percentiles_are_passed_through() {
    let family = Family::percentiles(36.0, 41.0, 52.0, 0.0, 100.0).unwrap();
    for (p, stated) in [(0.1, 36.0), (0.5, 41.0), (0.9, 52.0)] {
        assert!((family.quantile(p) - stated).abs() < 1e-6);
        assert!((family.cumulative(stated) - p).abs() < 1e-9);
    }
}

/// Mean and spread of half a normal law, and the mean above 1 (the inverse of Mills' ratio, 1.5251352761609812).
#[test]
fn clipped_normals_have_known_moments() {
    let half = Family::normal(0.0, 1.0, Some(0.0), None).unwrap();
    let pi = std::f64::consts::PI;
    assert!((half.mean() - (2.0 / pi).sqrt()).abs() < 1e-7, "{}", half.mean());
    assert!((half.sd() - (1.0 - 2.0 / pi).sqrt()).abs() < 1e-7, "{}", half.sd());
    let beyond = Family::normal(0.0, 1.0, Some(1.0), None).unwrap();
    assert!((beyond.mean() - 1.525_135_276_160_981).abs() < 1e-7, "{}", beyond.mean());
    // P(X > 1.2815515655446004) = 0.1, and P(X > 1) = 0.15865525393145707.
    let p = 1.0 - 0.1 / 0.158_655_253_931_457_07;
    assert!((beyond.quantile(p) - 1.281_551_565_544_600_4).abs() < 1e-12);
}

#[test]
fn log_normals_have_known_medians() {
    let family = Family::log_normal(40.0, 30.0, None, None).unwrap();
    // mean / √(1 + (sd / mean)²)
    assert!((family.quantile(0.5) - 40.0 / 1.562_5_f64.sqrt()).abs() < 1e-12);
    assert_eq!(family.support(), (0.0, f64::INFINITY));
}

#[test]
fn pools_keep_disagreement() {
    let low = Family::uniform(0.0, 10.0).unwrap();
    let high = Family::uniform(90.0, 100.0).unwrap();
    let pool = pooled(vec![(1.0, low), (3.0, high)]).unwrap();
    for (p, exact) in [(0.05, 2.0), (0.2, 8.0), (0.4, 92.0), (0.7, 96.0), (0.985, 99.8)] {
        assert!((pool.quantile(p) - exact).abs() < 1e-5, "{p}: {}", pool.quantile(p));
    }
    assert!((pool.mean() - 72.5).abs() < 1e-12);
    assert_eq!(pool.support(), (0.0, 100.0));

    let sure = pooled(vec![
        (1.0, Family::constant(40.0).unwrap()),
        (1.0, Family::constant(50.0).unwrap()),
        (2.0, Family::uniform(40.0, 50.0).unwrap()),
    ])
    .unwrap();
    // A quarter at 40, a half between, a quarter at 50.
    for (p, exact) in [(0.1, 40.0), (0.24, 40.0), (0.5, 45.0), (0.65, 48.0), (0.8, 50.0), (0.99, 50.0)] {
        assert!((sure.quantile(p) - exact).abs() < 1e-6, "{p}: {}", sure.quantile(p));
    }
    let only =
        pooled(vec![(1.0, Family::constant(7.0).unwrap()), (1.0, Family::constant(7.0).unwrap())]).unwrap();
    assert!((0..=10).all(|step| only.quantile(f64::from(step) / 10.0) == 7.0));
}

#[test]
fn labels_and_chances() {
    let choice = |weights: [f64; 3]| {
        let labels = ["boulware", "conceder", "linear"].map(str::to_owned);
        Family::choice(labels.into_iter().zip(weights).collect()).unwrap()
    };
    let family = choice([2.0, 1.0, 1.0]);
    assert_eq!(family.labels().unwrap(), ["boulware", "conceder", "linear"]);
    for (p, label) in [(0.0, 0.0), (0.49, 0.0), (0.51, 1.0), (0.74, 1.0), (0.76, 2.0), (1.0, 2.0)] {
        assert_eq!(family.quantile(p), label, "{p}");
    }
    assert_eq!(family.middle(), 0.0);
    assert_eq!(family.mean(), 0.75);
    let never = choice([0.0, 1.0, 0.0]);
    assert!((0..=10).all(|step| never.quantile(f64::from(step) / 10.0) == 1.0));

    let both = pooled(vec![(1.0, family), (1.0, never)]).unwrap();
    assert_eq!(both.labels().unwrap().len(), 3);
    assert_eq!([0.2, 0.3, 0.87, 0.88].map(|p| both.quantile(p)), [0.0, 1.0, 1.0, 2.0]);

    let chance = Family::chance(0.8).unwrap();
    assert_eq!([0.0, 0.19, 0.21, 1.0].map(|p| chance.quantile(p)), [0.0, 0.0, 1.0, 1.0]);
    assert!((chance.mean() - 0.8).abs() < 1e-15 && (chance.sd() - 0.4).abs() < 1e-15);
    assert!(
        (0..=10)
            .all(|step| Family::chance(1.0).unwrap().quantile(f64::from(step) / 10.0) == 1.0 || step == 0)
    );
    assert!((0..=10).all(|step| Family::chance(0.0).unwrap().quantile(f64::from(step) / 10.0) == 0.0));
}

#[test]
fn what_is_wrong_is_said() {
    let words = |made: Made| made.unwrap_err().to_string();
    let chance = || Family::chance(0.5).unwrap();
    let number = || Family::constant(1.0).unwrap();
    let labels = |labels: &[(&str, f64)]| {
        Family::choice(labels.iter().map(|&(label, weight)| (label.to_owned(), weight)).collect())
    };
    for (made, expect) in [
        (Family::uniform(50.0, 35.0), "`low` (50) must lie below `high` (35)"),
        (Family::uniform(5.0, 5.0), "`low` (5) must lie below `high` (5)"),
        (Family::constant(f64::NAN), "`value` is NaN: it must be a finite number"),
        (Family::pert(35.0, 60.0, 55.0), "`likely` (60) must lie between `low` (35) and `high` (55)"),
        (Family::percentiles(41.0, 36.0, 52.0, 0.0, 100.0), "`p10` (41) must lie below `p50` (36)"),
        (Family::percentiles(36.0, 41.0, 40.5, 0.0, 100.0), "`p50` (41) must lie below `p90` (40.5)"),
        (Family::percentiles(36.0, 41.0, 52.0, 38.0, 100.0), "`min` (38) must lie below `p10` (36)"),
        (Family::percentiles(36.0, 41.0, 52.0, 0.0, 50.0), "`p90` (52) must lie below `max` (50)"),
        (
            Family::beta(0.0, 5.0, 0.0, 1.0),
            "`a` (0) must lie between the least shape (0.01) and the greatest shape (10000)",
        ),
        (Family::normal(40.0, 0.0, None, None), "`sd` is 0: it must lie above 0"),
        (Family::normal(40.0, 1.0, Some(9.0), Some(3.0)), "`min` (9) must lie below `max` (3)"),
        (
            Family::normal(40.0, 1.0, Some(50.0), None),
            "less than a millionth of the law lies between `min` and `max`: the mean must lie nearer to them, or the sd be larger",
        ),
        (Family::log_normal(-1.0, 1.0, None, None), "`mean` is -1: it must lie above 0"),
        (
            Family::log_normal(1.0, 20.0, None, None),
            "`sd` (20) must lie between 0 and ten times the mean (10)",
        ),
        (Family::chance(1.2), "1.2 is not a probability: it must lie between 0 and 1"),
        (labels(&[]), "there is nothing to choose from: name at least one"),
        (labels(&[("a", 1.0), ("a", 2.0)]), "`a` is stated twice"),
        (labels(&[("a", -1.0)]), "the weight of `a` is -1: it must be a finite number of at least 0"),
        (labels(&[("a", 0.0)]), "all weights are 0: at least one must lie above 0"),
        (pooled(vec![]), "there are no experts: name at least one"),
        (
            pooled(vec![(1.0, chance()), (1.0, number())]),
            "`e0` and `e1` do not state the same kind of thing: all experts state numbers, or all labels, or all chances",
        ),
        (
            pooled(vec![(1.0, chance()), (1.0, labels(&[("a", 1.0), ("b", 1.0)]).unwrap())]),
            "`e0` and `e1` choose from different labels: all experts name the same ones in the same order, with weight 0 where one does not come",
        ),
    ] {
        assert_eq!(words(made), expect);
    }
    assert_eq!(Family::percentiles(41.0, 36.0, 52.0, 0.0, 100.0).unwrap_err().what(), Some("p10"));
}

fn any_stretch() -> impl Strategy<Value = Family> {
    let inside = || (0.01..0.98_f64, 0.01..0.98_f64, 0.01..0.98_f64);
    let sorted = |(a, b, c): (f64, f64, f64)| {
        let mut sorted = [a, b, c];
        sorted.sort_by(f64::total_cmp);
        [sorted[0], sorted[1] + 0.003, sorted[2] + 0.006]
    };
    let one = prop_oneof![
        inside().prop_map(move |parts| {
            let [low, likely, high] = sorted(parts);
            Family::pert(low, likely, high).unwrap()
        }),
        inside().prop_map(move |parts| {
            let [p10, p50, p90] = sorted(parts);
            Family::percentiles(p10, p50, p90, 0.0, 1.0).unwrap()
        }),
        (-4.0..7.0_f64, -4.0..7.0_f64)
            .prop_map(|(a, b)| { Family::beta(a.exp(), b.exp(), 0.0, 1.0).unwrap() }),
        (0.1..0.9_f64, 0.02..2.0_f64)
            .prop_map(|(mean, sd)| { Family::normal(mean, sd, Some(0.0), Some(1.0)).unwrap() }),
        (0.0..1.0_f64).prop_map(|value| Family::constant(value).unwrap()),
    ];
    prop_oneof![
        3 => one.clone(),
        1 => proptest::collection::vec((0.1..3.0_f64, one), 1..5)
            .prop_map(|experts| pooled(experts).unwrap()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// At a quantile the law has reached the probability, and a hair before it has not.
    #[test]
    fn every_quantile_is_where_the_law_passes(family in any_stretch(), p in 0.0005..0.9995_f64) {
        let hair = 1e-6 * (family.quantile(0.9995) - family.quantile(0.0005)).max(1e-6);
        let x = family.quantile(p);
        prop_assert!(family.cumulative(x + hair) >= p - 1e-9, "{} at {x}", family.cumulative(x + hair));
        prop_assert!(family.cumulative(x - hair) <= p + 1e-9, "{} at {x}", family.cumulative(x - hair));
    }

    /// Changing the unit of the numbers changes the quantiles with it.
    #[test]
    fn units_do_not_matter(
        percentiles in (0.02..0.3_f64, 0.32..0.6_f64, 0.62..0.97_f64),
        p in 0.001..0.999_f64,
    ) {
        let (p10, p50, p90) = percentiles;
        let one = Family::percentiles(p10, p50, p90, 0.0, 1.0).unwrap();
        let hundred = Family::percentiles(100.0 * p10 - 7.0, 100.0 * p50 - 7.0, 100.0 * p90 - 7.0, -7.0, 93.0).unwrap();
        prop_assert!((100.0 * one.quantile(p) - 7.0 - hundred.quantile(p)).abs() < 1e-4);
        let is_percentiles = matches!(hundred.stated(), Stated::Percentiles { .. });
        prop_assert!(is_percentiles);
    }
}
