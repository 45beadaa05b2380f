use wasit_model::belief::{Beliefs, LinePart, LinePlace, Recipe};
use wasit_model::{Moment, Package, Preferences, RedLine, Talks, within_sentence};
use wasit_search::{Blockers, Claim, ClaimKind, Gives, Way};

use super::{Blockage, Eased};

/// The most claims: sets of them are numbers of 128 bits.
const CLAIMS_MAX: usize = 128;

/// One thing that is asked of a deal in some draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// In words that may follow “relaxing”: `Iran's red line on inspection`.
    pub words: String,
    /// Whose, or whose home body's: a party by position.
    pub party: usize,
    /// What.
    pub kind: AskedKind,
    /// The unit of the sizes of its moves; empty where it is given up whole.
    pub unit: String,
}

/// What kind of thing is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedKind {
    /// A red line at the table.
    RedLine,
    /// A party's walk-away.
    WalkAway,
    /// A threshold or red line of a ratifier, or of a home body as a whole.
    Home,
}

/// All that is asked of a deal in any draw, numbered once, whatever each draw's red lines are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Claims {
    asked: Vec<Asked>,
    /// By claim.
    kinds: Vec<(usize, ClaimKind)>,
    /// By claim: 100 where its owner's utilities lie in [0, 1], so that points are hundredths; else 1.
    points: Vec<f64>,
}

/// Who asks: a party, or one who ratifies for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Owner {
    pub(super) party: usize,
    /// Its position in the home body; `None` for the party itself.
    pub(super) ratifier: Option<usize>,
}

impl Claims {
    /// All that the parties of `beliefs`, and their home bodies, may ask.
    pub(crate) fn of(beliefs: &Beliefs) -> Self {
        let middle = beliefs.middle();
        let mut claims = Self::default();
        for (at, party) in middle.parties.iter().enumerate() {
            let owner = Owner { party: at, ratifier: None };
            claims.add_owner(beliefs, owner, &party.title);
            let ratifiers = party.home.iter().flat_map(|home| &home.body.ratifiers).enumerate();
            for (ratifier, voter) in ratifiers {
                claims.add_owner(beliefs, Owner { ratifier: Some(ratifier), ..owner }, &voter.title);
            }
        }
        // Where searches lump claims together, what is lumped is a claim too.
        let several = claims.asked.len() > TOLD_APART;
        for (at, party) in middle.parties.iter().enumerate().filter(|_| several) {
            let points = points_of(&party.preferences);
            let whose = whose(&party.title);
            let none = String::new;
            claims.add(at, ClaimKind::RedLines, format!("{whose} red lines"), none(), points);
            if party.home.is_some() {
                claims.add(at, ClaimKind::Home, format!("all that {whose} home body asks"), none(), points);
            }
            let all = format!("all that {} asks", within_sentence(&party.title));
            claims.add(at, ClaimKind::Everything, all, none(), points);
        }
        claims
    }

    fn add_owner(&mut self, beliefs: &Beliefs, owner: Owner, title: &str) {
        let Owner { party, ratifier } = owner;
        let Some(preferences) = owner.preferences(beliefs.middle()) else { return };
        let points = points_of(preferences);
        for (line, (words, issue)) in owner.lines(beliefs).into_iter().enumerate() {
            let kind = match ratifier {
                Some(ratifier) => ClaimKind::RatifierRedLine { ratifier, line },
                None => ClaimKind::RedLine(line),
            };
            let words = format!("{} red line {words}", whose(title));
            self.add(party, kind, words, unit_of(beliefs.middle(), issue), points);
        }
        let (kind, what) = match ratifier {
            Some(ratifier) => (ClaimKind::Threshold(ratifier), "threshold"),
            None => (ClaimKind::WalkAway, "walk-away"),
        };
        self.add(party, kind, format!("{} {what}", whose(title)), "points".to_owned(), points);
    }

    fn add(&mut self, party: usize, kind: ClaimKind, words: String, unit: String, points: f64) {
        if self.asked.len() == CLAIMS_MAX {
            return;
        }
        let sort = match kind {
            ClaimKind::RedLine(_) | ClaimKind::RedLines => AskedKind::RedLine,
            ClaimKind::WalkAway | ClaimKind::Everything => AskedKind::WalkAway,
            _ => AskedKind::Home,
        };
        self.kinds.push((party, kind));
        self.points.push(points);
        self.asked.push(Asked { words, party, kind: sort, unit });
    }

    pub(crate) fn asked(&self) -> &[Asked] {
        &self.asked
    }

