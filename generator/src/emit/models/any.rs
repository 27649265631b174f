//! The `Any…` enum of a polymorphic type: itself, the types derived from it, and what is unknown.

use std::fmt::Write as _;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::emit::comment::Comment;
use crate::emit::condition::{attribute, within};
use crate::emit::spacing::blank_lines;
use crate::rust_api::RustApi;
use crate::rust_api::rust_type::RustType;
use crate::rust_api::structs::{AnyEnum, Field, Form, Struct};

use super::structs::deprecated;
use super::{Printed, parsed, printed};

/// The number of the declared type when it is abstract.
const NONE: usize = 65_535;

pub(super) fn print(rust: &RustApi<'_>, base: &Struct<'_>, any: &AnyEnum<'_>) -> Printed {
    let presences = rust.presences();
    let condition = within(presences.of(&base.metadata.name), presences.of_any(&base.metadata.name));
    let name = any.path.name;
    let ident: Ident = parsed(name)?;
    let own: Ident = parsed(base.path.name)?;
    let declared = any.own_variant(&base.metadata.name);
    let version = rust.metadata().version.module();
    let mut variants = TokenStream::new();
    let mut rows = String::new();
    for (number, variant) in any.variants.iter().enumerate() {
        let path = if declared == Some(number) {
            base.path.name.to_owned()
        } else {
            format!("crate::{version}::{}", variant.path)
        };
        let ty: syn::Type = parsed(&path)?;
        let ident: Ident = parsed(variant.name)?;
        let doc = format!(" `{}`.", variant.metadata);
        variants.extend(quote! { #[doc = #doc] #ident(model::Child<#ty>), });
        let _ = writeln!(rows, "    {number} {} {path},", variant.name);
    }
    let mut doc = Comment::indented(0);
    doc.paragraph(format!(
        "A `{}` or a type derived from it, by the value's `@odata.type`.",
        base.metadata.name
    ));
    doc.paragraph(
        "Each of the structs converts into it by `From`. `odata_type()` is the type's name as it was received.",
    );
    let doc = doc.outer();
    let mut getters = TokenStream::new();
    for (place, field) in base.fields.iter().enumerate() {
        getters.extend(getter(place, field)?);
    }
    if !getters.is_empty() {
        getters = quote! { #condition impl #ident { #getters } };
    }
    let text = printed(quote! {
        #doc
        #condition
        #[derive(Clone)]
        #[non_exhaustive]
        pub enum #ident {
            #variants
            /// A type that this version of the crate does not have, or the abstract one when the service did not say
            /// which: everything that was received is kept.
            UnknownType(model::Child<#own>),
        }

        #getters
    })?;
    let condition = match condition.is_empty() {
        true => String::new(),
        false => attribute(presences.of_any(&base.metadata.name)) + "\n",
    };
    Ok(format!(
        "{}\n{condition}model::any! {{\n    {name}, {own}, declared {},\n{rows}}}\n",
        blank_lines(&text),
        declared.unwrap_or(NONE),
    ))
}

/// A function that borrows a member of the base type, whatever the value's type: those stand at the same place in all.
fn getter(place: usize, field: &Field<'_>) -> Result<TokenStream, String> {
    let ident: Ident = parsed(field.name)?;
    let (whole, borrowed): (syn::Type, syn::Type) = (parsed(&field.ty())?, parsed(&field.borrowed())?);
    let place = Literal::usize_unsuffixed(place);
    let doc = format!(" `{}`, which all of these types have.", field.member.name);
    let deprecated = deprecated(field.member);
    let common = quote! { model::common::<#whole>(self, #place) };
    let value = match field.form {
        Form::Vec => quote! { #common.map_or(&[], Vec::as_slice) },
        Form::Option if field.item == RustType::STRING => quote! { #common?.as_deref() },
        Form::Option => quote! { #common?.as_ref() },
        Form::OptionChild => quote! { #common?.as_deref() },
    };
    Ok(quote! {
        #[doc = #doc] #deprecated
        #[inline]
        pub fn #ident(&self) -> #borrowed {
            #value
        }
    })
}
