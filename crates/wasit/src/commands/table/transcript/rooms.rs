//! What is said, relayed, talked of directly and in back channels; preferences in confidence.

use wasit_table::chapters::relay::Attribution;
use wasit_table::chapters::rooms::Attachment;
use wasit_table::{Compartment, Content, Event, Id, Kind, View};

use super::names::{Names, content, in_a_row, quote, some};
use super::{Words, shown};

/// An event of these chapters in words.
pub(super) fn words(event: &Event, view: &View, names: &Names<'_>) -> Option<Words> {
    said(event, names).or_else(|| relayed(event, view, names)).or_else(|| apart(event, names))
}

fn ids(items: &[Id]) -> String {
    in_a_row(items.iter().map(shown))
}

fn said(event: &Event, names: &Names<'_>) -> Option<Words> {
    let by = || names.by(event);
    Some(match &event.kind {
        Kind::Said(said) => {
            let of_a_party = matches!(&event.id.place, Compartment::Room(seat)
                if event.by.as_ref().is_some_and(|by| by.seat == *seat));
            let disclosure = match of_a_party {
                true => format!(" ({})", said.disclosure.words()),
                false => String::new(),
            };
            let answers = said.answers.as_ref().map_or_else(String::new, |to| format!(" to {}", shown(to)));
            let verb = if said.answers.is_some() { "answers" } else { "says" };
            let mut words = Words::new(format!("{} {verb}{answers}{disclosure}:", by()));
            match said.words.get() {
                Some(spoken) => {
                    words = words.quoting(quote(&spoken.text));
                    attaching(words, &spoken.attachments)
                }
                None => words.quoting("(erased)"),
            }
        }
        Kind::DisclosureSet(set) => {
            Words::new(format!("{} sets how far item {} may go: {}.", by(), set.item, set.disclosure.words()))
        }
        Kind::Retracted(retracted) => Words::new(format!("{} takes back item {}.", by(), retracted.item)),
        _ => return None,
    })
}

/// What goes with words, a line each.
fn attaching(words: Words, attachments: &[Attachment]) -> Words {
    attachments.iter().fold(words, |words, attachment| {
        let hash = attachment.sha256.to_string();
        words.quoting(format!(
            "Attached: {}, {} bytes, SHA-256 {}…",
            attachment.name,
            attachment.bytes,
            &hash[..12]
        ))
    })
}

/// The same of what is relayed, which may have been erased.
fn relaying(words: Words, text: &Content<String>, attachments: &Option<Content<Vec<Attachment>>>) -> Words {
    let attachments = attachments.as_ref().and_then(Content::get);
    attaching(words.quoting(content(text)), attachments.map_or(&[], Vec::as_slice))
}

/// Whether a request in a room is about what would be conveyed in its sender's name.
fn names_its_sender(view: &View, place: &Compartment, request: u32) -> bool {
    let Compartment::Room(seat) = place else { return false };
    let room = match view {
        View::Party(view) => Some(&view.room).filter(|room| room.seat == *seat),
        View::Mediator(view) => view.rooms.get(seat),
    };
    let sought = room.and_then(|room| room.log.get(request)).map(|event| &event.kind);
    matches!(sought, Some(Kind::ApprovalSought(sought)) if sought.attribution == Attribution::Sender)
}

