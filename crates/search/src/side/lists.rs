use wasit_model::{Package, ValueIndex};

use crate::side::beyond::{Scale, Tilt};

/// Four sorted lists of partial packages over some of the issues, in which a package of a wanted utility is found
/// without going through their product: pairs of two lists are joined only where their low bits sum up to a chosen
/// residue, and then with pairs whose low bits give the rest (the modular form of Schroeppel & Shamir 1981, as in
/// Howgrave-Graham & Joux 2010).
#[derive(Debug)]
pub(crate) struct Lists {
    lists: [List; 4],
    /// The issues in no list, by falling span.
    rest: Vec<usize>,
}

#[derive(Debug, Default)]
struct List {
    issues: Vec<usize>,
    /// Distinct sums, rising, each with its lexicographically least partial package.
    sums: Vec<(i64, u32)>,
}

/// The most partial packages of a list that has more than one issue.
const LIST_MAX: usize = 1 << 14;
/// The most values of an issue in a list.
const WIDTH_MAX: usize = 1 << 16;
/// The most bits of the residue.
const BITS_MAX: u32 = 13;
/// How many pairs a residue should leave, at most.
const PAIRS_MAX: f64 = (1 << 15) as f64;
/// How many residues are tried.
const TRIES: u64 = 16;

impl Lists {
    pub(crate) fn new(scale: &Scale) -> Self {
        let mut order: Vec<usize> = (0..scale.issues.len()).filter(|&issue| scale.span(issue) > 0).collect();
        order.sort_by_key(|&issue| scale.span(issue));
        let mut issues: [(usize, Vec<usize>); 4] = std::array::from_fn(|_| (1, Vec::new()));
        let mut rest: Vec<usize> = (0..scale.issues.len()).filter(|&issue| scale.span(issue) == 0).collect();
        // Issues of small spans go into the lists: what the others leave open is then within their reach.
        for issue in order {
            let width = scale.widths[issue];
            let list = issues
                .iter_mut()
                .filter(|list| list.0 * width <= LIST_MAX || (list.1.is_empty() && width <= WIDTH_MAX))
                .min_by_key(|list| list.0);
            match list {
                Some(list) => {
                    list.0 *= width;
                    list.1.push(issue);
                }
                None => rest.push(issue),
            }
        }
        rest.sort_by_key(|&issue| (-scale.span(issue), issue));
        let list = |(_, mut issues): (usize, Vec<usize>)| {
            issues.sort_unstable();
            let mut sums: Vec<(i64, u32)> = vec![(0, 0)];
            for &issue in &issues {
                let values = &scale.issues[issue];
                let width = scale.widths[issue] as u32;
                sums = sums
                    .iter()
                    .flat_map(|&(sum, name)| {
                        values.iter().map(move |&(by, value)| (sum + by, name * width + u32::from(value)))
                    })
                    .collect();
            }
            sums.sort_unstable();
            sums.dedup_by_key(|entry| entry.0);
            List { issues, sums }
        };
        Self { lists: issues.map(list), rest }
    }

