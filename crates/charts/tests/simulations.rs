//! The specifications of a simulation's pictures, whole; and what must hold of any.

use serde_json::{Value, json};
use wasit_charts::{
    Asking, Blocker, Blockers, COLOURS, CloudAxis, CloudCell, Contents, Curve, CurvePoint, CurvePoints,
    DealCloud, Difference, Differences, Discovered, Effects, Estimate, FrontierBand, GroupEffect, InputBound,
    Moves, OutcomeBar, OutcomeClass, OutcomeShare, OutcomeShares, OverRounds, Pivot, Pivots, Question,
    Reliability, ReliabilityBin, RoundSeries, RoundStep, Strip, StripCell, Swing, SwingEnd, Together,
    Tornado, UnblockingMove, ValuePair, WinSet, WinSets,
};

fn about(value: f64, half: f64) -> Estimate {
    Estimate { value, low: value - half, high: value + half }
}

fn in_words(estimate: &Estimate) -> String {
    format!("{:.1} % ({:.1} to {:.1})", 100.0 * estimate.value, 100.0 * estimate.low, 100.0 * estimate.high)
}

fn outcomes() -> OutcomeShares {
    let bar = |title: &str, shares: [f64; 5], half: f64| OutcomeBar {
        title: title.into(),
        shares: shares
            .map(|share| OutcomeShare { share: about(share, half), words: in_words(&about(share, half)) }),
    };
    OutcomeShares {
        description: "What came of the draws.".into(),
        bars: vec![
            bar("As in the file (bridge)", [0.412, 0.126, 0.094, 0.148, 0.22], 0.003),
            bar("mediator=courier", [0.297, 0.081, 0.254, 0.148, 0.22], 0.02),
            bar("deadline=2", [0.35, 0.02, 0.262, 0.148, 0.22], 0.002),
        ],
    }
}

fn rounds(titles: &[&str]) -> OverRounds {
    let series = titles.iter().enumerate().map(|(at, title)| {
        let mut left = 1.0;
        let steps = (1..=5).map(|round| {
            let hazard = 0.06 + 0.05 * f64::from(round) - 0.03 * at as f64;
            left *= 1.0 - hazard;
            RoundStep {
                label: round.to_string(),
                by_then: about(1.0 - left, 0.02),
                hazard: (round < 5).then(|| about(hazard, 0.03)),
                words: format!("by then {}", in_words(&about(1.0 - left, 0.02))),
            }
        });
        RoundSeries { title: (*title).into(), steps: steps.collect() }
    });
    OverRounds { description: "When deals come.".into(), unit: "Round".into(), series: series.collect() }
}

fn cloud() -> DealCloud {
    let mut cells = Vec::new();
    for column in 0..18 {
        for row in 0..18 {
            let (x, y) = (0.3 + 0.03 * f64::from(column), 0.25 + 0.03 * f64::from(row));
            let weight = (-((x + y - 1.18) / 0.07).powi(2) - ((x - y - 0.05) / 0.2).powi(2)).exp();
            if weight > 0.01 {
                let share = (weight * 300.0).round() / 10_000.0;
                cells.push(CloudCell {
                    x: (x, x + 0.03),
                    y: (y, y + 0.03),
                    share,
                    words: format!("{:.1} % of all deals", 100.0 * share),
                });
            }
        }
    }
    let frontier = (4..=20).map(|step| {
        let at = f64::from(step) / 20.0;
        let most = (1.0 - at * at).sqrt();
        FrontierBand { at, most: [(most - 0.12).max(0.0), most, (most + 0.05).min(1.0)] }
    });
    DealCloud {
        description: "Where deals fell for Iran and the United States.".into(),
        x: CloudAxis { title: "Iran".into(), walk_away: Some([0.31, 0.38, 0.47]) },
        y: CloudAxis { title: "United States".into(), walk_away: Some([0.28, 0.34, 0.4]) },
        cells,
        frontier: frontier.collect(),
    }
}

