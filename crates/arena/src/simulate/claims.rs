use wasit_model::belief::{Beliefs, LinePlace};
use wasit_model::{Party, Preferences, Talks};
use wasit_search::{Blockers, ClaimKind, Gives, Way};

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
    /// By party: 100 where its utilities lie in [0, 1], so that points are hundredths; else 1.
    points: Vec<f64>,
}

impl Claims {
    /// All that the parties of `beliefs`, and their home bodies, may ask.
    pub(crate) fn of(beliefs: &Beliefs) -> Self {
        let middle = beliefs.middle();
        let mut claims = Self::default();
        for (at, party) in middle.parties.iter().enumerate() {
            let greatest = party.preferences.at_most();
            claims.points.push(if greatest <= 1.0 + 1e-9 { 100.0 } else { 1.0 });
            for (line, words) in lines_of(beliefs, at).into_iter().enumerate() {
                let unit = unit_of(middle, line_issue(beliefs, at, line));
                claims.add(
                    at,
                    ClaimKind::RedLine(line),
                    format!("{} red line {words}", whose(&party.title)),
                    unit,
                );
            }
            claims.add(
                at,
                ClaimKind::WalkAway,
                format!("{} walk-away", whose(&party.title)),
                "points".to_owned(),
            );
            claims.add_home(at, party);
        }
        // Where searches lump claims together, what is lumped is a claim too.
        for (at, party) in middle.parties.iter().enumerate() {
            let lumps = [
                (ClaimKind::RedLines, format!("{} red lines", whose(&party.title))),
                (ClaimKind::Home, format!("all that {} home body asks", whose(&party.title))),
                (ClaimKind::Everything, format!("all that {} asks", party.title)),
            ];
            let homeless = party.home.is_none();
            for (kind, words) in lumps {
                if !(homeless && kind == ClaimKind::Home) && claims.asked.len() > LUMPED_FROM {
                    claims.add(at, kind, words, String::new());
                }
            }
        }
        claims
    }

    fn add_home(&mut self, at: usize, party: &Party) {
        let Some(home) = &party.home else { return };
        for (ratifier, voter) in home.body.ratifiers.iter().enumerate() {
            for line in 0..voter.preferences.red_lines().len() {
                let words =
                    format!("{} red line {}", whose(&voter.title), voter.preferences.red_lines()[line].words);
                self.add(at, ClaimKind::RatifierRedLine { ratifier, line }, words, String::new());
            }
            let words = format!("{} threshold", whose(&voter.title));
            self.add(at, ClaimKind::Threshold(ratifier), words, "points".to_owned());
        }
    }

    fn add(&mut self, party: usize, kind: ClaimKind, words: String, unit: String) {
        if self.asked.len() == CLAIMS_MAX {
            return;
        }
        let sort = match kind {
            ClaimKind::RedLine(_) | ClaimKind::RedLines => AskedKind::RedLine,
            ClaimKind::WalkAway | ClaimKind::Everything => AskedKind::WalkAway,
            _ => AskedKind::Home,
        };
        self.kinds.push((party, kind));
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
    fn place(&self, claim: &wasit_search::Claim, beliefs: &Beliefs, values: &[f64]) -> Option<u16> {
        let kind = match claim.kind {
            ClaimKind::RedLine(line) => ClaimKind::RedLine(written(beliefs, values, claim.party, line)?),
            kind => kind,
        };
        self.kinds.iter().position(|known| *known == (claim.party, kind)).map(|at| at as u16)
    }

    fn eased(
        &self,
        claim: u16,
        found: &wasit_search::Claim,
        gives: &Gives,
        way: &Way,
        talks: &Talks,
    ) -> Eased {
        let points = self.points[found.party];
        let (size, cost) = match gives {
            Gives::Utility(by) => {
                let by = (by * points).max(0.0);
                (by, by)
            }
            Gives::Value { issue, value, beyond } => {
                let preferences = &talks.parties[found.party].preferences;
                let here = preferences.open_tables()[*issue][usize::from(*value)];
                (*beyond, (least_within(preferences, *issue) - here).max(0.0) * points)
            }
            Gives::All => {
                let preferences = &talks.parties[found.party].preferences;
                let worth = preferences.utility_without_red_lines(&way.package);
                let missed = preferences.walk_away_at(&wasit_model::Moment::default()) - worth;
                (1.0, if missed.is_finite() { missed.max(0.0) * points } else { 0.0 })
            }
        };
        Eased { claim, size, cost }
    }
}

/// Beyond so many claims searches may lump them together: they tell 64 apart.
const LUMPED_FROM: usize = 64;

/// What the least of the values of `issue` is worth that red lines let be.
fn least_within(preferences: &Preferences, issue: usize) -> f64 {
    let worths = preferences.tables()[issue].iter().copied();
    worths.filter(|worth| worth.is_finite()).fold(f64::INFINITY, f64::min)
}

/// The red lines of a party in words, as its file has them.
fn lines_of(beliefs: &Beliefs, party: usize) -> Vec<String> {
    let sketch = &beliefs.sketches()[beliefs.likeliest()];
    let issue = |at: usize| sketch.middle.space.issues()[at].title.clone();
    match &sketch.parties[party].recipe {
        Some(recipe) => recipe
            .red_lines
            .iter()
            .map(|part| match &part.place {
                LinePlace::Known(line) => line.words.clone(),
                LinePlace::Bounds(bounds) => format!("on {}", issue(bounds.issue)),
            })
            .collect(),
        None => sketch.middle.parties[party]
            .preferences
            .red_lines()
            .iter()
            .map(|line| line.words.clone())
            .collect(),
    }
}

/// The issue of a red line on a single one.
fn line_issue(beliefs: &Beliefs, party: usize, line: usize) -> Option<usize> {
    let sketch = &beliefs.sketches()[beliefs.likeliest()];
    let known = |line: &wasit_model::RedLine| match line.clauses.as_slice() {
        [(issue, _)] => Some(*issue),
        _ => None,
    };
    match &sketch.parties[party].recipe {
        Some(recipe) => match &recipe.red_lines[line].place {
            LinePlace::Known(line) => known(line),
            LinePlace::Bounds(bounds) => Some(bounds.issue),
        },
        None => known(&sketch.middle.parties[party].preferences.red_lines()[line]),
    }
}

/// A title as the owner of what follows.
fn whose(title: &str) -> String {
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

/// Which of the red lines in its file the `line`-th of a draw is: others may not hold in it.
fn written(beliefs: &Beliefs, values: &[f64], party: usize, line: usize) -> Option<usize> {
    let world = beliefs.draws().world_of(values);
    match &beliefs.sketches()[world].parties[party].recipe {
        Some(recipe) => {
            let holds =
                |part: &wasit_model::belief::LinePart| part.holds.is_none_or(|column| values[column] != 0.0);
            recipe.red_lines.iter().enumerate().filter(|(_, part)| holds(part)).nth(line).map(|(at, _)| at)
        }
        None => Some(line),
    }
}
