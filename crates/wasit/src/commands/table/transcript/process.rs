//! Convening, ground rules, agenda, rounds, questions, what is released, decisions, erasure.

use wasit_table::chapters::agenda::AgendaItem;
use wasit_table::chapters::questions::Outcome;
use wasit_table::{Event, Issue, Kind, View};

use super::names::{Names, content, counted, in_a_row, quote, word};
use super::{Words, joint};

/// An event of these chapters in words.
pub(super) fn words(event: &Event, view: &View, names: &Names<'_>) -> Option<Words> {
    convening(event, names)
        .or_else(|| rules_and_agenda(event, names))
        .or_else(|| rounds(event, names))
        .or_else(|| released(event, view, names))
}

fn convening(event: &Event, names: &Names<'_>) -> Option<Words> {
    let by = || names.by(event);
    Some(match &event.kind {
        Kind::Convened(convened) => {
            let parties = in_a_row(convened.parties.iter().map(|party| party.title.clone()));
            Words::new(format!("{} convenes talks between {parties}: {}.", by(), convened.title))
                .and(convened.note.clone())
        }
        Kind::Invited(invited) => {
            let words = invited.words.as_ref().map(content);
            Words::new(format!("{} invites the party, with {} at its head.", by(), invited.head)).and(words)
        }
        Kind::SeatTaken(taken) => {
            Words::new(format!("{} takes its seat, headed by {}.", names.seat(&taken.seat), taken.head))
        }
        Kind::Declined(declined) => {
            Words::new(format!("{} declines the invitation.", names.seat(&declined.seat)))
        }
        Kind::Enrolled(enrolled) => {
            Words::new(format!("{} admits {} as {}.", by(), enrolled.member, enrolled.role.word()))
        }
        Kind::Discharged(discharged) => Words::new(format!("{} discharges {}.", by(), discharged.member)),
        Kind::TermsPut(put) => {
            Words::new(format!("{} puts the participation terms, version {}.", by(), put.version))
                .quoting(quote(&put.text))
                .quoting(format!("The record's key is {}.", put.log_key))
                .quoting(hash(&put.hash))
        }
        Kind::TermsSigned(signed) => Words::new(format!("{} signs the {}.", by(), signed.signed.what)),
        Kind::MandateDeclared(declared) => {
            let bodies = &declared.mandate.bodies;
            let text = match bodies.is_empty() {
                true => format!("{} says that its head's signature is enough.", names.by_seat(event)),
                false => format!(
                    "{} says that what it signs needs {}.",
                    names.by_seat(event),
                    in_a_row(bodies.iter().cloned())
                ),
            };
            Words::new(text).and(declared.mandate.words.as_deref().map(quote))
        }
        Kind::ConsentWithdrawn(withdrawn) => {
            Words::new(format!("{} withdraws its consent to the talks.", names.seat(&withdrawn.seat)))
                .and(withdrawn.public.as_deref().map(quote))
        }
        Kind::ConsentRenewed(renewed) => {
            Words::new(format!("{} comes back to the table.", names.seat(&renewed.seat)))
        }
        Kind::TalksSuspended(suspended) => {
            Words::new(format!("{} suspends the talks.", by())).quoting(quote(&suspended.public))
        }
        Kind::TalksResumed(resumed) => {
            Words::new(format!("{} resumes the talks.", by())).and(resumed.public.as_deref().map(quote))
        }
        Kind::TalksClosed(closed) => {
            Words::new(format!("{} closes the talks.", by())).quoting(quote(&closed.public))
        }
        Kind::ReasonKept(kept) => {
            let about = kept.about.as_ref().map_or_else(String::new, |about| format!(" of {about}"));
            Words::new(format!("{}, in private{about} ({}):", by(), word(&kept.of)))
                .quoting(content(&kept.words))
        }
        _ => return None,
    })
}

fn rules_and_agenda(event: &Event, names: &Names<'_>) -> Option<Words> {
    let by = || names.by(event);
    Some(match &event.kind {
        Kind::GroundRulesPut(put) => {
            let changed = changed_settings(&put.settings);
            Words::new(format!("{} puts ground rules, version {}.", by(), put.version))
                .quoting(quote(&put.text))
                .and((!changed.is_empty()).then(|| format!("Settings: {changed}.")))
                .quoting(hash(&put.hash))
        }
        Kind::GroundRulesSigned(signed) => Words::new(format!("{} signs the {}.", by(), signed.signed.what)),
        Kind::GroundRulesInForce(force) => Words::new(format!(
            "The ground rules, version {}, are in force: all have signed them.",
            force.version
        )),
        Kind::AgendaPut(put) => {
            let mut words = Words::new(format!(
                "{} puts an agenda to {}{}.",
                by(),
                names.seats(&put.question.to),
                names.until(put.question.until)
            ));
            agenda(&put.items, 0, &mut words.quotes);
            words.quotes.extend(put.issues.iter().map(issue));
            words.quoting(hash(&put.question.hash))
        }
        Kind::ExtensionPut(put) => {
            let mut words = Words::new(format!("{} asks for further issues or values.", by()));
            words.quotes.extend(put.issues.iter().map(issue));
            words.quoting(hash(&put.question.hash))
        }
        Kind::AgendaOrdered(ordered) => Words::new(format!(
            "{} orders the agenda: {}.",
            by(),
            in_a_row(ordered.items.iter().map(ToString::to_string))
        )),
        Kind::ItemParked(parked) => Words::new(format!("{} parks {}.", by(), parked.item)),
        Kind::ItemTakenUp(taken) => Words::new(format!("{} takes up {}.", by(), taken.item)),
        _ => return None,
    })
}

