//! Civil dates in the talks' zone, and the moments at which the record is sealed for all alike.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

use crate::chapters::convening::Convening;
use crate::doing::Doing;
use crate::{Joint, Refusal, Rule};

/// The zone of the talks. It was known when they were convened; where it is not known any more, dates are in UTC.
pub(crate) fn zone(convening: &Convening) -> TimeZone {
    jiff::tz::db().get(&convening.zone).unwrap_or(TimeZone::UTC)
}

/// When a civil time in the talks' zone is. One that comes twice, as clocks are put back, is the earlier.
pub(crate) fn resolve(convening: &Convening, what: &str, civil: DateTime) -> Result<Timestamp, Refusal> {
    let ambiguous = zone(convening).to_ambiguous_timestamp(civil);
    let refused = |because: String| Refusal::new(Rule::Malformed, because, "Give a time that there is.");
    if matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. }) {
        return Err(refused(format!(
            "there is no {civil} in {}, where clocks are put forward then, for the {what}",
            convening.zone
        )));
    }
    ambiguous.compatible().map_err(|_| refused(format!("the {what}, {civil}, lies beyond the calendar")))
}

/// Refuses an instant that has passed.
pub(crate) fn ahead(on: &Doing<'_>, what: &str, at: Option<Timestamp>) -> Result<(), Refusal> {
    match at {
        Some(at) if at <= on.at => Err(Refusal::new(
            Rule::NotTheTime,
            format!("the {what}, {at}, has passed"),
            format!("Give a time after {}, or leave it out.", on.at),
        )),
        _ => Ok(()),
    }
}

impl Joint {
    /// The calendar moments after `after` (where there is none: after the talks were convened) and up to `upto`, itself
    /// included, in order: the ends of the rounds that were held, and every midnight of the talks' zone.
    ///
    /// They follow from what is joint, and midnights come whether or not anything has happened: so they tell nothing of
    /// what any seat did in private.
    #[must_use]
    pub fn moments(&self, after: Option<Timestamp>, upto: Timestamp) -> Vec<Timestamp> {
        let Some(convened) = self.log.get(1).map(|event| event.at) else { return Vec::new() };
        let after = after.map_or(convened, |after| after.max(convened));
        let within = |at: &Timestamp| after < *at && *at <= upto;
        let mut moments: Vec<Timestamp> =
            self.rounds.iter().filter_map(|round| round.held).filter(within).collect();
        let zone = zone(&self.convening);
        let mut day = after.to_zoned(zone.clone()).date();
        while let Ok(next) = day.tomorrow() {
            day = next;
            let Ok(midnight) = zone.to_ambiguous_timestamp(day.into()).compatible() else { break };
            if midnight > upto {
                break;
            }
            moments.push(midnight);
        }
        moments.retain(within);
        moments.sort_unstable();
        moments.dedup();
        moments
    }
}
