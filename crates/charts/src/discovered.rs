use serde_json::{Value, json};

use crate::rows;
use crate::theme::{self, GRID, INK, MAIN, SOFT};

/// One scenario that was discovered, as bars: for each input that it bounds, which part of its whole range belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Discovered {
    /// What the picture shows, in a sentence, for those who do not see it.
    pub description: String,
    /// How much of what it is to explain lies in it, from 0 to 1.
    pub coverage: f64,
    /// How much of what lies in it is so, from 0 to 1.
    pub density: f64,
    /// The share of what it is to explain among the draws from which it is taken, from 0 to 1.
    pub base: f64,
    /// What those are: `all draws`.
    pub among: String,
    /// The inputs that it bounds, from the top.
    pub bounds: Vec<InputBound>,
}

/// One input that a scenario bounds.
#[derive(Clone, Debug, PartialEq)]
pub struct InputBound {
    /// The input's title, with its unit; distinct from the others'.
    pub title: String,
    /// What belongs to the scenario, as parts of the whole range laid on [0, 1].
    pub kept: Vec<(f64, f64)>,
    /// The same in short, above the bar: `36 to 44`.
    pub label: String,
    /// The ends of the whole range, as they stand beside the bar.
    pub whole: (String, String),
    /// All of it in words, for whoever points at it.
    pub words: String,
}

impl Discovered {
    /// The specification.
    #[must_use]
    pub fn specification(&self) -> Value {
        let titles = || {
            let fixed = [DENSITY, COVERAGE];
            self.bounds.iter().map(|bound| bound.title.as_str()).chain(fixed)
        };
        let mut x = rows::across("", [0.0, 1.0], "~%");
        x["axis"] = Value::Null;
        let y = rows::channel(titles());
        let (marks, wholes) = self.marks();
        let end = |field: &str, at: Value, align: &str| {
            json!({
                "data": { "values": wholes },
                "mark": { "type": "text", "fill": SOFT, "fontSize": 11, "align": align, "x": at, "dy": 15,
                    "tooltip": null },
                "encoding": { "y": y, "text": { "field": field } },
            })
        };
        let layers = vec![
            json!({
                "data": { "values": wholes },
                "mark": { "type": "bar", "height": 12, "fill": GRID, "tooltip": null, "cornerRadius": 3 },
                "encoding": { "x": x, "x2": { "field": "x2" }, "y": y },
            }),
            json!({
                "data": { "name": "marks" },
                "mark": { "type": "bar", "height": 12, "cornerRadius": 3 },
                "encoding": {
                    "x": x, "x2": { "field": "x2" }, "y": y,
                    "fill": { "field": "colour", "type": "nominal", "scale": null, "legend": null },
                    "tooltip": theme::tooltip(),
                },
            }),
            json!({
                "data": { "values": [{ "x": self.base, "row": rows::label(DENSITY) }] },
                "mark": { "type": "tick", "stroke": INK, "fill": INK, "size": 16, "thickness": 2.5, "tooltip": null },
                "encoding": { "x": x, "y": y },
            }),
            json!({
                "data": { "values": wholes },
                "mark": { "type": "text", "fill": INK, "dy": -14, "tooltip": null, "fontWeight": "bold",
                    // Words near an end are written inward from it.
                    "align": { "expr": "datum.middle < 0.15 ? 'left' : datum.middle > 0.85 ? 'right' : 'center'" } },
                "encoding": { "x": rows::of(&x, "place"), "y": y, "text": { "field": "label" } },
            }),
            end("from", json!(0), "left"),
            end("to", json!("width"), "right"),
            json!({
                "data": { "name": "marks" },
                "transform": [{ "filter": "datum.id === focus" }],
                "mark": { "type": "bar", "height": 16, "fillOpacity": 0, "stroke": INK, "strokeWidth": 2.5,
                    "tooltip": null },
                "encoding": { "x": x, "x2": { "field": "x2" }, "y": y },
            }),
        ];
        let mut specification = theme::frame(&self.description, rows::height(titles(), 58));
        specification["datasets"] = json!({ "marks": marks });
        specification["layer"] = layers.into();
        specification
    }

    /// What is kept, and the whole ranges on which it lies.
    fn marks(&self) -> (Vec<Value>, Vec<Value>) {
        let mut marks = Vec::new();
        let mut wholes = Vec::new();
        let mut add = |title: &str,
                       kept: &[(f64, f64)],
                       label: &str,
                       whole: (&str, &str),
                       words: &str,
                       colour: &str| {
            let row = rows::label(title);
            for (x, x2) in kept {
                marks.push(json!({
                    "id": marks.len(), "row": row, "x": x, "x2": x2, "colour": colour, "what": title,
                    "package": words, "worth": "",
                }));
            }
            let low = kept.iter().map(|part| part.0).fold(1.0, f64::min);
            let high = kept.iter().map(|part| part.1).fold(0.0, f64::max);
            let middle = f64::midpoint(low, high.max(low));
            let place = match middle {
                middle if middle < 0.15 => low,
                middle if middle > 0.85 => high,
                middle => middle,
            };
            wholes.push(json!({
                "row": row, "x": 0, "x2": 1, "middle": middle, "place": place, "label": label, "from": whole.0,
                "to": whole.1,
            }));
        };
        for bound in &self.bounds {
            let whole = (bound.whole.0.as_str(), bound.whole.1.as_str());
            add(&bound.title, &bound.kept, &bound.label, whole, &bound.words, MAIN);
        }
        let percent = |share: f64| format!("{:.0} %", 100.0 * share);
        let density = format!("{} ({}: {})", percent(self.density), self.among, percent(self.base));
        let so = format!("How much of what lies in it is so; the tick is the share among {}.", self.among);
        add(DENSITY, &[(0.0, self.density)], &density, ("0 %", "100 %"), &so, SOFT);
        let lies = "How much of all that is so lies in it.";
        add(COVERAGE, &[(0.0, self.coverage)], &percent(self.coverage), ("0 %", "100 %"), lies, SOFT);
        (marks, wholes)
    }
}

const DENSITY: &str = "Density";
const COVERAGE: &str = "Coverage";
