//! What it would take, where the answer is known.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod made;

use made::{columns, holdings, sample, uniforms};
use wasit_explain::{
    Blockage, Change, ChangeSet, Claim, ClaimKind, Class, Columns, Move, Variant, what_would_it_take,
};

const CLAIMS: usize = 2;

/// Six in ten draws are blocked by A's walk-away and B's; relaxing A's by 10 (x0 − 0.4) / 0.6 points opens a draw, B's by twice that. Where a deal is possible
/// it comes into force, in the first variant in eight of ten.
fn blocked() -> Columns {
    let rows = uniforms(2, 20_000, 31);
    let margin = |row: &[f64]| 0.4 - row[0];
    let chance = |share: f64| move |row: &[f64]| if margin(row) >= 0.0 { share } else { 0.0 };
    let mut columns = columns(&rows, 2, 32, margin, chance(0.8));
    columns.variants.push(Variant { name: "other".to_owned(), ..holdings(&rows, 2, 33, chance(1.0)) });
    for variant in &mut columns.variants {
        for (holding, class) in variant.classes.iter_mut().enumerate() {
            if columns.margins[holding / 2] < 0.0 {
                *class = Class::NoPossibleDeal;
            }
        }
    }
    let claim = |name: &str, party: usize| Claim {
        name: format!("{name}’s walk-away"),
        party,
        kind: ClaimKind::WalkAway,
        unit: "points".to_owned(),
    };
    columns.claims = vec![claim("A", 0), claim("B", 1)];
    columns.blockages = (0..rows.len())
        .filter(|draw| columns.margins[*draw] < 0.0)
        .map(|draw| {
            let size = -columns.margins[draw] / 0.6 * 10.0;
            let step = |claim: u16, by: f64| Move { claim, size: size * by, cost: size * by };
            let moves = vec![step(0, 1.0), step(1, 2.0)];
            Blockage { draw: draw as u32, sets: vec![0b11], moves, pairs: Vec::new(), cut: false }
        })
        .collect();
    columns
}

fn brings(set: &ChangeSet) -> bool {
    set.changes.iter().any(|change| matches!(change, Change::Bring(_)))
}

#[test]
fn the_cheapest_relaxation_is_found_with_what_it_brings() {
    let found = what_would_it_take(&sample(blocked()), 0.55).unwrap();
    assert!(found.now.has(0.32), "{:?}", found.now);
    let only_a = |changes: &[Change]| matches!(changes, [Change::Relax { claim: 0, .. }]);
    let set = found.sets.iter().find(|set| only_a(&set.changes)).unwrap();
    let Change::Relax { by, cost, .. } = set.changes[0] else { panic!("{set:?}") };
    // 0.32 + 0.8 × 0.6 b / 10 = 0.55 at b = 4.79 points, which 0.2875 of the draws pay half of on average.
    assert!((by - 4.79).abs() < 0.2, "{set:?}");
    assert!(
        set.in_force.has(0.55) && (cost - 0.689).abs() < 0.05 && (set.not_held - 0.2875).abs() < 0.015,
        "{set:?}"
    );
    assert_eq!(cost, set.cost);
    // B's would cost twice as much for the same, and no set has both where one is enough.
    assert!(found.sets.iter().all(|set| {
        let relaxed = set.changes.iter().filter(|change| matches!(change, Change::Relax { .. })).count();
        relaxed < CLAIMS || set.changes.len() == relaxed
    }));
    assert!(
        found
            .sets
            .windows(2)
            .all(|pair| pair[0].cost <= pair[1].cost || brings(&pair[1]) && !brings(&pair[0])),
        "{:?}",
        found.sets
    );
    assert!(found.words().iter().any(|said| said.contains("Talks are not held again")));
}

#[test]
fn a_variant_alone_costs_nothing_and_comes_first() {
    let found = what_would_it_take(&sample(blocked()), 0.39).unwrap();
    let variant = &found.sets[0];
    assert!(
        matches!(variant.changes[..], [Change::Choose { variant: 1, .. }]) && variant.cost == 0.0,
        "{variant:?}"
    );
    assert!(variant.in_force.has(0.4) && variant.not_held == 0.0, "{variant:?}");
}

#[test]
fn what_is_reached_already_needs_nothing_and_what_cannot_be_says_so() {
    let sample = sample(blocked());
    assert!(what_would_it_take(&sample, 0.3).unwrap().sets.is_empty());
    let mut columns = blocked();
    columns.inputs.clear();
    columns.variants.truncate(1);
    let found = what_would_it_take(&made::sample(columns), 0.9).unwrap();
    // All opened, and eight of ten of all come into force.
    let nearest = found.nearest.as_ref().unwrap();
    assert!(found.sets.is_empty() && nearest.in_force.has(0.8), "{nearest:?}");
}
