use super::Name;

/// One who is bound, who stands behind it, or who decides and verifies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// As files and journals call it.
    pub name: Name,
    /// As people read it.
    pub title: String,
    /// What it is to the accord.
    pub kind: MemberKind,
}

/// What a member is to the accord.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MemberKind {
    /// It owes, and is owed.
    Party,
    /// It stands behind the accord without being a party.
    Guarantor,
    /// A commission, a verifier, an arbiter: it reports and decides.
    Body,
}

impl MemberKind {
    /// In one word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Party => "party",
            Self::Guarantor => "guarantor",
            Self::Body => "body",
        }
    }
}

/// One text of the accord.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Its language, as BCP 47 has it.
    pub language: String,
    /// Whether it counts where texts differ.
    pub authentic: bool,
    /// SHA-256 of the text, in hexadecimal digits, where it is known.
    pub sha256: Option<String>,
}
