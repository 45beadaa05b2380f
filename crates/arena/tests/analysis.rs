//! What an analysis counts and starts from, on talks small enough to count by hand.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use proptest::prelude::*;
use wasit_arena::{Analysis, Origin, halfway};
use wasit_model::{
    Issue, Mediator, Package, Party, Preferences, RedLine, Round, Space, Talks, Values, WalkAway,
};

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

/// Tables, red lines and the walk-away of a party.
type Wants = (Vec<Vec<f64>>, Vec<RedLine>, f64);

fn talks(widths: &[usize], sides: Vec<Wants>) -> Talks {
    let space = space(widths);
    let party = |(at, (tables, lines, walk_away)): (usize, Wants)| Party {
        name: format!("p{at}"),
        title: format!("P{at}"),
        strategy: "linear".into(),
        preferences: Preferences::new(
            &space,
            tables,
            vec![],
            lines,
            WalkAway { start: walk_away, drift: None },
            None,
        )
        .unwrap(),
        home: None,
    };
    Talks {
        title: "Talks".into(),
        note: None,
        parties: sides.into_iter().enumerate().map(party).collect(),
        mediator: Mediator { name: "m".into(), title: "M".into(), strategy: "courier".into() },
        rounds: vec![Round { legs: 10, ..Round::default() }],
        space,
    }
}

fn package(values: &[u16]) -> Package {
    values.iter().copied().collect()
}

#[test]
fn halfway_is_the_middle_of_each_issue_by_itself() {
    let line = |worths: [f64; 3]| worths.to_vec();
    let rising = line([0.0, 0.5, 1.0]);
    let falling = line([1.0, 0.5, 0.0]);
    let never_middle = RedLine { clauses: vec![(1, vec![false, true, false])], words: "no".into() };
    let plain = talks(
        &[3, 3],
        vec![
            (vec![rising.clone(), falling.clone()], vec![], 0.0),
            (vec![falling.clone(), rising.clone()], vec![], 0.0),
        ],
    );
    let of = |talks: &Talks| {
        let sides: Vec<&Preferences> = talks.parties.iter().map(|party| &party.preferences).collect();
        halfway(&sides)
    };
    assert_eq!(of(&plain), Some(package(&[1, 1])));
    // Without the middle of the second issue its ends are alike: the first of them.
    let mut lined = plain.clone();
    lined.parties[0].preferences = Preferences::new(
        &lined.space,
        vec![rising.clone(), falling.clone()],
        vec![],
        vec![never_middle],
        WalkAway { start: 0.0, drift: None },
        None,
    )
    .unwrap();
    assert_eq!(of(&lined), Some(package(&[1, 0])));
    // A red line on the combination of both middles leaves no halfway.
    let never_both = RedLine {
        clauses: vec![(0, vec![false, true, false]), (1, vec![false, true, false])],
        words: "no".into(),
    };
    let mut crossed = plain;
    crossed.parties[0].preferences = Preferences::new(
        &crossed.space,
        vec![rising, falling],
        vec![],
        vec![never_both],
        WalkAway { start: 0.0, drift: None },
        None,
    )
    .unwrap();
    assert_eq!(of(&crossed), None);
    let analysis = Analysis::of(&crossed, None, &[]);
    assert!(analysis.starts.is_empty());
    let named = Analysis::of(&crossed, None, &[(Origin::Named, package(&[1, 1]))]);
    assert_eq!(named.starts[0].beyond, [(0, 0)]);
    assert_eq!(named.starts[0].utilities, [1.0, 1.0]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn counts_are_those_of_a_list(
        widths in proptest::collection::vec(1..5_usize, 1..=4),
        numbers in proptest::collection::vec(0..8_i32, 40),
        walk_aways in [0..12_i32, 0..12],
    ) {
        let table = |side: usize| -> Vec<Vec<f64>> {
            let worth = |issue: usize, value: usize| f64::from(numbers[side * 20 + issue * 5 + value]) / 8.0;
            widths.iter().enumerate().map(|(issue, &width)| (0..width).map(|value| worth(issue, value)).collect()).collect()
        };
        let floors = walk_aways.map(|at| f64::from(at) / 8.0);
        let talks = talks(&widths, (0..2).map(|side| (table(side), vec![], floors[side])).collect());
        let analysis = Analysis::of(&talks, None, &[]);
        let worth = |side: usize, package: &Package| talks.parties[side].preferences.utility(package);
        let count = |inside: &dyn Fn(&Package) -> bool| talks.space.packages().filter(|package| inside(package)).count() as u128;
        for (side, &floor) in floors.iter().enumerate() {
            let wanted = count(&|package| worth(side, package) >= floor);
            prop_assert_eq!(analysis.reaches[side].rational.exact, Some(wanted));
        }
        let wanted = count(&|package| (0..2).all(|side| worth(side, package) >= floors[side]));
        prop_assert_eq!(analysis.deal_zone.exact, Some(wanted));
        prop_assert_eq!(analysis.no_deal(), wanted == 0);
        prop_assert_eq!(analysis.rational.points.is_empty(), wanted == 0);
    }
}
