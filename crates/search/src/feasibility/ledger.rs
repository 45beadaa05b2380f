use wasit_model::{RedLine, Talks, ValueIndex};

use crate::feasibility::Demands;

/// One thing that is asked of a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Claim {
    /// Whose, or whose home body's: a party by position.
    pub party: usize,
    /// What.
    pub kind: ClaimKind,
}

/// What a claim asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ClaimKind {
    /// The party's red line of this position.
    RedLine(usize),
    /// The party's walk-away.
    WalkAway,
    /// The red line `line` of the ratifier at this position of its home body.
    RatifierRedLine {
        /// Its position in the body.
        ratifier: usize,
        /// The line's position among its red lines.
        line: usize,
    },
    /// The threshold of the ratifier at this position of its home body.
    Threshold(usize),
    /// All red lines of the party together.
    RedLines,
    /// All red lines of this ratifier together.
    RatifierRedLines(usize),
    /// All that its home body asks, together.
    Home,
    /// All that the party and its home body ask, together.
    Everything,
}

impl Claim {
    /// The claim in words, such as `the walk-away of Iran`.
    ///
    /// # Panics
    /// Where it is no claim of these talks.
    #[must_use]
    pub fn words(&self, talks: &Talks) -> String {
        let party = &talks.parties[self.party];
        let title = &party.title;
        let ratifier = |at: usize| {
            let home = party.home.as_ref().expect("only a home body has ratifiers");
            &home.body.ratifiers[at]
        };
        let line = |line: &RedLine| line.words.clone();
        match self.kind {
            ClaimKind::RedLine(at) => {
                format!("the red line of {title} ({})", line(&party.preferences.red_lines()[at]))
            }
            ClaimKind::WalkAway => format!("the walk-away of {title}"),
            ClaimKind::RatifierRedLine { ratifier: who, line: at } => {
                let who = ratifier(who);
                let words = line(&who.preferences.red_lines()[at]);
                format!("the red line of {} at the home of {title} ({words})", who.title)
            }
            ClaimKind::Threshold(who) => {
                format!("the threshold of {} at the home of {title}", ratifier(who).title)
            }
            ClaimKind::RedLines => format!("the red lines of {title}"),
            ClaimKind::RatifierRedLines(who) => {
                format!("the red lines of {} at the home of {title}", ratifier(who).title)
            }
            ClaimKind::Home => format!("what the home of {title} asks"),
            ClaimKind::Everything => format!("what {title} and its home ask"),
        }
    }

    /// The claim's name in tables, in the form of the paths of beliefs: `iran.walk_away`, `iran.red_lines.inspection`,
    /// `iran.home.parliament.threshold`. A second red line on the same issues ends in ` 2`.
    ///
    /// # Panics
    /// Where it is no claim of these talks.
    #[must_use]
    pub fn path(&self, talks: &Talks) -> String {
        let party = &talks.parties[self.party];
        let name = &party.name;
        let ratifier = |at: usize| {
            let home = party.home.as_ref().expect("only a home body has ratifiers");
            &home.body.ratifiers[at]
        };
        let line = |lines: &[RedLine], at: usize| {
            let of = |line: &RedLine| -> Vec<usize> { line.clauses.iter().map(|clause| clause.0).collect() };
            let issues = of(&lines[at]);
            let names: Vec<&str> =
                issues.iter().map(|&issue| talks.space.issues()[issue].name.as_str()).collect();
            match lines[..at].iter().filter(|line| of(line) == issues).count() {
                0 => names.join("+"),
                before => format!("{} {}", names.join("+"), before + 1),
            }
        };
        match self.kind {
            ClaimKind::RedLine(at) => format!("{name}.red_lines.{}", line(party.preferences.red_lines(), at)),
            ClaimKind::WalkAway => format!("{name}.walk_away"),
            ClaimKind::RatifierRedLine { ratifier: who, line: at } => {
                let who = ratifier(who);
                format!("{name}.home.{}.red_lines.{}", who.name, line(who.preferences.red_lines(), at))
            }
            ClaimKind::Threshold(who) => format!("{name}.home.{}.threshold", ratifier(who).name),
            ClaimKind::RedLines => format!("{name}.red_lines"),
            ClaimKind::RatifierRedLines(who) => format!("{name}.home.{}.red_lines", ratifier(who).name),
            ClaimKind::Home => format!("{name}.home"),
            ClaimKind::Everything => name.clone(),
        }
    }
}

