//! Tutorials: their files are made, their commands run, and what they show is what is printed.

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

/// The words of a command line: between spaces, but for those in single quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in line.split('\'').enumerate() {
        match at % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    words
}

/// Follows a tutorial in an empty folder; gives that folder, and how many files, commands and shown texts there were.
fn follow(page: &str) -> (tempfile::TempDir, [usize; 3]) {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/tutorials").join(page);
    let page = fs::read_to_string(page).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut printed = String::new();
    let [mut files, mut commands, mut shown] = [0; 3];
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
                    let all = words(line);
                    assert_eq!(all[0], "wasit", "{line}");
                    let arguments: Vec<&str> = all[1..].iter().map(String::as_str).collect();
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
    (folder, [files, commands, shown])
}

#[test]
fn will_there_be_a_deal() {
    let (folder, [files, commands, shown]) = follow("will-there-be-a-deal.md");
    assert!(files >= 2 && commands >= 6 && shown >= 5, "{files} files, {commands} commands, {shown} shown");
    assert!(folder.path().join("pier.html").exists(), "the report was written");
}

#[test]
fn keeping_an_accord() {
    let (folder, [files, commands, shown]) = follow("keeping-an-accord.md");
    assert!(files == 1 && commands >= 15 && shown >= 8, "{files} files, {commands} commands, {shown} shown");
    let journal = fs::read_to_string(folder.path().join("journal.jsonl")).unwrap();
    assert_eq!(journal.lines().count(), 9);
}
