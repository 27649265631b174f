//! Doc comments: made of facts and of our own sentences, with links to the reference. No sentence of the metadata's
//! authors is in them.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::Emitter;
use super::summaries::{noun, summary};
use crate::clouds::lookup::{clouds_in_words, operation_not_in, path_not_in};
use crate::emit::comment::{Comment, article, joined, listed};
use crate::error::Error;
use crate::model::{Cloud, Deprecation, ItemType, SchemePermissions, TypeRef, Unsupported, Version};
use crate::pages;
use crate::routes::{Body, CallKind, Response};
use crate::rust_api::{Builder, Call, CallPlace, RustType, Segment, Step};

/// How far to the right methods stand.
const METHOD: usize = 4;

/// A paragraph about arguments that need not be given, where there are any.
fn left_out(comment: &mut Comment, segment: &Segment) {
    if segment.parameters().iter().any(|parameter| parameter.optional) {
        comment.paragraph("An argument that is `None` is left out of the URL; the service then takes its own default.");
    }
}

/// What a module's file is for.
pub(super) fn module_head(path: &[String], builders: &[&Builder]) -> TokenStream {
    let mut comment = Comment::indented(0);
    let place = builders.first().and_then(|builder| builder.places.first());
    match (path.is_empty(), place) {
        (true, _) => comment.paragraph(
            "The builders: each stands for a place of the URL space, and leads to others or makes requests. \
             The client has the first.",
        ),
        (false, Some(place)) => comment.paragraph(format!("Builders for `{place}`.")),
        (false, None) => comment.paragraph(format!("Builders below `{}`.", path.join("/"))),
    }
    comment.inner()
}

/// The reference page of a call: that of the first of its places that has one.
fn reference_of_call(emitter: &Emitter<'_>, call: &Call) -> Option<String> {
    let mut places = call.places.iter();
    let page = places.find_map(|place| emitter.api.pages.get(&(call.http, place.path.clone())))?;
    Some(pages::address(page, emitter.surface.version))
}

pub(super) fn builder(emitter: &Emitter<'_>, builder: &Builder) -> Result<TokenStream, Error> {
    let mut comment = Comment::indented(0);
    let what = match &builder.subject {
        Some(subject) if subject.collection => format!("The {}", noun(&subject.item, true)),
        Some(subject) => format!("The {}", noun(&subject.item, false)),
        None => "What is".to_owned(),
    };
    // In the list of all builders the first paragraph stands alone.
    match builder.places.as_slice() {
        [first, others @ ..] if !others.is_empty() => {
            let count = others.len();
            let places = if count == 1 { "place" } else { "places" };
            comment.paragraph(format!("{what} at `{first}` and at {count} other {places}."));
            comment.codes(others.iter().map(String::as_str));
        }
        places => places
            .iter()
            .for_each(|place| comment.paragraph(format!("{what} at `{place}`."))),
    }
    if let Some(TypeRef {
        item: item @ ItemType::Structured(name),
        ..
    }) = &builder.subject
    {
        if let Some(sentence) = emitter.api.structured(name).and_then(|ty| ty.doc.as_ref()) {
            comment.paragraph(sentence);
        }
        // A link to a model that other features bring would be broken without them.
        let is_there = builder.presence.implies(emitter.rust.presences().of(name));
        let model = match emitter.rust.rust_type(item)? {
            RustType::Model(path) if is_there => {
                let version = emitter.surface.version.module();
                format!("Model: [`{}`](crate::{version}::{path}). ", path.name)
            }
            _ => String::new(),
        };
        let page = pages::address_of_type(name, emitter.surface.version);
        comment.paragraph(format!("{model}[Reference]({page})"));
    }
    Ok(comment.outer())
}

