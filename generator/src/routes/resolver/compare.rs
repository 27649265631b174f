//! The CSDL's types held against the OpenAPI document's: of parameters, bodies and responses.

use super::context::Context;
use super::segment::SegmentPlace;
use crate::model::{Finding, FindingKind, ItemType, Primitive, StructuredKind, TypeRef};
use crate::routes::operation::{Body, Response};
use crate::routes::wire_type::{WireType, agrees};

impl Context<'_> {
    /// A key or an argument. `name` is that of the OpenAPI parameter, which is in the query where the path has an
    /// `alias`.
    pub(super) fn compare_parameter(
        &self,
        place: SegmentPlace<'_>,
        name: &str,
        alias: bool,
        ty: &TypeRef,
    ) -> Option<Finding> {
        let declared = self.declared_parameter(place.item?, name, alias)?;
        let wire = self.wire.schema(declared.schema.as_ref()?);
        (!agrees(&wire, ty)).then(|| {
            let what = format!("{name}: CSDL {ty}, OpenAPI {wire}");
            Finding::new(FindingKind::ParameterDisagrees, place.path, what)
        })
    }

    pub(super) fn compare_body(&self, place: &str, body: &Body, wire: &WireType) -> Option<Finding> {
        let agrees = match (body, wire) {
            (Body::None, WireType::Nothing) | (Body::Content, WireType::Content) => true,
            (Body::Reference, WireType::Named(name)) => name == "ReferenceCreate" || name == "ReferenceUpdate",
            (Body::Model(ItemType::Structured(name)), WireType::Object(members)) => {
                self.api.structured(name).is_some_and(|body| {
                    let fits = |(member, wire): &(String, WireType)| {
                        let member = self.lookup.member(name, member);
                        member.is_some_and(|member| agrees(wire, &member.ty))
                    };
                    body.members.len() == members.len() && members.iter().all(fits)
                })
            }
            (Body::Model(item), wire) => agrees(wire, &TypeRef::one(item.clone())),
            _ => false,
        };
        (!agrees).then(|| {
            let what = format!("CSDL {}, OpenAPI {wire}", self.body_text(body));
            Finding::new(FindingKind::BodyDisagrees, place, what)
        })
    }

    fn body_text(&self, body: &Body) -> String {
        match body {
            Body::None => "nothing".to_owned(),
            Body::Content => "bytes".to_owned(),
            Body::Reference => "a reference".to_owned(),
            Body::Model(ItemType::Structured(name)) => match self.api.structured(name) {
                Some(ty) if ty.kind == StructuredKind::ActionBody => {
                    let members = ty.members.iter();
                    let members: Vec<String> = members
                        .map(|member| format!("{}: {}", member.name, member.ty))
                        .collect();
                    format!("{{{}}}", members.join(", "))
                }
                _ => name.to_string(),
            },
            Body::Model(item) => item.to_string(),
        }
    }
}

pub(super) fn compare_response(place: &str, response: &Response, wire: &WireType) -> Option<Finding> {
    let agrees = match (response, wire) {
        (Response::Nothing, WireType::Nothing)
        | (Response::Content, WireType::Content)
        | (Response::Count(_), WireType::Primitive(Primitive::Int64 | Primitive::Int32))
        | (Response::References, WireType::Wrapped(_)) => true,
        (Response::Page(item), WireType::Wrapped(value)) => agrees(value, &TypeRef::many(item.clone())),
        (Response::Model { item, .. }, wire) => agrees(wire, &TypeRef::one(item.clone())),
        (Response::Value { ty, .. }, WireType::Wrapped(value)) => agrees(value, ty),
        (Response::Value { ty, .. }, wire) => agrees(wire, ty),
        _ => false,
    };
    (!agrees).then(|| {
        let what = format!("CSDL {}, OpenAPI {wire}", response_text(response));
        Finding::new(FindingKind::ResponseDisagrees, place, what)
    })
}

fn response_text(response: &Response) -> String {
    match response {
        Response::Nothing => "nothing".to_owned(),
        Response::Model { item, .. } => item.to_string(),
        Response::Page(item) => format!("Collection({item})"),
        Response::Value { ty, .. } => format!("value: {ty}"),
        Response::Count(_) => "a count".to_owned(),
        Response::Content => "bytes".to_owned(),
        Response::References => "references".to_owned(),
    }
}
