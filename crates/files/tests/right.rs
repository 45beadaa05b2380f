//! Valid files are read as they are meant.

#![allow(clippy::unwrap_used)]

mod support;

use support::{read, right};
use wasit_model::{DiscountPer, Drift, Factor, Moment, Talks};

fn muscat() -> Talks {
    read("muscat.yaml", &right("muscat.yaml")).unwrap()
}

fn everything() -> Talks {
    read("everything.yaml", &right("everything.yaml")).unwrap()
}

fn labels(talks: &Talks, issue: &str) -> Vec<String> {
    let values = &talks.space.issues()[talks.space.find(issue).unwrap()].values;
    (0..values.len()).map(|at| values.label(at as u16).into_owned()).collect()
}

#[test]
fn the_example_reads_as_it_says() {
    let talks = muscat();
    assert_eq!(talks.title, "Muscat talks, 2025");
    assert_eq!(labels(&talks, "years"), ["5", "10", "15", "20", "25"]);
    assert_eq!(talks.mediator.strategy, "bridge");
    assert_eq!(talks.mediator.name, "mediator");
    assert_eq!(talks.rounds[0].agenda, [1, 0]);
    assert_eq!(talks.days_at(1), 7);
    let [iran, usa] = talks.parties.as_slice() else { panic!("two parties") };
    assert_eq!((iran.title.as_str(), usa.title.as_str()), ("Iran", "usa"));
    assert_eq!(usa.strategy, "boulware");
    // 3/4 of the stockpile's worth and 1/4 of the years', relief being worth nothing.
    let utility = iran.preferences.utility(&[1, 0, 2, 1]);
    assert!((utility - (0.75 * 0.4 + 0.25 * 0.75)).abs() < 1e-9, "{utility}");
    assert_eq!(iran.preferences.utility(&[1, 2, 2, 1]), f64::NEG_INFINITY);
    assert_eq!(iran.preferences.crossed(&[1, 2, 2, 1]).unwrap().words, "inspection never continuous");
    assert_eq!(iran.preferences.walk_away().start, 0.4);
}

#[test]
fn values_stay_the_text_they_are() {
    let talks = everything();
    assert_eq!(labels(&talks, "monitoring"), ["yes", "no", "jointly"]);
    assert_eq!(labels(&talks, "version"), ["1.10", "1.1.1", "null", "~"]);
    assert_eq!(labels(&talks, "price"), ["0.0", "0.1", "0.2", "0.3"]);
    assert_eq!(labels(&talks, "start")[1], "2026-02-28");
}

#[test]
fn every_kind_of_preference_is_read() {
    let talks = everything();
    let upper = &talks.parties[0];
    assert_eq!(upper.strategy, "time:exponent=2,max=0.95");
    assert_eq!(upper.preferences.walk_away().drift, Some(Drift::PerDay(-0.001)));
    let discount = upper.preferences.discount().unwrap();
    assert_eq!((discount.factor, discount.per, discount.walk_away_too), (0.999, DiscountPer::Day, false));
    assert_eq!(upper.preferences.factors().len(), 2);
    let lines: Vec<&str> = upper.preferences.red_lines().iter().map(|line| line.words.as_str()).collect();
    assert_eq!(
        lines,
        [
            "monitoring never yes",
            "share at least 30 and at most 80",
            "version only 1.10 or ~ (the others are drafts)",
            "start at most 2026-06-15",
            "never share 70 or 80 with price 0.0 or 0.1 (too dear)",
        ]
    );
    // share 80, price 0.2, the first day, no monitoring, version 1.10, ten years.
    let package = [6, 2, 0, 1, 0, 1];
    let weights = 3.0 + 0.5 + 1.0 + 1.0 + 0.5;
    let expect = (3.0 + 0.5 + 1.0 + 1.0 + 0.5 * 0.25) / weights + 0.1;
    assert!((upper.preferences.utility(&package) - expect).abs() < 1e-9);
    assert!(upper.preferences.utility(&[6, 1, 0, 1, 0, 1]).is_infinite(), "dear water in a large share");
    assert!(upper.preferences.utility(&[0, 1, 0, 1, 0, 1]).is_infinite(), "a share under 30");
    assert!(upper.preferences.utility(&[6, 2, 5, 1, 0, 1]).is_infinite(), "after the middle of June");

    let lower = &talks.parties[1];
    assert_eq!(lower.preferences.walk_away().start, f64::NEG_INFINITY);
    let utility = lower.preferences.utility(&[1, 1, 0, 0, 0, 0]);
    assert!((utility - (0.8 + 0.8) / 2.0).abs() < 1e-9, "{utility}");

    let coast = &talks.parties[2];
    assert_eq!(coast.strategy, "time:exponent=2,max=0.95", "from the merged mapping");
    assert_eq!(
        coast.preferences.walk_away().drift,
        Some(Drift::To(0.1)),
        "its own key stands before the merged"
    );
    let halfway = Moment { time: 0.5, ..Moment::default() };
    assert!((coast.preferences.walk_away_at(&halfway) - 0.15).abs() < 1e-12);
    let [Factor::Table(table)] = coast.preferences.factors() else { panic!("one table") };
    assert_eq!(table.scope, [3, 5]);
    let worths: Vec<f64> = table.table.iter().map(|worth| (worth * 20.0).round() / 10.0).collect();
    assert_eq!(worths, [0.0, 0.5, 1.0, 0.0, 0.0, 0.0, 0.2, 0.2, 0.2]);
}

