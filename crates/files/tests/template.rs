//! What each value means as a commitment, from the section of a talks file to the accord of a package.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::fs;
use std::path::Path;

use jiff::civil::date;
use support::shown;
use wasit_files::{Adopted, Problems, Source, StrategyNames, Template, in_words, read_accord, read_template};
use wasit_model::{Talks, ValueIndex};

fn read(text: &str) -> Result<(Talks, Option<Template>), Problems> {
    let names = StrategyNames { parties: &|_| Ok(()), mediators: &|_| Ok(()) };
    read_template(&Source { name: "talks.yaml", bytes: text.as_bytes() }, &names)
}

fn wages() -> (Talks, Template) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/wage-round.yaml");
    let (talks, template) =
        read(&fs::read_to_string(path).unwrap()).unwrap_or_else(|problems| panic!("{}", shown(&problems)));
    (talks, template.unwrap())
}

fn package(talks: &Talks, values: &[&str]) -> Vec<ValueIndex> {
    let find = |(issue, value): (&wasit_model::Issue, &&str)| issue.values.find(value).unwrap();
    talks.space.issues().iter().zip(values).map(find).collect()
}

#[test]
fn the_example_is_drafted() {
    let (talks, template) = wages();
    let package = package(&talks, &["3.75", "24", "40", "2026-03-01", "until the term ends"]);
    let header = format!("From a test.\n{}", in_words(&talks.space, &package));
    let drafted = template.draft(&package, Some(date(2025, 11, 24)), None, &header).unwrap();
    insta::assert_snapshot!(drafted.yaml);
    let again = read_accord(&Source { name: "accord.yaml", bytes: drafted.yaml.as_bytes() }).unwrap();
    assert_eq!(format!("{:?}", again.terms()), format!("{:?}", drafted.accord.terms()));
}

fn drafted(values: &[&str]) -> String {
    let (talks, template) = wages();
    template.draft(&package(&talks, values), Some(date(2025, 11, 24)), None, "").unwrap().yaml
}

#[test]
fn what_falls_is_named_nowhere() {
    let long = drafted(&["3.75", "24", "40", "2026-03-01", "two years longer"]);
    assert!(long.contains("until: 2 years after end"), "{long}");
    assert!(long.contains("terminates: [peace, jobs]"), "{long}");
    let short = drafted(&["3.75", "18", "40", "2026-03-01", "none"]);
    assert!(
        !short.contains("jobs") && !short.contains("reciprocity") && !short.contains("powers"),
        "{short}"
    );
    let long = drafted(&["3.75", "36", "40", "2026-03-01", "none"]);
    assert!(long.contains("terminates: [peace]") && !long.contains("reciprocity"), "{long}");
}

#[test]
fn every_package_of_the_example_can_be_written_down() {
    let (talks, template) = wages();
    let sizes: Vec<usize> = talks.space.issues().iter().map(|issue| issue.values.len()).collect();
    let (mut package, mut count) = (vec![0_u16; sizes.len()], 0);
    'all: loop {
        // One in seven is enough: what a value leads to hangs on few others.
        if count % 7 == 0 {
            let drafted = template.draft(&package, Some(date(2025, 11, 24)), None, "");
            assert!(drafted.is_ok(), "{}", in_words(&talks.space, &package));
        }
        count += 1;
        for (at, size) in sizes.iter().enumerate() {
            package[at] += 1;
            if usize::from(package[at]) < *size {
                continue 'all;
            }
            package[at] = 0;
        }
        break;
    }
    assert_eq!(count, 7_140);
}

#[test]
fn the_adopted_text_goes_into_the_draft() {
    let (talks, template) = wages();
    let package = package(&talks, &["3.75", "24", "40", "2026-03-01", "none"]);
    let adopted = Adopted {
        sha256: "0".repeat(64),
        articles: vec![
            ("pay".to_owned(), "Wages rise: by much.".to_owned()),
            ("other".to_owned(), "Nothing.".to_owned()),
        ],
    };
    let drafted = template.draft(&package, Some(date(2025, 11, 24)), Some(&adopted), "").unwrap();
    let terms = drafted.accord.terms();
    assert_eq!(terms.texts[0].sha256.as_deref(), Some("0".repeat(64).as_str()));
    let words = |name: &str| terms.commitments[drafted.accord.commitment(name).unwrap()].text.clone();
    assert_eq!(words("pay"), "Wages rise: by much.");
    assert_eq!(words("hours"), "A week has no more than 40 hours.");
    let again = read_accord(&Source { name: "accord.yaml", bytes: drafted.yaml.as_bytes() }).unwrap();
    assert_eq!(format!("{:?}", again.terms()), format!("{terms:?}"));
}

