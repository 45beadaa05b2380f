//! Proposals: who proposes, carries, accepts what, and what comes of it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use wasit_table::chapters::proposals::{Condition, ProposalState};
use wasit_table::chapters::relay::Attribution;
use wasit_table::chapters::rooms::Disclosure;
use wasit_table::{Act, Compartment, Id, Name, PackageTerms, Rule, Who};

use super::relay::{distinct, is_free};
use super::room;
use crate::model::{Lines, Model, Rules, list, text};
use crate::news::{News, field};

/// What became of a proposal, or of a copy of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fate {
    Open,
    Superseded(Id),
    Withdrawn,
    Expired,
    Agreed(Id),
}

/// A proposal as its maker made it.
#[derive(Clone, Debug)]
pub(crate) struct Offer {
    pub(crate) maker: Name,
    pub(crate) options: u32,
    pub(crate) packages: Vec<PackageTerms>,
    pub(crate) until: Option<Timestamp>,
    pub(crate) disclosure: Disclosure,
    pub(crate) fate: Fate,
    pub(crate) supersedes: Option<Id>,
    /// Whether it was carried, and which parties have left the table since.
    pub(crate) carried: bool,
    pub(crate) left: BTreeSet<Name>,
    /// Who would have it carried to whom as whose, where a second person is to release it.
    pub(crate) prepared: Option<(Who, Vec<Name>, Attribution)>,
}

