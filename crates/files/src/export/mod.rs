//! Accords for other software: as JSON with the keys of `accord.yaml`, and as Akoma Ntoso.

mod akoma_ntoso;
mod anchors;
mod eid;
mod json;

pub use akoma_ntoso::{NoDate, accord_as_akoma_ntoso};
pub use json::accord_as_json;
