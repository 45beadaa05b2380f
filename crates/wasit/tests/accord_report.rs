//! `wasit accord report`.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::fs;
use std::path::Path;

use support::{shown, wasit};

fn examples() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

/// The page of an example on a day, and how the command ended.
fn page(example: &str, on: &str, more: &[&str]) -> (String, Option<i32>) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("page.html");
    let accord = examples().join(example);
    let arguments =
        ["accord", "report", accord.to_str().unwrap(), "--on", on, "--out", out.to_str().unwrap()];
    let output = wasit(&[&arguments[..], more].concat()).output().unwrap();
    let page = fs::read_to_string(&out).unwrap_or_else(|_| panic!("{}", shown(&output)));
    (page, output.status.code())
}

/// What a reader sees, without scripts and styles.
fn text(page: &str) -> String {
    let mut text = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        let skipped = ["script", "style", "pre"].iter().find(|name| after.starts_with(**name));
        rest = match skipped {
            Some(name) => after.split_once(&format!("</{name}>")).map_or("", |(_, rest)| rest),
            None => after.split_once('>').map_or("", |(_, rest)| rest),
        };
        text.push(' ');
    }
    text.push_str(rest);
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace("&#39;", "'").replace("&#34;", "\"")
}

#[test]
fn the_page_says_at_its_head_what_is_so() {
    let (page, code) = page("jcpoa", "2019-07-08", &[]);
    assert_eq!(code, Some(1));
    let text = text(&page);
    assert!(text.contains("Violated: The stock and The level"), "{text}");
    assert!(text.contains("United States holds otherwise"), "{text}");
    for part in
        ["Where it stands", "Over time", "What was seen, beside the limits", "Who holds what", "Journal"]
    {
        assert!(text.contains(part), "no {part}");
    }
}

#[test]
fn each_listed_event_can_be_read_off() {
    let says = |on: &str, what: &str| {
        let text = text(&page("jcpoa", on, &[]).0);
        assert!(text.contains(what), "{on}: no {what:?} in\n{text}");
    };
    says("2016-02-20", "0.9 t over 130 t since 2016-02-17: a soft limit, which is not violated by that");
    says("2016-02-24", "0.9 t over 130 t from 2016-02-17 to 2016-02-24");
    says("2016-11-08", "0.1 t over 130 t since 2016-11-08");
    says("2018-05-08", "United States leaves the accord");
    says("2019-05-20", "174.1 kg");
    says("2019-07-01", "0.1 kg over 300 kg since 2019-07-01: a violation");
    says("2020-01-14", "at `commission` until 2020-01-29");
    says("2020-01-24", "until 2026-01-29, made longer");
    says("2020-07-03", "Relief, taken to Dispute resolution (paragraph 36) by Iran on 2020-07-03");
    says("2025-08-28", "takes effect unless The Security Council votes to continue");
    says("2025-09-27", "in effect since 2025-09-27 20:00");
    says("2025-10-18", "Termination Day no day 2025-10-18");
}

#[test]
fn what_was_not_known_is_not_shown() {
    let (page, _) = page("jcpoa", "2016-02-20", &["--as-known-on", "2016-02-25"]);
    let text = text(&page);
    assert!(!text.contains("130.9"), "{text}");
    assert!(text.contains("by what was known at the end of 2016-02-25"), "{text}");
}

#[test]
fn every_example_has_its_page_and_the_same_twice() {
    for (example, on) in [("labour", "2026-10-20"), ("ceasefire", "2026-05-20"), ("supply", "2026-07-05")] {
        let (one, _) = page(example, on, &[]);
        assert_eq!(one, page(example, on, &[]).0, "{example}");
        assert!(one.contains("default-src 'none'"), "{example}");
    }
    let (ceasefire, _) = page("ceasefire", "2026-05-20", &[]);
    assert!(text(&ceasefire).contains("What people judge"));
}

#[test]
fn an_accord_without_a_journal_has_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let accord = folder.path().join("small.yaml");
    let small = "parties: { seller: {}, buyer: {} }\ncommitments:\n  payment: { must: pay, by: buyer, from: 2026-01-15, due: 2026-02-15 }\n";
    fs::write(&accord, small).unwrap();
    let out = folder.path().join("small.html");
    let arguments = ["accord", "report", accord.to_str().unwrap(), "--on", "2026-02-16", "--out"];
    let output = wasit(&[&arguments[..], &[out.to_str().unwrap()]].concat()).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", shown(&output));
    let text = text(&fs::read_to_string(out).unwrap());
    assert!(text.contains("Violated: payment"), "{text}");
    assert!(text.contains("Not done in time since 2026-02-16"), "{text}");
}

#[test]
fn the_page_takes_no_place_of_what_it_is_about() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(examples().join("jcpoa/accord.yaml"), folder.path().join("accord.yaml")).unwrap();
    let before = fs::read_to_string(folder.path().join("accord.yaml")).unwrap();
    let mut command = wasit(&["accord", "report", ".", "--out", "accord.yaml"]);
    let output = command.current_dir(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", shown(&output));
    assert_eq!(fs::read_to_string(folder.path().join("accord.yaml")).unwrap(), before);
}