/// What was carried of one to a party.
#[derive(Clone, Debug)]
pub(crate) struct Copy {
    pub(crate) of: Id,
    pub(crate) attribution: Attribution,
    pub(crate) fate: Fate,
    /// Whether it accepts, and which option.
    pub(crate) answer: Option<(bool, Option<u32>)>,
    /// Whether the team has noted that its acceptance is void.
    pub(crate) void: bool,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Proposals {
    pub(crate) offers: BTreeMap<Id, Offer>,
    pub(crate) copies: BTreeMap<Id, Copy>,
    /// What was agreed, each with the mediator's proposal that it comes from.
    pub(crate) agreements: BTreeMap<Id, Option<Id>>,
    /// The mediator's proposals: their packages.
    pub(crate) put: BTreeMap<Id, Vec<PackageTerms>>,
}

fn fate_rule(fate: &Fate) -> Option<Rule> {
    match fate {
        Fate::Open => None,
        Fate::Superseded(_) => Some(Rule::Superseded),
        Fate::Withdrawn => Some(Rule::Withdrawn),
        Fate::Expired => Some(Rule::Expired),
        Fate::Agreed(_) => Some(Rule::Twice),
    }
}

/// A package takes its values from the issues on the agenda.
pub(crate) fn package(model: &Model, rules: &mut Rules, package: &PackageTerms) {
    let issues = super::issues(model);
    for (issue, value) in package {
        let known = issues.iter().find(|known| known.name == *issue);
        if known.is_none_or(|known| !known.values.contains(value)) {
            rules.insert(Rule::Space);
        }
    }
}

/// What proposals of every kind hold: packages, or conditions, or words.
fn terms(
    model: &Model,
    rules: &mut Rules,
    packages: &[PackageTerms],
    conditions: &[Condition],
    words: Option<&String>,
) {
    list(rules, packages, 0);
    list(rules, conditions, 0);
    if packages.is_empty() && conditions.is_empty() && words.is_none() {
        rules.insert(Rule::Malformed);
    }
    if !packages.is_empty() && !conditions.is_empty() {
        rules.insert(Rule::Malformed);
    }
    distinct(rules, packages);
    for condition in conditions {
        let common = condition.given.keys().any(|issue| condition.then.contains_key(issue));
        if condition.given.is_empty() || condition.then.is_empty() || common {
            rules.insert(Rule::Malformed);
        }
        package(model, rules, &condition.given);
        package(model, rules, &condition.then);
    }
    for one in packages {
        if one.is_empty() {
            rules.insert(Rule::Malformed);
        }
        package(model, rules, one);
    }
    if let Some(words) = words {
        text(rules, words);
    }
}

/// A party that sits at the table.
pub(crate) fn seated(model: &Model, who: &Who, rules: &mut Rules) {
    if !model.is_mediator(&who.seat) && !model.is_seated(&who.seat) {
        rules.insert(Rule::NoConsent);
    }
}

fn words(rules: &mut Rules, words: Option<&String>) {
    if let Some(words) = words {
        text(rules, words);
    }
}

/// Where a seat's own proposals stand.
fn own_place(model: &Model, seat: &Name) -> Compartment {
    if model.is_mediator(seat) { model.team() } else { room(seat) }
}

/// The last copy in a party's room that came of an earlier form of a proposal, as the same.
fn earlier_copy(model: &Model, offer: &Id, seat: &Name, attribution: Attribution) -> Option<Id> {
    let proposals = &model.substance.proposals;
    let mut before = proposals.offers[offer].supersedes.clone();
    while let Some(earlier) = before {
        let copies = proposals.copies.iter().rev();
        let mut copies = copies.filter(|(id, copy)| {
            copy.of == earlier
                && id.place == room(seat)
                && copy.attribution == attribution
                && copy.fate == Fate::Open
        });
        if let Some((id, _)) = copies.next() {
            return Some(id.clone());
        }
        before = proposals.offers[&earlier].supersedes.clone();
    }
    None
}

pub(crate) fn judge(model: &Model, who: &Who, act: &Act, at: Timestamp) -> Option<Rules> {
    let mut all = Rules::new();
    let rules = &mut all;
    let proposals = &model.substance.proposals;
    match act {
        Act::Propose(propose) => {
            seated(model, who, rules);
            terms(model, rules, &propose.packages, &propose.conditions, propose.text.as_ref());
            let party = !model.is_mediator(&who.seat);
            if model.settings.accepted_proposal_binds
                && model.members.get(who).is_some_and(|role| *role < wasit_table::Role::Head)
            {
                rules.insert(Rule::WrongRole);
            }
            if !party && (propose.answers.is_some() || propose.disclosure != Disclosure::default()) {
                rules.insert(Rule::Malformed);
            }
            if propose.until.is_some_and(|until| until <= at) {
                rules.insert(Rule::NotTheTime);
            }
            if let Some(before) = &propose.supersedes {
                own(model, who, before, rules);
                // A party's proposal is not one that the mediator could have superseded: either rule says so.
                if rules.contains(&Rule::NotYours) && !party {
                    rules.insert(Rule::NoSuchItem);
                }
            }
            if let Some(answered) = &propose.answers
                && (answered.place != room(&who.seat) || !model.log.contains_key(answered))
            {
                rules.insert(Rule::NoSuchItem);
            }
        }
        Act::WithdrawProposal(withdraw) => {
            words(rules, withdraw.words.as_ref());
            match proposals.copies.get(&withdraw.item) {
                Some(copy) if model.is_mediator(&who.seat) => rules.extend(fate_rule(&copy.fate)),
                _ => own(model, who, &withdraw.item, rules),
            }
        }
        Act::Carry(carry) => {
            list(rules, &carry.to, 1);
            distinct(rules, &carry.to);
            for seat in &carry.to {
                if !model.is_party(seat) {
                    rules.insert(Rule::NoSuchSeat);
                } else if !model.is_seated(seat) {
                    rules.insert(Rule::NoConsent);
                }
            }
            let known = model.kind(who, &carry.proposal) == Some("proposed");
            match proposals.offers.get(&carry.proposal).filter(|_| known) {
                None => {
                    rules.insert(Rule::NoSuchItem);
                }
                Some(offer) => carrying(model, who, carry, offer, rules),
            }
        }
        Act::Accept(accept) => {
            words(rules, accept.words.as_ref());
            seated(model, who, rules);
            if let Some(copy) = copy(model, who, &accept.item, rules) {
                let options = proposals.offers[&copy.of].options;
                match accept.option {
                    None if options > 1 => rules.insert(Rule::Malformed),
                    Some(option) if options == 1 || option == 0 || option > options => {
                        rules.insert(Rule::Malformed)
                    }
                    option => copy.answer == Some((true, option)) && rules.insert(Rule::Twice),
                };
            }
        }
        Act::Refuse(refuse) => {
            words(rules, refuse.words.as_ref());
            seated(model, who, rules);
            if let Some(copy) = copy(model, who, &refuse.item, rules)
                && copy.answer == Some((false, None))
            {
                rules.insert(Rule::Twice);
            }
        }
        Act::PutMediatorsProposal(put) => {
            terms(model, rules, &put.packages, &[], put.text.as_ref());
            if model.seated().len() < 2 {
                rules.insert(Rule::NoConsent);
            }
            if put.until <= at {
                rules.insert(Rule::NotTheTime);
            }
            if put.binds == Some(true) && !model.settings.accepted_proposal_binds {
                rules.insert(Rule::GroundRules);
            }
        }
        _ => return None,
    }
    Some(all)
}

/// A proposal of one's own that stands.
fn own(model: &Model, who: &Who, id: &Id, rules: &mut Rules) {
    let proposals = &model.substance.proposals;
    let kind = model.kind(who, id);
    match proposals.offers.get(id) {
        Some(offer) if kind == Some("proposed") && offer.maker == who.seat => {
            rules.extend(fate_rule(&offer.fate));
        }
        Some(_) if kind == Some("proposed") => {
            rules.insert(Rule::NotYours);
        }
        _ if kind == Some("proposal_carried") && !model.is_mediator(&who.seat) => {
            rules.insert(Rule::NotYours);
        }
        _ => {
            rules.insert(Rule::NoSuchItem);
        }
    }
}

/// What was carried to one's seat, and stands as far as its room knows.
fn copy<'a>(model: &'a Model, who: &Who, id: &Id, rules: &mut Rules) -> Option<&'a Copy> {
    let proposals = &model.substance.proposals;
    let known = id.place == room(&who.seat);
    if known && proposals.offers.contains_key(id) {
        rules.insert(Rule::NotYours);
        return None;
    }
    let copy = proposals.copies.get(id).filter(|_| known);
    match copy {
        None => rules.extend([Rule::NoSuchItem]),
        Some(copy) => rules.extend(fate_rule(&copy.fate)),
    }
    copy
}

