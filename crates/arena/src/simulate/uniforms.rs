use sobol_burley::sample_4d;

use crate::chance::scrambled;

/// For the numbers that the draws are made of: talks draw from streams of their own.
const DRAWS: u64 = 0x6472_6177;

/// The uniforms of every draw: a scrambled Sobol' sequence, addressed by number.
///
/// > A draw's uniforms depend on the seed and its number alone.
///
/// The sequence is that of Burley, "Practical hash-based Owen scrambling" (JCGT 9, 2020), direction numbers by Joe and
/// Kuo. Draws are cut into blocks of [`Uniforms::BLOCK`]; each block is a net of its own, scrambled by a seed of its own,
/// so that blocks are independent of each other: what differs between them says how far all may be off (Owen 1997).
/// The sequence has 23 bits; what lies below is a hash.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Uniforms {
    seed: u64,
    dimensions: usize,
}

impl Uniforms {
    /// Draws in a block: a power of two, which a Sobol' net must be long.
    pub(crate) const BLOCK: u64 = 4_096;
    /// The most dimensions.
    pub(crate) const DIMENSIONS_MAX: usize = sobol_burley::NUM_DIMENSIONS as usize;

    /// Uniforms of `dimensions` dimensions, at most [`Uniforms::DIMENSIONS_MAX`].
    pub(crate) fn new(seed: u64, dimensions: usize) -> Self {
        debug_assert!(dimensions <= Self::DIMENSIONS_MAX, "the sequence has 256 dimensions");
        Self { seed: scrambled(seed ^ DRAWS), dimensions }
    }

    /// Makes `uniforms` those of draw `draw`: each in (0, 1), a multiple of 2^-54.
    pub(crate) fn fill(&self, draw: u64, uniforms: &mut Vec<f64>) {
        uniforms.clear();
        let (block, within) = (draw / Self::BLOCK, (draw % Self::BLOCK) as u32);
        let net = scrambled(self.seed ^ block);
        let mut low = scrambled(net ^ u64::from(within));
        for four in 0..self.dimensions.div_ceil(4) as u32 {
            for high in sample_4d(within, four, (net >> 32) as u32) {
                low = scrambled(low);
                uniforms.push(joined(high, low));
            }
        }
        uniforms.truncate(self.dimensions);
    }
}

/// The 23 bits of `high`, 30 of `low`, and half a step, so that neither 0 nor 1 comes.
fn joined(high: f32, low: u64) -> f64 {
    let high = (high * (1 << 23) as f32) as u64;
    // The greatest of them would round to 1.
    ((((high << 30 | low >> 34) << 1 | 1) as f64) / (1_u64 << 54) as f64).min(1.0 - f64::EPSILON / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(seed: u64, draws: std::ops::Range<u64>, dimension: usize) -> Vec<f64> {
        let all = Uniforms::new(seed, 256);
        let mut uniforms = Vec::new();
        draws
            .map(|draw| {
                all.fill(draw, &mut uniforms);
                uniforms[dimension]
            })
            .collect()
    }

    #[test]
    fn every_block_is_a_net_in_every_dimension() {
        // Of 4,096 draws one falls into each of 4,096 equal parts of [0, 1], and in any two of the first dimensions
        // one into each of the 64 × 64 parts of the square, which (0, 2)-nets have.
        for (block, dimension) in [(0, 0), (0, 255), (3, 17), (1_000, 2)] {
            let from = block * Uniforms::BLOCK;
            let mut parts: Vec<u64> = column(7, from..from + Uniforms::BLOCK, dimension)
                .into_iter()
                .map(|uniform| (uniform * 4_096.0) as u64)
                .collect();
            parts.sort_unstable();
            assert!(parts.into_iter().eq(0..4_096), "block {block}, dimension {dimension}");
        }
        let pair = column(7, 0..4_096, 0).into_iter().zip(column(7, 0..4_096, 1));
        let mut squares: Vec<u64> = pair.map(|(a, b)| (a * 64.0) as u64 * 64 + (b * 64.0) as u64).collect();
        squares.sort_unstable();
        assert!(squares.into_iter().eq(0..4_096));
    }

    #[test]
    fn blocks_and_seeds_are_apart() {
        // Means of products of two independent uniforms, less 1/4, have a standard deviation of at most 1/12 / √4096.
        let together = |a: &[f64], b: &[f64]| {
            let products = a.iter().zip(b).map(|(a, b)| (a - 0.5) * (b - 0.5));
            products.sum::<f64>() / a.len() as f64
        };
        let block = |seed, number: u64, dimension| {
            let from = number * Uniforms::BLOCK;
            column(seed, from..from + Uniforms::BLOCK, dimension)
        };
        let first = block(1, 0, 5);
        for (seed, number, dimension) in [(1, 1, 5), (1, 2, 5), (2, 0, 5), (1, 0, 6), (1, 0, 255)] {
            let other = block(seed, number, dimension);
            let found = together(&first, &other);
            assert!(
                found.abs() < 5.0 / 12.0 / 64.0,
                "seed {seed} block {number} dimension {dimension}: {found}"
            );
            assert!(first != other);
        }
    }

    #[test]
    fn a_draw_is_the_same_whatever_was_drawn_before() {
        let all = Uniforms::new(9, 5);
        let (mut alone, mut after) = (Vec::new(), Vec::new());
        all.fill(123_456_789, &mut alone);
        all.fill(4, &mut after);
        all.fill(123_456_789, &mut after);
        assert_eq!(alone, after);
        // And as many dimensions as are asked for make no difference to the others.
        Uniforms::new(9, 2).fill(123_456_789, &mut after);
        assert_eq!(alone[..2], after);
    }

    #[test]
    fn neither_nought_nor_one() {
        assert_eq!(joined(0.0, 0), 2.0_f64.powi(-54));
        let greatest = joined(1.0 - f32::EPSILON / 2.0, u64::MAX);
        assert!(greatest < 1.0 && greatest > 1.0 - 1e-6, "{greatest}");
    }
}
