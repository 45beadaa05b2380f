//! Titles as they stand in sentences.

/// A title as it stands within a sentence: the article at its start without a capital. `The fishers` are `the fishers`; a name that
/// only looks like an article, such as `A`, stays.
#[must_use]
pub fn within_sentence(title: &str) -> String {
    let small = |rest: &str| rest.starts_with(char::is_lowercase);
    match title.split_once(' ') {
        Some(("The", rest)) => format!("the {rest}"),
        Some((article @ ("A" | "An"), rest)) if small(rest) => format!("{} {rest}", article.to_lowercase()),
        _ => title.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_articles_lose_their_capital() {
        for (title, expect) in [
            ("The fishers", "the fishers"),
            ("The United States", "the United States"),
            ("A retired judge", "a retired judge"),
            ("An envoy", "an envoy"),
            ("A", "A"),
            ("A Team", "A Team"),
            ("Theatre", "Theatre"),
            ("Iran", "Iran"),
        ] {
            assert_eq!(within_sentence(title), expect);
        }
    }
}