fn carrying(
    model: &Model,
    who: &Who,
    carry: &wasit_table::chapters::proposals::Carry,
    offer: &Offer,
    rules: &mut Rules,
) {
    rules.extend(fate_rule(&offer.fate));
    let mediators = model.is_mediator(&offer.maker);
    if !mediators && !model.is_seated(&offer.maker) {
        rules.insert(Rule::NoConsent);
    }
    let free = match mediators {
        true => carry.attribution != Attribution::Sender,
        false => is_free(offer.disclosure, carry.attribution, true),
    };
    if !free {
        rules.insert(Rule::Disclosure);
    }
    if carry.to.contains(&offer.maker) {
        rules.insert(Rule::Malformed);
    }
    let there = |seat: &Name| {
        model.substance.proposals.copies.iter().any(|(id, copy)| {
            copy.of == carry.proposal && id.place == room(seat) && copy.fate != Fate::Withdrawn
        })
    };
    if carry.to.iter().any(there) {
        rules.insert(Rule::Twice);
    }
    if model.settings.second_person
        && let Some((by, to, attribution)) = &offer.prepared
        && by == who
        && *to == carry.to
        && *attribution == carry.attribution
    {
        rules.insert(Rule::SecondPerson);
    }
}

pub(crate) fn take(model: &mut Model, who: &Who, act: &Act, at: Timestamp, news: &mut News) {
    match act {
        Act::Propose(propose) => {
            let place = own_place(model, &who.seat);
            let event = model.wrote(news, place, "proposed", Some(who), at);
            let id = event.id.clone();
            if let Some(before) = &propose.supersedes {
                model.stop_clock(before, "proposal");
                let before = model.substance.proposals.offers.get_mut(before).unwrap();
                before.fate = Fate::Superseded(id.clone());
            }
            if let Some(until) = propose.until {
                model.clocks.insert((until, id.clone(), "proposal"));
            }
            let options = propose.packages.len().max(1) as u32;
            assert_eq!(field(&event, "options"), options, "{}", news.about);
            let offer = Offer {
                maker: who.seat.clone(),
                options,
                packages: propose.packages.clone(),
                until: propose.until,
                disclosure: propose.disclosure,
                fate: Fate::Open,
                supersedes: propose.supersedes.clone(),
                carried: false,
                left: BTreeSet::new(),
                prepared: None,
            };
            model.said(&id, &who.seat, propose.disclosure);
            model.substance.proposals.offers.insert(id, offer);
        }
        Act::WithdrawProposal(withdraw) => {
            model.wrote(news, withdraw.item.place.clone(), "proposal_withdrawn", Some(who), at);
            withdrawn(model, &withdraw.item);
            if let Some(said) = model.process.said.get_mut(&withdraw.item) {
                said.retracted = true;
            }
        }
        Act::Carry(carry) => {
            let offer = model.substance.proposals.offers[&carry.proposal].clone();
            if model.settings.second_person {
                let prepared = (who.clone(), carry.to.clone(), carry.attribution);
                let released = offer.prepared.as_ref().is_some_and(|(by, to, attribution)| {
                    by != who && *to == carry.to && *attribution == carry.attribution
                });
                if !released {
                    model.wrote(
                        news,
                        Compartment::Delegation(who.seat.clone()),
                        "carry_prepared",
                        Some(who),
                        at,
                    );
                    model.substance.proposals.offers.get_mut(&carry.proposal).unwrap().prepared =
                        Some(prepared);
                    return;
                }
            }
            for seat in &carry.to {
                let before = earlier_copy(model, &carry.proposal, seat, carry.attribution);
                let event = model.wrote(news, room(seat), "proposal_carried", Some(who), at);
                let number = before.as_ref().map(|before| before.number);
                assert_eq!(field(&event, "supersedes"), serde_json::json!(number), "{}", news.about);
                let from = (carry.attribution == Attribution::Sender).then_some(&offer.maker);
                assert_eq!(field(&event, "from"), serde_json::json!(from), "{}", news.about);
                if let Some(before) = before {
                    model.stop_clock(&before, "proposal");
                    let before = model.substance.proposals.copies.get_mut(&before).unwrap();
                    before.fate = Fate::Superseded(event.id.clone());
                }
                if let Some(until) = offer.until {
                    model.clocks.insert((until, event.id.clone(), "proposal"));
                }
                let copy = Copy {
                    of: carry.proposal.clone(),
                    attribution: carry.attribution,
                    fate: Fate::Open,
                    answer: None,
                    void: false,
                };
                model.substance.proposals.copies.insert(event.id.clone(), copy);
            }
            model.wrote(news, Compartment::Delegation(who.seat.clone()), "proposal_sent", Some(who), at);
            let offer = model.substance.proposals.offers.get_mut(&carry.proposal).unwrap();
            offer.carried = true;
            offer.prepared = None;
        }
        Act::Accept(accept) => {
            model.wrote(news, accept.item.place.clone(), "proposal_accepted", Some(who), at);
            let copy = model.substance.proposals.copies.get_mut(&accept.item).unwrap();
            copy.answer = Some((true, accept.option));
        }
        Act::Refuse(refuse) => {
            model.wrote(news, refuse.item.place.clone(), "proposal_refused", Some(who), at);
            let copy = model.substance.proposals.copies.get_mut(&refuse.item).unwrap();
            copy.answer = Some((false, None));
        }
        Act::PutMediatorsProposal(put) => {
            let event = model.wrote(news, Compartment::Joint, "mediators_proposal_put", Some(who), at);
            let binds = put.binds.unwrap_or(model.settings.accepted_proposal_binds);
            assert_eq!(field(&event, "binds"), binds, "{}", news.about);
            let options = put.packages.len().max(1) as u32;
            let to = model.seated();
            model.ask(&event, &who.seat, to, Some(put.until), binds, options);
            model.substance.proposals.put.insert(event.id.clone(), put.packages.clone());
        }
        Act::Retract(retract) => withdrawn(model, &retract.item),
        // What nobody can read any more, nobody can accept.
        Act::Erase(erase) => withdrawn(model, &erase.item),
        Act::SetDisclosure(set) => {
            if let Some(offer) = model.substance.proposals.offers.get_mut(&set.item) {
                offer.disclosure = set.disclosure;
            }
        }
        _ => {}
    }
}

