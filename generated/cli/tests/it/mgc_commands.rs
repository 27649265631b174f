//! Every command of mgc is one of ours, with the same options.

use std::collections::{BTreeMap, BTreeSet};

use msgraph_identity_governance::reflection::{Segment, SegmentKind};
use msgraph_identity_governance::v1_0::API;
use serde::Deserialize;
use test_support::shared_folder::shared;

use crate::process::run;

#[derive(Deserialize)]
struct Mgc {
    verb: String,
    template: String,
    options: Vec<(String, String, bool)>,
}

/// What differs on purpose: an option of mgc's at a command, and why it is not ours.
const LEFT_OUT: [(&str, &str); 0] = [];

fn commands() -> Vec<Mgc> {
    let Some(path) = shared("examples/mgc-commands.jsonl") else {
        return Vec::new();
    };
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A template of RFC 6570 as the reference writes paths.
fn path(template: &str) -> String {
    let path = template.split("{?").next().unwrap().split('?').next().unwrap();
    path.replace("%2D", "-").replace("%24", "$")
}

/// The words of a path by mgc's rules, written down once more: they are the oracle's, and not the program's.
fn words(segment: Segment) -> Vec<String> {
    let mut words = Vec::new();
    let mut behind_key = false;
    for segment in segment.way() {
        let text = segment.text();
        let word = match segment.kind() {
            SegmentKind::Key => None,
            SegmentKind::Reference => Some(if behind_key { "ref-by-id" } else { "ref" }.to_owned()),
            SegmentKind::Count => Some("count".to_owned()),
            SegmentKind::Function | SegmentKind::AlternateKey => {
                let (name, arguments) = text.split_once('(').unwrap_or((text, ")"));
                let mut word = kebab(name);
                for argument in arguments.trim_end_matches(')').split(',').filter(|one| !one.is_empty()) {
                    word.push_str(&format!("-with-{}", kebab(argument.split('=').next().unwrap())));
                }
                Some(word)
            }
            _ => Some(kebab(text)),
        };
        words.extend(word);
        behind_key = segment.kind() == SegmentKind::Key;
    }
    words
}

fn kebab(name: &str) -> String {
    let mut out = String::new();
    for sign in name.chars() {
        match sign {
            'A'..='Z' => {
                if !out.is_empty() && !out.ends_with('-') {
                    out.push('-');
                }
                out.push(sign.to_ascii_lowercase());
            }
            '.' => out.push('-'),
            other => out.push(other),
        }
    }
    out
}

/// `(verb, path)` to the options that are in the help of our command of that verb.
#[test]
fn each_command_of_mgc_resolves_with_its_options() {
    let commands = commands();
    let mut differs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut missing = Vec::new();
    let mut kinds = BTreeSet::new();
    for (number, mgc) in commands.iter().enumerate() {
        let path = path(&mgc.template);
        let Some(segment) = API.segment(&path) else {
            missing.push(format!("{} {path}", mgc.verb));
            continue;
        };
        let mut line = words(segment);
        line.push(mgc.verb.clone());
        // A help is a process: all kinds of commands, and each tenth of all.
        let kind = format!("{} {:?} {}", mgc.verb, segment.kind(), mgc.options.len());
        if !kinds.insert(kind) && number % 10 != 0 {
            continue;
        }
        // The options that are not shown are there all the same: a value that none takes tells them apart.
        let ended = run(line.iter().map(String::as_str).chain(["--help"]));
        assert_eq!(ended.code, 0, "{line:?}: {}", ended.stderr);
        assert!(
            ended.stdout.contains(&format!("{}\n", path.as_str())),
            "{line:?} is not {path}: {}",
            ended.stdout
        );
        for (option, ..) in &mgc.options {
            let shown = ended.stdout.contains(&format!("{option} ")) || ended.stdout.contains(&format!("{option}\n"));
            if !shown && !LEFT_OUT.contains(&(option.as_str(), mgc.verb.as_str())) && !is_hidden(&line, option) {
                differs.entry(option.clone()).or_default().insert(line.join(" "));
            }
        }
    }
    assert!(missing.is_empty(), "no paths of v1.0: {missing:?}");
    assert!(differs.is_empty(), "options that are not ours: {differs:?}");
    assert!(commands.is_empty() || commands.len() == 1213, "{}", commands.len());
}

/// Whether an option that help does not show is read: clap says of an unknown one that it is unexpected.
fn is_hidden(line: &[String], option: &str) -> bool {
    let ended = run(line.iter().map(String::as_str).chain([option, "x", "--what-if"]));
    !ended.stderr.contains(&format!("unexpected argument '{option}'"))
}
