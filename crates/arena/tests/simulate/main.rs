//! What a simulation says of small talks in which every belief is a choice equals what listing all packages, all sets of
//! claims and all combinations of choices gives.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod swaps;

use std::sync::Arc;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasit_arena::{
    AskedKind, Change, Class, Outcome, Protocol, Rows, Seating, Simulation, Tried, TriedBy, Variant, play,
};
use wasit_files::{Source, StrategyNames, read_beliefs};
use wasit_model::belief::Beliefs;
use wasit_model::{Moment, Package, Preferences, Talks, ValueIndex};
use wasit_search::Side;
use wasit_strategies::{check_mediator, check_party};

/// By party: the issues of its red lines, as the files have them.
const LINES: [&[usize]; 2] = [&[1, 2], &[0]];

/// Something that is believed: texts, each with its weight.
struct Choice(Vec<(String, u32)>);

/// Talks of two over 36 packages with six things that are uncertain, each a choice.
struct File {
    choices: [Choice; 6],
    /// What is certain: worths of the values of `c`.
    worths: [f64; 4],
    /// Home bodies, as text.
    home: &'static str,
}

const HOME: &str = "
    home:
      ratifiers:
        friends: { as: delegation, threshold: 0.4, red_lines: [] }
        foes: { wants: { a: { rising: true }, c: { values: { x: 0, y: 1, z: 0.5 } } }, threshold: 0.65 }
        others: { wants: { b: { falling: true }, c: { values: { x: 1, y: 0.2, z: 0 } } }, threshold: 0.5 }
      rule: majority
      aim: heedless";

impl File {
    fn made_up(seed: u64, strategies: &[&str], home: &'static str) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut number = |low: f64, high: f64| low + (high - low) * rng.random::<f64>();
        let walk_aways = [(0.15, 0.35), (0.35, 0.6)];
        let mut walk_away = || {
            let option = |(low, high)| (format!("{:.3}", number(low, high)), number(1.0, 4.0) as u32);
            Choice(walk_aways.map(option).to_vec())
        };
        let (left, right) = (walk_away(), walk_away());
        let strategies = Choice(strategies.iter().map(|name| ((*name).to_owned(), 1)).collect());
        let bound = Choice(vec![("0".to_owned(), 1), ("1".to_owned(), 2)]);
        let holds = number(0.2, 0.8);
        let holds = Choice(vec![
            ("0".to_owned(), 1_000 - (holds * 1_000.0) as u32),
            ("1".to_owned(), (holds * 1_000.0) as u32),
        ]);
        let worth = Choice(vec![("0.1".to_owned(), 1), ("0.9".to_owned(), 1)]);
        let worths = [(); 4].map(|()| number(0.0, 1.0));
        Self { choices: [left, right, strategies, bound, holds, worth], worths, home }
    }

    /// The file's text, with every choice open or, where `taken` says which, made.
    fn text(&self, taken: Option<[usize; 6]>) -> String {
        let said = |at: usize| match taken {
            Some(taken) => self.choices[at].0[taken[at]].0.clone(),
            None => {
                let options: Vec<String> =
                    self.choices[at].0.iter().map(|(text, weight)| format!("{text}: {weight}")).collect();
                format!("{{ any_of: {{ {} }} }}", options.join(", "))
            }
        };
        let line = match taken {
            None => format!(
                "\n    red_lines: [{{ issue: a, at_least: 1, holds: {} }}]",
                f64::from(self.choices[4].0[1].1) / 1_000.0
            ),
            Some(taken) if taken[4] == 1 => "\n    red_lines: [{ issue: a, at_least: 1 }]".to_owned(),
            Some(_) => String::new(),
        };
        let [first, second, third, fourth] = self.worths;
        format!(
            "
issues:
  a: {{ range: {{ from: 0, to: 3 }} }}
  b: {{ range: {{ from: 0, to: 2 }} }}
  c: {{ values: [x, y, z] }}
parties:
  left:
    strategy: {}
    walk_away: {}
    wants:
      a: {{ weight: 3, falling: true }}
      b: {{ weight: 2, falling: true }}
      c: {{ weight: 2, values: {{ x: {first:.3}, y: {}, z: {second:.3} }} }}
    red_lines:
      - {{ issue: b, at_most: {} }}
      - {{ issue: c, never: z }}
  right:
    strategy: linear
    walk_away: {}
    wants:
      a: {{ weight: 2, rising: true }}
      b: {{ weight: 3, rising: true }}
      c: {{ weight: 2, values: {{ x: {third:.3}, y: {fourth:.3}, z: 1 }} }}{line}{}
mediator: {{ strategy: courier }}
legs: 30
",
            said(2),
            said(0),
            said(5),
            said(3),
            said(1),
            self.home,
        )
    }

