//! **Single text.** The mediator keeps one draft agreement. Each new draft differs from the text in one issue,
//! drawn at random, and every party votes on it in secret; what passes becomes the text. In the end the text is put
//! to all for yes or no.
//!
//! M. Klein, P. Faratin, H. Sayama, Y. Bar-Yam, "Negotiating complex contracts", Group Decision and Negotiation 12
//! (2003): the first text is drawn at random and not voted on. Under `rule=unanimous` a draft passes where all vote
//! for it. Under `rule=anneal` the mediator anneals over votes of degree: −2, −1, 1, 2 from a strong no to a strong
//! yes; a draft passes where the sum is at least 0, else with probability `exp(sum / (heat (1 - t)))`, `t` being
//! relative time. The paper has a mediator who anneals over votes of degree; this scale and this cooling are ours.
//!
//! Voting ends when `drafts` drafts have been voted on, or when only as many legs remain as it takes to put the text
//! to everybody. One refusal ends that: where legs for another draft and another putting remain, the mediator goes
//! on drafting from the same text, else it closes the talks.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use wasit_model::{Package, Space, ValueIndex};
use wasit_protocol::{Attribution, Errand, Vote};

use super::{legs_left, next_to_answer};
use crate::registry::MediatorEntry;
use crate::{
    Answer, Facts, Mediator, MediatorSetup, MediatorView, Parameter, ParameterError, Parameters, Role,
};

pub(crate) const SINGLE_TEXT: MediatorEntry = MediatorEntry {
    facts: &Facts {
        name: "single_text",
        role: Role::Mediator,
        about: "Keeps one draft, changes one issue at random, lets all vote in secret, and puts the last text to all.",
        source: "Klein, Faratin, Sayama, Bar-Yam 2003",
        stochastic: true,
        listens: true,
        told: false,
        parameters: &[
            Parameter {
                name: "rule",
                default: "unanimous",
                about: "what passes a draft: unanimous, or anneal (over votes of degree)",
            },
            Parameter {
                name: "heat",
                default: "1",
                about: "rule=anneal only: the heat at the start, in votes; it falls to 0 over the talks; at least 0",
            },
            Parameter {
                name: "drafts",
                default: "0",
                about: "how many drafts are voted on before the text is put to all; 0: as many as the legs allow",
            },
        ],
    },
    check: |parameters| Rule::read(parameters).map(|_| ()),
    make: |parameters, setup| {
        let (rule, drafts) = Rule::read(parameters)?;
        Ok(Box::new(SingleText::new(rule, drafts, setup)))
    },
};

/// What passes a draft.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Rule {
    Unanimous,
    Anneal { heat: f64 },
}

impl Rule {
    fn read(parameters: &Parameters) -> Result<(Self, u32), ParameterError> {
        let heat = parameters
            .get("heat", 1.0, "a number that is at least 0", |&heat: &f64| heat >= 0.0 && heat.is_finite())?;
        let drafts = parameters.get("drafts", 0, "a whole number from 0", |_: &u32| true)?;
        let anneal = parameters.choose("rule", &[("unanimous", false), ("anneal", true)])?;
        Ok((if anneal { Self::Anneal { heat } } else { Self::Unanimous }, drafts))
    }

    fn passes(self, votes: &[Vote], time: f64, rng: &mut ChaCha8Rng) -> bool {
        match self {
            Self::Unanimous => votes.iter().all(|vote| vote.is_yes()),
            Self::Anneal { heat } => {
                let sum: f64 = votes.iter().map(|&vote| degree(vote)).sum();
                let heat = heat * (1.0 - time);
                sum >= 0.0 || (heat > 0.0 && rng.random::<f64>() < (sum / heat).exp())
            }
        }
    }
}

fn degree(vote: Vote) -> f64 {
    match vote {
        Vote::StrongNo => -2.0,
        Vote::No => -1.0,
        Vote::Yes => 1.0,
        Vote::StrongYes => 2.0,
    }
}

/// What the mediator is about.
enum Stage {
    /// A draft is going round; these are the votes so far, from party 0 on.
    Voting { draft: Package, votes: Vec<Vote> },
    /// The text is being put to all for yes or no; a leg has been travelled for it or not yet.
    Putting { under_way: bool },
}

struct SingleText {
    rule: Rule,
    /// How many drafts are voted on before the text is put; 0 for as many as the legs allow.
    drafts: u32,
    voted_on: u32,
    text: Package,
    stage: Stage,
    parties: usize,
    space: std::sync::Arc<Space>,
    rng: ChaCha8Rng,
}

impl SingleText {
    fn new(rule: Rule, drafts: u32, setup: MediatorSetup) -> Self {
        let MediatorSetup { space, parties, mut rng, .. } = setup;
        let text = (0..space.issues().len()).map(|issue| draw_value(&space, issue, &mut rng)).collect();
        let stage = Stage::Putting { under_way: false };
        let mut this = Self { rule, drafts, voted_on: 0, text, stage, parties, space, rng };
        this.stage = this.draft();
        this
    }

