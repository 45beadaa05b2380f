//! Who plays in the games of effects: groups, those that are linked as one.

use crate::sample::Sample;

/// The players and whose each input is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Players {
    /// By player: its groups.
    pub(crate) groups: Vec<Vec<usize>>,
    /// By player: its inputs.
    pub(crate) inputs: Vec<Vec<usize>>,
    /// By input: its player.
    pub(crate) of: Vec<usize>,
}

impl Players {
    /// The groups that have inputs; groups that a linked set joins are one player.
    pub(crate) fn groups(sample: &Sample) -> Self {
        let columns = sample.columns();
        let mut root: Vec<usize> = (0..columns.groups.len()).collect();
        for linked in &columns.linked {
            for pair in linked.windows(2) {
                let (a, b) = (root[columns.inputs[pair[0]].group], root[columns.inputs[pair[1]].group]);
                root.iter_mut().filter(|root| **root == b).for_each(|root| *root = a);
            }
        }
        let mut players = Self { groups: Vec::new(), inputs: Vec::new(), of: Vec::new() };
        let mut seat: Vec<Option<usize>> = vec![None; root.len()];
        for (at, input) in columns.inputs.iter().enumerate() {
            let player = *seat[root[input.group]].get_or_insert_with(|| {
                players.groups.push(Vec::new());
                players.inputs.push(Vec::new());
                players.groups.len() - 1
            });
            players.inputs[player].push(at);
            players.of.push(player);
            if !players.groups[player].contains(&input.group) {
                players.groups[player].push(input.group);
            }
        }
        players
    }

    pub(crate) fn count(&self) -> usize {
        self.groups.len()
    }

    /// The names of a player's groups, in a row.
    pub(crate) fn name(&self, sample: &Sample, player: usize) -> String {
        let names: Vec<&str> =
            self.groups[player].iter().map(|group| sample.columns().groups[*group].as_str()).collect();
        crate::words::list(&names)
    }
}
