//! **Bridge.** Learns what each side wants from what it says to the mediator alone, and proposes packages of its own.
//!
//! It *opens* by asking every side for offers, `asks` times. Then, until a share `drafting` of the legs is used up, it
//! *drafts*: it takes the package of the greatest product of modelled gains, and has all sides vote in secret on
//! whether another one would be better, one that differs in one issue or two; of those not voted on yet, the one of
//! the greatest product if what was seldom compared is thought well of. From then on it *bridges*, in turns:
//! - for each side its newest offer, bettered for the others: the package that the model says is best for the
//!   others while it gives that side no less than the offer (and a little more, since models err). It is proposed as
//!   the mediator's own; but where one of the side's own offers is nearly as good for the others, that is carried as
//!   the side's, for its maker is bound to it already;
//! - then the package of the greatest product of modelled gains among those that no side has refused lately.
//!
//! What is put goes to one side after another until one refuses: to the others that is no more than "no agreement".
//! A refusal ages: after three twentieths of the time the package may be put again, since parties concede.
//!
//! What is learnt: offers that were asked for go to the opponent model. A vote compares two packages, by degree; a
//! counter-offer is taken to be worth no less to its maker than what it refused, and no more than its offer before.
//! The model's tables are bent to all these comparisons. Gains are counted from the modelled worst package.
//!
//! A rule of this project. The default model is that of K. Hindriks, D. Tykhonov, "Opponent modelling in automated
//! multi-issue negotiation using Bayesian learning", AAMAS 2008. Constants were found by trial over random scenarios.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use smallvec::SmallVec;
use wasit_model::{Package, Space};
use wasit_protocol::{Attribution, Errand, ProposalId, Seat, Vote};

use super::{Learning, next_to_answer};
use crate::estimate::Estimate;
use crate::joint::{Bettered, Objective, Product, Worths, best_for_all, best_near};
use crate::registry::MediatorEntry;
use crate::{
    Answer, Facts, Leg, Mediator, MediatorSetup, MediatorView, Parameter, ParameterError, Parameters, Role,
};

/// After how much relative time a refused package may be put again.
const REFUSAL_AGES: f64 = 0.15;
/// How much more than its offer a side is to get in what is proposed in its place, as a share of its range.
const MARGIN: f64 = 0.1;
/// How little worse for the others a side's own offer may be, to be carried in place of a proposal.
const NEARLY: f64 = 0.05;
/// How many of a side's offers are thought of, the newest first.
const OFFERS_RECALLED: usize = 100;
/// How much more a value is thought worth that was never compared, over the mean weight of an issue.
const HOPE: f64 = 0.3;
pub(crate) const BRIDGE: MediatorEntry = MediatorEntry {
    facts: &Facts {
        name: "bridge",
        role: Role::Mediator,
        about: "Learns each side from its offers, votes and answers, and proposes packages that are good for all.",
        source: "a rule of this project, with the model of Hindriks, Tykhonov 2008",
        stochastic: false,
        listens: true,
        told: false,
        parameters: &[
            Parameter {
                name: "model",
                default: "bayesian",
                about: "how it learns from offers: bayesian or frequency",
            },
            Parameter {
                name: "asks",
                default: "2",
                about: "how often each side is asked for an offer at the start; from 1",
            },
            Parameter {
                name: "drafting",
                default: "0.45",
                about: "until which share of the legs drafts are voted on; in [0, 1]",
            },
        ],
    },
    check: |parameters| Plan::read(parameters).map(|_| ()),
    make: |parameters, setup| Ok(Box::new(Bridge::new(Plan::read(parameters)?, &setup))),
};

#[derive(Clone, Copy, Debug)]
struct Plan {
    learning: Learning,
    asks: u32,
    drafting: f64,
}

