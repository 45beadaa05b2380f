//! The terms that every seat signs, and who must ratify for it.

use serde::{Deserialize, Serialize};

use super::{Mandate, Presence};
use crate::act::Perform;
use crate::doing::Doing;
use crate::{By, Chapter, During, Facts, Hash, Refusal, Role, Rule, Signed, Writes, limits};

/// A version of the participation terms was put.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TermsPut {
    /// Counted from 1.
    pub version: u32,
    /// The hash that seats sign: of the JSON `[text, log_key]`.
    pub hash: Hash,
    /// The terms.
    pub text: String,
    /// The fingerprint of the key that signs the record.
    pub log_key: String,
}

/// Puts a version of the participation terms, for every seat to sign.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutTerms {
    /// The terms.
    pub text: String,
    /// The fingerprint of the key that signs the record.
    pub log_key: String,
}

impl Perform for PutTerms {
    const FACTS: Facts = Facts {
        name: "put_terms",
        chapter: Chapter::Convening,
        does: "Puts a version of the participation terms, with the fingerprint of the record's key, for every seat to sign.",
        by: By::Mediator,
        least: Role::Head,
        during: During::Standing,
        when: "They differ from the version that stands.",
        changes: "Signatures of earlier versions do not count for this one.",
        writes: &[Writes::Joint],
        refusals: &[Rule::Twice],
        example: "do: put_terms\ntext: What is said in a room stays there unless its speaker says otherwise.\nlog_key: wasit+4b6f1a2c",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        limits::text("text", &self.text)?;
        limits::line("fingerprint of the record's key", &self.log_key)?;
        let hash = Hash::of_value(&(&self.text, &self.log_key));
        let before = on.joint().convening.terms.as_ref();
        if before.is_some_and(|terms| terms.hash == hash) {
            return Err(Refusal::new(
                Rule::Twice,
                "these are the terms that stand",
                "Seats sign them with `sign_terms`.",
            ));
        }
        let version = before.map_or(0, |terms| terms.version) + 1;
        on.write_joint(TermsPut { version, hash, text: self.text, log_key: self.log_key });
        Ok(())
    }
}

/// A seat signed the terms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TermsSigned {
    /// The signature, and what of.
    pub signed: Signed,
}

/// Signs the participation terms that stand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignTerms {
    /// Their hash.
    pub hash: Hash,
    /// The signature over it.
    #[serde(default)]
    pub signature: Option<String>,
}

impl Perform for SignTerms {
    const FACTS: Facts = Facts {
        name: "sign_terms",
        chapter: Chapter::Convening,
        does: "Signs the participation terms that stand, by their hash.",
        by: By::Any,
        least: Role::Head,
        during: During::Standing,
        when: "Terms were put, and this seat has not signed them.",
        changes: "All see that this seat has signed.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NoSuchItem, Rule::WrongHash, Rule::Twice, Rule::NotSigned],
        example: "do: sign_terms\nhash: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let Some(terms) = &on.joint().convening.terms else {
            return Err(Refusal::new(
                Rule::NoSuchItem,
                "no terms have been put",
                "The mediator puts them with `put_terms`.",
            ));
        };
        if terms.hash != self.hash {
            return Err(Refusal::new(
                Rule::WrongHash,
                "this is not the hash of the terms that stand",
                format!("Version {} stands, with the hash {}.", terms.version, terms.hash),
            ));
        }
        if terms.signed_by.contains(&on.who.seat) {
            return Err(Refusal::new(
                Rule::Twice,
                "your seat has signed these terms",
                "A new version can be signed when the mediator puts one.",
            ));
        }
        let what = format!("participation terms, version {}", terms.version);
        let signature = crate::signature::check(on, &what, self.hash, self.signature)?;
        on.write_joint(TermsSigned { signed: Signed { what, hash: self.hash, signatures: vec![signature] } });
        Ok(())
    }
}

/// A seat said who must ratify.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MandateDeclared {
    /// Who, and how.
    pub mandate: Mandate,
}

/// Says who speaks for one's seat and who must ratify what it signs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclareMandate {
    /// The bodies that must ratify, in order.
    #[serde(default)]
    pub bodies: Vec<String>,
    /// In the party's words.
    #[serde(default)]
    pub words: Option<String>,
}

impl Perform for DeclareMandate {
    const FACTS: Facts = Facts {
        name: "declare_mandate",
        chapter: Chapter::Convening,
        does: "Says whether one's head can bind the seat, or which bodies must ratify what it signs.",
        by: By::Party,
        least: Role::Head,
        during: During::Standing,
        when: "It differs from what was declared; the party has neither declined nor withdrawn its consent.",
        changes: "All see it. What this party signs later needs these bodies.",
        writes: &[Writes::Joint],
        refusals: &[Rule::NoConsent, Rule::Twice],
        example: "do: declare_mandate\nbodies: [Supreme National Security Council, parliament]",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let convening = &on.joint().convening;
        if convening.presence.get(&on.who.seat) != Some(&Presence::Awaited) {
            convening.expect_seated(&on.who.seat)?;
        }
        limits::list("bodies", &self.bodies, 0)?;
        self.bodies.iter().try_for_each(|body| limits::line("body's name", body))?;
        if let Some((_, twice)) =
            self.bodies.iter().enumerate().find(|(at, body)| self.bodies[..*at].contains(body))
        {
            return Err(Refusal::new(
                Rule::Malformed,
                format!("`{twice}` is there twice"),
                "Name each body once, in the order in which they ratify.",
            ));
        }
        if let Some(words) = &self.words {
            limits::text("words", words)?;
        }
        let mandate = Mandate { bodies: self.bodies, words: self.words };
        if on.joint().convening.mandates.get(&on.who.seat) == Some(&mandate) {
            return Err(Refusal::new(
                Rule::Twice,
                "this is the mandate that you have declared",
                "Declare another where it has changed.",
            ));
        }
        on.write_joint(MandateDeclared { mandate });
        Ok(())
    }
}
