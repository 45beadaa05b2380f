//! What goes wrong, as whoever runs the command is told of it.

use miette::{GraphicalReportHandler, GraphicalTheme, ThemeCharacters, ThemeStyles};
use wasit_files::Problems;

use crate::output::{self, Look};

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Wrong usage, or something that cannot be read or written: the user's to mend.
    Input {
        /// What is wrong.
        what: String,
        /// What would be right.
        help: Option<String>,
    },
    /// Files with problems.
    Problems(Vec<Problems>),
    /// The user broke off; says how far it got.
    Interrupted(String),
    /// Our fault.
    Ours(String),
}

impl Failure {
    /// Wrong input, without advice.
    pub(crate) fn input(what: impl Into<String>) -> Self {
        Self::Input { what: what.into(), help: None }
    }

    /// Wrong input, and what would be right.
    pub(crate) fn advised(what: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Input { what: what.into(), help: Some(help.into()) }
    }

    /// Our fault.
    pub(crate) fn ours(what: impl Into<String>) -> Self {
        Self::Ours(what.into())
    }

    /// 2 for wrong input, 3 for our fault, 130 where the user broke off.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Input { .. } | Self::Problems(_) => 2,
            Self::Ours(_) => 3,
            Self::Interrupted(_) => 130,
        }
    }

    /// Says it on standard error.
    pub(crate) fn print(&self) {
        let look = Look::of_stderr();
        let mut text = String::new();
        match self {
            Self::Input { what, help } => {
                text.push_str(&format!("{} {what}\n", look.bad("error:")));
                if let Some(help) = help {
                    text.push_str(&format!("  {} {help}\n", look.quiet("help:")));
                }
            }
            Self::Problems(files) => {
                files.iter().for_each(|problems| problems_text(&mut text, problems, &look));
            }
            Self::Interrupted(how_far) => text.push_str(&format!("{how_far}\n")),
            Self::Ours(what) => {
                text.push_str(&format!("{} {what}\n", look.bad("wasit failed:")));
                text.push_str("  This is a fault of wasit and not of your input; a report with the talks file and the\n");
                text.push_str("  command line would help to mend it.\n");
            }
        }
        output::to_stderr(&text);
    }
}

fn problems_text(text: &mut String, problems: &Problems, look: &Look) {
    for problem in problems.shown() {
        let mut shown = String::new();
        let theme = GraphicalTheme {
            characters: if look.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() },
            styles: if look.color { ThemeStyles::ansi() } else { ThemeStyles::none() },
        };
        let handler = GraphicalReportHandler::new_themed(theme).with_width(look.width).with_links(false);
        let drawn = handler.render_report(&mut shown, problem);
        if drawn.is_err() {
            shown = format!("{}:{}:{}: {problem}\n", problems.file_name(), problem.line, problem.column);
        }
        text.push_str(&shown);
        text.push('\n');
    }
    let count = problems.shown().len() + problems.more();
    let shown = match problems.more() {
        0 => String::new(),
        _ => format!(", of which the first {} are shown", problems.shown().len()),
    };
    let noun = if count == 1 { "problem" } else { "problems" };
    text.push_str(&format!("{}: {count} {noun}{shown}\n", problems.file_name()));
}
