//! Simulations: what they say equals what trying all combinations says, whatever threads and ranges.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use wasit_arena::{
    Change, Class, NO_VALUE, Outlook, Protocol, Rows, Running, Seating, Simulation, Variant, play, ratify,
};
use wasit_files::{Source, StrategyNames, read_beliefs};
use wasit_model::belief::{Beliefs, Law};
use wasit_model::{Moment, Talks, WalkAway};
use wasit_strategies::{check_mediator, check_party};

fn read(text: &str) -> Beliefs {
    let names = StrategyNames {
        parties: &|text| check_party(text).map_err(|error| error.to_string()),
        mediators: &|text| check_mediator(text).map_err(|error| error.to_string()),
    };
    let source = Source { name: "talks.yaml", bytes: text.as_bytes() };
    read_beliefs(&source, &names).unwrap_or_else(|problems| panic!("{:?}\n{text}", problems.shown()))
}

/// Talks over two small issues in which all that is uncertain is a choice, with probabilities in tenths.
fn discrete() -> impl Strategy<Value = String> {
    let walk_away = (1..=9_u32, 10..70_u32, 10..70_u32);
    let party = (walk_away, 1..=9_u32, proptest::collection::vec(0..=20_u32, 7), 0..4_usize);
    (party.clone(), party, 1..=9_u32, 0..3_usize, any::<bool>()).prop_map(
        |(one, other, worlds, mediator, has_home)| {
            let party = |name: &str, (walk_away, holds, worths, line): &Party, best: [usize; 2]| {
                let (tenths, low, high) = walk_away;
                // Beyond no red line there is a package that is worth 1: a walk-away may not lie above all of them.
                let worth = |at: usize| if best.contains(&at) { 1.0 } else { f64::from(worths[at]) / 20.0 };
                let line = [
                    "{ issue: a, never: z, holds: H }",
                    "{ issue: b, at_most: 2, holds: H }",
                    "{ issue: b, at_most: { any_of: { 2: 3, 3: 7 } } }",
                    "{ never_together: { a: x, b: 4 }, holds: H }",
                ][*line]
                    .replace('H', &format!("0.{holds}"));
                format!(
                    "
  {name}:
    strategy: {{ any_of: {{ conceder: 3, linear: 7 }} }}
    walk_away: {{ any_of: {{ 0.{low}: {tenths}, 0.{high}1: {} }} }}
    wants:
      a: {{ weight: 3, values: {{ x: {}, y: {}, z: {} }} }}
      b: {{ weight: 2, values: {{ 1: {}, 2: {}, 3: {}, 4: {} }} }}
    red_lines:
      - {line}",
                    10 - tenths,
                    worth(0),
                    worth(1),
                    worth(2),
                    worth(3),
                    worth(4),
                    worth(5),
                    worth(6)
                )
            };
            let home = "
    home:
      ratifiers:
        hall: { threshold: 0.5, wants: { a: { weight: 1, values: { x: 1, y: 0.4, z: 0 } } } }
";
            format!(
                "
issues:
  a: {{ values: [x, y, z] }}
  b: {{ range: {{ from: 1, to: 4 }} }}
parties:{}{}{}
mediator: {{ strategy: {} }}
legs: 12
worlds:
  calm: {{ p: 0.{worlds} }}
  storm: {{ p: 0.{}, set: {{ left.walk_away: 0.62 }} }}
",
                party("left", &one, [1, 4]),
                party("right", &other, [0, 3]),
                if has_home { home } else { "" },
                ["courier", "bridge", "gatekeeper"][mediator],
                10 - worlds
            )
        },
    )
}

type Party = ((u32, u32, u32), u32, Vec<u32>, usize);

/// The greatest, over packages, of the least surplus, at the table and with the home bodies.
fn margins(talks: &Talks) -> (f64, f64) {
    let (mut table, mut home) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
    for package in talks.space.packages() {
        let surplus = |party: &wasit_model::Party| {
            party.preferences.utility(&package) - party.preferences.walk_away_at(&Moment::default())
        };
        let at_table = talks.parties.iter().map(surplus).fold(f64::INFINITY, f64::min);
        let at_home = talks.parties.iter().filter_map(|party| party.home.as_ref()).map(|home| {
            let surpluses: Vec<f64> = home
                .body
                .ratifiers
                .iter()
                .map(|voter| {
                    voter.preferences.utility(&package) - voter.preferences.walk_away_at(&Moment::default())
                })
                .collect();
            home.body.level(&surpluses)
        });
        table = table.max(at_table);
        home = home.max(at_home.fold(at_table, f64::min));
    }
    (table, home)
}

