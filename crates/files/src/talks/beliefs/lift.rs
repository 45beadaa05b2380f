//! Puts what is drawn into the tree, in the place of the beliefs that stand there.

use std::collections::HashMap;
use std::rc::Rc;

use wasit_model::belief::{Family, Group, Law, Note, Simplex};

use crate::collector::{Collector, Span};
use crate::fields::{self, cut};
use crate::talks::beliefs::notation::{self, Belief, Takes};
use crate::talks::beliefs::places::{self, Kind, Place, Step};
use crate::talks::beliefs::shares;
use crate::talks::beliefs::survey::{self, Known};
use crate::talks::figure::Range;
use crate::tree::{Choice, Content, Drawn, Entry, Key, Node, Share};

/// A world's tree with what is drawn, and the laws of all columns in it.
pub(super) struct Lifted {
    pub(super) tree: Node,
    pub(super) range: Range,
    /// `None` for a column that the world does not know.
    pub(super) laws: Vec<Option<Law>>,
}

/// What a column is in one world.
#[derive(Clone)]
enum Is {
    Unknown,
    Fixed(f64),
    Drawn(Family),
    /// The first of as many weights as the simplex has.
    Weights(Simplex),
    /// One of the weights behind the first.
    Behind,
}

/// Reads all beliefs of a world's tree. `notes` takes what is said about columns, `fallbacks` a law for those that other
/// worlds do not know.
pub(super) fn lift(
    tree: &Node,
    columns: &[Known],
    notes: &mut [Option<Note>],
    fallbacks: &mut [Option<Law>],
    collector: &mut Collector,
) -> Lifted {
    let by_path: HashMap<&str, usize> =
        columns.iter().enumerate().map(|(at, column)| (column.path.as_str(), at)).collect();
    let issues = places::get(tree, "issues");
    let mut lifting = Lifting {
        columns,
        by_path,
        is: vec![Is::Unknown; columns.len()],
        range: Range {
            middle: vec![0.0; columns.len()],
            low: vec![0.0; columns.len()],
            high: vec![0.0; columns.len()],
        },
        replaced: Vec::new(),
        notes,
        issues,
    };
    places::walk(tree, &mut |place| lifting.see(place, collector));
    lifting.scale_fixed_weights();
    let mut lifted = tree.clone();
    for (steps, node) in &lifting.replaced {
        lifted = places::with(&lifted, steps, node);
    }
    for (at, fallback) in fallbacks.iter_mut().enumerate() {
        if fallback.is_none() {
            *fallback = match &lifting.is[at] {
                Is::Unknown => None,
                Is::Drawn(family) => Some(Law::Drawn(family.clone())),
                _ => Some(Law::Fixed(lifting.range.middle[at])),
            };
        }
    }
    let laws = lifting.is.into_iter().filter_map(|is| match is {
        Is::Unknown => Some(None),
        Is::Fixed(number) => Some(Some(Law::Fixed(number))),
        Is::Drawn(family) => Some(Some(Law::Drawn(family))),
        Is::Weights(simplex) => Some(Some(Law::Weights(simplex))),
        Is::Behind => None,
    });
    Lifted { tree: lifted, range: lifting.range, laws: laws.collect() }
}

/// The laws of a world, in which columns that it does not know have the law of the first world that does: nothing
/// hangs on them.
pub(super) fn filled(laws: Vec<Option<Law>>, fallbacks: &[Option<Law>]) -> Vec<Law> {
    let mut column = 0;
    let fill = |law: Option<Law>| {
        let law = law.or_else(|| fallbacks[column].clone()).unwrap_or(Law::Fixed(0.0));
        column += law.width();
        law
    };
    laws.into_iter().map(fill).collect()
}

struct Lifting<'a, 'n> {
    columns: &'a [Known],
    by_path: HashMap<&'a str, usize>,
    is: Vec<Is>,
    range: Range,
    replaced: Vec<(Vec<Step>, Node)>,
    notes: &'a mut [Option<Note>],
    issues: Option<&'n Node>,
}

impl Lifting<'_, '_> {
    fn see(&mut self, place: &Place<'_, '_>, collector: &mut Collector) {
        if !place.is_uncertain() {
            if !self.columns.is_empty() && place.kind != Kind::Weights {
                self.see_certain(place);
            }
            return;
        }
        let Some(node) = place.node else { return };
        match place.kind {
            Kind::Weights => self.lift_weights(place, node, collector),
            Kind::Chance => self.lift_chance(place, node),
            _ => self.lift_one(place, node, collector),
        }
    }

