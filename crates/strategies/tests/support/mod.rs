//! Random talks, and a small table to hold them at that checks every move.

use std::sync::Arc;

use proptest::prelude::*;
use wasit_model::{
    BoxFactor, Discount, DiscountPer, Drift, Factor, Issue, Moment, Package, Preferences, RedLine, Space,
    Values, WalkAway,
};
use wasit_protocol::{Alternating, Ended, Seat, Turn};
use wasit_search::Side;
use wasit_strategies::{Ask, Clock, Heard, Move, Negotiator, Setup, View, seat_party, stream};

/// Every strategy as it is, and the variants that a parameter makes of it.
pub(crate) fn texts() -> &'static [&'static str] {
    &[
        "time:family=exponential",
        "boulware",
        "linear",
        "conceder",
        "tough",
        "random",
        "random:accept_after=0.5",
        "micro",
        "tit_for_tat",
        "tit_for_tat:delta=2",
        "tit_for_tat:variant=random_absolute,m=0.2",
        "tit_for_tat:variant=averaged,gamma=2",
        "nice_tit_for_tat",
        "nice_tit_for_tat:model=frequency,band=0.5",
        "hybrid",
        "hybrid:p0=0.8,p2=0.2,p3=2",
        "modular",
        "modular:bidding=random,acceptance=const,c=0.5",
        "modular:bidding=micro,acceptance=time,from=0.5",
        "modular:bidding=trade_off,acceptance=combi,from=0.3,exponent=0.5,band=0.5",
        "modular:bidding=trade_off,model=bayesian,a=1.1,b=0.05",
        "modular:bidding=trade_off,model=none,family=exponential",
    ]
}

/// Talks to be held: a space, what each of the parties wants, and how long there is.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) space: Arc<Space>,
    pub(crate) sides: Vec<Arc<Side>>,
    pub(crate) steps: u32,
}

/// Scripts of offers, of four values each; a case takes them modulo its widths.
pub(crate) fn script() -> impl Strategy<Value = Vec<Vec<u16>>> {
    prop::collection::vec(prop::collection::vec(0_u16..12, 4), 1..=10)
}

/// Two or three parties over one to four issues of one to four values. Utilities are eighths from −0.5 to 1, so
/// that many are equal and some negative.
pub(crate) fn case() -> impl Strategy<Value = Case> {
    (prop::collection::vec(1_usize..=4, 1..=4), 2_usize..=3, 1_u32..=14).prop_flat_map(
        |(widths, parties, steps)| {
            let space = Arc::new(space(&widths));
            let sides = prop::collection::vec(preferences(widths, space.clone()), parties);
            sides.prop_map(move |wants| {
                let side = |preferences| Arc::new(Side::new(space.clone(), preferences));
                Case { space: space.clone(), sides: wants.into_iter().map(side).collect(), steps }
            })
        },
    )
}

fn space(widths: &[usize]) -> Space {
    let issue = |(at, &width): (usize, &usize)| {
        let values = if at % 2 == 0 {
            Values::integers(0, width as i64 - 1, 1).unwrap()
        } else {
            Values::categorical((0..width).map(|value| format!("v{value}")).collect()).unwrap()
        };
        Issue { name: format!("i{at}"), title: format!("i{at}"), unit: None, description: None, values }
    };
    Space::new(widths.iter().enumerate().map(issue).collect()).unwrap()
}

fn preferences(widths: Vec<usize>, space: Arc<Space>) -> impl Strategy<Value = Preferences> {
    let eighth = || (-4_i32..=8).prop_map(|eighths| f64::from(eighths) / 8.0);
    let tables: Vec<_> = widths.iter().map(|&width| prop::collection::vec(eighth(), width)).collect();
    let clause = {
        let widths = widths.clone();
        (0..widths.len()).prop_flat_map(move |issue| {
            prop::collection::vec(any::<bool>(), widths[issue]).prop_map(move |set| (issue, set))
        })
    };
    let clauses = prop::collection::vec(clause, 1..=2).prop_map(|mut clauses| {
        clauses.sort();
        clauses.dedup_by_key(|clause| clause.0);
        clauses
    });
    let factor = (clauses.clone(), eighth())
        .prop_map(|(clauses, utility)| Factor::Box(BoxFactor { clauses, utility }));
    let red_line = clauses.prop_map(|clauses| RedLine { clauses, words: String::new() });
    let drift = prop_oneof![
        3 => Just(None),
        1 => eighth().prop_map(|end| Some(Drift::To(end))),
        1 => (-2_i32..=2).prop_map(|by| Some(Drift::PerLeg(f64::from(by) / 32.0))),
    ];
    let start = prop_oneof![1 => Just(f64::NEG_INFINITY), 4 => eighth()];
    let per = prop_oneof![Just(DiscountPer::Leg), Just(DiscountPer::Talks)];
    let discount = (per, 0.7_f64..=1.0, any::<bool>()).prop_map(|(per, factor, walk_away_too)| Discount {
        factor,
        per,
        walk_away_too,
    });
    (
        tables,
        prop::collection::vec(factor, 0..=1),
        prop::collection::vec(red_line, 0..=2),
        (start, drift),
        prop::option::of(discount),
    )
        .prop_map(move |(tables, factors, red_lines, (start, drift), discount)| {
            Preferences::new(&space, tables, factors, red_lines, WalkAway { start, drift }, discount).unwrap()
        })
}

/// What a seat did.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Did {
    Offer(Package),
    Accept,
    Leave,
}

