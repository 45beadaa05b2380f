use serde_json::{Value, json};

use crate::theme::{self, GROUND, INK, MAIN, SOFT};
use crate::timeline::SpanKind;
use crate::{rows, time};

/// What was observed over time, beside the limit and its steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Readings {
    /// What the picture shows, in a sentence, for those who do not see it.
    pub description: String,
    /// What is measured, with its unit.
    pub unit: String,
    /// From when to when, in milliseconds since 1970 of the calendar that is shown.
    pub range: [f64; 2],
    /// The moment that is looked at.
    pub today: f64,
    /// Whether what was seen last still is so until it is seen again; periods that add up stand alone.
    pub stays: bool,
    /// The limit from a time on, in order.
    pub limits: Vec<(f64, f64)>,
    /// How far beyond the limit still complies, with its sign: to which side.
    pub tolerance: f64,
    /// What was seen, in order of time.
    pub points: Vec<ReadingPoint>,
    /// When the limit was not kept.
    pub excesses: Vec<(f64, f64, SpanKind)>,
}

/// One observation, or what a period adds up to.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadingPoint {
    /// When.
    pub at: f64,
    /// How much.
    pub value: f64,
    /// How far that may be off, either way; 0 where nothing is said of it.
    pub off: f64,
    /// Whether it is beyond the limit of then.
    pub beyond: bool,
    /// All of it in words, for whoever points at it.
    pub words: String,
}

const WITHIN: &str = "within the limit";
const BEYOND: &str = "beyond it";

impl Readings {
    /// The specification.
    #[must_use]
    pub fn specification(&self) -> Value {
        let x = time::across(self.range);
        let ends = self
            .points
            .iter()
            .flat_map(|point| [point.value - point.off, point.value + point.off])
            .chain(self.limits.iter().flat_map(|(_, value)| [*value, *value + self.tolerance]));
        let held = self.limits.first().map_or(0.0, |(_, value)| *value);
        let y = json!({
            "field": "y", "type": "quantitative", "title": rows::lines(&self.unit),
            "scale": { "domain": rows::around(ends, held), "nice": false, "zero": false },
            "axis": { "tickCount": 5 },
        });
        let shape = json!({
            "field": "kind", "type": "nominal",
            "scale": { "domain": [WITHIN, BEYOND], "range": ["circle", "cross"] },
        });
        let fill = json!({
            "field": "kind", "type": "nominal",
            "scale": { "domain": [WITHIN, BEYOND], "range": [MAIN, SpanKind::Violated.colour()] },
        });
        let mut layers: Vec<Value> = self
            .excesses
            .iter()
            .map(|(from, to, kind)| {
                json!({
                    "data": { "values": [{ "x": from, "x2": to }] },
                    "mark": { "type": "rect", "fill": kind.colour(), "fillOpacity": 0.28, "clip": true, "tooltip": null },
                    "encoding": { "x": x, "x2": { "field": "x2" } },
                })
            })
            .collect();
        let line = |off: f64, dash: Value, width: f64, colour: &str| {
            json!({
                "data": { "values": self.steps(off) },
                "mark": { "type": "line", "interpolate": "step-after", "stroke": colour, "strokeWidth": width,
                    "strokeDash": dash, "clip": true, "tooltip": null },
                "encoding": { "x": x, "y": y },
            })
        };
        layers.push(line(0.0, json!([1, 0]), 2.0, INK));
        if self.tolerance != 0.0 {
            layers.push(line(self.tolerance, json!([3, 3]), 1.2, SOFT));
        }
        if self.stays {
            layers.push(json!({
                "data": { "name": "marks" },
                "mark": { "type": "line", "interpolate": "step-after", "stroke": MAIN, "strokeWidth": 1,
                    "strokeOpacity": 0.5, "clip": true, "tooltip": null },
                "encoding": { "x": x, "y": y },
            }));
        }
        layers.push(json!({
            "data": { "name": "marks" },
            "mark": { "type": "rule", "stroke": MAIN, "strokeWidth": 1.5, "clip": true, "tooltip": null },
            "encoding": { "x": x, "y": rows::of(&y, "low"), "y2": { "field": "high" } },
        }));
        layers.push(json!({
            "data": { "name": "marks" },
            "params": [theme::near()],
            "mark": { "type": "point", "size": 90, "stroke": GROUND, "strokeWidth": 1, "opacity": 1, "clip": true },
            "encoding": { "x": x, "y": y, "shape": shape, "fill": fill, "tooltip": theme::tooltip() },
        }));
        layers.push(time::line(&x, self.today));
        layers.extend(theme::rings(&x, &y));
        let mut specification = theme::frame(&self.description, 220);
        specification["datasets"] = json!({ "marks": self.marks() });
        specification["layer"] = layers.into();
        specification
    }

    /// The limit's line, to the end of what is shown.
    fn steps(&self, off: f64) -> Vec<Value> {
        let last = self.limits.last().map(|(_, value)| (self.range[1], *value));
        self.limits
            .iter()
            .copied()
            .chain(last)
            .map(|(at, value)| json!({ "x": at, "y": value + off }))
            .collect()
    }

    fn marks(&self) -> Vec<Value> {
        self.points
            .iter()
            .enumerate()
            .map(|(id, point)| {
                let kind = if point.beyond { BEYOND } else { WITHIN };
                json!({
                    "id": id, "x": point.at, "y": point.value, "low": point.value - point.off,
                    "high": point.value + point.off, "kind": kind, "what": point.words, "package": kind, "worth": "",
                })
            })
            .collect()
    }
}
