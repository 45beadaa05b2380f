use jiff::Timestamp;

use crate::engine::days::Days;
use crate::engine::tasks::{Running, put_off};
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
    /// The commitment came to rest before the time to mend it was over.
    Interrupted,
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
    /// Whether it was over because the commitment came to rest.
    pub(crate) rested: bool,
    /// From when on what was not done could be given up: with the breach, or with the task.
    pub(crate) waivable: Timestamp,
}

/// What bears on the breaches of one commitment.
pub(crate) struct Judge<'d, 's, 'a> {
    days: &'d Days<'s, 'a>,
    commitment: &'a Commitment,
    window: &'d Window,
    /// Allegations by those who may, in order.
    notices: Vec<(Timestamp, Moment)>,
    /// When a body found a breach to be material, or not to be.
    found: Vec<(Timestamp, bool)>,
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
                Declaration::Finds { material, .. } => found.push((told.at, *material)),
                // Nobody gives itself more time.
                Declaration::Extends { rung: None, by, .. }
                    if !commitment.obligors.contains(&told.entry.by) =>
                {
                    longer.push((told.at, *by));
                }
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
        if self.is_waived(breach) {
            return Verdict::Waived;
        }
        let Some(since) = self.counts_from(breaches, nth) else { return Verdict::BelowTheRule };
        let Some(cure) = &self.commitment.breach.cure else { return Verdict::Violates { since } };
        let calendar = self.days.scene.accord.calendar();
        let runs_from = match cure.from {
            CureFrom::Breach => calendar.moment(breach.from),
            CureFrom::Notice => {
                let noticed = self.notices.iter().find(|(at, moment)| {
                    // A notice of the day is one of what was seen on it, at whatever time.
                    let same_day = moment.time.is_none() && calendar.date(breach.from) == moment.date;
                    (*at >= breach.from || same_day) && breach.until.is_none_or(|until| *at <= until)
                });
                match (noticed, breach.until) {
                    (Some((_, moment)), _) => *moment,
                    (None, Some(_)) if breach.rested => return Verdict::Interrupted,
                    (None, Some(_)) => return Verdict::Cured,
                    (None, None) => return Verdict::WaitsForNotice,
                }
            }
        };
        let end_of = |from: jiff::civil::Date, length: Length| {
            calendar.after(from, length).unwrap_or(jiff::civil::Date::MAX)
        };
        let mut last = end_of(runs_from.date, cure.within);
        let later = |from, length| calendar.later(from, length).unwrap_or(jiff::civil::Date::MAX);
        let most = cure.extension.map_or(last, |most| later(last, most));
        for (at, by) in &self.longer {
            // What comes after the time has run out comes too late.
            if calendar.begins(runs_from) <= *at && *at < calendar.ends(calendar.due(last).into()) {
                last = later(last, *by).min(most);
            }
        }
        // While the commitment rests that time does not run.
        let due = Moment::from(calendar.due(last));
        let running = Running::Since(calendar.begins(runs_from));
        let Some(until) = put_off(calendar, self.window, running, due) else {
            return if breach.until.is_some_and(|_| !breach.rested) {
                Verdict::Cured
            } else {
                Verdict::Interrupted
            };
        };
        let over = calendar.ends(until);
        match breach.until {
            Some(ended) if ended < over && breach.rested => Verdict::Interrupted,
            Some(ended) if ended < over => Verdict::Cured,
            _ if self.days.scene.on < over => Verdict::Curable { until },
            _ => Verdict::Violates { since: over.max(since) },
        }
    }

    fn is_waived(&self, breach: Span) -> bool {
        let waives = |at: &Timestamp| breach.waivable <= *at && breach.until.is_none_or(|until| *at <= until);
        self.window.waived.iter().any(waives)
    }

    /// From when on a breach counts by the rule; nothing where it does not.
    fn counts_from(&self, breaches: &[Span], nth: usize) -> Option<Timestamp> {
        let breach = breaches[nth];
        match self.commitment.breach.rule {
            BreachRule::Any => Some(breach.from),
            BreachRule::Material => {
                // A finding is about the last breach before it; the last finding stands.
                let next = breaches.get(nth + 1).map(|next| next.from);
                let about = |at: Timestamp| at >= breach.from && next.is_none_or(|next| at < next);
                let of_this = self.found.iter().filter(|(at, _)| about(*at));
                of_this.fold(None, |since, (at, material)| since.or(Some(*at)).filter(|_| *material))
            }
            BreachRule::Times { times, within } => {
                let calendar = self.days.scene.accord.calendar();
                // What was forgiven does not count.
                let counted: Vec<Span> =
                    breaches[..=nth].iter().copied().filter(|breach| !self.is_waived(*breach)).collect();
                let first = counted[counted.len().checked_sub(usize::from(times))?];
                let last = calendar.after(calendar.date(first.from), within);
                let last = last.unwrap_or(jiff::civil::Date::MAX);
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