    /// A new draft to vote on; the text itself is put where nothing can be changed.
    fn draft(&mut self) -> Stage {
        let open: Vec<usize> =
            (0..self.space.issues().len()).filter(|&issue| self.space.width(issue) > 1).collect();
        if open.is_empty() {
            return Stage::Putting { under_way: false };
        }
        let issue = open[self.rng.random_range(0..open.len())];
        let mut draft = self.text.clone();
        let shift = self.rng.random_range(1..self.space.width(issue));
        draft[issue] = ((usize::from(draft[issue]) + shift) % self.space.width(issue)) as ValueIndex;
        Stage::Voting { draft, votes: Vec::new() }
    }

    /// Reads the answer to the last errand.
    fn hear(&mut self, view: &MediatorView<'_>) {
        let Some(leg) = view.travelled.last() else { return };
        match (&mut self.stage, &leg.answer) {
            (Stage::Voting { votes, .. }, Answer::Vote(vote)) => votes.push(*vote),
            (Stage::Putting { under_way: true }, answer) if *answer != Answer::Accepted => {
                self.voted_on = 0;
                self.stage = self.draft();
            }
            _ => {}
        }
        if let Stage::Voting { draft, votes } = &self.stage
            && votes.len() == self.parties
        {
            if self.rule.passes(votes, view.time, &mut self.rng) {
                self.text = draft.clone();
            }
            self.voted_on += 1;
            self.stage = if self.drafts > 0 && self.voted_on >= self.drafts {
                Stage::Putting { under_way: false }
            } else {
                self.draft()
            };
        }
    }

    /// Leaves off drafting where the legs would not do to vote on another draft and to put the text.
    fn mind_the_legs(&mut self, view: &MediatorView<'_>, refused: bool) -> bool {
        let Stage::Voting { votes, .. } = &self.stage else { return true };
        let enough = legs_left(view) as usize >= 2 * self.parties - votes.len();
        if enough {
            return true;
        }
        self.stage = Stage::Putting { under_way: false };
        !refused
    }
}

impl Mediator for SingleText {
    fn next(&mut self, view: &MediatorView<'_>) -> Errand {
        let was_putting = matches!(self.stage, Stage::Putting { under_way: true });
        self.hear(view);
        let refused = was_putting && !matches!(self.stage, Stage::Putting { .. });
        if !self.mind_the_legs(view, refused) {
            return Errand::Close;
        }
        match &mut self.stage {
            Stage::Voting { draft, votes } => {
                Errand::Text { party: votes.len(), draft: draft.clone(), standing: Some(self.text.clone()) }
            }
            Stage::Putting { under_way } => {
                *under_way = true;
                let party = next_to_answer(view, &self.text, self.parties, 0);
                Errand::Propose { party, package: self.text.clone(), attribution: Attribution::Mediator }
            }
        }
    }
}

fn draw_value(space: &Space, issue: usize, rng: &mut ChaCha8Rng) -> ValueIndex {
    rng.random_range(0..space.width(issue)) as ValueIndex
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rooms::Rooms;

    /// Two issues of two values.
    fn rooms(legs: u32) -> Rooms {
        Rooms::new(&[vec![vec![0.0, 0.5]; 2]], legs)
    }

    #[test]
    fn expected_trace() {
        // Ten legs: four drafts voted on by both, then the text put to both.
        let trace = rooms(10)
            .trace("single_text", &[&["+", "+", "-", "++", "accept"], &["++", "-", "+", "+", "accept"]]);
        assert_eq!(
            trace,
            [
                "text 0 [1 1] over [1 0]: +",
                "text 1 [1 1] over [1 0]: ++",
                "text 0 [0 1] over [1 1]: +",
                "text 1 [0 1] over [1 1]: -",
                "text 0 [0 1] over [1 1]: -",
                "text 1 [0 1] over [1 1]: +",
                "text 0 [1 0] over [1 1]: ++",
                "text 1 [1 0] over [1 1]: +",
                "propose 0 [1 0]: accept",
                "propose 1 [1 0]: accept",
                "agreed",
            ]
        );
    }

    #[test]
    fn refused_it_goes_on_drafting_while_legs_remain() {
        // One draft, then the text, twice; a third draft would leave too few legs to put the text.
        let votes = ["+", "refuse", "+", "refuse"];
        let trace = rooms(9).trace("single_text:drafts=1", &[&votes, &["-"]]);
        let kinds: Vec<&str> = trace.iter().map(|line| line.split(' ').next().unwrap()).collect();
        assert_eq!(kinds, ["text", "text", "propose", "text", "text", "propose", "closed"]);
    }

    #[test]
    fn an_annealing_mediator_weighs_votes() {
        let mut rng = rand::SeedableRng::seed_from_u64(5);
        let mut share = |votes: &[Vote], heat: f64, time: f64| {
            let rule = Rule::Anneal { heat };
            (0..4_000).filter(|_| rule.passes(votes, time, &mut rng)).count() as f64 / 4_000.0
        };
        assert_eq!(share(&[Vote::StrongYes, Vote::StrongNo], 1.0, 0.5), 1.0);
        assert_eq!(share(&[Vote::Yes, Vote::StrongNo], 0.0, 0.5), 0.0);
        // Sum −1 at heat 2 × (1 − 0.5): exp(−1) = 0.368; sum −3: exp(−3) = 0.050.
        assert!((share(&[Vote::Yes, Vote::StrongNo], 2.0, 0.5) - 0.368).abs() < 0.03);
        assert!((share(&[Vote::No, Vote::StrongNo], 2.0, 0.5) - 0.050).abs() < 0.015);
    }
}
