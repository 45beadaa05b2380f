//! Curves, bars and what learning is worth, against closed forms.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod made;

use made::{columns, holdings, sample, uniforms};
use wasit_explain::{Variant, asking, curves, tornado};

#[test]
fn curves_and_bars_follow_a_straight_line() {
    let rows = uniforms(3, 40_000, 11);
    // P is x0 whatever the others are.
    let sample = sample(columns(&rows, 2, 12, |row| row[0] - 0.5, |row| row[0]));
    let curves = curves(&sample, 0).unwrap();
    assert_eq!(curves[0].points.len(), 20);
    let off = curves[0].points.iter().filter(|point| !point.share.has(point.middle)).count();
    assert!(off <= 3, "{off} of 20 intervals miss");
    let tornado = tornado(&sample, 0).unwrap();
    let bar = &tornado.inputs[0];
    assert_eq!(bar.name, "x0");
    assert!(bar.low.has(0.1) && bar.high.has(0.9) && bar.swing.has(0.8), "{bar:?}");
    let bar = &tornado.groups[0];
    assert!(bar.name == "group 0" && bar.swing.has(0.8), "{bar:?}");
    assert!(tornado.inputs[2].swing.half_width() < 0.05, "{:?}", tornado.inputs[2]);
}

#[test]
fn a_group_pulls_where_none_of_its_members_does() {
    let rows = uniforms(3, 40_000, 13);
    // The sign of a product: neither factor alone says anything.
    let chance = |row: &[f64]| if (row[0] - 0.5) * (row[1] - 0.5) > 0.0 { 0.9 } else { 0.1 };
    let mut columns = columns(&rows, 1, 14, |_| 0.0, chance);
    columns.inputs[1].group = 0;
    let sample = sample(columns);
    let tornado = tornado(&sample, 0).unwrap();
    assert!(tornado.inputs.iter().all(|bar| bar.swing.value.abs() < 0.05), "{:?}", tornado.inputs);
    let first = &tornado.groups[0];
    assert!(first.name == "group 0" && first.swing.value > 0.7, "{first:?}");
    let asked = asking(&sample).unwrap();
    // Var(E[Y | x0, x1]) = 0.4², of 1/4 with chance in it.
    assert!((asked.groups[0].gain.value - 0.64).abs() < 0.03, "{:?}", asked.groups);
}

#[test]
fn learning_is_worth_what_the_closed_form_says() {
    let rows = uniforms(3, 60_000, 15);
    let mut columns = columns(&rows, 1, 16, |_| 0.0, |_| 0.5);
    columns.variants.push(Variant { name: "other".to_owned(), ..holdings(&rows, 1, 17, |row| row[1]) });
    let asked = asking(&sample(columns)).unwrap();
    let decision = asked.decision.unwrap();
    // E max(1/2, x) − 1/2 = 1/8, and nothing by the others.
    assert_eq!(decision.inputs[0].name, "x1");
    assert!(decision.inputs[0].gain.has(0.125), "{:?}", decision.inputs);
    assert!(
        decision.inputs[1].gain.low == 0.0 && decision.inputs[1].gain.high < 0.01,
        "{:?}",
        decision.inputs
    );
    assert!(decision.groups[0].gain.has(0.125) && decision.all.has(0.125), "{decision:?}");
}

#[test]
fn learning_one_input_settles_the_variance_of_its_curve() {
    let rows = uniforms(4, 60_000, 18);
    // P = (x0 + x1) / 2: each alone has Var(x/2) = 1/48, together 1/24.
    let sample = sample(columns(&rows, 2, 19, |_| 0.0, |row| (row[0] + row[1]) / 2.0));
    let asked = asking(&sample).unwrap();
    for ask in &asked.inputs {
        let expect = if ask.index < 2 { 0.5 } else { 0.0 };
        assert!(ask.gain.has(expect) && ask.gain.half_width() < 0.05, "{ask:?}");
    }
}
