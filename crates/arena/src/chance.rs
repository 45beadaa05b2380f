//! Whether a talk has chance in it, and numbers that seeds are made of.

use wasit_strategies::{Parameters, find};

/// Whether the strategy that `text` seats draws random numbers; `votes` where it may be asked to vote.
pub(crate) fn draws(text: &str, votes: bool) -> bool {
    let Ok((name, parameters)) = Parameters::split(text) else { return true };
    let anneals = votes && parameters.text("votes") == Some("anneal");
    anneals || find(name).is_none_or(|facts| facts.stochastic)
}

/// A number far from those of its neighbours (the finaliser of SplitMix64; Steele, Lea, Flood 2014).
pub(crate) fn scrambled(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
