//! Why talks ended without an agreement, and what would have had to change: the same content for every picture.

use std::sync::Arc;

use wasit_arena::{Course, Outcome, Outlook};
use wasit_model::{Moment, Package, Preferences, Talks};
use wasit_protocol::Seat;
use wasit_search::{Frontier, Point, Side, frontier};

use crate::words;

/// Why talks ended without an agreement.
#[derive(Clone, Debug, PartialEq)]
pub struct WhyNone {
    /// What kept the parties apart.
    pub cause: Cause,
    /// Of the packages that were offered or put to a party, the one that came nearest to all walk-aways.
    pub nearest_said: Option<Said>,
    /// The efficient package that comes nearest to all walk-aways. `None` where red lines leave no package.
    pub nearest: Option<Near>,
    /// Single concessions that would have opened a deal, tried one by one; none where a deal was there anyway.
    pub openings: Vec<Opening>,
    /// How many red lines were not tried, there being so many.
    pub untried: usize,
    /// Whether what could be reached is known exactly.
    pub exact: bool,
}

/// What kept the parties apart.
#[derive(Clone, Debug, PartialEq)]
pub enum Cause {
    /// There were packages better than walking away for all, and the talks did not find one that all accepted.
    Missed {
        /// How many of them are efficient.
        efficient: usize,
        /// The best of them by what the worst-off party gains over its walk-away, at most five.
        best: Vec<Point>,
    },
    /// There were such packages at the start, and by the end walk-aways had moved past all of them.
    Shrunk {
        /// The walk-aways at the end, in the order of the parties.
        walk_aways: Vec<f64>,
    },
    /// No package within the red lines gives every party its walk-away.
    NoDealZone,
    /// The red lines together leave no package.
    NoPackage,
}

/// A package, and how far it falls short.
#[derive(Clone, Debug, PartialEq)]
pub struct Near {
    /// The package with what every party makes of it.
    pub point: Point,
    /// The parties that get less than their walk-away, with how much less; in the order of the parties.
    pub short: Vec<(usize, f64)>,
}

/// A package that was said in the talks.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// Who put it forward.
    pub by: Seat,
    /// On which leg, from 0.
    pub leg: u32,
    /// How near it came.
    pub near: Near,
    /// Red lines that it lies beyond: whose, and in which words.
    pub beyond: Vec<(usize, String)>,
}

/// A single concession that would have opened a deal.
#[derive(Clone, Debug, PartialEq)]
pub enum Opening {
    /// A party gives up one of its red lines.
    RedLine {
        /// Who.
        party: usize,
        /// The line, in the file's words.
        words: String,
        /// What all could then have agreed.
        deal: Point,
    },
    /// A party gives up all of its red lines; no single one would do.
    RedLines {
        /// Who.
        party: usize,
        /// What all could then have agreed.
        deal: Point,
    },
    /// All give up all of their red lines; no single party could open a deal so.
    AllRedLines {
        /// What all could then have agreed.
        deal: Point,
    },
    /// A party walks away only below this.
    WalkAway {
        /// Who.
        party: usize,
        /// From which utility.
        from: f64,
        /// To which.
        to: f64,
        /// What all could then have agreed.
        deal: Point,
    },
}

/// Red lines tried one by one: each costs a search.
const LINES_TRIED: usize = 24;

/// Why `course` came to no agreement. Meaningful only where [`Outcome::agreement`] is `None`.
#[must_use]
pub fn why_none(talks: &Talks, course: &Course, outlook: &Outlook) -> WhyNone {
    let frontier = &outlook.frontier;
    let walk_aways = &outlook.walk_aways;
    let zone = frontier.rational(walk_aways);
    let at_end = walk_aways_at_end(talks, course);
    let cause = if frontier.points.is_empty() {
        Cause::NoPackage
    } else if zone.points.is_empty() {
        Cause::NoDealZone
    } else if frontier.rational(&at_end).points.is_empty() {
        Cause::Shrunk { walk_aways: at_end }
    } else {
        Cause::Missed { efficient: zone.points.len(), best: evenest(&zone, walk_aways, 5) }
    };
    let (openings, untried) = match cause {
        Cause::NoDealZone | Cause::NoPackage => openings(outlook),
        Cause::Missed { .. } | Cause::Shrunk { .. } => (Vec::new(), 0),
    };
    WhyNone {
        cause,
        nearest_said: nearest_said(talks, course, walk_aways),
        nearest: evenest(frontier, walk_aways, 1).pop().map(|point| Near::of(point, walk_aways)),
        openings,
        untried,
        exact: frontier.exact(),
    }
}

