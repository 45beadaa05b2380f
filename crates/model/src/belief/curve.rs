//! A quantile function as a rising curve over the normal score: cubic pieces between exact knots.

use super::{incomplete::At, normal};

/// A place on a curve.
#[derive(Clone, Copy, Debug)]
pub(super) struct Knot {
    /// The normal score.
    pub(super) z: f64,
    /// The quantile at it.
    pub(super) value: f64,
    /// How fast the quantile rises with the score; where it is not finite, the neighbours decide.
    pub(super) slope: f64,
}

impl Knot {
    /// Where a law has reached `value`; the density of `at` is per unit of it.
    pub(super) fn new(value: f64, at: At) -> Self {
        let z = at.score();
        if z.abs() > BEYOND {
            return Self { z: BEYOND.copysign(z), value, slope: 0.0 };
        }
        Self { z, value, slope: normal::density(z) / at.density }
    }
}

/// A rising function of the normal score.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Curve {
    pieces: Vec<Piece>,
    /// For each bucket of scores, the last piece that starts before the bucket's end does.
    guide: Vec<u16>,
}

/// A cubic from `start` on: `(k0, k1, k2, k3)` in powers of the distance from it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Piece {
    start: f64,
    k: [f64; 4],
}

/// The scores that curves span: a probability in double precision is not nearer to 0 or 1 than these.
pub(super) const REACH: f64 = 8.25;
/// Where the ends of a bounded law are put: the score of the least probability that a double holds lies before it.
const BEYOND: f64 = 40.0;
const BUCKETS: usize = 512;
const BUCKETS_A_SCORE: f64 = BUCKETS as f64 / (2.0 * REACH);
/// The greatest error between knots, as a share of the distance from the tenth to the ninetieth percentile.
const TOLERANCE: f64 = 5e-8;
/// How often the stretch between two first knots is halved at most.
const MOST_HALVINGS: u32 = 8;

impl Curve {
    /// Follows `knot_at`, which gives the place on the curve for a number on any rising scale, from `inside`
    /// outwards to both ends; at `step` from there the score has changed by something like 1.
    pub(super) fn follow((inside, step): (f64, f64), spread: f64, knot_at: &dyn Fn(f64) -> Knot) -> Self {
        const MOST_STEPS: u32 = 400;
        // Short enough that the error half-way tells the error elsewhere.
        const SCORES_A_STEP: f64 = 0.25;
        let mut scale = vec![inside];
        let middle = knot_at(inside);
        for direction in [-1.0, 1.0] {
            let (mut place, mut step, mut last) = (inside, SCORES_A_STEP * step, middle);
            for _ in 0..MOST_STEPS {
                if direction * last.z > REACH {
                    break;
                }
                place += direction * step;
                scale.push(place);
                let knot = knot_at(place);
                step *= (SCORES_A_STEP / (knot.z - last.z).abs()).clamp(0.5, 2.0);
                last = knot;
            }
        }
        scale.sort_by(f64::total_cmp);
        Self::through(&[scale], spread, knot_at)
    }

    /// The curve through the knots at `stretches` of numbers on a rising scale: within a stretch the curve is
    /// smooth; between two stretches it may bend or jump. Errors are measured by the distance from the tenth to
    /// the ninetieth percentile, or by `spread` where that is less.
    pub(super) fn through(stretches: &[Vec<f64>], spread: f64, knot_at: &dyn Fn(f64) -> Knot) -> Self {
        let stretches: Vec<Vec<(f64, Knot)>> = stretches
            .iter()
            .map(|scale| scale.iter().map(|&place| (place, knot_at(place))).collect())
            .collect();
        let all = || stretches.iter().flatten().map(|(_, knot)| knot);
        let value_near = |z: f64| {
            all().min_by(|a, b| (a.z - z).abs().total_cmp(&(b.z - z).abs())).map_or(0.0, |knot| knot.value)
        };
        let allowed = TOLERANCE * (value_near(1.3) - value_near(-1.3)).abs().min(spread);
        let mut pieces = Vec::new();
        for stretch in &stretches {
            for pair in stretch.windows(2) {
                refine(pair[0], pair[1], knot_at, allowed, MOST_HALVINGS, &mut pieces);
            }
        }
        Self::of(pieces)
    }

    fn of(mut pieces: Vec<Piece>) -> Self {
        pieces.truncate(usize::from(u16::MAX));
        let mut guide = Vec::with_capacity(BUCKETS);
        let mut at = 0;
        for bucket in 0..BUCKETS {
            let from = bucket as f64 / BUCKETS_A_SCORE - REACH;
            while at + 1 < pieces.len() && pieces[at + 1].start <= from {
                at += 1;
            }
            guide.push(at as u16);
        }
        Self { pieces, guide }
    }