/// A party has left the table: it is still waited for where something was carried before.
pub(crate) fn left(model: &mut Model, seat: &Name) {
    for offer in model.substance.proposals.offers.values_mut().filter(|offer| offer.carried) {
        offer.left.insert(seat.clone());
    }
}

/// A proposal or a copy no longer stands, by the will of whose it is.
pub(crate) fn withdrawn(model: &mut Model, item: &Id) {
    let proposals = &mut model.substance.proposals;
    let offer = proposals.offers.get_mut(item).map(|offer| &mut offer.fate);
    let fate = offer.or(proposals.copies.get_mut(item).map(|copy| &mut copy.fate));
    if let Some(fate) = fate
        && *fate == Fate::Open
    {
        *fate = Fate::Withdrawn;
        model.stop_clock(item, "proposal");
    }
}

pub(crate) fn strike(model: &mut Model, at: Timestamp, item: &Id, news: &mut News) {
    let proposals = &mut model.substance.proposals;
    let offer = proposals.offers.get_mut(item).map(|offer| &mut offer.fate);
    let fate = offer.or(proposals.copies.get_mut(item).map(|copy| &mut copy.fate)).unwrap();
    assert_eq!(*fate, Fate::Open, "{}", news.about);
    *fate = Fate::Expired;
    model.wrote(news, item.place.clone(), "proposal_expired", None, at);
}

