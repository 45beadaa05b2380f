//! What every mediator must keep to, driven by hand through the shuttle with built-in parties on random spaces.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasit_model::{Issue, Moment, Package, Preferences, Space, ValueIndex, Values, WalkAway};
use wasit_protocol::{
    Alternating, Attribution, Ended, Errand, Expected, Proposal, Reply, Request, Seat, Shuttle, Turn,
};
use wasit_search::Side;
use wasit_strategies::{
    Answer, Ask, Clock, Heard, Leg, Mediator, MediatorSetup, MediatorView, Move, Negotiator, Setup,
    StrategyError, View, check_mediator, mediator_strategies, seat_mediator, seat_party, stream,
};

const PARTIES: [&str; 8] = [
    "boulware",
    "micro",
    "tit_for_tat",
    "conceder",
    "time:exponent=2,votes=anneal",
    "nice_tit_for_tat",
    "time:max=0.8",
    "hybrid",
];

/// Talks on a small random space.
struct Scene {
    space: Arc<Space>,
    sides: Vec<Arc<Side>>,
}

impl Scene {
    fn random(parties: usize, seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let issue = |at: usize, values: i64| Issue {
            name: format!("issue {at}"),
            title: String::new(),
            unit: None,
            description: None,
            values: Values::integers(1, values, 1).unwrap(),
        };
        let issues = (0..rng.random_range(1..=4)).map(|at| issue(at, rng.random_range(1..=4))).collect();
        let space = Arc::new(Space::new(issues).unwrap());
        let mut side = || {
            let tables = (0..space.issues().len())
                .map(|issue| (0..space.width(issue)).map(|_| rng.random::<f64>()).collect())
                .collect();
            let walk_away = WalkAway { start: rng.random::<f64>(), drift: None };
            let preferences = Preferences::new(&space, tables, vec![], vec![], walk_away, None).unwrap();
            Arc::new(Side::new(Arc::clone(&space), preferences))
        };
        let sides = (0..parties).map(|_| side()).collect();
        Self { space, sides }
    }

    fn mediator(&self, text: &str, seed: u64) -> Box<dyn Mediator> {
        let confided = text.starts_with("confidant").then(|| self.sides.clone());
        let rng = stream(seed, 0, Seat::Mediator);
        let setup =
            MediatorSetup { space: Arc::clone(&self.space), parties: self.sides.len(), rng, confided };
        seat_mediator(text, setup).unwrap()
    }

    fn parties(&self, seed: u64) -> Vec<Box<dyn Negotiator>> {
        let seat = |party: usize| {
            let rng = stream(seed, 0, Seat::Party(party));
            let setup = Setup::new(Arc::clone(&self.sides[party]), self.sides.len(), rng);
            seat_party(PARTIES[(seed as usize + party) % PARTIES.len()], setup).unwrap()
        };
        (0..self.sides.len()).map(seat).collect()
    }
}

/// What a seat was asked, what it had heard by then, and what it did.
type Visit = (usize, Option<Package>, Vec<Heard>, Move);

/// A course of mediated talks.
#[derive(Debug, PartialEq)]
struct Course {
    errands: Vec<Errand>,
    visits: Vec<Visit>,
    ended: Ended,
}

fn shuttle(mediator: &mut dyn Mediator, parties: &mut [Box<dyn Negotiator>], legs: u32) -> Course {
    let mut table = Shuttle::new(parties.len(), legs);
    let mut heard: Vec<Vec<Heard>> = vec![Vec::new(); parties.len()];
    let mut said: Vec<Vec<Package>> = vec![Vec::new(); parties.len()];
    let (mut travelled, mut errands, mut visits) = (Vec::new(), Vec::new(), Vec::new());
    loop {
        if let Expected::Ended(ended) = table.expected() {
            assert!(table.legs_used() <= legs);
            return Course { errands, visits, ended: ended.clone() };
        }
        let time = if mediator.in_turn() { table.time_by_steps() } else { table.time() };
        let errand = mediator.next(&MediatorView {
            time,
            legs_used: table.legs_used(),
            legs,
            proposals: table.proposals(),
            travelled: &travelled,
        });
        errands.push(errand.clone());
        table.set_out(errand.clone()).expect("a mediator keeps to the rules");
        let Expected::Reply { party, request } = table.expected() else { continue };
        let mut carried = if let Errand::Carry { news, .. } = &errand { news.clone() } else { Vec::new() };
        if let Request::Answer { proposal, .. } = request {
            carried.push(proposal);
        }
        heard[party].extend(carried.iter().map(|&id| hear(&table.proposals()[id], &errand, time)));
        let (ask, draft) = match request {
            Request::Offer => (Ask::Offer, None),
            Request::Answer { proposal, .. } => (Ask::Answer(&table.proposals()[proposal].package), None),
            Request::Vote { draft, standing } => (Ask::Vote { draft, standing }, Some(draft.clone())),
        };
        let clock =
            Clock { moment: Moment { time, legs: table.legs_used(), days: 0 }, step: table.step(), round: 0 };
        let put = if let Ask::Answer(package) = ask { Some(package.clone()) } else { None };
        let done = parties[party].act(ask, &View { clock: &clock, heard: &heard[party], said: &said[party] });
        visits.push((party, put, heard[party].clone(), done.clone()));
        let (answer, reply) = match done {
            Move::Offer(package) => {
                said[party].push(package.clone());
                (Answer::Offer(table.proposals().len()), Reply::Offer(package))
            }
            Move::Accept => (Answer::Accepted, Reply::Accept),
            Move::Refuse => (Answer::Refused, Reply::Refuse),
            Move::Vote(vote) => (Answer::Vote(vote), Reply::Vote(vote)),
            Move::Leave(_) => (Answer::Refused, Reply::Leave),
        };
        table.reply(party, reply).unwrap();
        travelled.push(Leg { party, carried, draft, answer, time });
    }
}

