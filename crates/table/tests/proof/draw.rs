//! Random acts, made by asking each act's own type what it is made of: an act that somebody adds is drawn without a
//! line here. Which words a text may have is found by trying.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, Visitor};
use wasit_table::{Act, By, Facts, Role, Table, Who};

use crate::dice::Dice;
use crate::pool::{MEMBERS, Pool, SEATS};
use crate::react::react;

/// What a text stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Leaf {
    Text,
    Item,
    Name,
    Who,
    Place,
    Hash,
    Time,
    DateTime,
    Date,
    Entry,
}

/// What draws acts.
#[derive(Clone, Default)]
pub(crate) struct Drawer {
    pub(crate) pool: Pool,
    leaves: BTreeMap<String, Leaf>,
}

/// Why a drawn value does not fit.
#[derive(Debug)]
struct Wrong(String);

impl fmt::Display for Wrong {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.0)
    }
}

impl std::error::Error for Wrong {}

impl de::Error for Wrong {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

impl Drawer {
    /// Some act of somebody, who mostly may do such a thing, given what has happened at the table.
    pub(crate) fn draw(&mut self, dice: &mut Dice, table: &Table) -> (Who, Act) {
        self.pool.follow(table);
        if dice.chance(45)
            && let Some(next) = react(dice, table, &self.pool)
        {
            return next;
        }
        let facts = loop {
            let facts = dice.one(Act::ALL).expect("there are acts");
            let share = match facts.name {
                "close_talks" => 1,
                "convene" | "suspend_talks" | "withdraw_consent" | "discharge" => 8,
                "resume_talks" | "renew_consent" | "retract" | "erase" | "withdraw_question" => 40,
                "say" | "answer" => 100,
                _ => 70,
            };
            if dice.chance(share) && (facts.name != "close_talks" || dice.chance(10)) {
                break facts;
            }
        };
        let who = self.actor(dice, facts);
        let act = self.act(dice, facts, &who);
        (who, act)
    }

    /// An act of this kind.
    pub(crate) fn act(&mut self, dice: &mut Dice, facts: &Facts, who: &Who) -> Act {
        let mut tries = 0;
        loop {
            tries += 1;
            assert!(tries < 5_000, "{} cannot be drawn", facts.name);
            let mut drawing = Drawing {
                drawer: self,
                dice,
                seat: who.seat.as_str(),
                act: facts.name,
                path: Vec::new(),
                probed: None,
                item: None,
                used: Vec::new(),
            };
            match Act::of(facts.name, &mut drawing).expect("it is a name of an act") {
                Ok(act) => return act,
                Err(Wrong(why)) => {
                    let Some(path) = drawing.probed else { continue };
                    let leaf = match () {
                        () if why.contains("is no item") => Leaf::Item,
                        () if why.contains("is no name") => Leaf::Name,
                        () if why.contains("is nobody") => Leaf::Who,
                        () if why.contains("is no compartment") => Leaf::Place,
                        () if why.contains("is no entry into force") => Leaf::Entry,
                        () if why.contains("a hash is") => Leaf::Hash,
                        () => Leaf::Text,
                    };
                    self.leaves.insert(path, leaf);
                }
            }
        }
    }

    fn actor(&self, dice: &mut Dice, facts: &Facts) -> Who {
        let any = dice.chance(8);
        let seat = match facts.by {
            By::Mediator if !any => SEATS[0],
            By::Party if !any => SEATS[1 + dice.below(3)],
            _ => SEATS[dice.below(4)],
        };
        let member = match facts.least {
            Role::Head if !dice.chance(8) => "head",
            _ if dice.chance(60) => "head",
            _ if dice.chance(60) => "member",
            _ if dice.chance(3) => "nobody",
            _ => MEMBERS[dice.below(5)],
        };
        format!("{seat}/{member}").parse().expect("these are names")
    }
}

struct Drawing<'a> {
    drawer: &'a mut Drawer,
    dice: &'a mut Dice,
    seat: &'a str,
    act: &'static str,
    path: Vec<&'static str>,
    probed: Option<String>,
    item: Option<String>,
    used: Vec<String>,
}