/// The settings that are not as they are by default.
fn changed_settings(settings: &wasit_table::chapters::ground_rules::Settings) -> String {
    let of = |settings| serde_json::to_value(settings).unwrap_or_default();
    let (now, usual) = (of(settings), of(&Default::default()));
    let fields = now.as_object().into_iter().flatten();
    let changed = fields.filter(|(key, value)| usual.get(key.as_str()) != Some(value));
    changed.map(|(key, value)| format!("{} {value}", key.replace('_', " "))).collect::<Vec<_>>().join(", ")
}

fn agenda(items: &[AgendaItem], deep: usize, quotes: &mut Vec<String>) {
    for item in items {
        quotes.push(format!("{} {} ({})", "-".repeat(deep + 1), item.title, item.id));
        agenda(&item.items, deep + 1, quotes);
    }
}

fn issue(issue: &Issue) -> String {
    let unit = issue.unit.as_ref().map_or_else(String::new, |unit| format!(" {unit}"));
    format!("Issue {}: {}{unit}", issue.name, issue.values.join(", "))
}

fn rounds(event: &Event, names: &Names<'_>) -> Option<Words> {
    let by = || names.by(event);
    let civil = |at: &jiff::civil::DateTime| at.strftime("%-d %B %Y, %H:%M").to_string();
    Some(match &event.kind {
        Kind::RoundPlanned(planned) => {
            let format = planned.format.as_ref().map_or_else(String::new, |format| format!(", {format}"));
            let mut words = Words::new(format!(
                "{} plans round {} for {} in {}{format}.",
                by(),
                planned.round,
                civil(&planned.starts),
                planned.venue
            ));
            let tracks = planned.tracks.iter().map(|track| track.name.clone());
            if !planned.tracks.is_empty() {
                words = words.quoting(format!("Tracks: {}.", in_a_row(tracks)));
            }
            if !planned.agenda.is_empty() {
                let items = in_a_row(planned.agenda.iter().map(ToString::to_string));
                words = words.quoting(format!("About {items}."));
            }
            for delegation in planned.delegations.iter().filter(|each| !each.names.is_empty()) {
                let people = in_a_row(delegation.names.iter().cloned());
                words = words.quoting(format!("{}: {people}.", names.seat(&delegation.seat)));
            }
            words.and(planned.public.as_deref().map(quote))
        }
        Kind::RoundMoved(moved) => Words::new(format!(
            "{} moves round {} to {} in {}.",
            by(),
            moved.round,
            civil(&moved.starts),
            moved.venue
        ))
        .quoting(quote(&moved.public)),
        Kind::RoundOpened(opened) => Words::new(format!("{} opens round {}.", by(), opened.round)),
        Kind::RoundAdjourned(adjourned) => {
            let until =
                adjourned.until.as_ref().map_or_else(String::new, |until| format!(" until {}", civil(until)));
            Words::new(format!("{} adjourns round {}{until}.", by(), adjourned.round))
                .and(adjourned.public.as_deref().map(quote))
        }
        Kind::RoundHeld(held) => Words::new(format!("{} closes round {}: it was held.", by(), held.round))
            .and(held.public.as_deref().map(quote)),
        Kind::RoundCancelled(cancelled) => Words::new(format!("{} cancels round {}.", by(), cancelled.round))
            .quoting(quote(&cancelled.public)),
        Kind::RoundAskedFor(asked) => {
            let which = match asked.round {
                Some(round) => format!("another date or place for round {round}"),
                None => "a round".to_owned(),
            };
            Words::new(format!("{} asks for {which}.", by())).quoting(content(&asked.wish))
        }
        _ => return None,
    })
}

