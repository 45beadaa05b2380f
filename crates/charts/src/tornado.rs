use serde_json::{Value, json};

use crate::theme::{self, BETTER, GROUND, HIGH, INK, LOW, WORSE};
use crate::{Estimate, rows};

/// What moves the answer: for every input, the answer where the input is low and where it is high.
#[derive(Clone, Debug, PartialEq)]
pub struct Tornado {
    /// What the picture shows, in a sentence, for those who do not see it.
    pub description: String,
    /// What the axis measures: `Probability that a deal is in force`.
    pub unit: String,
    /// What legends call the two ends: `Input at its 10th percentile`.
    pub ends: [String; 2],
    /// Whether the ends are the worse and the better one for the answer, and not the low and the high one of a number: they have colours of
    /// their own, so that one colour does not mean two things in two pictures.
    pub judged: bool,
    /// The answer over all draws, from where bars begin.
    pub base: f64,
    /// The inputs, or groups of them, from the top; the greatest first.
    pub swings: Vec<Swing>,
}

/// One input, or one group.
#[derive(Clone, Debug, PartialEq)]
pub struct Swing {
    /// Its title; distinct from the others'.
    pub title: String,
    /// The answer where it is low, and where it is high.
    pub ends: [SwingEnd; 2],
}

/// One end of a bar.
#[derive(Clone, Debug, PartialEq)]
pub struct SwingEnd {
    /// The answer there.
    pub answer: Estimate,
    /// What stands beside the end: the input's value there. May be empty.
    pub at: String,
    /// All of it in words, for whoever points at it.
    pub words: String,
}

impl Tornado {
    /// The specification.
    #[must_use]
    pub fn specification(&self) -> Value {
        let titles = || self.swings.iter().map(|swing| swing.title.as_str());
        let ends = self.swings.iter().flat_map(|swing| &swing.ends);
        let shown =
            rows::around(ends.flat_map(|end| [end.answer.value, end.answer.low, end.answer.high]), self.base);
        let x = rows::across(&self.unit, shown, "~%");
        let y = rows::channel(titles());
        let colours = if self.judged { [WORSE, BETTER] } else { [LOW, HIGH] };
        let fill = json!({
            "field": "kind", "type": "nominal", "legend": { "symbolType": "square" },
            "scale": theme::scale(&self.ends, String::as_str, colours.map(Value::from).to_vec()),
        });
        let bars = |filter: &str| {
            json!({
                "data": { "name": "marks" },
                "transform": [{ "filter": filter }],
                "mark": { "type": "bar", "height": { "band": 0.56 }, "stroke": GROUND, "strokeWidth": 1 },
                "encoding": { "x": x, "x2": { "field": "x2" }, "y": y, "fill": fill, "tooltip": theme::tooltip() },
            })
        };
        // Where both ends lie on the same side, the shorter bar lies on the longer.
        let mut layers = vec![bars("datum.longer"), bars("!datum.longer")];
        layers.push(json!({
            "data": { "values": [{ "x": self.base }] },
            "mark": { "type": "rule", "stroke": INK, "strokeWidth": 1.2, "tooltip": null },
            "encoding": { "x": x },
        }));
        layers.extend(rows::whiskers(&x, &y));
        layers.push(rows::focus(&x, &y, 0.56));
        let mut specification = theme::frame(&self.description, rows::height(titles(), 34));
        specification["datasets"] = json!({ "marks": self.marks() });
        specification["layer"] = layers.into();
        specification
    }

    fn marks(&self) -> Vec<Value> {
        let mut marks = Vec::new();
        for swing in &self.swings {
            let reach = |end: &SwingEnd| (end.answer.value - self.base).abs();
            let longer = usize::from(reach(&swing.ends[1]) > reach(&swing.ends[0]));
            for (at, (end, kind)) in swing.ends.iter().zip(&self.ends).enumerate() {
                let at_value = if end.at.is_empty() { String::new() } else { format!(" ({})", end.at) };
                marks.push(json!({
                    "id": marks.len(), "row": rows::label(&swing.title), "kind": kind, "x": self.base,
                    "x2": end.answer.value, "low": end.answer.low, "high": end.answer.high,
                    "longer": at == longer, "what": format!("{}: {kind}{at_value}", swing.title),
                    "package": end.words, "worth": "",
                }));
            }
        }
        marks
    }
}
