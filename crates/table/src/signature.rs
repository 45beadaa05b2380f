use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde::{Deserialize, Serialize};
use wasit_record::{How, PublicKey, Signature};

use crate::doing::Doing;
use crate::{Hash, Name, Refusal, Rule, Who};

/// What was signed, and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// What, in words that are part of what is signed.
    pub what: String,
    /// Its hash.
    pub hash: Hash,
    /// The signatures.
    pub signatures: Vec<Signature>,
}

/// The actor's signature over `hash`, checked: with its key where it has one, attested where it has none.
pub(crate) fn check(
    on: &Doing<'_>,
    what: &str,
    hash: Hash,
    signature: Option<String>,
) -> Result<Signature, Refusal> {
    let key = on.sight.members().get(&on.who.member).and_then(|member| member.key.clone());
    let by = on.who.to_string();
    let Some(key) = key else {
        return match signature {
            None => Ok(Signature::attested(&by)),
            Some(_) => Err(Refusal::new(
                Rule::NotSigned,
                "no key is known that this signature could be checked with",
                "The head enrols a member with its `key`; without one, leave `signature` out: it is then attested.",
            )),
        };
    };
    let refused = |because: String| {
        Refusal::new(
            Rule::NotSigned,
            because,
            format!("Sign `{what}` of these talks over {hash} with the key that you are enrolled with."),
        )
    };
    let Some(signature) = signature else { return Err(refused("there is no signature".to_owned())) };
    let made = Signature { by, how: How::Ed25519, key: Some(key), signature: Some(signature) };
    let talks = &on.joint().convening.name;
    let talks = talks.as_ref().map_or("", |name| name.as_str());
    made.verify(talks, what, &hash.to_string()).map_err(|fault| refused(format!("the signature {fault}")))?;
    Ok(made)
}

/// Whether somebody in `seat` made this signature.
pub(crate) fn is_of(signature: &Signature, seat: &Name) -> bool {
    signature.by.parse::<Who>().is_ok_and(|who| who.seat == *seat)
}

/// Refuses what is no public key.
pub(crate) fn check_key(key: Option<&str>) -> Result<(), Refusal> {
    let bytes = |key: &str| BASE64_STANDARD.decode(key).ok()?.try_into().ok();
    match key {
        Some(key) if bytes(key).and_then(|bytes| PublicKey::from_bytes(&bytes)).is_none() => {
            Err(Refusal::new(
                Rule::Malformed,
                "this is no public key",
                "Give an Ed25519 public key, 32 bytes in base64.",
            ))
        }
        _ => Ok(()),
    }
}
