//! Beliefs on one number.

use std::sync::Arc;

use super::clipped::Clipped;
use super::curve::{Curve, Knot, REACH};
use super::incomplete::{At, Beta, logistic};
use super::jqpd::Johnson;
use super::pool::{self, Pooled};
use super::{Chosen, Expert, FamilyError, Stated, normal};

/// A belief on one number: a law with a quantile function, so that one uniform draws it.
///
/// **Made** by a constructor for each law, which refuses what is wrong. **Asked** for a number by
/// [`Family::quantile`] and [`Family::at_score`], for a probability by [`Family::cumulative`], and for
/// [`Family::mean`], [`Family::sd`] and [`Family::support`]. What was stated is [`Family::stated`].
///
/// > Quantiles never fall while the probability rises, and lie within the support.
#[derive(Clone, Debug, PartialEq)]
pub struct Family {
    stated: Stated,
    form: Form,
    mean: f64,
    sd: f64,
    support: (f64, f64),
}

/// How quantiles are found, and what law stands behind them.
#[derive(Clone, Debug, PartialEq)]
enum Form {
    Constant(f64),
    Uniform {
        low: f64,
        span: f64,
    },
    Triangular {
        low: f64,
        likely: f64,
        high: f64,
    },
    Normal,
    /// Of the number, or of its logarithm.
    Clipped {
        law: Clipped,
        log: bool,
    },
    Beta {
        law: Beta,
        min: f64,
        span: f64,
        curve: Arc<Curve>,
    },
    Johnson {
        law: Johnson,
        curve: Arc<Curve>,
    },
    Pool {
        shares: Vec<f64>,
        curve: Arc<Curve>,
        /// Numbers with a probability of their own: near one, the curve means that very number.
        atoms: Vec<f64>,
        near: f64,
    },
    /// Number `k` up to the cumulative probability at `k`; the last one is 1.
    Steps(Vec<f64>),
}

impl Family {
    /// A number that is certain.
    ///
    /// # Errors
    /// [`FamilyError::NotFinite`].
    pub fn constant(value: f64) -> Result<Self, FamilyError> {
        finite("value", value)?;
        let support = (value, value);
        Ok(Self {
            stated: Stated::Constant(value),
            form: Form::Constant(value),
            mean: value,
            sd: 0.0,
            support,
        })
    }

    /// Every number between two is equally likely.
    ///
    /// # Errors
    /// [`FamilyError::NotFinite`], [`FamilyError::Below`].
    pub fn uniform(low: f64, high: f64) -> Result<Self, FamilyError> {
        below(("low", low), ("high", high))?;
        let span = high - low;
        Ok(Self {
            stated: Stated::Uniform { low, high },
            form: Form::Uniform { low, span },
            mean: low + 0.5 * span,
            sd: span / 12.0_f64.sqrt(),
            support: (low, high),
        })
    }

    /// Straight from `low` up to the most likely number, and straight down to `high`; `likely` may be an end.
    ///
    /// # Errors
    /// [`FamilyError::NotFinite`], [`FamilyError::Below`], [`FamilyError::Outside`].
    pub fn triangular(low: f64, likely: f64, high: f64) -> Result<Self, FamilyError> {
        within(("likely", likely), ("low", low), ("high", high))?;
        let (rise, fall) = (likely - low, high - likely);
        Ok(Self {
            stated: Stated::Triangular { low, likely, high },
            form: Form::Triangular { low, likely, high },
            mean: (low + likely + high) / 3.0,
            sd: ((rise * rise + rise * fall + fall * fall) / 18.0).sqrt(),
            support: (low, high),
        })
    }

    /// A smooth hill over `low` to `high` with its top at the most likely number: the beta law with mean
    /// `(low + 4 likely + high) / 6` (Malcolm et al. 1959, PERT); `likely` may be an end.
    ///
    /// # Errors
    /// [`FamilyError::NotFinite`], [`FamilyError::Below`], [`FamilyError::Outside`].
    pub fn pert(low: f64, likely: f64, high: f64) -> Result<Self, FamilyError> {
        within(("likely", likely), ("low", low), ("high", high))?;
        let share = (likely - low) / (high - low);
        let stated = Stated::Pert { low, likely, high };
        Ok(Self::of_beta(stated, (1.0 + 4.0 * share, 5.0 - 4.0 * share), low, high))
    }