    fn beliefs(&self) -> Beliefs {
        read(&self.text(None))
    }

    /// Every combination of the choices: how likely it is, and the talks as a file without beliefs has them.
    fn combinations(&self) -> Vec<(f64, Talks)> {
        let mut all = Vec::new();
        let count: usize = self.choices.iter().map(|choice| choice.0.len()).product();
        for mut number in 0..count {
            let mut p = 1.0;
            let taken = [0, 1, 2, 3, 4, 5].map(|at| {
                let options = &self.choices[at].0;
                let option = number % options.len();
                number /= options.len();
                let weights: u32 = options.iter().map(|(_, weight)| weight).sum();
                p *= f64::from(options[option].1) / f64::from(weights);
                option
            });
            all.push((p, read(&self.text(Some(taken))).into_middle()));
        }
        all
    }
}

fn read(text: &str) -> Beliefs {
    let names = StrategyNames {
        parties: &|text| check_party(text).map_err(|error| error.to_string()),
        mediators: &|text| check_mediator(text).map_err(|error| error.to_string()),
    };
    read_beliefs(&Source { name: "made-up.yaml", bytes: text.as_bytes() }, &names)
        .unwrap_or_else(|problems| panic!("{problems}\n{text}"))
}

/// One thing that is asked of a deal.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Claim {
    /// A party's red line on an issue.
    Line(usize, usize),
    WalkAway(usize),
    /// Of a ratifier of a party's home.
    Threshold(usize, usize),
}

fn floor(preferences: &Preferences) -> f64 {
    preferences.walk_away_at(&Moment::default())
}

/// The smallest surplus that `package` leaves anybody, where the claims of `given` are given up.
fn worth(talks: &Talks, homes: bool, package: &[ValueIndex], given: &[Claim]) -> f64 {
    let over = |preferences: &Preferences, floor_given: bool| {
        if floor_given {
            f64::INFINITY
        } else {
            preferences.utility_without_red_lines(package) - floor(preferences)
        }
    };
    let mut least = f64::INFINITY;
    for (at, party) in talks.parties.iter().enumerate() {
        let preferences = &party.preferences;
        for line in preferences.red_lines() {
            let (issue, beyond) = &line.clauses[0];
            if beyond[usize::from(package[*issue])] && !given.contains(&Claim::Line(at, *issue)) {
                return f64::NEG_INFINITY;
            }
        }
        least = least.min(over(preferences, given.contains(&Claim::WalkAway(at))));
        let Some(home) = party.home.as_ref().filter(|_| homes) else { continue };
        let surplus = |ratifier: usize| {
            let threshold = Claim::Threshold(at, ratifier);
            over(&home.body.ratifiers[ratifier].preferences, given.contains(&threshold))
        };
        let surpluses: Vec<f64> = (0..home.body.ratifiers.len()).map(surplus).collect();
        // The greatest level that enough of them have.
        let carries = |level: &f64| {
            let votes: Vec<bool> = surpluses.iter().map(|surplus| surplus >= level).collect();
            home.body.passes(&votes)
        };
        least = least.min(surpluses.iter().copied().filter(carries).fold(f64::NEG_INFINITY, f64::max));
    }
    least
}

fn margin(talks: &Talks, homes: bool) -> f64 {
    let worths = talks.space.packages().map(|package| worth(talks, homes, &package, &[]));
    worths.fold(f64::NEG_INFINITY, f64::max)
}

