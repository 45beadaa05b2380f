//! Who must ratify what a party signs.

mod rule;

use wasit_model::belief::{Amount, HomeNumber, HomeSketch, Recipe};
use wasit_model::{Aim, Home, HomeBody, Knowledge, Preferences, Ratifier};

use crate::collector::{Collector, Span, in_words};
use crate::fields::{self, Fields, cut};
use crate::talks::figure::{self, Figure};
use crate::talks::parties::{self, Around, Asked};
use crate::talks::{Budget, red_lines};
use crate::tree::{Content, Entry, Node};

/// What the delegation wants: what it is made from, and where that can be read, its preferences.
pub(super) type Delegation<'a> = Option<&'a (Preferences, Recipe)>;

/// The probability that a delegation binds itself to where the file says nothing.
const DEFAULT_AT_LEAST: f64 = 0.5;
/// How often talks may be taken up again.
const AGAIN_MAX: u32 = 100;

/// Reads the value of `home`.
pub(super) fn read(
    node: &Node,
    around: &Around<'_>,
    delegation: Delegation<'_>,
    budget: &mut Budget,
    collector: &mut Collector,
) -> Option<(Home, HomeSketch)> {
    const KEYS: [&str; 8] = ["ratifiers", "rule", "shock", "knows", "claims", "aim", "cost", "again"];
    let fields = Fields::read(node, "a home body", &KEYS, None, collector)?;
    if fields.get("ratifiers").is_none() {
        collector
            .wrong(node.span, "`ratifiers` is missing: those who vote at home")
            .help("such as `ratifiers: { parliament: { as: delegation, threshold: 0.5 } }`");
    }
    let mut numbers = Numbers::default();
    let ratifiers = fields
        .value("ratifiers", collector)
        .and_then(|node| read_ratifiers(node, around, delegation, &mut numbers, budget, collector));
    let names: Vec<&str> =
        fields.get("ratifiers").map_or_else(Vec::new, |entry| match entry.value.content.as_ref() {
            Content::Mapping(entries) => entries.iter().map(|entry| entry.key.text.as_ref()).collect(),
            _ => Vec::new(),
        });
    let rule = match fields.get("rule") {
        Some(_) => {
            fields.value("rule", collector).and_then(|node| rule::read(node, &names, &mut numbers, collector))
        }
        None => Some(wasit_model::Rule::all(names.len())),
    };
    let shock = numbers.optional(&fields, "shock", HomeNumber::Shock, &SHOCK, 0.0, collector);
    let claims = numbers.optional(&fields, "claims", HomeNumber::Claims, &ANY, 0.0, collector);
    let cost = numbers.optional(&fields, "cost", HomeNumber::Cost, &COST, 0.0, collector);
    let knows = read_knows(&fields, &mut numbers, collector);
    let aim = read_aim(&fields, &names, &mut numbers, collector);
    let again = match fields.value("again", collector) {
        Some(node) => read_again(node, collector),
        None => Some(0),
    };
    let (ratifiers, recipes): (Vec<Ratifier>, Vec<Option<Recipe>>) = ratifiers?.into_iter().unzip();
    let body = HomeBody { ratifiers, rule: rule?, shock: shock? };
    let home = Home { body, knows: knows?, claims: claims?, aim: aim?, cost: cost?, again: again? };
    super::said(home.check(around.space.as_ref()?), node.span, collector)?;
    let recipes = recipes.into_iter().enumerate();
    let recipes = recipes.filter_map(|(at, recipe)| recipe.map(|recipe| (at, recipe))).collect();
    let sketch = HomeSketch { recipes, numbers: numbers.drawn };
    numbers.lightest.check(&home, node.span, around, collector)?;
    Some((home, sketch))
}

fn read_again(node: &Node, collector: &mut Collector) -> Option<u32> {
    let text = fields::text(node, "`again`", collector)?.trim();
    if let Ok(times @ ..=AGAIN_MAX) = text.parse() {
        return Some(times);
    }
    collector
        .wrong(
            node.span,
            format!("`again` must be a whole number from 0 to {AGAIN_MAX}, not `{}`", cut(text)),
        )
        .help("such as `1`: home may refuse once before the talks end");
    None
}

/// A ratifier, and what it is made from where that is drawn.
type Read = (Ratifier, Option<Recipe>);

