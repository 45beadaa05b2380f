use std::ops::Range;

use crate::side::sums::Cells;

/// Two sorted lists of sums and what is added to both: every pair, one of each, is a package.
#[derive(Clone, Copy)]
pub(crate) struct Pairs<'a> {
    /// Rising.
    pub(crate) front: &'a [f64],
    /// Rising.
    pub(crate) back: &'a [f64],
    pub(crate) shift: f64,
    /// Where in the back a sum lies, where that is worth knowing.
    pub(crate) cells: Option<&'a Cells>,
}

/// A pair and its sum.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair {
    pub(crate) sum: f64,
    pub(crate) i: usize,
    pub(crate) j: usize,
}

/// A part of a sweep: entries of the front, and where in the back the first of them begins.
#[derive(Clone, Copy)]
struct Lane {
    i: usize,
    end: usize,
    j: usize,
}

/// How many parts of the front are swept at once: a sweep waits for memory and for the comparison before, and
/// several do so together.
const LANES: usize = 4;

impl Pairs<'_> {
    /// The pair of the least sum that is at least `level`; of equals the one that `prefer` (the first of its two
    /// before the second) names, always the first of a run of equal entries of the back. O(length of both).
    pub(crate) fn least_at_least(
        &self,
        level: f64,
        prefer: &mut dyn FnMut(Pair, Pair) -> bool,
    ) -> Option<Pair> {
        if let Some(cells) = self.cells_in_reach() {
            return self.least_by_cells(cells, level, prefer);
        }
        let mut best = Pair { sum: f64::MAX, i: usize::MAX, j: 0 };
        self.sweep(
            |sum| sum >= level,
            |i, j, sum, reaches| {
                // One comparison that hardly ever holds, instead of one that nobody can foresee.
                if (if reaches { sum } else { f64::INFINITY }) <= best.sum {
                    let here = Pair { sum, i, j };
                    // Downwards in a run, or better, or preferred among equals.
                    if sum < best.sum || best.i == i || best.i == usize::MAX || prefer(here, best) {
                        best = here;
                    }
                }
            },
        );
        (best.i < usize::MAX).then_some(best)
    }

    /// The pair of the greatest sum that is at most `level`; of equals as [`Pairs::least_at_least`], but the last
    /// of a run of equal entries of the back.
    pub(crate) fn greatest_at_most(
        &self,
        level: f64,
        prefer: &mut dyn FnMut(Pair, Pair) -> bool,
    ) -> Option<Pair> {
        if let Some(cells) = self.cells_in_reach() {
            return self.greatest_by_cells(cells, level, prefer);
        }
        let mut best = Pair { sum: f64::MIN, i: usize::MAX, j: 0 };
        self.sweep(
            |sum| sum > level,
            |i, j, sum, beyond| {
                if (if beyond { f64::NEG_INFINITY } else { sum }) >= best.sum {
                    let here = Pair { sum, i, j };
                    if sum > best.sum || best.i == usize::MAX || prefer(here, best) {
                        best = here;
                    }
                }
            },
        );
        (best.i < usize::MAX).then_some(best)
    }

    /// The cells of the back, where it is small enough to be entered anywhere at no cost: then each entry of the front
    /// looks up its place, and no entry waits for another.
    fn cells_in_reach(&self) -> Option<&Cells> {
        const NEAR: usize = 1 << 14;
        self.cells.filter(|_| self.back.len() <= NEAR)
    }

    /// The first entry of the back for which `reaches`, which holds from some entry on; `sum` lies close to it.
    #[inline]
    fn place(&self, cells: &Cells, sum: f64, reaches: impl Fn(f64) -> bool) -> usize {
        let below = |j: usize| self.back.get(j).is_some_and(|&b| !reaches(b));
        let mut j = cells.start(sum);
        // Two steps without a branch that nobody can foresee; more are seldom.
        j += usize::from(below(j));
        j += usize::from(below(j));
        while below(j) {
            j += 1;
        }
        // Rounding may have put the start too far.
        while j > 0 && reaches(self.back[j - 1]) {
            j -= 1;
        }
        j
    }

    fn least_by_cells(
        &self,
        cells: &Cells,
        level: f64,
        prefer: &mut dyn FnMut(Pair, Pair) -> bool,
    ) -> Option<Pair> {
        let greatest = *self.back.last()?;
        let from = self.front.partition_point(|&a| a + self.shift + greatest < level);
        let mut best: Option<Pair> = None;
        let mut least = f64::INFINITY;
        for (i, &a) in self.front.iter().enumerate().skip(from) {
            let a = a + self.shift;
            let j = self.place(cells, level - a, |b| a + b >= level);
            let sum = a + self.back[j];
            if sum <= least {
                let here = Pair { sum, i, j };
                if best.is_none_or(|best| sum < best.sum || prefer(here, best)) {
                    (best, least) = (Some(here), sum);
                }
            }
            if j == 0 {
                // From here on sums only rise: what may still come is as little as this.
                return self.equals_of_first(i, best, prefer);
            }
        }
        best
    }

    /// `best` against the entries of the front behind `i` that are worth as much as that, each with the first of the
    /// back.
    fn equals_of_first(
        &self,
        i: usize,
        mut best: Option<Pair>,
        prefer: &mut dyn FnMut(Pair, Pair) -> bool,
    ) -> Option<Pair> {
        let sum = self.front[i] + self.shift + self.back[0];
        for other in (i + 1..self.front.len()).take_while(|&other| self.front[other] == self.front[i]) {
            let here = Pair { sum, i: other, j: 0 };
            if best.is_some_and(|best| sum == best.sum && prefer(here, best)) {
                best = Some(here);
            }
        }
        best
    }

    fn greatest_by_cells(
        &self,
        cells: &Cells,
        level: f64,
        prefer: &mut dyn FnMut(Pair, Pair) -> bool,
    ) -> Option<Pair> {
        let least = *self.back.first()?;
        let until = self.front.partition_point(|&a| a + self.shift + least <= level);
        let mut best: Option<Pair> = None;
        let mut most = f64::NEG_INFINITY;
        for (i, &a) in self.front[..until].iter().enumerate() {
            let a = a + self.shift;
            let above = self.place(cells, level - a, |b| a + b > level);
            let Some(j) = above.checked_sub(1) else { continue };
            let sum = a + self.back[j];
            if sum >= most {
                let here = Pair { sum, i, j };
                if best.is_none_or(|best| sum > best.sum || prefer(here, best)) {
                    (best, most) = (Some(here), sum);
                }
            }
        }
        best
    }

    /// Sweeps the front upwards and the back downwards: from a pair for which `down` holds on to the next lower
    /// entry of the back, from others to the next of the front. `visit` sees every pair on the way.
    fn sweep(&self, down: impl Fn(f64) -> bool, mut visit: impl FnMut(usize, usize, f64, bool)) {
        let (front, back) = (self.front, self.back);
        let mut step = |i: &mut usize, j: &mut usize| {
            let sum = front[*i] + self.shift + back[*j - 1];
            let lower = down(sum);
            visit(*i, *j - 1, sum, lower);
            *j -= usize::from(lower);
            *i += usize::from(!lower);
        };
        let mut lanes = self.lanes(&down);
        loop {
            // So many steps no lane can end in.
            let steps = lanes.iter().map(|lane| (lane.end - lane.i).min(lane.j)).min().unwrap_or(0);
            if steps == 0 {
                break;
            }
            let [mut a, mut b, mut c, mut d] = lanes;
            for _ in 0..steps {
                step(&mut a.i, &mut a.j);
                step(&mut b.i, &mut b.j);
                step(&mut c.i, &mut c.j);
                step(&mut d.i, &mut d.j);
            }
            lanes = [a, b, c, d];
        }
        for mut lane in lanes {
            while lane.i < lane.end && lane.j > 0 {
                step(&mut lane.i, &mut lane.j);
            }
        }
    }

    /// The sweep in parts of about equal length.
    fn lanes(&self, down: &impl Fn(f64) -> bool) -> [Lane; LANES] {
        const WORTHWHILE: usize = 1 << 10;
        let (front, back) = (self.front, self.back);
        // Where in the back the sweep stands when it comes to an entry of the front.
        let arrival = |i: usize| match i {
            0 => back.len(),
            _ => back.partition_point(|&b| !down(front[i - 1] + self.shift + b)),
        };
        let whole = Lane { i: 0, end: front.len(), j: back.len() };
        let none = Lane { i: front.len(), ..whole };
        let mut lanes = [none; LANES];
        lanes[0] = whole;
        if front.len() + back.len() < WORTHWHILE {
            return lanes;
        }
        let first = |suits: &dyn Fn(usize) -> bool| {
            let (mut low, mut high) = (0, front.len());
            while low < high {
                let middle = low.midpoint(high);
                if suits(middle) { high = middle } else { low = middle + 1 }
            }
            low
        };
        let passed = |i: usize| i + back.len() - arrival(i);
        let all = passed(first(&|i| arrival(i) == 0));
        for lane in 1..LANES {
            let i = first(&|i| passed(i) >= all * lane / LANES);
            lanes[lane - 1].end = i;
            lanes[lane] = Lane { i, end: front.len(), j: arrival(i) };
        }
        lanes
    }

    /// How many pairs sum up to between `low` and `high`, both included. O(length of both).
    pub(crate) fn count(&self, low: f64, high: f64) -> u128 {
        u128::from(self.count_down(|sum| sum >= low) - self.count_down(|sum| sum > high))
    }

    /// For how many pairs `down` holds.
    fn count_down(&self, down: impl Fn(f64) -> bool) -> u64 {
        // Where an entry of the front is left, it holds for the back above and for nothing else.
        let mut others: u64 = 0;
        // A product, since nobody can foresee the branch.
        self.sweep(down, |_, j, _, lower| others += u64::from(!lower) * (j as u64 + 1));
        self.front.len() as u64 * self.back.len() as u64 - others
    }

    /// The pair number `at` of those that [`Pairs::count`] counts; where there are fewer, how many there are.
    pub(crate) fn pick(&self, low: f64, high: f64, at: u128) -> Result<(usize, usize), u128> {
        let mut passed = 0;
        for (i, range) in self.ranges(low, high).enumerate() {
            let here = range.len() as u128;
            if at < passed + here {
                return Ok((i, range.start + (at - passed) as usize));
            }
            passed += here;
        }
        Err(passed)
    }

    /// For every entry of the front those of the back with which it comes to between `low` and `high`.
    fn ranges(&self, low: f64, high: f64) -> impl Iterator<Item = Range<usize>> + '_ {
        let (mut start, mut end) = (self.back.len(), self.back.len());
        self.front.iter().map(move |&a| {
            let a = a + self.shift;
            while start > 0 && a + self.back[start - 1] >= low {
                start -= 1;
            }
            while end > start && a + self.back[end - 1] > high {
                end -= 1;
            }
            start..end
        })
    }
}
