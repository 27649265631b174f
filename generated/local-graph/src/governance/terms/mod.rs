//! Terms of use: agreements and their acceptances.

/// The behavior.
#[derive(Debug, Default)]
pub struct TermsOfUse;

impl crate::behavior::Behavior for TermsOfUse {
    fn name(&self) -> &'static str {
        "terms-of-use"
    }
}