/// How talks with that seed come out, by holding them and writing down all of it.
fn class(talks: &Talks, seed: u64) -> Class {
    let space = Arc::new(talks.space.clone());
    let side = |party: &wasit_model::Party| {
        Arc::new(Side::listing(Arc::clone(&space), party.preferences.clone(), 64))
    };
    let sides: Vec<Arc<Side>> = talks.parties.iter().map(side).collect();
    let course = play(talks, &sides, &Seating::of(talks), Protocol::Shuttle, seed, 0).unwrap();
    let signed = match course.outcome {
        Outcome::Agreed(_) => Some(Class::InForce),
        Outcome::NotRatified(_) => Some(Class::NotRatified),
        _ => None,
    };
    if margin(talks, false) < 0.0 {
        assert_eq!(signed, None, "nobody signs what is worth less than no deal");
        return Class::NoPossibleDeal;
    }
    let unsigned = if margin(talks, true) < 0.0 { Class::BlockedAtHome } else { Class::Missed };
    signed.unwrap_or(unsigned)
}

fn near(found: f64, expected: f64) -> bool {
    found == expected || (found - expected).abs() < 1e-9
}

fn classes_and_margins(home: &'static str) -> Vec<usize> {
    const DRAWS: u64 = 48;
    const REPLICATES: usize = 2;
    let mut counts = vec![0; Class::ALL.len()];
    for seed in 0..40 {
        let file = File::made_up(seed, &["boulware", "linear", "random"], home);
        let beliefs = file.beliefs();
        let simulation = Simulation::new(&beliefs, Vec::new(), REPLICATES, seed).unwrap();
        let rows = simulation.hold(0..DRAWS, &|_| (), &|| false).unwrap().unwrap();
        assert_eq!(rows.variants[0].replicates, REPLICATES);
        for draw in 0..DRAWS {
            let at = draw as usize;
            let talks = beliefs.talks(&simulation.values(draw)).unwrap();
            let table = margin(&talks, false);
            assert!(near(rows.margins[at], table), "{} {table}\n{}", rows.margins[at], file.text(None));
            if !home.is_empty() {
                let both = margin(&talks, true);
                assert!(near(rows.home_margins[at], both), "{} {both}", rows.home_margins[at]);
            }
            for replicate in 0..REPLICATES {
                let found = rows.variants[0].classes[at * REPLICATES + replicate];
                let expected = class(&talks, simulation.seed_of(draw, replicate));
                assert_eq!(found, expected, "draw {draw}, holding {replicate}\n{}", file.text(None));
                counts[found as usize] += 1;
            }
        }
    }
    counts
}

#[test]
fn classes_and_margins_follow_from_each_draw() {
    let counts = classes_and_margins("");
    assert!(counts[0] > 100 && counts[4] > 100, "both kinds are met: {counts:?}");
}

#[test]
fn so_they_do_with_a_home_body() {
    let counts = classes_and_margins(HOME);
    assert!(counts[0] > 100 && counts[1] + counts[3] > 100 && counts[4] > 20, "all are met: {counts:?}");
}

