//! What had to be assumed, in sentences: what several profiles share is said once.

use crate::collector::in_words;

/// What is said of several parties in one sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    /// Names no reservation value, read as GENIUS does.
    NoReservation,
    /// Names no reservation value, read raw.
    NoReservationRaw,
    /// Names no discount factor.
    NoDiscount,
    /// Names the discount factor 0.
    DiscountZero,
    /// Evaluations of discrete items were divided by the greatest.
    Shares,
    /// Sums of hyper-rectangles were divided by `maxutility`.
    MaxUtility,
    /// Has hyper-rectangles and no `maxutility`.
    NoMaxUtility,
}

impl Topic {
    fn sentence(self, parties: &[String]) -> String {
        let names = in_words(parties, "and");
        let (name, be) = if parties.len() == 1 { ("names", "is") } else { ("name", "are") };
        match self {
            Self::NoReservation => {
                format!("{names} {name} no reservation value: to walk away is worth 0, as GENIUS takes it.")
            }
            Self::NoReservationRaw => {
                format!("{names} {name} no reservation value: any deal is better than none.")
            }
            Self::NoDiscount => format!("{names} {name} no discount factor: time costs nothing."),
            Self::DiscountZero => {
                format!("{names} {name} the discount factor 0, which stands for none: time costs nothing.")
            }
            Self::Shares => format!(
                "Evaluations of {names} {be} taken as shares of the greatest evaluation of their issue, as GENIUS \
                 takes them."
            ),
            Self::MaxUtility => format!(
                "What the hyper-rectangles of {names} add up to is divided by the `maxutility` of the file, as \
                 GENIUS does."
            ),
            Self::NoMaxUtility => {
                format!("{names} {name} no `maxutility`: hyper-rectangles count as they stand.")
            }
        }
    }
}

/// What was assumed so far.
#[derive(Default)]
pub(super) struct Assumed {
    shared: Vec<(Topic, Vec<String>)>,
    single: Vec<String>,
}

impl Assumed {
    /// Something that may hold for several parties.
    pub(super) fn of(&mut self, topic: Topic, party: &str) {
        match self.shared.iter_mut().find(|(other, _)| *other == topic) {
            Some((_, parties)) if parties.last().is_some_and(|last| last == party) => {}
            Some((_, parties)) => parties.push(party.to_owned()),
            None => self.shared.push((topic, vec![party.to_owned()])),
        }
    }

    /// A sentence of its own.
    pub(super) fn say(&mut self, sentence: String) {
        if !self.single.contains(&sentence) {
            self.single.push(sentence);
        }
    }

    pub(super) fn sentences(self) -> Vec<String> {
        let shared = self.shared.iter().map(|(topic, parties)| topic.sentence(parties));
        self.single.into_iter().chain(shared).collect()
    }
}
