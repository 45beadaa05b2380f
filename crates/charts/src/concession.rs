use serde_json::{Value, json};

use crate::Mark;
use crate::theme::{self, GRID, SOFT, STAR, party_colour};

/// How far each party came down in the course of the talks: what its own offers are worth to itself, leg by leg.
#[derive(Clone, Debug, PartialEq)]
pub struct Concession {
    /// What the picture shows, in a sentence, for those who do not see it.
    pub description: String,
    /// What a leg is called on the axis: `Leg`, or `Turn` at a direct table.
    pub unit: String,
    /// The parties.
    pub series: Vec<Series>,
    /// The rounds, where there are several.
    pub stages: Vec<Stage>,
    /// What the agreement gives each party, where there is one.
    pub ending: Option<Ending>,
}

/// One party's offers.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The party's title; distinct from the other series'.
    pub title: String,
    /// The party's number, for its colour.
    pub party: usize,
    /// Its offers: leg across, from 1; worth to itself up.
    pub marks: Vec<Mark>,
    /// Its walk-away over the legs, (leg, utility); empty where it has none.
    pub walk_away: Vec<(f64, f64)>,
}

/// A round on the axis of legs.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// Half a leg before its first.
    pub from: f64,
    /// What stands above it.
    pub title: String,
}

/// The agreement, as each party feels it.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending {
    /// One for each series, in their order.
    pub marks: Vec<Mark>,
}

impl Concession {
    /// The specification.
    #[must_use]
    pub fn specification(&self) -> Value {
        let marks = self.marks();
        let legs = legs_shown(self);
        let worth = theme::domain(self.all_marks().map(|mark| mark.y).chain(
            self.series.iter().flat_map(|series| series.walk_away.iter().map(|&(_, utility)| utility)),
        ));
        let x = json!({
            "field": "x", "type": "quantitative", "title": self.unit,
            "scale": { "domain": legs, "nice": false, "zero": false },
            "axis": { "grid": false, "tickMinStep": 1, "format": "d" },
        });
        let y = json!({
            "field": "y", "type": "quantitative", "title": "Worth to the party that offers",
            "scale": { "domain": worth, "nice": false, "zero": false },
            "axis": { "tickCount": 6 },
        });
        let shapes = (0..self.series.len()).map(|at| SHAPES[at % SHAPES.len()].into()).collect();
        let mut layers = self.stage_layers(&x);
        layers.push(self.walk_aways(&x, &y));
        layers.push(json!({
            "data": { "name": "marks" },
            "transform": [{ "filter": "!datum.agreed" }],
            "mark": { "type": "line", "interpolate": "step-after", "strokeWidth": 1.5, "tooltip": null },
            "encoding": { "x": x, "y": y, "stroke": self.colour() },
        }));
        layers.push(json!({
            "data": { "name": "marks" },
            "params": [theme::near()],
            "mark": { "type": "point", "strokeWidth": 1.8, "opacity": 1 },
            "encoding": {
                "x": x, "y": y,
                "stroke": self.colour(),
                "fill": self.colour(),
                "shape": { "condition": { "test": "datum.agreed", "value": STAR }, "field": "series",
                    "type": "nominal", "scale": theme::scale(&self.series, |series| &series.title, shapes) },
                "size": { "field": "size", "type": "quantitative", "scale": null, "legend": null },
                "tooltip": theme::tooltip(),
            },
        }));
        layers.extend(theme::rings(&x, &y));
        let mut specification = theme::frame(&self.description, 320);
        specification["datasets"] = json!({ "marks": marks });
        specification["layer"] = layers.into();
        specification
    }

    fn all_marks(&self) -> impl Iterator<Item = &Mark> {
        self.series
            .iter()
            .flat_map(|series| &series.marks)
            .chain(self.ending.iter().flat_map(|ending| &ending.marks))
    }

    fn marks(&self) -> Vec<Value> {
        let mut marks = Vec::new();
        let mut add = |series: &Series, mark: &Mark, agreed: bool| {
            marks.push(json!({
                "id": marks.len(), "series": series.title, "x": mark.x, "y": mark.y,
                "size": if agreed { 200 } else { 45 }, "agreed": agreed,
                "what": mark.what, "package": mark.package, "worth": mark.worth,
            }));
        };
        for series in &self.series {
            series.marks.iter().for_each(|mark| add(series, mark, false));
        }
        if let Some(ending) = &self.ending {
            self.series.iter().zip(&ending.marks).for_each(|(series, mark)| add(series, mark, true));
        }
        marks
    }

    fn colour(&self) -> Value {
        let colours = self.series.iter().map(|series| party_colour(series.party).into()).collect();
        json!({
            "field": "series", "type": "nominal",
            "scale": theme::scale(&self.series, |series| &series.title, colours),
        })
    }

    fn walk_aways(&self, x: &Value, y: &Value) -> Value {
        let rows: Vec<Value> = self
            .series
            .iter()
            .flat_map(|series| {
                series
                    .walk_away
                    .iter()
                    .map(|&(leg, utility)| json!({ "series": series.title, "x": leg, "y": utility }))
            })
            .collect();
        json!({
            "data": { "values": rows },
            "mark": { "type": "line", "strokeDash": [5, 4], "strokeWidth": 1.5, "strokeOpacity": 0.8, "tooltip": null },
            "encoding": { "x": x, "y": y, "stroke": self.colour() },
        })
    }

    fn stage_layers(&self, x: &Value) -> Vec<Value> {
        let rows: Vec<Value> =
            self.stages.iter().map(|stage| json!({ "x": stage.from, "label": stage.title })).collect();
        if rows.is_empty() {
            return Vec::new();
        }
        let data = json!({ "values": rows });
        vec![
            json!({
                "data": data,
                "mark": { "type": "rule", "stroke": GRID, "strokeWidth": 1, "tooltip": null },
                "encoding": { "x": x },
            }),
            json!({
                "data": data,
                "mark": { "type": "text", "fill": SOFT, "align": "left", "baseline": "bottom", "dx": 3, "y": -3,
                    "fontSize": 11, "tooltip": null },
                "encoding": { "x": x, "text": { "field": "label" } },
            }),
        ]
    }
}

const SHAPES: [&str; 4] = ["circle", "square", "triangle-up", "diamond"];

fn legs_shown(concession: &Concession) -> [f64; 2] {
    let last = concession.all_marks().map(|mark| mark.x).fold(1.0, f64::max);
    [0.5, last + 0.5]
}
