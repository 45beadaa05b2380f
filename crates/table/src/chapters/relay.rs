//! What the mediator conveys of what was said: drafted, approved by its senders, conveyed, read, answered.

use serde::{Deserialize, Serialize};

use super::rooms::Disclosure;

/// As whose words something is conveyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribution {
    /// As the sender's: its seat is named.
    Sender,
    /// As the mediator's own.
    Mediator,
    /// As nobody's: the mediator says not whose it is.
    Unattributed,
}

impl Attribution {
    /// As whose, in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Sender => "as its sender's",
            Self::Mediator => "as the mediator's own",
            Self::Unattributed => "without saying whose it is",
        }
    }
}

/// Whether a sender must be asked before its item is conveyed under this attribution.
///
/// A disclosure frees exactly the use that it names; for every other, one asks.
pub(crate) fn demands(disclosure: Disclosure, attribution: Attribution, same_wording: bool) -> bool {
    match disclosure {
        Disclosure::MediatorOnly => true,
        Disclosure::NotAttributed => attribution != Attribution::Unattributed,
        Disclosure::ThisWording => attribution != Attribution::Sender || !same_wording,
        Disclosure::AsTheMediators => attribution != Attribution::Mediator,
        Disclosure::Joint => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written out: what each disclosure frees, by attribution, in the speaker's wording and in another.
    #[test]
    fn a_disclosure_frees_the_use_that_it_names() {
        use Attribution::{Mediator, Sender, Unattributed};
        use Disclosure::*;
        let free = [
            (NotAttributed, Unattributed, true),
            (NotAttributed, Unattributed, false),
            (ThisWording, Sender, true),
            (AsTheMediators, Mediator, true),
            (AsTheMediators, Mediator, false),
        ];
        for disclosure in [MediatorOnly, NotAttributed, ThisWording, AsTheMediators, Joint] {
            for attribution in [Sender, Mediator, Unattributed] {
                for same in [true, false] {
                    let asked = demands(disclosure, attribution, same);
                    let expected = disclosure != Joint && !free.contains(&(disclosure, attribution, same));
                    assert_eq!(asked, expected, "{disclosure:?} {attribution:?} {same}");
                }
            }
        }
    }
}