pub(super) fn step(emitter: &Emitter<'_>, step: &Step) -> TokenStream {
    let mut comment = Comment::indented(METHOD);
    let what = match (&step.subject, &step.segment) {
        (Some(subject), Segment::Key(_) | Segment::AlternateKey { .. }) => {
            let names: Vec<String> = step
                .segment
                .parameters()
                .iter()
                .map(|parameter| format!("`{}`", parameter.name))
                .collect();
            format!("the {} with this {}", noun(&subject.item, false), joined(&names, "and"))
        }
        (Some(subject), _) => format!("the {}", noun(&subject.item, subject.collection)),
        (None, _) => "what is".to_owned(),
    };
    // A long path is broken where it is shown: no full stop follows it.
    match step.places.as_slice() {
        [place] if step.subject.is_none() => comment.paragraph(format!("Leads to `{place}`")),
        [place] => {
            comment.paragraph(format!("Leads to {what}."));
            comment.paragraph(format!("`{place}`"));
        }
        places => {
            comment.paragraph(format!("Leads to {what}, at {} places:", places.len()));
            comment.codes(places.iter().map(String::as_str));
        }
    }
    left_out(&mut comment, &step.segment);
    for note in &step.notes {
        comment.paragraph(note);
    }
    // Where only some of its places are missing, the calls below say so.
    let missing = |cloud: &Cloud| {
        let mut places = step.places.iter();
        places.all(|place| path_not_in(emitter.api, place).contains_key(cloud))
    };
    let clouds: BTreeSet<Cloud> = Cloud::ALL.into_iter().filter(missing).collect();
    if !clouds.is_empty() {
        comment.paragraph(format!("Not available in {}.", clouds_in_words(&clouds)));
    }
    let docs = comment.outer();
    let deprecated = deprecated(step.deprecated.as_ref(), emitter.surface.version);
    quote! { #docs #deprecated }
}

pub(super) fn call(emitter: &Emitter<'_>, builder: &Builder, call: &Call) -> Result<TokenStream, Error> {
    let mut comment = Comment::indented(METHOD);
    comment.paragraph(summary(emitter, builder, call));
    exchange(emitter, call, &mut comment)?;
    left_out(&mut comment, &call.segment);
    if !call.argument_docs.is_empty() {
        comment.paragraph("Arguments:");
    }
    for (name, sentence) in &call.argument_docs {
        comment.item(format!("`{name}`: {sentence}"));
    }
    for text in unsupported(emitter, call) {
        comment.paragraph(text);
    }
    if let Some(text) = replaces(emitter, call) {
        comment.paragraph(text);
    }
    if !call.options.is_empty() {
        let options = call.options.iter().map(|option| format!("`{}`", option.name()));
        comment.paragraph(format!("Query options: {}.", options.collect::<Vec<_>>().join(", ")));
    }
    permissions(&call.places, &mut comment);
    if call.deprecated.is_none() && call.places.iter().any(|place| place.deprecated) {
        let old = call.places.iter().filter(|place| place.deprecated);
        let old = listed(old.map(|place| place.path.as_str()));
        comment.paragraph(format!("Deprecated at {old}."));
    }
    if let Some(not_in) = not_in(emitter, call) {
        comment.paragraph(not_in);
    }
    let docs = comment.outer();
    let deprecated = deprecated(call.deprecated.as_ref(), emitter.surface.version);
    Ok(quote! { #docs #deprecated })
}

/// Method and URL, what is sent, and what the response is.
fn exchange(emitter: &Emitter<'_>, call: &Call, comment: &mut Comment) -> Result<(), Error> {
    let mut does = Vec::new();
    match &call.body {
        Body::None => {}
        Body::Model(item) => does.push(format!("sends {}", emitter.one(item)?)),
        Body::Content => does.push("sends bytes".to_owned()),
        Body::Reference => does.push("sends the URL of a resource".to_owned()),
    }
    let responds = match &call.response {
        Response::Nothing => None,
        Response::Model { item, optional: false } => Some(emitter.one(item)?),
        Response::Model { item, optional: true } => Some(format!("{} or nothing", emitter.one(item)?)),
        Response::Page(item) => Some(format!("a page of {}", emitter.link(item)?)),
        Response::Value { ty, optional } => {
            let value = if ty.collection {
                format!("a list of {}", emitter.link(&ty.item)?)
            } else {
                emitter.one(&ty.item)?
            };
            Some(if *optional { format!("{value} or null") } else { value })
        }
        Response::Count(_) => Some("a number".to_owned()),
        Response::Content => Some("bytes".to_owned()),
        Response::References => Some("a page of references".to_owned()),
    };
    does.extend(responds.map(|response| format!("responds with {response}")));
    let does = joined(&does, "and");
    let does = if does.is_empty() { does } else { format!(" {does}") };
    let reference = reference_of_call(emitter, call).map_or_else(String::new, |page| format!(" ([reference]({page}))"));
    let method = call.http.name();
    match call.places.as_slice() {
        [place] => comment.paragraph(format!("`{method} {}`{reference}{does}.", place.path)),
        places => {
            comment.paragraph(format!("`{method}`{reference}{does}, at {} places:", places.len()));
            comment.codes(places.iter().map(|place| place.path.as_str()));
        }
    }
    Ok(())
}

impl Emitter<'_> {
    /// A type as Rust has it, with a link where it is generated.
    fn link(&self, item: &ItemType) -> Result<String, Error> {
        Ok(match self.rust.rust_type(item)? {
            RustType::Model(path) => format!("[`{}`]({path})", path.name),
            RustType::Json => "JSON".to_owned(),
            RustType::Prelude(name) | RustType::Value(name) => format!("`{name}`"),
        })
    }

    /// The same with its article.
    fn one(&self, item: &ItemType) -> Result<String, Error> {
        let link = self.link(item)?;
        Ok(match self.rust.rust_type(item)? {
            RustType::Json => link,
            RustType::Model(path) => format!("{} {link}", article(path.name)),
            RustType::Prelude(name) | RustType::Value(name) => format!("{} {link}", article(name)),
        })
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
    let nowhere = (!nowhere.is_empty()).then(|| format!("Not available in {}.", clouds_in_words(&nowhere)));
    let some = some.into_iter().map(|((word, parts), clouds)| {
        let (clouds, parts) = (clouds_in_words(&clouds), listed(parts.into_iter()));
        format!("Not available in {clouds} {word} {parts}.")
    });
    let sentences: Vec<String> = nowhere.into_iter().chain(some).collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// The least privileged permissions. Where the table has others for other places, each with its places.
fn permissions(places: &[CallPlace], comment: &mut Comment) {
    let mut known: BTreeMap<&SchemePermissions, Vec<&str>> = BTreeMap::new();
    // The published table knows few of the places; of the others it is silent.
    for place in places.iter().filter(|place| !place.permissions.least.is_empty()) {
        known.entry(&place.permissions.least).or_default().push(&place.path);
    }
    match known.len() {
        0 => comment.paragraph("Permissions: not published."),
        1 => known
            .keys()
            .for_each(|permissions| comment.paragraph(format!("Permissions: {}.", by_scheme(permissions)))),
        _ => {
            comment.paragraph("Permissions:");
            for (permissions, at) in known {
                comment.item(format!("{} at {}", by_scheme(permissions), listed(at.into_iter())));
            }
        }
    }
}

fn by_scheme(permissions: &SchemePermissions) -> String {
    let names = |list: &[String]| {
        let least: Vec<String> = list.iter().map(|name| format!("`{name}`")).collect();
        match joined(&least, "or") {
            none if none.is_empty() => "not published".to_owned(),
            names => names,
        }
    };
    let personal = match permissions.delegated_personal.as_slice() {
        [] => String::new(),
        list => format!("; delegated (personal account): {}", names(list)),
    };
    format!(
        "delegated (work or school account): {}{personal}; application: {}",
        names(&permissions.delegated_work),
        names(&permissions.application)
    )
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
