//! Chances of ratification equal the sum over all votes; pivots and win-sets follow from them.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use proptest::prelude::*;
use wasit_model::{
    Bar, HomeBody, Issue, Package, Preferences, Ratifier, RedLine, Rule, Space, Values, WalkAway,
};
use wasit_search::{Demand, HomeVote, win_sets};

fn space(widths: &[usize]) -> Space {
    let issue = |(at, &width): (usize, &usize)| Issue {
        name: format!("i{at}"),
        title: format!("i{at}"),
        unit: None,
        description: None,
        values: Values::integers(1, width as i64, 1).unwrap(),
    };
    Space::new(widths.iter().enumerate().map(issue).collect()).unwrap()
}

fn preferences(space: &Space, tables: Vec<Vec<f64>>, lines: Vec<RedLine>, threshold: f64) -> Preferences {
    let walk_away = WalkAway { start: threshold, drift: None };
    Preferences::new(space, tables, vec![], lines, walk_away, None).unwrap()
}

fn rules(count: usize) -> impl Strategy<Value = Rule> {
    let bar = prop_oneof![(0.05..1.0_f64).prop_map(Bar::AtLeast), (0.0..0.95_f64).prop_map(Bar::MoreThan)];
    let leaf = (0..count).prop_map(Rule::One);
    leaf.prop_recursive(3, 8, 4, move |inner| {
        let of = proptest::collection::vec(inner, 1..4);
        prop_oneof![
            of.clone().prop_map(Rule::All),
            of.clone().prop_map(Rule::Any),
            (of, bar.clone()).prop_map(|(of, bar)| Rule::Quota { of, bar }),
        ]
    })
}

/// A body over a space of one issue of one value, in which each ratifier says yes with a given probability.
fn body_of(yes: &[f64], weights: &[f64], rule: Rule, shock: f64) -> (Space, HomeBody) {
    let space = space(&[1]);
    let ratifier = |(at, (&yes, &weight)): (usize, (&f64, &f64))| {
        // logistic(u − t) = yes at u = 0.
        let threshold = if yes == 0.0 || yes == 1.0 { 1.0 - 2.0 * yes } else { ((1.0 - yes) / yes).ln() };
        Ratifier {
            name: format!("r{at}"),
            title: format!("R{at}"),
            preferences: preferences(&space, vec![vec![0.0]], vec![], threshold),
            noise: if yes == 0.0 || yes == 1.0 { 0.0 } else { 1.0 },
            weight,
        }
    };
    let ratifiers = yes.iter().zip(weights).enumerate().map(ratifier).collect();
    let body = HomeBody { ratifiers, rule, shock };
    (space, body)
}

/// The sum over all votes of the probability of the votes that pass.
fn by_votes(body: &HomeBody, yes: &[f64]) -> f64 {
    (0..1_u32 << yes.len())
        .map(|votes| {
            let votes: Vec<bool> = (0..yes.len()).map(|at| votes >> at & 1 == 1).collect();
            let chance: f64 =
                votes.iter().zip(yes).map(|(vote, yes)| if *vote { *yes } else { 1.0 - yes }).product();
            if body.passes(&votes) { chance } else { 0.0 }
        })
        .sum()
}

fn chance() -> impl Strategy<Value = f64> {
    prop_oneof![1 => Just(0.0), 1 => Just(1.0), 6 => 0.02..0.98_f64]
}