/// What talks come to by holding them, even where nothing can come of them.
fn class(talks: &Talks, seed: u64) -> Class {
    let (table, home) = margins(talks);
    let sides = Outlook::sides(talks);
    let course = play(talks, &sides, &Seating::of(talks), Protocol::Shuttle, seed, 0).unwrap();
    match (&course.outcome, table < 0.0, home < 0.0) {
        (wasit_arena::Outcome::Agreed(_), ..) => Class::InForce,
        (wasit_arena::Outcome::NotRatified(_), ..) => Class::NotRatified,
        (_, true, _) => Class::NoPossibleDeal,
        (_, _, true) => Class::BlockedAtHome,
        _ => Class::Missed,
    }
}

/// Every combination of what may be drawn, each with its probability: all probabilities are tenths.
fn combinations(beliefs: &Beliefs) -> Vec<(Vec<f64>, f64)> {
    const STEPS: u32 = 1_000;
    let draws = beliefs.draws();
    let mut all = Vec::new();
    for (at, world) in draws.worlds().iter().enumerate() {
        let mut here = vec![(Vec::new(), world.p)];
        for column in 0..draws.columns().len() {
            let mut values: BTreeMap<u64, u32> = BTreeMap::new();
            for step in 0..STEPS {
                let value = match draws.law(at, column).0 {
                    Law::Fixed(value) => *value,
                    Law::Drawn(family) => family.quantile((f64::from(step) + 0.5) / f64::from(STEPS)),
                    Law::Weights(_) => panic!("weights are no choice"),
                };
                *values.entry(value.to_bits()).or_default() += 1;
            }
            here = here
                .into_iter()
                .flat_map(|(before, p)| {
                    values.iter().map(move |(&value, &times)| {
                        let mut values = before.clone();
                        values.push(f64::from_bits(value));
                        (values, p * f64::from(times) / f64::from(STEPS))
                    })
                })
                .collect();
        }
        all.extend(here.into_iter().map(|(mut values, p)| {
            values.push(at as f64);
            (values, p)
        }));
    }
    all
}

