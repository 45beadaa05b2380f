//! Specifications of the pictures of accords.

use wasit_charts::{ReadingPoint, Readings, Span, SpanKind, Timeline};

const DAY: f64 = 86_400_000.0;

#[test]
fn a_timeline() {
    let span = |row, from: f64, to: f64, kind| Span {
        row,
        from: from * DAY,
        to: to * DAY,
        kind,
        words: format!("from {from} to {to}"),
    };
    let timeline = Timeline {
        description: "When each holds.".to_owned(),
        range: [0.0, 100.0 * DAY],
        today: (60.0 * DAY, "1970-03-02".to_owned()),
        rows: vec!["Rent".to_owned(), "The berth of the fishers' boats".to_owned()],
        spans: vec![
            span(0, 10.0, 60.0, SpanKind::Holds),
            span(0, 60.0, 120.0, SpanKind::ToCome),
            span(0, 30.0, 31.0, SpanKind::Violated),
            span(1, 10.0, 60.0, SpanKind::Holds),
            span(1, 40.0, 50.0, SpanKind::Rests),
        ],
        days: vec![(10.0 * DAY, "Signature".to_owned()), (12.0 * DAY, "Start".to_owned())],
    };
    insta::assert_snapshot!(format!("{:#}", timeline.specification()));
}

#[test]
fn readings_beside_their_limit() {
    let point = |at: f64, value: f64, off, beyond| ReadingPoint {
        at: at * DAY,
        value,
        off,
        beyond,
        words: format!("{value} on day {at}"),
    };
    let readings = Readings {
        description: "The catch over time.".to_owned(),
        unit: "catch (t)".to_owned(),
        range: [0.0, 100.0 * DAY],
        today: 60.0 * DAY,
        stays: true,
        limits: vec![(0.0, 40.0), (50.0 * DAY, 30.0)],
        tolerance: 2.0,
        points: vec![point(10.0, 38.0, 0.5, false), point(55.0, 33.5, 0.0, true)],
        excesses: vec![(55.0 * DAY, 60.0 * DAY, SpanKind::Violated)],
    };
    insta::assert_snapshot!(format!("{:#}", readings.specification()));
}
