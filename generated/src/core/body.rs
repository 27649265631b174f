//! What a request can carry as JSON.

use super::error::Invalid;
use super::model::Document;

/// A request's JSON body: a model, an `Any…` enumeration of several, or a reference.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no body of a request",
    label = "not a model of this crate",
    note = "a type of your own is wrapped: `Serde(value)`; any JSON is `json::Json`"
)]
pub trait Body: Send + Sync {
    /// The bytes to send: without read-only members and response-only annotations unless `whole`. `root` is the URL of
    /// the service's version, which references need.
    #[doc(hidden)]
    fn write_body(&self, whole: bool, root: &str) -> Result<Vec<u8>, Invalid>;
}

#[diagnostic::do_not_recommend]
impl<T: Document + Send + Sync> Body for T {
    fn write_body(&self, whole: bool, _root: &str) -> Result<Vec<u8>, Invalid> {
        Ok(if whole { self.to_json() } else { self.to_body() })
    }
}
