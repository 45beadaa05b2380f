//! Numbers that may be uncertain.

use wasit_model::belief::Amount;

use crate::collector::{Collector, Span};
use crate::fields::{self, Fields};
use crate::tree::{Content, Drawn, Node, Share};

/// A number of the file: known, or drawn between two bounds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figure {
    /// The number, or the column that says it.
    pub(crate) amount: Amount,
    /// The number, or the middle of what it may be.
    pub(crate) middle: f64,
    /// The least that it may be.
    pub(crate) low: f64,
    /// The greatest that it may be.
    pub(crate) high: f64,
    /// Whether it is a weight that is drawn together with others.
    pub(crate) share: Share,
}

impl Figure {
    /// A number that is the same in every draw.
    pub(crate) fn known(number: f64) -> Self {
        Self { amount: Amount::Known(number), middle: number, low: number, high: number, share: Share::Alone }
    }

    pub(crate) fn is_drawn(&self) -> bool {
        self.amount.is_drawn()
    }
}

/// Reads a finite number of a size that can be reckoned with, or one that is drawn.
pub(crate) fn read(node: &Node, what: &str, collector: &mut Collector) -> Option<Figure> {
    match node.content.as_ref() {
        &Content::Drawn(Drawn::Number { column, middle, low, high, share }) => {
            Some(Figure { amount: Amount::Drawn(column), middle, low, high, share })
        }
        Content::Drawn(_) => None,
        _ => fields::number(node, what, collector).map(Figure::known),
    }
}

/// [`read`] of a key, where the key is there.
pub(super) fn of(fields: &Fields<'_>, name: &str, collector: &mut Collector) -> Option<Figure> {
    read(fields.value(name, collector)?, &format!("`{name}`"), collector)
}

/// Reports a belief that leaves the bounds of its place; `why` says them, as in "a weight cannot be less than 0".
pub(super) fn outside(
    figure: &Figure,
    span: Span,
    low: f64,
    why: &str,
    help: &str,
    collector: &mut Collector,
) {
    let what = if figure.low < low {
        format!("{why}, and this belief goes down to {}", super::parties::short(figure.low))
    } else {
        format!("{why}, and this belief goes up to {}", super::parties::short(figure.high))
    };
    collector.wrong(span, what).label("in some draws").help(help);
}

/// The middles and bounds of all columns, by column.
#[derive(Clone, Debug, Default)]
pub(crate) struct Range {
    /// Where numbers are drawn, their middles; the position of the middle label; 1 for what holds at the middle.
    pub(crate) middle: Vec<f64>,
    /// The least numbers.
    pub(crate) low: Vec<f64>,
    /// The greatest numbers.
    pub(crate) high: Vec<f64>,
}
