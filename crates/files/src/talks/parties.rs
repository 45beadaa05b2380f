//! The parties, and what ties a party's preferences together.

use wasit_model::belief::{
    Amount, DiscountPart, DriftPart, LinePart, PartySketch, Recipe, TablePart, WantPart,
};
use wasit_model::{Party, Preferences, RedLine, Space, Talks};

use crate::collector::{Collector, Span};
use crate::fields::{self, Fields, cut};
use crate::talks::figure::{Figure, Range};
use crate::talks::issues::Issues;
use crate::talks::together::Together;
use crate::talks::wants::Want;
use crate::talks::weights;
use crate::talks::{Budget, StrategyNames, home, pressure, red_lines, seats, together, wants, worst};
use crate::tree::{Entry, Key, Share};

/// The strategy of a party that names none.
const DEFAULT_STRATEGY: &str = "boulware";

/// What parties are read against.
pub(super) struct Around<'a> {
    pub(super) issues: &'a Issues,
    pub(super) space: Option<Space>,
    /// Whether some round names a day.
    pub(super) dated: bool,
    pub(super) mediator: Option<&'a str>,
    pub(super) names: &'a StrategyNames<'a>,
    /// What columns may be.
    pub(super) range: &'a Range,
}

/// Reads the key `parties`.
pub(super) fn read(
    fields: &Fields<'_>,
    around: &Around<'_>,
    collector: &mut Collector,
) -> Option<Vec<(Party, PartySketch)>> {
    let node = fields.value("parties", collector)?;
    let key = fields.get("parties").map_or(node.span, |entry| entry.key.span);
    let entries = fields::mapping(node, "`parties`", collector)?;
    if entries.len() < 2 {
        let count = if entries.is_empty() { "none" } else { "one" };
        collector
            .wrong(key, format!("talks need at least two parties, and here is {count}"))
            .help("write each as `name: { walk_away: 0.3, wants: { … } }`");
    }
    if let Some(beyond) = entries.get(Talks::MAX_PARTIES) {
        collector
            .wrong(
                beyond.key.span,
                format!("{} parties are more than the 64 that talks may have", entries.len()),
            )
            .label("the first that is too many");
        return None;
    }
    let mut budget = Budget::default();
    if !budget.spend(around.issues.width_in_all().saturating_mul(entries.len()), key, collector) {
        return None;
    }
    let parties: Vec<Option<(Party, PartySketch)>> =
        entries.iter().map(|entry| read_party(entry, around, &mut budget, collector)).collect();
    parties.into_iter().collect()
}

fn read_party(
    entry: &Entry,
    around: &Around<'_>,
    budget: &mut Budget,
    collector: &mut Collector,
) -> Option<(Party, PartySketch)> {
    const KEYS: [&str; 11] = [
        "title",
        "description",
        "strategy",
        "walk_away",
        "wants",
        "together",
        "weights",
        "scale_weights",
        "red_lines",
        "discount",
        "home",
    ];
    let key = &entry.key;
    let name = seats::seat_name(&key.text, key.span, "a party's name", collector);
    if name.is_some() && name == around.mediator {
        collector
            .wrong(key.span, format!("the mediator's seat is called `{}` too", cut(&key.text)))
            .help("give one of them another name; the mediator's is `mediator` unless `mediator: { name: … }` says otherwise");
    }
    if entry.value.is_nothing() {
        wants_nothing(key.span, &key.text, collector);
        return None;
    }
    let fields = Fields::read(&entry.value, "a party", &KEYS, None, collector)?;
    let title = fields.words("title", collector).unwrap_or_else(|| key.text.to_string());
    // Read for its faults only: a description is for those who read the file.
    fields.text("description", collector);
    let strategy = match fields.get("strategy") {
        Some(_) => fields
            .value("strategy", collector)
            .and_then(|node| seats::read_seat(node, around.names.parties, collector)),
        None => Some((DEFAULT_STRATEGY.to_owned(), None)),
    };
    let leaving = pressure::read_walk_away(&fields, collector);
    let discount = pressure::read_discount(&fields, around.dated, collector);
    let asked = Asked {
        walk_away: leaving.as_ref().map(|leaving| leaving.0.amount),
        drift: leaving.as_ref().and_then(|leaving| leaving.1),
        discount,
    };
    let wanted = if fields.present(&["wants", "together"]).is_empty() {
        // What is wrong with the keys that are there is said all the same.
        read_preferences(key, &fields, around, Asked { walk_away: None, ..asked }, budget, collector);
        wants_nothing(key.span, &key.text, collector);
        None
    } else {
        read_preferences(key, &fields, around, asked, budget, collector)
    };
    let wanted = wanted.and_then(|wanted| {
        let walk_away_at = fields.get("walk_away").map_or(key.span, |entry| entry.value.span);
        let Wanted { preferences, recipe, least_best } = &wanted;
        if recipe.is_drawn() {
            let highest = pressure::least_of(recipe, &around.range.high);
            worst::check_walk_away(highest, preferences, *least_best, walk_away_at, &key.text, collector)?;
        } else {
            check_walk_away(preferences, walk_away_at, &key.text, collector)?;
        }
        Some(wanted)
    });
    let delegation = wanted.map(|wanted| (wanted.preferences, wanted.recipe));
    let home = match fields.value("home", collector) {
        Some(node) => home::read(node, around, delegation.as_ref(), budget, collector).map(Some),
        None => Some(None),
    };
    let (preferences, recipe) = delegation?;
    let (strategy, seat) = strategy?;
    let (home, at_home) = home?.unzip();
    let recipe = recipe.is_drawn().then_some(recipe);
    let sketch = PartySketch { seat, recipe, home: at_home.unwrap_or_default() };
    Some((Party { name: name?.to_owned(), title, strategy, preferences, home }, sketch))
}

