use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{Article, Version};
use crate::Name;

/// What became of an article between two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Its words are the same.
    Kept,
    /// Its words differ.
    Changed,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
}

/// A run of words in a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    /// In both.
    Same(String),
    /// Only in the old.
    Old(String),
    /// Only in the new.
    New(String),
}

impl fmt::Display for Piece {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Same(words) => to.write_str(words),
            Self::Old(words) => write!(to, "[-{words}-]"),
            Self::New(words) => write!(to, "{{+{words}+}}"),
        }
    }
}

/// One article in a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ArticleComparison {
    /// Which.
    pub id: Name,
    /// What became of it.
    pub fate: Fate,
    /// Whether it stands at another place among those that both versions have.
    pub moved: bool,
    /// Its heading, word by word.
    pub heading: Vec<Piece>,
    /// Its body as plain text, word by word.
    pub body: Vec<Piece>,
}

/// What differs between two versions of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// The number of the old version.
    pub old: u32,
    /// The number of the new one.
    pub new: u32,
    /// The articles in the order of the new version; what is gone stands where it stood.
    pub articles: Vec<ArticleComparison>,
}

impl Comparison {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.articles.iter().all(|article| article.fate == Fate::Kept && !article.moved)
    }

    /// As plain text: old words as `[-old-]`, new words as `{+new+}`; articles that are kept where they are are left
    /// out.
    #[must_use]
    pub fn plain(&self) -> String {
        let mut plain = String::new();
        for article in &self.articles {
            let fate = match (article.fate, article.moved) {
                (Fate::Kept, false) => continue,
                (Fate::Kept, true) => "moved",
                (Fate::Changed, false) => "changed",
                (Fate::Changed, true) => "moved and changed",
                (Fate::Added, _) => "added",
                (Fate::Removed, _) => "removed",
            };
            plain.push_str(&format!("{} ({fate})", article.id));
            let heading: String = article.heading.iter().map(Piece::to_string).collect();
            if !heading.is_empty() {
                plain.push_str(&format!("  {heading}"));
            }
            plain.push('\n');
            if article.fate != Fate::Kept {
                plain.extend(article.body.iter().map(Piece::to_string));
                plain.push('\n');
            }
            plain.push('\n');
        }
        plain.truncate(plain.trim_end().len());
        plain
    }
}

/// Compares two versions of a text, in either order: articles by their ids, their words one by one.
#[must_use]
pub fn compare(old: &Version, new: &Version) -> Comparison {
    let by_id = |version: &Version| -> BTreeMap<Name, usize> {
        version.articles.iter().enumerate().map(|(at, article)| (article.id.clone(), at)).collect()
    };
    let (in_old, in_new) = (by_id(old), by_id(new));
    let common = |version: &Version, other: &BTreeMap<Name, usize>| -> Vec<Name> {
        let ids = version.articles.iter().map(|article| article.id.clone());
        ids.filter(|id| other.contains_key(id)).collect()
    };
    let moved = moved(&common(old, &in_new), &common(new, &in_old));

    let one = |id: &Name| {
        let (before, after) =
            (in_old.get(id).map(|&at| &*old.articles[at]), in_new.get(id).map(|&at| &*new.articles[at]));
        let fate = match (before, after) {
            (Some(before), Some(after)) if before == after => Fate::Kept,
            (Some(_), Some(_)) => Fate::Changed,
            (None, _) => Fate::Added,
            (_, None) => Fate::Removed,
        };
        let heading =
            |article: Option<&Article>| article.map_or(String::new(), |article| article.heading.clone());
        let body = |article: Option<&Article>| article.map_or(String::new(), Article::plain);
        ArticleComparison {
            id: id.clone(),
            fate,
            moved: moved.contains(id),
            heading: compare_words(&heading(before), &heading(after)),
            body: compare_words(&body(before), &body(after)),
        }
    };

    // What is gone follows the article that it followed; at the head stand those that followed none.
    let mut gone: BTreeMap<Option<&Name>, Vec<&Name>> = BTreeMap::new();
    let mut last = None;
    for article in old.articles.iter() {
        match in_new.contains_key(&article.id) {
            true => last = Some(&article.id),
            false => gone.entry(last).or_default().push(&article.id),
        }
    }
    let mut articles: Vec<ArticleComparison> = gone.remove(&None).into_iter().flatten().map(one).collect();
    for article in new.articles.iter() {
        articles.push(one(&article.id));
        articles.extend(gone.remove(&Some(&article.id)).into_iter().flatten().map(one));
    }
    Comparison { old: old.number, new: new.number, articles }
}

