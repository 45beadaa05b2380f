//! What is not known for certain, and how it is drawn.
//!
//! A [`Family`] is a belief on one number, a [`Simplex`] one on weights that sum to 1. [`Draws`] puts them
//! together: columns with a path, worlds that set some of them, and links between them. Nothing here draws
//! random numbers: uniforms come in.

mod draws;
mod error;
mod family;
mod group;
mod links;
pub mod normal;
mod simplex;

pub use draws::{Column, Draws, DrawsError, Law, Note, World};
pub use error::FamilyError;
pub use family::{Chosen, Family, Stated};
pub use group::Group;
pub use links::{Link, LinkError};
pub use simplex::{Simplex, SimplexError};
