use crate::Room;
use crate::chapters::rooms::words_of;
use crate::chapters::texts::{Piece, compare_words};

/// What a rendering makes of the words of an item that it draws on: the [`Old`](Piece::Old) pieces are the speaker's
/// alone, the [`New`](Piece::New) ones the rendering's. `None` where the item has no words, or no longer.
///
/// The speaker's room holds all that this needs: the item, and the wording of the request for approval.
#[must_use]
pub fn difference(room: &Room, item: u32, rendering: &str) -> Option<Vec<Piece>> {
    words_of(&room.log, item).map(|words| compare_words(words, rendering))
}
