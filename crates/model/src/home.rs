use crate::{Preferences, Space};

/// The level above a delegation: what its seat signs is in force only when this says yes (Putnam 1988).
#[derive(Clone, Debug, PartialEq)]
pub struct Home {
    /// Who votes, and what a yes takes.
    pub body: HomeBody,
    /// What the delegation knows of its home body.
    pub knows: Knowledge,
    /// By how much the delegation, in what it puts forward, overstates every threshold, in each ratifier's own utility;
    /// 0 for one that does not. What it accepts goes by what it knows.
    pub claims: f64,
    /// What it makes of that at the table.
    pub aim: Aim,
    /// What failing at home costs the delegation, in its own utility, on top of having no deal; at least 0.
    pub cost: f64,
    /// How often the talks are taken up again after home has refused.
    pub again: u32,
}

/// Who ratifies for one party: ratifiers, and the rule by which their votes are one answer.
#[derive(Clone, Debug, PartialEq)]
pub struct HomeBody {
    /// At least one; names are distinct.
    pub ratifiers: Vec<Ratifier>,
    /// What a yes takes.
    pub rule: Rule,
    /// How far votes hang together, in [0, 1): the loading ρ of every vote on one shared shock, so that the latent
    /// votes of any two have the correlation ρ². 0: votes are independent.
    pub shock: f64,
}

/// One who votes at home: a faction, a chamber, a leader.
///
/// It says yes to x with probability `logistic((u(x) − t) / s)`: `u` its utility, `t` its threshold, `s` its noise; and
/// never to what lies beyond its red lines. Without noise that is a step: yes from the threshold on.
#[derive(Clone, Debug, PartialEq)]
pub struct Ratifier {
    /// The name that files and commands use.
    pub name: String,
    /// The name that people read.
    pub title: String,
    /// What it wants. The walk-away is the threshold, at its start: votes do not depend on when the talks ended.
    pub preferences: Preferences,
    /// The scale of what is unknown of its vote, in its own utility; at least 0.
    pub noise: f64,
    /// Its votes where a quota counts them; at least 0.
    pub weight: f64,
}

/// A monotone rule: one more yes never makes a no of a yes. Ratifiers by position.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// This ratifier's vote.
    One(usize),
    /// All of these; at least one.
    All(Vec<Rule>),
    /// Any of these; at least one.
    Any(Vec<Rule>),
    /// Weights of those that say yes are added and held against the bar. A member that is a rule itself votes as a
    /// bloc, with the weight of all ratifiers in it.
    Quota {
        /// At least one.
        of: Vec<Rule>,
        /// What their weights must reach.
        bar: Bar,
    },
}

/// What a quota asks for, as a share of the weight of all its members. Sums within a billionth of the bar lie on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bar {
    /// This share or more, in (0, 1].
    AtLeast(f64),
    /// More than this share, in [0, 1).
    MoreThan(f64),
}

/// What a delegation knows of its home body.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Knowledge {
    /// All there is to know: only the votes' own noise is open.
    Perfect,
    /// Thresholds other than they are, drawn once for every talk.
    Believed {
        /// Added to every threshold, in each ratifier's own utility: above 0 it thinks its home harder than it is.
        bias: f64,
        /// Standard deviation of what is drawn and added to each threshold; at least 0.
        noise: f64,
    },
}

/// What a delegation makes of its home body at the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aim {
    /// Nothing: it plays as if there were none.
    Heedless,
    /// Puts forward and accepts only what home would ratify with at least this probability, in (0, 1].
    Bind {
        /// The probability τ.
        at_least: f64,
    },
    /// Weighs what it can have against the risk: `P̂·u + (1 − P̂)·(walk-away − cost)`.
    Gamble,
    /// As [`Aim::Bind`], and where that takes it, buys one ratifier by a side payment.
    Sell {
        /// The probability τ.
        at_least: f64,
        /// By how much a payment lowers the threshold, in the ratifier's utility; above 0.
        lowers: f64,
        /// What it costs the delegation, in its own utility; at least 0.
        price: f64,
        /// Who can be bought; `None`: whomever it helps most with.
        who: Option<usize>,
    },
}

