use serde_json::{Value, json};

use crate::theme::{self, GRID, INK, MAIN, SOFT};
use crate::{Estimate, rows};

/// What each variant changes against the first, draw by draw: a difference with its interval, beside a line at zero.
#[derive(Clone, Debug, PartialEq)]
pub struct Differences {
    /// What the picture shows, in a sentence, for those who do not see it.
    pub description: String,
    /// What the axis measures: `Difference of the probability in force, in percentage points`.
    pub unit: String,
    /// The variants, from the top.
    pub differences: Vec<Difference>,
}

/// One variant against the first.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The variant's title; distinct from the others'.
    pub title: String,
    /// The difference and its interval, in the axis' unit.
    pub by: Estimate,
    /// The same in words, for whoever points at it.
    pub words: String,
}

impl Differences {
    /// The specification.
    #[must_use]
    pub fn specification(&self) -> Value {
        let titles = || self.differences.iter().map(|difference| difference.title.as_str());
        let ends = self.differences.iter().flat_map(|each| [each.by.value, each.by.low, each.by.high]);
        let mut x = rows::across(&self.unit, rows::around(ends, 0.0), "+~r");
        x["axis"]["labelExpr"] = "datum.value == 0 ? '0' : datum.label".into();
        let mut y = rows::channel(titles());
        y["axis"]["grid"] = true.into();
        y["axis"]["gridColor"] = GRID.into();
        let marks: Vec<Value> = self
            .differences
            .iter()
            .enumerate()
            .map(|(id, difference)| {
                let Estimate { value, low, high } = difference.by;
                json!({
                    "id": id, "row": rows::label(&difference.title), "x": value, "low": low, "high": high,
                    // Where zero lies inside the interval, the two cannot be told apart.
                    "told": low > 0.0 || high < 0.0,
                    "what": difference.title, "package": difference.words, "worth": "",
                })
            })
            .collect();
        let colour = json!({ "condition": { "test": "datum.told", "value": MAIN }, "value": SOFT });
        let fill = json!({ "condition": { "test": "datum.told", "value": MAIN }, "value": "transparent" });
        let mut layers = vec![
            json!({
                "data": { "values": [{ "x": 0 }] },
                "mark": { "type": "rule", "stroke": INK, "strokeWidth": 1.5, "tooltip": null },
                "encoding": { "x": x },
            }),
            json!({
                "data": { "name": "marks" },
                "mark": { "type": "rule", "strokeWidth": 6, "strokeOpacity": 0.4, "strokeCap": "round",
                    "tooltip": null },
                "encoding": { "x": rows::of(&x, "low"), "x2": { "field": "high" }, "y": y, "stroke": colour },
            }),
            json!({
                "data": { "name": "marks" },
                "params": [theme::near()],
                "mark": { "type": "point", "shape": "circle", "size": 90, "strokeWidth": 2, "opacity": 1 },
                "encoding": { "x": x, "y": y, "stroke": colour, "fill": fill, "tooltip": theme::tooltip() },
            }),
        ];
        layers.extend(theme::rings(&x, &y));
        let mut specification = theme::frame(&self.description, rows::height(titles(), 34).max(68));
        specification["datasets"] = json!({ "marks": marks });
        specification["layer"] = layers.into();
        specification
    }
}
