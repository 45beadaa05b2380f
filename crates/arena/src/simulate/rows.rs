use wasit_model::{Moment, Talks, ValueIndex};

use crate::{Ending, Outcome};

/// How one holding of the talks came out, from the farthest from a deal to the nearest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Class {
    /// There is no package that all could take: the margin is negative.
    NoPossibleDeal,
    /// There is, but none that all home bodies would ratify.
    BlockedAtHome,
    /// There was a package that all could have taken, and the talks did not find it.
    Missed,
    /// A package was signed, and a home body refused it.
    NotRatified,
    /// A package was signed, and ratified where there is a home body.
    InForce,
}

impl Class {
    /// All five, in order.
    pub const ALL: [Self; 5] =
        [Self::NoPossibleDeal, Self::BlockedAtHome, Self::Missed, Self::NotRatified, Self::InForce];

    /// In one word, as files have it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NoPossibleDeal => "no_possible_deal",
            Self::BlockedAtHome => "blocked_at_home",
            Self::Missed => "missed",
            Self::NotRatified => "not_ratified",
            Self::InForce => "in_force",
        }
    }

    /// Whether a package was signed.
    #[must_use]
    pub fn is_signed(self) -> bool {
        self >= Self::NotRatified
    }
}

/// What stands in [`Held::packages`] for every issue where nothing was signed.
pub const NO_VALUE: ValueIndex = ValueIndex::MAX;

/// What a run of draws gave, as columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// The number of the first draw.
    pub first: u64,
    /// How many draws.
    pub draws: usize,
    /// By draw, then by column of the beliefs: what was drawn.
    pub values: Vec<f64>,
    /// By draw: the world's position.
    pub worlds: Vec<u8>,
    /// By draw: the greatest, over packages, of the smallest surplus of any party over what it takes at some moment of
    /// the talks; −∞ where red lines leave nothing. From below where the search was cut.
    pub margins: Vec<f64>,
    /// By draw: the same with what home bodies ask. Empty where there are none.
    pub home_margins: Vec<f64>,
    /// By draw: the greatest sum of the parties' utilities over packages that all could take; NaN where there is none.
    pub best_joint: Vec<f64>,
    /// Why draws have no deal that could be in force, by rising draw.
    pub blockages: Vec<Blockage>,
    /// What each variant gave.
    pub variants: Vec<Held>,
}

/// What one variant gave in a run of draws. Holdings lie draw by draw, the replicates of a draw side by side.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Held {
    /// Holdings of each draw that are told apart: 1 where nobody draws random numbers, for all would be the same.
    pub replicates: usize,
    /// By holding: how it came out.
    pub classes: Vec<Class>,
    /// By holding, then by issue: the value that was signed, [`NO_VALUE`] where none was.
    pub packages: Vec<ValueIndex>,
    /// By holding: the round in which the talks ended, from 0. Talks without a possible deal are not held, and count as
    /// lasting to their end.
    pub rounds: Vec<u16>,
    /// By holding: legs used; turns where the parties face each other.
    pub legs: Vec<u32>,
    /// By holding, then by party: what it makes of the deal in force, or of having none, discounted.
    pub utilities: Vec<f64>,
    /// By holding, then by party: what no deal would have been worth to it when the talks ended, discounted.
    pub no_deals: Vec<f64>,
    /// By holding: how likely it was that what was signed would be ratified; NaN where nothing was signed. Empty where there
    /// are no home bodies.
    pub ratified: Vec<f64>,
}

/// Why one draw has no deal that could be in force, whatever the talks do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Blockage {
    /// The number of the draw.
    pub draw: u64,
    /// The minimal sets of claims that cannot all be met, bit `c` for claim `c` of the simulation's claims.
    pub sets: Vec<u128>,
    /// For each claim that alone gives a deal: the smallest such move.
    pub moves: Vec<Eased>,
    /// Where no single move does: the pairs that do.
    pub pairs: Vec<[Eased; 2]>,
    /// Whether the search was cut: there may be more.
    pub cut: bool,
}

/// One claim eased.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Eased {
    /// Which of the simulation's claims.
    pub claim: u16,
    /// By how much, in the claim's unit; 1 where it is given up whole.
    pub size: f64,
    /// What its owner loses, in points of its utility: what it would have at least with the claim kept and all else as in the package that is opened,
    /// less what that package gives it; at least 0. Of a walk-away or a threshold that is the size itself; of a red line what the worst value
    /// within it is worth more than the one beyond it, on that of its issues on which this is most.
    pub cost: f64,
}

impl Rows {
    /// Room for `variants` of them.
    pub(crate) fn new(first: u64, replicates: impl IntoIterator<Item = usize>) -> Self {
        let variants =
            replicates.into_iter().map(|replicates| Held { replicates, ..Held::default() }).collect();
        Self { first, variants, ..Self::default() }
    }

    /// Adds `next`, which follow on these.
    ///
    /// # Panics
    /// Where they do not.
    pub fn append(&mut self, mut next: Self) {
        assert_eq!(next.first, self.first + self.draws as u64, "rows are added in their order");
        self.draws += next.draws;
        self.values.append(&mut next.values);
        self.worlds.append(&mut next.worlds);
        self.margins.append(&mut next.margins);
        self.home_margins.append(&mut next.home_margins);
        self.best_joint.append(&mut next.best_joint);
        self.blockages.append(&mut next.blockages);
        for (held, mut next) in self.variants.iter_mut().zip(next.variants) {
            held.classes.append(&mut next.classes);
            held.packages.append(&mut next.packages);
            held.rounds.append(&mut next.rounds);
            held.legs.append(&mut next.legs);
            held.utilities.append(&mut next.utilities);
            held.no_deals.append(&mut next.no_deals);
            held.ratified.append(&mut next.ratified);
        }
    }
}

impl Held {
    /// Adds a holding that ended so; `unsigned` is what it is where nothing was signed.
    pub(crate) fn add(&mut self, ending: &Ending, unsigned: Class, talks: &Talks) {
        self.classes.push(match ending.outcome {
            Outcome::Agreed(_) => Class::InForce,
            Outcome::NotRatified(_) => Class::NotRatified,
            _ => unsigned,
        });
        match ending.outcome.signed() {
            Some(package) => self.packages.extend_from_slice(package),
            None => self.packages.extend(std::iter::repeat_n(NO_VALUE, talks.space.issues().len())),
        }
        self.rounds.push(ending.round as u16);
        self.legs.push(ending.legs);
        self.utilities.extend_from_slice(&ending.utilities);
        self.no_deals.extend(talks.parties.iter().map(|party| party.preferences.no_deal_at(&ending.end)));
        if talks.has_homes() {
            self.ratified.push(ending.home.last().map_or(f64::NAN, |last| last.chance()));
        }
    }

    /// Adds a holding in which nobody could sign anything: it counts as lasting to the end.
    pub(crate) fn add_hopeless(&mut self, talks: &Talks) {
        let last = talks.rounds.len() - 1;
        let end = Moment { time: 1.0, legs: talks.legs(), days: talks.days_at(last) };
        self.classes.push(Class::NoPossibleDeal);
        self.packages.extend(std::iter::repeat_n(NO_VALUE, talks.space.issues().len()));
        self.rounds.push(last as u16);
        self.legs.push(talks.legs());
        let no_deals = || talks.parties.iter().map(|party| party.preferences.no_deal_at(&end));
        self.utilities.extend(no_deals());
        self.no_deals.extend(no_deals());
        if talks.has_homes() {
            self.ratified.push(f64::NAN);
        }
    }
}