/// The kinds of events that a field of an act refers to.
fn kinds(act: &str, field: &str) -> &'static [&'static str] {
    match (act, field) {
        (_, "question") => &[
            "agenda_put",
            "extension_put",
            "text_put",
            "mediators_proposal_put",
            "contact_offered",
            "communique_put",
        ],
        (_, "rendering") => &["rendered"],
        (_, "request") => &["approval_sought"],
        (_, "contact") => &["contact_offered"],
        (_, "text") => &["text_opened"],
        (_, "record") => &["decisions_recorded"],
        (_, "proposal") => &["proposed"],
        (_, "items") => &["said", "proposed", "account_given"],
        ("render", "supersedes") => &["rendered"],
        (_, "supersedes") => &["proposed"],
        ("accept" | "refuse", _) => &["proposal_carried"],
        ("withdraw_proposal", _) => &["proposed"],
        ("vote", _) => &["draft_put"],
        ("answer_what_if", _) => &["what_if_asked"],
        ("decline_offer", _) => &["offer_asked"],
        ("propose", "answers") => &["offer_asked", "proposal_carried"],
        ("mark_read", _) => &["conveyed", "proposal_carried"],
        ("set_disclosure" | "retract" | "bring_forward", _) => &["said", "account_given"],
        ("revoke_confidence", _) => &["confided"],
        ("withdraw_statement", _) => &["statement_sealed"],
        ("take_back", "item") => &["marked", "redlined", "lift_sealed", "agreement_sealed"],
        _ => &[],
    }
}

impl Drawing<'_> {
    fn field(&self) -> &'static str {
        self.path.last().copied().unwrap_or("")
    }

    fn text(&mut self, expecting: &str) -> String {
        let path = format!("{}.{}", self.act, self.path.join("."));
        let leaf = match expecting {
            _ if expecting.contains("datetime") => Some(Leaf::DateTime),
            _ if expecting.contains("timestamp") => Some(Leaf::Time),
            _ if expecting.contains("date") => Some(Leaf::Date),
            _ => self.drawer.leaves.get(&path).copied(),
        };
        let Some(leaf) = leaf else {
            self.drawer.leaves.insert(path.clone(), Leaf::Text);
            self.probed = Some(path);
            return "!".to_owned();
        };
        let mut text = self.leaf(leaf);
        for _ in 0..4 {
            if !self.used.contains(&text) {
                break;
            }
            text = self.leaf(leaf);
        }
        self.used.push(text.clone());
        if leaf == Leaf::Item {
            self.item = Some(text.clone());
        }
        text
    }

    fn leaf(&mut self, leaf: Leaf) -> String {
        let field = self.field();
        let (pool, dice) = (&self.drawer.pool, &mut *self.dice);
        match leaf {
            Leaf::Item => pool.id(dice, kinds(self.act, field), self.seat),
            Leaf::Hash => pool.hash(dice, self.item.as_deref()),
            Leaf::Place if field == "channel" => pool.channel(dice),
            Leaf::Place => pool.place(dice, self.seat),
            Leaf::Time => pool.time(dice, field).to_string(),
            Leaf::DateTime | Leaf::Date => {
                let time = pool.time(dice, field).to_string();
                let end = if leaf == Leaf::Date { 10 } else { 19 };
                time.get(..end).unwrap_or("2025-05-01").to_owned()
            }
            Leaf::Entry => match dice.below(3) {
                0 => "signature".to_owned(),
                1 => "ratification".to_owned(),
                _ => pool.time(dice, field).to_string().get(..10).unwrap_or("2025-05-01").to_owned(),
            },
            Leaf::Who if dice.chance(2) => "iran/nobody".to_owned(),
            Leaf::Who => format!("{}/{}", SEATS[dice.below(4)], MEMBERS[dice.below(3)]),
            Leaf::Name => match field {
                "head" => "head".to_owned(),
                "member" if dice.chance(99) => MEMBERS[1 + dice.below(4)].to_owned(),
                "member" => "head".to_owned(),
                "seat" | "to" | "of" if dice.chance(98) => SEATS[1 + dice.below(3)].to_owned(),
                "article" => pool.text(dice, "id").unwrap_or("a".to_owned()),
                "id" | "name" if dice.chance(60) => {
                    format!("{}{}", ["a", "b", "c", "d"][dice.below(4)], dice.below(4))
                }
                _ => {
                    let key = if dice.chance(50) { field } else { "id" };
                    let name = pool.text(dice, key).filter(|text| text.parse::<wasit_table::Name>().is_ok());
                    name.unwrap_or("x".to_owned())
                }
            },
            Leaf::Text => match dice.below(40) {
                0 => String::new(),
                1 => "long ".repeat(20_000),
                2..=20 if field != "signature" => {
                    let key = match (self.act, field) {
                        ("bracket" | "mark", "words" | "after") => "body",
                        ("ratify" | "refuse_ratification", "body") => "bodies",
                        _ => field,
                    };
                    pool.text(dice, key).unwrap_or("yes".to_owned())
                }
                3.. if (self.act, field) == ("confide", "issues") => pool.issue(dice),
                _ => format!("{} {}", ["aye", "nay", "so be it"][dice.below(3)], dice.below(9)),
            },
        }
    }

    fn count(&mut self) -> usize {
        if self.path.len() > 5 { 0 } else { [0, 1, 1, 1, 2, 2, 3][self.dice.below(7)] }
    }

    fn number(&mut self) -> u64 {
        let field = self.field();
        let known = if self.dice.chance(60) { self.drawer.pool.number(self.dice, field) } else { None };
        known.unwrap_or_else(|| match field {
            "direct_contact_minutes_max" => 90 + self.dice.below(60) as u64,
            "minutes" => 5 + self.dice.below(60) as u64,
            "bytes" => self.dice.below(1000) as u64,
            _ if self.dice.chance(4) => 0,
            _ => 1 + self.dice.below(3) as u64,
        })
    }
}

