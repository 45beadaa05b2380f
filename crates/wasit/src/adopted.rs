//! What was adopted at a table, as a case file has it, and what an accord says otherwise.

use jiff::{Timestamp, tz};
use serde::Serialize;
use wasit_accord::Accord;
use wasit_record::{CaseFile, Fingerprint, verify};
use wasit_table::chapters::adoption::{Stage, Step};
use wasit_table::chapters::questions::Outcome;
use wasit_table::{Joint, Kind, PackageTerms, recording};

use crate::failure::Failure;
use crate::files::nearest;

/// What every case file of any version begins with.
pub(crate) const CASE: &[u8] = b"{\"format\":\"wasit-case/";

/// What all seats of a case file's talks saw.
pub(crate) struct Joined {
    /// Whose file it is.
    pub(crate) person: String,
    /// What the talks are called.
    pub(crate) talks: String,
    joint: Joint,
}

/// A text that all have adopted.
pub(crate) struct AdoptedText {
    /// Its number before all, as acts have it: `joint:11`.
    pub(crate) id: String,
    /// What it is called.
    pub(crate) title: String,
    /// SHA-256 of the version that was adopted.
    pub(crate) sha256: String,
    /// When all had adopted it.
    pub(crate) at: Timestamp,
    /// Its articles.
    pub(crate) articles: Vec<AdoptedArticle>,
}

/// An article of such a text.
pub(crate) struct AdoptedArticle {
    /// What it is called for good.
    pub(crate) id: String,
    /// Its words.
    pub(crate) words: String,
}

/// A package that the parties agreed on.
pub(crate) struct AgreedPackage {
    /// A value for each issue that is settled.
    pub(crate) package: PackageTerms,
    /// When the last of it was agreed.
    pub(crate) at: Timestamp,
    /// Whether it binds, or is an agreement in principle.
    pub(crate) binds: bool,
}

impl Joined {
    /// Reads a case file. Without the key's fingerprint it is only held against itself.
    ///
    /// # Errors
    /// Where it was changed, or is of other talks than those at a table.
    pub(crate) fn read(name: &str, bytes: &[u8], key: Option<&Fingerprint>) -> Result<Self, Failure> {
        let broken = |what: String| {
            Failure::advised(
                format!("{name} is not as it was handed out: {what}"),
                "take the file as it came; `wasit verify` says all that is wrong with it",
            )
        };
        let file: CaseFile = serde_json::from_slice(bytes).map_err(|error| broken(error.to_string()))?;
        let own = file.fingerprint();
        if let Err(faults) = verify(bytes, key.unwrap_or(&own)) {
            let first = faults.first().map_or_else(|| "it does not verify".to_owned(), ToString::to_string);
            return Err(broken(first));
        }
        let joint = recording::joint(&file).map_err(|error| {
            Failure::advised(
                format!("{name} is no case file of talks at a table: {error}"),
                "`wasit table play --export` and the service hand such files out",
            )
        })?;
        let talks = match &joint.convening.name {
            Some(name) => name.to_string(),
            None => "talks".to_owned(),
        };
        Ok(Self { person: file.person().to_owned(), talks, joint })
    }

    /// The zone of the talks.
    pub(crate) fn zone(&self) -> tz::TimeZone {
        tz::TimeZone::get(&self.joint.convening.zone).unwrap_or(tz::TimeZone::UTC)
    }

    /// The texts that all have adopted or signed, and no body has refused to ratify; in the order in which they were opened.
    pub(crate) fn texts(&self) -> Vec<AdoptedText> {
        let adopted = |stage| matches!(stage, Stage::Adopted | Stage::Signed | Stage::InForce);
        let texts = self.joint.texts.iter().filter(|(_, text)| adopted(text.adoption.stage));
        texts
            .filter_map(|(number, text)| {
                let version = text.newest();
                let articles = version
                    .articles
                    .iter()
                    .map(|article| AdoptedArticle { id: article.id.to_string(), words: article.plain() });
                Some(AdoptedText {
                    id: format!("joint:{number}"),
                    title: text.title.clone(),
                    sha256: version.hash.to_string(),
                    at: self.adopted_at(number)?,
                    articles: articles.collect(),
                })
            })
            .collect()
    }

