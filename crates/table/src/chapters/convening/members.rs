//! Who is in a delegation, and for what.

use serde::{Deserialize, Serialize};

use crate::act::Perform;
use crate::doing::Doing;
use crate::{By, Chapter, During, Facts, Member, Members, Name, Refusal, Role, Rule, Sight, Writes};

/// Somebody joined a delegation, or changed its role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Enrolled {
    /// Who.
    pub member: Name,
    /// What for.
    pub role: Role,
    /// Its public key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// Admits a member to one's own delegation, or changes its role or key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrol {
    /// Who.
    pub member: Name,
    /// What for.
    pub role: Role,
    /// Its public key, Ed25519 in base64.
    #[serde(default)]
    pub key: Option<String>,
}

impl Perform for Enrol {
    const FACTS: Facts = Facts {
        name: "enrol",
        chapter: Chapter::Convening,
        does: "Admits a member to one's own delegation, or changes its role or key.",
        by: By::Any,
        least: Role::Head,
        during: During::Standing,
        when: "The seat keeps a head.",
        changes: "The member sees what the delegation sees, from its beginning, and acts as its role allows. Other parties are not told.",
        writes: &[Writes::OwnRoom, Writes::Delegation],
        refusals: &[Rule::Twice, Rule::LastHead],
        example: "do: enrol\nmember: ravanchi\nrole: member",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        crate::signature::check_key(self.key.as_deref())?;
        let members = on.sight.members();
        let now = Member { role: self.role, key: self.key };
        if let Some(before) = members.get(&self.member) {
            if *before == now {
                return Err(Refusal::new(
                    Rule::Twice,
                    format!("`{}` is enrolled as {} already", self.member, now.role.word()),
                    "Give another role or key, or `discharge` the member.",
                ));
            }
            if before.role == Role::Head && now.role != Role::Head {
                keep_a_head(members)?;
            }
        }
        let enrolled = Enrolled { member: self.member, role: now.role, key: now.key };
        match on.sight {
            Sight::Party(sight) => on.write_own_room(sight, enrolled),
            Sight::Mediator(_) => on.write_delegation(enrolled),
        };
        Ok(())
    }
}

fn keep_a_head(members: &Members) -> Result<(), Refusal> {
    if members.heads() > 1 {
        return Ok(());
    }
    Err(Refusal::new(Rule::LastHead, "this is the seat's only head", "Enrol another head first."))
}

/// Somebody left a delegation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Discharged {
    /// Who.
    pub member: Name,
}

/// Takes a member out of one's own delegation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Discharge {
    /// Who.
    pub member: Name,
}

impl Perform for Discharge {
    const FACTS: Facts = Facts {
        name: "discharge",
        chapter: Chapter::Convening,
        does: "Takes a member out of one's own delegation.",
        by: By::Any,
        least: Role::Head,
        during: During::Standing,
        when: "The seat keeps a head.",
        changes: "The member no longer sees what is added, and no longer acts.",
        writes: &[Writes::OwnRoom, Writes::Delegation],
        refusals: &[Rule::NoSuchMember, Rule::LastHead],
        example: "do: discharge\nmember: ravanchi",
    };

    fn perform(self, on: &mut Doing<'_>) -> Result<(), Refusal> {
        let members = on.sight.members();
        let Some(member) = members.get(&self.member) else {
            let names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
            return Err(Refusal::new(
                Rule::NoSuchMember,
                format!("`{}` is not in your delegation", self.member),
                format!("Its members are {}.", names.join(", ")),
            ));
        };
        if member.role == Role::Head {
            keep_a_head(members)?;
        }
        let discharged = Discharged { member: self.member };
        match on.sight {
            Sight::Party(sight) => on.write_own_room(sight, discharged),
            Sight::Mediator(_) => on.write_delegation(discharged),
        };
        Ok(())
    }
}
