use super::{Length, Moment, Name};

/// A named day.
#[derive(Clone, Debug, PartialEq)]
pub struct Milestone {
    /// As files and journals call it.
    pub name: Name,
    /// As people read it.
    pub title: String,
    /// When it is.
    pub when: Anchor,
    /// Who may declare it reached, where its day waits for that; nobody in particular where empty.
    pub declared_by: Vec<Name>,
}

/// A day, said by what it depends on.
#[derive(Clone, Debug, PartialEq)]
pub enum Anchor {
    /// A day of the calendar.
    On(Moment),
    /// The day of a milestone.
    At(Name),
    /// So long after another day, or before it where the length is negative.
    After {
        /// From which day.
        from: Box<Anchor>,
        /// How long after.
        by: Length,
    },
    /// The first of several that comes.
    Earliest(Vec<Anchor>),
    /// The last of several, once all are known.
    Latest(Vec<Anchor>),
    /// The day on which a member declares this milestone reached: what it waits for, in words.
    Event(String),
    /// A day, or an earlier one by the consent of all parties, declared.
    OrEarlierByConsent(Box<Anchor>),
    /// A day, unless a power has taken effect before it: then never.
    Unless {
        /// The day.
        when: Box<Anchor>,
        /// The power.
        power: Name,
    },
}

impl Anchor {
    /// Every anchor in it, itself first.
    pub(crate) fn walk<'a>(&'a self, see: &mut dyn FnMut(&'a Anchor)) {
        see(self);
        match self {
            Self::After { from: inner, .. }
            | Self::OrEarlierByConsent(inner)
            | Self::Unless { when: inner, .. } => {
                inner.walk(see);
            }
            Self::Earliest(several) | Self::Latest(several) => {
                several.iter().for_each(|anchor| anchor.walk(see));
            }
            Self::On(_) | Self::At(_) | Self::Event(_) => {}
        }
    }

    /// Whether its day waits for a declaration.
    #[must_use]
    pub fn is_declared(&self) -> bool {
        let mut declared = false;
        self.walk(&mut |anchor| declared |= matches!(anchor, Self::Event(_) | Self::OrEarlierByConsent(_)));
        declared
    }
}