fn relayed(event: &Event, view: &View, names: &Names<'_>) -> Option<Words> {
    let by = || names.by(event);
    Some(match &event.kind {
        Kind::Rendered(rendered) => {
            let instead =
                rendered.supersedes.map_or_else(String::new, |old| format!(", in place of item {old}"));
            let words = Words::new(format!(
                "{} renders {} for {}, {}{instead}:",
                by(),
                ids(&rendered.items),
                names.seats(&rendered.to),
                rendered.attribution.words()
            ));
            relaying(words, &rendered.text, &rendered.attachments)
        }
        Kind::ApprovalsLinked(linked) => Words::new(format!(
            "Approval of item {} is sought in {}.",
            linked.rendering,
            ids(&linked.requests)
        )),
        Kind::ApprovalSought(sought) => {
            let items = in_a_row(sought.items.iter().map(ToString::to_string));
            let words = Words::new(format!(
                "{} asks to approve what would go to {}, {}, drawn from item {items}:",
                by(),
                names.seats(&sought.to),
                sought.attribution.words()
            ));
            relaying(words, &sought.text, &sought.attachments)
        }
        Kind::Approved(approved) => {
            let named = match names_its_sender(view, &event.id.place, approved.request) {
                true if approved.named => ", and may be named",
                true => ", and is not to be named",
                false => "",
            };
            Words::new(format!("{} approves item {}{named}.", by(), approved.request))
        }
        Kind::ApprovalDeclined(declined) => {
            Words::new(format!("{} does not approve item {}.", by(), declined.request))
                .and(some(&declined.words))
        }
        Kind::ApprovalRevoked(revoked) => {
            Words::new(format!("{} takes its approval of item {} back.", by(), revoked.request))
        }
        Kind::ApprovalCalledOff(off) => {
            let why = if off.superseded { ": it is worded anew" } else { "" };
            Words::new(format!("{} no longer asks for approval of item {}{why}.", by(), off.request))
        }
        Kind::Countersigned(countersigned) => {
            Words::new(format!("{} countersigns item {}.", by(), countersigned.rendering))
        }
        Kind::RenderingRecalled(recalled) => {
            Words::new(format!("{} recalls item {}.", by(), recalled.rendering))
        }
        Kind::Conveyed(conveyed) => {
            let from = match conveyed.from.is_empty() {
                true => conveyed.attribution.words().to_owned(),
                false => format!("from {}", names.seats(&conveyed.from)),
            };
            let words = Words::new(format!("{} conveys, {from}:", by()));
            relaying(words, &conveyed.text, &conveyed.attachments)
        }
        Kind::SentOn(sent) => Words::new(format!("What item {} asked about was conveyed.", sent.request)),
        Kind::Delivered(delivered) => {
            Words::new(format!("Item {} has arrived as {}.", delivered.rendering, ids(&delivered.items)))
        }
        Kind::MarkedRead(read) => Words::new(format!("{} has read item {}.", by(), read.item)),
        _ => return None,
    })
}

fn apart(event: &Event, names: &Names<'_>) -> Option<Words> {
    let by = || names.by(event);
    Some(match &event.kind {
        Kind::ContactOffered(offered) => Words::new(format!(
            "{} offers a direct contact of {} for {} minutes, in {}, on {}{}.",
            by(),
            in_a_row(offered.who.iter().map(|who| names.who(who))),
            offered.minutes,
            offered.place,
            names.time(offered.starts),
            names.until(offered.question.until).replace(", until", "; answers by")
        )),
        Kind::ContactBegun(begun) => Words::new(format!(
            "The direct contact begins; it ends by {} at the latest.",
            names.time(begun.ends)
        )),
        Kind::ContactEnded(_) => match &event.by {
            Some(by) => Words::new(format!("{} ends the direct contact.", names.who(by))),
            None => Words::new("The time of the direct contact is over."),
        },
        Kind::AccountGiven(account) => Words::new(format!(
            "{} gives its account of the direct contact ({}):",
            by(),
            account.disclosure.words()
        ))
        .quoting(content(&account.text)),
        Kind::BackchannelOpened(opened) => Words::new(format!(
            "{} opens the back channel {} with {}.",
            by(),
            opened.name,
            in_a_row(opened.roster.iter().map(|who| names.who(who)))
        )),
        Kind::BackchannelLeft(_) => Words::new(format!("{} leaves the back channel.", by())),
        Kind::BackchannelClosed(_) => Words::new(format!("{} closes the back channel.", by())),
        Kind::BroughtForward(brought) => {
            let reworded = if brought.reworded { ", in other words" } else { "" };
            Words::new(format!("{} brings item {} forward to its own room{reworded}.", by(), brought.item))
        }
        Kind::Told(told) => {
            let what = match told.wants.get() {
                Some(wants) => in_a_row(wants.issues.keys().cloned()),
                None => "(erased)".to_owned(),
            };
            Words::new(format!("{} tells the engine what the party wants, for its own eyes: {what}.", by()))
        }
        Kind::Confided(confided) => {
            let what = match confided.wants.get() {
                Some(wants) => {
                    let mut parts: Vec<String> = wants.issues.keys().cloned().collect();
                    parts.extend(wants.red_lines.as_ref().map(|_| "its red lines".to_owned()));
                    parts.extend(wants.walk_away.as_ref().map(|_| "its walk-away".to_owned()));
                    in_a_row(parts.into_iter())
                }
                None => "(erased)".to_owned(),
            };
            Words::new(format!("{} confides to the mediator what it wants: {what}.", by()))
        }
        _ => return None,
    })
}
