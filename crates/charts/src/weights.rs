use serde_json::{Value, json};

use crate::Mark;
use crate::theme::{self, SOFT, party_colour};

/// Who weighs what: a row for every issue, a mark for every side, as far to the right as the issue weighs with it. The
/// longer the line between the marks, the more there is to trade.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// What the picture shows, in a sentence, for those who do not see it.
    pub description: String,
    /// The sides' titles, distinct.
    pub sides: Vec<String>,
    /// The issues, from the top.
    pub rows: Vec<WeightRow>,
}

/// One issue.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightRow {
    /// The title; distinct.
    pub title: String,
    /// A mark for each side: `x` is the weight, from 0 to 1; `y` is not used.
    pub marks: Vec<Mark>,
}

impl Weights {
    /// The specification.
    #[must_use]
    pub fn specification(&self) -> Value {
        const ROW: usize = 26;
        const SHAPES: [&str; 4] = ["circle", "square", "diamond", "triangle-up"];
        let titles: Vec<&str> = self.rows.iter().map(|row| row.title.as_str()).collect();
        let mut marks = Vec::new();
        let mut spans = Vec::new();
        for row in &self.rows {
            for (side, mark) in self.sides.iter().zip(&row.marks) {
                marks.push(json!({
                    "id": marks.len(), "kind": side, "x": mark.x, "y": row.title,
                    "what": mark.what, "package": mark.package, "worth": mark.worth,
                }));
            }
            let weights = || row.marks.iter().map(|mark| mark.x);
            let (low, high) = (weights().fold(f64::INFINITY, f64::min), weights().fold(0.0, f64::max));
            spans.push(json!({ "y": row.title, "x": low.min(high), "x2": high }));
        }
        let x = json!({
            "field": "x", "type": "quantitative", "title": "Weight",
            "scale": { "zero": true, "nice": true },
            "axis": { "format": ".0%", "tickCount": 6 },
        });
        let y = json!({
            "field": "y", "type": "nominal", "title": null, "sort": titles,
            "axis": { "labelLimit": 220, "labelPadding": 12, "grid": true, "ticks": false, "domain": false },
        });
        let colours = (0..self.sides.len()).map(|side| party_colour(side).into()).collect();
        let shapes = SHAPES.iter().cycle().take(self.sides.len()).map(|&shape| shape.into()).collect();
        let strokes = theme::scale(&self.sides, String::as_str, colours);
        let shapes = theme::scale(&self.sides, String::as_str, shapes);
        let mut layers = vec![
            json!({
                "data": { "values": spans },
                "mark": { "type": "rule", "stroke": SOFT, "strokeWidth": 2, "strokeOpacity": 0.5, "tooltip": null },
                "encoding": { "x": x, "x2": { "field": "x2" }, "y": y },
            }),
            json!({
                "data": { "name": "marks" },
                "params": [theme::near()],
                "mark": { "type": "point", "size": 90, "strokeWidth": 1.8, "opacity": 1 },
                "encoding": {
                    "x": x, "y": y,
                    "stroke": { "field": "kind", "type": "nominal", "scale": strokes },
                    "fill": { "field": "kind", "type": "nominal", "scale": strokes },
                    "shape": { "field": "kind", "type": "nominal", "scale": shapes },
                    "tooltip": theme::tooltip(),
                },
            }),
        ];
        layers.extend(theme::rings(&x, &y));
        let mut specification = theme::frame(&self.description, (self.rows.len().max(2) * ROW) as u32);
        specification["datasets"] = json!({ "marks": marks });
        specification["layer"] = layers.into();
        specification
    }
}