fn hear(proposal: &Proposal, errand: &Errand, time: f64) -> Heard {
    let named = matches!(errand, Errand::Carry { attribution: Attribution::Sender, .. });
    let from = if let Seat::Party(by) = proposal.by { Some(by).filter(|_| named) } else { None };
    Heard { package: proposal.package.clone(), from, time }
}

/// The same at a direct table.
fn alternating(parties: &mut [Box<dyn Negotiator>], steps: u32) -> (Vec<Visit>, Ended) {
    let mut table = Alternating::new(parties.len(), steps);
    let mut heard: Vec<Vec<Heard>> = vec![Vec::new(); parties.len()];
    let mut said: Vec<Vec<Package>> = vec![Vec::new(); parties.len()];
    let mut visits = Vec::new();
    // What a seat hears between its turns it hears at its turn.
    let mut waiting: Vec<Vec<(usize, Package)>> = vec![Vec::new(); parties.len()];
    loop {
        let party = match table.expected() {
            Ok(party) => party,
            Err(ended) => return (visits, ended.clone()),
        };
        let time = table.time();
        heard[party].extend(waiting[party].drain(..).map(|(by, package)| Heard {
            package,
            from: Some(by),
            time,
        }));
        let put = table.table().map(|(_, package)| package.clone());
        let moment = Moment { time, legs: table.turns() as u32, days: 0 };
        let clock = Clock { moment, step: table.step(), round: 0 };
        let ask = put.as_ref().map_or(Ask::Offer, Ask::Answer);
        let done = parties[party].act(ask, &View { clock: &clock, heard: &heard[party], said: &said[party] });
        visits.push((party, put.clone(), heard[party].clone(), done.clone()));
        let turn = match done {
            Move::Offer(package) => {
                said[party].push(package.clone());
                for other in (0..waiting.len()).filter(|&other| other != party) {
                    waiting[other].push((party, package.clone()));
                }
                Turn::Offer(package)
            }
            Move::Accept => Turn::Accept,
            other => panic!("{other:?} has no place here"),
        };
        table.apply(party, turn).unwrap();
    }
}

/// A party that accepts or offers as a die falls, which depends on all that it has heard and said.
struct Dice {
    space: Arc<Space>,
    seed: u64,
}

impl Negotiator for Dice {
    fn act(&mut self, ask: Ask<'_>, view: &View<'_>) -> Move {
        let told = view
            .heard
            .iter()
            .flat_map(|heard| heard.package.iter().copied().chain(heard.from.map(|f| f as u16)));
        let all = told.chain(view.said.iter().flatten().copied()).map(u64::from);
        let mixed =
            all.fold(self.seed, |hash, next| (hash ^ next).wrapping_mul(0x0100_0000_01b3).rotate_left(9));
        let mut rng =
            ChaCha8Rng::seed_from_u64(mixed ^ u64::from(view.clock.step) ^ view.clock.moment.time.to_bits());
        if matches!(ask, Ask::Answer(_)) && rng.random_range(0..5) < 2 {
            return Move::Accept;
        }
        let issues = 0..self.space.issues().len();
        Move::Offer(issues.map(|issue| rng.random_range(0..self.space.width(issue)) as ValueIndex).collect())
    }
}

