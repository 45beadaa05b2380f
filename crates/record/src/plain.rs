//! JSON that reads one way only.

use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Any JSON in which no key stands twice in one object: of two, one reader takes the first and another the last.
pub(crate) struct Plain;

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Plain)
    }
}

impl<'de> Visitor<'de> for Plain {
    type Value = Self;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E: Error>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self, A::Error> {
        while list.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self, A::Error> {
        let mut keys = BTreeSet::new();
        while let Some(key) = object.next_key::<String>()? {
            object.next_value::<Self>()?;
            if let Some(twice) = keys.replace(key) {
                return Err(A::Error::custom(format_args!("`{twice}` stands twice in one object")));
            }
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_stands_once() {
        let reads =
            |json: &str| serde_json::from_str::<Plain>(json).map(|_| ()).map_err(|error| error.to_string());
        for fine in [r#"{"a":{"a":[1,-1,0.5,null,true,"a"]},"b":{"a":1}}"#, "[]", "3", r#"[{"a":1},{"a":1}]"#]
        {
            assert_eq!(reads(fine), Ok(()));
        }
        for (twice, key) in [
            (r#"{"a":1,"a":1}"#, "a"),
            (r#"[{"b":{"a":1,"c":2,"a":3}}]"#, "a"),
            (r#"{"at":1,"\u0061t":2}"#, "at"),
        ] {
            assert!(
                reads(twice).unwrap_err().starts_with(&format!("`{key}` stands twice in one object")),
                "{twice}"
            );
        }
        for none in ["", "{", "[1", &"[".repeat(5000)] {
            assert!(reads(none).is_err());
        }
    }
}