impl Plan {
    fn read(parameters: &Parameters) -> Result<Self, ParameterError> {
        Ok(Self {
            learning: Learning::read(parameters, &[Learning::BAYESIAN, Learning::FREQUENCY])?,
            asks: parameters.get("asks", 2, "a whole number from 1", |&asks: &u32| asks > 0)?,
            drafting: parameters
                .get("drafting", 0.45, "a number in [0, 1]", |share: &f64| (0.0..=1.0).contains(share))?,
        })
    }
}

/// What the mediator is about, beyond the leg.
enum Doing {
    /// Nothing.
    Nothing,
    /// Putting a package to one side after another, beginning with a certain one.
    Putting { what: Put, first: usize },
    /// Having a draft voted on against another package, by the sides from 0 on.
    Voting { draft: Package, standing: Package, side: usize },
}

#[derive(Clone)]
enum Put {
    /// A package of the mediator's.
    Own(Package),
    /// A side's offer.
    Theirs(ProposalId),
}

struct Bridge {
    plan: Plan,
    space: Arc<Space>,
    sides: Vec<KnownSide>,
    /// When a package was last refused.
    refused: HashMap<Package, f64, BuildHasherDefault<PackageHasher>>,
    /// Drafts that were voted on, with what they were compared to.
    voted: Vec<(Package, Package)>,
    doing: Doing,
    /// Whose turn it is in bridging: a side's, or after the last side the product's.
    turn: usize,
}

/// What is known of a side.
struct KnownSide {
    estimate: Estimate,
    newest: Option<ProposalId>,
    asked: u32,
}

impl Bridge {
    fn new(plan: Plan, setup: &MediatorSetup) -> Self {
        let side = || KnownSide {
            estimate: Estimate::new(plan.learning.model(&setup.space)),
            newest: None,
            asked: 0,
        };
        Self {
            plan,
            space: Arc::clone(&setup.space),
            sides: std::iter::repeat_with(side).take(setup.parties).collect(),
            refused: HashMap::default(),
            voted: Vec::new(),
            doing: Doing::Nothing,
            turn: 0,
        }
    }

    /// Learns from the answer to the last errand.
    fn hear(&mut self, view: &MediatorView<'_>) {
        let Some(leg) = view.travelled.last() else { return };
        let put = leg.carried.last().map(|&id| &view.proposals[id].package);
        let side = &mut self.sides[leg.party];
        match leg.answer {
            Answer::Offer(id) => {
                let offer = &view.proposals[id].package;
                match put {
                    Some(put) => side.estimate.compared(offer, put, 0.0, 1.0),
                    None => side.estimate.offered(offer, leg.time),
                }
                if let Some(before) = side.newest.replace(id) {
                    side.estimate.compared(&view.proposals[before].package, offer, 0.0, 1.0);
                }
            }
            Answer::Vote(vote) => self.hear_vote(leg, vote),
            Answer::Accepted | Answer::Refused => {}
        }
        if leg.answer != Answer::Accepted
            && let Some(put) = put
        {
            self.refused.insert(put.clone(), leg.time);
            self.doing = Doing::Nothing;
        }
    }

    fn hear_vote(&mut self, leg: &Leg, vote: Vote) {
        let Doing::Voting { draft, standing, side } = &mut self.doing else { return };
        let (low, high) = match vote {
            Vote::StrongYes => (0.15, 1.0),
            Vote::Yes => (0.02, 0.05),
            Vote::No => (-0.05, -0.02),
            Vote::StrongNo => (-1.0, -0.15),
        };
        self.sides[leg.party].estimate.compared(draft, standing, low, high);
        *side += 1;
        if *side == self.sides.len() {
            self.doing = Doing::Nothing;
        }
    }

    /// What every side is thought to make of every value.
    fn worths(&self) -> SmallVec<[&[f64]; 8]> {
        self.sides.iter().map(|side| side.estimate.worths()).collect()
    }

    /// The package that the `objective` scores highest, by the sides' estimated utilities, among those that are `open`.
    fn best(
        &self,
        starts: &[Package],
        objective: &impl Objective,
        open: impl Fn(&Package) -> bool,
    ) -> Option<Package> {
        best_for_all(Worths { starts: self.starts(), sides: &self.worths() }, starts, objective, open)
    }