    /// What is certain here, and drawn in some other world.
    fn see_certain(&mut self, place: &Place<'_, '_>) {
        let Some(&column) = self.by_path.get(place.path().as_str()) else { return };
        let text = survey::text_of(place);
        let number = match (&self.columns[column].labels, text) {
            (Some(labels), Some(text)) => labels.iter().position(|label| *label == text).map(|at| at as f64),
            (None, Some(text)) => fields::parse_number(&text),
            (_, None) => match place.kind {
                Kind::Chance => Some(1.0),
                Kind::Number if matches!(place.group, Group::Weights(_)) => Some(1.0),
                Kind::WalkAway => Some(0.0),
                _ => None,
            },
        };
        if let Some(number) = number.filter(|number| number.is_finite()) {
            self.set(column, Is::Fixed(number), number, number, number);
        }
    }

    fn set(&mut self, column: usize, is: Is, middle: f64, low: f64, high: f64) {
        self.is[column] = is;
        self.range.middle[column] = middle;
        self.range.low[column] = low;
        self.range.high[column] = high;
    }

    fn put(&mut self, place: &Place<'_, '_>, node: &Node, content: Content) {
        self.replaced.push((place.steps(), Node { span: node.span, content: Rc::new(content) }));
    }

    fn note(&mut self, column: usize, note: &Note) {
        if *note != Note::default() {
            self.notes[column].get_or_insert_with(|| note.clone());
        }
    }

    fn lift_chance(&mut self, place: &Place<'_, '_>, node: &Node) {
        let Some(&column) = self.by_path.get(place.path().as_str()) else { return };
        let Content::Scalar { text, .. } = node.content.as_ref() else { return };
        let Some(Ok(family)) = fields::parse_number(text).map(Family::chance) else { return };
        let middle = family.middle();
        self.set(column, Is::Drawn(family), middle, 0.0, 1.0);
        self.put(place, node, Content::Drawn(Drawn::Chance { column }));
        let Some(Content::Mapping(line)) = place.beside.map(|line| line.content.as_ref()) else { return };
        let words = |key: &str| {
            line.iter().find(|entry| entry.key.text.as_ref() == key).and_then(|entry| {
                if let Content::Scalar { text, .. } = entry.value.content.as_ref() {
                    Some(text.trim().to_owned())
                } else {
                    None
                }
            })
        };
        let note = Note { why: words("why"), source: words("source"), confidence: words("confidence") };
        self.note(column, &note);
    }

    fn lift_one(&mut self, place: &Place<'_, '_>, node: &Node, collector: &mut Collector) {
        let takes = match &place.kind {
            Kind::Strategy => Takes::Texts,
            Kind::Parameter => Takes::Either,
            Kind::Bound(issue) if self.has_numbers(issue) => Takes::Numbers,
            Kind::Bound(_) => Takes::Texts,
            _ => Takes::Numbers,
        };
        // What is wrong is said; the reader passes over a place that cannot be read by taking it for certain.
        let Some(&column) = self.by_path.get(place.path().as_str()) else { return };
        let Some(Belief { law, note }) = notation::read(node, takes, collector) else {
            self.put(place, node, Content::Drawn(Drawn::Unread));
            return;
        };
        self.note(column, &note);
        match law {
            notation::Law::Number(family) if self.columns[column].labels.is_none() => {
                let (low, high) = family.support();
                let middle = family.middle();
                self.set(column, Is::Drawn(family), middle, low, high);
                let drawn = Drawn::Number { column, middle, low, high, share: Share::Alone };
                self.put(place, node, Content::Drawn(drawn));
            }
            notation::Law::Labels(own) if self.columns[column].labels.is_some() => {
                self.lift_labels(place, node, column, &own);
            }
            _ => {
                let what = format!("`{}` is a number in one world and a text in another", cut(&place.path()));
                collector.wrong(node.span, what).help("let it be the same in every world");
                self.put(place, node, Content::Drawn(Drawn::Unread));
            }
        }
    }

    fn lift_labels(&mut self, place: &Place<'_, '_>, node: &Node, column: usize, own: &[(String, f64)]) {
        let all = self.columns[column].labels.clone().unwrap_or_default();
        let p = |label: &String| own.iter().find(|(text, _)| text == label).map_or(0.0, |(_, p)| *p);
        let weights: Vec<(String, f64)> = all.into_iter().map(|label| (label.clone(), p(&label))).collect();
        let choice = |(text, p): &(String, f64)| Choice {
            text: text.clone(),
            possible: *p > 0.0,
            span: written(node, text).unwrap_or(node.span),
        };
        let options = weights.iter().map(choice).collect();
        let Ok(family) = Family::choice(weights) else { return };
        let (low, high) = family.support();
        let middle = family.middle();
        self.set(column, Is::Drawn(family), middle, low, high);
        let middle = middle as usize;
        self.put(place, node, Content::Drawn(Drawn::Label { column, options, middle }));
    }

