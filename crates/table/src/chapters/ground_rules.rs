//! The rules that the seats have agreed on for these talks.

use serde::{Deserialize, Serialize};

use crate::act::Perform;
use crate::doing::Doing;
use crate::event::Happening;
use crate::{
    By, Chapter, During, Event, Facts, Hash, Kind, Name, Refusal, Retention, Role, Rule, Signature, Signed,
    Writes, limits,
};

/// What ground rules can set; each has a default that holds until others are in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Whether the parties may meet in direct contact, by mutual opt-in.
    pub direct_contact: bool,
    /// The longest direct contact, in minutes.
    pub direct_contact_minutes_max: u32,
    /// Whether what the mediator's team conveys needs a second person's release.
    pub second_person: bool,
    /// Whether an accepted mediator's proposal binds, or is an agreement in principle.
    pub accepted_proposal_binds: bool,
    /// Whether nothing is agreed until everything is agreed: agreed articles can then be reopened by any party.
    pub nothing_agreed_until_all: bool,
    /// The largest attachment, in bytes.
    pub attachment_bytes_max: u64,
    /// Days after the end of the talks until working content is erased: at most `talks_days`.
    pub working_days: u32,
    /// Days after the end of the talks until all content is erased that is not kept for ever.
    pub talks_days: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            direct_contact: true,
            direct_contact_minutes_max: 120,
            second_person: false,
            accepted_proposal_binds: false,
            nothing_agreed_until_all: true,
            attachment_bytes_max: crate::limits::ATTACHMENT_MAX,
            working_days: 30,
            talks_days: 3650,
        }
    }
}

/// One version of the ground rules.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Version {
    /// The number of the event that put it.
    pub item: u32,
    /// The hash that seats sign.
    pub hash: Hash,
    /// What it sets.
    pub settings: Settings,
    /// The signatures of the seats that have signed it.
    pub signatures: Vec<Signature>,
}

impl Version {
    /// Whether a seat has signed it.
    #[must_use]
    pub fn is_signed_by(&self, seat: &Name) -> bool {
        self.signatures.iter().any(|signature| crate::signature::is_of(signature, seat))
    }
}

/// The ground rules as all seats know them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct GroundRules {
    /// What holds.
    pub settings: Settings,
    /// Which version holds, counted from 1; none before one was signed by all.
    pub in_force: Option<u32>,
    /// All that were put, in order: the last is the one that can be signed.
    pub versions: Vec<Version>,
}

impl GroundRules {
    pub(crate) fn take(&mut self, event: &Event) {
        match &event.kind {
            Kind::GroundRulesPut(put) => self.versions.push(Version {
                item: event.id.number,
                hash: put.hash,
                settings: put.settings.clone(),
                signatures: Vec::new(),
            }),
            Kind::GroundRulesSigned(signed) => {
                if let Some(version) = self.versions.last_mut() {
                    version.signatures.extend(signed.signed.signatures.iter().cloned());
                }
            }
            Kind::GroundRulesInForce(in_force) => {
                let version = (in_force.version as usize).checked_sub(1).and_then(|at| self.versions.get(at));
                if let Some(version) = version {
                    self.settings = version.settings.clone();
                    self.in_force = Some(in_force.version);
                }
            }
            _ => {}
        }
    }
}

/// A version of the ground rules was put.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroundRulesPut {
    /// Counted from 1.
    pub version: u32,
    /// The hash that seats sign: of the JSON `[text, settings]`.
    pub hash: Hash,
    /// The rules in words: the format, the media, recordings, attribution, languages, the calendar.
    pub text: String,
    /// What the table itself holds the seats to.
    pub settings: Settings,
}

/// Puts a version of the ground rules, for every seat to sign.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutGroundRules {
    /// The rules in words.
    pub text: String,
    /// What the table itself holds the seats to; what is left out has its default.
    #[serde(default)]
    pub settings: Settings,
}

