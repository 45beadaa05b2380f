use proptest::prelude::*;
use serde_json::json;
use wasit_table::chapters::texts::{Piece, compare, compare_words};

use super::{on_text, opened, revise, text};

fn halves(pieces: &[Piece]) -> (String, String) {
    let (mut old, mut new) = (String::new(), String::new());
    for piece in pieces {
        match piece {
            Piece::Same(words) => {
                old.push_str(words);
                new.push_str(words);
            }
            Piece::Old(words) => old.push_str(words),
            Piece::New(words) => new.push_str(words),
        }
    }
    (old, new)
}

/// The length of the longest common subsequence of signs, the slow way.
fn longest(old: &str, new: &str) -> usize {
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let mut best = vec![vec![0; new.len() + 1]; old.len() + 1];
    for (i, a) in old.iter().enumerate() {
        for (j, b) in new.iter().enumerate() {
            best[i + 1][j + 1] = if a == b { best[i][j] + 1 } else { best[i][j + 1].max(best[i + 1][j]) };
        }
    }
    best[old.len()][new.len()]
}

proptest! {
    #[test]
    fn both_sides_are_in_the_pieces(old in "[ab ,.\u{5d0}\u{301}\n]{0,40}", new in "[ab ,.\u{5d0}\u{301}\n]{0,40}") {
        prop_assert_eq!(halves(&compare_words(&old, &new)), (old, new));
    }

    #[test]
    fn as_many_words_are_kept_as_can_be(
        old in prop::collection::vec("[abc]", 1..12),
        new in prop::collection::vec("[abc]", 1..12),
    ) {
        let (old, new) = (old.join("-"), new.join("-"));
        let kept: usize = compare_words(&old, &new)
            .iter()
            .map(|piece| match piece {
                Piece::Same(words) => words.len(),
                _ => 0,
            })
            .sum();
        prop_assert_eq!(kept, longest(&old, &new));
    }
}

#[test]
fn long_words_that_have_nothing_in_common_take_no_time() {
    let run = |word: &str| (0..12_000).map(|at| format!("{word}{at} ")).collect::<String>();
    let (old, new) = (run("a"), run("b"));
    assert_eq!(halves(&compare_words(&old, &new)), (old, new));
}

#[test]
fn versions_are_compared_in_plain_text() {
    let last = json!({ "id": "last", "body": "Done in Muscat." });
    let hall = opened().acts(&[
        ("oman/badr", on_text(json!({ "do": "add_article", "article": last }))),
        ("oman/badr", revise("Iran enriches up to 5 per cent, for ten years.")),
        ("oman/badr", on_text(json!({ "do": "move_article", "article": "last", "before": "limits" }))),
        ("oman/badr", on_text(json!({ "do": "set_mode", "article": "entry", "mode": "one_text" }))),
        ("oman/badr", on_text(json!({ "do": "remove_article", "article": "entry" }))),
    ]);
    let now = text(&hall);
    let (old, new) = (now.version(2).unwrap(), now.newest());
    insta::assert_snapshot!(compare(old, new).plain(), @r#"
    last (moved)

    limits (changed)  Limits
    Iran enriches up to [-3.67-]{+5+} per cent{+, for ten years+}.

    entry (removed)  [-Entry-]
    [-It begins on signature.-]
    "#);
    assert!(compare(new, new).is_same() && !compare(old, new).is_same());
}
