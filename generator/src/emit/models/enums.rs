//! Enumerations, and the sets of those with flags.

use std::fmt::Write as _;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::emit::spacing::blank_lines;
use crate::model::{Api, EnumType};
use crate::rust_api::{Enumeration, RustApi};

use super::{Printed, docs, parsed, printed};

pub(super) fn print(rust: &RustApi<'_>, enumeration: &Enumeration<'_>) -> Printed {
    if enumeration.metadata.flags {
        flags(rust.metadata(), enumeration)
    } else {
        plain(rust.metadata(), enumeration)
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

fn plain(api: &Api, enumeration: &Enumeration<'_>) -> Printed {
    let name = enumeration.path.name;
    let rust: Ident = parsed(name)?;
    let head = head(api, enumeration.metadata);
    let mut variants = TokenStream::new();
    let mut rows = String::new();
    for (place, value) in enumeration.values.iter().enumerate() {
        let ident: Ident = parsed(&value.name)?;
        let doc = format!(" {}", docs::of_value(api, enumeration.metadata, value.metadata));
        variants.extend(quote! { #[doc = #doc] #ident, });
        let _ = writeln!(rows, "    {place} {} \"{}\",", value.name, value.metadata.name);
    }
    let text = printed(quote! {
        use crate::core::model;

        #(#[doc = #head])*
        #[derive(Clone)]
        #[non_exhaustive]
        pub enum #rust {
            #variants
            /// A name that the metadata does not have, as it came.
            UnknownValue(String),
        }
    })?;
    Ok(format!(
        "{}\nmodel::enumeration! {{\n    {name},\n{rows}}}\n",
        blank_lines(&text)
    ))
}

fn flags(api: &Api, enumeration: &Enumeration<'_>) -> Printed {
    let name = enumeration.path.name;
    let rust: Ident = parsed(name)?;
    let head = head(api, enumeration.metadata);
    let mut constants = TokenStream::new();
    let mut rows = String::new();
    for value in &enumeration.values {
        let ident: Ident = parsed(&value.name)?;
        let bits = value.bits()?;
        let literal = proc_macro2::Literal::u64_unsuffixed(bits);
        let doc = format!(" {}", docs::of_value(api, enumeration.metadata, value.metadata));
        constants.extend(quote! { #[doc = #doc] pub const #ident: Self = Self(model::FlagSet::of(#literal)); });
        let _ = writeln!(rows, "    \"{}\" {bits},", value.metadata.name);
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
        "{}\nmodel::flags! {{\n    {name},\n{rows}}}\n",
        blank_lines(&text)
    ))
}