macro_rules! numbers {
    ($($method:ident $visit:ident $type:ty,)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
            let number = self.number();
            visitor.$visit(number as $type)
        }
    )*};
}

impl<'de> Deserializer<'de> for &mut Drawing<'_> {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let expecting = expecting(&visitor);
        match self.dice.below(4) {
            3 => self.deserialize_map(visitor),
            0 => visitor.visit_u64(self.number()),
            1 => visitor.visit_string(["signature", "ratification"][self.dice.below(2)].to_owned()),
            _ => {
                let text = self.text(&expecting);
                visitor.visit_string(text)
            }
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_bool(self.dice.chance(80))
    }

    numbers! {
        deserialize_u8 visit_u8 u8,
        deserialize_u16 visit_u16 u16,
        deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64,
        deserialize_i32 visit_i32 i32,
        deserialize_i64 visit_i64 i64,
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_f64(self.dice.below(101) as f64 / 100.0)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let text = self.text(&expecting(&visitor));
        visitor.visit_string(text)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let percent = match self.field() {
            "signature" | "key" => 2,
            "hash" => 90,
            "supersedes" => 15,
            "nth" | "after" => 10,
            _ => 40,
        };
        if self.dice.chance(percent) { visitor.visit_some(self) } else { visitor.visit_none() }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let mut left = self.count();
        if self.act != "convene" && matches!(self.field(), "to" | "roster" | "who") && self.dice.chance(80) {
            left = left.max(2);
        }
        let before = std::mem::take(&mut self.used);
        let value = visitor.visit_seq(Several { drawing: self, left });
        self.used = before;
        value
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let mut package: Vec<(String, String)> = self.drawer.pool.package(self.dice);
        if self.field() == "parts" {
            // Two words of no rendering's, now and then: what fits is made by the scenes.
            package.retain(|_| self.dice.chance(5));
        }
        visitor.visit_map(Entries {
            drawing: self,
            left: package,
            issue: String::new(),
            value: String::new(),
        })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        let depth = self.path.len();
        let value = visitor.visit_map(Fields { drawing: self, fields, at: 0 });
        if value.is_ok() {
            self.path.truncate(depth);
        }
        value
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        let variant = variants[self.dice.below(variants.len())];
        visitor.visit_enum(OneOf { drawing: self, variant })
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i128 u128 f32 char bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

fn expecting<'de>(visitor: &impl Visitor<'de>) -> String {
    ExpectedBy(visitor, std::marker::PhantomData).to_string()
}

