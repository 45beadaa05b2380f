//! What is drawn of a home body.

use super::Recipe;
use crate::{Aim, Bar, Home, Knowledge, PreferenceError, Space};

/// What is drawn of a party's home; all else of it is known.
#[derive(Clone, Debug, Default)]
pub struct HomeSketch {
    /// Ratifiers whose preferences or thresholds are drawn, by position, with what they are made from.
    pub recipes: Vec<(usize, Recipe)>,
    /// Other numbers that are drawn, each with its column.
    pub numbers: Vec<(HomeNumber, usize)>,
}

/// A number of a home that a draw may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HomeNumber {
    /// The noise of this ratifier.
    Noise(usize),
    /// The weight of this ratifier.
    Weight(usize),
    /// The bar of the quota at this place of the rule: a quota before those within it, members in their order.
    Bar(usize),
    /// The loading of votes on their shared shock.
    Shock,
    /// What the delegation overstates thresholds by.
    Claims,
    /// What failing at home costs.
    Cost,
    /// The bias of what the delegation believes.
    Bias,
    /// The noise of what the delegation believes.
    Spread,
    /// The probability that it binds itself to.
    AtLeast,
    /// By how much a side payment lowers a threshold.
    Lowers,
    /// What a side payment costs.
    Price,
}

impl HomeSketch {
    /// Whether anything is drawn.
    #[must_use]
    pub fn is_drawn(&self) -> bool {
        !(self.recipes.is_empty() && self.numbers.is_empty())
    }

    /// Puts what the draw `values` decides into `home`, whose ratifiers want something over `space`.
    pub(super) fn put(&self, space: &Space, values: &[f64], home: &mut Home) -> Result<(), PreferenceError> {
        for (ratifier, recipe) in &self.recipes {
            home.body.ratifiers[*ratifier].preferences = recipe.preferences(space, values)?;
        }
        for &(number, column) in &self.numbers {
            number.set(home, values[column]);
        }
        Ok(())
    }
}

impl HomeNumber {
    /// Makes `home` have this number; where there is no such place in it, nothing.
    pub fn set(self, home: &mut Home, to: f64) {
        match (self, &mut home.aim, &mut home.knows) {
            (Self::Noise(at), ..) => home.body.ratifiers[at].noise = to,
            (Self::Weight(at), ..) => home.body.ratifiers[at].weight = to,
            (Self::Bar(at), ..) => {
                let mut next = 0;
                home.body.rule.each_bar(&mut |bar| {
                    if next == at {
                        *bar = match bar {
                            Bar::AtLeast(_) => Bar::AtLeast(to),
                            Bar::MoreThan(_) => Bar::MoreThan(to),
                        };
                    }
                    next += 1;
                });
            }
            (Self::Shock, ..) => home.body.shock = to,
            (Self::Claims, ..) => home.claims = to,
            (Self::Cost, ..) => home.cost = to,
            (Self::Bias, _, Knowledge::Believed { bias, .. }) => *bias = to,
            (Self::Spread, _, Knowledge::Believed { noise, .. }) => *noise = to,
            (Self::AtLeast, Aim::Bind { at_least } | Aim::Sell { at_least, .. }, _) => *at_least = to,
            (Self::Lowers, Aim::Sell { lowers, .. }, _) => *lowers = to,
            (Self::Price, Aim::Sell { price, .. }, _) => *price = to,
            _ => {}
        }
    }
}
