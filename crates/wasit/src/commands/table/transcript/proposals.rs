//! Proposals, soundings, drafts and agreements.

use wasit_table::chapters::proposals::{Supposed, Terms};
use wasit_table::{Content, Event, Kind, View};

use super::Words;
use super::names::{Names, content, in_a_row, quote, some, word};
use super::process::{hash, options};
use super::shown;

/// An event of this chapter in words.
pub(super) fn words(event: &Event, _: &View, names: &Names<'_>) -> Option<Words> {
    proposed(event, names).or_else(|| sounded(event, names))
}

fn terms(words: Words, terms: &Content<Terms>, names: &Names<'_>) -> Words {
    let Some(terms) = terms.get() else { return words.quoting("(erased)") };
    let mut words = words;
    words.quotes.extend(options(&terms.packages, names));
    for condition in &terms.conditions {
        words.quotes.push(format!(
            "If {}, then {}",
            names.package(&condition.given),
            names.package(&condition.then)
        ));
    }
    words.and(terms.text.as_deref().map(quote))
}

fn proposed(event: &Event, names: &Names<'_>) -> Option<Words> {
    let by = || names.by(event);
    Some(match &event.kind {
        Kind::Proposed(proposed) => {
            let instead =
                proposed.supersedes.map_or_else(String::new, |old| format!(", in place of item {old}"));
            let answers =
                proposed.answers.map_or_else(String::new, |asked| format!(", in answer to item {asked}"));
            let sentence = format!(
                "{} proposes{instead}{answers}{} ({}):",
                by(),
                names.until(proposed.until),
                proposed.disclosure.words()
            );
            terms(Words::new(sentence), &proposed.terms, names)
        }
        Kind::ProposalWithdrawn(withdrawn) => {
            Words::new(format!("The proposal of item {} is withdrawn.", withdrawn.item))
                .and(some(&withdrawn.words))
        }
        Kind::ProposalExpired(expired) => {
            Words::new(format!("The time of proposal {} is over.", expired.item))
        }
        Kind::ProposalCarried(carried) => {
            let from = match &carried.from {
                Some(from) => format!("from {}", names.seat(from)),
                None => carried.attribution.words().to_owned(),
            };
            let instead =
                carried.supersedes.map_or_else(String::new, |old| format!(", in place of item {old}"));
            let sentence =
                format!("{} carries a proposal, {from}{instead}{}:", by(), names.until(carried.until));
            terms(Words::new(sentence), &carried.terms, names)
        }
        Kind::ProposalSent(sent) => Words::new(format!(
            "{} was carried as {}.",
            shown(&sent.proposal),
            in_a_row(sent.copies.iter().map(shown))
        )),
        Kind::CarryPrepared(prepared) => Words::new(format!(
            "{} would carry {} to {}, {}; another member of the team is to release it.",
            by(),
            shown(&prepared.proposal),
            names.seats(&prepared.to),
            prepared.attribution.words()
        )),
        Kind::ProposalAccepted(accepted) => {
            let option = accepted.option.map_or_else(String::new, |option| format!(", option {option}"));
            Words::new(format!("{} accepts item {}{option}, sealed.", by(), accepted.item))
                .and(some(&accepted.words))
        }
        Kind::ProposalRefused(refused) => {
            Words::new(format!("{} refuses item {}, sealed.", by(), refused.item)).and(some(&refused.words))
        }
        Kind::AcceptanceVoid(void) => Words::new(format!(
            "{} was accepted and does not count: {} stands in its place.",
            shown(&void.copy),
            shown(&void.superseded_by)
        )),
        Kind::ProposalAgreed(agreed) => {
            Words::new(format!("Proposal {} is agreed: joint:{}.", agreed.item, agreed.agreement))
        }
        Kind::AgreementReached(reached) => {
            let part = if reached.partial { " on a part" } else { "" };
            let binds = match reached.binds {
                true => "It binds.",
                false => "It is an agreement in principle.",
            };
            let mut words = Words::new(format!("{} agree{part}. {binds}", names.seats(&reached.between)));
            if !reached.package.is_empty() {
                words = words.quoting(names.package(&reached.package));
            }
            for condition in &reached.conditions {
                words = words.quoting(format!(
                    "If {}, then {}",
                    names.package(&condition.given),
                    names.package(&condition.then)
                ));
            }
            words.and(reached.text.as_deref().map(quote))
        }
        Kind::MediatorsProposalPut(put) => {
            let binds = if put.binds { "; accepted, it binds" } else { "" };
            let mut words = Words::new(format!(
                "{} puts a mediator's proposal to {}{}{binds}.",
                by(),
                names.seats(&put.question.to),
                names.until(put.question.until)
            ));
            words.quotes.extend(options(&put.packages, names));
            words.and(put.text.as_deref().map(quote)).quoting(hash(&put.question.hash))
        }
        _ => return None,
    })
}

fn supposed(supposed: &Content<Supposed>, names: &Names<'_>) -> String {
    match supposed.get() {
        Some(Supposed::Text(text)) => quote(text),
        Some(Supposed::Package(terms)) => names.package(terms),
        None => "(erased)".to_owned(),
    }
}

fn sounded(event: &Event, names: &Names<'_>) -> Option<Words> {
    let by = || names.by(event);
    Some(match &event.kind {
        Kind::OfferAsked(asked) => Words::new(format!("{} asks for an offer.", by())).and(some(&asked.words)),
        Kind::OfferDeclined(declined) => {
            Words::new(format!("{} has no offer to make to item {}.", by(), declined.item))
                .and(some(&declined.words))
        }
        Kind::WhatIfAsked(asked) => Words::new(format!("{} asks: what if?", by()))
            .quoting(format!("If you got: {}", supposed(&asked.if_we_get, names)))
            .quoting(format!("would you give: {}", supposed(&asked.would_you, names))),
        Kind::WhatIfPut(put) => {
            Words::new(format!("One what-if was asked in {}.", in_a_row(put.asks.iter().map(shown))))
        }
        Kind::WhatIfAnswered(answered) => {
            Words::new(format!("{} answers what-if {}: {}.", by(), answered.item, word(&answered.answer)))
                .and(answered.words.as_ref().map(content))
        }
        Kind::DraftPut(put) => {
            let words = Words::new(format!("{} puts a draft to the vote.", by()));
            let Some(draft) = put.draft.get() else { return Some(words.quoting("(erased)")) };
            let some = |label: &str, terms: &wasit_table::PackageTerms| {
                (!terms.is_empty()).then(|| format!("{label}{}", names.package(terms)))
            };
            words
                .and(some("", &draft.package))
                .and(draft.text.as_deref().map(quote))
                .and(draft.standing.as_ref().and_then(|standing| some("What stands: ", standing)))
        }
        Kind::Voted(voted) => {
            let vote = voted.vote.get().map_or_else(|| "(erased)".to_owned(), word);
            Words::new(format!("{} votes on draft {}: {vote}.", by(), voted.item))
        }
        _ => return None,
    })
}