    /// Where the values of each issue begin.
    fn starts(&self) -> &[usize] {
        self.sides[0].estimate.starts()
    }

    /// Whether nobody has refused `package` lately.
    fn is_open(&self, view: &MediatorView<'_>, package: &Package) -> bool {
        self.refused.get(package).is_none_or(|&when| view.time - when > REFUSAL_AGES)
    }

    /// The sides' newest offers.
    fn offers(&self, view: &MediatorView<'_>) -> Vec<Package> {
        self.sides
            .iter()
            .filter_map(|side| side.newest)
            .map(|id| view.proposals[id].package.clone())
            .collect()
    }

    /// A draft for the sides to compare with the package of the greatest product, if there is a new one.
    fn draft(&self, view: &MediatorView<'_>) -> Option<(Package, Package)> {
        let standing = self.best(&self.offers(view), &Product, |_| true)?;
        let mut old: Vec<&Package> = self
            .voted
            .iter()
            .filter_map(|(a, b)| if *a == standing { Some(b) } else { (*b == standing).then_some(a) })
            .collect();
        old.sort_unstable();
        let is_new = |package: &Package| old.binary_search(&package).is_err();
        let hopeful: SmallVec<[Vec<f64>; 4]> =
            self.sides.iter().map(|side| self.hopes(&side.estimate)).collect();
        let hopeful: SmallVec<[&[f64]; 8]> = hopeful.iter().map(Vec::as_slice).collect();
        let worths = Worths { starts: self.starts(), sides: &hopeful };
        let draft = best_near(worths, &standing, &Product, is_new)?;
        Some((draft, standing))
    }

    /// The estimate if what was seldom compared is thought well of.
    fn hopes(&self, estimate: &Estimate) -> Vec<f64> {
        let hope = HOPE / self.space.issues().len() as f64;
        let hoped = |(&worth, &times): (&f64, &u32)| worth + hope / f64::from(1 + times);
        estimate.worths().iter().zip(estimate.times_compared()).map(hoped).collect()
    }

    /// The newest offer of `maker`, bettered for the others.
    fn bettered(&self, view: &MediatorView<'_>, maker: usize) -> Option<Put> {
        let newest = &view.proposals[self.sides[maker].newest?].package;
        let demand = self.sides[maker].estimate.utility(newest) + MARGIN;
        let is_open = |package: &Package| self.is_open(view, package);
        let starts = std::slice::from_ref(newest);
        let own = self.best(starts, &Bettered { maker, demand }, is_open);
        let worth = |package: &Package| {
            let others = self.sides.iter().enumerate().filter(|&(side, _)| side != maker);
            others.map(|(_, side)| side.estimate.utility(package)).product::<f64>()
        };
        let theirs = view
            .proposals
            .iter()
            .enumerate()
            .rev()
            .filter(|(_, offer)| offer.by == Seat::Party(maker))
            .take(OFFERS_RECALLED)
            .filter(|(_, offer)| is_open(&offer.package))
            .map(|(id, offer)| (id, worth(&offer.package)))
            // The newest of equals: `min_by` takes the first.
            .min_by(|a, b| b.1.total_cmp(&a.1));
        match (own, theirs) {
            (Some(own), Some((_, nearly))) if nearly + NEARLY < worth(&own) => Some(Put::Own(own)),
            (_, Some((id, _))) => Some(Put::Theirs(id)),
            (own, None) => own.map(Put::Own),
        }
    }

    /// What is put next in bridging, and to whom first.
    fn bridge(&mut self, view: &MediatorView<'_>) -> Option<(Put, usize)> {
        let sides = self.sides.len();
        let turn = self.turn % (sides + 1);
        self.turn += 1;
        let bettered = if turn < sides { self.bettered(view, turn) } else { None };
        let put = bettered.or_else(|| {
            let open = |package: &Package| self.is_open(view, package);
            self.best(&self.offers(view), &Product, open).map(Put::Own)
        })?;
        // The product's turns begin with another side each time.
        let first = if turn < sides { turn + 1 } else { self.turn / (sides + 1) };
        Some((put, first % sides))
    }

