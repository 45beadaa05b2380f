use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use wasit_protocol::Seat;

/// The random stream of `seat` in talk number `talk` of a run with `seed`: ChaCha with eight rounds, one named
/// stream for each triple, so that no seat's play depends on how often another draws.
#[must_use]
pub fn stream(seed: u64, talk: u64, seat: Seat) -> ChaCha8Rng {
    let seat = match seat {
        Seat::Mediator => 0_u64,
        Seat::Party(party) => party as u64 + 1,
    };
    let mut key = [0_u8; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..16].copy_from_slice(&talk.to_le_bytes());
    key[16..24].copy_from_slice(&seat.to_le_bytes());
    key[24..].copy_from_slice(b"wasit  1");
    ChaCha8Rng::from_seed(key)
}
