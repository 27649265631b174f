//! Any bytes as the file of a token cache: what is read is JSON, what is not is an error of one line, and the file stays
//! as it is.

#![no_main]

use std::fs;
use std::io::Write as _;

use libfuzzer_sys::fuzz_target;
use msgraph_identity_governance::sign_in::{SignInFailure, TokenCache};

fuzz_target!(|data: &[u8]| {
    // Made for its owner alone.
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(data).unwrap();
    match TokenCache::file(file.path()).accounts() {
        Ok(accounts) => {
            let json: serde_json::Value = serde_json::from_slice(data).expect("JSON");
            assert_eq!(json["version"], 1);
            assert_eq!(json["accounts"].as_array().map(Vec::len), Some(accounts.len()));
        }
        Err(error) => {
            assert_eq!(error.failure(), SignInFailure::Cache);
            assert_eq!(error.to_string().lines().count(), 1, "{error}");
        }
    }
    assert_eq!(fs::read(file.path()).unwrap(), data);
});
