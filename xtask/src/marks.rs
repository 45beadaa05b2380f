//! Pages that are written by hand but for the figures between two marks.

/// The page with what stands between its marks replaced; `None` where it lacks one.
pub(crate) fn between(page: &str, begin: &str, end: &str, figures: &str) -> Option<String> {
    let (before, rest) = page.split_once(begin)?;
    let (_, after) = rest.split_once(end)?;
    Some(format!("{before}{begin}\n\n{figures}\n{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_between_the_marks_changes() {
        let page = "above\n<!-- a -->\nold\n<!-- b -->\nbelow\n";
        let between = |page: &str| between(page, "<!-- a -->", "<!-- b -->", "new\n");
        let new = between(page).unwrap();
        assert_eq!(new, "above\n<!-- a -->\n\nnew\n\n<!-- b -->\nbelow\n");
        assert_eq!(between(&new).unwrap(), new);
        assert_eq!(between("no marks"), None);
    }
}
