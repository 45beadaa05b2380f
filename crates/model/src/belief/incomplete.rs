//! The laws beta and gamma, on scales on which they are smooth: the logit and the logarithm.

use super::normal;

/// What a law says at a number.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    /// The probability of at most the number.
    pub(super) below: f64,
    /// The probability of more than the number; precise where it is small, unlike `1 − below`.
    pub(super) above: f64,
    /// The density.
    pub(super) density: f64,
}

impl At {
    /// The normal score of the same probability.
    pub(super) fn score(self) -> f64 {
        if self.below < self.above { normal::quantile(self.below) } else { -normal::quantile(self.above) }
    }
}

/// A share in (0, 1) with density proportional to `x^(a−1) (1−x)^(b−1)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Beta {
    a: f64,
    b: f64,
    ln_scale: f64,
}

impl Beta {
    pub(super) fn new(a: f64, b: f64) -> Self {
        Self { a, b, ln_scale: libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b) }
    }

    /// At the share whose logit is `y`; the density is that of the logit.
    ///
    /// Source: DLMF 8.17.22, the continued fraction of the incomplete beta function.
    pub(super) fn at_logit(self, y: f64) -> At {
        let Self { a, b, ln_scale } = self;
        let (ln_x, ln_rest) = (-softplus(-y), -softplus(y));
        let (x, rest) = (libm::exp(ln_x), libm::exp(ln_rest));
        let density = libm::exp(a * ln_x + b * ln_rest - ln_scale);
        if x < (a + 1.0) / (a + b + 2.0) {
            let below = (density / a * beta_fraction(a, b, x)).min(1.0);
            At { below, above: 1.0 - below, density }
        } else {
            let above = (density / b * beta_fraction(b, a, rest)).min(1.0);
            At { below: 1.0 - above, above, density }
        }
    }

    /// At the share `x` in \[0, 1\]; the density is that of the share.
    pub(super) fn at(self, x: f64) -> At {
        if x <= 0.0 {
            return At { below: 0.0, above: 1.0, density: 0.0 };
        }
        if x >= 1.0 {
            return At { below: 1.0, above: 0.0, density: 0.0 };
        }
        let mut at = self.at_logit(libm::log(x) - libm::log1p(-x));
        at.density /= x * (1.0 - x);
        at
    }

    /// A logit well inside, and how far from it the law changes much.
    pub(super) fn inside(self) -> (f64, f64) {
        (libm::log(self.a / self.b), (1.0 / self.a + 1.0 / self.b).sqrt())
    }
}

/// `ln(1 + e^y)`.
fn softplus(y: f64) -> f64 {
    if y > 0.0 { y + libm::log1p(libm::exp(-y)) } else { libm::log1p(libm::exp(y)) }
}

/// The share whose logit is `y`.
pub(super) fn logistic(y: f64) -> f64 {
    libm::exp(-softplus(-y))
}

const MOST_TERMS: u32 = 10_000;
const TINY: f64 = 1e-300;

/// A continued fraction `b0 + a1/(b1 + a2/(b2 + …))` in Lentz's form: `step` adds a term.
struct Fraction {
    c: f64,
    d: f64,
    value: f64,
}

impl Fraction {
    fn new(first: f64) -> Self {
        Self { c: first, d: 0.0, value: first }
    }

    fn step(&mut self, numerator: f64, denominator: f64) -> f64 {
        let guard = |x: f64| if x.abs() < TINY { TINY } else { x };
        self.d = 1.0 / guard(denominator + numerator * self.d);
        self.c = guard(denominator + numerator / self.c);
        let change = self.c * self.d;
        self.value *= change;
        change
    }
}

fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut fraction = Fraction::new(1.0);
    for m in 0..MOST_TERMS {
        let m = f64::from(m);
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        fraction.step(odd, 1.0);
        let n = m + 1.0;
        let even = n * (b - n) * x / ((a + 2.0 * n - 1.0) * (a + 2.0 * n));
        if (fraction.step(even, 1.0) - 1.0).abs() < 1e-15 {
            break;
        }
    }
    1.0 / fraction.value
}

/// A number above 0 with density proportional to `x^(shape−1) e^(−x)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Gamma {
    shape: f64,
    ln_scale: f64,
}