/// Which claim is which bit of a set of claims.
///
/// There are at most 64. Where more is asked, what belongs together is one claim: first the red lines of each, then what
/// each home body asks, in the end all that each party does.
#[derive(Clone, Debug)]
pub(crate) struct Ledger {
    pub(crate) claims: Vec<Claim>,
    /// By claimant; 0 where it takes anything.
    floors: Vec<u64>,
    /// By claimant and red line.
    lines: Vec<Vec<u64>>,
    /// Red lines of claimants without whom there is no deal.
    pub(crate) required_lines: u64,
    /// Whether no claim is of several ratifiers.
    pub(crate) separate: bool,
}

impl Ledger {
    const MOST: usize = 64;

    pub(crate) fn new(demands: &Demands<'_>) -> Self {
        (0..4)
            .map(|coarse| Self::at(demands, coarse))
            .find(|ledger| ledger.claims.len() <= Self::MOST)
            .expect("talks have at most 64 parties, and at the coarsest each is one claim")
    }

    fn at(demands: &Demands<'_>, coarse: u32) -> Self {
        let mut claims: Vec<Claim> = Vec::new();
        let mut bit = |party: usize, kind: ClaimKind| {
            let claim = Claim { party, kind };
            let at = claims.iter().position(|known| *known == claim).unwrap_or_else(|| {
                claims.push(claim);
                claims.len() - 1
            });
            1_u64.checked_shl(at as u32).unwrap_or(0)
        };
        let (mut floors, mut lines, mut required_lines) = (Vec::new(), Vec::new(), 0);
        for claimant in &demands.claimants {
            let own: Vec<u64> = (0..claimant.preferences.red_lines().len())
                .map(|line| {
                    let kind = match (claimant.ratifier, coarse) {
                        (_, 3..) => ClaimKind::Everything,
                        (Some(_), 2) => ClaimKind::Home,
                        (None, 0) => ClaimKind::RedLine(line),
                        (None, _) => ClaimKind::RedLines,
                        (Some(ratifier), 0) => ClaimKind::RatifierRedLine { ratifier, line },
                        (Some(ratifier), _) => ClaimKind::RatifierRedLines(ratifier),
                    };
                    bit(claimant.party, kind)
                })
                .collect();
            let kind = match (claimant.ratifier, coarse) {
                (_, 3..) => ClaimKind::Everything,
                (Some(_), 2) => ClaimKind::Home,
                (None, _) => ClaimKind::WalkAway,
                (Some(ratifier), _) => ClaimKind::Threshold(ratifier),
            };
            floors.push(if claimant.floor == f64::NEG_INFINITY { 0 } else { bit(claimant.party, kind) });
            if claimant.required {
                required_lines |= own.iter().fold(0, |all, line| all | line);
            }
            lines.push(own);
        }
        Self { claims, floors, lines, required_lines, separate: coarse < 2 }
    }

    pub(crate) fn floor(&self, claimant: usize) -> u64 {
        self.floors[claimant]
    }

    pub(crate) fn line(&self, claimant: usize, line: usize) -> u64 {
        self.lines[claimant][line]
    }

    /// All red lines of `claimant`.
    pub(crate) fn lines(&self, claimant: usize) -> u64 {
        self.lines[claimant].iter().fold(0, |all, line| all | line)
    }

    /// Claims whose red lines on `issue` alone `value` crosses: of all claimants, or of those without whom there is no
    /// deal.
    pub(crate) fn crossed_by(
        &self,
        demands: &Demands<'_>,
        issue: usize,
        value: ValueIndex,
        required: bool,
    ) -> u64 {
        let mut crossed = 0;
        for (claimant, own) in demands.claimants.iter().zip(&self.lines) {
            if required && !claimant.required {
                continue;
            }
            for (line, claim) in claimant.preferences.red_lines().iter().zip(own) {
                if let [(on, beyond)] = line.clauses.as_slice()
                    && *on == issue
                    && beyond[usize::from(value)]
                {
                    crossed |= claim;
                }
            }
        }
        crossed
    }

    /// The claimants whose floors, and the red lines by claimant and line, that are in `claims`.
    pub(crate) fn dropped(&self, claims: u64) -> (Vec<bool>, Vec<(usize, usize)>) {
        let given = self.floors.iter().map(|floor| floor & claims != 0).collect();
        let lines = self.lines.iter().enumerate().flat_map(|(claimant, lines)| {
            let dropped = lines.iter().enumerate().filter(move |(_, line)| **line & claims != 0);
            dropped.map(move |(line, _)| (claimant, line))
        });
        (given, lines.collect())
    }
}