    /// The smooth bounded law through three percentiles: the bounded Johnson law of Hadlock & Bickel (2017),
    /// J-QPD-B.
    ///
    /// # Errors
    /// [`FamilyError::NotFinite`]; [`FamilyError::Below`] unless `min < p10 < p50 < p90 < max`;
    /// [`FamilyError::TooNear`].
    pub fn percentiles(p10: f64, p50: f64, p90: f64, min: f64, max: f64) -> Result<Self, FamilyError> {
        let law = Johnson::new([p10, p50, p90], min, max)?;
        let curve = Curve::follow((0.0, 1.0), f64::INFINITY, &|z| Knot {
            z,
            value: law.at_score(z),
            slope: law.slope(z),
        });
        let (mean, sd) = moments(|z| law.at_score(z));
        Ok(Self {
            stated: Stated::Percentiles { p10, p50, p90, min, max },
            form: Form::Johnson { law, curve: Arc::new(curve) },
            mean,
            sd,
            support: (min, max),
        })
    }

    /// The beta law between `min` and `max`: density proportional to `(x − min)^(a−1) (max − x)^(b−1)`.
    ///
    /// # Errors
    /// [`FamilyError::NotFinite`], [`FamilyError::Below`]; [`FamilyError::Outside`] unless the shapes lie
    /// between 0.01 and 10,000.
    pub fn beta(a: f64, b: f64, min: f64, max: f64) -> Result<Self, FamilyError> {
        for shape in [("a", a), ("b", b)] {
            within(shape, ("the least shape", 0.01), ("the greatest shape", 10_000.0))?;
        }
        below(("min", min), ("max", max))?;
        Ok(Self::of_beta(Stated::Beta { a, b, min, max }, (a, b), min, max))
    }

    pub(super) fn of_beta(stated: Stated, (a, b): (f64, f64), min: f64, max: f64) -> Self {
        let law = Beta::new(a, b);
        let span = max - min;
        let curve = Curve::follow(law.inside(), f64::INFINITY, &|logit| {
            let (share, rest) = (logistic(logit), logistic(-logit));
            let mut at = law.at_logit(logit);
            at.density /= span * share * rest;
            Knot::new(min + span * share, at)
        });
        let mean = a / (a + b);
        Self {
            stated,
            form: Form::Beta { law, min, span, curve: Arc::new(curve) },
            mean: min + span * mean,
            sd: span * (mean * (1.0 - mean) / (a + b + 1.0)).sqrt(),
            support: (min, max),
        }
    }

    /// The normal law; with bounds, what is left of it between them. `mean` and `sd` are meant before that.
    ///
    /// # Errors
    /// [`FamilyError::NotFinite`], [`FamilyError::NotPositive`], [`FamilyError::Below`];
    /// [`FamilyError::Improbable`] where the bounds leave less than a millionth.
    pub fn normal(mean: f64, sd: f64, min: Option<f64>, max: Option<f64>) -> Result<Self, FamilyError> {
        finite("mean", mean)?;
        positive("sd", sd)?;
        let support = bounds(min, max, f64::NEG_INFINITY)?;
        let stated = Stated::Normal { mean, sd, min, max };
        if min.is_none() && max.is_none() {
            return Ok(Self { stated, form: Form::Normal, mean, sd, support });
        }
        let law = clipped(mean, sd, support)?;
        let (mean, sd) = moments(|z| law.quantile(normal::cumulative(z), normal::cumulative(-z)));
        Ok(Self { stated, form: Form::Clipped { law, log: false }, mean, sd, support })
    }

