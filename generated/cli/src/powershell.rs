//! PowerShell's way of saying things: `-WhatIf`, `-AccessPackageId X`, and a cmdlet's name in place of words.
//!
//! Cmdlets are named by a rule that is mostly regular: a verb of PowerShell's list, `Mg` or `MgBeta`, and the path in
//! the singular with what repeats said once (`lifecycleWorkflows/workflows` is `LifecycleWorkflow`), where entitlement
//! management stands without its root. What the rule does not give, `find` looks for by likeness.

use msgraph_identity_governance::reflection::{Operation, OperationKind, SegmentKind};

use crate::common::api;
use crate::grammar::{kebab, words_of};

/// Short names of parameters of all cmdlets, which PowerShell reads in any case, and what they are called here.
const ALIASES: [(&str, &str); 5] = [
    ("cf", "--confirm"),
    ("db", "--debug"),
    ("proga", PROGRESS),
    ("rhv", "--response-headers"),
    ("wi", "--what-if"),
];

/// What PowerShell's own streams are told has no meaning here.
const PROGRESS: &str = "--progress-action";

/// Parameters of cmdlets that are called otherwise here.
const PARAMETERS: [(&str, &str); 10] = [
    ("body-parameter", "body"),
    ("count-variable", "count"),
    ("expand-property", "expand"),
    ("in-file", "input-file"),
    ("out-file", "output-file"),
    ("limit", "top"),
    ("property", "select"),
    ("response-headers-variable", "response-headers"),
    ("sort", "orderby"),
    ("order-by", "orderby"),
];

/// Our form of a command line in which there may be words of PowerShell's: a cmdlet's name becomes words, `-WhatIf`
/// becomes `--what-if`. Everything else stays as it is.
pub fn translate(args: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(args.len() + 8);
    let mut rest = args.iter();
    out.extend(rest.next().cloned());
    let mut is_first = true;
    let mut skip_value = false;
    while let Some(arg) = rest.next() {
        if arg == "--" {
            out.push(arg.clone());
            out.extend(rest.cloned());
            break;
        }
        if std::mem::take(&mut skip_value) && !arg.starts_with('-') {
            continue;
        }
        if std::mem::take(&mut is_first)
            && let Some(words) = words_of_cmdlet(arg)
        {
            out.extend(words);
            continue;
        }
        match parameter(arg) {
            Some(name) if name == PROGRESS => skip_value = true,
            Some(name) if name.starts_with(PROGRESS) => {}
            Some(ours) => {
                // A variable's name follows; the headers are written to standard error.
                skip_value = ours == "--response-headers" || ours == "--count";
                out.push(ours);
            }
            None => out.push(arg.clone()),
        }
    }
    out
}

/// `-WhatIf` as `--what-if`, `-Top:5` as `--top=5`; none for anything else.
fn parameter(arg: &str) -> Option<String> {
    let name = arg.strip_prefix('-')?;
    if let Some((_, ours)) = ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(name)) {
        return Some((*ours).to_owned());
    }
    if !name.starts_with(|sign: char| sign.is_ascii_uppercase()) {
        return None;
    }
    let (name, value) = match name.split_once(':') {
        Some((name, value)) => (name, Some(value.trim_start_matches('$'))),
        None => (name, None),
    };
    // `-V` and the like are short options.
    if name.len() < 2 || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let name = kebab(name);
    let ours = PARAMETERS
        .iter()
        .find(|(theirs, _)| *theirs == name)
        .map_or(name.as_str(), |(_, ours)| ours);
    Some(match value {
        Some(value) => format!("--{ours}={value}"),
        None => format!("--{ours}"),
    })
}

/// The words of a cmdlet that the rule finds.
fn words_of_cmdlet(name: &str) -> Option<Vec<String>> {
    let operation = operations_of(name).into_iter().next()?;
    let mut words = Vec::new();
    if operation.api().version() == "beta" {
        words.push("--beta".to_owned());
    }
    words.extend(words_of(operation));
    Some(words)
}

