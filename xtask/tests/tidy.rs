//! Rules of style that a machine can check. Each failure names all the places at once.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::path::{Component, Path, PathBuf};

/// Floors of the house; a crate uses crates of lower floors only. `xtask` stands outside.
const FLOORS: &[(&str, u8)] = &[
    ("model", 1),
    ("search", 2),
    ("protocol", 2),
    ("record", 2),
    ("accord", 2),
    ("strategies", 3),
    ("files", 3),
    ("table", 3),
    ("arena", 4),
    ("charts", 4),
    ("explain", 4),
    ("report", 5),
    ("wasit", 6),
];

/// The most lines that a file of code may have: one idea, and rarely over 500.
const LINES_MAX: usize = 700;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// Every file of the project, what is built or taken over from others left aside, with its path from the root.
fn files() -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() {
                if !matches!(name, "target" | ".git" | "vendor" | "node_modules" | "corpus" | "artifacts") {
                    walk(&path, found);
                }
            } else {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root(), &mut found);
    let mut files: Vec<PathBuf> =
        found.iter().map(|path| path.strip_prefix(root()).unwrap().to_path_buf()).collect();
    files.sort();
    assert!(files.len() > 50, "the walk missed the project");
    files
}

fn files_ending(end: &str) -> Vec<(PathBuf, String)> {
    let ends = |path: &PathBuf| path.to_str().is_some_and(|path| path.ends_with(end));
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(root().join(&path)).unwrap();
        (path, text)
    };
    files().into_iter().filter(ends).map(read).collect()
}

fn check(what: &str, wrong: Vec<String>) {
    assert!(wrong.is_empty(), "{what}:\n  {}\n", wrong.join("\n  "));
}

#[test]
fn code_is_finished() {
    let marks = ["todo!", "unimplemented!", "FIX\u{4d}E", "X\u{58}X"];
    let mut wrong = Vec::new();
    for (path, text) in files_ending(".rs").into_iter().filter(|(path, _)| !path.ends_with("tidy.rs")) {
        for (at, line) in text.lines().enumerate() {
            if let Some(mark) = marks.iter().find(|mark| line.contains(**mark)) {
                wrong.push(format!("{}:{}: {mark}", path.display(), at + 1));
            }
        }
    }
    check("unfinished code", wrong);
}

/// The project stands for itself: nothing in it depends on one machine or one tracker.
#[test]
fn nothing_points_outside() {
    let banned = ["/root/", "/home/", "issue #"];
    let text = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        let end = path.extension().and_then(|end| end.to_str()).unwrap_or_default();
        name != "tidy.rs"
            && name != "Cargo.lock"
            && matches!(end, "rs" | "md" | "toml" | "yaml" | "html" | "py" | "")
    };
    let mut wrong = Vec::new();
    for path in files().into_iter().filter(text) {
        // What is not UTF-8 is a fixture for the reader of files.
        let Ok(text) = std::fs::read_to_string(root().join(&path)) else { continue };
        for (at, line) in text.lines().enumerate() {
            if let Some(word) = banned.iter().find(|word| line.contains(**word)) {
                wrong.push(format!("{}:{}: {word}", path.display(), at + 1));
            }
        }
    }
    check("what must not be named", wrong);
}

#[test]
fn files_are_of_one_idea() {
    let long = |(path, text): (PathBuf, String)| {
        let lines = text.lines().count();
        (lines > LINES_MAX).then(|| format!("{}: {lines} lines", path.display()))
    };
    check(&format!("over {LINES_MAX} lines"), files_ending(".rs").into_iter().filter_map(long).collect());
}

#[test]
fn every_crate_says_its_contract_first() {
    let roots = files_ending("src/lib.rs").into_iter().chain(files_ending("src/main.rs"));
    let silent =
        |(path, text): (PathBuf, String)| (!text.starts_with("//! ")).then(|| path.display().to_string());
    check("crates without a first paragraph", roots.filter_map(silent).collect());
}

#[test]
fn no_crate_uses_one_of_its_own_floor_or_above() {
    let floor = |name: &str| FLOORS.iter().find(|(crate_, _)| *crate_ == name).map(|(_, floor)| *floor);
    let mut wrong = Vec::new();
    for (path, text) in files_ending("Cargo.toml") {
        let Ok(inside) = path.strip_prefix("crates") else { continue };
        let Some(Component::Normal(name)) = inside.components().next() else { continue };
        let name = name.to_str().unwrap();
        let Some(own) = floor(name) else {
            wrong.push(format!("{name}: has no floor in this test"));
            continue;
        };
        let dependencies = text.split("[dependencies]").nth(1).unwrap_or_default();
        for line in dependencies.lines().take_while(|line| !line.starts_with('[')) {
            let Some(used) = line.split(['.', ' ', '=']).next().and_then(|key| key.strip_prefix("wasit-"))
            else {
                continue;
            };
            match floor(used) {
                Some(theirs) if theirs < own => {}
                _ => wrong.push(format!("{name} uses {used}")),
            }
        }
    }
    check("upward or sideways", wrong);
}

/// The targets of the links in a page of Markdown, code left aside, with their lines.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (at, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        let prose: String = line.split('`').step_by(2).collect::<Vec<_>>().join("code");
        for part in prose.split("](").skip(1) {
            let target = part.split([')', ' ']).next().unwrap_or_default();
            found.push((at + 1, target.to_owned()));
        }
    }
    found
}

/// The file that a link of `page` leads to; `None` where it leads elsewhere.
fn leads_to(page: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split('#').next().unwrap_or_default();
    if path.is_empty() || target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let mut whole = PathBuf::new();
    for part in page.parent().unwrap().join(path).components() {
        match part {
            Component::ParentDir => drop(whole.pop()),
            Component::CurDir => {}
            other => whole.push(other),
        }
    }
    Some(whole)
}

#[test]
fn no_link_is_dead() {
    let mut wrong = Vec::new();
    for (page, text) in files_ending(".md") {
        for (line, target) in links(&text) {
            if leads_to(&page, &target).is_some_and(|path| !root().join(path).exists()) {
                wrong.push(format!("{}:{line}: {target}", page.display()));
            }
        }
    }
    check("dead links", wrong);
}

#[test]
fn every_page_of_docs_is_linked_from_the_top() {
    let pages = files_ending(".md");
    let tops = [Path::new("README.md"), Path::new("docs/README.md")];
    let linked: Vec<PathBuf> = pages
        .iter()
        .filter(|(page, _)| tops.contains(&page.as_path()))
        .flat_map(|(page, text)| links(text).into_iter().filter_map(|(_, target)| leads_to(page, &target)))
        .collect();
    let lost = |page: &PathBuf| {
        page.starts_with("docs") && !tops.contains(&page.as_path()) && !linked.contains(page)
    };
    check(
        "pages that neither README.md nor docs/README.md links to",
        pages.into_iter().map(|(page, _)| page).filter(lost).map(|page| page.display().to_string()).collect(),
    );
}