    fn lift_weights(&mut self, place: &Place<'_, '_>, node: &Node, collector: &mut Collector) {
        let path = place.path();
        let columns: Vec<Option<usize>> = shares::names(node)
            .iter()
            .map(|name| self.by_path.get(format!("{path}.{name}").as_str()).copied())
            .collect();
        let shares = shares::read(node, collector);
        let content = |entries| Content::Mapping(entries);
        let Some(shares) = shares else {
            // The names are kept, so that nothing is said of them that is not wrong.
            let entries = shares::names(node).into_iter().map(|name| entry(&name, node, Drawn::Unread));
            self.put(place, node, content(entries.collect()));
            return;
        };
        let Some(columns) = columns.into_iter().collect::<Option<Vec<usize>>>() else { return };
        let mut order: Vec<usize> = (0..columns.len()).collect();
        order.sort_by_key(|&at| columns[at]);
        let first = columns[order[0]];
        if order.iter().enumerate().any(|(place, &at)| columns[at] != first + place) {
            collector
                .wrong(node.span, "the weights that are drawn together differ from those of another world")
                .help("name the same issues in every world");
            return;
        }
        if let Some(simplex) = shares.simplex(&order, collector) {
            self.is[first] = Is::Weights(simplex);
            for &column in order[1..].iter().map(|&at| &columns[at]) {
                self.is[column] = Is::Behind;
            }
        }
        let mut entries = Vec::with_capacity(columns.len());
        for (member, &column) in shares.members.iter().zip(&columns) {
            self.range.middle[column] = member.middle;
            self.range.high[column] = 1.0;
            self.note(column, &shares.note);
            let (middle, share) = (member.middle, member.share);
            let drawn = Drawn::Number { column, middle, low: member.low, high: member.high, share };
            let mut entry = entry(&member.name, node, drawn);
            (entry.key.span, entry.value.span) = (member.span, member.span);
            entries.push(entry);
        }
        self.put(place, node, content(entries));
    }

    /// Weights that are certain here and drawn together elsewhere are told on the same scale: they sum to one.
    fn scale_fixed_weights(&mut self) {
        let mut together: Vec<(usize, Vec<usize>)> = Vec::new();
        for (at, column) in self.columns.iter().enumerate() {
            if let Group::Weights(party) = column.group {
                match together.last_mut() {
                    Some((known, columns)) if *known == party => columns.push(at),
                    _ => together.push((party, vec![at])),
                }
            }
        }
        for (_, columns) in together {
            let fixed: Vec<f64> = columns
                .iter()
                .filter_map(|&at| if let Is::Fixed(weight) = self.is[at] { Some(weight) } else { None })
                .collect();
            let sum: f64 = fixed.iter().sum();
            if fixed.len() < columns.len() || sum <= 0.0 || !self.columns[columns[0]].together {
                continue;
            }
            for at in columns {
                if let Is::Fixed(weight) = &mut self.is[at] {
                    *weight /= sum;
                    self.range.middle[at] = *weight;
                }
            }
        }
    }

    /// Whether an issue's values are numbers and no days.
    fn has_numbers(&self, issue: &str) -> bool {
        let Some(issue) = self.issues.and_then(|issues| places::get(issues, issue)) else { return true };
        let number = |node: &Node| matches!(node.content.as_ref(), Content::Scalar { text, .. } if fields::parse_number(text).is_some());
        match places::get(issue, "values").map(|values| values.content.as_ref()) {
            Some(Content::Sequence(values)) => values.iter().all(number),
            _ => places::get(issue, "dates").is_none(),
        }
    }
}

/// Where a text that may be drawn is written within a belief: as a key with its weight, in a list, or by itself.
fn written(node: &Node, text: &str) -> Option<Span> {
    match node.content.as_ref() {
        Content::Scalar { text: here, .. } => (here.trim() == text).then_some(node.span),
        Content::Sequence(items) => items.iter().find_map(|item| written(item, text)),
        Content::Mapping(entries) => entries.iter().find_map(|Entry { key, value }| {
            if key.text.trim() == text { Some(key.span) } else { written(value, text) }
        }),
        _ => None,
    }
}

fn entry(name: &str, node: &Node, drawn: Drawn) -> Entry {
    Entry {
        key: Key { span: node.span, text: name.into(), plain: true },
        value: Node { span: node.span, content: Rc::new(Content::Drawn(drawn)) },
    }
}
