//! Effects against closed forms.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod made;

use std::f64::consts::PI;

use made::{columns, sample, uniforms};
use wasit_explain::{Effects, Estimate, Kind, effects};

fn by_group(effects: &Effects) -> Vec<&wasit_explain::Effect> {
    let mut groups: Vec<_> = effects.groups.iter().collect();
    groups.sort_by_key(|effect| effect.groups[0]);
    groups
}

fn show(effects: &Effects) {
    println!("explained {:?} rest {:.4} variance {}", effects.explained, effects.rest, effects.variance);
    for effect in by_group(effects) {
        println!(
            "{} sh {:.4?} first {:.4?} total {:.4?}",
            effect.name, effect.shapley, effect.first, effect.total
        );
    }
}

/// Ishigami and Homma (1990) with a = 7, b = 0.1.
fn ishigami(row: &[f64]) -> f64 {
    let x: Vec<f64> = row.iter().map(|u| PI * (2.0 * u - 1.0)).collect();
    x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin()
}

#[test]
fn ishigamis_effects_are_those_of_the_closed_form() {
    let (a, b) = (7.0f64, 0.1f64);
    let v1 = 0.5 * (1.0 + b * PI.powi(4) / 5.0).powi(2);
    let v2 = a * a / 8.0;
    let v13 = b * b * PI.powi(8) * 8.0 / 225.0;
    let v = v1 + v2 + v13;
    let shapley = [(v1 + v13 / 2.0) / v, v2 / v, v13 / 2.0 / v];
    let first = [v1 / v, v2 / v, 0.0];
    let total = [(v1 + v13) / v, v2 / v, v13 / v];
    let rows = uniforms(3, 65_536, 1);
    let effects = effects(&sample(columns(&rows, 1, 2, ishigami, |_| 0.5)), 0).unwrap().margin;
    show(&effects);
    for (at, effect) in by_group(&effects).into_iter().enumerate() {
        assert!(effect.shapley.has(shapley[at]), "{at}: {:?} {}", effect.shapley, shapley[at]);
        assert!(effect.first.has(first[at]), "{at}: {:?} {}", effect.first, first[at]);
        assert!(effect.total.has(total[at]), "{at}: {:?} {}", effect.total, total[at]);
    }
    assert!(effects.rest < 0.02, "{}", effects.rest);
}

/// Sobol's g-function with the usual coefficients.
const G: [f64; 8] = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];

fn g(row: &[f64]) -> f64 {
    row.iter().zip(G).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product()
}

#[test]
fn the_g_functions_effects_are_those_of_the_closed_form() {
    let parts: Vec<f64> = G.iter().map(|a| 1.0 / (3.0 * (1.0 + a) * (1.0 + a))).collect();
    let whole = parts.iter().map(|part| 1.0 + part).product::<f64>() - 1.0;
    let product =
        |mask: usize| -> f64 { (0..8).filter(|at| mask >> at & 1 == 1).map(|at| parts[at]).product() };
    let rows = uniforms(8, 65_536, 3);
    let effects = effects(&sample(columns(&rows, 1, 4, g, |_| 0.5)), 0).unwrap().margin;
    show(&effects);
    for (at, effect) in by_group(&effects).into_iter().enumerate() {
        // Each interaction is shared evenly by its members.
        let shapley: f64 = (1..256usize)
            .filter(|mask| mask >> at & 1 == 1)
            .map(|mask| product(mask) / f64::from(mask.count_ones()))
            .sum::<f64>()
            / whole;
        let total: f64 = (1..256usize).filter(|mask| mask >> at & 1 == 1).map(product).sum::<f64>() / whole;
        assert!(effect.shapley.has(shapley), "{at}: {:?} {shapley}", effect.shapley);
        assert!(effect.first.has(parts[at] / whole), "{at}: {:?} {}", effect.first, parts[at] / whole);
        assert!(effect.total.has(total), "{at}: {:?} {total}", effect.total);
    }
    assert!(effects.rest < 0.02, "{}", effects.rest);
}

/// Independent standard normal numbers (Box and Muller).
fn normals(inputs: usize, draws: usize, seed: u64) -> Vec<Vec<f64>> {
    let pair = |row: Vec<f64>| -> Vec<f64> {
        row.chunks_exact(2).map(|u| (-2.0 * (1.0 - u[0]).ln()).sqrt() * (2.0 * PI * u[1]).cos()).collect()
    };
    uniforms(2 * inputs, draws, seed).into_iter().map(pair).collect()
}