/// Why there is no deal zone, whatever the course of talks: `None` where there is one, or may be one.
#[must_use]
pub fn why_no_deal(outlook: &Outlook) -> Option<WhyNone> {
    let Outlook { frontier, walk_aways, .. } = outlook;
    let cause = match () {
        () if !frontier.exact() || !frontier.rational(walk_aways).points.is_empty() => return None,
        () if frontier.points.is_empty() => Cause::NoPackage,
        () => Cause::NoDealZone,
    };
    let (openings, untried) = openings(outlook);
    let nearest = evenest(frontier, walk_aways, 1).pop().map(|point| Near::of(point, walk_aways));
    Some(WhyNone { cause, nearest_said: None, nearest, openings, untried, exact: true })
}

impl Near {
    fn of(point: Point, walk_aways: &[f64]) -> Self {
        let short = point
            .utilities
            .iter()
            .zip(walk_aways)
            .enumerate()
            .filter(|(_, (utility, walk_away))| utility < walk_away)
            .map(|(party, (utility, walk_away))| (party, walk_away - utility))
            .collect();
        Self { point, short }
    }
}

impl WhyNone {
    /// The whole of it in sentences, for reading one after the other.
    #[must_use]
    pub fn sentences(&self, talks: &Talks) -> Vec<String> {
        self.sentences_with(talks, "there would have been a deal")
    }

    /// As [`WhyNone::sentences`], of talks that are still to be held.
    #[must_use]
    pub fn sentences_before(&self, talks: &Talks) -> Vec<String> {
        self.sentences_with(talks, "there would be a deal")
    }

    fn sentences_with(&self, talks: &Talks, outcome: &str) -> Vec<String> {
        let mut said = vec![self.cause_sentence(talks)];
        if let Some(said_in_talks) = &self.nearest_said {
            said.push(said_in_talks.sentence(talks));
        }
        if !matches!(self.cause, Cause::Missed { .. })
            && let Some(near) = &self.nearest
        {
            said.push(format!(
                "Of all efficient packages, the one that comes nearest to every walk-away is {}: {}.",
                words::package(&talks.space, &near.point.package),
                near.words(talks)
            ));
        }
        said.extend(self.openings.iter().map(|opening| opening.sentence(talks, outcome)));
        let no_deal_zone = matches!(self.cause, Cause::NoDealZone | Cause::NoPackage);
        if no_deal_zone && self.openings.is_empty() {
            said.push("No single concession that was tried would have opened a deal.".to_owned());
        }
        if self.untried > 0 {
            said.push(format!("{} more red lines were not tried one by one.", self.untried));
        }
        if !self.exact {
            said.push("The efficient packages are known approximately here, and so is this.".to_owned());
        }
        said
    }

    /// What kept the parties apart, in a sentence.
    #[must_use]
    pub fn cause_sentence(&self, talks: &Talks) -> String {
        match &self.cause {
            Cause::Missed { efficient: 1, .. } => {
                "A deal was there: one efficient package would have been better \
                than walking away for every party, and it was not agreed."
                    .to_owned()
            }
            Cause::Missed { efficient, .. } => format!(
                "A deal was there: {efficient} efficient packages would have been better than walking away for \
                 every party, and none was agreed."
            ),
            Cause::Shrunk { walk_aways } => {
                let moved = talks
                    .parties
                    .iter()
                    .zip(walk_aways)
                    .map(|(party, &at)| format!("{} at {}", party.title, words::utility(at)))
                    .collect::<Vec<_>>();
                format!(
                    "There was a deal at the start, but by the end of the talks the walk-aways had moved past every \
                     package: {}.",
                    words::list(&moved)
                )
            }
            Cause::NoDealZone => {
                "There is no deal zone: no package within the red lines gives every party at least \
                what it has without a deal."
                    .to_owned()
            }
            Cause::NoPackage => {
                "The red lines exclude each other: together they leave not a single package.".to_owned()
            }
        }
    }
}

impl Near {
    /// Who falls short by how much, or that nobody does.
    #[must_use]
    pub fn words(&self, talks: &Talks) -> String {
        if self.short.is_empty() {
            return "every party gets at least its walk-away".to_owned();
        }
        let parts: Vec<String> = self
            .short
            .iter()
            .map(|&(party, by)| {
                let title = &talks.parties[party].title;
                if by.is_finite() {
                    format!("{title} falls {} short of its walk-away", words::utility(by))
                } else {
                    format!("{title} cannot take it")
                }
            })
            .collect();
        words::list(&parts)
    }
}

