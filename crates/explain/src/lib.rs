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
mod few;
mod forest;
mod gains;
mod game;
mod interval;
mod inverse;
mod outcomes;
mod players;
mod ranks;
mod sample;
mod scenarios;
mod scores;
mod surrogate;
mod tornado;
mod walks;
pub mod words;

pub use asking::{Ask, Asking, Decision};
pub use blockers::{Blame, Blockers, Pair};
pub use class::{Class, Event};
pub use comparisons::Comparison;
pub use contents::{Contents, IssueContents, ModalPackage, Together};
pub use course::{Course, RoundCourse};
pub use curves::{Curve, CurvePoint};
pub use effects::{BothEffects, Effect, Effects, Measure, effects};
pub use few::TooFew;
pub use gains::{Gains, PartyGains};
pub use interval::{Estimate, Spread};
pub use inverse::{Change, ChangeSet, Inverse};
pub use outcomes::{Outcomes, Split};
pub use sample::{
    Blockage, CLAIMS_MAX, Claim, ClaimKind, Columns, Input, Issue, Kind, LABELS_MAX, Misfit, Move, NO_VALUE,
    Round, Sample, Variant,
};
pub use scenarios::{Bound, Condition, Leaf, Scenario, Scenarios};
pub use scores::{Forecast, ReliabilityBin, Scores};
pub use tornado::{Bar, Tornado};
