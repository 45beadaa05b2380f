//! The mediator's own proposal: in writing, with an expiry, answered sealed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Terms;
use super::proposing::expect_later;
use crate::act::Perform;
use crate::chapters::agenda::all_seated;
use crate::chapters::questions::Question;
use crate::doing::Doing;
use crate::event::Happening;
use crate::{By, Chapter, During, Facts, Hash, PackageTerms, Refusal, Retention, Role, Rule, Writes};

/// The mediator put a proposal of its own to the parties.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MediatorsProposalPut {
    /// The packages, full or partial: one of them is to be chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub packages: Vec<PackageTerms>,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Whether it binds once all have accepted it, or is an agreement in principle.
    pub binds: bool,
    /// What is asked.
    pub question: Question,
}

impl MediatorsProposalPut {
    pub(super) fn terms(&self) -> Terms {
        Terms { packages: self.packages.clone(), conditions: Vec::new(), text: self.text.clone() }
    }
}

impl Happening for MediatorsProposalPut {
    const RETENTION: Retention = Retention::Permanent;

    fn question(&self) -> Option<&Question> {
        Some(&self.question)
    }
}

/// Puts a proposal of the mediator's to all parties at the table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutMediatorsProposal {
    /// The packages, full or partial; where there are several, a yes names one.
    #[serde(default)]
    pub packages: Vec<PackageTerms>,
    /// In words.
    #[serde(default)]
    pub text: Option<String>,
    /// Until when it can be answered.
    pub until: Timestamp,
    /// Whether it binds once all have accepted it: as the ground rules say where nothing is said here.
    #[serde(default)]
    pub binds: Option<bool>,
}

impl Perform for PutMediatorsProposal {
    const FACTS: Facts = Facts {
        name: "put_mediators_proposal",
        chapter: Chapter::Proposals,
        does: "Puts a proposal of the mediator's own to all parties at the table, in writing and with an expiry.",
        by: By::Mediator,
        least: Role::Head,
        during: During::UnderWay,
        when: "Two parties at least sit at the table. It binds only where the ground rules say that an accepted proposal does.",
        changes: "Each party answers it with `answer`, sealed; where it binds, a yes is signed. If all say yes in time, to the same package, all learn that it is agreed; else, at its expiry, that there is no agreement, and no more.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NoConsent, Rule::Space, Rule::NotTheTime, Rule::GroundRules],
        example: "do: put_mediators_proposal\npackages: [{ deposit: \"600\", moving_out: 30 June }]\ntext: As discussed with each of you.\nuntil: 2025-06-10T16:00:00Z",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let joint = on.joint();
        let terms = Terms { packages: self.packages, conditions: Vec::new(), text: self.text };
        terms.check(&joint.agenda.issues)?;
        expect_later(on, self.until)?;
        let to = all_seated(&joint.convening)?;
        let ruled = joint.ground_rules.settings.accepted_proposal_binds;
        let binds = self.binds.unwrap_or(ruled);
        if binds && !ruled {
            return Err(Refusal::new(
                Rule::GroundRules,
                "an accepted proposal is an agreement in principle under the ground rules in force",
                "Leave `binds` out, or agree on ground rules with `accepted_proposal_binds` first.",
            ));
        }
        let question = Question {
            to,
            until: Some(self.until),
            signs: binds.then(|| "mediator's proposal".to_owned()),
            hash: Hash::of_value(&(&terms.packages, &terms.text, &self.until, binds)),
            options: terms.options(),
        };
        let Terms { packages, text, .. } = terms;
        on.write_joint(MediatorsProposalPut { packages, text, binds, question });
        Ok(())
    }
}
