use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use wasit_accord::{Ledger, Moment, Status};

/// Of which day.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Day {
    /// The day, at its end in the accord's zone [default: now]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) on: Option<Date>,
    /// By what was known at the end of that day only [default: by all that is known]
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_known_on: Option<Date>,
}

impl Day {
    /// Of which instant, and by what was known until when.
    pub(super) fn instants(self, ledger: &Ledger) -> (Timestamp, Timestamp) {
        let calendar = ledger.accord().calendar();
        let on = self.on.map_or_else(Timestamp::now, |on| calendar.last_instant(on));
        (on, self.as_known_on.map_or(Timestamp::MAX, |known| calendar.last_instant(known)))
    }

    /// What the ledger says of it.
    pub(super) fn status(self, ledger: &mut Ledger) -> Status {
        let (on, known) = self.instants(ledger);
        ledger.status_at(on, known)
    }
}

/// A day as arguments name it.
pub(super) fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "it is no day of the calendar: write YYYY-MM-DD, such as 2026-03-31".to_owned())
}

/// The day that it is in the accord's zone.
pub(super) fn today(ledger: &Ledger) -> Date {
    ledger.accord().calendar().date(Timestamp::now())
}

/// A day, or a time of one, in the accord's zone; or an instant with its offset from UTC.
#[derive(Clone, Copy, Debug)]
pub(super) enum When {
    Moment(Moment),
    Instant(Timestamp),
}

impl std::str::FromStr for When {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(at) = text.parse() {
            return Ok(Self::Instant(at));
        }
        text.parse().map(Self::Moment).map_err(|_| {
            "write YYYY-MM-DD, YYYY-MM-DDTHH:MM in the accord's zone, or an instant such as 2019-07-01T18:00Z".to_owned()
        })
    }
}