fn read_ratifiers(
    node: &Node,
    around: &Around<'_>,
    delegation: Delegation<'_>,
    numbers: &mut Numbers,
    budget: &mut Budget,
    collector: &mut Collector,
) -> Option<Vec<Read>> {
    let entries = fields::mapping(node, "`ratifiers`", collector)?;
    if entries.is_empty() {
        collector
            .wrong(node.span, "a home body needs at least one ratifier")
            .help("such as `parliament: { as: delegation, threshold: 0.5 }`");
        return None;
    }
    if let Some(beyond) = entries.get(HomeBody::MAX_RATIFIERS) {
        collector
            .wrong(
                beyond.key.span,
                format!("{} ratifiers are more than the 1,024 that a home body may have", entries.len()),
            )
            .label("the first that is too many");
        return None;
    }
    if !budget.spend(around.issues.width_in_all().saturating_mul(entries.len()), node.span, collector) {
        return None;
    }
    let read = |(at, entry): (usize, &Entry)| {
        read_ratifier(at, entry, around, delegation, numbers, budget, collector)
    };
    // All of them, so that all that is wrong is said.
    let ratifiers: Vec<Option<Read>> = entries.iter().enumerate().map(read).collect();
    ratifiers.into_iter().collect()
}

fn read_ratifier(
    at: usize,
    entry: &Entry,
    around: &Around<'_>,
    delegation: Delegation<'_>,
    numbers: &mut Numbers,
    budget: &mut Budget,
    collector: &mut Collector,
) -> Option<Read> {
    const KEYS: [&str; 11] = [
        "title",
        "description",
        "as",
        "wants",
        "together",
        "weights",
        "scale_weights",
        "red_lines",
        "threshold",
        "noise",
        "weight",
    ];
    let key = &entry.key;
    let name = fields::key_name(key, "a ratifier's name", collector).map(str::to_owned);
    if entry.value.is_nothing() {
        wants_nothing(key.span, &key.text, collector);
        return None;
    }
    let fields = Fields::read(&entry.value, "a ratifier", &KEYS, None, collector)?;
    let title = fields.words("title", collector).unwrap_or_else(|| key.text.to_string());
    // Read for its faults only: a description is for those who read the file.
    fields.text("description", collector);
    let noise = numbers.optional(&fields, "noise", HomeNumber::Noise(at), &NOISE, 0.0, collector);
    let weight = numbers.weight(&fields, at, collector);
    let threshold = read_threshold(&fields, collector);
    let recipe = match fields.get("as") {
        Some(_) => read_as(&fields, around, delegation, threshold?, budget, collector),
        None => read_own(key, &fields, around, threshold?, budget, collector),
    };
    let (preferences, recipe) = recipe?;
    let ratifier = Ratifier { name: name?, title, preferences, noise: noise?, weight: weight? };
    Some((ratifier, recipe.is_drawn().then_some(recipe)))
}

fn wants_nothing(span: Span, ratifier: &str, collector: &mut Collector) {
    collector.wrong(span, format!("`{}` does not say what it wants", cut(ratifier))).help(
        "such as `{ as: delegation, threshold: 0.5 }` where it wants what its delegation does, or `{ wants: …, threshold: 0.5 }`",
    );
}

/// The inner `None` where the key is missing.
fn read_threshold(fields: &Fields<'_>, collector: &mut Collector) -> Option<Option<Amount>> {
    if fields.get("threshold").is_none() {
        return Some(None);
    }
    let node = fields.value("threshold", collector)?;
    Some(Some(match node.content.as_ref() {
        Content::Scalar { text, .. } if text == "none" => Amount::Known(f64::NEG_INFINITY),
        _ => figure::read(node, "`threshold`", collector)?.amount,
    }))
}

/// A ratifier that wants what its delegation does; red lines of its own take the place of the delegation's.
fn read_as(
    fields: &Fields<'_>,
    around: &Around<'_>,
    delegation: Delegation<'_>,
    threshold: Option<Amount>,
    budget: &mut Budget,
    collector: &mut Collector,
) -> Option<(Preferences, Recipe)> {
    let node = fields.value("as", collector)?;
    let text = fields::text(node, "`as`", collector)?.trim();
    if text != "delegation" {
        collector
            .wrong(
                node.span,
                format!("a ratifier may want what its delegation does, and not `{}`", cut(text)),
            )
            .help("write `as: delegation`, or say what it wants: `wants: { … }`");
        return None;
    }
    let beside = fields.present(&["wants", "together", "weights", "scale_weights"]);
    if let Some(entry) = beside.first().and_then(|key| fields.get(key)) {
        collector
            .wrong(entry.key.span, "this ratifier wants what its delegation does, and here something else")
            .help("keep one of the two: `as: delegation`, or what it wants");
        return None;
    }
    let lines = match fields.value("red_lines", collector) {
        Some(node) => Some(red_lines::read(node, around.issues, budget, collector)?),
        None => None,
    };
    let (_, recipe) = delegation?;
    let mut recipe = recipe.clone();
    recipe.walk_away = threshold.unwrap_or(recipe.walk_away);
    (recipe.drift, recipe.discount) = (None, None);
    if let Some(lines) = lines {
        recipe.red_lines = lines.into_iter().map(|line| line.part).collect();
    }
    let preferences = recipe.preferences(around.space.as_ref()?, &around.range.middle);
    Some((super::said(preferences, node.span, collector)?, recipe))
}

