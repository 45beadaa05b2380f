//! How long texts and lists may be.

use crate::{Refusal, Rule};

/// The longest text of one item, in bytes.
pub const TEXT_MAX: usize = 64 * 1024;
/// The longest title or reason, in bytes.
pub const LINE_MAX: usize = 2 * 1024;
/// The most entries of a list in one act.
pub const LIST_MAX: usize = 200;
/// The largest attachment where the ground rules do not say, in bytes.
pub const ATTACHMENT_MAX: u64 = 25 * 1024 * 1024;

/// A text of one item: there is one, and it is not too long.
pub(crate) fn text(what: &str, text: &str) -> Result<(), Refusal> {
    within(what, text, TEXT_MAX)
}

/// A title or a reason: there is one, and it is not too long.
pub(crate) fn line(what: &str, text: &str) -> Result<(), Refusal> {
    within(what, text, LINE_MAX)
}

fn within(what: &str, text: &str, most: usize) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::new(
            Rule::Malformed,
            format!("the {what} is empty"),
            format!("Give the {what} in words."),
        ));
    }
    if text.len() > most {
        return Err(Refusal::new(
            Rule::TooLong,
            format!("the {what} has {} bytes", text.len()),
            format!("At most {most} bytes; a longer one can be attached."),
        ));
    }
    Ok(())
}

/// A list with at least `least` entries, and not too many.
pub(crate) fn list<T>(what: &str, list: &[T], least: usize) -> Result<(), Refusal> {
    if list.len() < least {
        return Err(Refusal::new(
            Rule::Malformed,
            format!("there are {} {what}", list.len()),
            format!("Name at least {least}."),
        ));
    }
    if list.len() > LIST_MAX {
        return Err(Refusal::new(
            Rule::TooLong,
            format!("there are {} {what}", list.len()),
            format!("At most {LIST_MAX} in one act."),
        ));
    }
    Ok(())
}
