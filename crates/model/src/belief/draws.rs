//! All beliefs of a file as one plan of draws.

use std::borrow::Cow;

use super::family::step;
use super::links::{Link, LinkError, Links};
use super::marginal::{Marginal, mixed};
use super::{Family, Group, Simplex, normal};

/// All that is uncertain in some talks, and how one draw of it is made.
///
/// **Asked** what is drawn: [`Draws::columns`], [`Draws::worlds`]; what each column implies: [`Draws::quantile`] in
/// one world, [`Draws::quantiles`] over all, [`Draws::middle`]. **Told** uniforms by [`Draws::draw`].
///
/// > A draw has one uniform more than columns and one value more than columns.
///
/// - `uniforms[0]` decides the world, `uniforms[1 + c]` column `c`. One uniform is there for the world even
///   where there is only one.
/// - `values[c]` is what column `c` is; `values[columns]`, the last one, is the position of the world
///   ([`Draws::world_of`]).
#[derive(Clone, Debug, PartialEq)]
pub struct Draws {
    columns: Vec<Column>,
    worlds: Vec<World>,
    stated_links: Vec<Link>,
    links: Links,
    /// For each world, where each of its laws starts.
    starts: Vec<Vec<usize>>,
    /// Probability of a world up to this one.
    until: Vec<f64>,
}

/// One uncertain number.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Names it in every table and picture, such as `iran.weights.level`.
    pub path: String,
    /// Whose and what it is.
    pub group: Group,
    /// What is said about it.
    pub note: Note,
}

/// Why something is believed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// For which reason.
    pub why: Option<String>,
    /// By whom or where.
    pub source: Option<String>,
    /// How sure its author is, in the author's words.
    pub confidence: Option<String>,
}

/// A set of beliefs that hold together, with a probability.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    /// The name that files use.
    pub name: String,
    /// Its probability; those of all worlds sum to 1.
    pub p: f64,
    /// What each column is in it, in the order of the columns.
    pub laws: Vec<Law>,
    /// What is said about it.
    pub note: Note,
}

/// What a column, or several in a row, are in a world.
#[derive(Clone, Debug, PartialEq)]
pub enum Law {
    /// One column that is certain here.
    Fixed(f64),
    /// One column that is drawn.
    Drawn(Family),
    /// As many columns in a row as there are weights.
    Weights(Simplex),
}

impl Law {
    /// How many columns it stands for.
    #[must_use]
    pub fn width(&self) -> usize {
        match self {
            Self::Fixed(_) | Self::Drawn(_) => 1,
            Self::Weights(simplex) => simplex.len(),
        }
    }
}

impl Draws {
    /// The most columns: the sequence that drives draws has 256 dimensions, one of which is the world's.
    pub const MAX_COLUMNS: usize = 255;
    /// The most worlds.
    pub const MAX_WORLDS: usize = 16;
    /// The most columns that are linked.
    pub const MAX_LINKED: usize = 64;

    /// Puts beliefs together. Each world has one law for every column in turn; [`Law::Weights`] stands for
    /// several columns. Links hold in every world, between the columns that are drawn in it; two columns that are
    /// not linked go together only through those that are.
    ///
    /// # Errors
    /// [`DrawsError`]: too much of something, a path or a world twice, probabilities of worlds that do not sum
    /// to 1, laws that are not as many as the columns, labels that differ between worlds, links that contradict.
    pub fn new(columns: Vec<Column>, worlds: Vec<World>, links: Vec<Link>) -> Result<Self, DrawsError> {
        if columns.len() > Self::MAX_COLUMNS {
            return Err(DrawsError::TooManyColumns(columns.len()));
        }
        if !(1..=Self::MAX_WORLDS).contains(&worlds.len()) {
            return Err(DrawsError::Worlds(worlds.len()));
        }
        for (at, column) in columns.iter().enumerate() {
            if columns[..at].iter().any(|earlier| earlier.path == column.path) {
                return Err(DrawsError::PathTwice(column.path.clone()));
            }
        }
        for (at, world) in worlds.iter().enumerate() {
            if worlds[..at].iter().any(|earlier| earlier.name == world.name) {
                return Err(DrawsError::WorldTwice(world.name.clone()));
            }
            if !(0.0..=1.0).contains(&world.p) {
                return Err(DrawsError::Probability { world: world.name.clone(), p: world.p });
            }
            let laws = world.laws.iter().map(Law::width).sum();
            if laws != columns.len() {
                let world = world.name.clone();
                return Err(DrawsError::Laws { world, laws, columns: columns.len() });
            }
        }
        let sum: f64 = worlds.iter().map(|world| world.p).sum();
        if (sum - 1.0).abs() > 1e-6 {
            return Err(DrawsError::Sum { sum });
        }
        let starts: Vec<Vec<usize>> = worlds.iter().map(starts).collect();
        let until = until(&worlds);
        let ready = Links::new(&links, columns.len(), Self::MAX_LINKED)?;
        let draws = Self { columns, worlds, stated_links: links, links: ready, starts, until };
        draws.check_labels()?;
        draws.check_linked()?;
        Ok(draws)
    }

