//! Samples: what all draws of a simulation gave, in files and as the columns that explanations start from.

mod csv;
mod gather;
mod layout;
mod meaning;
mod parquet;
mod sums;
mod titles;

pub(crate) use csv::Writer as CsvWriter;
pub(crate) use gather::{EXPLAINED_MAX, Gathering};
pub(crate) use layout::Layout;
pub(crate) use meaning::{InputPart, Meaning};
pub(crate) use parquet::{Reader, Writer};
