//! Talks that are written as `talks.yaml` are the same talks when they are read again.

#![allow(clippy::unwrap_used)]

#[path = "support/random.rs"]
mod random;
#[path = "support/mod.rs"]
mod support;

use proptest::prelude::*;
use random::Chance;
use support::{folder, read_any, right, shown};
use wasit_files::{Format, write_scenario};
use wasit_model::Talks;

fn written(talks: &Talks) -> String {
    let written = write_scenario(talks, Format::Talks);
    assert_eq!(written.lost, [""; 0]);
    let [(name, bytes)] = written.files.as_slice() else { panic!("one file") };
    assert_eq!(name, "talks.yaml");
    String::from_utf8(bytes.clone()).unwrap()
}

fn comes_back(talks: &Talks) -> String {
    let text = written(talks);
    let again = read_any("talks.yaml", text.as_bytes())
        .unwrap_or_else(|problems| panic!("{}\n{text}", shown(&problems)));
    assert!(again == *talks, "{text}\n{again:#?}\nis not\n{talks:#?}");
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_model_holds_comes_back(numbers in prop::collection::vec(any::<u32>(), 0..600)) {
        comes_back(&random::talks(&mut Chance::new(&numbers)));
    }
}

#[test]
fn every_right_file_comes_back() {
    for entry in std::fs::read_dir(folder("right")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let talks = read_any(name, &right(name)).unwrap();
        comes_back(&talks);
    }
}

#[test]
fn files_are_written_for_people() {
    let talks = read_any("everything.yaml", &right("everything.yaml")).unwrap();
    insta::assert_snapshot!(comes_back(&talks));
}

#[test]
fn what_a_talks_file_cannot_hold_is_said() {
    let mut talks = read_any("muscat.yaml", &right("muscat.yaml")).unwrap();
    talks.title = " \u{7} ".to_owned();
    talks.parties[0].name = "a=b".to_owned();
    talks.rounds[0].venue = Some("here ".to_owned());
    insta::assert_snapshot!(write_scenario(&talks, Format::Talks).lost.join("\n"));
}
