//! The HTML report: that it is one well-formed file that loads nothing, says what happened, and keeps its meaning
//! without scripts.

#![allow(clippy::unwrap_used)]

mod fixture;
mod page;

use fixture::{Run, agreed, border, impossible, missed, party, preferences, summary};
use page::{check_well_formed, specifications, without_scripts, words};
use serde_json::Value;
use wasit_arena::Outcome;

fn many_parties(count: usize) -> Run {
    let mut talks = border();
    for at in 2..count {
        let mut more = talks.parties[at % 2].clone();
        more.name = format!("party-{at}");
        more.title = format!("Party {at}");
        talks.parties.push(more);
    }
    let mut telling = fixture::Telling::of(&talks);
    let course = telling.ask(0, &[2, 1, 1]).end(Outcome::Closed);
    let mut run = Run::new(border(), agreed().course);
    let pair = run.pairs[0].clone();
    let space = std::sync::Arc::new(talks.space.clone());
    let sides: Vec<_> = talks
        .parties
        .iter()
        .map(|party| std::sync::Arc::new(wasit_search::Side::new(space.clone(), party.preferences.clone())))
        .collect();
    run.outlook = wasit_arena::Outlook::of(&talks, &sides);
    run.pairs = (0..count)
        .flat_map(|a| (a + 1..count).map(move |b| (a, b)))
        .map(|parties| wasit_arena::PairOutlook { parties, ..pair.clone() })
        .collect();
    run.talks = talks;
    run.course = course;
    run
}

#[test]
fn every_report_is_well_formed() {
    let mut with_summary = agreed();
    with_summary.summary = Some(summary());
    for run in [agreed(), missed(), impossible(), with_summary, many_parties(9)] {
        check_well_formed(&run.html());
    }
}

#[test]
fn nothing_is_loaded() {
    let page = agreed().html();
    assert!(page.contains("default-src 'none'"));
    for attribute in [" src=", " srcset=", " action=", " poster=", "@import", "<link", "<iframe", "<base"] {
        assert!(!without_scripts(&page).contains(attribute), "{attribute}");
    }
    let style = &page[page.find("<style>").unwrap()..page.find("</style>").unwrap()];
    assert!(!style.contains("url("));
    for piece in without_scripts(&page).split(" href=\"").skip(1) {
        assert!(piece.starts_with('#'), "{piece:.40}");
    }
    for specification in specifications(&page) {
        let text = specification.to_string().replace("https://vega.github.io/schema/vega-lite/v6.json", "");
        assert!(!text.contains("://") && !text.contains("\"url\""), "{text:.200}");
    }
}

#[test]
fn the_agreement_is_said_in_words() {
    let text = words(&agreed().html());
    for said in [
        "Agreed in round 2 (Rome, 26 April 2025) after 8 legs.",
        "Made up for a test.",
        "Crossings 300 a day 0.300 of 0.300 0.000 of 0.200",
        "Control joint 0.350 of 0.400 0.300 of 0.400",
        "All in all 0.800 0.600",
        "The agreement is efficient",
        "Nash: the greatest product of gains as agreed, but Crossings 200 a day (and one other package) 0.700 0.700 0.141",
        "On the agenda: Crossings and Control",
        "Leg 3 South → The envoy → North The envoy puts South’s offer of leg 2 to North, in its name.",
        "North refuses and offers: Control ours → joint the other 2 unchanged",
        "North refuses and offers: the same as before.",
        "Leg 7 The envoy → North The envoy puts a package of its own to North:",
        "North accepts.",
        "North 0.300 control never theirs nothing",
        "wasit run examples/border.yaml --seed 7 --seat north=boulware --seat south=boulware --mediator courier --legs 12",
    ] {
        assert!(text.contains(said), "missing: {said}\nin: {text}");
    }
    assert!(!text.contains("Why there is no agreement"));
}