    /// A package of exactly the utility `target`, where the tilt towards it promises one and some sixteen
    /// residues show one.
    pub(crate) fn on(&self, scale: &Scale, tilt: &Tilt, target: i64) -> Option<Package> {
        let mut package: Package = std::iter::repeat_n(0, scale.issues.len()).collect();
        let target = target - self.choose_rest(scale, tilt, &mut package);
        let [one, two, three, four] = &self.lists;
        let bits = self.bits(tilt, target)?;
        let mask = (1_i64 << bits) - 1;
        let (in_two, in_four) = (Buckets::new(&two.sums, 0, mask), Buckets::new(&four.sums, 0, mask));
        let mut pairs: Vec<(i64, (u32, u32))> = Vec::new();
        for attempt in 0..TRIES {
            let some =
                |list: &List, step: u64| list.sums[(attempt * step % list.sums.len() as u64) as usize].0;
            let residue = (some(one, 7_919) + some(two, 104_729)) & mask;
            pairs.clear();
            'pairs: for &(a, first) in &one.sums {
                for &(b, second) in in_two.of(residue - a) {
                    pairs.push((a + b, (first, second)));
                    if pairs.len() >= 4 * PAIRS_MAX as usize {
                        break 'pairs;
                    }
                }
            }
            // Within a residue the low bits say nothing more: the next ones tell pairs apart.
            let by_sum = Buckets::new(&pairs, bits, (1 << BITS_MAX) - 1);
            let mut looked_at = 0;
            'others: for &(c, third) in &three.sums {
                for &(d, fourth) in in_four.of(target - residue - c) {
                    let wanted = target - c - d;
                    let hit = by_sum.of(wanted >> bits).iter().find(|pair| pair.0 == wanted);
                    if let Some(&(_, (first, second))) = hit {
                        for (list, name) in self.lists.iter().zip([first, second, third, fourth]) {
                            list.unpack(name, scale, &mut package);
                        }
                        return Some(package);
                    }
                    looked_at += 1;
                    if looked_at >= 4 * PAIRS_MAX as usize {
                        break 'others;
                    }
                }
            }
        }
        None
    }

    /// Every issue in no list takes the value nearest to its mean, rounding carried on; what they give.
    fn choose_rest(&self, scale: &Scale, tilt: &Tilt, package: &mut Package) -> i64 {
        let mut carried = 0.0;
        let mut sum = 0;
        for &issue in &self.rest {
            let wanted = tilt.moments[issue][1] + carried;
            let values = &scale.issues[issue];
            let after = values.partition_point(|value| (value.0 as f64) < wanted);
            let away = |at: &usize| (values[*at].0 as f64 - wanted).abs();
            let near = [after.saturating_sub(1), after.min(values.len() - 1)];
            let at = if away(&near[0]) <= away(&near[1]) { near[0] } else { near[1] };
            // The lexicographically least of equals.
            let (by, value) = values[values.partition_point(|value| value.0 < values[at].0)];
            package[issue] = value;
            carried = wanted - by as f64;
            sum += by;
        }
        sum
    }

    /// How many low bits to choose a residue of: as many as still leave a hit or two for a residue, and few
    /// enough to leave pairs. `None` where the lists hold too few packages around the target.
    fn bits(&self, tilt: &Tilt, target: i64) -> Option<u32> {
        let (mut log_weight, mut mean, mut variance) = (0.0, 0.0, 0.0);
        for issue in self.lists.iter().flat_map(|list| &list.issues) {
            let [weight, first, second] = tilt.moments[*issue];
            log_weight += weight;
            mean += first;
            variance += second;
        }
        // The saddle-point estimate of how many packages of the lists lie on one number near the target.
        let off = target as f64 - mean;
        let spread = std::f64::consts::TAU * variance.max(1.0 / 12.0);
        let log_density = log_weight
            - tilt.tilt * target as f64
            - off * off / (2.0 * variance.max(1.0))
            - spread.ln() / 2.0;
        let density = log_density / std::f64::consts::LN_2;
        let joined = |a: &List, b: &List| (a.sums.len() as f64 * b.sums.len() as f64 / PAIRS_MAX).log2();
        let [one, two, three, four] = &self.lists;
        let least = joined(one, two).max(joined(three, four)).max(0.0).ceil().min(f64::from(BITS_MAX));
        let bits = (density - 2.0).floor().clamp(least, f64::from(BITS_MAX));
        (density + (TRIES as f64).log2() >= bits - 2.0).then_some(bits as u32)
    }
}

impl List {
    fn unpack(&self, name: u32, scale: &Scale, package: &mut Package) {
        let mut name = name as usize;
        for &issue in self.issues.iter().rev() {
            package[issue] = (name % scale.widths[issue]) as ValueIndex;
            name /= scale.widths[issue];
        }
    }
}

/// Entries by some bits of their sums.
struct Buckets<N> {
    mask: i64,
    starts: Vec<u32>,
    entries: Vec<(i64, N)>,
}

impl<N: Copy + Default> Buckets<N> {
    /// By `sum >> shift & mask`.
    fn new(entries: &[(i64, N)], shift: u32, mask: i64) -> Self {
        let key = |entry: &(i64, N)| ((entry.0 >> shift) & mask) as usize;
        let mut starts = vec![0; mask as usize + 2];
        for entry in entries {
            starts[key(entry) + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut sorted = vec![(0, N::default()); entries.len()];
        for entry in entries {
            let place = &mut next[key(entry)];
            sorted[*place as usize] = *entry;
            *place += 1;
        }
        Self { mask, starts, entries: sorted }
    }

    fn of(&self, key: i64) -> &[(i64, N)] {
        let key = (key & self.mask) as usize;
        &self.entries[self.starts[key] as usize..self.starts[key + 1] as usize]
    }
}
