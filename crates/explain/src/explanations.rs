use serde::Serialize;

use crate::few::{TooFew, told, told_if};
use crate::pulls::Pulls;
use crate::{
    Asking, Blockers, BothEffects, Comparison, Contents, Course, Curve, Event, Gains, Outcomes, Sample,
    Scenarios, Tornado,
};
use crate::{asking, tornado, words};

/// Draws that a sample must have for bars and for what to ask.
const DRAWS_MIN: usize = 1_000;
/// The most draws that explanations take: the first so many, which are a sample by themselves.
pub const DRAWS_MAX: usize = 131_072;

/// All that a sample says. Where it cannot carry an answer, [`TooFew`] stands instead (in JSON `{"too_few": …}`).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanations {
    /// By variant: the outcome classes.
    pub outcomes: Vec<Outcomes>,
    /// What the deals of the first variant hold.
    #[serde(serialize_with = "told_if")]
    pub contents: Option<Result<Contents, TooFew>>,
    /// The time that the first variant's deals take.
    pub course: Option<Course>,
    /// What the first variant's deals bring, and to whom.
    #[serde(serialize_with = "told_if")]
    pub gains: Option<Result<Gains, TooFew>>,
    /// Every other variant beside the first.
    pub comparisons: Vec<Comparison>,
    /// P(in force) given each input.
    #[serde(serialize_with = "told")]
    pub curves: Result<Vec<Curve>, TooFew>,
    /// P(in force) at the ends of each belief.
    #[serde(serialize_with = "told")]
    pub tornado: Result<Tornado, TooFew>,
    /// Which groups drive the outcome and the margin.
    #[serde(serialize_with = "told")]
    pub effects: Result<BothEffects, TooFew>,
    /// Where there is no deal in force.
    #[serde(serialize_with = "told")]
    pub failures: Result<Scenarios, TooFew>,
    /// Where there is one.
    #[serde(serialize_with = "told")]
    pub successes: Result<Scenarios, TooFew>,
    /// What blocks, and what unblocks; `None` where no draw is blocked.
    #[serde(serialize_with = "told_if")]
    pub blockers: Option<Result<Blockers, TooFew>>,
    /// What to ask first.
    #[serde(serialize_with = "told")]
    pub asking: Result<Asking, TooFew>,
}

/// A heading and the sentences under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Section {
    /// The heading.
    pub title: &'static str,
    /// The sentences.
    pub sentences: Vec<String>,
}

/// Makes all explanations, on as many cores as there are; they do not depend on how many.
#[must_use]
pub fn explain(sample: &Sample) -> Explanations {
    let variants = sample.columns().variants.len();
    let ((effects, (tornado, asking)), ((failures, successes), rest)) = rayon::join(
        || rayon::join(|| crate::effects(sample, 0), || by_pulls(sample)),
        || {
            rayon::join(
                || rayon::join(|| crate::scenarios(sample, 0, false), || crate::scenarios(sample, 0, true)),
                || (crate::contents(sample, 0), crate::gains(sample, 0), crate::blockers(sample)),
            )
        },
    );
    let (contents, gains, blockers) = rest;
    Explanations {
        outcomes: (0..variants).map(|variant| crate::outcomes(sample, variant)).collect(),
        contents,
        course: crate::course(sample, 0),
        gains,
        comparisons: crate::comparisons(sample),
        curves: crate::curves(sample, 0),
        tornado,
        effects,
        failures,
        successes,
        blockers,
        asking,
    }
}

/// What is made of the same regressions.
fn by_pulls(sample: &Sample) -> (Result<Tornado, TooFew>, Result<Asking, TooFew>) {
    if let Err(few) = TooFew::unless("draws", sample.draws(), DRAWS_MIN) {
        return (Err(few.clone()), Err(few));
    }
    let shares = sample.shares(0, Event::InForce);
    let pulls = Pulls::of(sample, &shares);
    (Ok(tornado::with(sample, &shares, &pulls)), Ok(asking::with(sample, &shares, &pulls)))
}

impl Explanations {
    /// All in words, section by section, in the order in which an analyst asks.
    #[must_use]
    pub fn words(&self) -> Vec<Section> {
        let section = |title: &'static str, said: Vec<String>| Section {
            title,
            sentences: said.iter().map(|said| words::sentence(said)).collect(),
        };
        let few = |few: &TooFew| vec![format!("{few}.")];
        let mut sections = vec![section("Will there be a deal?", self.outcomes[0].words())];
        if !self.comparisons.is_empty() {
            let said = self.comparisons.iter().flat_map(Comparison::words).collect();
            sections.push(section("What another choice changes", said));
        }
        if let Some(contents) = &self.contents {
            sections.push(section("What it would hold", contents.as_ref().map_or_else(few, Contents::words)));
        }
        if let Some(course) = &self.course {
            sections.push(section("How long it takes", course.words()));
        }
        if let Some(gains) = &self.gains {
            sections.push(section("Who gains", gains.as_ref().map_or_else(few, Gains::words)));
        }
        sections.push(section("What moves it", self.tornado.as_ref().map_or_else(few, Tornado::words)));
        sections.push(section("What drives it", self.effects.as_ref().map_or_else(few, BothEffects::words)));
        let scenarios =
            |scenarios: &Result<Scenarios, TooFew>| scenarios.as_ref().map_or_else(few, Scenarios::words);
        sections.push(section("Where it fails", scenarios(&self.failures)));
        sections.push(section("Where it succeeds", scenarios(&self.successes)));
        if let Some(blockers) = &self.blockers {
            let said = blockers.as_ref().map_or_else(few, Blockers::words);
            sections.push(section("What blocks, and whose move would bring it", said));
        }
        sections.push(section("What to ask first", self.asking.as_ref().map_or_else(few, Asking::words)));
        sections
    }
}
