//! The seats that most talks are held with, by positions in a side's ranking instead of by packages: the same play, move
//! for move, at a fraction of the cost. For two parties at a direct table whose walk-aways do not change.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use wasit_search::Side;

use crate::negotiators::time::{Curve, SLACK};

/// A seat that plays by positions: position `k` is the `k`-th best package of a side, from 0.
#[derive(Debug)]
pub struct SwiftSeat {
    low: f64,
    high: f64,
    walk_away: f64,
    play: Play,
}

#[derive(Debug)]
pub(crate) enum Play {
    /// By time alone.
    Time(Curve),
    /// Always the best.
    Tough,
    /// MiCRO.
    Micro(Micro),
}

/// MiCRO's memory: all above `sent` were sent.
#[derive(Debug, Default)]
pub(crate) struct Micro {
    sent: usize,
    last: Option<f64>,
    /// A bit for each of the other side's positions that was heard.
    heard: Vec<u64>,
    received: usize,
}

/// An offer of the other side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SwiftOffer {
    /// Its position in the maker's ranking.
    pub position: usize,
    /// What it is worth to who hears it.
    pub worth: f64,
}

/// What a seat does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SwiftMove {
    /// Puts forward the package at this position of its own ranking.
    Offer(usize),
    /// Accepts what lies on the table.
    Accept,
}

impl SwiftSeat {
    /// `None` where a seat on this side cannot play by positions: its walk-away changes, no package reaches it, or a
    /// play by levels finds no list.
    pub(crate) fn new(play: Play, side: &Side) -> Option<Self> {
        let preferences = side.preferences();
        let by_level = matches!(play, Play::Time(_));
        if !preferences.walk_away_is_constant() || (by_level && !side.is_listed()) {
            return None;
        }
        let walk_away = preferences.walk_away_at(&wasit_model::Moment::default());
        let high = side.best().filter(|best| best.bound == 0.0)?.utility;
        let low = walk_away.max(side.least_utility());
        (high >= walk_away).then_some(Self { low, high, walk_away, play })
    }

    /// Its turn at relative time `time`; `side` is its own, `offer` what lies on the table. `rng` makes the seat's
    /// random stream when chance is first needed, and keeps it.
    #[inline]
    pub fn act(
        &mut self,
        side: &Side,
        time: f64,
        offer: Option<SwiftOffer>,
        rng: &mut dyn FnMut() -> ChaCha8Rng,
        stream: &mut Option<ChaCha8Rng>,
    ) -> SwiftMove {
        let reaches = |demand: f64| offer.is_some_and(|offer| offer.worth >= demand);
        match &mut self.play {
            Play::Time(curve) => {
                let level = curve.level(time, self.low, self.high);
                if reaches(level) {
                    return SwiftMove::Accept;
                }
                let floor = (level - SLACK).max(self.walk_away);
                SwiftMove::Offer(side.position_at_least(floor).expect("the best reaches every demand"))
            }
            Play::Tough if reaches(self.high) => SwiftMove::Accept,
            Play::Tough => SwiftMove::Offer(0),
            Play::Micro(micro) => {
                if let Some(offer) = offer {
                    micro.hear(offer.position);
                }
                let next = if micro.sent > micro.received { None } else { side.kth_utility(micro.sent) };
                let next = next.filter(|&worth| worth >= self.low);
                let demand = next.or(micro.last).map_or(self.high, |worth| worth.max(self.low));
                if reaches(demand) {
                    return SwiftMove::Accept;
                }
                if let Some(worth) = next {
                    micro.last = Some(worth);
                    micro.sent += 1;
                    return SwiftMove::Offer(micro.sent - 1);
                }
                // All that was sent is worth at least the walk-away, and something was: the best reaches it.
                SwiftMove::Offer(stream.get_or_insert_with(rng).random_range(0..micro.sent))
            }
        }
    }
}

impl Micro {
    #[inline]
    fn hear(&mut self, position: usize) {
        let (word, bit) = (position / 64, 1 << (position % 64));
        if word >= self.heard.len() {
            self.heard.resize((word + 1).next_power_of_two().max(16), 0);
        }
        self.received += usize::from(self.heard[word] & bit == 0);
        self.heard[word] |= bit;
    }
}
