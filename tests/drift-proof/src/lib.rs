//! What the bindings depend on, all of it in one crate: cargo builds it for the proof, which is a test (`tests/proof`),
//! and rustc finds the files of its crates by way of this one's.

pub use {async_trait, azure_core, futures, serde, serde_json, time, tracing, url};
