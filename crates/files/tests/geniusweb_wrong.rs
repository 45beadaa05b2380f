//! Wrong files of GeniusWeb JSON are refused with messages that say what is wrong, where, and what would be right.
//! Every file of `geniusweb/wrong/` has its messages as a snapshot.

#![allow(clippy::unwrap_used)]

mod support;

use support::{folder, shown};
use wasit_files::by_format::read_geniusweb;
use wasit_files::{ReadOptions, Source};

fn car(name: &str) -> Vec<u8> {
    std::fs::read(folder("geniusweb/car").join(name)).unwrap()
}

/// The messages on these files.
fn refused(files: &[(&str, &[u8])]) -> String {
    let sources: Vec<Source<'_>> = files.iter().map(|(name, bytes)| Source { name, bytes }).collect();
    let problems = read_geniusweb(&sources, &ReadOptions::default()).expect_err("these files are wrong");
    problems.iter().map(shown).collect()
}

#[test]
fn every_wrong_file_is_refused_with_its_messages() {
    let mut names: Vec<_> = std::fs::read_dir(folder("geniusweb/wrong"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    names.sort();
    assert!(names.len() > 20);
    for name in names {
        let name = name.to_str().unwrap();
        let bytes = std::fs::read(folder("geniusweb/wrong").join(name)).unwrap();
        let messages = if name.starts_with("domain") {
            refused(&[
                (name, &bytes),
                ("seller.json", &car("seller.json")),
                ("buyer.json", &car("buyer.json")),
            ])
        } else {
            refused(&[
                ("domain.json", &car("domain.json")),
                ("seller.json", &car("seller.json")),
                (name, &bytes),
            ])
        };
        insta::assert_snapshot!(name.trim_end_matches(".json"), messages);
    }
}

#[test]
fn scenarios_that_are_none() {
    let (domain, seller) = (car("domain.json"), car("seller.json"));
    insta::assert_snapshot!("one_profile", refused(&[("domain.json", &domain), ("seller.json", &seller)]));
    insta::assert_snapshot!("only_a_domain", refused(&[("domain.json", &domain)]));
    insta::assert_snapshot!(
        "two_domains",
        refused(&[
            ("domain.json", &domain),
            ("seller.json", &seller),
            ("buyer.json", &car("buyer.json")),
            ("other.json", &domain),
        ])
    );
    let without: Vec<u8> = b"{ \"LinearAdditiveUtilitySpace\": { \"name\": \"a\" } }".to_vec();
    insta::assert_snapshot!("no_domain_anywhere", refused(&[("a.json", &without), ("b.json", &without)]));
    insta::assert_snapshot!("no_file", refused(&[]));
}

#[test]
fn too_large_too_deep() {
    let with = |bytes: &[u8]| {
        refused(&[
            ("domain.json", &car("domain.json")),
            ("seller.json", &car("seller.json")),
            ("other.json", bytes),
        ])
    };
    insta::assert_snapshot!("too_large", with(&vec![b' '; (4 << 20) + 1]));
    insta::assert_snapshot!("too_deep", with("[".repeat(100_000).as_bytes()));
    let deep = format!("{{\"a\":{}1{}}}", "[".repeat(100), "]".repeat(100));
    insta::assert_snapshot!("deep", with(deep.as_bytes()));
}
