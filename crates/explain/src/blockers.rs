//! Which claims keep a deal away, and which move would bring it.

use std::collections::{BTreeMap, HashMap};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use crate::few::TooFew;
use crate::interval::Tally;
use crate::sample::{Blockage, ClaimKind, Move, Sample};
use crate::{Estimate, Spread, words};

/// What blocks. A draw is blocked where no package gives everybody, home bodies included, what they ask for, and nothing came into force either: votes that
/// are uncertain may be yes below a threshold.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Blockers {
    /// The share of all draws that are blocked.
    pub blocked: Estimate,
    /// The share of all draws that are blocked at the table: no package is worth everybody's walk-away within all red lines.
    pub at_table: Estimate,
    /// The share of all draws that are blocked at home: the sides could agree, but no package has votes enough that are at least as likely yes as no.
    pub at_home: Estimate,
    /// How many such draws were looked into.
    pub looked_into: usize,
    /// The share of those whose search was cut; there may be further sets.
    pub cut: f64,
    /// By claim, the greatest blame first; claims without any are left out.
    pub claims: Vec<Blame>,
    /// Minimal infeasible sets that are met most, at most ten: the claims, and the share of the blocked draws that have it.
    pub sets: Vec<(Vec<usize>, Estimate)>,
    /// The share of the blocked draws that one move of one claim opens.
    pub by_one: Estimate,
    /// The share that a pair of moves opens and no single one.
    pub by_two: Estimate,
    /// Pairs that open most, at most ten.
    pub pairs: Vec<Pair>,
}

/// One claim's part.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Blame {
    /// The claim, by index.
    pub claim: usize,
    /// In words.
    pub name: String,
    /// Whose it is.
    pub party: String,
    /// What kind it is.
    pub kind: ClaimKind,
    /// Its share of the blame, averaged over all orders in which claims could be raised; over the claims it sums to 1.
    pub blame: Estimate,
    /// The share of the blocked draws with a minimal infeasible set that it is in.
    pub involved: Estimate,
    /// The share of the blocked draws that relaxing it alone opens.
    pub unblocks: Estimate,
    /// By how much it must be relaxed there, in its own unit.
    pub size: Option<Spread>,
    /// The unit of `size`.
    pub unit: String,
    /// What that costs its party, in points.
    pub cost: Option<Spread>,
}

/// Two claims that must both move.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pair {
    /// The claims, by index.
    pub claims: [usize; 2],
    /// In words.
    pub names: [String; 2],
    /// The share of the blocked draws that moving both opens, and no single move.
    pub unblocks: Estimate,
    /// The median cost to each party, in points.
    pub cost: [f64; 2],
}

/// Blocked draws that it takes to say what blocks: a share of them is then known to about 0.14 either way.
const BLOCKED_MIN: usize = 50;
/// Sets and pairs that are told.
const TOLD_MAX: usize = 10;
/// Claims up to which orders are counted exactly.
const EXACT_MAX: usize = 12;
/// Orders that are drawn where there are more.
const ORDERS: usize = 2_000;

/// What blocks, and which moves open, over the blocked draws that were looked into; `None` where no draw is blocked.
///
/// # Errors
/// [`TooFew`] below 50 blocked draws that were looked into.
#[must_use]
pub fn blockers(sample: &Sample) -> Option<Result<Blockers, TooFew>> {
    if !(0..sample.draws()).any(|draw| sample.is_blocked(draw)) {
        return None;
    }
    let all = sample.columns().blockages.iter();
    let blockages: Vec<&Blockage> =
        all.filter(|blockage| sample.is_blocked(blockage.draw as usize)).collect();
    Some(TooFew::unless("blocked draws", blockages.len(), BLOCKED_MIN).map(|()| of(sample, &blockages)))
}

