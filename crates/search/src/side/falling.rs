use std::sync::{Mutex, OnceLock, PoisonError};

use wasit_model::Package;

use crate::Side;
use crate::side::State;

/// How many packages the first chunk holds; each holds twice as many as the one before it.
const FIRST: usize = 16;
/// More than any talk could ask for.
const CHUNKS: usize = 40;

/// A side's packages in falling utility, as far down as anybody has asked, shared by all who ask.
#[derive(Debug)]
pub(crate) struct Falling {
    chunks: [OnceLock<Vec<(Package, f64)>>; CHUNKS],
    walk: Mutex<Option<State>>,
}

impl Default for Falling {
    fn default() -> Self {
        Self { chunks: std::array::from_fn(|_| OnceLock::new()), walk: Mutex::new(None) }
    }
}

impl Falling {
    /// The `k`-th, from 0; `None` behind the last.
    pub(crate) fn get(&self, k: usize, side: &Side) -> Option<(Package, f64)> {
        let chunk = (k / FIRST + 1).ilog2() as usize;
        let from = FIRST * ((1 << chunk) - 1);
        let (package, utility) = self.chunk(chunk, side)?.get(k - from)?;
        Some((package.clone(), *utility))
    }

    fn chunk(&self, chunk: usize, side: &Side) -> Option<&Vec<(Package, f64)>> {
        let wanted = self.chunks.get(chunk)?;
        if let Some(there) = wanted.get() {
            return Some(there);
        }
        let mut walk = self.walk.lock().unwrap_or_else(PoisonError::into_inner);
        let walk = walk.get_or_insert_with(|| State::start(side));
        for (at, chunk) in self.chunks[..=chunk].iter().enumerate() {
            // Only who holds the walk fills chunks, so one that is empty now is the next to be walked over.
            chunk.get_or_init(|| std::iter::from_fn(|| walk.next(side)).take(FIRST << at).collect());
        }
        wanted.get()
    }
}
