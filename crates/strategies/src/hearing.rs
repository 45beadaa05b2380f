use std::collections::HashSet;

use wasit_model::{Package, Space, ValueIndex};
use wasit_search::Side;

use crate::Heard;

/// What the other side's offers were worth to a seat, one entry for each of the seat's turns on which something
/// new had come.
///
/// All others count as one other side: of what each of them put forward since the seat's last turn the last
/// counts, and where several did, their mean. With one other party at a direct table this is simply its offers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hearing {
    unheard: Unheard,
    worths: Vec<f64>,
}

impl Hearing {
    /// Takes in what came since the last call, and says whether anything did.
    pub(crate) fn update(&mut self, side: &Side, heard: &[Heard]) -> bool {
        let news = self.unheard.take(heard);
        if news.is_empty() {
            return false;
        }
        let mut counted: Vec<Option<usize>> = Vec::with_capacity(1);
        let mut sum = 0.0;
        for offer in news.iter().rev() {
            if !counted.contains(&offer.from) {
                counted.push(offer.from);
                sum += worth(side, &offer.package);
            }
        }
        self.worths.push(sum / counted.len() as f64);
        true
    }

    /// The worths, oldest first.
    pub(crate) fn worths(&self) -> &[f64] {
        &self.worths
    }
}

/// What has come since a seat's last turn, for those who keep count themselves.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Unheard(usize);

impl Unheard {
    /// The entries that came since the last call, oldest first.
    pub(crate) fn take<'a>(&mut self, heard: &'a [Heard]) -> &'a [Heard] {
        let news = &heard[self.0.min(heard.len())..];
        self.0 = heard.len();
        news
    }
}

/// The distinct packages among those that came.
#[derive(Clone, Debug)]
pub(crate) struct Distinct {
    seen: Seen,
    count: usize,
}

#[derive(Clone, Debug)]
enum Seen {
    /// A bit for each package.
    Bits(Vec<u64>),
    Ranks(HashSet<u64>),
    Packages(HashSet<Package>),
}

impl Distinct {
    /// The most packages for each of which there is a bit.
    const BITS_MAX: u128 = 1 << 20;

    pub(crate) fn new(space: &Space) -> Self {
        let seen = match space.size() {
            Some(size @ ..=Self::BITS_MAX) => Seen::Bits(vec![0; size.div_ceil(64) as usize]),
            Some(size) if size <= u128::from(u64::MAX) => Seen::Ranks(HashSet::new()),
            _ => Seen::Packages(HashSet::new()),
        };
        Self { seen, count: 0 }
    }

    pub(crate) fn insert(&mut self, space: &Space, package: &Package) {
        let rank = || space.rank(package).expect("packages of a space of this size have ranks");
        let new = match &mut self.seen {
            Seen::Bits(bits) => {
                let rank = rank();
                let (word, bit) = ((rank / 64) as usize, 1 << (rank % 64));
                let new = bits[word] & bit == 0;
                bits[word] |= bit;
                new
            }
            Seen::Ranks(ranks) => ranks.insert(rank()),
            Seen::Packages(packages) => !packages.contains(package) && packages.insert(package.clone()),
        };
        self.count += usize::from(new);
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.count
    }
}

/// What a package is worth where a number is needed: beyond a red line as little as the least package.
pub(crate) fn worth(side: &Side, package: &[ValueIndex]) -> f64 {
    side.utility(package).max(side.least_utility())
}