/// What is read elsewhere of what one wants.
pub(super) struct Asked {
    pub(super) walk_away: Option<Amount>,
    pub(super) drift: Option<DriftPart>,
    pub(super) discount: Option<Option<DiscountPart>>,
}

/// What one wants.
pub(super) struct Wanted {
    pub(super) preferences: Preferences,
    pub(super) recipe: Recipe,
    /// The least, over all draws, of the bound on its best package's utility.
    least_best: f64,
}

/// Reads the keys that say what a party, or a ratifier, wants and refuses.
pub(super) fn read_preferences(
    key: &Key,
    fields: &Fields<'_>,
    around: &Around<'_>,
    asked: Asked,
    budget: &mut Budget,
    collector: &mut Collector,
) -> Option<Wanted> {
    let issues = around.issues;
    let wants = match fields.value("wants", collector) {
        Some(node) => wants::read(node, issues, collector),
        None => Some(Vec::new()),
    };
    let together = match fields.value("together", collector) {
        Some(node) => together::read(node, issues, budget, collector),
        None => Some(Together::default()),
    };
    let red_lines = match fields.value("red_lines", collector) {
        Some(node) => red_lines::read(node, issues, budget, collector),
        None => Some(Vec::new()),
    };
    let weights = match fields.value("weights", collector) {
        Some(node) => weights::read(node, collector).map(Some),
        None => Some(None),
    };
    if fields.present(&["wants", "together"]).is_empty() {
        return None;
    }
    let scaled = match fields.value("scale_weights", collector) {
        Some(node) => fields::truth(node, "`scale_weights`", collector),
        None => Some(true),
    };
    let span = fields.get("wants").or(fields.get("together")).map_or(key.span, |entry| entry.key.span);
    let space = around.space.as_ref()?;
    let (mut wants, mut together) = (wants?, together?);
    if let Some(weights) = weights? {
        weights::put(weights, &mut wants, &mut together, issues, collector)?;
    }
    let weighed = check_weights(span, &wants, &together, scaled?, collector);
    let discount = asked.discount?;
    weighed?;
    let (lines, strictest): (Vec<LinePart>, Vec<RedLine>) =
        red_lines?.into_iter().map(|line| (line.part, line.strictest)).unzip();
    let walk_away = asked.walk_away?;
    let case = worst::Case { wants: &wants, together: &together, scaled: scaled?, strictest: &strictest };
    let least_best = worst::best_at_least(&case, issues, around.range);
    let recipe = Recipe {
        wants: wants.into_iter().map(want_part).collect(),
        tables: together.tables.into_iter().map(table_part).collect(),
        boxes: together.boxes,
        scaled: scaled?,
        red_lines: lines,
        walk_away,
        drift: asked.drift,
        discount,
    };
    let preferences = super::said(recipe.preferences(space, &around.range.middle), key.span, collector)?;
    Some(Wanted { preferences, recipe, least_best })
}

/// The weight of a want or a table that does not say it.
const DEFAULT_WEIGHT: Amount = Amount::Known(1.0);

fn want_part(want: Want) -> WantPart {
    let weight = want.weight.map_or(DEFAULT_WEIGHT, |weight| weight.amount);
    WantPart { issue: want.issue, weight, worths: want.worths }
}

fn table_part(table: together::Table) -> TablePart {
    let weight = table.weight.map_or(DEFAULT_WEIGHT, |weight| weight.amount);
    TablePart { weight, scope: table.scope, worths: table.worths }
}

fn wants_nothing(span: Span, party: &str, collector: &mut Collector) {
    collector
        .wrong(span, format!("`{}` does not say what it wants", cut(party)))
        .help("such as `wants: { price: { weight: 1, falling: true } }`");
}

