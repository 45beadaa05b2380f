//! Links between columns: a Gaussian copula from rank correlations.

/// Two columns that go together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// The two columns.
    pub between: (usize, usize),
    /// Spearman's rank correlation of the two, strictly between −1 and 1.
    pub rank_correlation: f64,
}

/// Why links do not hold together. All are the caller's fault; columns are meant by their position.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LinkError {
    /// A correlation is not strictly between −1 and 1.
    #[error(
        "a rank correlation of {rank_correlation} is out of range: it must lie between −1 and 1, without the ends"
    )]
    Range {
        /// The position of the link.
        link: usize,
        /// What was stated.
        rank_correlation: f64,
    },
    /// A link names a column that there is not.
    #[error("there is no column {column}")]
    Unknown {
        /// The position of the link.
        link: usize,
        /// The column.
        column: usize,
    },
    /// A link between a column and itself.
    #[error("a number is linked to itself: a link is between two")]
    Itself {
        /// The position of the link.
        link: usize,
    },
    /// The same two are linked twice.
    #[error("the same two are linked twice")]
    Twice {
        /// The position of the second link.
        link: usize,
    },
    /// A linked column is one of several weights that are drawn together.
    #[error("a weight that is drawn together with others cannot be linked: link single numbers")]
    Weight {
        /// The position of the link.
        link: usize,
        /// The column.
        column: usize,
    },
    /// More than [`Draws::MAX_LINKED`](super::Draws::MAX_LINKED) columns are linked.
    #[error("{0} linked numbers are more than the 64 that can be linked")]
    TooMany(usize),
    /// No numbers can go together like that.
    #[error(
        "the links contradict each other: no numbers go together like that; with all rank correlations times {shrink:.2} they could"
    )]
    Contradiction {
        /// What all correlations could be multiplied by to hold together, rounded down to hundredths.
        shrink: f64,
    },
}

/// The links of a plan of draws, ready to be applied to normal scores.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Links {
    /// The linked columns, rising.
    pub(super) columns: Vec<usize>,
    /// The lower triangle of the Cholesky root, row by row.
    root: Vec<f64>,
}

impl Links {
    /// `columns` is the number of columns there are.
    pub(super) fn new(links: &[Link], columns: usize, most: usize) -> Result<Self, LinkError> {
        let mut linked = Vec::new();
        for (at, link) in links.iter().enumerate() {
            let (a, b) = link.between;
            if let Some(&column) = [a, b].iter().find(|&&column| column >= columns) {
                return Err(LinkError::Unknown { link: at, column });
            }
            if a == b {
                return Err(LinkError::Itself { link: at });
            }
            let pair = |link: &Link| (link.between.0.min(link.between.1), link.between.0.max(link.between.1));
            if links[..at].iter().any(|earlier| pair(earlier) == pair(link)) {
                return Err(LinkError::Twice { link: at });
            }
            if link.rank_correlation.is_nan() || link.rank_correlation.abs() >= 1.0 {
                return Err(LinkError::Range { link: at, rank_correlation: link.rank_correlation });
            }
            linked.extend([a, b]);
        }
        linked.sort_unstable();
        linked.dedup();
        if linked.len() > most {
            return Err(LinkError::TooMany(linked.len()));
        }
        let place = |column| linked.binary_search(&column).expect("every linked column is listed");
        let size = linked.len();
        let matrix = |shrink: f64| {
            let mut matrix = vec![0.0; size * size];
            (0..size).for_each(|at| matrix[at * size + at] = 1.0);
            for link in links {
                let (a, b) = (place(link.between.0), place(link.between.1));
                let correlation = of_scores(shrink * link.rank_correlation);
                matrix[a * size + b] = correlation;
                matrix[b * size + a] = correlation;
            }
            matrix
        };
        match cholesky(matrix(1.0), size) {
            Some(root) => Ok(Self { columns: linked, root }),
            None => {
                let holds = |hundredths: u32| cholesky(matrix(f64::from(hundredths) / 100.0), size).is_some();
                let shrink = (0..100).rev().find(|&hundredths| holds(hundredths)).unwrap_or(0);
                Err(LinkError::Contradiction { shrink: f64::from(shrink) / 100.0 })
            }
        }
    }

    /// Turns independent normal scores, one for each linked column, into linked ones.
    pub(super) fn apply(&self, scores: &mut [f64]) {
        // From the last row up, so that each row still sees the independent scores before it.
        let mut end = self.root.len();
        for row in (0..scores.len()).rev() {
            let start = end - row - 1;
            scores[row] = self.root[start..end].iter().zip(&*scores).map(|(root, score)| root * score).sum();
            end = start;
        }
    }
}

/// The correlation of normal scores whose ranks have Spearman's correlation `rank` (Pearson 1907).
fn of_scores(rank: f64) -> f64 {
    2.0 * libm::sin(std::f64::consts::FRAC_PI_6 * rank)
}

/// The lower triangle of the root, row by row; `None` where the matrix is not clearly positive definite.
fn cholesky(matrix: Vec<f64>, size: usize) -> Option<Vec<f64>> {
    const LEAST_PIVOT: f64 = 1e-10;
    let start = |row: usize| row * (row + 1) / 2;
    let mut root: Vec<f64> = Vec::with_capacity(start(size));
    for row in 0..size {
        for column in 0..=row {
            let done: f64 = (0..column).map(|at| root[start(row) + at] * root[start(column) + at]).sum();
            let rest = matrix[row * size + column] - done;
            let entry = if row > column {
                rest / root[start(column) + column]
            } else if rest > LEAST_PIVOT {
                rest.sqrt()
            } else {
                return None;
            };
            root.push(entry);
        }
    }
    Some(root)
}
