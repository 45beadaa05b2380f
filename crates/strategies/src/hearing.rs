use wasit_model::ValueIndex;
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

/// What a package is worth where a number is needed: beyond a red line as little as the least package.
pub(crate) fn worth(side: &Side, package: &[ValueIndex]) -> f64 {
    side.utility(package).max(side.least_utility())
}