/// The weights of all wants and tables, in that order.
pub(super) fn weights_of<'a>(wants: &'a [Want], together: &'a Together) -> impl Iterator<Item = Figure> + 'a {
    let weights =
        wants.iter().map(|want| want.weight).chain(together.tables.iter().map(|table| table.weight));
    weights.map(|weight| weight.unwrap_or(Figure::known(1.0)))
}

/// Refuses weights that may all be nothing, where they are to be `scaled`.
fn check_weights(
    span: Span,
    wants: &[Want],
    together: &Together,
    scaled: bool,
    collector: &mut Collector,
) -> Option<()> {
    let weights: Vec<Figure> = weights_of(wants, together).collect();
    if weights.is_empty() && together.boxes.is_empty() {
        collector
            .wrong(span, "nothing is wanted here")
            .help("name at least one issue: `wants: { price: { weight: 1, falling: true } }`");
        return None;
    }
    let some = |weight: &Figure| weight.low > 0.0 || weight.share != Share::Alone;
    if !scaled || weights.is_empty() || weights.iter().any(some) {
        return Some(());
    }
    if weights.iter().all(|weight| weight.high <= 0.0) {
        collector
            .wrong(span, "the weights sum to nothing, so nothing would matter")
            .help("give at least one issue a weight greater than 0; they are scaled to sum to one");
    } else {
        collector
            .wrong(span, "all weights may be 0 at once, so that nothing would matter")
            .label("in some draws")
            .help("let at least one belief on a weight begin above 0; they are scaled to sum to one");
    }
    None
}

/// Refuses a walk-away that no package can reach at any time.
fn check_walk_away(
    preferences: &Preferences,
    span: Span,
    party: &str,
    collector: &mut Collector,
) -> Option<()> {
    let best = preferences.at_most();
    if best == f64::NEG_INFINITY {
        // Its red lines leave nothing, which is said there.
        return None;
    }
    let walk_away = preferences.walk_away();
    let least = pressure::least(&walk_away);
    if least > best + preferences.rounding() {
        let exactly = if preferences.factors().is_empty() { "is worth" } else { "is worth at most" };
        let least = if walk_away.drift.is_some() {
            format!("never falls under {}", short(least))
        } else {
            format!("is {}", short(least))
        };
        collector
            .wrong(
                span,
                format!(
                    "the walk-away of `{}` {least}, and its best package {exactly} {}",
                    cut(party),
                    short(best)
                ),
            )
            .label("above the best package")
            .help(format!("no package could be better than no deal: write {} or less", short(best)));
        return None;
    }
    Some(())
}

/// A utility for people to read.
pub(crate) fn short(number: f64) -> String {
    let text = format!("{number:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".into() } else { text.into() }
}

/// The red lines on one issue that are seen to leave nothing are reported where they stand. Each comes at its
/// strictest, and with it whether it may lie elsewhere, or not hold.
pub(super) fn leaves_nothing(
    lines: &[(RedLine, Span, bool)],
    issues: &Issues,
    collector: &mut Collector,
) -> bool {
    let (when, instead) = match lines.iter().any(|(.., uncertain)| *uncertain) {
        true => ("in some draws ", "; red lines of which only one can hold belong into `worlds`"),
        false => ("", ""),
    };
    let mut beyond: Vec<Option<Vec<bool>>> = vec![None; issues.len()];
    let mut nothing = false;
    for (line, span, _) in lines.iter().filter(|(line, ..)| line.clauses.len() == 1) {
        let (issue, set) = &line.clauses[0];
        let known = beyond[*issue].get_or_insert_with(|| vec![false; set.len()]);
        let left = known.iter().any(|beyond| !beyond);
        known.iter_mut().zip(set).for_each(|(known, more)| *known |= more);
        if left && known.iter().all(|&beyond| beyond) {
            nothing = true;
            collector
                .wrong(*span, format!("{when}the red lines leave no value of `{}`", issues.name(*issue)))
                .label("with this one, nothing is left")
                .help(format!("leave at least one value, or no package at all could be agreed{instead}"));
        }
    }
    for (line, span, _) in lines.iter().filter(|(line, ..)| line.clauses.len() > 1) {
        let covers = |(issue, set): &(usize, Vec<bool>)| match &beyond[*issue] {
            Some(known) => known.iter().zip(set).all(|(&known, &more)| known || more),
            None => set.iter().all(|&more| more),
        };
        if !nothing && line.clauses.iter().all(covers) {
            nothing = true;
            collector
                .wrong(
                    *span,
                    format!("{when}this combination is in every package that the other red lines leave"),
                )
                .help(format!(
                    "leave at least one value out of it, or no package at all could be agreed{instead}"
                ));
        }
    }
    nothing
}
