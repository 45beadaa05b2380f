//! What the field's formats have in common: how they are read, what writing gives, and what they leave unsaid.

use wasit_model::{Mediator, Party, Preferences, Round, Space, Talks, TalksError};

use crate::scenario::Evaluations;

/// How scenarios of the field's formats are read.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReadOptions {
    /// How GENIUS evaluations are taken; other formats do not ask.
    pub evaluations: Evaluations,
}

/// Talks as files of some format.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// Name and bytes of each file.
    pub files: Vec<(String, Vec<u8>)>,
    /// What the format cannot express and the files therefore lack, each in a sentence.
    pub lost: Vec<String>,
}

/// The mediator of talks whose files know of none.
pub(crate) const MEDIATOR: &str = "mediator";
/// What the mediator plays in such talks.
pub(crate) const MEDIATOR_STRATEGY: &str = "courier";
/// What every party plays in such talks.
pub(crate) const PARTY_STRATEGY: &str = "boulware";
/// How many legs such talks have for each party, so that a direct table gets as many steps.
pub(crate) const LEGS_PER_PARTY: u32 = 100;

/// Talks with what the field's formats cannot say set to its default: every party plays `boulware`, a mediator called
/// `mediator` is the courier, and one round has a hundred legs for each party.
///
/// # Errors
/// Any [`TalksError`]: too few or too many parties, or two seats of one name.
pub(crate) fn talks_of(
    title: &str,
    space: Space,
    parties: Vec<(String, Preferences)>,
) -> Result<Talks, TalksError> {
    let legs = LEGS_PER_PARTY.saturating_mul(u32::try_from(parties.len()).unwrap_or(u32::MAX));
    let party = |(name, preferences): (String, Preferences)| Party {
        title: name.clone(),
        name,
        strategy: PARTY_STRATEGY.into(),
        preferences,
    };
    let talks = Talks {
        title: title.to_owned(),
        note: None,
        space,
        parties: parties.into_iter().map(party).collect(),
        mediator: Mediator {
            name: MEDIATOR.into(),
            title: MEDIATOR.into(),
            strategy: MEDIATOR_STRATEGY.into(),
        },
        rounds: vec![Round { legs, ..Round::default() }],
    };
    talks.check()?;
    Ok(talks)
}
