//! What a delegation with a home does at the table, and what home does with what was signed.
//!
//! After signing, every home body votes. Where all say yes the agreement is in force. Where one does not, the talks end, or
//! are taken up again with the legs that are left: the parties go on and remember, the mediator begins anew, and a delegation
//! neither puts forward nor accepts again what its home has refused. Ratifiers do not change their minds: what is random
//! in their votes is drawn once a talk, so that whoever took one package takes every package that is better for it.
//!
//! > Of the laws of two-level games these hold, for every seed: what was signed comes into force the more seldom the higher a
//! > threshold; whatever `all` ratifies, a quota does, and what a quota does, `any` does; one ratifier with the
//! > delegation's preferences, and its walk-away as threshold, changes nothing at the table and refuses nothing.
//! >
//! > That a higher threshold makes agreements in force fewer holds where the delegation is heedless, and of the packages that
//! > could come into force at all. It is no law where the delegation heeds its home: then what is signed depends on the
//! > threshold too, and tied hands may sign less, or later, or what home likes better (Schelling 1960).

mod seat;

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasit_model::belief::normal::quantile;
use wasit_model::{Aim, Home, Knowledge, Package, Talks, ValueIndex};
use wasit_search::{HomeVote, Side};
use wasit_strategies::Negotiator;

use crate::Outcome;
use crate::delegation::seat::{Asked, Beliefs, Delegation};

/// What home bodies made of one package that was signed.
#[derive(Clone, Debug, PartialEq)]
pub struct Ratification {
    /// The package.
    pub package: Package,
    /// By party; `None` where its signature binds.
    pub homes: Vec<Option<HomeAnswer>>,
}

/// How one home body voted.
#[derive(Clone, Debug, PartialEq)]
pub struct HomeAnswer {
    /// How likely it was to ratify, before anything of this talk's votes was drawn.
    pub chance: f64,
    /// By ratifier: whether it said yes.
    pub votes: Vec<bool>,
    /// Whether the rule was carried.
    pub passed: bool,
    /// The ratifier whom the delegation bought by a side payment.
    pub paid: Option<usize>,
}

impl Ratification {
    /// Whether all said yes.
    #[must_use]
    pub fn is_in_force(&self) -> bool {
        self.refusing().next().is_none()
    }

    /// The parties whose home bodies said no.
    pub fn refusing(&self) -> impl Iterator<Item = usize> + '_ {
        let refuses = |answer: &Option<HomeAnswer>| answer.as_ref().is_some_and(|answer| !answer.passed);
        self.homes.iter().enumerate().filter(move |(_, answer)| refuses(answer)).map(|(party, _)| party)
    }

    /// The probability that all ratify, their bodies being independent of each other.
    #[must_use]
    pub fn chance(&self) -> f64 {
        self.homes.iter().flatten().map(|answer| answer.chance).product()
    }
}

/// What the home bodies of `talks` make of `package`, were it signed in talk `talk` of a run with `seed`: what a talk that
/// is held does after signing.
#[must_use]
pub fn ratify(talks: &Talks, package: &Package, seed: u64, talk: u64) -> Ratification {
    match Homes::of(talks) {
        Some(homes) => homes.open(seed, talk).submit(package),
        None => Ratification { package: package.clone(), homes: vec![None; talks.parties.len()] },
    }
}

/// Takes off what failing at home, and side payments, cost.
pub(crate) fn charge(talks: &Talks, held: &[Ratification], utilities: &mut [f64]) {
    for ratification in held {
        for (party, answer) in ratification.homes.iter().enumerate() {
            let (Some(home), Some(answer)) = (&talks.parties[party].home, answer) else { continue };
            if !answer.passed {
                utilities[party] -= home.cost;
            }
            if let (Some(_), Aim::Sell { price, .. }) = (answer.paid, home.aim) {
                utilities[party] -= price;
            }
        }
    }
}

/// What becomes of talks after a signature.
pub(crate) enum Verdict {
    Ends(Outcome),
    GoesOn,
}

/// The home bodies of all parties, made ready for any number of talks.
pub(crate) struct Homes<'a> {
    talks: &'a Talks,
    by_party: Vec<Option<Ready<'a>>>,
}

