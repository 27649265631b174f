//! What a request can carry as JSON.

use super::error::Invalid;
use super::model::Document;

/// A request's JSON body: a model, an `Any…` enumeration of several, or a reference.
pub trait Body: Send + Sync {
    /// The bytes to send: without read-only members and response-only annotations unless `whole`. `root` is the URL of the service's version, which references need.
    #[doc(hidden)]
    fn write_body(&self, whole: bool, root: &str) -> Result<Vec<u8>, Invalid>;
}

impl<T: Document + Send + Sync> Body for T {
    fn write_body(&self, whole: bool, _root: &str) -> Result<Vec<u8>, Invalid> {
        Ok(if whole { self.to_json() } else { self.to_body() })
    }
}