#[test]
fn a_missed_deal_is_shown() {
    let text = words(&missed().html());
    for said in [
        "No agreement: the time was used up in round 2 (Rome, 26 April 2025), after 12 legs.",
        "A deal was there: 5 efficient packages would have been better than walking away for every party, and none \
         was agreed.",
        "What would have been better for all",
        "1 Crossings 200 a day, Control joint, Duration 15 years 0.600 0.800",
    ] {
        assert!(text.contains(said), "missing: {said}\nin: {text}");
    }
}

#[test]
fn what_would_have_had_to_change_is_shown() {
    let text = words(&impossible().html());
    for said in [
        "No agreement: South left the talks (nothing to be had) in round 1 (Muscat, 12 April 2025), after 2 legs.",
        "There is no deal zone",
        "Of all efficient packages, the one that comes nearest to every walk-away is Crossings 0 a day, Control ours, \
         Duration 15 years: South falls 0.050 short of its walk-away.",
        "If North gave up its red line “control only ours”, there would have been a deal: Crossings 200 a day, \
         Control joint, Duration 15 years.",
        "If South walked away only below 0.600 instead of 0.650, there would have been a deal",
        "Round 2 Rome 26 April 2025 Not reached: the talks had ended.",
    ] {
        assert!(text.contains(said), "missing: {said}\nin: {text}");
    }
}

#[test]
fn many_talks_are_summed_up() {
    let mut run = agreed();
    run.summary = Some(summary());
    let text = words(&run.html());
    for said in [
        "200 talks were held with the same seats, from seed 7. 90.0 % (86.0 % to 94.0 %) agreed.",
        "Utility of North 0.550 0.530 to 0.570",
        "Time used up 20 10.0 %",
        "1 Crossings 200 a day, Control joint, Duration 10 years 120",
        "--repeat 200",
    ] {
        assert!(text.contains(said), "missing: {said}\nin: {text}");
    }
}

#[test]
fn every_picture_has_a_table_a_name_and_finite_figures() {
    fn check_numbers(value: &Value) {
        match value {
            Value::Object(fields) => {
                for (name, field) in fields {
                    assert!(!(field.is_null() && ["x", "y"].contains(&name.as_str())), "{fields:?}");
                    check_numbers(field);
                }
            }
            Value::Array(entries) => entries.iter().for_each(check_numbers),
            _ => {}
        }
    }
    for run in [agreed(), missed(), impossible()] {
        let page = run.html();
        let figures: Vec<&str> = page.split("<figure>").skip(1).collect();
        assert_eq!(figures.len(), 2);
        for figure in figures {
            let figure = &figure[..figure.find("</figure>").unwrap()];
            assert!(figure.contains("role=\"img\" aria-label=\""));
            let rows = figure.matches("<tr").count();
            assert!(rows > 2, "a table of {rows} rows");
            assert!(figure.contains("<details open>"), "readable without scripts");
        }
        specifications(&page).iter().for_each(check_numbers);
    }
}

#[test]
fn hostile_text_stays_text() {
    let hostile = "</script><script>alert(1)</script><!--\"'&\u{2028}";
    let mut run = agreed();
    run.talks.title = hostile.into();
    run.talks.note = Some(hostile.into());
    run.talks.mediator.title = hostile.into();
    run.talks.rounds[0].venue = Some(hostile.into());
    run.course.parties[0] = hostile.into();
    for party in &mut run.talks.parties {
        party.title = hostile.into();
    }
    let page = run.html();
    check_well_formed(&page);
    assert!(!page.contains("<script>alert(1)"));
    assert!(words(&page).contains("alert(1)"));
    let marks = specifications(&page)[0]["datasets"]["marks"].to_string();
    assert!(marks.contains("alert(1)"), "the text itself is kept");
}

#[test]
fn parties_of_one_title_are_told_apart() {
    let mut run = agreed();
    run.talks.parties[1].title = "North".into();
    let text = words(&run.html());
    assert!(text.contains("North (north)") && text.contains("North (south)"));
}

#[test]
fn many_parties_have_few_pictures() {
    let page = many_parties(9).html();
    assert_eq!(page.matches("class=\"picture\"").count(), 16, "fifteen pairs, and the concessions");
    assert!(words(&page).contains("21 more pairs of parties have no picture here."));
    assert!(words(&page).contains("3 more parties are left out here."));
}