fn state(fate: &Fate) -> ProposalState {
    match fate {
        Fate::Open => ProposalState::Open,
        Fate::Superseded(by) => ProposalState::Superseded(by.number),
        Fate::Withdrawn => ProposalState::Withdrawn,
        Fate::Expired => ProposalState::Expired,
        Fate::Agreed(id) => ProposalState::Agreed(id.number),
    }
}

pub(crate) fn lines(model: &Model, who: &Who, lines: &mut Lines) {
    let proposals = &model.substance.proposals;
    for (id, offer) in &proposals.offers {
        if model.sees(who, &id.place) {
            lines.insert(format!("proposal {id} own {:?} {}", state(&offer.fate), offer.options));
        }
        if model.is_mediator(&who.seat) {
            let copies: BTreeSet<String> = (proposals.copies.iter())
                .filter(|(_, copy)| copy.of == *id)
                .map(|(id, _)| id.to_string())
                .collect();
            if !copies.is_empty() {
                lines.insert(format!("copies {id} {copies:?}"));
            }
        }
    }
    for (id, copy) in &proposals.copies {
        if model.sees(who, &id.place) {
            let as_whose = format!("{:?}", copy.attribution);
            lines.insert(format!("proposal {id} {as_whose} {:?} {:?}", state(&copy.fate), copy.answer));
        }
        if model.is_mediator(&who.seat) && copy.void {
            lines.insert(format!("void {id}"));
        }
    }
    for (id, put) in &proposals.agreements {
        lines.insert(format!("agreement {id} {:?}", put.as_ref().map(|put| put.number)));
    }
}

pub(crate) fn seen_proposals(
    place: &Compartment,
    all: &wasit_table::chapters::proposals::Proposals,
    lines: &mut Lines,
) {
    use wasit_table::chapters::proposals::Origin;
    for (number, proposal) in all.iter() {
        let id = Id::new(place.clone(), number);
        lines.insert(match &proposal.origin {
            Origin::Own => format!("proposal {id} own {:?} {}", proposal.state, proposal.options),
            Origin::Carried { attribution, .. } => {
                let answer = proposal.answer.map(|given| (given.yes, given.option));
                format!("proposal {id} {attribution:?} {:?} {answer:?}", proposal.state)
            }
        });
    }
}

pub(crate) fn seen_team(team: &wasit_table::Delegation, copies: impl Iterator<Item = Id>, lines: &mut Lines) {
    for proposal in team.carried.proposals() {
        let copies: BTreeSet<String> =
            team.carried.copies(proposal).iter().map(ToString::to_string).collect();
        lines.insert(format!("copies {proposal} {copies:?}"));
    }
    for copy in copies {
        if team.carried.void(&copy).is_some() {
            lines.insert(format!("void {copy}"));
        }
    }
}
