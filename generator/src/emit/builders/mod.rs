//! Prints the builders of a version: the surface as Rust files below `src/<version>/`.
//!
//! A builder is a struct around a path, with a method for each step (`steps`) and each operation (`calls`). `arguments`
//! declares what they take and hands it on, `docs` and `summaries` have the doc comments, `client` the client and the version's module.
//! What the code calls is `generated/src/core/builder.rs`. The forms written here are what a walker in `tests/` reads
//! back to prove that every operation is reached: change them together.

mod arguments;
mod calls;
mod client;
mod docs;
mod steps;
mod summaries;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::condition::{inner, within};
use crate::error::{Error, ErrorKind, Place};
use crate::model::Api;
use crate::rust_api::{Builder, Presence, RustApi, Surface};

/// The files of a version's builders and its client: path below `src/<version>/`, and content without the head that
/// every generated file has.
///
/// # Errors
/// When the surface has a name that is no Rust identifier, or a type without a name.
pub fn emit_builders(rust: &RustApi<'_>) -> Result<Vec<(String, TokenStream)>, Error> {
    let surface = rust.surface();
    let emitter = Emitter {
        rust,
        api: rust.metadata(),
        surface,
        owners: summaries::owners(&surface.builders, &surface.roots),
    };
    let mut modules: BTreeMap<Vec<String>, Module<'_>> = BTreeMap::new();
    modules.insert(Vec::new(), Module::default());
    for builder in &surface.builders {
        let mut path = Vec::new();
        for part in &builder.module {
            let parent = modules.entry(path.clone()).or_default();
            let child = parent.children.entry(part).or_insert_with(|| builder.presence.clone());
            *child = Presence::together([&*child, &builder.presence]);
            path.push(part.clone());
        }
        modules.entry(path).or_default().builders.push(builder);
    }
    let presences: Vec<(Vec<String>, Presence)> = modules
        .iter()
        .flat_map(|(path, module)| {
            let children = module.children.iter();
            children.map(|(child, presence)| {
                let path = path.iter().cloned().chain([(*child).to_owned()]);
                (path.collect(), presence.clone())
            })
        })
        .collect();
    for (path, presence) in presences {
        modules.entry(path).or_default().presence = presence;
    }
    let mut files = vec![
        ("client.rs".to_owned(), client::client(&emitter)?),
        ("mod.rs".to_owned(), client::version_module(&emitter)?),
    ];
    for (path, module) in &modules {
        let file = if path.is_empty() {
            "builders/mod.rs".to_owned()
        } else {
            format!("builders/{}.rs", path.join("/"))
        };
        files.push((file, emitter.module(path, module)?));
    }
    Ok(files)
}

/// A module below `builders`: its file, and what stands below it.
#[derive(Default)]
struct Module<'a> {
    /// When it is there.
    presence: Presence,
    /// When each is there.
    children: BTreeMap<&'a str, Presence>,
    builders: Vec<&'a Builder>,
}

/// What all parts need.
struct Emitter<'a> {
    rust: &'a RustApi<'a>,
    api: &'a Api,
    surface: &'a Surface,
    owners: summaries::Owners<'a>,
}

