use std::cell::OnceCell;

use crate::engine::disputes::Dispute;
use crate::engine::powers::{Exertion, exertions};
use crate::engine::scene::{Scene, Told};
use crate::journal::Declaration;
use crate::terms::{Anchor, Effect, MemberKind, Moment, Name, Trigger};

/// The days of an accord as the declarations of a scene make them. Each is worked out once, when it is asked for: the
/// anchors of an accord wait for each other in no circle.
pub(crate) struct Days<'s, 'a> {
    pub(crate) scene: &'s Scene<'a>,
    pub(crate) disputes: &'s [Dispute],
    milestones: Vec<OnceCell<Option<Moment>>>,
    powers: Vec<OnceCell<Vec<Exertion>>>,
}

impl<'s, 'a> Days<'s, 'a> {
    pub(crate) fn new(scene: &'s Scene<'a>, disputes: &'s [Dispute]) -> Self {
        let terms = scene.accord.terms();
        Self {
            scene,
            disputes,
            milestones: vec![OnceCell::new(); terms.milestones.len()],
            powers: vec![OnceCell::new(); terms.powers.len()],
        }
    }

    /// The day of a milestone, to come or reached; `None` where it waits for something that has not been declared.
    pub(crate) fn milestone(&self, at: usize) -> Option<Moment> {
        *self.milestones[at].get_or_init(|| {
            let milestone = &self.scene.accord.terms().milestones[at];
            let by_power = self.power_that_reached(&milestone.name).map(|(moment, _)| moment);
            let by_itself = self.within(Some(&milestone.name), &milestone.when);
            [by_power, by_itself].into_iter().flatten().min_by_key(|moment| self.begins(*moment))
        })
    }

    /// What became of each time that a power was exerted.
    pub(crate) fn exertions(&self, power: usize) -> &[Exertion] {
        self.powers[power].get_or_init(|| exertions(self, power))
    }

    /// The day of an anchor that stands outside milestones.
    pub(crate) fn anchor(&self, anchor: &Anchor) -> Option<Moment> {
        self.within(None, anchor)
    }

    /// The day from which a commitment could be in effect, by itself.
    pub(crate) fn start(&self, trigger: &Trigger) -> Option<Moment> {
        self.anchor(trigger.from())
    }

    /// Whether a day has come.
    pub(crate) fn has_come(&self, moment: Moment) -> bool {
        self.begins(moment) <= self.scene.on
    }

    fn begins(&self, moment: Moment) -> jiff::Timestamp {
        self.scene.accord.calendar().begins(moment)
    }

    pub(crate) fn within(&self, milestone: Option<&str>, anchor: &Anchor) -> Option<Moment> {
        let inner = |anchor: &Anchor| self.within(milestone, anchor);
        let accord = self.scene.accord;
        match anchor {
            Anchor::On(moment) => Some(*moment),
            Anchor::At(name) => self.milestone(accord.milestone(name)?),
            Anchor::After { from, by } => Some(accord.calendar().after(inner(from)?.date, *by)?.into()),
            Anchor::Earliest(several) => {
                several.iter().filter_map(inner).min_by_key(|moment| self.begins(*moment))
            }
            Anchor::Latest(several) => {
                let days: Option<Vec<Moment>> = several.iter().map(inner).collect();
                days?.into_iter().max_by_key(|moment| self.begins(*moment))
            }
            Anchor::Event(_) => self.declared_reached(milestone?),
            Anchor::OrEarlierByConsent(when) => {
                let planned = inner(when);
                let agreed = milestone.and_then(|milestone| self.agreed(milestone));
                [planned, agreed].into_iter().flatten().min_by_key(|moment| self.begins(*moment))
            }
            Anchor::Unless { when, power } => {
                let day = inner(when)?;
                let before = |exertion: &Exertion| {
                    exertion.takes_effect.is_some_and(|at| self.begins(at) <= self.begins(day))
                };
                (!self.exertions(accord.power(power)?).iter().any(before)).then_some(day)
            }
        }
    }

    /// The first day on which a milestone was declared reached by one who may.
    fn declared_reached(&self, milestone: &str) -> Option<Moment> {
        self.declaration_of(milestone).map(Told::moment)
    }

    /// The first declaration that a milestone was reached.
    pub(crate) fn declaration_of(&self, milestone: &str) -> Option<&Told<'a>> {
        self.scene.declared.iter().find(|told| {
            matches!(told.declaration, Declaration::Reaches { milestone: name } if **name == *milestone)
        })
    }

    /// The day on which all parties agreed that a milestone is: the last that any of them named.
    fn agreed(&self, milestone: &str) -> Option<Moment> {
        let days: Option<Vec<Moment>> =
            self.consenting(milestone).map(|told| told.map(Told::moment)).collect();
        days?.into_iter().max_by_key(|moment| self.begins(*moment))
    }

    /// By party: its first consent.
    fn consenting(&self, milestone: &str) -> impl Iterator<Item = Option<&Told<'a>>> {
        let members = self.scene.accord.terms().members.iter();
        let parties = members.filter(|member| member.kind == MemberKind::Party);
        parties.map(move |member| {
            self.scene.declared.iter().find(|told| {
                *told.entry.by == *member.name
                    && matches!(told.declaration, Declaration::Consents { milestone: name } if **name == *milestone)
            })
        })
    }

    /// The entries by which parties consented.
    pub(crate) fn consents(&self, milestone: &str) -> Vec<Name> {
        self.consenting(milestone).flatten().map(|told| told.entry.id.clone()).collect()
    }

    /// The first day on which a power that reaches the milestone took effect, and the entry that exerted it.
    pub(crate) fn power_that_reached(&self, milestone: &str) -> Option<(Moment, Name)> {
        let powers = self.scene.accord.terms().powers.iter().enumerate();
        let reaches = |effects: &[Effect]| {
            effects.iter().any(|effect| matches!(effect, Effect::Reaches(name) if **name == *milestone))
        };
        powers
            .filter(|(_, power)| reaches(&power.effects))
            .flat_map(|(at, _)| self.exertions(at))
            .filter_map(|exertion| Some((exertion.takes_effect?, exertion.entry.clone())))
            .filter(|(moment, _)| self.has_come(*moment))
            .min_by_key(|(moment, _)| self.begins(*moment))
    }
}
