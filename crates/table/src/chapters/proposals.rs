//! Packages that parties put forward, what the mediator carries of them, and how they become an agreement.
//!
//! > Nothing that a party says is an offer until it is proposed, and nothing that is proposed goes further than the
//! > mediator carries it.
//!
//! A proposal stands in its maker's room. Carried, it has a copy, with a number of its own, in each room that it was
//! carried to; which copy is of which proposal is known to the mediator's team alone. Copies are answered sealed. What
//! all others have accepted in the same form is an agreement, and only that is told to all.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::chapters::convening::Convening;
use crate::{Issues, Name, PackageTerms, Refusal, Rule, limits};

mod agreement;
mod answering;
mod carrying;
mod drafts;
mod mediators;
mod proposing;
mod soundings;
mod standing;

pub use agreement::{AcceptanceVoid, AgreementReached, Agreements, ProposalAgreed};
pub use answering::{Accept, ProposalAccepted, ProposalRefused, Refuse};
pub use carrying::{Carried, Carry, CarryPrepared, Prepared, ProposalCarried, ProposalSent};
pub use drafts::{Draft, DraftPut, Drafts, PutDraft, Vote, VoteCast, Voted};
pub use mediators::{MediatorsProposalPut, PutMediatorsProposal};
pub use proposing::{ProposalExpired, ProposalWithdrawn, Propose, Proposed, WithdrawProposal};
pub use soundings::{
    AnswerWhatIf, Ask, AskOffer, AskWhatIf, Asks, DeclineOffer, OfferAsked, OfferDeclined, Perhaps, Supposed,
    WhatIf, WhatIfAnswered, WhatIfAsked, WhatIfPut, WhatIfs,
};
pub use standing::{Given, Origin, Proposal, ProposalState, Proposals};

pub(crate) use agreement::{Attendance, follow, of_question, withdrawals};
pub(crate) use proposing::expired;

/// One thing for another: if these values, then those.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// What must be given.
    #[serde(rename = "if")]
    pub given: PackageTerms,
    /// What follows then.
    pub then: PackageTerms,
}

/// What a proposal proposes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The packages, full or partial, that the maker holds to be as good as one another: one of them is to be chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub packages: Vec<PackageTerms>,
    /// One thing for another.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl Terms {
    /// How many options there are to choose from.
    #[must_use]
    pub fn options(&self) -> u32 {
        (self.packages.len() as u32).max(1)
    }

    /// The package of an option, counted from 1; empty where the terms have none.
    #[must_use]
    pub fn package(&self, option: u32) -> PackageTerms {
        self.packages.get((option as usize).saturating_sub(1)).cloned().unwrap_or_default()
    }

    /// Refuses what proposes nothing, takes values that are not there, or contradicts itself.
    pub(crate) fn check(&self, issues: &Issues) -> Result<(), Refusal> {
        limits::list("packages", &self.packages, 0)?;
        limits::list("conditions", &self.conditions, 0)?;
        if let Some(text) = &self.text {
            limits::text("text", text)?;
        }
        if self.packages.is_empty() && self.conditions.is_empty() && self.text.is_none() {
            return Err(Refusal::new(
                Rule::Malformed,
                "it proposes nothing",
                "Give a package, a condition, or a text.",
            ));
        }
        for (at, package) in self.packages.iter().enumerate() {
            issues.check(package)?;
            if self.packages[..at].contains(package) {
                return Err(Refusal::new(
                    Rule::Malformed,
                    format!("package {} is there twice", at + 1),
                    "Each package to choose from differs from the others.",
                ));
            }
        }
        for condition in &self.conditions {
            issues.check(&condition.given)?;
            issues.check(&condition.then)?;
            let settled = |name: &&String| {
                condition.then.contains_key(*name)
                    || self.packages.iter().any(|package| package.contains_key(*name))
            };
            let twice = condition.given.keys().find(settled).or_else(|| {
                let settled =
                    |name: &&String| self.packages.iter().any(|package| package.contains_key(*name));
                condition.then.keys().find(settled)
            });
            if let Some(name) = twice {
                return Err(Refusal::new(
                    Rule::Malformed,
                    format!(
                        "a condition on `{name}` is not needed, or cannot be met: `{name}` is settled here"
                    ),
                    "A condition gives one issue for another, and both are open in the packages beside it.",
                ));
            }
        }
        Ok(())
    }
}

/// The option that is meant, where there are several to choose from; a refusal where it is none of them.
pub(crate) fn check_option(option: Option<u32>, options: u32) -> Result<(), Refusal> {
    match option {
        None if options == 1 => Ok(()),
        Some(option) if options > 1 && (1..=options).contains(&option) => Ok(()),
        Some(_) if options == 1 => {
            Err(Refusal::new(Rule::Malformed, "there is no option to choose here", "Leave `option` out."))
        }
        _ => Err(Refusal::new(
            Rule::Malformed,
            "one of several packages is to be chosen",
            format!("There are {options}, counted from 1: name one as `option`."),
        )),
    }
}

/// Refuses a list of seats that is empty, names one twice, or names one that is not there to be asked.
pub(crate) fn check_seats(convening: &Convening, seats: &[Name], least: usize) -> Result<(), Refusal> {
    limits::list("seats", seats, least)?;
    let mut named = BTreeSet::new();
    for seat in seats {
        convening.expect_seated(seat)?;
        if !named.insert(seat) {
            return Err(Refusal::new(
                Rule::Malformed,
                format!("`{seat}` is named twice"),
                "Name each seat once.",
            ));
        }
    }
    Ok(())
}