/// The probabilities of the classes are those of all combinations, weighed. A share of n independent draws has a standard
/// deviation of √(p(1 − p) / n); four of them pass once in 16,000 times, and draws that lie evenly stray less.
fn frequencies(home: &'static str) {
    const DRAWS: u64 = 4_096;
    for seed in 100..106 {
        let file = File::made_up(seed, &["boulware", "linear"], home);
        let mut exact = [0.0; 5];
        for (p, talks) in file.combinations() {
            let found = class(&talks, 1);
            assert_eq!(found, class(&talks, 2), "nothing is left to chance");
            exact[found as usize] += p;
        }
        assert!((exact.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        let beliefs = file.beliefs();
        let simulation = Simulation::new(&beliefs, Vec::new(), 1, seed).unwrap();
        let rows = simulation.hold(0..DRAWS, &|_| (), &|| false).unwrap().unwrap();
        for (class, p) in Class::ALL.into_iter().zip(exact) {
            let count = rows.variants[0].classes.iter().filter(|found| **found == class).count();
            let share = count as f64 / DRAWS as f64;
            let allowed = 4.0 * (p * (1.0 - p) / DRAWS as f64).max(0.0).sqrt() + 1e-9;
            assert!((share - p).abs() <= allowed, "{class:?}: {share} for {p}\n{}", file.text(None));
        }
    }
}

#[test]
fn frequencies_come_to_the_exact_probabilities() {
    frequencies("");
}

#[test]
fn so_they_do_where_a_home_body_votes() {
    frequencies(HOME);
}

/// What a simulation numbers, as this test names it.
fn numbered(simulation: &Simulation<'_>) -> Vec<Claim> {
    let (mut lines, mut thresholds) = ([0; 2], [0; 2]);
    let next = |counts: &mut [usize; 2], party: usize| {
        counts[party] += 1;
        counts[party] - 1
    };
    let asked = simulation.claims().iter();
    asked
        .map(|asked| match asked.kind {
            AskedKind::RedLine => Claim::Line(asked.party, LINES[asked.party][next(&mut lines, asked.party)]),
            AskedKind::WalkAway => Claim::WalkAway(asked.party),
            AskedKind::Home => Claim::Threshold(asked.party, next(&mut thresholds, asked.party)),
        })
        .collect()
}

/// The sets of which no other is a part, the smallest first.
fn minimal(mut sets: Vec<u128>) -> Vec<u128> {
    sets.sort_by_key(|set| (set.count_ones(), *set));
    let mut kept: Vec<u128> = Vec::new();
    for set in sets {
        if !kept.iter().any(|other| other & !set == 0) {
            kept.push(set);
        }
    }
    kept
}

/// The least move of a claim that alone opens a deal, and its cost, by listing what it opens.
fn least(talks: &Talks, claim: Claim) -> (f64, f64) {
    let open: Vec<Package> =
        talks.space.packages().filter(|package| worth(talks, true, package, &[claim]) >= 0.0).collect();
    let lowered = |preferences: &Preferences| {
        let utilities = open.iter().map(|package| preferences.utility_without_red_lines(package));
        let by = (floor(preferences) - utilities.fold(f64::NEG_INFINITY, f64::max)) * 100.0;
        (by, by)
    };
    match claim {
        Claim::WalkAway(party) => lowered(&talks.parties[party].preferences),
        Claim::Threshold(party, ratifier) => {
            let home = talks.parties[party].home.as_ref().unwrap();
            lowered(&home.body.ratifiers[ratifier].preferences)
        }
        Claim::Line(party, issue) => {
            let preferences = &talks.parties[party].preferences;
            let line = preferences.red_lines().iter().find(|line| line.clauses[0].0 == issue).unwrap();
            let beyond = &line.clauses[0].1;
            let table = &preferences.open_tables()[issue];
            let within = |value: &usize| !beyond[*value];
            // Values that are words all lie one beyond the line; numbers run by one.
            let far = |value: usize| {
                let away = (0..table.len()).filter(within).map(|allowed| allowed.abs_diff(value)).min();
                if issue == 2 { 1 } else { away.unwrap() }
            };
            let value =
                open.iter().map(|package| usize::from(package[issue])).min_by_key(|value| far(*value));
            let value = value.unwrap();
            let least =
                (0..table.len()).filter(within).map(|value| table[value]).fold(f64::INFINITY, f64::min);
            (far(value) as f64, (least - table[value]).max(0.0) * 100.0)
        }
    }
}

fn blockages(home: &'static str) -> [usize; 3] {
    const DRAWS: u64 = 48;
    let mut met = [0; 3];
    for seed in 200..230 {
        let file = File::made_up(seed, &["linear", "boulware"], home);
        let beliefs = file.beliefs();
        let simulation = Simulation::new(&beliefs, Vec::new(), 1, seed).unwrap();
        let rows = simulation.hold(0..DRAWS, &|_| (), &|| false).unwrap().unwrap();
        let claims = numbered(&simulation);
        let mut found = rows.blockages.iter();
        for draw in 0..DRAWS {
            let talks = beliefs.talks(&simulation.values(draw)).unwrap();
            if margin(&talks, true) >= 0.0 {
                continue;
            }
            let found = found.next().unwrap();
            assert_eq!(found.draw, draw);
            assert!(!found.cut);
            // Which are claims of this draw: other red lines do not hold in it.
            let holds = |claim: &Claim| match *claim {
                Claim::Line(party, issue) => {
                    let lines = talks.parties[party].preferences.red_lines();
                    lines.iter().any(|line| line.clauses[0].0 == issue)
                }
                _ => true,
            };
            let here: Vec<usize> = (0..claims.len()).filter(|at| holds(&claims[*at])).collect();
            let bits = |subset: u32| -> u128 {
                here.iter()
                    .enumerate()
                    .filter(|(at, _)| subset >> at & 1 == 1)
                    .map(|(_, at)| 1_u128 << at)
                    .sum()
            };
            let all = (1_u32 << here.len()) - 1;
            let opens = |subset: &u32| {
                let given: Vec<Claim> = here
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| subset >> at & 1 == 1)
                    .map(|(_, at)| claims[*at])
                    .collect();
                talks.space.packages().any(|package| worth(&talks, true, &package, &given) >= 0.0)
            };
            let open: Vec<bool> = (0..=all).map(|subset| opens(&subset)).collect();
            let closed = (0..=all).filter(|kept| !open[(all & !kept) as usize]).map(bits).collect();
            let mut sets = found.sets.clone();
            sets.sort_by_key(|set| (set.count_ones(), *set));
            assert_eq!(sets, minimal(closed), "draw {draw}\n{}", file.text(None));

            let ways = minimal((0..=all).filter(|given| open[*given as usize]).map(bits).collect());
            let fewest = ways[0].count_ones();
            let mut fewest_ways: Vec<u128> =
                ways.into_iter().filter(|way| way.count_ones() == fewest).collect();
            fewest_ways.sort_unstable();
            let mut moves: Vec<u128> = found.moves.iter().map(|step| 1 << step.claim).collect();
            let mut pairs: Vec<u128> = found.pairs.iter().map(|[a, b]| 1 << a.claim | 1 << b.claim).collect();
            moves.sort_unstable();
            pairs.sort_unstable();
            assert_eq!(moves, if fewest == 1 { fewest_ways.clone() } else { Vec::new() });
            assert_eq!(pairs, if fewest == 2 { fewest_ways } else { Vec::new() });
            met[fewest.min(3) as usize - 1] += 1;
            for step in &found.moves {
                let claim = claims[usize::from(step.claim)];
                let (size, cost) = least(&talks, claim);
                assert!(near(step.size, size) && near(step.cost, cost), "{step:?} {claim:?}: {size} {cost}");
            }
        }
        assert!(found.next().is_none(), "only draws without a deal are blocked");
    }
    met
}

#[test]
fn blockages_equal_listing_all_sets_of_claims() {
    let met = blockages("");
    assert!(met[0] > 100, "{met:?}");
}

#[test]
fn so_they_do_with_thresholds_at_home() {
    let met = blockages(HOME);
    assert!(met[0] > 100, "{met:?}");
}

#[test]
fn rows_do_not_depend_on_ranges_or_threads() {
    let file = File::made_up(7, &["boulware", "linear", "random"], HOME);
    let beliefs = file.beliefs();
    let simulation = Simulation::new(&beliefs, Vec::new(), 2, 7).unwrap();
    let hold = |range, threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| simulation.hold(range, &|_| (), &|| false)).unwrap().unwrap()
    };
    let whole = hold(0..300, 1);
    let mut parts = hold(0..1, 3);
    for range in [1..130, 130..131, 131..300] {
        parts.append(hold(range, 2));
    }
    // As text: what is not a number equals itself there.
    assert_eq!(format!("{whole:?}"), format!("{parts:?}"));
}