fn released(event: &Event, view: &View, names: &Names<'_>) -> Option<Words> {
    let by = || names.by(event);
    let of = |round: Option<u32>| round.map_or_else(String::new, |round| format!(" of round {round}"));
    Some(match &event.kind {
        Kind::Answered(answered) => {
            let option = answered.option.map_or_else(String::new, |option| format!(" to option {option}"));
            let signed = if answered.signature.is_some() { ", and signs it" } else { "" };
            let yes = if answered.yes { "yes" } else { "no" };
            Words::new(format!(
                "{} answers joint:{}, sealed: {yes}{option}{signed}.",
                by(),
                answered.question
            ))
            .and(answered.words.as_ref().map(content))
        }
        Kind::Settled(settled) => {
            let option = settled.option.map_or_else(String::new, |option| format!(", option {option}"));
            let what = asked(view, settled.question);
            let outcome = match settled.outcome {
                Outcome::Agreed => "is agreed: all said yes",
                Outcome::NotAgreed => "is not agreed",
                Outcome::Withdrawn => "was taken back",
            };
            let signed = settled.signed.as_ref().filter(|signed| !signed.signatures.is_empty());
            let signed = signed.map(|signed| {
                let people = in_a_row(signed.signatures.iter().map(|signature| {
                    signature.by.parse().map_or_else(|_| signature.by.clone(), |who| names.who(&who))
                }));
                format!("Signed by {people}.")
            });
            Words::new(format!("{what} (joint:{}) {outcome}{option}.", settled.question)).and(signed)
        }
        Kind::CommuniquePut(put) => {
            let embargo = put
                .embargo
                .map_or_else(String::new, |embargo| format!(", for release from {} on", names.time(embargo)));
            Words::new(format!("{} puts a communiqué{}{embargo}.", by(), of(put.round)))
                .quoting(quote(&put.text))
                .quoting(hash(&put.question.hash))
        }
        Kind::CommuniqueReleased(released) => {
            Words::new(format!("The communiqué joint:{} is released.", released.communique))
        }
        Kind::Stated(stated) => {
            Words::new(format!("{} makes a statement{}.", names.seat(&stated.seat), of(stated.round)))
                .quoting(content(&stated.text))
        }
        Kind::StatementSealed(sealed) => Words::new(format!(
            "{} leaves a statement{} under embargo until {}.",
            by(),
            of(sealed.round),
            names.time(sealed.embargo)
        ))
        .quoting(content(&sealed.text)),
        Kind::StatementReleased(released) => {
            Words::new(format!("The statement of item {} is released.", released.statement))
        }
        Kind::StatementWithdrawn(withdrawn) => {
            Words::new(format!("{} withdraws the statement of item {}.", by(), withdrawn.statement))
        }
        Kind::Characterised(characterised) => {
            let said = match characterised.how.get() {
                Some(how) => {
                    let words =
                        how.words.as_deref().map_or_else(String::new, |words| format!(" {}", quote(words)));
                    format!("Tone: {}. Progress: {}.{words}", how.tone, how.progress)
                }
                None => "(erased)".to_owned(),
            };
            Words::new(format!("{} characterises round {}.", by(), characterised.round)).quoting(said)
        }
        Kind::DecisionsRecorded(recorded) => {
            let mut words = Words::new(format!(
                "{} records the decisions of round {}, version {}.",
                by(),
                recorded.round,
                recorded.version
            ));
            words.quotes.extend(recorded.agreed.iter().map(|point| format!("Agreed: {point}")));
            words.quotes.extend(recorded.open.iter().map(|point| format!("Open: {point}")));
            words.quotes.extend(recorded.actions.iter().map(|action| {
                let until = action.by.map_or_else(String::new, |by| format!(", by {by}"));
                format!("To do: {}: {}{until}", action.who, action.what)
            }));
            words.and(recorded.next.map(|next| format!("Next: {}", next.strftime("%-d %B %Y, %H:%M"))))
        }
        Kind::RecordAccepted(accepted) => {
            Words::new(format!("{} accepts the record joint:{}.", by(), accepted.record))
        }
        Kind::RecordReserved(reserved) => {
            Words::new(format!("{} notes a reservation to the record joint:{}.", by(), reserved.record))
                .quoting(quote(&reserved.words))
        }
        Kind::Erased(erased) => {
            let items = in_a_row(erased.items.iter().map(ToString::to_string));
            let what = match erased.items.is_empty() {
                true => "Nothing is to be erased here".to_owned(),
                false => format!("Erased: {} ({items})", counted(erased.items.len(), "item")),
            };
            let by = event.by.as_ref().map_or_else(String::new, |by| format!(" by {}", names.who(by)));
            Words::new(format!("{what}{by}: {}.", erased.why.trim_end_matches('.')))
        }
        _ => return None,
    })
}

/// What a question was about.
fn asked(view: &View, question: u32) -> String {
    match joint(view).log.get(question).map(|event| &event.kind) {
        Some(Kind::AgendaPut(_)) => "The agenda",
        Some(Kind::ExtensionPut(_)) => "The extension of the issues",
        Some(Kind::MediatorsProposalPut(_)) => "The mediator's proposal",
        Some(Kind::ContactOffered(_)) => "The direct contact",
        Some(Kind::TextPut(_)) => "The text",
        Some(Kind::CommuniquePut(_)) => "The communiqué",
        _ => "What was put",
    }
    .to_owned()
}

/// A hash as one compares it by eye.
pub(super) fn hash(hash: &wasit_table::Hash) -> String {
    let hash = hash.to_string();
    format!("Hash {}…", &hash[..12])
}

/// Packages as options, numbered where there are several.
pub(super) fn options(packages: &[wasit_table::PackageTerms], names: &Names<'_>) -> Vec<String> {
    match packages {
        [one] => vec![names.package(one)],
        several => {
            let numbered =
                several.iter().enumerate().map(|(at, each)| format!("{}. {}", at + 1, names.package(each)));
            numbered.collect()
        }
    }
}
