use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use crate::journal::{Declaration, Entry};
use crate::terms::{Accord, Calendar, Moment, Name};

/// The declarations that count: to the rules, or to one member who holds some untrue and others to be valid.
///
/// What a member disputes does not count to it. What the accord gives nobody the right to do (leaving, ceasing, a power
/// that is not there) counts to nobody but who did it and who accepts it.
pub(crate) struct Scene<'a> {
    pub(crate) accord: &'a Accord,
    /// The last instant that is looked at.
    pub(crate) on: Timestamp,
    /// In the order of what they are about, then of when they became known.
    pub(crate) declared: Vec<Told<'a>>,
    /// By commitment: the places of the declarations that name it.
    about: Vec<Vec<u32>>,
    /// By entry: the places of the declarations that answer it.
    answers: HashMap<&'a str, Vec<u32>>,
    /// The places of what was left and ceased without a ground, where that counts to the holder.
    departures: Vec<u32>,
    /// Entries that do not count to the holder, observations too.
    pub(crate) left_out: HashSet<&'a str>,
    /// Entries without a ground in the accord that count to the holder nevertheless.
    pub(crate) granted: HashSet<&'a str>,
}

/// An entry, and the instant that it is about.
#[derive(Clone, Copy)]
pub(crate) struct Told<'a> {
    pub(crate) entry: &'a Entry,
    pub(crate) declaration: &'a Declaration,
    pub(crate) at: Timestamp,
}

impl<'a> Told<'a> {
    /// The moment from which it counts: that of what it answers, where that came later on its day.
    pub(crate) fn counts_from(&self, calendar: &Calendar) -> Moment {
        let moment = self.moment();
        if calendar.begins(moment) == self.at { moment } else { calendar.moment(self.at) }
    }

    pub(crate) fn moment(&self) -> Moment {
        self.entry.at
    }
}

/// What of a journal bears on who holds what: withdrawals, disputes, acceptances.
pub(crate) struct Stances<'a> {
    withdrawn: HashSet<&'a str>,
    /// By member: what it disputes and what it accepts.
    by_member: HashMap<&'a str, (HashSet<&'a str>, HashSet<&'a str>)>,
}

impl<'a> Stances<'a> {
    /// Of the declarations that are known, in the order in which they came in. What a member says of an entry counts from
    /// its day on, and the last of it stands.
    pub(crate) fn of(known: &[&'a Entry], calendar: &Calendar, on: Timestamp) -> Self {
        let mut withdrawn: HashSet<&str> = HashSet::new();
        // Entries name those before them: from the last to the first, it is known whether a withdrawal was withdrawn.
        for entry in known.iter().rev() {
            if let Some(Declaration::Withdraws { entry: other }) = entry.declaration()
                && !withdrawn.contains(&*entry.id)
            {
                withdrawn.insert(other);
            }
        }
        let mut said: Vec<(Timestamp, &Entry, &str, bool)> = known
            .iter()
            .filter(|entry| !withdrawn.contains(&*entry.id))
            .filter_map(|entry| {
                let (other, accepts) = match entry.declaration()? {
                    Declaration::Disputes { entry } => (entry, false),
                    Declaration::Accepts { entry } => (entry, true),
                    Declaration::Leaves | Declaration::Ceases { .. } | Declaration::Exerts { .. } => {
                        (&entry.id, true)
                    }
                    _ => return None,
                };
                let at = calendar.begins(entry.at);
                (at <= on).then_some((at, *entry, &**other, accepts))
            })
            .collect();
        said.sort_by(|(at, a, ..), (other, b, ..)| (at, a.known, &*a.id).cmp(&(other, b.known, &*b.id)));
        let mut by_member: HashMap<&str, (HashSet<&str>, HashSet<&str>)> = HashMap::new();
        for (_, entry, other, accepts) in said {
            let (disputed, accepted) = by_member.entry(&entry.by).or_default();
            let (to, from) = if accepts { (accepted, disputed) } else { (disputed, accepted) };
            to.insert(other);
            from.remove(other);
        }
        Self { withdrawn, by_member }
    }

    /// Members who hold something else than the rules may say.
    pub(crate) fn members(&self) -> impl Iterator<Item = &'a str> {
        self.by_member.keys().copied()
    }