    /// A plan in which nothing is uncertain: no columns, one world.
    #[must_use]
    pub fn certain() -> Self {
        let world = World { name: "only".to_owned(), p: 1.0, laws: Vec::new(), note: Note::default() };
        Self::new(Vec::new(), vec![world], Vec::new()).expect("one empty world is a plan")
    }

    fn check_labels(&self) -> Result<(), DrawsError> {
        for (column, stated) in self.columns.iter().enumerate() {
            let mut families = (0..self.worlds.len()).filter_map(|world| self.family(world, column));
            if let Some(first) = families.next()
                && families.any(|other| other.labels() != first.labels())
            {
                return Err(DrawsError::Labels(stated.path.clone()));
            }
        }
        Ok(())
    }

    fn check_linked(&self) -> Result<(), DrawsError> {
        for (link, stated) in self.stated_links.iter().enumerate() {
            for column in [stated.between.0, stated.between.1] {
                let drawn_together = |world| matches!(self.law(world, column), (Law::Weights(_), _));
                if (0..self.worlds.len()).any(drawn_together) {
                    return Err(LinkError::Weight { link, column }.into());
                }
            }
        }
        Ok(())
    }

    /// What is drawn, in order.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The worlds, at least one.
    #[must_use]
    pub fn worlds(&self) -> &[World] {
        &self.worlds
    }

    /// The links, as stated.
    #[must_use]
    pub fn links(&self) -> &[Link] {
        &self.stated_links
    }

    /// Whether every draw is the same: no columns and one world.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        self.columns.is_empty() && self.worlds.len() == 1
    }

    /// How many uniforms a draw takes, and how many values it gives: one more than columns.
    #[must_use]
    pub fn dimensions(&self) -> usize {
        self.columns.len() + 1
    }

    /// The position of the column of that path.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.path == path)
    }

    /// The labels of a column, in the order of their numbers, where labels are drawn.
    #[must_use]
    pub fn labels(&self, column: usize) -> Option<Vec<&str>> {
        (0..self.worlds.len()).find_map(|world| self.family(world, column)?.labels())
    }

    /// The law of a column in a world, and which of its columns it is.
    ///
    /// # Panics
    /// Where there is no such world or column.
    #[must_use]
    pub fn law(&self, world: usize, column: usize) -> (&Law, usize) {
        let starts = &self.starts[world];
        let at = starts.partition_point(|&start| start <= column) - 1;
        (&self.worlds[world].laws[at], column - starts[at])
    }

    fn family(&self, world: usize, column: usize) -> Option<&Family> {
        match self.law(world, column).0 {
            Law::Drawn(family) => Some(family),
            Law::Fixed(_) | Law::Weights(_) => None,
        }
    }

    /// Makes a draw: `values` is cleared and filled with [`Draws::dimensions`] numbers, the last of which is the
    /// position of the world.
    ///
    /// # Panics
    /// Where `uniforms`, each in \[0, 1\], are not [`Draws::dimensions`] many.
    pub fn draw(&self, uniforms: &[f64], values: &mut Vec<f64>) {
        assert_eq!(uniforms.len(), self.dimensions(), "one uniform for the world and one for each column");
        values.clear();
        let world = step(&self.until, uniforms[0]);
        let mut rest = &uniforms[1..];
        for law in &self.worlds[world].laws {
            let (own, others) = rest.split_at(law.width());
            match law {
                Law::Fixed(value) => values.push(*value),
                Law::Drawn(family) => values.push(family.quantile(own[0])),
                Law::Weights(simplex) => simplex.draw(own, values),
            }
            rest = others;
        }
        if !self.links.columns.is_empty() {
            self.relink(world, &uniforms[1..], values);
        }
        values.push(world as f64);
    }

    /// Draws the linked columns once more, together.
    fn relink(&self, world: usize, uniforms: &[f64], values: &mut [f64]) {
        let mut scores = [0.0; Self::MAX_LINKED];
        let scores = &mut scores[..self.links.columns.len()];
        for (score, &column) in scores.iter_mut().zip(&self.links.columns) {
            *score = normal::quantile(uniforms[column].clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0));
        }
        self.links.apply(scores);
        for (&score, &column) in scores.iter().zip(&self.links.columns) {
            if let Some(family) = self.family(world, column) {
                values[column] = family.at_score(score);
            }
        }
    }

    /// The quantile of a column in a world at the probability `p` in \[0, 1\], whatever the others are.
    ///
    /// Weights that are drawn as swings have no closed law: theirs is read from 8,192 draws, and is within a
    /// hundredth of a standard deviation or so.
    ///
    /// # Panics
    /// Where there is no such world or column.
    #[must_use]
    pub fn quantile(&self, world: usize, column: usize, p: f64) -> f64 {
        self.marginal(world, column).quantile(p)
    }

    /// The quantiles of a column over all worlds, at probabilities in \[0, 1\].
    ///
    /// # Panics
    /// Where there is no such column.
    #[must_use]
    pub fn quantiles(&self, column: usize, probabilities: &[f64]) -> Vec<f64> {
        let laws: Vec<(f64, Marginal<'_>)> =
            self.worlds.iter().enumerate().map(|(at, world)| (world.p, self.marginal(at, column))).collect();
        probabilities.iter().map(|&p| mixed(&laws, p)).collect()
    }

    /// Values where one draw must stand for all: the likeliest world (the first of those), and in it every
    /// column at its middle ([`Family::middle`], [`Simplex::middle`]).
    #[must_use]
    pub fn middle(&self) -> Vec<f64> {
        let greatest = self.worlds.iter().map(|world| world.p).fold(0.0, f64::max);
        let world = self.worlds.iter().position(|world| world.p >= greatest).unwrap_or(0);
        let mut values = Vec::with_capacity(self.dimensions());
        for law in &self.worlds[world].laws {
            match law {
                Law::Fixed(value) => values.push(*value),
                Law::Drawn(family) => values.push(family.middle()),
                Law::Weights(simplex) => values.extend(simplex.middle()),
            }
        }
        values.push(world as f64);
        values
    }

    fn marginal(&self, world: usize, column: usize) -> Marginal<'_> {
        match self.law(world, column) {
            (Law::Fixed(value), _) => Marginal::Fixed(*value),
            (Law::Drawn(family), _) => Marginal::Family(Cow::Borrowed(family)),
            (Law::Weights(simplex), member) => simplex.marginal(member),
        }
    }

    /// The position of the world of drawn values.
    ///
    /// # Panics
    /// Where `values` are not [`Draws::dimensions`] many.
    #[must_use]
    pub fn world_of(&self, values: &[f64]) -> usize {
        values[self.columns.len()] as usize
    }
}

