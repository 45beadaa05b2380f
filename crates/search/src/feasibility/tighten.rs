use smallvec::SmallVec;

/// A choice of one value for every issue, as positions among the values that are left.
pub(crate) type Choice = SmallVec<[u32; 16]>;

/// Columns over the values that are left: numbers that add up over issues.
pub(crate) struct Sums<'a> {
    /// By value and column, issue after issue.
    pub(crate) numbers: &'a [f64],
    /// How many numbers a value has there; the first are those of the columns.
    pub(crate) stride: usize,
    /// By issue: where its values begin; one entry more than there are issues.
    pub(crate) starts: &'a [usize],
    pub(crate) columns: usize,
    /// By column: what it is with no issue counted.
    pub(crate) base: &'a [f64],
    /// The first columns are goals, of which the least is made great; the others must not be negative.
    pub(crate) goals: usize,
    /// By column: a scale, above 0.
    pub(crate) scales: &'a [f64],
}

/// What a weighted sum comes to at most, and where.
struct Peak {
    value: f64,
    choice: Choice,
    columns: SmallVec<[f64; 8]>,
}

/// Steps of the descent where there are more than two columns.
const STEPS: usize = 24;

impl Sums<'_> {
    fn peak(&self, weights: &[f64]) -> Peak {
        let mut choice = Choice::new();
        let mut columns: SmallVec<[f64; 8]> = SmallVec::from_slice(&self.base[..self.columns]);
        for pair in self.starts.windows(2) {
            let (mut best, mut most) = (pair[0], f64::NEG_INFINITY);
            for at in pair[0]..pair[1] {
                let sum = weighted(weights, self.row(at));
                if sum > most {
                    (best, most) = (at, sum);
                }
            }
            choice.push((best - pair[0]) as u32);
            for (column, number) in columns.iter_mut().zip(self.row(best)) {
                *column += number;
            }
        }
        Peak { value: weighted(weights, &columns), choice, columns }
    }

    fn row(&self, at: usize) -> &[f64] {
        &self.numbers[at * self.stride..at * self.stride + self.columns]
    }

    /// Weights under which the weighted sum, which is never less than the least goal where nothing that must not be
    /// negative is, is small at its greatest: those of goals add up to 1. `seen` is told every choice on the way.
    pub(crate) fn tighten(&self, seen: &mut dyn FnMut(&Choice)) -> SmallVec<[f64; 8]> {
        match (self.columns, self.goals) {
            (2, 2) => {
                let share = self.cross([1.0, 0.0], [-1.0, 1.0], 1.0, seen);
                SmallVec::from_slice(&[1.0 - share, share])
            }
            (2, 1) => {
                let price = self.cross([1.0, 0.0], [0.0, 1.0], f64::INFINITY, seen);
                SmallVec::from_slice(&[1.0, price])
            }
            _ => self.descend(seen),
        }
    }

    /// Minimises the greatest of `from + s × to` over s in [0, `end`], a convex function of straight pieces, by crossing
    /// the pieces on both sides of the minimum.
    fn cross(&self, from: [f64; 2], to: [f64; 2], end: f64, seen: &mut dyn FnMut(&Choice)) -> f64 {
        const STEPS: usize = 32;
        let at = |s: f64| {
            if s == f64::INFINITY { to } else { [from[0] + s * to[0], from[1] + s * to[1]] }
        };
        let piece = |peak: &Peak| (weighted(&from, &peak.columns), weighted(&to, &peak.columns));
        let left = self.peak(&at(0.0));
        seen(&left.choice);
        let mut left = piece(&left);
        if left.1 >= 0.0 {
            return 0.0;
        }
        let right = self.peak(&at(end));
        seen(&right.choice);
        let mut right = piece(&right);
        if right.1 <= 0.0 {
            // No crossing: the end, or any price where nothing meets the demand anyway.
            return if end.is_finite() { end } else { self.scales[0] / self.scales[1] };
        }
        let mut s = 0.0;
        for _ in 0..STEPS {
            s = (left.0 - right.0) / (right.1 - left.1);
            let level = left.0 + s * left.1;
            let peak = self.peak(&at(s));
            seen(&peak.choice);
            if peak.value <= level + 1e-12 * level.abs() {
                break;
            }
            let found = piece(&peak);
            if found.1 < 0.0 { left = found } else { right = found }
        }
        s.max(0.0)
    }

    /// A descent along subgradients in the logarithms of the weights.
    fn descend(&self, seen: &mut dyn FnMut(&Choice)) -> SmallVec<[f64; 8]> {
        let mut logs: SmallVec<[f64; 8]> =
            self.scales[..self.columns].iter().map(|scale| -scale.ln()).collect();
        let mut best: (f64, SmallVec<[f64; 8]>) = (f64::INFINITY, SmallVec::new());
        for step in 0..STEPS {
            let top = logs[..self.goals].iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let total: f64 = logs[..self.goals].iter().map(|log| (log - top).exp()).sum();
            let weights: SmallVec<[f64; 8]> = logs.iter().map(|log| (log - top).exp() / total).collect();
            let peak = self.peak(&weights);
            seen(&peak.choice);
            if peak.value < best.0 || best.1.is_empty() {
                best = (peak.value, weights.clone());
            }
            let mean = weighted(&weights[..self.goals], &peak.columns);
            let pace = 2.0 / (1.0 + step as f64).powf(0.8);
            for (at, log) in logs.iter_mut().enumerate() {
                let slack = if at < self.goals { peak.columns[at] - mean } else { peak.columns[at] };
                *log = (*log - pace * (slack / self.scales[at]).clamp(-4.0, 4.0)).clamp(-60.0, 60.0);
            }
        }
        best.1
    }
}

fn weighted(weights: &[f64], numbers: &[f64]) -> f64 {
    weights.iter().zip(numbers).map(|(weight, number)| weight * number).sum()
}
