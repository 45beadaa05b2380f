//! Analyses as JSON.

use serde_json::{Map, Value, json};
use wasit_arena::{Analysis, Origin, Start, share};
use wasit_model::Talks;
use wasit_search::{AdjustedWinner, Award, Count, Frontier, Point, Trade};

use super::{by_party, number, package};
use crate::analysis::{AnalysisReport, leverage, spread};

/// All of an analysis: keys in the order that the reference of `wasit analyze --json` gives them in.
#[must_use]
pub fn analysis(report: &AnalysisReport<'_>) -> Value {
    let AnalysisReport { talks, analysis, .. } = report;
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
    put("wasit", report.version.into());
    put("file", report.file.into());
    put("title", talks.title.as_str().into());
    put("space", space(talks));
    put("parties", parties(report));
    put("deal", if analysis.no_deal() { false.into() } else { deal(analysis) });
    put("deal_zone", count(&analysis.deal_zone, talks));
    put("frontier", frontier(report, &analysis.outlook.frontier));
    put("rational_frontier", frontier(report, &analysis.rational));
    put("solutions", solutions(report));
    put("adjusted_winner", adjusted_winner(report));
    put("distances", distances(report));
    put("opposition", opposition(report));
    put("conflict", conflicts(report));
    put("issues", issues(report));
    put("red_lines", red_lines(report));
    put("red_lines_untried", analysis.red_lines_untried.into());
    put("trades", analysis.starts.iter().map(|start| start_of(report, start)).collect());
    put("assumed", report.assumed.into());
    if let Some(homes) = &analysis.homes {
        put("home", crate::home::outlook_json(talks, homes, &|found| count(found, talks)));
    }
    Value::Object(object)
}

/// Of a deal zone that is not known to be empty: `true` where a package was found or counted, else `null`.
fn deal(analysis: &Analysis) -> Value {
    let found = !analysis.rational.points.is_empty() || analysis.deal_zone.exact.is_some();
    if found { true.into() } else { Value::Null }
}

fn space(talks: &Talks) -> Value {
    let values: Value = talks
        .space
        .issues()
        .iter()
        .map(|issue| (issue.name.clone(), Value::from(issue.values.len())))
        .collect();
    let size = talks.space.size();
    json!({
        "issues": values,
        "packages": {
            "exact": size.is_some(),
            "bound": if size.is_some() { number(0.0) } else { Value::Null },
            "value": whole(size.map_or_else(|| 10_f64.powf(talks.space.size_log10()), |size| size as f64)),
            "digits": size.map(|size| size.to_string()),
        },
        "log10": number(talks.space.size_log10()),
    })
}

fn parties(report: &AnalysisReport<'_>) -> Value {
    let AnalysisReport { talks, analysis, .. } = report;
    let frontier = &analysis.outlook.frontier;
    let each = talks.parties.iter().zip(&analysis.reaches);
    each.map(|(party, reach)| {
        let best = reach.best.as_ref().map(|best| {
            json!({
                "package": package(&talks.space, &best.package),
                "utility": number(best.utility),
                "exact": best.bound == 0.0,
                "bound": number(best.bound),
            })
        });
        let efficient = reach.efficient.map(|(most, least)| {
            let (exact, bound) = (frontier.exact(), number(frontier.bound));
            json!({"exact": exact, "bound": bound, "most": number(most), "least": number(least)})
        });
        let side = json!({
            "title": party.title,
            "least": number(reach.least),
            "best": best,
            "walk_away": number(party.preferences.walk_away().start),
            "efficient": efficient,
            "rational": count(&reach.rational, talks),
        });
        (party.name.clone(), side)
    })
    .collect()
}

/// A number of packages: whole where it is whole and fits.
fn whole(count: f64) -> Value {
    const FITS: f64 = 9e15;
    if count.fract() == 0.0 && (0.0..FITS).contains(&count) { (count as u64).into() } else { number(count) }
}

fn count(count: &Count, talks: &Talks) -> Value {
    let (low, high) = (count.low, count.high);
    let bound = if count.exact.is_some() { 0.0 } else { (high - count.value).max(count.value - low) };
    json!({
        "exact": count.exact.is_some(),
        "bound": number(bound),
        "value": whole(count.value),
        "digits": count.exact.map(|count| count.to_string()),
        "low": whole(low),
        "high": whole(high),
        "share": number(share(count, &talks.space)),
    })
}

fn point(talks: &Talks, point: &Point) -> Value {
    json!({"package": package(&talks.space, &point.package), "utilities": by_party(talks, &point.utilities)})
}

