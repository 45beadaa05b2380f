//! The course of talks: who is there, what they are asked, when they meet, what is said.

use jiff::Timestamp;
use wasit_table::{Act, Channel, Id, View, Who};

use crate::model::{Lines, Model, Rules};
use crate::news::News;

/// What the chapters of this half remember.
#[derive(Clone, Debug, Default)]
pub(crate) struct Process {}

/// The rules of the act's chapter; `None` where it is none of these.
pub(crate) fn judge(_model: &Model, _who: &Who, _act: &Act, _at: Timestamp) -> Option<Rules> {
    None
}

/// What an act changes that is allowed; nothing, where it is of another chapter.
pub(crate) fn take(_model: &mut Model, _who: &Who, _act: &Act, _at: Timestamp, _news: &mut News) {}

/// One thing that follows by itself, if one does.
pub(crate) fn follow(_model: &mut Model, _at: Timestamp, _news: &mut News) -> bool {
    false
}

/// A clock has struck; whether it is one of these chapters.
pub(crate) fn strike(_model: &mut Model, _at: Timestamp, _item: &Id, _what: &str, _news: &mut News) -> bool {
    false
}

/// Whether somebody is on a back channel, and has not left.
pub(crate) fn is_on(_model: &Model, _who: &Who, _channel: &Channel) -> bool {
    false
}

pub(crate) fn lines(_model: &Model, _who: &Who, _lines: &mut Lines) {}

pub(crate) fn seen(_view: &View, _lines: &mut Lines) {}
