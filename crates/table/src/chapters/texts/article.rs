use serde::{Deserialize, Serialize};

use crate::{Hash, Name};

/// Why words stand in brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BracketKind {
    /// The sides want different words.
    Contested,
    /// The words are still to be found: a date, a figure, an annex.
    Placeholder,
    /// A side must ask its capital.
    AwaitingInstructions,
    /// The words stand if something else is settled.
    ConditionalOn,
}

impl BracketKind {
    /// The kind in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Contested => "contested",
            Self::Placeholder => "placeholder",
            Self::AwaitingInstructions => "awaiting instructions",
            Self::ConditionalOn => "conditional on",
        }
    }
}

/// Words that could stand in place of a bracket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternative {
    /// Whose they are; nobody's where they stood in the text before it was bracketed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Name>,
    /// The words; empty where nothing is to stand there.
    pub words: String,
}

/// A place in an article that is not settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bracket {
    /// Its number in this text, counted from 1; no other bracket of the text ever has it.
    pub number: u32,
    /// Whose bracket it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Name>,
    /// Why it is there.
    pub kind: BracketKind,
    /// What it is conditional on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// What could stand there.
    pub alternatives: Vec<Alternative>,
}

impl Bracket {
    /// The bracket as plain text: `[iran: not later than May / usa: in April]`. Words that stood there before bear no
    /// name; any kind but a contested one is named at the end.
    #[must_use]
    pub fn plain(&self) -> String {
        let alternatives: Vec<String> = self.alternatives.iter().map(Alternative::plain).collect();
        let words = if alternatives.is_empty() { "…".to_owned() } else { alternatives.join(" / ") };
        match (self.kind, &self.on) {
            (BracketKind::Contested, _) => format!("[{words}]"),
            (kind, Some(on)) => format!("[{words} ({} {on})]", kind.words()),
            (kind, None) => format!("[{words} ({})]", kind.words()),
        }
    }
}

impl Alternative {
    fn plain(&self) -> String {
        let words = if self.words.is_empty() { "(nothing)" } else { &self.words };
        match &self.by {
            Some(by) => format!("{by}: {words}"),
            None => words.to_owned(),
        }
    }
}

/// A part of an article's body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Segment {
    /// Words that nobody has bracketed.
    Words(String),
    /// A bracket.
    Bracket(Bracket),
}

/// One article as it stands in one version of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Article {
    /// What it is called for good, wherever it moves and however it is revised.
    pub id: Name,
    /// Its heading; may be empty.
    pub heading: String,
    /// Its body: words and brackets by turns.
    pub body: Vec<Segment>,
    /// Its hash.
    pub hash: Hash,
    /// Its line in what a version's hash is of: written once, because each version of the text lists all its articles.
    #[serde(skip)]
    line: Box<str>,
}

/// Where in a body words were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    segment: usize,
    start: usize,
}

impl Article {
    pub(crate) fn new(id: Name, heading: String, body: Vec<Segment>) -> Self {
        let mut tidy: Vec<Segment> = Vec::with_capacity(body.len());
        for segment in body {
            match (segment, tidy.last_mut()) {
                (Segment::Words(words), Some(Segment::Words(before))) => before.push_str(&words),
                (Segment::Words(words), _) if words.is_empty() => {}
                (segment, _) => tidy.push(segment),
            }
        }
        let hash = article_hash(&id, &heading, &tidy);
        let line = format!("{id} {hash}\n").into();
        Self { id, heading, body: tidy, hash, line }
    }

    /// Its line in what a version's hash is of: its id and its hash.
    pub(super) fn line(&self) -> &str {
        &self.line
    }

    /// Its brackets, in the order in which they stand.
    pub fn brackets(&self) -> impl Iterator<Item = &Bracket> {
        self.body.iter().filter_map(|segment| match segment {
            Segment::Bracket(bracket) => Some(bracket),
            Segment::Words(_) => None,
        })
    }

    /// The bracket of this number.
    #[must_use]
    pub fn bracket(&self, number: u32) -> Option<&Bracket> {
        self.brackets().find(|bracket| bracket.number == number)
    }

