use serde_json::{Value, json};

use crate::Mark;
use crate::theme::{self, FRONTIER, GROUND, INK, SOFT, STAR, ZONE, party_colour};

/// The deal zone of two parties: what each makes of the efficient packages, of what was offered and of what came.
#[derive(Clone, Debug, PartialEq)]
pub struct DealZone {
    /// What the picture shows, in a sentence, for those who do not see it.
    pub description: String,
    /// The party across.
    pub x: Axis,
    /// The party up.
    pub y: Axis,
    /// The efficient packages.
    pub frontier: Vec<Mark>,
    /// The solutions.
    pub solutions: Vec<Solution>,
    /// What each seat put forward, in order.
    pub paths: Vec<Path>,
    /// The agreement, where there is one.
    pub agreement: Option<Mark>,
}

/// One party's axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The party's title.
    pub title: String,
    /// Its walk-away; −∞ where it has none.
    pub walk_away: f64,
}

/// One way of choosing a fair package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SolutionKind {
    /// The greatest product of gains (Nash 1950).
    Nash,
    /// Gains in proportion to the best that each could have (Kalai and Smorodinsky 1975).
    KalaiSmorodinsky,
    /// The greatest least gain (Kalai 1977).
    Kalai,
    /// The greatest sum.
    Welfare,
    /// Nash's with unequal powers.
    WeightedNash,
    /// The package nearest to the division by Adjusted Winner.
    AdjustedWinner,
}

/// A package that is a solution.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    /// Which.
    pub kind: SolutionKind,
    /// Where.
    pub mark: Mark,
}

/// What one seat put forward, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// What the legend calls it; distinct from the other paths'.
    pub title: String,
    /// The party's number, for its colour; `None` for the mediator.
    pub party: Option<usize>,
    /// The packages in order, joined by a line where a party put them forward: a mediator tries things out, and
    /// its line would be a tangle. Those beyond a red line of either party are drawn hollow.
    pub marks: Vec<(Mark, bool)>,
}

impl SolutionKind {
    /// All of them, in the order of legends.
    pub const ALL: [Self; 6] = [
        Self::Nash,
        Self::KalaiSmorodinsky,
        Self::Kalai,
        Self::Welfare,
        Self::WeightedNash,
        Self::AdjustedWinner,
    ];

    /// What legends call it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Nash => "Nash",
            Self::KalaiSmorodinsky => "Kalai–Smorodinsky",
            Self::Kalai => "Kalai (egalitarian)",
            Self::Welfare => "Greatest sum",
            Self::WeightedNash => "Nash with weights",
            Self::AdjustedWinner => "Adjusted Winner",
        }
    }

    /// Solutions often fall together: each is drawn a little larger than the one before, so that all are seen.
    fn shape_and_size(self) -> (&'static str, u32) {
        match self {
            Self::Nash => ("diamond", 110),
            Self::KalaiSmorodinsky => ("triangle-up", 190),
            Self::Kalai => ("triangle-down", 270),
            Self::Welfare => ("cross", 400),
            Self::WeightedNash => ("square", 330),
            Self::AdjustedWinner => ("triangle-left", 460),
        }
    }
}

/// A row of the legend, and how its marks are drawn.
struct Kind {
    title: String,
    shape: &'static str,
    stroke: String,
    size: u32,
    solid: bool,
}

