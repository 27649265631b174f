//! Any text as a CSDL document: it is read or refused with its place, and what the writer makes of it is read again as
//! the same.

#![no_main]

use generator::csdl::{read, write};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let document = match read("fuzz.csdl", text) {
        Ok(document) => document,
        Err(error) => {
            let said = error.to_string();
            assert!(
                said.starts_with("fuzz.csdl") && !said.contains(['\n', '\r', '\u{1b}']),
                "{said:?}"
            );
            return;
        }
    };
    let written = write(&document);
    let again = read("fuzz.csdl", &written).unwrap_or_else(|error| panic!("written as\n{written}\n{error}"));
    assert!(again.unknown.is_empty(), "{:?}", again.unknown);
    assert_eq!(write(&again), written);
    // As many of each came as were there; schemas of one namespace may become one.
    let count = |document: &generator::csdl::Document| {
        let schemas = document.schemas.iter();
        schemas
            .map(|schema| (schema.structured_types.len(), schema.enum_types.len()))
            .fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1))
    };
    assert_eq!(count(&document), count(&again));
});