    /// Whether it has no brackets.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.brackets().next().is_none()
    }

    /// Its body as plain text, brackets as [`Bracket::plain`] writes them.
    #[must_use]
    pub fn plain(&self) -> String {
        let mut plain = String::new();
        for segment in &self.body {
            match segment {
                Segment::Words(words) => plain.push_str(words),
                Segment::Bracket(bracket) => plain.push_str(&bracket.plain()),
            }
        }
        plain
    }

    /// How many bytes of words it holds, alternatives included.
    pub(crate) fn bytes(&self) -> usize {
        let of = |segment: &Segment| match segment {
            Segment::Words(words) => words.len(),
            Segment::Bracket(bracket) => bracket.alternatives.iter().map(|one| one.words.len()).sum(),
        };
        self.body.iter().map(of).sum()
    }

    /// Where these words stand outside of brackets: the `nth` time, counted from 1, or the only time.
    ///
    /// # Errors
    /// How often they occur, where that does not say which is meant.
    pub(crate) fn find(&self, words: &str, nth: Option<u32>) -> Result<Spot, usize> {
        let mut spots = Vec::new();
        for (segment, part) in self.body.iter().enumerate() {
            if let Segment::Words(part) = part {
                spots.extend(part.match_indices(words).map(|(start, _)| Spot { segment, start }));
            }
        }
        match nth {
            None if spots.len() == 1 => Ok(spots[0]),
            None => Err(spots.len()),
            Some(nth) => {
                let at = (nth as usize).checked_sub(1).and_then(|at| spots.get(at)).copied();
                at.ok_or(spots.len())
            }
        }
    }

    /// The article with these words of its body put into a bracket, or a bracket inserted after them.
    pub(crate) fn with_bracket(&self, spot: Spot, words: &str, insert: bool, mut bracket: Bracket) -> Self {
        let mut body = Vec::with_capacity(self.body.len() + 2);
        for (at, segment) in self.body.iter().enumerate() {
            match segment {
                Segment::Words(part) if at == spot.segment => {
                    let end = spot.start + words.len();
                    let cut = if insert { end } else { spot.start };
                    if !insert {
                        bracket.alternatives.insert(0, Alternative { by: None, words: words.to_owned() });
                    }
                    body.push(Segment::Words(part[..cut].to_owned()));
                    body.push(Segment::Bracket(bracket.clone()));
                    body.push(Segment::Words(part[end..].to_owned()));
                }
                segment => body.push(segment.clone()),
            }
        }
        Self::new(self.id.clone(), self.heading.clone(), body)
    }

    /// The article with a bracket changed, or with words in its place; `None` where there is no such bracket.
    pub(crate) fn with_changed(
        &self,
        number: u32,
        change: impl FnOnce(Bracket) -> Option<Segment>,
    ) -> Option<Self> {
        let mut body = self.body.clone();
        let place = body
            .iter_mut()
            .find(|segment| matches!(segment, Segment::Bracket(bracket) if bracket.number == number))?;
        let Segment::Bracket(bracket) = place.clone() else { return None };
        *place = change(bracket)?;
        Some(Self::new(self.id.clone(), self.heading.clone(), body))
    }
}

/// The hash of an article: SHA-256 of the UTF-8 bytes of these lines, each but the last ended by one line feed:
///
/// ```text
/// wasit article 1
/// ID
/// HEADING
/// words
/// BODY
/// ```
///
/// An article with brackets has `brackets` in place of `words`, and for its body the JSON of its segments as events
/// have them, without white space.
fn article_hash(id: &Name, heading: &str, body: &[Segment]) -> Hash {
    let mut bytes = format!("wasit article 1\n{id}\n{heading}\n").into_bytes();
    match body {
        [] => bytes.extend_from_slice(b"words\n"),
        [Segment::Words(words)] => {
            bytes.extend_from_slice(b"words\n");
            bytes.extend_from_slice(words.as_bytes());
        }
        body => {
            bytes.extend_from_slice(b"brackets\n");
            serde_json::to_writer(&mut bytes, body)
                .expect("segments have text keys, and memory takes all bytes");
        }
    }
    Hash::of(&bytes)
}
