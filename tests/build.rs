//! Writes the table of the generated models, `$OUT_DIR/models.rs`: a line for each type of `generated/src/{v1_0,beta}/models`.
//!
//! The types are taken from the macro calls at the end of the generated files, so the table is of what was emitted. That this is all that
//! should have been, a test asks the generator's model.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// The macros that end a generated type, and the table's word for what they make.
const MACROS: [(&str, &str); 4] = [
    ("model::model! {", "structure"),
    ("model::any! {", "any"),
    ("model::enumeration! {", "enumeration"),
    ("model::flags! {", "enumeration"),
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated/src");
    let mut table = String::new();
    for version in ["v1_0", "beta"] {
        let models = source.join(version).join("models");
        println!("cargo:rerun-if-changed={}", models.display());
        let mut rows: Vec<(String, &str)> = Vec::new();
        for (module, file) in files(&models)? {
            let text = fs::read_to_string(&file)?;
            rows.extend(types(&text).map(|(name, what)| (format!("{module}{name}"), what)));
        }
        rows.sort();
        writeln!(table, "entries! {{ {version}")?;
        for (path, what) in rows {
            writeln!(table, "    {what} {path:?} {path},")?;
        }
        writeln!(table, "}}")?;
    }
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    fs::write(out.join("models.rs"), table)?;
    Ok(())
}

/// The files of a folder of models with the module path of each, as it stands before a type's name.
fn files(models: &Path) -> Result<Vec<(String, PathBuf)>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(models)? {
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
