use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::engine::course::Reading;
use crate::engine::days::Days;
use crate::engine::window::Window;
use crate::journal::Declaration;
use crate::terms::{Length, Moment, Name, Operator, Trigger};

/// One thing that is to be done by a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Task {
    /// The day of its period, or of the request, where it comes again and again.
    pub(crate) period: Option<Date>,
    /// From when on it can be done.
    pub(crate) from: Moment,
    /// The last moment at which it is in time; `None` while the commitment rests.
    pub(crate) due: Option<Moment>,
    /// How much of it has been done, where it has a measure.
    pub(crate) amount: Decimal,
    /// When it was done, and the entry that says so.
    pub(crate) done: Option<(Timestamp, By)>,
}

/// The entry that says that something was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Observation(u32),
    Declaration(Name),
}

/// What is to be done until the scene's instant, and what comes next, in order.
pub(crate) fn tasks(days: &Days<'_, '_>, at: usize, window: &Window) -> Vec<Task> {
    let commitment = &days.scene.accord.terms().commitments[at];
    let calendar = days.scene.accord.calendar();
    let Some(from) = window.from else { return Vec::new() };
    let over = window.until.into_iter().chain(window.ended.iter().map(|(at, _)| *at));
    let over = over.map(|moment| calendar.begins(moment)).min();
    let ends_before = |moment: Moment| over.is_none_or(|over| calendar.begins(moment) < over);
    let task = |period: Option<Date>, from: Moment, due: Option<Moment>| Task {
        period,
        from,
        due: due.and_then(|due| put_off(days, window, due)),
        amount: Decimal::ZERO,
        done: None,
    };
    let within = commitment.within.unwrap_or_default();
    let after = |moment: Moment, length: Length| {
        calendar.after(moment.date, length).map(|date| Moment::from(calendar.due(date)))
    };
    if let Trigger::Each { .. } = commitment.trigger {
        let requests = days.scene.about(at).filter(|told| {
            matches!(told.declaration, Declaration::Requests { .. })
                && told.at >= calendar.begins(from)
                && ends_before(told.moment())
        });
        return requests
            .map(|told| task(Some(told.moment().date), told.moment(), after(told.moment(), within)))
            .collect();
    }
    let Some(every) = &commitment.every else {
        let due = match (&commitment.due, commitment.within) {
            (Some(due), _) => {
                days.anchor(due).map(|moment| Moment { date: calendar.due(moment.date), ..moment })
            }
            (None, Some(within)) => after(from, within),
            (None, None) => Some(from),
        };
        return vec![task(None, from, due)];
    };
    // One beyond the instant: what comes next.
    let today = calendar.date(days.scene.on);
    let horizon = today.checked_add(jiff::Span::new().days(800)).unwrap_or(Date::MAX);
    let all = every.days(calendar, from.date, horizon).unwrap_or_default();
    let come = all.iter().filter(|day| **day <= today).count();
    all.into_iter()
        .take(come + 1)
        .filter(|day| ends_before((*day).into()))
        .map(|day| task(Some(day), day.into(), after(day.into(), within)))
        .collect()
}

/// A day by which something is due, put off by what the commitment rests then and by what it was made longer.
fn put_off(days: &Days<'_, '_>, window: &Window, due: Moment) -> Option<Moment> {
    let calendar = days.scene.accord.calendar();
    let mut due = due;
    for by in &window.longer {
        due = calendar.after(due.date, *by).map_or(due, |date| Moment { date, ..due });
    }
    for rest in &window.rests {
        let ends = calendar.ends(due);
        if rest.from < ends && rest.to.is_none_or(|to| rest.from < to) {
            let from = calendar.date(rest.from);
            let to = calendar.date(rest.to?);
            // It still has as many days as were left when it began to rest.
            let left = (due.date - from).get_days().max(0);
            due.date = to.checked_add(jiff::Span::new().days(left)).ok()?;
        }
    }
    Some(due)
}

/// Gives each task what was done of it: what names a period goes there, the rest to the oldest task that is still open.
pub(crate) fn perform(
    days: &Days<'_, '_>,
    at: usize,
    tasks: &mut [Task],
    readings: impl Iterator<Item = Reading>,
) {
    let commitment = &days.scene.accord.terms().commitments[at];
    let calendar = days.scene.accord.calendar();
    let mut done: Vec<(Timestamp, Option<Date>, Option<Decimal>, By)> = readings
        .map(|reading| (reading.at, reading.period, Some(reading.value), By::Observation(reading.entry)))
        .collect();
    done.extend(days.scene.about(at).filter_map(|told| match told.declaration {
        Declaration::Performs { period, .. } => {
            Some((told.at, *period, None, By::Declaration(told.entry.id.clone())))
        }
        _ => None,
    }));
    done.sort_by_key(|(at, ..)| *at);
    let enough = |amount: Decimal, at: Timestamp| {
        let Some(measure) = &commitment.measure else { return true };
        let limit = measure.limits.iter().rev().find(|limit| {
            let from = limit.from.as_ref().map(|anchor| days.anchor(anchor));
            from.is_none_or(|from| from.is_some_and(|from| calendar.begins(from) <= at))
        });
        match (limit, measure.operator) {
            (None, _) => true,
            (Some(limit), Operator::AtMost) => {
                amount > Decimal::ZERO && amount <= limit.value + measure.tolerance
            }
            (Some(limit), _) => amount + measure.tolerance >= limit.value,
        }
    };
    for (at, period, amount, by) in done {
        let task = match period {
            Some(day) => tasks.iter_mut().rev().find(|task| task.period.is_none_or(|period| period <= day)),
            None => tasks.iter_mut().find(|task| task.done.is_none() && calendar.begins(task.from) <= at),
        };
        let Some(task) = task.filter(|task| task.done.is_none()) else { continue };
        task.amount += amount.unwrap_or_default();
        if amount.is_none() || enough(task.amount, at) {
            task.done = Some((at, by));
        }
    }
}
