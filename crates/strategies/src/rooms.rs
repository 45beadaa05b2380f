//! A mediator tried by hand: parties answer from a script, and where it went is written down in words.

use std::sync::Arc;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use wasit_model::{Package, ValueIndex};
use wasit_protocol::{Errand, Expected, Reply, Request, Shuttle, Vote};
use wasit_search::Side;

use crate::trial::Trial;
use crate::{Answer, Leg, MediatorSetup, MediatorView, seat_mediator};

/// What a mediator is tried with: the sides' tables (for a confidant to read; the parties follow their scripts).
pub(crate) struct Rooms {
    sides: Vec<Arc<Side>>,
    legs: u32,
}

impl Rooms {
    pub(crate) fn new(tables: &[Vec<Vec<f64>>], legs: u32) -> Self {
        let trials: Vec<Trial> = tables.iter().map(|tables| Trial::new(tables.clone())).collect();
        Self::of(&trials, legs)
    }

    pub(crate) fn of(trials: &[Trial], legs: u32) -> Self {
        Self { sides: trials.iter().map(Trial::side).collect(), legs }
    }

    /// Where `mediator` goes when each party answers from its script, one entry a visit and the last for ever:
    /// `accept`, `refuse`, `--`, `-`, `+`, `++` (votes), or an offer such as `3 1`.
    ///
    /// Each leg is one line such as `carry 1 [3 1]: accept`; the last line is how the talks ended.
    pub(crate) fn trace(&self, mediator: &str, scripts: &[&[&str]]) -> Vec<String> {
        let setup = MediatorSetup {
            space: Arc::clone(self.sides[0].space()),
            parties: scripts.len(),
            rng: ChaCha8Rng::seed_from_u64(1),
            confided: Some(self.sides.clone()),
        };
        let mut mediator = seat_mediator(mediator, setup).unwrap();
        let mut table = Shuttle::new(scripts.len(), self.legs);
        let (mut travelled, mut lines) = (Vec::new(), Vec::new());
        let mut visits = vec![0; scripts.len()];
        loop {
            if let Expected::Ended(ended) = table.expected() {
                lines.push(format!("{ended:?}").split('(').next().unwrap().to_lowercase());
                return lines;
            }
            let errand = mediator.next(&MediatorView {
                time: table.time(),
                legs_used: table.legs_used(),
                legs: self.legs,
                proposals: table.proposals(),
                travelled: &travelled,
            });
            table.set_out(errand.clone()).unwrap();
            let Expected::Reply { party, request } = table.expected() else { continue };
            let script = scripts[party];
            let word = script[visits[party].min(script.len() - 1)];
            visits[party] += 1;
            lines.push(format!("{}: {word}", describe(&table, &errand, party, request)));
            let mut carried =
                if let Errand::Carry { news, .. } = &errand { news.clone() } else { Vec::new() };
            let draft = if let Request::Vote { draft, .. } = request { Some(draft.clone()) } else { None };
            if let Request::Answer { proposal, .. } = request {
                carried.push(proposal);
            }
            let (reply, answer) = read(word, table.proposals().len());
            table.reply(party, reply).unwrap();
            travelled.push(Leg { party, carried, draft, answer, time: table.time() });
        }
    }
}

fn describe(table: &Shuttle, errand: &Errand, party: usize, request: Request<'_>) -> String {
    let package = |id: usize| words(&table.proposals()[id].package);
    match (errand, request) {
        (Errand::Carry { news, .. }, Request::Answer { proposal, .. }) => {
            let told: String = news.iter().map(|&id| format!("told {}, ", package(id))).collect();
            format!("carry {party} {told}{}", package(proposal))
        }
        (_, Request::Answer { proposal, .. }) => format!("propose {party} {}", package(proposal)),
        (_, Request::Vote { draft, standing }) => {
            let standing = standing.map_or_else(|| "nothing".to_owned(), words);
            format!("text {party} {} over {standing}", words(draft))
        }
        (_, Request::Offer) => format!("ask {party}"),
    }
}

fn words(package: &Package) -> String {
    let values: Vec<String> = package.iter().map(ValueIndex::to_string).collect();
    format!("[{}]", values.join(" "))
}

fn read(word: &str, proposals: usize) -> (Reply, Answer) {
    let vote = |vote| (Reply::Vote(vote), Answer::Vote(vote));
    match word {
        "accept" => (Reply::Accept, Answer::Accepted),
        "refuse" => (Reply::Refuse, Answer::Refused),
        "--" => vote(Vote::StrongNo),
        "-" => vote(Vote::No),
        "+" => vote(Vote::Yes),
        "++" => vote(Vote::StrongYes),
        offer => {
            let package = offer.split(' ').map(|value| value.parse().unwrap()).collect();
            (Reply::Offer(package), Answer::Offer(proposals))
        }
    }
}
