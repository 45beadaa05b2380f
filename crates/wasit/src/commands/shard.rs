//! `--shard I/N`: a part of what a plan holds.

use std::num::NonZeroU64;

/// Part `part` of `parts`, from 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shard {
    part: NonZeroU64,
    parts: NonZeroU64,
}

impl Shard {
    /// All of it.
    pub(super) const ALL: Self = Self { part: NonZeroU64::MIN, parts: NonZeroU64::MIN };

    /// For clap.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let read = || {
            let (part, parts) = text.split_once('/')?;
            let shard = Self { part: part.trim().parse().ok()?, parts: parts.trim().parse().ok()? };
            (shard.part <= shard.parts && shard.parts.get() <= u64::from(u32::MAX)).then_some(shard)
        };
        read().ok_or_else(|| "it is I/N, part I of N, such as 1/3, 2/3 or 3/3".to_owned())
    }

    /// Its chunks, of `chunks`: parts are as equal as they can be, and each is in one piece, so that a
    /// scenario is made ready in few of them.
    pub(super) fn chunks(self, chunks: u64) -> std::ops::Range<u64> {
        let until = |part: u64| (u128::from(chunks) * u128::from(part) / u128::from(self.parts.get())) as u64;
        until(self.part.get() - 1)..until(self.part.get())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_share_out_every_chunk_once() {
        for chunks in [0, 1, 2, 7, 64, 100] {
            for parts in [1, 2, 3, 7, 150] {
                let shards: Vec<u64> = (1..=parts)
                    .flat_map(|part| Shard::parse(&format!("{part}/{parts}")).unwrap().chunks(chunks))
                    .collect();
                assert_eq!(shards, (0..chunks).collect::<Vec<_>>(), "{chunks} {parts}");
            }
        }
        for wrong in ["0/3", "4/3", "1", "1/0", "a/b", "-1/2", "1/2/3"] {
            assert!(Shard::parse(wrong).is_err(), "{wrong}");
        }
    }
}
