use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::engine::days::Days;
use crate::engine::window::Window;
use crate::terms::{Calendar, Measure, Moment, Operator, Per, Quantity};

/// What was observed of a commitment, in its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    /// What time it is about.
    pub(crate) at: Timestamp,
    /// When it became known.
    pub(crate) known: Timestamp,
    pub(crate) value: Decimal,
    pub(crate) uncertainty: Option<Decimal>,
    /// For which time it was due, where that is another.
    pub(crate) period: Option<Date>,
    /// Its entry's place in the journal.
    pub(crate) entry: u32,
}

/// A time in which a limit was exceeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) from: Timestamp,
    /// `None` while it lasts.
    pub(crate) until: Option<Timestamp>,
    /// How far beyond the limit at the worst.
    pub(crate) worst: Decimal,
    /// The limit that was exceeded first.
    pub(crate) limit: Decimal,
    /// The entry that showed it; `None` where the limit changed, or a period ended.
    pub(crate) shown_by: Option<u32>,
    /// The entry that showed that it was over.
    pub(crate) ended_by: Option<u32>,
    /// Whether the excess is within what the observations may be off.
    pub(crate) doubtful: bool,
    /// Whether it was over because the commitment came to rest.
    pub(crate) rested: bool,
}

/// Against what a course is held.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'a> {
    pub(crate) measure: &'a Measure,
    pub(crate) calendar: &'a Calendar,
}

/// When a limit changes, and a commitment begins, ends, rests or goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Edges(Vec<(Timestamp, Edge)>);

/// Of several at one instant what takes away comes first, so that nothing is held against a limit in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Edge {
    RestStarts,
    Ends,
    Limit(Decimal),
    Starts,
    RestEnds,
}

impl Edges {
    pub(crate) fn new(measure: &Measure, window: &Window, days: &Days<'_, '_>) -> Self {
        let begins = |moment: Moment| days.scene.accord.calendar().begins(moment);
        let mut edges = Vec::new();
        for step in &measure.limits {
            // The first holds from the beginning.
            let from = match &step.from {
                None => Some(Timestamp::MIN),
                Some(anchor) => days.anchor(anchor).map(begins),
            };
            edges.extend(from.map(|from| (from, Edge::Limit(step.value))));
        }
        for rest in &window.rests {
            edges.push((rest.from, Edge::RestStarts));
            edges.extend(rest.to.map(|to| (to, Edge::RestEnds)));
        }
        let over = window.until.into_iter().chain(window.ended.iter().map(|(at, _)| *at)).map(begins).min();
        edges.extend(over.map(|over| (over, Edge::Ends)));
        let from = window.from.map(begins).filter(|from| over.is_none_or(|over| *from < over));
        edges.extend(from.map(|from| (from, Edge::Starts)));
        edges.sort();
        Self(edges)
    }
}

/// How a limit was kept over time, so far: readings in, in the order of what they are about; stretches out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Course {
    next: usize,
    holds: bool,
    rests: u32,
    limit: Option<Decimal>,
    pub(crate) last: Option<Reading>,
    /// What counts against the limit: the last value, or the period's sum.
    amount: Option<Decimal>,
    /// Whether it rested at any time of the period that is added up.
    rested: bool,
    /// The end of the period that is added up.
    period_ends: Option<Timestamp>,
    pub(crate) open: Option<Stretch>,
}

impl Course {
    /// Takes in the next reading.
    pub(crate) fn read(
        &mut self,
        ground: Ground<'_>,
        edges: &Edges,
        reading: Reading,
        closed: &mut Vec<Stretch>,
    ) {
        self.pass(ground, edges, reading.at, true, closed);
        self.amount = Some(match ground.measure.quantity {
            Quantity::Flow(per) => {
                if self.period_ends.is_none() {
                    self.period_ends = end_of(ground.calendar, per, reading.at);
                }
                // What flows before it holds, or while it rests, is not held against it; a period is told as a whole.
                let counts = reading.period.is_some() || self.holds && self.rests == 0;
                let value = if counts { reading.value } else { Decimal::ZERO };
                self.amount.unwrap_or_default() + value
            }
            _ => reading.value,
        });
        self.last = Some(reading);
        self.judge(ground, reading.at, Some(reading), closed);
    }

    /// Lets the clock go on to an instant, itself included.
    pub(crate) fn advance(
        &mut self,
        ground: Ground<'_>,
        edges: &Edges,
        to: Timestamp,
        closed: &mut Vec<Stretch>,
    ) {
        self.pass(ground, edges, to, false, closed);
    }

    /// Where something is seen at the instant itself, it is held against what changes then, and what stood before is not.
    fn pass(
        &mut self,
        ground: Ground<'_>,
        edges: &Edges,
        to: Timestamp,
        seen: bool,
        closed: &mut Vec<Stretch>,
    ) {
        loop {
            let edge = edges.0.get(self.next).filter(|(at, _)| *at <= to);
            let period = self.period_ends.filter(|at| *at <= to);
            match (edge, period) {
                (None, None) => return,
                // A period that ends with the commitment is still held to it.
                (edge, Some(period)) if edge.is_none_or(|(at, _)| period <= *at) => {
                    self.end_period(ground, period, closed);
                }
                (Some((at, edge)), _) => {
                    self.next += 1;
                    self.cross(ground, *at, *edge, closed);
                    if !(seen && *at == to) {
                        self.judge(ground, *at, None, closed);
                    }
                }
                (None, Some(_)) => unreachable!("a period without an edge before it was ended above"),
            }
        }
    }

