//! Terms of use: agreements and their acceptances.
//!
//! | what | where |
//! |---|---|
//! | agreements and their files, languages and versions | `agreements` |
//! | acceptances, and when they end | `acceptances` |

mod acceptances;
mod agreements;

#[cfg(test)]
mod tests;

use msgraph_identity_governance::reflection::Type;
use serde_json::{Map, Value};

use super::entities;
use crate::behavior::Behavior;
use crate::failure::Failure;
use crate::store::NodeId;
use crate::turn::Turn;

/// The behavior.
#[derive(Debug, Default)]
pub struct TermsOfUse;

const AGREEMENT: &str = "agreement";
const LOCALIZATION: &str = "agreementFileLocalization";
const VERSION: &str = "agreementFileVersion";
const ACCEPTANCE: &str = "agreementAcceptance";

const GAPS: [&str; 3] = [
    "Terms of use: an acceptance is recorded by POST here, as there is no sign-in that would ask for it.",
    "Terms of use: an acceptance stays after its `expirationDateTime`, and another one may be recorded then.",
    "Terms of use: files are kept and given back as they are; none is looked at.",
];

impl Behavior for TermsOfUse {
    fn name(&self) -> &'static str {
        "terms-of-use"
    }

    fn creating(
        &self,
        turn: &mut Turn<'_>,
        ty: Type,
        _owner: NodeId,
        _property: &str,
        body: &mut Map<String, Value>,
    ) -> Result<(), Failure> {
        match ty.short_name() {
            AGREEMENT => agreements::check(body),
            LOCALIZATION | VERSION => agreements::check_file(turn, body),
            ACCEPTANCE => acceptances::check(body),
            _ => Ok(()),
        }
    }

    fn created(&self, turn: &mut Turn<'_>, node: NodeId) -> Result<(), Failure> {
        let is = |ty: &str| entities::is_of(&turn.change, node, ty);
        match () {
            () if is(AGREEMENT) => agreements::created(turn, node),
            () if is(LOCALIZATION) => agreements::file_added(turn, node),
            () if is(VERSION) => agreements::version_added(turn, node),
            () if is(ACCEPTANCE) => acceptances::created(turn, node),
            () => Ok(()),
        }
    }

    fn updating(&self, turn: &mut Turn<'_>, node: NodeId, _body: &mut Map<String, Value>) -> Result<(), Failure> {
        match entities::is_of(&turn.change, node, ACCEPTANCE) {
            true => Err(Failure::method_not_allowed(
                "An acceptance is a record: it is not changed.",
            )),
            false => Ok(()),
        }
    }

    fn gaps(&self) -> &'static [&'static str] {
        &GAPS
    }
}
