use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use wasit_model::belief::Beliefs;
use wasit_model::{Aim, Home, Knowledge, Package, PreferenceError, Round, Space, Talks};
use wasit_search::{Demands, Margin, Side};
use wasit_strategies::{MediatorStrategy, PartyStrategy};

use super::claims::Claims;
use super::{Asked, Class, Held, Rows, Uniforms, Variant};
use crate::chance::{draws, scrambled};
use crate::series::{Precedent, Strategies};
use crate::{Ending, PlayError, Player, Protocol, Room, Seating, Series};

/// The most draws that one task makes in a row.
const GRAIN_MAX: u64 = 64;
/// Spaces of up to so many packages are listed in every draw; on greater ones structure answers faster.
const LISTED_MAX: u128 = 64;

/// Draws what is uncertain in some talks, and holds them in every draw.
///
/// > A row depends on the beliefs, the variants, the seed and its number alone.
///
/// So ranges, shards and threads do not matter. All variants are held with the same draws and the same chance.
#[derive(Debug)]
pub struct Simulation<'a> {
    beliefs: &'a Beliefs,
    variants: Vec<Variant>,
    replicates: usize,
    seed: u64,
    uniforms: Uniforms,
    space: Arc<Space>,
    claims: Claims,
    has_home: bool,
    /// Whether who sits where is the same in every draw.
    seats_known: bool,
}

/// Why talks cannot be simulated, or no longer. All are the caller's fault.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SimulateError {
    /// More uncertain numbers than the sequence has dimensions.
    #[error("{0} uncertain numbers are more than the 255 that can be drawn together")]
    TooManyColumns(usize),
    /// Replicates that are none or too many.
    #[error("{0} replicates: there may be from 1 to 100")]
    Replicates(usize),
    /// Two variants have one name.
    #[error("`{0}` is compared twice")]
    Twice(String),
    /// A draw's preferences are none: the beliefs were not checked against all draws.
    #[error("draw {draw}: {error}")]
    Preferences {
        /// The draw's number, from 0.
        draw: u64,
        /// Why.
        error: PreferenceError,
    },
    /// Talks could not begin.
    #[error("draw {draw}: {error}")]
    Play {
        /// The draw's number, from 0.
        draw: u64,
        /// Why.
        error: Box<PlayError>,
    },
}

impl<'a> Simulation<'a> {
    /// How many draws lie in a block: blocks are independent of each other, draws within one are not.
    pub const BLOCK: u64 = Uniforms::BLOCK;
    /// What stands in the way is looked for in so many draws, the first ones: a prefix is a sample by itself, and a large one.
    pub const BLOCKAGES_UP_TO: u64 = 1 << 16;
    /// The most replicates.
    pub const REPLICATES_MAX: usize = 100;

    /// A simulation of `beliefs`: the talks as they stand, and each of `compared` in the same draws. In every draw talks
    /// with chance in them are held `replicates` times.
    ///
    /// # Errors
    /// [`SimulateError::TooManyColumns`], [`SimulateError::Replicates`], [`SimulateError::Twice`].
    ///
    /// # Panics
    /// Where a variant seats a party that there is not.
    pub fn new(
        beliefs: &'a Beliefs,
        compared: Vec<Variant>,
        replicates: usize,
        seed: u64,
    ) -> Result<Self, SimulateError> {
        let dimensions = beliefs.draws().dimensions();
        if dimensions > Uniforms::DIMENSIONS_MAX {
            return Err(SimulateError::TooManyColumns(dimensions - 1));
        }
        if !(1..=Self::REPLICATES_MAX).contains(&replicates) {
            return Err(SimulateError::Replicates(replicates));
        }
        let mut variants = vec![Variant::as_they_stand()];
        for variant in compared {
            if variants.iter().any(|other| other.name == variant.name) {
                return Err(SimulateError::Twice(variant.name));
            }
            variants.push(variant);
        }
        let middle = beliefs.middle();
        let seats_known = beliefs.sketches().iter().all(|sketch| {
            sketch.mediator.is_none()
                && sketch.middle.mediator.strategy == middle.mediator.strategy
                && sketch.parties.iter().all(|party| party.seat.is_none())
                && sketch
                    .middle
                    .parties
                    .iter()
                    .zip(&middle.parties)
                    .all(|(one, other)| one.strategy == other.strategy)
        });
        Ok(Self {
            beliefs,
            variants,
            replicates,
            seed,
            uniforms: Uniforms::new(seed, dimensions),
            space: Arc::new(middle.space.clone()),
            claims: Claims::of(beliefs),
            has_home: middle.parties.iter().any(|party| party.home.is_some()),
            seats_known,
        })
    }

