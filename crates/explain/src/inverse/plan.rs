//! Sets of changes as they are put together.

use super::conditions::Part;

/// A step that a set may add.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    Relax(u16, f64),
    Choose(usize),
    /// A part of a belief, by index.
    Bring(usize),
}

/// Claims with the bits of their amounts, the variant, and the parts.
type Key = (Vec<(u16, u64)>, usize, Vec<usize>);

/// A set of changes.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    /// Claims and amounts, by claim.
    pub(super) relaxed: Vec<(u16, f64)>,
    pub(super) variant: usize,
    /// Parts of beliefs by index, rising.
    pub(super) parts: Vec<usize>,
}

impl Plan {
    /// With one more change; `None` where it changes that already, or what goes together with it.
    pub(super) fn with(&self, step: Step, parts: &[Part]) -> Option<Self> {
        let mut plan = self.clone();
        match step {
            Step::Relax(claim, by) => {
                if plan.relaxed.iter().any(|(other, _)| *other == claim) {
                    return None;
                }
                plan.relaxed.push((claim, by));
                plan.relaxed.sort_by_key(|(claim, _)| *claim);
            }
            Step::Choose(variant) if plan.variant == 0 => plan.variant = variant,
            Step::Choose(_) => return None,
            Step::Bring(part) => {
                if plan.parts.iter().any(|other| parts[*other].clashes(&parts[part])) {
                    return None;
                }
                plan.parts.push(part);
                plan.parts.sort_unstable();
            }
        }
        Some(plan)
    }

    pub(super) fn count(&self) -> usize {
        self.relaxed.len() + usize::from(self.variant > 0) + self.parts.len()
    }

    /// For sorting out what is tried twice; a wider part of a belief comes before a narrower one.
    pub(super) fn key(&self) -> Key {
        let relaxed = self.relaxed.iter().map(|(claim, by)| (*claim, by.to_bits())).collect();
        (relaxed, self.variant, self.parts.clone())
    }

    pub(super) fn relaxes(&self, claim: u16) -> f64 {
        self.relaxed.iter().find(|(other, _)| *other == claim).map_or(f64::NEG_INFINITY, |(_, by)| *by)
    }

    /// Whether it makes every change that `other` makes, as far or farther.
    pub(super) fn holds(&self, other: &Self, parts: &[Part]) -> bool {
        let narrower = |wide: &usize| self.parts.iter().any(|own| parts[*wide].has(&parts[*own]));
        other.relaxed.iter().all(|(claim, by)| self.relaxes(*claim) >= *by)
            && (other.variant == 0 || other.variant == self.variant)
            && other.parts.iter().all(narrower)
    }

    /// Whether it changes everything that `other` changes, by whatever amounts.
    pub(super) fn has_kinds_of(&self, other: &Self, parts: &[Part]) -> bool {
        let same = |part: &usize| self.parts.iter().any(|own| parts[*own].input == parts[*part].input);
        other.relaxed.iter().all(|(claim, _)| self.relaxes(*claim) >= 0.0)
            && (other.variant == 0 || other.variant == self.variant)
            && other.parts.iter().all(same)
    }
}
