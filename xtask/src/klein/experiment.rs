//! The talks of the experiment: the same contracts for every arrangement of voters and mediator.

use std::sync::Arc;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use wasit_arena::{Player, Protocol, Seating, play};
use wasit_model::{Mediator, Party, Round, Talks};
use wasit_search::Side;

use super::contract::{self, Contract};

/// How a party votes.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Voter {
    /// For what gains.
    Climbs,
    /// Also for small losses while it is hot.
    Anneals {
        /// The heat at the start, as a share of the most that the party can get.
        heat: f64,
    },
}

/// Who votes how, under which mediator.
#[derive(Clone, Copy)]
pub(super) struct Arrangement {
    pub(super) voters: [Voter; 2],
    /// The mediator's heat at the start, in votes, where it anneals over votes of degree; `None` where a draft
    /// needs a yes from both.
    pub(super) mediator_heat: Option<f64>,
}

/// The size of an experiment.
#[derive(Clone, Copy)]
pub(super) struct Size {
    pub(super) issues: usize,
    pub(super) drafts: u32,
    pub(super) contracts: u64,
    pub(super) seed: u64,
}

/// What the two sides got in one talk, and both together as a share of the best sum that is known.
#[derive(Clone, Copy)]
pub(super) struct Gains {
    pub(super) sides: [f64; 2],
    pub(super) joint: f64,
}

/// Holds one talk on each of the same random contracts for every arrangement; the results stand in the order of
/// the arrangements, each in the order of the contracts.
pub(super) fn hold(size: Size, arrangements: &[Arrangement]) -> Vec<Vec<Gains>> {
    let by_contract: Vec<Vec<Gains>> = (0..size.contracts)
        .into_par_iter()
        .map(|number| {
            let mut rng = ChaCha8Rng::seed_from_u64(size.seed);
            rng.set_stream(number);
            let contract = Contract::random(size.issues, &mut rng);
            let talks = talks(&contract, size);
            let space = Arc::new(talks.space.clone());
            let side = |party: &Party| Arc::new(Side::new(space.clone(), party.preferences.clone()));
            let sides: Vec<Arc<Side>> = talks.parties.iter().map(side).collect();
            arrangements.iter().map(|each| one(&talks, &sides, &contract, each, size.seed, number)).collect()
        })
        .collect();
    let at = |arrangement: usize| by_contract.iter().map(|gains| gains[arrangement]).collect();
    (0..arrangements.len()).map(at).collect()
}

fn talks(contract: &Contract, size: Size) -> Talks {
    let space = contract::space(size.issues);
    let party = |at: usize| Party {
        name: ["first", "second"][at].to_owned(),
        title: ["First", "Second"][at].to_owned(),
        strategy: "tough".to_owned(),
        preferences: contract.sides[at].preferences(&space),
        home: None,
    };
    let parties = vec![party(0), party(1)];
    // Both vote on every draft, and answer the last text.
    let rounds = vec![Round { legs: 2 * size.drafts + 2, ..Round::default() }];
    let mediator = Mediator {
        name: "mediator".to_owned(),
        title: "Mediator".to_owned(),
        strategy: "single_text".to_owned(),
    };
    Talks { title: "A contract".to_owned(), note: None, space, parties, mediator, rounds }
}

fn one(
    talks: &Talks,
    sides: &[Arc<Side>],
    contract: &Contract,
    arrangement: &Arrangement,
    seed: u64,
    number: u64,
) -> Gains {
    let seating = Seating {
        parties: arrangement.voters.iter().map(|voter| Player::Strategy(voter.strategy())).collect(),
        mediator: Player::Strategy(arrangement.mediator()),
    };
    let course =
        play(talks, sides, &seating, Protocol::Shuttle, seed, number).expect("the strategies are built in");
    // The text is put to both at the end, and any is better than none.
    let text = course.outcome.agreement().expect("both accept any text");
    let sides = [sides[0].utility(text), sides[1].utility(text)];
    Gains { sides, joint: (sides[0] + sides[1]) / contract.best_sum }
}

impl Voter {
    /// The text that seats this voter. How it would bargain does not matter: it is only ever asked to vote, and
    /// to answer the last text, which it takes because any contract is better than none.
    fn strategy(self) -> String {
        match self {
            Self::Climbs => "conceder:max=0.000001,tolerance=1,votes=climb".to_owned(),
            Self::Anneals { heat } => format!("conceder:max=0.000001,tolerance=1,votes=anneal,heat={heat}"),
        }
    }
}

impl Arrangement {
    fn mediator(&self) -> String {
        match self.mediator_heat {
            None => "single_text".to_owned(),
            Some(heat) => format!("single_text:rule=anneal,heat={heat}"),
        }
    }
}
