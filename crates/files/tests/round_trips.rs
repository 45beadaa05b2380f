//! What is written in a format of the field and read again gives the same utilities, wherever the writer does not say
//! otherwise.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use wasit_files::by_format::{read_genius, read_geniusweb, write_genius, write_geniusweb};
use wasit_files::{Evaluations, Problems, ReadOptions, Scenario, Source, Written};
use wasit_model::{
    BoxFactor, Discount, DiscountPer, Factor, Issue, Mediator, Party, Preferences, Round, Space, TableFactor,
    Talks, Values, WalkAway,
};

const LABELS: [&str; 8] = ["yes", "no", "a & b", "\"quoted\" <tag>", "été 😀", "33%, 33%", "0-500", "x='y'"];

fn values() -> impl Strategy<Value = Values> {
    prop_oneof![
        (1_usize..6).prop_map(|count| {
            Values::categorical(LABELS[..count].iter().map(|label| (*label).to_owned()).collect()).unwrap()
        }),
        (-5_i64..5, 1_usize..6, 1_i64..3).prop_map(|(from, count, step)| Values::integers(
            from,
            from + step * (count as i64 - 1),
            step
        )
        .unwrap()),
        (-5_i32..5, 1_usize..6).prop_map(|(from, count)| {
            let from = f64::from(from) / 10.0;
            Values::reals(from, from + 0.1 * (count - 1) as f64, 0.1).unwrap()
        }),
    ]
}

fn issue(at: usize, values: Values) -> Issue {
    let name = ["price", "R&D", "lieu de l'été", "<4>"][at].to_owned();
    Issue { title: name.clone(), name, unit: None, description: None, values }
}

/// Worths of values: anything, or along a straight line.
fn worths() -> impl Strategy<Value = (bool, Vec<f64>)> {
    (any::<bool>(), prop::collection::vec(0.0..1.0_f64, 6))
}

fn tabulated(space: &Space, raw: &[(bool, Vec<f64>)]) -> Vec<Vec<f64>> {
    (0..space.issues().len())
        .map(|issue| {
            let (line, worths) = &raw[issue];
            let at = |value: usize| match line {
                true => worths[0] + (worths[1] - worths[0]) * value as f64 / 6.0,
                false => worths[value],
            };
            (0..space.width(issue)).map(at).collect()
        })
        .collect()
}

/// Tables so that the best package is worth 1 and none less than 0.
fn normal(mut tables: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let best: f64 = tables.iter().map(|table| table.iter().copied().fold(0.0, f64::max)).sum();
    tables.iter_mut().flatten().for_each(|worth| *worth /= best.max(1e-3));
    let best: f64 = tables.iter().map(|table| table.iter().copied().fold(0.0, f64::max)).sum();
    if best < 1.0 {
        tables[0].iter_mut().for_each(|worth| *worth += 1.0 - best);
    }
    tables
}

fn talks_of(space: Space, preferences: Vec<Preferences>) -> Talks {
    let legs = 100 * preferences.len() as u32;
    let party = |(at, preferences): (usize, Preferences)| {
        let name = ["Iran", "côte", "the U.S."][at].to_owned();
        Party { title: name.clone(), name, strategy: "boulware".into(), preferences, home: None }
    };
    let mediator = Mediator { name: "mediator".into(), title: "mediator".into(), strategy: "courier".into() };
    let talks = Talks {
        title: "Muscat & beyond".into(),
        note: None,
        space,
        parties: preferences.into_iter().enumerate().map(party).collect(),
        mediator,
        rounds: vec![Round { legs, ..Round::default() }],
    };
    talks.check().unwrap();
    talks
}

fn additive(normalised: bool, discounted: bool) -> impl Strategy<Value = Talks> {
    let discount = if discounted { (0.01..1.0_f64).boxed() } else { Just(1.0).boxed() };
    let side = (prop::collection::vec(worths(), 4), -0.2..1.0_f64, discount);
    (prop::collection::vec(values(), 1..4), prop::collection::vec(side, 2..4)).prop_map(
        move |(values, sides)| {
            let space =
                Space::new(values.into_iter().enumerate().map(|(at, values)| issue(at, values)).collect())
                    .unwrap();
            let preferences = sides
                .into_iter()
                .map(|(raw, walk_away, factor)| {
                    let mut tables = tabulated(&space, &raw);
                    tables = if normalised { normal(tables) } else { tables };
                    if !normalised {
                        tables.iter_mut().flatten().for_each(|worth| *worth = *worth * 3.0 - 1.0);
                    }
                    let walk_away = WalkAway { start: walk_away, drift: None };
                    let discount = (factor < 1.0).then_some(Discount {
                        factor,
                        per: DiscountPer::Talks,
                        walk_away_too: true,
                    });
                    Preferences::new(&space, tables, vec![], vec![], walk_away, discount).unwrap()
                })
                .collect();
            talks_of(space, preferences)
        },
    )
}

