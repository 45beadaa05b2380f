//! What people did with the same tasks. Figures derived from the published dialogues; no dialogue is kept here.

/// Figures of talks between people. What was not published is `None`.
pub(super) struct People {
    /// How many dialogues, where the interval of a share may be taken from it.
    pub(super) dialogues: Option<u64>,
    pub(super) agreed: f64,
    /// A side's points where agreed: mean and standard deviation.
    pub(super) points: f64,
    pub(super) points_sd: f64,
    /// Both sides' points over the most that both can have together.
    pub(super) joint: f64,
    /// Share of the agreements that nobody could better for one without worse for the other.
    pub(super) efficient: f64,
    /// The product of both sides' points over the greatest product.
    pub(super) nash: Option<f64>,
    /// By [`super::scenarios::Overlap`].
    pub(super) by_overlap: Option<[ByOverlap; 3]>,
}

/// Figures of people whose priorities coincide so far.
pub(super) struct ByOverlap {
    pub(super) agreed: f64,
    pub(super) joint: f64,
    pub(super) efficient: f64,
}

/// CaSiNo: Chawla, Ramirez, Clever, Lucas, May, Gratch, "CaSiNo: a corpus of campsite negotiation dialogues for automatic
/// negotiation systems", NAACL 2021. 1,030 dialogues, CC BY 4.0.
pub(super) const CAMPSITE: People = People {
    dialogues: Some(1_030),
    agreed: 0.976,
    points: 18.98,
    points_sd: 2.84,
    joint: 0.964,
    efficient: 0.674,
    nash: Some(0.930),
    by_overlap: Some([
        ByOverlap { agreed: 0.980, joint: 0.938, efficient: 0.69 },
        ByOverlap { agreed: 0.979, joint: 0.959, efficient: 0.51 },
        ByOverlap { agreed: 0.965, joint: 1.0, efficient: 1.0 },
    ]),
};

/// Shares of the campsite dialogues by overlap. They are not published with the figures; these are the shares with
/// which the figures by overlap add up to those of all dialogues.
pub(super) const CAMPSITE_SHARES: [f64; 3] = [0.23, 0.52, 0.25];

/// What a random deal that gives both at least 14 comes to, as published: joint points and efficient share.
pub(super) const CAMPSITE_NULL: (f64, f64) = (0.931, 0.45);

/// DealOrNoDeal: Lewis, Yarats, Dauphin, Parikh, Batra, "Deal or no deal? End-to-end learning for negotiation dialogues",
/// EMNLP 2017. CC BY-NC; derived figures only.
pub(super) const DIVISION: People = People {
    dialogues: None,
    agreed: 0.75,
    points: 7.47,
    points_sd: 1.69,
    joint: 0.950,
    efficient: 0.770,
    nash: None,
    by_overlap: None,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_by_overlap_add_up_to_the_figures_of_all() {
        let groups = CAMPSITE.by_overlap.as_ref().unwrap();
        let all = |figure: fn(&ByOverlap) -> f64| -> f64 {
            groups.iter().zip(CAMPSITE_SHARES).map(|(group, share)| share * figure(group)).sum()
        };
        assert!((CAMPSITE_SHARES.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        // Within half of the last digit that was published.
        assert!((all(|group| group.agreed) - CAMPSITE.agreed).abs() < 0.000_5);
        assert!((all(|group| group.joint) - CAMPSITE.joint).abs() < 0.000_5);
        assert!((all(|group| group.efficient) - CAMPSITE.efficient).abs() < 0.000_5);
    }
}
