//! Writes the calls of all operations, `$OUT_DIR/{v1_0,beta}.rs` and the files that they include: for each a function
//! with the chain of calls that a program would write, and a table of them.
//!
//! What there is to call is what the walker finds in the generated source; nothing of the generator is asked.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use surface_walker::{Operation, Parameter, Reached, models, walk};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../generated/src");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    for version in ["v1_0", "beta"] {
        println!("cargo:rerun-if-changed={}", source.join(version).display());
        write_version(version, &source.join(version), &out)?;
    }
    Ok(())
}

fn write_version(version: &str, source: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let surface = walk(source);
    if let Some(problem) = surface.problems.first() {
        return Err(format!("{version}: {problem}").into());
    }
    let mut groups: BTreeMap<String, Vec<(&Operation, &Reached)>> = BTreeMap::new();
    for (operation, ways) in &surface.operations {
        let group = groups.entry(group(&operation.path)).or_default();
        group.extend(ways.iter().map(|way| (operation, way)));
    }
    let folder = out.join(version);
    fs::create_dir_all(&folder)?;
    let mut root = String::new();
    for (name, group) in &groups {
        fs::write(folder.join(format!("{name}.rs")), calls(group)?)?;
        writeln!(
            root,
            "mod {name} {{ include!(concat!(env!(\"OUT_DIR\"), \"/{version}/{name}.rs\")); }}"
        )?;
    }
    writeln!(root, "\n/// The calls by the first segments of their URLs.")?;
    writeln!(root, "pub static CALLS: &[&[Call<GraphClient>]] = &[")?;
    for name in groups.keys() {
        writeln!(root, "    {name}::CALLS,")?;
    }
    writeln!(root, "];\n\n/// The models of the version.")?;
    writeln!(root, "pub static TYPES: &[&TypeInfo] = &[")?;
    for model in models::read(&source.join("models"))? {
        if model.is_structure() {
            writeln!(root, "    <models::{} as ModelType>::INFO,", model.path)?;
        }
    }
    writeln!(root, "];")?;
    fs::write(out.join(format!("{version}.rs")), root)?;
    Ok(())
}

/// The name of the file for a URL: its first three segments, ids and functions left out.
fn group(template: &str) -> String {
    let plain = |segment: &&str| segment.chars().all(char::is_alphanumeric) && !segment.is_empty();
    let segments: Vec<&str> = template.split('/').filter(plain).take(3).collect();
    segments.join("_").to_lowercase()
}

/// The functions of a group and their table.
fn calls(group: &[(&Operation, &Reached)]) -> Result<String, Box<dyn Error>> {
    let mut functions = String::from("use super::*;\n\n");
    let mut table = String::from("pub(super) static CALLS: &[Call<GraphClient>] = &[\n");
    for (number, (operation, reached)) in group.iter().enumerate() {
        let mut chain = String::from("c");
        for step in &reached.calls {
            let arguments: Result<Vec<String>, String> = step.parameters.iter().map(argument).collect();
            write!(chain, ".{}({})", step.function, arguments?.join(", "))?;
        }
        let given = if chain.contains("g.") { "g" } else { "_" };
        let erased = erased(&reached.answer)?;
        writeln!(
            functions,
            "fn c{number}(c: &GraphClient, {given}: &Arguments) -> Box<dyn Operation> {{\n    {erased}({chain})\n}}\n"
        )?;
        let Operation { method, path } = operation;
        let rust = &reached.rust;
        writeln!(
            table,
            "    Call {{ method: {method:?}, template: {path:?}, rust: {rust:?}, make: c{number} }},"
        )?;
    }
    Ok(format!("{functions}{table}];\n"))
}

/// What a call is given for a parameter.
fn argument(parameter: &Parameter) -> Result<String, String> {
    let ty = parameter.ty.as_str();
    let body = ty.strip_prefix("impl Into<").and_then(|rest| rest.strip_suffix('>'));
    Ok(match (ty, body) {
        ("impl AsRef<str>", _) if parameter.is_reference => "g.reference()".to_owned(),
        ("impl AsRef<str>", _) => "g.text()".to_owned(),
        (_, Some("ContentBody")) => "g.content()".to_owned(),
        (_, Some(model)) => format!("g.body::<{model}>()"),
        _ if ty.starts_with("models::") => "g.named()".to_owned(),
        _ if ty == "i32" || ty.starts_with("values::") => "g.parsed()".to_owned(),
        _ => return Err(format!("what to give for `{}: {ty}` is not known here", parameter.name)),
    })
}

/// The function of `operation.rs` that takes a request with such a response.
fn erased(answer: &str) -> Result<&'static str, String> {
    Ok(match answer {
        "()" => "nothing",
        "Content" => "content",
        "Page<Reference>" => "references",
        _ if answer.starts_with("ItemCount") => "count",
        _ if answer.starts_with("Page<models::") => "page",
        _ if answer.starts_with("Option<models::") => "perhaps",
        _ if answer.starts_with("models::") => "model",
        _ => return Err(format!("how to look at a response `{answer}` is not known here")),
    })
}
