//! Enumerations, and the sets of those with flags.

use std::fmt::Write as _;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::emit::spacing::blank_lines;
use crate::model::Api;
use crate::rust_api::{Enumeration, RustApi};

use super::{Printed, docs, parsed, printed};

pub(super) fn print(rust: &RustApi<'_>, enumeration: &Enumeration<'_>) -> Printed {
    if enumeration.metadata.flags {
        flags(rust.metadata(), enumeration)
    } else {
        plain(rust.metadata(), enumeration)
    }
}

fn plain(api: &Api, enumeration: &Enumeration<'_>) -> Printed {
    let name = enumeration.path.name;
    let rust: Ident = parsed(name)?;
    let head = docs::of_enum(api, enumeration.metadata).outer();
    let mut variants = TokenStream::new();
    let mut rows = String::new();
    for (place, value) in enumeration.values.iter().enumerate() {
        let ident: Ident = parsed(&value.name)?;
        let doc = docs::of_value(api, enumeration.metadata, value.metadata).outer();
        variants.extend(quote! { #doc #ident, });
        let _ = writeln!(rows, "    {place} {} \"{}\",", value.name, value.metadata.name);
    }
    let text = printed(quote! {
        use crate::core::model;

        #head
        #[derive(Clone)]
        #[non_exhaustive]
        pub enum #rust {
            #variants
            /// A name that the metadata does not have, as it was received.
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
    let head = docs::of_enum(api, enumeration.metadata).outer();
    let mut constants = TokenStream::new();
    let mut rows = String::new();
    for value in &enumeration.values {
        let ident: Ident = parsed(&value.name)?;
        let bits = value.bits()?;
        let literal = proc_macro2::Literal::u64_unsuffixed(bits);
        let doc = docs::of_value(api, enumeration.metadata, value.metadata).outer();
        constants.extend(quote! { #doc pub const #ident: Self = Self(model::FlagSet::of(#literal)); });
        let _ = writeln!(rows, "    \"{}\" {bits},", value.metadata.name);
    }
    let text = printed(quote! {
        use crate::core::model;

        #head
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
