use std::cell::OnceCell;

use jiff::Timestamp;

use crate::engine::days::Days;
use crate::engine::shelf::Shelf;
use crate::engine::tasks;
use crate::journal::Declaration;
use crate::terms::{Effect, Length, Moment, Name, Precondition};

/// From when to when a commitment holds, and when it rests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Window {
    /// From which moment it is in effect; `None` where that waits for something.
    pub(crate) from: Option<Moment>,
    /// The first moment at which it does not hold any more by its sunset.
    pub(crate) until: Option<Moment>,
    /// When it was ended, and the entry that did it.
    pub(crate) ended: Option<(Moment, Name)>,
    /// In order: when it rests.
    pub(crate) rests: Vec<Rest>,
    /// When breaches of it were forgiven.
    pub(crate) waived: Vec<Timestamp>,
    /// By how much its times are longer.
    pub(crate) longer: Vec<(Timestamp, Length)>,
}

/// A time in which a commitment rests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rest {
    /// From when on.
    pub from: Timestamp,
    /// Until when; `None` while it rests.
    pub to: Option<Timestamp>,
    /// The entry that made it rest.
    pub entry: Name,
}

/// The windows of all commitments, each worked out once. Preconditions and reciprocity wait for each other in no circle.
pub(crate) struct Windows<'d, 's, 'a> {
    pub(crate) days: &'d Days<'s, 'a>,
    pub(crate) shelf: &'d Shelf<'d>,
    windows: Vec<OnceCell<Window>>,
}

impl<'d, 's, 'a> Windows<'d, 's, 'a> {
    pub(crate) fn new(days: &'d Days<'s, 'a>, shelf: &'d Shelf<'d>) -> Self {
        let count = days.scene.accord.terms().commitments.len();
        Self { days, shelf, windows: vec![OnceCell::new(); count] }
    }

    pub(crate) fn of(&self, commitment: usize) -> &Window {
        self.windows[commitment].get_or_init(|| self.work_out(commitment))
    }

    fn work_out(&self, at: usize) -> Window {
        let accord = self.days.scene.accord;
        let calendar = accord.calendar();
        let terms = accord.terms();
        let from = match accord.group(at) {
            None => self.by_itself(at),
            // None before all can.
            Some(group) => {
                let starts: Option<Vec<Moment>> =
                    group.iter().map(|other| self.by_itself(accord.commitment(other)?)).collect();
                starts.and_then(|starts| starts.into_iter().max_by_key(|start| calendar.begins(*start)))
            }
        };
        let until = terms.commitments[at].sunset.as_ref().and_then(|sunset| self.days.anchor(&sunset.at));
        let mut window = Window { from, until, ..Window::default() };
        self.by_powers(at, &mut window);
        self.by_leaving(at, &mut window);
        window.rests.sort_by_key(|rest| rest.from);
        window.longer.sort_unstable();
        window
    }

    /// From when on it could be in effect without the others of its group.
    pub(crate) fn by_itself(&self, at: usize) -> Option<Moment> {
        let accord = self.days.scene.accord;
        let commitment = &accord.terms().commitments[at];
        let mut from = self.days.start(&commitment.trigger)?;
        for precondition in &commitment.preconditions {
            let met = self.met(precondition)?;
            from = std::cmp::max_by_key(from, met, |moment| accord.calendar().begins(*moment));
        }
        Some(from)
    }

    /// When a precondition was met, or will be by the calendar.
    pub(crate) fn met(&self, precondition: &Precondition) -> Option<Moment> {
        let accord = self.days.scene.accord;
        match precondition {
            Precondition::Reached(name) => self.days.milestone(accord.milestone(name)?),
            Precondition::Kept(name) => self.kept(accord.commitment(name)?),
        }
    }

    /// When a commitment was first kept: in effect where it holds at all times, done where it is to be done.
    fn kept(&self, at: usize) -> Option<Moment> {
        let scene = self.days.scene;
        let commitment = &scene.accord.terms().commitments[at];
        let window = self.of(at);
        if commitment.is_continuing() {
            return window.from;
        }
        let mut all = tasks::tasks(
            self.days,
            at,
            window,
            &self.shelf.recurring[at],
            scene.accord.calendar().date(scene.on),
        );
        tasks::perform(self.days, at, &mut all, self.shelf.of(at, scene));
        let done = all.first()?.done.as_ref()?.0;
        Some(scene.accord.calendar().moment(done))
    }

    fn by_powers(&self, at: usize, window: &mut Window) {
        let accord = self.days.scene.accord;
        let calendar = accord.calendar();
        for (power, effect) in accord.effects_on(at) {
            let effect = &accord.terms().powers[*power].effects[*effect];
            for exertion in self.days.exertions(*power) {
                let Some(since) = exertion.takes_effect else { continue };
                match effect {
                    Effect::Suspends(_) => window.rests.push(Rest {
                        from: calendar.begins(since),
                        to: exertion.resumed.map(|moment| calendar.begins(moment)),
                        entry: exertion.entry.clone(),
                    }),
                    Effect::Terminates(_) => end(window, since, &exertion.entry, calendar),
                    Effect::Waives(_) => window.waived.push(calendar.begins(since)),
                    Effect::Extends(_, by) => window.longer.push((calendar.begins(since), *by)),
                    Effect::Reaches(_) => {}
                }
            }
        }
    }

    /// Leaving and ceasing are no powers: they count to those who hold with them.
    fn by_leaving(&self, at: usize, window: &mut Window) {
        let scene = self.days.scene;
        let calendar = scene.accord.calendar();
        let commitment = &scene.accord.terms().commitments[at];
        for told in scene.departures().filter(|told| commitment.obligors.contains(&told.entry.by)) {
            match told.declaration {
                Declaration::Leaves => end(window, told.moment(), &told.entry.id, calendar),
                Declaration::Ceases { commitment: name } if *name == commitment.name => {
                    window.rests.push(Rest { from: told.at, to: None, entry: told.entry.id.clone() });
                }
                _ => {}
            }
        }
    }
}

fn end(window: &mut Window, at: Moment, entry: &Name, calendar: &crate::terms::Calendar) {
    let earlier =
        window.ended.as_ref().is_some_and(|(ended, _)| calendar.begins(*ended) <= calendar.begins(at));
    if !earlier {
        window.ended = Some((at, entry.clone()));
    }
}

impl Window {
    /// Whether it rests at an instant.
    pub(crate) fn rests_at(&self, at: Timestamp) -> bool {
        self.rests.iter().any(|rest| rest.from <= at && rest.to.is_none_or(|to| at < to))
    }
}
