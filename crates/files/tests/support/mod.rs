//! Reads files with a handful of strategies, and shows problems as a terminal would.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use miette::{GraphicalReportHandler, GraphicalTheme};
use wasit_files::{Problems, Source, StrategyNames, read_talks};
use wasit_model::Talks;
use wasit_model::belief::Beliefs;

pub fn read(name: &str, bytes: &[u8]) -> Result<Talks, Problems> {
    with_names(|names| read_talks(&Source { name, bytes }, names))
}

pub fn read_beliefs(name: &str, bytes: &[u8]) -> Result<Beliefs, Problems> {
    with_names(|names| wasit_files::read_beliefs(&Source { name, bytes }, names))
}

fn with_names<T>(read: impl FnOnce(&StrategyNames<'_>) -> T) -> T {
    let among = |known: &'static [&'static str]| {
        move |text: &str| {
            let name = text.split(':').next().unwrap_or(text);
            if known.contains(&name) {
                return Ok(());
            }
            Err(format!("there is no strategy called `{name}`; there are {}", known.join(", ")))
        }
    };
    let parties = among(&["boulware", "conceder", "time", "micro"]);
    let mediators = among(&["courier", "bridge", "single_text"]);
    read(&StrategyNames { parties: &parties, mediators: &mediators })
}

/// [`read`], with every strategy taken for granted.
pub fn read_any(name: &str, bytes: &[u8]) -> Result<Talks, Problems> {
    read_talks(&Source { name, bytes }, &StrategyNames { parties: &|_| Ok(()), mediators: &|_| Ok(()) })
}

pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

pub fn right(name: &str) -> Vec<u8> {
    std::fs::read(folder("right").join(name)).unwrap()
}

/// The problems as the command shows them, without colours.
pub fn shown(problems: &Problems) -> String {
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor())
        .with_width(100)
        .with_links(false);
    let mut text = String::new();
    for problem in problems.shown() {
        handler.render_report(&mut text, problem).unwrap();
    }
    if problems.more() > 0 {
        text.push_str(&format!("and {} more\n", problems.more()));
    }
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}
