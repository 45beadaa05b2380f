//! JSON for machines.
