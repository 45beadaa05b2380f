//! JSON as the same tree that YAML gives: `serde_json` says whether it is JSON at all, and where not, the tree where
//! everything stands.

use crate::collector::{Collector, Span};
use crate::problems::ceil_of;
use crate::tree::{self, Node};

/// The value of `text`, or `None` where it is no JSON; why, the collector knows.
pub(crate) fn parse(text: &str, collector: &mut Collector) -> Option<Node> {
    let plain = text.strip_prefix('\u{feff}').unwrap_or(text);
    if plain.trim().is_empty() {
        collector.wrong(Span::default(), "the file is empty").help("a file of JSON starts with `{`");
        return None;
    }
    match serde_json::from_str::<serde_json::Value>(plain) {
        Ok(_) => tree::parse(text, tree::Tags::Refused, collector),
        Err(error) => {
            explain(&error, text, text.len() - plain.len(), collector);
            None
        }
    }
}

/// Says what a parser's error means to whoever writes the file.
fn explain(error: &serde_json::Error, text: &str, mark: usize, collector: &mut Collector) {
    let start = match error.line() {
        0 | 1 => mark,
        line => text.match_indices('\n').nth(line - 2).map_or(text.len(), |(at, _)| at + 1),
    };
    // The column is that of the last byte that was read, from 1.
    let at = ceil_of(text, (start + error.column().saturating_sub(1)).min(text.len()));
    let end = at + text[at..].chars().next().map_or(0, char::len_utf8);
    let words = error.to_string();
    let said = |part: &str| words.contains(part);
    let (message, help) = if error.is_eof() {
        ("the file ends here, in the middle of something", "close every `{`, `[` and `\"` that is open")
    } else if said("trailing comma") {
        ("a comma stands before a closing bracket", "leave it out")
    } else if said("trailing characters") {
        (
            "something follows the end of the file's one value",
            "leave it out, or put it into a file of its own",
        )
    } else if said("key must be a string") {
        ("a name must stand in double quotation marks", "write `\"name\": value`")
    } else if said("expected `:`") {
        ("a colon is missing here", "write `\"name\": value`")
    } else if said("expected `,` or `}`") {
        ("a `,` or a `}` is missing before this", "entries in braces stand apart by commas")
    } else if said("expected `,` or `]`") {
        ("a `,` or a `]` is missing before this", "items in brackets stand apart by commas")
    } else if said("control character") {
        (
            "a line break or another control character stands in a text",
            "write `\\n` for a line break, or leave it out",
        )
    } else if said("escape") || said("surrogate") {
        ("a backslash starts nothing known here", "write `\\\\` for a backslash")
    } else if said("out of range") {
        ("this number is too large", "numbers lie between -1,000,000,000,000 and 1,000,000,000,000 (1e12)")
    } else if said("invalid number") {
        ("this is no number of JSON", "write digits, and a point before decimals: `0.5`")
    } else if said("recursion limit") {
        ("lists and mappings stand too deep in one another", "scenarios need no more than eight or so")
    } else {
        ("a value is missing here", "write a text in double quotation marks, a number, `{ … }` or `[ … ]`")
    };
    collector.wrong((at..end).into(), message).help(help);
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::problems::Text;
    use crate::tree::Content;

    fn problems(text: &str) -> Option<String> {
        let mut collector = Collector::new(Arc::new(Text::new("x", text.to_owned())));
        let node = parse(text, &mut collector);
        let problems = collector.finish();
        assert!(node.is_some() || problems.is_some(), "{text}");
        problems.map(|problems| problems.to_string())
    }

    #[test]
    fn all_that_json_allows() {
        for text in [
            "{\"a\":1,\"b\":[1E5,-2.5e-3,true,null]}",
            "{\n\t\"a\" : {\r\n\t\t\"b\"\t:\t\"x\"\n\t}\n}\n",
            "{\"a\"\n:\n1\n,\n\"b\":2}",
            "\u{feff}{\"a\":{\"b\":[{\"c\":\"http://x#y: z\"},[]]},\"d\":{}}",
        ] {
            assert_eq!(problems(text), None, "{text}");
        }
        let text = "{\"\\u00e9\\ud83d\\ude00\\/\\\"\\\\\\n\": \"\\u0041\"}";
        let mut collector = Collector::new(Arc::new(Text::new("x", text.to_owned())));
        let node = parse(text, &mut collector).expect("it is JSON");
        let Content::Mapping(entries) = node.content.as_ref() else { panic!("a mapping") };
        assert_eq!(entries[0].key.text.as_ref(), "é😀/\"\\\n");
        assert!(matches!(entries[0].value.content.as_ref(), Content::Scalar { text, .. } if text == "A"));
    }

    #[test]
    fn what_is_no_json_is_said_at_its_place() {
        for (text, expect) in [
            ("", "x:1:1: the file is empty"),
            ("{\"a\":1,}", "x:1:8: a comma stands before a closing bracket"),
            ("{\"a\":1 \"b\":2}", "x:1:8: a `,` or a `}` is missing"),
            ("{\"é\":[1 2]}", "x:1:9: a `,` or a `]` is missing"),
            ("\u{feff}{'a':1}", "x:1:3: a name must stand in double quotation marks"),
            ("{\n\"a\" 1}", "x:2:5: a colon is missing here"),
            ("{\"a\":}", "x:1:6: a value is missing here"),
            ("{\"a\":01}", "x:1:7: this is no number"),
            ("{\"a\":1e999}", "this number is too large"),
            ("{\"a\":\"\\x\"}", "x:1:8: a backslash starts nothing known"),
            ("{\"a\":\"\\ud800\"}", "a backslash starts nothing known"),
            ("{\"a\":\"x\ny\"}", "a line break or another control character"),
            ("{\"a\":[1,2", "the file ends here"),
            ("{} {}", "something follows the end"),
            ("{\"a\":1,\"a\":2}", "x:1:8: `a` stands twice here"),
        ] {
            let said = problems(text).unwrap_or_default();
            assert!(said.contains(expect), "{text:?}: {said}");
        }
        assert!(problems(&"[".repeat(100_000)).is_some_and(|said| said.contains("too deep")));
    }
}
