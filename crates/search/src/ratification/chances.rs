use smallvec::SmallVec;
use wasit_model::{Bar, HomeBody, Ratifier, Rule};

/// The probability that a rule is carried by votes that are independent of each other.
#[derive(Clone, Debug)]
pub(crate) struct Chances {
    plan: Plan,
    /// Ratifiers that the rule names more than once: what they vote is taken case by case.
    repeated: Vec<usize>,
}

/// A rule with its weights made ready.
#[derive(Clone, Debug)]
enum Plan {
    One(usize),
    All(Vec<Plan>),
    Any(Vec<Plan>),
    /// By convolution over whole numbers of a unit of weight: what must be reached, and each member's weight.
    Counted {
        of: Vec<(Plan, usize)>,
        needed: usize,
        exact: bool,
    },
    /// By going through who says yes, heaviest first, while it is open; what the members from each on have together.
    Followed {
        of: Vec<(Plan, f64)>,
        rests: Vec<f64>,
        bar: Bar,
    },
}

/// What a sum of weights may be divided into.
const UNITS: usize = 1 << 14;
/// With more members not every combination is followed.
const FOLLOWED: usize = 20;

impl Chances {
    pub(crate) fn new(body: &HomeBody) -> Self {
        let repeated = body.rule.repeated(body.ratifiers.len());
        Self {
            plan: Plan::new(&body.rule, &body.ratifiers),
            repeated: repeated.iter().enumerate().filter(|(_, often)| **often).map(|(at, _)| at).collect(),
        }
    }

    pub(crate) fn is_exact(&self) -> bool {
        self.plan.is_exact()
    }

    pub(crate) fn cost(&self) -> u64 {
        self.plan.cost().saturating_mul(1 << self.repeated.len())
    }

    /// `yes` by ratifier.
    pub(crate) fn carried(&self, body: &HomeBody, yes: &[f64]) -> f64 {
        debug_assert_eq!(body.ratifiers.len(), yes.len());
        if self.repeated.is_empty() {
            return self.plan.chance(yes);
        }
        let mut yes = yes.to_vec();
        self.by_case(&self.repeated, &mut yes)
    }

    fn by_case(&self, open: &[usize], yes: &mut Vec<f64>) -> f64 {
        let Some((&first, rest)) = open.split_first() else { return self.plan.chance(yes) };
        let chance = yes[first];
        let mut sum = 0.0;
        for (vote, weight) in [(1.0, chance), (0.0, 1.0 - chance)] {
            if weight > 0.0 {
                yes[first] = vote;
                sum += weight * self.by_case(rest, yes);
            }
        }
        yes[first] = chance;
        sum
    }
}

impl Plan {
    fn new(rule: &Rule, ratifiers: &[Ratifier]) -> Self {
        let all = |of: &[Rule]| of.iter().map(|member| Self::new(member, ratifiers)).collect::<Vec<_>>();
        match rule {
            Rule::One(at) => Self::One(*at),
            Rule::All(of) => Self::All(all(of)),
            Rule::Any(of) => Self::Any(all(of)),
            Rule::Quota { of, bar } => {
                let weights: Vec<f64> = of.iter().map(|member| member.weight(ratifiers)).collect();
                Self::quota(all(of), &weights, *bar)
            }
        }
    }

    fn quota(of: Vec<Self>, weights: &[f64], bar: Bar) -> Self {
        let total: f64 = weights.iter().sum();
        let counted = |of: Vec<Self>, unit: f64, exact: bool| {
            let units: Vec<usize> = weights.iter().map(|weight| (weight / unit).round() as usize).collect();
            let most: usize = units.iter().sum();
            let needed = (0..=most).find(|&sum| bar.is_reached(sum as f64, most as f64)).unwrap_or(most + 1);
            Self::Counted { of: of.into_iter().zip(units).collect(), needed, exact }
        };
        let unit = common_unit(weights).filter(|unit| total / unit <= UNITS as f64);
        let by_count = unit.map(|unit| weights.len() as f64 * (total / unit));
        let by_following = if of.len() <= FOLLOWED { (of.len() as f64).exp2() } else { f64::INFINITY };
        match (unit, by_count) {
            (Some(unit), Some(cost)) if cost < by_following => counted(of, unit, true),
            _ if of.len() <= FOLLOWED => {
                let mut of: Vec<(Self, f64)> = of.into_iter().zip(weights.iter().copied()).collect();
                of.sort_by(|a, b| b.1.total_cmp(&a.1));
                let mut rests: Vec<f64> = of
                    .iter()
                    .rev()
                    .scan(0.0, |rest, member| {
                        *rest += member.1;
                        Some(*rest)
                    })
                    .collect();
                rests.reverse();
                Self::Followed { of, rests, bar }
            }
            _ => counted(of, total / UNITS as f64, false),
        }
    }

