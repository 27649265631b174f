//! The client of a version, and the version's module.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emitter, docs, inner, within};
use crate::emit::comment::Comment;
use crate::error::Error;
use crate::rust_api::{Presence, Segment, Step};

pub(super) fn client(emitter: &Emitter<'_>) -> Result<TokenStream, Error> {
    let version = emitter.version()?;
    let wire = emitter.surface.version.name();
    let head = format!(" The client of Microsoft Graph {wire}.");
    let about =
        format!(" A client of Microsoft Graph {wire}. Cloning it is cheap; the clones share connections and token.");
    let mut steps = TokenStream::new();
    let mut builders = TokenStream::new();
    for root in &emitter.surface.roots {
        steps.extend(root_step(emitter, root)?);
        let to = emitter.ident(&root.to, "roots")?;
        let condition = within(&Presence::Always, &root.presence);
        builders.extend(quote! { #condition use crate::#version::builders::#to; });
    }
    Ok(quote! {
        #![doc = #head]

        use std::sync::Arc;

        use azure_core::credentials::TokenCredential;
        use azure_core::http::{Method, Url};

        use crate::core::response::FromResponse;
        use crate::core::batch::Batch;
        use crate::core::builder::*;
        use crate::core::client::{CoreClient, GraphClientOptions};
        use crate::core::error::Error;
        use crate::core::model::Element;
        use crate::core::raw::Raw;
        #builders

        #[doc = #about]
        #[derive(Clone, Debug)]
        pub struct GraphClient {
            core: CoreClient,
        }

        impl GraphClient {
            /// A client that gets its tokens from this credential. Nothing is sent yet.
            ///
            /// # Errors
            /// [`Error::Invalid`] when the options cannot be used: an endpoint that is no URL or not https, no transport.
            pub fn new(credential: Arc<dyn TokenCredential>, options: Option<GraphClientOptions>) -> Result<Self, Error> {
                CoreClient::new(credential, options, #wire).map(|core| Self { core })
            }

            /// The root of this version: what every request is sent below.
            pub fn endpoint(&self) -> &Url {
                self.core.endpoint()
            }

            /// What this client has in common with that of the other version: endpoint and pipeline.
            pub fn core(&self) -> &CoreClient {
                &self.core
            }

            /// A request for what this client has no method for, by HTTP method and path below the version: see
            /// [`CoreClient::request`].
            pub fn request<A: FromResponse>(&self, method: Method, path: &str) -> Request<A, Raw> {
                self.core.request(method, path)
            }

            /// Goes on with a list from a next or delta link that was stored: see [`CoreClient::from_link`].
            pub fn from_link<T: Element + Send>(&self, link: &str) -> Request<Page<T>> {
                self.core.from_link(link)
            }

            /// A batch of this client's requests, without any yet.
            pub fn batch(&self) -> Batch {
                self.core.batch()
            }

            #steps
        }
    })
}

fn root_step(emitter: &Emitter<'_>, root: &Step) -> Result<TokenStream, Error> {
    let name = emitter.ident(&root.method, "roots")?;
    let to = emitter.ident(&root.to, "roots")?;
    let docs = docs::step(emitter, root);
    let Segment::Literal(segment) = &root.segment else {
        return Err(emitter.error("roots", format!("`{}` is no singleton", root.method)));
    };
    let condition = within(&Presence::Always, &root.presence);
    Ok(quote! {
        #docs
        #condition
        pub fn #name(&self) -> #to {
            #to::at(Path::root(&self.core, #segment))
        }
    })
}

/// `mod.rs` of the version.
pub(super) fn version_module(emitter: &Emitter<'_>) -> Result<TokenStream, Error> {
    let mut docs = Comment::indented(0);
    docs.paragraph(format!(
        "Microsoft Graph {}: the [`GraphClient`], the [`builders`] that it leads to and the [`models`] that they send and \
         respond with.",
        emitter.surface.version
    ));
    let version = emitter.version()?;
    let wire = emitter.surface.version.name();
    let mut docs = docs.inner();
    let mut written = TokenStream::new();
    for (name, module) in &emitter.api.modules {
        let name = emitter.ident(name, "modules")?;
        let presences = module.types.iter().map(|name| emitter.rust.presences().of(name));
        let presence = Presence::together(presences);
        let mut about = Comment::indented(0);
        about.paragraph(&module.doc);
        docs.extend(inner(&presence, quote! { doc = "" }));
        for line in about.lines() {
            docs.extend(inner(&presence, quote! { doc = #line }));
        }
        let condition = within(&Presence::Always, &presence);
        written.extend(quote! { #condition crate::#name::#name! { #version, #wire } });
    }
    Ok(quote! {
        #docs

        pub mod builders;
        mod client;
        pub mod models;
        #[cfg(feature = "reflection")]
        mod reflection;

        pub use crate::core::client::GraphClientOptions;
        pub use client::GraphClient;
        #[cfg(feature = "reflection")]
        pub use reflection::API;

        #written
    })
}
