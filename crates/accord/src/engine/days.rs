use std::cell::OnceCell;

use crate::engine::disputes::Dispute;
use crate::engine::powers::{Exertion, exertions};
use crate::engine::scene::Scene;
use crate::journal::Declaration;
use crate::terms::{Anchor, MemberKind, Moment, Trigger};

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
            let by_power = self.reached_by_power(&milestone.name);
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

    fn within(&self, milestone: Option<&str>, anchor: &Anchor) -> Option<Moment> {
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
        self.scene.declared.iter().find_map(|told| match told.declaration {
            Declaration::Reaches { milestone: name } if **name == *milestone => Some(told.moment()),
            _ => None,
        })
    }

    /// The day on which all parties agreed that a milestone is.
    fn agreed(&self, milestone: &str) -> Option<Moment> {
        let members = &self.scene.accord.terms().members;
        let mut parties = members.iter().filter(|member| member.kind == MemberKind::Party);
        let consent = |member: &str| {
            self.scene.declared.iter().find_map(|told| match told.declaration {
                Declaration::Consents { milestone: name }
                    if **name == *milestone && *told.entry.by == *member =>
                {
                    Some(told.moment())
                }
                _ => None,
            })
        };
        let days: Option<Vec<Moment>> = parties.by_ref().map(|member| consent(&member.name)).collect();
        days?.into_iter().max_by_key(|moment| self.begins(*moment))
    }

    /// The first day on which a power that reaches the milestone took effect.
    fn reached_by_power(&self, milestone: &str) -> Option<Moment> {
        use crate::terms::Effect;
        let powers = self.scene.accord.terms().powers.iter().enumerate();
        let reaches = |effects: &[Effect]| {
            effects.iter().any(|effect| matches!(effect, Effect::Reaches(name) if **name == *milestone))
        };
        powers
            .filter(|(_, power)| reaches(&power.effects))
            .flat_map(|(at, _)| self.exertions(at))
            .filter_map(|exertion| exertion.takes_effect)
            .filter(|moment| self.has_come(*moment))
            .min_by_key(|moment| self.begins(*moment))
    }
}
