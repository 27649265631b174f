//! Paths, methods, bodies, answers, query options and permissions.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Cause, Change};
use super::class::Wire as Class;
use super::compare::Comparison;
use super::kind::Kind;
use super::spots::{Spot, Spots, operation_subject, written};
use crate::model::{Api, ItemType, Permissions, QueryOptions, StructuredKind};
use crate::openapi::{self, Operation};
use crate::resolve::OPTION_TERMS;
use crate::routes::wire_type::Wire;
use crate::routes::{Body, Response};
use crate::routes::{Node, PathOperation, SegmentKind};

impl<'a> Comparison<'a> {
    pub(super) fn routes(&mut self) {
        let [old, new] = self.spots.clone();
        let mut found = Vec::new();
        for (key, spot) in old.paths() {
            match new.all.get(key).filter(|other| !other.node.operations.is_empty()) {
                None => found.push(self.path_gone(&old, &new, key, spot)),
                Some(other) => self.path_pair(&old, &new, key, spot, other, &mut found),
            }
        }
        for (key, spot) in new.paths() {
            let before = old.all.get(key).filter(|other| !other.node.operations.is_empty());
            if before.is_none() {
                found.push(self.path_came(&old, &new, key, spot));
            }
        }
        self.changes.append(&mut found);
        self.ties(&old, &new);
        self.details(&old, &new);
    }

    /// What a path that only one side has follows from: its first segment that the other side lacks, then what is above it.
    fn path_cause(&self, has: &Spots<'_>, lacks: &Spots<'_>, key: &str) -> Option<Cause> {
        let mut way: Vec<&str> = Vec::new();
        let mut next = Some(key);
        while let Some(here) = next {
            way.push(here);
            next = has.all.get(here).and_then(|spot| spot.above.as_deref());
        }
        let first = way.iter().rev().find(|place| {
            lacks
                .all
                .get(**place)
                .is_none_or(|other| matches!(other.node.kind, SegmentKind::Unresolved(_)))
        });
        let from = first.copied().unwrap_or(key);
        self.blame(&has.chain(from), |change| change.kind.shapes_routes())
    }

    fn path_gone(&self, old: &Spots<'_>, new: &Spots<'_>, key: &str, spot: &Spot<'_>) -> Change {
        let mut change = Change::new(Kind::PathRemoved, written(spot.node))
            .from(methods(spot.node))
            .wire(Class::Breaking, "A request to it is refused.");
        change.because = self.path_cause(old, new, key);
        change
    }

    fn path_came(&self, old: &Spots<'_>, new: &Spots<'_>, key: &str, spot: &Spot<'_>) -> Change {
        let mut change = Change::new(Kind::PathAdded, written(spot.node))
            .to(methods(spot.node))
            .wire(Class::Compatible, "Nothing asked for it.");
        change.because = self.path_cause(new, old, key);
        change
    }

    fn path_pair(
        &self,
        old_spots: &Spots<'_>,
        new_spots: &Spots<'_>,
        key: &str,
        old: &Spot<'_>,
        new: &Spot<'_>,
        found: &mut Vec<Change>,
    ) {
        let (from, to) = (written(old.node), written(new.node));
        if from != to {
            let mut change = Change::new(Kind::PathParameterChanged, to)
                .from(from)
                .to(to)
                .wire(Class::Unaffected, "Only the name in the document is another.");
            change.because = self.blame(&new_spots.chain(key), |change| change.kind.shapes_routes());
            found.push(change);
        }
        for one in &old.node.operations {
            let subject = operation_subject(new.node, one);
            match new.node.operations.iter().find(|other| other.http == one.http) {
                Some(other) => self.operation_on_path(old_spots, new_spots, key, (old, one), (new, other), found),
                None => {
                    let mut change = Change::new(Kind::MethodRemoved, subject)
                        .from(call_text(one, self.old.api()))
                        .wire(Class::Breaking, "The request is refused.");
                    change.because = self.blame(&old_spots.chain(key), |change| change.kind.shapes_routes());
                    found.push(change);
                }
            }
        }
        for other in &new.node.operations {
            if old.node.operations.iter().all(|one| one.http != other.http) {
                let mut change = Change::new(Kind::MethodAdded, operation_subject(new.node, other))
                    .to(call_text(other, self.new.api()))
                    .wire(Class::Compatible, "Nothing used it.");
                change.because = self.blame(&new_spots.chain(key), |change| change.kind.shapes_routes());
                found.push(change);
            }
        }
    }

