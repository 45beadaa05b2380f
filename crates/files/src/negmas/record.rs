//! A mapping as NegMAS writes objects: keys that count, keys that do not, and `null` for what is not there.

use crate::collector::Collector;
use crate::fields::{self, Fields};
use crate::tree::{Content, Node};

/// Keys of utility functions and spaces that say nothing of what packages are worth.
const SILENT: [&str; 7] = ["path", "stability", "id", "type_name", "owner", "_id", "python_class"];

/// An object of NegMAS.
pub(super) struct Record<'n> {
    fields: Fields<'n>,
}

impl<'n> Record<'n> {
    /// Reads `node` as an object with the keys `known` besides `type`. A key that is nearly one of them is reported;
    /// other keys are passed over, and said to be in `assumed`.
    pub(super) fn read(
        node: &'n Node,
        what: &str,
        known: &[&str],
        assumed: &mut Vec<String>,
        collector: &mut Collector,
    ) -> Option<Self> {
        let entries = fields::mapping(node, what, collector)?;
        let fields = Fields::lenient(entries);
        let mut foreign = Vec::new();
        for entry in entries {
            let key = entry.key.text.as_ref();
            if known.contains(&key) || key == "type" || SILENT.contains(&key) || is_null(&entry.value) {
                continue;
            }
            let missing = known.iter().copied().filter(|known| fields.get(known).is_none());
            let near = collector.hint(key, missing, String::new);
            if near.is_empty() {
                foreign.push(format!("`{}`", fields::cut(key)));
            } else {
                collector
                    .wrong(entry.key.span, format!("{what} has no key `{}`", fields::cut(key)))
                    .label("not known")
                    .help(near);
            }
        }
        if !foreign.is_empty() {
            assumed.push(format!("in {what} nothing was made of {}", foreign.join(", ")));
        }
        Some(Self { fields })
    }

    /// The value of a key, where it is there and not `null`.
    pub(super) fn get(&self, key: &str) -> Option<&'n Node> {
        self.fields.get(key).map(|entry| &entry.value).filter(|value| !is_null(value))
    }

    /// The value of a key that must be there.
    pub(super) fn need(
        &self,
        key: &str,
        what: &str,
        node: &Node,
        collector: &mut Collector,
    ) -> Option<&'n Node> {
        let found = self.get(key);
        if found.is_none() {
            let span = self.fields.get(key).map_or(node.span, |entry| entry.key.span);
            collector.wrong(span, format!("{what} has no `{key}`")).help(format!("write it behind `{key}:`"));
        }
        found
    }

    /// A number that must be there.
    pub(super) fn number(
        &self,
        key: &str,
        what: &str,
        node: &Node,
        collector: &mut Collector,
    ) -> Option<f64> {
        let node = self.need(key, what, node, collector)?;
        fields::number(node, &format!("`{key}`"), collector)
    }

    /// A number, or `default` where it is not there.
    pub(super) fn number_or(&self, key: &str, default: f64, collector: &mut Collector) -> Option<f64> {
        match self.get(key) {
            Some(node) => fields::number(node, &format!("`{key}`"), collector),
            None => Some(default),
        }
    }

    /// The object's type without the path of its module, and where it stands.
    pub(super) fn kind(
        &self,
        what: &str,
        node: &Node,
        collector: &mut Collector,
    ) -> Option<(&'n str, &'n Node)> {
        let node = self.need("type", what, node, collector)?;
        let text = fields::text(node, "`type`", collector)?.trim();
        Some((text.rsplit('.').next().unwrap_or(text), node))
    }
}

/// Whether `null` is written here, or nothing at all.
pub(super) fn is_null(node: &Node) -> bool {
    node.is_nothing()
        || matches!(node.content.as_ref(), Content::Scalar { text, plain: true } if matches!(text.as_str(), "null" | "~" | "Null" | "NULL"))
}
