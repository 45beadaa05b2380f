//! A page of HTML as a reader without scripts has it.

#![allow(dead_code, reason = "each test file uses a part")]

use serde_json::Value;

/// The page without styles and scripts: what a reader without scripts has, as elements.
pub(crate) fn without_scripts(page: &str) -> String {
    let mut left = String::new();
    let mut rest = page;
    while let Some((start, end)) = ["script", "style"]
        .iter()
        .filter_map(|name| Some((rest.find(&format!("<{name}"))?, format!("</{name}>"))))
        .min_by_key(|found| found.0)
    {
        left.push_str(&rest[..start]);
        let after = &rest[start..];
        rest = &after[after.find(&end).expect("every script ends") + end.len()..];
    }
    left + rest
}

/// Words without tags, with one space between them.
pub(crate) fn words(page: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in without_scripts(page).chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            _ if !inside => text.push(c),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Fails where tags do not balance, an attribute is not quoted, or an `id` stands twice.
pub(crate) fn check_well_formed(page: &str) {
    const VOID: [&str; 3] = ["meta", "br", "link"];
    let text = without_scripts(page);
    let mut open: Vec<&str> = Vec::new();
    let mut ids: Vec<&str> = Vec::new();
    for piece in text.split('<').skip(1) {
        let (tag, after) = piece.split_once('>').unwrap_or_else(|| panic!("unclosed tag: {piece:.60}"));
        assert!(!after.contains('>'), "a bare `>` after <{tag}>: {after:.60}");
        if tag.starts_with('!') {
            continue;
        }
        assert!(tag.matches('"').count().is_multiple_of(2), "odd quotes: <{tag}>");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "</{name}> closes what is not open: {piece:.60}");
            continue;
        }
        let name = tag.split_whitespace().next().unwrap();
        if let Some((_, id)) = tag.split_once(" id=\"") {
            ids.push(id.split('"').next().unwrap());
        }
        if !VOID.contains(&name) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "an id stands twice");
}

/// What the page's pictures are drawn from.
pub(crate) fn specifications(page: &str) -> Vec<Value> {
    page.split("<script type=\"application/json\"")
        .skip(1)
        .map(|piece| {
            let text = piece.split_once('>').unwrap().1;
            serde_json::from_str(&text[..text.find("</script>").unwrap()]).unwrap()
        })
        .collect()
}