fn of(sample: &Sample, blockages: &[&Blockage]) -> Blockers {
    let columns = sample.columns();
    let over = |of: &dyn Fn(&Blockage) -> f64| over(sample, blockages, of);
    let yes = |is: bool| f64::from(u8::from(is));
    let mut known: HashMap<&[u128], usize> = HashMap::new();
    let mut blames: Vec<Vec<(usize, f64)>> = Vec::new();
    // By blockage: which of the blames is its own.
    let blame_of: Vec<usize> = blockages
        .iter()
        .map(|blockage| {
            *known.entry(&blockage.sets).or_insert_with(|| {
                blames.push(blame(&blockage.sets));
                blames.len() - 1
            })
        })
        .collect();
    let mut blamed = vec![Tally::default(); columns.claims.len()];
    let mut at = 0;
    for block in sample.blocks() {
        while at < blockages.len() && (blockages[at].draw as usize) < block.end {
            let mut shares = vec![0.0; columns.claims.len()];
            blames[blame_of[at]].iter().for_each(|(claim, share)| shares[*claim] = *share);
            blamed.iter_mut().zip(shares).for_each(|(tally, share)| tally.add(share));
            at += 1;
        }
        blamed.iter_mut().for_each(Tally::close);
    }
    let step = |blockage: &Blockage, claim: usize| {
        blockage.moves.iter().find(|step| usize::from(step.claim) == claim).copied()
    };
    let mut claims: Vec<Blame> = columns
        .claims
        .iter()
        .enumerate()
        .filter_map(|(claim, of)| {
            let bit = 1u128 << claim;
            let involved = over(&|blockage| yes(blockage.sets.iter().any(|set| set & bit != 0)));
            let unblocks = over(&|blockage| yes(step(blockage, claim).is_some()));
            let moves = || blockages.iter().filter_map(|blockage| step(blockage, claim));
            (involved.value > 0.0 || unblocks.value > 0.0).then(|| Blame {
                claim,
                name: of.name.clone(),
                party: columns.parties[of.party].clone(),
                kind: of.kind,
                blame: blamed[claim].share(),
                involved,
                unblocks,
                size: Spread::of(moves().map(|step| step.size).collect()),
                unit: of.unit.clone(),
                cost: Spread::of(moves().map(|step| step.cost).collect()),
            })
        })
        .collect();
    claims.sort_by(|a, b| b.blame.value.total_cmp(&a.blame.value));
    let mut sets: HashMap<u128, usize> = HashMap::new();
    blockages.iter().flat_map(|blockage| &blockage.sets).for_each(|set| *sets.entry(*set).or_default() += 1);
    let mut sets: Vec<(u128, usize)> = sets.into_iter().collect();
    sets.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let sets = sets
        .into_iter()
        .take(TOLD_MAX)
        .map(|(set, _)| (members(set), over(&|blockage| yes(blockage.sets.contains(&set)))))
        .collect();
    let at_table = |draw: usize| columns.margins[draw] < 0.0;
    let share = |of: &dyn Fn(usize) -> bool| {
        sample.mean(|draw| Some(yes(sample.is_blocked(draw) && of(draw)))).share()
    };
    Blockers {
        blocked: share(&|_| true),
        at_table: share(&at_table),
        at_home: share(&|draw| !at_table(draw)),
        looked_into: blockages.len(),
        cut: blockages.iter().filter(|blockage| blockage.cut).count() as f64 / blockages.len() as f64,
        claims,
        sets,
        by_one: over(&|blockage| yes(!blockage.moves.is_empty())),
        by_two: over(&|blockage| yes(blockage.moves.is_empty() && !blockage.pairs.is_empty())),
        pairs: pairs(sample, blockages),
    }
}

/// The share over the blocked draws that were looked into.
fn over(sample: &Sample, blockages: &[&Blockage], of: &dyn Fn(&Blockage) -> f64) -> Estimate {
    let (mut tally, mut at) = (Tally::default(), 0);
    for block in sample.blocks() {
        while at < blockages.len() && (blockages[at].draw as usize) < block.end {
            tally.add(of(blockages[at]));
            at += 1;
        }
        tally.close();
    }
    tally.share()
}

