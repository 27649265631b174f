//! Doc comments: made of facts, with a link to the reference. No sentence of the metadata's authors is in them.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::Emitter;
use crate::clouds::lookup::{operation_not_in, path_not_in, titles};
use crate::model::{Cloud, Deprecation, ItemType, Permissions, TypeRef, Unsupported, Version};
use crate::routes::{Body, CallKind, Response};
use crate::rust_api::{Builder, Call, CallPlace, Segment, Step};

/// How many URL templates a comment names; the rest are counted.
const SHOWN: usize = 3;

/// Lines of a doc comment.
#[derive(Default)]
struct Lines(Vec<String>);

impl Lines {
    fn line(&mut self, text: impl Into<String>) {
        self.0.push(text.into());
    }

    /// Begins a paragraph.
    fn paragraph(&mut self, text: impl Into<String>) {
        if !self.0.is_empty() {
            self.0.push(String::new());
        }
        self.0.push(text.into());
    }

    /// A paragraph about arguments that need not be given, where there are any.
    fn left_out(&mut self, segment: &Segment) {
        if segment.parameters().iter().any(|parameter| parameter.optional) {
            self.paragraph(
                "An argument that is `None` is left out of the URL; the service then takes its own default.",
            );
        }
    }

    fn outer(&self) -> TokenStream {
        self.0
            .iter()
            .map(|line| spaced(line))
            .map(|line| quote! { #[doc = #line] })
            .collect()
    }

    fn inner(&self) -> TokenStream {
        self.0
            .iter()
            .map(|line| spaced(line))
            .map(|line| quote! { #![doc = #line] })
            .collect()
    }
}

/// As a comment is written by hand, with a blank after the slashes.
fn spaced(line: &str) -> String {
    if line.is_empty() {
        String::new()
    } else {
        format!(" {line}")
    }
}

/// `` `a`, `b` and 3 more ``.
fn listed<'a>(paths: impl Iterator<Item = &'a str>) -> String {
    let paths: Vec<&str> = paths.collect();
    let shown: Vec<String> = paths.iter().take(SHOWN).map(|path| format!("`{path}`")).collect();
    match paths.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// What a module's file is for.
pub(super) fn module_head(path: &[String], builders: &[&Builder]) -> TokenStream {
    let mut lines = Lines::default();
    match (
        path.is_empty(),
        builders.first().and_then(|builder| builder.places.first()),
    ) {
        (true, _) => lines.line(
            "The builders: each stands for a place of the URL space, and leads to others or makes requests. \
             The client has the first.",
        ),
        (false, Some(place)) => lines.line(format!("Builders for `{place}` and what is like it.")),
        (false, None) => lines.line(format!("Builders below {}.", path.join("/"))),
    }
    lines.inner()
}

/// The reference page of a type: the address follows from the name.
fn reference(emitter: &Emitter<'_>, subject: Option<&TypeRef>) -> Option<String> {
    let Some(TypeRef {
        item: ItemType::Structured(name),
        ..
    }) = subject
    else {
        return None;
    };
    let page = match name.namespace().strip_prefix("microsoft.graph.") {
        Some(sub) => format!("{}-{}", sub.replace('.', "-"), name.name()),
        None => name.name().to_owned(),
    };
    let view = emitter.surface.version.docs_view();
    Some(format!(
        "[Reference](https://learn.microsoft.com/graph/api/resources/{}?view={view})",
        page.to_lowercase()
    ))
}

pub(super) fn builder(emitter: &Emitter<'_>, builder: &Builder) -> TokenStream {
    let mut lines = Lines::default();
    let places = listed(builder.places.iter().map(String::as_str));
    match &builder.subject {
        Some(subject) => lines.line(format!("`{subject}` at {places}.")),
        None => lines.line(format!("What is at {places}.")),
    }
    if let Some(page) = reference(emitter, builder.subject.as_ref()) {
        lines.paragraph(page);
    }
    lines.outer()
}

pub(super) fn step(emitter: &Emitter<'_>, step: &Step) -> TokenStream {
    let mut lines = Lines::default();
    lines.line(format!("Leads to {}.", listed(step.places.iter().map(String::as_str))));
    lines.left_out(&step.segment);
    for note in &step.notes {
        lines.paragraph(note.as_str());
    }
    // Where only some of its places are missing, the calls below say so.
    let missing = |cloud: &Cloud| {
        let mut places = step.places.iter();
        places.all(|place| path_not_in(emitter.api, place).contains_key(cloud))
    };
    let clouds: BTreeSet<Cloud> = Cloud::ALL.into_iter().filter(missing).collect();
    if !clouds.is_empty() {
        lines.paragraph(format!("Not in: {}.", titles(&clouds)));
    }
    let docs = lines.outer();
    let deprecated = deprecated(step.deprecated.as_ref(), emitter.surface.version);
    quote! { #docs #deprecated }
}

pub(super) fn call(emitter: &Emitter<'_>, call: &Call) -> TokenStream {
    let mut lines = Lines::default();
    lines.line(summary(call));
    lines.paragraph(format!(
        "{} {}",
        call.http.name(),
        listed(call.places.iter().map(|place| place.path.as_str()))
    ));
    lines.left_out(&call.segment);
    for text in unsupported(emitter, call) {
        lines.paragraph(text);
    }
    if let Some(text) = replaces(emitter, call) {
        lines.paragraph(text);
    }
    if !call.options.is_empty() {
        let options: Vec<String> = call
            .options
            .iter()
            .map(|option| format!("`{}`", option.name()))
            .collect();
        lines.paragraph(format!("Query options: {}.", options.join(", ")));
    }
    if let Some(permissions) = permissions(&call.places) {
        lines.paragraph(permissions);
    }
    if call.deprecated.is_none() && call.places.iter().any(|place| place.deprecated) {
        let old = listed(
            call.places
                .iter()
                .filter(|place| place.deprecated)
                .map(|place| place.path.as_str()),
        );
        lines.paragraph(format!("Deprecated at {old}."));
    }
    if let Some(not_in) = not_in(emitter, call) {
        lines.paragraph(not_in);
    }
    let docs = lines.outer();
    let deprecated = deprecated(call.deprecated.as_ref(), emitter.surface.version);
    quote! { #docs #deprecated }
}

fn summary(call: &Call) -> String {
    let name = call.graph_name.as_deref().unwrap_or_default();
    match call.kind {
        CallKind::Get => match &call.response {
            Response::Model { item, .. } => format!("Gets the `{item}`."),
            _ => "Gets it.".to_owned(),
        },
        CallKind::List => match &call.response {
            Response::Page(item) => format!("Lists: a page of `{item}`."),
            _ => "Lists.".to_owned(),
        },
        CallKind::Create => "Creates one.".to_owned(),
        CallKind::Update => "Changes the members that the body holds.".to_owned(),
        CallKind::Replace => "Puts the body in the place of what is there.".to_owned(),
        CallKind::Delete => "Deletes it.".to_owned(),
        CallKind::Count => "Counts the items.".to_owned(),
        CallKind::Action => format!("Calls the action `{name}`."),
        CallKind::Function => format!("Calls the function `{name}`."),
        CallKind::GetContent => "Gets the content.".to_owned(),
        CallKind::PutContent => "Puts the content.".to_owned(),
        CallKind::DeleteContent => "Deletes the content.".to_owned(),
        CallKind::ListReferences => "Lists the references.".to_owned(),
        CallKind::AddReference => "Adds a reference: the URL of a resource, or its path below the version.".to_owned(),
        CallKind::SetReference => {
            "Sets the reference: the URL of a resource, or its path below the version.".to_owned()
        }
        CallKind::RemoveReference => "Removes the reference; the resource stays.".to_owned(),
        CallKind::RemoveReferenceById => {
            "Removes a reference by the URL of the resource, or its path below the version; the resource stays."
                .to_owned()
        }
    }
}

/// What the service does not support: a paragraph for each reason, with the places where they are not all.
fn unsupported(emitter: &Emitter<'_>, call: &Call) -> Vec<String> {
    let mut known: BTreeMap<&Unsupported, Vec<&str>> = BTreeMap::new();
    for place in &call.places {
        if let Some(says) = emitter.api.unsupported.get(call.http.name(), &place.path) {
            known.entry(says).or_default().push(&place.path);
        }
    }
    let known = known.into_iter();
    known
        .map(|(says, places)| {
            let at = if places.len() == call.places.len() {
                String::new()
            } else {
                format!(" at {}", listed(places.into_iter()))
            };
            let instead = match (&says.instead, &says.how) {
                (Some(instead), Some(how)) => format!(" Use `{instead}` instead, {how}."),
                (Some(instead), None) => format!(" Use `{instead}` instead."),
                (None, Some(how)) => format!(" Instead: {how}."),
                (None, None) => String::new(),
            };
            format!(
                "**Not supported by the service**{at}: {}.{instead} [Source]({})",
                says.reason, says.source
            )
        })
        .collect()
}

/// What PUT does that PATCH does not: members that are not set are reset, and which are never sent.
fn replaces(emitter: &Emitter<'_>, call: &Call) -> Option<String> {
    let (CallKind::Replace, Body::Model(ItemType::Structured(name))) = (call.kind, &call.body) else {
        return None;
    };
    let ty = emitter.api.structured(name)?;
    let never_sent: Vec<String> = ty
        .members
        .iter()
        .filter(|member| member.read_only)
        .map(|member| format!("`{}`", member.name))
        .collect();
    let never_sent = if never_sent.is_empty() {
        String::new()
    } else {
        format!(" Read-only members are never sent: {}.", never_sent.join(", "))
    };
    Some(format!(
        "PUT replaces all of it: what the body does not set is reset, \
         so change what a `get` gave rather than a new body.{never_sent}"
    ))
}

/// In which national clouds a call is not: at none of its places, or at some; those are named by the part of the path
/// that is missing.
fn not_in(emitter: &Emitter<'_>, call: &Call) -> Option<String> {
    let places = call.places.iter().map(|place| place.path.as_str());
    let places: Vec<(&str, BTreeMap<Cloud, &str>)> = places
        .map(|path| (path, operation_not_in(emitter.api, call.http, path)))
        .collect();
    let mut nowhere = BTreeSet::new();
    // Clouds that lack the same are named together.
    let mut some: BTreeMap<(&str, Vec<&str>), BTreeSet<Cloud>> = BTreeMap::new();
    for cloud in Cloud::ALL {
        let lacking = places
            .iter()
            .filter_map(|(path, not_in)| Some((*path, *not_in.get(&cloud)?)));
        let lacking: Vec<(&str, &str)> = lacking.collect();
        if lacking.len() == places.len() {
            nowhere.insert(cloud);
        } else if !lacking.is_empty() {
            let word = if lacking.iter().all(|(path, part)| path == part) {
                "at"
            } else {
                "under"
            };
            let mut parts: Vec<&str> = Vec::new();
            for (_, part) in lacking {
                if !parts.contains(&part) {
                    parts.push(part);
                }
            }
            some.entry((word, parts)).or_default().insert(cloud);
        }
    }
    let nowhere = (!nowhere.is_empty()).then(|| format!("Not in: {}.", titles(&nowhere)));
    let some = some
        .into_iter()
        .map(|((word, parts), clouds)| format!("Not in {} {word} {}.", titles(&clouds), listed(parts.into_iter())));
    let sentences: Vec<String> = nowhere.into_iter().chain(some).collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// The least privileged permissions, when they are the same at every place.
fn permissions(places: &[CallPlace]) -> Option<String> {
    // The published table knows few of the places; it is shown where it does not contradict itself.
    let mut known = places
        .iter()
        .map(|place| &place.permissions)
        .filter(|permissions| !permissions.is_empty());
    let first = known.next()?;
    if known.any(|permissions| permissions != first) {
        return None;
    }
    let Permissions {
        delegated_work,
        delegated_personal,
        application,
    } = first;
    let parts: Vec<String> = [
        ("delegated", delegated_work),
        ("delegated, personal account", delegated_personal),
        ("application", application),
    ]
    .into_iter()
    .filter(|(_, names)| !names.is_empty())
    .map(|(scheme, names)| {
        format!(
            "{} ({scheme})",
            names
                .iter()
                .map(|name| format!("`{name}`"))
                .collect::<Vec<_>>()
                .join(" or ")
        )
    })
    .collect();
    Some(format!("Least privileged permission: {}.", parts.join("; ")))
}

/// `#[deprecated]`, with what the metadata says of the time.
fn deprecated(deprecation: Option<&Deprecation>, version: Version) -> TokenStream {
    let Some(Deprecation { date, removal_date, .. }) = deprecation else {
        return TokenStream::new();
    };
    let mut note = format!("deprecated by Microsoft Graph {version}");
    if let Some(date) = date {
        note.push_str(&format!(" since {date}"));
    }
    if let Some(date) = removal_date {
        note.push_str(&format!(", to be removed on {date}"));
    }
    quote! { #[deprecated(note = #note)] }
}