/// Every mediator as it stands, and with each of its choices.
fn mediators() -> Vec<String> {
    let mut all: Vec<String> = mediator_strategies().map(|facts| facts.name.to_owned()).collect();
    all.extend(
        [
            "gatekeeper:model=bayesian,patience=1",
            "single_text:rule=anneal,heat=0.5",
            "single_text:drafts=2",
            "bridge:model=frequency,asks=1,drafting=0",
            "confidant:solution=kalai_smorodinsky",
            "confidant:solution=kalai",
            "confidant:solution=welfare",
        ]
        .map(str::to_owned),
    );
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn every_errand_is_allowed_and_talks_end(parties in 2_usize..=4, legs in 1_u32..60, seed in any::<u64>()) {
        let scene = Scene::random(parties, seed);
        for text in mediators() {
            let play = || shuttle(&mut *scene.mediator(&text, seed), &mut scene.parties(seed), legs);
            let course = play();
            prop_assert_eq!(&course, &play(), "same seed, same errands: {}", &text);
            if let Ended::Agreed(package) = &course.ended {
                for side in &scene.sides {
                    let walk_away = side.preferences().walk_away().start;
                    prop_assert!(side.utility(package) >= walk_away, "{} brought {:?}", &text, package);
                }
            }
            for errand in &course.errands {
                if let Errand::Propose { package, .. } | Errand::Text { draft: package, .. } = errand {
                    prop_assert!(scene.space.contains(package));
                }
            }
        }
    }

    #[test]
    fn only_those_who_say_so_draw_random_numbers(parties in 2_usize..=3, seed in any::<u64>()) {
        let scene = Scene::random(parties, seed);
        for facts in mediator_strategies().filter(|facts| !facts.stochastic) {
            let play = |own: u64| shuttle(&mut *scene.mediator(facts.name, own), &mut scene.parties(seed), 30);
            prop_assert_eq!(play(seed), play(seed ^ 1), "{}", facts.name);
        }
    }

    #[test]
    fn the_courier_is_the_direct_table_move_for_move(
        parties in 2_usize..=4,
        steps in 1_u32..12,
        seed in any::<u64>(),
        built_in in any::<bool>(),
    ) {
        let scene = Scene::random(parties, seed);
        let seats = || -> Vec<Box<dyn Negotiator>> {
            if built_in && scene.sides.iter().all(|side| side.best().unwrap().utility >= side.preferences().walk_away().start) {
                return scene.parties(seed);
            }
            (0..parties as u64).map(|at| Box::new(Dice { space: Arc::clone(&scene.space), seed: seed ^ at }) as _).collect()
        };
        let legs = steps * parties as u32;
        let carried = shuttle(&mut *scene.mediator("courier", seed), &mut seats(), legs);
        let (direct, ended) = alternating(&mut seats(), steps);
        prop_assert_eq!(carried.visits, direct);
        prop_assert_eq!(carried.ended, ended);
    }
}

#[test]
fn the_random_mediator_does_draw_random_numbers() {
    let scene = Scene::random(2, 3);
    let errands =
        |seed| shuttle(&mut *scene.mediator("single_text", seed), &mut scene.parties(3), 30).errands;
    assert!((0..9).any(|seed| errands(seed) != errands(seed + 1)));
}

#[test]
fn defaults_given_are_defaults_left_out() {
    for facts in mediator_strategies() {
        let given: Vec<String> = facts
            .parameters
            .iter()
            .map(|parameter| format!("{}={}", parameter.name, parameter.default))
            .collect();
        let text = format!("{}:{}", facts.name, given.join(","));
        check_mediator(&text).unwrap();
        for seed in 0..20 {
            let scene = Scene::random(2, seed);
            let play = |text: &str| shuttle(&mut *scene.mediator(text, seed), &mut scene.parties(seed), 30);
            assert_eq!(play(&text), play(facts.name), "{text}");
        }
    }
}

#[test]
fn what_is_misspelt_is_refused() {
    for (text, says) in [
        ("bridg", "there is no mediator strategy `bridg`; did you mean `bridge`?"),
        ("boulware", "there is no mediator strategy `boulware`; `wasit strategies` lists them"),
        ("courier:speed=3", "`courier` has no parameter `speed`; it has none"),
        ("gatekeeper:patience=-1", "`patience` cannot be `-1`: it is a whole number from 0"),
        ("gatekeeper:patince=1", "`gatekeeper` has no parameter `patince`; did you mean `patience`?"),
        ("single_text:rule=most", "`rule` cannot be `most`: it is one of unanimous, anneal"),
        ("single_text:heat=nan", "`heat` cannot be `nan`: it is a number that is at least 0"),
        ("bridge:asks=0", "`asks` cannot be `0`: it is a whole number from 1"),
        ("bridge:drafting=2", "`drafting` cannot be `2`: it is a number in [0, 1]"),
        (
            "confidant:solution=mine",
            "`solution` cannot be `mine`: it is one of nash, kalai_smorodinsky, kalai, welfare",
        ),
    ] {
        assert_eq!(check_mediator(text).unwrap_err().to_string(), says);
    }
}

#[test]
fn the_confidant_must_be_told() {
    let scene = Scene::random(2, 1);
    let rng = stream(1, 0, Seat::Mediator);
    let setup = MediatorSetup { space: Arc::clone(&scene.space), parties: 2, rng, confided: None };
    let refused = seat_mediator("confidant", setup).err();
    assert_eq!(refused, Some(StrategyError::NothingConfided("confidant".to_owned())));
}

#[test]
fn every_file_of_a_mediator_is_listed() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/mediators");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .filter(|stem| stem != "mod")
        .collect();
    files.sort();
    let mut listed: Vec<&str> = mediator_strategies().map(|facts| facts.name).collect();
    listed.sort_unstable();
    assert_eq!(files, listed);
}