fn hold(simulation: &Simulation<'_>, range: std::ops::Range<u64>) -> Rows {
    simulation.hold(range, &|_| {}, &|| false).unwrap().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Of beliefs that are choices, every draw is one of the combinations, and comes to exactly what that comes to when
    /// all packages are tried and its talks are held; and classes are as probable as the combinations together are.
    #[test]
    fn what_is_drawn_equals_what_is_enumerated(text in discrete()) {
        let beliefs = read(&text);
        let simulation = Simulation::new(&beliefs, Vec::new(), 1, 3).unwrap();
        let rows = hold(&simulation, 0..8_192);
        let columns = beliefs.draws().columns().len();
        let mut known: BTreeMap<Vec<u64>, (Class, (f64, f64))> = BTreeMap::new();
        let mut probabilities = [0.0; 5];
        for (values, p) in combinations(&beliefs) {
            let talks = beliefs.talks(&values).unwrap();
            let class = class(&talks, 1);
            probabilities[class as usize] += p;
            known.insert(values.iter().map(|value| value.to_bits()).collect(), (class, margins(&talks)));
        }
        let mut shares = [0.0; 5];
        for draw in 0..rows.draws {
            let mut values: Vec<u64> =
                rows.values[draw * columns..(draw + 1) * columns].iter().map(|value| value.to_bits()).collect();
            values.push(f64::from(rows.worlds[draw]).to_bits());
            let (class, margins) = known.get(&values).expect("every draw is a combination");
            let found = rows.variants[0].classes[draw];
            prop_assert_eq!(found, *class, "draw {}", draw);
            prop_assert!((rows.margins[draw] - margins.0).abs() < 1e-9 || rows.margins[draw] == margins.0);
            if let Some(&home) = rows.home_margins.get(draw) {
                prop_assert!((home - margins.1).abs() < 1e-9 || home == margins.1);
            }
            let joint = rows.best_joint[draw];
            prop_assert!(joint.is_nan() == margins.0.is_sign_negative() || margins.0 == 0.0);
            shares[found as usize] += 1.0 / rows.draws as f64;
        }
        for (share, p) in shares.iter().zip(&probabilities) {
            // Independent draws would be off by √(1/4 / 8192) = 0.0055 in the mean at most; nets by less.
            prop_assert!((share - p).abs() < 0.02, "{shares:?} {probabilities:?}");
        }
    }

    /// What is said to block is asked in that draw, and the smallest move of a walk-away is the smallest.
    #[test]
    fn blockers_are_those_of_the_draw(text in discrete()) {
        let beliefs = read(&text);
        let simulation = Simulation::new(&beliefs, Vec::new(), 1, 5).unwrap();
        let rows = hold(&simulation, 0..300);
        let blocked = |draw: usize| {
            rows.margins[draw] < 0.0 || rows.home_margins.get(draw).is_some_and(|&margin| margin < 0.0)
        };
        let expected: Vec<u64> = (0..rows.draws).filter(|&draw| blocked(draw)).map(|draw| draw as u64).collect();
        let found: Vec<u64> = rows.blockages.iter().map(|blockage| blockage.draw).collect();
        prop_assert_eq!(expected, found);
        let claims = simulation.claims();
        for blockage in rows.blockages.iter().take(20) {
            let talks = beliefs.talks(&simulation.values(blockage.draw)).unwrap();
            let named: u128 = blockage.sets.iter().fold(0, |all, set| all | set);
            for (at, claim) in claims.iter().enumerate().filter(|(at, _)| named >> at & 1 == 1) {
                // A line's place among those of its file is not its place among those that hold.
                let lines = talks.parties[claim.party].preferences.red_lines();
                let holds = lines.iter().any(|line| {
                    let words = line.words.split(" (").next().unwrap();
                    claim.words.contains(words) || claim.words.contains(" on ")
                });
                let is_line = claim.words.contains("red line");
                prop_assert!(!is_line || holds, "claim {at} `{}` does not hold: {lines:?}", claim.words);
            }
            for step in &blockage.moves {
                let claim = &claims[usize::from(step.claim)];
                if !claim.words.ends_with("walk-away") {
                    continue;
                }
                let eased = |by: f64| {
                    let mut talks = talks.clone();
                    let preferences = &mut talks.parties[claim.party].preferences;
                    let start = preferences.walk_away().start - by;
                    *preferences = preferences.clone().with_walk_away(WalkAway { start, drift: None });
                    margins(&talks).1
                };
                prop_assert!(eased(step.size / 100.0 + 1e-9) >= -1e-9, "{claim:?} {step:?}");
                prop_assert!(eased(step.size / 100.0 - 1e-6) < 0.0, "{claim:?} {step:?}");
                prop_assert_eq!(step.size, step.cost);
            }
        }
    }
}

/// Talks with chance in them at the table and at home, and with numbers of several kinds.
const CHANCY: &str = "
issues:
  a: { values: [x, y, z] }
  b: { range: { from: 1, to: 6 } }
parties:
  left:
    strategy: { any_of: { random: 1, linear: 2 } }
    walk_away: { low: 0.3, likely: 0.5, high: 0.8 }
    weights: { order: [b, a] }
    wants: { a: { values: { x: 1, y: 0.5, z: 0 } }, b: { rising: true } }
    red_lines: [{ issue: a, never: z, holds: 0.5 }]
    home:
      ratifiers:
        hall: { threshold: { range: [0.3, 0.6] }, noise: 0.1, wants: { b: { weight: 1, rising: true } } }
  right:
    strategy: linear
    walk_away: { range: [0.2, 0.6] }
    wants: { a: { weight: 1, values: { x: 0, y: 0.6, z: 1 } }, b: { weight: 2, falling: true } }
