use std::io::{self, Write};

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use wasit_explain::{
    Asking, Blockers, BothEffects, Comparison, Contents, Course, Curve, Gains, Inverse, Outcomes, Scenarios,
    Scores, TooFew, Tornado,
};

use super::{BeliefNote, Findings, HomeFindings, LIMITS, SimulationReport, VariantFindings, cautions};

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
    limits: [&'static str; 6],
    inputs: Vec<Input<'a>>,
    variants: Vec<Variant<'a>>,
    comparisons: &'a [Comparison],
    tornado: Part<'a, Tornado>,
    curves: Part<'a, Vec<Curve>>,
    effects: BothParts<'a>,
    failures: Part<'a, Scenarios>,
    successes: Part<'a, Scenarios>,
    blockers: Option<Part<'a, Blockers>>,
    home: Option<&'a HomeFindings>,
    asking: Part<'a, Asking>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inverse: Option<Part<'a, Inverse>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    forecasts: Option<&'a Scores>,
}

#[derive(Serialize)]
struct Input<'a> {
    path: &'a str,
    unit: &'a str,
    group: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a BeliefNote>,
}

#[derive(Serialize)]
struct Variant<'a> {
    outcomes: &'a Outcomes,
    contents: Option<Part<'a, Contents>>,
    course: Option<&'a Course>,
    gains: Option<Part<'a, Gains>>,
}

/// What is known, or why it is not.
struct Part<'a, T>(&'a Result<T, TooFew>);

impl<T: Serialize> Serialize for Part<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Ok(known) => known.serialize(serializer),
            Err(few) => serializer.collect_map([("too_few", few)]),
        }
    }
}

/// The effects on both measures, each known or not.
struct BothParts<'a>(&'a Result<BothEffects, TooFew>);

impl Serialize for BothParts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Ok(both) => {
                let mut object = serializer.serialize_map(Some(2))?;
                object.serialize_entry("outcome", &Part(&both.outcome))?;
                object.serialize_entry("margin", &both.margin)?;
                object.end()
            }
            Err(few) => serializer.collect_map([("too_few", few)]),
        }
    }
}

impl<'a> Document<'a> {
    fn of(report: &'a SimulationReport<'a>) -> Self {
        let columns = report.sample.columns();
        let Findings { variants, comparisons, .. } = report.findings;
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
            inputs: columns
                .inputs
                .iter()
                .map(|input| Input {
                    path: &input.path,
                    unit: &input.unit,
                    group: &columns.groups[input.group],
                    note: report.beliefs.iter().find(|note| note.path == input.path),
                })
                .collect(),
            variants: variants.iter().map(Variant::of).collect(),
            comparisons,
            tornado: Part(&report.findings.tornado),
            curves: Part(&report.findings.curves),
            effects: BothParts(&report.findings.effects),
            failures: Part(&report.findings.failures),
            successes: Part(&report.findings.successes),
            blockers: report.findings.blockers.as_ref().map(Part),
            home: report.home,
            asking: Part(&report.findings.asking),
            inverse: report.findings.inverse.as_ref().map(Part),
            forecasts: report.forecasts,
        }
    }
}

impl<'a> Variant<'a> {
    fn of(found: &'a VariantFindings) -> Self {
        Self {
            outcomes: &found.outcomes,
            contents: found.contents.as_ref().map(Part),
            course: found.course.as_ref(),
            gains: found.gains.as_ref().map(Part),
        }
    }
}
