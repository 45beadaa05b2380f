//! Fixtures and how they are shown.

use std::fs;
use std::path::{Path, PathBuf};

use miette::{GraphicalReportHandler, GraphicalTheme};
use wasit_accord::Accord;
use wasit_files::{Problems, Source, read_accord};

pub(crate) fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name)
}

pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/accord").join(name)
}

/// The files of a folder of fixtures, by name.
pub(crate) fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(fixture(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
        .iter()
        .map(|file| (file.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(file).unwrap()))
        .collect()
}

pub(crate) fn read(name: &str, bytes: &[u8]) -> Result<Accord, Problems> {
    read_accord(&Source { name, bytes })
}

pub(crate) fn accord(text: &str) -> Result<Accord, String> {
    read("accord.yaml", text.as_bytes()).map_err(|problems| problems.to_string())
}

/// The accord with every key.
pub(crate) fn everything() -> Accord {
    let text = fs::read_to_string(fixture("right/everything.yaml")).unwrap();
    accord(&text).unwrap_or_else(|problems| panic!("{problems}"))
}

/// All accords that are right: the examples, and the one with every key.
pub(crate) fn right() -> Vec<(String, String)> {
    let mut all =
        vec![("everything".to_owned(), fs::read_to_string(fixture("right/everything.yaml")).unwrap())];
    for name in ["ceasefire", "jcpoa", "labour", "supply"] {
        all.push((name.to_owned(), fs::read_to_string(example(name).join("accord.yaml")).unwrap()));
    }
    all
}

/// The problems as the command shows them, without colours.
pub(crate) fn shown(problems: &Problems) -> String {
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor())
        .with_width(120)
        .with_links(false);
    let mut text = String::new();
    for problem in problems.shown() {
        handler.render_report(&mut text, problem).unwrap();
    }
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// Each problem with its place, what is underlined there, and what would be right.
pub(crate) fn listed(problems: &Problems) -> String {
    let mut text = String::new();
    for problem in problems.all() {
        let span = &problems.text()[problem.span.clone()];
        let help = problem.help.as_deref().unwrap_or_default();
        text.push_str(&format!(
            "{}:{}  {span}\n    {}\n    {}\n",
            problem.line,
            problem.column,
            problem.message,
            help.replace('\n', "\n    ")
        ));
    }
    text
}