#[test]
fn long_talks_are_shortened() {
    let mut talks = border();
    talks.rounds[1].legs = 100_000;
    let mut telling = fixture::Telling::of(&talks);
    for _ in 0..50_000 {
        telling.ask(0, &[3, 2, 0]).ask(1, &[0, 0, 2]);
    }
    let course = telling.end(Outcome::Deadline);
    let run = Run::new(talks, course);
    let page = run.html();
    check_well_formed(&page);
    assert!(words(&page).contains("99594 more legs are not shown here"));
    assert_eq!(page.matches("<li value=").count(), 6 + 400);
    let limit = 2_500_000;
    assert!(page.len() < limit, "{} bytes", page.len());
}

#[test]
fn a_direct_table_has_turns_and_steps() {
    let talks = border();
    let mut telling = fixture::Telling::of(&talks);
    let mut course = telling
        .turn(0, &[3, 2, 0])
        .turn(1, &[0, 0, 2])
        .turn(0, &[2, 1, 1])
        .end(Outcome::Agreed([2, 1, 1].into_iter().collect()));
    course.protocol = "alternating";
    course.mediator = None;
    for entry in &mut course.trace {
        entry.round = 0;
        entry.time = f64::from(entry.step + 1) / 41.0;
    }
    let text = words(&Run::new(talks, course).html());
    for said in
        ["Agreed after 3 turns.", "Turn 1 North → all North offers:", "--protocol alternating --steps 40"]
    {
        assert!(text.contains(said), "missing: {said}\nin: {text}");
    }
}

#[test]
fn a_side_without_a_walk_away_has_no_line() {
    let mut talks = border();
    let space = talks.space.clone();
    let tables = talks.parties[0].preferences.open_tables().to_vec();
    talks.parties[0] =
        party("north", "North", preferences(&space, tables, vec![], vec![], f64::NEG_INFINITY));
    let course = fixture::Telling::of(&talks).ask(0, &[3, 2, 0]).end(Outcome::Deadline);
    let page = Run::new(talks, course).html();
    check_well_formed(&page);
    let zone = specifications(&page)[0].to_string();
    assert!(!zone.contains("North’s walk-away") && zone.contains("South’s walk-away"));
    assert!(words(&page).contains("none: any deal is better than no deal"));
}

fn analysis_page(talks: &wasit_model::Talks, weights: Option<&[f64]>) -> String {
    let analysis = wasit_arena::Analysis::of(talks, weights, &[]);
    let pairs = analysis.outlook.pairs();
    wasit_report::analysis_html(&wasit_report::AnalysisReport {
        talks,
        file: "examples/border.yaml",
        assumed: &[],
        version: "0.0.0",
        analysis: &analysis,
        pairs: &pairs,
        points: 3,
    })
}

#[test]
fn every_report_of_an_analysis_is_well_formed() {
    for talks in [border(), impossible().talks, many_parties(9).talks] {
        let page = analysis_page(&talks, Some(&vec![1.0; talks.parties.len()]));
        check_well_formed(&page);
        assert!(!page.contains("http-equiv=\"refresh\"") && page.contains("default-src 'none'"));
        let weights = specifications(&page).into_iter().last().unwrap();
        let marks = weights["datasets"]["marks"].as_array().unwrap().len();
        assert_eq!(marks, 3 * talks.parties.len().min(6));
    }
}

#[test]
fn a_report_of_an_analysis_says_what_there_is_and_what_is_not() {
    let page = words(&analysis_page(&border(), None));
    assert!(page.contains("There is a deal zone"), "{page}");
    assert!(page.contains("There is no Adjusted Winner: what North wants"), "{page}");
    assert!(page.contains("control never theirs"), "{page}");
    let page = words(&analysis_page(&impossible().talks, None));
    assert!(page.contains("There is no deal zone"), "{page}");
    assert!(page.contains("It alone keeps the deal zone empty."), "{page}");
}
