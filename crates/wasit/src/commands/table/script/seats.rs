//! The seats of a script that act by themselves: which strategy acts there, and for whom.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Span, SpanRelativeTo};
use wasit_files::{Document, Mark, Part};
use wasit_model::Talks;
use wasit_strategies::{check_mediator, check_party};
use wasit_table::{Name, Who};

use super::decode::listed;

/// What stands for what the script's talks file says of a seat.
const FROM_TALKS: &str = "from talks";
/// The keys of a seat that is written as a group.
const KEYS: [&str; 2] = ["strategy", "member"];
/// A leg takes no longer.
const LEG_HOURS_MAX: i64 = 31 * 24;

/// A seat in which a strategy acts.
#[derive(Clone, Debug)]
pub(crate) struct Automated {
    /// Where it stands in the script.
    pub(crate) mark: Mark,
    /// The member who acts.
    pub(crate) who: Who,
    /// The strategy, as `wasit run` takes it.
    pub(crate) strategy: String,
}

/// What is wrong, and what would be right.
type Wrong = (String, String);

/// Who sits where by the acts of a script, as far as can be told without playing it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cast {
    mediator: Option<Who>,
    parties: Vec<Name>,
    heads: BTreeMap<Name, Name>,
    members: BTreeSet<Who>,
}

impl Cast {
    /// Reads it from the acts.
    pub(super) fn of(root: &Part) -> Self {
        let mut cast = Self::default();
        let name = |part: Option<Part>| part?.text()?.parse::<Name>().ok();
        for act in root.get("acts").and_then(|acts| acts.items()).unwrap_or_default() {
            let by = act.get("by");
            let by = by.as_ref().and_then(Part::text).unwrap_or_default();
            match act.get("do").as_ref().and_then(Part::text) {
                Some("convene") if cast.mediator.is_none() => {
                    cast.mediator = by.parse().ok();
                    cast.members.extend(cast.mediator.clone());
                    let parties = act.get("parties").and_then(|parties| parties.items()).unwrap_or_default();
                    cast.parties.extend(parties.iter().filter_map(|party| name(party.get("seat"))));
                }
                Some("invite") => {
                    let Some((seat, head)) = name(act.get("seat")).zip(name(act.get("head"))) else {
                        continue;
                    };
                    cast.members.insert(Who::new(seat.clone(), head.clone()));
                    cast.heads.entry(seat).or_insert(head);
                }
                Some("enrol") => {
                    let seat = by.split('/').next().and_then(|seat| seat.parse().ok());
                    let member = seat.zip(name(act.get("member")));
                    cast.members.extend(member.map(|(seat, member)| Who::new(seat, member)));
                }
                _ => {}
            }
        }
        cast
    }

    /// Who acts for an automated seat of these talks: its head where no other member is named.
    ///
    /// # Errors
    /// What keeps a strategy that knows these talks from the seat.
    pub(crate) fn actor(&self, talks: &Talks, seat: &Name, member: Option<&Name>) -> Result<Who, Wrong> {
        let Some(mediator) = &self.mediator else {
            return Err((
                "no act convenes the talks in which this seat is".to_owned(),
                "begin with `convene`, by the mediator's head: `by: oman/badr`".to_owned(),
            ));
        };
        self.fits(talks, seat, mediator)?;
        if let Some(member) = member {
            let who = Who::new(seat.clone(), member.clone());
            return match self.members.contains(&who) {
                true => Ok(who),
                false => Err((
                    format!("no act admits {who}"),
                    "name whom an `invite` or `enrol` of this script names, or leave `member` out for the head"
                        .to_owned(),
                )),
            };
        }
        if mediator.seat == *seat {
            return Ok(mediator.clone());
        }
        let head = self.heads.get(seat).ok_or_else(|| {
            (
                format!("nobody is invited to the seat `{seat}`, so nobody can act for it"),
                format!("write an act `invite` with `seat: {seat}` and a `head`"),
            )
        })?;
        Ok(Who::new(seat.clone(), head.clone()))
    }

    fn fits(&self, talks: &Talks, seat: &Name, mediator: &Who) -> Result<(), Wrong> {
        let is_mediator = seat.as_str() == talks.mediator.name;
        if !is_mediator {
            return match self.parties.contains(seat) {
                true => Ok(()),
                false => Err((
                    format!("these talks are convened without a seat `{seat}`"),
                    format!("seats are called as in the talks file; convened are {}", names(&self.parties)),
                )),
            };
        }
        if mediator.seat != *seat {
            return Err((
                format!("the seat that convenes these talks is `{}`, not `{seat}`", mediator.seat),
                "call the mediator's seat as the talks file does".to_owned(),
            ));
        }
        let known: BTreeSet<&str> = talks.parties.iter().map(|party| party.name.as_str()).collect();
        let here: BTreeSet<&str> = self.parties.iter().map(Name::as_str).collect();
        if known != here {
            let known: Vec<String> = known.into_iter().map(str::to_owned).collect();
            return Err((
                "a strategy mediates between all parties of the talks file and no others".to_owned(),
                format!("convened are {}, and the talks file has {}", names(&self.parties), listed(&known)),
            ));
        }
        Ok(())
    }
}

