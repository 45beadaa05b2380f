use wasit_model::Package;
use wasit_protocol::{Attribution, Seat, Vote};

use crate::{Act, Course, Outcome};

/// What one seat could see of a talk.
///
/// There is no field for another seat's utilities, strategy, acceptances or offers that were not carried here.
#[derive(Clone, Debug, PartialEq)]
pub struct Glimpse {
    /// The seed of the run.
    pub seed: u64,
    /// The number of the talk within the run, from 0.
    pub talk: u64,
    /// `shuttle` or `alternating`.
    pub protocol: &'static str,
    /// Whose eyes.
    pub seat: Seat,
    /// The strategy at this seat.
    pub strategy: String,
    /// `agreed`, `deadline`, `walked_out`, `closed` or `not_ratified`.
    pub ended: &'static str,
    /// The agreement, which all know.
    pub agreement: Option<Package>,
    /// What this seat makes of the end; `None` for the mediator, who has no preferences.
    pub utility: Option<f64>,
    /// The round in which the talks ended, from 0.
    pub round: usize,
    /// What this seat did and what came to it, in order.
    pub sights: Vec<Sight>,
}

/// One thing that a seat did or that came to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sight {
    /// The seat's own count of its visits (of all turns at a direct table), from 0. How many legs went elsewhere
    /// shows in `time` only, which is the talks' and everybody's.
    pub visit: u32,
    /// The round, from 0.
    pub round: usize,
    /// Relative time of the seat's clock.
    pub time: f64,
    /// Who acts.
    pub seat: Seat,
    /// `ask`, `offer`, `accept`, `reject`, `carry`, `text`, `vote`, `leave`, `close`, `ratify` or `not_ratify`.
    pub act: &'static str,
    /// To whom.
    pub to: Option<Seat>,
    /// The package that the act is about.
    pub package: Option<Package>,
    /// Whose idea a carried package is, where this seat was told.
    pub from: Option<Seat>,
    /// What this seat makes of the package, undiscounted.
    pub utility: Option<f64>,
    /// The text that a draft would replace, where the act puts a draft.
    pub standing: Option<Package>,
    /// The vote, where the act is one.
    pub vote: Option<Vote>,
}

impl Glimpse {
    /// What `seat` could see of `course`.
    #[must_use]
    pub fn of(course: &Course, seat: Seat) -> Self {
        let own = |utilities: &[f64]| match seat {
            Seat::Party(party) => utilities.get(party).copied(),
            Seat::Mediator => None,
        };
        let direct = course.mediator.is_none();
        let mut sights = Vec::new();
        let mut visits: u32 = 0;
        let mut last_leg = None;
        for entry in &course.trace {
            let public = direct || matches!(entry.act, Act::Home { .. });
            if !(public || seat == Seat::Mediator || entry.seat == seat || entry.to == Some(seat)) {
                continue;
            }
            if last_leg.is_some_and(|leg| leg != entry.leg) {
                visits += 1;
            }
            last_leg = Some(entry.leg);
            let from = match &entry.act {
                Act::Carry { by, attribution: Attribution::Sender, .. } => Some(*by),
                Act::Carry { attribution: Attribution::Mediator, .. } => Some(Seat::Mediator),
                Act::Carry { by, .. } if seat == Seat::Mediator => Some(*by),
                _ => None,
            };
            sights.push(Sight {
                visit: visits,
                round: entry.round,
                time: entry.time,
                seat: entry.seat,
                act: entry.act.word(),
                to: entry.to,
                package: entry.package.clone(),
                from,
                utility: own(&entry.utilities),
                standing: if let Act::Text { standing } = &entry.act { standing.clone() } else { None },
                vote: if let Act::Vote(vote) = entry.act { Some(vote) } else { None },
            });
        }
        Self {
            seed: course.seed,
            talk: course.talk,
            protocol: course.protocol,
            seat,
            strategy: match seat {
                Seat::Party(party) => course.parties[party].clone(),
                Seat::Mediator => course.mediator.clone().unwrap_or_default(),
            },
            ended: course.outcome.word(),
            agreement: if let Outcome::Agreed(package) = &course.outcome {
                Some(package.clone())
            } else {
                None
            },
            utility: own(&course.utilities),
            round: course.round,
            sights,
        }
    }
}