    /// What is believed.
    #[must_use]
    pub fn beliefs(&self) -> &'a Beliefs {
        self.beliefs
    }

    /// What is held in every draw; the first is the talks as they stand.
    #[must_use]
    pub fn variants(&self) -> &[Variant] {
        &self.variants
    }

    /// How often talks with chance in them are held in every draw.
    #[must_use]
    pub fn replicates(&self) -> usize {
        self.replicates
    }

    /// What all chance comes from.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// All that is asked of a deal in some draw: what [`Blockage`](super::Blockage) numbers.
    #[must_use]
    pub fn claims(&self) -> &[Asked] {
        self.claims.asked()
    }

    /// Whether some party has a home body.
    #[must_use]
    pub fn has_home(&self) -> bool {
        self.has_home
    }

    /// How many holdings of each draw are told apart under a variant: 1 where nothing in any draw is left to chance.
    #[must_use]
    pub fn held(&self, variant: usize) -> usize {
        if self.is_left_to_chance(variant) { self.replicates } else { 1 }
    }

    /// Whether anything in some draw's talks may be left to chance under a variant.
    pub(super) fn is_left_to_chance(&self, variant: usize) -> bool {
        let talks = self.beliefs.middle();
        if !self.seats_known || self.has_home {
            return true;
        }
        let mut seating = Seating::of(talks);
        self.variants[variant].put_seats(&mut seating);
        let protocol = self.variants[variant].protocol(talks);
        Chance::of(talks, &seating, protocol) != Chance::Nowhere
    }

    /// Makes `uniforms` those of draw `draw`.
    pub(super) fn fill(&self, draw: u64, uniforms: &mut Vec<f64>) {
        self.uniforms.fill(draw, uniforms);
    }

    /// The seed of holding `replicate` of draw `draw`, from 0: less than 2^53, so that every reader of JSON has it whole.
    /// It is the same under all variants.
    #[must_use]
    pub fn seed_of(&self, draw: u64, replicate: usize) -> u64 {
        [self.seed, draw, replicate as u64].into_iter().fold(0, |seed, part| scrambled(seed ^ part)) >> 11
    }

    /// What is drawn in draw `draw`: [`Draws::draw`](wasit_model::belief::Draws::draw)'s values.
    #[must_use]
    pub fn values(&self, draw: u64) -> Vec<f64> {
        let (mut uniforms, mut values) = (Vec::new(), Vec::new());
        self.uniforms.fill(draw, &mut uniforms);
        self.beliefs.draws().draw(&uniforms, &mut values);
        values
    }

    /// Makes the draws numbered `range`, and holds the talks in each, on all threads of the present pool. `progress` is
    /// told how many more draws were made; `stop` ends it early where it says so (and the answer is `None`).
    ///
    /// # Errors
    /// [`SimulateError::Preferences`], [`SimulateError::Play`].
    pub fn hold(
        &self,
        range: Range<u64>,
        progress: &(dyn Fn(u64) + Sync),
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<Rows>, SimulateError> {
        let replicates: Vec<usize> = (0..self.variants.len()).map(|variant| self.held(variant)).collect();
        let each = (rayon::current_num_threads() * 8) as u64;
        let grain = ((range.end - range.start) / each).clamp(1, GRAIN_MAX);
        let starts: Vec<u64> = range.clone().step_by(grain as usize).collect();
        let parts: Vec<Option<Rows>> = starts
            .into_par_iter()
            .map_init(
                || Bench::new(self, &replicates),
                |bench, from| {
                    if stop() {
                        return Ok(None);
                    }
                    let to = range.end.min(from + grain);
                    let mut rows = Rows::new(from, replicates.iter().copied());
                    for draw in from..to {
                        bench.make(draw, &mut rows)?;
                    }
                    progress(to - from);
                    Ok(Some(rows))
                },
            )
            .collect::<Result<_, SimulateError>>()?;
        let mut all = Rows::new(range.start, replicates.iter().copied());
        for part in parts {
            let Some(part) = part else { return Ok(None) };
            all.append(part);
        }
        Ok(Some(all))
    }
}

