//! Bars of shares, one a row, with their intervals: what several figures are made of.

use serde_json::{Value, json};

use crate::theme::{self, GROUND};
use crate::{Estimate, rows};

/// One row.
pub(crate) struct Row<'a> {
    pub(crate) title: &'a str,
    /// The bar's length.
    pub(crate) whole: Estimate,
    /// How much of it, from the left, is drawn dark; all where `None`.
    pub(crate) dark: Option<f64>,
    /// CSS.
    pub(crate) colour: String,
    pub(crate) words: &'a str,
}

/// A picture of `rows`.
pub(crate) fn specification(description: &str, unit: &str, bars: &[Row<'_>]) -> Value {
    let titles = || bars.iter().map(|row| row.title);
    let x =
        rows::across(unit, rows::shares(bars.iter().flat_map(|row| [row.whole.value, row.whole.high])), "~%");
    let y = rows::channel(titles());
    let mut marks = Vec::new();
    let mut dark = Vec::new();
    for (id, bar) in bars.iter().enumerate() {
        let row = rows::label(bar.title);
        let Estimate { value, low, high } = bar.whole;
        marks.push(json!({
            "id": id, "row": row, "x": 0, "x2": value, "low": low, "high": high, "colour": bar.colour,
            "what": bar.title, "package": bar.words, "worth": "",
        }));
        dark.push(json!({ "row": row, "x": 0, "x2": bar.dark.unwrap_or(value), "colour": bar.colour }));
    }
    // `scale: null` draws the colour that a row names.
    let fill = json!({ "field": "colour", "type": "nominal", "scale": null, "legend": null });
    let piece = |data: Value, opacity: f64, tooltip: Value| {
        json!({
            "data": data,
            "mark": { "type": "bar", "height": { "band": 0.6 }, "fillOpacity": opacity, "stroke": GROUND,
                "strokeWidth": 1, "tooltip": null },
            "encoding": { "x": x, "x2": { "field": "x2" }, "y": y, "fill": fill, "tooltip": tooltip },
        })
    };
    let mut layers = vec![piece(json!({ "values": dark }), 0.95, Value::Null)];
    // The whole bar is what is pointed at, so it lies above.
    layers.push(piece(json!({ "name": "marks" }), 0.35, theme::tooltip()));
    layers.extend(rows::whiskers(&x, &y));
    layers.push(rows::focus(&x, &y, 0.6));
    let mut specification = theme::frame(description, rows::height(titles(), 32));
    specification["datasets"] = json!({ "marks": marks });
    specification["layer"] = layers.into();
    specification
}
