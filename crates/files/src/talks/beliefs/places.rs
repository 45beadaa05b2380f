//! Where a talks file may be uncertain: every number and every seat, by its path.

use std::rc::Rc;

use wasit_model::belief::Group;

use crate::collector::nearest;
use crate::fields;
use crate::talks::beliefs::notation;
use crate::talks::pressure::WALK_AWAY;
use crate::talks::weights::name_of_table;
use crate::tree::{Content, Entry, Node};

/// A way down the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Key(Rc<str>),
    Item(usize),
}

/// What stands at a place.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// A number.
    Number,
    /// A walk-away, which may also be a group that says how it changes.
    WalkAway,
    /// A whole number of legs.
    Legs,
    /// The probability that a red line holds.
    Chance,
    /// A bound of a red line on this issue.
    Bound(Rc<str>),
    /// A seat's strategy.
    Strategy,
    /// A parameter of a strategy.
    Parameter,
    /// All weights of a party.
    Weights,
}

/// A place, whether the file says something there or not.
pub(super) struct Place<'w, 'n> {
    trail: &'w [Rc<str>],
    steps: &'w [Step],
    pub(super) group: Group,
    pub(super) kind: Kind,
    /// What stands there.
    pub(super) node: Option<&'n Node>,
    /// The red line that it belongs to.
    pub(super) beside: Option<&'n Node>,
}

impl Place<'_, '_> {
    /// The name that tables, worlds and links use.
    pub(super) fn path(&self) -> String {
        self.trail.join(".")
    }

    /// The way to it from the root.
    pub(super) fn steps(&self) -> Vec<Step> {
        self.steps.to_vec()
    }

    /// Whether a belief stands there, right or wrong.
    pub(super) fn is_uncertain(&self) -> bool {
        let Some(node) = self.node else { return false };
        match (&self.kind, node.content.as_ref()) {
            (Kind::Chance, Content::Scalar { text, .. }) => {
                fields::parse_number(text).is_some_and(|p| p > 0.0 && p < 1.0)
            }
            (Kind::Chance, _) => false,
            (Kind::Weights, _) => is_drawn_together(node),
            (Kind::Strategy, Content::Mapping(entries)) => {
                !has(entries, "use") && (says_a_belief(entries) || means_a_belief(entries, &["use"]))
            }
            (Kind::WalkAway, Content::Mapping(entries)) => {
                says_a_belief(entries) || means_a_belief(entries, &WALK_AWAY)
            }
            (_, Content::Mapping(_)) => true,
            _ => false,
        }
    }
}

/// Whether a party's weights are drawn together, and not one by one.
pub(super) fn is_drawn_together(weights: &Node) -> bool {
    const KEYS: [&str; 7] = ["swing", "mean", "strength", "order", "why", "source", "confidence"];
    let Content::Mapping(entries) = weights.content.as_ref() else { return false };
    entries.iter().all(|entry| KEYS.contains(&entry.key.text.as_ref()))
        && ["swing", "mean", "order"].iter().any(|key| has(entries, key))
}

/// Whether some key is one of beliefs.
fn says_a_belief(entries: &[Entry]) -> bool {
    notation::keys().any(|key| has(entries, key))
}

/// Whether, of keys of which none is one of the place's own, one is nearly one of beliefs: so that what is said of a slip is the key that was meant.
fn means_a_belief(entries: &[Entry], own: &[&'static str]) -> bool {
    let near = |name: &str| {
        nearest(name, own.iter().copied().chain(notation::keys())).is_some_and(|near| !own.contains(&near))
    };
    !own.iter().any(|key| has(entries, key)) && entries.iter().any(|entry| near(&entry.key.text))
}

fn has(entries: &[Entry], key: &str) -> bool {
    entries.iter().any(|entry| entry.key.text.as_ref() == key)
}

/// The value behind a key of a mapping.
pub(super) fn get<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    entries(node).iter().find(|entry| entry.key.text.as_ref() == key).map(|entry| &entry.value)
}

fn entries(node: &Node) -> &[Entry] {
    if let Content::Mapping(entries) = node.content.as_ref() { entries } else { &[] }
}