/// Why parts do not make a home body. All are the caller's fault.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum HomeError {
    /// No ratifier.
    #[error("a home body needs at least one ratifier")]
    NoRatifier,
    /// More than [`HomeBody::MAX_RATIFIERS`].
    #[error("{0} ratifiers are more than the 1,024 that a home body may have")]
    TooManyRatifiers(usize),
    /// Two ratifiers share a name.
    #[error("two ratifiers are called `{0}`")]
    Twice(String),
    /// Preferences over another space.
    #[error("what ratifier `{0}` wants is not about the issues of these talks")]
    Space(String),
    /// A noise below 0 or infinite.
    #[error("the noise of ratifier `{0}` is a number of at least 0")]
    Noise(String),
    /// A weight below 0 or infinite.
    #[error("the weight of ratifier `{0}` is a number of at least 0")]
    Weight(String),
    /// A rule that names a ratifier that is not there.
    #[error("the rule names ratifier {0}, which there is not")]
    NoSuchRatifier(usize),
    /// A part of the rule that has no members.
    #[error("a part of the rule has no members")]
    NoMember,
    /// A rule nested deeper than [`Rule::MAX_DEPTH`].
    #[error("the rule is nested deeper than 16 levels")]
    TooDeep,
    /// More than [`HomeBody::MAX_REPEATED`] ratifiers that the rule names more than once.
    #[error("the rule names {0} ratifiers more than once, which is more than 12")]
    TooManyRepeated(usize),
    /// A quota whose members have no weight.
    #[error("the members of a quota have no weight")]
    NoWeight,
    /// A bar that no vote, or any vote, passes.
    #[error("a quota is a share above 0 and at most 1 (`more than`: at least 0 and below 1)")]
    Bar,
    /// A shock outside [0, 1).
    #[error("a shared shock lies in [0, 1)")]
    Shock,
    /// A probability outside (0, 1].
    #[error("the probability that home must ratify with lies in (0, 1]")]
    Probability,
    /// Claims, a bias, a spread, a cost or a price that is not a number, or below 0 where it must not be.
    #[error("`{0}` is not a number that it can be")]
    Number(&'static str),
}

impl Home {
    /// `body`, known perfectly, under a delegation that plays as if it were not there.
    #[must_use]
    pub fn of(body: HomeBody) -> Self {
        Self { body, knows: Knowledge::Perfect, claims: 0.0, aim: Aim::Heedless, cost: 0.0, again: 0 }
    }

    /// Checks what ties the parts together.
    ///
    /// # Errors
    /// Any [`HomeError`].
    pub fn check(&self, space: &Space) -> Result<(), HomeError> {
        self.body.check(space)?;
        let number = |name, good: bool| if good { Ok(()) } else { Err(HomeError::Number(name)) };
        number("claims", self.claims.is_finite())?;
        number("cost", self.cost.is_finite() && self.cost >= 0.0)?;
        if let Knowledge::Believed { bias, noise } = self.knows {
            number("bias", bias.is_finite())?;
            number("noise", noise.is_finite() && noise >= 0.0)?;
        }
        if let Aim::Bind { at_least } | Aim::Sell { at_least, .. } = self.aim
            && !(at_least > 0.0 && at_least <= 1.0)
        {
            return Err(HomeError::Probability);
        }
        if let Aim::Sell { lowers, price, who, .. } = self.aim {
            number("lowers", lowers.is_finite() && lowers > 0.0)?;
            number("price", price.is_finite() && price >= 0.0)?;
            if let Some(who) = who.filter(|&who| who >= self.body.ratifiers.len()) {
                return Err(HomeError::NoSuchRatifier(who));
            }
        }
        Ok(())
    }
}

impl HomeBody {
    /// The most ratifiers that a home body may have.
    pub const MAX_RATIFIERS: usize = 1_024;
    /// The most ratifiers that a rule may name more than once: chances are found for each combination of their votes.
    pub const MAX_REPEATED: usize = 12;

