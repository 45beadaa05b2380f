//! Wrong files of GENIUS XML are refused with messages that say what is wrong, where, and what would be right. Every
//! file of `genius/wrong/` has its messages as a snapshot; what would be large is made here.

#![allow(clippy::unwrap_used)]

mod support;

use std::fmt::Write as _;

use support::{folder, shown};
use wasit_files::by_format::read_genius;
use wasit_files::{ReadOptions, Source};

fn car(name: &str) -> Vec<u8> {
    std::fs::read(folder("genius/car").join(name)).unwrap()
}

/// The messages on these files.
fn refused(files: &[(&str, &[u8])]) -> String {
    let sources: Vec<Source<'_>> = files.iter().map(|(name, bytes)| Source { name, bytes }).collect();
    let problems = read_genius(&sources, &ReadOptions::default()).expect_err("these files are wrong");
    problems.iter().map(shown).collect()
}

/// The messages on a profile beside a domain and another profile that are right.
fn refused_profile(name: &str, bytes: &[u8]) -> String {
    refused(&[("domain.xml", &car("domain.xml")), ("seller.xml", &car("seller.xml")), (name, bytes)])
}

#[test]
fn every_wrong_file_is_refused_with_its_messages() {
    let mut names: Vec<_> =
        std::fs::read_dir(folder("genius/wrong")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert!(names.len() > 30);
    for name in names {
        let name = name.to_str().unwrap();
        let bytes = std::fs::read(folder("genius/wrong").join(name)).unwrap();
        let messages = if name.starts_with("domain") {
            refused(&[(name, &bytes), ("seller.xml", &car("seller.xml")), ("buyer.xml", &car("buyer.xml"))])
        } else {
            refused_profile(name, &bytes)
        };
        insta::assert_snapshot!(name.trim_end_matches(".xml"), messages);
    }
}

#[test]
fn scenarios_that_are_none() {
    let (domain, seller) = (car("domain.xml"), car("seller.xml"));
    insta::assert_snapshot!("one_profile", refused(&[("domain.xml", &domain), ("seller.xml", &seller)]));
    insta::assert_snapshot!("only_a_domain", refused(&[("domain.xml", &domain)]));
    insta::assert_snapshot!(
        "two_domains",
        refused(&[
            ("domain.xml", &domain),
            ("seller.xml", &seller),
            ("buyer.xml", &car("buyer.xml")),
            ("other.xml", &domain),
        ])
    );
    insta::assert_snapshot!("no_file", refused(&[]));
}

#[test]
fn problems_of_several_files_come_in_one_go() {
    let messages = refused(&[
        ("domain.xml", &car("domain.xml")),
        ("a.xml", &std::fs::read(folder("genius/wrong/weight_twice.xml")).unwrap()),
        ("b.xml", &std::fs::read(folder("genius/wrong/function_missing.xml")).unwrap()),
        ("c.xml", b"\xff\xfe\x00\xd8"),
    ]);
    for name in ["a.xml", "b.xml", "c.xml"] {
        assert!(messages.contains(name), "{messages}");
    }
}

#[test]
fn too_large_too_deep_too_many() {
    insta::assert_snapshot!("too_large", refused_profile("large.xml", &vec![b' '; (16 << 20) + 1]));
    let deep = format!("<utility_space>{}", "<objective>".repeat(100_000));
    insta::assert_snapshot!("too_deep", refused_profile("deep.xml", deep.as_bytes()));

    let mut items =
        String::from("<negotiation_template><utility_space><objective><issue index=\"1\" name=\"i\">\n");
    for at in 0..70_000 {
        writeln!(items, "<item value=\"{at}\"/>").unwrap();
    }
    items.push_str("</issue></objective></utility_space></negotiation_template>");
    let others = |domain: &[u8]| {
        refused(&[("many.xml", domain), ("seller.xml", &car("seller.xml")), ("buyer.xml", &car("buyer.xml"))])
    };
    insta::assert_snapshot!("too_many_values", others(items.as_bytes()));

    let mut issues = String::from("<negotiation_template><utility_space><objective>\n");
    for at in 0..1_001 {
        writeln!(
            issues,
            "<issue index=\"{at}\" name=\"i{at}\" type=\"integer\" lowerbound=\"0\" upperbound=\"1\"/>"
        )
        .unwrap();
    }
    issues.push_str("</objective></utility_space></negotiation_template>");
    insta::assert_snapshot!("too_many_issues", others(issues.as_bytes()));

    let elements = format!("<utility_space>{}</utility_space>", "<a/>\n".repeat(1_000_001));
    insta::assert_snapshot!("too_many_elements", refused_profile("many.xml", elements.as_bytes()));

    // Short files can ask for much: a hundred issues of sixty thousand values each.
    let wide = |close: &str| {
        let mut wide = String::from("<utility_space><objective>\n");
        for at in 0..100 {
            writeln!(wide, "<issue index=\"{at}\" name=\"i{at}\" type=\"integer\" lowerbound=\"0\" upperbound=\"60000\">{close}</issue><weight index=\"{at}\" value=\"1\"/>").unwrap();
        }
        wide + "</objective></utility_space>"
    };
    let wide = wide("<evaluator ftype=\"linear\" offset=\"0\" slope=\"0\"/>");
    insta::assert_snapshot!(
        "too_many_numbers",
        refused(&[("a.xml", wide.as_bytes()), ("b.xml", wide.as_bytes())])
    );
}

#[test]
fn places_are_right_in_every_encoding() {
    let text = "<utility_space>\n<objective>\n<issue index='1' name='été' type='lol'/>\n</objective>\n</utility_space>";
    let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect();
    let marked = format!("\u{feff}{text}");
    let windows = text.replace('\n', "\r\n");
    for bytes in [text.as_bytes(), &utf16, marked.as_bytes(), windows.as_bytes()] {
        let messages = refused_profile("places.xml", bytes);
        assert!(messages.contains("[places.xml:3:1]"), "{messages}");
    }
}
