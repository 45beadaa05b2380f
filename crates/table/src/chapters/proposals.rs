//! Packages put forward, carried, accepted and refused.
