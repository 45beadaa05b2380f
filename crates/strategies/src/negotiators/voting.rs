//! How a party votes on drafts of a single text, whatever its strategy for offers.
//!
//! M. Klein, P. Faratin, H. Sayama, Y. Bar-Yam, "Negotiating complex contracts", Group Decision and Negotiation 12
//! (2003): a *hill climber* votes for a draft iff it gains; an *annealer* with probability
//! `min(1, exp(gain / heat))`, its heat falling linearly to zero over the talks.

use std::sync::Arc;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasit_model::Package;
use wasit_protocol::Vote;
use wasit_search::Side;

use crate::negotiator::{Ask, Move, Negotiator, View};
use crate::{Parameter, ParameterError, Parameters};

/// How far a gain must reach for a vote of the stronger degree, as a share of the side's range.
const STRONG: f64 = 0.05;

/// How a party votes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum VotingRule {
    /// For what gains.
    Climb,
    /// For what gains, and with falling probability for what loses.
    Anneal {
        /// The heat at the start, in utility.
        heat: f64,
    },
}

impl VotingRule {
    /// What every strategy for parties can be told of voting.
    pub(crate) const PARAMETERS: &[Parameter] = &[
        Parameter {
            name: "votes",
            default: "climb",
            about: "how it votes on a single text: climb (for what gains) or anneal (also for small losses, early on)",
        },
        Parameter {
            name: "heat",
            default: "0.1",
            about: "annealing only: the heat at the start, in utility; at least 0",
        },
    ];

    pub(crate) fn read(parameters: &Parameters) -> Result<Self, ParameterError> {
        let heat = parameters
            .get("heat", 0.1, "a number that is at least 0", |&heat: &f64| heat >= 0.0 && heat.is_finite())?;
        Ok(if parameters.choose("votes", &[("climb", false), ("anneal", true)])? {
            Self::Anneal { heat }
        } else {
            Self::Climb
        })
    }
}

/// A negotiator whose votes follow a rule, and all else its own strategy.
pub(crate) struct Voting {
    inner: Box<dyn Negotiator>,
    rule: VotingRule,
    side: Arc<Side>,
    /// Of a stream of its own: votes must not shift the draws of offers.
    seed: [u8; 32],
    rng: Option<ChaCha8Rng>,
}

impl Voting {
    pub(crate) fn new(inner: Box<dyn Negotiator>, rule: VotingRule, side: Arc<Side>, seed: [u8; 32]) -> Self {
        let mut seed = seed;
        seed[31] ^= 0xff;
        Self { inner, rule, side, seed, rng: None }
    }
}

impl Negotiator for Voting {
    fn remembers(&self) -> bool {
        self.inner.remembers()
    }

    fn fault(&self) -> Option<String> {
        self.inner.fault()
    }

    #[inline]
    fn act(&mut self, ask: Ask<'_>, view: &View<'_>) -> Move {
        match ask {
            Ask::Vote { draft, standing } => self.vote(draft, standing, view),
            Ask::Offer | Ask::Answer(_) => self.inner.act(ask, view),
        }
    }
}

impl Voting {
    fn vote(&mut self, draft: &Package, standing: Option<&Package>, view: &View<'_>) -> Move {
        let side = &self.side;
        let (utility, walk_away) = (side.utility(draft), side.preferences().walk_away_at(&view.clock.moment));
        let Some(standing) = standing else {
            return Move::Vote(if utility >= walk_away { Vote::Yes } else { Vote::No });
        };
        if utility == f64::NEG_INFINITY {
            return Move::Vote(Vote::StrongNo);
        }
        let gain = utility - side.utility(standing);
        let yes = gain > 0.0
            || match self.rule {
                VotingRule::Climb => false,
                VotingRule::Anneal { heat } => {
                    let heat = heat * (1.0 - view.clock.moment.time);
                    let rng = self.rng.get_or_insert_with(|| ChaCha8Rng::from_seed(self.seed));
                    heat > 0.0 && rng.random::<f64>() < (gain / heat).exp()
                }
            };
        let range = side.best().map_or(0.0, |best| best.utility) - side.least_utility();
        let strong = gain.abs() > STRONG * range;
        Move::Vote(match (yes, strong) {
            (true, true) if gain > 0.0 => Vote::StrongYes,
            (true, _) => Vote::Yes,
            (false, false) => Vote::No,
            (false, true) => Vote::StrongNo,
        })
    }
}