impl Said {
    /// Who said it, when, and how near it came.
    #[must_use]
    pub fn sentence(&self, talks: &Talks) -> String {
        let beyond: Vec<String> = self
            .beyond
            .iter()
            .map(|(party, line)| {
                format!("it lies beyond {}’s red line “{line}”", talks.parties[*party].title)
            })
            .collect();
        let how = match (beyond.is_empty(), self.near.short.is_empty()) {
            (true, true) => {
                "every party would have got at least its walk-away, and still not all accepted it".into()
            }
            (true, false) => self.near.words(talks),
            (false, _) => words::list(&beyond),
        };
        format!(
            "What came nearest in the talks was put forward by {} on leg {}, {}: {how}.",
            words::seat(talks, self.by),
            self.leg + 1,
            words::package(&talks.space, &self.near.point.package),
        )
    }
}

impl Opening {
    /// `If …, there would have been a deal: …`, with the words that `outcome` gives.
    #[must_use]
    pub fn sentence(&self, talks: &Talks, outcome: &str) -> String {
        let (condition, deal) = match self {
            Self::RedLine { party, words, deal } => {
                (format!("If {} gave up its red line “{words}”", talks.parties[*party].title), deal)
            }
            Self::RedLines { party, deal } => {
                (format!("If {} gave up all of its red lines", talks.parties[*party].title), deal)
            }
            Self::AllRedLines { deal } => ("If all parties gave up all of their red lines".to_owned(), deal),
            Self::WalkAway { party, from, to, deal } => (
                format!(
                    "If {} walked away only below {} instead of {}",
                    talks.parties[*party].title,
                    words::utility_down(*to),
                    words::utility(*from)
                ),
                deal,
            ),
        };
        format!("{condition}, {outcome}: {}.", words::package(&talks.space, &deal.package))
    }
}

/// How far the worst-off party is above its walk-away; below 0 where it falls short.
fn least_surplus(utilities: &[f64], walk_aways: &[f64]) -> f64 {
    utilities
        .iter()
        .zip(walk_aways)
        .map(|(utility, walk_away)| utility - walk_away)
        .fold(f64::INFINITY, f64::min)
}

/// The `count` points of greatest least surplus; those that differ by less than a billionth stay in the frontier's
/// order.
fn evenest(frontier: &Frontier, walk_aways: &[f64], count: usize) -> Vec<Point> {
    const TIE: f64 = 1e-9;
    let steps = |point: &Point| (least_surplus(&point.utilities, walk_aways) / TIE).round();
    let mut points: Vec<(f64, &Point)> = frontier.points.iter().map(|point| (steps(point), point)).collect();
    points.sort_by(|a, b| b.0.total_cmp(&a.0));
    points.into_iter().take(count).map(|(_, point)| point.clone()).collect()
}

fn walk_aways_at_end(talks: &Talks, course: &Course) -> Vec<f64> {
    let round = course.round.min(talks.rounds.len().saturating_sub(1));
    let end = Moment { time: 1.0, legs: course.legs, days: talks.days_at(round) };
    talks.parties.iter().map(|party| party.preferences.walk_away_at(&end)).collect()
}

/// Packages beyond nobody's red line come first, then those with the greatest least surplus.
fn nearest_said(talks: &Talks, course: &Course, walk_aways: &[f64]) -> Option<Said> {
    let open = |package: &Package| -> Vec<f64> {
        talks.parties.iter().map(|party| party.preferences.utility_without_red_lines(package)).collect()
    };
    let crossings =
        |utilities: &[f64]| utilities.iter().filter(|&&utility| utility == f64::NEG_INFINITY).count();
    let mut best: Option<((usize, f64), Said)> = None;
    for entry in &course.trace {
        let Some(package) = &entry.package else { continue };
        if !matches!(entry.act.word(), "offer" | "carry" | "text") {
            continue;
        }
        let crossed = crossings(&entry.utilities);
        let utilities = open(package);
        let rank = (crossed, least_surplus(&utilities, walk_aways));
        if best.as_ref().is_some_and(|(than, _)| (than.0, -than.1) <= (rank.0, -rank.1)) {
            continue;
        }
        let by = match entry.act {
            wasit_arena::Act::Carry { by, .. } => by,
            _ => entry.seat,
        };
        let near = Near::of(Point { package: package.clone(), utilities }, walk_aways);
        best = Some((rank, Said { by, leg: entry.leg, near, beyond: Vec::new() }));
    }
    best.map(|(_, mut said)| {
        said.beyond = crossed_lines(talks, &said.near.point.package);
        said
    })
}

fn crossed_lines(talks: &Talks, package: &Package) -> Vec<(usize, String)> {
    talks
        .parties
        .iter()
        .enumerate()
        .filter_map(|(at, party)| party.preferences.crossed(package).map(|line| (at, line.words.clone())))
        .collect()
}