impl Chance {
    fn of(talks: &Talks, seating: &Seating, protocol: Protocol) -> Self {
        let mediated = protocol == Protocol::Shuttle;
        let draws = |player: &Player, votes| match player {
            Player::Strategy(text) => draws(text, votes),
            Player::Guest(_) => true,
        };
        let at_seats = seating.parties.iter().any(|player| draws(player, mediated))
            || mediated && draws(&seating.mediator, true);
        let homes = || talks.parties.iter().filter_map(|party| party.home.as_ref());
        let off = |home: &Home| matches!(home.knows, Knowledge::Believed { noise, .. } if noise > 0.0);
        let votes = |home: &Home| {
            home.body.shock > 0.0 || home.body.ratifiers.iter().any(|ratifier| ratifier.noise > 0.0)
        };
        // Talks that are taken up again play by what was drawn; a delegation that gambles, by every number of its belief.
        let plays = |home: &Home| {
            home.again > 0 && (off(home) || votes(home)) || off(home) && home.aim == Aim::Gamble
        };
        if at_seats || homes().any(plays) {
            Self::AtTheTable
        } else if homes().any(|home| off(home) || votes(home)) {
            Self::AtHome
        } else {
            Self::Nowhere
        }
    }
}

/// Where one thread makes draws: what is kept from one to the next.
pub(super) struct Bench<'a, 'b> {
    simulation: &'b Simulation<'a>,
    uniforms: Vec<f64>,
    values: Vec<f64>,
    talks: Talks,
    sides: Vec<Arc<Side>>,
    room: Room,
    seats: Vec<Seats>,
}

/// Who sits where under a variant, as read from the texts of the last draw.
struct Seats {
    told_apart: usize,
    /// The texts of the talks as they stand that these were made from.
    of: Vec<String>,
    ready: Option<Ready>,
    /// The rounds of the variant, and the legs of the file's that they were made from; where they are others.
    rounds: Option<(Vec<u32>, Vec<Round>)>,
}

struct Ready {
    seating: Seating,
    strategies: Strategies,
    protocol: Protocol,
    chance: Chance,
}

/// Where anything in talks is left to chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Chance {
    Nowhere,
    /// In the votes at home and in what delegations believe of these: talks go the same way where nobody decides otherwise.
    AtHome,
    AtTheTable,
}

impl<'a, 'b> Bench<'a, 'b> {
    /// `replicates` is by variant, beginning with the talks as they stand.
    pub(super) fn new(simulation: &'b Simulation<'a>, replicates: &[usize]) -> Self {
        let talks = simulation.beliefs.middle().clone();
        let side = |party: &wasit_model::Party| {
            Arc::new(Side::listing(Arc::clone(&simulation.space), party.preferences.clone(), LISTED_MAX))
        };
        let seats = |&told_apart: &usize| Seats { told_apart, of: Vec::new(), ready: None, rounds: None };
        Self {
            simulation,
            uniforms: Vec::new(),
            values: Vec::new(),
            sides: talks.parties.iter().map(side).collect(),
            talks,
            room: Room::default(),
            seats: replicates.iter().map(seats).collect(),
        }
    }

    /// Makes draw `draw`, and adds what comes of it to `rows`.
    fn make(&mut self, draw: u64, rows: &mut Rows) -> Result<(), SimulateError> {
        let Simulation { beliefs, uniforms, .. } = self.simulation;
        uniforms.fill(draw, &mut self.uniforms);
        beliefs.draws().draw(&self.uniforms, &mut self.values);
        beliefs
            .redraw(&self.values, &mut self.talks)
            .map_err(|error| SimulateError::Preferences { draw, error })?;
        let columns = beliefs.draws().columns().len();
        rows.draws += 1;
        rows.values.extend_from_slice(&self.values[..columns]);
        rows.worlds.push(beliefs.draws().world_of(&self.values) as u8);
        let prospect = self.prospect(draw, rows);
        let longer = |variant: &Variant| variant.lasts_otherwise();
        if prospect != Prospect::Hopeless || self.simulation.variants.iter().any(longer) {
            self.renew_sides();
        }
        for variant in 0..rows.variants.len() {
            let seed = |replicate| self.simulation.seed_of(draw, replicate);
            self.hold(variant, prospect, &seed, &mut rows.variants[variant])
                .map_err(|error| SimulateError::Play { draw, error: Box::new(error) })?;
        }
        Ok(())
    }

