//! Margins, blockages and ways to a deal equal what listing every package, for every set of claims, finds.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use proptest::prelude::*;
use wasit_model::{
    Bar, Discount, DiscountPer, Drift, HomeBody, Moment, Package, Preferences, Ratifier, Rule, Space,
    ValueIndex, ValueSet, WalkAway,
};
use wasit_search::{Claim, ClaimKind, Demand, Demands, Gives, least_walk_away};

mod cases;

use cases::{Case, case};

fn parts() -> impl Strategy<Value = (Case, usize, usize)> {
    (case(6), 1..4_usize, 0..10_usize)
}

/// The last sides of a case as ratifiers of the first.
fn body(sides: &[Preferences], rule: usize) -> HomeBody {
    let ratifier = |(at, preferences): (usize, &Preferences)| Ratifier {
        name: format!("r{at}"),
        title: format!("R{at}"),
        preferences: preferences.clone(),
        noise: 0.0,
        weight: [2.0, 1.0, 1.5][at],
    };
    let rule = match rule {
        0 => Rule::all(3),
        1 => Rule::any(3),
        2 => Rule::quota(3, Bar::MoreThan(0.5)),
        3 => Rule::quota(3, Bar::AtLeast(2.0 / 3.0)),
        4 => Rule::veto([0], Rule::quota(3, Bar::MoreThan(0.5))),
        5 => Rule::All(vec![Rule::One(2), Rule::Any(vec![Rule::One(0), Rule::One(1)])]),
        _ => Rule::Any(vec![Rule::One(1), Rule::All(vec![Rule::One(0), Rule::One(2)])]),
    };
    HomeBody { ratifiers: sides.iter().enumerate().map(ratifier).collect(), rule, shock: 0.0 }
}

/// All that is asked, in plain lists.
struct Asked<'a> {
    space: &'a Space,
    parties: Vec<(&'a Preferences, f64)>,
    body: Option<&'a HomeBody>,
}

fn crosses(clauses: &[(usize, ValueSet)], package: &[ValueIndex]) -> bool {
    clauses.iter().all(|(issue, set)| set[usize::from(package[*issue])])
}

impl Asked<'_> {
    /// What one has left over its floor, with what `dropped` gives up; −∞ beyond a red line.
    fn surplus(
        preferences: &Preferences,
        floor: f64,
        package: &[ValueIndex],
        line_of: &dyn Fn(usize) -> bool,
        floor_of: bool,
    ) -> f64 {
        let mut lines = preferences.red_lines().iter().enumerate();
        if lines.any(|(at, line)| !line_of(at) && crosses(&line.clauses, package)) {
            return f64::NEG_INFINITY;
        }
        if floor_of { f64::INFINITY } else { preferences.utility_without_red_lines(package) - floor }
    }

    fn worth(&self, package: &[ValueIndex], dropped: &dyn Fn(Claim) -> bool) -> f64 {
        let mut least = f64::INFINITY;
        for (party, (preferences, floor)) in self.parties.iter().enumerate() {
            let claim = |kind| dropped(Claim { party, kind });
            let surplus = Self::surplus(
                preferences,
                *floor,
                package,
                &|line| claim(ClaimKind::RedLine(line)),
                claim(ClaimKind::WalkAway),
            );
            least = least.min(surplus);
        }
        if let Some(body) = self.body {
            let claim = |kind| dropped(Claim { party: 0, kind });
            let surplus = |(at, ratifier): (usize, &Ratifier)| {
                Self::surplus(
                    &ratifier.preferences,
                    ratifier.preferences.walk_away_at(&Moment::default()),
                    package,
                    &|line| claim(ClaimKind::RatifierRedLine { ratifier: at, line }),
                    claim(ClaimKind::Threshold(at)),
                )
            };
            let surpluses: Vec<f64> = body.ratifiers.iter().enumerate().map(surplus).collect();
            // By trying every level: who has at least it, and do they carry the rule?
            let carries = |level: &f64| {
                let yes: Vec<bool> = surpluses.iter().map(|surplus| surplus >= level).collect();
                body.passes(&yes)
            };
            least = least.min(surpluses.iter().copied().filter(carries).fold(f64::NEG_INFINITY, f64::max));
        }
        least
    }

    fn margin(&self) -> f64 {
        self.space
            .packages()
            .map(|package| self.worth(&package, &|_| false))
            .fold(f64::NEG_INFINITY, f64::max)
    }

    fn is_open(&self, package: &[ValueIndex], claims: &[Claim], given: u64) -> bool {
        self.worth(package, &|claim| {
            claims.iter().position(|other| *other == claim).is_some_and(|at| given >> at & 1 == 1)
        }) >= 0.0
    }

    fn opens(&self, claims: &[Claim], given: u64) -> bool {
        self.space.packages().any(|package| self.is_open(&package, claims, given))
    }

    /// By listing, the least that a single claim must give: a floor its distance to the best that is open, a red line how
    /// far the nearest value lies beyond.
    fn least(&self, claims: &[Claim], at: usize) -> f64 {
        let open: Vec<Package> =
            self.space.packages().filter(|package| self.is_open(package, claims, 1 << at)).collect();
        let claim = claims[at];
        let (preferences, floor) = match claim.kind {
            ClaimKind::WalkAway => self.parties[claim.party],
            ClaimKind::Threshold(ratifier) => {
                let preferences = &self.body.unwrap().ratifiers[ratifier].preferences;
                (preferences, preferences.walk_away_at(&Moment::default()))
            }
            _ => return 1.0,
        };
        let best = open.iter().map(|package| preferences.utility_without_red_lines(package));
        floor - best.fold(f64::NEG_INFINITY, f64::max)
    }
}

