//! Planted boxes are found again.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod made;

use made::{columns, sample, uniforms};
use wasit_explain::{Bound, Kind, TooFew, scenarios};

fn at_least(bound: &Bound) -> f64 {
    let Bound::AtLeast(low) = bound else { panic!("{bound:?} has another shape") };
    *low
}

#[test]
fn the_planted_box_is_found() {
    let rows = uniforms(12, 30_000, 21);
    let inside = |row: &[f64]| row[3] > 0.6 && row[7] < 0.5 && row[9] > 0.3;
    let chance = |row: &[f64]| if inside(row) { 0.9 } else { 0.15 };
    let sample = sample(columns(&rows, 2, 22, |_| 0.0, chance));
    let found = scenarios(&sample, 0, true).unwrap();
    let first = &found.boxes[0];
    let mut conditions = first.conditions.clone();
    conditions.sort_by_key(|condition| condition.input);
    assert_eq!(conditions.iter().map(|condition| condition.input).collect::<Vec<_>>(), [3, 7, 9]);
    assert!((at_least(&conditions[0].bound) - 0.6).abs() < 0.02, "{conditions:?}");
    assert!(
        matches!(conditions[1].bound, Bound::AtMost(high) if (high - 0.5).abs() < 0.02),
        "{conditions:?}"
    );
    assert!((at_least(&conditions[2].bound) - 0.3).abs() < 0.02, "{conditions:?}");
    assert!((first.mass.value - 0.14).abs() < 0.01 && first.density.high > 0.87, "{first:?}");
    let coverage = 0.9 * 0.14 / (0.9 * 0.14 + 0.15 * 0.86);
    assert!((first.coverage.value - coverage).abs() < 0.03, "{first:?} {coverage}");
    assert!(first.found_again > 0.9, "{first:?}");
    // There is nothing else to find.
    assert_eq!(found.boxes.len(), 1, "{:?}", found.boxes);
}

#[test]
fn a_box_of_labels_and_the_tree_that_says_the_same() {
    let mut rows = uniforms(5, 20_000, 23);
    rows.iter_mut().for_each(|row| row[2] = (row[2] * 4.0).floor());
    let fails = |row: &[f64]| row[2] == 1.0 || row[2] == 3.0;
    let chance = |row: &[f64]| if fails(row) && row[0] < 0.5 { 0.05 } else { 0.8 };
    let mut columns = columns(&rows, 1, 24, |_| 0.0, chance);
    columns.inputs[2].kind = Kind::Label(["a", "b", "c", "d"].map(str::to_owned).to_vec());
    let sample = sample(columns);
    let found = scenarios(&sample, 0, false).unwrap();
    let labels = |conditions: &[wasit_explain::Condition]| {
        conditions
            .iter()
            .any(|condition| condition.bound == Bound::Among(vec!["b".to_owned(), "d".to_owned()]))
    };
    assert!(labels(&found.boxes[0].conditions), "{:?}", found.boxes);
    assert!(found.boxes[0].density.has(0.95), "{:?}", found.boxes);
    let leaf = &found.leaves[0];
    assert!(labels(&leaf.conditions) && leaf.share.has(0.95) && leaf.mass.has(0.25), "{leaf:?}");
}

#[test]
fn noise_has_no_scenarios_and_few_failures_say_nothing() {
    let rows = uniforms(10, 20_000, 25);
    let found = scenarios(&sample(columns(&rows, 1, 26, |_| 0.0, |_| 0.4)), 0, true).unwrap();
    assert!(found.boxes.is_empty(), "{:?}", found.boxes);
    assert_eq!(found.leaves.len(), 1);
    let few = scenarios(&sample(columns(&rows, 1, 27, |_| 0.0, |_| 0.998)), 0, false);
    assert!(matches!(few, Err(TooFew { what: "failures", .. })), "{few:?}");
}
