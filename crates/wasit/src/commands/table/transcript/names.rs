//! What seats, people, packages and contents are called in a transcript.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use wasit_table::{Content, Event, Joint, Name, PackageTerms, Who};

/// The names of one talk.
pub(super) struct Names<'j> {
    joint: &'j Joint,
    zone: TimeZone,
}

impl<'j> Names<'j> {
    pub(super) fn of(joint: &'j Joint) -> Self {
        Self { joint, zone: TimeZone::get(&joint.convening.zone).unwrap_or(TimeZone::UTC) }
    }

    /// What people call a seat.
    pub(super) fn seat(&self, seat: &Name) -> String {
        let convening = &self.joint.convening;
        let mut all = convening.parties.iter().chain(&convening.mediator);
        all.find(|known| known.seat == *seat).map_or_else(|| seat.to_string(), |known| known.title.clone())
    }

    /// Several seats in a row.
    pub(super) fn seats<'n>(&self, seats: impl IntoIterator<Item = &'n Name>) -> String {
        in_a_row(seats.into_iter().map(|seat| self.seat(seat)))
    }

    /// Somebody of a seat.
    pub(super) fn who(&self, who: &Who) -> String {
        format!("{} of {}", who.member, self.seat(&who.seat))
    }

    /// Whoever caused an event.
    pub(super) fn by(&self, event: &Event) -> String {
        event.by.as_ref().map_or_else(|| "the table".to_owned(), |by| self.who(by))
    }

    /// The seat of whoever caused an event.
    pub(super) fn by_seat(&self, event: &Event) -> String {
        event.by.as_ref().map_or_else(|| "the table".to_owned(), |by| self.seat(&by.seat))
    }

    /// A time in the zone of the talks.
    pub(super) fn time(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%-d %B %Y, %H:%M").to_string()
    }

    /// `enrichment: 3.67; inspections: daily`, in the order of the agenda.
    pub(super) fn package(&self, package: &PackageTerms) -> String {
        let issues = self.joint.agenda.issues.as_slice();
        let place = |name: &str| issues.iter().position(|issue| issue.name == name);
        let mut each: Vec<_> = package.iter().collect();
        // What stands on no agenda comes last.
        each.sort_by_key(|(name, _)| place(name).unwrap_or(usize::MAX));
        let each = each.into_iter().map(|(issue, value)| format!("{issue}: {value}"));
        each.collect::<Vec<_>>().join("; ")
    }

    /// A deadline, where there is one.
    pub(super) fn until(&self, until: Option<Timestamp>) -> String {
        until.map_or_else(String::new, |until| format!(", until {}", self.time(until)))
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn in_a_row(names: impl Iterator<Item = String>) -> String {
    let names: Vec<String> = names.collect();
    match names.as_slice() {
        [] => "nobody".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// Words in quotation marks.
pub(super) fn quote(words: &str) -> String {
    format!("“{}”", words.trim())
}

/// Words that may have been erased.
pub(super) fn content(words: &Content<String>) -> String {
    words.get().map_or_else(|| "(erased)".to_owned(), |words| quote(words))
}

/// Words that may be there and may have been erased.
pub(super) fn some(words: &Option<Content<String>>) -> Option<String> {
    words.as_ref().map(content)
}

/// What a value of few cases is called: its name in files, as words.
pub(super) fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text.replace('_', " "),
        Ok(value) => value.to_string(),
        Err(_) => String::new(),
    }
}

/// `one thing`, `2 things`.
pub(super) fn counted(count: usize, thing: &str) -> String {
    if count == 1 { format!("one {thing}") } else { format!("{count} {thing}s") }
}