fn frontier(report: &AnalysisReport<'_>, frontier: &Frontier) -> Value {
    let listed = spread(&frontier.points, report.points);
    json!({
        "exact": frontier.exact(),
        "bound": number(frontier.bound),
        "how": frontier.how,
        "count": frontier.points.len(),
        "left_out": frontier.points.len() - listed.len(),
        "points": listed.into_iter().map(|at| point(report.talks, at)).collect::<Value>(),
    })
}

fn solutions(report: &AnalysisReport<'_>) -> Value {
    let AnalysisReport { talks, analysis, .. } = report;
    let listed = report.solutions().into_iter().filter(|solution| solution.key != "adjusted_winner");
    listed
        .map(|solution| {
            let mut object = Map::new();
            object.insert("exact".to_owned(), (solution.bound == 0.0).into());
            object.insert("bound".to_owned(), number(solution.bound));
            object.insert("complete".to_owned(), solution.complete.into());
            object.insert("count".to_owned(), solution.points.len().into());
            let listed = spread(&solution.points, report.points);
            object.insert("left_out".to_owned(), (solution.points.len() - listed.len()).into());
            object.insert("points".to_owned(), listed.into_iter().map(|at| point(talks, at)).collect());
            if let (Some((weights, _)), "weighted_nash") = (&analysis.weighted, solution.key) {
                object.insert("weights".to_owned(), by_party(talks, weights));
            }
            (solution.key.to_owned(), Value::Object(object))
        })
        .collect()
}

fn adjusted_winner(report: &AnalysisReport<'_>) -> Value {
    match &report.analysis.adjusted_winner {
        Ok(found) => division(report.talks, found),
        Err(why) => json!({ "none": report.no_award(*why) }),
    }
}

fn division(talks: &Talks, found: &AdjustedWinner) -> Value {
    let name = |side: usize| Value::from(talks.parties[side].name.as_str());
    let issue_name = |issue: usize| Value::from(talks.space.issues()[issue].name.as_str());
    let issues = (0..found.awards.len()).map(|issue| {
        let (award, shares) = match (found.awards[issue], found.split) {
            (Award::Agreed, _) => ("agreed", Value::Null),
            (Award::Won(winner), _) => {
                ("won", by_party(talks, &[0, 1].map(|side| f64::from(u8::from(side == winner)))))
            }
            (Award::Shared, split) => {
                ("shared", split.map_or(Value::Null, |split| by_party(talks, &split.shares)))
            }
        };
        let to = if let Award::Won(winner) = found.awards[issue] { name(winner) } else { Value::Null };
        let points = by_party(talks, &[found.points[0][issue], found.points[1][issue]]);
        json!({"issue": issue_name(issue), "points": points, "award": award, "to": to, "shares": shares})
    });
    json!({
        "exact": true,
        "bound": 0.0,
        "score": number(found.score),
        "initial": by_party(talks, &found.initial),
        "moved": found.moved.iter().map(|&issue| issue_name(issue)).collect::<Value>(),
        "issues": issues.collect::<Value>(),
        "utilities": by_party(talks, &found.utilities),
        "points": [point(talks, &found.package)],
        "package_points": by_party(talks, &found.package_points),
    })
}

/// Between every two solutions, and from each to the frontier.
fn distances(report: &AnalysisReport<'_>) -> Value {
    let solutions = report.solutions();
    let row = |solution: &crate::analysis::NamedSolution<'_>| -> Value {
        let others = solutions.iter().filter(|other| other.key != solution.key).map(|other| {
            let distance = AnalysisReport::solution_distance(solution, other);
            (other.key.to_owned(), distance.map_or(Value::Null, number))
        });
        let to_frontier = report.frontier_distance(solution).map_or(Value::Null, number);
        [("frontier".to_owned(), to_frontier)].into_iter().chain(others).collect()
    };
    solutions.iter().map(|solution| (solution.key.to_owned(), row(solution))).collect()
}

fn opposition(report: &AnalysisReport<'_>) -> Value {
    let Some(found) = &report.analysis.opposition else { return Value::Null };
    json!({
        "exact": found.bound == 0.0,
        "bound": number(found.bound),
        "value": number(found.value),
        "points": [point(report.talks, &found.nearest)],
    })
}

