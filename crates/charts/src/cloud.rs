use serde_json::{Value, json};

use crate::rows;
use crate::theme::{self, GROUND, INK, MAIN, OTHER, SOFT};

/// How dark the fullest cell is.
const OPACITY_MAX: f64 = 0.85;

/// Where deals fell for two parties, over where the frontier and the walk-aways lay in the draws.
#[derive(Clone, Debug, PartialEq)]
pub struct DealCloud {
    /// What the picture shows, in a sentence, for those who do not see it.
    pub description: String,
    /// The party across.
    pub x: CloudAxis,
    /// The party up.
    pub y: CloudAxis,
    /// Where deals fell; cells do not overlap, and empty ones are left out.
    pub cells: Vec<CloudCell>,
    /// The frontier: what the other could have at most, at levels of the party across.
    pub frontier: Vec<FrontierBand>,
}

/// One party's axis.
#[derive(Clone, Debug, PartialEq)]
pub struct CloudAxis {
    /// The party's title.
    pub title: String,
    /// Its walk-away in 10, 50 and 90 of 100 draws; `None` where it has none.
    pub walk_away: Option<[f64; 3]>,
}

/// A cell, from one corner to the other.
#[derive(Clone, Debug, PartialEq)]
pub struct CloudCell {
    /// From and to, across.
    pub x: (f64, f64),
    /// From and to, up.
    pub y: (f64, f64),
    /// Its share of all deals.
    pub share: f64,
    /// The same in words, for whoever points at it.
    pub words: String,
}

/// The frontier at one level of the party across.
#[derive(Clone, Debug, PartialEq)]
pub struct FrontierBand {
    /// The level.
    pub at: f64,
    /// What the other could have at most, in 10, 50 and 90 of 100 draws.
    pub most: [f64; 3],
}

const DEALS: &str = "Deals: the darker, the more";
const EDGE: &str = "Frontier (80 % of draws)";
const WALK_AWAY: &str = "Walk-away (80 % of draws)";

impl DealCloud {
    /// The specification.
    #[must_use]
    pub fn specification(&self) -> Value {
        let shown =
            |axis: &CloudAxis, cell: fn(&CloudCell) -> (f64, f64), band: fn(&FrontierBand) -> [f64; 3]| {
                let cells = self.cells.iter().flat_map(move |at| <[f64; 2]>::from(cell(at)));
                let bands = self.frontier.iter().flat_map(band);
                theme::domain(cells.chain(bands).chain(axis.walk_away.into_iter().flatten()))
            };
        let x_shown = shown(&self.x, |cell| cell.x, |band| [band.at; 3]);
        let y_shown = shown(&self.y, |cell| cell.y, |band| band.most);
        let channel = |field: &str, axis: &CloudAxis, domain: [f64; 2]| {
            json!({
                "field": field, "type": "quantitative", "title": format!("Worth to {}", axis.title),
                "scale": { "domain": domain, "nice": false, "zero": false }, "axis": { "tickCount": 6 },
            })
        };
        let x = channel("x", &self.x, x_shown);
        let y = channel("y", &self.y, y_shown);
        let mut layers = self.walk_aways(&x, &y, x_shown, y_shown);
        if !self.frontier.is_empty() {
            layers.extend(self.edge(&x, &y));
        }
        layers.push(self.deals(&x, &y));
        layers.extend(self.walk_away_labels(&x, &y));
        layers.push(json!({
            "data": { "name": "marks" },
            "transform": [{ "filter": "datum.id === focus" }],
            "mark": { "type": "rect", "filled": false, "fillOpacity": 0, "stroke": INK, "strokeWidth": 2.5,
                "tooltip": null },
            "encoding": { "x": x, "x2": { "field": "x2" }, "y": y, "y2": { "field": "y2" } },
        }));
        let mut specification = theme::frame(&self.description, 440);
        specification["usermeta"] = theme::legend_columns(3);
        specification["datasets"] = json!({ "marks": self.marks() });
        specification["layer"] = layers.into();
        specification
    }

    /// What there is, each with its colour.
    fn kinds(&self) -> Vec<(&'static str, &'static str)> {
        let walk_away = self.x.walk_away.or(self.y.walk_away);
        let kinds = [
            Some((DEALS, MAIN)),
            (!self.frontier.is_empty()).then_some((EDGE, OTHER)),
            walk_away.map(|_| (WALK_AWAY, SOFT)),
        ];
        kinds.into_iter().flatten().collect()
    }

    fn marks(&self) -> Vec<Value> {
        let each = self.cells.iter().enumerate();
        each.map(|(id, cell)| {
            let ((x, x2), (y, y2)) = (cell.x, cell.y);
            json!({
                "id": id, "x": x, "x2": x2, "y": y, "y2": y2, "share": cell.share, "what": cell.words,
                "package": "",
                "worth": format!("{} {x:.2} to {x2:.2}\n{} {y:.2} to {y2:.2}", self.x.title, self.y.title),
            })
        })
        .collect()
    }

