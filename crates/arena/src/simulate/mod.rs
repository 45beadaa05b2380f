//! Talks of which some things are uncertain, held in every draw: what can come of them, and how likely each is.

mod claims;
mod hold;
mod rows;
mod running;
mod swaps;
mod trials;
mod uniforms;
mod variant;

pub use claims::{Asked, AskedKind};
pub use hold::{SimulateError, Simulation};
pub use rows::{Blockage, Class, Eased, Held, NO_VALUE, Rows};
pub use running::Running;
pub use swaps::{Swap, Swapped, Swaps};
pub use trials::{Tried, TriedBy};
pub(crate) use uniforms::Uniforms;
pub use variant::{Change, Variant};
