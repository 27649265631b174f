//! The hand-written core: everything that is the same for all of Graph's types. It knows none of them by name.
//!
//! | what | where |
//! |---|---|
//! | the client and its pipeline | `client`, `cloud`, `retry`, `limit`, `redirect`, `authorize`, `challenge`, `transport` |
//! | a request, from builder to response | `path`, `options`, `request`, `call`, `body`, `what_if`, `response`, `outcome`, `page`, `content`, `reference`, `raw` |
//! | typed query options | `query` |
//! | many requests in one call | `batch` |
//! | what goes wrong | `error`, `odata_error`, `refusal` |
//! | JSON, values and models | `json`, `values`, `model` |
//! | what generated builders import | `builder` |
//! | text of others, made fit for a log | `text` |

mod authorize;
pub mod batch;
pub mod body;
pub(crate) mod builder;
mod call;
pub(crate) mod challenge;
pub mod client;
pub mod cloud;
pub mod content;
pub mod error;
pub mod json;
mod limit;
pub mod model;
mod odata_error;
pub mod options;
pub(crate) mod outcome;
pub mod page;
pub mod path;
pub mod query;
pub mod raw;
mod redirect;
pub mod reference;
mod refusal;
pub mod request;
pub mod response;
pub mod retry;
pub mod static_token;
pub(crate) mod text;
#[cfg(feature = "rustls")]
mod transport;
pub mod values;
pub mod what_if;
