//! The specifications of a small talk's pictures, whole; and what must hold of any.

use serde_json::Value;
use wasit_charts::{
    Axis, COLOURS, Concession, DealZone, Ending, Mark, Matrix, Path, Ranked, Ranking, Series, Solution,
    SolutionKind, Stage, WeightRow, Weights,
};

fn mark(x: f64, y: f64, what: &str) -> Mark {
    Mark {
        x,
        y,
        what: what.into(),
        package: "Crossings: 200 a day\nControl: joint".into(),
        worth: format!("{x} {y}"),
    }
}

fn zone() -> DealZone {
    DealZone {
        description: "What is worth what to North and to South.".into(),
        x: Axis { title: "North".into(), walk_away: 0.3 },
        y: Axis { title: "South".into(), walk_away: f64::NEG_INFINITY },
        frontier: vec![mark(0.9, 0.1, "Efficient package"), mark(0.6, 0.7, "Efficient package")],
        solutions: vec![Solution { kind: SolutionKind::Nash, mark: mark(0.6, 0.7, "Solution: Nash") }],
        paths: vec![
            Path {
                title: "Offers of North".into(),
                party: Some(0),
                marks: vec![(mark(0.9, 0.1, "leg 1"), true), (mark(0.7, 0.5, "leg 3"), false)],
            },
            Path {
                title: "The envoy’s own packages".into(),
                party: None,
                marks: vec![(mark(0.6, 0.7, "leg 4"), false)],
            },
        ],
        agreement: Some(mark(0.6, 0.7, "The agreement")),
    }
}

fn concession() -> Concession {
    let series = |title: &str, party: usize, worths: &[f64]| Series {
        title: title.into(),
        party,
        marks: worths.iter().zip([1.0, 3.0]).map(|(&worth, leg)| mark(leg, worth, "an offer")).collect(),
        walk_away: vec![(0.5, 0.3), (4.5, 0.3)],
    };
    Concession {
        description: "How far each came down.".into(),
        unit: "Leg".into(),
        series: vec![series("North", 0, &[0.9, 0.7]), series("South", 1, &[1.0, 0.8])],
        stages: vec![
            Stage { from: 0.5, title: "Round 1".into() },
            Stage { from: 2.5, title: "Round 2".into() },
        ],
        ending: Some(Ending { marks: vec![mark(4.0, 0.6, "agreement"), mark(4.0, 0.7, "agreement")] }),
    }
}

fn ranking() -> Ranking {
    let ranked = |name: &str, mean: f64| Ranked {
        name: name.into(),
        mean,
        interval: (mean - 0.1, mean + 0.05),
        words: format!("mean utility {mean}"),
    };
    Ranking {
        description: "Who came where.".into(),
        unit: "Mean utility".into(),
        ranked: vec![ranked("boulware", 0.7), ranked("micro", 0.6)],
    }
}

fn matrix() -> Matrix {
    Matrix {
        description: "Who had what of whom.".into(),
        names: vec!["boulware".into(), "micro".into()],
        columns: "against".into(),
        rows: "mean utility of".into(),
        cells: vec![vec![Some(0.5), Some(0.9)], vec![Some(0.3), None]],
    }
}

fn pretty(specification: &Value) -> String {
    serde_json::to_string_pretty(specification).expect("JSON is written")
}

fn weights() -> Weights {
    let row = |title: &str, marks: [f64; 2]| WeightRow {
        title: title.into(),
        marks: marks.map(|at| mark(at, 0.0, title)).to_vec(),
    };
    Weights {
        description: "Who weighs what.".into(),
        sides: vec!["North".into(), "South".into()],
        rows: vec![row("Crossings", [0.3, 0.2]), row("Control", [0.7, 0.4]), row("Duration", [0.0, 0.4])],
    }
}

#[test]
fn who_weighs_what() {
    let specification = weights().specification();
    let spans = specification["layer"][0]["data"]["values"].as_array().unwrap();
    let ends: Vec<(f64, f64)> =
        spans.iter().map(|span| (span["x"].as_f64().unwrap(), span["x2"].as_f64().unwrap())).collect();
    assert_eq!(ends, [(0.2, 0.3), (0.4, 0.7), (0.0, 0.4)]);
    let rows: Vec<&str> = specification["datasets"]["marks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|mark| mark["y"].as_str().unwrap())
        .collect();
    assert_eq!(rows, ["Crossings", "Crossings", "Control", "Control", "Duration", "Duration"]);
}

#[test]
fn deal_zone() {
    insta::assert_snapshot!(pretty(&zone().specification()));
}

#[test]
fn concessions() {
    insta::assert_snapshot!(pretty(&concession().specification()));
}

#[test]
fn a_ranking() {
    insta::assert_snapshot!(pretty(&ranking().specification()));
}

#[test]
fn a_matrix() {
    insta::assert_snapshot!(pretty(&matrix().specification()));
}

#[test]
fn those_who_did_not_meet_have_no_cell() {
    let specification = matrix().specification();
    let marks = specification["datasets"]["marks"].as_array().unwrap();
    let shown: Vec<&str> = marks.iter().map(|mark| mark["what"].as_str().unwrap()).collect();
    assert_eq!(shown, ["boulware against boulware", "boulware against micro", "micro against boulware"]);
    assert!(marks.iter().enumerate().all(|(at, mark)| mark["id"] == at));
    let nothing = Matrix { cells: vec![vec![None, None], vec![None, None]], ..matrix() };
    assert!(!nothing.specification().to_string().contains("null,null"));
}

#[test]
fn marks_are_numbered_in_the_order_of_the_keyboard() {
    for specification in [zone().specification(), concession().specification()] {
        let marks = specification["datasets"]["marks"].as_array().unwrap().clone();
        assert!(marks.len() >= 6);
        for (at, mark) in marks.iter().enumerate() {
            assert_eq!(mark["id"], at);
            assert!(mark["x"].is_number() && mark["y"].is_number(), "{mark}");
        }
    }
}

#[test]
fn every_colour_that_is_used_is_given() {
    let all = [
        zone().specification(),
        concession().specification(),
        weights().specification(),
        ranking().specification(),
        matrix().specification(),
    ];
    for specification in all {
        let text = specification.to_string();
        for used in text.split("var(").skip(1) {
            let name = used.split(')').next().unwrap();
            assert!(COLOURS.iter().any(|(given, ..)| *given == name), "{name}");
        }
        assert!(!text.contains('#'), "a colour that does not follow the page");
    }
}

#[test]
fn a_picture_of_nothing_is_a_picture() {
    let empty = DealZone { frontier: vec![], solutions: vec![], paths: vec![], agreement: None, ..zone() };
    assert_eq!(empty.specification()["datasets"]["marks"], serde_json::json!([]));
    let without = DealZone { x: Axis { title: "North".into(), walk_away: f64::NEG_INFINITY }, ..empty };
    assert!(!without.specification().to_string().contains("null,\"y\""));
}
