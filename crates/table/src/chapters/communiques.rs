//! What the public is told: joint texts, statements side by side, each side's own characterisation of a round.