    /// What does not count to a member, or by the rules.
    fn left_out(&self, holder: Option<&str>) -> HashSet<&'a str> {
        let disputes = holder.and_then(|holder| self.by_member.get(holder)).map(|(disputes, _)| disputes);
        self.withdrawn.iter().chain(disputes.into_iter().flatten()).copied().collect()
    }

    fn granted(&self, holder: Option<&str>) -> HashSet<&'a str> {
        let accepts = holder.and_then(|holder| self.by_member.get(holder)).map(|(_, accepts)| accepts);
        accepts.into_iter().flatten().copied().collect()
    }
}

/// The entry that a declaration answers: a dispute or an exertion.
fn answered(declaration: &Declaration) -> Option<&Name> {
    match declaration {
        Declaration::Decides { dispute: of, .. }
        | Declaration::Extends { of, rung: Some(_), .. }
        | Declaration::Resumes { exertion: of }
        | Declaration::Votes { exertion: of, .. } => Some(of),
        _ => None,
    }
}

impl<'a> Scene<'a> {
    /// Of the known declarations those that are about a time until `on` and count to `holder`; by the rules where `None`.
    pub(crate) fn new(
        accord: &'a Accord,
        known: &[&'a Entry],
        stances: &Stances<'a>,
        holder: Option<&str>,
        on: Timestamp,
    ) -> Self {
        let left_out = stances.left_out(holder);
        let calendar = accord.calendar();
        // An answer of the day comes after what it answers, at whatever time of that day that was.
        let openers: HashMap<&str, Moment> = known
            .iter()
            .filter(|entry| {
                let opens = matches!(
                    entry.declaration(),
                    Some(Declaration::Refers { .. } | Declaration::Exerts { .. })
                );
                opens && entry.at.time.is_some()
            })
            .map(|entry| (&*entry.id, entry.at))
            .collect();
        let instant = |entry: &Entry, declaration: &Declaration| {
            let opener = answered(declaration).and_then(|of| openers.get(&**of));
            let same_day = opener.filter(|at| entry.at.time.is_none() && at.date == entry.at.date);
            calendar.begins(same_day.copied().unwrap_or(entry.at))
        };
        let mut declared: Vec<Told<'a>> = known
            .iter()
            .filter(|entry| !left_out.contains(&*entry.id))
            .filter_map(|entry| {
                let declaration = entry.declaration()?;
                Some(Told { entry, declaration, at: instant(entry, declaration) })
            })
            .filter(|told| told.at <= on)
            .collect();
        declared
            .sort_by(|a, b| (a.at, a.entry.known, &*a.entry.id).cmp(&(b.at, b.entry.known, &*b.entry.id)));
        let granted = stances.granted(holder);
        let mut about = vec![Vec::new(); accord.terms().commitments.len()];
        let mut answers: HashMap<&str, Vec<u32>> = HashMap::new();
        let mut departures = Vec::new();
        for (place, told) in declared.iter().enumerate() {
            let named = match told.declaration {
                Declaration::Extends { of, rung: None, .. } => Some(of),
                _ => told.entry.commitment(),
            };
            if let Some(commitment) = named.and_then(|name| accord.commitment(name)) {
                about[commitment].push(place as u32);
            }
            if let Some(of) = answered(told.declaration) {
                answers.entry(of).or_default().push(place as u32);
            }
            let departs = matches!(told.declaration, Declaration::Leaves | Declaration::Ceases { .. });
            if departs && granted.contains(&*told.entry.id) {
                departures.push(place as u32);
            }
        }
        Self { accord, on, declared, about, answers, departures, left_out, granted }
    }

    /// The declarations that name a commitment, in order.
    pub(crate) fn about(&self, commitment: usize) -> impl Iterator<Item = &Told<'a>> {
        self.about[commitment].iter().map(|place| &self.declared[*place as usize])
    }

    /// The declarations that answer an entry, in order: of a dispute or an exertion.
    pub(crate) fn answers(&self, entry: &str) -> impl Iterator<Item = &Told<'a>> {
        self.answers.get(entry).into_iter().flatten().map(|place| &self.declared[*place as usize])
    }

    /// Those who left or ceased without a ground, where that counts to the holder.
    pub(crate) fn departures(&self) -> impl Iterator<Item = &Told<'a>> {
        self.departures.iter().map(|place| &self.declared[*place as usize])
    }

    /// Whether an entry counts though the accord gives no ground for it.
    pub(crate) fn grants(&self, entry: &Entry) -> bool {
        self.granted.contains(&*entry.id)
    }
}