fn items(node: &Node) -> &[Node] {
    if let Content::Sequence(items) = node.content.as_ref() { items } else { &[] }
}

fn text(node: &Node) -> Option<&str> {
    if let Content::Scalar { text, .. } = node.content.as_ref() { Some(text) } else { None }
}

/// Calls `visit` for every place of the file, those of each party together.
///
/// What is wrong with the file is passed over: the reader says it.
pub(super) fn walk<'n>(root: &'n Node, visit: &mut dyn FnMut(&Place<'_, 'n>)) {
    let mut walk = Walk { trail: Vec::new(), steps: Vec::new(), beside: None, visit };
    if let Some(parties) = get(root, "parties") {
        walk.steps.push(Step::Key("parties".into()));
        for (at, entry) in entries(parties).iter().enumerate() {
            walk.down(Rc::clone(&entry.key.text), |walk| walk.party(at, &entry.value));
        }
        walk.steps.pop();
    }
    let mediator = get(root, "mediator");
    walk.down("mediator", |walk| walk.strategy(Group::Mediator, mediator));
    match get(root, "rounds") {
        None => walk.place("legs", Group::Talks, Kind::Legs, get(root, "legs")),
        Some(rounds) => walk.down("rounds", |walk| {
            for (at, round) in items(rounds).iter().enumerate() {
                walk.item(at, |walk| walk.place("legs", Group::Talks, Kind::Legs, get(round, "legs")));
            }
        }),
    }
}

/// Whose columns those of one's wants are.
#[derive(Clone, Copy)]
struct Groups {
    weights: Group,
    wants: Group,
    red_lines: Group,
}

struct Walk<'v, 'n> {
    trail: Vec<Rc<str>>,
    steps: Vec<Step>,
    beside: Option<&'n Node>,
    visit: &'v mut dyn FnMut(&Place<'_, 'n>),
}

