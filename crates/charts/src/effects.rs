use serde_json::{Value, json};

use crate::theme::{self, GRID, MAIN, OTHER, SOFT};
use crate::{Estimate, rows};

/// What share of the answer's variance each group of inputs drives: its Shapley effect, and its total effect.
#[derive(Clone, Debug, PartialEq)]
pub struct Effects {
    /// What the picture shows, in a sentence, for those who do not see it.
    pub description: String,
    /// What the axis measures: `Share of the variance of the margin`.
    pub unit: String,
    /// The groups, from the top; the greatest first.
    pub groups: Vec<GroupEffect>,
}

/// One group of inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupEffect {
    /// Its title; distinct from the others'.
    pub title: String,
    /// Its share when what groups do together is divided fairly among them; all groups' sum to what is explained.
    pub shapley: Estimate,
    /// What would be left of the variance if only this group were unknown; all groups' may sum to more than 1. `None` where it is not known.
    pub total: Option<Estimate>,
    /// All that is known in words, for whoever points at them.
    pub words: String,
}

const SHAPLEY: &str = "Shapley effect";
const TOTAL: &str = "Total effect";

impl Effects {
    /// The specification.
    #[must_use]
    pub fn specification(&self) -> Value {
        let titles = || self.groups.iter().map(|group| group.title.as_str());
        let ends = self.groups.iter().flat_map(|group| {
            let total = group.total.into_iter().flat_map(|total| [total.low, total.high, total.value]);
            [group.shapley.low, group.shapley.high].into_iter().chain(total)
        });
        let [low, high] = rows::around(ends, 0.0);
        let x = rows::across(&self.unit, [low.max(-0.1), high.min(1.1)], "~%");
        let mut y = rows::channel(titles());
        y["axis"]["grid"] = true.into();
        y["axis"]["gridColor"] = GRID.into();
        let totals = self.groups.iter().any(|group| group.total.is_some());
        let kinds = &[SHAPLEY, TOTAL][..if totals { 2 } else { 1 }];
        let scale = |range: [&str; 2]| {
            theme::scale(kinds, |kind| kind, range.map(Value::from)[..kinds.len()].to_vec())
        };
        let stroke = json!({ "field": "kind", "type": "nominal", "scale": scale([MAIN, OTHER]) });
        let shape = json!({ "field": "kind", "type": "nominal", "scale": scale(["circle", "diamond"]) });
        // The two measures of a group stand one above the other, so that intervals do not hide each other.
        let offset = json!({ "field": "kind", "type": "nominal", "sort": null,
            "scale": { "domain": kinds, "paddingInner": 0, "paddingOuter": 0.35 } });
        let layers = vec![
            json!({
                "data": { "values": [{ "x": 0 }] },
                "mark": { "type": "rule", "stroke": SOFT, "strokeWidth": 1.2, "tooltip": null },
                "encoding": { "x": x },
            }),
            json!({
                "data": { "name": "marks" },
                "mark": { "type": "rule", "strokeWidth": 6, "strokeOpacity": 0.35, "strokeCap": "round",
                    "tooltip": null, "clip": true },
                "encoding": { "x": rows::of(&x, "low"), "x2": { "field": "high" }, "y": y, "yOffset": offset,
                    "stroke": stroke },
            }),
            json!({
                "data": { "name": "marks" },
                "mark": { "type": "point", "size": 80, "strokeWidth": 1.2, "opacity": 1 },
                "encoding": { "x": x, "y": y, "yOffset": offset, "stroke": stroke, "fill": stroke, "shape": shape,
                    "tooltip": theme::tooltip() },
            }),
            json!({
                "data": { "name": "marks" },
                "transform": [{ "filter": "datum.id === focus" }],
                "mark": { "type": "point", "shape": "circle", "size": 420, "filled": false, "stroke": theme::INK,
                    "strokeWidth": 2, "tooltip": null },
                "encoding": { "x": x, "y": y, "yOffset": offset },
            }),
        ];
        let mut specification = theme::frame(&self.description, rows::height(titles(), 44));
        specification["usermeta"] = theme::legend_columns(2);
        specification["datasets"] = json!({ "marks": self.marks() });
        specification["layer"] = layers.into();
        specification
    }

    fn marks(&self) -> Vec<Value> {
        let mut marks = Vec::new();
        for group in &self.groups {
            let total = group.total.map(|total| (TOTAL, total));
            for (kind, estimate) in [(SHAPLEY, group.shapley)].into_iter().chain(total) {
                marks.push(json!({
                    "id": marks.len(), "row": rows::label(&group.title), "kind": kind, "x": estimate.value,
                    "low": estimate.low, "high": estimate.high, "what": group.title, "package": group.words,
                    "worth": "",
                }));
            }
        }
        marks
    }
}
