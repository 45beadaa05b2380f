use jiff::Timestamp;

use crate::engine::days::Days;
use crate::engine::window::Window;
use crate::journal::{Declaration, Entry};
use crate::terms::{BreachRule, Commitment, CureFrom, Length, Moment};

/// What became of a breach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A soft limit was exceeded: it is aimed at, and not violated by that.
    Soft,
    /// It may still be mended until then.
    Curable {
        /// The last moment.
        until: Moment,
    },
    /// It was mended in time.
    Cured,
    /// It counts once somebody who may alleges it.
    WaitsForNotice,
    /// It counts once there are more, or a body finds that it does.
    BelowTheRule,
    /// It was forgiven.
    Waived,
    /// The commitment is violated by it from then on.
    Violates {
        /// From when on.
        since: Timestamp,
    },
}

/// A breach in time: from when on, and until when where it is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: Timestamp,
    pub(crate) until: Option<Timestamp>,
}

/// What bears on the breaches of one commitment.
pub(crate) struct Judge<'d, 's, 'a> {
    days: &'d Days<'s, 'a>,
    commitment: &'a Commitment,
    window: &'d Window,
    /// Allegations by those who may, in order.
    notices: Vec<(Timestamp, Moment)>,
    /// When a body found a breach to be material.
    found: Vec<Timestamp>,
    /// By how much the cure is longer.
    longer: Vec<(Timestamp, Length)>,
}

impl<'d, 's, 'a> Judge<'d, 's, 'a> {
    pub(crate) fn new(days: &'d Days<'s, 'a>, at: usize, window: &'d Window) -> Self {
        let commitment = &days.scene.accord.terms().commitments[at];
        let (mut notices, mut found, mut longer) = (Vec::new(), Vec::new(), Vec::new());
        for told in days.scene.about(at) {
            match told.declaration {
                Declaration::Alleges { .. } if may_allege(commitment, told.entry) => {
                    notices.push((told.at, told.moment()));
                }
                Declaration::Finds { material: true, .. } => found.push(told.at),
                Declaration::Extends { rung: None, by, .. } => longer.push((told.at, *by)),
                _ => {}
            }
        }
        Self { days, commitment, window, notices, found, longer }
    }

    /// What became of the `nth` of the breaches in order of time. A soft one is none.
    pub(crate) fn verdict(&self, breaches: &[Span], nth: usize, hard: bool) -> Verdict {
        if !hard {
            return Verdict::Soft;
        }
        let breach = breaches[nth];
        if self
            .window
            .waived
            .iter()
            .any(|at| breach.from <= *at && breach.until.is_none_or(|until| *at <= until))
        {
            return Verdict::Waived;
        }
        let Some(since) = self.counts_from(breaches, nth) else { return Verdict::BelowTheRule };
        let Some(cure) = &self.commitment.breach.cure else { return Verdict::Violates { since } };
        let calendar = self.days.scene.accord.calendar();
        let runs_from = match cure.from {
            CureFrom::Breach => calendar.moment(breach.from),
            CureFrom::Notice => {
                let noticed = self
                    .notices
                    .iter()
                    .find(|(at, _)| *at >= breach.from && breach.until.is_none_or(|until| *at <= until));
                match (noticed, breach.until) {
                    (Some((_, moment)), _) => *moment,
                    (None, Some(_)) => return Verdict::Cured,
                    (None, None) => return Verdict::WaitsForNotice,
                }
            }
        };
        let end_of = |from: jiff::civil::Date, length: Length| {
            calendar.after(from, length).unwrap_or(jiff::civil::Date::MAX)
        };
        let mut last = end_of(runs_from.date, cure.within);
        let most = cure.extension.map_or(last, |most| end_of(last, most));
        for (at, by) in &self.longer {
            // What comes after the time has run out comes too late.
            if calendar.begins(runs_from) <= *at && *at < calendar.ends(last.into()) {
                last = end_of(last, *by).min(most);
            }
        }
        let until = Moment::from(calendar.due(last));
        let over = calendar.ends(until);
        match breach.until {
            Some(ended) if ended < over => Verdict::Cured,
            _ if self.days.scene.on < over => Verdict::Curable { until },
            _ => Verdict::Violates { since: over.max(since) },
        }
    }

    /// From when on a breach counts by the rule; nothing where it does not.
    fn counts_from(&self, breaches: &[Span], nth: usize) -> Option<Timestamp> {
        let breach = breaches[nth];
        match self.commitment.breach.rule {
            BreachRule::Any => Some(breach.from),
            BreachRule::Material => {
                let about = |at: &&Timestamp| **at >= breach.from;
                self.found.iter().find(about).copied()
            }
            BreachRule::Times { times, within } => {
                let calendar = self.days.scene.accord.calendar();
                let first = (nth + 1).checked_sub(usize::from(times))?;
                let last = calendar.after(calendar.date(breaches[first].from), within)?;
                (breach.from < calendar.ends(last.into())).then_some(breach.from)
            }
        }
    }
}

/// Whether the one who made the entry may allege a breach of the commitment.
fn may_allege(commitment: &Commitment, entry: &Entry) -> bool {
    let allowed = &commitment.breach.alleged_by;
    match (allowed.is_empty(), commitment.obligees.is_empty()) {
        (false, _) => allowed.contains(&entry.by),
        (true, false) => commitment.obligees.contains(&entry.by),
        (true, true) => !commitment.obligors.contains(&entry.by),
    }
}