impl Emitter<'_> {
    /// The version's module in the crate.
    fn version(&self) -> Result<Ident, Error> {
        self.ident(self.surface.version.module(), "version")
    }

    /// An identifier, raw ones included.
    fn ident(&self, text: &str, place: &str) -> Result<Ident, Error> {
        syn::parse_str(text).map_err(|_| {
            self.error(
                place,
                format!("`{text}` is no Rust identifier; give it a name in names.yaml"),
            )
        })
    }

    fn error(&self, place: &str, message: String) -> Error {
        Error::new(ErrorKind::Name, self.place(place), message)
    }

    fn place(&self, place: &str) -> Place {
        Place::path(format!("{} builders", self.surface.version), place)
    }

    fn module(&self, path: &[String], module: &Module<'_>) -> Result<TokenStream, Error> {
        let head = docs::module_head(path, &module.builders);
        let mut children = TokenStream::new();
        for (child, presence) in &module.children {
            let condition = within(&module.presence, presence);
            let name = self.ident(child, &path.join("/"))?;
            if path.last().is_some_and(|own| own == child) {
                // `roles/roles` in a URL is `roles::roles` here.
                children
                    .extend(quote! { #[expect(clippy::module_inception, reason = "the URL has the segment twice")] });
            }
            children.extend(quote! { #condition pub(crate) mod #name; });
        }
        if path.is_empty() {
            children.extend(self.exports()?);
        }
        if module.builders.is_empty() {
            return Ok(quote! { #head #children });
        }
        let uses = self.uses(module)?;
        let mut builders = TokenStream::new();
        for builder in &module.builders {
            builders.extend(self.builder(&module.presence, builder)?);
        }
        Ok(quote! { #head #children #uses #builders })
    }

    /// All builders by their names alone. Each is named: a glob would be hidden where a file above imports the same
    /// builder.
    fn exports(&self) -> Result<TokenStream, Error> {
        let mut by_file: BTreeMap<(&[String], &Presence), BTreeSet<&str>> = BTreeMap::new();
        for builder in &self.surface.builders {
            let names = by_file.entry((&builder.module, &builder.presence)).or_default();
            names.insert(&builder.name);
        }
        let mut exports = TokenStream::new();
        for ((module, presence), builders) in by_file {
            let condition = within(&Presence::Always, presence);
            let module = module
                .iter()
                .map(|part| self.ident(part, "exports"))
                .collect::<Result<Vec<_>, _>>()?;
            let builders = builders
                .into_iter()
                .map(|name| self.ident(name, "exports"))
                .collect::<Result<Vec<_>, _>>()?;
            exports.extend(quote! { #condition pub use self::#(#module::)*{#(#builders),*}; });
        }
        Ok(exports)
    }

    /// What a file imports: the core's prelude, the models if one is named, and the builders of other files that its
    /// steps lead to.
    fn uses(&self, module: &Module<'_>) -> Result<TokenStream, Error> {
        let version = self.version()?;
        let own: BTreeSet<&str> = module.builders.iter().map(|builder| builder.name.as_str()).collect();
        let steps = module.builders.iter().flat_map(|builder| &builder.steps);
        let mut others: BTreeMap<&str, Presence> = BTreeMap::new();
        for step in steps.filter(|step| !own.contains(step.to.as_str())) {
            let presence = others.entry(&step.to).or_insert_with(|| step.presence.clone());
            *presence = Presence::together([&*presence, &step.presence]);
        }
        let mut by_presence: BTreeMap<Presence, Vec<&str>> = BTreeMap::new();
        for (name, presence) in others {
            by_presence.entry(presence).or_default().push(name);
        }
        let mut uses = quote! { use crate::core::builder::*; };
        for (presence, others) in by_presence {
            let condition = within(&module.presence, &presence);
            let others = others
                .into_iter()
                .map(|name| self.ident(name, "steps"))
                .collect::<Result<Vec<_>, _>>()?;
            uses.extend(quote! { #condition use crate::#version::builders::{#(#others),*}; });
        }
        let mut naming = Vec::new();
        for builder in &module.builders {
            naming.extend(self.rust.naming_models(builder)?);
        }
        if !naming.is_empty() {
            let condition = within(&module.presence, &Presence::together(naming));
            uses.extend(quote! { #condition use crate::#version::models; });
        }
        Ok(uses)
    }

    fn builder(&self, outer: &Presence, builder: &Builder) -> Result<TokenStream, Error> {
        let name = self.ident(&builder.name, &builder.name)?;
        let docs = docs::builder(self, builder)?;
        let condition = within(outer, &builder.presence);
        let mut methods = TokenStream::new();
        for step in &builder.steps {
            methods.extend(self.step(builder, step)?);
        }
        for call in &builder.calls {
            methods.extend(self.call(builder, call)?);
        }
        Ok(quote! {
            #docs
            #condition
            #[derive(Clone, Debug)]
            pub struct #name {
                path: Path,
            }

            #condition
            impl #name {
                #[inline]
                pub(crate) fn at(path: Path) -> Self {
                    Self { path }
                }

                #methods
            }
        })
    }
}
