use serde::{Deserialize, Serialize};

use crate::act::Perform;
use crate::doing::Doing;
use crate::event::Happening;
use crate::{By, Chapter, Content, During, Facts, Kind, Refusal, Retention, Role, Rule, Writes, limits};

/// The longest short word for tone or progress, in letters.
const WORD_MAX: usize = 60;

/// How a round went, as one seat sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Characterisation {
    /// The tone, in a word or two: `constructive`, `tense`.
    pub tone: String,
    /// The progress, in a word or two: `some`, `none`.
    pub progress: String,
    /// In the seat's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// A seat said how a round went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Characterised {
    /// Which round.
    pub round: u32,
    /// How.
    pub how: Content<Characterisation>,
}

impl Happening for Characterised {
    const RETENTION: Retention = Retention::Talks;

    fn erase(&mut self) {
        self.how.erase();
    }
}

/// Says how a round went, beside what the other seats say of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Characterise {
    /// Which round.
    pub round: u32,
    /// The tone, in a word or two.
    pub tone: String,
    /// The progress, in a word or two.
    pub progress: String,
    /// In one's own words.
    #[serde(default)]
    pub words: Option<String>,
}

impl Perform for Characterise {
    const FACTS: Facts = Facts {
        name: "characterise",
        chapter: Chapter::Communiques,
        does: "Says how a round went: its tone and its progress. It stands beside what the other seats say, and need not agree with it.",
        by: By::Any,
        least: Role::Member,
        during: During::Standing,
        when: "The seat sits at the table; the round has been opened, and its record is open: not all parties have accepted the decisions or noted a reservation.",
        changes: "All see it. A later one of the same seat supersedes it; what was superseded can still be read.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NoSuchItem, Rule::NoConsent, Rule::WrongState, Rule::Twice],
        example: "do: characterise\nround: 1\ntone: constructive\nprogress: some\nwords: Both sides want an agreement soon.",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let joint = on.joint();
        joint.convening.expect_present(&on.who.seat)?;
        for (what, word) in [("tone", &self.tone), ("progress", &self.progress)] {
            limits::line(what, word)?;
            let length = word.chars().count();
            if length > WORD_MAX {
                return Err(Refusal::new(
                    Rule::TooLong,
                    format!("the {what} has {length} letters"),
                    format!("At most {WORD_MAX}; say more in `words`."),
                ));
            }
        }
        if let Some(words) = &self.words {
            limits::text("words", words)?;
        }
        let round = joint.rounds.expect(self.round)?;
        if round.opened.is_none() {
            return Err(Refusal::new(
                Rule::WrongState,
                format!("round {} is {}, and was never opened", self.round, round.state.word()),
                "A round is characterised once it has begun.",
            ));
        }
        if joint.decisions.is_complete(self.round, &joint.convening) {
            return Err(Refusal::new(
                Rule::WrongState,
                format!("the record of round {} is complete", self.round),
                "What stands beside it stays; `say` and `state` are open.",
            ));
        }
        let how = Characterisation { tone: self.tone, progress: self.progress, words: self.words };
        let mine = joint.communiques.characterisations.get(&self.round);
        let last = mine.and_then(|seats| seats.get(&on.who.seat)?.last().copied());
        let last = last.and_then(|number| joint.log.get(number)).map(|event| &event.kind);
        if matches!(last, Some(Kind::Characterised(last)) if last.how.get() == Some(&how)) {
            return Err(Refusal::new(
                Rule::Twice,
                "this is what your seat has said of the round",
                "Another characterisation supersedes it.",
            ));
        }
        on.write_joint(Characterised { round: self.round, how: how.into() });
        Ok(())
    }
}