/// Everything that was done, in order, and how it ended.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Played {
    pub(crate) moves: Vec<(usize, Did)>,
    pub(crate) ended: Option<Ended>,
}

/// A direct table with a strategy in each seat.
pub(crate) struct Table<'a> {
    case: &'a Case,
    seats: Vec<Box<dyn Negotiator>>,
    seed: u64,
}

impl<'a> Table<'a> {
    /// Seats the first of `texts`, as many as there are sides.
    pub(crate) fn new(case: &'a Case, texts: &[&str], seed: u64) -> Self {
        let seats =
            case.sides.iter().zip(texts).enumerate().map(|(at, (_, text))| seat(case, at, text, seed));
        Self { case, seats: seats.collect(), seed }
    }

    /// Plays to the end.
    ///
    /// # Errors
    /// The first move that is not legal, in words.
    pub(crate) fn play(mut self) -> Result<Played, String> {
        let parties = self.case.sides.len();
        let mut protocol = Alternating::new(parties, self.case.steps);
        let mut heard: Vec<Vec<Heard>> = vec![Vec::new(); parties];
        let mut said: Vec<Vec<Package>> = vec![Vec::new(); parties];
        let mut moves = Vec::new();
        while let Ok(party) = protocol.expected() {
            let clock = clock(protocol.time(), protocol.step(), protocol.turns());
            let view = View { clock: &clock, heard: &heard[party], said: &said[party] };
            let table = protocol.table().map(|(_, package)| package.clone());
            let ask = table.as_ref().map_or(Ask::Offer, Ask::Answer);
            let did = act(&self.case.sides[party], self.seats[party].as_mut(), ask, &view)
                .map_err(|wrong| format!("party {party} at step {}: {wrong}", clock.step))?;
            let turn = match &did {
                Did::Accept => Turn::Accept,
                Did::Leave => Turn::Leave,
                Did::Offer(package) => Turn::Offer(package.clone()),
            };
            if let Did::Offer(package) = &did {
                said[party].push(package.clone());
                for (_, others) in heard.iter_mut().enumerate().filter(|(other, _)| *other != party) {
                    let time = clock.moment.time;
                    others.push(Heard { package: package.clone(), from: Some(party), time });
                }
            }
            protocol.apply(party, turn).map_err(|refusal| refusal.to_string())?;
            moves.push((party, did));
        }
        Ok(Played { moves, ended: protocol.expected().err().cloned() })
    }

    /// What `text` does in the first seat when it hears `script`, one offer at each of ten steps.
    pub(crate) fn alone(&self, text: &str, script: &[Vec<u16>]) -> Vec<Did> {
        let mut seat = seat(self.case, 0, text, self.seed);
        let (mut heard, mut said) = (Vec::new(), Vec::new());
        let mut moves = Vec::new();
        for (offer, step) in script.iter().zip(0..) {
            let issues = 0..self.case.space.issues().len();
            let package: Package = issues.map(|at| offer[at] % self.case.space.width(at) as u16).collect();
            let time = (f64::from(step) + 1.0) / 11.0;
            heard.push(Heard { package: package.clone(), from: Some(1), time });
            let view = View { clock: &clock(time, step, u64::from(2 * step)), heard: &heard, said: &said };
            let did = act(&self.case.sides[0], seat.as_mut(), Ask::Answer(&package), &view).unwrap();
            if let Did::Offer(package) = &did {
                said.push(package.clone());
            }
            moves.push(did);
        }
        moves
    }
}

fn seat(case: &Case, at: usize, text: &str, seed: u64) -> Box<dyn Negotiator> {
    let rng = stream(seed, 0, Seat::Party(at));
    let setup = Setup::new(case.sides[at].clone(), case.sides.len(), rng);
    seat_party(text, setup).unwrap()
}

fn clock(time: f64, step: u32, turns: u64) -> Clock {
    Clock { moment: Moment { time, legs: turns as u32, days: 0 }, step, round: 0 }
}

/// Asks a seat, and checks what it does against its own preferences.
fn act(side: &Side, seat: &mut dyn Negotiator, ask: Ask<'_>, view: &View<'_>) -> Result<Did, String> {
    let walk_away = side.preferences().walk_away_at(&view.clock.moment);
    let check = |package: &Package, what: &str| {
        let utility = side.preferences().utility(package);
        if utility < walk_away {
            return Err(format!("{what} {package:?}, worth {utility} under a walk-away of {walk_away}"));
        }
        match side.preferences().crossed(package) {
            Some(_) => Err(format!("{what} {package:?} beyond a red line")),
            None => Ok(()),
        }
    };
    match seat.act(ask, view) {
        Move::Offer(package) if !side.space().contains(&package) => {
            Err(format!("{package:?} is not in the space"))
        }
        Move::Offer(package) => check(&package, "offers").map(|()| Did::Offer(package)),
        Move::Accept => match ask {
            Ask::Answer(package) => check(package, "accepts").map(|()| Did::Accept),
            _ => Err("accepts where there is nothing to accept".to_owned()),
        },
        Move::Leave(_) | Move::Refuse => {
            let best = side.space().packages().map(|package| side.preferences().utility(&package));
            let best = best.fold(f64::NEG_INFINITY, f64::max);
            if best > f64::NEG_INFINITY && best >= walk_away {
                return Err(format!("leaves, though {best} can be had over a walk-away of {walk_away}"));
            }
            Ok(Did::Leave)
        }
        Move::Vote(_) => Err("votes where there is nothing to vote on".to_owned()),
    }
}
