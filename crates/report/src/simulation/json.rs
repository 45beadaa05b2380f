use std::io::{self, Write};

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use wasit_explain::{Explanations, Inverse, Swaps, TooFew, Trials};

use super::{BeliefNote, HomeFindings, LIMITS, SimulationReport, cautions};

/// Writes what a simulation says as one JSON object. A part that the sample is too small for is `{"too_few": {…}}`, one that it was not
/// kept for is `null`, and so is a number that is not finite.
///
/// # Errors
/// What `out` says.
pub fn write_simulation_json(report: &SimulationReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Document::of(report))?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct Document<'a> {
    wasit: &'a str,
    file: &'a str,
    sha256: &'a str,
    title: &'a str,
    seed: u64,
    command: &'a str,
    draws: usize,
    replicates: usize,
    cautions: Vec<String>,
    assumed: &'a [String],
    limits: [&'static str; LIMITS.len()],
    inputs: Vec<Input<'a>>,
    #[serde(flatten)]
    explanations: &'a Explanations,
    home: Option<&'a HomeFindings>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trials: Option<Part<'a, Trials>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    swaps: Option<Part<'a, Swaps>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inverse: Option<Part<'a, Inverse>>,
}

#[derive(Serialize)]
struct Input<'a> {
    path: &'a str,
    unit: &'a str,
    group: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a BeliefNote>,
}

/// What is known, or why it is not.
struct Part<'a, T>(&'a Result<T, TooFew>);

impl<T: Serialize> Serialize for Part<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Ok(known) => known.serialize(serializer),
            Err(few) => {
                let mut object = serializer.serialize_map(Some(1))?;
                object.serialize_entry("too_few", few)?;
                object.end()
            }
        }
    }
}

impl<'a> Document<'a> {
    fn of(report: &'a SimulationReport<'a>) -> Self {
        let columns = report.sample.columns();
        let input = |input: &'a wasit_explain::Input| Input {
            path: &input.path,
            unit: &input.unit,
            group: &columns.groups[input.group],
            note: report.beliefs.iter().find(|note| note.path == input.path),
        };
        Self {
            wasit: report.version,
            file: report.file,
            sha256: report.sha256,
            title: report.title,
            seed: report.seed,
            command: report.command,
            draws: report.sample.draws(),
            replicates: report.sample.replicates(),
            cautions: cautions(report),
            assumed: report.assumed,
            limits: LIMITS,
            inputs: columns.inputs.iter().map(input).collect(),
            explanations: report.explanations,
            home: report.home,
            trials: report.trials.map(Part),
            swaps: report.swaps.map(Part),
            inverse: report.inverse.map(Part),
        }
    }
}