fn starts(world: &World) -> Vec<usize> {
    let mut start = 0;
    let mut starts = Vec::with_capacity(world.laws.len());
    for law in &world.laws {
        starts.push(start);
        start += law.width();
    }
    starts
}

fn until(worlds: &[World]) -> Vec<f64> {
    let mut sum = 0.0;
    let mut until: Vec<f64> = worlds
        .iter()
        .map(|world| {
            sum += world.p;
            sum
        })
        .collect();
    let last = worlds.iter().rposition(|world| world.p > 0.0).unwrap_or(0);
    until[last..].fill(1.0);
    until
}

/// Why beliefs do not go together. All are the caller's fault.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DrawsError {
    /// More than [`Draws::MAX_COLUMNS`].
    #[error("{0} uncertain numbers are more than the 255 that can be drawn together")]
    TooManyColumns(usize),
    /// No world, or more than [`Draws::MAX_WORLDS`].
    #[error("{0} worlds: there may be between 1 and 16")]
    Worlds(usize),
    /// Two columns have one path.
    #[error("`{0}` is uncertain twice")]
    PathTwice(String),
    /// Two worlds have one name.
    #[error("two worlds are called `{0}`")]
    WorldTwice(String),
    /// The probability of a world is none.
    #[error("the probability of world `{world}` is {p}: it must lie between 0 and 1")]
    Probability {
        /// Which.
        world: String,
        /// What was stated.
        p: f64,
    },
    /// The probabilities of the worlds do not sum to 1.
    #[error("the probabilities of the worlds sum to {}: they must sum to 1", (sum * 1e6).round() / 1e6)]
    Sum {
        /// What they sum to.
        sum: f64,
    },
    /// A world's laws are not as many as the columns.
    #[error("world `{world}` has laws for {laws} numbers, and {columns} are uncertain")]
    Laws {
        /// Which.
        world: String,
        /// How many columns its laws stand for.
        laws: usize,
        /// How many there are.
        columns: usize,
    },
    /// A column has other labels in another world.
    #[error(
        "`{0}` is chosen from different labels in different worlds: name the same ones in the same order, with weight 0 where one does not come"
    )]
    Labels(String),
    /// The links do not hold together.
    #[error(transparent)]
    Link(#[from] LinkError),
}
