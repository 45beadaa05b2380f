//! Small random talks for the laws.

#![allow(dead_code, reason = "each test file uses a part")]

use proptest::prelude::*;
use wasit_model::{
    Discount, DiscountPer, Drift, Issue, Mediator, Party, Preferences, RedLine, Round, Space, Talks, Values,
    WalkAway,
};

/// What one party wants, over a space of the given widths.
pub(crate) fn preferences(widths: Vec<usize>) -> impl Strategy<Value = Preferences> {
    let space = space(&widths);
    let tables: Vec<_> = widths.iter().map(|&width| proptest::collection::vec(0.0..1.0_f64, width)).collect();
    let line = (0..widths.len()).prop_flat_map(move |issue| {
        (Just(issue), proptest::collection::vec(proptest::bool::weighted(0.3), widths[issue]))
    });
    let walk_away = prop_oneof![
        Just(WalkAway { start: f64::NEG_INFINITY, drift: None }),
        (0.0..0.6_f64).prop_map(|share| WalkAway { start: share, drift: None }),
        (0.0..0.6_f64, -0.3..0.3_f64)
            .prop_map(|(start, by)| WalkAway { start, drift: Some(Drift::To(start + by)) }),
    ];
    let discount = prop_oneof![
        3 => Just(None),
        1 => (0.9..1.0_f64, any::<bool>()).prop_map(|(factor, walk_away_too)| {
            Some(Discount { factor, per: DiscountPer::Leg, walk_away_too })
        }),
    ];
    (tables, proptest::option::weighted(0.3, line), walk_away, discount).prop_map(
        move |(mut tables, line, walk_away, discount)| {
            let count = tables.len() as f64;
            tables.iter_mut().flatten().for_each(|worth| *worth /= count);
            let lines = line.map(|clause| RedLine { clauses: vec![clause], words: "a line".to_owned() });
            Preferences::new(&space, tables, vec![], lines.into_iter().collect(), walk_away, discount)
                .unwrap()
        },
    )
}

pub(crate) fn space(widths: &[usize]) -> Space {
    let issue = |(at, &width): (usize, &usize)| Issue {
        name: format!("i{at}"),
        title: format!("i{at}"),
        unit: None,
        description: None,
        values: Values::categorical((0..width).map(|value| format!("v{value}")).collect()).unwrap(),
    };
    Space::new(widths.iter().enumerate().map(issue).collect()).unwrap()
}

/// Talks of `parties` parties over 24 legs in three rounds.
pub(crate) fn talks(parties: usize) -> impl Strategy<Value = Talks> {
    proptest::collection::vec(2..5_usize, 1..=4).prop_flat_map(move |widths| {
        let all: Vec<_> = (0..parties).map(|_| preferences(widths.clone())).collect();
        (Just(widths), all).prop_map(|(widths, all)| assemble(&widths, all))
    })
}

pub(crate) fn assemble(widths: &[usize], all: Vec<Preferences>) -> Talks {
    let party = |(at, preferences): (usize, Preferences)| Party {
        name: format!("p{at}"),
        title: format!("Party {at}"),
        strategy: "linear".to_owned(),
        preferences,
        home: None,
    };
    let round = |date: &str| Round { date: date.parse().ok(), legs: 8, ..Round::default() };
    Talks {
        title: "Random talks".to_owned(),
        note: None,
        space: space(widths),
        parties: all.into_iter().enumerate().map(party).collect(),
        mediator: Mediator {
            name: "mediator".to_owned(),
            title: "Mediator".to_owned(),
            strategy: "courier".to_owned(),
        },
        rounds: ["2025-04-12", "2025-04-19", "2025-04-26"].map(round).to_vec(),
    }
}

/// The same talks with utilities in eighths, so that packages tie.
pub(crate) fn coarse(mut talks: Talks) -> Talks {
    for party in &mut talks.parties {
        let old = &party.preferences;
        let eighths = |table: &Vec<f64>| table.iter().map(|worth| (worth * 8.0).round() / 8.0).collect();
        let tables = old.open_tables().iter().map(eighths).collect();
        let lines = old.red_lines().to_vec();
        party.preferences =
            Preferences::new(&talks.space, tables, vec![], lines, old.walk_away(), old.discount()).unwrap();
    }
    talks
}
