use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::sync::Arc;

use wasit_model::Package;

use crate::side::sums;
use crate::side::table::decode;

/// The most sums that a half may have: making both then costs less than walking over some dozens of packages.
const HALF_MAX: u64 = 1 << 13;

/// Additive packages in falling utility, lexicographically least first, by pairing the sums of the front issues with
/// those of the back ones: for spaces whose halves are small. The k-th costs O(log k + issues).
///
/// Each front sum meets the back sums in their order; the next front sum enters when the one before it has met its
/// first. What precedes a pair in either list is worth no less, and where as much, is lexicographically less: so the
/// next package always lies on top of the heap.
#[derive(Clone, Debug)]
pub(crate) struct PairedWalk {
    heap: BinaryHeap<Pair>,
    halves: Arc<Halves>,
}

/// Sums with ranks within their half: by falling sum, then by rising rank.
#[derive(Debug)]
struct Halves {
    front: Vec<(f64, u32)>,
    back: Vec<(f64, u32)>,
    /// How many partial packages the back issues have, those beyond red lines included.
    back_size: u32,
    widths: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Pair {
    sum: f64,
    rank: u32,
    front: u32,
    back: u32,
}

impl PartialEq for Pair {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Pair {}
impl PartialOrd for Pair {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Pair {
    fn cmp(&self, other: &Self) -> Ordering {
        self.sum.total_cmp(&other.sum).then_with(|| other.rank.cmp(&self.rank))
    }
}

impl PairedWalk {
    /// `None` where a half would have too many sums. Every issue has a value that no red line forbids.
    pub(crate) fn new(tables: &[Vec<f64>]) -> Option<Self> {
        let size = |tables: &[Vec<f64>]| {
            tables.iter().fold(1_u64, |size, table| size.saturating_mul(table.len() as u64))
        };
        let larger = |cut: usize| size(&tables[..cut]).max(size(&tables[cut..]));
        let cut = (0..=tables.len()).min_by_key(|&cut| larger(cut)).filter(|&cut| larger(cut) <= HALF_MAX)?;
        let halves = Halves {
            front: sums::falling(&tables[..cut]),
            back: sums::falling(&tables[cut..]),
            back_size: size(&tables[cut..]) as u32,
            widths: tables.iter().map(|table| table.len() as u32).collect(),
        };
        let heap = BinaryHeap::from([halves.pair(0, 0)]);
        Some(Self { heap, halves: Arc::new(halves) })
    }

    pub(crate) fn next(&mut self) -> Option<(Package, f64)> {
        let mut top = self.heap.peek_mut()?;
        let Pair { sum, rank, front, back } = *top;
        if back as usize + 1 < self.halves.back.len() {
            *top = self.halves.pair(front, back + 1);
            drop(top);
        } else {
            PeekMut::pop(top);
        }
        if back == 0 && front as usize + 1 < self.halves.front.len() {
            self.heap.push(self.halves.pair(front + 1, 0));
        }
        let mut package = Package::from_elem(0, self.halves.widths.len());
        decode(rank, &self.halves.widths, &mut package);
        Some((package, sum))
    }
}

impl Halves {
    fn pair(&self, front: u32, back: u32) -> Pair {
        let ((a, front_rank), (b, back_rank)) = (self.front[front as usize], self.back[back as usize]);
        Pair { sum: a + b, rank: front_rank * self.back_size + back_rank, front, back }
    }
}