    fn ask(&mut self) -> Errand {
        let sides = 0..self.sides.len();
        let party = sides.min_by_key(|&side| self.sides[side].asked).expect("talks have parties");
        self.sides[party].asked += 1;
        Errand::Ask { party }
    }

    /// The next leg of what the mediator is about.
    fn go_on(&self, view: &MediatorView<'_>) -> Option<Errand> {
        match &self.doing {
            Doing::Nothing => None,
            Doing::Voting { draft, standing, side } => {
                Some(Errand::Text { party: *side, draft: draft.clone(), standing: Some(standing.clone()) })
            }
            Doing::Putting { what: Put::Own(package), first } => {
                let party = next_to_answer(view, package, self.sides.len(), *first);
                Some(Errand::Propose { party, package: package.clone(), attribution: Attribution::Mediator })
            }
            Doing::Putting { what: Put::Theirs(id), first } => {
                let sides = self.sides.len();
                let mut others = (0..sides).map(|offset| (first + offset) % sides);
                let party = others.find(|&side| !view.proposals[*id].accepted_by(side))?;
                Some(Errand::Carry { party, news: Vec::new(), put: *id, attribution: Attribution::Sender })
            }
        }
    }
}

impl Mediator for Bridge {
    fn next(&mut self, view: &MediatorView<'_>) -> Errand {
        self.hear(view);
        if let Some(errand) = self.go_on(view) {
            return errand;
        }
        if self.sides.iter().any(|side| side.asked < self.plan.asks) {
            return self.ask();
        }
        self.sides.iter_mut().for_each(|side| side.estimate.fit());
        let drafting = f64::from(view.legs_used) < self.plan.drafting * f64::from(view.legs);
        if drafting && let Some((draft, standing)) = self.draft(view) {
            self.voted.push((draft.clone(), standing.clone()));
            self.doing = Doing::Voting { draft, standing, side: 0 };
        } else if let Some((what, first)) = self.bridge(view) {
            self.doing = Doing::Putting { what, first };
        }
        self.go_on(view).unwrap_or_else(|| self.ask())
    }
}

/// Mixes the values of a package, a word at a time: packages are looked up more often than a stronger hash is worth.
#[derive(Clone, Copy, Default)]
struct PackageHasher(u64);

impl Hasher for PackageHasher {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    #[inline]
    fn write_u64(&mut self, word: u64) {
        // The golden ratio's digits, odd.
        self.0 = (self.0.rotate_left(26) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    #[inline]
    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }

    #[inline]
    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

#[cfg(test)]
mod tests {
    use crate::rooms::Rooms;

    #[test]
    fn expected_trace() {
        // 0 asks for [2 0] and yields on the second issue, 1 asks for [0 2] and yields on the first. Two drafts
        // leave [2 2] the best for both. It is also what betters 0's offer for 1, who accepts, and 0 refuses; with [2 2]
        // refused nothing betters 1's own [1 2] much.
        let tables = vec![vec![0.0, 0.25, 0.5]; 2];
        let rooms = Rooms::new(&[tables], 20);
        let zero = ["2 0", "2 1", "-", "-", "2 1", "accept"];
        let one = ["0 2", "1 2", "-", "-", "accept"];
        assert_eq!(
            rooms.trace("bridge:drafting=0.4", &[&zero, &one]),
            [
                "ask 0: 2 0",
                "ask 1: 0 2",
                "ask 0: 2 1",
                "ask 1: 1 2",
                "text 0 [1 2] over [2 2]: -",
                "text 1 [1 2] over [2 2]: -",
                "text 0 [2 1] over [2 2]: -",
                "text 1 [2 1] over [2 2]: -",
                "propose 1 [2 2]: accept",
                "propose 0 [2 2]: 2 1",
                "carry 0 [1 2]: accept",
                "agreed",
            ]
        );
    }
}
