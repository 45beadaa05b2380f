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
}

impl Order {
    pub(crate) fn of(terms: &Terms) -> Self {
        fn places<'n>(names: impl Iterator<Item = &'n Name>) -> HashMap<Name, usize> {
            names.enumerate().map(|(at, name)| (name.clone(), at)).collect()
        }
        Self {
            members: places(terms.members.iter().map(|each| &each.name)),
            milestones: places(terms.milestones.iter().map(|each| &each.name)),
            commitments: places(terms.commitments.iter().map(|each| &each.name)),
            pathways: places(terms.pathways.iter().map(|each| &each.name)),
            powers: places(terms.powers.iter().map(|each| &each.name)),
        }
    }
}