    /// The law of a number above 0 whose logarithm is normal; with bounds, what is left of it between them. `mean`
    /// and `sd` are those of the number, not of its logarithm, and meant before bounds.
    ///
    /// # Errors
    /// [`FamilyError::NotFinite`], [`FamilyError::NotPositive`], [`FamilyError::Below`];
    /// [`FamilyError::Outside`] where `sd` is more than ten times `mean`; [`FamilyError::Improbable`] where the
    /// bounds leave less than a millionth.
    pub fn log_normal(mean: f64, sd: f64, min: Option<f64>, max: Option<f64>) -> Result<Self, FamilyError> {
        positive("mean", mean)?;
        positive("sd", sd)?;
        within(("sd", sd), ("0", 0.0), ("ten times the mean", 10.0 * mean))?;
        let support = bounds(min, max, 0.0)?;
        let variance = libm::log1p((sd / mean) * (sd / mean));
        let ends = (libm::log(support.0), libm::log(support.1));
        let law = clipped(libm::log(mean) - 0.5 * variance, variance.sqrt(), ends)?;
        let stated = Stated::LogNormal { mean, sd, min, max };
        let (mean, sd) = if support == (0.0, f64::INFINITY) {
            (mean, sd)
        } else {
            moments(|z| libm::exp(law.quantile(normal::cumulative(z), normal::cumulative(-z))))
        };
        Ok(Self { stated, form: Form::Clipped { law, log: true }, mean, sd, support })
    }

