use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;
use wasit_search::{Count, Side, Solution, deal_zone_size, frontier};

use super::ConfidedWants;
use super::wants::{Choice, Ground, WalkAway, Wants, WantsError, in_words};
use crate::chapters::convening::Presence;
use crate::{Id, MediatorSight, Name, PackageTerms, Who};

/// The most packages that are named for one solution.
const PACKAGES_MAX: usize = 5;

/// What the parties could agree on, as far as they have confided what they want.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Board {
    /// What each party has confided, in the order of the parties.
    pub confided: Vec<Confidence>,
    /// The issues and values that were reckoned with: those of which every party that confided worths has confided
    /// them.
    pub issues: BTreeMap<String, Vec<String>>,
    /// What was found.
    pub found: Option<Findings>,
    /// Why nothing was.
    pub not_reckoned: Option<NotReckoned>,
    /// What this rests on, sentence by sentence: who confided what and when, what is missing, and that nothing
    /// else was used.
    pub words: Vec<String>,
}

/// What one party has confided.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Confidence {
    /// The party.
    pub seat: Name,
    /// The item in its room; `None` where nothing is confided.
    pub item: Option<Id>,
    /// When.
    pub at: Option<Timestamp>,
    /// By whom.
    pub by: Option<Who>,
    /// Of which issues of the agenda it has confided the worth of values.
    pub issues: Vec<String>,
    /// Of which issues of the agenda it has not, or not of all values.
    pub missing: Vec<String>,
    /// How many red lines it has confided; `None` where it has not said whether it has any.
    pub red_lines: Option<usize>,
    /// Its walk-away, where it has confided that.
    pub walk_away: Option<WalkAway>,
}

/// What was found between the parties that confided.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Findings {
    /// Between whom.
    pub between: Vec<Name>,
    /// Whether packages settle every issue of the agenda.
    pub full: bool,
    /// Of how many packages this speaks; `None` from 2^128 on.
    pub packages: Option<u128>,
    /// How many of them lie within all red lines that were confided, and give every party at least the walk-away
    /// that it confided.
    pub deal_zone: Size,
    /// How many efficient packages were found: no other gives one party more and none less.
    pub frontier: usize,
    /// How many of those lie in the deal zone.
    pub frontier_in_deal_zone: usize,
    /// 0 where the frontier is exact; else how far any package may be from it, in worth to some party.
    pub frontier_bound: f64,
    /// The four solutions over the deal zone; none where it is empty.
    pub suggestions: Vec<Suggestion>,
}

/// A number of packages.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Size {
    /// The number, where it is exact.
    pub exact: Option<u128>,
    /// The number or its estimate.
    pub about: f64,
    /// The lower end of a 95 % interval.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

impl From<Count> for Size {
    fn from(count: Count) -> Self {
        Self { exact: count.exact, about: count.value, low: count.low, high: count.high }
    }
}

/// Packages that attain a solution.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Suggestion {
    /// `nash`, `kalai_smorodinsky`, `kalai` or `welfare`.
    pub solution: &'static str,
    /// The packages, each with what it is worth to every party by what it confided: at most five.
    pub packages: Vec<(PackageTerms, BTreeMap<Name, f64>)>,
    /// Whether there are more, or may be.
    pub more: bool,
    /// 0 where it is certain; else by how much a better package may exceed what the solution makes great.
    pub bound: f64,
}

/// Why a board shows nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NotReckoned {
    /// There are no issues on the agenda.
    #[error("There are no issues on the agenda yet.")]
    NoIssues,
    /// Fewer than two parties have confided what values are worth.
    #[error("Fewer than two parties have confided what values are worth to them.")]
    TooFew,
    /// No issue was confided by all of them with a value in common.
    #[error("Those who confided have confided of no issue in common.")]
    NothingInCommon,
    /// What was confided cannot be reckoned with together.
    #[error("{0}.")]
    Unfit(String),
}

