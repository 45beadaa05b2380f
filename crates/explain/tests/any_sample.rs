//! No sample makes an explanation fail otherwise than by saying that it has too few.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasit_explain::{
    Blockage, Claim, ClaimKind, Class, Columns, Input, Issue, Kind, Move, NO_VALUE, Round, Sample, Variant,
    explain, what_would_it_take,
};

/// A sample without a plan behind it.
fn any(draws: usize, inputs: usize, replicates: usize, block: usize, classes: usize, seed: u64) -> Sample {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let margins: Vec<f64> = (0..draws)
        .map(|_| if rng.random::<f64>() < 0.2 { f64::NEG_INFINITY } else { rng.random::<f64>() - 0.5 })
        .collect();
    let input = |at: usize, rng: &mut ChaCha8Rng| {
        let (kind, most) = match at % 4 {
            0 => (Kind::Label((0..5).map(|label| format!("label {label}")).collect()), 5),
            1 => (Kind::YesNo, 2),
            2 => (Kind::Number, 1),
            _ => (Kind::Number, 1_000_000),
        };
        let values = (0..draws).map(|_| f64::from(rng.random_range(0..most))).collect();
        Input { path: format!("x{at}"), title: String::new(), unit: String::new(), group: at, kind, values }
    };
    let inputs: Vec<Input> = (0..inputs).map(|at| input(at, &mut rng)).collect();
    let variant = |rng: &mut ChaCha8Rng| {
        let mut variant = Variant { name: "v".to_owned(), ..Variant::default() };
        for _ in 0..draws * replicates {
            let class = Class::at(4 - rng.random_range(0..classes)).unwrap();
            variant.classes.push(class);
            variant.packages.push(if class.signed() { rng.random_range(0..2) } else { NO_VALUE });
            variant.rounds.push(rng.random_range(0..2));
            variant.legs.push(1);
            variant.utilities.extend([0.5, 0.5]);
        }
        variant
    };
    let variants = vec![variant(&mut rng), variant(&mut rng)];
    let blockages = (0..draws)
        .filter(|draw| margins[*draw] < 0.0)
        .map(|draw| Blockage {
            draw: draw as u32,
            sets: vec![1, 2],
            moves: vec![Move { claim: 0, size: 0.0, cost: 0.0 }],
            ..Blockage::default()
        })
        .collect();
    let claim = Claim { name: "a claim".to_owned(), party: 0, kind: ClaimKind::Home, unit: String::new() };
    Sample::new(Columns {
        parties: vec!["A".to_owned(), "B".to_owned()],
        groups: (0..inputs.len() + 1).map(|at| format!("group {at}")).collect(),
        world: (!inputs.is_empty()).then_some(0),
        inputs,
        replicates,
        block,
        margins,
        best_joint: vec![f32::NAN; draws],
        issues: vec![Issue { name: "i".to_owned(), values: vec!["a".to_owned(), "b".to_owned()] }],
        rounds: ["r", "s"].map(|name| Round { name: name.to_owned(), day: 1.0 }).to_vec(),
        claims: vec![claim.clone(), claim],
        blockages,
        variants,
        ..Columns::default()
    })
    .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn explanations_of_any_sample_are_made(
        draws in prop_oneof![1usize..50, 900usize..1_100, 2_000usize..2_500],
        inputs in prop_oneof![0usize..6, Just(70)],
        replicates in 1usize..4,
        block in prop_oneof![Just(0usize), 1usize..300],
        classes in 1usize..6,
        seed: u64,
    ) {
        let sample = any(draws, inputs, replicates, block, classes, seed);
        let explanations = explain(&sample);
        prop_assert!(explanations.words().iter().all(|section| !section.title.is_empty()));
        for said in explanations.words().iter().flat_map(|section| &section.sentences) {
            prop_assert!(!said.contains("NaN") && !said.contains("inf"), "{}", said);
        }
        if let Ok(inverse) = what_would_it_take(&sample, 0.9) {
            prop_assert!(!inverse.words().is_empty());
        }
        prop_assert_eq!(&explanations, &explain(&sample));
    }
}