fn weight() -> impl Strategy<Value = f64> {
    prop_oneof![(1..5_u8).prop_map(f64::from), 0.1..3.0_f64]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn chances_and_pivots(
        votes in proptest::collection::vec((chance(), weight()), 5),
        rule in rules(5),
    ) {
        let (yes, weights): (Vec<f64>, Vec<f64>) = votes.into_iter().unzip();
        let (space, body) = body_of(&yes, &weights, rule, 0.0);
        prop_assume!(body.check(&space).is_ok());
        let vote = HomeVote::new(&body);
        let package: Package = space.first();
        for (is, should) in vote.yes(&package).iter().zip(&yes) {
            prop_assert!((is - should).abs() < 1e-9);
        }
        let yes = vote.yes(&package);
        prop_assert!((vote.chance(&package) - by_votes(&body, &yes)).abs() < 1e-12);
        for (at, pivot) in vote.pivots(&package).into_iter().enumerate() {
            let with = |vote: f64| {
                let mut yes = yes.clone();
                yes[at] = vote;
                by_votes(&body, &yes)
            };
            prop_assert!((pivot - (with(1.0) - with(0.0))).abs() < 1e-12);
        }
    }

    /// The shock leaves every vote as it was, and with Gauss-Legendre panels in its place nothing changes.
    #[test]
    fn shocks(
        votes in proptest::collection::vec((chance(), weight()), 4),
        rule in rules(4),
        loading in 0.05..0.95_f64,
    ) {
        let (yes, weights): (Vec<f64>, Vec<f64>) = votes.into_iter().unzip();
        let (space, body) = body_of(&yes, &weights, rule, loading);
        prop_assume!(body.check(&space).is_ok());
        let vote = HomeVote::new(&body);
        let package = space.first();
        let yes = vote.yes(&package);
        let fine = fine_average(loading, &yes, &|given| by_votes(&body, given));
        prop_assert!((vote.chance(&package) - fine).abs() < 1e-8, "{} {}", vote.chance(&package), fine);
        for (at, &alone) in yes.iter().enumerate() {
            let one = HomeBody { rule: Rule::One(at), ..body.clone() };
            prop_assert!((HomeVote::new(&one).chance(&package) - alone).abs() < 1e-8);
        }
    }

    /// `all` ⊆ `quota` ⊆ `any`, and raising a threshold never makes a yes likelier.
    #[test]
    fn laws(
        votes in proptest::collection::vec((chance(), weight()), 5),
        share in 0.01..1.0_f64,
        raise in 0.0..2.0_f64,
        who in 0..5_usize,
        rule in rules(5),
        shock in prop_oneof![Just(0.0), 0.0..0.9_f64],
    ) {
        let (yes, weights): (Vec<f64>, Vec<f64>) = votes.into_iter().unzip();
        let of = |rule| body_of(&yes, &weights, rule, shock);
        let chance = |rule| {
            let (space, body) = of(rule);
            HomeVote::new(&body).chance(&space.first())
        };
        let quota = chance(Rule::quota(5, Bar::AtLeast(share)));
        prop_assert!(chance(Rule::all(5)) <= quota + 1e-9);
        prop_assert!(quota <= chance(Rule::any(5)) + 1e-9);
        let (space, body) = of(rule);
        prop_assume!(body.check(&space).is_ok());
        let mut by = vec![0.0; 5];
        by[who] = raise;
        let vote = HomeVote::new(&body);
        let package = space.first();
        let raised = vote.yes_with(&package, &by);
        prop_assert!(vote.chance_of(&raised) <= vote.chance(&package) + 1e-9);
    }

    /// Counted package by package; the nearest is what no other beats.
    #[test]
    fn sets_by_listing(
        widths in proptest::collection::vec(1..4_usize, 1..4),
        seed in any::<u64>(),
        noisy in any::<bool>(),
        at_least in 0.1..1.0_f64,
        rule in 0..3_usize,
    ) {
        use rand::{RngExt, SeedableRng};
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
        let space = space(&widths);
        let mut wants = |threshold: f64| {
            let tables = widths.iter().map(|&width| (0..width).map(|_| rng.random()).collect()).collect();
            let issue = rng.random_range(0..widths.len());
            let set = (0..widths[issue]).map(|_| rng.random_bool(0.2)).collect();
            let line = RedLine { clauses: vec![(issue, set)], words: String::new() };
            preferences(&space, tables, vec![line], threshold)
        };
        let sides = [wants(0.4), wants(0.5)];
        let ratifiers = (0..3)
            .map(|at| Ratifier {
                name: format!("r{at}"),
                title: String::new(),
                preferences: wants(0.6),
                noise: if noisy { 0.1 } else { 0.0 },
                weight: 1.0 + at as f64,
            })
            .collect();
        let rule = [Rule::all(3), Rule::quota(3, Bar::MoreThan(0.5)), Rule::any(3)][rule].clone();
        let body = HomeBody { ratifiers, rule, shock: 0.0 };
        let demand = |at: usize, home| Demand { preferences: &sides[at], floor: 0.4 + 0.1 * at as f64, home };
        let demands = [demand(0, Some(&body)), demand(1, None)];
        let found = win_sets(&space, &demands, at_least);
        let signs = |at: usize, package: &Package| {
            let utility = sides[at].utility(package);
            utility > f64::NEG_INFINITY && utility >= demands[at].floor
        };
        let home = HomeVote::new(&body);
        let count = |of: &dyn Fn(&Package) -> bool| space.packages().filter(|package| of(package)).count() as u128;
        let wins = |package: &Package| home.chance(package) >= at_least;
        prop_assert_eq!(found.sides[0].size.exact, Some(count(&wins)));
        prop_assert_eq!(found.sides[1].size.exact, Some(count(&|package| signs(1, package))));
        prop_assert_eq!(found.overlap.exact, Some(count(&|package| wins(package) && signs(1, package))));
        prop_assert_eq!(
            found.signable.exact,
            Some(count(&|package| wins(package) && signs(0, package) && signs(1, package)))
        );
        let worth = |package: &Package| {
            let both = signs(0, package) && signs(1, package);
            let chance = home.chance(package).min(f64::from(u8::from(signs(1, package))));
            (both, chance)
        };
        let nearest = worth(&found.nearest.package);
        prop_assert!(space.packages().all(|package| worth(&package) <= nearest));
    }
}