    /// Checks what ties the parts together.
    ///
    /// # Errors
    /// Any [`HomeError`] of a body.
    pub fn check(&self, space: &Space) -> Result<(), HomeError> {
        if self.ratifiers.is_empty() {
            return Err(HomeError::NoRatifier);
        }
        if self.ratifiers.len() > Self::MAX_RATIFIERS {
            return Err(HomeError::TooManyRatifiers(self.ratifiers.len()));
        }
        for (at, ratifier) in self.ratifiers.iter().enumerate() {
            let name = || ratifier.name.clone();
            if self.ratifiers[..at].iter().any(|other| other.name == ratifier.name) {
                return Err(HomeError::Twice(name()));
            }
            let tables = ratifier.preferences.tables();
            if tables.len() != space.issues().len()
                || tables.iter().enumerate().any(|(issue, table)| table.len() != space.width(issue))
            {
                return Err(HomeError::Space(name()));
            }
            if !(ratifier.noise.is_finite() && ratifier.noise >= 0.0) {
                return Err(HomeError::Noise(name()));
            }
            if !(ratifier.weight.is_finite() && ratifier.weight >= 0.0) {
                return Err(HomeError::Weight(name()));
            }
        }
        if !(0.0..1.0).contains(&self.shock) {
            return Err(HomeError::Shock);
        }
        self.rule.check(&self.ratifiers, 0)?;
        let repeated = self.rule.repeated(self.ratifiers.len()).iter().filter(|&&often| often).count();
        if repeated > Self::MAX_REPEATED {
            return Err(HomeError::TooManyRepeated(repeated));
        }
        Ok(())
    }

    /// Whether these votes, one for every ratifier, are a yes.
    #[must_use]
    pub fn passes(&self, yes: &[bool]) -> bool {
        self.rule.passes(&self.ratifiers, yes)
    }

    /// Of these surpluses, one for every ratifier, the greatest `x` such that those who have at least `x` carry the
    /// rule: what the body as a whole has left over its thresholds. An order statistic; −∞ and NaN-free for such input.
    #[must_use]
    pub fn level(&self, surpluses: &[f64]) -> f64 {
        self.rule.level(&self.ratifiers, surpluses)
    }
}

impl Rule {
    /// The deepest that a rule may be nested.
    pub const MAX_DEPTH: usize = 16;

    /// All of `count` ratifiers.
    #[must_use]
    pub fn all(count: usize) -> Self {
        Self::All((0..count).map(Self::One).collect())
    }

    /// Any of `count` ratifiers.
    #[must_use]
    pub fn any(count: usize) -> Self {
        Self::Any((0..count).map(Self::One).collect())
    }

    /// A quota of `count` ratifiers by their weights.
    #[must_use]
    pub fn quota(count: usize, bar: Bar) -> Self {
        Self::Quota { of: (0..count).map(Self::One).collect(), bar }
    }

    /// `rule`, but nothing without each of `holders`.
    #[must_use]
    pub fn veto(holders: impl IntoIterator<Item = usize>, rule: Self) -> Self {
        Self::All(holders.into_iter().map(Self::One).chain([rule]).collect())
    }

    /// The members of a rule; none of a single vote.
    #[must_use]
    pub fn members(&self) -> &[Self] {
        match self {
            Self::One(_) => &[],
            Self::All(of) | Self::Any(of) | Self::Quota { of, .. } => of,
        }
    }

    /// The weight of all ratifiers in it.
    #[must_use]
    pub fn weight(&self, ratifiers: &[Ratifier]) -> f64 {
        match self {
            Self::One(at) => ratifiers[*at].weight,
            _ => self.members().iter().map(|member| member.weight(ratifiers)).sum(),
        }
    }

    /// By ratifier, of `count`: whether the rule names it more than once.
    #[must_use]
    pub fn repeated(&self, count: usize) -> Vec<bool> {
        let mut times = vec![0_u32; count];
        self.visit(&mut |at| times[at] += 1);
        times.into_iter().map(|times| times > 1).collect()
    }

    /// Calls `change` with the bar of every quota: a quota before those within it, members in their order.
    pub(crate) fn each_bar(&mut self, change: &mut dyn FnMut(&mut Bar)) {
        if let Self::Quota { bar, .. } = self {
            change(bar);
        }
        match self {
            Self::One(_) => {}
            Self::All(of) | Self::Any(of) | Self::Quota { of, .. } => {
                of.iter_mut().for_each(|member| member.each_bar(change));
            }
        }
    }

