//! The course of talks, chapter by chapter: each has its acts, the events that they cause, and what a compartment
//! remembers of those.

pub mod adoption;
pub mod agenda;
pub mod backchannel;
pub mod communiques;
pub mod contact;
pub mod convening;
pub mod decisions;
pub mod ground_rules;
pub mod preferences;
pub mod proposals;
pub mod questions;
pub mod relay;
pub mod retention;
pub mod rooms;
pub mod rounds;
pub mod texts;