fn tornado() -> Tornado {
    let swing = |title: &str, low: f64, high: f64, at: [&str; 2]| Swing {
        title: title.into(),
        ends: [(low, at[0]), (high, at[1])].map(|(answer, at)| SwingEnd {
            answer: about(answer, 0.015),
            at: at.into(),
            words: in_words(&about(answer, 0.015)),
        }),
    };
    Tornado {
        description: "What moves the probability that a deal is in force.".into(),
        unit: "Probability in force".into(),
        ends: ["Input low (10th percentile)".into(), "Input high (90th percentile)".into()],
        judged: false,
        base: 0.412,
        swings: vec![
            swing("Iran: walk-away", 0.61, 0.19, ["36", "52"]),
            swing("United States: walk-away", 0.53, 0.27, ["0.30", "0.41"]),
            swing("Majles: threshold of the conservatives", 0.5, 0.33, ["0.4", "0.6"]),
            swing("iran.weights.stockpile_ceiling", 0.35, 0.46, ["0.11", "0.29"]),
            swing("United States: weight of Duration", 0.47, 0.44, ["0.10", "0.30"]),
            swing("Iran: strategy", 0.405, 0.43, ["boulware", "conceder"]),
        ],
    }
}

fn curve() -> Curve {
    let points = (0..=12_i32).map(|step| {
        let at = 34.0 + 1.5 * f64::from(step);
        let answer = about(0.68 - 0.045 * f64::from(step), 0.02 + 0.004 * f64::from((step - 6).abs()));
        (at, CurvePoint { answer, words: format!("at {at}: {}", in_words(&answer)) })
    });
    Curve {
        description: "P(in force) given Iran’s walk-away.".into(),
        input: "Iran: walk-away (points)".into(),
        answer: "P(in force)".into(),
        base: 0.412,
        over: CurvePoints::Numbers(points.collect()),
        percentiles: Some([36.0, 41.0, 50.0]),
    }
}

fn choice() -> Curve {
    let label = |label: &str, answer: f64| {
        let answer = about(answer, 0.02);
        (label.to_owned(), CurvePoint { answer, words: in_words(&answer) })
    };
    Curve {
        description: "P(in force) given Iran’s strategy.".into(),
        input: "Iran: strategy".into(),
        over: CurvePoints::Labels(vec![
            label("boulware", 0.3),
            label("linear", 0.42),
            label("conceder", 0.55),
        ]),
        percentiles: None,
        ..curve()
    }
}

fn effects() -> Effects {
    let group = |title: &str, shapley: f64, total: f64| GroupEffect {
        title: title.into(),
        shapley: about(shapley, 0.02),
        total: Some(about(total, 0.03)),
        words: format!("Shapley effect {shapley}, total effect {total}"),
    };
    Effects {
        description: "What share of the variance each group drives.".into(),
        unit: "Share of the variance of the margin".into(),
        groups: vec![
            group("Iran: weights", 0.31, 0.52),
            group("Iran: walk-away", 0.22, 0.24),
            group("United States: red lines", 0.19, 0.41),
            group("United States: walk-away", 0.13, 0.15),
            group("Home of the United States", 0.1, 0.21),
            group("Iran: behaviour", 0.05, 0.09),
        ],
    }
}

fn blockers() -> Blockers {
    let blocker = |title: &str, party: Option<usize>, share: f64, alone: f64| Blocker {
        title: title.into(),
        party,
        share: about(share, 0.02),
        alone,
        words: format!("in {}, alone in {:.1} %", in_words(&about(share, 0.02)), 100.0 * alone),
    };
    Blockers {
        description: "What stands in the way of a deal.".into(),
        blockers: vec![
            blocker("Iran: walk-away", Some(0), 0.62, 0.21),
            blocker("United States: red line on Enrichment level", Some(1), 0.48, 0.33),
            blocker("Senate: threshold of the majority", Some(1), 0.27, 0.02),
            blocker("Majles: threshold", Some(0), 0.11, 0.0),
            blocker("Talks: red line of nobody", None, 0.03, 0.01),
        ],
    }
}

