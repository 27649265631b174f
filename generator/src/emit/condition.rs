//! `#[cfg(…)]`: with which features of the crate an item is there.

use std::collections::BTreeSet;
use std::str::FromStr;

use proc_macro2::TokenStream;
use quote::quote;

use crate::overlay::Feature;
use crate::rust_api::Presence;

/// The attribute of an item that is there so; nothing where it always is.
pub(super) fn attribute(presence: &Presence) -> String {
    match predicate(presence) {
        predicate if predicate.is_empty() => predicate,
        predicate => format!("#[cfg({predicate})]"),
    }
}

/// An attribute of the module around it, for what is there so.
pub(super) fn inner(presence: &Presence, attribute: TokenStream) -> TokenStream {
    let predicate = tokens(&predicate(presence));
    if predicate.is_empty() {
        return quote! { #![#attribute] };
    }
    quote! { #![cfg_attr(#predicate, #attribute)] }
}

fn predicate(presence: &Presence) -> String {
    let listed = |features: &BTreeSet<Feature>| {
        let features: Vec<String> = features.iter().map(|name| format!("feature = \"{name}\"")).collect();
        features.join(", ")
    };
    match presence {
        Presence::Always => String::new(),
        Presence::Any(features) if features.len() == 1 => listed(features),
        Presence::Any(features) => format!("any({})", listed(features)),
        Presence::All(features) => format!("all({})", listed(features)),
    }
}

/// The attribute of an item within another that is there so.
pub(super) fn within(outer: &Presence, inner: &Presence) -> TokenStream {
    if inner == outer {
        return TokenStream::new();
    }
    tokens(&attribute(inner))
}

/// Features are words of small letters, so it is always tokens.
fn tokens(text: &str) -> TokenStream {
    TokenStream::from_str(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rust_api::presence::tests::features;

    #[test]
    fn conditions_are_of_the_features_that_are_named() {
        let any = |names: &[&str]| Presence::Any(features(names));
        assert_eq!(attribute(&Presence::Always), "");
        assert_eq!(attribute(&any(&["a"])), "#[cfg(feature = \"a\")]");
        assert_eq!(
            attribute(&any(&["b", "a"])),
            "#[cfg(any(feature = \"a\", feature = \"b\"))]"
        );
        let all = Presence::All(features(&["a", "b"]));
        assert_eq!(attribute(&all), "#[cfg(all(feature = \"a\", feature = \"b\"))]");
        assert!(within(&all, &all).is_empty());
        assert_eq!(within(&all, &any(&["a"])).to_string(), "# [cfg (feature = \"a\")]");
    }
}
