use std::path::PathBuf;

use clap::Args;
use icalendar::{Alarm, Calendar as Ical, Component, Event, EventLike, Property, Trigger};
use jiff::civil::Date;
use jiff::{Timestamp, Unit};
use sha2::{Digest, Sha256};
use wasit_accord::{Due, DueKind, Length};
use wasit_report::accord::Words;
use wasit_report::words::sentence;

use super::day::{date, today};
use super::due::length;
use super::kept::{Kept, Where};
use crate::Answer;
use crate::failure::Failure;
use crate::output::{Target, hexadecimal, number_of, to_stdout};

const EXAMPLES: &str = "\
Examples:
  wasit accord calendar examples/labour --out deadlines.ics
  wasit accord calendar examples/jcpoa --on 2025-08-29 --within '1 year' > deadlines.ics
  wasit accord calendar examples/supply --party seller --remind 3d --out seller.ics

Each deadline keeps its identity from one export to the next, so that calendars take it over.";

/// Write deadlines, steps of disputes and changes of limits as iCalendar (RFC 5545)
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Calendar {
    #[command(flatten)]
    place: Where,
    /// The day from which on [default: today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    on: Option<Date>,
    /// How far ahead
    #[arg(long, value_name = "LENGTH", default_value = "1 year", value_parser = length)]
    within: Length,
    /// Only where it is the turn of this party or body
    #[arg(long, value_name = "PARTY")]
    party: Option<String>,
    /// Remind so long before
    #[arg(long, value_name = "LENGTH", value_parser = length)]
    remind: Option<Length>,
    /// Where to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Calendar {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let mut kept = self.place.open()?;
        if let Some(party) = &self.party {
            kept.member(party)?;
        }
        let target = match &self.out {
            Some(path) => {
                let target = Target::named(path, "calendar", "deadlines.ics")?;
                target.must_not_be(&kept.path)?;
                target.must_not_be(&kept.journal)?;
                Some(target)
            }
            None => None,
        };
        let on = self.on.unwrap_or_else(|| today(&kept.ledger));
        let mut due = kept.ledger.due(on, self.within);
        if let Some(party) = &self.party {
            due.retain(|one| one.who.iter().any(|who| **who == **party));
        }
        let calendar = self.ical(&kept, &due);
        match target {
            None => to_stdout(&calendar.to_string())?,
            Some(target) => {
                target.write(&calendar.to_string())?;
                let count = number_of(due.len() as u64, "deadline", "deadlines");
                let path = self.out.as_deref().unwrap_or(std::path::Path::new("")).display();
                to_stdout(&format!("{count} in {path}.\n"))?;
            }
        }
        Ok(Answer::Done)
    }

    fn ical(&self, kept: &Kept, due: &[Due]) -> Ical {
        let words = Words::new(&kept.accord).citing(kept.ledger.declarations());
        let title = &kept.accord.terms().title;
        let mut calendar = Ical::empty();
        for (key, value) in
            [("VERSION", "2.0"), ("PRODID", "-//wasit//accord//EN"), ("CALSCALE", "GREGORIAN")]
        {
            calendar.append_property((key, value));
        }
        calendar.name(title);
        let now = Timestamp::now().round(Unit::Second).unwrap_or_default();
        for one in due {
            let mut event = Event::new();
            let late = if one.is_late { " (late)" } else { "" };
            event.uid(&uid(kept, one));
            event.summary(&format!("{}{late}", sentence(&words.due(one))));
            event.description(&describe(kept, &words, one));
            event.add_property("DTSTAMP", stamp(now));
            match one.moment.time {
                None => {
                    // A day is a whole day in every zone; its cut-off stands in the description.
                    let next = one.moment.date.tomorrow().unwrap_or(one.moment.date);
                    for (key, day) in [("DTSTART", one.moment.date), ("DTEND", next)] {
                        let mut property = Property::new(key, day.strftime("%Y%m%d").to_string());
                        property.add_parameter("VALUE", "DATE");
                        event.append_property(property);
                    }
                    event.add_property("TRANSP", "TRANSPARENT");
                }
                Some(_) => {
                    event.add_property("DTSTART", stamp(one.at));
                    event.add_property("DTEND", stamp(one.at));
                }
            }
            event.add_property("CATEGORIES", category(&one.kind));
            if let Some(before) = self.remind {
                let days =
                    i64::from(before.days) + 30 * i64::from(before.months) + 365 * i64::from(before.years);
                let trigger = Trigger::before_start(chrono::Duration::days(days));
                let mut alarm = Alarm::display(&sentence(&words.due(one)), trigger);
                alarm.uid(&format!("remind-{}", uid(kept, one)));
                alarm.add_property("DTSTAMP", stamp(now));
                event.alarm(alarm);
            }
            calendar.push(event.done());
        }
        calendar
    }
}

/// What stays the same of a deadline where its day moves: what it is of.
fn uid(kept: &Kept, due: &Due) -> String {
    let terms = kept.accord.terms();
    let about = due.commitment.map_or("", |at| &*terms.commitments[at].name);
    let what = match &due.kind {
        DueKind::Duty { period: Some(period) } => format!("duty {period}"),
        DueKind::Duty { period: None } => "duty".to_owned(),
        DueKind::Look => format!("look {}", due.moment),
        DueKind::CureEnds => format!("cure {}", due.moment),
        DueKind::Changes => format!("change {}", due.moment),
        DueKind::Starts => "start".to_owned(),
        DueKind::Ends => "end".to_owned(),
        DueKind::RungEnds { dispute, rung } => format!("rung {dispute} {rung}"),
        DueKind::VoteEnds { exertion } => format!("vote {exertion}"),
    };
    let digest = Sha256::digest(format!("{}\n{about}\n{what}", terms.title));
    format!("{}@wasit", hexadecimal(&digest[..16]))
}

fn describe(kept: &Kept, words: &Words<'_>, due: &Due) -> String {
    let mut lines = vec![format!("{}.", sentence(&words.members(&due.who)))];
    if let Some(commitment) = due.commitment.map(|at| &kept.accord.terms().commitments[at]) {
        lines.extend(
            [&commitment.clause, &commitment.text].into_iter().filter(|text| !text.is_empty()).cloned(),
        );
    }
    let calendar = kept.accord.calendar();
    if due.moment.time.is_none() && calendar.cut_off.is_some() {
        let zone = calendar.zone.iana_name().unwrap_or("UTC");
        lines.push(format!("Its day is over at {} ({zone}).", calendar.deadline(due.moment.date)));
    }
    lines.join("\n")
}

fn category(kind: &DueKind) -> &'static str {
    match kind {
        DueKind::Duty { .. } | DueKind::CureEnds => "DEADLINE",
        DueKind::Look => "VERIFICATION",
        DueKind::Starts | DueKind::Changes | DueKind::Ends => "CHANGE",
        DueKind::RungEnds { .. } => "DISPUTE",
        DueKind::VoteEnds { .. } => "VOTE",
    }
}

fn stamp(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}