fn asking() -> Asking {
    let question = |title: &str, gone: f64| Question {
        title: title.into(),
        gone: about(gone, 0.012),
        words: in_words(&about(gone, 0.012)),
    };
    Asking {
        description: "What to ask first.".into(),
        questions: vec![
            question("Iran: walk-away", 0.21),
            question("United States: red line on Enrichment level", 0.12),
            question("World", 0.08),
            question("Iran: weight of Duration", 0.01),
        ],
    }
}

fn moves() -> Moves {
    let one = |title: &str, party: Option<usize>, unblocked: f64, cost: f64| UnblockingMove {
        title: title.into(),
        party,
        unblocked: about(unblocked, 0.015),
        cost,
        costs: (0.7 * cost, 1.4 * cost),
        words: format!("unblocks {} at {cost}", in_words(&about(unblocked, 0.015))),
    };
    Moves {
        description: "Which single move unblocks most.".into(),
        unit: "Median cost to the side that moves (utility)".into(),
        moves: vec![
            one("Iran lowers its walk-away", Some(0), 0.62, 0.04),
            one("The United States relaxes its red line on Enrichment level", Some(1), 0.48, 0.11),
            one("The United States lowers its walk-away", Some(1), 0.4, 0.05),
            one("The Senate’s majority lowers its threshold", Some(1), 0.22, 0.02),
            one("The Majles lowers its threshold", Some(0), 0.09, 0.03),
        ],
    }
}

fn contents() -> Contents {
    let strip = |title: &str, cells: &[(&str, f64)]| Strip {
        title: title.into(),
        cells: cells
            .iter()
            .map(|&(value, probability)| StripCell {
                value: value.into(),
                probability,
                words: format!("{:.1} % of all deals", 100.0 * probability),
            })
            .collect(),
    };
    Contents {
        description: "What deals hold.".into(),
        strips: vec![
            strip("Enrichment level", &[("none", 0.05), ("3.67 %", 0.61), ("5 %", 0.26), ("20 %", 0.08)]),
            strip(
                "Stockpile ceiling",
                &[("0 kg", 0.02), ("100–200 kg", 0.3), ("300 kg", 0.5), ("400–800 kg", 0.18)],
            ),
            strip("Sanctions relief", &[("phased", 0.84), ("at once", 0.16)]),
            strip("Duration", &[("5 years", 0.1), ("10 years", 0.25), ("15 years", 0.65), ("25 years", 0.0)]),
        ],
    }
}

fn together() -> Together {
    let pair = |a: usize, b: usize, lift: f64| ValuePair {
        values: (a, b),
        lift,
        words: format!("{lift} times as often as by chance"),
    };
    Together {
        description: "Which values go together.".into(),
        values: ["Level 3.67 %", "Level 5 %", "Ceiling 300 kg", "Relief phased", "Duration 15 years"]
            .map(str::to_owned)
            .to_vec(),
        pairs: vec![
            pair(0, 2, 1.9),
            pair(1, 2, 1.6),
            pair(0, 3, 0.9),
            pair(1, 3, 1.2),
            pair(2, 3, 1.0),
            pair(0, 4, 0.31),
            pair(3, 4, 0.05),
        ],
    }
}

fn discovered() -> Discovered {
    let bound = |title: &str, kept: &[(f64, f64)], label: &str, whole: [&str; 2]| InputBound {
        title: title.into(),
        kept: kept.to_vec(),
        label: label.into(),
        whole: (whole[0].into(), whole[1].into()),
        words: format!("{label}, of {} to {}", whole[0], whole[1]),
    };
    Discovered {
        description: "Where there is mostly no deal.".into(),
        coverage: 0.62,
        density: 0.91,
        base: 0.37,
        among: "all draws".into(),
        bounds: vec![
            bound("Iran: walk-away", &[(0.55, 1.0)], "45 and more", ["34", "54"]),
            bound("United States: red line on Enrichment level", &[(0.5, 1.0)], "holds", ["open", "holds"]),
            bound(
                "Iran: strategy",
                &[(0.0, 0.25), (0.5, 0.75)],
                "boulware or tough",
                ["boulware", "conceder"],
            ),
        ],
    }
}

