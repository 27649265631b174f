//! What methods declare, what they hand on, and the path that they make.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::Emitter;
use crate::error::Error;
use crate::model::QueryOptions;
use crate::rust_api::Segment;
use crate::rust_api::signatures::{Argument, ArgumentForm, option_marker};

impl Emitter<'_> {
    /// A Rust type as tokens.
    pub(super) fn spelt(&self, ty: &str, place: &str) -> Result<TokenStream, Error> {
        let parsed = syn::parse_str::<syn::Type>(ty);
        let parsed = parsed.map_err(|error| self.error(place, format!("`{ty}` is no Rust type: {error}")))?;
        Ok(parsed.into_token_stream())
    }

    /// The declarations of arguments: `on: models::On`.
    pub(super) fn declarations(&self, arguments: &[Argument<'_>], place: &str) -> Result<Vec<TokenStream>, Error> {
        let declaration = |argument: &Argument<'_>| {
            let name = self.ident(argument.name, place)?;
            let ty = self.spelt(&argument.declared(), place)?;
            Ok(quote! { #name: #ty })
        };
        arguments.iter().map(declaration).collect()
    }

    /// The expression that hands an argument on to the URL.
    fn handed_on(&self, argument: &Argument<'_>, place: &str) -> Result<TokenStream, Error> {
        let name = self.ident(argument.name, place)?;
        Ok(match (argument.form, argument.optional) {
            (ArgumentForm::Text | ArgumentForm::Reference, false) => quote! { #name.as_ref() },
            (ArgumentForm::Flags(_), false) => quote! { #name.to_string() },
            (ArgumentForm::Flags(_), true) => quote! { #name.map(|flags| flags.to_string()) },
            _ => quote! { #name },
        })
    }

    /// The path of a step or call: `self.path` and what the segment appends.
    pub(super) fn path(&self, segment: &Segment, place: &str) -> Result<TokenStream, Error> {
        let arguments = self.rust.arguments_of_segment(segment)?;
        let given = arguments
            .iter()
            .map(|argument| self.handed_on(argument, place))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(match segment {
            Segment::Here => quote! { self.path.clone() },
            Segment::Literal(segment) => quote! { self.path.step(#segment) },
            Segment::Key(_) => quote! { self.path.key(#(#given)*) },
            Segment::AlternateKey { template, .. } => quote! { self.path.alternate_key(#template, &[#(&#given),*]) },
            Segment::Function { template, .. } => quote! { self.path.call(#template, &[#(&#given),*]) },
        })
    }

    /// The second type argument of a request, with its comma; nothing when it takes no options.
    pub(super) fn options(&self, options: QueryOptions, place: &str) -> Result<TokenStream, Error> {
        if options.is_empty() {
            return Ok(TokenStream::new());
        }
        let markers = options
            .iter()
            .map(|option| self.ident(option_marker(option), place))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(if let [marker] = markers.as_slice() {
            quote! { , (#marker,) }
        } else {
            quote! { , (#(#markers),*) }
        })
    }
}