fn pairs(sample: &Sample, blockages: &[&Blockage]) -> Vec<Pair> {
    let columns = sample.columns();
    let ordered = |pair: &[Move; 2]| if pair[0].claim <= pair[1].claim { *pair } else { [pair[1], pair[0]] };
    let key = |pair: &[Move; 2]| ordered(pair).map(|step| usize::from(step.claim));
    let mut counts: BTreeMap<[usize; 2], Vec<[f64; 2]>> = BTreeMap::new();
    for blockage in blockages.iter().filter(|blockage| blockage.moves.is_empty()) {
        for pair in &blockage.pairs {
            counts.entry(key(pair)).or_default().push(ordered(pair).map(|step| step.cost));
        }
    }
    let mut counts: Vec<([usize; 2], Vec<[f64; 2]>)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, costs)| std::cmp::Reverse(costs.len()));
    let tell = |(claims, costs): ([usize; 2], Vec<[f64; 2]>)| {
        let opens = |blockage: &Blockage| {
            let opens = blockage.moves.is_empty() && blockage.pairs.iter().any(|pair| key(pair) == claims);
            f64::from(u8::from(opens))
        };
        let median = |at: usize| {
            Spread::of(costs.iter().map(|cost| cost[at]).collect()).map_or(0.0, |spread| spread.p50)
        };
        Pair {
            claims,
            names: claims.map(|claim| columns.claims[claim].name.clone()),
            unblocks: over(sample, blockages, &opens),
            cost: [median(0), median(1)],
        }
    };
    counts.into_iter().take(TOLD_MAX).map(tell).collect()
}

fn members(set: u128) -> Vec<usize> {
    (0..128).filter(|claim| set >> claim & 1 == 1).collect()
}

/// The blame of each claim: in how many of all orders of raising the claims it is the one with which there is no deal any more. That is the
/// Shapley–Shubik index (1954) of the game whose minimal winning coalitions are the minimal infeasible sets.
fn blame(sets: &[u128]) -> Vec<(usize, f64)> {
    let claims = members(sets.iter().fold(0, |all, set| all | set));
    let blocked = |raised: u128| sets.iter().any(|set| raised & set == *set);
    let count = claims.len();
    let mut shares = vec![0.0; count];
    if count <= EXACT_MAX {
        let raised = |mask: usize| {
            (0..count).filter(|at| mask >> at & 1 == 1).fold(0u128, |raised, at| raised | 1 << claims[at])
        };
        let blocks: Vec<bool> = (0..1usize << count).map(|mask| blocked(raised(mask))).collect();
        for mask in (0..blocks.len()).filter(|mask| !blocks[*mask]) {
            let before = mask.count_ones() as usize;
            // |S|! (n − |S| − 1)! / n!
            let choose: f64 = (0..before).map(|at| (count - 1 - at) as f64 / (at + 1) as f64).product();
            for (at, share) in shares.iter_mut().enumerate() {
                if blocks[mask | 1 << at] {
                    *share += 1.0 / (count as f64 * choose);
                }
            }
        }
    } else {
        let mut rng = ChaCha8Rng::seed_from_u64(sets.len() as u64);
        let mut order: Vec<usize> = (0..count).collect();
        for _ in 0..ORDERS {
            for at in (1..count).rev() {
                order.swap(at, rng.random_range(0..=at));
            }
            let mut raised = 0u128;
            for at in &order {
                raised |= 1 << claims[*at];
                if blocked(raised) {
                    shares[*at] += 1.0 / ORDERS as f64;
                    break;
                }
            }
        }
    }
    claims.into_iter().zip(shares).collect()
}

