use std::fmt::Write;

use serde_json::Value;

use super::table::Table;

/// A picture with the table that says the same.
pub(super) struct Figure {
    /// Distinct on the page, and fit for an `id`.
    pub(super) id: String,
    pub(super) title: String,
    /// What the picture shows, for those who do not see it.
    pub(super) description: String,
    /// The specification, fit to stand inside a script element.
    pub(super) specification: String,
    /// What is to know beside it.
    pub(super) notes: Vec<String>,
    pub(super) table: Table,
}

/// A specification as the text of a script element: what could end the element, or a line, is escaped.
pub(super) fn json(value: &Value) -> String {
    value
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// A script as the text of a script element. Inside strings, where alone these can stand, `\/` is `/`.
pub(super) fn script(text: &str) -> String {
    text.replace("</script", "<\\/script").replace("<!--", "<\\!--")
}

/// The pictures' colours as a style sheet: light, dark, and light again on paper.
pub(super) fn colours() -> String {
    let mut light = String::new();
    let mut dark = String::new();
    for (name, on_light, on_dark) in wasit_charts::COLOURS {
        write!(light, "{name}:{on_light};").expect("writing to a string succeeds");
        write!(dark, "{name}:{on_dark};").expect("writing to a string succeeds");
    }
    format!(":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n")
}

/// At most `most` of `items` (at least two), evenly spread, the first and the last among them.
pub(super) fn thinned<T>(items: Vec<T>, most: usize) -> Vec<T> {
    let count = items.len();
    if count <= most {
        return items;
    }
    let mut kept = 0;
    items
        .into_iter()
        .enumerate()
        .filter(|(at, _)| {
            let wanted = kept * (count - 1) / (most - 1);
            let keep = *at == wanted;
            kept += usize::from(keep);
            keep
        })
        .map(|(_, item)| item)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_the_script_element() {
        let hostile = serde_json::json!({ "title": "</script><script>alert(1)</script><!-- \u{2028} &" });
        let text = json(&hostile);
        assert!(!text.contains('<') && !text.contains('\u{2028}'));
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), hostile);
        assert_eq!(script("a = '</script>'"), "a = '<\\/script>'");
    }

    #[test]
    fn thinning_keeps_the_ends() {
        for (count, most) in [(10, 3), (1000, 7), (5, 5), (4, 9), (101, 100)] {
            let kept = thinned((0..count).collect(), most);
            assert_eq!(kept.len(), most.min(count), "{count} {most}");
            assert_eq!((kept[0], kept[kept.len() - 1]), (0, count - 1));
            assert!(kept.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}
