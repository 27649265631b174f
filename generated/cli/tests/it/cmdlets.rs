//! The cmdlets of the documented PowerShell snippets are found by their names.

use std::collections::BTreeSet;

use serde_json::Value;
use test_support::shared_folder::shared;

use crate::process::run;

/// The cmdlet of a snippet: its first line that names one.
fn cmdlet(snippet: &str) -> Option<String> {
    let first = |line: &str| line.split_whitespace().next().map(str::to_owned);
    snippet
        .lines()
        .filter_map(first)
        .find(|word| word.contains("-Mg") && !word.starts_with('-'))
}

#[test]
fn each_cmdlet_of_the_documentation_is_found() {
    let Some(path) = shared("examples/command-lines.jsonl") else {
        return;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let mut seen = BTreeSet::new();
    for line in text.lines() {
        let example: Value = serde_json::from_str(line).unwrap();
        let field = |name: &str| example[name].as_str().unwrap_or_default().to_owned();
        let Some(mut name) = cmdlet(&field("powershell")).filter(|_| !field("url").is_empty()) else {
            continue;
        };
        // Pages of beta often have the name of v1.0's cmdlet.
        if field("version") == "beta" && !name.contains("-MgBeta") {
            name = name.replace("-Mg", "-MgBeta");
        }
        let path = field("url").split('?').next().unwrap().trim_end_matches('/').to_owned();
        // The version is no segment of a template.
        let depth = path.split('/').filter(|segment| !segment.is_empty()).count() - 1;
        if !seen.insert((name.clone(), field("method"), depth)) {
            continue;
        }
        let found = run(["find", &name, "--every", "-o", "json"]);
        assert_eq!(found.code, 0, "{name}: {}", found.stderr);
        let found: Value = serde_json::from_str(&found.stdout).unwrap();
        let fits = |row: &&Value| {
            let segments = row["path"]
                .as_str()
                .unwrap()
                .split('/')
                .filter(|segment| !segment.is_empty())
                .count();
            row["method"] == field("method") && segments == depth
        };
        let rows = found["value"].as_array().unwrap();
        assert!(
            rows.iter().any(|row| fits(&row)),
            "{name} is not {} {path}: {rows:?}",
            field("method")
        );
    }
    assert!(seen.len() > 40, "{}", seen.len());
}