/// The operations that a cmdlet may call, those with the fewest keys last: `Get-…` lists, or reads one by its key.
pub fn operations_of(cmdlet: &str) -> Vec<Operation> {
    let Some((verb, noun)) = cmdlet.split_once('-') else {
        return Vec::new();
    };
    let Some(noun) = noun.strip_prefix("Mg") else {
        return Vec::new();
    };
    let (beta, noun) = match noun.strip_prefix("Beta") {
        Some(noun) => (true, noun),
        None => (false, noun),
    };
    let fits = |operation: &Operation| {
        let named = cmdlet_of(*operation);
        named.1.eq_ignore_ascii_case(noun) && named.0.iter().any(|one| one.eq_ignore_ascii_case(verb))
    };
    let mut found: Vec<Operation> = api(beta).operations().filter(fits).collect();
    found.sort_by_key(|operation| operation.parameters().count());
    found
}

/// The name of the cmdlet that calls an operation, by the rule.
pub fn cmdlet(operation: Operation) -> String {
    let (verbs, noun) = cmdlet_of(operation);
    let verb = verbs.first().copied().unwrap_or("Invoke");
    let beta = if operation.api().version() == "beta" {
        "Beta"
    } else {
        ""
    };
    format!("{verb}-Mg{beta}{noun}")
}

/// The verbs that it may have, and the noun without `Mg`.
fn cmdlet_of(operation: Operation) -> (Vec<&'static str>, String) {
    let mut parts: Vec<String> = Vec::new();
    let mut action = None;
    let way = operation.segment().way();
    for segment in &way {
        match segment.kind() {
            SegmentKind::Key => {}
            SegmentKind::Action | SegmentKind::Function => {
                let name = segment.name();
                action = Some(name.rsplit('.').next().unwrap_or(name));
            }
            SegmentKind::Count => append(&mut parts, vec!["Count".to_owned()]),
            SegmentKind::Reference => append(&mut parts, vec!["By".to_owned(), "Ref".to_owned()]),
            SegmentKind::Content => append(&mut parts, vec!["Content".to_owned()]),
            _ => append(
                &mut parts,
                capitals(segment.text()).iter().map(|part| singular(part)).collect(),
            ),
        }
    }
    // Entitlement management has no root in its names.
    if parts
        .get(2..4)
        .is_some_and(|parts| parts == ["Entitlement", "Management"])
    {
        parts.drain(..2);
    }
    let noun: String = parts.concat();
    match action {
        None => (vec![verb(operation)], noun),
        Some(name) => {
            let words = capitals(name);
            let (first, rest) = words
                .split_first()
                .map_or((String::new(), Vec::new()), |(first, rest)| {
                    (first.clone(), rest.to_vec())
                });
            let rest = rest.concat();
            if operation.kind() == OperationKind::Function {
                return (vec!["Invoke", "Get"], format!("{first}{noun}{rest}"));
            }
            match approved(&first) {
                Some(verb) => (vec![verb, "Invoke"], format!("{noun}{rest}")),
                None => (vec!["Invoke"], format!("{first}{noun}{rest}")),
            }
        }
    }
}

fn verb(operation: Operation) -> &'static str {
    match operation.kind() {
        OperationKind::Create | OperationKind::AddReference => "New",
        OperationKind::Update => "Update",
        OperationKind::Replace | OperationKind::PutContent | OperationKind::SetReference => "Set",
        OperationKind::Delete
        | OperationKind::DeleteContent
        | OperationKind::RemoveReference
        | OperationKind::RemoveReferenceById => "Remove",
        _ => "Get",
    }
}

