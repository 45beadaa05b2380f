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
