use super::{Class, Rows, Uniforms};
use crate::Estimate;

/// The fewest blocks between which a difference says something.
const BLOCKS_MIN: usize = 8;

/// The probability of a deal in force as far as the draws have come, for who stops when it is known well enough.
#[derive(Clone, Debug, Default)]
pub struct Running {
    /// By whole block: in which share of its holdings a deal came into force.
    blocks: Vec<f64>,
    /// Holdings of the block under way, and those with a deal in force.
    open: (u64, u64),
    draws: u64,
    in_force: f64,
}

impl Running {
    /// Adds rows, which follow on those before.
    ///
    /// # Panics
    /// Where they do not.
    pub fn add(&mut self, rows: &Rows) {
        assert_eq!(rows.first, self.draws, "rows are added in their order");
        let held = &rows.variants[0];
        for classes in held.classes.chunks_exact(held.replicates.max(1)) {
            let in_force = classes.iter().filter(|&&class| class == Class::InForce).count() as u64;
            self.open.0 += classes.len() as u64;
            self.open.1 += in_force;
            self.in_force += in_force as f64 / classes.len() as f64;
            self.draws += 1;
            if self.draws.is_multiple_of(Uniforms::BLOCK) {
                self.blocks.push(self.open.1 as f64 / self.open.0 as f64);
                self.open = (0, 0);
            }
        }
    }

    /// How many draws there were.
    #[must_use]
    pub fn draws(&self) -> u64 {
        self.draws
    }

    /// The probability of a deal in force with its 95 % interval (sampling error only): by what differs between whole
    /// blocks where there are eight, else Wilson's, which counts draws as independent and is wider than it need be.
    #[must_use]
    pub fn in_force(&self) -> Estimate {
        let share = self.in_force / self.draws.max(1) as f64;
        let count = self.blocks.len();
        if count < BLOCKS_MIN {
            return Estimate { mean: share, ..Estimate::share(self.in_force.round() as u64, self.draws) };
        }
        let mean = self.blocks.iter().sum::<f64>() / count as f64;
        let squares: f64 = self.blocks.iter().map(|block| (block - mean).powi(2)).sum();
        let half = student_975(count - 1) * (squares / (count - 1) as f64 / count as f64).sqrt();
        Estimate { mean: share, low: (share - half).max(0.0), high: (share + half).min(1.0), n: self.draws }
    }

    /// Whether the interval's half-width is at most `half`, a share, at the end of a block.
    #[must_use]
    pub fn is_within(&self, half: f64) -> bool {
        let Estimate { low, high, .. } = self.in_force();
        self.open.0 == 0 && self.draws > 0 && (high - low) / 2.0 <= half
    }
}

/// The 97.5 % quantile of Student's t with `freedom` degrees of freedom, at least 7 (Abramowitz, Stegun 26.7.5, four terms).
///
/// Explanations have the same for theirs: they start from plain columns and are built on no other crate, nor is this one on them.
fn student_975(freedom: usize) -> f64 {
    let (z, v) = (1.959_963_984_540_054_f64, freedom as f64);
    let z2 = z * z;
    let first = z * (z2 + 1.0) / 4.0;
    let second = z * ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0;
    let third = z * (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0;
    let fourth = z * ((((79.0 * z2 + 776.0) * z2 + 1482.0) * z2 - 1920.0) * z2 - 945.0) / 92160.0;
    z + first / v + second / v.powi(2) + third / v.powi(3) + fourth / v.powi(4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_students_t() {
        // Any table: 2.365 at 7, 2.262 at 9, 2.093 at 19, 2.001 at 59.
        for (freedom, known) in [(7, 2.365), (9, 2.262), (19, 2.093), (59, 2.001)] {
            assert!((student_975(freedom) - known).abs() < 1e-3, "{freedom}: {}", student_975(freedom));
        }
    }

    fn rows(first: u64, classes: impl IntoIterator<Item = Class>) -> Rows {
        let mut rows = Rows { first, ..Rows::default() };
        rows.variants.push(super::super::Held {
            replicates: 1,
            classes: classes.into_iter().collect(),
            ..super::super::Held::default()
        });
        rows
    }

    #[test]
    fn intervals_of_few_and_of_many_blocks() {
        let class = |yes| if yes { Class::InForce } else { Class::Missed };
        let mut running = Running::default();
        // 1,024 of 4,096: Wilson's half-width is 1.96 √(0.25 × 0.75 / 4096) = 0.01326.
        running.add(&rows(0, (0..4_096).map(|draw| class(draw % 4 == 0))));
        let found = running.in_force();
        assert!((found.mean - 0.25).abs() < 1e-12 && ((found.high - found.low) / 2.0 - 0.01326).abs() < 1e-4);
        assert!(running.is_within(0.0133) && !running.is_within(0.0132));
        // Eight blocks, half of them 1,024 and half 1,124: deviation 50 √(8 / 7) / 4096 = 0.013050, by √8 and × 2.365.
        for block in 1..8 {
            let yes = if block % 2 == 0 { 1_024 } else { 1_124 };
            running.add(&rows(block * 4_096, (0..4_096).map(|draw| class(draw < yes))));
        }
        let found = running.in_force();
        assert!((found.mean - 1_074.0 / 4_096.0).abs() < 1e-12);
        assert!(((found.high - found.low) / 2.0 - 0.010_911).abs() < 1e-5, "{found:?}");
        // In the middle of a block nothing is decided.
        running.add(&rows(8 * 4_096, [Class::Missed]));
        assert!(!running.is_within(0.5));
    }
}