    fn cross(&mut self, ground: Ground<'_>, at: Timestamp, edge: Edge, closed: &mut Vec<Stretch>) {
        match edge {
            Edge::Limit(limit) => self.limit = Some(limit),
            Edge::Starts => {
                self.holds = true;
                if let Quantity::Flow(per) = ground.measure.quantity {
                    self.period_ends = self.period_ends.or_else(|| end_of(ground.calendar, per, at));
                }
            }
            // What stands at the end keeps standing until it is seen to be over: whether it counts is for the sunset to say.
            Edge::Ends => self.holds = false,
            Edge::RestStarts => {
                self.rests += 1;
                self.rested = true;
                let rested = self.open.take().map(|open| Stretch { until: Some(at), rested: true, ..open });
                closed.extend(rested);
            }
            Edge::RestEnds => self.rests = self.rests.saturating_sub(1),
        }
    }

    fn judge(&mut self, ground: Ground<'_>, at: Timestamp, by: Option<Reading>, closed: &mut Vec<Stretch>) {
        // What a period still lacks is known at its end.
        let flows = matches!(ground.measure.quantity, Quantity::Flow(_));
        let ends_by_sight = self.open.is_some() && by.is_some();
        if (self.holds || ends_by_sight) && !(flows && ground.measure.operator != Operator::AtMost) {
            self.hold_against(ground, at, by, closed);
        }
    }

    /// Whether the amount is beyond the limit from now on.
    fn hold_against(
        &mut self,
        ground: Ground<'_>,
        at: Timestamp,
        by: Option<Reading>,
        closed: &mut Vec<Stretch>,
    ) {
        let tolerance = ground.measure.tolerance;
        let beyond = match (self.amount, self.limit) {
            (Some(amount), Some(limit)) if self.rests == 0 => {
                ground.measure.operator.beyond(amount, limit, tolerance).map(|beyond| (beyond, limit))
            }
            _ => None,
        };
        let doubtful = |beyond: Decimal| {
            let off = by.and_then(|reading| reading.uncertainty).unwrap_or_default();
            beyond - tolerance <= off
        };
        match (beyond, &mut self.open) {
            (Some((beyond, limit)), None) => {
                self.open = Some(Stretch {
                    from: at,
                    until: None,
                    worst: beyond,
                    limit,
                    shown_by: by.map(|reading| reading.entry),
                    ended_by: None,
                    doubtful: doubtful(beyond),
                    rested: false,
                });
            }
            (Some((beyond, _)), Some(open)) => {
                open.worst = open.worst.max(beyond);
                open.doubtful &= by.is_none() || doubtful(beyond);
            }
            (None, open) => closed.extend(open.take().map(|open| Stretch {
                until: Some(at),
                ended_by: by.map(|reading| reading.entry),
                ..open
            })),
        }
    }

    fn end_period(&mut self, ground: Ground<'_>, at: Timestamp, closed: &mut Vec<Stretch>) {
        let Quantity::Flow(per) = ground.measure.quantity else { return };
        // Nobody owes the whole of a period for a part of which it rested.
        if self.holds && !self.rested && ground.measure.operator != Operator::AtMost {
            self.amount = self.amount.or(Some(Decimal::ZERO));
            self.hold_against(ground, at, None, closed);
        }
        self.amount = Some(Decimal::ZERO);
        self.rested = self.rests > 0;
        self.judge(ground, at, None, closed);
        self.period_ends = end_of(ground.calendar, per, at);
    }

    /// The next instant at which something changes by the clock alone.
    pub(crate) fn next_edge(&self, edges: &Edges) -> Option<Timestamp> {
        edges.0.get(self.next).map(|(at, _)| *at)
    }

    /// What counts against the limit now, and the limit.
    pub(crate) fn amount(&self) -> (Option<Decimal>, Option<Decimal>) {
        (self.amount.filter(|_| self.last.is_some()), self.limit)
    }
}

/// The end of the period that holds an instant.
fn end_of(calendar: &Calendar, per: Per, at: Timestamp) -> Option<Timestamp> {
    let date = calendar.date(at);
    let next = match per {
        Per::Day => date.tomorrow().ok()?,
        Per::Week => {
            let left = 7 - i64::from(date.weekday().to_monday_zero_offset());
            date.checked_add(jiff::Span::new().days(left)).ok()?
        }
        Per::Month => first_of_month(date, 1)?,
        Per::Quarter => first_of_month(date, 3 - (i32::from(date.month()) - 1) % 3)?,
        Per::Year => Date::new(date.year().checked_add(1)?, 1, 1).ok()?,
    };
    Some(calendar.begins(next.into()))
}

fn first_of_month(date: Date, months: i32) -> Option<Date> {
    let count = i32::from(date.year()) * 12 + i32::from(date.month()) - 1 + months;
    Date::new(i16::try_from(count / 12).ok()?, i8::try_from(count % 12 + 1).ok()?, 1).ok()
}
