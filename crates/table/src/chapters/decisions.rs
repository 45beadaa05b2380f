//! The record of what a round decided, accepted or with reservations.