    fn visit(&self, seen: &mut impl FnMut(usize)) {
        match self {
            Self::One(at) => seen(*at),
            _ => self.members().iter().for_each(|member| member.visit(seen)),
        }
    }

    fn passes(&self, ratifiers: &[Ratifier], yes: &[bool]) -> bool {
        match self {
            Self::One(at) => yes[*at],
            Self::All(of) => of.iter().all(|member| member.passes(ratifiers, yes)),
            Self::Any(of) => of.iter().any(|member| member.passes(ratifiers, yes)),
            Self::Quota { of, bar } => {
                let (mut total, mut reached) = (0.0, 0.0);
                for member in of {
                    let weight = member.weight(ratifiers);
                    total += weight;
                    if member.passes(ratifiers, yes) {
                        reached += weight;
                    }
                }
                bar.is_reached(reached, total)
            }
        }
    }

    fn level(&self, ratifiers: &[Ratifier], surpluses: &[f64]) -> f64 {
        match self {
            Self::One(at) => surpluses[*at],
            Self::All(of) => {
                of.iter().map(|member| member.level(ratifiers, surpluses)).fold(f64::INFINITY, f64::min)
            }
            Self::Any(of) => {
                of.iter().map(|member| member.level(ratifiers, surpluses)).fold(f64::NEG_INFINITY, f64::max)
            }
            Self::Quota { of, bar } => {
                let mut blocs: Vec<(f64, f64)> = of
                    .iter()
                    .map(|member| (member.level(ratifiers, surpluses), member.weight(ratifiers)))
                    .collect();
                blocs.sort_by(|a, b| b.0.total_cmp(&a.0));
                let total = blocs.iter().map(|bloc| bloc.1).sum();
                let mut reached = 0.0;
                for (level, weight) in blocs {
                    reached += weight;
                    if bar.is_reached(reached, total) {
                        return level;
                    }
                }
                f64::NEG_INFINITY
            }
        }
    }

    fn check(&self, ratifiers: &[Ratifier], depth: usize) -> Result<(), HomeError> {
        if depth > Self::MAX_DEPTH {
            return Err(HomeError::TooDeep);
        }
        match self {
            Self::One(at) if *at >= ratifiers.len() => return Err(HomeError::NoSuchRatifier(*at)),
            Self::One(_) => return Ok(()),
            _ if self.members().is_empty() => return Err(HomeError::NoMember),
            _ => {}
        }
        for member in self.members() {
            member.check(ratifiers, depth + 1)?;
        }
        if let Self::Quota { bar, .. } = self {
            bar.check()?;
            if self.weight(ratifiers) <= 0.0 {
                return Err(HomeError::NoWeight);
            }
        }
        Ok(())
    }
}

impl Bar {
    /// What sums within this share of all weight of the bar count as.
    const ROUNDING: f64 = 1e-9;

    /// Whether a weight of `reached` of `total` is enough.
    #[must_use]
    pub fn is_reached(&self, reached: f64, total: f64) -> bool {
        match self {
            Self::AtLeast(share) => reached >= (share - Self::ROUNDING) * total,
            Self::MoreThan(share) => reached > (share + Self::ROUNDING) * total,
        }
    }

