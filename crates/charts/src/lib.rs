//! Figures as Vega-Lite specifications, made from plain figures and words.
//!
//! Nothing is drawn here, and nothing is read: of talks [`DealZone`], [`Concession`] and [`Weights`], of tournaments [`Ranking`]
//! and [`Matrix`], of simulations [`OutcomeShares`], [`Tornado`] and all the others go in, a specification as JSON comes out. Colours are CSS custom properties ([`COLOURS`]), so that a page gives them for light,
//! dark and paper and a picture follows without being drawn anew.
//!
//! > Specifications are for Vega's SVG renderer: a canvas cannot read custom properties. They use no expression that
//! > needs `eval`, and load nothing.
//!
//! Every mark that can be pointed at bears an `id`, counted from 0 in the order of the data set `marks`. The
//! parameter `focus` takes such an `id` and rings its mark: for keyboards.

mod asking;
mod bars;
mod blockers;
mod classes;
mod cloud;
mod concession;
mod contents;
mod curve;
mod differences;
mod discovered;
mod effects;
mod matrix;
mod moves;
mod ranking;
mod readings;
mod reliability;
mod rounds;
mod rows;
mod theme;
mod time;
mod timeline;
mod together;
mod tornado;
mod weights;
mod winsets;
mod zone;

pub use asking::{Asking, Question};
pub use blockers::{Blocker, Blockers};
pub use classes::{OutcomeBar, OutcomeClass, OutcomeShare, OutcomeShares};
pub use cloud::{CloudAxis, CloudCell, DealCloud, FrontierBand};
pub use concession::{Concession, Ending, Series, Stage};
pub use contents::{Contents, Strip, StripCell};
pub use curve::{Curve, CurvePoint, CurvePoints};
pub use differences::{Difference, Differences};
pub use discovered::{Discovered, InputBound};
pub use effects::{Effects, GroupEffect};
pub use matrix::Matrix;
pub use moves::{Moves, UnblockingMove};
pub use ranking::{Ranked, Ranking};
pub use readings::{ReadingPoint, Readings};
pub use reliability::{Reliability, ReliabilityBin};
pub use rounds::{OverRounds, RoundSeries, RoundStep};
pub use theme::{COLOURS, PARTY_COLOURS, party_colour};
pub use timeline::{Span, SpanKind, Timeline};
pub use together::{Together, ValuePair};
pub use tornado::{Swing, SwingEnd, Tornado};
pub use weights::{WeightRow, Weights};
pub use winsets::{Pivot, Pivots, WinSet, WinSets};
pub use zone::{Axis, DealZone, Path, Solution, SolutionKind};

/// A figure with its interval. What is not known may be NaN: it is not drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// Where the interval begins.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
}

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