    /// In how many holdings of the talks as they stand, in the draw that `uniforms` make, a deal comes into force. `draw` is what
    /// errors call it, `seed` by replicate.
    pub(super) fn in_force(
        &mut self,
        draw: u64,
        uniforms: &[f64],
        seed: &dyn Fn(usize) -> u64,
    ) -> Result<usize, SimulateError> {
        let beliefs = self.simulation.beliefs;
        beliefs.draws().draw(uniforms, &mut self.values);
        beliefs
            .redraw(&self.values, &mut self.talks)
            .map_err(|error| SimulateError::Preferences { draw, error })?;
        let table = Demands::at_the_table(&self.talks, self.talks.legs()).margin();
        self.renew_sides();
        let mut held = Held::default();
        self.hold(0, Prospect::of(&table, None), seed, &mut held)
            .map_err(|error| SimulateError::Play { draw, error: Box::new(error) })?;
        Ok(held.classes.iter().filter(|class| **class == Class::InForce).count())
    }

    /// How far from a deal all are, and what stands in the way.
    fn prospect(&self, draw: u64, rows: &mut Rows) -> Prospect {
        let turns = self.talks.legs();
        let table = Demands::at_the_table(&self.talks, turns);
        let margin = table.margin();
        rows.margins.push(finite(margin.value));
        let best = if margin.is_deal() { table.best_together() } else { None };
        let joint = |package: Package| {
            self.talks.parties.iter().map(|party| party.preferences.utility(&package)).sum()
        };
        rows.best_joint.push(best.map_or(f64::NAN, joint));
        let mut blocked = margin.value < 0.0;
        let mut demands = table;
        let mut home = None;
        if self.simulation.has_home {
            demands = Demands::with_homes(&self.talks, turns);
            let asked = demands.margin();
            // What home asks comes on top.
            rows.home_margins.push(finite(asked.value.min(margin.value)));
            blocked = blocked || asked.value < 0.0;
            home = Some(asked);
        }
        if blocked && draw < Simulation::BLOCKAGES_UP_TO {
            let Simulation { claims, beliefs, .. } = self.simulation;
            let found = demands.blockers();
            if !found.sets.is_empty() {
                rows.blockages.push(claims.blockage(draw, beliefs, &self.values, &self.talks, &found));
            }
        }
        Prospect::of(&margin, home.as_ref())
    }

    /// Makes the sides anew whose preferences are.
    fn renew_sides(&mut self) {
        for (side, party) in self.sides.iter_mut().zip(&self.talks.parties) {
            if !side.preferences().is_the_very(&party.preferences) {
                let space = Arc::clone(&self.simulation.space);
                *side = Arc::new(Side::listing(space, party.preferences.clone(), LISTED_MAX));
            }
        }
    }

    fn hold(
        &mut self,
        variant: usize,
        prospect: Prospect,
        seed: &dyn Fn(usize) -> u64,
        held: &mut Held,
    ) -> Result<(), PlayError> {
        let Self { simulation, talks, sides, room, seats, .. } = self;
        let (seats, variant) = (&mut seats[variant], &simulation.variants[variant]);
        let own = seats.exchange_rounds(variant, talks);
        let told_apart = seats.told_apart;
        let prospect = if variant.lasts_otherwise() && !asks_the_same_always(talks) {
            Prospect::over(talks, variant.turns(talks), simulation.has_home)
        } else {
            prospect
        };
        let result = if prospect == Prospect::Hopeless {
            // Nobody signs what is worth less than no deal.
            (0..told_apart).for_each(|_| held.add_hopeless(talks));
            Ok(())
        } else {
            seats.read(variant, talks).and_then(|ready| {
                let Ready { seating, strategies, protocol, chance } = ready;
                let series = Series::of_strategies(talks, sides, seating, strategies, *protocol);
                let mut add = |ending: &Ending| held.add(ending, prospect.unsigned(), talks);
                let mut seeds = (0..told_apart).map(seed);
                if *chance == Chance::AtTheTable {
                    return seeds.try_for_each(|seed| series.hold(room, seed, 0).map(|ending| add(&ending)));
                }
                let mut precedents: Vec<Precedent> = Vec::new();
                for seed in seeds {
                    let known = precedents.first().filter(|_| *chance == Chance::Nowhere);
                    if let Some(known) = known {
                        add(&known.ending);
                    } else if let Some(ending) =
                        precedents.iter().find_map(|before| series.follow(before, seed, 0))
                    {
                        add(&ending);
                    } else {
                        let talk = series.hold_first(room, seed, 0)?;
                        add(&talk.ending);
                        precedents.push(talk);
                    }
                }
                Ok(())
            })
        };
        if let Some(own) = own {
            talks.rounds = own;
        }
        result
    }
}