impl Blockers {
    /// In sentences: what is to blame, and which move opens most.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let mut said = Vec::new();
        if self.at_table.value > 0.0 {
            said.push(format!(
                "In {} of the draws no deal is possible, whatever the talks do.",
                words::percent(self.at_table)
            ));
        }
        if self.at_home.value > 0.0 {
            said.push(format!(
                "In {} of the draws the sides could agree, but home would more likely than not refuse every package: none has votes enough that are at least as likely yes as no.",
                words::percent(self.at_home)
            ));
        }
        let told: Vec<String> = self
            .claims
            .iter()
            .take(3)
            .filter(|blame| blame.blame.low > 0.02)
            .map(|blame| format!("{} {}", blame.name, words::percent(blame.blame)))
            .collect();
        if !told.is_empty() {
            said.push(format!(
                "Of the blame, averaged over all orders in which demands could be raised: {}.",
                words::list(&told)
            ));
        }
        let mut by_moves: Vec<&Blame> =
            self.claims.iter().filter(|blame| blame.unblocks.low > 0.01).collect();
        by_moves.sort_by(|a, b| b.unblocks.value.total_cmp(&a.unblocks.value));
        for blame in by_moves.into_iter().take(3) {
            if let Some(cost) = blame.cost {
                said.push(format!(
                    "Relaxing {} alone would make a deal possible in {} of the blocked draws, at a median cost of {} to {}.",
                    blame.name,
                    words::percent(blame.unblocks),
                    words::cost(cost.p50),
                    blame.party
                ));
            }
        }
        if self.by_two.value > 0.0 {
            said.push(format!(
                "{} of the blocked draws need two moves at once; {} need more than were looked for.",
                words::percent(self.by_two),
                words::bare_percent((1.0 - self.by_one.value - self.by_two.value).max(0.0))
            ));
        }
        if self.cut > 0.0 {
            said.push(format!(
                "In {} of them the search for what blocks was cut short; there may be more.",
                words::bare_percent(self.cut)
            ));
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Claim, Class, Columns, Variant};
    use proptest::prelude::*;

    /// All orders, one by one.
    fn by_orders(sets: &[u128], claims: &[usize]) -> Vec<f64> {
        fn orders(left: &[usize]) -> Vec<Vec<usize>> {
            if left.is_empty() {
                return vec![Vec::new()];
            }
            let mut all = Vec::new();
            for first in left {
                let rest: Vec<usize> = left.iter().copied().filter(|other| other != first).collect();
                for mut order in orders(&rest) {
                    order.insert(0, *first);
                    all.push(order);
                }
            }
            all
        }
        let orders = orders(claims);
        let mut shares = vec![0.0; claims.len()];
        for order in &orders {
            let mut raised = 0u128;
            let closes = order.iter().find(|claim| {
                raised |= 1 << **claim;
                sets.iter().any(|set| raised & set == *set)
            });
            if let Some(at) = closes.and_then(|claim| claims.iter().position(|other| other == claim)) {
                shares[at] += 1.0 / orders.len() as f64;
            }
        }
        shares
    }

