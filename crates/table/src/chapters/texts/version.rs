use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

use super::{Article, Paper};
use crate::chapters::adoption::Entry;
use crate::{Hash, Who};

/// One version of a text: its words, and the hash that is signed.
///
/// Versions share the articles that do not differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Version {
    /// Counted from 1.
    pub number: u32,
    /// Its hash.
    ///
    /// SHA-256 of the UTF-8 bytes of these lines, each ended by one line feed, with a line for each article in order:
    ///
    /// ```text
    /// wasit text 1
    /// TITLE
    /// PAPER
    /// entry ON
    /// ID ARTICLE-HASH
    /// ```
    ///
    /// `PAPER` is `draft` or `non_paper`; `ON` is what `set_entry` said (`signature`, `ratification` or a date such as
    /// `2026-01-01`), `-` where nothing was. `ARTICLE-HASH` has 64 hexadecimal digits: SHA-256 of the UTF-8 bytes of
    ///
    /// ```text
    /// wasit article 1
    /// ID
    /// HEADING
    /// words
    /// BODY
    /// ```
    ///
    /// with one line feed between the lines and none after the body. An article with brackets has `brackets` in place
    /// of `words`, and for its body the JSON of its segments as events have them, without white space.
    pub hash: Hash,
    /// When it was made.
    pub at: Timestamp,
    /// Who made it; nobody where all parties lifted a bracket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Who>,
    /// When what it says enters into force, where that was set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<Entry>,
    /// The articles in order. Left out where a view is written: the text has the newest, and events the changes.
    #[serde(skip)]
    pub articles: Arc<[Arc<Article>]>,
}

impl Version {
    /// How many brackets it has.
    #[must_use]
    pub fn brackets(&self) -> usize {
        self.articles.iter().map(|article| article.brackets().count()).sum()
    }

    /// The text as plain text: for each article its id, its heading and its body, brackets as
    /// [`Bracket::plain`](super::Bracket::plain) writes them.
    #[must_use]
    pub fn plain(&self) -> String {
        let mut plain = String::new();
        for article in self.articles.iter() {
            plain.push_str(&head(article.id.as_str(), &article.heading));
            plain.push_str(&article.plain());
            plain.push_str("\n\n");
        }
        plain.truncate(plain.trim_end().len());
        plain
    }
}

/// The line above an article.
pub(super) fn head(id: &str, heading: &str) -> String {
    match heading {
        "" => format!("{id}\n"),
        heading => format!("{id}  {heading}\n"),
    }
}

/// The hash of a version, as [`Version::hash`] says.
pub(super) fn text_hash(title: &str, paper: Paper, entry: Option<Entry>, articles: &[Arc<Article>]) -> Hash {
    let entry = entry.map_or_else(|| "-".to_owned(), |entry| entry.to_string());
    let head = format!("wasit text 1\n{title}\n{}\nentry {entry}\n", paper.word());
    Hash::of_parts(std::iter::once(head.as_str()).chain(articles.iter().map(|article| article.line())))
}