    /// When all first put their hand to a text.
    fn adopted_at(&self, text: u32) -> Option<Timestamp> {
        self.joint.log.iter().find_map(|event| {
            let Kind::Settled(settled) = &event.kind else { return None };
            let put = self.joint.log.get(settled.question).map(|event| &event.kind);
            let Some(Kind::TextPut(put)) = put else { return None };
            let adopts = put.text == text && matches!(put.step, Step::Adoption | Step::Signature);
            (adopts && settled.outcome == Outcome::Agreed).then_some(event.at)
        })
    }

    /// What was agreed by accepting proposals, later agreements over earlier ones.
    pub(crate) fn package(&self) -> Option<AgreedPackage> {
        let mut all: Option<AgreedPackage> = None;
        for (number, agreement) in self.joint.agreements.iter().filter(|(_, one)| !one.package.is_empty()) {
            let at = self.joint.log.get(number)?.at;
            let before = all.take().map(|all| all.package).unwrap_or_default();
            let package = before.into_iter().chain(agreement.package.clone()).collect();
            all = Some(AgreedPackage { package, at, binds: agreement.binds });
        }
        all
    }
}

/// Something in which an accord and the adopted text differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Difference {
    /// `hash`, `clause` or `words`.
    pub(crate) what: &'static str,
    /// The commitment or power that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) of: Option<String>,
    /// In a sentence.
    pub(crate) says: String,
}

/// In what an accord differs from the text that was adopted: its hash, the clauses that its commitments and powers stand on,
/// the words that it takes from them.
pub(crate) fn differences(accord: &Accord, text: &AdoptedText) -> Vec<Difference> {
    let terms = accord.terms();
    let mut all = Vec::new();
    let hashes: Vec<&str> = terms.texts.iter().filter_map(|text| text.sha256.as_deref()).collect();
    if !hashes.contains(&text.sha256.as_str()) {
        let names = match hashes.as_slice() {
            [] => "no hash of a text".to_owned(),
            hashes => hashes.join(", "),
        };
        let says = format!("the text has the SHA-256 {}, and the accord names {names}", text.sha256);
        all.push(Difference { what: "hash", of: None, says });
    }
    let commitments =
        terms.commitments.iter().map(|one| ("commitment", &one.name, &one.clause, one.text.as_str()));
    let powers = terms.powers.iter().map(|one| ("power", &one.name, &one.clause, ""));
    for (kind, name, clause, words) in
        commitments.chain(powers).filter(|(_, _, clause, _)| !clause.is_empty())
    {
        let of = Some(name.to_string());
        match text.article(clause) {
            None => {
                let near = nearest(clause, text.articles.iter().map(|article| article.id.as_str()));
                let near = near.map(|near| format!("; the nearest is `{near}`")).unwrap_or_default();
                let says = format!(
                    "the {kind} `{name}` stands on the clause `{clause}`, and the text has no such article{near}"
                );
                all.push(Difference { what: "clause", of, says });
            }
            Some(article) if !spaced(&article.words).contains(&spaced(words)) => {
                let says = format!(
                    "the words of the {kind} `{name}` do not stand in the article `{}` as it was adopted",
                    article.id
                );
                all.push(Difference { what: "words", of, says });
            }
            Some(_) => {}
        }
    }
    all
}

impl AdoptedText {
    /// The article that a clause names: by its id alone, or with more behind it, as in `pay, second sentence`.
    fn article(&self, clause: &str) -> Option<&AdoptedArticle> {
        let within = |sign: char| sign.is_alphanumeric() || matches!(sign, '-' | '_' | '.');
        let names = |article: &&AdoptedArticle| {
            clause.trim().strip_prefix(&*article.id).is_some_and(|rest| !rest.starts_with(within))
        };
        self.articles.iter().find(names)
    }
}

/// Words with one space between them: how lines are broken is no difference.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
