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
        let root = |shrink: f64| {
            let pairs: Vec<Pair> = links
                .iter()
                .map(|link| Pair {
                    a: place(link.between.0),
                    b: place(link.between.1),
                    correlation: of_scores(shrink * link.rank_correlation),
                })
                .collect();
            cholesky(&completed(&pairs, size), size)
        };
        match root(1.0) {
            Some(root) => Ok(Self { columns: linked, root }),
            None => {
                // What holds together does so with all correlations nearer to 0.
                let (mut holds, mut fails) = (0_u32, 100_u32);
                while fails - holds > 1 {
                    let middle = (holds + fails) / 2;
                    if root(f64::from(middle) / 100.0).is_some() { holds = middle } else { fails = middle }
                }
                Err(LinkError::Contradiction { shrink: f64::from(holds) / 100.0 })
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

/// Two linked columns by their places among the linked, and the correlation of their scores.
struct Pair {
    a: usize,
    b: usize,
    correlation: f64,
}

/// The matrix of correlations, row by row, in which two columns that are not linked go together only through
/// those that are: given those, they are independent.
///
/// Source: Dempster, "Covariance selection", Biometrics 28 (1972); by iterative proportional scaling (Speed &
/// Kiiveri 1986). Where no numbers go together like that, it does not converge and the outcome has no root.
fn completed(pairs: &[Pair], size: usize) -> Vec<f64> {
    const MOST_PASSES: u32 = 100;
    let mut matrix = vec![0.0; size * size];
    (0..size).for_each(|at| matrix[at * size + at] = 1.0);
    for _ in 0..MOST_PASSES {
        let mut change = 0.0_f64;
        for pair in pairs {
            change = change.max(scale(&mut matrix, size, pair));
        }
        if change.is_nan() || change < 1e-12 {
            break;
        }
    }
    for &Pair { a, b, correlation } in pairs {
        matrix[a * size + b] = correlation;
        matrix[b * size + a] = correlation;
    }
    (0..size).for_each(|at| matrix[at * size + at] = 1.0);
    matrix
}

/// Gives one pair its correlation, and the others what follows from it; how far the pair was from it.
fn scale(matrix: &mut [f64], size: usize, &Pair { a, b, correlation }: &Pair) -> f64 {
    let (aa, ab, bb) = (matrix[a * size + a], matrix[a * size + b], matrix[b * size + b]);
    let determinant = aa * bb - ab * ab;
    let (da, dab, db) = (1.0 - aa, correlation - ab, 1.0 - bb);
    // How every column follows from the two.
    let follow: Vec<(f64, f64)> = (0..size)
        .map(|row| {
            let (from_a, from_b) = (matrix[row * size + a], matrix[row * size + b]);
            ((bb * from_a - ab * from_b) / determinant, (aa * from_b - ab * from_a) / determinant)
        })
        .collect();
    for (row, &(one, other)) in follow.iter().enumerate() {
        let (by_a, by_b) = (one * da + other * dab, one * dab + other * db);
        for (entry, &(one, other)) in matrix[row * size..][..size].iter_mut().zip(&follow) {
            *entry += by_a * one + by_b * other;
        }
    }
    da.abs().max(dab.abs()).max(db.abs())
}

/// The lower triangle of the root, row by row; `None` where the matrix is not clearly positive definite.
fn cholesky(matrix: &[f64], size: usize) -> Option<Vec<f64>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn link(a: usize, b: usize, rank_correlation: f64) -> Link {
        Link { between: (a, b), rank_correlation }
    }

    /// Along a chain, correlations multiply: ends are independent given the middle.
    #[test]
    fn what_is_not_linked_follows_through_others() {
        let pair = |a, b, correlation| Pair { a, b, correlation };
        let matrix = completed(&[pair(0, 1, 0.9), pair(1, 2, 0.8), pair(3, 4, -0.5)], 5);
        assert!((matrix[2] - 0.72).abs() < 1e-12, "{}", matrix[2]);
        assert_eq!((matrix[3], matrix[18], matrix[23]), (0.0, 1.0, -0.5));
        // Round a square, the inverse has no entry for the two pairs across.
        let ring = completed(&[pair(0, 1, 0.5), pair(1, 2, 0.4), pair(2, 3, 0.3), pair(3, 0, 0.2)], 4);
        let root = cholesky(&ring, 4).unwrap();
        for (a, b) in [(0, 2), (1, 3)] {
            assert!(inverse_entry(&root, 4, a, b).abs() < 1e-10);
        }
    }

    fn inverse_entry(root: &[f64], size: usize, a: usize, b: usize) -> f64 {
        let solve = |unit: usize| -> Vec<f64> {
            let mut solved: Vec<f64> = Vec::new();
            for row in 0..size {
                let done: f64 = solved.iter().zip(&root[row * (row + 1) / 2..]).map(|(x, r)| x * r).sum();
                solved.push((f64::from(row == unit) - done) / root[row * (row + 3) / 2]);
            }
            solved
        };
        solve(a).iter().zip(solve(b)).map(|(x, y)| x * y).sum()
    }

    /// Two by hand: the second score is r times the first and √(1 − r²) times its own.
    #[test]
    fn scores_are_mixed() {
        let links = Links::new(&[link(7, 3, 0.5)], 9, 64).unwrap();
        assert_eq!(links.columns, [3, 7]);
        let mut scores = [1.5, -0.25];
        links.apply(&mut scores);
        let r = 2.0 * (std::f64::consts::PI / 12.0).sin();
        assert_eq!(scores[0], 1.5);
        assert!((scores[1] - (1.5 * r - 0.25 * (1.0 - r * r).sqrt())).abs() < 1e-15);
    }

    #[test]
    fn many_links_are_ready_soon() {
        let links: Vec<Link> = (0..40)
            .flat_map(|a| (a + 1..40).filter(move |b| (a + b) % 3 == 0).map(move |b| link(a, b, 0.3)))
            .collect();
        let ready = Links::new(&links, 40, 64).unwrap();
        assert_eq!(ready.columns.len(), 40);
        assert_eq!(Links::new(&links, 40, 39), Err(LinkError::TooMany(40)));
    }
}
