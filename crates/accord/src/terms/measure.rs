use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::Anchor;

/// The greatest value of a measure, of an observation and of a limit: sums of many stay within a decimal.
pub(crate) const VALUE_MAX: i64 = 1_000_000_000_000_000_000;

/// So much of a unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// What is measured, in words.
    pub what: String,
    /// In which unit, as UCUM writes it.
    pub unit: String,
    /// How observations add up.
    pub quantity: Quantity,
    /// On which side of the limit is right.
    pub operator: Operator,
    /// The limit over time: each from its day on, in the order of the file; the first from the commitment's start.
    pub limits: Vec<Limit>,
    /// How far beyond the limit still complies, in the unit.
    pub tolerance: Decimal,
    /// Whether going beyond is a breach; a soft limit is aimed at, and never violated by itself.
    pub hard: bool,
}

/// A limit from a day on: a sunset by steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// From which day; `None` from the commitment's start.
    pub from: Option<Anchor>,
    /// The limit in the measure's unit.
    pub value: Decimal,
}

/// How observations of a measure add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantity {
    /// What there is, until it is observed again.
    Stock,
    /// A rate or degree, until it is observed again.
    Level,
    /// How many there are, until they are counted again.
    Count,
    /// Whether it is there: 1 or 0, until it is looked at again.
    Presence,
    /// What has passed in each period of the calendar, added up.
    Flow(Per),
}

/// A period of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Per {
    /// A day.
    Day,
    /// A week, from Monday.
    Week,
    /// A month.
    Month,
    /// Three months, from January.
    Quarter,
    /// A year, from January.
    Year,
}

/// On which side of a limit is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// No more than the limit.
    AtMost,
    /// No less than the limit.
    AtLeast,
    /// The limit itself.
    Exactly,
}

impl Operator {
    /// How far `value` lies on the wrong side of `limit`, beyond the tolerance; nothing where it complies. On the limit it
    /// complies.
    #[must_use]
    pub fn beyond(self, value: Decimal, limit: Decimal, tolerance: Decimal) -> Option<Decimal> {
        let beyond = match self {
            Self::AtMost => value - limit,
            Self::AtLeast => limit - value,
            Self::Exactly => (value - limit).abs(),
        };
        (beyond > tolerance).then_some(beyond)
    }

    /// In words, before the limit.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::AtMost => "at most",
            Self::AtLeast => "at least",
            Self::Exactly => "exactly",
        }
    }
}

impl Per {
    /// In one word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

/// Which units convert into which, as the accord declares it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Units {
    /// By unit: how many of which other unit one of it is.
    declared: BTreeMap<String, (Decimal, String)>,
}

/// Units that do not convert.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnitsError {
    /// Nothing was declared that leads from one to the other.
    #[error("`{from}` does not convert into `{to}`: the accord declares no conversion between them")]
    Unknown {
        /// What is given.
        from: String,
        /// What is wanted.
        to: String,
    },
    /// The number does not fit into a decimal of 28 digits.
    #[error("the number is too large to convert from `{from}` into `{to}`")]
    TooLarge {
        /// What is given.
        from: String,
        /// What is wanted.
        to: String,
    },
    /// A unit is declared by itself, over others.
    #[error("`{0}` is declared by itself")]
    Circle(String),
    /// One of a unit must be more than none of another.
    #[error("one `{0}` is declared as no more than nothing")]
    NotPositive(String),
    /// A unit is declared twice.
    #[error("`{0}` is declared twice")]
    Twice(String),
}

impl Units {
    /// Declares that one `unit` is `many` of `of`.
    ///
    /// # Errors
    /// Where it is declared already, is not positive, or leads back to itself.
    pub fn declare(&mut self, unit: &str, many: Decimal, of: &str) -> Result<(), UnitsError> {
        if many <= Decimal::ZERO {
            return Err(UnitsError::NotPositive(unit.to_owned()));
        }
        if self.declared.contains_key(unit) {
            return Err(UnitsError::Twice(unit.to_owned()));
        }
        let mut next = of;
        while next != unit {
            match self.declared.get(next) {
                Some((_, of)) => next = of,
                None => {
                    self.declared.insert(unit.to_owned(), (many, of.to_owned()));
                    return Ok(());
                }
            }
        }
        Err(UnitsError::Circle(unit.to_owned()))
    }