/// Talks over whole numbers with boxes and tables over several issues.
fn factored() -> impl Strategy<Value = Talks> {
    let side = (
        prop::collection::vec(worths(), 3),
        prop::collection::vec((prop::collection::vec(any::<bool>(), 8), -1.0..1.0_f64), 0..4),
        prop::option::of(prop::collection::vec(-1.0..1.0_f64, 16)),
    );
    (prop::collection::vec((-2_i64..3, 1_usize..5), 2..4), prop::collection::vec(side, 2)).prop_map(
        |(ranges, sides)| {
            let issues = ranges.iter().enumerate().map(|(at, &(from, count))| {
                issue(at, Values::integers(from, from + count as i64 - 1, 1).unwrap())
            });
            let space = Space::new(issues.collect()).unwrap();
            let preferences = sides
                .into_iter()
                .map(|(raw, boxes, table)| {
                    let tables = tabulated(&space, &raw);
                    let set = |issue: usize, bits: &[bool]| bits[..space.width(issue)].to_vec();
                    let mut factors: Vec<Factor> = boxes
                        .into_iter()
                        .map(|(bits, utility)| {
                            let clauses = vec![(0, set(0, &bits[..4])), (1, set(1, &bits[4..]))];
                            Factor::Box(BoxFactor { clauses, utility })
                        })
                        .collect();
                    factors.extend(table.map(|cells| {
                        let size = space.width(0) * space.width(1);
                        Factor::Table(TableFactor { scope: vec![0, 1], table: cells[..size].to_vec() })
                    }));
                    let walk_away = WalkAway { start: 0.25, drift: None };
                    Preferences::new(&space, tables, factors, vec![], walk_away, None).unwrap()
                })
                .collect();
            talks_of(space, preferences)
        },
    )
}

