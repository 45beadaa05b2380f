//! Dated meetings: planned, moved, opened, adjourned, held, cancelled.