fn names(all: &[Name]) -> String {
    listed(&all.iter().map(ToString::to_string).collect::<Vec<_>>())
}

/// Reads `seats`; what is wrong is noted.
pub(super) fn read(
    part: &Part,
    talks: Option<&Talks>,
    cast: &Cast,
    document: &mut Document,
) -> Vec<Automated> {
    let Some(entries) = part.entries() else {
        document.wrong(
            part.mark(),
            "`seats` says which seats act by themselves",
            "write `seats: { usa: boulware, oman: courier }`",
        );
        return Vec::new();
    };
    let Some(talks) = talks else { return Vec::new() };
    let mut seats = Vec::new();
    for (text, mark, written) in entries {
        let known =
            talks.parties.iter().map(|party| party.name.as_str()).chain([talks.mediator.name.as_str()]);
        let is_known = known.clone().any(|name| name == text);
        let Some(seat) = text.parse::<Name>().ok().filter(|_| is_known) else {
            let all: Vec<String> = known.clone().map(str::to_owned).collect();
            let help = document.hint(text, known, || format!("its seats are {}", listed(&all)));
            document.wrong(mark, format!("the talks file has no seat `{text}`"), help);
            continue;
        };
        let read = Seat { name: &seat, talks, document }.read(&written);
        let Some((strategy, member)) = read else { continue };
        match cast.actor(talks, &seat, member.as_ref()) {
            Ok(who) => seats.push(Automated { mark, who, strategy }),
            Err((message, help)) => document.wrong(mark, message, help),
        }
    }
    seats
}

/// One entry of `seats`.
struct Seat<'a> {
    name: &'a Name,
    talks: &'a Talks,
    document: &'a mut Document,
}

impl Seat<'_> {
    /// Its strategy, and the member where one is named.
    fn read(&mut self, part: &Part) -> Option<(String, Option<Name>)> {
        let entries = part.entries().filter(|_| part.get("use").is_none());
        let Some(entries) = entries else { return self.strategy(part).map(|strategy| (strategy, None)) };
        let mut fine = true;
        for (key, mark, _) in entries.iter().filter(|(key, ..)| !KEYS.contains(key)) {
            fine = false;
            if *key == "cmd" {
                self.no_program(*mark);
                continue;
            }
            let help = self
                .document
                .hint(key, KEYS.into_iter(), || "there can be `strategy` and `member`".to_owned());
            self.document.wrong(*mark, format!("a seat has no key `{key}`"), help);
        }
        let member = part.get("member").map(|member| {
            let read = member.text().and_then(|text| text.parse::<Name>().ok());
            if read.is_none() {
                self.document.wrong(
                    member.mark(),
                    "`member` must be the name of a member",
                    format!("write `member: adviser` for {}/adviser", self.name),
                );
            }
            read
        });
        let strategy = match part.get("strategy") {
            Some(strategy) => self.strategy(&strategy),
            None if part.get("cmd").is_some() => None,
            None => {
                self.document.wrong(
                    part.mark(),
                    "this seat has no `strategy`",
                    "write `strategy: boulware`, or `strategy: from talks` for the one that the talks file names",
                );
                None
            }
        };
        let member = match member {
            Some(member) => Some(member?),
            None => None,
        };
        strategy.filter(|_| fine).map(|strategy| (strategy, member))
    }

    fn strategy(&mut self, part: &Part) -> Option<String> {
        let party = self.talks.find_party(self.name.as_str());
        let text = part.text().unwrap_or_default().trim();
        if text == FROM_TALKS {
            return Some(match party {
                Some(party) => self.talks.parties[party].strategy.clone(),
                None => self.talks.mediator.strategy.clone(),
            });
        }
        if text.starts_with("cmd:") {
            self.no_program(part.mark());
            return None;
        }
        self.document.strategy(part, &|text| match party {
            Some(_) => check_party(text).map_err(|error| error.to_string()),
            None => check_mediator(text).map_err(|error| error.to_string()),
        })
    }

    fn no_program(&mut self, mark: Mark) {
        let option = match self.talks.find_party(self.name.as_str()) {
            Some(_) => format!("--seat {}='cmd:…'", self.name),
            None => "--mediator 'cmd:…'".to_owned(),
        };
        self.document.wrong(
            mark,
            "a script cannot name a program: only whoever plays it can",
            format!("leave it out, and play the script with `{option}`"),
        );
    }
}

/// Reads how long a leg takes.
pub(super) fn leg(part: &Part, document: &mut Document) -> Option<SignedDuration> {
    let span =
        part.text().filter(|text| !text.starts_with(['+', '-'])).and_then(|text| text.parse::<Span>().ok());
    let leg = span.and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()).ok());
    let fits = |leg: &SignedDuration| {
        *leg >= SignedDuration::from_secs(2) && *leg <= SignedDuration::from_hours(LEG_HOURS_MAX)
    };
    let leg = leg.filter(fits);
    if leg.is_none() {
        document.wrong(
            part.mark(),
            "`leg` must be how long one trip of the mediator takes",
            "write `30m`, `2h` or `1d`: from two seconds to 31 days",
        );
    }
    leg
}
