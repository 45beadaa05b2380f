//! What talks are about: relay, proposals, texts, adoption, preferences.

use jiff::Timestamp;
use wasit_table::{Act, Id, Name, View, Who};

use crate::model::{Lines, Model, Outcome, Rules};
use crate::news::News;

/// What the chapters of this half remember.
#[derive(Clone, Debug, Default)]
pub(crate) struct Substance {}

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

/// A clock of these chapters has struck.
pub(crate) fn strike(_model: &mut Model, _at: Timestamp, _item: &Id, _what: &str, _news: &mut News) {}

/// A question was settled.
pub(crate) fn settled(
    _model: &mut Model,
    _question: &Id,
    _outcome: Outcome,
    _at: Timestamp,
    _news: &mut News,
) {
}

/// A party has withdrawn its consent, taken its seat, or come back; the talks were suspended, resumed or closed.
pub(crate) fn turned(_model: &mut Model, _seat: Option<&Name>, _at: Timestamp, _news: &mut News) {}

/// The content of an item was erased.
pub(crate) fn erased(_model: &mut Model, _item: &Id, _at: Timestamp, _news: &mut News) {}

pub(crate) fn lines(_model: &Model, _who: &Who, _lines: &mut Lines) {}

pub(crate) fn seen(_view: &View, _lines: &mut Lines) {}
