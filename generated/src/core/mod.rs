//! The hand-written core: everything that is the same for all of Graph's types. It knows none of them by name.
//!
//! | what | where |
//! |---|---|
//! | the client and its pipeline | `client`, `cloud`, `retry`, `limit`, `redirect`, `authorize`, `challenge`, `transport` |
//! | a request | `path`, `options`, `request`, `call`, `body`, `what_if` |
//! | its response | `response`, `outcome`, `page`, `content`, `reference`, `raw` |
//! | typed query options | `query` |
//! | many requests in one call | `batch` |
//! | what goes wrong | `error`, `azure_error`, `odata_error`, `refusal`, `transport_error`, `request_info` |
//! | JSON, values and models | `json`, `values`, `model` |
//! | what generated builders import | `builder` |
//! | what is traced, and text of others made fit for a log | `trace`, `text` |

mod authorize;
pub(crate) mod azure_error;
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
mod request_info;
pub mod response;
pub mod retry;
pub mod static_token;
pub mod text;
mod trace;
#[cfg(feature = "rustls")]
pub(crate) mod transport;
mod transport_error;
pub mod values;
pub mod what_if;