/// Which of the same ids in two orders have moved: the fewest that explain the difference.
fn moved(old: &[Name], new: &[Name]) -> BTreeSet<Name> {
    let mut moved: BTreeSet<Name> = new.iter().cloned().collect();
    for op in capture_diff_slices(Algorithm::Myers, old, new) {
        if let DiffOp::Equal { new_index, len, .. } = op {
            new[new_index..new_index + len].iter().for_each(|id| {
                moved.remove(id);
            });
        }
    }
    moved
}

/// The most pairs of parts that are compared one by one: beyond it parts are made larger.
const PAIRS_MAX: usize = 4_000_000;

/// Compares two runs of words: the pieces that are [`Same`](Piece::Same) or [`Old`](Piece::Old) make up the old words,
/// those that are `Same` or [`New`](Piece::New) the new ones.
///
/// Words and what stands between them are compared one by one; in long texts that differ much, whole lines are.
#[must_use]
pub fn compare_words(old: &str, new: &str) -> Vec<Piece> {
    if old == new {
        return pieces(&[old], &[new]);
    }
    let (a, b) = (words(old), words(new));
    if differing(&a, &b) <= PAIRS_MAX {
        return pieces(&a, &b);
    }
    let (a, b): (Vec<_>, Vec<_>) = (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    if differing(&a, &b) <= PAIRS_MAX { pieces(&a, &b) } else { pieces(&[old], &[new]) }
}

/// How many pairs a comparison has to look at, at the most: what both begin and end with is skipped.
fn differing(old: &[&str], new: &[&str]) -> usize {
    let head = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[head..], &new[head..]);
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    (old.len() - tail) * (new.len() - tail)
}

/// Words, and what stands between them: white space in one piece, any other sign by itself.
fn words(text: &str) -> Vec<&str> {
    #[derive(PartialEq)]
    enum Class {
        Word,
        Space,
        Sign,
    }
    let class = |sign: char| match sign {
        sign if sign.is_alphanumeric() => Class::Word,
        sign if sign.is_whitespace() => Class::Space,
        _ => Class::Sign,
    };
    let mut words = Vec::new();
    let mut start = 0;
    let mut signs = text.char_indices().peekable();
    while let Some((at, sign)) = signs.next() {
        let end = at + sign.len_utf8();
        let goes_on =
            signs.peek().is_some_and(|(_, next)| class(sign) != Class::Sign && class(*next) == class(sign));
        if !goes_on {
            words.push(&text[start..end]);
            start = end;
        }
    }
    words
}

fn pieces(old: &[&str], new: &[&str]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut push = |piece: fn(String) -> Piece, words: &[&str]| {
        let words = words.concat();
        if !words.is_empty() {
            pieces.push(piece(words));
        }
    };
    for op in capture_diff_slices(Algorithm::Myers, old, new) {
        match op {
            DiffOp::Equal { old_index, len, .. } => push(Piece::Same, &old[old_index..old_index + len]),
            DiffOp::Delete { old_index, old_len, .. } => {
                push(Piece::Old, &old[old_index..old_index + old_len]);
            }
            DiffOp::Insert { new_index, new_len, .. } => {
                push(Piece::New, &new[new_index..new_index + new_len]);
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                push(Piece::Old, &old[old_index..old_index + old_len]);
                push(Piece::New, &new[new_index..new_index + new_len]);
            }
        }
    }
    pieces
}
