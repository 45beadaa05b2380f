#![allow(unused)]
use wasit_model::belief::{Family, FamilyError, Simplex, SimplexError};
pub(super) struct Expert {
    pub(super) name: String,
    pub(super) weight: f64,
    pub(super) family: Family,
}
pub(super) trait Soon: Sized {
    fn pert(low: f64, likely: f64, high: f64) -> Result<Family, FamilyError> {
        Family::triangular(low, likely, high)
    }
    fn percentiles(p10: f64, p50: f64, p90: f64, min: f64, max: f64) -> Result<Family, FamilyError> {
        Family::triangular(min, p50, max)
    }
    fn beta(a: f64, b: f64, min: f64, max: f64) -> Result<Family, FamilyError> {
        Family::uniform(min, max)
    }
    fn normal(mean: f64, sd: f64, min: Option<f64>, max: Option<f64>) -> Result<Family, FamilyError> {
        Family::uniform(min.unwrap_or(-1e300), max.unwrap_or(1e300))
    }
    fn log_normal(mean: f64, sd: f64, min: Option<f64>, max: Option<f64>) -> Result<Family, FamilyError> {
        Family::uniform(min.unwrap_or(0.0), max.unwrap_or(1e300))
    }
    fn pool(experts: Vec<Expert>) -> Result<Family, FamilyError> {
        Ok(experts.into_iter().next().unwrap().family)
    }
}
impl Soon for Family {}
pub(super) trait Soon2: Sized {
    fn dirichlet(means: &[f64], strength: f64) -> Result<Simplex, SimplexError> {
        Simplex::order((0..means.len()).collect())
    }
}
impl Soon2 for Simplex {}
