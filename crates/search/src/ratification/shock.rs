use wasit_model::belief::normal::{cumulative, quantile};

/// Scores beyond which the shock is left out: 1e-16 of it lies there.
const REACH: f64 = 8.3;
/// More values of the shock are not taken.
const MOST: usize = 4_096;

/// Values of the shock with their probabilities: the trapezoidal rule, which converges geometrically for what is smooth
/// and falls off as a normal density does (Trefethen & Weideman 2014, §5). With loading ρ and n votes, each moving with
/// `a = ρ / √(1 − ρ²)`, the error of a step h is about `exp(−2π² / (h² (1 + n a²)))`: 1e-9 here.
pub(crate) fn nodes(loading: f64, votes: usize) -> Vec<(f64, f64)> {
    const LOG_ERROR: f64 = 20.7;
    if loading == 0.0 {
        return vec![(0.0, 1.0)];
    }
    let steepness = 1.0 + votes as f64 * loading * loading / (1.0 - loading * loading);
    let step = std::f64::consts::PI * (2.0 / (LOG_ERROR * steepness)).sqrt();
    let half = ((REACH / step).ceil() as usize).clamp(1, MOST / 2);
    let step = REACH / half as f64;
    let mut nodes: Vec<(f64, f64)> = (0..=2 * half)
        .map(|at| {
            let shock = (at as f64 - half as f64) * step;
            (shock, (-0.5 * shock * shock).exp())
        })
        .collect();
    let total: f64 = nodes.iter().map(|node| node.1).sum();
    nodes.iter_mut().for_each(|node| node.1 /= total);
    nodes
}

/// The probability of a yes given the shock, where it is `yes` over all shocks.
pub(crate) fn conditional(yes: f64, loading: f64, shock: f64) -> f64 {
    if loading == 0.0 { yes } else { given(quantile(yes), loading, shock) }
}

/// The same from the score of that probability.
pub(crate) fn given(score: f64, loading: f64, shock: f64) -> f64 {
    cumulative((score + loading * shock) / (1.0 - loading * loading).sqrt())
}