mediator: { strategy: bridge }
rounds:
  - { date: 2025-04-12, legs: 10 }
  - { date: 2025-04-19, legs: 10 }
";

fn variants() -> Vec<Variant> {
    let variant = |name: &str, change| Variant { name: name.to_owned(), changes: vec![change] };
    vec![
        variant("mediator=courier", Change::Mediator("courier".to_owned())),
        variant("right=boulware", Change::Seat { party: 1, strategy: "boulware".to_owned() }),
        variant("rounds=1", Change::Rounds(1)),
        variant("legs=40", Change::Legs(40)),
        variant("protocol=alternating", Change::Direct),
    ]
}

#[test]
fn rows_do_not_depend_on_threads_and_ranges() {
    let beliefs = read(CHANCY);
    let simulation = Simulation::new(&beliefs, variants(), 3, 11).unwrap();
    let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let whole = pool(1).install(|| hold(&simulation, 4_000..4_200));
    let parts = pool(3).install(|| {
        let mut rows = hold(&simulation, 4_000..4_001);
        rows.append(hold(&simulation, 4_001..4_133));
        rows.append(hold(&simulation, 4_133..4_200));
        rows
    });
    // NaN, where nothing was signed, is not equal to itself.
    assert_eq!(format!("{whole:?}"), format!("{parts:?}"));
}

#[test]
fn a_row_is_the_talk_that_its_seed_holds() {
    let seen = rows_are_talks(CHANCY, 400);
    // The talks are such that all of it comes up.
    assert!(
        seen.is_superset(&BTreeSet::from([Class::Missed, Class::NotRatified, Class::InForce])),
        "{seen:?}"
    );
}

/// A replicate in which no delegation would decide otherwise is not held again: it comes out as if it were.
#[test]
fn so_it_is_where_delegations_believe_something_of_their_homes() {
    for more in [
        "knows: { bias: 0.05, noise: 0.15 }",
        "knows: { bias: -0.1, noise: 0.1 }\n      claims: 0.1\n      aim: { sell: { at_least: 0.5, lowers: 0.1 } }",
        "knows: { bias: 0, noise: 0.2 }\n      aim: gamble",
        "knows: { bias: 0, noise: 0.1 }\n      again: 2",
    ] {
        let text = CHANCY.replace("    home:\n", &format!("    home:\n      {more}\n"));
        let seen = rows_are_talks(&text, 150);
        assert!(seen.contains(&Class::InForce) && seen.contains(&Class::NotRatified), "{more}: {seen:?}");
    }
}

/// Every row is what the talks of its draw come to, held one by one from their own seeds; the answer is what came up.
fn rows_are_talks(text: &str, draws: u64) -> BTreeSet<Class> {
    let beliefs = read(text);
    let simulation = Simulation::new(&beliefs, variants(), 3, 11).unwrap();
    let rows = hold(&simulation, 0..draws);
    let mut seen = BTreeSet::new();
    for (at, held) in rows.variants.iter().enumerate() {
        assert_eq!(held.replicates, 3);
        for draw in 0..rows.draws {
            if rows.margins[draw] < 0.0 {
                continue;
            }
            let mut talks = beliefs.talks(&simulation.values(draw as u64)).unwrap();
            let mut seating = Seating::of(&talks);
            let mut protocol = Protocol::Shuttle;
            match at {
                1 => seating.mediator = wasit_arena::Player::Strategy("courier".to_owned()),
                2 => seating.parties[1] = wasit_arena::Player::Strategy("boulware".to_owned()),
                3 => talks.rounds.truncate(1),
                4 => talks = talks.with_legs(40),
                5 => protocol = Protocol::Alternating { steps: 10 },
                _ => {}
            }
            let sides = Outlook::sides(&talks);
            for replicate in 0..3 {
                let holding = draw * 3 + replicate;
                let seed = simulation.seed_of(draw as u64, replicate);
                let course = play(&talks, &sides, &seating, protocol, seed, 0).unwrap();
                let signed = course.outcome.signed();
                let expect = signed.map_or_else(|| vec![NO_VALUE; 2], |package| package.to_vec());
                assert_eq!(held.packages[holding * 2..holding * 2 + 2], expect, "{at} {draw} {replicate}");
                assert_eq!(held.legs[holding], course.legs);
                assert_eq!(usize::from(held.rounds[holding]), course.round);
                assert_eq!(held.utilities[holding * 2..holding * 2 + 2], course.utilities);
                let in_force = course.outcome.agreement().is_some();
                assert_eq!(held.classes[holding] == Class::InForce, in_force);
                seen.insert(held.classes[holding]);
                if let Some(package) = signed {
                    assert_eq!(held.ratified[holding], ratify(&talks, package, seed, 0).chance());
                }
            }
        }
    }
    seen
}