    /// The quantile at the score `z`, which may be infinite.
    #[inline]
    pub(super) fn at(&self, z: f64) -> f64 {
        let z = z.clamp(-REACH, REACH);
        let bucket = ((z + REACH) * BUCKETS_A_SCORE) as usize;
        let mut at = usize::from(self.guide[bucket.min(BUCKETS - 1)]);
        while let Some(next) = self.pieces.get(at + 1)
            && next.start <= z
        {
            at += 1;
        }
        let Piece { start, k } = self.pieces[at];
        let t = z - start;
        k[0] + t * (k[1] + t * (k[2] + t * k[3]))
    }
}

fn refine(
    from: (f64, Knot),
    to: (f64, Knot),
    knot_at: &dyn Fn(f64) -> Knot,
    allowed: f64,
    halvings: u32,
    pieces: &mut Vec<Piece>,
) {
    let out_of_reach = from.1.z > REACH || to.1.z < -REACH;
    let Some(piece) = Piece::between(from.1, to.1).filter(|_| !out_of_reach) else { return };
    let place = 0.5 * (from.0 + to.0);
    let middle = knot_at(place);
    let error = (piece.at(middle.z) - middle.value).abs();
    if halvings == 0 || error <= allowed || !(from.1.z < middle.z && middle.z < to.1.z) {
        pieces.push(piece);
    } else {
        refine(from, (place, middle), knot_at, allowed, halvings - 1, pieces);
        refine((place, middle), to, knot_at, allowed, halvings - 1, pieces);
    }
}

impl Piece {
    /// The cubic through two knots with their slopes; `None` where there is nothing between them.
    ///
    /// Slopes are held within \[0, 3\] times the secant's, which keeps the cubic from falling
    /// (Fritsch & Carlson 1980, the sufficient box).
    fn between(from: Knot, to: Knot) -> Option<Self> {
        let width = to.z - from.z;
        if !(width > 1e-13 && width.is_finite()) {
            return None;
        }
        let secant = ((to.value - from.value) / width).max(0.0);
        let hold = |slope: f64| if slope.is_finite() { slope.clamp(0.0, 3.0 * secant) } else { secant };
        let (left, right) = (hold(from.slope), hold(to.slope));
        let k2 = (3.0 * secant - 2.0 * left - right) / width;
        let k3 = (left + right - 2.0 * secant) / (width * width);
        Some(Self { start: from.z, k: [from.value, left, k2, k3] })
    }

    fn at(self, z: f64) -> f64 {
        let t = z - self.start;
        self.k[0] + t * (self.k[1] + t * (self.k[2] + t * self.k[3]))
    }
}

#[cfg(test)]
mod tests {
    use super::super::incomplete::Gamma;
    use super::*;

    fn log_gamma(shape: f64) -> (Curve, Gamma) {
        let law = Gamma::new(shape);
        (Curve::follow(law.inside(), 10.0, &|log| Knot::new(log, law.at_log(log))), law)
    }

    /// The curve leads back to the score it was asked for, far out in both tails too, in a few hundred pieces.
    #[test]
    fn leads_back_to_the_score() {
        for shape in [0.001, 0.02, 0.5, 1.0, 3.7, 150.0, 9_000.0] {
            let (curve, law) = log_gamma(shape);
            assert!(curve.pieces.len() < 500, "{shape}: {} pieces", curve.pieces.len());
            for step in -160..=160 {
                let z = f64::from(step) / 20.0;
                let back = law.at_log(curve.at(z)).score();
                assert!((back - z).abs() < 2e-6, "{shape} {z}: {back}");
            }
        }
    }

    #[test]
    fn never_falls_and_has_ends() {
        for shape in [0.001, 0.7, 40.0] {
            let (curve, _) = log_gamma(shape);
            let mut last = curve.at(f64::NEG_INFINITY);
            assert!(last.is_finite() && curve.at(f64::INFINITY).is_finite());
            for step in -9_000..=9_000 {
                let value = curve.at(f64::from(step) / 1_000.0);
                assert!(value >= last, "{shape} {step}");
                last = value;
            }
        }
    }

    /// −ln(1 − p) is the quantile of a gamma number of shape 1.
    #[test]
    fn shape_one_is_exponential() {
        let (curve, _) = log_gamma(1.0);
        for p in [1e-9, 1e-3, 0.3, 0.5, 0.99, 0.999_999] {
            let value = curve.at(normal::quantile(p));
            assert!((value - (-(-p).ln_1p()).ln()).abs() < 1e-7, "{p}");
        }
    }
}
