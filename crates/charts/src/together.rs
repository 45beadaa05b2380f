use serde_json::{Value, json};

use crate::rows;
use crate::theme::{self, HIGH, INK, LOW};

/// The most rows whose cells bear their figures: more have no room.
const WRITTEN: usize = 20;
/// How dark the strongest is: figures must be read on it, on light ground and on dark.
const OPACITY_MAX: f64 = 0.65;

/// Which values go together in deals: a cell for every two, by how much more often (or less) they meet than by chance.
#[derive(Clone, Debug, PartialEq)]
pub struct Together {
    /// What the picture shows, in a sentence, for those who do not see it.
    pub description: String,
    /// The values with their issues: `Ceiling: 300 kg`; distinct.
    pub values: Vec<String>,
    /// Those that go together or avoid each other.
    pub pairs: Vec<ValuePair>,
}

/// Two values.
#[derive(Clone, Debug, PartialEq)]
pub struct ValuePair {
    /// The places of both in `values`, the earlier first.
    pub values: (usize, usize),
    /// How many times as often they meet as by chance: 1 is chance, 0 never; not negative.
    pub lift: f64,
    /// The same in words, for whoever points at it.
    pub words: String,
}

impl Together {
    /// The specification.
    #[must_use]
    pub fn specification(&self) -> Value {
        let marks: Vec<Value> = self.pairs.iter().enumerate().map(|(id, pair)| self.mark(id, pair)).collect();
        // Values are named once, beside the rows; columns bear their numbers. Half of the square says it all, and of that
        // the columns that have a pair.
        let numbered: Vec<String> =
            self.values.iter().enumerate().map(|(at, value)| format!("{} · {value}", at + 1)).collect();
        let titles = || numbered.iter().map(String::as_str);
        let first = |at: &usize| self.pairs.iter().any(|pair| pair.values.0 == *at);
        let columns: Vec<String> =
            (0..self.values.len()).filter(first).map(|at| (at + 1).to_string()).collect();
        let x = json!({
            "field": "column", "type": "nominal", "sort": null, "title": "with", "scale": { "domain": columns },
            "axis": { "labelColor": INK, "labelAngle": 0, "ticks": false, "domain": false, "grid": false,
                "orient": "top" },
        });
        let y = rows::channel(titles());
        let kinds = [MORE, LESS];
        let fill = json!({
            "field": "kind", "type": "nominal", "legend": { "symbolType": "square" },
            "scale": theme::scale(&kinds, |kind| kind, vec![LOW.into(), HIGH.into()]),
        });
        let mut layers = vec![json!({
            "data": { "name": "marks" },
            "mark": { "type": "rect" },
            "encoding": {
                "x": x, "y": y, "fill": fill,
                "fillOpacity": { "field": "strength", "type": "quantitative", "legend": null,
                    "scale": { "domain": [0, 1], "range": [0.04, OPACITY_MAX] } },
                "tooltip": theme::tooltip(),
            },
        })];
        if self.values.len() <= WRITTEN {
            layers.push(json!({
                "data": { "name": "marks" },
                // Where the picture is narrow, figures would run into each other.
                "mark": { "type": "text", "fill": INK, "tooltip": null, "fontSize": 11,
                    "opacity": { "expr": "bandwidth('x') < 32 ? 0 : 1" } },
                "encoding": { "x": x, "y": y, "text": { "field": "figure" } },
            }));
        }
        layers.push(json!({
            "data": { "name": "marks" },
            "transform": [{ "filter": "datum.id === focus" }],
            "mark": { "type": "rect", "filled": false, "fillOpacity": 0, "stroke": INK, "strokeWidth": 2.5,
                "tooltip": null },
            "encoding": { "x": x, "y": y },
        }));
        let mut specification = theme::frame(&self.description, rows::height(titles(), 30));
        specification["datasets"] = json!({ "marks": marks });
        specification["layer"] = layers.into();
        specification
    }

    fn mark(&self, id: usize, pair: &ValuePair) -> Value {
        let (column, row) = (&self.values[pair.values.0], &self.values[pair.values.1]);
        json!({
            "id": id, "column": (pair.values.0 + 1).to_string(),
            "row": rows::label(&format!("{} · {row}", pair.values.1 + 1)), "kind": if pair.lift < 1.0 { LESS } else { MORE },
            "strength": strength(pair.lift), "figure": format!("×{:.1}", pair.lift),
            "what": format!("{column} and {row}"), "package": pair.words, "worth": "",
        })
    }
}

const MORE: &str = "More often together than by chance";
const LESS: &str = "Less often";

/// How far from chance, from 0 to 1: four times as often, or a fourth, is the most that is told apart.
fn strength(lift: f64) -> f64 {
    (lift.max(1e-9).log2().abs() / 2.0).min(1.0)
}
