use std::cell::OnceCell;
use std::sync::Arc;

use rand_chacha::ChaCha8Rng;
use wasit_model::{Moment, Package};
use wasit_protocol::Vote;
use wasit_search::Side;

/// Who sits at a party's seat.
///
/// [`Negotiator::act`] is called when the seat is asked something, never otherwise. What was heard since the last
/// call stands in the view.
pub trait Negotiator: Send {
    /// Answers `ask`.
    ///
    /// What fits: an offer or leaving to [`Ask::Offer`]; an acceptance, an offer (which refuses), a refusal or
    /// leaving to [`Ask::Answer`]; a vote or leaving to [`Ask::Vote`].
    fn act(&mut self, ask: Ask<'_>, view: &View<'_>) -> Move;

    /// Whether it ever looks at [`View::heard`] and [`View::said`], which else stay empty: long talks are spared the
    /// copies.
    fn remembers(&self) -> bool {
        true
    }

    /// What kept the negotiator from playing, where something did (a program that died, say): asked when it leaves.
    fn fault(&self) -> Option<String> {
        None
    }
}

/// What a negotiator is given when it sits down.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Its own preferences, ready for searching.
    pub side: Arc<Side>,
    /// How many parties there are.
    pub parties: usize,
    /// Its own random stream.
    pub rng: ChaCha8Rng,
    /// What it may gain, where that does not change with time.
    range: OnceCell<Option<Range>>,
}

/// What a seat is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ask<'a> {
    /// To put forward a package.
    Offer,
    /// To accept or refuse this package, which is the last entry of [`View::heard`].
    Answer(&'a Package),
    /// To vote on a draft of the single text.
    Vote {
        /// The draft.
        draft: &'a Package,
        /// The text that it would replace; `None` for the first.
        standing: Option<&'a Package>,
    },
}

/// What a seat does.
#[derive(Clone, Debug, PartialEq)]
pub enum Move {
    /// Puts forward a package; in answer to one, refuses that.
    Offer(Package),
    /// Accepts.
    Accept,
    /// Refuses without an offer; at a direct table this leaves.
    Refuse,
    /// Votes.
    Vote(Vote),
    /// Leaves, and says why; the talks end.
    Leave(String),
}

/// The time as a seat feels it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clock {
    /// Relative time in (0, 1), legs so far and days since the first round.
    pub moment: Moment,
    /// The step, from 0.
    pub step: u32,
    /// The round, from 0.
    pub round: usize,
}

/// A package that was carried to this seat, or said at its table.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// The package.
    pub package: Package,
    /// The party whose idea it is, where that was said.
    pub from: Option<usize>,
    /// Relative time when it came.
    pub time: f64,
}

/// All that a party's seat may see, besides its own preferences.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The time.
    pub clock: &'a Clock,
    /// Everything that came to this seat, oldest first; empty where it does not remember.
    pub heard: &'a [Heard],
    /// The seat's own offers, oldest first; empty where it does not remember.
    pub said: &'a [Package],
}

/// What a seat may gain at a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Range {
    /// The walk-away of the moment; may be −∞.
    pub(crate) walk_away: f64,
    /// The greater of the walk-away and the least utility.
    pub(crate) low: f64,
    /// The greatest utility.
    pub(crate) high: f64,
}

impl Setup {
    /// What a party's seat is given.
    #[must_use]
    pub fn new(side: Arc<Side>, parties: usize, rng: ChaCha8Rng) -> Self {
        Self { side, parties, rng, range: OnceCell::new() }
    }

    /// The range at the moment of `view`; `None` where no package reaches the walk-away.
    #[inline]
    pub(crate) fn range_at(&self, view: &View<'_>) -> Option<Range> {
        if let Some(range) = self.range.get() {
            return *range;
        }
        let preferences = self.side.preferences();
        let walk_away = preferences.walk_away_at(&view.clock.moment);
        let range = self.side.best().map(|best| best.utility).and_then(|high| {
            let low = walk_away.max(self.side.least_utility());
            (high >= walk_away).then_some(Range { walk_away, low, high })
        });
        if preferences.walk_away_is_constant() {
            let _ = self.range.set(range);
        }
        range
    }

    /// The move of a seat for which no package is better than no deal.
    pub(crate) fn nothing_to_win(&self) -> Move {
        Move::Leave("no package is better for this side than no deal".to_owned())
    }
}
