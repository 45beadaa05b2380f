//! What the table has written, for the model to find all that it expects there, and nothing else.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;
use wasit_table::{Compartment, Event, Who};

/// The events that an act, or a clock, has caused.
pub(crate) struct News {
    /// When and for what, for a failure that can be read.
    pub(crate) about: String,
    left: Vec<Arc<Event>>,
}

impl News {
    pub(crate) fn new(about: String, events: &[Arc<Event>]) -> Self {
        Self { about, left: events.to_vec() }
    }

    /// The event of this kind that the model expects here; the first, where there are several.
    pub(crate) fn find(
        &mut self,
        place: &Compartment,
        kind: &str,
        by: Option<&Who>,
        at: Timestamp,
    ) -> Arc<Event> {
        let fits = |event: &Arc<Event>| event.id.place == *place && event.kind.name() == kind;
        let Some(found) = self.left.iter().position(fits) else {
            panic!("{}\nthe model expects `{kind}` in {place}; the table wrote {:#?}", self.about, self.left)
        };
        let event = self.left.remove(found);
        assert_eq!(event.by.as_ref(), by, "{}\n{} {kind}: by whom", self.about, event.id);
        assert_eq!(event.at, at, "{}\n{} {kind}: when", self.about, event.id);
        event
    }

    /// Where one of this kind was written, of which the model cannot know the place's name.
    pub(crate) fn place(&self, kind: &str) -> Compartment {
        let found = self.left.iter().find(|event| event.kind.name() == kind);
        found.unwrap_or_else(|| panic!("{}\nno `{kind}`", self.about)).id.place.clone()
    }

    /// Whether one of this kind is still there: only where the docs leave the choice to the table.
    #[allow(dead_code, reason = "for whatever the model does not decide")]
    pub(crate) fn has(&self, place: &Compartment, kind: &str) -> bool {
        self.left.iter().any(|event| event.id.place == *place && event.kind.name() == kind)
    }

    /// Nothing is left.
    pub(crate) fn end(self) {
        assert!(self.left.is_empty(), "{}\nthe model does not expect {:#?}", self.about, self.left);
    }
}

/// A field of an event, as JSON: `question.hash`.
pub(crate) fn field(event: &Event, path: &str) -> Value {
    let mut value = serde_json::to_value(event).unwrap();
    for key in path.split('.') {
        value = value[key].take();
    }
    value
}
