//! What pictures over calendar time have in common. Days are those of the calendar that is shown: its civil time stands for UTC.

use serde_json::{Value, json};

use crate::theme::{INK, SOFT};

/// Of all that is shown, how far apart days must be for both to have their titles.
const APART: f64 = 0.07;

/// The channel of time.
pub(crate) fn across(range: [f64; 2]) -> Value {
    json!({
        "field": "x", "type": "temporal", "title": null,
        "scale": { "type": "utc", "domain": range, "nice": false },
        "axis": { "tickCount": 7, "labelOverlap": true, "labelSeparation": 8, "grid": false },
    })
}

/// Lines for days, across all rows.
pub(crate) fn days(x: &Value, days: &[(f64, String)]) -> Value {
    json!({
        "data": { "values": days.iter().map(|(at, _)| json!({ "x": at })).collect::<Vec<_>>() },
        "mark": { "type": "rule", "stroke": SOFT, "strokeWidth": 1, "strokeDash": [2, 3], "clip": true, "tooltip": null },
        "encoding": { "x": x },
    })
}

/// Titles of days above the rows, of those that have room.
pub(crate) fn titles(x: &Value, days: &[(f64, String)], range: [f64; 2]) -> Option<Value> {
    let mut shown: Vec<Value> = Vec::new();
    let mut last = f64::NEG_INFINITY;
    for (at, title) in days {
        let inside = (range[0]..=range[1]).contains(at);
        if inside && at - last >= APART * (range[1] - range[0]) {
            shown.push(json!({ "x": at, "title": title }));
            last = *at;
        }
    }
    (!shown.is_empty()).then(|| {
        json!({
            "data": { "values": shown },
            "mark": { "type": "text", "fill": SOFT, "fontSize": 11, "align": "left", "baseline": "bottom", "angle": -32,
                "dy": -4, "limit": 210, "tooltip": null },
            "encoding": { "x": x, "y": { "value": 0 }, "text": { "field": "title" } },
        })
    })
}

/// The moment that is looked at, as a line.
pub(crate) fn line(x: &Value, at: f64) -> Value {
    json!({
        "data": { "values": [{ "x": at }] },
        "mark": { "type": "rule", "stroke": INK, "strokeWidth": 1.8, "clip": true, "tooltip": null },
        "encoding": { "x": x },
    })
}

/// The moment that is looked at, with its title at the foot.
pub(crate) fn today(x: &Value, (at, title): &(f64, String)) -> [Value; 2] {
    [
        line(x, *at),
        json!({
            "data": { "values": [{ "x": at, "title": title }] },
            "mark": { "type": "text", "fill": INK, "fontSize": 11, "fontWeight": "bold", "align": "right", "dx": -4,
                "baseline": "bottom", "dy": -2, "tooltip": null },
            "encoding": { "x": x, "y": { "value": "height" }, "text": { "field": "title" } },
        }),
    ]
}
