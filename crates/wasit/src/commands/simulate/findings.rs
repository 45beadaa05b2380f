//! All that a sample says, worked out.

use wasit_explain::{Sample, contents, course, explain, gains, what_would_it_take};
use wasit_report::{Findings, VariantFindings};

/// The explanations of the talks as they stand, and what each variant came to. `target` is the probability of a deal in
/// force that is wished for.
pub(super) fn findings(sample: &Sample, target: Option<f64>) -> Findings {
    let explained = explain(sample);
    let variant = |(at, outcomes)| VariantFindings {
        outcomes,
        contents: contents(sample, at),
        course: course(sample, at),
        gains: gains(sample, at),
    };
    Findings {
        variants: explained.outcomes.into_iter().enumerate().map(variant).collect(),
        comparisons: explained.comparisons,
        tornado: explained.tornado,
        curves: explained.curves,
        effects: explained.effects,
        failures: explained.failures,
        successes: explained.successes,
        blockers: explained.blockers,
        asking: explained.asking,
        inverse: target.map(|target| what_would_it_take(sample, target)),
    }
}