    fn check(&self) -> Result<(), HomeError> {
        match self {
            Self::AtLeast(share) if *share > 0.0 && *share <= 1.0 => Ok(()),
            Self::MoreThan(share) if *share >= 0.0 && *share < 1.0 => Ok(()),
            _ => Err(HomeError::Bar),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Issue, Values, WalkAway};

    fn space(widths: &[usize]) -> Space {
        let issue = |(at, &width): (usize, &usize)| Issue {
            name: format!("i{at}"),
            title: String::new(),
            unit: None,
            description: None,
            values: Values::integers(1, width as i64, 1).unwrap(),
        };
        Space::new(widths.iter().enumerate().map(issue).collect()).unwrap()
    }

    fn body(weights: &[f64], rule: Rule) -> HomeBody {
        let space = space(&[2]);
        let walk_away = WalkAway { start: 0.0, drift: None };
        let preferences =
            Preferences::new(&space, vec![vec![0.0, 1.0]], vec![], vec![], walk_away, None).unwrap();
        let ratifier = |(at, &weight): (usize, &f64)| Ratifier {
            name: format!("r{at}"),
            title: String::new(),
            preferences: preferences.clone(),
            noise: 0.0,
            weight,
        };
        HomeBody { ratifiers: weights.iter().enumerate().map(ratifier).collect(), rule, shock: 0.0 }
    }

    /// Two thirds of three equal thirds, and half of two halves, are reached whatever rounding does to them.
    #[test]
    fn bars_that_sums_lie_on() {
        let thirds = body(&[1.0 / 3.0; 3], Rule::quota(3, Bar::AtLeast(2.0 / 3.0)));
        assert!(thirds.passes(&[true, true, false]) && !thirds.passes(&[true, false, false]));
        let halves = body(&[0.1, 0.2, 0.3], Rule::quota(3, Bar::MoreThan(0.5)));
        assert!(!halves.passes(&[true, true, false]) && halves.passes(&[true, false, true]));
    }

    /// A bloc votes with the weight of all in it.
    #[test]
    fn blocs() {
        let bloc = Rule::All(vec![Rule::One(0), Rule::One(1)]);
        let rule = Rule::Quota { of: vec![bloc, Rule::One(2)], bar: Bar::AtLeast(0.6) };
        let body = body(&[1.0, 1.0, 1.0], rule);
        assert!(body.passes(&[true, true, false]));
        assert!(!body.passes(&[true, false, true]));
    }

    /// The level is the greatest at which those who have it carry the rule.
    #[test]
    fn levels() {
        let surpluses = [3.0, 1.0, 2.0];
        for (rule, level) in [
            (Rule::all(3), 1.0),
            (Rule::any(3), 3.0),
            (Rule::quota(3, Bar::MoreThan(0.5)), 2.0),
            (Rule::quota(3, Bar::AtLeast(0.3)), 3.0),
            (Rule::veto([1], Rule::any(3)), 1.0),
        ] {
            assert_eq!(body(&[1.0; 3], rule.clone()).level(&surpluses), level, "{rule:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_refused() {
        let good = || Home::of(body(&[1.0, 1.0], Rule::all(2)));
        let check = |change: &dyn Fn(&mut Home), error: HomeError| {
            let mut home = good();
            change(&mut home);
            assert_eq!(home.check(&space(&[2])), Err(error));
        };
        assert_eq!(good().check(&space(&[2])), Ok(()));
        check(&|home| home.body.ratifiers.clear(), HomeError::NoRatifier);
        check(&|home| home.body.ratifiers[1].name = "r0".into(), HomeError::Twice("r0".into()));
        check(&|home| home.body.ratifiers[1].noise = -1.0, HomeError::Noise("r1".into()));
        check(&|home| home.body.ratifiers[0].weight = f64::NAN, HomeError::Weight("r0".into()));
        check(&|home| home.body.rule = Rule::One(2), HomeError::NoSuchRatifier(2));
        check(&|home| home.body.rule = Rule::Any(vec![]), HomeError::NoMember);
        check(&|home| home.body.rule = Rule::quota(2, Bar::AtLeast(0.0)), HomeError::Bar);
        check(&|home| home.body.shock = 1.0, HomeError::Shock);
        check(&|home| home.cost = -1.0, HomeError::Number("cost"));
        check(&|home| home.aim = Aim::Bind { at_least: 0.0 }, HomeError::Probability);
        check(
            &|home| {
                home.body.ratifiers.iter_mut().for_each(|one| one.weight = 0.0);
                home.body.rule = Rule::quota(2, Bar::MoreThan(0.5));
            },
            HomeError::NoWeight,
        );
        let mut deep = Rule::One(0);
        for _ in 0..=Rule::MAX_DEPTH {
            deep = Rule::All(vec![deep]);
        }
        check(&|home| home.body.rule = deep.clone(), HomeError::TooDeep);
        assert_eq!(good().check(&space(&[3])), Err(HomeError::Space("r0".into())));
    }
}
