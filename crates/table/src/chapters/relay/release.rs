use serde::{Deserialize, Serialize};

use super::attaching::some;
use super::drafting::{drafted, text, withdrawn};
use super::{Attribution, Consent, Conveyed, Countersigned, Delivered, SentOn, attached_to, consent};
use crate::act::Perform;
use crate::doing::Doing;
use crate::{By, Chapter, During, Facts, Id, Name, Refusal, Role, Rule, Writes};

/// Releases a rendering as a second person of the team.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Countersign {
    /// The rendering.
    pub rendering: Id,
}

impl Perform for Countersign {
    const FACTS: Facts = Facts {
        name: "countersign",
        chapter: Chapter::Relay,
        does: "Releases a rendering as a second person of the team.",
        by: By::Mediator,
        least: Role::Member,
        during: During::Standing,
        when: "Somebody else has rendered it; it was neither conveyed nor recalled nor superseded.",
        changes: "Where the ground rules ask for a second person, it can now be conveyed. Nobody but the team is told.",
        writes: &[Writes::Delegation],
        refusals: &[Rule::NoSuchItem, Rule::SecondPerson, Rule::Withdrawn, Rule::Superseded, Rule::Twice],
        example: "do: countersign\nrendering: delegation/oman:7",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.mediator()?;
        let rendering = drafted(&sight, &self.rendering)?;
        if rendering.by == sight.who.member {
            return Err(Refusal::new(
                Rule::SecondPerson,
                format!("you have rendered {} yourself", self.rendering),
                "Another member of the team can countersign it.",
            ));
        }
        if let Some(by) = &rendering.countersigned_by {
            return Err(Refusal::new(
                Rule::Twice,
                format!("`{by}` has countersigned {}", self.rendering),
                "It can be conveyed with `convey` once its senders' consent allows it.",
            ));
        }
        on.write_delegation(Countersigned { rendering: self.rendering.number });
        Ok(())
    }
}

/// Conveys a rendering to its recipients.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Convey {
    /// The rendering.
    pub rendering: Id,
}

impl Perform for Convey {
    const FACTS: Facts = Facts {
        name: "convey",
        chapter: Chapter::Relay,
        does: "Conveys a rendering to its recipients, exactly as it was approved.",
        by: By::Mediator,
        least: Role::Member,
        during: During::UnderWay,
        when: "Each sender has approved it where the disclosure of its items demands that, none has declined, all items stand, senders and recipients sit at the table, and a second person has countersigned it where the ground rules ask for one.",
        changes: "Each recipient has the words, what goes with them and as whose they are; a sender is named only where it has allowed it. Senders who were asked learn that it has gone out; nobody else learns anything.",
        writes: &[Writes::Rooms, Writes::Delegation],
        refusals: &[
            Rule::NoSuchItem,
            Rule::NoConsent,
            Rule::Disclosure,
            Rule::NotAgreed,
            Rule::Withdrawn,
            Rule::Superseded,
            Rule::SecondPerson,
            Rule::Twice,
        ],
        example: "do: convey\nrendering: delegation/oman:7",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let sight = on.mediator()?;
        let rendering = drafted(&sight, &self.rendering)?;
        let text = text(&sight, &self.rendering)?;
        for seat in rendering.to.iter().chain(rendering.senders()) {
            sight.joint.convening.expect_seated(seat)?;
        }
        let mut from: Vec<Name> = Vec::new();
        for seat in rendering.senders() {
            match consent(&sight, rendering, text, seat) {
                Consent::NotNeeded | Consent::Given { named: true } => from.push(seat.clone()),
                Consent::Given { named: false } => {}
                Consent::NotAsked => return Err(not_asked(&self.rendering, seat)),
                Consent::Awaited => {
                    return Err(not_agreed(format!("`{seat}` has not approved {}", self.rendering)));
                }
                Consent::Refused => {
                    return Err(not_agreed(format!("`{seat}` does not approve {}", self.rendering)));
                }
                Consent::Withdrawn => return Err(withdrawn(seat)),
            }
        }
        if sight.joint.ground_rules.settings.second_person && rendering.countersigned_by.is_none() {
            return Err(Refusal::new(
                Rule::SecondPerson,
                format!("nobody has countersigned {}", self.rendering),
                "Another member of the team than who rendered it releases it with `countersign`.",
            ));
        }
        if rendering.attribution != Attribution::Sender {
            from.clear();
        }
        let attribution = match rendering.attribution {
            Attribution::Sender if from.is_empty() => Attribution::Unattributed,
            attribution => attribution,
        };
        let mut items = Vec::new();
        for seat in &rendering.to {
            let conveyed = Conveyed {
                text: text.to_owned().into(),
                attribution,
                from: from.clone(),
                attachments: some(attached_to(&sight, self.rendering.number).to_vec()),
            };
            items.push(on.write_room(sight, seat, conveyed));
        }
        for seat in rendering.senders() {
            if let Some(request) = rendering.request_to(seat) {
                on.write_room(sight, seat, SentOn { request });
            }
        }
        on.write_delegation(Delivered { rendering: self.rendering.number, items });
        Ok(())
    }
}

fn not_asked(rendering: &Id, seat: &Name) -> Refusal {
    Refusal::new(
        Rule::Disclosure,
        format!("`{seat}` has not been asked about {rendering}, and what it said may not go so far"),
        "Ask for its approval with `seek_approval`, or render it as its disclosure allows.",
    )
}

fn not_agreed(because: String) -> Refusal {
    Refusal::new(Rule::NotAgreed, because, "Wait for its approval, or render it anew and ask again.")
}
