//! The query options of an operation: those that the OpenAPI document offers, without those that capability
//! annotations deny.

use std::collections::BTreeSet;

use super::context::Context;
use crate::model::{Capabilities, Finding, FindingKind, QueryOption, QueryOptions};
use crate::openapi::{self, Location};
use crate::routes::segments::{Part, split};

impl Context<'_> {
    /// The options that the operation takes, and those that are offered and denied: of the one at `place` (`GET /a/{id}`), whose path is `path` as the document writes it.
    /// `targets` are those of its capability annotations, the nearest first.
    pub(super) fn options<'p>(
        &self,
        place: &str,
        path: &str,
        parameters: impl Iterator<Item = &'p openapi::OrRef<openapi::Parameter>>,
        targets: &[String],
        findings: &mut Vec<Finding>,
    ) -> (QueryOptions, QueryOptions) {
        let offered = self.offered(place, path, parameters, findings);
        let mut denied = QueryOptions::default();
        for option in offered.iter() {
            if let Some(target) = self.denied_by(option, targets) {
                denied.insert(option);
                let what = format!("{} is offered, and denied by {target}", option.name());
                findings.push(Finding::new(FindingKind::OptionDenied, place, what));
            }
        }
        (offered.without(denied), denied)
    }

    fn offered<'p>(
        &self,
        place: &str,
        path: &str,
        parameters: impl Iterator<Item = &'p openapi::OrRef<openapi::Parameter>>,
        findings: &mut Vec<Finding>,
    ) -> QueryOptions {
        let aliases = aliases(path);
        let mut offered = QueryOptions::default();
        for parameter in parameters.filter_map(|parameter| parameter.resolve(&self.document.components.parameters)) {
            let name = parameter.name.as_str();
            // The values of aliases stand in the path, as arguments.
            if parameter.location != Location::Query || aliases.contains(name.strip_prefix('@').unwrap_or(name)) {
                continue;
            }
            match QueryOption::from_name(name) {
                Some(option) => offered.insert(option),
                None if name == "@id" => {}
                None => {
                    let what = format!("the query option `{name}`");
                    findings.push(Finding::new(FindingKind::Unknown, place, what));
                }
            }
        }
        offered
    }

    /// The target that denies an option: the nearest that says anything of it has the word.
    fn denied_by<'t>(&self, option: QueryOption, targets: &'t [String]) -> Option<&'t String> {
        let (target, is_denied) = targets.iter().find_map(|target| {
            let Capabilities { allowed, denied, .. } = self.api.capabilities.get(target)?;
            let is_denied = denied.contains(option);
            (is_denied || allowed.contains(option)).then_some((target, is_denied))
        })?;
        is_denied.then_some(target)
    }
}

/// The parameters of a path whose values the document has in the query.
fn aliases(path: &str) -> BTreeSet<String> {
    if !path.contains('@') {
        return BTreeSet::new();
    }
    let parts = split(path).unwrap_or_default();
    let arguments = parts.into_iter().flat_map(|part| match part {
        Part::Call { arguments, .. } => arguments,
        Part::Key(_) | Part::Name(_) => Vec::new(),
    });
    arguments
        .filter(|argument| argument.alias)
        .map(|argument| argument.placeholder)
        .collect()
}