impl DealZone {
    /// The specification.
    #[must_use]
    pub fn specification(&self) -> Value {
        let (kinds, marks) = self.kinds_and_marks();
        let x_domain = theme::domain(self.all_marks().map(|mark| mark.x).chain([self.x.walk_away]));
        let y_domain = theme::domain(self.all_marks().map(|mark| mark.y).chain([self.y.walk_away]));
        let axis = |field: &str, title: &str, domain: [f64; 2]| {
            json!({
                "field": field, "type": "quantitative", "title": format!("Worth to {title}"),
                "scale": { "domain": domain, "nice": false, "zero": false },
                "axis": { "tickCount": 6 },
            })
        };
        let x = axis("x", &self.x.title, x_domain);
        let y = axis("y", &self.y.title, y_domain);
        let mut layers = self.ground(x_domain, y_domain, &x, &y);
        layers.push(paths(&kinds, &x, &y));
        layers.push(points(&kinds, &x, &y));
        // A rim in the colour of the ground keeps the word readable among marks.
        for (stroke, width) in [(GROUND, 5), (INK, 0)] {
            layers.push(json!({
                "data": { "name": "marks" },
                "transform": [{ "filter": "datum.agreed" }],
                "mark": { "type": "text", "text": "Agreement", "dy": 24, "fontWeight": "bold", "fill": INK,
                    "stroke": stroke, "strokeWidth": width, "strokeJoin": "round", "tooltip": null },
                "encoding": { "x": x, "y": y },
            }));
        }
        layers.extend(theme::rings(&x, &y));
        let mut specification = theme::frame(&self.description, 420);
        specification["datasets"] = json!({ "marks": marks });
        specification["layer"] = layers.into();
        specification
    }

    fn all_marks(&self) -> impl Iterator<Item = &Mark> {
        self.frontier
            .iter()
            .chain(self.solutions.iter().map(|solution| &solution.mark))
            .chain(self.paths.iter().flat_map(|path| path.marks.iter().map(|(mark, _)| mark)))
            .chain(&self.agreement)
    }

    /// The legend's rows, and all marks in the order in which they are drawn and the keyboard visits them.
    fn kinds_and_marks(&self) -> (Vec<Kind>, Vec<Value>) {
        let mut kinds = Vec::new();
        let mut marks = Vec::new();
        let mut add = |kind: &Kind, mark: &Mark, solid: bool, step: Option<usize>, agreed: bool| {
            marks.push(json!({
                "id": marks.len(), "kind": kind.title, "x": mark.x, "y": mark.y, "size": kind.size,
                "solid": solid, "step": step, "agreed": agreed,
                "what": mark.what, "package": mark.package, "worth": mark.worth,
            }));
        };
        if !self.frontier.is_empty() {
            let kind = Kind {
                title: "Efficient package".into(),
                shape: "circle",
                stroke: FRONTIER.into(),
                size: 30,
                solid: true,
            };
            self.frontier.iter().for_each(|mark| add(&kind, mark, kind.solid, None, false));
            kinds.push(kind);
        }
        let mut party_shapes = ["circle", "square", "diamond"].into_iter().cycle();
        for path in &self.paths {
            let shape = path.party.and_then(|_| party_shapes.next()).unwrap_or("triangle-right");
            let kind = Kind {
                title: path.title.clone(),
                shape,
                stroke: path.party.map_or(SOFT.into(), party_colour),
                size: if path.party.is_some() { 60 } else { 35 },
                solid: true,
            };
            for (step, (mark, beyond)) in path.marks.iter().enumerate() {
                add(&kind, mark, !beyond, path.party.and(Some(step)), false);
            }
            kinds.push(kind);
        }
        for which in SolutionKind::ALL {
            let (shape, size) = which.shape_and_size();
            let kind = Kind { title: which.title().into(), shape, stroke: INK.into(), size, solid: false };
            let mut any = false;
            for solution in self.solutions.iter().filter(|solution| solution.kind == which) {
                add(&kind, &solution.mark, false, None, false);
                any = true;
            }
            if any {
                kinds.push(kind);
            }
        }
        if let Some(mark) = &self.agreement {
            let kind =
                Kind { title: "Agreement".into(), shape: STAR, stroke: INK.into(), size: 220, solid: true };
            add(&kind, mark, true, None, true);
            kinds.push(kind);
        }
        (kinds, marks)
    }