impl<'n> Walk<'_, 'n> {
    /// Goes down to a key that is called the same in paths.
    fn down(&mut self, key: impl Into<Rc<str>>, then: impl FnOnce(&mut Self)) {
        let name: Rc<str> = key.into();
        self.trail.push(Rc::clone(&name));
        self.steps.push(Step::Key(name));
        then(self);
        self.trail.pop();
        self.steps.pop();
    }

    /// Goes down to a key that paths leave out.
    fn within(&mut self, key: &str, then: impl FnOnce(&mut Self)) {
        self.steps.push(Step::Key(key.into()));
        then(self);
        self.steps.pop();
    }

    /// Goes down to an entry of a list, counted from 1 in paths.
    fn item(&mut self, at: usize, then: impl FnOnce(&mut Self)) {
        self.trail.push((at + 1).to_string().into());
        self.steps.push(Step::Item(at));
        then(self);
        self.trail.pop();
        self.steps.pop();
    }

    fn see(&mut self, group: Group, kind: Kind, node: Option<&'n Node>) {
        let place = Place { trail: &self.trail, steps: &self.steps, group, kind, node, beside: self.beside };
        (self.visit)(&place);
    }

    fn place(&mut self, key: impl Into<Rc<str>>, group: Group, kind: Kind, node: Option<&'n Node>) {
        self.down(key, |walk| walk.see(group, kind, node));
    }

    fn party(&mut self, at: usize, party: &'n Node) {
        self.walk_away(Group::WalkAway(at), get(party, "walk_away"));
        if let Some(discount) = get(party, "discount") {
            self.trail.push("discount".into());
            self.within("discount", |walk| {
                for key in ["per_day", "per_leg", "per_talks"] {
                    if let Some(node) = get(discount, key) {
                        walk.within(key, |walk| walk.see(Group::WalkAway(at), Kind::Number, Some(node)));
                    }
                }
            });
            self.trail.pop();
        }
        let own =
            Groups { weights: Group::Weights(at), wants: Group::Wants(at), red_lines: Group::RedLines(at) };
        self.wanted(own, party);
        if let Some(home) = get(party, "home") {
            self.down("home", |walk| walk.home(Group::Home(at), home));
        }
        self.strategy(Group::Behaviour(at), Some(party));
    }

    /// What one wants and refuses.
    fn wanted(&mut self, groups: Groups, node: &'n Node) {
        self.weights(groups.weights, node);
        let wants = get(node, "wants");
        if let Some(wants) = wants {
            self.down("wants", |walk| {
                for entry in entries(wants) {
                    walk.down(Rc::clone(&entry.key.text), |walk| walk.want(groups.wants, &entry.value));
                }
            });
        }
        if let Some(together) = get(node, "together") {
            self.down("together", |walk| {
                for (number, entry) in items(together).iter().enumerate() {
                    walk.item(number, |walk| walk.together(groups.wants, entry));
                }
            });
        }
        self.red_lines(groups, node);
    }

    fn red_lines(&mut self, groups: Groups, node: &'n Node) {
        if let Some(lines) = get(node, "red_lines") {
            self.trail.push("red_lines".into());
            self.within("red_lines", |walk| {
                let mut names: Vec<String> = Vec::new();
                for (number, line) in items(lines).iter().enumerate() {
                    let name = line_name(line);
                    let same = names.iter().filter(|other| **other == name).count();
                    let shown = if same == 0 { name.clone() } else { format!("{name} {}", same + 1) };
                    names.push(name);
                    walk.trail.push(shown.into());
                    walk.steps.push(Step::Item(number));
                    walk.beside = Some(line);
                    walk.line(groups.red_lines, line);
                    walk.beside = None;
                    walk.trail.pop();
                    walk.steps.pop();
                }
            });
            self.trail.pop();
        }
    }

    /// A home body; ratifiers are called by their names alone.
    fn home(&mut self, group: Group, home: &'n Node) {
        let all = Groups { weights: group, wants: group, red_lines: group };
        if let Some(ratifiers) = get(home, "ratifiers") {
            self.within("ratifiers", |walk| {
                for entry in entries(ratifiers) {
                    walk.down(Rc::clone(&entry.key.text), |walk| {
                        let ratifier = &entry.value;
                        walk.any_numbers(group, &["threshold", "noise", "weight"], ratifier);
                        if get(ratifier, "as").is_some() {
                            walk.red_lines(all, ratifier);
                        } else {
                            walk.wanted(all, ratifier);
                        }
                    });
                }
            });
        }
        if let Some(rule) = get(home, "rule") {
            self.down("rule", |walk| walk.rule(group, rule));
        }
        self.any_numbers(group, &["shock", "claims", "cost"], home);
        if let Some(knows) = get(home, "knows") {
            self.down("knows", |walk| walk.numbers(group, &["bias", "noise"], knows));
        }
        if let Some(aim) = get(home, "aim") {
            self.down("aim", |walk| {
                walk.numbers(group, &["bind"], aim);
                if let Some(sale) = get(aim, "sell") {
                    walk.down("sell", |walk| walk.numbers(group, &["at_least", "lowers", "price"], sale));
                }
            });
        }
    }

    fn rule(&mut self, group: Group, rule: &'n Node) {
        self.numbers(group, &["at_least", "more_than"], rule);
        for key in ["of", "all_of", "any_of"] {
            if let Some(members) = get(rule, key) {
                self.down(key, |walk| {
                    for (at, member) in items(members).iter().enumerate() {
                        walk.item(at, |walk| walk.rule(group, member));
                    }
                });
            }
        }
        if let Some(rest) = get(rule, "and") {
            self.down("and", |walk| walk.rule(group, rest));
        }
    }

    /// The numbers behind the keys, whether or not they are there.
    fn any_numbers(&mut self, group: Group, keys: &[&str], node: &'n Node) {
        for key in keys {
            self.place(*key, group, Kind::Number, get(node, key));
        }
    }

    /// The numbers behind those of the keys that are there.
    fn numbers(&mut self, group: Group, keys: &[&str], node: &'n Node) {
        for key in keys {
            if let Some(number) = get(node, key) {
                self.place(*key, group, Kind::Number, Some(number));
            }
        }
    }

    fn walk_away(&mut self, group: Group, node: Option<&'n Node>) {
        const KEYS: [&str; 4] = ["start", "end", "per_day", "per_leg"];
        let drifts = |node: &Node| KEYS.iter().any(|key| has(entries(node), key));
        self.down("walk_away", |walk| match node {
            Some(node) if drifts(node) => {
                for key in KEYS {
                    if let Some(value) = get(node, key) {
                        walk.place(key, group, Kind::Number, Some(value));
                    }
                }
            }
            _ => walk.see(group, Kind::WalkAway, node),
        });
    }

    /// The weights: all in one place, or each at its want and its table.
    fn weights(&mut self, group: Group, party: &'n Node) {
        let weights = get(party, "weights");
        self.place("weights", group, Kind::Weights, weights);
        self.trail.push("weights".into());
        if let Some(weights) = weights {
            if !is_drawn_together(weights) {
                self.within("weights", |walk| {
                    for entry in entries(weights) {
                        walk.place(Rc::clone(&entry.key.text), group, Kind::Number, Some(&entry.value));
                    }
                });
            }
            self.trail.pop();
            return;
        }
        if let Some(wants) = get(party, "wants") {
            self.within("wants", |walk| {
                for entry in entries(wants) {
                    walk.down(Rc::clone(&entry.key.text), |walk| {
                        walk.within("weight", |walk| {
                            walk.see(group, Kind::Number, get(&entry.value, "weight"));
                        });
                    });
                }
            });
        }
        if let Some(together) = get(party, "together") {
            self.within("together", |walk| {
                for (at, entry) in items(together).iter().enumerate().filter(|(_, entry)| is_table(entry)) {
                    walk.trail.push(name_of_table(at + 1).into());
                    walk.steps.push(Step::Item(at));
                    walk.within("weight", |walk| walk.see(group, Kind::Number, get(entry, "weight")));
                    walk.trail.pop();
                    walk.steps.pop();
                }
            });
        }
        self.trail.pop();
    }

    fn want(&mut self, group: Group, want: &'n Node) {
        for key in ["values", "points", "linear"] {
            if let Some(inside) = get(want, key) {
                self.within(key, |walk| {
                    for entry in entries(inside) {
                        walk.place(Rc::clone(&entry.key.text), group, Kind::Number, Some(&entry.value));
                    }
                });
            }
        }
        if let Some(peak) = get(want, "peak") {
            self.place("peak", group, Kind::Number, Some(peak));
        }
    }

    fn together(&mut self, group: Group, entry: &'n Node) {
        if let Some(adds) = get(entry, "adds") {
            self.place("adds", group, Kind::Number, Some(adds));
        }
        let Some(table) = get(entry, "table") else { return };
        let depth = get(entry, "issues").map_or(0, |issues| items(issues).len());
        if depth == 0 {
            return;
        }
        self.within("table", |walk| match table.content.as_ref() {
            Content::Sequence(cases) => {
                walk.trail.push("cases".into());
                for (at, case) in cases.iter().enumerate() {
                    walk.item(at, |walk| {
                        walk.within("worth", |walk| walk.see(group, Kind::Number, get(case, "worth")));
                    });
                }
                walk.trail.pop();
            }
            _ => walk.nested(group, table, depth),
        });
    }

    fn nested(&mut self, group: Group, node: &'n Node, depth: usize) {
        if depth == 0 {
            self.see(group, Kind::Number, Some(node));
            return;
        }
        for entry in entries(node) {
            self.down(Rc::clone(&entry.key.text), |walk| walk.nested(group, &entry.value, depth - 1));
        }
    }

    fn line(&mut self, group: Group, line: &'n Node) {
        self.place("holds", group, Kind::Chance, get(line, "holds"));
        let Some(issue) = get(line, "issue").and_then(text) else { return };
        for key in ["at_least", "at_most"] {
            if let Some(bound) = get(line, key) {
                self.place(key, group, Kind::Bound(issue.into()), Some(bound));
            }
        }
    }

    fn strategy(&mut self, group: Group, seat: Option<&'n Node>) {
        let node = seat.and_then(|seat| get(seat, "strategy"));
        self.down("strategy", |walk| {
            walk.see(group, Kind::Strategy, node);
            let entries = node.map_or([].as_slice(), entries);
            if has(entries, "use") {
                for entry in entries.iter().filter(|entry| entry.key.text.as_ref() != "use") {
                    walk.place(Rc::clone(&entry.key.text), group, Kind::Parameter, Some(&entry.value));
                }
            }
        });
    }
}