/// A ratifier's red lines are numbered as its file has them, whichever hold in a draw.
#[test]
fn red_lines_of_ratifiers_that_may_not_hold_are_claims() {
    let beliefs = read(
        "
issues:
  a: { range: { from: 0, to: 3 } }
  b: { range: { from: 0, to: 3 } }
parties:
  left:
    strategy: linear
    walk_away: 0.1
    wants: { a: { falling: true }, b: { falling: true } }
    red_lines: [{ issue: a, at_most: 0 }, { issue: b, at_most: 0 }]
  right:
    strategy: linear
    walk_away: 0
    wants: { a: { rising: true }, b: { rising: true } }
    home:
      ratifiers:
        lords:
          wants: { a: { rising: true }, b: { rising: true } }
          threshold: 0
          red_lines: [{ issue: a, at_least: 1, holds: 0.5 }, { issue: b, at_least: 2, holds: 0.5 }]
mediator: { strategy: courier }
legs: 12
",
    );
    let simulation = Simulation::new(&beliefs, Vec::new(), 1, 1).unwrap();
    let asked = simulation.claims();
    let of = |party, kind| {
        let all =
            asked.iter().enumerate().filter(move |(_, asked)| asked.party == party && asked.kind == kind);
        all.map(|(at, _)| 1_u128 << at).collect::<Vec<_>>()
    };
    let (left, lords) = (of(0, AskedKind::RedLine), of(1, AskedKind::Home));
    assert_eq!((left.len(), lords.len()), (2, 3), "two red lines each, and a threshold");
    let rows = simulation.hold(0..32, &|_| (), &|| false).unwrap().unwrap();
    let columns = beliefs.draws().columns().len();
    let holds = ["right.home.lords.red_lines.a.holds", "right.home.lords.red_lines.b.holds"]
        .map(|path| beliefs.draws().find(path).unwrap());
    let mut blocked = 0;
    for draw in 0..32 {
        let held = holds.map(|column| rows.values[draw * columns + column] != 0.0);
        let mut expected: Vec<u128> = (0..2).filter(|at| held[*at]).map(|at| left[at] | lords[at]).collect();
        expected.sort_unstable();
        let found = rows.blockages.iter().find(|blockage| blockage.draw == draw as u64);
        let mut sets = found.map_or(Vec::new(), |blockage| blockage.sets.clone());
        sets.sort_unstable();
        assert_eq!(sets, expected, "draw {draw}: {held:?}");
        assert!(found.is_none_or(|blockage| !blockage.cut));
        blocked += usize::from(found.is_some());
    }
    assert!((16..32).contains(&blocked), "three in four: {blocked}");
}