    /// The deal zone's rectangle and the two walk-aways, where there are any.
    fn ground(&self, x_domain: [f64; 2], y_domain: [f64; 2], x: &Value, y: &Value) -> Vec<Value> {
        let place = |field: &str, like: &Value| {
            let mut channel = like.clone();
            channel["field"] = field.into();
            channel
        };
        let corner = [self.x.walk_away.max(x_domain[0]), self.y.walk_away.max(y_domain[0])];
        let mut layers = vec![json!({
            "data": { "values": [{ "x": corner[0], "x2": x_domain[1], "y": corner[1], "y2": y_domain[1] }] },
            "mark": { "type": "rect", "fill": ZONE, "fillOpacity": 0.1, "tooltip": null, "clip": true },
            "encoding": { "x": place("x", x), "x2": { "field": "x2" }, "y": place("y", y), "y2": { "field": "y2" } },
        })];
        let rule = json!({ "type": "rule", "stroke": SOFT, "strokeDash": [5, 4], "strokeWidth": 1.5, "tooltip": null });
        if self.x.walk_away.is_finite() {
            let values = json!({ "values": [{ "x": self.x.walk_away,
                "label": format!("{}’s walk-away", self.x.title) }] });
            layers.push(json!({ "data": values, "mark": rule, "encoding": { "x": x } }));
            layers.push(json!({
                "data": values,
                "mark": { "type": "text", "fill": SOFT, "angle": 270, "align": "left", "baseline": "bottom",
                    "dx": 6, "dy": -4, "y": "height", "tooltip": null },
                "encoding": { "x": x, "text": { "field": "label" } },
            }));
        }
        if self.y.walk_away.is_finite() {
            let values = json!({ "values": [{ "y": self.y.walk_away,
                "label": format!("{}’s walk-away", self.y.title) }] });
            layers.push(json!({ "data": values, "mark": rule, "encoding": { "y": y } }));
            layers.push(json!({
                "data": values,
                "mark": { "type": "text", "fill": SOFT, "align": "left", "baseline": "top", "x": 6, "dy": 5,
                    "tooltip": null },
                "encoding": { "y": y, "text": { "field": "label" } },
            }));
        }
        layers
    }
}

fn paths(kinds: &[Kind], x: &Value, y: &Value) -> Value {
    json!({
        "data": { "name": "marks" },
        "transform": [{ "filter": "isValid(datum.step)" }],
        "mark": { "type": "line", "strokeWidth": 1.5, "strokeOpacity": 0.7, "tooltip": null },
        "encoding": {
            "x": x, "y": y,
            "order": { "field": "step", "type": "quantitative" },
            "stroke": { "field": "kind", "type": "nominal", "scale": strokes(kinds) },
        },
    })
}

fn points(kinds: &[Kind], x: &Value, y: &Value) -> Value {
    let shapes =
        theme::scale(kinds, |kind| &kind.title, kinds.iter().map(|kind| kind.shape.into()).collect());
    let fill = |kind: &Kind| if kind.solid { kind.stroke.as_str().into() } else { "transparent".into() };
    let fills = theme::scale(kinds, |kind| &kind.title, kinds.iter().map(fill).collect());
    json!({
        "data": { "name": "marks" },
        "params": [theme::near()],
        "mark": { "type": "point", "strokeWidth": 1.8, "opacity": 1 },
        "encoding": {
            "x": x, "y": y,
            "stroke": { "field": "kind", "type": "nominal", "scale": strokes(kinds) },
            "shape": { "field": "kind", "type": "nominal", "scale": shapes },
            "fill": { "condition": { "test": "!datum.solid", "value": "transparent" }, "field": "kind",
                "type": "nominal", "scale": fills },
            "size": { "field": "size", "type": "quantitative", "scale": null, "legend": null },
            "tooltip": theme::tooltip(),
        },
    })
}

fn strokes(kinds: &[Kind]) -> Value {
    theme::scale(kinds, |kind| &kind.title, kinds.iter().map(|kind| kind.stroke.as_str().into()).collect())
}