fn read_own(
    key: &crate::tree::Key,
    fields: &Fields<'_>,
    around: &Around<'_>,
    threshold: Option<Amount>,
    budget: &mut Budget,
    collector: &mut Collector,
) -> Option<(Preferences, Recipe)> {
    if fields.present(&["wants", "together"]).is_empty() {
        wants_nothing(key.span, &key.text, collector);
        return None;
    }
    if threshold.is_none() {
        collector
            .wrong(
                key.span,
                format!(
                    "the threshold of `{}` is missing: from which utility on it says yes",
                    cut(&key.text)
                ),
            )
            .help("such as `threshold: 0.5`, or `threshold: none` where it takes all within its red lines");
    }
    let asked = Asked { walk_away: threshold, drift: None, discount: Some(None) };
    parties::read_preferences(key, fields, around, asked, budget, collector)
        .map(|found| (found.preferences, found.recipe))
}

fn read_knows(fields: &Fields<'_>, numbers: &mut Numbers, collector: &mut Collector) -> Option<Knowledge> {
    if fields.get("knows").is_none() {
        return Some(Knowledge::Perfect);
    }
    let node = fields.value("knows", collector)?;
    if let Content::Scalar { text, .. } = node.content.as_ref() {
        if text.trim() == "perfect" {
            return Some(Knowledge::Perfect);
        }
        collector
            .wrong(node.span, format!("a delegation knows its home perfectly or not, and `{}` is neither", cut(text)))
            .help("write `knows: perfect`, or `knows: { bias: 0.05, noise: 0.1 }` where it is wrong about thresholds");
        return None;
    }
    let fields = Fields::read(node, "what a delegation knows", &["bias", "noise"], None, collector)?;
    let bias = numbers.optional(&fields, "bias", HomeNumber::Bias, &ANY, 0.0, collector);
    let noise = numbers.optional(&fields, "noise", HomeNumber::Spread, &NOISE, 0.0, collector);
    Some(Knowledge::Believed { bias: bias?, noise: noise? })
}

fn read_aim(
    fields: &Fields<'_>,
    names: &[&str],
    numbers: &mut Numbers,
    collector: &mut Collector,
) -> Option<Aim> {
    const HELP: &str = "write `aim: heedless`, `aim: gamble`, `aim: { bind: 0.8 }` or `aim: { sell: { at_least: 0.8, lowers: 0.1, price: 0.05 } }`";
    if fields.get("aim").is_none() {
        return Some(Aim::Bind { at_least: DEFAULT_AT_LEAST });
    }
    let node = fields.value("aim", collector)?;
    if let Content::Scalar { text, .. } = node.content.as_ref() {
        return match text.trim() {
            "heedless" => Some(Aim::Heedless),
            "gamble" => Some(Aim::Gamble),
            other => {
                let help = collector.hint(other, ["heedless", "gamble"].into_iter(), || HELP.to_owned());
                collector.wrong(node.span, format!("there is no aim `{}`", cut(other))).help(help);
                None
            }
        };
    }
    let inner = Fields::read(node, "an aim", &["bind", "sell"], None, collector)?;
    match inner.present(&["bind", "sell"]).as_slice() {
        ["bind"] => {
            let at_least = numbers.required(&inner, "bind", HomeNumber::AtLeast, &PROBABILITY, collector)?;
            Some(Aim::Bind { at_least })
        }
        ["sell"] => read_sale(inner.value("sell", collector)?, names, numbers, collector),
        present => {
            let what = match present {
                [] => "the aim is not named".to_owned(),
                several => format!("a delegation has one aim, and here are {}", in_words(several, "and")),
            };
            collector.wrong(node.span, what).help(HELP);
            None
        }
    }
}

fn read_sale(node: &Node, names: &[&str], numbers: &mut Numbers, collector: &mut Collector) -> Option<Aim> {
    let fields =
        Fields::read(node, "a side payment", &["at_least", "lowers", "price", "who"], None, collector)?;
    let at_least =
        numbers.optional(&fields, "at_least", HomeNumber::AtLeast, &PROBABILITY, DEFAULT_AT_LEAST, collector);
    if fields.get("lowers").is_none() {
        collector
            .wrong(node.span, "`lowers` is missing: by how much a payment lowers the threshold of a ratifier")
            .help("such as `sell: { at_least: 0.8, lowers: 0.1, price: 0.05 }`");
    }
    let lowers = numbers.required(&fields, "lowers", HomeNumber::Lowers, &LOWERS, collector);
    let price = numbers.optional(&fields, "price", HomeNumber::Price, &COST, 0.0, collector);
    let who = match fields.value("who", collector) {
        Some(node) => Some(Some(rule::find(node, names, collector)?)),
        None => Some(None),
    };
    Some(Aim::Sell { at_least: at_least?, lowers: lowers?, price: price?, who: who? })
}

