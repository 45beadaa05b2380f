//! Effects against closed forms.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod made;

use std::f64::consts::PI;

use made::{columns, sample, uniforms};
use wasit_explain::{Effects, effects};

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

#[test]
fn a_sharp_outcome_of_many_inputs() {
    let rows = uniforms(25, 98_304, 5);
    let sum =
        |row: &[f64]| row.iter().enumerate().map(|(at, x)| (x - 0.5) / (1.0 + at as f64 / 5.0)).sum::<f64>();
    let chance = |row: &[f64]| if sum(row) > 0.1 { 0.95 } else { 0.02 };
    let start = std::time::Instant::now();
    let sample = sample(columns(&rows, 2, 6, sum, chance));
    println!("made {:?}", start.elapsed());
    let start = std::time::Instant::now();
    let both = effects(&sample, 0).unwrap();
    println!("{:?}", start.elapsed());
    show(&both.outcome.unwrap());
    show(&both.margin);
}
