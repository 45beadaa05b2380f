use serde_json::{Value, json};

use crate::theme::{self, GRID, INK, party_colour};

/// Who came where, and how sure that is: a mean with its interval for each, one above another.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// What the picture shows, in a sentence, for those who do not see it.
    pub description: String,
    /// What the axis measures.
    pub unit: String,
    /// The best first.
    pub ranked: Vec<Ranked>,
}

/// One of those who are ranked.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// Its name; distinct from the others'.
    pub name: String,
    /// The mean.
    pub mean: f64,
    /// The interval's ends.
    pub interval: (f64, f64),
    /// The figures in words, one to a line, that stand beside it when it is pointed at.
    pub words: String,
}

impl Ranking {
    /// What the axis shows: all intervals, and no more, for it is the differences that one looks for.
    fn shown(&self) -> [f64; 2] {
        let ends = self.ranked.iter().flat_map(|ranked| [ranked.mean, ranked.interval.0, ranked.interval.1]);
        let (low, high) = ends
            .filter(|end| end.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), end| (low.min(end), high.max(end)));
        if low > high {
            return [0.0, 1.0];
        }
        let room = if high > low { (high - low) * 0.06 } else { 0.05 };
        [low - room, high + room]
    }

    /// The specification.
    #[must_use]
    pub fn specification(&self) -> Value {
        let marks: Vec<Value> = self
            .ranked
            .iter()
            .enumerate()
            .map(|(id, ranked)| {
                json!({
                    "id": id, "x": ranked.mean, "low": ranked.interval.0, "high": ranked.interval.1,
                    "name": ranked.name, "what": ranked.name, "package": ranked.words, "worth": "",
                })
            })
            .collect();
        let shown = self.shown();
        let x = json!({
            "field": "x", "type": "quantitative", "title": self.unit,
            "scale": { "domain": shown, "nice": false, "zero": false },
            "axis": { "tickCount": 6 },
        });
        let low = json!({ "field": "low", "type": "quantitative", "title": self.unit });
        let y = json!({
            "field": "name", "type": "nominal", "sort": null, "title": null,
            "axis": { "labelLimit": 240, "labelColor": INK, "grid": true, "gridColor": GRID, "ticks": false,
                "domain": false },
        });
        let colour = party_colour(0);
        let mut layers = vec![
            json!({
                "data": { "name": "marks" },
                "mark": { "type": "rule", "stroke": colour, "strokeWidth": 6, "strokeOpacity": 0.35,
                    "strokeCap": "round", "tooltip": null },
                "encoding": { "x": low, "x2": { "field": "high" }, "y": y },
            }),
            json!({
                "data": { "name": "marks" },
                "params": [theme::near()],
                "mark": { "type": "point", "shape": "circle", "size": 90, "fill": colour, "stroke": colour,
                    "opacity": 1 },
                "encoding": { "x": x, "y": y, "tooltip": theme::tooltip() },
            }),
        ];
        layers.extend(theme::rings(&x, &y));
        let height = 60 + 26 * self.ranked.len() as u32;
        let mut specification = theme::frame(&self.description, height);
        specification["datasets"] = json!({ "marks": marks });
        specification["layer"] = layers.into();
        specification
    }
}
