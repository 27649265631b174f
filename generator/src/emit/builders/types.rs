//! The Rust types of bodies, answers and arguments.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::models::rust_type;
use super::Emitter;
use crate::error::Error;
use crate::model::{ItemType, Primitive, QueryOptions, TypeRef};
use crate::routes::{Body, Builder, Parameter, Response, Segment};

/// Whether a builder's code names a model.
pub(super) fn names_models(builder: &Builder) -> bool {
    let named = |item: &ItemType| matches!(item, ItemType::Enum(_) | ItemType::Structured(_));
    let segments = builder
        .steps
        .iter()
        .map(|step| &step.segment)
        .chain(builder.calls.iter().map(|call| &call.segment));
    let in_segment = segments
        .flat_map(Segment::parameters)
        .any(|parameter| named(&parameter.ty.item));
    let in_call = builder.calls.iter().any(|call| {
        let body = matches!(&call.body, Body::Model(item) if named(item));
        let answer = match &call.answer {
            Response::Model { item, .. } | Response::Page(item) | Response::Count(item) => named(item),
            Response::Value { ty, .. } => named(&ty.item),
            Response::Nothing | Response::Content | Response::References => false,
        };
        body || answer
    });
    in_segment || in_call
}

impl Emitter<'_> {
    /// The Rust type of a single value; a polymorphic one is its `Any…` enum.
    pub(super) fn item(&self, item: &ItemType, place: &str) -> Result<TokenStream, Error> {
        let Some(rust) = rust_type(self.api, self.names, &self.usage, item) else {
            return Err(self.error(place, format!("the type `{item}` has no Rust name")));
        };
        rust.parse()
            .map_err(|error| self.error(place, format!("`{rust}` is no Rust type: {error}")))
    }

    /// The first type argument of a request.
    pub(super) fn answer(&self, answer: &Response, place: &str) -> Result<TokenStream, Error> {
        let wrap = |ty: TokenStream, optional: bool| {
            if optional {
                quote! { Option<#ty> }
            } else {
                ty
            }
        };
        Ok(match answer {
            Response::Nothing => quote! { () },
            Response::Model { item, optional } => wrap(self.item(item, place)?, *optional),
            Response::Page(item) => {
                let item = self.item(item, place)?;
                quote! { Page<#item> }
            }
            Response::Value { ty, optional } => {
                let item = self.item(&ty.item, place)?;
                wrap(quote! { Value<#item> }, *optional)
            }
            Response::Count(item) => {
                let item = self.item(item, place)?;
                quote! { ItemCount<#item> }
            }
            Response::Content => quote! { Content },
            Response::References => quote! { Page<Reference> },
        })
    }

    /// The declaration of an argument, and the expression that hands it on.
    pub(super) fn parameter(&self, parameter: &Parameter, place: &str) -> Result<(TokenStream, TokenStream), Error> {
        let name = self.ident(&parameter.ident, place)?;
        if is_text(&parameter.ty) {
            return Ok(if parameter.optional {
                // `impl AsRef<str>` would leave `None` without a type.
                (quote! { #name: Option<&str> }, quote! { #name })
            } else {
                (quote! { #name: impl AsRef<str> }, quote! { #name.as_ref() })
            });
        }
        let ty = self.item(&parameter.ty.item, place)?;
        Ok(match (parameter.optional, self.is_flags(&parameter.ty.item)) {
            (false, false) => (quote! { #name: #ty }, quote! { #name }),
            (false, true) => (quote! { #name: #ty }, quote! { #name.to_string() }),
            (true, false) => (quote! { #name: Option<#ty> }, quote! { #name }),
            (true, true) => (
                quote! { #name: Option<#ty> },
                quote! { #name.map(|flags| flags.to_string()) },
            ),
        })
    }

    /// A set of flags is handed on as the text of its members' names.
    fn is_flags(&self, item: &ItemType) -> bool {
        matches!(item, ItemType::Enum(name) if self.api.enumeration(name).is_some_and(|enumeration| enumeration.flags))
    }

    /// The path of a step or call: `self.path` and what the segment appends; and the declarations of the arguments that it takes.
    pub(super) fn path(&self, segment: &Segment, place: &str) -> Result<(Vec<TokenStream>, TokenStream), Error> {
        let mut declared = Vec::new();
        let mut given = Vec::new();
        for parameter in segment.parameters() {
            let (declaration, value) = self.parameter(parameter, place)?;
            declared.push(declaration);
            given.push(value);
        }
        let path = match segment {
            Segment::Here => quote! { self.path.clone() },
            Segment::Literal(segment) => quote! { self.path.step(#segment) },
            Segment::Key(_) => quote! { self.path.key(#(#given)*) },
            Segment::AlternateKey { template, .. } => quote! { self.path.alternate_key(#template, &[#(&#given),*]) },
            Segment::Function { template, .. } => quote! { self.path.call(#template, &[#(&#given),*]) },
        };
        Ok((declared, path))
    }

    /// The second type argument of a request, with its comma; nothing when it takes no options.
    pub(super) fn options(&self, options: QueryOptions, place: &str) -> Result<TokenStream, Error> {
        if options.is_empty() {
            return Ok(TokenStream::new());
        }
        let bits = options
            .iter()
            .map(|option| self.ident(&option.name().trim_start_matches('$').to_ascii_uppercase(), place))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(if let [bit] = bits.as_slice() {
            quote! { , Options<#bit> }
        } else {
            quote! { , Options<{ #(#bits)|* }> }
        })
    }
}

fn is_text(ty: &TypeRef) -> bool {
    !ty.collection && ty.item == ItemType::Primitive(Primitive::String)
}
