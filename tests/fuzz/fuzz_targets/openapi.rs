//! Any text as an OpenAPI document: it is read or refused with its place, and what the writer makes of it is read again
//! as the same.

#![no_main]

use generator::openapi::{read, write};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let document = match read("fuzz.yaml", text) {
        Ok(document) => document,
        Err(error) => {
            let said = error.to_string();
            assert!(
                said.starts_with("fuzz.yaml") && !said.contains(['\n', '\r', '\u{1b}']),
                "{said:?}"
            );
            return;
        }
    };
    let written = write(&document);
    let again = read("fuzz.yaml", &written).unwrap_or_else(|error| panic!("written as\n{written}\n{error}"));
    assert!(again.unknown.is_empty(), "{:?}", again.unknown);
    assert_eq!(write(&again), written);
    assert!(again.paths.keys().eq(document.paths.keys()), "{written}");
    for (path, item) in &document.paths {
        assert!(again.paths[path].operations.keys().eq(item.operations.keys()), "{path}");
    }
});
