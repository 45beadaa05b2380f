//! Entries of a script that wait for what automated seats do.

use wasit_files::{Document, Part};
use wasit_table::{Act, Compartment, Name};

/// What an entry `await` waits for.
#[derive(Clone, Debug)]
pub(crate) struct Await {
    /// One of these acts; none of them where it waits until all automated seats do.
    pub(crate) acts: Vec<&'static str>,
    /// Of this seat.
    pub(crate) by: Option<Name>,
    /// Having written here: a seat's room, or a compartment.
    pub(crate) place: Option<String>,
    /// What later acts call it.
    pub(crate) label: Option<String>,
}

/// The keys of such an entry.
pub(super) const KEYS: [&str; 4] = ["await", "by", "in", "label"];
/// What is awaited where it is no act.
pub(super) const REST: &str = "rest";

/// The acts that are awaited; what is wrong is noted.
pub(super) fn acts(part: &Part, document: &mut Document) -> Option<Vec<&'static str>> {
    if part.text() == Some(REST) {
        return Some(Vec::new());
    }
    let items = part.items().unwrap_or_else(|| vec![part.clone()]);
    if items.is_empty() || part.is_nothing() || part.entries().is_some() {
        document.wrong(part.mark(), "nothing is awaited", HELP);
        return None;
    }
    let mut acts = Vec::new();
    let mut fine = true;
    for item in items {
        let text = item.text().unwrap_or_default();
        match Act::ALL.iter().find(|facts| facts.name == text) {
            Some(facts) => acts.push(facts.name),
            None => {
                fine = false;
                if text == REST {
                    document.wrong(
                        item.mark(),
                        "`rest` stands beside acts",
                        "write `await: rest` alone, or acts alone",
                    );
                    continue;
                }
                let names = Act::ALL.iter().map(|facts| facts.name).chain([REST]);
                let help = document.hint(text, names, || HELP.to_owned());
                document.wrong(item.mark(), format!("there is no act `{text}` to wait for"), help);
            }
        }
    }
    fine.then_some(acts)
}

/// The place where an act must have written; what is no place is noted.
pub(super) fn place(part: &Part, document: &mut Document) -> Option<String> {
    let text = part.text().unwrap_or_default().trim();
    let place = Some(text).filter(|text| text.parse::<Compartment>().is_ok() || text.parse::<Name>().is_ok());
    if place.is_none() {
        document.wrong(
            part.mark(),
            format!("`{text}` is no seat and no compartment"),
            "write a seat, for its room, or a compartment such as `room/iran` or `joint`",
        );
    }
    place.map(str::to_owned)
}

/// What to write.
const HELP: &str = "write an act of an automated seat, such as `await: carry`; several, as `await: [carry, ask_offer]`; or `await: rest`, until all of them wait";
