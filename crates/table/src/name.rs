use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A short name that files, scripts and links use: of a seat, of a member of its delegation, of a back channel.
///
/// One to forty letters (of any script), digits, `-`, `_` and `.`. Cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(Arc<str>);

/// A text that is no name: the caller's fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no name: a name is 1 to 40 letters, digits, `-`, `_` and `.`")]
pub struct NameError(String);

impl Name {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let fits = |sign: char| sign.is_alphanumeric() || matches!(sign, '-' | '_' | '.');
        if (1..=40).contains(&text.chars().count()) && text.chars().all(fits) {
            Ok(Self(text.into()))
        } else {
            Err(NameError(text.chars().take(60).collect()))
        }
    }
}

impl TryFrom<String> for Name {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        text.parse()
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.as_str().to_owned()
    }
}

impl fmt::Display for Name {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.pad(&self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, to)
    }
}

/// One person, program or strategy at the table: a member of the delegation in a seat. Written `iran/araghchi`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Who {
    /// The seat.
    pub seat: Name,
    /// The member.
    pub member: Name,
}

/// A text that is no `seat/member`: the caller's fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WhoError {
    /// There is not exactly one `/`.
    #[error("`{0}` is nobody: write the seat, `/` and the member, such as `iran/araghchi`")]
    Shape(String),
    /// One of the two is no name.
    #[error(transparent)]
    Name(#[from] NameError),
}

impl Who {
    /// The member `member` in the seat `seat`.
    #[must_use]
    pub fn new(seat: Name, member: Name) -> Self {
        Self { seat, member }
    }
}

impl FromStr for Who {
    type Err = WhoError;

    fn from_str(text: &str) -> Result<Self, WhoError> {
        let (seat, member) = text.split_once('/').ok_or_else(|| WhoError::Shape(text.to_owned()))?;
        Ok(Self { seat: seat.parse()?, member: member.parse()? })
    }
}

impl TryFrom<String> for Who {
    type Error = WhoError;

    fn try_from(text: String) -> Result<Self, WhoError> {
        text.parse()
    }
}

impl From<Who> for String {
    fn from(who: Who) -> Self {
        who.to_string()
    }
}

impl fmt::Display for Who {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}/{}", self.seat, self.member)
    }
}
