//! What an HTTP method does at a segment, by the CSDL; and what the OpenAPI document alone says of it, where the CSDL
//! does not know the method there.

use super::context::Context;
use crate::model::{BoundOperation, ItemType, TypeRef};
use crate::routes::operation::{Body, CallKind, Method, Response};
use crate::routes::tree::{Node, SegmentKind};
use crate::routes::wire_type::WireType;

/// What a method does, what it sends and what is responded.
pub(super) struct Effect {
    pub(super) kind: CallKind,
    pub(super) body: Body,
    pub(super) response: Response,
}

impl Effect {
    fn new(kind: CallKind, body: Body, response: Response) -> Option<Self> {
        Some(Self { kind, body, response })
    }
}

/// What the CSDL says of a method at this node. `by_id` says whether the operation names a reference by its `@id`.
pub(super) fn by_model(node: &Node, method: Method, by_id: bool) -> Option<Effect> {
    match &node.kind {
        SegmentKind::Count(item) => match method {
            Method::Get => Effect::new(CallKind::Count, Body::None, Response::Count(item.clone())),
            _ => None,
        },
        SegmentKind::Stream => match method {
            Method::Get => Effect::new(CallKind::GetContent, Body::None, Response::Content),
            Method::Put => Effect::new(CallKind::PutContent, Body::Content, Response::Nothing),
            Method::Delete => Effect::new(CallKind::DeleteContent, Body::None, Response::Nothing),
            Method::Post | Method::Patch => None,
        },
        SegmentKind::Reference => {
            let is_collection = node.subject.as_ref().is_some_and(|subject| subject.collection);
            at_references(method, is_collection, by_id)
        }
        SegmentKind::Operation(operation, _) => at_operation(operation, method),
        SegmentKind::Root
        | SegmentKind::Property
        | SegmentKind::Key(_)
        | SegmentKind::AlternateKey(_)
        | SegmentKind::Cast(_) => at_value(node.subject.as_ref()?, method),
        SegmentKind::Unresolved(_) => None,
    }
}

fn at_references(method: Method, is_collection: bool, by_id: bool) -> Option<Effect> {
    match (method, is_collection) {
        (Method::Get, true) => Effect::new(CallKind::ListReferences, Body::None, Response::References),
        (Method::Post, true) => Effect::new(CallKind::AddReference, Body::Reference, Response::Nothing),
        (Method::Put, false) => Effect::new(CallKind::SetReference, Body::Reference, Response::Nothing),
        (Method::Delete, true) if by_id => Effect::new(CallKind::RemoveReferenceById, Body::None, Response::Nothing),
        (Method::Delete, false) => Effect::new(CallKind::RemoveReference, Body::None, Response::Nothing),
        _ => None,
    }
}

fn at_operation(operation: &BoundOperation, method: Method) -> Option<Effect> {
    let kind = match (operation.function, method) {
        (true, Method::Get) => CallKind::Function,
        (false, Method::Post) => CallKind::Action,
        _ => return None,
    };
    let body = operation
        .body
        .as_ref()
        .map_or(Body::None, |body| Body::Model(ItemType::Structured(body.clone())));
    let response = match &operation.returns {
        None => Response::Nothing,
        Some(returns) if returns.collection => Response::Page(returns.item.clone()),
        Some(returns) => single(&returns.item, operation.returns_nullable && !operation.function),
    };
    Effect::new(kind, body, response)
}

fn at_value(subject: &TypeRef, method: Method) -> Option<Effect> {
    let item = &subject.item;
    let body = || Body::Model(item.clone());
    match (method, subject.collection) {
        (Method::Get, true) => Effect::new(CallKind::List, Body::None, Response::Page(item.clone())),
        (Method::Post, true) => Effect::new(CallKind::Create, body(), single(item, false)),
        (Method::Get, false) => Effect::new(CallKind::Get, Body::None, single(item, false)),
        (Method::Patch, false) => Effect::new(CallKind::Update, body(), single(item, true)),
        (Method::Put, false) => Effect::new(CallKind::Replace, body(), single(item, true)),
        (Method::Delete, false) => Effect::new(CallKind::Delete, Body::None, Response::Nothing),
        _ => None,
    }
}

/// The response that is one value.
fn single(item: &ItemType, optional: bool) -> Response {
    match item {
        ItemType::Structured(_) => Response::Model {
            item: item.clone(),
            optional,
        },
        item => Response::Value {
            ty: TypeRef::one(item.clone()),
            optional,
        },
    }
}

impl Context<'_> {
    /// For an operation that the CSDL does not explain: what the OpenAPI document alone says, as JSON where it names no
    /// type of the model.
    pub(super) fn effect_by_document(&self, method: Method, body: &WireType, response: &WireType) -> Effect {
        let kind = match method {
            Method::Get => CallKind::Get,
            Method::Post => CallKind::Action,
            Method::Patch => CallKind::Update,
            Method::Put => CallKind::Replace,
            Method::Delete => CallKind::Delete,
        };
        let item = |wire: &WireType| self.type_by_document(wire).map_or(ItemType::Untyped, |ty| ty.item);
        let body = match body {
            WireType::Nothing => Body::None,
            WireType::Content => Body::Content,
            wire => Body::Model(item(wire)),
        };
        let (kind, response) = match response {
            WireType::Nothing => (kind, Response::Nothing),
            WireType::Content => (kind, Response::Content),
            WireType::Wrapped(value) if matches!(value.as_ref(), WireType::Array(_)) => {
                let kind = if method == Method::Get { CallKind::List } else { kind };
                (kind, Response::Page(item(response)))
            }
            wire => (kind, single(&item(wire), true)),
        };
        Effect { kind, body, response }
    }
}