    fn members(&self) -> Box<dyn Iterator<Item = &Self> + '_> {
        match self {
            Self::One(_) => Box::new(std::iter::empty()),
            Self::All(of) | Self::Any(of) => Box::new(of.iter()),
            Self::Counted { of, .. } => Box::new(of.iter().map(|member| &member.0)),
            Self::Followed { of, .. } => Box::new(of.iter().map(|member| &member.0)),
        }
    }

    fn is_exact(&self) -> bool {
        !matches!(self, Self::Counted { exact: false, .. }) && self.members().all(Self::is_exact)
    }

    fn cost(&self) -> u64 {
        let own = match self {
            Self::Counted { of, needed, .. } => (of.len() as u64).saturating_mul(*needed as u64),
            Self::Followed { of, .. } => 1 << of.len(),
            _ => 1,
        };
        self.members().map(Self::cost).fold(own, u64::saturating_add)
    }

    fn chance(&self, yes: &[f64]) -> f64 {
        match self {
            Self::One(at) => yes[*at],
            Self::All(of) => of.iter().map(|member| member.chance(yes)).product(),
            Self::Any(of) => 1.0 - of.iter().map(|member| 1.0 - member.chance(yes)).product::<f64>(),
            Self::Counted { of, needed, .. } => {
                if *needed == 0 {
                    return 1.0;
                }
                // By sum below what is needed; what has reached it is left there.
                let mut sums = vec![0.0; *needed];
                sums[0] = 1.0;
                let (mut reached, mut top) = (0.0, 0);
                for (member, weight) in of {
                    let chance = member.chance(yes);
                    if *weight == 0 || chance == 0.0 {
                        continue;
                    }
                    for sum in (0..=top).rev() {
                        let mass = sums[sum];
                        sums[sum] = mass * (1.0 - chance);
                        if sum + weight >= *needed {
                            reached += mass * chance;
                        } else {
                            sums[sum + weight] += mass * chance;
                        }
                    }
                    top = (top + weight).min(needed - 1);
                }
                reached
            }
            Self::Followed { of, rests, bar } => {
                let chances: SmallVec<[f64; FOLLOWED]> =
                    of.iter().map(|member| member.0.chance(yes)).collect();
                follow(of, rests, *bar, &chances, 0.0)
            }
        }
    }
}

/// The probability that members of these chances reach the bar with what is `reached`; `rests` begins with what they have
/// together, and its first entry of all is the total.
fn follow(of: &[(Plan, f64)], rests: &[f64], bar: Bar, chances: &[f64], reached: f64) -> f64 {
    let total = rests.first().copied().unwrap_or(0.0);
    fn go(of: &[(Plan, f64)], rests: &[f64], bar: Bar, chances: &[f64], reached: f64, total: f64) -> f64 {
        if bar.is_reached(reached, total) {
            return 1.0;
        }
        let (Some(rest), Some((_, weight))) = (rests.first(), of.first()) else { return 0.0 };
        if !bar.is_reached(reached + rest, total) {
            return 0.0;
        }
        let chance = chances[0];
        let mut sum = 0.0;
        if chance > 0.0 {
            sum += chance * go(&of[1..], &rests[1..], bar, &chances[1..], reached + weight, total);
        }
        if chance < 1.0 {
            sum += (1.0 - chance) * go(&of[1..], &rests[1..], bar, &chances[1..], reached, total);
        }
        sum
    }
    go(of, rests, bar, chances, reached, total)
}

/// The greatest number of which all weights are whole multiples, to within a billionth of the greatest; `None` where it is
/// too small to be told from rounding.
fn common_unit(weights: &[f64]) -> Option<f64> {
    let most = weights.iter().copied().fold(0.0, f64::max);
    let least = 1e-6 * most;
    let mut unit = most;
    for &weight in weights.iter().filter(|weight| **weight > 0.0) {
        let (mut a, mut b) = (unit, weight);
        // Euclid's algorithm; what is left over by rounding counts as nothing.
        while b > 1e-9 * most {
            (a, b) = (b, a % b);
            if a - b <= 1e-9 * most {
                b = 0.0;
            }
        }
        unit = a;
        if unit < least {
            return None;
        }
    }
    (unit > 0.0).then_some(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever way a quota goes, it finds the same.
    #[test]
    fn counted_and_followed_are_one() {
        let weights = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0];
        let chances = [0.3, 0.9, 0.55, 0.2, 0.7, 0.4, 0.65];
        let members = || (0..weights.len()).map(Plan::One).collect::<Vec<_>>();
        for bar in [Bar::AtLeast(0.4), Bar::MoreThan(0.5), Bar::AtLeast(1.0), Bar::MoreThan(0.0)] {
            let followed = Plan::quota(members(), &weights, bar);
            let Plan::Followed { .. } = followed else { panic!("seven members are followed") };
            let units: Vec<usize> = weights.iter().map(|weight| *weight as usize).collect();
            let needed = (0..).find(|&sum| bar.is_reached(f64::from(sum), 25.0)).unwrap() as usize;
            let counted =
                Plan::Counted { of: members().into_iter().zip(units).collect(), needed, exact: true };
            let (a, b) = (followed.chance(&chances), counted.chance(&chances));
            assert!((a - b).abs() < 1e-14, "{bar:?} {a} {b}");
        }
    }

    #[test]
    fn units() {
        assert_eq!(common_unit(&[3.0, 6.0, 9.0]), Some(3.0));
        assert!((common_unit(&[0.1, 0.3, 0.25]).unwrap() - 0.05).abs() < 1e-9);
        assert_eq!(common_unit(&[1.0, std::f64::consts::SQRT_2]), None);
        assert_eq!(common_unit(&[0.0, 0.0]), None);
    }
}
