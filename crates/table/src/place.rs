use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Name, NameError};

/// Where an event is written, and so who sees it: a roster with a record of its own.
///
/// > An event stands in exactly one compartment, and whoever is on its roster sees all that stands in it.
///
/// So no event is ever cut for a reader, and numbers within a compartment have no gaps.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Compartment {
    /// What all seats see. Written `joint`.
    Joint,
    /// The private room of a party with the mediator's team. Written `room/iran`.
    Room(Name),
    /// What stays within the delegation in one seat; of the mediator's seat, its team. Written `delegation/iran`.
    Delegation(Name),
    /// A back channel, with a roster of its own. Written `backchannel/letter@1a2b3c4d5e6f708192a3`.
    Backchannel(Channel),
}

/// The name of a back channel: the name that it was given, `@`, and twenty hexadecimal digits of the hash of its
/// name and roster. So two channels that do not share a roster can bear one name, and a number that would
/// tell how many there are is not needed.
///
/// The digits are as many as keep anybody from searching for a roster of their own that has those of a channel they are
/// not on: what they opened would be that channel.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Channel(String);

const DIGITS: usize = 20;

/// A text that names no compartment or no item: the caller's fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlaceError {
    /// No compartment.
    #[error(
        "`{0}` is no compartment: write `joint`, `room/SEAT`, `delegation/SEAT` or `backchannel/NAME@HASH`"
    )]
    Compartment(String),
    /// No item.
    #[error("`{0}` is no item: write its compartment, `:` and its number there, such as `joint:3`")]
    Item(String),
    /// A part of it is no name.
    #[error(transparent)]
    Name(#[from] NameError),
}

impl Channel {
    /// The channel of this name and roster.
    pub(crate) fn new(name: &Name, roster: impl Iterator<Item = impl fmt::Display>) -> Self {
        let mut text = format!("back channel\n{name}\n");
        for who in roster {
            text.push_str(&format!("{who}\n"));
        }
        Self(format!("{name}@{}", &crate::Hash::of(text.as_bytes()).to_string()[..DIGITS]))
    }

    /// The name and the digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Channel {
    type Error = PlaceError;

    fn try_from(text: String) -> Result<Self, PlaceError> {
        let wrong = || PlaceError::Compartment(format!("backchannel/{text}"));
        let (name, digits) = text.split_once('@').ok_or_else(wrong)?;
        name.parse::<Name>()?;
        if digits.len() != DIGITS || !digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(wrong());
        }
        Ok(Self(text))
    }
}

impl From<Channel> for String {
    fn from(channel: Channel) -> Self {
        channel.0
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.0)
    }
}

impl FromStr for Compartment {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<Self, PlaceError> {
        Ok(match text.split_once('/') {
            None if text == "joint" => Self::Joint,
            Some(("room", seat)) => Self::Room(seat.parse()?),
            Some(("delegation", seat)) => Self::Delegation(seat.parse()?),
            Some(("backchannel", channel)) => Self::Backchannel(channel.to_owned().try_into()?),
            _ => return Err(PlaceError::Compartment(text.to_owned())),
        })
    }
}

impl fmt::Display for Compartment {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Joint => to.write_str("joint"),
            Self::Room(seat) => write!(to, "room/{seat}"),
            Self::Delegation(seat) => write!(to, "delegation/{seat}"),
            Self::Backchannel(channel) => write!(to, "backchannel/{channel}"),
        }
    }
}

/// What an item is called: the compartment and its number there, counted from 1. Written `room/iran:5`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Id {
    /// Where it stands.
    pub place: Compartment,
    /// Its number there.
    pub number: u32,
}

impl Id {
    /// The item `number` of `place`.
    #[must_use]
    pub fn new(place: Compartment, number: u32) -> Self {
        Self { place, number }
    }
}

impl FromStr for Id {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<Self, PlaceError> {
        let wrong = || PlaceError::Item(text.to_owned());
        let (place, number) = text.rsplit_once(':').ok_or_else(wrong)?;
        let canonical = !number.starts_with('0') && number.bytes().all(|digit| digit.is_ascii_digit());
        let number = number.parse().ok().filter(|_| canonical).ok_or_else(wrong)?;
        Ok(Self { place: place.parse()?, number })
    }
}

impl fmt::Display for Id {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}:{}", self.place, self.number)
    }
}

/// Texts in serialized form.
macro_rules! as_text {
    ($($type:ty),*) => {$(
        impl TryFrom<String> for $type {
            type Error = PlaceError;

            fn try_from(text: String) -> Result<Self, PlaceError> {
                text.parse()
            }
        }

        impl From<$type> for String {
            fn from(value: $type) -> Self {
                value.to_string()
            }
        }
    )*};
}

as_text!(Compartment, Id);
