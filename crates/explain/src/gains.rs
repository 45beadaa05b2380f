//! How good the deals are, and for whom.

use serde::Serialize;

use crate::few::TooFew;
use crate::interval::Tally;
use crate::sample::Sample;
use crate::{Class, Estimate, words};

/// What the deals in force of one variant bring.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Gains {
    /// Holdings that ended with a deal in force.
    pub deals: usize,
    /// The mean sum of utilities as a share of the greatest that all could take; `None` where that was not kept, or is nowhere above 0.
    pub efficiency: Option<Estimate>,
    /// The smallest gain over walk-away as a share of the mean gain: 1 where all gain alike, 0 where somebody gains nothing. The mean
    /// over the deals that somebody gains by; `None` where walk-aways were not kept.
    pub evenness: Option<Estimate>,
    /// By party.
    pub parties: Vec<PartyGains>,
}

/// What one party has from the deals in force.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartyGains {
    /// The party.
    pub party: String,
    /// Its mean utility.
    pub utility: Estimate,
    /// Its mean gain over what no deal would have been worth to it when it signed.
    pub gain: Option<Estimate>,
    /// In what share of the deals it gains more than every other party.
    pub gains_most: Option<Estimate>,
}

/// Deals that it takes to say whom they serve: the interval of a share is then within 0.1 either way.
const DEALS_MIN: usize = 100;

/// What the deals in force of a variant bring; `None` where utilities were not kept.
///
/// # Errors
/// [`TooFew`] below 100 deals in force.
///
/// # Panics
/// Where there is no such variant.
pub fn gains(sample: &Sample, variant: usize) -> Option<Result<Gains, TooFew>> {
    let variant = &sample.columns().variants[variant];
    if variant.utilities.is_empty() {
        return None;
    }
    let deals = variant.classes.iter().filter(|class| **class == Class::InForce).count();
    Some(TooFew::unless("deals in force", deals, DEALS_MIN).map(|()| of(sample, variant, deals)))
}

/// A number of a deal, from its draw, what it is worth to the parties, and what no deal would have been.
type OfDeal<'a> = dyn Fn(usize, &[f32], &[f32]) -> Option<f64> + 'a;

fn of(sample: &Sample, variant: &crate::Variant, deals: usize) -> Gains {
    let columns = sample.columns();
    let parties = columns.parties.len();
    // The mean over deals of what `of` says of a draw and the parties' utilities.
    let mean = |of: &OfDeal<'_>| -> Tally {
        sample.ratio(|draw| {
            let (mut weight, mut sum) = (0.0, 0.0);
            for holding in sample.holdings(draw).filter(|holding| variant.classes[*holding] == Class::InForce)
            {
                let each = holding * parties..(holding + 1) * parties;
                let no_deals = variant.no_deals.get(each.clone()).unwrap_or_default();
                if let Some(value) = of(draw, &variant.utilities[each], no_deals) {
                    weight += 1.0;
                    sum += value;
                }
            }
            (weight, sum)
        })
    };
    // Over what no deal would have been worth when it was signed.
    let gain = |party: usize, utilities: &[f32], no_deals: &[f32]| {
        f64::from(utilities[party]) - f64::from(no_deals[party])
    };
    // A mean of fewer than two has no interval.
    let told = |tally: Tally| (tally.weight() >= 2.0).then(|| tally.estimate());
    let known = !variant.no_deals.is_empty() && parties > 0;
    let efficiency = (!columns.best_joint.is_empty()).then_some(()).and_then(|()| {
        let share = |draw: usize, utilities: &[f32], _: &[f32]| {
            let best = f64::from(columns.best_joint[draw]);
            let sum: f64 = utilities.iter().map(|utility| f64::from(*utility)).sum();
            (best.is_finite() && best > 0.0).then(|| sum / best)
        };
        told(mean(&share))
    });
    let evenness = known.then_some(()).and_then(|()| {
        let even = |_: usize, utilities: &[f32], no_deals: &[f32]| {
            let gains = (0..parties).map(|party| gain(party, utilities, no_deals).max(0.0));
            let (least, sum) =
                gains.fold((f64::INFINITY, 0.0), |(least, sum), gain| (gain.min(least), sum + gain));
            (sum > 0.0).then(|| least * parties as f64 / sum)
        };
        told(mean(&even)).map(|even| even.within(0.0, 1.0))
    });
    let party = |party: usize| PartyGains {
        party: columns.parties[party].clone(),
        utility: mean(&|_, utilities, _| Some(f64::from(utilities[party]))).estimate(),
        gain: known
            .then(|| mean(&|_, utilities, no_deals| Some(gain(party, utilities, no_deals))).estimate()),
        gains_most: known.then(|| {
            let most = |_: usize, utilities: &[f32], no_deals: &[f32]| {
                let own = gain(party, utilities, no_deals);
                let most = (0..parties)
                    .filter(|other| *other != party)
                    .all(|other| own > gain(other, utilities, no_deals));
                Some(f64::from(u8::from(most)))
            };
            mean(&most).share()
        }),
    };
    Gains { deals, efficiency, evenness, parties: (0..parties).map(party).collect() }
}

impl Gains {
    /// In sentences: how good the deals are, and who gains.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let mut said = Vec::new();
        if let Some(efficiency) = self.efficiency {
            said.push(format!(
                "Deals reach {} of the best that all could take together.",
                words::percent(efficiency)
            ));
        }
        if let Some(evenness) = self.evenness {
            let how = "1 is where all gain alike, 0 where somebody gains nothing";
            said.push(format!("Gains are shared at an evenness of {} ({how}).", words::number(evenness)));
        }
        for party in &self.parties {
            if let (Some(gain), Some(most)) = (party.gain, party.gains_most) {
                said.push(format!(
                    "To {} a deal is worth {} more than no deal then would be, on average; it gains most in {} of the deals.",
                    party.party,
                    words::number(gain),
                    words::percent(most)
                ));
            }
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Columns, Variant};

    #[test]
    fn gains_by_hand() {
        // Two kinds of deals over no deal at 0.2 and 0.4: gains 0.2 and 0.4 (evenness 2/3), and 0.5 and 0.1 (1/3).
        let kinds: [[f32; 2]; 2] = [[0.4, 0.8], [0.7, 0.5]];
        let sample = Sample::new(Columns {
            parties: vec!["A".to_owned(), "B".to_owned()],
            replicates: 1,
            margins: vec![0.0; 201],
            best_joint: vec![1.5; 201],
            variants: vec![Variant {
                classes: [vec![Class::InForce; 200], vec![Class::Missed]].concat(),
                utilities: [kinds.concat().repeat(100), vec![0.2, 0.4]].concat(),
                no_deals: [0.2, 0.4].repeat(201),
                ..Variant::default()
            }],
            ..Columns::default()
        })
        .expect("they fit");
        let gains = gains(&sample, 0).expect("utilities are there").expect("they are enough");
        let near = |estimate: Option<Estimate>, expect: f64| {
            assert!((estimate.expect("it is known").value - expect).abs() < 1e-6, "{estimate:?} {expect}");
        };
        near(gains.evenness, 0.5);
        near(gains.efficiency, 0.8);
        near(gains.parties[0].gain, 0.35);
        near(gains.parties[1].gains_most, 0.5);
    }
}