struct ExpectedBy<'a, 'de, V>(&'a V, std::marker::PhantomData<&'de ()>);

impl<'de, V: Visitor<'de>> fmt::Display for ExpectedBy<'_, 'de, V> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(to)
    }
}

struct Several<'a, 'b> {
    drawing: &'a mut Drawing<'b>,
    left: usize,
}

impl<'de> de::SeqAccess<'de> for Several<'_, '_> {
    type Error = Wrong;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Wrong> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        seed.deserialize(&mut *self.drawing).map(Some)
    }
}

struct Fields<'a, 'b> {
    drawing: &'a mut Drawing<'b>,
    fields: &'static [&'static str],
    at: usize,
}

impl<'de> de::MapAccess<'de> for Fields<'_, '_> {
    type Error = Wrong;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Wrong> {
        let Some(&field) = self.fields.get(self.at) else { return Ok(None) };
        self.at += 1;
        self.drawing.path.push(field);
        seed.deserialize(field.into_deserializer()).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Wrong> {
        let value = seed.deserialize(&mut *self.drawing)?;
        self.drawing.path.pop();
        Ok(value)
    }
}

/// A map: of issues to values, or of issues to maps of values to numbers.
struct Entries<'a, 'b> {
    drawing: &'a mut Drawing<'b>,
    left: Vec<(String, String)>,
    issue: String,
    value: String,
}

impl<'de> de::MapAccess<'de> for Entries<'_, '_> {
    type Error = Wrong;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Wrong> {
        let Some((issue, value)) = self.left.pop() else { return Ok(None) };
        self.value = value;
        self.issue.clone_from(&issue);
        seed.deserialize(issue.into_deserializer()).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Wrong> {
        let (issue, value) = (std::mem::take(&mut self.issue), std::mem::take(&mut self.value));
        seed.deserialize(Value { drawing: &mut *self.drawing, issue, value })
    }
}

/// What stands beside an issue: this label, where a label is wanted.
struct Value<'a, 'b> {
    drawing: &'a mut Drawing<'b>,
    issue: String,
    value: String,
}

impl<'de> Deserializer<'de> for Value<'_, '_> {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_string(self.value)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let dice = &mut *self.drawing.dice;
        let values = self.drawing.drawer.pool.values(&self.issue);
        let worth = values.into_iter().map(|value| (value, dice.below(101) as f64 / 100.0));
        visitor.visit_map(de::value::MapDeserializer::new(worth))
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.drawing.deserialize_f64(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        self.drawing.deserialize_struct(name, fields, visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.drawing.deserialize_seq(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        self.drawing.deserialize_enum(name, variants, visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 char str string bytes byte_buf option unit unit_struct
        newtype_struct tuple tuple_struct identifier ignored_any
    }
}

struct OneOf<'a, 'b> {
    drawing: &'a mut Drawing<'b>,
    variant: &'static str,
}

impl<'de> de::EnumAccess<'de> for OneOf<'_, '_> {
    type Error = Wrong;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Wrong> {
        Ok((seed.deserialize(self.variant.into_deserializer())?, self))
    }
}

impl<'de> de::VariantAccess<'de> for OneOf<'_, '_> {
    type Error = Wrong;

    fn unit_variant(self) -> Result<(), Wrong> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Wrong> {
        seed.deserialize(self.drawing)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Wrong> {
        self.drawing.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        self.drawing.deserialize_struct("", fields, visitor)
    }
}
