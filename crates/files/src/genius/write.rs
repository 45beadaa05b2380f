//! Talks as GENIUS XML: `domain.xml`, and a profile for each party.
//!
//! GENIUS holds a utility as a sum of shares of 1, so that the best package is worth 1 and none less than 0. Utilities
//! of that kind are written exactly; others are scaled, and that is said. What several issues are worth together becomes
//! hyper-rectangles, which GENIUS has over whole numbers only.

use wasit_model::{Factor, Party, Preferences, Talks, Values};

use super::write_xml::{Profile, Rectangle, Worth, domain_text, profile_text};
use super::{NO_TITLES, boxes_out};
use crate::fields::{cut, grouped};
use crate::foreign::Written;
use crate::shares::{Shares, affine};
use crate::{lost, naming};

/// Which issues are written as ranges of whole numbers; the others are lists.
pub(super) type Ranges = Vec<bool>;

/// Writes talks in GENIUS XML.
pub(crate) fn write(talks: &Talks) -> Written {
    let mut lost = lost::of_the_table(talks);
    if NO_TITLES.contains(&talks.title.trim().to_lowercase().as_str()) {
        lost.push(format!("The title `{}` is left out.", cut(&talks.title)));
    }
    lost.extend(lost::of_days(talks));
    let names: Vec<&str> = talks.parties.iter().map(|party| party.name.as_str()).collect();
    let files = naming::file_names(&names, ".xml", &["domain.xml"]);
    lost.extend(lost::of_turns(talks, &files));
    for (party, file) in talks.parties.iter().zip(&files) {
        let stem = file.trim_end_matches(".xml");
        if stem != party.name {
            lost.push(format!("The party `{}` is called `{stem}`, as its file is.", cut(&party.name)));
        }
    }

    let numbers = numbers_of(talks);
    let plan = with_boxes(talks, &numbers);
    let (ranges, profiles) = match plan {
        Some(profiles) => (numbers, profiles),
        None => {
            let ranges = straight(talks, &numbers);
            let profiles = talks.parties.iter().map(additive).collect();
            for party in talks.parties.iter().filter(|party| !party.preferences.factors().is_empty()) {
                lost.push(format!(
                    "What several issues are worth together to `{}` is left out: GENIUS takes that over issues of \
                     whole numbers only, and no more than {} rectangles are written.",
                    cut(&party.name),
                    grouped(boxes_out::RECTANGLES_MAX as u64)
                ));
            }
            (ranges, profiles)
        }
    };
    let mut written = vec![("domain.xml".to_owned(), domain_text(talks, &ranges).into_bytes())];
    for ((party, file), worth) in talks.parties.iter().zip(files).zip(profiles) {
        lost.extend(lost::of_bounds(party));
        let (discount, unsaid) = lost::of_discount(party);
        lost.extend(unsaid);
        let (shift, scale, exact) = match &worth {
            Worth::Shares(shares) => (shares.shift, shares.scale, shares.is_exact()),
            Worth::Rectangles(_) => (0.0, 1.0, true),
        };
        if !exact {
            lost.push(rescaled(party, shift, scale, discount.is_some()));
        }
        let walk_away = party.preferences.walk_away().start;
        if walk_away == f64::NEG_INFINITY {
            lost.push(format!(
                "To `{}` any deal is better than none, which GENIUS cannot say; no reservation value is written, which \
                 it takes for 0.",
                cut(&party.name)
            ));
        }
        let reservation = walk_away.is_finite().then(|| (walk_away - shift) / scale);
        let profile = Profile { reservation, discount, worth };
        written.push((file, profile_text(talks, &ranges, &profile).into_bytes()));
    }
    Written { files: written, lost }
}

fn rescaled(party: &Party, shift: f64, scale: f64, discounted: bool) -> String {
    let name = cut(&party.name);
    let how = match shift {
        0.0 => format!("u / {scale}"),
        _ => format!("(u - {shift}) / {scale}"),
    };
    let time = match shift != 0.0 && discounted {
        true => " Under its discount that changes how deals compare over time.",
        false => "",
    };
    format!(
        "Utilities in GENIUS lie from 0 to 1, and the best package's is 1: a utility u of `{name}`, its walk-away too, \
         is written as {how}.{time}"
    )
}

/// Which issues are whole numbers one apart, as GENIUS's integer issues are.
fn numbers_of(talks: &Talks) -> Ranges {
    talks.space.issues().iter().map(|issue| matches!(issue.values, Values::Integer { step: 1, .. })).collect()
}

/// Of those issues the ones that every party values along a straight line, as GENIUS does.
fn straight(talks: &Talks, numbers: &Ranges) -> Ranges {
    let is_straight = |issue: usize| {
        talks
            .parties
            .iter()
            .all(|party| affine(&party.preferences.open_tables()[issue], party.preferences.grid()))
    };
    numbers.iter().enumerate().map(|(issue, &number)| number && is_straight(issue)).collect()
}

/// All profiles with what several issues are worth together, where GENIUS can say that.
fn with_boxes(talks: &Talks, numbers: &Ranges) -> Option<Vec<Worth>> {
    if talks.parties.iter().all(|party| party.preferences.factors().is_empty()) {
        return None;
    }
    let profile = |party: &Party| {
        let preferences = &party.preferences;
        let straight = preferences
            .open_tables()
            .iter()
            .zip(numbers)
            .all(|(table, &number)| !number || affine(table, preferences.grid()));
        let sum =
            (preferences.factors().is_empty() && straight).then(|| Shares::new(preferences.open_tables()));
        match sum {
            Some(shares) if shares.is_exact() => Some(Worth::Shares(shares)),
            // Rectangles add up to anything, where shares would have to be scaled.
            sum => rectangles(preferences, numbers).map(Worth::Rectangles).or_else(|| sum.map(Worth::Shares)),
        }
    };
    talks.parties.iter().map(profile).collect()
}

fn rectangles(preferences: &Preferences, numbers: &Ranges) -> Option<Vec<Rectangle>> {
    let mut out = boxes_out::Rectangles::new(numbers, preferences);
    for (issue, table) in preferences.open_tables().iter().enumerate() {
        out.table(issue, table)?;
    }
    for factor in preferences.factors() {
        match factor {
            Factor::Box(factor) => out.add_box(factor)?,
            Factor::Table(factor) => out.add_table(factor)?,
        }
    }
    out.finish()
}

fn additive(party: &Party) -> Worth {
    Worth::Shares(Shares::new(party.preferences.open_tables()))
}
