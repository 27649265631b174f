//! Prints the types of a version for serde, for comparison with ours: as derives (`derives`, which lose what they do
//! not know, and `flattened`, which keep it in a map) or with visitors printed for each type (`visitors`).

use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use generator::model::{ItemType, Structured, StructuredKind, Type, TypeRef};
use generator::naming::{Names, TypeName};
use generator::rust_api::RustApi;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Writes the files of a module `models` in a form to a folder. The module stands in `parent`; beside it they need
/// `crate::core::{json::Json, values}`.
pub fn write_models(rust: &RustApi<'_>, names: &Names, form: &str, parent: &str, dir: &Path) -> Result<()> {
    let context = Context { rust, names, form };
    serde_models(&context, parent, dir)
}

/// Writes a file, and its folder if that is not there.
pub fn put(path: &Path, text: &str) -> Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    Ok(fs::write(path, text)?)
}

struct Context<'a> {
    rust: &'a RustApi<'a>,
    names: &'a Names,
    form: &'a str,
}

fn serde_models(context: &Context<'_>, parent: &str, dir: &Path) -> Result<()> {
    let mut modules: std::collections::BTreeMap<Option<String>, String> = std::collections::BTreeMap::new();
    for (name, ty) in &context.rust.metadata().types {
        let Some(type_name) = context.names.get(name) else {
            continue;
        };
        let text = match ty {
            Type::Structured(structured) => context.structured(structured, type_name)?,
            Type::Enum(enumeration) => {
                let rust = &type_name.rust;
                let mut text = format!(
                    "#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]\npub enum {rust} {{\n"
                );
                for member in &enumeration.members {
                    let _ = writeln!(
                        text,
                        "    #[serde(rename = \"{}\")] {},",
                        member.name,
                        type_name.members[&member.name].trim_end_matches('_')
                    );
                }
                text.push_str("    #[serde(untagged)] Unrecognized(String),\n}\n");
                text
            }
        };
        let module = modules.entry(type_name.module.clone()).or_default();
        let _ = write!(module, "mod {0};\npub use {0}::*;\n", type_name.file);
        let path = type_name
            .module
            .as_ref()
            .map_or_else(|| dir.join("models"), |module| dir.join("models").join(module));
        let head = format!(
            "#[allow(unused_imports)]\nuse crate::core::{{json::Json, values}};\n#[allow(unused_imports)]\nuse {parent}::models;\n\n"
        );
        put(&path.join(format!("{}.rs", type_name.file)), &(head + &text))?;
    }
    let submodules: Vec<String> = modules.keys().flatten().cloned().collect();
    for (module, mut text) in modules {
        match module {
            Some(module) => put(&dir.join("models").join(module).join("mod.rs"), &text)?,
            None => {
                submodules
                    .iter()
                    .for_each(|module| text.push_str(&format!("pub mod {module};\n")));
                put(&dir.join("models/mod.rs"), &text)?;
            }
        }
    }
    Ok(())
}

