use wasit_accord::score::Scores;
use wasit_accord::{Accord, Due, Entry, Reason, Status};

/// An accord on a day, and all that there is to show of it.
#[derive(Clone, Copy)]
pub struct AccordReport<'a> {
    /// What was agreed.
    pub accord: &'a Accord,
    /// The accord's file, as it was given.
    pub file: &'a str,
    /// The version of Wasit that made the page.
    pub version: &'a str,
    /// What came in.
    pub entries: &'a [Entry],
    /// Lines of the journal that are not used, and why.
    pub set_aside: &'a [String],
    /// Where it stands.
    pub status: &'a Status,
    /// What is due.
    pub due: &'a [Due],
    /// Why each commitment stands as it does, in the accord's order.
    pub reasons: &'a [Vec<Reason>],
    /// What people judged, where they did.
    pub scores: Option<&'a Scores>,
}