/// Whether an entry of `together` is a table, and has a weight.
fn is_table(entry: &Node) -> bool {
    get(entry, "table").is_some()
}

/// What a red line is called: its issue, or all that it names.
fn line_name(line: &Node) -> String {
    if let Some(issue) = get(line, "issue").and_then(text) {
        return issue.trim().to_owned();
    }
    let names: Vec<&str> = get(line, "never_together")
        .map_or([].as_slice(), entries)
        .iter()
        .map(|entry| entry.key.text.as_ref())
        .collect();
    names.join("+")
}

/// The tree with `node` at the end of `steps`; what is missing on the way is made.
pub(super) fn with(root: &Node, steps: &[Step], node: &Node) -> Node {
    let Some((first, rest)) = steps.split_first() else { return node.clone() };
    let nothing = Node { span: root.span, content: Rc::new(Content::Mapping(Vec::new())) };
    let content = match (first, root.content.as_ref()) {
        (Step::Item(at), Content::Sequence(items)) => {
            let mut items = items.clone();
            if let Some(item) = items.get_mut(*at) {
                *item = with(item, rest, node);
            }
            Content::Sequence(items)
        }
        (Step::Key(key), Content::Mapping(entries)) => {
            let mut entries = entries.clone();
            match entries.iter_mut().find(|entry| entry.key.text == *key) {
                Some(entry) => entry.value = with(&entry.value, rest, node),
                None => entries.push(made(key, with(&nothing, rest, node))),
            }
            Content::Mapping(entries)
        }
        // A strategy or a mediator that is written as a text has no parts.
        (Step::Key(key), _) => Content::Mapping(vec![made(key, with(&nothing, rest, node))]),
        (Step::Item(_), _) => return root.clone(),
    };
    Node { span: root.span, content: Rc::new(content) }
}