impl Context<'_> {
    fn ty(&self, ty: &TypeRef) -> Result<String> {
        let item = self.rust.rust_type(&ty.item)?;
        Ok(match &ty.item {
            _ if ty.collection => format!("Vec<{item}>"),
            ItemType::Structured(name) if self.rust.any_path(name).is_none() => format!("Option<Box<{item}>>"),
            _ => format!("Option<{item}>"),
        })
    }

    fn structured(&self, structured: &Structured, name: &TypeName) -> Result<String> {
        let mut text = String::new();
        let rust = &name.rust;
        let hand = self.form == "visitors";
        text.push_str(if hand {
            "#[derive(Clone, Debug, Default, PartialEq)]\n"
        } else {
            "#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]\n#[serde(default)]\n"
        });
        let _ = writeln!(text, "pub struct {rust} {{");
        let mut members = Vec::new();
        for member in &structured.members {
            let ty = self.ty(&member.ty)?;
            let ident = &name.members[&member.name];
            let skip = if ty.starts_with("Vec") {
                "Vec::is_empty"
            } else {
                "Option::is_none"
            };
            if !hand {
                let _ = writeln!(
                    text,
                    "    #[serde(rename = \"{}\", skip_serializing_if = \"{skip}\")]",
                    member.name
                );
            }
            let _ = writeln!(text, "    pub {ident}: {ty},");
            members.push((member.name.as_str(), ident.as_str(), skip));
        }
        match self.form {
            "visitors" => text.push_str("    pub additional_properties: Vec<(String, serde_json::Value)>,\n"),
            "flattened" => {
                text.push_str("    #[serde(flatten)]\n    pub additional_properties: serde_json::Map<String, serde_json::Value>,\n");
            }
            _ => {}
        }
        text.push_str("}\n");
        if hand {
            visitor(&mut text, rust, &members);
        }
        if self.rust.any_path(&structured.name).is_some() && structured.kind != StructuredKind::ActionBody {
            self.any(&mut text, structured, name)?;
        }
        Ok(text)
    }

    fn any(&self, text: &mut String, structured: &Structured, name: &TypeName) -> Result<()> {
        let any = name.any.as_ref().ok_or("no Any name")?;
        let hand = self.form == "visitors";
        text.push_str(if hand {
            "\n#[derive(Clone, Debug, PartialEq)]\n"
        } else {
            "\n#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]\n#[serde(tag = \"@odata.type\")]\n"
        });
        let _ = writeln!(text, "pub enum {any} {{");
        let mut variants = Vec::new();
        for (graph, variant) in &name.variants {
            let inner = self.names.get(graph).ok_or("no name")?;
            let module = inner
                .module
                .as_ref()
                .map(|module| format!("{module}::"))
                .unwrap_or_default();
            if !hand {
                let _ = writeln!(text, "    #[serde(rename = \"#{graph}\")]");
            }
            let _ = writeln!(text, "    {variant}(Box<models::{module}{}>),", inner.rust);
            variants.push((graph.to_string(), variant, *graph == structured.name));
        }
        if !hand {
            text.push_str("    #[serde(untagged)]\n");
        }
        let _ = writeln!(text, "    Unrecognized(Box<{}>),\n}}", name.rust);
        if hand {
            let _ = writeln!(
                text,
                "\nimpl<'de> serde::Deserialize<'de> for {any} {{\n    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {{\n        \
                 let value = serde_json::Value::deserialize(d)?;\n        let name = value.get(\"@odata.type\").and_then(|v| v.as_str()).unwrap_or_default().trim_start_matches('#').to_owned();\n        \
                 match name.as_str() {{"
            );
            for (graph, variant, declared) in &variants {
                let or = if *declared { " | \"\"" } else { "" };
                let _ = writeln!(
                    text,
                    "            \"{graph}\"{or} => serde_json::from_value(value).map(Self::{variant}),"
                );
            }
            text.push_str("            _ => serde_json::from_value(value).map(Self::Unrecognized),\n        }\n        .map_err(serde::de::Error::custom)\n    }\n}\n");
            let _ = writeln!(
                text,
                "\nimpl serde::Serialize for {any} {{\n    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {{\n        match self {{"
            );
            for (_, variant, _) in &variants {
                let _ = writeln!(text, "            Self::{variant}(value) => value.serialize(s),");
            }
            text.push_str("            Self::Unrecognized(value) => value.serialize(s),\n        }\n    }\n}\n");
        }
        Ok(())
    }
}

/// Reading and writing by hand: a visitor that matches names, a map that is written.
fn visitor(text: &mut String, rust: &str, members: &[(&str, &str, &str)]) {
    let _ = writeln!(
        text,
        "\nimpl<'de> serde::Deserialize<'de> for {rust} {{\n    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {{\n        struct V;\n        \
         impl<'de> serde::de::Visitor<'de> for V {{\n            type Value = {rust};\n            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {{\n                \
         f.write_str(\"an object\")\n            }}\n            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {{\n                \
         let mut model = {rust}::default();\n                while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {{\n                    match &*key {{"
    );
    for (wire, ident, skip) in members {
        let value = if *skip == "Vec::is_empty" {
            "map.next_value::<Option<_>>()?.unwrap_or_default()"
        } else {
            "map.next_value()?"
        };
        let _ = writeln!(text, "                        \"{wire}\" => model.{ident} = {value},");
    }
    text.push_str("                        _ => model.additional_properties.push((key.into_owned(), map.next_value()?)),\n                    }\n                }\n                Ok(model)\n            }\n        }\n        d.deserialize_map(V)\n    }\n}\n");
    let _ = writeln!(
        text,
        "\nimpl serde::Serialize for {rust} {{\n    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {{\n        use serde::ser::SerializeMap;\n        let mut map = s.serialize_map(None)?;"
    );
    for (wire, ident, skip) in members {
        let set = if *skip == "Vec::is_empty" {
            "is_empty"
        } else {
            "is_none"
        };
        let _ = writeln!(
            text,
            "        if !self.{ident}.{set}() {{\n            map.serialize_entry(\"{wire}\", &self.{ident})?;\n        }}"
        );
    }
    text.push_str("        for (name, value) in &self.additional_properties {\n            map.serialize_entry(name, value)?;\n        }\n        map.end()\n    }\n}\n");
}
