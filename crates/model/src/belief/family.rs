//! Beliefs on one number.

use super::{FamilyError, normal};

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
}

/// What was stated of a number, as the constructors of [`Family`] take it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Stated {
    /// See [`Family::constant`].
    Constant(f64),
    /// See [`Family::uniform`].
    Uniform {
        /// The least number.
        low: f64,
        /// The greatest number.
        high: f64,
    },
    /// See [`Family::triangular`].
    Triangular {
        /// The least number.
        low: f64,
        /// The most likely number.
        likely: f64,
        /// The greatest number.
        high: f64,
    },
    /// See [`Family::choice`].
    Choice(Vec<Chosen>),
    /// See [`Family::chance`].
    Chance {
        /// The probability of 1.
        p: f64,
    },
}

/// A label that may be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// What is drawn.
    pub label: String,
    /// With which probability; they sum to 1.
    pub p: f64,
}

/// How quantiles are found.
#[derive(Clone, Debug, PartialEq)]
enum Form {
    /// `start + span × p`; a constant has no span.
    Straight {
        start: f64,
        span: f64,
    },
    Triangular {
        low: f64,
        likely: f64,
        high: f64,
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
        Ok(Self {
            stated: Stated::Constant(value),
            form: Form::Straight { start: value, span: 0.0 },
            mean: value,
            sd: 0.0,
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
            form: Form::Straight { start: low, span },
            mean: low + 0.5 * span,
            sd: span / 12.0_f64.sqrt(),
        })
    }

    /// Straight from `low` up to the most likely number, and straight down to `high`; `likely` may be an end.
    ///
    /// # Errors
    /// [`FamilyError::NotFinite`], [`FamilyError::Below`], [`FamilyError::Outside`].
    pub fn triangular(low: f64, likely: f64, high: f64) -> Result<Self, FamilyError> {
        within(("likely", likely), ("low", low), ("high", high))?;
        let (rise, fall, span) = (likely - low, high - likely, high - low);
        Ok(Self {
            stated: Stated::Triangular { low, likely, high },
            form: Form::Triangular { low, likely, high },
            mean: (low + likely + high) / 3.0,
            sd: ((rise * rise + fall * fall + span * span) / 36.0).sqrt(),
        })
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
        Self { stated, form: Form::Steps(until), mean, sd }
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
            _ => None,
        }
    }

    /// Whether numbers are drawn from a few (0, 1, 2…) rather than from a stretch.
    #[must_use]
    pub fn is_discrete(&self) -> bool {
        matches!(self.form, Form::Steps(_))
    }

    /// The number that is not passed with probability `p`, for `p` in \[0, 1\].
    #[must_use]
    #[inline]
    pub fn quantile(&self, p: f64) -> f64 {
        match &self.form {
            Form::Straight { start, span } => start + span * p,
            Form::Triangular { low, likely, high } => triangle(p, *low, *likely, *high),
            Form::Steps(until) => {
                until.iter().position(|&until| p <= until).unwrap_or(until.len() - 1) as f64
            }
        }
    }

    /// The quantile at the probability of the normal score `z`: `quantile(normal::cumulative(z))`.
    #[must_use]
    #[inline]
    pub fn at_score(&self, z: f64) -> f64 {
        self.quantile(normal::cumulative(z))
    }

    /// The probability of a number of at most `x`.
    #[must_use]
    pub fn cumulative(&self, x: f64) -> f64 {
        match &self.form {
            Form::Straight { start, span } if *span == 0.0 => f64::from(x >= *start),
            Form::Straight { start, span } => ((x - start) / span).clamp(0.0, 1.0),
            Form::Triangular { low, likely, high } => {
                let span = high - low;
                if x <= *low {
                    0.0
                } else if x >= *high {
                    1.0
                } else if x < *likely {
                    (x - low) * (x - low) / (span * (likely - low))
                } else {
                    1.0 - (high - x) * (high - x) / (span * (high - likely))
                }
            }
            Form::Steps(until) if x >= 0.0 => until[(x as usize).min(until.len() - 1)],
            Form::Steps(_) => 0.0,
        }
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

    /// The least and the greatest number that can be drawn; infinite where there is no bound.
    #[must_use]
    pub fn support(&self) -> (f64, f64) {
        (self.quantile(0.0), self.quantile(1.0))
    }
}

fn triangle(p: f64, low: f64, likely: f64, high: f64) -> f64 {
    let (rise, fall, span) = (likely - low, high - likely, high - low);
    if p * span <= rise { low + (p * span * rise).sqrt() } else { high - ((1.0 - p) * span * fall).sqrt() }
}

type Named = (&'static str, f64);

fn finite(what: &'static str, value: f64) -> Result<(), FamilyError> {
    if value.is_finite() { Ok(()) } else { Err(FamilyError::NotFinite { what, value }) }
}

fn below(lower: Named, upper: Named) -> Result<(), FamilyError> {
    finite(lower.0, lower.1)?;
    finite(upper.0, upper.1)?;
    if lower.1 < upper.1 { Ok(()) } else { Err(FamilyError::Below { lower, upper }) }
}

fn within(what: Named, low: Named, high: Named) -> Result<(), FamilyError> {
    below(low, high)?;
    finite(what.0, what.1)?;
    if low.1 <= what.1 && what.1 <= high.1 { Ok(()) } else { Err(FamilyError::Outside { what, low, high }) }
}
