use serde_json::{Value, json};

/// The custom properties that pictures use, each with its value on light and on dark ground.
///
/// The colours of parties are chosen to be told apart with any colour vision (after Okabe and Ito 2008), lightened
/// for dark ground; shapes tell the same apart without colour. Those of outcome classes alternate between dark and light,
/// as they lie side by side.
pub const COLOURS: &[(&str, &str, &str)] = &[
    ("--chart-ground", "#ffffff", "#211f1c"),
    ("--chart-ink", "#1d1d1b", "#f0eee9"),
    ("--chart-soft", "#6b6964", "#a9a69e"),
    ("--chart-grid", "#e4e1da", "#37352f"),
    ("--chart-zone", "#009e73", "#35c79b"),
    ("--chart-frontier", "#8a8780", "#8f8c85"),
    ("--chart-party-0", "#0067a8", "#5cb8f0"),
    ("--chart-party-1", "#c24e00", "#f2954a"),
    ("--chart-party-2", "#00775a", "#35c79b"),
    ("--chart-party-3", "#a8447f", "#e394c2"),
    ("--chart-party-4", "#8a6d00", "#e6c229"),
    ("--chart-party-5", "#5b4fb3", "#a79df2"),
    ("--chart-party-6", "#7a4a2b", "#cf9f7c"),
    ("--chart-party-7", "#4d6470", "#9fb6c2"),
    ("--chart-main", "#4646a3", "#a3a0f5"),
    ("--chart-other", "#96680a", "#e3b341"),
    ("--chart-class-0", "#0b559f", "#3f86cf"),
    ("--chart-class-1", "#86bdea", "#b5daf7"),
    ("--chart-class-2", "#e0b13a", "#ecc452"),
    ("--chart-class-3", "#93451b", "#c26a35"),
    ("--chart-class-4", "#c9c4b8", "#8f8b82"),
    ("--chart-dark", "#1d1d1b", "#1d1d1b"),
];

/// How many parties have a colour of their own; further ones begin again.
pub const PARTY_COLOURS: usize = 8;

pub(crate) const GROUND: &str = "var(--chart-ground)";
pub(crate) const INK: &str = "var(--chart-ink)";
pub(crate) const SOFT: &str = "var(--chart-soft)";
pub(crate) const GRID: &str = "var(--chart-grid)";
pub(crate) const ZONE: &str = "var(--chart-zone)";
pub(crate) const FRONTIER: &str = "var(--chart-frontier)";
/// What belongs to no party, and what stands beside it.
pub(crate) const MAIN: &str = "var(--chart-main)";
pub(crate) const OTHER: &str = "var(--chart-other)";
/// An input's low end and its high end.
pub(crate) const LOW: &str = MAIN;
pub(crate) const HIGH: &str = OTHER;
/// What is worse for a deal, and what is better.
pub(crate) const WORSE: &str = SOFT;
pub(crate) const BETTER: &str = ZONE;

/// A star with five points, for agreements.
pub(crate) const STAR: &str = "M0,-1L0.259,-0.356L0.951,-0.309L0.419,0.136L0.588,0.809L0,0.44L-0.588,0.809L-0.419,\
     0.136L-0.951,-0.309L-0.259,-0.356Z";

/// The colour of party `party`, as CSS.
#[must_use]
pub fn party_colour(party: usize) -> String {
    format!("var(--chart-party-{})", party % PARTY_COLOURS)
}

/// The colour of variant `variant`, as CSS. It begins after the colours of the first two parties, for which it would be
/// taken.
pub(crate) fn variant_colour(variant: usize) -> String {
    party_colour(variant % (PARTY_COLOURS - 2) + 2)
}

