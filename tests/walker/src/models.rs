//! The generated models of a version, by the macro calls at the end of their files.
//!
//! So they are those that were emitted. That these are all that should have been, a test asks the generator's model.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The macros that end a generated type, and what they make.
const MACROS: [(&str, &str); 4] = [
    ("model::model! {", "structure"),
    ("model::any! {", "any"),
    ("model::enumeration! {", "enumeration"),
    ("model::flags! {", "enumeration"),
];

/// A generated type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Model {
    /// Where it is below `models`: `identity_governance::Workflow`.
    pub path: String,
    /// `structure`, `any` or `enumeration`.
    pub what: &'static str,
}

impl Model {
    /// It has members.
    #[must_use]
    pub fn is_structure(&self) -> bool {
        self.what == "structure"
    }
}

/// The types in a folder of models, by name.
///
/// # Errors
/// When a file cannot be read.
pub fn read(folder: &Path) -> io::Result<Vec<Model>> {
    let mut found = Vec::new();
    for (module, file) in files(folder)? {
        let text = fs::read_to_string(&file)?;
        found.extend(types(&text).map(|(name, what)| Model {
            path: format!("{module}{name}"),
            what,
        }));
    }
    found.sort();
    Ok(found)
}

/// The files with the module path of each, as it stands before a type's name.
fn files(folder: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            let module = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            for entry in fs::read_dir(&path)? {
                files.push((format!("{module}::"), entry?.path()));
            }
        } else {
            files.push((String::new(), path));
        }
    }
    Ok(files)
}

/// The types that a file makes: the first word of each macro call.
fn types(text: &str) -> impl Iterator<Item = (&str, &'static str)> {
    MACROS.into_iter().flat_map(move |(start, what)| {
        text.split(start).skip(1).filter_map(move |rest| {
            let name = rest.split(',').next()?.trim();
            (!name.is_empty()).then_some((name, what))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_macro_calls_name_the_types() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("sub")).unwrap();
        let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        put(
            "thing.rs",
            "pub struct Thing;\n\nmodel::model! {\n    Thing, \"graph.thing\",\n}\n",
        );
        put("any_thing.rs", "model::any! {\n    AnyThing, Thing,\n}\n");
        put("sub/kind.rs", "model::flags! {\n    Kind,\n}\n// no model! here\n");
        let found = read(folder.path()).unwrap();
        let found: Vec<(&str, bool)> = found
            .iter()
            .map(|model| (model.path.as_str(), model.is_structure()))
            .collect();
        assert_eq!(found, [("AnyThing", false), ("Thing", true), ("sub::Kind", false)]);
    }
}
