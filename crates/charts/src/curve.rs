use serde_json::{Value, json};

use crate::theme::{self, GRID, MAIN, SOFT};
use crate::{Estimate, rows};

/// The answer given one input: a curve with its band over a number, a mark for each label of a choice.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// What the picture shows, in a sentence, for those who do not see it.
    pub description: String,
    /// The input, with its unit.
    pub input: String,
    /// What the answer is: `P(in force)`.
    pub answer: String,
    /// The answer over all draws.
    pub base: f64,
    /// The input's places, in order.
    pub over: CurvePoints,
    /// The input's 10th, 50th and 90th percentiles, for numbers.
    pub percentiles: Option<[f64; 3]>,
}

/// Over what a curve runs.
#[derive(Clone, Debug, PartialEq)]
pub enum CurvePoints {
    /// Numbers, rising.
    Numbers(Vec<(f64, CurvePoint)>),
    /// Labels, distinct.
    Labels(Vec<(String, CurvePoint)>),
}

/// The answer at one place.
#[derive(Clone, Debug, PartialEq)]
pub struct CurvePoint {
    /// The answer there.
    pub answer: Estimate,
    /// Where, and what, in words, for whoever points at it.
    pub words: String,
}

impl Curve {
    /// The specification.
    #[must_use]
    pub fn specification(&self) -> Value {
        let y = json!({
            "field": "y", "type": "quantitative", "title": self.answer,
            "scale": { "domain": self.shown(), "nice": false, "zero": false },
            "axis": { "format": "~%", "tickCount": 4 },
        });
        let mut layers = vec![json!({
            "data": { "values": [{ "y": self.base }] },
            "mark": { "type": "rule", "stroke": SOFT, "strokeDash": [5, 4], "strokeWidth": 1.2, "tooltip": null },
            "encoding": { "y": y },
        })];
        match &self.over {
            CurvePoints::Numbers(points) => layers.extend(self.numbers(points, &y)),
            CurvePoints::Labels(points) => layers.extend(self.labels(points, &y)),
        }
        let mut specification = theme::frame(&self.description, 190);
        specification["datasets"] = json!({ "marks": self.marks() });
        specification["layer"] = layers.into();
        specification
    }

    fn points(&self) -> Vec<&CurvePoint> {
        match &self.over {
            CurvePoints::Numbers(points) => points.iter().map(|(_, point)| point).collect(),
            CurvePoints::Labels(points) => points.iter().map(|(_, point)| point).collect(),
        }
    }

    /// Probabilities from 0 to 1, so that curves beside each other compare; other answers as far as they reach.
    fn shown(&self) -> [f64; 2] {
        let points = self.points();
        let ends = points.iter().flat_map(|point| [point.answer.low, point.answer.value, point.answer.high]);
        let inside = ends.clone().all(|end| !end.is_finite() || (0.0..=1.0).contains(&end));
        if inside && (0.0..=1.0).contains(&self.base) { [0.0, 1.0] } else { rows::around(ends, self.base) }
    }

    fn marks(&self) -> Vec<Value> {
        let row = |id: usize, x: Value, point: &CurvePoint| {
            let Estimate { value, low, high } = point.answer;
            json!({
                "id": id, "x": x, "y": value, "low": low, "high": high, "what": self.input, "package": point.words,
                "worth": "",
            })
        };
        match &self.over {
            CurvePoints::Numbers(points) => {
                points.iter().enumerate().map(|(id, (x, point))| row(id, json!(x), point)).collect()
            }
            CurvePoints::Labels(points) => {
                points.iter().enumerate().map(|(id, (x, point))| row(id, json!(x), point)).collect()
            }
        }
    }

    fn numbers(&self, points: &[(f64, CurvePoint)], y: &Value) -> Vec<Value> {
        let ends = points.iter().map(|(x, _)| *x);
        let x = json!({
            "field": "x", "type": "quantitative", "title": rows::lines(&self.input),
            "scale": { "domain": across(ends), "nice": false, "zero": false },
            "axis": { "tickCount": 5, "grid": false, "labelOverlap": true },
        });
        let mut layers = Vec::new();
        if let Some([low, middle, high]) = self.percentiles {
            layers.push(json!({
                "data": { "values": [{ "x": low, "x2": high }] },
                "mark": { "type": "rect", "fill": GRID, "fillOpacity": 0.6, "tooltip": null, "clip": true },
                "encoding": { "x": x, "x2": { "field": "x2" } },
            }));
            layers.push(json!({
                "data": { "values": [{ "x": middle }] },
                "mark": { "type": "rule", "stroke": SOFT, "strokeWidth": 1, "tooltip": null, "clip": true },
                "encoding": { "x": x },
            }));
        }
        layers.push(json!({
            "data": { "name": "marks" },
            "mark": { "type": "area", "fill": MAIN, "fillOpacity": 0.25, "tooltip": null },
            "encoding": { "x": x, "y": rows::of(y, "low"), "y2": { "field": "high" } },
        }));
        layers.push(json!({
            "data": { "name": "marks" },
            "mark": { "type": "line", "stroke": MAIN, "strokeWidth": 2.2, "tooltip": null },
            "encoding": { "x": x, "y": y },
        }));
        layers.push(json!({
            "data": { "name": "marks" },
            "params": [theme::near()],
            "mark": { "type": "point", "shape": "circle", "size": 30, "fill": MAIN, "stroke": MAIN, "opacity": 1 },
            "encoding": { "x": x, "y": y, "tooltip": theme::tooltip() },
        }));
        layers.extend(theme::rings(&x, y));
        layers
    }

    fn labels(&self, points: &[(String, CurvePoint)], y: &Value) -> Vec<Value> {
        let labels: Vec<&str> = points.iter().map(|(label, _)| label.as_str()).collect();
        let x = json!({
            "field": "x", "type": "nominal", "title": rows::lines(&self.input), "sort": null, "scale": { "domain": labels },
            "axis": { "labelAngle": if labels.len() > 4 { -30 } else { 0 }, "labelLimit": 110, "grid": false },
        });
        let mut layers = vec![
            json!({
                "data": { "name": "marks" },
                "mark": { "type": "rule", "stroke": MAIN, "strokeWidth": 6, "strokeOpacity": 0.35,
                    "strokeCap": "round", "tooltip": null },
                "encoding": { "x": x, "y": rows::of(y, "low"), "y2": { "field": "high" } },
            }),
            json!({
                "data": { "name": "marks" },
                "params": [theme::near()],
                "mark": { "type": "point", "shape": "circle", "size": 90, "fill": MAIN, "stroke": MAIN,
                    "opacity": 1 },
                "encoding": { "x": x, "y": y, "tooltip": theme::tooltip() },
            }),
        ];
        layers.extend(theme::rings(&x, y));
        layers
    }
}

/// From the least to the greatest of `ends`.
fn across(ends: impl Iterator<Item = f64>) -> [f64; 2] {
    let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), end| (a.min(end), b.max(end)));
    match () {
        () if low < high => [low, high],
        () if low == high => [low - 0.5, high + 0.5],
        () => [0.0, 1.0],
    }
}
