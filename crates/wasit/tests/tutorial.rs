//! The tutorial “Will there be a deal?”: its files are made, its commands run, and what it shows is what they print.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::fs;
use std::path::Path;

use support::wasit;

/// A fenced block: its language, its lines, and the line of prose before it.
struct Block<'a> {
    language: &'a str,
    text: String,
    before: &'a str,
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut found = Vec::new();
    let mut before = "";
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            found.push(Block { language, text: text.join("\n") + "\n", before });
        } else if !line.is_empty() {
            before = line;
        }
    }
    found
}

/// Whether `shown`, in which a line `…` stands for any lines, is what `printed` has.
fn has(printed: &str, shown: &str) -> bool {
    let mut rest = printed;
    shown.split("…\n").all(|part| match rest.find(part) {
        Some(at) => {
            rest = &rest[at + part.len()..];
            true
        }
        None => false,
    })
}

#[test]
fn every_command_prints_what_the_page_shows() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/tutorials/will-there-be-a-deal.md");
    let page = fs::read_to_string(page).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut printed = String::new();
    let (mut files, mut commands, mut shown) = (0, 0, 0);
    for block in blocks(&page) {
        match block.language {
            "yaml" => {
                let name = block.before.split('`').nth(1).expect("the line before names the file");
                fs::write(folder.path().join(name), &block.text).unwrap();
                files += 1;
            }
            "sh" => {
                printed.clear();
                for line in block.text.lines() {
                    let arguments: Vec<&str> = line.split(' ').skip(1).collect();
                    assert!(line.starts_with("wasit "), "{line}");
                    let output = wasit(&arguments).current_dir(folder.path()).output().unwrap();
                    let errors = String::from_utf8_lossy(&output.stderr);
                    assert!(output.status.code().is_some_and(|code| code < 2), "{line}: {errors}");
                    printed.push_str(&String::from_utf8_lossy(&output.stdout));
                    commands += 1;
                }
            }
            "text" => {
                assert!(has(&printed, &block.text), "the page shows\n{}\nprinted was\n{printed}", block.text);
                shown += 1;
            }
            other => panic!("a block of {other}"),
        }
    }
    assert!(files >= 2 && commands >= 6 && shown >= 5, "{files} files, {commands} commands, {shown} shown");
    assert!(folder.path().join("pier.html").exists(), "the report was written");
}