/// What stands at the end of `steps`.
fn at<'n>(root: &'n Node, steps: &[Step]) -> Option<&'n Node> {
    steps.iter().try_fold(root, |node, step| match step {
        Step::Key(key) => get(node, key),
        Step::Item(at) => items(node).get(*at),
    })
}

/// The tree in which the party at `steps` has no weight with its wants and tables.
pub(super) fn without_single_weights(root: &Node, steps: &[Step]) -> Node {
    let Some(party) = at(root, steps) else { return root.clone() };
    let below =
        |key: &str, step: Step| [steps, &[Step::Key(key.into()), step, Step::Key("weight".into())]].concat();
    let wants = get(party, "wants").map_or([].as_slice(), entries).iter();
    let tables = 0..get(party, "together").map_or(0, |together| items(together).len());
    let single = wants
        .map(|want| below("wants", Step::Key(Rc::clone(&want.key.text))))
        .chain(tables.map(|table| below("together", Step::Item(table))));
    single.fold(root.clone(), |tree, steps| without(&tree, &steps))
}

fn made(key: &Rc<str>, value: Node) -> Entry {
    Entry { key: crate::tree::Key { span: value.span, text: Rc::clone(key), plain: true }, value }
}

/// The tree without what stands at the end of `steps`.
fn without(root: &Node, steps: &[Step]) -> Node {
    let content = match (steps, root.content.as_ref()) {
        ([Step::Key(key)], Content::Mapping(entries)) => {
            Content::Mapping(entries.iter().filter(|entry| entry.key.text != *key).cloned().collect())
        }
        ([Step::Key(key), rest @ ..], Content::Mapping(entries)) => {
            let mut entries = entries.clone();
            for entry in entries.iter_mut().filter(|entry| entry.key.text == *key) {
                entry.value = without(&entry.value, rest);
            }
            Content::Mapping(entries)
        }
        ([Step::Item(at), rest @ ..], Content::Sequence(items)) => {
            let mut items = items.clone();
            if let Some(item) = items.get_mut(*at) {
                *item = without(item, rest);
            }
            Content::Sequence(items)
        }
        _ => return root.clone(),
    };
    Node { span: root.span, content: Rc::new(content) }
}
