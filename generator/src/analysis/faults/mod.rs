//! What contradicts, or fits nothing: found in a finished analysis and the overlay. Adds no fact.

mod overlay;
mod schemas;
mod sentences;

use std::collections::BTreeSet;
use std::path::Path;

use super::{Analysis, Form, findings};
use crate::clouds;
use crate::model::{BoundOperation, Finding, FindingKind};
use crate::overlay::Overlay;
use crate::permissions::roles;
use crate::routes::SegmentKind;

/// All faults that can be seen in the whole, in no order; and those that are faults unless another version lacks them.
pub(super) fn find(analysis: &Analysis, overlay: &Overlay, form: Form) -> (Vec<Finding>, Vec<Finding>) {
    let sentences = sentences::unused(analysis, &overlay.docs);
    let [mut found, roles_elsewhere] = roles::unused(&overlay.roles, &analysis.openapi, analysis.api.version);
    let mut unless_elsewhere = sentences.unless_elsewhere;
    unless_elsewhere.extend(roles_elsewhere);
    found.extend(sentences.here);
    found.extend(sentences::missing(&analysis.api, &overlay.docs));
    found.extend(unknown(analysis));
    found.extend(without_route(analysis));
    found.extend(clouds::unused(&analysis.api, &analysis.tree));
    found.extend(overlay::unused(analysis, overlay));
    match form {
        Form::Raw => {
            found.extend(analysis.selected.findings.iter().cloned());
            schemas::compare(&analysis.api, &analysis.openapi, &mut found);
        }
        Form::Normal { stored } => {
            found.extend(stored.into_iter().filter(findings::is_of_raw_documents));
            // What an overlay newer than the import cuts or leaves out. What it names besides may have been pruned.
            let cut = |finding: &&Finding| matches!(finding.kind, FindingKind::MemberCut | FindingKind::DerivedLeftOut);
            found.extend(analysis.selected.findings.iter().filter(cut).cloned());
        }
    }
    (found, unless_elsewhere)
}

/// What the readers do not know. Findings are kept: where a file lay on somebody's machine is not.
fn unknown(analysis: &Analysis) -> Vec<Finding> {
    let (csdl, openapi) = (&analysis.csdl, &analysis.openapi);
    let of_types = csdl.unknown.iter().map(|unknown| {
        let mut place = csdl.place(unknown.at);
        if place.file == csdl.file {
            file_name(&csdl.file).clone_into(&mut place.file);
        }
        Finding::new(FindingKind::Unknown, place.to_string(), unknown.what.clone())
    });
    let of_paths = openapi.unknown.iter().map(|unknown| {
        Finding::new(
            FindingKind::Unknown,
            unknown.path.clone(),
            "a key that the reader does not know",
        )
    });
    of_types.chain(of_paths).collect()
}

/// The last part of a file's path.
fn file_name(path: &str) -> &str {
    Path::new(path)
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or(path)
}

/// Actions and functions to which no path leads, each overload by itself.
fn without_route(analysis: &Analysis) -> Vec<Finding> {
    let mut reached: BTreeSet<&BoundOperation> = BTreeSet::new();
    analysis.tree.walk(&mut |node| {
        if let SegmentKind::Operation(operation, _) = &node.kind {
            reached.insert(operation);
        }
    });
    let mut findings = Vec::new();
    for (binding, operations) in &analysis.api.operations {
        for operation in operations.iter().filter(|operation| !reached.contains(operation)) {
            let names: Vec<&str> = operation
                .arguments
                .iter()
                .map(|argument| argument.name.as_str())
                .collect();
            let (arguments, what) = if operation.function {
                (names.join(","), "a function")
            } else {
                (String::new(), "an action")
            };
            let place = format!("{}({arguments}) of {binding}", operation.name);
            findings.push(Finding::new(
                FindingKind::OperationWithoutRoute,
                place,
                format!("{what} to which no path leads"),
            ));
        }
    }
    findings
}
