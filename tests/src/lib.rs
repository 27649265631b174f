//! Shared helpers of the integration tests.

pub mod documented;
pub mod shared_folder;
pub mod shuffle;
pub mod walker;

pub mod http;
