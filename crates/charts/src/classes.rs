use serde_json::{Value, json};

use crate::theme::{self, GROUND, INK};
use crate::{Estimate, rows};

/// What came of the draws: a bar for every variant, cut into the shares of the outcome classes.
#[derive(Clone, Debug, PartialEq)]
pub struct OutcomeShares {
    /// What the picture shows, in a sentence, for those who do not see it.
    pub description: String,
    /// The variants, from the top.
    pub bars: Vec<OutcomeBar>,
}

/// One variant.
#[derive(Clone, Debug, PartialEq)]
pub struct OutcomeBar {
    /// Its title; distinct from the others'.
    pub title: String,
    /// The share of each class, in the order of [`OutcomeClass::ALL`].
    pub shares: [OutcomeShare; 5],
}

/// The share of one class.
#[derive(Clone, Debug, PartialEq)]
pub struct OutcomeShare {
    /// The share and its interval.
    pub share: Estimate,
    /// The same in words, for whoever points at it.
    pub words: String,
}

/// What can come of a draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutcomeClass {
    /// Signed, and ratified by every home body.
    InForce,
    /// Signed, but a home body refused it.
    NotRatified,
    /// There was a package for all; the talks did not find it.
    Missed,
    /// A deal zone, but no package that all home bodies would ratify.
    BlockedAtHome,
    /// The deal zone is empty.
    NoPossibleDeal,
}

impl OutcomeClass {
    /// All of them, in the order of bars and legends: from the best.
    pub const ALL: [Self; 5] =
        [Self::InForce, Self::NotRatified, Self::Missed, Self::BlockedAtHome, Self::NoPossibleDeal];

    /// What legends call it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::InForce => "In force",
            Self::NotRatified => "Signed, not ratified",
            Self::Missed => "Missed",
            Self::BlockedAtHome => "Blocked at home",
            Self::NoPossibleDeal => "No possible deal",
        }
    }

    /// The colour of figures on it, as CSS.
    fn ink(self) -> &'static str {
        match self {
            Self::InForce | Self::BlockedAtHome => GROUND,
            Self::NotRatified | Self::Missed | Self::NoPossibleDeal => "var(--chart-dark)",
        }
    }

    /// Its colour, as CSS.
    #[must_use]
    pub fn colour(self) -> &'static str {
        match self {
            Self::InForce => "var(--chart-class-0)",
            Self::NotRatified => "var(--chart-class-1)",
            Self::Missed => "var(--chart-class-2)",
            Self::BlockedAtHome => "var(--chart-class-3)",
            Self::NoPossibleDeal => "var(--chart-class-4)",
        }
    }
}

impl OutcomeShares {
    /// The specification.
    #[must_use]
    pub fn specification(&self) -> Value {
        let titles = || self.bars.iter().map(|bar| bar.title.as_str());
        let x = rows::across("Share of all draws", [0.0, 1.0], "~%");
        let y = rows::channel(titles());
        let classes = OutcomeClass::ALL;
        let fill = json!({
            "field": "kind", "type": "nominal", "legend": { "symbolType": "square" },
            "scale": theme::scale(&classes, |class| class.title(),
                classes.iter().map(|class| class.colour().into()).collect()),
        });
        let mut layers = vec![
            json!({
                "data": { "name": "marks" },
                "mark": { "type": "bar", "height": { "band": 0.66 }, "stroke": GROUND, "strokeWidth": 2 },
                "encoding": { "x": x, "x2": { "field": "x2" }, "y": y, "fill": fill, "tooltip": theme::tooltip() },
            }),
            json!({
                           "data": { "name": "marks" },
                           "mark": { "type": "text", "fontWeight": "bold", "fontSize": 13, "tooltip": null,
                               // A piece that is narrower than its figure bears none.
                               "opacity": { "expr": "(datum.x2 - datum.x) * width < 40 ? 0 : 1" } },
                           "encoding": { "x": rows::of(&x, "middle"), "y": y, "text": { "field": "figure" },
            "fill": { "field": "ink", "type": "nominal", "scale": null, "legend": null } },
                       }),
        ];
        // Below the bars, one lower than the other: a piece may be shorter than its neighbour's interval.
        layers.push(json!({
            "data": { "name": "marks" },
            "transform": [{ "filter": "isValid(datum.low) && datum.high - datum.low > 0.01" }],
            "mark": { "type": "rule", "stroke": INK, "strokeWidth": 1.8, "yOffset": { "expr": "23 + 3 * (datum.id % 5)" }, "clip": true,
                "tooltip": null },
            "encoding": { "x": rows::of(&x, "low"), "x2": { "field": "high" }, "y": y },
        }));
        layers.push(rows::focus(&x, &y, 0.66));
        let mut specification = theme::frame(&self.description, rows::height(titles(), 58));
        specification["usermeta"] = theme::legend_columns(5);
        specification["datasets"] = json!({ "marks": self.marks() });
        specification["layer"] = layers.into();
        specification
    }

    fn marks(&self) -> Vec<Value> {
        let mut marks = Vec::new();
        for bar in &self.bars {
            let mut start = 0.0;
            let row = rows::label(&bar.title);
            for (class, OutcomeShare { share, words }) in OutcomeClass::ALL.iter().zip(&bar.shares) {
                let end = start + share.value;
                // An interval stands at its piece's end: how far that piece alone may reach. The last piece ends where
                // the bar does.
                let interval = (*class != OutcomeClass::NoPossibleDeal).then_some((share.low, share.high));
                marks.push(json!({
                    "id": marks.len(), "row": row, "kind": class.title(), "x": start, "x2": end,
                    "middle": f64::midpoint(start, end), "figure": format!("{:.0} %", 100.0 * share.value), "ink": class.ink(),
                    "low": interval.map(|(low, _)| start + low), "high": interval.map(|(_, high)| start + high),
                    "what": format!("{}: {}", bar.title, class.title()), "package": words, "worth": "",
                }));
                start = end;
            }
        }
        marks
    }
}
