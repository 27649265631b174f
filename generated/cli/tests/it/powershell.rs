//! Each parameter of the cmdlet that resumes a request has its twin: in the README's table, and on the command line.

use std::collections::BTreeMap;

use test_support::shared_folder::shared;

use crate::process::run;

const README: &str = include_str!("../../README.md");
const CMDLET: &str = "Resume-MgEntitlementManagementAssignmentRequest";

/// Each parameter with a value that it takes, and what the request has by it.
const USED: [(&str, &[&str], &str); 13] = [
    (
        "AccessPackageAssignmentRequestId",
        &["7a6ab703"],
        "/assignmentRequests/7a6ab703/resume",
    ),
    ("AdditionalProperties", &[r#"{"more":1}"#], r#""more":1"#),
    ("BodyParameter", &[r#"{"source":"whole"}"#], r#""source":"whole""#),
    ("Confirm", &[], "/resume"),
    (
        "Data",
        &[
            r#"{"@odata.type":"microsoft.graph.accessPackageAssignmentRequestCallbackData","stage":"assignmentRequestCreated"}"#,
        ],
        r#""stage":"assignmentRequestCreated""#,
    ),
    ("Headers", &["x-one=1"], "x-one"),
    (
        "InputObject",
        &[r#"{"accessPackageAssignmentRequestId":"7a6ab703"}"#],
        "/assignmentRequests/7a6ab703/resume",
    ),
    ("PassThru", &[], "/resume"),
    ("ProgressAction", &["SilentlyContinue"], "/resume"),
    ("ResponseHeadersVariable", &["headers"], "/resume"),
    (
        "Source",
        &["Contoso.SodCheckProcess"],
        r#""source":"Contoso.SodCheckProcess""#,
    ),
    ("Type", &["microsoft.graph.x"], r#""type":"microsoft.graph.x""#),
    ("WhatIf", &[], "/resume"),
];

/// The parameters of the cmdlet's page, and their aliases.
fn parameters() -> Option<BTreeMap<String, Option<String>>> {
    let path = shared(&format!("seeds/powershell-{CMDLET}.txt"))?;
    let text = std::fs::read_to_string(path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let mut found = BTreeMap::new();
    for (number, line) in lines.iter().enumerate() {
        let described = lines[number..].iter().take(5).any(|line| line.starts_with("Type: | "));
        if let Some(name) = line.strip_prefix('-').filter(|name| described && !name.contains(' ')) {
            let of_it = lines[number + 1..].iter().take_while(|line| !line.starts_with('-'));
            let alias = of_it.filter_map(|line| line.strip_prefix("Aliases: | ")).next();
            let alias = alias.map(|alias| alias.trim_end_matches(" |").trim().to_owned());
            found.insert(name.to_owned(), alias);
        }
    }
    Some(found)
}

/// The README's table: a parameter to its twin.
fn table() -> BTreeMap<String, String> {
    let rows = README.lines().filter_map(|line| line.strip_prefix("| `-"));
    let rows = rows.filter(|row| row.starts_with(char::is_uppercase));
    let twins = rows.map(|row| {
        let mut cells = row.split('|').map(|cell| cell.trim().trim_matches('`').to_owned());
        (cells.next().unwrap(), cells.next().unwrap())
    });
    twins.collect()
}

#[test]
fn each_parameter_is_in_the_readme() {
    let table = table();
    assert_eq!(table.len(), USED.len(), "{table:?}");
    for (parameter, ..) in USED {
        assert!(table.contains_key(parameter), "{parameter}");
    }
    let Some(parameters) = parameters() else { return };
    assert_eq!(parameters.keys().collect::<Vec<_>>(), table.keys().collect::<Vec<_>>());
    let help = run([CMDLET, "--help"]);
    for (parameter, twin) in &table {
        let mut words = help.stdout.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        let is_shown = twin.is_empty() || words.any(|word| word == twin);
        let has_twin = !twin.is_empty() || parameter == "ProgressAction";
        assert!(is_shown && has_twin, "{parameter}: {twin}");
    }
}

#[test]
fn each_parameter_is_read_by_its_own_name_and_by_ours() {
    let table = table();
    let aliases = parameters().unwrap_or_default();
    for (parameter, values, expected) in USED {
        let twin = Some(table[parameter].clone()).filter(|twin| !twin.is_empty());
        let alias = aliases
            .get(parameter)
            .cloned()
            .flatten()
            .map(|alias| format!("-{alias}"));
        for name in [Some(format!("-{parameter}")), twin, alias].into_iter().flatten() {
            let mut line = vec![CMDLET, name.as_str()];
            line.extend(values);
            // Without the key nothing can be sent, and without a body there is nothing to say.
            if !matches!(parameter, "AccessPackageAssignmentRequestId" | "InputObject") {
                line.extend(["-AccessPackageAssignmentRequestId", "7a6ab703"]);
            }
            if !matches!(parameter, "Source" | "BodyParameter") {
                line.extend(["-Source", "x"]);
            }
            line.push("--what-if=json");
            if parameter == "WhatIf" {
                line.pop();
            }
            let ours = parameter == "ResponseHeadersVariable" && name.starts_with("--");
            let line: Vec<&str> = line.into_iter().filter(|word| !(ours && *word == "headers")).collect();
            let ended = run(&line);
            assert_eq!(ended.code, 0, "{line:?}: {}", ended.stderr);
            let shown = ended.stdout.replace("\": ", "\":");
            assert!(shown.contains(expected), "{line:?}: {shown}");
        }
    }
}
