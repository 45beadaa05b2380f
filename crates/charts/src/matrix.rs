use serde_json::{Value, json};

use crate::theme::{self, INK, party_colour};

/// The most rows whose cells bear their figures: more have no room.
const WRITTEN: usize = 12;
/// How dark the greatest is: figures must be read on it, on light ground and on dark.
const OPACITY_MAX: f64 = 0.55;

/// What each had of the others: rows against columns, the darker the more.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    /// What the picture shows, in a sentence, for those who do not see it.
    pub description: String,
    /// The names of rows and of columns; distinct.
    pub names: Vec<String>,
    /// What stands above the columns.
    pub columns: String,
    /// What stands beside the rows.
    pub rows: String,
    /// By row, then by column; `None` where there is nothing to show.
    pub cells: Vec<Vec<Option<f64>>>,
}

impl Matrix {
    /// The specification.
    #[must_use]
    pub fn specification(&self) -> Value {
        let known = self.names.iter().zip(&self.cells).flat_map(|(row, cells)| {
            let columns = self.names.iter().zip(cells);
            columns.filter_map(move |(column, cell)| Some((row, column, (*cell)?)))
        });
        let marks: Vec<Value> = known
            .enumerate()
            .map(|(id, (row, column, value))| {
                json!({
                    "id": id, "row": row, "column": column, "value": value, "figure": format!("{value:.2}"),
                    "what": format!("{row} against {column}"), "package": format!("{value:.3}"), "worth": "",
                })
            })
            .collect();
        let values = || self.cells.iter().flatten().copied().flatten();
        let (low, high) =
            values().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), value| (a.min(value), b.max(value)));
        let shades = if low < high { [low, high] } else { [low.min(0.0), low.max(1.0)] };
        let axis = |title: &str, angle: i32, orient: &str| {
            json!({ "title": title, "labelLimit": 200, "labelColor": INK, "labelAngle": angle, "orient": orient,
                "ticks": false, "domain": false, "grid": false })
        };
        let x = json!({
            "field": "column", "type": "nominal", "sort": null, "scale": { "domain": self.names },
            "axis": axis(&self.columns, -40, "top"),
        });
        let y = json!({
            "field": "row", "type": "nominal", "sort": null, "scale": { "domain": self.names },
            "axis": axis(&self.rows, 0, "left"),
        });
        let mut layers = vec![json!({
            "data": { "name": "marks" },
            "mark": { "type": "rect", "fill": party_colour(0) },
            "encoding": {
                "x": x, "y": y,
                "fillOpacity": { "field": "value", "type": "quantitative", "legend": null,
                    "scale": { "domain": if values().next().is_some() { shades } else { [0.0, 1.0] },
                        "range": [0.04, OPACITY_MAX] } },
                "tooltip": theme::tooltip(),
            },
        })];
        if self.names.len() <= WRITTEN {
            layers.push(json!({
                "data": { "name": "marks" },
                // Where the picture is narrow, figures would run into each other.
                "mark": { "type": "text", "fill": INK, "tooltip": null,
                    "opacity": { "expr": "bandwidth('x') < 28 ? 0 : 1" } },
                "encoding": { "x": x, "y": y, "text": { "field": "figure", "type": "nominal" } },
            }));
        }
        layers.push(json!({
            "data": { "name": "marks" },
            "transform": [{ "filter": "datum.id === focus" }],
            "mark": { "type": "rect", "filled": false, "stroke": INK, "strokeWidth": 2.5, "tooltip": null },
            "encoding": { "x": x, "y": y },
        }));
        let height = 110 + 30 * self.names.len().min(40) as u32;
        let mut specification = theme::frame(&self.description, height);
        specification["datasets"] = json!({ "marks": marks });
        specification["layer"] = layers.into();
        specification
    }
}