const SOFTENING: &str = "
issues:
  x: { range: { from: 0, to: 10 } }
parties:
  left:
    strategy: linear
    walk_away: { start: { range: [0.5, 0.9] }, per_leg: -0.01 }
    wants: { x: { rising: true } }
  right:
    strategy: linear
    walk_away: { start: { range: [0.3, 0.7] }, per_leg: -0.005 }
    wants: { x: { falling: true } }
mediator: { strategy: bridge }
legs: 12
";

/// What is possible is measured over as many legs as the talks have, and another choice beside them makes no difference to
/// that.
#[test]
fn a_choice_that_lasts_longer_leaves_the_talks_as_they_stand() {
    let beliefs = read(SOFTENING);
    let hold = |compared| {
        let simulation = Simulation::new(&beliefs, compared, 1, 1).unwrap();
        simulation.hold(0..512, &|_| (), &|| false).unwrap().unwrap()
    };
    let alone = hold(Vec::new());
    let longer = Variant { name: "legs=60".to_owned(), changes: vec![Change::Legs(60)] };
    let beside = hold(vec![longer]);
    assert_eq!(alone.margins, beside.margins);
    assert_eq!(alone.variants[0], beside.variants[0]);
    let count = |rows: &Rows, variant: usize, class| {
        rows.variants[variant].classes.iter().filter(|found| **found == class).count()
    };
    assert!(count(&alone, 0, Class::NoPossibleDeal) > 250, "{}", count(&alone, 0, Class::NoPossibleDeal));
    // Over sixty legs both give way by more than what lies between them.
    assert_eq!(count(&beside, 1, Class::NoPossibleDeal), 0);
    let columns = beliefs.draws().columns().len();
    for draw in 0..512 {
        let [left, right] = [0, 1].map(|at| alone.values[draw * columns + at]);
        let (left, right) = (left - 0.12, right - 0.06);
        // The best of eleven values by the smaller surplus, each worth x/10 to one and 1 - x/10 to the other.
        let margin = (0..=10).map(|x| (f64::from(x) / 10.0 - left).min(1.0 - f64::from(x) / 10.0 - right));
        let margin = margin.fold(f64::NEG_INFINITY, f64::max);
        assert!((alone.margins[draw] - margin).abs() < 1e-9, "{draw}: {} {margin}", alone.margins[draw]);
    }
}

