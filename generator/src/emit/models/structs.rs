//! Structs: entity types, complex types and bodies of actions.

use std::fmt::Write as _;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use crate::emit::spacing::blank_lines;
use crate::model::{Api, Member, Structured};
use crate::rust_api::RustApi;
use crate::rust_api::rust_type::RustType;
use crate::rust_api::structs::{Constant, Field, Form, Struct};

use super::{Printed, docs, parsed, printed};

pub(super) fn print(rust: &RustApi<'_>, ty: &Struct<'_>) -> Printed {
    let api = rust.metadata();
    let name: Ident = parsed(ty.path.name)?;
    let mut fields = TokenStream::new();
    let mut setters = TokenStream::new();
    for (place, field) in ty.fields.iter().enumerate() {
        fields.extend(field_tokens(api, ty.metadata, field)?);
        setters.extend(setter_tokens(place, field)?);
    }
    let doc = docs::of_struct(api, ty.metadata).outer();
    let uses = uses(api, ty);
    let setters = if ty.fields.is_empty() {
        TokenStream::new()
    } else {
        quote! { impl #name { #setters } }
    };
    // Clone touches the deprecated fields too.
    let allow = ty
        .fields
        .iter()
        .any(|field| field.member.deprecated.is_some())
        .then(|| quote! { #[allow(deprecated)] });
    // The hidden field is why a literal ends with `..Default::default()`: a member that is added later breaks none.
    let (closed, presence) = if ty.is_sent {
        (
            TokenStream::new(),
            quote! { #[doc(hidden)] pub presence: model::State, },
        )
    } else {
        (quote! { #[non_exhaustive] }, quote! { presence: model::State, })
    };
    let text = printed(quote! {
        #uses

        #allow
        #doc
        #[derive(Clone)]
        #closed
        pub struct #name {
            #fields
            /// Everything else: members of other names, annotations, values that did not fit.
            pub additional_properties: model::AdditionalProperties,
            #presence
        }

        #setters
    })?;
    Ok(blank_lines(&text) + "\n" + &table(api, ty) + &derived(ty))
}

fn uses(api: &Api, ty: &Struct<'_>) -> TokenStream {
    let needs = |is: fn(&RustType<'_>) -> bool| ty.fields.iter().any(|field| is(&field.item));
    let json = needs(|item| matches!(item, RustType::Json)).then(|| quote! { use crate::core::json::Json; });
    let core = if needs(|item| matches!(item, RustType::Value(_))) {
        quote! { use crate::core::{model, values}; }
    } else {
        quote! { use crate::core::model; }
    };
    let version = format_ident!("{}", api.version.module());
    let models =
        (!ty.bases.is_empty() || needs(|item| item.is_model())).then(|| quote! { use crate::#version::models; });
    quote! { #json #core #models }
}

fn field_tokens(api: &Api, structured: &Structured, field: &Field<'_>) -> Result<TokenStream, String> {
    let doc = docs::of_member(api, structured, field.member).outer();
    let ty: syn::Type = parsed(&field.ty())?;
    let ident: Ident = parsed(field.name)?;
    let deprecated = deprecated(field.member);
    Ok(quote! { #doc #deprecated pub #ident: #ty, })
}

pub(super) fn deprecated(member: &Member) -> Option<TokenStream> {
    let note = docs::deprecation_note(member.deprecated.as_ref()?);
    Some(quote! { #[deprecated(note = #note)] })
}

fn setter_tokens(place: usize, field: &Field<'_>) -> Result<TokenStream, String> {
    let setter: Ident = parsed(&field.setter())?;
    let doc = match field.form {
        Form::Vec => format!(
            " Sets `{}`; without items it is sent as an empty list.",
            field.member.name
        ),
        Form::Option | Form::OptionChild => format!(" Sets `{}`.", field.member.name),
    };
    let place = Literal::usize_unsuffixed(place);
    let item: syn::Type = parsed(&field.item.to_string())?;
    let ident: Ident = parsed(field.name)?;
    let deprecated = deprecated(field.member);
    let allow = deprecated.as_ref().map(|_| quote! { #[allow(deprecated)] });
    Ok(match field.form {
        Form::Option => quote! {
            #[doc = #doc] #deprecated #allow
            pub fn #setter(mut self, value: impl Into<#item>) -> Self {
                self.#ident = Some(value.into());
                self
            }
        },
        Form::OptionChild => quote! {
            #[doc = #doc] #deprecated #allow
            pub fn #setter(mut self, value: impl Into<model::Child<#item>>) -> Self {
                self.#ident = Some(value.into());
                self
            }
        },
        Form::Vec => quote! {
            #[doc = #doc] #deprecated #allow
            pub fn #setter(mut self, values: impl IntoIterator<Item = impl Into<#item>>) -> Self {
                self.#ident = model::list(values);
                self.presence.set_list(#place);
                self
            }
        },
    })
}

/// What the type says of itself to the core: the `model!` table.
fn table(api: &Api, ty: &Struct<'_>) -> String {
    let mut text = format!(
        "model::model! {{\n    {}, \"{}\", crate::{}::models::KNOWN, {},\n",
        ty.path.name,
        ty.metadata.name,
        api.version.module(),
        expression(&ty.flags())
    );
    for (place, field) in ty.fields.iter().enumerate() {
        let _ = writeln!(
            text,
            "    {place} {} \"{}\" {} {}, {};",
            field.name,
            field.member.name,
            field.constant.name,
            property(&field.constant),
            expression(&field.flags())
        );
    }
    text.push_str("}\n");
    text
}

/// The bases from which a query can be cast to the type.
fn derived(ty: &Struct<'_>) -> String {
    let bases: Vec<String> = ty.bases.iter().map(|base| base.path.to_string()).collect();
    if bases.is_empty() {
        String::new()
    } else {
        format!("model::derived! {{ {}: {} }}\n", ty.path.name, bases.join(", "))
    }
}

/// The type of a constant as the table's macro takes it: without the model that has it.
fn property(constant: &Constant<'_>) -> String {
    let Constant { many, item, .. } = constant;
    let kind = constant.kind();
    if *many {
        format!("{kind}<model::Many<{item}>>")
    } else {
        format!("{kind}<{item}>")
    }
}

fn expression(flags: &[&str]) -> String {
    if flags.is_empty() {
        return "0".to_owned();
    }
    let flags: Vec<String> = flags.iter().map(|flag| format!("model::flag::{flag}")).collect();
    flags.join(" | ")
}