/// Reckons the board from what stands confided in the rooms, and from nothing else.
///
/// It covers the issues that all who confided worths have confided, and of those the values of which all said what
/// they are worth. Walk-aways hold for whole packages, and count only where every issue is covered. What takes long is
/// the search: see [`wasit_search::frontier`].
#[must_use]
pub fn board(sight: &MediatorSight<'_>) -> Board {
    let issues = &sight.joint.agenda.issues;
    let parties: Vec<(&Name, Option<&ConfidedWants>)> = sight
        .joint
        .convening
        .names()
        .map(|seat| {
            let room = sight.rooms.get(seat);
            (seat, room.and_then(|room| room.confidence()).map(|(_, wants)| wants))
        })
        .collect();
    let whole = |wants: &ConfidedWants, issue: &crate::Issue| {
        let worths = wants.issues.get(&issue.name);
        worths.is_some_and(|worths| issue.values.iter().all(|value| worths.contains_key(value)))
    };
    let confided: Vec<Confidence> = parties
        .iter()
        .map(|(seat, wants)| {
            let event = sight.rooms.get(*seat).and_then(|room| room.confidence()).map(|(event, _)| event);
            let (has, missing) = issues
                .as_slice()
                .iter()
                .partition::<Vec<_>, _>(|issue| wants.is_some_and(|wants| whole(wants, issue)));
            let names = |some: Vec<&crate::Issue>| some.iter().map(|issue| issue.name.clone()).collect();
            Confidence {
                seat: (*seat).clone(),
                item: event.map(|event| event.id.clone()),
                at: event.map(|event| event.at),
                by: event.and_then(|event| event.by.clone()),
                issues: names(has),
                missing: names(missing),
                red_lines: wants.and_then(|wants| wants.red_lines.as_ref()).map(Vec::len),
                walk_away: wants.and_then(|wants| wants.walk_away),
            }
        })
        .collect();
    let telling: Vec<(&Name, &ConfidedWants)> = parties
        .iter()
        .filter_map(|(seat, wants)| Some((*seat, (*wants)?)))
        .filter(|(_, wants)| issues.as_slice().iter().any(|issue| wants.issues.contains_key(&issue.name)))
        .collect();
    let mut words: Vec<String> = confided.iter().map(Confidence::words).collect();
    let away = |seat: &&Name| sight.joint.convening.presence.get(*seat) == Some(&Presence::Away);
    for (seat, _) in telling.iter().filter(|(seat, _)| away(seat)) {
        words.push(format!(
            "{seat} has withdrawn its consent to the talks; what it confided stands until it revokes it."
        ));
    }
    let mut covered = BTreeMap::new();
    let found = match ground(sight, &telling) {
        Err(why) => Err(why),
        Ok(ground) => {
            covered = ground.issues.iter().cloned().collect();
            words.extend(limits(sight, &ground, &telling, parties.len()));
            reckon(sight, &ground, &telling)
        }
    };
    match &found {
        Ok(found) => words.extend(found.doubts()),
        Err(why) => words.push(why.to_string()),
    }
    words.push("Nothing else was used.".to_owned());
    let (found, not_reckoned) = match found {
        Ok(found) => (Some(found), None),
        Err(why) => (None, Some(why)),
    };
    Board { confided, issues: covered, found, not_reckoned, words }
}

/// The issues and values that all who confided have confided.
fn ground(sight: &MediatorSight<'_>, telling: &[(&Name, &ConfidedWants)]) -> Result<Ground, NotReckoned> {
    let issues = sight.joint.agenda.issues.as_slice();
    if issues.is_empty() {
        return Err(NotReckoned::NoIssues);
    }
    if telling.len() < 2 {
        return Err(NotReckoned::TooFew);
    }
    let common = issues.iter().filter_map(|issue| {
        let said = |value: &&String| {
            let worth = |wants: &ConfidedWants| wants.issues.get(&issue.name)?.get(*value).copied();
            telling.iter().all(|(_, wants)| worth(wants).is_some())
        };
        let values: Vec<String> = issue.values.iter().filter(said).cloned().collect();
        (!values.is_empty()).then(|| (issue.name.clone(), values))
    });
    Ground::new(common.collect()).map_err(|error| match error {
        WantsError::NoIssues => NotReckoned::NothingInCommon,
        error => NotReckoned::Unfit(error.to_string()),
    })
}

/// Whether every issue of the agenda is covered, so that what holds for whole packages can be compared.
fn is_whole(sight: &MediatorSight<'_>, ground: &Ground) -> bool {
    sight.joint.agenda.issues.as_slice().len() == ground.issues.len()
}

/// In words what the reckoning leaves out, and what it takes for granted.
fn limits(
    sight: &MediatorSight<'_>,
    ground: &Ground,
    telling: &[(&Name, &ConfidedWants)],
    parties: usize,
) -> Vec<String> {
    let mut words = Vec::new();
    let names = |names: &[&str]| names.join(", ");
    if telling.len() < parties {
        let between: Vec<&str> = telling.iter().map(|(seat, _)| seat.as_str()).collect();
        words.push(format!("What is shown holds between {} alone.", between.join(" and ")));
    }
    let whole = is_whole(sight, ground);
    if !whole {
        let left: Vec<&str> = sight
            .joint
            .agenda
            .issues
            .as_slice()
            .iter()
            .filter(|issue| ground.position(&issue.name).is_none())
            .map(|issue| issue.name.as_str())
            .collect();
        words.push(format!("Not covered, because not all have confided of them: {}.", names(&left)));
    }
    for (issue, values) in &ground.issues {
        let all = sight.joint.agenda.issues.get(issue).map_or(&[][..], |issue| &issue.values);
        let left: Vec<&str> =
            all.iter().filter(|value| !values.contains(value)).map(String::as_str).collect();
        if !left.is_empty() {
            words.push(format!(
                "Of {issue} these values are left out, because not all have said what they are worth: {}.",
                names(&left)
            ));
        }
    }
    for (seat, wants) in telling {
        let outside = |choice: &&Choice| !ground.covers(choice);
        let together = wants.together.iter().map(|together| &together.when).filter(outside);
        let lines = wants.red_lines.iter().flatten().map(|line| &line.never).filter(outside);
        for choice in together.chain(lines) {
            words.push(format!(
                "Left out of what {seat} confided, because it depends on issues that are not covered: {}.",
                in_words(choice)
            ));
        }
        match (wants.walk_away, whole) {
            (None, _) => words.push(format!(
                "{seat} has not confided its walk-away: it is taken to prefer any package to none."
            )),
            (Some(_), false) => words.push(format!(
                "The walk-away of {seat} is for whole packages, and is not used where not all issues are covered."
            )),
            (Some(_), true) => {}
        }
        if wants.red_lines.is_none() {
            words.push(format!("{seat} has not confided its red lines: none is reckoned with."));
        }
    }
    if !whole || telling.iter().any(|(_, wants)| wants.walk_away.is_none()) {
        words.push(
            "Where no walk-away is used, what a party gains is counted from the worst package for it."
                .to_owned(),
        );
    }
    words
}