    /// What stands in the way in the draw `values`, of which `talks` came, with the simulation's claims.
    pub(crate) fn blockage(
        &self,
        draw: u64,
        beliefs: &Beliefs,
        values: &[f64],
        talks: &Talks,
        found: &Blockers,
    ) -> Blockage {
        let places: Vec<Option<u16>> =
            found.claims.iter().map(|claim| self.place(claim, beliefs, values)).collect();
        let set = |set: u64| -> Option<u128> {
            (0..places.len())
                .filter(|at| set >> at & 1 == 1)
                .try_fold(0_u128, |bits, at| Some(bits | 1 << places[at]?))
        };
        let eased = |way: &Way| -> Option<Vec<Eased>> {
            way.moves
                .iter()
                .map(|step| {
                    let claim = places[step.claim]?;
                    Some(self.eased(claim, &found.claims[step.claim], &step.gives, way, talks))
                })
                .collect()
        };
        let ways: Vec<Vec<Eased>> = found.ways.iter().filter_map(eased).collect();
        let mut moves: Vec<Eased> = ways
            .iter()
            .filter_map(|way| if let [only] = way.as_slice() { Some(*only) } else { None })
            .collect();
        moves.sort_by_key(|step| step.claim);
        let pairs = ways.iter().filter_map(|way| <[Eased; 2]>::try_from(way.as_slice()).ok()).collect();
        let sets: Vec<u128> = found.sets.iter().filter_map(|&bits| set(bits)).collect();
        let left_out = sets.len() < found.sets.len() || ways.len() < found.ways.len();
        Blockage { draw, sets, moves, pairs, cut: found.cut || left_out }
    }

    /// Which of the simulation's claims a claim of one draw is.
    fn place(&self, claim: &Claim, beliefs: &Beliefs, values: &[f64]) -> Option<u16> {
        let written = |line| Owner::of(claim).written(beliefs, values, line);
        let kind = match claim.kind {
            ClaimKind::RedLine(line) => ClaimKind::RedLine(written(line)?),
            ClaimKind::RatifierRedLine { ratifier, line } => {
                ClaimKind::RatifierRedLine { ratifier, line: written(line)? }
            }
            kind => kind,
        };
        self.kinds.iter().position(|known| *known == (claim.party, kind)).map(|at| at as u16)
    }

    fn eased(&self, claim: u16, found: &Claim, gives: &Gives, way: &Way, talks: &Talks) -> Eased {
        let points = self.points[usize::from(claim)];
        let (size, cost) = match gives {
            Gives::Utility(by) => (by * points, by * points),
            Gives::Value { beyond, .. } => (*beyond, lost(found, &way.package, talks) * points),
            Gives::All => (1.0, lost(found, &way.package, talks) * points),
        };
        Eased { claim, size: size.max(0.0), cost: if cost.is_finite() { cost.max(0.0) } else { 0.0 } }
    }
}

/// What the owner of a claim loses where the claim is given up for `package`, in its utility: what it would have at least with the claim kept and all
/// else as it is in the package, less what the package gives it; 0 where it loses nothing.
///
/// One measure for all kinds. A walk-away that is kept gives its level at least. A red line that is kept has one of its issues back within it: the owner
/// says which, the other sides say where. So a red line and a walk-away that forbid the same cost the same, and a red line on a combination costs
/// what one on the issue that it was about does. Of several claims in one the dearest counts.
fn lost(claim: &Claim, package: &Package, talks: &Talks) -> f64 {
    let of = |owner: Owner, line: &dyn Fn(usize) -> bool, floor: bool| {
        let Some(preferences) = owner.preferences(talks) else { return 0.0 };
        let worth = preferences.utility_without_red_lines(package);
        let lines = preferences.red_lines().iter().enumerate().filter(|(at, _)| line(*at));
        let kept = lines.filter_map(|(_, line)| within(preferences, line, package));
        let floor = floor.then(|| preferences.walk_away_at(&Moment::default()));
        kept.chain(floor).fold(worth, f64::max) - worth
    };
    let owner = Owner::of(claim);
    let voters = || {
        let count = talks.parties[claim.party].home.as_ref().map_or(0, |home| home.body.ratifiers.len());
        let voter = |at| of(Owner { ratifier: Some(at), ..owner }, &|_| true, true);
        (0..count).map(voter).fold(0.0, f64::max)
    };
    match claim.kind {
        ClaimKind::RedLine(line) | ClaimKind::RatifierRedLine { line, .. } => {
            of(owner, &|at| at == line, false)
        }
        ClaimKind::RedLines | ClaimKind::RatifierRedLines(_) => of(owner, &|_| true, false),
        ClaimKind::WalkAway | ClaimKind::Threshold(_) => of(owner, &|_| false, true),
        ClaimKind::Home => voters(),
        // Everything.
        _ => of(owner, &|_| true, true).max(voters()),
    }
}