/// The mean over the shock by the midpoint rule with many steps.
fn fine_average(loading: f64, yes: &[f64], of: &dyn Fn(&[f64]) -> f64) -> f64 {
    use wasit_model::belief::normal::{cumulative, density, quantile};
    const STEPS: usize = 4_000;
    let width = 17.0 / STEPS as f64;
    (0..STEPS)
        .map(|at| {
            let shock = -8.5 + (at as f64 + 0.5) * width;
            let given: Vec<f64> = yes
                .iter()
                .map(|&yes| cumulative((quantile(yes) + loading * shock) / (1.0 - loading * loading).sqrt()))
                .collect();
            density(shock) * width * of(&given)
        })
        .sum()
}

/// Worked by hand: three ratifiers of weights 2, 1, 1, and a majority of more than 2 of 4. The first decides unless both
/// others say no: it needs one of them, they need it. With a half each: P = ½ × ¾ = 3/8; the first is pivotal with ¾, each
/// other with ½ × ½ = ¼ (the first yes, the other no).
#[test]
fn a_majority_by_hand() {
    let (space, body) = body_of(&[0.5; 3], &[2.0, 1.0, 1.0], Rule::quota(3, Bar::MoreThan(0.5)), 0.0);
    let vote = HomeVote::new(&body);
    let package = space.first();
    assert!((vote.chance(&package) - 0.375).abs() < 1e-12);
    let pivots = vote.pivots(&package);
    for (pivot, should) in pivots.iter().zip([0.75, 0.25, 0.25]) {
        assert!((pivot - should).abs() < 1e-12, "{pivots:?}");
    }
}

/// Two votes of a half each under a shock of loading ρ both say yes with ¼ + arcsin(ρ²)/2π (Sheppard 1899).
#[test]
fn two_votes_under_a_shock() {
    for loading in [0.1, 0.5, 0.8, 0.95] {
        let (space, body) = body_of(&[0.5, 0.5], &[1.0, 1.0], Rule::all(2), loading);
        let chance = HomeVote::new(&body).chance(&space.first());
        let should = 0.25 + f64::asin(loading * loading) / (2.0 * std::f64::consts::PI);
        assert!((chance - should).abs() < 1e-8, "{loading}: {chance} {should}");
    }
}

/// A parliament of a hundred alike: more than half of one hundred fair coins, by the binomial.
#[test]
fn a_hundred_seats() {
    let (space, body) = body_of(&[0.5; 100], &[1.0; 100], Rule::quota(100, Bar::MoreThan(0.5)), 0.0);
    let vote = HomeVote::new(&body);
    assert!(vote.is_exact());
    // P(50 of 100) = 0.0795892373871788, and the rest is halved.
    assert!((vote.chance(&space.first()) - (1.0 - 0.079_589_237_387_178_8) / 2.0).abs() < 1e-12);
}

