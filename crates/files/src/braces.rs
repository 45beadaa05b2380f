//! A look at JSON before it is parsed, sound or not: which keys stand directly inside its outermost braces.

/// The keys in the outermost braces, each with what follows its colon, up to the end of the text. Nothing where the
/// text does not start with a brace.
pub(crate) fn keys(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let (mut depth, mut rest) = (0_usize, if text.starts_with('{') { text } else { "" });
    std::iter::from_fn(move || {
        loop {
            let at = rest.find(['{', '}', '[', ']', '"'])?;
            let sign = rest.as_bytes()[at];
            rest = &rest[at + 1..];
            match sign {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {
                    let end = closing_mark(rest)?;
                    let quoted = &rest[..end];
                    rest = &rest[end + 1..];
                    if let Some(value) = rest.trim_start().strip_prefix(':').filter(|_| depth == 1) {
                        return Some((quoted, value));
                    }
                }
            }
        }
    })
}

/// The text in quotation marks that `value` starts with.
pub(crate) fn quoted(value: &str) -> Option<&str> {
    let rest = value.trim_start().strip_prefix('"')?;
    Some(&rest[..closing_mark(rest)?])
}

/// Where a text in double quotation marks ends.
fn closing_mark(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_outer_keys_count() {
        let names = |text: &'static str| keys(text).map(|(key, _)| key).collect::<Vec<_>>();
        assert_eq!(names("{\"a\": {\"b\": 1}, \"c\" : [\"d\", {\"e\": 2}], \"f\": \"g\"}"), ["a", "c", "f"]);
        assert_eq!(names("{\"a\\\"b\": 1, \"c\": "), ["a\\\"b", "c"]);
        assert_eq!(names("[{\"a\": 1}]"), [""; 0]);
        assert_eq!(names("{\"a"), [""; 0]);
        assert_eq!(quoted(" \"x\\\"y\", 1"), Some("x\\\"y"));
        assert_eq!(quoted("x"), None);
    }
}