impl Gamma {
    pub(super) fn new(shape: f64) -> Self {
        Self { shape, ln_scale: libm::lgamma(shape) }
    }

    /// At the number whose logarithm is `y`; the density is that of the logarithm.
    ///
    /// Source: DLMF 8.11.4 (series) and 8.9.2 (continued fraction) of the incomplete gamma functions.
    pub(super) fn at_log(self, y: f64) -> At {
        let Self { shape, ln_scale } = self;
        let x = libm::exp(y);
        let density = libm::exp(shape * y - x - ln_scale);
        if x < shape + 1.0 {
            let (mut term, mut sum) = (1.0 / shape, 1.0 / shape);
            for n in 1..MOST_TERMS {
                term *= x / (shape + f64::from(n));
                sum += term;
                if term < sum * 1e-16 {
                    break;
                }
            }
            let below = (density * sum).min(1.0);
            At { below, above: 1.0 - below, density }
        } else {
            let mut fraction = Fraction::new(x + 1.0 - shape);
            for n in 1..MOST_TERMS {
                let n = f64::from(n);
                let change = fraction.step(-n * (n - shape), x + 2.0 * n + 1.0 - shape);
                if (change - 1.0).abs() < 1e-15 {
                    break;
                }
            }
            let above = (density / fraction.value).min(1.0);
            At { below: 1.0 - above, above, density }
        }
    }

    /// A logarithm well inside, and how far from it the law changes much.
    pub(super) fn inside(self) -> (f64, f64) {
        (libm::log(self.shape), (1.0 / self.shape).sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Chances of binomials are incomplete betas (DLMF 8.17.5), sums of few exact terms.
    #[test]
    fn beta_is_a_tail_of_binomials() {
        for n in 1..=12_i32 {
            for k in 1..=n {
                for x in [0.001_f64, 0.2, 0.5, 0.77, 0.999] {
                    let mut ways = 1.0;
                    let mut at_least = 0.0;
                    for j in 0..=n {
                        if j >= k {
                            at_least += ways * x.powi(j) * (1.0 - x).powi(n - j);
                        }
                        ways *= f64::from(n - j) / f64::from(j + 1);
                    }
                    let at = Beta::new(f64::from(k), f64::from(n - k + 1)).at(x);
                    assert!((at.below - at_least).abs() < 1e-13 * (1.0 + at_least), "{n} {k} {x}");
                    assert!((at.below + at.above - 1.0).abs() < 1e-15);
                }
            }
        }
    }

    /// For whole shapes, the chance of more than `x` is that of fewer than `shape` events of a Poisson law.
    #[test]
    fn gamma_is_a_tail_of_poissons() {
        for shape in 1..=15_i32 {
            for x in [1e-3_f64, 0.5, 3.0, 9.0, 40.0] {
                let (mut term, mut fewer) = ((-x).exp(), 0.0);
                for j in 0..shape {
                    fewer += term;
                    term *= x / f64::from(j + 1);
                }
                let at = Gamma::new(f64::from(shape)).at_log(x.ln());
                assert!((at.above - fewer).abs() < 1e-13 * fewer, "{shape} {x}: {} {fewer}", at.above);
            }
        }
    }

    /// With shape 1/2, the number is half the square of a normal score.
    #[test]
    fn gamma_of_a_half_is_a_square() {
        for z in [0.01_f64, 0.5, 1.0, 2.5, 6.0] {
            let at = Gamma::new(0.5).at_log((z * z / 2.0).ln());
            let outside = 2.0 * normal::cumulative(-z);
            assert!((at.above - outside).abs() < 1e-12 * outside, "{z}");
        }
    }

    #[test]
    fn densities_are_slopes() {
        let h = 1e-5;
        for y in [-6.0_f64, -1.0, 0.0, 0.7, 3.0] {
            let beta = Beta::new(0.3, 4.0);
            let slope = (beta.at_logit(y + h).below - beta.at_logit(y - h).below) / (2.0 * h);
            assert!((beta.at_logit(y).density - slope).abs() < 1e-8);
            let gamma = Gamma::new(2.5);
            let slope = (gamma.at_log(y + h).below - gamma.at_log(y - h).below) / (2.0 * h);
            assert!((gamma.at_log(y).density - slope).abs() < 1e-8);
        }
    }
}
