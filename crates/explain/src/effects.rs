//! Which groups of inputs drive the answer: Shapley effects, first-order and total effects.

use serde::Serialize;

use crate::few::{TooFew, told};
use crate::game::Payoff;
use crate::ignorance::Ignorance;
use crate::interval::Estimate;
use crate::players::Players;
use crate::sample::Sample;
use crate::surrogate::{MarginForests, Payoffs};
use crate::{Event, words};

/// Draws that effects need: of each half a surrogate must learn something, and sixteen parts must each have enough to differ by less than
/// what is measured.
const DRAWS_MIN: usize = 1_000;
/// Draws with, and without, the event that effects on it need: the variance that is shared out rests on the rarer.
const CASES_MIN: usize = 100;

/// Of what the effects are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Whether a deal comes into force.
    Outcome,
    /// The margin, home bodies included; where red lines leave nothing, the lowest margin that was met.
    Margin,
}

/// The effects of all groups on one measure, as shares of the variance that ignorance of the inputs makes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Effects {
    /// Of what.
    pub measure: Measure,
    /// The variance that ignorance makes; chance is not in it where replicates tell it apart.
    pub variance: f64,
    /// Whether chance is told apart: with one replicate of an outcome it is in the variance, and so in the rest.
    pub chance_apart: bool,
    /// By group, the greatest Shapley effect first. The Shapley effects sum to `explained`.
    pub groups: Vec<Effect>,
    /// The share of the variance that the effects account for.
    pub explained: Estimate,
    /// The rest, 1 − `explained`, which could not be attributed. Up to so much may be missing from any one effect, and the upper
    /// ends of the intervals say so.
    pub rest: f64,
}

/// The effect of one group, or of groups that are linked with each other and count as one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Effect {
    /// The name of the group, or of the groups.
    pub name: String,
    /// The groups, by index.
    pub groups: Vec<usize>,
    /// Its inputs, by index.
    pub inputs: Vec<usize>,
    /// Its Shapley effect (Owen 2014; Song, Nelson, Staum 2016).
    pub shapley: Estimate,
    /// What it does alone (Sobol' 1993).
    pub first: Estimate,
    /// What it does alone and together with others (Homma and Saltelli 1996).
    pub total: Estimate,
}

/// The effects on the outcome, exact in expectation by random orders, and on the margin, exact over all coalitions of groups; with intervals from
/// leaving out one part of the sample after another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BothEffects {
    /// On the outcome.
    #[serde(serialize_with = "told")]
    pub outcome: Result<Effects, TooFew>,
    /// On the margin.
    pub margin: Effects,
}

/// The effects of the groups.
///
/// # Errors
/// [`TooFew`] below 1,000 draws; and, for those on the outcome, below 100 draws with or without a deal in force.
///
/// # Panics
/// Where there is no such variant.
pub fn effects(sample: &Sample, variant: usize) -> Result<BothEffects, TooFew> {
    TooFew::unless("draws", sample.draws(), DRAWS_MIN)?;
    let (players, margins) = (Players::groups(sample), margins(sample));
    let forests = MarginForests::fit(sample, &margins);
    let count = players.count();
    let outcome = outcome(sample, variant).map(|shares| {
        let payoffs = forests.outcome(&shares, &players.of, count);
        shared(sample, &players, Measure::Outcome, &payoffs, &Ignorance::of(sample, &shares))
    });
    let payoffs = forests.margin(&margins, &players.of, count);
    let margin =
        shared(sample, &players, Measure::Margin, &payoffs, &Ignorance::of_margins(sample, &margins));
    Ok(BothEffects { outcome, margin })
}

/// The payoffs as shares of the variance.
fn shared(
    sample: &Sample,
    players: &Players,
    measure: Measure,
    payoffs: &Payoffs,
    ignorance: &Ignorance,
) -> Effects {
    let Payoffs { whole, without } = payoffs;
    let share = |of: &dyn Fn(&Payoff) -> f64| {
        let without: Vec<f64> = without.iter().map(of).collect();
        ignorance.share(of(whole), &without)
    };
    let explained = share(&|payoff| payoff.whole);
    let rest = 1.0 - explained.value;
    // What the surrogate misses is itself a game whose values lie between 0 and the rest.
    let missed = |estimate: Estimate| Estimate { high: estimate.high + rest.max(0.0), ..estimate };
    let mut groups: Vec<Effect> = (0..players.count())
        .map(|player| Effect {
            name: players.name(sample, player),
            groups: players.groups[player].clone(),
            inputs: players.inputs[player].clone(),
            shapley: missed(share(&|payoff| payoff.shapley[player])),
            first: missed(share(&|payoff| payoff.first[player])),
            total: missed(share(&|payoff| payoff.total[player])),
        })
        .collect();
    groups.sort_by(|a, b| b.shapley.value.total_cmp(&a.shapley.value));
    let chance_apart = measure == Measure::Margin || sample.replicates() > 1;
    Effects { measure, variance: ignorance.variance, chance_apart, groups, explained, rest }
}

/// By draw: the share of replicates with a deal in force.
fn outcome(sample: &Sample, variant: usize) -> Result<Vec<f64>, TooFew> {
    let shares = sample.shares(variant, Event::InForce);
    let successes = shares.iter().sum::<f64>();
    TooFew::unless("successes", successes as usize, CASES_MIN)?;
    TooFew::unless("failures", (shares.len() as f64 - successes) as usize, CASES_MIN)?;
    Ok(shares)
}

/// By draw: the margin, with the lowest that was met where red lines leave nothing.
fn margins(sample: &Sample) -> Vec<f64> {
    let margins = sample.margins();
    let lowest = margins.iter().copied().filter(|margin| margin.is_finite()).fold(f64::INFINITY, f64::min);
    let lowest = if lowest.is_finite() { lowest } else { 0.0 };
    margins.iter().map(|margin| margin.max(lowest)).collect()
}

impl BothEffects {
    /// In sentences, the outcome first.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let mut said = match &self.outcome {
            Ok(effects) => effects.words(),
            Err(few) => vec![format!("What drives the outcome cannot be said: {few}.")],
        };
        said.extend(self.margin.words());
        said
    }
}

impl Effects {
    /// In sentences: what drives the answer, what is drawn into it by others, and what could not be attributed.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let what = match self.measure {
            Measure::Outcome => "whether there is a deal in force",
            Measure::Margin => "how far the parties are from a deal (the margin)",
        };
        let mut words = Vec::new();
        let telling: Vec<&Effect> =
            self.groups.iter().filter(|effect| effect.shapley.low > 0.01).take(3).collect();
        if telling.is_empty() {
            words.push(format!("Of what is unknown, no group can be shown to drive {what}."));
        }
        for (at, effect) in telling.iter().enumerate() {
            let (share, name) = (words::percent(effect.shapley), &effect.name);
            if at == 0 {
                words.push(format!("Of what is unknown about {what}, {share} comes from {name}."));
            } else {
                words.push(format!("{share} comes from {name}."));
            }
            if effect.total.low > 2.0 * effect.first.high.max(0.0) {
                words.push(format!(
                    "To know {name} alone would settle {}, yet up to {} hangs on it together with others.",
                    words::bare_percent(effect.first.value.max(0.0)),
                    words::bare_percent(effect.total.value)
                ));
            }
        }
        if self.rest > 0.05 {
            let chance = if self.chance_apart { "" } else { " (with one replicate, chance is in it)" };
            words.push(format!(
                "{} of what is unknown could not be attributed to any group{chance}; the intervals allow for it.",
                words::bare_percent(self.rest)
            ));
        }
        words
    }
}
