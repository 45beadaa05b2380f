use super::Name;

/// What is wrong with the terms of an accord, where, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct Flaw {
    /// Where it is.
    pub place: Place,
    /// What is wrong.
    pub what: String,
    /// What would be right.
    pub help: String,
}

/// A place in the terms: a reader of files knows the line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which list: `commitments`, `milestones`, …
    pub list: &'static str,
    /// Which entry of it.
    pub name: Name,
    /// Which key of the entry; empty for the entry itself.
    pub key: &'static str,
    /// Which entry behind that key, from 0, where it is a list.
    pub at: Option<usize>,
}

impl Place {
    pub(crate) fn of(list: &'static str, name: &Name, key: &'static str) -> Self {
        Self { list, name: name.clone(), key, at: None }
    }

    pub(crate) fn nth(self, at: usize) -> Self {
        Self { at: Some(at), ..self }
    }
}