/// Weights of the normal numbers whose sum decides.
const WEIGHTS: [f64; 8] = [1.0, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2];

fn weighed(row: &[f64]) -> f64 {
    row.iter().zip(WEIGHTS).map(|(x, weight)| x * weight).sum()
}

/// A deal comes into force with 0.9 where a weighted sum of normal numbers is above 0, with 0.1 elsewhere.
fn sharp(draws: usize, seed: u64) -> Effects {
    let rows = normals(8, draws, seed);
    let chance = |row: &[f64]| if weighed(row) > 0.0 { 0.9 } else { 0.1 };
    effects(&sample(columns(&rows, 2, seed, weighed, chance)), 0).unwrap().outcome.unwrap()
}

/// By input: Shapley, first-order and total effect, as shares of the variance. The sum of the inputs of a coalition correlates with that of an independent
/// copy of the others by r, its share of the variance; two such signs agree by asin(r) / 2π more than by chance (Sheppard 1899).
fn closed_form() -> Vec<[f64; 3]> {
    let squares: Vec<f64> = WEIGHTS.iter().map(|weight| weight * weight).collect();
    let all: f64 = squares.iter().sum();
    let value = |mask: usize| {
        let own: f64 = (0..8).filter(|at| mask >> at & 1 == 1).map(|at| squares[at]).sum();
        (own / all).min(1.0).asin() / (2.0 * PI) * 4.0
    };
    let factorial = |n: u32| (1..=n).map(f64::from).product::<f64>();
    (0..8)
        .map(|at| {
            let bit = 1usize << at;
            let adds = |mask: usize| {
                let size = mask.count_ones();
                factorial(size) * factorial(7 - size) / factorial(8) * (value(mask | bit) - value(mask))
            };
            let shapley: f64 = (0..256usize).filter(|mask| mask & bit == 0).map(adds).sum();
            [shapley, value(bit), 1.0 - value(255 & !bit)]
        })
        .collect()
}

#[test]
fn effects_on_a_sharp_outcome_are_those_of_the_closed_form() {
    let effects = sharp(98_304, 5);
    for (effect, expect) in by_group(&effects).into_iter().zip(closed_form()) {
        for (found, expect) in [effect.shapley, effect.first, effect.total].into_iter().zip(expect) {
            // 24 intervals of 95 %: one may miss by a little.
            let half = found.value - found.low;
            assert!(found.low - half < expect && expect < found.high, "{}: {found:?} {expect}", effect.name);
        }
    }
    assert!(effects.rest < 0.1, "{}", effects.rest);
    assert!((effects.variance - 0.16).abs() < 0.005, "{}", effects.variance);
}

#[test]
#[ignore = "slow: many samples"]
fn intervals_of_effects_hold_what_they_promise() {
    const SEEDS: u64 = 60;
    let truth = closed_form();
    let (mut below, mut above, mut off) = ([0; 3], [0; 3], [0.0; 3]);
    for seed in 0..SEEDS {
        let effects = sharp(32_768, 1_000 + seed);
        for (effect, expect) in by_group(&effects).into_iter().zip(&truth) {
            for (at, found) in [effect.shapley, effect.first, effect.total].into_iter().enumerate() {
                below[at] += usize::from(expect[at] < found.low);
                above[at] += usize::from(expect[at] > found.high);
                off[at] += (found.value - expect[at]) / (8 * SEEDS) as f64;
            }
        }
    }
    println!("below {below:?} above {above:?} of {} mean error {off:?}", 8 * SEEDS);
    let most = (0.06 * (8 * SEEDS) as f64) as usize;
    assert!(below.iter().zip(above).all(|(below, above)| below + above <= most), "{below:?} {above:?}");
}

#[test]
fn shapley_effects_sum_to_what_is_explained() {
    let rows = uniforms(6, 8_192, 7);
    let chance = |row: &[f64]| if row[0] + row[1] * row[2] > 0.8 { 0.9 } else { 0.2 };
    let both = effects(&sample(columns(&rows, 2, 8, |row| row[0] + row[1] * row[2], chance)), 0).unwrap();
    for effects in [both.outcome.unwrap(), both.margin] {
        let sum: f64 = effects.groups.iter().map(|effect| effect.shapley.value).sum();
        assert!((sum - effects.explained.value).abs() < 1e-9, "{sum} {}", effects.explained.value);
        assert!((effects.rest + effects.explained.value - 1.0).abs() < 1e-12);
    }
}

