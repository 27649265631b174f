//! The public items of the generated models as names and signatures, without printing them: what `crate::drift` compares.
//!
//! It stands beside the emitters because it has to say what they write; `generator/tests/it/drift_changes/generated.rs` holds it against the generated code.

use crate::model::{Api, EnumType, Member, QName, Structured, StructuredKind, Type};
use crate::naming::case::constant;
use crate::naming::{Names, TypeName};

use super::types::{Field, Form, declared_type};
use super::{Context, Usage, types};

/// A public item, and what of the metadata it is there for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// Below the version's module: `models::AccessPackage::display_name`.
    pub path: String,
    /// What a program relies on: the field's type, the constant's type.
    pub signature: String,
    /// What it comes from, nearest first: `microsoft.graph.accessPackage/displayName`, then the types that have a part in it.
    pub origins: Vec<String>,
}

/// The items of the models of one version, type by type.
pub struct ModelItems<'a>(Context<'a>);

impl<'a> ModelItems<'a> {
    /// Of these types by these names.
    #[must_use]
    pub fn of(api: &'a Api, names: &'a Names) -> Self {
        Self(Context {
            api,
            names,
            usage: Usage::of(api),
        })
    }

    /// The items that a type has; none for a name that is no type or has no Rust name.
    ///
    /// # Errors
    /// As [`super::emit_models`].
    pub fn of_type(&self, name: &QName) -> Result<Vec<Item>, String> {
        let Self(context) = self;
        let mut items = Vec::new();
        if let (Some(ty), Some(type_name)) = (context.api.types.get(name), context.names.get(name)) {
            let path = path_of(type_name, &type_name.rust);
            match ty {
                Type::Structured(structured) => context.structured(structured, type_name, &path, &mut items)?,
                Type::Enum(enumeration) => enumeration_items(enumeration, type_name, &path, &mut items)?,
            }
        }
        Ok(items)
    }
}

/// `models::identity_governance::Workflow`.
fn path_of(name: &TypeName, rust: &str) -> String {
    match &name.module {
        Some(module) => format!("models::{module}::{rust}"),
        None => format!("models::{rust}"),
    }
}

/// Where the type, and what it inherits, comes from: for a body the actions that take it, for a type itself and its bases.
fn origins_of_type(api: &Api, structured: &Structured) -> Vec<String> {
    if structured.kind == StructuredKind::ActionBody {
        let split = structured.body_of.iter().filter_map(|action| action.split_once(" of "));
        let bindings = split.clone().map(|(_, binding)| binding.to_owned());
        // Actions of one name share a body while they take the same: another one can be why it changes.
        let names = split.clone().map(|(name, _)| format!("any {name}"));
        let actions = structured.body_of.iter().flat_map(|action| bound(action));
        return actions.chain(bindings).chain(names).collect();
    }
    api.lineage(&structured.name).map(ToString::to_string).collect()
}

/// `resume of T` as it is called on an entity or on a collection of them.
fn bound(action: &str) -> Vec<String> {
    match action.split_once(" of ") {
        Some((name, binding)) => vec![action.to_owned(), format!("{name} of Collection({binding})")],
        None => vec![action.to_owned()],
    }
}

/// The parameters of actions that a member of their body stands for.
fn parameters_of(structured: &Structured, member: &Member) -> Vec<String> {
    let parameter = |action: &String| {
        let (name, binding) = action.split_once(" of ")?;
        Some(bound(&format!("{name}/{} of {binding}", member.name)))
    };
    structured.body_of.iter().filter_map(parameter).flatten().collect()
}

