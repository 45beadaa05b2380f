//! How good forecasts were.

use serde::Serialize;

use crate::few::TooFew;
use crate::interval::Tally;
use crate::{Estimate, words};

/// One forecast whose outcome is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    /// The probability that was given, in [0, 1].
    pub probability: f64,
    /// Whether it came about.
    pub happened: bool,
}

/// How good the forecasts were, all together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scores {
    /// How many forecasts.
    pub forecasts: usize,
    /// The mean squared distance of probability and outcome (Brier 1950): 0 is best, 0.25 is what a coin would have.
    pub brier: Estimate,
    /// How far the probabilities are from the frequencies, 0 is best (Murphy 1973).
    pub reliability: f64,
    /// How far the frequencies are from each other, greater is better.
    pub resolution: f64,
    /// The variance of the outcomes: what always forecasting the base rate would score.
    pub uncertainty: f64,
    /// What forecasts differ within their bins (Stephenson, Coelho, Jolliffe 2008): reliability − resolution + uncertainty + within = Brier.
    pub within: f64,
    /// 1 − Brier / uncertainty: what the forecasts are better than the base rate; `None` where all outcomes were the same.
    pub skill: Option<f64>,
    /// The reliability diagram, by bin of probability; empty bins are left out.
    pub bins: Vec<ReliabilityBin>,
}

/// One bin of the reliability diagram.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ReliabilityBin {
    /// The lower end of the bin.
    pub low: f64,
    /// The upper end of the bin.
    pub high: f64,
    /// Forecasts in it.
    pub forecasts: usize,
    /// Their mean probability.
    pub probability: f64,
    /// How often what they forecast came about.
    pub frequency: Estimate,
}

/// Bins of the reliability diagram.
const BINS: usize = 10;
/// Forecasts whose score can be told from a guess: below, the interval of the score has that of a coin in nearly every case.
const FORECASTS_MIN: usize = 10;

/// Scores forecasts whose outcomes are known.
///
/// # Errors
/// [`TooFew`] below ten forecasts.
pub fn scores(forecasts: &[Forecast]) -> Result<Scores, TooFew> {
    TooFew::unless("forecasts with a known outcome", forecasts.len(), FORECASTS_MIN)?;
    let outcome = |forecast: &Forecast| f64::from(u8::from(forecast.happened));
    let mut brier = Tally::default();
    forecasts.iter().for_each(|forecast| brier.add((forecast.probability - outcome(forecast)).powi(2)));
    brier.close();
    let count = forecasts.len() as f64;
    let base = forecasts.iter().map(outcome).sum::<f64>() / count;
    let mut bins: Vec<Vec<&Forecast>> = vec![Vec::new(); BINS];
    for forecast in forecasts {
        bins[((forecast.probability * BINS as f64) as usize).min(BINS - 1)].push(forecast);
    }
    let (mut reliability, mut resolution, mut within) = (0.0, 0.0, 0.0);
    let mut shown = Vec::new();
    for (at, bin) in bins.iter().enumerate().filter(|(_, bin)| !bin.is_empty()) {
        let weight = bin.len() as f64;
        let probability = bin.iter().map(|forecast| forecast.probability).sum::<f64>() / weight;
        let frequency = bin.iter().map(|forecast| outcome(forecast)).sum::<f64>() / weight;
        reliability += weight / count * (probability - frequency).powi(2);
        resolution += weight / count * (frequency - base).powi(2);
        for forecast in bin {
            let off = forecast.probability - probability;
            within += (off * off - 2.0 * off * (outcome(forecast) - frequency)) / count;
        }
        let share = Estimate::share(frequency, frequency * (1.0 - frequency) / weight, weight, usize::MAX);
        let (low, high) = (at as f64 / BINS as f64, (at + 1) as f64 / BINS as f64);
        shown.push(ReliabilityBin { low, high, forecasts: bin.len(), probability, frequency: share });
    }
    let uncertainty = base * (1.0 - base);
    let brier = brier.estimate();
    let brier = Estimate { low: brier.low.max(0.0), high: brier.high.min(1.0), ..brier };
    let skill = (uncertainty > 0.0).then(|| 1.0 - brier.value / uncertainty);
    Ok(Scores {
        forecasts: forecasts.len(),
        brier,
        reliability,
        resolution,
        uncertainty,
        within,
        skill,
        bins: shown,
    })
}

impl Scores {
    /// In sentences: how good the forecasts were, and where they were off.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let mut said = vec![format!(
            "Over {} the Brier score is {} (0 is best, 0.25 is a coin).",
            words::count(self.forecasts, "forecast", "forecasts"),
            words::number(self.brier)
        )];
        if let Some(skill) = self.skill {
            let how = if skill > 0.0 { "better" } else { "worse" };
            said.push(format!(
                "That is {} {how} than forecasting the base rate each time.",
                words::bare_percent(skill.abs())
            ));
        }
        for bin in self.bins.iter().filter(|bin| !bin.frequency.has(bin.probability)) {
            said.push(format!(
                "Of {} at about {}, {} came about: too {}.",
                words::count(bin.forecasts, "forecast", "forecasts"),
                words::bare_percent(bin.probability),
                words::percent(bin.frequency),
                if bin.frequency.value > bin.probability { "low" } else { "high" }
            ));
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_parts_sum_to_the_score(given in prop::collection::vec((0.0..=1.0f64, any::<bool>()), 10..200)) {
            let forecasts: Vec<Forecast> =
                given.into_iter().map(|(probability, happened)| Forecast { probability, happened }).collect();
            let scores = scores(&forecasts).expect("they are enough");
            let sum = scores.reliability - scores.resolution + scores.uncertainty + scores.within;
            prop_assert!((sum - scores.brier.value).abs() < 1e-12, "{:?}", scores);
            prop_assert_eq!(scores.bins.iter().map(|bin| bin.forecasts).sum::<usize>(), forecasts.len());
        }
    }

    #[test]
    fn a_perfect_forecaster_and_a_coin() {
        let forecast = |probability: f64, happened: bool| Forecast { probability, happened };
        let perfect: Vec<_> = (0..20).map(|at| forecast(f64::from(at % 2), at % 2 == 1)).collect();
        let scored = scores(&perfect).expect("they are enough");
        assert_eq!((scored.brier.value, scored.skill), (0.0, Some(1.0)));
        let coin: Vec<_> = (0..20).map(|at| forecast(0.5, at % 2 == 1)).collect();
        let scored = scores(&coin).expect("they are enough");
        assert_eq!((scored.brier.value, scored.resolution, scored.reliability), (0.25, 0.0, 0.0));
        assert_eq!(scores(&coin[..9]).expect_err("nine are few").needs, 10);
    }
}