#[test]
fn nothing_left_to_chance_is_held_once() {
    let certain =
        CHANCY.replace("{ any_of: { random: 1, linear: 2 } }", "linear").replace("noise: 0.1, ", "");
    let certain = certain.split("    home:").next().unwrap().to_owned()
        + "  right:"
        + certain.split("  right:").nth(1).unwrap();
    let beliefs = read(&certain);
    let compared = vec![Variant {
        name: "left=random".to_owned(),
        changes: vec![Change::Seat { party: 0, strategy: "random".to_owned() }],
    }];
    let simulation = Simulation::new(&beliefs, compared, 4, 1).unwrap();
    let rows = hold(&simulation, 0..64);
    assert_eq!(rows.variants.iter().map(|held| held.replicates).collect::<Vec<_>>(), [1, 4]);
    assert_eq!(rows.variants[0].classes.len(), 64);
    assert_eq!(rows.variants[1].classes.len(), 256);
    let mut running = Running::default();
    running.add(&rows);
    assert_eq!(running.draws(), 64);
}

/// In each draw the only claim that blocks is A's, and to give it up opens one package.
fn costs(claims: &str) -> Vec<(String, f64)> {
    let beliefs = read(&format!(
        "
issues:
  x: {{ values: [a, b] }}
  y: {{ values: [p, q] }}
parties:
  A:
    strategy: linear
    wants: {{ x: {{ weight: 1, values: {{ a: 1, b: 0 }} }}, y: {{ weight: 3, values: {{ p: 1, q: 0.2 }} }} }}
{claims}
  B:
    strategy: linear
    walk_away: {{ any_of: {{ 0.9: 1, 0.91: 1 }} }}
    wants: {{ x: {{ weight: 1, values: {{ a: 1, b: 0 }} }}, y: {{ weight: 1, values: {{ p: 0, q: 1 }} }} }}
mediator: {{ strategy: courier }}
legs: 4
"
    ));
    let simulation = Simulation::new(&beliefs, Vec::new(), 1, 1).unwrap();
    let rows = simulation.hold(0..2, &|_| (), &|| false).unwrap().unwrap();
    let moves = &rows.blockages[0].moves;
    let of_a = moves.iter().map(|step| (&simulation.claims()[usize::from(step.claim)], step.cost));
    of_a.filter(|(asked, _)| asked.party == 0).map(|(asked, cost)| (asked.words.clone(), cost)).collect()
}

/// B takes a with q alone, which is worth 0.25 + 0.75 × 0.2 = 0.4 to A; a with p is worth 1 to it, b with q 0.15.
#[test]
fn what_is_given_up_costs_the_same_however_it_is_claimed() {
    let check = |claims: &str, expect: f64| {
        let found = costs(claims);
        assert!(found.len() == 1 && (found[0].1 - expect).abs() < 1e-9, "{claims}: {found:?}");
    };
    // A red line on q: p in its place is worth 60 points more.
    check("    walk_away: 0.1\n    red_lines: [ { issue: y, never: q } ]", 60.0);
    // So it is as a combination: of the two ways to keep it A would have p for q.
    check("    walk_away: 0.1\n    red_lines: [ { never_together: { x: a, y: q } } ]", 60.0);
    // And as a walk-away that forbids no less: q is worth 0.4 at most, p 0.75 at least.
    check("    walk_away: 1", 60.0);
    check("    walk_away: 0.75", 35.0);
    // A red line on what is worth more to A than what is within it costs nothing.
    check("    walk_away: 0.1\n    red_lines: [ { issue: x, never: a } ]", 0.0);
}
