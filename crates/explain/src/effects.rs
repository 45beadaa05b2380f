//! Which groups of inputs drive the answer: Shapley effects, first-order and total effects.

use serde::Serialize;

use crate::few::{TooFew, told};
use crate::game::Payoff;
use crate::ignorance::Ignorance;
use crate::interval::Estimate;
use crate::neighbours::alone;
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
    /// The rest, 1 − `explained`: what hangs on the inputs too finely for so many draws to tell on which. The upper ends of the effects'
    /// intervals allow for each group's part of it, [`Effect::may_add`].
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
    /// How much of the rest may be its Shapley effect's, at most; what it is beyond its `shapley.value` on top of sampling error. Of what several groups
    /// make together, no group has more than half.
    pub may_add: f64,
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
///
/// What is missed is a function of the inputs, and its effects come on top. Groups are independent, so its variance is a sum of parts, none below 0,
/// one for each set of groups (Hoeffding 1948; Efron and Stein 1981), and the Shapley effect divides each part evenly among its set (Owen
/// 2014). What a group alone makes of it is asked of neighbours; all else is shared by two groups at least, so that one has half of it at
/// most.
fn shared(
    sample: &Sample,
    players: &Players,
    measure: Measure,
    payoffs: &Payoffs,
    ignorance: &Ignorance,
) -> Effects {
    let share = |of: &dyn Fn(&Payoff) -> f64| {
        let without: Vec<f64> = payoffs.without.iter().map(of).collect();
        ignorance.share(of(&payoffs.whole), &without)
    };
    let explained = share(&|payoff| payoff.whole);
    let rest = 1.0 - explained.value;
    let missed = missed(&alone(sample, players, &payoffs.missed, ignorance), rest.max(0.0));
    let more = |estimate: Estimate, more: f64| Estimate { high: estimate.high + more, ..estimate };
    let mut groups: Vec<Effect> = (0..players.count())
        .map(|player| {
            let Missed { alone, half, all } = missed[player];
            Effect {
                name: players.name(sample, player),
                groups: players.groups[player].clone(),
                inputs: players.inputs[player].clone(),
                shapley: more(share(&|payoff| payoff.shapley[player]), half),
                first: more(share(&|payoff| payoff.first[player]), alone),
                total: more(share(&|payoff| payoff.total[player]), all),
                may_add: half,
            }
        })
        .collect();
    groups.sort_by(|a, b| b.shapley.value.total_cmp(&a.shapley.value));
    let chance_apart = measure == Measure::Margin || sample.replicates() > 1;
    Effects { measure, variance: ignorance.variance, chance_apart, groups, explained, rest }
}

/// How much of the rest may be one player's.
#[derive(Clone, Copy)]
struct Missed {
    /// Made by it alone.
    alone: f64,
    /// With half of what it makes together with others.
    half: f64,
    /// With all of that.
    all: f64,
}

/// The most that each player may have of the rest, by what each alone makes of it.
fn missed(alone: &[Estimate], rest: f64) -> Vec<Missed> {
    let sure: f64 = alone.iter().map(|alone| alone.low.max(0.0)).sum();
    alone
        .iter()
        .map(|own| {
            // Where there is no other player, nothing is shared.
            let most = if alone.len() == 1 { rest } else { own.high.clamp(0.0, rest) };
            let others = sure - own.low.max(0.0);
            let together = (rest - most - others).max(0.0);
            Missed { alone: most, half: most + together / 2.0, all: most + together }
        })
        .collect()
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
            let (share, name) = (share(effect), &effect.name);
            if at == 0 {
                words.push(format!("Of what is unknown about {what}, {share} comes from {name}."));
            } else {
                words.push(format!("{share} comes from {name}."));
            }
            if effect.total.low > 2.0 * effect.first.high.max(0.0) {
                words.push(format!(
                    "To know {name} alone would settle {}, yet up to {} hangs on it together with others.",
                    words::bare_percent(effect.first.value.max(0.0)),
                    words::bare_percent(effect.total.high.min(1.0))
                ));
            }
        }
        words.extend(self.rest_in_words());
        words
    }

    /// What could not be attributed, why, and how much of it may be one group's.
    fn rest_in_words(&self) -> Vec<String> {
        if self.rest <= TOLD {
            return Vec::new();
        }
        let rest = words::bare_percent(self.rest);
        let most = self.groups.iter().map(|effect| effect.may_add).fold(0.0, f64::max);
        let most = words::value((most * 100.0).round(), "percentage points");
        let why = if self.chance_apart {
            "hangs on the inputs too, yet so finely that these draws cannot tell on whose"
        } else {
            "is chance, as talks were held once in each draw, and what hangs on the inputs too finely for these draws to tell on whose"
        };
        vec![format!(
            "The other {rest} {why}: up to {most} of it may be any one group’s, and the upper ends above allow for that."
        )]
    }
}

/// Up to so much, what could not be attributed goes without saying: the intervals have it.
const TOLD: f64 = 0.05;

/// A Shapley effect in words: with its figure where that is near the truth, else by its ends alone.
fn share(effect: &Effect) -> String {
    let shapley = effect.shapley.within(0.0, 1.0);
    if effect.may_add <= TOLD {
        return words::percent(shapley);
    }
    let [low, high] = [shapley.low, shapley.high].map(|end| words::value((end * 100.0).round(), "%"));
    format!("between {low} and {high}")
}
