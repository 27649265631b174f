//! Rust bindings to Microsoft Graph's identity governance API.

#[cfg(not(any(feature = "v1_0", feature = "beta")))]
compile_error!("switch on the feature `v1_0`, `beta` or both: without one there are no operations");

// The generator prints its own form; `cargo xtask regen --check` watches over it.
#[cfg(feature = "beta")]
#[rustfmt::skip]
pub mod beta;
mod core;
#[cfg(feature = "v1_0")]
#[rustfmt::skip]
pub mod v1_0;

pub use crate::core::answer::{Answer, ItemCount, Response, Value};
pub use crate::core::body::Body;
pub use crate::core::client::ClientOptions;
pub use crate::core::cloud::Cloud;
pub use crate::core::content::{Content, ContentBody};
pub use crate::core::error::{
    CredentialError, DecodeError, Error, ErrorDetail, Exchange, InnerError, Invalid, ServiceError, TransportError,
    TransportFailure,
};
pub use crate::core::page::{Items, Page, Pages};
pub use crate::core::reference::Reference;
pub use crate::core::request::Request;
pub use crate::core::retry::Retry;
pub use crate::core::what_if::WhatIf;
pub use crate::core::{client, json, model, options, path, values};