    fn deals(&self, x: &Value, y: &Value) -> Value {
        let most = self.cells.iter().map(|cell| cell.share).fold(0.0, f64::max);
        json!({
            "data": { "name": "marks" },
            "mark": { "type": "rect", "stroke": null },
            "encoding": {
                "x": x, "x2": { "field": "x2" }, "y": y, "y2": { "field": "y2" },
                "fill": kind(DEALS, &self.kinds()),
                // By the root of the share, so that thin places are still seen beside the fullest.
                "fillOpacity": { "field": "share", "type": "quantitative", "legend": null,
                    "scale": { "type": "sqrt", "domain": [0.0, if most > 0.0 { most } else { 1.0 }],
                        "range": [0.08, OPACITY_MAX] } },
                "tooltip": theme::tooltip(),
            },
        })
    }

    fn edge(&self, x: &Value, y: &Value) -> Vec<Value> {
        let rows: Vec<Value> = self
            .frontier
            .iter()
            .map(|band| json!({ "x": band.at, "low": band.most[0], "y": band.most[1], "high": band.most[2] }))
            .collect();
        let data = json!({ "values": rows });
        vec![
            json!({
                "data": data,
                "mark": { "type": "area", "fillOpacity": 0.35, "tooltip": null, "clip": true },
                "encoding": { "x": x, "y": rows::of(y, "low"), "y2": { "field": "high" }, "fill": kind(EDGE, &self.kinds()) },
            }),
            json!({
                "data": data,
                "mark": { "type": "line", "stroke": OTHER, "strokeWidth": 2, "tooltip": null, "clip": true },
                "encoding": { "x": x, "y": y },
            }),
        ]
    }

    fn walk_aways(&self, x: &Value, y: &Value, x_shown: [f64; 2], y_shown: [f64; 2]) -> Vec<Value> {
        let mut layers = Vec::new();
        let mut add = |axis: &CloudAxis, band: Value, line: Value| {
            if let Some([low, middle, high]) = axis.walk_away {
                let data = json!({ "values": [{ "low": low, "middle": middle, "high": high,
                    "x1": x_shown[0], "x2": x_shown[1], "y1": y_shown[0], "y2": y_shown[1] }] });
                layers.push(json!({
                    "data": data,
                    "mark": { "type": "rect", "fillOpacity": 0.2, "tooltip": null, "clip": true },
                    "encoding": band,
                }));
                layers.push(json!({
                    "data": data,
                    "mark": { "type": "rule", "stroke": SOFT, "strokeDash": [5, 4], "strokeWidth": 1.5,
                        "tooltip": null },
                    "encoding": line,
                }));
            }
        };
        add(
            &self.x,
            json!({ "x": rows::of(x, "low"), "x2": { "field": "high" }, "y": rows::of(y, "y1"),
                "y2": { "field": "y2" }, "fill": kind(WALK_AWAY, &self.kinds()) }),
            json!({ "x": rows::of(x, "middle") }),
        );
        add(
            &self.y,
            json!({ "y": rows::of(y, "low"), "y2": { "field": "high" }, "x": rows::of(x, "x1"),
                "x2": { "field": "x2" }, "fill": kind(WALK_AWAY, &self.kinds()) }),
            json!({ "y": rows::of(y, "middle") }),
        );
        layers
    }

    fn walk_away_labels(&self, x: &Value, y: &Value) -> Vec<Value> {
        let mut layers = Vec::new();
        for (stroke, width) in [(GROUND, 4), (SOFT, 0)] {
            let text = |more: Value| {
                let mut mark = json!({ "type": "text", "fill": SOFT, "stroke": stroke, "strokeWidth": width,
                    "strokeJoin": "round", "align": "left", "tooltip": null });
                for (name, value) in more.as_object().into_iter().flatten() {
                    mark[name] = value.clone();
                }
                mark
            };
            let values = |axis: &CloudAxis, at: f64| json!({ "values": [{ "x": at, "y": at, "label": format!("Walk-away of {}", axis.title) }] });
            if let Some([_, middle, _]) = self.x.walk_away {
                layers.push(json!({
                    "data": values(&self.x, middle),
                    "mark": text(json!({ "angle": 270, "baseline": "bottom", "align": "right", "dx": -6, "dy": -4, "y": 0 })),
                    "encoding": { "x": x, "text": { "field": "label" } },
                }));
            }
            if let Some([_, middle, _]) = self.y.walk_away {
                layers.push(json!({
                    "data": values(&self.y, middle),
                    "mark": text(json!({ "baseline": "top", "x": 6, "dy": 5 })),
                    "encoding": { "y": y, "text": { "field": "label" } },
                }));
            }
        }
        layers
    }
}

/// The colour of one thing in the picture, by the legend's scale of what there is.
fn kind(title: &str, there: &[(&str, &str)]) -> Value {
    let (domain, range): (Vec<&str>, Vec<&str>) = there.iter().copied().unzip();
    json!({
        "datum": title, "type": "nominal", "legend": { "symbolType": "square" },
        "scale": { "domain": domain, "range": range },
    })
}
