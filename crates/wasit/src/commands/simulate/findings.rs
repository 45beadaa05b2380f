//! All that a sample says, worked out.

use wasit_explain::{
    Sample, TooFew, asking, comparisons, contents, course, curves, effects, gains, outcomes, tornado,
};
use wasit_report::{Findings, VariantFindings};

/// The explanations of the talks as they stand, and what each variant came to. `target` is the probability of a deal in
/// force that is wished for.
pub(super) fn findings(sample: &Sample, target: Option<f64>) -> Findings {
    let variant = |at: usize| VariantFindings {
        outcomes: outcomes(sample, at),
        contents: contents(sample, at),
        course: course(sample, at),
        gains: gains(sample, at),
    };
    let variants = (0..sample.columns().variants.len()).map(variant).collect();
    let certain = sample.columns().inputs.is_empty();
    let nothing = || TooFew { what: "uncertain numbers", has: 0, needs: 1 };
    let of_inputs = |known: bool| if known { Err(nothing()) } else { Ok(()) };
    let _ = target;
    Findings {
        variants,
        comparisons: comparisons(sample),
        tornado: of_inputs(certain).and_then(|()| tornado(sample, 0)),
        curves: of_inputs(certain).and_then(|()| curves(sample, 0)),
        effects: of_inputs(certain).and_then(|()| effects(sample, 0)),
        failures: Err(nothing()),
        successes: Err(nothing()),
        blockers: None,
        asking: of_inputs(certain).and_then(|()| asking(sample)),
        inverse: None,
    }
}
