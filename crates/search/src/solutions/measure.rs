/// Where gains begin and how far they can go.
#[derive(Clone, Debug)]
pub(crate) struct Scales {
    pub(crate) walk_aways: Vec<f64>,
    /// The walk-away, or the least utility where that is greater.
    pub(crate) floors: Vec<f64>,
    /// The greatest utility over all packages within the side's own red lines.
    pub(crate) most: Vec<f64>,
}

/// What a solution makes as great as it can.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Measure {
    /// The product of gains.
    Nash,
    /// The spread of the gains as shares of what could be gained at most, negative.
    Evenness,
    /// The least gain.
    Kalai,
    /// The sum of utilities.
    Welfare,
}

/// How far two values may differ and count as equal, as a share of the scale that they lie on: some steps of the
/// grid of utilities.
const TIE: f64 = 1e-11;

impl Scales {
    pub(crate) fn share(&self, side: usize, utility: f64) -> f64 {
        let range = self.most[side] - self.floors[side];
        if range > 0.0 { (utility - self.floors[side]) / range } else { 1.0 }
    }

    /// Weights under which every side's range counts alike.
    pub(crate) fn by_share(&self) -> Vec<f64> {
        let weight = |(most, floor): (&f64, &f64)| if most > floor { 1.0 / (most - floor) } else { 1.0 };
        self.most.iter().zip(&self.floors).map(weight).collect()
    }

    pub(crate) fn within(&self, utilities: &[f64]) -> bool {
        utilities.iter().zip(&self.walk_aways).all(|(a, b)| a >= b)
    }

    /// What the sides could gain at most: the scale of gains and sums.
    pub(crate) fn scale(&self) -> f64 {
        self.most.iter().zip(&self.floors).map(|(most, floor)| most - floor).fold(0.0, f64::max)
    }

    /// The least and the greatest share.
    pub(crate) fn shares(&self, utilities: &[f64]) -> (f64, f64) {
        let mut shares = (f64::INFINITY, f64::NEG_INFINITY);
        for (side, &utility) in utilities.iter().enumerate() {
            let share = self.share(side, utility);
            shares = (shares.0.min(share), shares.1.max(share));
        }
        shares
    }
}

impl Measure {
    pub(crate) const ALL: [Self; 4] = [Self::Nash, Self::Evenness, Self::Kalai, Self::Welfare];

    pub(crate) fn worth(self, utilities: &[f64], scales: &Scales) -> f64 {
        let gains = || utilities.iter().zip(&scales.floors).map(|(utility, floor)| utility - floor);
        match self {
            Self::Nash => gains().product(),
            Self::Kalai => gains().fold(f64::INFINITY, f64::min),
            Self::Welfare => utilities.iter().sum(),
            Self::Evenness => {
                let (least, greatest) = scales.shares(utilities);
                least - greatest
            }
        }
    }

    /// How far from `most`, the greatest worth, a worth may be and count as equal to it.
    pub(crate) fn slack(self, most: f64, scales: &Scales) -> f64 {
        TIE * match self {
            Self::Nash => most.abs(),
            Self::Evenness => 1.0,
            Self::Kalai | Self::Welfare => scales.scale(),
        }
    }

    /// The most that it (but evenness, which falls with more for one side) can come to where no side gets more than `most`, and, for each of `sums`, the utilities
    /// weighted by the first come to no more than the second; −∞ where some side cannot reach its walk-away.
    /// Weights are positive.
    pub(crate) fn bound<'a>(
        self,
        most: &[f64],
        sums: impl Iterator<Item = (&'a [f64], f64)>,
        scales: &Scales,
    ) -> f64 {
        if !scales.within(most) {
            return f64::NEG_INFINITY;
        }
        let floors = &scales.floors;
        let mut bound = if self == Self::Evenness { 0.0 } else { self.worth(most, scales) };
        for (weights, sum) in sums {
            // What is left to gain, weighted.
            let gain = sum - weights.iter().zip(floors).map(|(weight, floor)| weight * floor).sum::<f64>();
            if gain < 0.0 {
                return f64::NEG_INFINITY;
            }
            bound = bound.min(match self {
                Self::Evenness => 0.0,
                Self::Kalai => gain / weights.iter().sum::<f64>(),
                Self::Welfare => {
                    // With least weight w, w × the sum of utilities is no more than the weighted sum less what the
                    // walk-aways are sure to take of the rest.
                    let least = weights.iter().copied().fold(f64::INFINITY, f64::min);
                    let floor_sum: f64 = floors.iter().sum();
                    floor_sum + gain / least
                }
                Self::Nash => product_at_most(most, floors, weights, gain),
            });
        }
        bound
    }
}

/// The greatest product of gains of at most `most − floors` each, `gain` together when weighted: water poured into
/// vessels.
fn product_at_most(most: &[f64], floors: &[f64], weights: &[f64], gain: f64) -> f64 {
    let count = weights.len();
    let weighted = |side: usize| weights[side] * (most[side] - floors[side]);
    let (mut left, mut open, mut full) = (gain, count, 0_u64);
    loop {
        let level = left / open as f64;
        let Some(side) = (0..count).find(|&side| full >> side & 1 == 0 && weighted(side) <= level) else {
            break;
        };
        full |= 1 << side;
        left -= weighted(side);
        open -= 1;
        if open == 0 {
            break;
        }
    }
    let level = if open == 0 { 0.0 } else { left / open as f64 };
    (0..count)
        .map(|side| if full >> side & 1 == 1 { most[side] - floors[side] } else { level / weights[side] })
        .product()
}
