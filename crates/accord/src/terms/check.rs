use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use super::{
    Anchor, BreachRule, Commitment, Effect, Flaw, Length, Modality, Name, Place, Precondition, Quantity,
    Recurrence, Terms, Trigger, VALUE_MAX,
};

/// All that is wrong with the terms.
pub(crate) fn flaws(terms: &Terms) -> Vec<Flaw> {
    let mut check = Check::new(terms);
    check.calendar();
    check.names();
    check.milestones();
    check.commitments();
    check.pathways();
    check.powers();
    check.groups();
    // Days can be worked out where no name dangles and nothing waits for itself.
    if check.flaws.is_empty() {
        check.circles();
    }
    if check.flaws.is_empty() {
        check.windows();
    }
    check.flaws
}

struct Check<'t> {
    terms: &'t Terms,
    members: HashSet<&'t str>,
    milestones: HashMap<&'t str, usize>,
    commitments: HashMap<&'t str, usize>,
    pathways: HashSet<&'t str>,
    powers: HashMap<&'t str, usize>,
    flaws: Vec<Flaw>,
}

impl<'t> Check<'t> {
    fn new(terms: &'t Terms) -> Self {
        fn places<'n>(names: impl Iterator<Item = &'n Name>) -> HashMap<&'n str, usize> {
            names.enumerate().map(|(at, name)| (&**name, at)).collect()
        }
        Self {
            terms,
            members: terms.members.iter().map(|each| &*each.name).collect(),
            milestones: places(terms.milestones.iter().map(|each| &each.name)),
            commitments: places(terms.commitments.iter().map(|each| &each.name)),
            pathways: terms.pathways.iter().map(|each| &*each.name).collect(),
            powers: places(terms.powers.iter().map(|each| &each.name)),
            flaws: Vec::new(),
        }
    }

    fn wrong(&mut self, place: Place, what: impl Into<String>, help: impl Into<String>) {
        self.flaws.push(Flaw { place, what: what.into(), help: help.into() });
    }

    /// There are days on which people work.
    fn calendar(&mut self) {
        let weekend: HashSet<_> =
            self.terms.calendar.weekend.iter().map(|day| day.to_monday_zero_offset()).collect();
        if weekend.len() == 7 {
            self.wrong(
                Place::of("calendar", &"calendar".into(), "weekend"),
                "every day of the week is a day on which nobody works",
                "leave at least one day out of the `weekend`",
            );
        }
    }

    /// No name stands twice, and there is somebody to be bound.
    fn names(&mut self) {
        let terms = self.terms;
        let lists: [(&'static str, Vec<&Name>); 5] = [
            ("members", terms.members.iter().map(|each| &each.name).collect()),
            ("milestones", terms.milestones.iter().map(|each| &each.name).collect()),
            ("commitments", terms.commitments.iter().map(|each| &each.name).collect()),
            ("pathways", terms.pathways.iter().map(|each| &each.name).collect()),
            ("powers", terms.powers.iter().map(|each| &each.name).collect()),
        ];
        for (list, names) in lists {
            let mut seen = HashSet::new();
            for name in names {
                if !seen.insert(name) {
                    self.wrong(
                        Place::of(list, name, ""),
                        format!("`{name}` stands twice in the {list}"),
                        "give one of them another name",
                    );
                }
            }
        }
    }

    fn member(&mut self, place: Place, name: &str) {
        if !self.members.contains(name) {
            self.wrong(place, format!("there is no member `{name}`"), known(name, "members", &self.members));
        }
    }

    fn milestone(&mut self, place: Place, name: &str) {
        if !self.milestones.contains_key(name) {
            let help = known(name, "milestones", &self.milestones.keys().copied().collect());
            self.wrong(place, format!("there is no milestone `{name}`"), help);
        }
    }

    fn commitment(&mut self, place: Place, name: &str) {
        if !self.commitments.contains_key(name) {
            let help = known(name, "commitments", &self.commitments.keys().copied().collect());
            self.wrong(place, format!("there is no commitment `{name}`"), help);
        }
    }

    /// The names in an anchor are there, and only milestones wait for what is declared.
    fn anchor(&mut self, place: &Place, anchor: &'t Anchor, in_milestone: bool) {
        let mut parts = Vec::new();
        anchor.walk(&mut |part| parts.push(part));
        for part in parts {
            match part {
                Anchor::At(name) => self.milestone(place.clone(), name),
                Anchor::Unless { power, .. } if !self.powers.contains_key(&**power) => {
                    let help = known(power, "powers", &self.powers.keys().copied().collect());
                    self.wrong(place.clone(), format!("there is no power `{power}`"), help);
                }
                Anchor::Event(_) | Anchor::OrEarlierByConsent(_) if !in_milestone => self.wrong(
                    place.clone(),
                    "a day that is declared is a milestone: journals name it",
                    "write a milestone with this `event`, and name it here",
                ),
                Anchor::Earliest(several) | Anchor::Latest(several) if several.is_empty() => self.wrong(
                    place.clone(),
                    "the earliest or latest of no days is no day",
                    "list at least two days",
                ),
                _ => {}
            }
        }
    }

    fn milestones(&mut self) {
        for milestone in &self.terms.milestones {
            let place = Place::of("milestones", &milestone.name, "");
            self.anchor(&place, &milestone.when, true);
            for (at, member) in milestone.declared_by.iter().enumerate() {
                self.member(Place::of("milestones", &milestone.name, "declared_by").nth(at), member);
            }
        }
    }

    fn commitments(&mut self) {
        for commitment in &self.terms.commitments {
            let place = |key| Place::of("commitments", &commitment.name, key);
            if commitment.obligors.is_empty() {
                self.wrong(place("by"), "nobody owes it", "name who does under `by`");
            }
            for (key, names) in [
                ("by", &commitment.obligors),
                ("to", &commitment.obligees),
                ("alleged_by", &commitment.breach.alleged_by),
            ] {
                for (at, name) in names.iter().enumerate() {
                    self.member(place(key).nth(at), name);
                }
            }
            for (key, anchor) in commitment.anchors() {
                self.anchor(&place(key), anchor, false);
            }
            for (at, precondition) in commitment.preconditions.iter().enumerate() {
                match precondition {
                    Precondition::Reached(name) => self.milestone(place("only_if").nth(at), name),
                    Precondition::Kept(name) => self.commitment(place("only_if").nth(at), name),
                }
            }
            if let Some(pathway) = &commitment.pathway
                && !self.pathways.contains(&**pathway)
            {
                let help = known(pathway, "pathways", &self.pathways);
                self.wrong(place("dispute"), format!("there is no pathway `{pathway}`"), help);
            }
            if let Some(verification) = &commitment.verification {
                self.member(place("verification"), &verification.by);
            }
            self.substance(commitment);
        }
    }

    /// What is owed can be told from what is not.
    fn substance(&mut self, commitment: &Commitment) {
        let place = |key| Place::of("commitments", &commitment.name, key);
        match &commitment.measure {
            Some(measure) => {
                let counts = matches!(measure.quantity, Quantity::Count | Quantity::Presence);
                if measure.unit.is_empty() && !counts {
                    self.wrong(
                        place("measure"),
                        "the limit has no unit",
                        "write the `unit` as UCUM has it, such as kg, % or t",
                    );
                }
                if measure.limits.is_empty() {
                    self.wrong(place("measure"), "the measure has no limit", "write `at_most`, `at_least` or `exactly`");
                }
                let values = measure.limits.iter().map(|limit| limit.value).chain([measure.tolerance]);
                if values.into_iter().any(|value| value.abs() > VALUE_MAX.into()) {
                    self.wrong(place("measure"), "a value is more than 10^18", "write it in a greater unit");
                }
                if measure.tolerance.is_sign_negative() {
                    self.wrong(place("measure"), "a tolerance is not negative", "write how far beyond still complies");
                }
            }
            None if commitment.is_continuing() && commitment.modality != Modality::May => self.wrong(
                place("measure"),
                "it holds at all times, and nothing says how it is seen",
                "give it a `measure`; for something that is left undone, of kind `presence` or `count`, at most 0",
            ),
            None => {}
        }
        let each = matches!(commitment.trigger, Trigger::Each { .. });
        if each && commitment.within.is_none() {
            self.wrong(
                place("within"),
                "it is due each time that it is asked for, and nothing says how soon",
                "write `within`, such as 24 days",
            );
        }
        let dated = commitment.due.is_some() || commitment.every.is_some() || commitment.within.is_some();
        if commitment.modality == Modality::Must && !commitment.is_continuing() && !each && !dated {
            self.wrong(
                place("due"),
                "it is to be done, and nothing says by when: it could never be late",
                "write `due`, or `every` and `within`",
            );
        }
        if let Some(every) = &commitment.every {
            match every {
                Recurrence::Every(length) if !is_positive(*length) => self.wrong(
                    place("every"),
                    "it recurs after no time at all",
                    "write a length of time of at least a day",
                ),
                rule => {
                    if let Err(error) = rule.check() {
                        self.wrong(
                            place("every"),
                            error.to_string(),
                            "write a rule of RFC 5545, such as FREQ=MONTHLY",
                        );
                    }
                }
            }
        }
        match commitment.breach.rule {
            BreachRule::Times { times: 0, .. } => {
                self.wrong(place("breach"), "no breach at all would be one", "write how many times, from 1");
            }
            BreachRule::Times { within, .. } if !is_positive(within) => {
                self.wrong(
                    place("breach"),
                    "breaches are counted within no time",
                    "write a length of at least a day",
                );
            }
            _ => {}
        }
        if let Some(cure) = &commitment.breach.cure
            && !is_positive(cure.within)
        {
            self.wrong(
                place("cure"),
                "a breach may be mended within no time",
                "write a length of at least a day",
            );
        }
    }

    fn pathways(&mut self) {
        for pathway in &self.terms.pathways {
            let place = |at: usize| Place::of("pathways", &pathway.name, "steps").nth(at);
            if pathway.rungs.is_empty() {
                self.wrong(
                    Place::of("pathways", &pathway.name, ""),
                    "the ladder has no rung",
                    "write its `steps`, from the first on",
                );
            }
            let mut before: Vec<&Name> = Vec::new();
            for (at, rung) in pathway.rungs.iter().enumerate() {
                if before.contains(&&rung.name) {
                    self.wrong(
                        place(at),
                        format!("`{}` stands twice in the ladder", rung.name),
                        "give it another name",
                    );
                }
                if !is_positive(rung.within) {
                    self.wrong(
                        place(at),
                        format!(
                            "`{}` has no time: the ladder would never end, or be over at once",
                            rung.name
                        ),
                        "write `within`, of at least a day",
                    );
                }
                for forum in &rung.forum {
                    self.member(place(at), forum);
                }
                if let Some(beside) = &rung.parallel_with
                    && !before.contains(&beside)
                {
                    self.wrong(
                        place(at),
                        format!("`{}` runs beside `{beside}`, which is no earlier rung", rung.name),
                        "name a rung that stands before it",
                    );
                }
                before.push(&rung.name);
            }
        }
    }

    fn powers(&mut self) {
        for power in &self.terms.powers {
            let place = |key| Place::of("powers", &power.name, key);
            if power.holders.is_empty() {
                self.wrong(place("of"), "nobody has the power", "name who does under `of`");
            }
            for (at, holder) in power.holders.iter().enumerate() {
                self.member(place("of").nth(at), holder);
            }
            if let Some(pathway) = &power.after_pathway
                && !self.pathways.contains(&**pathway)
            {
                let help = known(pathway, "pathways", &self.pathways);
                self.wrong(place("after_dispute"), format!("there is no pathway `{pathway}`"), help);
            }
            for (at, milestone) in power.after.iter().enumerate() {
                self.milestone(place("after").nth(at), milestone);
            }
            for (key, anchor) in [("from", &power.from), ("until", &power.until)] {
                if let Some(anchor) = anchor {
                    self.anchor(&place(key), anchor, false);
                }
            }
            if let Some(vote) = &power.vote {
                self.member(place("vote"), &vote.body);
                if !is_positive(vote.within) {
                    self.wrong(place("vote"), "the vote has no time", "write `within`, of at least a day");
                }
            }
            for (at, effect) in power.effects.iter().enumerate() {
                for name in effect.commitments() {
                    self.commitment(place("does").nth(at), name);
                }
                if let Effect::Reaches(name) = effect {
                    self.milestone(place("does").nth(at), name);
                }
            }
        }
    }

    fn groups(&mut self) {
        let mut seen = HashSet::new();
        for group in &self.terms.reciprocity {
            for name in group {
                self.commitment(Place::of("reciprocity", name, ""), name);
                if !seen.insert(name) {
                    self.wrong(
                        Place::of("reciprocity", name, ""),
                        format!("`{name}` is in two groups that start together"),
                        "make one group of both",
                    );
                }
            }
        }
    }

    /// No day waits for itself: milestones and powers for each other, commitments for each other.
    fn circles(&mut self) {
        let terms = self.terms;
        let count = terms.milestones.len();
        let mut waits: Vec<Vec<usize>> = vec![Vec::new(); count + terms.powers.len()];
        let names = |anchor: &Anchor| {
            let mut found = Vec::new();
            anchor.walk(&mut |part| match part {
                Anchor::At(name) => found.push(self.milestones[&**name]),
                Anchor::Unless { power, .. } => found.push(count + self.powers[&**power]),
                _ => {}
            });
            found
        };
        for (at, milestone) in terms.milestones.iter().enumerate() {
            waits[at] = names(&milestone.when);
        }
        for (at, power) in terms.powers.iter().enumerate() {
            let anchors = power.from.iter().chain(&power.until).flat_map(names);
            let after = power.after.iter().map(|name| self.milestones[&**name]);
            let all: Vec<usize> = anchors.chain(after).collect();
            waits[count + at] = all;
            for effect in &power.effects {
                if let Effect::Reaches(name) = effect {
                    waits[self.milestones[&**name]].push(count + at);
                }
            }
        }
        let title = |at: usize| match at.checked_sub(count) {
            None => format!("`{}`", terms.milestones[at].name),
            Some(power) => format!("the power `{}`", terms.powers[power].name),
        };
        if circle(&waits).is_none() && depth(&waits) > DEPTH_MAX {
            self.wrong(
                Place::of("milestones", &terms.milestones[0].name, ""),
                format!("more than {DEPTH_MAX} days hang on each other in one chain"),
                "let some of them be dates",
            );
        }
        if let Some(circle) = circle(&waits) {
            let first = circle[0];
            let place = match first.checked_sub(count) {
                None => Place::of("milestones", &terms.milestones[first].name, ""),
                Some(power) => Place::of("powers", &terms.powers[power].name, ""),
            };
            let chain: Vec<String> = circle.iter().chain([&first]).map(|at| title(*at)).collect();
            self.wrong(
                place,
                format!("days wait for each other in a circle: {}", chain.join(" waits for ")),
                "let one of them be a date, an event, or hang on another day",
            );
        }
        let group_of: HashMap<&str, &Vec<Name>> = terms
            .reciprocity
            .iter()
            .flat_map(|group| group.iter().map(move |name| (&**name, group)))
            .collect();
        let waits: Vec<Vec<usize>> = terms
            .commitments
            .iter()
            .map(|commitment| {
                let own = std::slice::from_ref(&commitment.name);
                let group = group_of.get(&*commitment.name).map_or(own, |group| group.as_slice());
                let each =
                    group.iter().flat_map(|name| &terms.commitments[self.commitments[&**name]].preconditions);
                each.filter_map(|precondition| match precondition {
                    Precondition::Kept(name) => Some(self.commitments[&**name]),
                    Precondition::Reached(_) => None,
                })
                .collect()
            })
            .collect();
        if circle(&waits).is_none() && depth(&waits) > DEPTH_MAX {
            self.wrong(
                Place::of("commitments", &terms.commitments[0].name, "only_if"),
                format!("more than {DEPTH_MAX} commitments wait for each other in one chain"),
                "let some of them start by a day",
            );
        }
        if let Some(circle) = circle(&waits) {
            let name = |at: usize| format!("`{}`", terms.commitments[at].name);
            let chain: Vec<String> = circle.iter().chain([&circle[0]]).map(|at| name(*at)).collect();
            let grouped = circle.iter().any(|at| group_of.contains_key(&*terms.commitments[*at].name));
            let because = if grouped { " (what starts together waits together)" } else { "" };
            self.wrong(
                Place::of("commitments", &terms.commitments[circle[0]].name, "only_if"),
                format!(
                    "commitments wait for each other in a circle: {}{because}",
                    chain.join(" waits for ")
                ),
                "let one of them start by a day",
            );
        }
    }

    /// No window ends before it starts, as far as the calendar alone tells.
    fn windows(&mut self) {
        let day = |anchor: &Anchor| self.day(anchor, 0);
        let mut found = Vec::new();
        for commitment in &self.terms.commitments {
            let place = |key| Place::of("commitments", &commitment.name, key);
            let from = day(commitment.trigger.from());
            let until = commitment.sunset.as_ref().and_then(|sunset| day(&sunset.at));
            if let (Some(from), Some(until)) = (from, until)
                && until <= from
            {
                found.push((
                    place("until"),
                    format!("its sunset, {until}, is not after its start, {from}"),
                    "write a later `until`, or an earlier `from`",
                ));
            }
            if let (Some(from), Some(due)) = (from, commitment.due.as_ref().and_then(day))
                && due < from
            {
                found.push((
                    place("due"),
                    format!("it is due on {due}, before it starts on {from}"),
                    "write a later `due`, or an earlier `from`",
                ));
            }
            let steps: Vec<Option<Date>> = commitment
                .measure
                .iter()
                .flat_map(|measure| &measure.limits)
                .filter_map(|limit| limit.from.as_ref().map(day))
                .collect();
            if steps.windows(2).any(|pair| matches!(pair, [Some(one), Some(next)] if next <= one)) {
                found.push((
                    place("steps"),
                    "the steps of its limit are not in the order of their days".to_owned(),
                    "write the earliest first, and each day once",
                ));
            }
        }
        for power in &self.terms.powers {
            if let (Some(from), Some(until)) =
                (power.from.as_ref().and_then(day), power.until.as_ref().and_then(day))
                && until <= from
            {
                found.push((
                    Place::of("powers", &power.name, "until"),
                    format!("the power ends on {until}, not after its start on {from}"),
                    "write a later `until`, or an earlier `from`",
                ));
            }
        }
        for (place, what, help) in found {
            self.wrong(place, what, help);
        }
    }

    /// The day of an anchor where the calendar alone says it.
    fn day(&self, anchor: &Anchor, depth: usize) -> Option<Date> {
        if depth > self.terms.milestones.len() + 64 {
            return None;
        }
        let inner = |anchor: &Anchor| self.day(anchor, depth + 1);
        match anchor {
            Anchor::On(moment) => Some(moment.date),
            Anchor::At(name) => inner(&self.terms.milestones[*self.milestones.get(&**name)?].when),
            Anchor::After { from, by } => self.terms.calendar.after(inner(from)?, *by),
            Anchor::Earliest(several) | Anchor::Latest(several) => {
                let days: Option<Vec<Date>> = several.iter().map(inner).collect();
                let earliest = matches!(anchor, Anchor::Earliest(_));
                let days = days?.into_iter();
                if earliest { days.min() } else { days.max() }
            }
            Anchor::Event(_) | Anchor::OrEarlierByConsent(_) | Anchor::Unless { .. } => None,
        }
    }
}