    /// So much of one unit in another.
    ///
    /// # Errors
    /// Where no declared conversion leads there, or the number is too large.
    pub fn convert(&self, value: Decimal, from: &str, to: &str) -> Result<Decimal, UnitsError> {
        if from == to {
            return Ok(value);
        }
        let unknown = || UnitsError::Unknown { from: from.to_owned(), to: to.to_owned() };
        let large = || UnitsError::TooLarge { from: from.to_owned(), to: to.to_owned() };
        let (up, base) = self.base(from).ok_or_else(large)?;
        let (down, other) = self.base(to).ok_or_else(large)?;
        if base != other {
            return Err(unknown());
        }
        value.checked_mul(up).and_then(|value| value.checked_div(down)).ok_or_else(large)
    }

    /// Whether a value of one unit can be had in the other.
    #[must_use]
    pub fn converts(&self, from: &str, to: &str) -> bool {
        self.convert(Decimal::ONE, from, to).is_ok()
    }

    /// The units that are declared, each as so many of another.
    pub fn declared(&self) -> impl Iterator<Item = (&str, Decimal, &str)> {
        self.declared.iter().map(|(unit, (many, of))| (unit.as_str(), *many, of.as_str()))
    }

    fn base<'a>(&'a self, unit: &'a str) -> Option<(Decimal, &'a str)> {
        let (mut many, mut unit) = (Decimal::ONE, unit);
        while let Some((times, of)) = self.declared.get(unit) {
            many = many.checked_mul(*times)?;
            unit = of;
        }
        Some((many, unit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dec(text: &str) -> Decimal {
        text.parse().expect("a decimal")
    }

    #[test]
    fn a_value_on_the_limit_complies_and_tolerance_counts() {
        assert_eq!(Operator::AtMost.beyond(dec("300"), dec("300"), dec("0")), None);
        assert_eq!(Operator::AtMost.beyond(dec("300.0"), dec("300"), dec("0")), None);
        assert_eq!(Operator::AtMost.beyond(dec("300.1"), dec("300"), dec("0")), Some(dec("0.1")));
        assert_eq!(Operator::AtMost.beyond(dec("300.1"), dec("300"), dec("0.1")), None);
        assert_eq!(Operator::AtLeast.beyond(dec("9.99"), dec("10"), dec("0")), Some(dec("0.01")));
        assert_eq!(Operator::Exactly.beyond(dec("1"), dec("0"), dec("0")), Some(dec("1")));
        // In binary numbers 0.1 + 0.2 is more than 0.3.
        assert_eq!(Operator::AtMost.beyond(dec("0.1") + dec("0.2"), dec("0.3"), dec("0")), None);
    }

    #[test]
    fn units_convert_as_declared_or_not_at_all() {
        let mut units = Units::default();
        units.declare("t", dec("1000"), "kg").expect("new");
        units.declare("kg", dec("1000"), "g").expect("new");
        assert_eq!(units.convert(dec("0.3"), "t", "kg"), Ok(dec("300")));
        assert_eq!(units.convert(dec("300"), "kg", "t"), Ok(dec("0.3")));
        assert_eq!(units.convert(dec("2"), "t", "g"), Ok(dec("2000000")));
        assert_eq!(units.convert(dec("2"), "m3", "m3"), Ok(dec("2")));
        assert!(matches!(units.convert(dec("2"), "t", "m3"), Err(UnitsError::Unknown { .. })));
        assert_eq!(units.declare("g", dec("0.001"), "t"), Err(UnitsError::Circle("g".to_owned())));
        assert_eq!(units.declare("t", dec("1"), "kg"), Err(UnitsError::Twice("t".to_owned())));
    }
}
