//! All explanations of one sample, as a reader gets them.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod made;

use made::{columns, holdings, sample, uniforms};
use wasit_explain::{
    Blockage, Claim, ClaimKind, Class, Columns, Issue, Kind, Move, NO_VALUE, Round, Variant, explain,
    what_would_it_take,
};

const DRAWS: usize = 32_768;
const REPLICATES: usize = 2;

/// A buyer, x0 of whose belief is its walk-away, and a seller, whose is x1; x2 is how patient the mediator is, x3 says nothing.
fn haggling() -> Columns {
    let rows: Vec<Vec<f64>> = uniforms(4, DRAWS, 41)
        .into_iter()
        .map(|row| {
            vec![
                (30.0 + 30.0 * row[0]).round(),
                (20.0 + 30.0 * row[1]).round(),
                (row[2] * 3.0).floor(),
                row[3],
            ]
        })
        .collect();
    let margin = |row: &[f64]| row[0] - row[1];
    let chance = |row: &[f64]| if margin(row) < 0.0 { 0.0 } else { 0.5 + 0.2 * row[2] };
    let mut columns = columns(&rows, REPLICATES, 42, margin, chance);
    columns.variants.push(Variant {
        name: "courier".to_owned(),
        ..holdings(&rows, REPLICATES, 43, |row| if margin(row) < 0.0 { 0.0 } else { 0.6 })
    });
    columns.parties = ["Buyer", "Seller"].map(str::to_owned).to_vec();
    columns.groups = ["the buyer’s walk-away", "the seller’s walk-away", "the mediator", "the weather"]
        .map(str::to_owned)
        .to_vec();
    for (input, path) in
        columns.inputs.iter_mut().zip(["buyer.most", "seller.least", "mediator.patience", "rain"])
    {
        path.clone_into(&mut input.path);
    }
    columns.inputs[0].unit = "dinars".to_owned();
    columns.inputs[1].unit = "dinars".to_owned();
    columns.inputs[2].kind = Kind::Label(["short", "usual", "long"].map(str::to_owned).to_vec());
    columns.issues = vec![Issue {
        name: "price".to_owned(),
        values: ["low", "middle", "high"].map(str::to_owned).to_vec(),
    }];
    columns.rounds =
        (1..=4).map(|at| Round { name: format!("round {at}"), day: 7.0 * f64::from(at) }).collect();
    for variant in &mut columns.variants {
        for (holding, class) in variant.classes.iter_mut().enumerate() {
            let row = &rows[holding / REPLICATES];
            if margin(row) < 0.0 {
                *class = Class::NoPossibleDeal;
            }
            let price = ((row[0] + row[1]) / 2.0 - 25.0) / 10.0;
            variant.packages.push(if class.signed() { price.clamp(0.0, 2.0) as u16 } else { NO_VALUE });
            let late = (3.0 - margin(row) / 10.0).clamp(0.0, 3.0) as u16;
            variant.rounds.push(if class.signed() { late } else { 3 });
        }
    }
    let claim = |name: &str, party: usize| Claim {
        name: name.to_owned(),
        party,
        kind: ClaimKind::WalkAway,
        unit: "points".to_owned(),
    };
    columns.claims = vec![claim("the buyer’s walk-away", 0), claim("the seller’s walk-away", 1)];
    columns.blockages = (0..DRAWS)
        .filter(|draw| columns.margins[*draw] < 0.0)
        .map(|draw| {
            let step = |claim: u16, times: f64| {
                let size = -columns.margins[draw] * times;
                Move { claim, size, cost: size }
            };
            let moves = vec![step(0, 1.0), step(1, 1.5)];
            Blockage { draw: draw as u32, sets: vec![0b11], moves, ..Blockage::default() }
        })
        .collect();
    columns
}

#[test]
fn a_haggle_in_words() {
    let sample = sample(haggling());
    let mut said = String::new();
    for section in explain(&sample).words() {
        said += &format!("## {}\n{}\n\n", section.title, section.sentences.join("\n"));
    }
    said += &format!(
        "## What would it take?\n{}\n",
        what_would_it_take(&sample, 0.68).unwrap().words().join("\n")
    );
    insta::assert_snapshot!(said);
}

#[test]
fn too_few_draws_say_so() {
    let mut columns = columns(&uniforms(2, 60, 44), 1, 45, |_| 0.0, |row| row[0]);
    columns.block = 0;
    let said: Vec<String> =
        explain(&sample(columns)).words().into_iter().flat_map(|section| section.sentences).collect();
    insta::assert_snapshot!(said.join("\n"));
}
