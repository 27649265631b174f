//! What a call does, in a sentence.

use std::collections::{BTreeMap, BTreeSet};

use super::Emitter;
use crate::emit::comment::article;
use crate::model::{ItemType, TypeRef};
use crate::routes::{Body, CallKind, Response};
use crate::rust_api::{Builder, Call, Segment, Step};

/// The first sentence of a call's docs.
pub(super) fn summary(emitter: &Emitter<'_>, builder: &Builder, call: &Call) -> String {
    let subject = builder.subject.as_ref();
    let one = |item: Option<&ItemType>| item.map_or_else(|| "value".to_owned(), |item| noun(item, false));
    let many = |item: Option<&ItemType>| item.map_or_else(|| "items".to_owned(), |item| noun(item, true));
    let sent = match &call.body {
        Body::Model(item) => Some(item),
        _ => None,
    };
    let own = subject.map(|subject| &subject.item);
    match call.kind {
        CallKind::Get => match &call.response {
            Response::Model { item, .. } => format!("Gets the {}.", noun(item, false)),
            _ => format!("Gets the {}.", one(own)),
        },
        CallKind::List => match (&call.response, emitter.owner(builder)) {
            (_, Some((owner, property))) => format!("Lists the `{property}` of {} `{owner}`.", article(owner)),
            (Response::Page(item), None) => format!("Lists the {}.", noun(item, true)),
            _ => format!("Lists the {}.", many(own)),
        },
        CallKind::Create => {
            let item = sent.or(own);
            let name = item.map_or_else(|| "value".to_owned(), simple_name);
            format!("Creates {} {}.", article(&name), one(item))
        }
        CallKind::Update => format!("Changes the members of the {} that the body has.", one(sent.or(own))),
        CallKind::Replace => format!("Replaces the {} by the body.", one(sent.or(own))),
        CallKind::Delete => format!("Deletes the {}.", one(own)),
        CallKind::Count => match &call.response {
            Response::Count(item) => format!("Counts the {}.", noun(item, true)),
            _ => format!("Counts the {}.", many(own)),
        },
        CallKind::Action | CallKind::Function => {
            let kind = if call.kind == CallKind::Action {
                "action"
            } else {
                "function"
            };
            match (&call.doc, &call.graph_name) {
                (Some(sentence), _) => sentence.clone(),
                (None, Some(name)) => format!("Calls the {kind} `{name}`."),
                (None, None) => format!("Calls the {kind}."),
            }
        }
        CallKind::GetContent => "Gets the content.".to_owned(),
        CallKind::PutContent => "Replaces the content.".to_owned(),
        CallKind::DeleteContent => "Deletes the content.".to_owned(),
        CallKind::ListReferences => format!("Lists references to the {}.", many(own)),
        CallKind::AddReference => {
            "Adds a reference to a resource, by the resource's URL or its path below the version.".to_owned()
        }
        CallKind::SetReference => {
            "Sets the reference to a resource, by the resource's URL or its path below the version.".to_owned()
        }
        CallKind::RemoveReference => "Removes the reference; the resource stays.".to_owned(),
        CallKind::RemoveReferenceById => {
            "Removes the reference to a resource, by the resource's URL or its path below the version; the resource \
             stays."
                .to_owned()
        }
    }
}

impl<'a> Emitter<'a> {
    /// The type of the entities that have what the builder stands for, and the property that it is there; nothing where
    /// it stands elsewhere too.
    fn owner(&self, builder: &Builder) -> Option<(&'a str, &'a str)> {
        let mut owners = self.owners.get(builder.name.as_str())?.iter();
        let first = owners.next()?.as_ref()?;
        owners.next().is_none().then_some(*first)
    }
}

/// A type as docs name it: `` `accessPackage` `` or `` `accessPackage`s ``.
pub(super) fn noun(item: &ItemType, plural: bool) -> String {
    let name = simple_name(item);
    match plural {
        false => format!("`{name}`"),
        true if name.ends_with(['s', 'y', 'x']) => format!("`{name}` items"),
        true => format!("`{name}`s"),
    }
}

fn simple_name(item: &ItemType) -> String {
    match item {
        ItemType::Structured(name) | ItemType::Enum(name) => name.name().to_owned(),
        ItemType::Primitive(primitive) => primitive.edm_name().to_owned(),
        ItemType::Untyped => "JSON".to_owned(),
    }
}

/// By builder: the types of the entities, reached by their keys, that a step leads from to it, each with the property;
/// nothing for a step from elsewhere.
pub(super) type Owners<'a> = BTreeMap<&'a str, BTreeSet<Option<(&'a str, &'a str)>>>;

/// The owners of all builders.
pub(super) fn owners<'a>(builders: &'a [Builder], roots: &'a [Step]) -> Owners<'a> {
    let steps = || builders.iter().flat_map(|builder| &builder.steps);
    let is_key = |segment: &Segment| matches!(segment, Segment::Key(_) | Segment::AlternateKey { .. });
    let keyed: BTreeSet<&str> = steps()
        .filter(|step| is_key(&step.segment))
        .map(|step| step.to.as_str())
        .collect();
    let mut owners = Owners::new();
    for root in roots {
        owners.entry(&root.to).or_default().insert(None);
    }
    for builder in builders {
        let owner = match &builder.subject {
            Some(TypeRef {
                item: ItemType::Structured(name),
                collection: false,
            }) if keyed.contains(builder.name.as_str()) => Some(name.name()),
            _ => None,
        };
        for step in &builder.steps {
            let property = match &step.segment {
                Segment::Literal(segment) => Some(segment.as_str()),
                _ => None,
            };
            let owner = owner.zip(property);
            owners.entry(&step.to).or_default().insert(owner);
        }
    }
    owners
}
