//! Documents that are no JSON, or that a member name twice.

use super::*;

/// A document of a kilobyte or two with many kinds of values, blanks and escapes.
fn realistic() -> (ModelEntry, String) {
    let loaded = loaded(Version::V1_0);
    let name = graph("accessPackageAssignmentRequest");
    let mut sampler = Sampler::new(loaded, 20);
    let tree = sampler.document(loaded.api.structured(&name).unwrap(), 30);
    let json = tree.json_with_blanks(&mut sampler.random).trim().to_owned();
    assert!((1000..4000).contains(&json.len()), "{} bytes", json.len());
    (model(Version::V1_0, &name, false), json)
}

#[test]
fn a_document_that_is_cut_anywhere_is_an_error() {
    let (entry, json) = realistic();
    assert!(entry.lenient(json.as_bytes()).is_ok());
    for end in 0..json.len() {
        match entry.lenient(&json.as_bytes()[..end]) {
            Ok(_) => panic!("cut at {end}: {}", &json[..end]),
            Err(error) => assert!(error.offset() <= end, "cut at {end}: {error}"),
        }
    }
}

#[test]
fn a_wrong_byte_is_refused_where_serde_json_refuses_it() {
    let (entry, json) = realistic();
    let mut taken = 0;
    for place in 0..json.len() {
        for byte in [
            b'"', b'\\', b'{', b'}', b'[', b']', b',', b':', b'0', b'-', b' ', b'n', 0, 0x1f, 0x80, 0xff,
        ] {
            let mut broken = json.clone().into_bytes();
            broken[place] = byte;
            let expected = serde_json::from_slice::<serde_json::Value>(&broken);
            let found = entry.lenient(&broken);
            match (&expected, &found) {
                (Ok(_), Ok(_)) => taken += 1,
                (Err(_), Err(_)) => {}
                // Legal JSON that serde_json cannot hold.
                (Err(error), Ok(_))
                    if error.to_string().contains("surrogate") || error.to_string().contains("hex escape") => {}
                (Err(error), Ok(_)) => panic!("byte {byte:#x} at {place}: taken, serde_json says {error}"),
                (Ok(_), Err(error)) => panic!("byte {byte:#x} at {place}: {error}, serde_json takes it"),
            }
        }
    }
    assert!(taken > 1000, "{taken}");
}

#[test]
fn of_a_repeated_name_the_last_one_counts() {
    let entry = model(Version::V1_0, &graph("accessPackageAssignmentPolicy"), false);
    let values = ["null", "\"a\"", "5", "{}", "[]"];
    let questions = ["null", "[]", "[{}]", "[7]", "\"x\""];
    let types = [
        "\"#microsoft.graph.accessPackageAssignmentPolicy\"",
        "\"microsoft.graph.accessPackageAssignmentPolicy\"",
        "\"#microsoft.graph.aTypeOfLater\"",
        "5",
    ];
    let mut failed = Vec::new();
    for (name, values) in [
        ("displayName", &values[..]),
        ("later", &values[..]),
        ("questions", &questions),
    ] {
        for (first, second) in values
            .iter()
            .flat_map(|first| values.iter().map(move |second| (first, second)))
        {
            let json = format!("{{\"{name}\":{first},\"id\":\"1\",\"{name}\":{second}}}");
            let once = format!("{{\"id\":\"1\",\"{name}\":{second}}}");
            let (twice, once) = (
                entry.lenient(json.as_bytes()).unwrap(),
                entry.lenient(once.as_bytes()).unwrap(),
            );
            let written = String::from_utf8(twice.to_json()).unwrap();
            let again = entry.lenient(written.as_bytes()).unwrap();
            if !twice.same(&*once) || twice.mismatches() != once.mismatches() || !again.same(&*twice) {
                failed.push(format!("{json}: {written}, reported as odd {:?}", twice.mismatches()));
            }
        }
    }
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
    // Of a type that is named twice nobody can tell which is meant, even if it is the same: a member's is kept as it
    // came.
    for (first, second) in types
        .iter()
        .flat_map(|first| types.iter().map(move |second| (first, second)))
    {
        let json = format!("{{\"@odata.type\":{first},\"id\":\"1\",\"@odata.type\":{second}}}");
        let error = entry.lenient(json.as_bytes()).err().unwrap();
        assert_eq!(error.reason(), "it has more than one @odata.type", "{json}");
        let within = format!("{{\"questions\":[{json}]}}");
        let value = entry.lenient(within.as_bytes()).unwrap();
        assert_eq!(String::from_utf8(value.to_json()).unwrap(), within);
        assert_eq!(value.mismatches()[0].path, "questions[0]");
    }
}

#[test]
fn what_is_no_object_or_no_json_is_an_error() {
    let entry = model(Version::Beta, &graph("accessPackage"), false);
    for json in [
        "",
        " ",
        "null",
        "[]",
        "\"x\"",
        "5",
        "true",
        "[{}]",
        "{",
        "{}}",
        "{} {}",
        "{}x",
        "\u{feff}",
        "{\"id\":}",
        "{'id':1}",
        "{id:1}",
    ] {
        let error = entry
            .lenient(json.as_bytes())
            .err()
            .unwrap_or_else(|| panic!("{json} is read"));
        assert_eq!(
            error.path(),
            if json == "{\"id\":}" { "id" } else { "" },
            "{json}: {error}"
        );
    }
    for json in ["{}", " {} ", "\u{feff}{}", "{\n}\r\n"] {
        assert!(entry.lenient(json.as_bytes()).is_ok(), "{json:?}");
    }
}