/// Talks in which `accord` says this.
fn with(section: &str) -> String {
    format!(
        "title: Goods\nissues:\n  price: {{ range: {{ from: 0.5, to: 1.5, step: 0.25 }} }}\n  how: {{ values: [\"a # b\", \"c: d\", plain] }}\n\
         parties:\n  seller: {{ title: The seller, wants: {{ price: {{ rising: true }} }} }}\n  buyer: {{ wants: {{ price: {{ falling: true }} }} }}\n\
         accord:\n{section}"
    )
}

#[test]
fn slots_stand_in_texts_and_numbers() {
    let section = "  commitments:\n    pay:\n      title: '<how>, <<how> and 1 < 2 > 0, <price> each'\n      \
                   must: pay\n      by: buyer\n      from: 2026-01-01\n      due: 2026-02-01\n      \
                   measure: { what: money, unit: EUR, at_least: <price> }\n";
    let (talks, template) = read(&with(section)).unwrap_or_else(|problems| panic!("{}", shown(&problems)));
    let template = template.unwrap();
    assert!(!template.needs_day() && template.depends_on(0) && template.depends_on(1));
    for how in ["a # b", "c: d", "plain"] {
        let package = package(&talks, &["1.25", how]);
        let drafted = template.draft(&package, None, None, "").unwrap();
        let terms = drafted.accord.terms();
        assert_eq!(terms.title, "Goods");
        assert_eq!(terms.members[0].title, "The seller");
        assert_eq!(terms.commitments[0].title, format!("{how}, <how> and 1 < 2 > 0, 1.25 each"));
        let limit = terms.commitments[0].measure.as_ref().unwrap().limits[0].value;
        assert_eq!(limit.to_string(), "1.25");
        let again = read_accord(&Source { name: "accord.yaml", bytes: drafted.yaml.as_bytes() }).unwrap();
        assert_eq!(format!("{:?}", again.terms()), format!("{terms:?}"));
    }
}

#[test]
fn a_value_far_inside_that_cannot_stand_is_found() {
    let section = "  slots:\n    limit: { how: { \"a # b\": 1, \"c: d\": many, plain: 3 } }\n  commitments:\n    pay:\n      \
                   if: { price: { at_least: 1.5 } }\n      must: pay\n      by: buyer\n      from: 2026-01-01\n      \
                   due: 2026-02-01\n      measure: { what: money, unit: EUR, at_least: <limit> }\n";
    let problems = read(&with(section)).err().unwrap();
    insta::assert_snapshot!(problems, @"talks.yaml:18:52: `at_least` must be a number, not `many`, where `how` is `c: d` (write it in digits, such as `0.4`, `12` or `-3`)");
}

#[test]
fn talks_without_the_section_have_no_template() {
    let text = with("").replace("accord:\n", "");
    assert!(read(&text).unwrap().1.is_none());
}

#[test]
fn the_example_of_the_reference_holds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let reference = fs::read_to_string(root.join("docs/reference/talks-yaml.md")).unwrap();
    let section = reference.split("```yaml\n").find(|block| block.starts_with("accord:")).unwrap();
    let (section, _) = section.split_once("```").unwrap();
    let wages = fs::read_to_string(root.join("examples/wage-round.yaml")).unwrap();
    let (talks, _) = wages.split_once("\naccord:\n").unwrap();
    let (talks, template) =
        read(&format!("{talks}\n{section}")).unwrap_or_else(|problems| panic!("{}", shown(&problems)));
    let package = package(&talks, &["3.75", "24", "40", "2026-03-01", "two years longer"]);
    assert!(template.unwrap().draft(&package, Some(date(2025, 11, 24)), None, "").is_ok());
}

#[test]
fn a_section_that_would_grow_without_bounds_is_refused() {
    let long = "x".repeat(60_000);
    let mut section =
        format!("  slots:\n    long: {{ how: {{ \"a # b\": {long}, \"c: d\": a, plain: b }} }}\n  x-all:\n");
    section.push_str(&format!("    - &all \"{}\"\n", "<long>".repeat(20)));
    section.push_str(&"    - *all\n".repeat(10));
    section
        .push_str("  commitments:\n    pay: { must: pay, by: buyer, from: 2026-01-01, due: 2026-02-01 }\n");
    let problems = read(&with(&section)).err().unwrap().to_string();
    assert!(problems.contains("more than the 4 MiB of text"), "{}", &problems[..problems.len().min(500)]);
    // Conditions and slots in any number are tried in bounded time.
    let mut section = "  commitments:\n".to_owned();
    for at in 0..3_000 {
        section.push_str(&format!(
            "    c{at}: {{ if: {{ price: {} }}, title: <how>, must: pay, by: buyer, from: 2026-01-01, due: 2026-02-01 }}\n",
            0.5 + 0.25 * f64::from(at % 5)
        ));
    }
    assert!(read(&with(&section)).is_ok());
}