/// A home body made ready.
pub(crate) struct Ready<'a> {
    pub(crate) home: &'a Home,
    pub(crate) vote: HomeVote<'a>,
}

/// Packages that a home body has refused.
pub(crate) type Refused = Arc<RwLock<Vec<Package>>>;

/// The home bodies in one talk.
pub(crate) struct AtHome<'h, 'a> {
    homes: &'h Homes<'a>,
    by_party: Vec<Option<Temper>>,
    /// What was submitted.
    pub(crate) held: Vec<Ratification>,
}

/// What is drawn of a home body once a talk.
struct Temper {
    /// For the shock and every vote.
    uniforms: Vec<f64>,
    /// How far the delegation's belief of each threshold is off.
    errors: Vec<f64>,
    refused: Refused,
    /// What the delegation asks itself, where that is written down.
    asked: Option<Arc<Mutex<Vec<Asked>>>>,
}

/// By party: what its delegation asked itself of its home in a talk, and its answers.
pub(crate) type AllAsked = Vec<Vec<Asked>>;

impl<'a> Homes<'a> {
    /// `None` where nobody has one.
    pub(crate) fn of(talks: &'a Talks) -> Option<Self> {
        talks.has_homes().then(|| {
            let ready = |home: &'a Home| Ready { home, vote: HomeVote::new(&home.body) };
            Self {
                talks,
                by_party: talks.parties.iter().map(|party| party.home.as_ref().map(ready)).collect(),
            }
        })
    }

    /// Whether no delegation minds its home at the table, now or when talks are taken up again.
    pub(crate) fn are_heedless(&self) -> bool {
        self.by_party.iter().flatten().all(|ready| ready.home.aim == Aim::Heedless && ready.home.again == 0)
    }

    pub(crate) fn open(&self, seed: u64, talk: u64) -> AtHome<'_, 'a> {
        let temper = |(party, ready): (usize, &Option<Ready<'a>>)| {
            let ready = ready.as_ref()?;
            let mut rng = stream(seed, talk, party);
            let uniforms = (0..ready.vote.uniforms()).map(|_| rng.random()).collect();
            let count = ready.home.body.ratifiers.len();
            let errors = match ready.home.knows {
                Knowledge::Perfect => Vec::new(),
                Knowledge::Believed { bias, noise } => {
                    let error = |_| bias + noise * quantile(rng.random::<f64>().clamp(1e-16, 1.0 - 1e-16));
                    (0..count).map(error).collect()
                }
            };
            Some(Temper { uniforms, errors, refused: Refused::default(), asked: None })
        };
        AtHome {
            homes: self,
            by_party: self.by_party.iter().enumerate().map(temper).collect(),
            held: Vec::new(),
        }
    }
}

impl<'h, 'a> AtHome<'h, 'a> {
    /// The same, and what delegations ask themselves of their homes is written down.
    pub(crate) fn written_down(mut self) -> Self {
        self.by_party.iter_mut().flatten().for_each(|temper| temper.asked = Some(Arc::default()));
        self
    }

    /// What was written down.
    pub(crate) fn asked(&self) -> AllAsked {
        let of = |temper: &Option<Temper>| {
            let asked = temper.as_ref().and_then(|temper| temper.asked.as_ref());
            asked.map_or_else(Vec::new, |asked| {
                std::mem::take(&mut *asked.lock().unwrap_or_else(PoisonError::into_inner))
            })
        };
        self.by_party.iter().map(of).collect()
    }

    /// Whether delegations that believe what they do in this talk would have answered themselves as they did in another: then
    /// it would have gone the same way to its first signature, were all else the same.
    pub(crate) fn answers_alike(&self, asked: &AllAsked, sides: &[Arc<Side>]) -> bool {
        let parties = self.homes.by_party.iter().zip(&self.by_party).zip(asked.iter().zip(sides));
        parties.into_iter().all(|((ready, temper), (asked, side))| match (ready, temper) {
            (Some(ready), Some(temper)) if !asked.is_empty() => {
                let beliefs = Beliefs::new(ready, temper.errors.clone());
                asked.iter().all(|asked| beliefs.answers_alike(ready, side, asked))
            }
            _ => true,
        })
    }

