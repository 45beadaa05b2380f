use jiff::{Timestamp, tz};
use serde::{Deserialize, Serialize};

use super::{Entry, Stage, Step};
use crate::act::Perform;
use crate::chapters::convening::Presence;
use crate::chapters::texts::{self, EntrySet};
use crate::doing::Doing;
use crate::event::Happening;
use crate::{By, Chapter, During, Facts, Id, Name, Question, Refusal, Retention, Role, Rule, Writes};

/// A text was put for initialling, adoption or signature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TextPut {
    /// The text's number before all.
    pub text: u32,
    /// Its version.
    pub version: u32,
    /// For what.
    pub step: Step,
    /// Whether every party puts its hand to it ad referendum.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ad_referendum: bool,
    /// The question: its hash is the version's.
    #[serde(flatten)]
    pub question: Question,
}

impl Happening for TextPut {
    const RETENTION: Retention = Retention::Permanent;

    fn question(&self) -> Option<&Question> {
        Some(&self.question)
    }
}

/// Puts a clean text for initialling, adoption or signature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutText {
    /// Which.
    pub text: Id,
    /// Its version, to be sure: the newest.
    #[serde(default)]
    pub version: Option<u32>,
    /// For what.
    pub step: Step,
    /// Whether every party puts its hand to it ad referendum.
    #[serde(default)]
    pub ad_referendum: bool,
    /// Until when it can be answered.
    #[serde(default)]
    pub until: Option<Timestamp>,
}

impl Perform for PutText {
    const FACTS: Facts = Facts {
        name: "put_text",
        chapter: Chapter::Adoption,
        does: "Puts a clean text to all parties for initialling, adoption or signature, by the hash of its newest version.",
        by: By::Mediator,
        least: Role::Head,
        during: During::UnderWay,
        when: "It is a draft without brackets, not put already, and not past this step; for adoption and signature every article is agreed or closed. Every party that has taken its seat is there, and there are two at least.",
        changes: "Parties answer with their signature, sealed. While it is put the text cannot be changed; when all have signed, all get the signatures, and the text is initialled, adopted or signed: ad referendum for a party that has named bodies which must ratify.",
        writes: &[Writes::Joint],
        refusals: &[
            Rule::NoSuchItem,
            Rule::WrongState,
            Rule::Twice,
            Rule::Superseded,
            Rule::Brackets,
            Rule::NotAgreed,
            Rule::NoConsent,
            Rule::NotTheTime,
        ],
        example: "do: put_text\ntext: joint:9\nstep: signature\nad_referendum: true\nuntil: 2025-06-20T12:00:00Z",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let (number, text) = texts::find(on, &self.text)?;
        text.expect_draft()?;
        if text.adoption.put.is_some() || text.adoption.stage == Stage::NotRatified {
            text.expect_changeable()?;
        }
        if self.step.stage() <= text.adoption.stage {
            return Err(Refusal::new(
                Rule::Twice,
                format!("the text is {} already", text.adoption.stage.words()),
                "Initialling comes before adoption, and adoption before signature; each may be left out.",
            ));
        }
        let version = text.newest();
        if self.version.is_some_and(|given| given != version.number) {
            return Err(Refusal::new(
                Rule::Superseded,
                "this is not the newest version of the text",
                format!("Version {} stands.", version.number),
            ));
        }
        let brackets = version.brackets();
        if brackets > 0 {
            return Err(Refusal::new(
                Rule::Brackets,
                format!("the text has {brackets} brackets"),
                "All parties lift them, or the mediator revises their articles in one-text mode.",
            ));
        }
        let open: Vec<&str> = text
            .statuses()
            .filter(|(_, status)| !status.is_settled())
            .map(|(article, _)| article.id.as_str())
            .collect();
        if self.step != Step::Initialling && !open.is_empty() {
            return Err(Refusal::new(
                Rule::NotAgreed,
                format!("not all parties have agreed to {}", open.join(", ")),
                "Each article is agreed first, or the whole text is initialled.",
            ));
        }
        let to = signatories(on)?;
        if self.until.is_some_and(|until| until <= on.at) {
            return Err(Refusal::new(
                Rule::NotTheTime,
                "the time to answer is over before it begins",
                "Give an `until` that lies ahead.",
            ));
        }
        let ad_referendum = if self.ad_referendum { ", ad referendum" } else { "" };
        let signs =
            format!("text {}, version {}, {}{ad_referendum}", self.text, version.number, self.step.word());
        let question = Question { to, until: self.until, signs: Some(signs), hash: version.hash, options: 1 };
        on.write_joint(TextPut {
            text: number,
            version: version.number,
            step: self.step,
            ad_referendum: self.ad_referendum,
            question,
        });
        Ok(())
    }
}

/// The parties that a text is put to: all that have taken their seats, and each of them is there.
fn signatories(on: &Doing<'_>) -> Result<Vec<Name>, Refusal> {
    let convening = &on.joint().convening;
    for (seat, presence) in &convening.presence {
        if *presence == Presence::Away {
            convening.expect_seated(seat)?;
        }
    }
    let to: Vec<Name> = convening.seated().cloned().collect();
    if to.len() < 2 {
        return Err(Refusal::new(
            Rule::NoConsent,
            "fewer than two parties sit at the table",
            "The mediator invites them with `invite`.",
        ));
    }
    Ok(to)
}

/// Sets when a text enters into force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetEntry {
    /// Which text.
    pub text: Id,
    /// On signature, on ratification, or a date.
    pub on: Entry,
}

impl Perform for SetEntry {
    const FACTS: Facts = Facts {
        name: "set_entry",
        chapter: Chapter::Adoption,
        does: "Sets when a text enters into force: on signature, on ratification, or on a date.",
        by: By::Mediator,
        least: Role::Member,
        during: During::UnderWay,
        when: "The text is a draft, and neither put nor initialled; a date lies ahead.",
        changes: "A version is made: the entry into force is part of what is signed. Where none is set, a text enters into force once the consent of all is established.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NoSuchItem, Rule::WrongState, Rule::NotTheTime, Rule::Twice],
        example: "do: set_entry\ntext: joint:9\non: ratification",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let (number, text) = texts::find(on, &self.text)?;
        text.expect_draft()?;
        text.expect_changeable()?;
        if let Entry::On(date) = self.on {
            let zone = tz::TimeZone::get(&on.joint().convening.zone).unwrap_or(tz::TimeZone::UTC);
            let today = on.at.to_zoned(zone).date();
            if date <= today {
                return Err(Refusal::new(
                    Rule::NotTheTime,
                    format!("{date} does not lie ahead: it is {today} where the talks are held"),
                    "Give a later date, or `signature`.",
                ));
            }
        }
        if text.newest().entry == Some(self.on) {
            return Err(Refusal::new(
                Rule::Twice,
                format!("the text enters into force on {} already", self.on),
                "Give `signature`, `ratification` or a date.",
            ));
        }
        let set = text.redraft(number, EntrySet { on: self.on }, Some(&on.who.seat));
        let set = set.ok_or_else(|| {
            Refusal::new(Rule::Malformed, "the text has no place for this", "Look at the text as it stands.")
        })?;
        on.write_joint(set);
        Ok(())
    }
}