/// In either world x0 has another belief; with its place in its world it is independent of it. Y = x0 with x0 uniform on [0, 1] or on [2, 3]: the
/// world's variance is 1, that within worlds 1/12.
#[test]
fn what_depends_on_the_world_is_shared_with_it() {
    let rows: Vec<Vec<f64>> = uniforms(2, 32_768, 9)
        .into_iter()
        .map(|row| {
            let world = f64::from(u8::from(row[1] < 0.5));
            vec![row[0] + 2.0 * world, world]
        })
        .collect();
    let mut columns = columns(&rows, 1, 10, |row| row[0], |_| 0.5);
    columns.inputs[1].kind = Kind::Label(vec!["a".to_owned(), "b".to_owned()]);
    (columns.world, columns.by_world) = (Some(1), vec![0]);
    let effects = effects(&sample(columns), 0).unwrap().margin;
    show(&effects);
    let groups = by_group(&effects);
    let within = 1.0 / 13.0;
    assert!(groups[0].shapley.has(within) && groups[1].shapley.has(1.0 - within), "{groups:?}");
    assert!(groups[0].shapley.half_width() < 0.01, "{groups:?}");
}

#[test]
fn linked_groups_count_as_one() {
    let rows: Vec<Vec<f64>> = uniforms(3, 16_384, 11)
        .into_iter()
        .map(|row| vec![row[0], (row[0] + 0.1 * row[1]) / 1.1, row[2]])
        .collect();
    let mut columns = columns(&rows, 1, 12, |row| row[0] + row[1] + row[2], |_| 0.5);
    columns.linked = vec![vec![0, 1]];
    let effects = effects(&sample(columns), 0).unwrap().margin;
    assert_eq!(effects.groups.len(), 2);
    let first = &effects.groups[0];
    assert_eq!(
        (first.name.as_str(), &first.groups[..], &first.inputs[..]),
        ("group 0 and group 1", &[0, 1][..], &[0, 1][..])
    );
    let linked = (21.0f64 / 11.0).powi(2) + (1.0 / 11.0f64).powi(2);
    assert!(first.shapley.has(linked / (linked + 1.0)), "{first:?}");
}

/// Effects on a yes/no that is certain, of which the margin tells nothing.
fn certain(rows: &[Vec<f64>], seed: u64, deal: impl Fn(&[f64]) -> bool) -> Effects {
    let chance = |row: &[f64]| f64::from(u8::from(deal(row)));
    effects(&sample(columns(rows, 2, seed, |_| 0.5, chance)), 0).unwrap().outcome.unwrap()
}

/// That effects are within their intervals, each as far again as it reaches by sampling: of many intervals of 95 %, one may miss by a little.
fn check(effects: &Effects, expect: &[[f64; 3]]) {
    show(effects);
    for (effect, expect) in by_group(effects).into_iter().zip(expect) {
        for (found, expect) in [effect.shapley, effect.first, effect.total].into_iter().zip(expect) {
            let more = found.value - found.low + 1e-3;
            let wide = Estimate { low: found.low - more, high: found.high + more, ..found };
            assert!(wide.has(*expect), "{}: {found:?} {expect}", effect.name);
        }
    }
}

/// Y = 1[x0 + x1 > 1.3], x2 says nothing. With s = 0.7, P = s²/2, and E[Y | x0] = max(x0 − 0.3, 0), whose mean square is s³/3; the pair has the rest.
#[test]
fn a_sum_above_a_threshold_is_shared_evenly() {
    let (s, p) = (0.7f64, 0.245f64);
    let variance = p * (1.0 - p);
    let first = (s.powi(3) / 3.0 - p * p) / variance;
    let rows = uniforms(3, 65_536, 21);
    let effects = certain(&rows, 22, |row| row[0] + row[1] > 1.3);
    check(&effects, &[[0.5, first, 1.0 - first], [0.5, first, 1.0 - first], [0.0; 3]]);
    assert!(effects.rest < 0.06, "{}", effects.rest);
}

