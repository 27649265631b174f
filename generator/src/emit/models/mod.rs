//! The models: one file per type below `models/`, and the `mod.rs` that re-exports them.
//!
//! `structs` prints structs, `enums` enumerations and flags, `any` the `Any…` enums of polymorphic types beside their
//! base, `docs` the comments. What the macros at the end of each file expand to is in
//! `generated/src/core/model/macros.rs`.

mod any;
mod docs;
mod enums;
mod structs;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use proc_macro2::TokenStream;

use super::condition::attribute;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::rust_api::{Model, Presence, RustApi};

/// What printing a type can fail with: what was printed is no Rust.
type Printed = Result<String, String>;

/// A type as a module re-exports it.
struct Export<'a> {
    file: String,
    name: String,
    /// When the file is there, and the type.
    presence: &'a Presence,
    /// The `Any…` enum beside it, and when that is there.
    any: Option<(String, &'a Presence)>,
}

/// All model files of a version: the path below `src/<version>/` and the text, sorted by path.
///
/// A type without a name is left out; `naming` names all of them.
///
/// # Errors
/// When what was printed is not Rust, which is a mistake of the emitter: the message names the file.
pub fn emit_models(rust: &RustApi<'_>) -> Result<Vec<(String, String)>> {
    let (types, presences) = (&rust.metadata().types, rust.presences());
    let mut files = Vec::with_capacity(types.len() + 4);
    let mut modules: BTreeMap<Option<String>, Vec<Export<'_>>> = BTreeMap::from([(None, Vec::new())]);
    for name in types.keys() {
        let Some(model) = rust.model(name)? else { continue };
        let path = format!("{}/{}.rs", folder(model.module()), model.file());
        let text = file(rust, &model).map_err(|what| Error::new(ErrorKind::Model, Place::file(&path), what))?;
        files.push((path, text));
        modules
            .entry(model.module().map(str::to_owned))
            .or_default()
            .push(Export {
                file: model.file().to_owned(),
                name: model.path().name.to_owned(),
                presence: presences.of(name),
                any: model.any_name().map(|any| (any.to_owned(), presences.of_any(name))),
            });
    }
    let submodules: BTreeMap<String, Presence> = modules
        .iter()
        .filter_map(|(module, exports)| {
            let presences = exports.iter().map(|export| export.presence);
            Some((module.clone()?, Presence::together(presences)))
        })
        .collect();
    for (module, exports) in &mut modules {
        exports.sort_by(|one, two| one.file.cmp(&two.file));
        let path = format!("{}/mod.rs", folder(module.as_deref()));
        files.push((path, module_text(rust, module.as_deref(), exports, &submodules)));
    }
    files.sort();
    Ok(files)
}

fn folder(module: Option<&str>) -> String {
    match module {
        Some(module) => format!("models/{module}"),
        None => "models".to_owned(),
    }
}

fn file(rust: &RustApi<'_>, model: &Model<'_>) -> Printed {
    match model {
        Model::Struct(one) => {
            let mut text = structs::print(rust, one)?;
            if let Some(any) = &one.any {
                text.push('\n');
                text.push_str(&any::print(rust, one, any)?);
            }
            Ok(text)
        }
        Model::Enumeration(one) => enums::print(rust, one),
    }
}

fn module_text(
    rust: &RustApi<'_>,
    module: Option<&str>,
    exports: &[Export<'_>],
    submodules: &BTreeMap<String, Presence>,
) -> String {
    let version = rust.metadata().version;
    let outer = module
        .and_then(|module| submodules.get(module))
        .unwrap_or(&Presence::Always);
    let condition = |presence: &Presence| match attribute(presence) {
        text if presence == outer || text.is_empty() => String::new(),
        text => format!("{text}\n"),
    };
    let mut text = match module {
        Some(module) => {
            format!(
                "//! The types of Microsoft Graph {version} that are in a namespace of their own, `{module}` here.\n\n"
            )
        }
        None => format!(
            "//! The types of Microsoft Graph {version}: what the service responds with, and what it is sent.\n\
             //!\n\
             //! Each is named as in the reference. A value of a type from which others are derived is an `Any…` enum, \
             which has\n//! the derived types and keeps what it does not know. The body of an action is a `…Request`.\n\
             //!\n\
             //! What all of them can: [`Document`](crate::model::Document) has reading, writing and annotations,\n\
             //! [`ModelType`](crate::model::ModelType) setting to null. `use models::*` brings both into scope.\n\n",
        ),
    };
    if module.is_none() {
        for (submodule, presence) in submodules {
            let _ = writeln!(text, "{}pub mod {submodule};", condition(presence));
        }
        text.push('\n');
    }
    for export in exports {
        let _ = writeln!(text, "{}mod {};", condition(export.presence), export.file);
    }
    text.push_str("\n#[doc(hidden)]\npub use crate::core::model::{Document as _, ModelType as _};\n");
    for export in exports {
        let Export {
            file,
            name,
            presence,
            any,
        } = export;
        let of_type = condition(presence);
        let _ = match any {
            None => writeln!(text, "{of_type}pub use {file}::{name};"),
            Some((any, with)) if with == presence => {
                let (one, other) = if any < name { (any, name) } else { (name, any) };
                writeln!(text, "{of_type}pub use {file}::{{{one}, {other}}};")
            }
            Some((any, with)) => {
                writeln!(
                    text,
                    "{}pub use {file}::{any};\n{of_type}pub use {file}::{name};",
                    condition(with)
                )
            }
        };
    }
    if module.is_none() {
        text.push_str(
            "\n/// The names, below `microsoft.graph`, of all types that a value can be of: \
             one of them where another is declared does not fit.\n",
        );
        text.push_str("pub(crate) static KNOWN: &[&str] = &[\n");
        for name in rust.types_of_values() {
            let full = name.to_string();
            let _ = writeln!(
                text,
                "    \"{}\",",
                full.strip_prefix("microsoft.graph.").unwrap_or(&full)
            );
        }
        text.push_str("];\n");
    }
    text
}

/// Tokens as formatted text.
fn printed(tokens: TokenStream) -> Printed {
    let file = syn::parse2(tokens).map_err(|error| error.to_string())?;
    Ok(prettyplease::unparse(&file))
}

/// A path or identifier of a name that `naming` gave.
fn parsed<T: syn::parse::Parse>(text: &str) -> Result<T, String> {
    syn::parse_str(text).map_err(|error| format!("`{text}`: {error}"))
}