    fn operation_on_path(
        &self,
        old_spots: &Spots<'_>,
        new_spots: &Spots<'_>,
        key: &str,
        (old_spot, old): (&Spot<'_>, &PathOperation),
        (new_spot, new): (&Spot<'_>, &PathOperation),
        found: &mut Vec<Change>,
    ) {
        let subject = operation_subject(new_spot.node, new);
        let chain = || {
            let mut chain = new_spots.chain(key);
            chain.extend(old_spots.chain(key));
            chain
        };
        let (from, to) = (
            body_text(&old.body, self.old.api()),
            body_text(&new.body, self.new.api()),
        );
        if self.renamed_in(&from) != to {
            let mut change = Change::new(Kind::BodyChanged, &subject).from(from).to(to).wire(
                Class::Breaking,
                "What was sent is refused, or what must be sent is missing.",
            );
            change.because = self.blame(&chain(), |change| change.kind.shapes_routes());
            found.push(change);
        }
        let (from, to) = (answer_text(&old.response), answer_text(&new.response));
        if self.renamed_in(&from) != to {
            let mut change = Change::new(Kind::AnswerChanged, &subject)
                .from(from)
                .to(to)
                .wire(Class::Breaking, "The answer has another form.");
            change.because = self.blame(&chain(), |change| change.kind.shapes_routes());
            if let Some(cause) = &change.because {
                // The answer's class is its cause's: an answer that may be missing is not one of another form.
                let causes = self.changes_of(&cause.subject);
                if let Some(cause) = causes.into_iter().find(|other| other.kind == cause.kind) {
                    change.wire = cause.wire;
                    if cause.wire != Class::Breaking {
                        "What a program reads of the answer is there still.".clone_into(&mut change.why);
                    }
                }
            }
            found.push(change);
        }
        let targets: Vec<String> = new_spot
            .capabilities
            .iter()
            .chain(&old_spot.capabilities)
            .cloned()
            .collect();
        let option_cause = |options: &str| {
            self.option_cause(&targets, options)
                .or_else(|| self.blame(&chain(), |change| change.kind.shapes_routes()))
        };
        let (gone, come) = (without(old.options, new.options), without(new.options, old.options));
        if !gone.is_empty() {
            let mut change = Change::new(Kind::QueryOptionRemoved, &subject)
                .from(&gone)
                .wire(Class::Breaking, "A request with it is refused.");
            change.because = option_cause(&gone);
            found.push(change);
        }
        if !come.is_empty() {
            let mut change = Change::new(Kind::QueryOptionAdded, &subject)
                .to(&come)
                .wire(Class::Compatible, "Nothing used it.");
            change.because = option_cause(&come);
            found.push(change);
        }
        if old.permissions != new.permissions {
            let (wire, why) = if loses(&old.permissions, &new.permissions) {
                (Class::Breaking, "A permission that sufficed is not named any more.")
            } else {
                (Class::Compatible, "Every permission that sufficed is named still.")
            };
            found.push(
                Change::new(Kind::PermissionChanged, &subject)
                    .from(permission_text(&old.permissions))
                    .to(permission_text(&new.permissions))
                    .wire(wire, why),
            );
        }
    }

    /// The annotation that allows or denies one of these options at the nearest target that has changed. A target of a root is known by its end.
    fn option_cause(&self, targets: &[String], options: &str) -> Option<Cause> {
        let terms: Vec<&str> = OPTION_TERMS
            .iter()
            .filter(|(option, ..)| options.split(", ").any(|name| name == option.name()))
            .map(|(_, term, _)| *term)
            .collect();
        let of_kind = |change: &&Change| change.kind == Kind::CapabilityChanged;
        let found = targets.iter().find_map(|target| {
            if target.starts_with('/') {
                let mut changes = self.changes.iter().filter(of_kind);
                return changes.find(|change| {
                    let said = change.subject.rsplit_once('@');
                    said.is_some_and(|(subject, term)| subject.ends_with(target.as_str()) && terms.contains(&term))
                });
            }
            terms
                .iter()
                .find_map(|term| self.changes_of(&format!("{target}@{term}")).into_iter().find(of_kind))
        })?;
        Some(found.as_cause())
    }

    /// Segments that the CSDL no longer knows, or knows by now, although the path is listed on both sides: the first of them on each way.
    fn ties(&mut self, old: &Spots<'_>, new: &Spots<'_>) {
        let mut found = Vec::new();
        let untied = |spots: &Spots<'_>, key: &str| {
            spots
                .all
                .get(key)
                .is_some_and(|spot| matches!(spot.node.kind, SegmentKind::Unresolved(_)))
        };
        for (key, spot) in &old.all {
            let (before, after) = (untied(old, key), untied(new, key));
            let above = spot.above.as_deref().unwrap_or_default();
            if !new.all.contains_key(key) || before == after || untied(old, above) != untied(new, above) {
                continue;
            }
            let (wire, why, spots) = if after {
                (
                    Class::Breaking,
                    "The path is listed still, but the CSDL, which is the authority, no longer has what it leads to.",
                    old,
                )
            } else {
                (Class::Compatible, "The CSDL has by now what the path leads to.", new)
            };
            let word = |untied: bool| {
                if untied {
                    "unknown to the CSDL"
                } else {
                    "known to the CSDL"
                }
            };
            let mut change = Change::new(Kind::TieChanged, &spot.node.path)
                .from(word(before))
                .to(word(after))
                .wire(wire, why);
            change.because = self.blame(&spots.chain(key), |change| change.kind.shapes_routes());
            found.push(change);
        }
        self.changes.append(&mut found);
    }

    /// Everything else that the OpenAPI documents say of an operation.
    fn details(&mut self, old: &Spots<'_>, new: &Spots<'_>) {
        let (Some(before), Some(after)) = (&self.old.openapi, &self.new.openapi) else {
            return;
        };
        let same_components = before.components == after.components;
        let mut found = Vec::new();
        for (key, spot) in old.paths() {
            let Some(other) = new.all.get(key) else { continue };
            let (from, to) = (written(spot.node), written(other.node));
            let (Some(one), Some(two)) = (before.paths.get(from), after.paths.get(to)) else {
                continue;
            };
            if one == two && same_components {
                continue;
            }
            for (method, operation) in &one.operations {
                let Some(operation_now) = two.operations.get(method) else {
                    continue;
                };
                if operation == operation_now && one.parameters == two.parameters && same_components {
                    continue;
                }
                let mut said = described(one, operation, before);
                rename_parameters(&mut said, from, to);
                let says = described(two, operation_now, after);
                let subject = format!("{} {to}", method.key().to_uppercase());
                self.operation_details(&subject, &said, &says, old, new, key, &mut found);
            }
        }
        self.changes.append(&mut found);
    }

    #[expect(clippy::too_many_arguments, reason = "two sides of three things")]
    fn operation_details(
        &self,
        subject: &str,
        old: &BTreeMap<String, String>,
        new: &BTreeMap<String, String>,
        old_spots: &Spots<'_>,
        new_spots: &Spots<'_>,
        key: &str,
        found: &mut Vec<Change>,
    ) {
        let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        let mut from = Vec::new();
        let mut to = Vec::new();
        let mut requires = false;
        let mut chain = old_spots.chain(key);
        chain.extend(new_spots.chain(key));
        for name in names {
            let (before, after) = (old.get(name), new.get(name));
            if before == after {
                continue;
            }
            // The documents are made from the CSDL: what they repeat of a change there is no news.
            let repeats = match name.as_str() {
                "body" | "answer" | "pages" | "kind" => {
                    self.blame(&chain, |change| change.kind.shapes_routes()).is_some()
                        || self
                            .changes_of(subject)
                            .iter()
                            .any(|change| matches!(change.kind, Kind::BodyChanged | Kind::AnswerChanged))
                        || self.renamed_in(before.map_or("", String::as_str)) == after.map_or("", String::as_str)
                }
                "deprecated" => {
                    let mut subjects = chain.clone();
                    for spots in [old_spots, new_spots] {
                        subjects.extend(
                            spots
                                .all
                                .get(key)
                                .into_iter()
                                .flat_map(|spot| spot.capabilities.clone()),
                        );
                    }
                    self.blame(&subjects, |change| change.kind.is_deprecation()).is_some()
                }
                name if name.starts_with("query option ") => self.changes_of(subject).iter().any(|change| {
                    let told = change.from.iter().chain(&change.to).flat_map(|list| list.split(", "));
                    matches!(change.kind, Kind::QueryOptionAdded | Kind::QueryOptionRemoved)
                        && told.into_iter().any(|option| name.ends_with(option))
                }),
                name if name.contains(" parameter ") => {
                    self.blame(&chain, |change| change.kind.shapes_routes()).is_some()
                }
                _ => false,
            };
            if repeats {
                continue;
            }
            let told = |value: Option<&String>| match value {
                Some(value) if value.is_empty() => name.clone(),
                Some(value) => format!("{name} {value}"),
                None => format!("no {name}"),
            };
            let required = |value: Option<&String>| value.is_some_and(|value| value.starts_with("required"));
            requires |= required(after) && !required(before);
            from.push(told(before));
            to.push(told(after));
        }
        if !from.is_empty() {
            let (wire, why) = if requires {
                (Class::Breaking, "Something that could be left out must be sent.")
            } else {
                (
                    Class::Compatible,
                    "The document alone says it; nothing that the crate sends depends on it.",
                )
            };
            found.push(
                Change::new(Kind::OperationDetailChanged, subject)
                    .from(from.join("; "))
                    .to(to.join("; "))
                    .wire(wire, why),
            );
        }
    }
}

fn methods(node: &Node) -> String {
    let methods: Vec<&str> = node.operations.iter().map(|tied| tied.http.name()).collect();
    methods.join(", ")
}

/// What a call takes and answers.
fn call_text(tied: &PathOperation, api: &Api) -> String {
    let answer = answer_text(&tied.response);
    match &tied.body {
        Body::None => format!("answers {answer}"),
        body => format!("takes {}, answers {answer}", body_text(body, api)),
    }
}

fn body_text(body: &Body, api: &Api) -> String {
    match body {
        Body::None => "nothing".to_owned(),
        Body::Content => "bytes".to_owned(),
        Body::Reference => "a reference".to_owned(),
        Body::Model(ItemType::Structured(name)) => match api.structured(name) {
            Some(ty) if ty.kind == StructuredKind::ActionBody => "parameters".to_owned(),
            _ => name.to_string(),
        },
        Body::Model(item) => item.to_string(),
    }
}

fn answer_text(answer: &Response) -> String {
    let maybe = |text: String, optional: bool| if optional { format!("{text}, or nothing") } else { text };
    match answer {
        Response::Nothing => "nothing".to_owned(),
        Response::Model { item, optional } => maybe(item.to_string(), *optional),
        Response::Page(item) => format!("Collection({item})"),
        Response::Value { ty, optional } => maybe(ty.to_string(), *optional),
        Response::Count(_) => "a count".to_owned(),
        Response::Content => "bytes".to_owned(),
        Response::References => "references".to_owned(),
    }
}

fn without(options: QueryOptions, others: QueryOptions) -> String {
    let names: Vec<&str> = options
        .iter()
        .filter(|option| !others.contains(*option))
        .map(crate::model::QueryOption::name)
        .collect();
    names.join(", ")
}

fn schemes(permissions: &Permissions) -> [(&'static str, &Vec<String>); 3] {
    [
        ("delegated", &permissions.delegated_work),
        ("delegated personal", &permissions.delegated_personal),
        ("application", &permissions.application),
    ]
}

fn permission_text(permissions: &Permissions) -> String {
    let parts: Vec<String> = schemes(permissions)
        .into_iter()
        .filter(|(_, list)| !list.is_empty())
        .map(|(scheme, list)| format!("{scheme} {}", list.join(", ")))
        .collect();
    if parts.is_empty() {
        "nothing known".to_owned()
    } else {
        parts.join("; ")
    }
}

fn loses(old: &Permissions, new: &Permissions) -> bool {
    schemes(old)
        .into_iter()
        .zip(schemes(new))
        .any(|((_, old), (_, new))| old.iter().any(|permission| !new.contains(permission)))
}

/// What a document says of an operation, by aspect. What it offers of query options is compared with what the CSDL allows, elsewhere.
fn described(
    path: &openapi::PathItem,
    operation: &Operation,
    document: &openapi::Document,
) -> BTreeMap<String, String> {
    let components = &document.components;
    let wire = Wire::new(document);
    let mut said = BTreeMap::new();
    for parameter in path.parameters.iter().chain(&operation.parameters) {
        let Some(item) = parameter.resolve(&components.parameters) else {
            continue;
        };
        if item.location == openapi::Location::Query && item.name.starts_with('$') {
            let required = if item.required { "required" } else { "" };
            said.insert(format!("query option {}", item.name), required.to_owned());
            continue;
        }
        let place = format!("{:?}", item.location).to_lowercase();
        let ty = item.schema.as_ref().map(|schema| wire.schema(schema).to_string());
        let required = if item.required { "required " } else { "" };
        said.insert(
            format!("{place} parameter {}", item.name),
            format!("{required}{}", ty.unwrap_or_default()).trim().to_owned(),
        );
    }
    if let Some(body) = operation
        .request_body
        .as_ref()
        .and_then(|body| body.resolve(&components.request_bodies))
    {
        let required = if body.required { "required " } else { "optional " };
        said.insert(
            "body".to_owned(),
            format!("{required}{}", contents(&body.content, wire)),
        );
    }
    for (status, answer) in &operation.responses {
        let content = answer
            .resolve(&components.responses)
            .map(|answer| contents(&answer.content, wire));
        let name = if status.starts_with('2') { "answer" } else { "refusal" };
        let told = said.entry(name.to_owned()).or_insert_with(String::new);
        if !told.is_empty() {
            told.push_str(", ");
        }
        told.push_str(format!("{status} {}", content.unwrap_or_default()).trim());
    }
    if operation.deprecated || operation.deprecation.is_some() {
        let deprecation = operation.deprecation.clone().unwrap_or_default();
        let parts = [
            deprecation.date.map(|date| format!("since {date}")),
            deprecation.removal_date.map(|date| format!("goes {date}")),
            deprecation.version.map(|version| format!("version {version}")),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        said.insert("deprecated".to_owned(), parts.join(", "));
    }
    if let Some(kind) = &operation.operation_type {
        said.insert("kind".to_owned(), kind.clone());
    }
    if let Some(pageable) = &operation.pageable {
        let parts = [&pageable.next_link_name, &pageable.item_name, &pageable.operation_name];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        said.insert("pages".to_owned(), parts.join(" "));
    }
    if let Some(security) = &operation.security {
        let schemes = security.iter().flatten();
        let schemes: Vec<String> = schemes
            .map(|(scheme, scopes)| format!("{scheme} {}", scopes.join(" ")))
            .collect();
        said.insert("security".to_owned(), schemes.join(", "));
    }
    said
}

/// Calls the parameters of a path what the other document calls them: that they have other names is told of the path.
fn rename_parameters(said: &mut BTreeMap<String, String>, from: &str, to: &str) {
    fn names(path: &str) -> impl Iterator<Item = &str> {
        path.split('{').skip(1).filter_map(|rest| rest.split('}').next())
    }
    let renamed: Vec<(String, String)> = names(from)
        .zip(names(to))
        .filter(|(old, new)| old != new)
        .filter_map(|(old, new)| {
            let told = said.remove(&format!("path parameter {old}"))?;
            Some((format!("path parameter {new}"), told))
        })
        .collect();
    said.extend(renamed);
}

/// Media types with the types of what they hold.
fn contents(content: &BTreeMap<String, openapi::MediaType>, wire: Wire<'_>) -> String {
    let parts: Vec<String> = content
        .iter()
        .map(|(media, held)| match &held.schema {
            Some(schema) => format!("{media} {}", wire.schema(schema)),
            None => media.clone(),
        })
        .collect();
    parts.join(", ")
}
