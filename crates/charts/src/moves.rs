use serde_json::{Value, json};

use crate::theme::{self, GROUND, INK, SOFT, party_colour};
use crate::{Estimate, rows};

/// Single moves that would bring a deal: how many failed draws each unblocks, and what it costs whoever moves.
///
/// Marks are numbered in the order of `moves`; the legend says which is which.
#[derive(Clone, Debug, PartialEq)]
pub struct Moves {
    /// What the picture shows, in a sentence, for those who do not see it.
    pub description: String,
    /// What the axis of costs measures, with its unit.
    pub unit: String,
    /// The moves; the one that unblocks most first.
    pub moves: Vec<UnblockingMove>,
}

/// One move.
#[derive(Clone, Debug, PartialEq)]
pub struct UnblockingMove {
    /// Its title; distinct from the others'.
    pub title: String,
    /// Who moves, for the colour.
    pub party: Option<usize>,
    /// The share of failed draws that it alone unblocks.
    pub unblocked: Estimate,
    /// The median of what it costs in those draws.
    pub cost: f64,
    /// The middle half of those costs.
    pub costs: (f64, f64),
    /// All of it in words, for whoever points at it.
    pub words: String,
}

impl Moves {
    /// The specification.
    #[must_use]
    pub fn specification(&self) -> Value {
        let costs = self.moves.iter().flat_map(|each| [each.cost, each.costs.1]);
        let most = costs.filter(|cost| cost.is_finite()).fold(0.0, f64::max);
        let x = json!({
            "field": "x", "type": "quantitative", "title": rows::lines(&self.unit),
            "scale": { "domain": [0.0, if most > 0.0 { most * 1.08 } else { 1.0 }], "nice": false },
            "axis": { "tickCount": 6, "labelOverlap": true },
        });
        let shares =
            rows::shares(self.moves.iter().flat_map(|each| [each.unblocked.value, each.unblocked.high]));
        let y = json!({
            "field": "y", "type": "quantitative", "title": "Share of the blocked draws unblocked",
            "scale": { "domain": shares, "nice": false }, "axis": { "format": "~%", "tickCount": 5 },
        });
        let kinds: Vec<(String, String)> = self
            .moves
            .iter()
            .enumerate()
            .map(|(at, each)| {
                let colour = each.party.map_or_else(|| SOFT.to_owned(), party_colour);
                (format!("{}  {}", at + 1, each.title), colour)
            })
            .collect();
        let fill = json!({
            "field": "kind", "type": "nominal", "legend": { "symbolType": "circle" },
            "scale": theme::scale(&kinds, |kind| &kind.0, kinds.iter().map(|kind| kind.1.as_str().into()).collect()),
        });
        let rule = |encoding: Value| {
            json!({
                "data": { "name": "marks" },
                "mark": { "type": "rule", "strokeWidth": 5, "strokeOpacity": 0.3, "strokeCap": "round",
                    "tooltip": null },
                "encoding": encoding,
            })
        };
        let stroke = json!({ "field": "colour", "type": "nominal", "scale": null, "legend": null });
        let layers = vec![
            rule(json!({ "x": rows::of(&x, "from"), "x2": { "field": "to" }, "y": y, "stroke": stroke })),
            rule(json!({ "x": x, "y": rows::of(&y, "low"), "y2": { "field": "high" }, "stroke": stroke })),
            json!({
                "data": { "name": "marks" },
                "mark": { "type": "point", "shape": "circle", "size": 320, "stroke": GROUND, "strokeWidth": 1.5,
                    "opacity": 1 },
                "encoding": { "x": x, "y": y, "fill": fill, "tooltip": theme::tooltip() },
            }),
            json!({
                "data": { "name": "marks" },
                "mark": { "type": "text", "fill": GROUND, "fontWeight": "bold", "fontSize": 11, "tooltip": null,
                    "dy": 0.5 },
                "encoding": { "x": x, "y": y, "text": { "field": "number" } },
            }),
            json!({
                "data": { "name": "marks" },
                "transform": [{ "filter": "datum.id === focus" }],
                "mark": { "type": "point", "shape": "circle", "size": 560, "filled": false, "stroke": INK,
                    "strokeWidth": 2, "tooltip": null },
                "encoding": { "x": x, "y": y },
            }),
        ];
        let mut specification = theme::frame(&self.description, 340);
        specification["usermeta"] = theme::legend_columns(1);
        specification["datasets"] = json!({ "marks": self.marks(&kinds) });
        specification["layer"] = layers.into();
        specification
    }

    fn marks(&self, kinds: &[(String, String)]) -> Vec<Value> {
        let each = self.moves.iter().zip(kinds).enumerate();
        each.map(|(id, (each, (kind, colour)))| {
            json!({
                "id": id, "number": (id + 1).to_string(), "kind": kind, "colour": colour, "x": each.cost,
                "from": each.costs.0, "to": each.costs.1, "y": each.unblocked.value, "low": each.unblocked.low,
                "high": each.unblocked.high, "what": each.title, "package": each.words, "worth": "",
            })
        })
        .collect()
    }
}