/// What every specification begins with: its size follows the page's width, its style the page's colours. A page
/// that is narrow sets fewer columns in `config.legend` than `usermeta` allows: Vega does not measure legends again when a picture shrinks.
pub(crate) fn frame(description: &str, height: u32) -> Value {
    let font = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
    json!({
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": description,
        "width": "container",
        "height": height,
        "autosize": { "type": "fit-x", "contains": "padding" },
        "background": "transparent",
        "padding": { "left": 4, "right": 12, "top": 8, "bottom": 4 },
        "config": {
            "font": font,
            "view": { "stroke": null },
            "axis": {
                "domainColor": SOFT, "tickColor": SOFT, "gridColor": GRID,
                "labelColor": SOFT, "titleColor": INK, "labelFontSize": 12, "titleFontSize": 13,
                "titleFontWeight": "normal", "titlePadding": 10, "titleLimit": 420,
            },
            "legend": {
                "orient": "bottom", "title": null, "labelColor": INK, "labelFontSize": 12, "labelLimit": 300,
                "symbolSize": 110, "symbolStrokeWidth": 2, "rowPadding": 6, "columnPadding": 24,
                "columns": 4,
            },
            "text": { "fontSize": 12 },
        },
        "params": [{ "name": "focus", "value": -1 }],
    })
}

/// How many columns a legend may have where the page has room for them; four, where a specification does not say.
pub(crate) fn legend_columns(most: u32) -> Value {
    json!({ "legendColumns": most })
}

/// A scale of the names in `kinds` to what `of` gives for each.
pub(crate) fn scale<'a, T>(kinds: &'a [T], name: fn(&'a T) -> &'a str, range: Vec<Value>) -> Value {
    json!({ "domain": kinds.iter().map(name).collect::<Vec<_>>(), "range": range })
}

/// A ring around the mark that is pointed at, and around the one that the keyboard is at.
pub(crate) fn rings(x: &Value, y: &Value) -> [Value; 2] {
    [json!({ "filter": { "param": "near", "empty": false } }), json!({ "filter": "datum.id === focus" })].map(
        |filter| {
            json!({
                "data": { "name": "marks" },
                "transform": [filter],
                "mark": { "type": "point", "shape": "circle", "size": 420, "filled": false, "stroke": INK,
                    "strokeWidth": 2, "tooltip": null },
                "encoding": { "x": x, "y": y },
            })
        },
    )
}

/// What is shown beside a mark that is pointed at; keys are ours, so that no title can hide another.
pub(crate) fn tooltip() -> Value {
    json!([
        { "field": "what", "type": "nominal", "title": "what" },
        { "field": "package", "type": "nominal", "title": "package" },
        { "field": "worth", "type": "nominal", "title": "worth" },
    ])
}

/// The pointer's selection: the mark nearest to it.
pub(crate) fn near() -> Value {
    json!({
        "name": "near",
        "select": { "type": "point", "on": "pointerover", "clear": "pointerout", "nearest": true, "fields": ["id"],
            "toggle": false },
    })
}

/// A range of an axis that shows all of `values` and, where they are utilities as usual, from 0 to 1. A sum of rounded
/// utilities may lie a little above 1.
pub(crate) fn domain(values: impl Iterator<Item = f64>) -> [f64; 2] {
    let (low, high) = values
        .filter(|value| value.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    if low > high {
        return [0.0, 1.0];
    }
    if low > -1.0 && (0.01..=1.001).contains(&high) {
        return [if low < -0.001 { low - 0.05 } else { 0.0 }, 1.02];
    }
    let room = if high > low { (high - low) * 0.05 } else { 0.5 };
    [low - room, high + room]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_show_everything() {
        assert_eq!(domain([0.2, 0.9].into_iter()), [0.0, 1.02]);
        assert_eq!(domain([f64::NEG_INFINITY].into_iter()), [0.0, 1.0]);
        assert_eq!(domain([0.3, 1.0 + 1e-12].into_iter()), [0.0, 1.02]);
        let [low, high] = domain([-0.1, 0.5].into_iter());
        assert!(low < -0.1 && high > 1.0);
        let [low, high] = domain([-3.0, 7.0, f64::NEG_INFINITY].into_iter());
        assert!(low < -3.0 && high > 7.0);
        let [low, high] = domain([40.0].into_iter());
        assert!(low < 40.0 && high > 40.0);
    }
}