impl Context<'_> {
    fn structured(
        &self,
        structured: &Structured,
        name: &TypeName,
        path: &str,
        items: &mut Vec<Item>,
    ) -> Result<(), String> {
        let of_type = origins_of_type(self.api, structured);
        let mut put = |path: String, signature: String, origins: Vec<String>| {
            items.push(Item {
                path,
                signature,
                origins,
            });
        };
        put(path.to_owned(), "struct".into(), of_type.clone());
        for member in &structured.members {
            let (field, ident) = types::field(self, member, name)?;
            let origins = self.origins_of_member(structured, member, &of_type);
            let item = declared_type(self.names, &member.ty.item)
                .ok_or_else(|| format!("`{}` is of a type without a Rust name", member.name))?;
            let kind = if member.navigation { "Navigation" } else { "Property" };
            let many = if member.ty.collection { "Many<" } else { "" };
            let close = if member.ty.collection { ">" } else { "" };
            put(format!("{path}::{ident}"), field.text(), origins.clone());
            put(
                format!("{path}::{}", constant(ident)),
                format!("{kind}<{many}{item}{close}>"),
                origins,
            );
        }
        for base in self.usage.declared_bases(self.api, &structured.name) {
            let base_path = declared_type(self.names, &crate::model::ItemType::Structured(base.clone()))
                .ok_or_else(|| format!("the base type {base} has no Rust name"))?;
            let mut origins = of_type.clone();
            origins.push(format!("any {base}"));
            put(format!("{path} as {base_path}"), "cast".into(), origins);
        }
        let Some(any) = self.any_of(&structured.name) else {
            return Ok(());
        };
        let path = path_of(name, any);
        let mut origins = vec![format!("any {}", structured.name)];
        origins.extend(of_type.iter().cloned());
        put(path.clone(), "enum".into(), origins.clone());
        for (graph, variant) in &name.variants {
            let inner = self
                .names
                .get(graph)
                .ok_or_else(|| format!("`{graph}` has no Rust name"))?;
            let mut from: Vec<String> = self
                .api
                .structured(graph)
                .map(|derived| origins_of_type(self.api, derived))
                .unwrap_or_default();
            from.extend(origins.iter().cloned());
            put(
                format!("{path}::{variant}"),
                format!("Box<{}>", path_of(inner, &inner.rust)),
                from,
            );
        }
        for member in &structured.members {
            let (field, ident) = types::field(self, member, name)?;
            let mut from = self.origins_of_member(structured, member, &of_type);
            from.extend(origins.iter().cloned());
            put(format!("{path}::{ident}()"), borrowed(&field), from);
        }
        Ok(())
    }

    /// The member where it is declared, the type that has it, and the type that it is of.
    fn origins_of_member(&self, structured: &Structured, member: &Member, of_type: &[String]) -> Vec<String> {
        let mut origins: Vec<String> = if structured.kind == StructuredKind::ActionBody {
            parameters_of(structured, member)
        } else {
            vec![format!("{}/{}", member.declared_in, member.name)]
        };
        origins.extend(of_type.iter().cloned());
        if let crate::model::ItemType::Structured(name) | crate::model::ItemType::Enum(name) = &member.ty.item {
            origins.push(format!("any {name}"));
            origins.push(name.to_string());
        }
        origins
    }
}

/// The type of a getter of an `Any…` enum.
fn borrowed(field: &Field) -> String {
    match field.form {
        Form::Vec => format!("&[{}]", field.item),
        Form::Option if field.item == "String" => "Option<&str>".to_owned(),
        Form::Option | Form::OptionBox => format!("Option<&{}>", field.item),
    }
}

fn enumeration_items(enumeration: &EnumType, name: &TypeName, path: &str, items: &mut Vec<Item>) -> Result<(), String> {
    let of_type = enumeration.name.to_string();
    let (whole, each) = if enumeration.flags {
        ("struct of flags", "const")
    } else {
        ("enum", "variant")
    };
    items.push(Item {
        path: path.to_owned(),
        signature: whole.to_owned(),
        origins: vec![of_type.clone()],
    });
    for member in &enumeration.members {
        let ident = name
            .members
            .get(&member.name)
            .ok_or_else(|| format!("`{}` has no Rust name", member.name))?;
        let ident = if enumeration.flags {
            constant(ident)
        } else {
            ident.clone()
        };
        items.push(Item {
            path: format!("{path}::{ident}"),
            signature: each.to_owned(),
            origins: vec![format!("{of_type}/{}", member.name), of_type.clone()],
        });
    }
    Ok(())
}

/// The Rust name of a type where it is declared: the `Any…` enum where it has one.
#[must_use]
pub fn any_name(api: &Api, names: &Names, usage: &Usage, name: &QName) -> Option<String> {
    let type_name = names.get(name)?;
    type_name.any.clone().filter(|_| usage.is_polymorphic(api, name))
}
