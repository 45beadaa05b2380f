//! Figures as Vega-Lite specifications, made from plain figures and words.
//!
//! Nothing is drawn here, and nothing is read: [`DealZone`], [`Concession`], [`Weights`], [`Ranking`] and [`Matrix`] go in,
//! a specification as JSON comes out. Colours are CSS custom properties ([`COLOURS`]), so that a page gives them for light,
//! dark and paper and a picture follows without being drawn anew.
//!
//! > Specifications are for Vega's SVG renderer: a canvas cannot read custom properties. They use no expression that
//! > needs `eval`, and load nothing.
//!
//! Every mark that can be pointed at bears an `id`, counted from 0 in the order of the data set `marks`. The
//! parameter `focus` takes such an `id` and rings its mark: for keyboards.

mod concession;
mod matrix;
mod ranking;
mod theme;
mod weights;
mod zone;

pub use concession::{Concession, Ending, Series, Stage};
pub use matrix::Matrix;
pub use ranking::{Ranked, Ranking};
pub use theme::{COLOURS, PARTY_COLOURS, party_colour};
pub use weights::{WeightRow, Weights};
pub use zone::{Axis, DealZone, Path, Solution, SolutionKind};

/// A package at its place in a picture, with the words that stand beside it when it is pointed at.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Where, across.
    pub x: f64,
    /// Where, up.
    pub y: f64,
    /// What it is: `Iran’s offer, leg 3`.
    pub what: String,
    /// The package in words, an issue to a line.
    pub package: String,
    /// What the sides make of it, a side to a line.
    pub worth: String,
}
