//! One run as one HTML file: text and tables first, and pictures where scripts may run.
//!
//! The file loads nothing: styles, scripts and data are in it, and its content security policy forbids the rest.
//! Every picture has a table that says the same.

mod accord;
mod analysis;
mod analysis_tables;
mod concession;
mod embed;
mod forecasts;
mod legs;
mod made;
mod many;
mod names;
mod reliability;
mod result;
mod sections;
mod simulation;
mod table;
mod tournament;
mod zones;

pub use self::accord::accord_html;
pub use self::analysis::analysis_html;
pub use self::forecasts::forecasts_html;
pub use self::simulation::simulation_html;
pub use self::tournament::tournament_html;

use askama::Template;
use wasit_arena::Outcome;

use self::embed::Figure;
use self::names::Names;
use self::table::{Cell, Table};
use crate::RunReport;
use crate::why::{ended_words, why_none};

/// The vendored scripts that draw, in the order in which they must run.
const DRAWING: [&str; 3] = [
    include_str!("../../vendor/vega.min.js"),
    include_str!("../../vendor/vega-lite.min.js"),
    include_str!("../../vendor/vega-interpreter.min.js"),
];

/// The report as the text of one HTML file.
#[must_use]
pub fn html(report: &RunReport<'_>) -> String {
    let names = Names::of(report.talks);
    let agreed = report.course.outcome.agreement().is_some();
    let signed = report.course.outcome.signed().is_some();
    let why = (!signed).then(|| why_none(report.talks, report.course, report.outlook));
    let page = Page {
        title: &report.talks.title,
        note: report.talks.note.as_deref(),
        agreed,
        headline: headline(report),
        agreement: result::agreement(report, &names),
        sides: result::sides(report, &names),
        solutions: result::solutions(report, &names),
        reach: result::reach(report),
        best_missed: why.as_ref().and_then(|why| result::best_missed(report, &names, why)),
        why: why.map_or_else(Vec::new, |why| why.sentences(report.talks)),
        home: crate::home::sentences(report.talks, report.course),
        zones: zones::figures(&zones::Ground::of_run(report), &names),
        zones_left_out: report.pairs.len().saturating_sub(zones::PICTURES),
        concession: concession::figure(report, &names),
        rounds: legs::rounds(report, &names),
        rounds_left_out: legs::rounds_left_out(report),
        direct: report.course.mediator.is_none(),
        many: report.summary.map(|summary| many::view(report, summary, &names)),
        seats: made::seats(report, &names),
        wants: made::wants(report.talks, &names),
        bounds: made::bounds(report.talks, &names),
        command: made::command(report),
        version: report.version,
        file: report.file,
        seed: report.course.seed,
        colours: embed::colours(),
        style: include_str!("../../templates/style.css"),
        drawing: DRAWING.iter().map(|script| embed::script(script)).collect(),
        script: include_str!("../../templates/script.js"),
        licences: include_str!("../../vendor/LICENSES.txt"),
    };
    page.render().expect("a template that compiled renders into a string")
}

#[derive(Template)]
#[template(path = "run.html")]
struct Page<'a> {
    title: &'a str,
    note: Option<&'a str>,
    agreed: bool,
    headline: String,
    agreement: Option<Table>,
    sides: Table,
    solutions: Option<Table>,
    reach: Vec<String>,
    why: Vec<String>,
    home: Vec<String>,
    best_missed: Option<Table>,
    zones: Vec<Figure>,
    zones_left_out: usize,
    concession: Option<Figure>,
    rounds: Vec<legs::RoundView>,
    rounds_left_out: usize,
    direct: bool,
    many: Option<many::Many>,
    seats: Table,
    wants: Table,
    bounds: Table,
    command: String,
    version: &'a str,
    file: &'a str,
    seed: u64,
    colours: String,
    style: &'static str,
    drawing: Vec<String>,
    script: &'static str,
    licences: &'static str,
}

/// The result in a sentence.
fn headline(report: &RunReport<'_>) -> String {
    let course = report.course;
    let direct = course.mediator.is_none();
    let spent = match (course.legs, direct) {
        (1, false) => "1 leg".to_owned(),
        (1, true) => "1 turn".to_owned(),
        (legs, false) => format!("{legs} legs"),
        (legs, true) => format!("{legs} turns"),
    };
    let place =
        if direct { String::new() } else { format!(" in {}", names::round(report.talks, course.round)) };
    match &course.outcome {
        Outcome::Agreed(_) if !course.home.is_empty() => {
            format!("Agreed{place} after {spent}, and ratified.")
        }
        Outcome::Agreed(_) => format!("Agreed{place} after {spent}."),
        Outcome::NotRatified(_) => format!("Signed{place} after {spent}, and not ratified."),
        _ => format!("No agreement: {}{place}, after {spent}.", ended_words(report.talks, course)),
    }
}