fn conflicts(report: &AnalysisReport<'_>) -> Value {
    let name = |side: usize| report.talks.parties[side].name.as_str();
    let each = report.analysis.conflicts.iter();
    each.map(|((a, b), found)| match found {
        Some(found) => json!({
            "parties": [name(*a), name(*b)],
            "exact": found.bound == 0.0,
            "bound": number(found.bound),
            "value": number(found.value),
            "pairs": whole(found.pairs as f64),
        }),
        None => {
            json!({"parties": [name(*a), name(*b)], "exact": true, "bound": 0.0, "value": null, "pairs": 0})
        }
    })
    .collect()
}

fn issues(report: &AnalysisReport<'_>) -> Value {
    let talks = report.talks;
    let name = |side: usize| talks.parties[side].name.as_str();
    let each = report.analysis.issues.iter().map(|issue| {
        let leverage = leverage(issue);
        let mut object = Map::new();
        let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
        put("issue", talks.space.issues()[issue.issue].name.as_str().into());
        put("weights", by_party(talks, &issue.weights));
        put("most", name(leverage.most).into());
        put("least", name(leverage.least).into());
        put("correlation", leverage.correlation.map_or(Value::Null, number));
        put("stance", leverage.stance.word().into());
        put("tradeable", leverage.tradeable.into());
        Value::Object(object)
    });
    each.collect()
}

fn red_lines(report: &AnalysisReport<'_>) -> Value {
    let talks = report.talks;
    let utilities =
        |found: &Option<Vec<f64>>| found.as_ref().map_or(Value::Null, |found| by_party(talks, found));
    let each = report.analysis.red_lines.iter().map(|cost| {
        let solutions: Value = cost
            .solutions
            .iter()
            .map(|shift| {
                let shown = json!({"with": utilities(&shift.with), "without": utilities(&shift.without)});
                (shift.name.to_owned(), shown)
            })
            .collect();
        json!({
            "party": talks.parties[cost.side].name,
            "words": report.line_words(cost),
            "exact": cost.exact,
            "bound": if cost.exact { number(0.0) } else { Value::Null },
            "blocks": cost.blocks,
            "best_gains": utilities(&cost.best_gains),
            "solutions": solutions,
        })
    });
    each.collect()
}

fn start_of(report: &AnalysisReport<'_>, start: &Start) -> Value {
    let talks = report.talks;
    let origin = match start.origin {
        Origin::Named => "named",
        Origin::Agreed => "agreement",
        Origin::LastOffer(_) => "last_offer",
        Origin::Halfway => "halfway",
    };
    let by = match start.origin {
        Origin::LastOffer(party) => Value::from(talks.parties[party].name.as_str()),
        _ => Value::Null,
    };
    let beyond = start.beyond.iter().map(|&(side, line)| {
        let party = &talks.parties[side];
        json!({"party": party.name, "words": party.preferences.red_lines()[line].words})
    });
    let solutions = report.solutions();
    let far = solutions.iter().map(|solution| {
        let distance = AnalysisReport::distance_to(solution, &start.utilities);
        (solution.key.to_owned(), distance.map_or(Value::Null, number))
    });
    let to_frontier = ("frontier".to_owned(), start.frontier_distance.map_or(Value::Null, number));
    let distances: Value = std::iter::once(to_frontier).chain(far).collect();
    let listed = &start.trades.found[..start.trades.found.len().min(report.points)];
    json!({
        "origin": origin,
        "by": by,
        "package": package(&talks.space, &start.package),
        "utilities": by_party(talks, &start.utilities),
        "beyond": beyond.collect::<Value>(),
        "distances": distances,
        "exact": start.trades.exact,
        "bound": if start.trades.exact { number(0.0) } else { Value::Null },
        "count": start.trades.count,
        "left_out": start.trades.count - listed.len(),
        "trades": listed.iter().map(|trade| trade_of(talks, start, trade)).collect::<Value>(),
        "ladder": {
            "exact": start.ladder.exact,
            "bound": if start.ladder.exact { number(0.0) } else { Value::Null },
            "changes_max": start.ladder.changes_max,
            "rungs": start.ladder.rungs.iter().map(|trade| trade_of(talks, start, trade)).collect::<Value>(),
        },
    })
}

fn trade_of(talks: &Talks, start: &Start, trade: &Trade) -> Value {
    let changes = trade.changes.iter().map(|&(issue, to)| {
        let issues = &talks.space.issues()[issue];
        let from = issues.values.label(start.package[issue]);
        json!({"issue": issues.name, "from": from, "to": issues.values.label(to)})
    });
    let utilities: Vec<f64> = start.utilities.iter().zip(&trade.gains).map(|(a, b)| a + b).collect();
    json!({
        "changes": changes.collect::<Value>(),
        "gains": by_party(talks, &trade.gains),
        "utilities": by_party(talks, &utilities),
    })
}
