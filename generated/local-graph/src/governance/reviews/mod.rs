//! Access reviews: definitions open instances, decisions are taken and applied.

/// The behavior.
#[derive(Debug, Default)]
pub struct AccessReviews;

impl crate::behavior::Behavior for AccessReviews {
    fn name(&self) -> &'static str {
        "access-reviews"
    }
}
