use serde_json::{Value, json};

use crate::theme::{self, GROUND, variant_colour};
use crate::{Estimate, rows};

/// When deals come: how likely one is by each round, and in it where none has come before.
#[derive(Clone, Debug, PartialEq)]
pub struct OverRounds {
    /// What the picture shows, in a sentence, for those who do not see it.
    pub description: String,
    /// What a step is called on the axis: `Round`, `Leg`.
    pub unit: String,
    /// The variants.
    pub series: Vec<RoundSeries>,
}

/// One variant's course, or what was signed beside what is in force.
#[derive(Clone, Debug, PartialEq)]
pub struct RoundSeries {
    /// Its title; distinct from the others'.
    pub title: String,
    /// Its steps, in order.
    pub steps: Vec<RoundStep>,
}

/// One round, or one leg.
#[derive(Clone, Debug, PartialEq)]
pub struct RoundStep {
    /// Its number, from 1, or what stands on the axis for it.
    pub label: String,
    /// How likely a deal is by its end.
    pub by_then: Estimate,
    /// How likely a deal is in it, where none has come before (the hazard); `None` where too few draws came so far.
    pub hazard: Option<Estimate>,
    /// The same in words, for whoever points at it.
    pub words: String,
}

const BY_THEN: &str = "by then";
const HAZARD: &str = "in it, if none before";

impl OverRounds {
    /// The specification.
    #[must_use]
    pub fn specification(&self) -> Value {
        let longest = self.series.iter().max_by_key(|series| series.steps.len());
        let steps: Vec<&str> = longest
            .map_or(Vec::new(), |series| series.steps.iter().map(|step| step.label.as_str()).collect());
        let x = json!({
            "field": "step", "type": "ordinal", "sort": null, "title": self.unit, "scale": { "domain": steps },
            "axis": { "labelAngle": 0, "labelOverlap": true, "grid": false },
        });
        let y = json!({
            "field": "y", "type": "quantitative", "title": "Probability of a deal",
            "scale": { "domain": [0, 1], "nice": false },
            "axis": { "format": "~%", "tickCount": 6 },
        });
        let kinds = self.kinds();
        let colours = |of: fn(&Kind) -> String| {
            theme::scale(&kinds, |kind| &kind.title, kinds.iter().map(|kind| of(kind).into()).collect())
        };
        let colour =
            json!({ "field": "kind", "type": "nominal", "scale": colours(|kind| kind.colour.clone()) });
        let shape =
            json!({ "field": "kind", "type": "nominal", "scale": colours(|kind| kind.shape.to_owned()) });
        let offset = json!({ "field": "offset", "type": "nominal" });
        let among = |test: &str| json!([{ "filter": test }]);
        let mut layers = vec![
            json!({
                "data": { "name": "marks" },
                "transform": among("datum.hazard"),
                "mark": { "type": "bar", "fillOpacity": 0.45 },
                "encoding": { "x": x, "xOffset": offset, "y": y, "fill": colour, "tooltip": theme::tooltip() },
            }),
            json!({
                "data": { "name": "marks" },
                "transform": among("datum.hazard"),
                "mark": { "type": "rule", "strokeWidth": 1.6, "tooltip": null },
                "encoding": { "x": x, "xOffset": offset, "y": rows::of(&y, "low"), "y2": { "field": "high" },
                    "stroke": colour },
            }),
            json!({
                "data": { "name": "marks" },
                "transform": among("!datum.hazard"),
                "mark": { "type": "area", "fillOpacity": 0.2, "tooltip": null },
                "encoding": { "x": x, "y": rows::of(&y, "low"), "y2": { "field": "high" }, "fill": colour },
            }),
            json!({
                "data": { "name": "marks" },
                "transform": among("!datum.hazard"),
                "mark": { "type": "line", "strokeWidth": 2.2, "tooltip": null },
                "encoding": { "x": x, "y": y, "stroke": colour },
            }),
            json!({
                "data": { "name": "marks" },
                "transform": among("!datum.hazard"),
                "mark": { "type": "point", "size": 80, "strokeWidth": 1.5, "opacity": 1 },
                "encoding": { "x": x, "y": y, "fill": colour, "stroke": { "value": GROUND }, "shape": shape,
                    "tooltip": theme::tooltip() },
            }),
        ];
        layers.push(json!({
            "data": { "name": "marks" },
            "transform": among("datum.id === focus"),
            "mark": { "type": "point", "shape": "circle", "size": 420, "filled": false, "stroke": theme::INK,
                "strokeWidth": 2, "tooltip": null },
            "encoding": { "x": x, "y": y },
        }));
        let mut specification = theme::frame(&self.description, 320);
        specification["usermeta"] = theme::legend_columns(2);
        specification["datasets"] = json!({ "marks": self.marks() });
        specification["layer"] = layers.into();
        specification
    }

    /// What the legend calls one measure of one variant.
    fn kind(&self, series: &RoundSeries, measure: &str) -> String {
        if self.series.len() == 1 {
            format!("A deal {measure}")
        } else {
            format!("{}: {measure}", series.title)
        }
    }

    fn kinds(&self) -> Vec<Kind> {
        const SHAPES: [&str; 4] = ["circle", "diamond", "triangle-up", "square"];
        let each = self.series.iter().enumerate();
        each.flat_map(|(at, series)| {
            let colour = variant_colour(at);
            let line =
                Kind { title: self.kind(series, BY_THEN), colour: colour.clone(), shape: SHAPES[at % 4] };
            let bar = Kind { title: self.kind(series, HAZARD), colour, shape: "square" };
            let any = series.steps.iter().any(|step| step.hazard.is_some());
            [Some(line), any.then_some(bar)].into_iter().flatten()
        })
        .collect()
    }

    fn marks(&self) -> Vec<Value> {
        let mut marks = Vec::new();
        for (at, series) in self.series.iter().enumerate() {
            for step in &series.steps {
                let what = if self.series.len() == 1 {
                    format!("{} {}", self.unit, step.label)
                } else {
                    format!("{}, {} {}", series.title, self.unit.to_lowercase(), step.label)
                };
                let mut add = |estimate: &Estimate, measure: &str, hazard: bool| {
                    marks.push(json!({
                        "id": marks.len(), "kind": self.kind(series, measure), "step": step.label,
                        "offset": at, "hazard": hazard, "y": estimate.value, "low": estimate.low,
                        "high": estimate.high, "what": what, "package": step.words, "worth": "",
                    }));
                };
                add(&step.by_then, BY_THEN, false);
                step.hazard.iter().for_each(|hazard| add(hazard, HAZARD, true));
            }
        }
        marks
    }
}

struct Kind {
    title: String,
    colour: String,
    shape: &'static str,
}