    /// `negotiator`, as far as it minds its home.
    pub(crate) fn heeded(
        &self,
        party: usize,
        negotiator: Box<dyn Negotiator>,
        side: &Arc<Side>,
    ) -> Box<dyn Negotiator + 'h> {
        match (&self.homes.by_party[party], &self.by_party[party]) {
            (Some(ready), Some(temper)) if ready.home.aim != Aim::Heedless || ready.home.again > 0 => {
                let beliefs = Beliefs::new(ready, temper.errors.clone());
                let (refused, asked) = (Arc::clone(&temper.refused), temper.asked.clone());
                Box::new(Delegation::new(negotiator, ready, Arc::clone(side), beliefs, refused, asked))
            }
            _ => negotiator,
        }
    }

    /// All home bodies vote on `package`; what was refused is kept.
    pub(crate) fn submit(&mut self, package: &Package) -> Ratification {
        let answer = |(ready, temper): (&Option<Ready<'a>>, &Option<Temper>)| {
            let (ready, temper) = (ready.as_ref()?, temper.as_ref()?);
            let paid = ready.bought(package, &temper.errors);
            let yes = match (paid, ready.home.aim) {
                (Some(who), Aim::Sell { lowers, .. }) => {
                    ready.vote.yes_with(package, &ready.lowered(who, lowers, &[]))
                }
                _ => ready.vote.yes(package),
            };
            let votes = ready.vote.cast(&yes, &temper.uniforms);
            let passed = ready.home.body.passes(&votes);
            if !passed {
                let mut refused = temper.refused.write().unwrap_or_else(PoisonError::into_inner);
                refused.push(package.clone());
            }
            Some(HomeAnswer { chance: ready.vote.chance_of(&yes), votes, passed, paid })
        };
        let homes = self.homes.by_party.iter().zip(&self.by_party).map(answer).collect();
        let ratification = Ratification { package: package.clone(), homes };
        self.held.push(ratification.clone());
        ratification
    }

    /// Whether those whose homes said no last would take up the talks once more.
    pub(crate) fn goes_on(&self) -> bool {
        let Some(last) = self.held.last() else { return false };
        last.refusing().all(|party| {
            let failed = self.held.iter().filter(|held| held.refusing().any(|other| other == party)).count();
            self.homes.talks.parties[party].home.as_ref().is_some_and(|home| failed <= home.again as usize)
        })
    }
}

/// What a probability may lack for rounding.
const ROUNDING: f64 = 1e-9;

impl Ready<'_> {
    /// The delegation's estimate of the probability that `package` is ratified, thresholds being off by `raised`.
    pub(crate) fn chance(&self, package: &[ValueIndex], raised: &[f64]) -> f64 {
        self.vote.chance_with(package, raised)
    }

    /// `raised` with the threshold of `who` lower by this.
    fn lowered(&self, who: usize, by: f64, raised: &[f64]) -> Vec<f64> {
        let mut lowered = raised.to_vec();
        lowered.resize(self.home.body.ratifiers.len(), 0.0);
        lowered[who] -= by;
        lowered
    }

    /// Whom the delegation would buy so that `package` is likely enough to be ratified, where that takes it and is enough.
    pub(crate) fn bought(&self, package: &[ValueIndex], raised: &[f64]) -> Option<usize> {
        let Aim::Sell { at_least, lowers, who, .. } = self.home.aim else { return None };
        if self.chance(package, raised) >= at_least - ROUNDING {
            return None;
        }
        let with = |who: usize| self.chance(package, &self.lowered(who, lowers, raised));
        let candidates = match who {
            Some(who) => who..who + 1,
            None => 0..self.home.body.ratifiers.len(),
        };
        candidates
            .map(|who| (with(who), who))
            .reduce(|best, other| if other.0 > best.0 { other } else { best })
            .filter(|(chance, _)| *chance >= at_least - ROUNDING)
            .map(|(_, who)| who)
    }
}

/// The random stream of the home body of party `party`: apart from that of its seat, which then plays as it would without
/// a home.
fn stream(seed: u64, talk: u64, party: usize) -> ChaCha8Rng {
    let mut key = [0_u8; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..16].copy_from_slice(&talk.to_le_bytes());
    key[16..24].copy_from_slice(&(party as u64).to_le_bytes());
    key[24..].copy_from_slice(b"wasit  h");
    ChaCha8Rng::from_seed(key)
}
