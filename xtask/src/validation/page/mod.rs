//! The page, as Markdown.

mod cells;
mod mediated;
mod mixed;
mod prose;
mod unmediated;

use std::fmt::Write as _;

use super::experiment::{ROUNDS, Results, TARGETS, TASKS, USUAL};
use super::scenarios::Task;
use cells::mixture_words;

/// Columns of a line of prose.
const WIDTH: usize = 120;

/// What a task is called on the page.
fn title(task: Task) -> &'static str {
    match task {
        Task::Campsite => "Campsite",
        Task::Division => "Division",
    }
}

/// The whole page.
pub(super) fn page(results: &Results) -> String {
    let mut page = prose::BEFORE.to_owned();
    page.push_str(&in_short(results));
    page.push_str(prose::TASKS);
    page.push_str(&unmediated::section(results));
    page.push_str(&mixed::section(results));
    page.push_str(&mediated::section(results));
    page.push_str(prose::AFTER);
    let size = results.size;
    let mut page = wrapped(&page);
    let _ = writeln!(
        page,
        "\nMade by `cargo xtask validation` with seed {}, {} scenarios of each task in each half, wasit {}.",
        size.seed,
        size.scenarios,
        env!("CARGO_PKG_VERSION")
    );
    page
}

/// Sets paragraphs and list items anew in lines of at most [`WIDTH`]; tables and headings stay as they are.
fn wrapped(page: &str) -> String {
    let mut text = String::with_capacity(page.len());
    let mut paragraph = String::new();
    for line in page.lines().chain([""]) {
        let whole = line.is_empty() || line.starts_with(['|', '#']);
        if whole || line.starts_with("- ") {
            set(&mut text, &std::mem::take(&mut paragraph));
        }
        if whole {
            let _ = writeln!(text, "{line}");
        } else {
            paragraph.push(' ');
            paragraph.push_str(line);
        }
    }
    // The blank line that ended the last paragraph.
    text.pop();
    text
}

/// Writes one paragraph or list item; a percentage stays in one line.
fn set(text: &mut String, paragraph: &str) {
    let paragraph = paragraph.trim_start();
    let indent = if paragraph.starts_with("- ") { "  " } else { "" };
    // Glued words are kept together by a mark that stands for their blank.
    let glued = paragraph.replace("- ", "-\0").replace(" %", "\0%");
    let mut width = 0;
    for word in glued.split_whitespace() {
        let long = word.chars().count();
        if width > 0 && width + 1 + long > WIDTH {
            let _ = write!(text, "\n{indent}");
            width = indent.len() + long;
        } else {
            text.push_str(if width > 0 { " " } else { "" });
            width += usize::from(width > 0) + long;
        }
        text.push_str(&word.replace('\0', " "));
    }
    if width > 0 {
        text.push('\n');
    }
}

fn in_short(results: &Results) -> String {
    let mut text = "## In short\n\n".to_owned();
    for (at, task) in TASKS.into_iter().enumerate() {
        let (own, alone) = (&results.mixtures[at], &results.singles[at]);
        let _ = writeln!(
            text,
            "- **{}.** The best unmediated mixture is {}. It is {:.2} from people; the best single behaviour, `{}`, is \
             {:.2}.",
            title(task),
            mixture_words(&own.mixture),
            own.tasks[at].distance,
            alone.mixture.hundredths[0].0,
            alone.tasks[at].distance,
        );
    }
    let both = &results.mixtures[TARGETS.len() - 1];
    let _ = writeln!(
        text,
        "- **No one mixture is like people in both.** The best for both, {}, is {:.2} and {:.2} from them. Behaviour that is \
         right for one task says little about another.",
        mixture_words(&both.mixture),
        both.tasks[0].distance,
        both.tasks[1].distance,
    );
    for (at, task) in TASKS.into_iter().enumerate() {
        let _ = writeln!(
            text,
            "- **Mediators, {}**, over {} legs: {}",
            title(task).to_lowercase(),
            2 * ROUNDS[USUAL],
            super::words::directions(results, at).join(" ")
        );
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::super::behaviours::models;
    use super::super::experiment::tests::SMALL;
    use super::super::mediators::mediators;
    use super::*;

    #[test]
    fn every_strategy_and_every_mediator_has_its_rows() {
        let page = page(&SMALL);
        let rows =
            |name: &str| page.lines().filter(|line| line.starts_with(&format!("| `{name}` |"))).count();
        for model in models() {
            assert!(rows(model) >= 3, "{model}: {} rows", rows(model));
        }
        for mediator in mediators() {
            assert!(rows(mediator) >= 4, "{mediator}: {} rows", rows(mediator));
        }
        for people in ["0.964", "97.6 %", "0.950", "0.931"] {
            assert!(page.contains(people), "{people}");
        }
    }

    #[test]
    fn prose_is_set_anew_and_stays_the_same() {
        let item = format!("- {}80 % of it", "word ".repeat(22));
        let text = wrapped(&format!("# a\n\none\ntwo\n{item}\n{item}\n\n| a | {} |\n", "b".repeat(200)));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[..3], ["# a", "", "one two"]);
        let words = "word ".repeat(22);
        assert_eq!(lines[3..5], [format!("- {words}80 % of").as_str(), "  it"]);
        assert_eq!(lines[5..7], lines[3..5]);
        assert!(lines[7].is_empty() && lines[8].starts_with("| a | b") && lines.len() == 9, "{text}");
    }

    #[test]
    fn tables_are_as_wide_as_their_heads() {
        let page = page(&SMALL);
        let mut width = None;
        for line in page.lines() {
            let bars = line.matches('|').count();
            match (line.starts_with('|'), width) {
                (false, _) => width = None,
                (true, None) => width = Some(bars),
                (true, Some(width)) => assert_eq!(bars, width, "{line}"),
            }
        }
        assert!(!page.contains("NaN") && !page.contains("inf"), "{page}");
    }
}