fn reckon(
    sight: &MediatorSight<'_>,
    ground: &Ground,
    telling: &[(&Name, &ConfidedWants)],
) -> Result<Findings, NotReckoned> {
    let whole = is_whole(sight, ground);
    let mut sides = Vec::with_capacity(telling.len());
    for (seat, confided) in telling {
        let wants = Wants {
            issues: confided.issues.clone(),
            together: confided.together.clone(),
            red_lines: confided.red_lines.clone().unwrap_or_default(),
            walk_away: confided.walk_away.filter(|_| whole).unwrap_or(WalkAway::Below(super::Nothing::None)),
        };
        let preferences = ground.preferences(&wants);
        let (_, preferences) =
            preferences.map_err(|error| NotReckoned::Unfit(format!("What {seat} confided: {error}")))?;
        sides.push(Arc::new(Side::new(Arc::clone(&ground.space), preferences)));
    }
    // On each side's grid, so that a package worth exactly the walk-away is not a hair below it.
    let floors: Vec<f64> =
        sides.iter().map(|side| side.preferences().walk_away_at(&wasit_model::Moment::default())).collect();
    let frontier = frontier(&sides);
    let rational = frontier.rational(&floors);
    let empty = rational.points.is_empty() && rational.exact();
    let deal_zone = if empty { Count::exactly(0) } else { deal_zone_size(&sides, &floors) };
    let solutions = frontier.solutions(&sides, &floors);
    let suggest = |(solution, found): (&'static str, &Solution)| {
        let worths = |utilities: &[f64]| {
            telling.iter().zip(utilities).map(|((seat, _), &utility)| ((*seat).clone(), utility)).collect()
        };
        let packages = found.points.iter().take(PACKAGES_MAX);
        let packages: Vec<_> =
            packages.map(|point| (ground.terms(&point.package), worths(&point.utilities))).collect();
        (!packages.is_empty()).then_some(Suggestion {
            solution,
            packages,
            more: found.points.len() > PACKAGES_MAX || !found.complete,
            bound: found.bound,
        })
    };
    Ok(Findings {
        between: telling.iter().map(|(seat, _)| (*seat).clone()).collect(),
        full: whole,
        packages: ground.space.size(),
        deal_zone: deal_zone.into(),
        frontier: frontier.points.len(),
        frontier_in_deal_zone: rational.points.len(),
        frontier_bound: frontier.bound,
        suggestions: solutions.named().into_iter().filter_map(suggest).collect(),
    })
}

impl Findings {
    /// What of it is approximate, in words.
    fn doubts(&self) -> Vec<String> {
        let mut words = Vec::new();
        if self.frontier_bound != 0.0 {
            words.push(format!(
                "The frontier is approximate: a package may be better to some party by {} than any that was found.",
                self.frontier_bound
            ));
        }
        if self.deal_zone.exact.is_none() {
            words.push("The size of the deal zone is approximate: it was estimated.".to_owned());
        }
        for suggestion in self.suggestions.iter().filter(|suggestion| suggestion.bound != 0.0) {
            words.push(format!(
                "The suggestion {} is approximate: a better package may exceed what it makes great by {}.",
                suggestion.solution, suggestion.bound
            ));
        }
        words
    }
}

impl Confidence {
    /// What was confided, in a sentence.
    fn words(&self) -> String {
        let Self { seat, .. } = self;
        let (Some(item), Some(at)) = (&self.item, self.at) else {
            return format!("{seat} has confided nothing.");
        };
        let mut what = Vec::new();
        if !self.issues.is_empty() {
            what.push(format!("what the values of {} are worth", self.issues.join(", ")));
        }
        match self.red_lines {
            Some(0) => what.push("that it has no red line on these".to_owned()),
            Some(1) => what.push("a red line".to_owned()),
            Some(count) => what.push(format!("{count} red lines")),
            None => {}
        }
        if self.walk_away.is_some() {
            what.push("its walk-away".to_owned());
        }
        if !self.missing.is_empty() {
            what.push(format!("not, or not whole: {}", self.missing.join(", ")));
        }
        let by = self.by.as_ref().map_or(String::new(), |by| format!("{} of ", by.member));
        format!("On {at} {by}{seat} confided ({item}): {}.", what.join("; "))
    }
}
