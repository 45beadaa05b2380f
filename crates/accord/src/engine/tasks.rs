use std::cell::RefCell;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::engine::course::Reading;
use crate::engine::days::Days;
use crate::engine::recurrence::Recurring;
use crate::engine::window::Window;
use crate::journal::Declaration;
use crate::terms::{Calendar, Length, Moment, Name, Operator, Trigger};

/// One thing that is to be done by a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Task {
    /// The day of its period, or of the request, where it comes again and again.
    pub(crate) period: Option<Date>,
    /// The day of the next period, owed or not.
    pub(crate) next: Option<Date>,
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

/// Something that was done.
struct Done {
    at: Timestamp,
    /// A day of the period that it names.
    period: Option<Date>,
    /// How much; `None` where it is declared to be all.
    amount: Option<Decimal>,
    by: By,
    /// Whether the day alone is known.
    day_alone: bool,
}

/// What is to be done until a day, and what comes next, in order.
pub(crate) fn tasks(
    days: &Days<'_, '_>,
    at: usize,
    window: &Window,
    recurring: &RefCell<Recurring>,
    last: Date,
) -> Vec<Task> {
    let commitment = &days.scene.accord.terms().commitments[at];
    let calendar = days.scene.accord.calendar();
    let Some(from) = window.from else { return Vec::new() };
    let over = window.until.into_iter().chain(window.ended.iter().map(|(at, _)| *at));
    let over = over.map(|moment| calendar.begins(moment)).min();
    let ends_before = |moment: Moment| over.is_none_or(|over| calendar.begins(moment) < over);
    let once = commitment.every.is_none() && !matches!(commitment.trigger, Trigger::Each { .. });
    let task = |period: Option<Date>, from: Moment, due: Option<Moment>| Task {
        period,
        next: None,
        from,
        due: due.and_then(|due| {
            let since = calendar.begins(from);
            put_off(calendar, window, if once { Running::Once(since) } else { Running::Since(since) }, due)
        }),
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
    // One beyond the day: what comes next.
    let horizon = last.checked_add(jiff::Span::new().days(800)).unwrap_or(Date::MAX);
    let mut recurring = recurring.borrow_mut();
    let all: Vec<Date> = recurring.days(every, calendar, from.date, horizon).collect();
    let come = all.iter().filter(|day| **day <= last).count();
    all.iter()
        .enumerate()
        .take(come + 1)
        // What would come again while it rests is not owed.
        .filter(|(_, day)| ends_before((**day).into()) && !window.rests_at(calendar.begins((**day).into())))
        .map(|(nth, day)| Task {
            next: all.get(nth + 1).copied(),
            ..task(Some(*day), (*day).into(), after((*day).into(), within))
        })
        .collect()
}

/// Since when a time runs.
#[derive(Clone, Copy)]
pub(crate) enum Running {
    /// Something that is to be done once: it may be made longer before it runs.
    Once(Timestamp),
    /// One of several, or a time to mend a breach.
    Since(Timestamp),
}

/// A day by which something is due, made longer by powers, and put off by the time in which the commitment rests: it still
/// has as many days then as were left when it began to rest. `None` while it rests.
pub(crate) fn put_off(calendar: &Calendar, window: &Window, running: Running, due: Moment) -> Option<Moment> {
    let mut due = due;
    let since = match running {
        Running::Once(since) => since,
        Running::Since(since) => since,
    };
    for (at, by) in &window.longer {
        // What comes after the time has run out comes too late.
        let runs = matches!(running, Running::Once(_)) || since <= *at;
        if runs && *at < calendar.ends(due) {
            due = calendar.later(due.date, *by).map_or(due, |date| Moment { date, ..due });
        }
    }
    let mut counted = since;
    for rest in &window.rests {
        // Rests may lie over each other: no day is put off twice.
        let from = rest.from.max(counted);
        if from < calendar.ends(due) && rest.to.is_none_or(|to| from < to) {
            let to = rest.to?;
            let left = (due.date - calendar.date(from)).get_days().max(0);
            due.date = calendar.date(to).checked_add(jiff::Span::new().days(left)).ok()?;
            counted = to;
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
    let mut all: Vec<Done> = readings
        .map(|reading| Done {
            at: reading.at,
            period: reading.period,
            amount: Some(reading.value),
            by: By::Observation(reading.entry),
            day_alone: reading.at == calendar.begins(calendar.date(reading.at).into()),
        })
        .collect();
    all.extend(days.scene.about(at).filter_map(|told| match told.declaration {
        Declaration::Performs { period, .. } => Some(Done {
            at: told.at,
            period: *period,
            amount: None,
            by: By::Declaration(told.entry.id.clone()),
            day_alone: told.moment().time.is_none(),
        }),
        _ => None,
    }));
    all.sort_by_key(|done| done.at);
    let once = commitment.every.is_none() && !matches!(commitment.trigger, Trigger::Each { .. });
    // A step of the limit is that of the day of the period, however late it is done.
    let enough = |amount: Decimal, at: Timestamp| {
        let Some(measure) = &commitment.measure else { return true };
        let limit = measure.limits.iter().rev().find(|limit| {
            let from = limit.from.as_ref().map(|anchor| days.anchor(anchor));
            from.is_none_or(|from| from.is_some_and(|from| calendar.begins(from) <= at))
        });
        let Some(limit) = limit else { return true };
        let beyond = measure.operator.beyond(amount, limit.value, measure.tolerance);
        beyond.is_none() && (measure.operator != Operator::AtMost || amount > Decimal::ZERO)
    };
    for Done { at, period, amount, by, day_alone } in all {
        // What is done on a day, at no known time, may be done after what came on that day.
        let begun = |task: &Task| {
            calendar.begins(task.from) <= at || day_alone && calendar.date(at) == task.from.date
        };
        let task = match period {
            // What is done for a period that rested is owed by none.
            Some(day) => tasks
                .iter_mut()
                .rev()
                .find(|task| task.period.is_none_or(|period| period <= day))
                .filter(|task| task.next.is_none_or(|next| day < next)),
            // What is to be done once may be done before its time.
            None => tasks.iter_mut().find(|task| task.done.is_none() && (once || begun(task))),
        };
        let Some(task) = task.filter(|task| task.done.is_none()) else { continue };
        task.amount += amount.unwrap_or_default();
        let step = task.period.map_or(at, |day| calendar.begins(day.into()));
        if amount.is_none() || enough(task.amount, step) {
            task.done = Some((at, by));
        }
    }
}