type Reader = fn(&[Source<'_>], &ReadOptions) -> Result<Scenario, Vec<Problems>>;

fn again(written: &Written, read: Reader, evaluations: Evaluations) -> Scenario {
    let sources: Vec<Source<'_>> = written.files.iter().map(|(name, bytes)| Source { name, bytes }).collect();
    read(&sources, &ReadOptions { evaluations }).unwrap_or_else(|problems| {
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        let files: Vec<_> = written.files.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect();
        panic!("{}\n{}", said.join("\n"), files.join("\n"))
    })
}

/// Both have the same names and labels, and utilities to within 1e-9.
fn same(before: &Talks, after: &Talks) {
    assert_eq!(before.title, after.title);
    let names = |talks: &Talks| talks.parties.iter().map(|party| party.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(before), names(after));
    for (before, after) in before.space.issues().iter().zip(after.space.issues()) {
        assert_eq!(before.name, after.name);
        let labels = |values: &Values| {
            (0..values.len() as u16).map(|at| values.label(at).into_owned()).collect::<Vec<_>>()
        };
        assert_eq!(labels(&before.values), labels(&after.values));
    }
    for (before_party, after_party) in before.parties.iter().zip(&after.parties) {
        for package in before.space.packages() {
            let utilities =
                (before_party.preferences.utility(&package), after_party.preferences.utility(&package));
            assert!((utilities.0 - utilities.1).abs() <= 1e-9, "{package:?}: {utilities:?}");
        }
        let (walk_away, read) = (before_party.preferences.walk_away(), after_party.preferences.walk_away());
        assert!((walk_away.start - read.start).abs() <= 1e-9, "{walk_away:?} {read:?}");
        assert_eq!(before_party.preferences.discount(), after_party.preferences.discount());
    }
}

/// Utilities after are those before, shifted and scaled.
fn scaled(before: &Talks, after: &Talks) {
    for (before_party, after_party) in before.parties.iter().zip(&after.parties) {
        let all: Vec<(f64, f64)> = before
            .space
            .packages()
            .map(|package| {
                (before_party.preferences.utility(&package), after_party.preferences.utility(&package))
            })
            .collect();
        let least = all.iter().copied().min_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
        let best = all.iter().copied().max_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
        let scale = if best.0 > least.0 { (best.1 - least.1) / (best.0 - least.0) } else { 0.0 };
        for (before, after) in all {
            assert!((least.1 + (before - least.0) * scale - after).abs() <= 1e-8);
            assert!((-1e-9..=1.0 + 1e-9).contains(&after), "{after}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn genius_keeps_sums_from_0_to_1(talks in additive(true, true)) {
        let written = write_genius(&talks);
        prop_assert_eq!(&written.lost, &Vec::<String>::new());
        same(&talks, &again(&written, read_genius, Evaluations::Normalised).talks);
        // Shares are of 1 and weights sum to 1, so that both readings agree.
        same(&talks, &again(&written, read_genius, Evaluations::Raw).talks);
    }

    #[test]
    fn genius_scales_other_sums_and_says_so(talks in additive(false, false)) {
        let written = write_genius(&talks);
        scaled(&talks, &again(&written, read_genius, Evaluations::Normalised).talks);
        if written.lost.is_empty() {
            same(&talks, &again(&written, read_genius, Evaluations::Normalised).talks);
        }
    }

    #[test]
    fn genius_keeps_what_whole_numbers_are_worth_together(talks in factored()) {
        let written = write_genius(&talks);
        let together = talks.parties.iter().any(|party| !party.preferences.factors().is_empty());
        if together {
            prop_assert_eq!(&written.lost, &Vec::<String>::new());
            same(&talks, &again(&written, read_genius, Evaluations::Normalised).talks);
            same(&talks, &again(&written, read_genius, Evaluations::Raw).talks);
        }
    }

    #[test]
    fn geniusweb_keeps_sums_from_0_to_1(talks in additive(true, false)) {
        let written = write_geniusweb(&talks);
        let mut after = again(&written, read_geniusweb, Evaluations::Normalised).talks;
        for (at, party) in talks.parties.iter().enumerate() {
            let (walk_away, read) = (party.preferences.walk_away(), after.parties[at].preferences.walk_away());
            let best = talks.space.packages().map(|package| party.preferences.utility(&package)).fold(0.0, f64::max);
            let above = talks.space.packages().map(|package| party.preferences.utility(&package));
            let next = above.filter(|utility| *utility >= walk_away.start - 1e-9).fold(best, f64::min);
            prop_assert!((read.start - next).abs() <= 1e-9, "{} {} {}", walk_away.start, read.start, next);
            let said = written.lost.iter().any(|sentence| sentence.contains(&format!("the walk-away of `{}`", party.name)));
            prop_assert_eq!(said, (next - walk_away.start).abs() > 1e-9);
            let preferences = after.parties[at].preferences.clone();
            after.parties[at].preferences = preferences.with_walk_away(walk_away);
        }
        same(&talks, &after);
    }

    #[test]
    fn geniusweb_scales_other_sums_and_says_so(talks in additive(false, true)) {
        let written = write_geniusweb(&talks);
        scaled(&talks, &again(&written, read_geniusweb, Evaluations::Normalised).talks);
        let discounted = talks.parties.iter().filter(|party| party.preferences.discount().is_some()).count();
        prop_assert_eq!(written.lost.iter().filter(|sentence| sentence.contains("discount")).count(), discounted);
    }
}

#[test]
fn what_was_written_again_is_the_same_text() {
    let space = Space::new(vec![
        issue(0, Values::integers(0, 4, 1).unwrap()),
        issue(1, Values::categorical(vec!["x".into(), "y".into()]).unwrap()),
    ])
    .unwrap();
    let side = |tables: Vec<Vec<f64>>| {
        Preferences::new(&space, tables, vec![], vec![], WalkAway { start: 0.5, drift: None }, None).unwrap()
    };
    let talks = talks_of(
        space.clone(),
        vec![
            side(vec![vec![0.0, 0.125, 0.25, 0.375, 0.5], vec![0.5, 0.0]]),
            side(vec![vec![0.75, 0.5, 0.25, 0.125, 0.0], vec![0.0, 0.25]]),
        ],
    );
    for (write, read) in
        [(write_genius as fn(&Talks) -> Written, read_genius as Reader), (write_geniusweb, read_geniusweb)]
    {
        let written = write(&talks);
        assert_eq!(write(&again(&written, read, Evaluations::Normalised).talks), written);
    }
    let genius = write_genius(&talks);
    insta::assert_snapshot!("genius_domain", String::from_utf8(genius.files[0].1.clone()).unwrap());
    insta::assert_snapshot!("genius_profile", String::from_utf8(genius.files[1].1.clone()).unwrap());
    let web = write_geniusweb(&talks);
    insta::assert_snapshot!("geniusweb_profile", String::from_utf8(web.files[2].1.clone()).unwrap());
}