fn openings(outlook: &Outlook) -> (Vec<Opening>, usize) {
    let mut found = Vec::new();
    let lines: Vec<(usize, usize)> = outlook
        .sides
        .iter()
        .enumerate()
        .flat_map(|(party, side)| (0..side.preferences().red_lines().len()).map(move |line| (party, line)))
        .collect();
    for &(party, line) in lines.iter().take(LINES_TRIED) {
        let dropped = &outlook.sides[party].preferences().red_lines()[line];
        let without = |at: usize| at != line;
        if let Some(deal) = deal_with(outlook, &|at| (at == party).then_some(&without)) {
            found.push(Opening::RedLine { party, words: dropped.words.clone(), deal });
        }
    }
    let none: Keeps<'_> = &|_| false;
    if found.is_empty() {
        for party in 0..outlook.sides.len() {
            if outlook.sides[party].preferences().red_lines().len() > 1
                && let Some(deal) = deal_with(outlook, &|at| (at == party).then_some(none))
            {
                found.push(Opening::RedLines { party, deal });
            }
        }
    }
    let holders = outlook.sides.iter().filter(|side| !side.preferences().red_lines().is_empty()).count();
    if found.is_empty()
        && holders > 1
        && let Some(deal) = deal_with(outlook, &|_| Some(none))
    {
        found.push(Opening::AllRedLines { deal });
    }
    found.extend(lower_walk_aways(outlook));
    (found, lines.len().saturating_sub(LINES_TRIED))
}

/// For each party the least lowering of its own walk-away that opens a deal, where the others could live with it.
fn lower_walk_aways(outlook: &Outlook) -> Vec<Opening> {
    (0..outlook.sides.len())
        .filter_map(|party| {
            let mut others = outlook.walk_aways.clone();
            others[party] = f64::NEG_INFINITY;
            let deals = outlook.frontier.rational(&others);
            let deal =
                deals.points.iter().max_by(|a, b| a.utilities[party].total_cmp(&b.utilities[party]))?;
            let (from, to) = (outlook.walk_aways[party], deal.utilities[party]);
            (to < from).then(|| Opening::WalkAway { party, from, to, deal: deal.clone() })
        })
        .collect()
}

/// Says which red lines a party keeps, by their position.
type Keeps<'a> = &'a dyn Fn(usize) -> bool;

/// The evenest package better than walking away for all, where the parties that `change` names keep only some of
/// their red lines.
fn deal_with<'a>(outlook: &Outlook, change: &dyn Fn(usize) -> Option<Keeps<'a>>) -> Option<Point> {
    let sides: Vec<Arc<Side>> = outlook
        .sides
        .iter()
        .enumerate()
        .map(|(at, side)| match change(at) {
            Some(keeps) => Arc::new(Side::new(Arc::clone(side.space()), fewer_lines(side, keeps))),
            None => Arc::clone(side),
        })
        .collect();
    let zone = frontier(&sides).rational(&outlook.walk_aways);
    evenest(&zone, &outlook.walk_aways, 1).pop()
}

fn fewer_lines(side: &Side, keeps: Keeps<'_>) -> Preferences {
    let from = side.preferences();
    let kept = from
        .red_lines()
        .iter()
        .enumerate()
        .filter(|(at, _)| keeps(*at))
        .map(|(_, line)| line.clone())
        .collect();
    Preferences::new(
        side.space(),
        from.open_tables().to_vec(),
        from.factors().to_vec(),
        kept,
        from.walk_away(),
        from.discount(),
    )
    .expect("preferences with fewer red lines are as valid as they were")
}

/// How the talks ended, in a few words that follow `No agreement: `.
#[must_use]
pub fn ended_words(talks: &Talks, course: &Course) -> String {
    match &course.outcome {
        Outcome::Agreed(_) => "all accepted".to_owned(),
        Outcome::Deadline => "the time was used up".to_owned(),
        Outcome::WalkedOut { seat, reason } if reason.is_empty() => {
            format!("{} left the talks", words::seat(talks, *seat))
        }
        Outcome::WalkedOut { seat, reason } => {
            format!("{} left the talks ({})", words::seat(talks, *seat), reason.trim_end_matches('.'))
        }
        Outcome::Closed => format!("{} closed the talks", talks.mediator.title),
        Outcome::NotRatified(_) => "what was signed was not ratified".to_owned(),
        Outcome::Faulted(fault) => format!(
            "{} broke off the talks by a fault ({})",
            words::seat(talks, fault.seat),
            fault.what.trim_end_matches('.')
        ),
    }
}