/// What numbers may be at a place.
struct Kind {
    low: f64,
    holds: fn(f64) -> bool,
    why: &'static str,
    help: &'static str,
}

const ANY: Kind = Kind { low: f64::NEG_INFINITY, holds: f64::is_finite, why: "", help: "" };
const NOISE: Kind = Kind {
    low: 0.0,
    holds: |number| number >= 0.0,
    why: "a noise cannot be less than 0",
    help: "0 makes a step of the vote; the more, the less is known of it",
};
const WEIGHT: Kind = Kind {
    low: 0.0,
    holds: |number| number >= 0.0,
    why: "a weight cannot be less than 0",
    help: "it is what a quota counts: seats, say",
};
const SHOCK: Kind = Kind {
    low: 0.0,
    holds: |number| (0.0..1.0).contains(&number),
    why: "a shared shock is at least 0 and less than 1",
    help: "0 where votes are independent; 0.5 where they hang together a little",
};
const COST: Kind = Kind {
    low: 0.0,
    holds: |number| number >= 0.0,
    why: "a cost cannot be less than 0",
    help: "it is counted in the delegation's own utility",
};
const LOWERS: Kind = Kind {
    low: f64::MIN_POSITIVE,
    holds: |number| number > 0.0,
    why: "a payment lowers a threshold by more than 0",
    help: "it is counted in the utility of the ratifier",
};
const PROBABILITY: Kind = Kind {
    low: f64::MIN_POSITIVE,
    holds: |number| number > 0.0 && number <= 1.0,
    why: "a probability to bind oneself to is greater than 0 and at most 1",
    help: "such as 0.8: only what home would ratify with that probability is put forward",
};

/// The numbers of a home that are drawn.
#[derive(Default)]
pub(super) struct Numbers {
    drawn: Vec<(HomeNumber, usize)>,
    lightest: Lightest,
}

/// What each ratifier weighs at least.
#[derive(Default)]
struct Lightest(Vec<f64>);

impl Lightest {
    /// Refuses quotas whose members may all weigh nothing at once.
    fn check(&self, home: &Home, span: Span, around: &Around<'_>, collector: &mut Collector) -> Option<()> {
        let mut body = home.body.clone();
        body.ratifiers.iter_mut().zip(&self.0).for_each(|(ratifier, weight)| ratifier.weight = *weight);
        if body.check(around.space.as_ref()?).is_ok() {
            return Some(());
        }
        collector
            .wrong(span, "the members of a quota may all weigh nothing at once")
            .label("in some draws")
            .help("let at least one belief on a weight begin above 0");
        None
    }
}

impl Numbers {
    fn required(
        &mut self,
        fields: &Fields<'_>,
        name: &str,
        number: HomeNumber,
        kind: &Kind,
        collector: &mut Collector,
    ) -> Option<f64> {
        self.read(fields.value(name, collector)?, &format!("`{name}`"), number, kind, collector)
            .map(|figure| figure.middle)
    }

    fn optional(
        &mut self,
        fields: &Fields<'_>,
        name: &str,
        number: HomeNumber,
        kind: &Kind,
        default: f64,
        collector: &mut Collector,
    ) -> Option<f64> {
        if fields.get(name).is_none() {
            Some(default)
        } else {
            self.required(fields, name, number, kind, collector)
        }
    }

    fn weight(&mut self, fields: &Fields<'_>, at: usize, collector: &mut Collector) -> Option<f64> {
        let figure = match fields.get("weight") {
            None => Some(Figure::known(1.0)),
            Some(_) => fields
                .value("weight", collector)
                .and_then(|node| self.read(node, "`weight`", HomeNumber::Weight(at), &WEIGHT, collector)),
        };
        self.lightest.0.push(figure.map_or(0.0, |figure| figure.low));
        figure.map(|figure| figure.middle)
    }

    fn read(
        &mut self,
        node: &Node,
        what: &str,
        number: HomeNumber,
        kind: &Kind,
        collector: &mut Collector,
    ) -> Option<Figure> {
        let figure = figure::read(node, what, collector)?;
        if (kind.holds)(figure.low) && (kind.holds)(figure.high) {
            if let Amount::Drawn(column) = figure.amount {
                self.drawn.push((number, column));
            }
            return Some(figure);
        }
        if figure.is_drawn() {
            figure::outside(&figure, node.span, kind.low, kind.why, kind.help, collector);
        } else {
            collector.wrong(node.span, kind.why).help(kind.help);
        }
        None
    }
}
