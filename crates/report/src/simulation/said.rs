//! Stands in for sentences that explanations do not have yet.

use wasit_explain::{Asking, Blockers, Curve, Inverse, Scenarios, Tornado};

pub(crate) trait Said {
    fn words(&self) -> Vec<String> {
        Vec::new()
    }
}
impl Said for Asking {}
impl Said for Blockers {}
impl Said for Curve {}
impl Said for Inverse {}
impl Said for Scenarios {}
impl Said for Tornado {}
