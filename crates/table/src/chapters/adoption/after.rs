use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Next, Stage, not_before};
use crate::act::Perform;
use crate::chapters::texts;
use crate::doing::Doing;
use crate::event::Happening;
use crate::state::State;
use crate::{
    By, Chapter, Compartment, During, Facts, Id, Kind, Refusal, Retention, Role, Rule, Writes, limits,
};

/// A body of a party ratified a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ratified {
    /// The text's number before all.
    pub text: u32,
    /// Which body.
    pub body: String,
    /// In its words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// A body of a party refused to ratify a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RatificationRefused {
    /// The text's number before all.
    pub text: u32,
    /// Which body.
    pub body: String,
    /// In its words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// A text entered into force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EnteredIntoForce {
    /// The text's number before all.
    pub text: u32,
}

/// A day of a signed text was named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DayNamed {
    /// The text's number before all.
    pub text: u32,
    /// What the day is called.
    pub name: String,
    /// The day.
    pub date: Date,
}

macro_rules! permanent {
    ($($event:ty),*) => {$(impl Happening for $event { const RETENTION: Retention = Retention::Permanent; })*};
}

permanent!(Ratified, RatificationRefused, EnteredIntoForce, DayNamed);

/// Whether this body of the actor's seat is the one whose ratification is awaited; the text's number.
fn expect_body(on: &Doing<'_>, id: &Id, body: &str, words: Option<&String>) -> Result<u32, Refusal> {
    let (number, text) = texts::find(on, id)?;
    limits::line("body's name", body)?;
    if let Some(words) = words {
        limits::text("words", words)?;
    }
    let adoption = &text.adoption;
    if adoption.put.is_some() {
        text.expect_changeable()?;
    }
    if !matches!(adoption.stage, Stage::Adopted | Stage::Signed | Stage::InForce) {
        return Err(Refusal::new(
            Rule::WrongState,
            format!("the text is {}", adoption.stage.words()),
            "What all have adopted or signed is ratified.",
        ));
    }
    let Some(ratification) = adoption.ratifications.get(&on.who.seat) else {
        return Err(Refusal::new(
            Rule::NotYours,
            "your seat has not put its hand to this text",
            "Those ratify who have adopted or signed.",
        ));
    };
    match ratification.next() {
        None => Err(Refusal::new(
            Rule::Twice,
            "nothing more is to be ratified by your seat",
            "Your seat is bound by its signature.",
        )),
        Some(Next::Body(next)) if next != body => Err(Refusal::new(
            Rule::NotTheTime,
            format!("`{body}` is not the body whose turn it is"),
            format!("The next is `{next}`, as your mandate has it."),
        )),
        Some(_) => Ok(number),
    }
}

/// Tells all that a body has ratified.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ratify {
    /// Which text.
    pub text: Id,
    /// Which body: the next of the mandate; of one's own choice where the mandate names none.
    pub body: String,
    /// In its words.
    #[serde(default)]
    pub words: Option<String>,
}

impl Perform for Ratify {
    const FACTS: Facts = Facts {
        name: "ratify",
        chapter: Chapter::Adoption,
        does: "Tells all that a body of one's side has ratified a text.",
        by: By::Party,
        least: Role::Head,
        during: During::Ever,
        when: "The text is adopted or signed and not put, ad referendum for this party, and it is this body's turn.",
        changes: "All see it. When all have ratified who must, the text enters into force as it says.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NoSuchItem, Rule::WrongState, Rule::NotYours, Rule::NotTheTime, Rule::Twice],
        example: "do: ratify\ntext: joint:9\nbody: parliament",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let text = expect_body(on, &self.text, &self.body, self.words.as_ref())?;
        on.write_joint(Ratified { text, body: self.body, words: self.words });
        Ok(())
    }
}

/// Tells all that a body refuses to ratify.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefuseRatification {
    /// Which text.
    pub text: Id,
    /// Which body: the next of the mandate; of one's own choice where the mandate names none.
    pub body: String,
    /// In its words.
    #[serde(default)]
    pub words: Option<String>,
}

impl Perform for RefuseRatification {
    const FACTS: Facts = Facts {
        name: "refuse_ratification",
        chapter: Chapter::Adoption,
        does: "Tells all that a body of one's side refuses to ratify a text.",
        by: By::Party,
        least: Role::Head,
        during: During::Ever,
        when: "The text is adopted or signed and not put, ad referendum for this party, and it is this body's turn.",
        changes: "All see it. The text does not enter into force; another can be opened.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NoSuchItem, Rule::WrongState, Rule::NotYours, Rule::NotTheTime, Rule::Twice],
        example: "do: refuse_ratification\ntext: joint:9\nbody: parliament\nwords: Not without the annex.",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let text = expect_body(on, &self.text, &self.body, self.words.as_ref())?;
        on.write_joint(RatificationRefused { text, body: self.body, words: self.words });
        Ok(())
    }
}

/// Names a day of a signed text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameDay {
    /// Which text.
    pub text: Id,
    /// What the day is called.
    pub name: String,
    /// The day; of a day that has a date already, its new one.
    pub date: Date,
}

impl Perform for NameDay {
    const FACTS: Facts = Facts {
        name: "name_day",
        chapter: Chapter::Adoption,
        does: "Names a day of a signed text, such as its implementation day, or gives it another date.",
        by: By::Mediator,
        least: Role::Head,
        during: During::Ever,
        when: "The text is signed or in force.",
        changes: "All see the day.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NoSuchItem, Rule::WrongState, Rule::Twice],
        example: "do: name_day\ntext: joint:9\nname: implementation day\ndate: 2026-01-16",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let (text, found) = texts::find(on, &self.text)?;
        limits::line("name", &self.name)?;
        if !matches!(found.adoption.stage, Stage::Signed | Stage::InForce) {
            return Err(Refusal::new(
                Rule::WrongState,
                format!("the text is {}", found.adoption.stage.words()),
                "Days are named of what all have signed.",
            ));
        }
        if found.adoption.days.get(&self.name) == Some(&self.date) {
            return Err(Refusal::new(
                Rule::Twice,
                format!("the {} is {} already", self.name, self.date),
                "Give another date, or another name.",
            ));
        }
        on.write_joint(DayNamed { text, name: self.name, date: self.date });
        Ok(())
    }
}

/// What enters into force now: all consent is there, and no day is awaited.
pub(crate) fn entered(state: &State, at: Timestamp) -> Option<(Compartment, Kind)> {
    let zone = &state.joint.convening.zone;
    let due = |text: &texts::Text| {
        text.adoption.is_complete()
            && not_before(text.newest().entry, zone).is_none_or(|not_before| not_before <= at)
    };
    let (text, _) = state.joint.texts.iter().find(|(_, text)| due(text))?;
    Some((Compartment::Joint, EnteredIntoForce { text }.into()))
}

/// What enters into force because its day has come.
pub(crate) fn struck(state: &State, text: u32) -> Vec<(Compartment, Kind)> {
    let complete = state.joint.texts.get(text).is_some_and(|text| text.adoption.is_complete());
    complete.then(|| (Compartment::Joint, EnteredIntoForce { text }.into())).into_iter().collect()
}