/// What is cast follows the chances, shock or not.
#[test]
fn cast_votes() {
    use rand::{RngExt, SeedableRng};
    const TIMES: u32 = 20_000;
    for shock in [0.0, 0.7] {
        let rule = Rule::quota(4, Bar::AtLeast(0.6));
        let (space, body) = body_of(&[0.3, 0.6, 0.8, 0.5], &[2.0, 1.0, 1.5, 1.0], rule, shock);
        let vote = HomeVote::new(&body);
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(3);
        let package = space.first();
        let yes = vote.yes(&package);
        let mut cast = || {
            let uniforms: Vec<f64> = (0..vote.uniforms()).map(|_| rng.random()).collect();
            body.passes(&vote.cast(&yes, &uniforms))
        };
        let passed = (0..TIMES).filter(|_| cast()).count();
        let (share, chance) = (passed as f64 / f64::from(TIMES), vote.chance(&package));
        // Four standard errors.
        let error = 4.0 * (chance * (1.0 - chance) / f64::from(TIMES)).sqrt();
        assert!((share - chance).abs() < error, "{shock}: {share} {chance}");
    }
}

/// Where packages are drawn, what is estimated holds what is counted.
#[test]
fn win_sets_of_large_spaces() {
    use rand::{RngExt, SeedableRng};
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(7);
    let space = space(&[6; 12]);
    let mut wants = |threshold: f64| {
        let tables = (0..12).map(|_| (0..6).map(|_| rng.random::<f64>() / 12.0).collect()).collect();
        preferences(&space, tables, vec![], threshold)
    };
    let sides = [wants(0.4), wants(0.4)];
    let ratifiers = (0..3)
        .map(|at| Ratifier {
            name: format!("r{at}"),
            title: String::new(),
            preferences: wants(0.55),
            noise: 0.02,
            weight: 1.0,
        })
        .collect();
    let body = HomeBody { ratifiers, rule: Rule::quota(3, Bar::MoreThan(0.5)), shock: 0.2 };
    let demand = |at: usize, home| Demand { preferences: &sides[at], floor: 0.4, home };
    let found = win_sets(&space, &[demand(0, Some(&body)), demand(1, None)], 0.5);
    assert!(found.sides.iter().all(|side| !side.size.is_exact()));
    // The second side's set can be counted.
    let side = wasit_search::Side::new(std::sync::Arc::new(space.clone()), sides[1].clone());
    let counted = side.count_between(0.4, f64::INFINITY).value;
    let estimated = found.sides[1].size;
    assert!(estimated.low <= counted && counted <= estimated.high, "{estimated:?} {counted}");
    assert!(found.overlap.high <= found.sides[0].size.high);
    assert!(found.nearest.chances.iter().all(|chance| *chance > 0.9), "{:?}", found.nearest);
}

/// A quota whose weights are not multiples of anything is told by following who says yes, and with many members by
/// rounding, which says so.
#[test]
fn weights_without_a_unit() {
    let weights: Vec<f64> = (1..=24).map(|at| f64::from(at).sqrt()).collect();
    let yes: Vec<f64> = (1..=24).map(|at| f64::from(at) / 25.0).collect();
    let (space, body) = body_of(&yes, &weights, Rule::quota(24, Bar::AtLeast(0.6)), 0.0);
    let rounded = HomeVote::new(&body);
    assert!(!rounded.is_exact());
    let yes = rounded.yes(&space.first());
    let (few, many) = (&weights[..20], &weights[20..]);
    let (_, small) = body_of(&yes[..20], few, Rule::quota(20, Bar::AtLeast(0.6)), 0.0);
    assert!(HomeVote::new(&small).is_exact());
    // The last four by hand: what the first twenty must reach depends on them.
    let total: f64 = weights.iter().sum();
    let mut exact = 0.0;
    for votes in 0..16_u32 {
        let said = |at: usize| votes >> at & 1 == 1;
        let chance: f64 = (0..4).map(|at| if said(at) { yes[20 + at] } else { 1.0 - yes[20 + at] }).product();
        let reached: f64 = (0..4).filter(|&at| said(at)).map(|at| many[at]).sum();
        let left = (0.6 * total - reached) / few.iter().sum::<f64>();
        let (_, rest) = body_of(&yes[..20], few, Rule::quota(20, Bar::AtLeast(left.clamp(1e-12, 1.0))), 0.0);
        exact += chance * HomeVote::new(&rest).chance(&space.first());
    }
    let chance = rounded.chance(&space.first());
    assert!((chance - exact).abs() < 2e-3, "{chance} {exact}");
}
