//! Laws of the table over random talks: nothing leaks, the rules hold, the record gives back the table.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod dice;
mod draw;
mod facts;
mod goldens;
mod leaks;
mod pool;
mod react;
mod replay;
mod scenes;
mod talks;
