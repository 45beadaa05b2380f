use super::SimulationReport;
use crate::words::grouped;

/// Fewer draws give intervals that are wide, and leave many explanations unsaid.
const DRAWS_FEW: usize = 2000;

/// What no figure of a simulation can say, in sentences.
pub(crate) const LIMITS: [&str; 6] = [
    "These are probabilities of a model: that the parties want what the file says, that they play the strategies that it \
     names, and that the talks go by its rules. They are no better than that.",
    "An interval is sampling error only: how far a figure might move with other draws from the same beliefs. It does not \
     say how right the beliefs are.",
    "What is not linked in the file is drawn independently. Where two things go together in the world and no link says \
     so, the draws in which both are bad, or both good, are too rare.",
    "What moves the answer is measured within the ranges that were written. A number that was given as if it were known \
     moves nothing, however much it matters.",
    "Blockers, margins and moves are properties of what the parties want, before anybody bargains. A move that opens the \
     way to a deal does not make the talks find it, and whether anybody would make the move is another question.",
    "A value that often stands in deals, or a range in which deals are frequent, is no advice and no cause: inputs that \
     go with each other may stand for one another.",
];

/// What is to be heeded before the results are read, and no explanation says by itself.
#[must_use]
pub(crate) fn cautions(report: &SimulationReport<'_>) -> Vec<String> {
    let sample = report.sample;
    let mut said = report.warnings.to_vec();
    if sample.draws() < DRAWS_FEW {
        said.push(format!(
            "{} draws are few: intervals are wide, and explanations that need more are left out.",
            grouped(sample.draws() as u128)
        ));
    }
    if sample.columns().inputs.is_empty() {
        said.push("Nothing in the file is uncertain: every draw is the same, and all that differs is chance at the table.".to_owned());
    }
    said
}

/// How the sample was made, in a sentence.
pub(crate) fn made(report: &SimulationReport<'_>) -> String {
    let sample = report.sample;
    let inputs = sample.columns().inputs.len();
    let held = match sample.replicates() {
        1 => "the talks held once in each".to_owned(),
        2 => "the talks held twice in each".to_owned(),
        times => format!("the talks held {times} times in each"),
    };
    let variants = match sample.columns().variants.len() {
        1 => String::new(),
        count => format!(" under each of {count} choices"),
    };
    format!(
        "{} draws of {} uncertain {}, {held}{variants}, from seed {}.",
        grouped(sample.draws() as u128),
        grouped(inputs as u128),
        if inputs == 1 { "number" } else { "numbers" },
        report.seed
    )
}
