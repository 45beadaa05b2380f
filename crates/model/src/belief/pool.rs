//! Several beliefs on one number, weighed against each other: their mixture.

use super::curve::{Curve, Knot, REACH};
use super::incomplete::At;
use super::{Expert, Family, FamilyError};

/// What experts state together.
pub(super) enum Pooled {
    /// All state chances or labels: the probability of each number.
    Steps(Vec<f64>),
    /// All state numbers.
    Numbers(Curve),
}

/// The weights of experts as shares of their sum.
pub(super) fn shares(experts: &[Expert]) -> Result<Vec<f64>, FamilyError> {
    if experts.is_empty() {
        return Err(FamilyError::NoExperts);
    }
    for (at, Expert { name, weight, .. }) in experts.iter().enumerate() {
        if !(weight.is_finite() && *weight >= 0.0) {
            return Err(FamilyError::Weight { of: name.clone(), weight: *weight });
        }
        if experts[..at].iter().any(|earlier| earlier.name == *name) {
            return Err(FamilyError::Twice(name.clone()));
        }
    }
    let sum: f64 = experts.iter().map(|expert| expert.weight).sum();
    if sum > 0.0 && sum.is_finite() {
        Ok(experts.iter().map(|expert| expert.weight / sum).collect())
    } else {
        Err(FamilyError::NoWeight)
    }
}

/// The mixture of experts with those shares.
pub(super) fn pool(experts: &[Expert], shares: &[f64]) -> Result<Pooled, FamilyError> {
    let first = &experts[0].family;
    if let Some(other) = experts.iter().find(|other| other.family.is_discrete() != first.is_discrete()) {
        return Err(FamilyError::Kinds { one: experts[0].name.clone(), other: other.name.clone() });
    }
    if !first.is_discrete() {
        return Ok(Pooled::Numbers(numbers(experts, shares)));
    }
    let mut steps = vec![0.0; first.step_shares().len()];
    for (expert, share) in experts.iter().zip(shares) {
        let own = expert.family.step_shares();
        if expert.family.labels() != first.labels() || own.len() != steps.len() {
            return Err(FamilyError::Labels { one: experts[0].name.clone(), other: expert.name.clone() });
        }
        steps.iter_mut().zip(own).for_each(|(sum, own)| *sum += share * own);
    }
    Ok(Pooled::Steps(steps))
}

/// What the mixture says at `x`.
pub(super) fn at(experts: &[Expert], shares: &[f64], x: f64) -> At {
    let mut sum = At { below: 0.0, above: 0.0, density: 0.0 };
    for (expert, share) in experts.iter().zip(shares).filter(|(_, share)| **share > 0.0) {
        let own = expert.family.at(x);
        sum.below += share * own.below;
        sum.above += share * own.above;
        sum.density += share * own.density;
    }
    sum
}

/// About a quarter of a score is between two of an expert's first places.
const STEPS: i32 = 33;

/// So far beside an edge, a mixture that reaches from `least` to `greatest` is what it is on that side of it.
pub(super) fn hair(least: f64, greatest: f64) -> f64 {
    1e-13 * (greatest - least).max(least.abs()).max(greatest.abs()).max(f64::MIN_POSITIVE)
}

fn numbers(experts: &[Expert], shares: &[f64]) -> Curve {
    let counted =
        || experts.iter().zip(shares).filter(|(_, share)| **share > 0.0).map(|(expert, _)| &expert.family);
    let mut edges: Vec<f64> = counted().flat_map(Family::edges).collect();
    let mut places: Vec<f64> = Vec::new();
    for family in counted() {
        places
            .extend((-STEPS..=STEPS).map(|step| family.at_score(REACH * f64::from(step) / f64::from(STEPS))));
    }
    for list in [&mut edges, &mut places] {
        list.sort_by(f64::total_cmp);
        list.dedup();
    }
    let (least, greatest) = (places[0], places[places.len() - 1]);
    let hair = hair(least, greatest);
    let mut stretches = Vec::new();
    let mut start = f64::NEG_INFINITY;
    for &edge in edges.iter().chain([&f64::INFINITY]) {
        let (from, to) = (start + hair, edge - hair);
        let inside = places.iter().copied().filter(|&place| from < place && place < to);
        let mut stretch: Vec<f64> = [from].into_iter().chain(inside).chain([to]).collect();
        stretch.retain(|place| place.is_finite());
        stretches.push(stretch);
        if edge.is_finite() {
            stretches.push(vec![edge - hair, edge + hair]);
        }
        start = edge;
    }
    Curve::through(&stretches, f64::INFINITY, &|x| Knot::new(x, at(experts, shares, x)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_alone_are_drawn_exactly() {
        let certain = |value: f64, weight: f64| Expert {
            name: value.to_string(),
            weight,
            family: Family::constant(value).expect("finite"),
        };
        let few =
            Family::pool(vec![certain(0.1, 1.0), certain(3.0, 2.0), certain(-7.0, 1.0)]).expect("a pool");
        let drawn: Vec<f64> = [0.0, 0.2, 0.3, 0.45, 0.6, 0.8, 1.0].map(|p| few.quantile(p)).to_vec();
        assert_eq!(drawn, [-7.0, -7.0, 0.1, 0.1, 3.0, 3.0, 3.0]);
    }
}
