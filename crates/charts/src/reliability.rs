use serde_json::{Value, json};

use crate::theme::{self, GROUND, INK, MAIN, SOFT};
use crate::{Estimate, rows};

/// How high the bars of counts may stand below the axis of the diagram, and where they stand, on its scale.
const TALLEST: f64 = 0.11;
const GROUND_LEVEL: f64 = -0.19;

/// Whether forecasts came true as often as they said: how often, against how likely, with how many stand behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reliability {
    /// What the picture shows, in a sentence, for those who do not see it.
    pub description: String,
    /// The bins that have a forecast, by rising probability.
    pub bins: Vec<ReliabilityBin>,
}

/// Forecasts of about the same probability.
#[derive(Clone, Debug, PartialEq)]
pub struct ReliabilityBin {
    /// The bin's ends.
    pub range: (f64, f64),
    /// The mean of the forecasts in it.
    pub forecast: f64,
    /// How often they came true.
    pub came: Estimate,
    /// How many they are.
    pub count: u64,
    /// All of it in words, for whoever points at it.
    pub words: String,
}

impl Reliability {
    /// The specification.
    #[must_use]
    pub fn specification(&self) -> Value {
        let channel = |field: &str, title: &str, domain: [f64; 2]| {
            json!({
                "field": field, "type": "quantitative", "title": title,
                "scale": { "domain": domain, "nice": false },
                "axis": { "format": "~%", "values": [0, 0.2, 0.4, 0.6, 0.8, 1] },
            })
        };
        let x = channel("x", "Forecast probability; below, how many", [0.0, 1.0]);
        let y = channel("y", "How often it came", [GROUND_LEVEL, 1.0]);
        let most = self.bins.iter().map(|bin| bin.count).max().unwrap_or(0).max(1) as f64;
        let marks: Vec<Value> = self
            .bins
            .iter()
            .enumerate()
            .map(|(id, bin)| {
                let Estimate { value, low, high } = bin.came;
                json!({
                    "id": id, "x": bin.forecast, "y": value, "low": low, "high": high, "from": bin.range.0,
                    "to": bin.range.1, "middle": f64::midpoint(bin.range.0, bin.range.1), "ground": GROUND_LEVEL,
                    "count": bin.count.to_string(), "tall": GROUND_LEVEL + TALLEST * bin.count as f64 / most,
                    "what": bin.words, "package": "", "worth": "",
                })
            })
            .collect();
        let mut layers = vec![
            json!({
                "data": { "name": "marks" },
                "mark": { "type": "rect", "fill": SOFT, "fillOpacity": 0.4, "stroke": GROUND, "strokeWidth": 1,
                    "tooltip": null },
                "encoding": { "x": rows::of(&x, "from"), "x2": { "field": "to" }, "y": rows::of(&y, "ground"),
                    "y2": { "field": "tall" } },
            }),
            json!({
                "data": { "values": [{ "x": 0, "y": 0 }, { "x": 1, "y": 1 }] },
                "mark": { "type": "line", "stroke": SOFT, "strokeDash": [5, 4], "strokeWidth": 1.5, "tooltip": null },
                "encoding": { "x": x, "y": y },
            }),
            json!({
                "data": { "name": "marks" },
                "mark": { "type": "rule", "stroke": MAIN, "strokeWidth": 6, "strokeOpacity": 0.35,
                    "strokeCap": "round", "tooltip": null },
                "encoding": { "x": x, "y": rows::of(&y, "low"), "y2": { "field": "high" } },
            }),
            json!({
                "data": { "name": "marks" },
                "mark": { "type": "line", "stroke": MAIN, "strokeWidth": 1.2, "strokeOpacity": 0.6, "tooltip": null },
                "encoding": { "x": x, "y": y },
            }),
            json!({
                "data": { "name": "marks" },
                "params": [theme::near()],
                "mark": { "type": "point", "shape": "circle", "size": 90, "fill": MAIN, "stroke": GROUND,
                    "strokeWidth": 1.5, "opacity": 1 },
                "encoding": { "x": x, "y": y, "tooltip": theme::tooltip() },
            }),
            json!({
                "data": { "name": "marks" },
                "mark": { "type": "text", "fill": INK, "fontSize": 11, "baseline": "bottom", "dy": -3,
                    "tooltip": null },
                "encoding": { "x": rows::of(&x, "middle"), "y": rows::of(&y, "tall"), "text": { "field": "count" } },
            }),
        ];
        layers.extend(theme::rings(&x, &y));
        let mut specification = theme::frame(&self.description, 380);
        specification["datasets"] = json!({ "marks": marks });
        specification["layer"] = layers.into();
        specification
    }
}