fn minimal(mut sets: Vec<u64>) -> Vec<u64> {
    sets.sort_by_key(|set| (set.count_ones(), *set));
    let mut kept: Vec<u64> = Vec::new();
    for set in sets {
        if !kept.iter().any(|other| other & !set == 0) {
            kept.push(set);
        }
    }
    kept
}

/// Equal but for the rounding of sums that are added in another order.
fn near(a: f64, b: f64) -> Result<(), TestCaseError> {
    prop_assert!(a == b || (a - b).abs() < 1e-12, "{a} {b}");
    Ok(())
}

fn check(asked: &Asked<'_>, demands: &Demands<'_>) -> Result<(), TestCaseError> {
    let margin = demands.margin();
    near(margin.value, asked.margin())?;
    prop_assert_eq!(margin.bound, 0.0);
    match &margin.package {
        Some(package) => near(asked.worth(package, &|_| false), margin.value)?,
        None => prop_assert_eq!(margin.value, f64::NEG_INFINITY),
    }
    let blockers = demands.blockers();
    prop_assert!(!blockers.cut);
    if margin.is_deal() {
        prop_assert!(blockers.sets.is_empty() && blockers.ways.is_empty());
        return Ok(());
    }
    let claims = &blockers.claims;
    let all = (1_u64 << claims.len()) - 1;
    let open: Vec<u64> = (0..=all).filter(|given| asked.opens(claims, *given)).collect();
    let closed: Vec<u64> = (0..=all).filter(|kept| !open.contains(&(all & !kept))).collect();
    prop_assert_eq!(&blockers.sets, &minimal(closed));
    let ways = minimal(open);
    let fewest = ways.iter().filter(|way| way.count_ones() == ways[0].count_ones());
    let found: Vec<u64> =
        blockers.ways.iter().map(|way| way.moves.iter().fold(0, |set, one| set | 1 << one.claim)).collect();
    prop_assert_eq!(&found, &fewest.copied().collect::<Vec<_>>());
    for (way, set) in blockers.ways.iter().zip(found) {
        prop_assert!(asked.is_open(&way.package, claims, set));
        if let [single] = way.moves.as_slice() {
            match single.gives {
                Gives::Utility(by) => {
                    let least = asked.least(claims, single.claim);
                    prop_assert!((by - least).abs() <= 1e-12, "{} {}", by, least);
                }
                Gives::Value { beyond, .. } => prop_assert_eq!(beyond, 1.0),
                _ => {}
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn by_listing(parts in parts(), raise in 0.0..0.6_f64) {
        let (case, count, rule) = parts;
        let sides = case.sides(0);
        let preferences: Vec<Preferences> = sides.iter().map(|side| side.preferences().clone()).collect();
        let home = (rule < 7).then(|| body(&preferences[3..], rule));
        let floor = |preferences: &Preferences| {
            let raised = preferences.walk_away().start + raise;
            preferences.clone().with_walk_away(WalkAway { start: raised, drift: None }).walk_away_at(&Moment::default())
        };
        let parties: Vec<(&Preferences, f64)> = preferences[..count].iter().map(|one| (one, floor(one))).collect();
        let asked = Asked { space: sides[0].space(), parties: parties.clone(), body: home.as_ref() };
        let demands: Vec<Demand<'_>> = parties
            .iter()
            .enumerate()
            .map(|(at, &(preferences, floor))| Demand {
                preferences,
                floor,
                home: home.as_ref().filter(|_| at == 0),
            })
            .collect();
        let demands = Demands::new(sides[0].space(), &demands);
        check(&asked, &demands)?;
        // The best that all could have together, by listing.
        let sum = |package: &Package| -> f64 {
            parties.iter().map(|(preferences, _)| preferences.utility_without_red_lines(package)).sum()
        };
        let deals = asked.space.packages().filter(|package| asked.worth(package, &|_| false) >= 0.0);
        let most = deals.map(|package| sum(&package)).reduce(f64::max);
        let found = demands.best_together();
        prop_assert_eq!(found.is_some(), most.is_some());
        if let (Some(found), Some(most)) = (found, most) {
            prop_assert!(asked.worth(&found, &|_| false) >= 0.0);
            prop_assert!((sum(&found) - most).abs() <= 1e-9, "{} {}", sum(&found), most);
        }
    }
}

/// Never more than at any moment, and attained where only the walk-away or only the discount moves it.
#[test]
fn the_least_walk_away() {
    let case = Case {
        widths: vec![2],
        sides: vec![cases::Wants {
            tables: vec![vec![0.0, 1.0]],
            pairs: vec![],
            boxes: vec![],
            lines: vec![],
            walk_away: 0.0,
        }],
    };
    let plain = case.sides(0)[0].preferences().clone();
    let space = case.sides(0)[0].space().clone();
    let discounts = [
        None,
        Some(Discount { factor: 0.9, per: DiscountPer::Talks, walk_away_too: false }),
        Some(Discount { factor: 0.99, per: DiscountPer::Leg, walk_away_too: false }),
        Some(Discount { factor: 0.98, per: DiscountPer::Day, walk_away_too: true }),
    ];
    let drifts = [None, Some(Drift::To(0.1)), Some(Drift::PerLeg(-0.02)), Some(Drift::PerDay(0.01))];
    for discount in discounts {
        for drift in drifts {
            for start in [0.5, -0.5, f64::NEG_INFINITY] {
                let walk_away = WalkAway { start, drift };
                let preferences = Preferences::new(
                    &space,
                    plain.open_tables().to_vec(),
                    vec![],
                    vec![],
                    walk_away,
                    discount,
                )
                .unwrap();
                let least = least_walk_away(&preferences, 20, 30);
                let moments = (0..=20_u32).map(|leg| {
                    let moment = Moment { time: f64::from(leg) / 20.0, legs: leg, days: leg * 3 / 2 };
                    preferences.walk_away_at(&moment)
                });
                let attained = moments.fold(f64::INFINITY, f64::min);
                assert!(least <= attained, "{drift:?} {discount:?} {start}");
                if drift.is_none() || discount.is_none_or(|discount| discount.walk_away_too) {
                    assert_eq!(least, attained, "{drift:?} {discount:?} {start}");
                }
            }
        }
    }
}

fn space(issues: usize, width: i64) -> Space {
    let issue = |at: usize| wasit_model::Issue {
        name: format!("i{at}"),
        title: format!("i{at}"),
        unit: None,
        description: None,
        values: wasit_model::Values::integers(1, width, 1).unwrap(),
    };
    Space::new((0..issues).map(issue).collect()).unwrap()
}

fn wants(space: &Space, tables: Vec<Vec<f64>>, lines: Vec<Vec<(usize, ValueSet)>>) -> Preferences {
    let lines =
        lines.into_iter().map(|clauses| wasit_model::RedLine { clauses, words: String::new() }).collect();
    let walk_away = WalkAway { start: 0.0, drift: None };
    Preferences::new(space, tables, vec![], lines, walk_away, None).unwrap()
}

/// A red line at most 3 of 1 to 10, and a walk-away that only 6 and more reach: relaxed to 6, which lies 3 beyond; lowering
/// the walk-away from 0.6 to what 3 is worth takes 0.3.
#[test]
fn how_far_a_red_line_must_move() {
    let space = space(1, 10);
    let rising: Vec<f64> = (1..=10).map(|value| f64::from(value) / 10.0).collect();
    let line = vec![(0, (1..=10).map(|value| value > 3).collect())];
    let strict = wants(&space, vec![vec![0.5; 10]], vec![line]);
    let rising = wants(&space, vec![rising], vec![]);
    let floor =
        rising.clone().with_walk_away(WalkAway { start: 0.6, drift: None }).walk_away_at(&Moment::default());
    let demands = [
        Demand { preferences: &strict, floor: f64::NEG_INFINITY, home: None },
        Demand { preferences: &rising, floor, home: None },
    ];
    let demands = Demands::new(&space, &demands);
    let blockers = demands.blockers();
    assert_eq!(blockers.sets, [0b11]);
    let kinds: Vec<ClaimKind> = blockers.claims.iter().map(|claim| claim.kind).collect();
    assert_eq!(kinds, [ClaimKind::RedLine(0), ClaimKind::WalkAway]);
    let gives: Vec<&Gives> = blockers.ways.iter().map(|way| &way.moves[0].gives).collect();
    assert_eq!(*gives[0], Gives::Value { issue: 0, value: 5, beyond: 3.0 });
    let Gives::Utility(by) = gives[1] else { panic!("{gives:?}") };
    assert!((by - 0.3).abs() < 1e-9, "{by}");
}

/// Two sides that each need both issues, one red line of each in the way: no single move opens a deal, the pair does.
#[test]
fn pairs_where_no_single_does() {
    let space = space(2, 2);
    let first = wants(&space, vec![vec![0.0, 0.5], vec![0.0, 0.5]], vec![]);
    let lines = |issue: usize| vec![vec![(issue, vec![false, true])]];
    let second = wants(&space, vec![vec![0.0; 2], vec![0.0; 2]], [lines(0), lines(1)].concat());
    let demands = [
        Demand { preferences: &first, floor: 1.0, home: None },
        Demand { preferences: &second, floor: f64::NEG_INFINITY, home: None },
    ];
    let blockers = Demands::new(&space, &demands).blockers();
    // Either of the red lines is enough to block; the walk-away opens it alone.
    assert_eq!(blockers.sets.len(), 2);
    assert_eq!(blockers.ways.len(), 1);
    assert_eq!(blockers.claims[blockers.ways[0].moves[0].claim].kind, ClaimKind::WalkAway);
    // With a second side that wants the same, both walk-aways are in the way, and no single move does.
    let demands = [demands[0], demands[1], Demand { preferences: &first, floor: 1.0, home: None }];
    let blockers = Demands::new(&space, &demands).blockers();
    assert_eq!(blockers.sets.len(), 4);
    let mut ways: Vec<Vec<ClaimKind>> = blockers
        .ways
        .iter()
        .map(|way| way.moves.iter().map(|one| blockers.claims[one.claim].kind).collect())
        .collect();
    // Either may be the cheaper by a rounding.
    ways.sort_by_key(|way| way[0] != ClaimKind::WalkAway);
    assert_eq!(
        ways,
        [vec![ClaimKind::WalkAway; 2], vec![ClaimKind::RedLine(0), ClaimKind::RedLine(1)]],
        "{blockers:?}"
    );
}

/// More than 64 claims: what belongs together is one.
#[test]
fn many_claims_are_told_together() {
    let space = space(2, 3);
    let table = || vec![vec![0.0, 0.25, 0.5]; 2];
    // One red line on each value but the last, thirty-three times, and a walk-away.
    let lines: Vec<_> = (0..33).map(|_| vec![(0, vec![false, false, true])]).collect();
    let strict = wants(&space, table(), lines.clone());
    let seats = 80;
    let ratifier = |at: usize| Ratifier {
        name: format!("r{at}"),
        title: String::new(),
        preferences: wants(&space, table(), vec![]).with_walk_away(WalkAway { start: 0.9, drift: None }),
        noise: 0.0,
        weight: 1.0,
    };
    let body = HomeBody {
        ratifiers: (0..seats).map(ratifier).collect(),
        rule: Rule::quota(seats, Bar::MoreThan(0.5)),
        shock: 0.0,
    };
    let demands = [
        Demand { preferences: &strict, floor: 0.1, home: Some(&body) },
        Demand { preferences: &strict, floor: 0.1, home: None },
    ];
    let blockers = Demands::new(&space, &demands).blockers();
    let kinds: Vec<(usize, ClaimKind)> =
        blockers.claims.iter().map(|claim| (claim.party, claim.kind)).collect();
    assert_eq!(
        kinds,
        [
            (0, ClaimKind::RedLines),
            (0, ClaimKind::WalkAway),
            (1, ClaimKind::RedLines),
            (1, ClaimKind::WalkAway),
            (0, ClaimKind::Home),
        ]
    );
    // Ratifiers want the last value of both issues, which each side's red lines forbid.
    assert_eq!(blockers.sets, [0b1_0001, 0b1_0100]);
    assert_eq!(blockers.ways.len(), 1);
    assert_eq!(blockers.ways[0].moves[0].gives, Gives::All);
    assert!(!blockers.cut);
}

/// On spaces that cannot be listed the margin is that of the egalitarian solution, to within both bounds, where all walk-aways
/// lie above the least utilities (that solution measures gains from the greater of the two).
#[test]
fn large_spaces() {
    use rand::{RngExt, SeedableRng};
    use std::sync::Arc;
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(11);
    for (issues, sides) in [(8_u32, 2), (8, 3), (12, 2)] {
        let space = space(issues as usize, 5);
        let all: Vec<Preferences> = (0..sides)
            .map(|_| {
                let tables = (0..issues).map(|_| (0..5).map(|_| rng.random::<f64>()).collect()).collect();
                wants(&space, tables, vec![])
            })
            .collect();
        let floor = 0.4 * f64::from(issues);
        let floors = vec![floor; sides];
        let demands: Vec<Demand<'_>> =
            all.iter().map(|preferences| Demand { preferences, floor, home: None }).collect();
        let margin = Demands::new(&space, &demands).margin();
        let shared = Arc::new(space.clone());
        let ready: Vec<Arc<wasit_search::Side>> = all
            .iter()
            .map(|preferences| Arc::new(wasit_search::Side::new(Arc::clone(&shared), preferences.clone())))
            .collect();
        let kalai = wasit_search::frontier(&ready).solutions(&ready, &floors).kalai;
        let least =
            kalai.points[0].utilities.iter().map(|utility| utility - floor).fold(f64::INFINITY, f64::min);
        assert!((margin.value - least).abs() <= margin.bound + kalai.bound + 1e-9, "{margin:?} {least}");
        assert!(margin.bound < 1e-3, "{margin:?}");
        // Work that is cut short says so, and what it says holds.
        let short = Demands::new(&space, &demands).within(50).margin();
        assert!(short.value <= margin.value && margin.value <= short.value + short.bound + 1e-9, "{short:?}");
    }
}
