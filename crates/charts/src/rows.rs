//! What pictures of rows have in common: titles that wrap beside them, an axis of shares, whiskers.

use serde_json::{Value, json};

use crate::theme::{GROUND, INK};

/// The letters of a line beside a row: what a telephone has room for with the picture beside it.
const LETTERS: usize = 22;
/// The most lines beside a row.
const LINES: usize = 3;
const LINE_HEIGHT: usize = 14;

/// A row's title in lines; what the third line has no room for stays on it, and the axis cuts it.
pub(crate) fn label(title: &str) -> String {
    let mut lines = vec![String::new()];
    for piece in pieces(title) {
        let line = lines.last_mut().expect("there is a first line");
        let fits = line.is_empty() || line.chars().count() + piece.trim_end().chars().count() <= LETTERS;
        if fits || lines.len() == LINES {
            lines.last_mut().expect("there is a first line").push_str(piece);
        } else {
            lines.push(piece.to_owned());
        }
    }
    lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n")
}

/// An axis' title in lines that a telephone has room for.
pub(crate) fn lines(title: &str) -> Value {
    const LETTERS: usize = 36;
    let mut lines = vec![String::new()];
    for piece in title.split_inclusive(' ') {
        let line = lines.last().expect("there is a first line");
        if !line.is_empty() && line.chars().count() + piece.trim_end().chars().count() > LETTERS {
            lines.push(String::new());
        }
        lines.last_mut().expect("there is a first line").push_str(piece);
    }
    lines.iter().map(|line| line.trim()).collect()
}

/// Where a title may be broken: after a space, and inside a path after a dot.
fn pieces(title: &str) -> impl Iterator<Item = &str> {
    title.split_inclusive([' ', '.'])
}

/// The channel of rows with these titles, from the top; titles are distinct.
pub(crate) fn channel<'a>(titles: impl Iterator<Item = &'a str>) -> Value {
    let labels: Vec<String> = titles.map(label).collect();
    json!({
        "field": "row", "type": "nominal", "sort": null, "title": null, "scale": { "domain": labels },
        "axis": {
            "labelExpr": "split(datum.label, '\\n')", "labelLineHeight": LINE_HEIGHT, "labelLimit": 165,
            // Lines hang from the first, which would stand in the middle.
            "labelOffset": { "expr": format!("-{} * (length(split(datum.label, '\\n')) - 1)", LINE_HEIGHT / 2) },
            "labelColor": INK, "labelPadding": 8, "ticks": false, "domain": false, "grid": false,
        },
    })
}

/// How high rows with these titles stand together, each at least `least` high.
pub(crate) fn height<'a>(titles: impl Iterator<Item = &'a str>, least: usize) -> u32 {
    let (mut rows, mut lines) = (0, 1);
    for title in titles {
        rows += 1;
        lines = lines.max(label(title).lines().count());
    }
    (rows.max(1) * least.max(lines * LINE_HEIGHT + 10)) as u32
}

/// The channel of a share or another number across, over `domain`.
pub(crate) fn across(title: &str, domain: [f64; 2], format: &str) -> Value {
    json!({
        "field": "x", "type": "quantitative", "title": lines(title),
        "scale": { "domain": domain, "nice": false, "zero": false },
        "axis": { "format": format, "tickCount": 6, "labelOverlap": true },
    })
}

/// `channel`, of another field.
pub(crate) fn of(channel: &Value, field: &str) -> Value {
    let mut other = channel.clone();
    other["field"] = field.into();
    other
}

/// A line from `low` to `high` across every row, readable on bars and beside them.
pub(crate) fn whiskers(x: &Value, y: &Value) -> [Value; 2] {
    [(GROUND, 5.0, 0.9), (INK, 1.8, 1.0)].map(|(stroke, width, opacity)| {
        json!({
            "data": { "name": "marks" },
            "transform": [{ "filter": "isValid(datum.low) && isValid(datum.high)" }],
            "mark": { "type": "rule", "stroke": stroke, "strokeWidth": width, "strokeOpacity": opacity,
                "clip": true, "tooltip": null },
            "encoding": { "x": of(x, "low"), "x2": { "field": "high" }, "y": y },
        })
    })
}

/// A frame around the bar that the keyboard is at.
pub(crate) fn focus(x: &Value, y: &Value, band: f64) -> Value {
    json!({
        "data": { "name": "marks" },
        "transform": [{ "filter": "datum.id === focus" }],
        "mark": { "type": "bar", "height": { "band": band }, "filled": false, "stroke": INK, "strokeWidth": 2.5,
            "fillOpacity": 0, "tooltip": null },
        "encoding": { "x": x, "x2": { "field": "x2" }, "y": y },
    })
}

/// From 0 to a little beyond the greatest of `ends`, and not beyond 1: what bars of shares need.
pub(crate) fn shares(ends: impl Iterator<Item = f64>) -> [f64; 2] {
    let greatest = ends.filter(|end| end.is_finite()).fold(0.0, f64::max);
    [0.0, if greatest > 0.0 { (greatest * 1.08).min(1.0).max(greatest) } else { 1.0 }]
}

/// All of `ends` and `held`, with a little room.
pub(crate) fn around(ends: impl Iterator<Item = f64>, held: f64) -> [f64; 2] {
    let (low, high) = ends
        .filter(|end| end.is_finite())
        .fold((held, held), |(low, high), end| (low.min(end), high.max(end)));
    let room = if high > low { (high - low) * 0.06 } else { 0.05 };
    [low - room, high + room]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_wrap_between_words() {
        assert_eq!(label("Walk-away"), "Walk-away");
        assert_eq!(label("Iran: weight of the stockpile ceiling"), "Iran: weight of the\nstockpile ceiling");
        assert_eq!(label("iran.weights.stockpile_ceiling"), "iran.weights.\nstockpile_ceiling");
        assert_eq!(label(&"word ".repeat(30)).lines().count(), LINES);
    }

    #[test]
    fn axes_of_shares_end_at_one() {
        assert_eq!(shares([0.97].into_iter()), [0.0, 1.0]);
        assert_eq!(shares([1.2].into_iter()), [0.0, 1.2]);
        assert_eq!(shares([f64::NAN].into_iter()), [0.0, 1.0]);
        let [low, high] = around([0.2, -0.1].into_iter(), 0.0);
        assert!(low < -0.1 && high > 0.2);
    }
}
