//! What each value means as a commitment: the section `accord` of a talks file, from which the accord of an adopted
//! package is drafted.
//!
//! The section is an accord with slots (`<issue>`) and conditions (`if`). It is read into [`Part`]s; filled with a package
//! these are the tree of an accord, which the reader of accords reads as any other. So what is wrong with a draft is said
//! at the place of the talks file that it comes from.
//!
//! > Whatever can be drafted is tried when the talks file is read: no package is adopted first and found impossible to
//! > write down afterwards.

mod fill;
mod part;
mod slots;
mod trials;
mod write;

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use wasit_accord::Accord;
use wasit_model::{Space, Talks, ValueIndex};

use crate::collector::{Collector, Span};
use crate::fields::Fields;
use crate::problems::{Problems, Text};
use crate::talks::issues::Issues;
use crate::tree::{Content, Node};

use part::Part;

/// The key of a talks file that the section stands behind.
pub(crate) const KEY: &str = "accord";

/// An accord with slots, in which an adopted package can be written down.
pub struct Template {
    text: Arc<Text>,
    skeleton: Part,
    /// Whether a slot asks for the day of adoption.
    needs_day: bool,
    issues: Issues,
    frame: Frame,
}

/// What an accord takes over from its talks where the section does not say otherwise.
pub(crate) struct Frame {
    /// The title of the talks.
    pub(crate) title: String,
    /// The parties, each with its title.
    pub(crate) parties: Vec<(String, String)>,
}

impl Frame {
    fn of(talks: &Talks) -> Self {
        let party = |party: &wasit_model::Party| (party.name.clone(), party.title.clone());
        Self { title: talks.title.clone(), parties: talks.parties.iter().map(party).collect() }
    }
}

/// The text that all adopted, as far as an accord is about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adopted {
    /// SHA-256 of the text, as whoever keeps it says what is hashed.
    pub sha256: String,
    /// Its articles: the id, and the words.
    pub articles: Vec<(String, String)>,
}

/// The accord of an adopted package.
#[derive(Clone, Debug)]
pub struct Drafted {
    /// The accord.
    pub accord: Accord,
    /// The same as a file, which reads to it.
    pub yaml: String,
}

impl Template {
    /// Reads the section, and tries it with every value that it can meet. `day` stands for the day of adoption where that is
    /// tried.
    pub(crate) fn read(
        node: &Node,
        issues: &Issues,
        frame: Option<Frame>,
        day: Option<Date>,
        collector: &mut Collector,
    ) -> Option<Self> {
        let before = collector.count();
        let (skeleton, needs_day) = compile(node, issues, collector)?;
        let (space, frame) = (issues.space()?, frame?);
        if collector.count() > before {
            return None;
        }
        let template = Self {
            text: Arc::clone(collector.text()),
            skeleton,
            needs_day,
            issues: Issues::of(&space),
            frame,
        };
        trials::hold(&template, day, collector);
        (collector.count() == before).then_some(template)
    }

    /// The section of talks that were read: whatever could be wrong with it was said then.
    pub(crate) fn of(node: &Node, talks: &Talks, collector: &mut Collector) -> Option<Self> {
        let issues = Issues::of(&talks.space);
        let (skeleton, needs_day) = compile(node, &issues, collector)?;
        let (text, frame) = (Arc::clone(collector.text()), Frame::of(talks));
        collector.is_empty().then_some(Self { text, skeleton, needs_day, issues, frame })
    }

    /// Whether the draft says on which day the package was adopted.
    #[must_use]
    pub fn needs_day(&self) -> bool {
        self.needs_day
    }

    /// Whether anything in the draft depends on how an issue is settled.
    #[must_use]
    pub fn depends_on(&self, issue: usize) -> bool {
        let mut depends = false;
        self.skeleton.walk(&mut Vec::new(), &mut |part, _| {
            depends |= match part {
                Part::Text { pieces, .. } => pieces.iter().any(|piece| piece.issue() == Some(issue)),
                Part::Map { stands, .. } => stands.0.iter().any(|(one, _)| *one == issue),
                Part::List { .. } => false,
            };
        });
        depends
    }

    /// The zone in which the accord counts its days, where the section names one.
    #[must_use]
    pub fn zone(&self) -> Option<TimeZone> {
        let zone = self.skeleton.entry("calendar").and_then(|calendar| calendar.entry("zone"));
        zone.and_then(Part::plain_text).and_then(|name| jiff::tz::db().get(name.trim()).ok())
    }

    /// Writes down a package that was adopted on a day, `header` above it as a comment. Where the text is known that all
    /// adopted, its hash is the accord's, and the words of an article stand with every commitment whose clause it is.
    ///
    /// # Errors
    /// What keeps it from being written down, at its place in the talks file.
    ///
    /// # Panics
    /// Where the package is none of the talks, or no day is given and [`Template::needs_day`].
    pub fn draft(
        &self,
        package: &[ValueIndex],
        day: Option<Date>,
        adopted: Option<&Adopted>,
        header: &str,
    ) -> Result<Drafted, Problems> {
        assert!(day.is_some() || !self.needs_day, "the day of adoption is given where it is asked for");
        let mut collector = Collector::new(Arc::clone(&self.text));
        let mut tree = fill::fill(self, package, day, &mut collector);
        if let Some(adopted) = adopted {
            fill::adopt(&mut tree, adopted);
        }
        let accord = crate::accord::read(&tree, &self.text.name, &mut collector);
        match (accord, collector.finish()) {
            (Some(accord), None) => Ok(Drafted { accord, yaml: write::yaml(&tree, header) }),
            (_, problems) => Err(problems.expect("without an accord there is a problem")),
        }
    }
}

/// The parts of the section, and whether a slot asks for the day of adoption.
fn compile(node: &Node, issues: &Issues, collector: &mut Collector) -> Option<(Part, bool)> {
    if !matches!(node.content.as_ref(), Content::Mapping(_)) {
        let _ = Fields::read(node, "`accord`", &[], Some("x-"), collector);
        return None;
    }
    let slots = slots::Slots::read(node, issues, collector);
    let mut reading = part::Reading::new(slots, issues);
    let skeleton = reading.read(node, collector);
    Some((skeleton, reading.needs_day))
}

/// Where something stands that no file says.
const NOWHERE: Span = Span { start: 0, end: 0 };

/// The issues and values of a package in words: `rent: 1000, pets: one cat`.
#[must_use]
pub fn in_words(space: &Space, package: &[ValueIndex]) -> String {
    let said = |(issue, &value): (&wasit_model::Issue, &ValueIndex)| {
        format!("{}: {}", issue.name, issue.values.label(value))
    };
    space.issues().iter().zip(package).map(said).collect::<Vec<_>>().join(", ")
}