    /// What several experts state, weighed against each other: the mixture of their laws, in which
    /// disagreement stays visible.
    ///
    /// # Errors
    /// [`FamilyError::NoExperts`], [`FamilyError::Twice`], [`FamilyError::Weight`], [`FamilyError::NoWeight`];
    /// [`FamilyError::Kinds`] and [`FamilyError::Labels`] where they do not speak of the same.
    pub fn pool(experts: Vec<Expert>) -> Result<Self, FamilyError> {
        let shares = pool::shares(&experts)?;
        let curve = match pool::pool(&experts, &shares)? {
            Pooled::Steps(steps) => return Ok(Self::steps(Stated::Pool(experts), &steps)),
            Pooled::Numbers(curve) => Arc::new(curve),
        };
        let each = || {
            experts
                .iter()
                .zip(&shares)
                .filter(|(_, share)| **share > 0.0)
                .map(|(e, share)| (&e.family, share))
        };
        let mean: f64 = each().map(|(family, share)| share * family.mean).sum();
        let apart = |family: &Self| family.sd * family.sd + (family.mean - mean) * (family.mean - mean);
        let sd = each().map(|(family, share)| share * apart(family)).sum::<f64>().sqrt();
        let support = each().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (family, _)| {
            (low.min(family.support.0), high.max(family.support.1))
        });
        let mut atoms: Vec<f64> = each().flat_map(|(family, _)| family.atoms()).collect();
        atoms.sort_by(f64::total_cmp);
        atoms.dedup();
        let near = 4.0 * pool::hair(curve.at(-REACH), curve.at(REACH));
        let form = Form::Pool { shares, curve, atoms, near };
        Ok(Self { stated: Stated::Pool(experts), form, mean, sd, support })
    }

    /// One of several labels; the number is the label's position. The weights need not sum to 1.
    ///
    /// # Errors
    /// [`FamilyError::NoLabels`], [`FamilyError::Twice`], [`FamilyError::Weight`], [`FamilyError::NoWeight`].
    pub fn choice(labels: Vec<(String, f64)>) -> Result<Self, FamilyError> {
        if labels.is_empty() {
            return Err(FamilyError::NoLabels);
        }
        for (at, (label, weight)) in labels.iter().enumerate() {
            if !(weight.is_finite() && *weight >= 0.0) {
                return Err(FamilyError::Weight { of: label.clone(), weight: *weight });
            }
            if labels[..at].iter().any(|earlier| earlier.0 == *label) {
                return Err(FamilyError::Twice(label.clone()));
            }
        }
        let sum: f64 = labels.iter().map(|(_, weight)| weight).sum();
        if !(sum > 0.0 && sum.is_finite()) {
            return Err(FamilyError::NoWeight);
        }
        let chosen: Vec<Chosen> =
            labels.into_iter().map(|(label, weight)| Chosen { label, p: weight / sum }).collect();
        let shares: Vec<f64> = chosen.iter().map(|chosen| chosen.p).collect();
        Ok(Self::steps(Stated::Choice(chosen), &shares))
    }

    /// 1 with probability `p`, and 0 otherwise.
    ///
    /// # Errors
    /// [`FamilyError::Probability`].
    pub fn chance(p: f64) -> Result<Self, FamilyError> {
        if !(0.0..=1.0).contains(&p) {
            return Err(FamilyError::Probability { p });
        }
        Ok(Self::steps(Stated::Chance { p }, &[1.0 - p, p]))
    }

    fn steps(stated: Stated, shares: &[f64]) -> Self {
        let mut sum = 0.0;
        let mut until: Vec<f64> = shares
            .iter()
            .map(|share| {
                sum += share;
                sum
            })
            .collect();
        // Rounding must not leave a gap at the end, nor open the door to a label that has no share.
        let last = shares.iter().rposition(|&share| share > 0.0).unwrap_or(0);
        until[last..].fill(1.0);
        let moment = |power: i32| -> f64 {
            shares.iter().enumerate().map(|(at, share)| share * (at as f64).powi(power)).sum()
        };
        let mean = moment(1);
        let sd = (moment(2) - mean * mean).max(0.0).sqrt();
        let first = shares.iter().position(|&share| share > 0.0).unwrap_or(0);
        Self { stated, form: Form::Steps(until), mean, sd, support: (first as f64, last as f64) }
    }

    /// What was stated.
    #[must_use]
    pub fn stated(&self) -> &Stated {
        &self.stated
    }

    /// The labels, in the order of their numbers, where labels are drawn.
    #[must_use]
    pub fn labels(&self) -> Option<Vec<&str>> {
        match &self.stated {
            Stated::Choice(chosen) => Some(chosen.iter().map(|chosen| chosen.label.as_str()).collect()),
            Stated::Pool(experts) => experts[0].family.labels(),
            _ => None,
        }
    }

    /// Whether numbers are drawn from a few (0, 1, 2…) rather than from a stretch.
    #[must_use]
    pub fn is_discrete(&self) -> bool {
        matches!(self.form, Form::Steps(_))
    }

    /// The number that is not passed with probability `p`, for `p` in \[0, 1\].
    ///
    /// Exact, except for [`Family::pert`], [`Family::beta`], [`Family::percentiles`] and [`Family::pool`]: theirs is a
    /// curve that differs from the exact quantile by less than a millionth of the distance from the 10th to
    /// the 90th percentile.
    #[must_use]
    #[inline]
    pub fn quantile(&self, p: f64) -> f64 {
        match &self.form {
            Form::Constant(value) => *value,
            Form::Uniform { low, span } => low + span * p,
            Form::Triangular { low, likely, high } => triangle(p, *low, *likely, *high),
            Form::Steps(until) => step(until, p) as f64,
            Form::Clipped { law, log } => self.clip(law.quantile(p, 1.0 - p), *log),
            Form::Normal => self.mean + self.sd * normal::quantile(p),
            Form::Beta { .. } | Form::Johnson { .. } | Form::Pool { .. } => {
                self.at_score(normal::quantile(p))
            }
        }
    }

    /// The quantile at the probability of the normal score `z`: `quantile(normal::cumulative(z))`.
    #[must_use]
    #[inline]
    pub fn at_score(&self, z: f64) -> f64 {
        match &self.form {
            Form::Normal => self.mean + self.sd * z,
            Form::Clipped { law, log } => {
                self.clip(law.quantile(normal::cumulative(z), normal::cumulative(-z)), *log)
            }
            Form::Beta { curve, .. } | Form::Johnson { curve, .. } => {
                curve.at(z).clamp(self.support.0, self.support.1)
            }
            Form::Pool { curve, atoms, near, .. } => {
                let number = curve.at(z).clamp(self.support.0, self.support.1);
                let atom = atoms.iter().find(|&&atom| (number - atom).abs() <= *near);
                atom.copied().unwrap_or(number)
            }
            _ => self.quantile(normal::cumulative(z)),
        }
    }

    fn clip(&self, number: f64, log: bool) -> f64 {
        let number = if log { libm::exp(number) } else { number };
        number.clamp(self.support.0, self.support.1)
    }

    /// The probability of a number of at most `x`.
    #[must_use]
    pub fn cumulative(&self, x: f64) -> f64 {
        self.at(x).below
    }

    /// What the law says at `x`; the density is left out where it has none.
    pub(super) fn at(&self, x: f64) -> At {
        if x < self.support.0 {
            return At { below: 0.0, above: 1.0, density: 0.0 };
        }
        if x >= self.support.1 {
            return At { below: 1.0, above: 0.0, density: 0.0 };
        }
        match &self.form {
            Form::Constant(_) => unreachable!("a constant has nothing between its ends"),
            Form::Uniform { low, span } => {
                At { below: (x - low) / span, above: (self.support.1 - x) / span, density: 1.0 / span }
            }
            Form::Triangular { low, likely, high } => triangle_at(x, *low, *likely, *high),
            Form::Normal => {
                let score = (x - self.mean) / self.sd;
                At {
                    below: normal::cumulative(score),
                    above: normal::cumulative(-score),
                    density: normal::density(score) / self.sd,
                }
            }
            Form::Clipped { law, log: false } => law.at(x),
            Form::Clipped { law, log: true } => {
                let mut at = law.at(libm::log(x));
                at.density = if x > 0.0 { at.density / x } else { 0.0 };
                at
            }
            Form::Beta { law, min, span, .. } => {
                let mut at = law.at((x - min) / span);
                at.density /= span;
                at
            }
            Form::Johnson { law, .. } => law.at(x),
            Form::Pool { shares, .. } => match &self.stated {
                Stated::Pool(experts) => pool::at(experts, shares, x),
                _ => unreachable!("only experts make a pool"),
            },
            Form::Steps(until) => {
                let below = until[x as usize];
                At { below, above: 1.0 - below, density: 0.0 }
            }
        }
    }

    /// Where the density may jump or bend, or all of it lies at one number.
    pub(super) fn edges(&self) -> Vec<f64> {
        let mut edges = vec![self.support.0, self.support.1];
        match (&self.form, &self.stated) {
            (Form::Triangular { likely, .. }, _) => edges.push(*likely),
            (Form::Pool { .. }, Stated::Pool(experts)) => {
                edges.extend(experts.iter().flat_map(|expert| expert.family.edges()));
            }
            _ => {}
        }
        edges.retain(|edge| edge.is_finite());
        edges
    }

    /// The single numbers that have a probability of their own.
    pub(super) fn atoms(&self) -> Vec<f64> {
        match (&self.form, &self.stated) {
            (Form::Constant(value), _) => vec![*value],
            (Form::Steps(until), _) => (0..until.len()).map(|at| at as f64).collect(),
            (Form::Pool { .. }, Stated::Pool(experts)) => {
                experts.iter().flat_map(|expert| expert.family.atoms()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The probabilities of 0, 1, 2…, where numbers are drawn from those.
    pub(super) fn step_shares(&self) -> Vec<f64> {
        let Form::Steps(until) = &self.form else { return Vec::new() };
        let mut before = 0.0;
        until.iter().map(|&until| until - std::mem::replace(&mut before, until)).collect()
    }

    /// The mean.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The standard deviation.
    #[must_use]
    pub fn sd(&self) -> f64 {
        self.sd
    }

    /// The number to take where one must stand for all: the median, or the likeliest of a few (the first of
    /// those).
    #[must_use]
    pub fn middle(&self) -> f64 {
        let shares = self.step_shares();
        let likeliest = shares.iter().copied().fold(0.0, f64::max);
        match shares.iter().position(|&share| share >= likeliest) {
            Some(at) => at as f64,
            None => self.quantile(0.5),
        }
    }

    /// The least and the greatest number that can be drawn; infinite where there is no bound.
    #[must_use]
    pub fn support(&self) -> (f64, f64) {
        self.support
    }
}

/// Mean and standard deviation of a smooth quantile function over the normal score, by the trapezoid rule: it gains
/// digits as fast as the step shrinks for what falls like a normal density at both ends.
fn moments(at_score: impl Fn(f64) -> f64) -> (f64, f64) {
    const STEPS: i32 = 66;
    let nodes: Vec<(f64, f64)> = (-STEPS..=STEPS)
        .map(|step| REACH * f64::from(step) / f64::from(STEPS))
        .map(|z| (normal::density(z), at_score(z)))
        .collect();
    let total: f64 = nodes.iter().map(|(share, _)| share).sum();
    let mean = nodes.iter().map(|(share, x)| share * x).sum::<f64>() / total;
    let variance = nodes.iter().map(|(share, x)| share * (x - mean) * (x - mean)).sum::<f64>() / total;
    (mean, variance.sqrt())
}

/// The first position that `p` does not pass; never one that has no share, not even for `p` = 0.
pub(super) fn step(until: &[f64], p: f64) -> usize {
    until.iter().position(|&until| p <= until && until > 0.0).unwrap_or(until.len() - 1)
}

fn triangle(p: f64, low: f64, likely: f64, high: f64) -> f64 {
    let (rise, fall, span) = (likely - low, high - likely, high - low);
    if p * span <= rise { low + (p * span * rise).sqrt() } else { high - ((1.0 - p) * span * fall).sqrt() }
}

fn triangle_at(x: f64, low: f64, likely: f64, high: f64) -> At {
    let (rise, fall, span) = (likely - low, high - likely, high - low);
    if x < likely {
        let below = (x - low) * (x - low) / (span * rise);
        At { below, above: 1.0 - below, density: 2.0 * (x - low) / (span * rise) }
    } else {
        let above = (high - x) * (high - x) / (span * fall);
        At { below: 1.0 - above, above, density: 2.0 * (high - x) / (span * fall) }
    }
}

fn bounds(min: Option<f64>, max: Option<f64>, least: f64) -> Result<(f64, f64), FamilyError> {
    if let Some(min) = min {
        finite("min", min)?;
    }
    if let Some(max) = max {
        below(("min", min.unwrap_or(least).max(f64::MIN)), ("max", max))?;
    }
    Ok((min.map_or(least, |min| min.max(least)), max.unwrap_or(f64::INFINITY)))
}

fn clipped(mean: f64, sd: f64, (min, max): (f64, f64)) -> Result<Clipped, FamilyError> {
    const LEAST: f64 = 1e-6;
    let law = Clipped::new(mean, sd, min, max);
    if law.share() >= LEAST { Ok(law) } else { Err(FamilyError::Improbable) }
}

type Named = (&'static str, f64);

fn finite(what: &'static str, value: f64) -> Result<(), FamilyError> {
    if value.is_finite() { Ok(()) } else { Err(FamilyError::NotFinite { what, value }) }
}

fn positive(what: &'static str, value: f64) -> Result<(), FamilyError> {
    finite(what, value)?;
    if value > 0.0 { Ok(()) } else { Err(FamilyError::NotPositive { what, value }) }
}

pub(super) fn below(lower: Named, upper: Named) -> Result<(), FamilyError> {
    finite(lower.0, lower.1)?;
    finite(upper.0, upper.1)?;
    if lower.1 < upper.1 { Ok(()) } else { Err(FamilyError::Below { lower, upper }) }
}

fn within(what: Named, low: Named, high: Named) -> Result<(), FamilyError> {
    below(low, high)?;
    finite(what.0, what.1)?;
    if low.1 <= what.1 && what.1 <= high.1 { Ok(()) } else { Err(FamilyError::Outside { what, low, high }) }
}
