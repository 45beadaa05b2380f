use std::collections::HashMap;

use super::{Name, Terms};

/// Where everything that has a name stands.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub(crate) members: HashMap<Name, usize>,
    pub(crate) milestones: HashMap<Name, usize>,
    pub(crate) commitments: HashMap<Name, usize>,
    pub(crate) pathways: HashMap<Name, usize>,
    pub(crate) powers: HashMap<Name, usize>,
    /// By commitment: its reciprocity group.
    pub(crate) groups: Vec<Option<usize>>,
    /// By commitment: the powers that bear on it, and which of their effects.
    pub(crate) effects: Vec<Vec<(usize, usize)>>,
}

impl Order {
    pub(crate) fn of(terms: &Terms) -> Self {
        fn places<'n>(names: impl Iterator<Item = &'n Name>) -> HashMap<Name, usize> {
            names.enumerate().map(|(at, name)| (name.clone(), at)).collect()
        }
        let commitments = places(terms.commitments.iter().map(|each| &each.name));
        let mut groups = vec![None; terms.commitments.len()];
        for (at, group) in terms.reciprocity.iter().enumerate() {
            for name in group {
                groups[commitments[name]] = Some(at);
            }
        }
        let mut effects = vec![Vec::new(); terms.commitments.len()];
        for (at, power) in terms.powers.iter().enumerate() {
            for (nth, effect) in power.effects.iter().enumerate() {
                for name in effect.commitments() {
                    effects[commitments[name]].push((at, nth));
                }
            }
        }
        Self {
            members: places(terms.members.iter().map(|each| &each.name)),
            milestones: places(terms.milestones.iter().map(|each| &each.name)),
            commitments,
            groups,
            effects,
            pathways: places(terms.pathways.iter().map(|each| &each.name)),
            powers: places(terms.powers.iter().map(|each| &each.name)),
        }
    }
}
