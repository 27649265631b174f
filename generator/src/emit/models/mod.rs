//! The models: a file a type below `models/`, and the `mod.rs` that re-exports them.
//!
//! `structs` prints structs, `enums` enumerations and flags, `any` the `Any…` enums of polymorphic types beside their
//! base, `types` the Rust type of a member, `docs` the comments, `usage` which types are declared somewhere. What the
//! macros at the end of each file expand to is in `generated/src/core/model/macros.rs`.

mod any;
mod docs;
mod enums;
pub mod items;
mod structs;
#[cfg(test)]
mod tests;
mod types;
mod usage;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use proc_macro2::TokenStream;

use crate::model::{Api, QName, StructuredKind, Type};
use crate::naming::{Names, TypeName};

pub use types::rust_type;
pub use usage::Usage;

/// What the printers of one version share.
pub(crate) struct Context<'a> {
    pub(crate) api: &'a Api,
    pub(crate) names: &'a Names,
    pub(crate) usage: Usage,
}

/// All model files of a version: the path below `src/<version>/` and the text, sorted by path.
///
/// A type that `names` does not name is left out; `naming` names all of them.
///
/// # Errors
/// When what was printed is not Rust, which is a mistake of the emitter: the message names the file.
pub fn emit_models(api: &Api, names: &Names) -> Result<Vec<(String, String)>, String> {
    let context = Context {
        api,
        names,
        usage: Usage::of(api),
    };
    let mut files = Vec::with_capacity(api.types.len() + 4);
    let mut modules: BTreeMap<Option<&str>, Vec<(&TypeName, bool)>> = BTreeMap::from([(None, Vec::new())]);
    for (name, ty) in &api.types {
        let Some(type_name) = names.get(name) else { continue };
        let path = match &type_name.module {
            Some(module) => format!("models/{module}/{}.rs", type_name.file),
            None => format!("models/{}.rs", type_name.file),
        };
        let text = context
            .file(name, ty, type_name)
            .map_err(|error| format!("{path}: {error}"))?;
        files.push((path, text));
        modules
            .entry(type_name.module.as_deref())
            .or_default()
            .push((type_name, context.any_of(name).is_some()));
    }
    let submodules: BTreeSet<&str> = modules.keys().copied().flatten().collect();
    for (module, types) in &mut modules {
        types.sort_by(|one, two| one.0.file.cmp(&two.0.file));
        let path = match module {
            Some(module) => format!("models/{module}/mod.rs"),
            None => "models/mod.rs".to_owned(),
        };
        files.push((path, module_text(api, *module, types, &submodules)));
    }
    files.sort();
    Ok(files)
}

fn module_text(api: &Api, module: Option<&str>, types: &[(&TypeName, bool)], submodules: &BTreeSet<&str>) -> String {
    let mut text = match module {
        Some(module) => format!(
            "//! The types of the namespace `{module}` below `microsoft.graph`, {}.\n\n",
            api.version
        ),
        None => format!(
            "//! The types of Microsoft Graph {}: a file a type.\n//!\n//! What all of them can: [`Document`](crate::model::Document) has reading, writing and annotations,\n//! [`ModelType`](crate::model::ModelType) setting to null. `use models::*` brings both into scope.\n\n",
            api.version
        ),
    };
    if module.is_none() {
        for submodule in submodules {
            let _ = writeln!(text, "pub mod {submodule};");
        }
        text.push('\n');
    }
    for (name, _) in types {
        let _ = writeln!(text, "mod {};", name.file);
    }
    text.push_str("\npub use crate::core::model::{Document as _, ModelType as _};\n");
    for (name, any) in types {
        match name.any.as_ref().filter(|_| *any) {
            Some(any) => {
                let (mut first, mut second) = (any.as_str(), name.rust.as_str());
                if first > second {
                    (first, second) = (second, first);
                }
                let _ = writeln!(text, "pub use {}::{{{first}, {second}}};", name.file);
            }
            None => {
                let _ = writeln!(text, "pub use {}::{};", name.file, name.rust);
            }
        }
    }
    if module.is_none() {
        text.push_str("\n/// The names, below `microsoft.graph`, of all types that a value can be of: one of them where another is declared does not fit.\n");
        text.push_str("pub(crate) static KNOWN: &[&str] = &[\n");
        for (name, ty) in &api.types {
            let Type::Structured(structured) = ty else { continue };
            if structured.kind != StructuredKind::ActionBody && !structured.is_abstract {
                let full = name.to_string();
                let _ = writeln!(
                    text,
                    "    \"{}\",",
                    full.strip_prefix("microsoft.graph.").unwrap_or(&full)
                );
            }
        }
        text.push_str("];\n");
    }
    text
}

impl Context<'_> {
    fn file(&self, name: &QName, ty: &Type, type_name: &TypeName) -> Result<String, String> {
        match ty {
            Type::Structured(structured) => {
                let mut text = structs::print(self, structured, type_name)?;
                if let Some(any) = self.any_of(name) {
                    text.push('\n');
                    text.push_str(&any::print(self, structured, type_name, any)?);
                }
                Ok(text)
            }
            Type::Enum(enumeration) => enums::print(self, enumeration, type_name),
        }
    }

    /// The name of the type's `Any…` enum, if one is emitted.
    pub(crate) fn any_of(&self, name: &QName) -> Option<&str> {
        self.names
            .get(name)?
            .any
            .as_deref()
            .filter(|_| self.usage.is_polymorphic(self.api, name))
    }
}

/// Tokens as formatted text.
pub(crate) fn printed(tokens: TokenStream) -> Result<String, String> {
    let file = syn::parse2(tokens).map_err(|error| error.to_string())?;
    Ok(prettyplease::unparse(&file))
}

/// A path or identifier of a name that `naming` gave.
pub(crate) fn parsed<T: syn::parse::Parse>(text: &str) -> Result<T, String> {
    syn::parse_str(text).map_err(|error| format!("`{text}`: {error}"))
}