/// PowerShell's verb for the first word of an action, where it is one that cmdlets have.
fn approved(word: &str) -> Option<&'static str> {
    Some(match word {
        "Activate" => "Initialize",
        "Add" => "Add",
        "Cancel" | "Stop" => "Stop",
        "Generate" | "Create" => "New",
        "Move" => "Move",
        "Refresh" => "Update",
        "Remove" => "Remove",
        "Reset" => "Reset",
        "Restore" => "Restore",
        "Resume" => "Resume",
        "Send" => "Send",
        "Set" => "Set",
        "Start" => "Start",
        _ => return None,
    })
}

/// Appends the words of a segment, those that the name ends with already said once.
fn append(parts: &mut Vec<String>, words: Vec<String>) {
    let overlap = (1..=words.len().min(parts.len()))
        .rev()
        .find(|length| parts.get(parts.len() - length..) == words.get(..*length));
    parts.extend(words.into_iter().skip(overlap.unwrap_or(0)));
}

/// The words of a name, each with a capital.
fn capitals(name: &str) -> Vec<String> {
    let kebab = kebab(name);
    let words = kebab.split('-').filter(|word| !word.is_empty());
    words
        .map(|word| {
            let (first, rest) = word.split_at(1);
            format!("{}{rest}", first.to_ascii_uppercase())
        })
        .collect()
}

fn singular(word: &str) -> String {
    let of = |end: &str, with: &str| word.strip_suffix(end).map(|stem| format!("{stem}{with}"));
    if word.ends_with("ss") || word.len() < 4 || word == "Status" || word == "Access" {
        return word.to_owned();
    }
    of("ies", "y")
        .or_else(|| of("sses", "ss"))
        .or_else(|| of("s", ""))
        .unwrap_or_else(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(words: &str) -> String {
        let args: Vec<String> = words.split(' ').map(str::to_owned).collect();
        translate(&args).join(" ")
    }

    #[test]
    fn a_cmdlet_and_its_parameters_become_ours() {
        assert_eq!(
            line("ig Resume-MgEntitlementManagementAssignmentRequest -AccessPackageAssignmentRequestId 7 -WhatIf"),
            "ig identity-governance entitlement-management assignment-requests resume post \
             --access-package-assignment-request-id 7 --what-if"
        );
        assert_eq!(
            line("ig x -Top:5 -Property id -Confirm:$false"),
            "ig x --top=5 --select id --confirm=false"
        );
        assert_eq!(line("ig x -CountVariable n -V -o json"), "ig x --count -V -o json");
        assert_eq!(line("ig x --filter -Foo-"), "ig x --filter -Foo-");
        assert_eq!(
            line("ig x -wi -RHV h -proga SilentlyContinue -cf"),
            "ig x --what-if --response-headers --confirm"
        );
        assert_eq!(line("ig x -ProgressAction:Continue -Debug"), "ig x --debug");
        assert_eq!(line("ig find -- -Top"), "ig find -- -Top");
    }

    #[test]
    fn cmdlets_that_the_rule_names() {
        for (cmdlet, expected) in [
            (
                "Get-MgIdentityGovernanceAccessReviewDefinition",
                "GET /identityGovernance/accessReviews/definitions",
            ),
            (
                "Remove-MgIdentityGovernanceLifecycleWorkflow",
                "DELETE /identityGovernance/lifecycleWorkflows/workflows/{workflow-id}",
            ),
            (
                "Invoke-MgFilterEntitlementManagementAssignmentByCurrentUser",
                "GET /identityGovernance/entitlementManagement/assignments/filterByCurrentUser(on='{on}')",
            ),
            (
                "Resume-MgBetaEntitlementManagementAccessPackageAssignmentRequest",
                "POST /identityGovernance/entitlementManagement/accessPackageAssignmentRequests/{accessPackageAssignmentRequest-id}/resume",
            ),
        ] {
            let found: Vec<String> = operations_of(cmdlet).iter().map(ToString::to_string).collect();
            assert!(found.contains(&expected.to_owned()), "{cmdlet}: {found:?}");
        }
        assert!(operations_of("Get-ChildItem").is_empty());
    }
}
