//! The `Any…` enum of a polymorphic type: itself, the types derived from it, and what is unknown.

use std::fmt::Write as _;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::emit::spacing::blank_lines;
use crate::model::{Member, Structured};
use crate::naming::TypeName;

use super::structs::deprecated;
use super::types::Form;
use super::{Context, parsed, printed, types};

/// The number of the declared type when it is abstract.
const NONE: usize = 65_535;

pub(super) fn print(
    context: &Context<'_>,
    structured: &Structured,
    name: &TypeName,
    any: &str,
) -> Result<String, String> {
    let ident: Ident = parsed(any)?;
    let base: Ident = parsed(&name.rust)?;
    let mut variants = TokenStream::new();
    let mut rows = String::new();
    let mut declared = NONE;
    for (number, (graph, variant)) in name.variants.iter().enumerate() {
        let inner = context
            .names
            .get(graph)
            .ok_or_else(|| format!("`{graph}` has no Rust name"))?;
        let path = if *graph == structured.name {
            declared = number;
            inner.rust.clone()
        } else {
            let version = context.api.version.module();
            let module = inner
                .module
                .as_ref()
                .map(|module| format!("{module}::"))
                .unwrap_or_default();
            format!("crate::{version}::models::{module}{}", inner.rust)
        };
        let variant_ident: Ident = parsed(variant)?;
        let ty: syn::Type = parsed(&path)?;
        let doc = format!(" `{graph}`.");
        variants.extend(quote! { #[doc = #doc] #variant_ident(Box<#ty>), });
        let _ = writeln!(rows, "    {number} {variant} {path},");
    }
    let doc = format!(
        " A `{}` or a type derived from it, told apart by `@odata.type`. Each of the structs converts into it by `From`; `odata_type()` names the type that came.",
        structured.name
    );
    let mut common = TokenStream::new();
    for (place, member) in structured.members.iter().enumerate() {
        common.extend(common_tokens(context, place, member, name)?);
    }
    if !common.is_empty() {
        common = quote! { impl #ident { #common } };
    }
    let text = printed(quote! {
        #[doc = #doc]
        #[derive(Clone)]
        #[non_exhaustive]
        pub enum #ident {
            #variants
            /// A type that this version of the crate does not have, or the abstract one when the service did not tell
            /// which: everything that came is kept.
            Unrecognized(Box<#base>),
        }

        #common
    })?;
    Ok(format!(
        "{}\nmodel::any! {{\n    {any}, {}, declared {declared},\n{rows}}}\n",
        blank_lines(&text),
        name.rust
    ))
}

/// A function that borrows a member of the base type, whatever the value's type: those stand at the same place in all.
fn common_tokens(context: &Context<'_>, place: usize, member: &Member, name: &TypeName) -> Result<TokenStream, String> {
    let (field, ident) = types::field(context, member, name)?;
    let ident: Ident = parsed(ident)?;
    let (item, whole): (syn::Type, syn::Type) = (parsed(&field.item)?, parsed(&field.text())?);
    let place = Literal::usize_unsuffixed(place);
    let doc = format!(" `{}`, which all of these types have.", member.name);
    let deprecated = deprecated(member);
    Ok(match field.form {
        Form::Vec => quote! {
            #[doc = #doc] #deprecated
            pub fn #ident(&self) -> &[#item] {
                model::common::<#whole>(self, #place).map_or(&[], Vec::as_slice)
            }
        },
        Form::Option if field.item == "String" => quote! {
            #[doc = #doc] #deprecated
            pub fn #ident(&self) -> Option<&str> {
                model::common::<#whole>(self, #place)?.as_deref()
            }
        },
        Form::Option => quote! {
            #[doc = #doc] #deprecated
            pub fn #ident(&self) -> Option<&#item> {
                model::common::<#whole>(self, #place)?.as_ref()
            }
        },
        Form::OptionBox => quote! {
            #[doc = #doc] #deprecated
            pub fn #ident(&self) -> Option<&#item> {
                model::common::<#whole>(self, #place)?.as_deref()
            }
        },
    })
}
