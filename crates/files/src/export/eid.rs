//! Identifiers of parts of a document, from names and clauses: `art_annex-i-paragraph-56__para_stock`.

use std::collections::HashSet;

/// Gives out identifiers, none of them twice.
#[derive(Default)]
pub(super) struct Eids {
    given: HashSet<String>,
}

impl Eids {
    /// The identifier of a part of this kind, by what it is called, in the part with the identifier `within`.
    pub(super) fn of(&mut self, within: &str, kind: &str, called: &str) -> String {
        let before = if within.is_empty() { String::new() } else { format!("{within}__") };
        let wanted = format!("{before}{kind}_{}", slug(called));
        let mut eid = wanted.clone();
        let mut number = 2_usize;
        while !self.given.insert(eid.clone()) {
            eid = format!("{wanted}-{number}");
            number += 1;
        }
        eid
    }
}

/// A name without what an identifier may not hold: letters, digits and dots stay, in lower case; all else is one hyphen.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            c if c.is_alphanumeric() || c == '.' => slug.push(c),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    slug.truncate(slug.trim_end_matches(['-', '.']).len());
    if slug.is_empty() { "1".to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_plain_and_distinct() {
        let mut eids = Eids::default();
        assert_eq!(eids.of("", "art", "Annex I, paragraph 56"), "art_annex-i-paragraph-56");
        assert_eq!(eids.of("art_4", "para", "stock"), "art_4__para_stock");
        assert_eq!(eids.of("", "art", "annex i — paragraph 56."), "art_annex-i-paragraph-56-2");
        assert_eq!(eids.of("", "art", "§"), "art_1");
        assert_eq!(eids.of("", "art", "Años"), "art_años");
    }
}
