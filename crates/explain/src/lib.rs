//! What drives a simulation's answer: plain columns in, explanations with intervals and in words out.
//!
//! Nothing is held, read or drawn here: no talks, no clock, no files. [`Sample::new`] takes [`Columns`] that fit together; every
//! explanation is a pure function of a sample.
//!
//! > An explanation claims nothing that the sample cannot carry: it then says [`TooFew`]. Its intervals are sampling error only.

mod asking;
mod blockers;
mod class;
mod comparisons;
mod contents;
mod course;
mod curves;
mod effects;
mod explanations;
mod few;
mod forest;
mod gains;
mod game;
mod histogram;
mod ignorance;
mod interval;
mod inverse;
mod neighbours;
mod outcomes;
mod players;
mod pulls;
mod ranks;
mod sample;
mod scenarios;
mod scores;
mod surrogate;
mod swaps;
mod tornado;
mod trials;
mod walks;
pub mod words;

pub use asking::{Ask, Asking, Decision, asking};
pub use blockers::{Blame, Blockers, Pair, blockers};
pub use class::{Class, Event};
pub use comparisons::{Comparison, comparisons};
pub use contents::{Contents, IssueContents, ModalPackage, Together, contents};
pub use course::{Course, RoundCourse, course};
pub use curves::{Curve, CurvePoint, curves};
pub use effects::{BothEffects, Effect, Effects, Measure, effects};
pub use explanations::{DRAWS_MAX, Explanations, Section, explain};
pub use few::TooFew;
pub use gains::{Gains, PartyGains, gains};
pub use interval::{Estimate, Spread};
pub use inverse::{Change, ChangeSet, Inverse, Searched, what_would_it_take};
pub use outcomes::{Outcomes, Split, outcomes};
pub use sample::{
    Blockage, CLAIMS_MAX, Claim, ClaimKind, Columns, Input, Issue, Kind, LABELS_MAX, Misfit, Move, NO_VALUE,
    Round, Sample, Variant,
};
pub use scenarios::{Bound, Condition, Leaf, Scenario, Scenarios, scenarios};
pub use scores::{Forecast, ReliabilityBin, Scores, scores};
pub use swaps::{Swap, SwapEffect, Swaps, swaps};
pub use tornado::{Bar, Tornado, tornado};
pub use trials::{Trial, Trials, Tried, trials};
