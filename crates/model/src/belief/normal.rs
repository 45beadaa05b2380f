//! The standard normal law: the scale on which every other law is kept.

/// The density at the score `z`.
#[must_use]
pub fn density(z: f64) -> f64 {
    const ROOT: f64 = 0.398_942_280_401_432_7;
    ROOT * libm::exp(-0.5 * z * z)
}

/// The probability of a score of at most `z`, in \[0, 1\]; precise to the last digits in both tails.
#[must_use]
pub fn cumulative(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// The score that a standard normal stays below with probability `p`: −∞ at 0, ∞ at 1, NaN outside \[0, 1\].
///
/// Relative error about 1e-16. Source: Wichura, "Algorithm AS 241: The percentage points of the normal
/// distribution", Applied Statistics 37 (1988), routine PPND16.
#[must_use]
#[inline]
pub fn quantile(p: f64) -> f64 {
    let from_middle = p - 0.5;
    if from_middle.abs() <= 0.425 {
        let r = 0.180_625 - from_middle * from_middle;
        return from_middle * ratio(r, &MIDDLE);
    }
    beyond(p, from_middle)
}

fn beyond(p: f64, from_middle: f64) -> f64 {
    let outer = if from_middle < 0.0 { p } else { 1.0 - p };
    if outer <= 0.0 || outer.is_nan() {
        let end = if outer == 0.0 { f64::INFINITY } else { f64::NAN };
        return end.copysign(from_middle);
    }
    let r = (-libm::log(outer)).sqrt();
    let score = if r <= 5.0 { ratio(r - 1.6, &NEAR) } else { ratio(r - 5.0, &FAR) };
    score.copysign(from_middle)
}

/// Coefficients of a numerator and a denominator of degree 7, the highest power first.
type Rational = [[f64; 8]; 2];

#[inline]
fn ratio(r: f64, [above, below]: &Rational) -> f64 {
    let value = |of: &[f64; 8]| of.iter().fold(0.0, |sum, &coefficient| sum * r + coefficient);
    value(above) / value(below)
}

const MIDDLE: Rational = [
    [
        2.509_080_928_730_122_7e3,
        3.343_057_558_358_813e4,
        6.726_577_092_700_87e4,
        4.592_195_393_154_987e4,
        1.373_169_376_550_946e4,
        1.971_590_950_306_551_3e3,
        1.331_416_678_917_843_8e2,
        3.387_132_872_796_366_5,
    ],
    [
        5.226_495_278_852_854e3,
        2.872_908_573_572_194_3e4,
        3.930_789_580_009_271e4,
        2.121_379_430_158_659_7e4,
        5.394_196_021_424_751e3,
        6.871_870_074_920_579e2,
        4.231_333_070_160_091e1,
        1.0,
    ],
];

const NEAR: Rational = [
    [
        7.745_450_142_783_414e-4,
        2.272_384_498_926_918_4e-2,
        2.417_807_251_774_506e-1,
        1.270_458_252_452_368_4,
        3.647_848_324_763_204_5,
        5.769_497_221_460_691,
        4.630_337_846_156_546,
        1.423_437_110_749_683_5,
    ],
    [
        1.050_750_071_644_416_9e-9,
        5.475_938_084_995_345e-4,
        1.519_866_656_361_645_7e-2,
        1.481_039_764_274_800_8e-1,
        6.897_673_349_851e-1,
        1.676_384_830_183_803_8,
        2.053_191_626_637_759,
        1.0,
    ],
];

const FAR: Rational = [
    [
        2.010_334_399_292_288_1e-7,
        2.711_555_568_743_487_6e-5,
        1.242_660_947_388_078_4e-3,
        2.653_218_952_657_612_4e-2,
        2.965_605_718_285_048_7e-1,
        1.784_826_539_917_291_3,
        5.463_784_911_164_114,
        6.657_904_643_501_103,
    ],
    [
        2.044_263_103_389_939_8e-15,
        1.421_511_758_316_446e-7,
        1.846_318_317_510_054_8e-5,
        7.868_691_311_456_133e-4,
        1.487_536_129_085_061_5e-2,
        1.369_298_809_227_358e-1,
        5.998_322_065_558_88e-1,
        1.0,
    ],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_percentage_points() {
        // Wichura's own test values, and the usual tables.
        for (p, score) in [
            (0.25, -0.674_489_750_196_081_7),
            (0.001, -3.090_232_306_167_813_5),
            (1e-20, -9.262_340_089_798_408),
            (0.9, 1.281_551_565_544_600_4),
            (0.975, 1.959_963_984_540_054),
            (0.5, 0.0),
        ] {
            assert!((quantile(p) - score).abs() <= 1e-14 * score.abs(), "{p}: {}", quantile(p));
        }
        assert_eq!(quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(quantile(1.0), f64::INFINITY);
        assert!(quantile(-0.1).is_nan() && quantile(1.1).is_nan() && quantile(f64::NAN).is_nan());
    }

    #[test]
    fn each_undoes_the_other() {
        for step in -1_600..=1_600 {
            let z = f64::from(step) / 200.0;
            let p = cumulative(z);
            // Near 1 a probability has no digits left for its distance from 1.
            let lost = f64::EPSILON / density(z);
            assert!((quantile(p) - z).abs() <= 1e-13 + 2.0 * lost, "{z}: {}", quantile(p));
        }
    }

    #[test]
    fn the_density_is_the_slope_of_the_cumulative() {
        for step in -40..=40 {
            let (z, h) = (f64::from(step) / 8.0, 1e-4);
            let slope = (cumulative(z + h) - cumulative(z - h)) / (2.0 * h);
            assert!((density(z) - slope).abs() < 1e-8, "{z}");
        }
    }
}