impl Perform for PutGroundRules {
    const FACTS: Facts = Facts {
        name: "put_ground_rules",
        chapter: Chapter::GroundRules,
        does: "Puts a version of the ground rules, in words and settings, for every seat to sign.",
        by: By::Mediator,
        least: Role::Head,
        during: During::Standing,
        when: "They differ from the version that was put last.",
        changes: "Only this version can be signed from now on. What is in force stays so until all have signed this one.",
        writes: &[Writes::Joint],
        refusals: &[Rule::Twice],
        example: "do: put_ground_rules\ntext: Nobody speaks to the press of what is on the table.\nsettings: { second_person: true, direct_contact_minutes_max: 30 }",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        limits::text("text", &self.text)?;
        let settings = self.settings;
        if settings.direct_contact && settings.direct_contact_minutes_max == 0 {
            return Err(Refusal::new(
                Rule::Malformed,
                "direct contact is allowed for 0 minutes",
                "Give it a minute at least, or set `direct_contact` to false.",
            ));
        }
        if settings.working_days > settings.talks_days {
            return Err(Refusal::new(
                Rule::Malformed,
                format!(
                    "working content would be kept for {} days, and everything else for {}",
                    settings.working_days, settings.talks_days
                ),
                "Let `working_days` be at most `talks_days`.",
            ));
        }
        let versions = &on.joint().ground_rules.versions;
        let hash = Hash::of_value(&(&self.text, &settings));
        if versions.last().is_some_and(|last| last.hash == hash) {
            return Err(Refusal::new(
                Rule::Twice,
                "these are the ground rules that were put last",
                "Seats sign them with `sign_ground_rules`.",
            ));
        }
        let version = versions.len() as u32 + 1;
        on.write_joint(GroundRulesPut { version, hash, text: self.text, settings });
        Ok(())
    }
}

/// A seat signed the ground rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroundRulesSigned {
    /// The signature, and what of.
    pub signed: Signed,
}

/// Ground rules hold from now on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroundRulesInForce {
    /// Which version.
    pub version: u32,
    /// What all have signed.
    pub signed: Signed,
}

/// Signs the ground rules that were put last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignGroundRules {
    /// Their hash.
    pub hash: Hash,
    /// The signature over it.
    #[serde(default)]
    pub signature: Option<String>,
}

impl Perform for SignGroundRules {
    const FACTS: Facts = Facts {
        name: "sign_ground_rules",
        chapter: Chapter::GroundRules,
        does: "Signs the ground rules that were put last, by their hash.",
        by: By::Any,
        least: Role::Head,
        during: During::Standing,
        when: "Ground rules were put, and this seat sits at the table and has not signed them.",
        changes: "All see that this seat has signed. With the last signature of the mediator and of all parties that sit at the table (two at least) they are in force.",
        writes: &[Writes::Joint],
        refusals: &[
            Rule::NoSuchItem,
            Rule::NoConsent,
            Rule::Superseded,
            Rule::WrongHash,
            Rule::Twice,
            Rule::NotSigned,
        ],
        example: "do: sign_ground_rules\nhash: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let joint = on.joint();
        let versions = &joint.ground_rules.versions;
        let Some(last) = versions.last() else {
            return Err(Refusal::new(
                Rule::NoSuchItem,
                "no ground rules have been put",
                "The mediator puts them with `put_ground_rules`.",
            ));
        };
        let seat = &on.who.seat;
        if !joint.convening.is_mediator(seat) {
            joint.convening.expect_seated(seat)?;
        }
        let version = versions.len() as u32;
        let stands = format!("Version {version} was put last, with the hash {}.", last.hash);
        if last.hash != self.hash {
            let earlier = versions.iter().any(|earlier| earlier.hash == self.hash);
            return Err(match earlier {
                true => Refusal::new(Rule::Superseded, "a later version was put since", stands),
                false => Refusal::new(Rule::WrongHash, "this is not the hash of the ground rules", stands),
            });
        }
        if last.is_signed_by(seat) {
            return Err(Refusal::new(
                Rule::Twice,
                "your seat has signed these ground rules",
                "A new version can be signed when the mediator puts one.",
            ));
        }
        let what = format!("ground rules, version {version}");
        let signature = crate::signature::check(on, &what, self.hash, self.signature)?;
        let mut signatures = last.signatures.clone();
        signatures.push(signature.clone());
        let signed = Signed { what: what.clone(), hash: self.hash, signatures: vec![signature] };
        on.write_joint(GroundRulesSigned { signed });
        // Decided with a signature and not with a departure: nobody who leaves in protest enacts what it would not sign.
        let has = |seat: &Name| signatures.iter().any(|signature| crate::signature::is_of(signature, seat));
        let mediator = joint.convening.mediator.as_ref().is_some_and(|mediator| has(&mediator.seat));
        let all = joint.convening.seated().all(has) && joint.convening.seated().count() >= 2;
        if mediator && all && joint.ground_rules.in_force != Some(version) {
            let signed = Signed { what, hash: self.hash, signatures };
            on.write_joint(GroundRulesInForce { version, signed });
        }
        Ok(())
    }
}

macro_rules! permanent {
    ($($event:ty),*) => {$(impl Happening for $event { const RETENTION: Retention = Retention::Permanent; })*};
}

permanent!(GroundRulesPut, GroundRulesSigned, GroundRulesInForce);
