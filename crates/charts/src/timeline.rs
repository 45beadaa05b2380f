use serde_json::{Value, json};

use crate::theme::{self, GRID, GROUND, INK, SOFT, ZONE};
use crate::{rows, time};

/// What holds, rests and is broken from when to when, a row for each thing; or how long each step of a dispute has.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// What the picture shows, in a sentence, for those who do not see it.
    pub description: String,
    /// From when to when, in milliseconds since 1970 of the calendar that is shown.
    pub range: [f64; 2],
    /// The moment that is looked at, and what stands at it.
    pub today: (f64, String),
    /// The rows' titles, from the top; distinct.
    pub rows: Vec<String>,
    /// What lies on the rows.
    pub spans: Vec<Span>,
    /// Days that are shown across all rows, in order of time, with their titles.
    pub days: Vec<(f64, String)>,
}

/// A time on a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// Which row.
    pub row: usize,
    /// From when.
    pub from: f64,
    /// Until when.
    pub to: f64,
    /// Of which kind.
    pub kind: SpanKind,
    /// All of it in words, for whoever points at it.
    pub words: String,
}

/// Of which kind a span is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SpanKind {
    /// It holds.
    Holds,
    /// It will hold.
    ToCome,
    /// It rests.
    Rests,
    /// A soft limit is exceeded.
    Soft,
    /// It is broken, and that was or can be mended, or does not count.
    Breached,
    /// It is violated.
    Violated,
    /// A step's time.
    Time,
    /// What a step's time was made longer by.
    Longer,
}

impl SpanKind {
    const ALL: [Self; 8] = [
        Self::Holds,
        Self::ToCome,
        Self::Rests,
        Self::Soft,
        Self::Breached,
        Self::Violated,
        Self::Time,
        Self::Longer,
    ];

    /// What legends call it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Holds => "in effect",
            Self::ToCome => "to come",
            Self::Rests => "rests",
            Self::Soft => "~ beyond a soft limit",
            Self::Breached => "! breach",
            Self::Violated => "× violation",
            Self::Time => "time of the step",
            Self::Longer => "made longer",
        }
    }

    pub(crate) fn colour(self) -> &'static str {
        match self {
            Self::Holds => ZONE,
            Self::ToCome => GRID,
            Self::Rests => SOFT,
            Self::Soft => "var(--chart-class-1)",
            Self::Breached => "var(--chart-class-2)",
            Self::Violated => "var(--chart-class-3)",
            Self::Time => theme::MAIN,
            Self::Longer => theme::OTHER,
        }
    }

    /// What stands before the bar: what is broken is told without colour.
    fn sign(self) -> &'static str {
        match self {
            Self::Soft => "~",
            Self::Breached => "!",
            Self::Violated => "×",
            _ => "",
        }
    }

    /// How much of a row its bars take.
    fn band(self) -> f64 {
        match self {
            Self::Holds | Self::ToCome => 0.26,
            Self::Rests => 0.4,
            _ => 0.62,
        }
    }
}

impl Timeline {
    /// The specification.
    #[must_use]
    pub fn specification(&self) -> Value {
        let titles = || self.rows.iter().map(String::as_str);
        let x = time::across(self.range);
        let y = rows::channel(titles());
        let kinds: Vec<SpanKind> = SpanKind::ALL
            .into_iter()
            .filter(|kind| self.spans.iter().any(|span| span.kind == *kind))
            .collect();
        let fill = json!({
            "field": "kind", "type": "nominal", "legend": { "symbolType": "square" },
            "scale": {
                "domain": kinds.iter().map(|kind| kind.title()).collect::<Vec<_>>(),
                "range": kinds.iter().map(|kind| kind.colour()).collect::<Vec<_>>(),
            },
        });
        let mut layers = vec![time::days(&x, &self.days)];
        for kind in &kinds {
            layers.push(json!({
                "data": { "name": "marks" },
                "transform": [{ "filter": format!("datum.kind === '{}'", kind.title()) }],
                "mark": { "type": "bar", "height": { "band": kind.band() }, "stroke": GROUND, "strokeWidth": 0.5,
                    "clip": true },
                "encoding": { "x": x, "x2": { "field": "x2" }, "y": y, "fill": fill, "tooltip": theme::tooltip() },
            }));
        }
        layers.push(json!({
            "data": { "name": "marks" },
            "transform": [{ "filter": "datum.sign !== ''" }],
            "mark": { "type": "text", "fill": INK, "fontSize": 14, "fontWeight": "bold", "align": "right", "dx": -2,
                "tooltip": null },
            "encoding": { "x": x, "y": y, "text": { "field": "sign" } },
        }));
        layers.extend(time::titles(&x, &self.days, self.range));
        layers.extend(time::today(&x, &self.today));
        layers.push(rows::focus(&x, &y, 0.7));
        let mut specification = theme::frame(&self.description, rows::height(titles(), 38));
        specification["usermeta"] = theme::legend_columns(3);
        specification["datasets"] = json!({ "marks": self.marks() });
        specification["layer"] = layers.into();
        specification
    }

    fn marks(&self) -> Vec<Value> {
        let [first, last] = self.range;
        self.spans
            .iter()
            .enumerate()
            .map(|(id, span)| {
                let title = &self.rows[span.row];
                // What lasts no time is still seen.
                let least = (last - first) / 250.0;
                json!({
                    "id": id, "row": rows::label(title), "kind": span.kind.title(), "x": span.from.max(first),
                    "x2": span.to.max(span.from + least).min(last), "sign": span.kind.sign(), "what": title,
                    "package": span.words, "worth": "",
                })
            })
            .collect()
    }
}