/// Y is Bernoulli of p(x) = 0.15 + 0.7 · 1[x0² + 0.5 x1 + x2 x3 > 1] with two replicates, so that chance is 0.15 · 0.85 whatever x is; a surrogate has no hand in
/// what is expected, which is the sum over a grid of each coalition's cells.
#[test]
fn unlike_inputs_with_chance_are_those_of_a_quadrature() {
    const CELLS: usize = 40;
    let deal = |row: &[f64]| row[0] * row[0] + 0.5 * row[1] + row[2] * row[3] > 1.0;
    let at = |cell: usize| (cell as f64 + 0.5) / CELLS as f64;
    // By coalition: the mean of Y over its cells, kept by the coalition's own cells.
    let mut means = vec![vec![0.0f64; CELLS.pow(4)]; 16];
    for cells in 0..CELLS.pow(4) {
        let cell = |input: u32| cells / CELLS.pow(input) % CELLS;
        let row: Vec<f64> = (0..4).map(|input| at(cell(input))).collect();
        if deal(&row) {
            for (mask, means) in means.iter_mut().enumerate() {
                let own: usize = (0..4)
                    .filter(|input| mask >> input & 1 == 1)
                    .map(|input| cell(input) * CELLS.pow(input))
                    .sum();
                means[own] += 1.0;
            }
        }
    }
    let value = |mask: usize| -> f64 {
        let (own, others) = (CELLS.pow(mask.count_ones()), CELLS.pow(4 - mask.count_ones()));
        let squares: f64 = means[mask].iter().map(|sum| (sum / others as f64).powi(2)).sum();
        squares / own as f64
    };
    let none = value(0);
    let values: Vec<f64> = (0..16).map(|mask| value(mask) - none).collect();
    let expect: Vec<[f64; 3]> = (0..4)
        .map(|input| {
            let bit = 1usize << input;
            // |S|! (3 − |S|)! / 4!
            let weights = [1.0 / 4.0, 1.0 / 12.0, 1.0 / 12.0, 1.0 / 4.0];
            let adds =
                |mask: usize| weights[mask.count_ones() as usize] * (values[mask | bit] - values[mask]);
            let shapley: f64 = (0..16usize).filter(|mask| mask & bit == 0).map(adds).sum();
            [shapley / values[15], values[bit] / values[15], 1.0 - values[15 & !bit] / values[15]]
        })
        .collect();
    let rows = uniforms(4, 65_536, 23);
    let chance = |row: &[f64]| 0.15 + 0.7 * f64::from(u8::from(deal(row)));
    let margin = |row: &[f64]| row[0] * row[0] + 0.5 * row[1] + row[2] * row[3] - 1.0;
    let effects = effects(&sample(columns(&rows, 2, 24, margin, chance)), 0).unwrap().outcome.unwrap();
    check(&effects, &expect);
    // What chance makes is not in the variance, and so in no rest.
    assert!(
        (effects.variance / (0.49 * values[15]) - 1.0).abs() < 0.03,
        "{} {}",
        effects.variance,
        values[15]
    );
    assert!(effects.chance_apart && effects.rest < 0.08, "{}", effects.rest);
}

/// Y = 1[the fraction of 200 (x0 + x1) is below 1/2]: neither alone tells anything and the stripes are finer than any surrogate has. All is the rest, half of
/// it at most is either's, which is what either has; nothing is claimed.
#[test]
fn what_is_too_fine_is_said_to_be_the_rest() {
    let rows = uniforms(3, 32_768, 25);
    let effects = certain(&rows, 26, |row| (200.0 * (row[0] + row[1])).fract() < 0.5);
    check(&effects, &[[0.5, 0.0, 1.0], [0.5, 0.0, 1.0], [0.0; 3]]);
    assert!(effects.rest > 0.95, "{}", effects.rest);
    for effect in &effects.groups {
        assert!(effect.shapley.low < 0.01 && (0.48..0.55).contains(&effect.may_add), "{effect:?}");
        assert!(effect.first.high < 0.06, "{effect:?}");
    }
    let said = effects.words().join(" ");
    assert!(
        said.contains("no group can be shown")
            && said.contains("percentage points of it may be any one group’s"),
        "{said}"
    );
}

/// The same stripes of one input: neighbours find that it is the only one's, so that it may be all its own, and next to nothing the others'.
#[test]
fn fine_stripes_of_one_input_are_not_halved() {
    let rows = uniforms(3, 32_768, 27);
    let effects = certain(&rows, 28, |row| (100.0 * row[0]).fract() < 0.5);
    show(&effects);
    let groups = by_group(&effects);
    // A neighbour is about 1/8,000 away, and the edges of stripes 1/200 from each other: one pair in forty is told apart.
    assert!(groups[0].may_add > 0.95 * effects.rest && groups[1].may_add < 0.1, "{groups:?}");
    assert!(groups[0].first.high > 0.9 && groups[1].first.high < 0.03, "{groups:?}");
}
