//! Stands in for sentences that explanations do not have yet.

use wasit_explain::{Blockers, Inverse, Scenarios};

pub(crate) trait Said {
    fn words(&self) -> Vec<String> {
        Vec::new()
    }
}
impl Said for Blockers {}
impl Said for Inverse {}
impl Said for Scenarios {}
