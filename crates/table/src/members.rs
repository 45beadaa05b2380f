use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Name;

/// What a member of a delegation is there for. Each may do what those before it in this list may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sees what the delegation sees, and says nothing.
    Observer,
    /// Speaks in the delegation and in the room: renders what is said.
    Interpreter,
    /// Drafts, marks texts, and prepares what a member may put forward.
    Adviser,
    /// Speaks and proposes for the seat, without binding it.
    Member,
    /// Binds the seat: signs, accepts, adopts, opens and discharges.
    Head,
}

impl Role {
    /// The role as a word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Observer => "observer",
            Self::Interpreter => "interpreter",
            Self::Adviser => "adviser",
            Self::Member => "member",
            Self::Head => "head",
        }
    }
}

/// One member as its own seat and the mediator know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// What it is there for.
    pub role: Role,
    /// Its Ed25519 public key in base64, where it has one: what it signs must then be signed with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// Who sits in one seat.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Members(BTreeMap<Name, Member>);

impl Members {
    /// The member of this name.
    #[must_use]
    pub fn get(&self, member: &Name) -> Option<&Member> {
        self.0.get(member)
    }

    /// All, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&Name, &Member)> {
        self.0.iter()
    }

    /// How many heads there are: at least one while the seat is taken.
    pub(crate) fn heads(&self) -> usize {
        self.0.values().filter(|member| member.role == Role::Head).count()
    }

    pub(crate) fn put(&mut self, name: Name, member: Member) {
        self.0.insert(name, member);
    }

    pub(crate) fn remove(&mut self, name: &Name) {
        self.0.remove(name);
    }
}
