//! A seat tried by hand: it hears scripted offers and answers, and what it does is written down in words.

use std::sync::Arc;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use wasit_model::{Issue, Moment, Package, Preferences, Space, Values, WalkAway};
use wasit_search::Side;

use crate::{Ask, Clock, Heard, Move, Negotiator, Setup, View, seat_party};

/// One issue with values 0 to `top`, value v worth v / `top`.
pub(crate) fn ladder(top: usize) -> Vec<Vec<f64>> {
    vec![(0..=top).map(|value| value as f64 / top as f64).collect()]
}

/// What a seat is tried with: additive preferences.
#[derive(Clone, Debug)]
pub(crate) struct Trial {
    tables: Vec<Vec<f64>>,
    walk_away: f64,
}

impl Trial {
    pub(crate) fn new(tables: Vec<Vec<f64>>) -> Self {
        Self { tables, walk_away: 0.0 }
    }

    pub(crate) fn walk_away(self, walk_away: f64) -> Self {
        Self { walk_away, ..self }
    }

    /// The seat's preferences, ready for searching.
    pub(crate) fn side(&self) -> Arc<Side> {
        let issue = |(at, table): (usize, &Vec<f64>)| Issue {
            name: format!("i{at}"),
            title: format!("i{at}"),
            unit: None,
            description: None,
            values: Values::integers(0, table.len() as i64 - 1, 1).unwrap(),
        };
        let space = Space::new(self.tables.iter().enumerate().map(issue).collect()).unwrap();
        let walk_away = WalkAway { start: self.walk_away, drift: None };
        let preferences =
            Preferences::new(&space, self.tables.clone(), vec![], vec![], walk_away, None).unwrap();
        Arc::new(Side::new(Arc::new(space), preferences))
    }

    /// Seats `strategy` at a table of two with nine steps.
    pub(crate) fn seat(&self, strategy: &str) -> Seated {
        let setup = Setup::new(self.side(), 2, ChaCha8Rng::seed_from_u64(1));
        Seated { seat: seat_party(strategy, setup).unwrap(), steps: 9, heard: vec![], said: vec![], step: 0 }
    }

    /// What `strategy` does as the second to speak, hearing one of `offers` at each of `steps` steps.
    pub(crate) fn hears(&self, strategy: &str, offers: &[&[u16]], steps: u32) -> Vec<String> {
        let mut seated = Seated { steps, ..self.seat(strategy) };
        offers.iter().map(|offer| seated.hear(&[offer])).collect()
    }
}

/// A strategy in its seat.
pub(crate) struct Seated {
    seat: Box<dyn Negotiator>,
    steps: u32,
    heard: Vec<Heard>,
    said: Vec<Package>,
    step: u32,
}

impl Seated {
    /// Lets it hear these offers, asks it to answer the last (or to make one where there is none), and goes on to
    /// the next step. `accept`, or the values that it offers with commas between.
    pub(crate) fn hear(&mut self, offers: &[&[u16]]) -> String {
        let time = (f64::from(self.step) + 1.0) / (f64::from(self.steps) + 1.0);
        self.heard.extend(offers.iter().map(|offer| Heard {
            package: Package::from_slice(offer),
            from: Some(0),
            time,
        }));
        let moment = Moment { time, legs: 2 * self.step + 1, days: 0 };
        let view = View {
            clock: &Clock { moment, step: self.step, round: 0 },
            heard: &self.heard,
            said: &self.said,
        };
        let last = offers.last().map(|offer| Package::from_slice(offer));
        let did = self.seat.act(last.as_ref().map_or(Ask::Offer, Ask::Answer), &view);
        self.step += 1;
        match did {
            Move::Offer(package) => {
                let words: Vec<String> = package.iter().map(u16::to_string).collect();
                self.said.push(package);
                words.join(",")
            }
            Move::Accept => "accept".to_owned(),
            other => format!("{other:?}"),
        }
    }
}
