use serde_json::{Value, json};

use crate::rows;
use crate::theme::{self, INK, MAIN};

/// How dark what is certain is: figures must be read on it, on light ground and on dark.
const OPACITY_MAX: f64 = 0.6;

/// What deals hold: a strip for every issue, a cell for every value, the darker the likelier.
#[derive(Clone, Debug, PartialEq)]
pub struct Contents {
    /// What the picture shows, in a sentence, for those who do not see it.
    pub description: String,
    /// The issues, from the top.
    pub strips: Vec<Strip>,
}

/// One issue.
#[derive(Clone, Debug, PartialEq)]
pub struct Strip {
    /// Its title; distinct from the others'.
    pub title: String,
    /// Its values, or runs of neighbouring values, in their order.
    pub cells: Vec<StripCell>,
}

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub struct StripCell {
    /// The value, with its unit.
    pub value: String,
    /// Its probability among deals.
    pub probability: f64,
    /// The same in words, for whoever points at it.
    pub words: String,
}

impl Contents {
    /// The specification.
    #[must_use]
    pub fn specification(&self) -> Value {
        let titles = || self.strips.iter().map(|strip| strip.title.as_str());
        let mut x = rows::across("", [0.0, 1.0], "~%");
        x["axis"] = Value::Null;
        let y = rows::channel(titles());
        let text = |field: &str, dy: i32, size: u32, least: u32| {
            json!({
                "data": { "name": "marks" },
                "mark": { "type": "text", "fill": INK, "fontSize": size, "dy": dy, "tooltip": null,
                    "limit": { "expr": "max(1, (datum.x2 - datum.x) * width - 8)" },
                    // What has no room is left to pointing and to the table.
                    "opacity": { "expr": format!("(datum.x2 - datum.x) * width < {least} ? 0 : 1") } },
                "encoding": { "x": rows::of(&x, "middle"), "y": y, "text": { "field": field } },
            })
        };
        let layers = vec![
            json!({
                "data": { "name": "marks" },
                "mark": { "type": "bar", "height": { "band": 0.84 }, "fill": MAIN, "stroke": MAIN,
                    "strokeOpacity": 0.35, "strokeWidth": 1 },
                "encoding": {
                    "x": x, "x2": { "field": "x2" }, "y": y,
                    "fillOpacity": { "field": "probability", "type": "quantitative", "legend": null,
                        "scale": { "domain": [0, 1], "range": [0.0, OPACITY_MAX] } },
                    "tooltip": theme::tooltip(),
                },
            }),
            text("value", -8, 12, 44),
            text("figure", 9, 12, 34),
            rows::focus(&x, &y, 0.84),
        ];
        let mut specification = theme::frame(&self.description, rows::height(titles(), 52));
        specification["datasets"] = json!({ "marks": self.marks() });
        specification["layer"] = layers.into();
        specification
    }

    fn marks(&self) -> Vec<Value> {
        let mut marks = Vec::new();
        for strip in &self.strips {
            let row = rows::label(&strip.title);
            let count = strip.cells.len().max(1) as f64;
            for (at, cell) in strip.cells.iter().enumerate() {
                let (x, x2) = (at as f64 / count, (at + 1) as f64 / count);
                marks.push(json!({
                    "id": marks.len(), "row": row, "x": x, "x2": x2, "middle": f64::midpoint(x, x2),
                    "value": cell.value, "figure": format!("{:.0} %", 100.0 * cell.probability),
                    "probability": cell.probability, "what": format!("{}: {}", strip.title, cell.value),
                    "package": cell.words, "worth": "",
                }));
            }
        }
        marks
    }
}
