//! What is not known for certain, and how it is drawn.
//!
//! A [`Family`] is a belief on one number, a [`Simplex`] one on weights that sum to 1. [`Draws`] puts them
//! together: columns with a path, worlds that set some of them, and links between them. A [`Sketch`] is talks
//! with slots for columns, and [`Beliefs`] makes the talks of every draw. Nothing here draws random numbers:
//! uniforms come in.

mod amount;
mod beliefs;
mod clipped;
mod curve;
mod draws;
mod error;
mod family;
mod group;
mod home;
mod incomplete;
mod jqpd;
mod line;
mod links;
mod marginal;
pub mod normal;
mod pool;
mod recipe;
mod seat;
mod simplex;
mod sketch;
mod stated;

pub use amount::Amount;
pub use beliefs::{Beliefs, BeliefsError};
pub use draws::{Column, Draws, DrawsError, Law, Note, World};
pub use error::FamilyError;
pub use family::Family;
pub use group::Group;
pub use home::{HomeNumber, HomeSketch};
pub use line::{Bound, Bounds, LinePart, LinePlace};
pub use links::{Link, LinkError};
pub use recipe::{BoxPart, DiscountPart, DriftPart, Form, Recipe, TablePart, WantPart, Worths};
pub use seat::{Piece, Seat};
pub use simplex::{Simplex, SimplexError};
pub use sketch::{PartySketch, Sketch};
pub use stated::{Chosen, Expert, Stated};