    proptest! {
        #[test]
        fn blame_is_the_mean_over_all_orders(sets in prop::collection::vec(1u128..64, 1..5)) {
            let minimal: Vec<u128> =
                sets.iter().copied().filter(|set| !sets.iter().any(|other| other != set && set & other == *other)).collect();
            let found = blame(&minimal);
            let claims: Vec<usize> = found.iter().map(|(claim, _)| *claim).collect();
            for ((_, share), expect) in found.iter().zip(by_orders(&minimal, &claims)) {
                prop_assert!((share - expect).abs() < 1e-12, "{:?} {}", found, expect);
            }
            prop_assert!((found.iter().map(|(_, share)| share).sum::<f64>() - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn drawn_orders_come_near_exact_ones() {
        // One set of 13 claims: each closes it in one order of thirteen.
        let shares = blame(&[(1 << 13) - 1]);
        assert!(shares.iter().all(|(_, share)| (share - 1.0 / 13.0).abs() < 0.025), "{shares:?}");
    }

    #[test]
    fn moves_and_sets_are_counted_over_blocked_draws() {
        let claim = |name: &str, party: usize| Claim {
            name: name.to_owned(),
            party,
            kind: ClaimKind::WalkAway,
            unit: "points".to_owned(),
        };
        let step = |claim: u16, size: f64| Move { claim, size, cost: size };
        // 60 draws that either walk-away opens (by 4 and by 2), 40 that only both together do.
        let blockage = |draw: u32| Blockage {
            draw,
            sets: if draw < 60 { vec![0b11] } else { vec![0b01, 0b10] },
            moves: if draw < 60 { vec![step(0, 4.0), step(1, 2.0)] } else { Vec::new() },
            pairs: if draw < 60 { Vec::new() } else { vec![[step(1, 1.0), step(0, 3.0)]] },
            cut: false,
        };
        let sample = Sample::new(Columns {
            parties: vec!["A".to_owned(), "B".to_owned()],
            replicates: 1,
            margins: [vec![-1.0; 100], vec![1.0; 100]].concat(),
            claims: vec![claim("A’s walk-away", 0), claim("B’s walk-away", 1)],
            blockages: (0..100).map(blockage).collect(),
            variants: vec![Variant { classes: vec![Class::NoPossibleDeal; 200], ..Variant::default() }],
            ..Columns::default()
        })
        .expect("they fit");
        let found = blockers(&sample).expect("some are blocked").expect("they are enough");
        assert_eq!((found.blocked.value, found.by_one.value, found.by_two.value), (0.5, 0.6, 0.4));
        assert_eq!((found.at_table, found.at_home.value), (found.blocked, 0.0));
        assert_eq!((found.claims[0].unblocks.value, found.claims[0].blame.value), (0.6, 0.5));
        assert_eq!(found.claims[0].cost.expect("it moves").p50, 4.0);
        assert_eq!((found.pairs[0].claims, found.pairs[0].cost), ([0, 1], [3.0, 1.0]));
        assert_eq!(found.sets[0].0, [0, 1]);
    }

    #[test]
    fn what_came_into_force_below_a_threshold_is_not_blocked() {
        // 400 draws, all below the home threshold; in the first 100 of them a ratifier said yes all the same in one of two holdings.
        let claim = Claim {
            name: "home’s threshold".to_owned(),
            party: 0,
            kind: ClaimKind::Home,
            unit: "points".to_owned(),
        };
        let blockage = |draw: u32| Blockage {
            draw,
            sets: vec![1],
            // What came into force would be opened at once; what did not needs more.
            moves: vec![Move { claim: 0, size: 1.0, cost: if draw < 100 { 1.0 } else { 9.0 } }],
            ..Blockage::default()
        };
        let came =
            |draw: usize| [if draw < 100 { Class::InForce } else { Class::NotRatified }, Class::NotRatified];
        let sample = Sample::new(Columns {
            parties: vec!["A".to_owned()],
            replicates: 2,
            margins: vec![0.2; 400],
            home_margins: vec![-0.1; 400],
            claims: vec![claim],
            blockages: (0..400).map(blockage).collect(),
            variants: vec![Variant { classes: (0..400).flat_map(came).collect(), ..Variant::default() }],
            ..Columns::default()
        })
        .expect("they fit");
        let found = blockers(&sample).expect("some are blocked").expect("they are enough");
        assert_eq!((found.blocked.value, found.at_table.value, found.at_home.value), (0.75, 0.0, 0.75));
        assert_eq!((found.looked_into, found.claims[0].cost.expect("it moves").p5), (300, 9.0));
        let said = found.words().join(" ");
        assert!(said.contains("home would more likely than not refuse every package"), "{said}");
        assert!(!said.contains("no deal is possible") && !said.contains("failures"), "{said}");
    }
}
