//! What is common to the formats of other software: how they are read and what writing them gives.

use wasit_model::{Mediator, Party, Preferences, Round, Space, Talks, TalksError};

use crate::scenario::Evaluations;

/// How files of other software are read.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReadOptions {
    /// How GENIUS evaluations are taken; other formats have one way only.
    pub evaluations: Evaluations,
}

/// A scenario as files, and what they do not say.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// Names of files, without folders, and what stands in them.
    pub files: Vec<(String, Vec<u8>)>,
    /// What the format cannot express and the files therefore lack, each in a sentence.
    pub lost: Vec<String>,
}

/// The legs that each party has in talks of a format that says nothing of time.
pub(crate) const LEGS_PER_PARTY: u32 = 100;
/// Who sits for a party in talks of a format that says nothing of strategies.
pub(crate) const PARTY_STRATEGY: &str = "boulware";
/// The mediator of talks of a format that knows none.
pub(crate) const MEDIATOR: &str = "mediator";
/// Who sits for the mediator in talks of a format that knows none.
pub(crate) const MEDIATOR_STRATEGY: &str = "courier";

/// Talks about `space` between `parties`, each a name and what it wants. What other formats cannot say is set:
/// `boulware` at every party's seat, a courier between them, one round with 100 legs for each party.
///
/// # Errors
/// Where there are too few or too many parties, or two of one name.
pub(crate) fn talks_of(
    title: &str,
    space: Space,
    parties: Vec<(String, Preferences)>,
) -> Result<Talks, TalksError> {
    let legs = LEGS_PER_PARTY.saturating_mul(parties.len().max(1) as u32);
    let party = |(name, preferences): (String, Preferences)| Party {
        title: name.clone(),
        name,
        strategy: PARTY_STRATEGY.to_owned(),
        preferences,
        home: None,
    };
    let talks = Talks {
        title: title.to_owned(),
        note: None,
        space,
        parties: parties.into_iter().map(party).collect(),
        mediator: Mediator {
            title: MEDIATOR.to_owned(),
            name: MEDIATOR.to_owned(),
            strategy: MEDIATOR_STRATEGY.to_owned(),
        },
        rounds: vec![Round { legs, ..Round::default() }],
    };
    talks.check()?;
    Ok(talks)
}
