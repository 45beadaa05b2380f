use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::sync::Arc;

use wasit_model::Package;

use crate::side::code::Code;
use crate::side::sums;

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

/// Sums with what their half adds to the packages' numbers: by falling sum, then by rising number.
#[derive(Debug)]
struct Halves {
    front: Vec<(f64, u32)>,
    back: Vec<(f64, u32)>,
    code: Code,
}

#[derive(Clone, Copy, Debug)]
struct Pair {
    sum: f64,
    code: u32,
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
        self.sum.total_cmp(&other.sum).then_with(|| other.code.cmp(&self.code))
    }
}

impl PairedWalk {
    /// `None` where a half would have too many sums, or packages no number of 32 bits. Every issue has a value that no red line forbids.
    pub(crate) fn new(tables: &[Vec<f64>]) -> Option<Self> {
        let size = |tables: &[Vec<f64>]| {
            tables.iter().fold(1_u64, |size, table| size.saturating_mul(table.len() as u64))
        };
        let larger = |cut: usize| size(&tables[..cut]).max(size(&tables[cut..]));
        let cut = (0..=tables.len()).min_by_key(|&cut| larger(cut)).filter(|&cut| larger(cut) <= HALF_MAX)?;
        let code = Code::new(&tables.iter().map(Vec::len).collect::<Vec<_>>())?;
        let halves = Halves {
            front: sums::falling(&tables[..cut], |issue, value| code.part(issue, value)),
            back: sums::falling(&tables[cut..], |issue, value| code.part(cut + issue, value)),
            code,
        };
        let heap = BinaryHeap::from([halves.pair(0, 0)]);
        Some(Self { heap, halves: Arc::new(halves) })
    }

    pub(crate) fn next(&mut self) -> Option<(Package, f64)> {
        let mut top = self.heap.peek_mut()?;
        let Pair { sum, code, front, back } = *top;
        if back as usize + 1 < self.halves.back.len() {
            *top = self.halves.pair(front, back + 1);
            drop(top);
        } else {
            PeekMut::pop(top);
        }
        if back == 0 && front as usize + 1 < self.halves.front.len() {
            self.heap.push(self.halves.pair(front + 1, 0));
        }
        Some((self.halves.code.package(code), sum))
    }
}

impl Halves {
    fn pair(&self, front: u32, back: u32) -> Pair {
        let ((a, front_code), (b, back_code)) = (self.front[front as usize], self.back[back as usize]);
        Pair { sum: a + b, code: front_code + back_code, front, back }
    }
}
