//! What sentences call an uncertain number, by its path.

use wasit_model::within_sentence;

use super::meaning::{IssuePart, NamedPart};

/// The title of the number at `path`: `iran.walk_away` is `Iran's walk-away`. `None` where the path says it best.
pub(super) fn title_of(path: &str, parties: &[NamedPart], issues: &[IssuePart]) -> Option<String> {
    match path {
        "legs" => return Some("the number of legs".to_owned()),
        "mediator.strategy" => return Some("the mediator's strategy".to_owned()),
        _ => {}
    }
    // A name may be the beginning of another, and may have a point in it.
    let inside = |name: &str| path.strip_prefix(name)?.strip_prefix('.');
    let parties = parties.iter().filter_map(|party| Some((party, inside(&party.name)?)));
    let (party, rest) = parties.min_by_key(|(_, rest)| rest.len())?;
    let title = within_sentence(&party.title);
    let whose = if title.ends_with('s') { format!("{title}'") } else { format!("{title}'s") };
    // The issue that a path goes on with, and what comes after it.
    let issue = |rest: &'_ str| {
        let issues = issues.iter().filter_map(|issue| {
            let after = rest.strip_prefix(&issue.name)?;
            let after = if after.is_empty() { after } else { after.strip_prefix('.')? };
            Some((within_sentence(&issue.title), after.to_owned()))
        });
        issues.min_by_key(|(_, after)| after.len())
    };
    let (what, rest) = rest.split_once('.').unwrap_or((rest, ""));
    match what {
        "walk_away" => Some(match rest {
            "" => format!("{whose} walk-away"),
            "start" => format!("{whose} walk-away at the start"),
            "end" => format!("{whose} walk-away at the end"),
            _ => return None,
        }),
        "strategy" if rest.is_empty() => Some(format!("{whose} strategy")),
        "strategy" => Some(format!("the {rest} of {whose} strategy")),
        "weights" => {
            let (issue, after) = issue(rest)?;
            after.is_empty().then(|| format!("{whose} weight of “{issue}”"))
        }
        "wants" => {
            let (issue, value) = issue(rest)?;
            (!value.is_empty()).then(|| format!("the worth of “{value}” ({issue}) to {title}"))
        }
        "red_lines" => {
            let (issue, after) = issue(rest)?;
            Some(match after.as_str() {
                "holds" => format!("“{whose} red line on {issue} holds”"),
                "at_least" | "at_most" => format!("{whose} red line on “{issue}”"),
                _ => return None,
            })
        }
        "home" => {
            let ratifier = rest.strip_suffix(".threshold")?;
            Some(format!("the threshold of “{ratifier}” at {whose} home"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_in_sentences() {
        let named = |name: &str, title: &str| NamedPart { name: name.into(), title: title.into() };
        let issue = |name: &str, title: &str| IssuePart {
            name: name.into(),
            title: title.into(),
            values: Vec::new(),
        };
        let parties = [named("usa", "United States"), named("up", "The upland"), named("up.hill", "Hill")];
        let issues = [issue("line", "Where the border runs"), issue("line.2", "The second line")];
        for (path, expect) in [
            ("usa.walk_away", Some("United States' walk-away")),
            ("up.walk_away.end", Some("the upland's walk-away at the end")),
            ("up.hill.strategy", Some("Hill's strategy")),
            ("up.strategy.exponent", Some("the exponent of the upland's strategy")),
            ("up.weights.line", Some("the upland's weight of “Where the border runs”")),
            ("up.weights.line.2", Some("the upland's weight of “the second line”")),
            (
                "up.wants.line.the ridge",
                Some("the worth of “the ridge” (Where the border runs) to the upland"),
            ),
            ("usa.red_lines.line.holds", Some("“United States' red line on Where the border runs holds”")),
            ("usa.red_lines.line.at_most", Some("United States' red line on “Where the border runs”")),
            ("usa.home.farmers.threshold", Some("the threshold of “farmers” at United States' home")),
            ("mediator.strategy", Some("the mediator's strategy")),
            ("usa.discount.per_day", None),
            ("usa.home.shock", None),
            ("nobody.walk_away", None),
        ] {
            assert_eq!(title_of(path, &parties, &issues).as_deref(), expect, "{path}");
        }
    }
}
