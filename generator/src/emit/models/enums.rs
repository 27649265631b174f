//! Enumerations, and the sets of those with flags.

use std::fmt::Write as _;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::emit::spacing::blank_lines;
use crate::model::{Api, EnumType};
use crate::naming::TypeName;
use crate::naming::case::constant;

use super::{Context, docs, parsed, printed};

pub(super) fn print(context: &Context<'_>, enumeration: &EnumType, name: &TypeName) -> Result<String, String> {
    if enumeration.flags {
        flags(context.api, enumeration, name)
    } else {
        plain(context.api, enumeration, name)
    }
}

fn head(api: &Api, enumeration: &EnumType) -> Vec<String> {
    let kind = if enumeration.flags {
        "an enumeration whose values can be combined with `|`"
    } else {
        "an enumeration"
    };
    let mut lines = vec![format!(" `{}`, {kind}.", enumeration.name)];
    if let Some(doc) = &enumeration.doc {
        lines.push(String::new());
        lines.push(format!(" {doc}"));
    }
    let not_in = docs::of_enum(api, enumeration).into_iter();
    lines.extend(not_in.map(|line| if line.is_empty() { line } else { format!(" {line}") }));
    lines
}

fn member_ident<'a>(name: &'a TypeName, member: &str) -> Result<&'a str, String> {
    name.members
        .get(member)
        .map(String::as_str)
        .ok_or_else(|| format!("`{member}` has no Rust name"))
}

fn plain(api: &Api, enumeration: &EnumType, name: &TypeName) -> Result<String, String> {
    let rust: Ident = parsed(&name.rust)?;
    let head = head(api, enumeration);
    let mut variants = TokenStream::new();
    let mut rows = String::new();
    for (place, member) in enumeration.members.iter().enumerate() {
        let text = member_ident(name, &member.name)?;
        let ident: Ident = parsed(text)?;
        let doc = format!(" {}", docs::of_value(api, enumeration, member));
        variants.extend(quote! { #[doc = #doc] #ident, });
        let _ = writeln!(rows, "    {place} {text} \"{}\",", member.name);
    }
    let text = printed(quote! {
        use crate::core::model;

        #(#[doc = #head])*
        #[derive(Clone)]
        #[non_exhaustive]
        pub enum #rust {
            #variants
            /// A name that the metadata does not have, as it came.
            Unrecognized(Box<str>),
        }
    })?;
    Ok(format!(
        "{}\nmodel::enumeration! {{\n    {},\n{rows}}}\n",
        blank_lines(&text),
        name.rust
    ))
}

fn flags(api: &Api, enumeration: &EnumType, name: &TypeName) -> Result<String, String> {
    let rust: Ident = parsed(&name.rust)?;
    let head = head(api, enumeration);
    let mut constants = TokenStream::new();
    let mut rows = String::new();
    for member in &enumeration.members {
        let text = member_ident(name, &member.name)?;
        let ident = format_ident!("{}", constant(text));
        let bits = u64::try_from(member.value)
            .map_err(|_| format!("the flag `{}` is negative, {}", member.name, member.value))?;
        let literal = proc_macro2::Literal::u64_unsuffixed(bits);
        let doc = format!(" {}", docs::of_value(api, enumeration, member));
        constants.extend(quote! { #[doc = #doc] pub const #ident: Self = Self(model::FlagSet::of(#literal)); });
        let _ = writeln!(rows, "    \"{}\" {bits},", member.name);
    }
    let text = printed(quote! {
        use crate::core::model;

        #(#[doc = #head])*
        #[derive(Clone, Default, PartialEq, Eq)]
        pub struct #rust(model::FlagSet);

        impl #rust {
            #constants
        }
    })?;
    Ok(format!(
        "{}\nmodel::flags! {{\n    {},\n{rows}}}\n",
        blank_lines(&text),
        name.rust
    ))
}