/// What may come of a draw's talks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Prospect {
    /// For certain there is no package that all could take.
    Hopeless,
    /// None was found.
    Unlikely,
    /// There is one, but none that all home bodies would ratify.
    BlockedAtHome,
    /// There is one.
    Possible,
}

/// Whether what the parties ask for does not hang on how long the talks last.
fn asks_the_same_always(talks: &Talks) -> bool {
    talks.parties.iter().all(|party| party.preferences.walk_away_is_constant())
}

impl Prospect {
    /// What may come of talks with these margins, at the table and with what home bodies ask.
    fn of(table: &Margin, home: Option<&Margin>) -> Self {
        match home {
            _ if table.value + table.bound < 0.0 => Self::Hopeless,
            _ if table.value < 0.0 => Self::Unlikely,
            Some(home) if home.value < 0.0 => Self::BlockedAtHome,
            _ => Self::Possible,
        }
    }

    /// What may come of talks that last so long.
    fn over(talks: &Talks, turns: u32, has_home: bool) -> Self {
        let table = Demands::at_the_table(talks, turns).margin();
        let home = (has_home && table.value >= 0.0).then(|| Demands::with_homes(talks, turns).margin());
        Self::of(&table, home.as_ref())
    }

    /// What talks are where nothing was signed.
    fn unsigned(self) -> Class {
        match self {
            Self::Hopeless | Self::Unlikely => Class::NoPossibleDeal,
            Self::BlockedAtHome => Class::BlockedAtHome,
            Self::Possible => Class::Missed,
        }
    }
}

/// A margin where nobody asks for anything is a very great one.
fn finite(margin: f64) -> f64 {
    if margin == f64::INFINITY { f64::MAX } else { margin }
}

impl Seats {
    /// Reads who sits where under `variant`, where that is not as in the last draw.
    fn read(&mut self, variant: &Variant, talks: &Talks) -> Result<&mut Ready, PlayError> {
        let texts = || {
            let parties = talks.parties.iter().map(|party| &party.strategy);
            parties.chain([&talks.mediator.strategy])
        };
        let protocol = variant.protocol(talks);
        if self.ready.is_none() || !self.of.iter().eq(texts()) {
            self.of = texts().cloned().collect();
            self.ready = Some(Ready::new(variant, talks, protocol)?);
        }
        let ready = self.ready.as_mut().expect("it was made where it was missing");
        ready.protocol = protocol;
        if talks.has_homes() {
            // What votes hang on may be drawn too.
            ready.chance = Chance::of(talks, &ready.seating, protocol);
        }
        Ok(ready)
    }

    /// Gives `talks` the variant's rounds; the answer is the rounds that they had, where these are others.
    fn exchange_rounds(&mut self, variant: &Variant, talks: &mut Talks) -> Option<Vec<Round>> {
        if !variant.changes_rounds() {
            return None;
        }
        let legs = talks.rounds.iter().map(|round| round.legs);
        if self.rounds.as_ref().is_none_or(|(of, _)| !legs.clone().eq(of.iter().copied())) {
            let of = legs.collect();
            let own = talks.rounds.clone();
            variant.put_rounds(talks);
            self.rounds = Some((of, std::mem::replace(&mut talks.rounds, own)));
        }
        let (_, rounds) = self.rounds.as_ref()?;
        Some(std::mem::replace(&mut talks.rounds, rounds.clone()))
    }
}

impl Ready {
    fn new(variant: &Variant, talks: &Talks, protocol: Protocol) -> Result<Self, PlayError> {
        let mut seating = Seating::of(talks);
        variant.put_seats(&mut seating);
        let wrong = |seat: &str| {
            let seat = seat.to_owned();
            move |error| PlayError::Strategy { seat, error }
        };
        let parties = seating
            .parties
            .iter()
            .zip(&talks.parties)
            .map(|(player, party)| PartyStrategy::read(&player.name()).map_err(wrong(&party.name)))
            .collect::<Result<_, PlayError>>()?;
        let mediator =
            MediatorStrategy::read(&seating.mediator.name()).map_err(wrong(&talks.mediator.name))?;
        let chance = Chance::of(talks, &seating, protocol);
        Ok(Self { seating, strategies: Strategies { parties, mediator }, protocol, chance })
    }
}
