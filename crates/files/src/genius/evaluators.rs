//! What `<evaluator>` makes of numbers.
//!
//! Two spellings are met with. `slope` and `offset` count from the lower bound of the issue: a range from 8 to 14 with
//! offset 1 and slope -0.15 falls from 1 to 0.1. `parameter0` and `parameter1` count from 0: a range from 10 to 40 with
//! parameter0 -0.3333 and parameter1 0.0333 rises from 0 to 1.

use super::issues::{number, number_of, required};
use super::xml::Element;
use crate::collector::Collector;
use crate::fields::cut;

/// What a number is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shape {
    /// `slope` × number + `bias`.
    Linear { slope: f64, bias: f64 },
    /// 1 at `top`, 0 at `low` and `high` and beyond.
    Triangle { low: f64, top: f64, high: f64 },
}

impl Shape {
    pub(super) fn at(&self, number: f64) -> f64 {
        match *self {
            Self::Linear { slope, bias } => slope * number + bias,
            Self::Triangle { low, high, .. } if number < low || number > high => 0.0,
            Self::Triangle { top, .. } if number == top => 1.0,
            Self::Triangle { low, top, .. } if number < top => (number - low) / (top - low),
            Self::Triangle { top, high, .. } => (high - number) / (high - top),
        }
    }
}

/// The function of an `<evaluator>`, for an issue whose lower bound is `lower`; what is not known is reported.
pub(super) fn read(element: &Element<'_>, lower: f64, collector: &mut Collector) -> Option<Shape> {
    let example = "<evaluator ftype=\"linear\" offset=\"0\" slope=\"0.1\"/>";
    let kind = required(element, "ftype", example, collector)?;
    match kind.value.to_lowercase().as_str() {
        "linear" if element.attribute("slope").is_some() || element.attribute("offset").is_some() => {
            let slope = number(element, "slope", example, collector);
            let offset = number(element, "offset", example, collector);
            let (slope, offset) = (slope?, offset?);
            Some(Shape::Linear { slope, bias: offset - slope * lower })
        }
        "linear" => {
            let [bias, slope] = parameters(element, example, collector)?;
            Some(Shape::Linear { slope, bias })
        }
        "triangular" => {
            let example =
                "<evaluator ftype=\"triangular\" parameter0=\"0\" parameter1=\"10\" parameter2=\"4\"/>";
            let mut corners = parameters::<3>(element, example, collector)?;
            // Whichever way round they stand, the top is the one in the middle.
            corners.sort_by(f64::total_cmp);
            let [low, top, high] = corners;
            Some(Shape::Triangle { low, top, high })
        }
        "constant" => {
            let example = "<evaluator ftype=\"constant\" parameter0=\"1\"/>";
            let value = match element.attribute("value") {
                Some(value) => number_of(value, collector)?,
                None => parameters::<1>(element, example, collector)?[0],
            };
            Some(Shape::Linear { slope: 0.0, bias: value })
        }
        other => {
            let known = ["linear", "triangular", "constant"];
            let help = collector
                .hint(other, known.into_iter(), || "there are `linear`, `triangular` and `constant`".into());
            collector
                .wrong(kind.span, format!("there is no function called `{}` here", cut(&kind.value)))
                .help(help);
            None
        }
    }
}

fn parameters<const N: usize>(
    element: &Element<'_>,
    example: &str,
    collector: &mut Collector,
) -> Option<[f64; N]> {
    let mut read = [None; N];
    for (at, read) in read.iter_mut().enumerate() {
        *read = number(element, &format!("parameter{at}"), example, collector);
    }
    let mut all = [0.0; N];
    for (all, read) in all.iter_mut().zip(read) {
        *all = read?;
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn triangles_fall_to_both_sides_and_may_stand_upright() {
        let worths = |low, top, high| {
            [0.0, 1.0, 2.0, 3.0, 4.0, 5.0].map(|number| Shape::Triangle { low, top, high }.at(number))
        };
        assert_eq!(worths(1.0, 3.0, 4.0), [0.0, 0.0, 0.5, 1.0, 0.0, 0.0]);
        assert_eq!(worths(2.0, 2.0, 4.0), [0.0, 0.0, 1.0, 0.5, 0.0, 0.0]);
        assert_eq!(worths(2.0, 2.0, 2.0), [0.0, 0.0, 1.0, 0.0, 0.0, 0.0]);
    }
}
