//! Chance, from a seed or from given bytes: the tests throw it from a seed, the fuzzer from its bytes.

/// A stream of numbers.
#[derive(Clone)]
pub(crate) struct Dice {
    state: u64,
    given: Option<Vec<u8>>,
}

impl Dice {
    /// The stream of a seed.
    pub(crate) fn of(seed: u64) -> Self {
        Self { state: seed, given: None }
    }

    /// These bytes, last first; zeros after them.
    #[allow(dead_code, reason = "the fuzzer throws from bytes")]
    pub(crate) fn given(bytes: &[u8]) -> Self {
        Self { state: 0, given: Some(bytes.to_vec()) }
    }

    /// Whether nothing is left of the bytes given.
    #[allow(dead_code, reason = "the fuzzer throws from bytes")]
    pub(crate) fn is_out(&self) -> bool {
        self.given.as_ref().is_some_and(Vec::is_empty)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = end.max(1);
        if let Some(bytes) = &mut self.given {
            return usize::from(bytes.pop().unwrap_or(0)) % end;
        }
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }

    /// True `percent` times in a hundred.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of these; `None` where there is none.
    pub(crate) fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        if of.is_empty() { None } else { of.get(self.below(of.len())) }
    }

    /// One of these, the last more often.
    pub(crate) fn late<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        if of.len() > 4 && self.chance(70) { self.one(&of[of.len() - 4..]) } else { self.one(of) }
    }
}