/// Gains are over what no deal would be worth when a deal is signed, not over what it was worth at the start.
#[test]
fn no_deal_is_worth_what_it_is_at_the_end() {
    let beliefs = read(SOFTENING);
    let simulation = Simulation::new(&beliefs, Vec::new(), 1, 1).unwrap();
    let rows = simulation.hold(0..64, &|_| (), &|| false).unwrap().unwrap();
    let columns = beliefs.draws().columns().len();
    let held = &rows.variants[0];
    let mut signed = 0;
    for draw in 0..64 {
        let legs = f64::from(held.legs[draw]);
        for (party, per_leg) in [(0, 0.01), (1, 0.005)] {
            let start = rows.values[draw * columns + party];
            let no_deal = held.no_deals[2 * draw + party];
            // The last leg may still be under way.
            let [before, after] = [legs - 1.0, legs].map(|legs| start - per_leg * legs);
            assert!((after - 1e-9..=before + 1e-9).contains(&no_deal), "{draw} {party}: {no_deal}");
            let gain = held.utilities[2 * draw + party] - held.no_deals[2 * draw + party];
            assert!(gain >= -1e-9, "nobody signs below no deal: {draw} {party} {gain}");
        }
        signed += usize::from(held.classes[draw] == Class::InForce);
    }
    assert!(signed > 0);
}

/// Changes are tried on the very talks that the rows tell of, and a change that opens what was closed is found.
#[test]
fn trials_begin_with_the_talks_as_they_stand() {
    let file = File::made_up(11, &["boulware", "linear"], HOME);
    let beliefs = file.beliefs();
    let simulation = Simulation::new(&beliefs, Vec::new(), 1, 5).unwrap();
    let rows = simulation.hold(0..200, &|_| (), &|| false).unwrap().unwrap();
    let tried = simulation.trials(200, &|_| ()).unwrap();
    let in_force: Vec<bool> = rows.variants[0].classes.iter().map(|class| *class == Class::InForce).collect();
    assert_eq!(tried[0].in_force, in_force);
    let of = |words: &str| tried.iter().find(|tried| tried.words.contains(words)).unwrap();
    let count = |tried: &Tried| tried.in_force.iter().filter(|came| **came).count();
    // A line of the left that holds in every draw: without it no draw loses its deal zone, and some gain one.
    assert!(count(of("left's red line")) >= count(&tried[0]) / 2);
    // Lower thresholds at home never turn a yes into a no where delegations are heedless.
    let lower = of("foes' threshold lower by 5 points");
    for (draw, (before, after)) in in_force.iter().zip(&lower.in_force).enumerate() {
        assert!(*after || !*before, "draw {draw}");
    }
    assert!(tried.iter().any(|tried| tried.by == TriedBy::Convener && tried.words == "twice as many legs"));
}

/// A change that alone makes a deal possible, by hand.
#[test]
fn a_red_line_given_up_brings_the_deal() {
    let beliefs = read(
        "
issues:
  x: { range: { from: 0, to: 4 } }
  y: { range: { from: 0, to: 4 } }
parties:
  left:
    strategy: linear
    walk_away: { range: [0.2, 0.4] }
    wants: { x: { rising: true }, y: { rising: true } }
    red_lines: [{ issue: x, at_least: 3, holds: 0.5 }]
  right:
    strategy: linear
    walk_away: 0.3
    wants: { x: { falling: true }, y: { falling: true } }
    red_lines: [{ issue: x, at_most: 2 }]
mediator: { strategy: courier }
legs: 40
",
    );
    let simulation = Simulation::new(&beliefs, Vec::new(), 1, 1).unwrap();
    let rows = simulation.hold(0..64, &|_| (), &|| false).unwrap().unwrap();
    let tried = simulation.trials(64, &|_| ()).unwrap();
    let column = beliefs.draws().find("left.red_lines.x.holds").unwrap();
    let columns = beliefs.draws().columns().len();
    let line = tried.iter().find(|tried| tried.words.starts_with("left's red line")).unwrap();
    for draw in 0..64 {
        let holds = rows.values[draw * columns + column] != 0.0;
        assert_eq!(tried[0].in_force[draw], !holds, "draw {draw}");
        assert!(line.in_force[draw], "without it the two always meet: draw {draw}");
    }
}