/// What `package`, which is beyond `line`, would be worth at least with one of the line's issues back within it, the one that is best for the owner;
/// `None` where it is not beyond, or nothing is within.
fn within(preferences: &Preferences, line: &RedLine, package: &Package) -> Option<f64> {
    if !line.clauses.iter().all(|(issue, beyond)| beyond[usize::from(package[*issue])]) {
        return None;
    }
    let least = |(issue, beyond): &(usize, Vec<bool>)| {
        let mut moved = package.clone();
        let mut worth = |value: usize| {
            moved[*issue] = value as u16;
            preferences.utility_without_red_lines(&moved)
        };
        // Another red line of the owner may forbid the value whatever the rest is.
        let let_be = |value: &usize| !beyond[*value] && preferences.tables()[*issue][*value].is_finite();
        (0..beyond.len()).filter(let_be).map(&mut worth).reduce(f64::min)
    };
    line.clauses.iter().filter_map(least).reduce(f64::max)
}

/// Beyond so many claims searches may lump them together: they tell 64 apart.
const TOLD_APART: usize = 64;

impl Owner {
    fn of(claim: &Claim) -> Self {
        let ratifier = match claim.kind {
            ClaimKind::RatifierRedLine { ratifier, .. }
            | ClaimKind::RatifierRedLines(ratifier)
            | ClaimKind::Threshold(ratifier) => Some(ratifier),
            _ => None,
        };
        Self { party: claim.party, ratifier }
    }

    pub(super) fn preferences(self, talks: &Talks) -> Option<&Preferences> {
        let party = &talks.parties[self.party];
        match self.ratifier {
            None => Some(&party.preferences),
            Some(at) => party.home.as_ref()?.body.ratifiers.get(at).map(|ratifier| &ratifier.preferences),
        }
    }

    /// What its preferences are made from in a world, where a number of them is drawn.
    fn recipe(self, beliefs: &Beliefs, world: usize) -> Option<&Recipe> {
        let sketch = &beliefs.sketches()[world].parties[self.party];
        match self.ratifier {
            None => sketch.recipe.as_ref(),
            Some(ratifier) => {
                let recipes = sketch.home.recipes.iter();
                recipes.filter(|(at, _)| *at == ratifier).map(|(_, recipe)| recipe).next()
            }
        }
    }

    /// Its red lines in words, as its file has them, each with its issue where it is on a single one.
    pub(super) fn lines(self, beliefs: &Beliefs) -> Vec<(String, Option<usize>)> {
        let on = |issue: usize| format!("on {}", beliefs.middle().space.issues()[issue].title);
        let known = |line: &RedLine| {
            // The reason behind the words is for who reads the file.
            let words = line.words.split(" (").next().unwrap_or_default();
            let issue = if let [(issue, _)] = line.clauses.as_slice() { Some(*issue) } else { None };
            (format!("({words})"), issue)
        };
        let part = |part: &LinePart| match &part.place {
            LinePlace::Known(line) => known(line),
            LinePlace::Bounds(bounds) => (on(bounds.issue), Some(bounds.issue)),
        };
        match self.recipe(beliefs, beliefs.likeliest()) {
            Some(recipe) => recipe.red_lines.iter().map(part).collect(),
            None => {
                let preferences = self.preferences(beliefs.middle());
                preferences.into_iter().flat_map(Preferences::red_lines).map(known).collect()
            }
        }
    }

    /// Which of the red lines in its file the `line`-th of a draw is: others may not hold in it.
    pub(super) fn written(self, beliefs: &Beliefs, values: &[f64], line: usize) -> Option<usize> {
        let Some(recipe) = self.recipe(beliefs, beliefs.draws().world_of(values)) else { return Some(line) };
        let holds = |part: &LinePart| part.holds.is_none_or(|column| values[column] != 0.0);
        recipe.red_lines.iter().enumerate().filter(|(_, part)| holds(part)).nth(line).map(|(at, _)| at)
    }
}

/// 100 where utilities lie in [0, 1], so that points are hundredths; else 1.
pub(super) fn points_of(preferences: &Preferences) -> f64 {
    if preferences.at_most() <= 1.0 + 1e-9 { 100.0 } else { 1.0 }
}

/// A title as the owner of what follows.
pub(super) fn whose(title: &str) -> String {
    let title = within_sentence(title);
    if title.ends_with('s') { format!("{title}'") } else { format!("{title}'s") }
}

/// The unit of an issue's numbers; empty where its values are words.
fn unit_of(talks: &Talks, issue: Option<usize>) -> String {
    let Some(issue) = issue.map(|issue| &talks.space.issues()[issue]) else { return String::new() };
    match issue.values.number(0) {
        Some(_) => issue.unit.clone().unwrap_or_default(),
        None => String::new(),
    }
}