#[test]
fn tables_turn_with_the_order_of_their_issues() {
    let file = |issues: &str, table: &str| {
        format!(
            "issues: {{ a: {{ values: [a1, a2] }}, b: {{ values: [b1, b2, b3] }} }}\n\
             parties:\n  one: {{ together: [ {{ issues: {issues}, table: {table} }} ] }}\n  \
             two: {{ wants: {{ a: {{ values: {{ a1: 0, a2: 1 }} }} }} }}\n"
        )
    };
    let straight = file("[a, b]", "{ a1: { b1: 1, b2: 2, b3: 3 }, a2: { b1: 4, b2: 5, b3: 6 } }");
    let turned = file("[b, a]", "{ b1: { a1: 1, a2: 4 }, b2: { a1: 2, a2: 5 }, b3: { a1: 3, a2: 6 } }");
    let straight = read("talks.yaml", straight.as_bytes()).unwrap();
    let turned = read("talks.yaml", turned.as_bytes()).unwrap();
    assert_eq!(straight, turned);
    assert!((straight.parties[0].preferences.utility(&[1, 2]) - 6.0).abs() < 1e-9);
}

#[test]
fn what_is_left_out_has_its_default() {
    let file = "issues: { price: { range: { from: 100, to: 200 } } }\n\
                parties:\n  seller: { wants: { price: { rising: true } } }\n  \
                buyer: { wants: { price: { falling: true } } }\n";
    let talks = read("folder/flat.yaml", file.as_bytes()).unwrap();
    assert_eq!(talks.title, "flat");
    assert_eq!((talks.rounds.len(), talks.legs(), talks.rounds[0].date), (1, 100, None));
    assert_eq!(talks.mediator.strategy, "courier");
    assert_eq!(talks.parties[0].title, "seller");
    assert_eq!(talks.parties[0].preferences.walk_away().start, 0.0);
    assert_eq!(talks.space.width(0), 101);
}

#[test]
fn a_walk_away_of_one_means_the_best_package() {
    let file = "issues: { a: { values: [x, y] }, b: { values: [x, y] }, c: { values: [x, y] } }\nparties:\n";
    let party = "{ walk_away: 1, wants: { a: { values: { x: 0, y: 1 } }, b: { values: { x: 0, y: 1 } }, \
                 c: { values: { x: 0, y: 1 } } } }";
    let talks = read("talks.yaml", format!("{file}  one: {party}\n  two: {party}\n").as_bytes()).unwrap();
    let preferences = &talks.parties[0].preferences;
    assert!(preferences.utility(&[1, 1, 1]) >= preferences.walk_away().start);
    assert!(preferences.utility(&[1, 1, 0]) < preferences.walk_away().start);
}

#[test]
fn byte_order_marks_and_windows_lines_are_read() {
    let text = String::from_utf8(right("everything.yaml")).unwrap();
    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let mut talks = read("everything.yaml", windows.as_bytes()).unwrap();
    talks.note = talks.note.map(|note| note.replace('\r', ""));
    assert_eq!(talks, everything());
}