fn is_positive(length: Length) -> bool {
    let all = [i32::from(length.years), i32::from(length.months), length.days];
    all.iter().all(|part| *part >= 0) && all.iter().any(|part| *part > 0)
}

/// The name that may have been meant, or those that there are, for advice.
fn known(wanted: &str, what: &str, names: &HashSet<&str>) -> String {
    if let Some((_, near)) = names
        .iter()
        .map(|name| (strsim::damerau_levenshtein(name, wanted), *name))
        .min()
        .filter(|(distance, name)| *distance <= 2.max(name.chars().count() / 3) && *distance < name.len())
    {
        return format!("did you mean `{near}`?");
    }
    let mut names: Vec<&str> = names.iter().copied().collect();
    names.sort_unstable();
    let more = names.len().saturating_sub(8);
    names.truncate(8);
    match (names.is_empty(), more) {
        (true, _) => format!("there are no {what} yet: write it first"),
        (_, 0) => format!("the {what} are `{}`", names.join("`, `")),
        _ => format!("the {what} are `{}` and {more} more", names.join("`, `")),
    }
}

/// How many days may hang on each other: each is worked out on the stack.
const DEPTH_MAX: usize = 200;

/// The longest chain of a graph, up to one more than is allowed; circles are told apart elsewhere.
fn depth(waits: &[Vec<usize>]) -> usize {
    let mut ends: Vec<usize> = (0..waits.len()).collect();
    let mut depth = 0;
    // After so many rounds only what is at the head of a chain so long has somebody behind it.
    while !ends.is_empty() && depth <= DEPTH_MAX {
        let mut reached: Vec<usize> = ends.iter().flat_map(|at| &waits[*at]).copied().collect();
        reached.sort_unstable();
        reached.dedup();
        ends = reached;
        depth += 1;
    }
    depth
}

/// The first circle of a graph, in order; nothing where there is none.
fn circle(waits: &[Vec<usize>]) -> Option<Vec<usize>> {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        Not,
        Under,
        Done,
    }
    let mut seen = vec![Seen::Not; waits.len()];
    for start in 0..waits.len() {
        if seen[start] != Seen::Not {
            continue;
        }
        // By hand, as a chain of days may be longer than a stack is deep.
        let mut path = vec![(start, 0)];
        seen[start] = Seen::Under;
        while let Some((at, next)) = path.last_mut() {
            let Some(&other) = waits[*at].get(*next) else {
                seen[*at] = Seen::Done;
                path.pop();
                continue;
            };
            *next += 1;
            match seen[other] {
                Seen::Done => {}
                Seen::Not => {
                    seen[other] = Seen::Under;
                    path.push((other, 0));
                }
                Seen::Under => {
                    let from = path.iter().position(|(at, _)| *at == other)?;
                    return Some(path[from..].iter().map(|(at, _)| *at).collect());
                }
            }
        }
    }
    None
}
