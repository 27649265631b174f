//! Structs: entity types, complex types and bodies of actions.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use crate::emit::spacing::blank_lines;
use crate::model::{ItemType, Member, Structured};
use crate::naming::TypeName;
use crate::naming::case::constant;

use super::types::{Field, Form, declared_type};
use super::{Context, Usage, docs, parsed, printed, types};

pub(super) fn print(context: &Context<'_>, structured: &Structured, name: &TypeName) -> Result<String, String> {
    let rust: Ident = parsed(&name.rust)?;
    let mut members = Vec::with_capacity(structured.members.len());
    for member in &structured.members {
        let (field, ident) = types::field(context, member, name)?;
        members.push((member, field, ident));
    }

    let mut fields = TokenStream::new();
    let mut setters = TokenStream::new();
    for (place, (member, field, ident)) in members.iter().enumerate() {
        fields.extend(field_tokens(context, structured, member, field, ident)?);
        setters.extend(setter_tokens(place, member, field, ident)?);
    }
    let doc = docs::of_struct(context.api, structured)
        .into_iter()
        .map(|line| format!(" {line}"));
    let derived = derived(context, structured, name)?;
    let uses = uses(context, &members, !derived.is_empty())?;
    let setters = if members.is_empty() {
        TokenStream::new()
    } else {
        quote! { impl #rust { #setters } }
    };
    // Clone touches the deprecated fields too.
    let allow = members
        .iter()
        .any(|(member, ..)| member.deprecated.is_some())
        .then(|| quote! { #[allow(deprecated)] });
    let text = printed(quote! {
        #uses

        #allow
        #(#[doc = #doc])*
        #[derive(Clone)]
        #[non_exhaustive]
        pub struct #rust {
            #fields
            /// Everything else: members of other names, annotations, values that did not fit.
            pub additional_properties: model::AdditionalProperties,
            presence: model::State,
        }

        #setters
    })?;
    Ok(blank_lines(&text) + "\n" + &table(context, structured, name, &members)? + &derived)
}

fn uses(context: &Context<'_>, members: &[(&Member, Field, &str)], has_bases: bool) -> Result<TokenStream, String> {
    let needs = |word: &str| members.iter().any(|(_, field, _)| field.item.starts_with(word));
    let json = needs("Json").then(|| quote! { use crate::core::json::Json; });
    let core = if needs("values::") {
        quote! { use crate::core::{model, values}; }
    } else {
        quote! { use crate::core::model; }
    };
    let version = format_ident!("{}", context.api.version.module());
    let models = (has_bases || needs("models::")).then(|| quote! { use crate::#version::models; });
    Ok(quote! { #json #core #models })
}

fn field_tokens(
    context: &Context<'_>,
    structured: &Structured,
    member: &Member,
    field: &Field,
    ident: &str,
) -> Result<TokenStream, String> {
    let doc = docs::of_member(context.api, structured, member)
        .into_iter()
        .map(|line| if line.is_empty() { line } else { format!(" {line}") });
    let ty: syn::Type = parsed(&field.text())?;
    let ident: Ident = parsed(ident)?;
    let deprecated = deprecated(member);
    Ok(quote! { #(#[doc = #doc])* #deprecated pub #ident: #ty, })
}

pub(super) fn deprecated(member: &Member) -> Option<TokenStream> {
    let note = docs::deprecation_note(member.deprecated.as_ref()?);
    Some(quote! { #[deprecated(note = #note)] })
}

fn setter_tokens(place: usize, member: &Member, field: &Field, ident: &str) -> Result<TokenStream, String> {
    let setter = format_ident!("with_{}", ident.trim_start_matches("r#").trim_end_matches('_'));
    let doc = match field.form {
        Form::Vec => format!(" Sets `{}`; without items it is sent as an empty list.", member.name),
        _ => format!(" Sets `{}`.", member.name),
    };
    let place = Literal::usize_unsuffixed(place);
    let item: syn::Type = parsed(&field.item)?;
    let ident: Ident = parsed(ident)?;
    let deprecated = deprecated(member);
    let allow = deprecated.as_ref().map(|_| quote! { #[allow(deprecated)] });
    Ok(match field.form {
        Form::Option => quote! {
            #[doc = #doc] #deprecated #allow
            pub fn #setter(mut self, value: impl Into<#item>) -> Self {
                self.#ident = Some(value.into());
                self
            }
        },
        Form::OptionBox => quote! {
            #[doc = #doc] #deprecated #allow
            pub fn #setter(mut self, value: impl Into<Box<#item>>) -> Self {
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
fn table(
    context: &Context<'_>,
    structured: &Structured,
    name: &TypeName,
    members: &[(&Member, Field, &str)],
) -> Result<String, String> {
    let mut flags = Vec::new();
    // The name of an abstract type says nothing of a value.
    if context.usage.is_derived(context.api, &structured.name)
        && !structured.is_abstract
        && !Usage::is_body(context.api, &structured.name)
    {
        flags.push("model::flag::DERIVED");
    }
    if structured.open {
        flags.push("model::flag::OPEN");
    }
    let mut text = format!(
        "model::model! {{\n    {}, \"{}\", crate::{}::models::KNOWN, {},\n",
        name.rust,
        structured.name,
        context.api.version.module(),
        expression(&flags)
    );
    let keys: BTreeSet<&String> = structured.key.iter().collect();
    for (place, (member, _, ident)) in members.iter().enumerate() {
        let mut flags = Vec::new();
        if member.navigation {
            flags.push("model::flag::NAVIGATION");
        }
        if keys.contains(&member.name) {
            flags.push("model::flag::KEY");
        }
        if member.read_only {
            flags.push("model::flag::READ_ONLY");
        }
        if member.secret {
            flags.push("model::flag::SECRET");
        }
        let _ = writeln!(
            text,
            "    {place} {ident} \"{}\" {} {}, {};",
            member.name,
            constant(ident),
            property(context, member)?,
            expression(&flags)
        );
    }
    text.push_str("}\n");
    Ok(text)
}

/// The bases that a value can be declared as: from these a query can be cast to the type.
fn derived(context: &Context<'_>, structured: &Structured, name: &TypeName) -> Result<String, String> {
    let bases: Vec<String> = context
        .usage
        .declared_bases(context.api, &structured.name)
        .into_iter()
        .map(|base| {
            declared_type(context.names, &ItemType::Structured(base.clone()))
                .ok_or_else(|| format!("the base type {base} has no Rust name"))
        })
        .collect::<Result<_, _>>()?;
    Ok(if bases.is_empty() {
        String::new()
    } else {
        format!("model::derived! {{ {}: {} }}\n", name.rust, bases.join(", "))
    })
}

/// The type of a member's constant without its model: by the declared type, not by an `Any…` enum.
fn property(context: &Context<'_>, member: &Member) -> Result<String, String> {
    let kind = if member.navigation { "Navigation" } else { "Property" };
    let item = declared_type(context.names, &member.ty.item)
        .ok_or_else(|| format!("`{}` is of a type without a Rust name, {}", member.name, member.ty))?;
    Ok(if member.ty.collection {
        format!("{kind}<model::Many<{item}>>")
    } else {
        format!("{kind}<{item}>")
    })
}

fn expression(flags: &[&str]) -> String {
    if flags.is_empty() {
        "0".to_owned()
    } else {
        flags.join(" | ")
    }
}