fn differences() -> Differences {
    let difference = |title: &str, value: f64, half: f64| Difference {
        title: title.into(),
        by: about(value, half),
        words: format!("{value:+.1} ({:.1} to {:.1}) percentage points", value - half, value + half),
    };
    Differences {
        description: "What each variant changes.".into(),
        unit: "Change of the probability in force, in percentage points".into(),
        differences: vec![
            difference("mediator=courier", -11.5, 0.6),
            difference("mediator=bridge, deadline=2", -6.2, 0.8),
            difference("mediator=single_text", 0.4, 0.7),
            difference("protocol=alternating", 3.1, 1.2),
        ],
    }
}

fn win_sets() -> WinSets {
    let set = |title: &str, party: Option<usize>, share: f64| WinSet {
        title: title.into(),
        party,
        share: about(share, 0.02),
        words: in_words(&about(share, 0.02)),
    };
    WinSets {
        description: "What each home would ratify.".into(),
        sets: vec![
            set("Majles of Iran", Some(0), 0.34),
            set("Senate of the United States", Some(1), 0.18),
            set("Both", None, 0.04),
        ],
    }
}

fn pivots() -> Pivots {
    let pivot = |title: &str, party: usize, share: f64| Pivot {
        title: title.into(),
        party,
        share: about(share, 0.02),
        words: in_words(&about(share, 0.02)),
    };
    Pivots {
        description: "Who decides at home.".into(),
        ratifiers: vec![
            pivot("Senate: the median senator", 1, 0.55),
            pivot("Majles: the Guardian Council", 0, 0.41),
            pivot("Senate: the majority leader", 1, 0.2),
        ],
    }
}

fn reliability() -> Reliability {
    let bin = |from: f64, forecast: f64, came: f64, half: f64, count: u64| ReliabilityBin {
        range: (from, from + 0.2),
        forecast,
        came: Estimate { value: came, low: f64::max(came - half, 0.0), high: f64::min(came + half, 1.0) },
        count,
        words: format!("{count} forecasts"),
    };
    Reliability {
        description: "Whether forecasts came true as often as they said.".into(),
        bins: vec![
            bin(0.0, 0.08, 0.1, 0.12, 20),
            bin(0.2, 0.31, 0.25, 0.2, 12),
            bin(0.4, 0.52, 0.6, 0.28, 5),
            bin(0.6, 0.71, 0.64, 0.2, 14),
            bin(0.8, 0.93, 0.96, 0.1, 25),
        ],
    }
}

fn all() -> Vec<Value> {
    vec![
        outcomes().specification(),
        rounds(&["bridge"]).specification(),
        rounds(&["bridge", "courier", "single_text"]).specification(),
        cloud().specification(),
        tornado().specification(),
        curve().specification(),
        choice().specification(),
        effects().specification(),
        blockers().specification(),
        asking().specification(),
        moves().specification(),
        contents().specification(),
        together().specification(),
        discovered().specification(),
        differences().specification(),
        win_sets().specification(),
        pivots().specification(),
        reliability().specification(),
    ]
}

/// Whole specifications, as the pictures were looked at.
#[test]
fn specifications() {
    let pretty =
        |specification: &Value| serde_json::to_string_pretty(specification).expect("JSON is written");
    let names = [
        "outcomes",
        "rounds",
        "rounds_compared",
        "cloud",
        "tornado",
        "curve",
        "choice",
        "effects",
        "blockers",
        "asking",
        "moves",
        "contents",
        "together",
        "discovered",
        "differences",
        "win_sets",
        "pivots",
        "reliability",
    ];
    let pictures = all();
    assert_eq!(names.len(), pictures.len());
    for (name, picture) in names.iter().zip(&pictures) {
        insta::assert_snapshot!(*name, pretty(picture));
    }
}

