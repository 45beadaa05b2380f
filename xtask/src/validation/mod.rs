//! `cargo xtask validation`: gives strategies the tasks that people were given, and writes the page that sets what they
//! reach beside what people reached, and what each mediator changes.

mod behaviours;
mod distance;
mod experiment;
mod figures;
mod mediators;
mod mixture;
mod null;
mod page;
mod people;
mod scenarios;
mod talks;
mod words;

const PAGE: &str = "docs/explanation/validation.md";
/// As many scenarios in each half as there are campsite dialogues of people.
const SIZE: experiment::Size = experiment::Size { scenarios: 1_030, repeats: 2, seed: 1 };

/// Holds the talks and writes the page.
///
/// # Errors
/// What keeps the page from being written.
pub(crate) fn run() -> Result<(), String> {
    let results = experiment::run(SIZE).map_err(|error| error.to_string())?;
    let page = page::page(&results);
    std::fs::write(crate::root().join(PAGE), &page).map_err(|error| format!("{PAGE}: {error}"))?;
    print!("{page}");
    Ok(())
}