#[test]
fn marks_are_numbered_and_say_what_they_are() {
    for specification in all() {
        let marks = specification["datasets"]["marks"].as_array().unwrap();
        assert!(!marks.is_empty());
        for (at, mark) in marks.iter().enumerate() {
            assert_eq!(mark["id"], at);
            assert!(mark["what"].as_str().is_some_and(|what| !what.is_empty()), "{mark}");
            assert!(mark["package"].is_string() && mark["worth"].is_string(), "{mark}");
        }
    }
}

#[test]
fn every_colour_that_is_used_is_given() {
    for specification in all() {
        let text = specification.to_string();
        for used in text.split("var(").skip(1) {
            let name = used.split(')').next().unwrap();
            assert!(COLOURS.iter().any(|(given, ..)| *given == name), "{name}");
        }
        assert!(!text.contains('#'), "a colour that does not follow the page");
    }
}

/// The pieces of a bar lie end to end, and what they say is their share.
#[test]
fn outcome_bars_are_whole() {
    let specification = outcomes().specification();
    let marks = specification["datasets"]["marks"].as_array().unwrap();
    for bar in marks.chunks(OutcomeClass::ALL.len()) {
        assert_eq!(bar[0]["x"], 0.0);
        assert!(bar.windows(2).all(|two| two[0]["x2"] == two[1]["x"]));
        assert!((bar[4]["x2"].as_f64().unwrap() - 1.0).abs() < 1e-12);
        assert!(bar[4]["low"].is_null(), "the last piece ends where the bar does");
    }
    assert_eq!(marks[0]["figure"], "41 %");
}

/// Where both ends of an input lie on one side, the shorter bar is drawn last, on the longer.
#[test]
fn no_bar_of_a_tornado_hides_another() {
    let specification = tornado().specification();
    let marks = specification["datasets"]["marks"].as_array().unwrap();
    for ends in marks.chunks(2) {
        let reach = |mark: &Value| (mark["x2"].as_f64().unwrap() - 0.412).abs();
        let (longer, shorter) =
            if ends[0]["longer"] == json!(true) { (&ends[0], &ends[1]) } else { (&ends[1], &ends[0]) };
        assert_eq!((longer["longer"].as_bool(), shorter["longer"].as_bool()), (Some(true), Some(false)));
        assert!(reach(longer) >= reach(shorter));
    }
}

#[test]
fn what_is_not_known_is_not_drawn() {
    let mut unknown = differences();
    unknown.differences[0].by = Estimate { value: f64::NAN, low: f64::NAN, high: f64::NAN };
    let marks = unknown.specification()["datasets"]["marks"].clone();
    assert!(marks[0]["x"].is_null() && marks[1]["x"].is_number());
    let domain = &unknown.specification()["layer"][0]["encoding"]["x"]["scale"]["domain"];
    assert!(domain[0].is_number() && domain[1].is_number());
}

#[test]
fn a_legend_names_what_there_is() {
    let without = DealCloud { frontier: vec![], ..cloud() }.specification().to_string();
    assert!(cloud().specification().to_string().contains("Frontier"));
    assert!(!without.contains("Frontier") && without.contains("Walk-away of Iran"));
}

#[test]
fn a_picture_of_nothing_is_a_picture() {
    let nothing = [
        Blockers { blockers: vec![], ..blockers() }.specification(),
        Moves { moves: vec![], ..moves() }.specification(),
        Effects { groups: vec![], ..effects() }.specification(),
        Contents { strips: vec![], ..contents() }.specification(),
        Together { values: vec![], pairs: vec![], ..together() }.specification(),
        DealCloud { cells: vec![], frontier: vec![], ..cloud() }.specification(),
        Curve { over: CurvePoints::Numbers(vec![]), ..curve() }.specification(),
        Reliability { bins: vec![], ..reliability() }.specification(),
    ];
    for specification in nothing {
        assert_eq!(specification["datasets"]["marks"], json!([]));
    }
}
